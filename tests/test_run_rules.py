"""What holds for every run of the tests: marks that exclude each other, and what a machine lacks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(folder: Path, test: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one file of tests under the rules of `tests/conftest.py`, apart from this run."""
    (folder / "test_it.py").write_text(f"import pytest\n{test}", encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.conftest",
            "-p",
            "no:cacheprovider",
            "-c",
            os.devnull,
            "--rootdir",
            str(folder),
            str(folder),
        ],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_test_of_the_checkout_is_none_of_the_wheel(tmp_path: Path) -> None:
    done = run(tmp_path, "@pytest.mark.checkout\n@pytest.mark.wheel\ndef test_a():\n    pass\n")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "marked both checkout and wheel: test_it.py::test_a" in done.stdout + done.stderr


LACKING = "def test_a():\n    pytest.skip('msgfmt is not on this machine')\ndef test_b():\n    pytest.importorskip('nowhere')\n"


@pytest.mark.parametrize(
    ("environment", "status"), [({}, pytest.ExitCode.OK), ({"CI": "1"}, pytest.ExitCode.TESTS_FAILED)]
)
def test_what_is_left_out_is_said_and_fails_where_ci_is_set(
    tmp_path: Path, environment: dict[str, str], status: pytest.ExitCode
) -> None:
    done = run(tmp_path, LACKING, **environment)
    assert done.returncode == status
    assert "1 test left out: msgfmt is not on this machine" in done.stdout
    assert "1 test left out: could not import 'nowhere'" in done.stdout


def test_a_test_that_root_cannot_run_may_be_left_out_anywhere(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_a():\n    pytest.skip('nothing is read-only to root')\n", CI="1")
    assert done.returncode == pytest.ExitCode.OK
    assert "left out:" not in done.stdout
