"""What holds for every run of the tests: marks that exclude each other, and what a machine lacks."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
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


def imports(tree: ast.AST) -> Iterator[str]:
    """The packages that the code of a module imports by itself, those inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def at_once(tree: ast.Module) -> list[ast.stmt]:
    """What runs when a module is imported, but for what is there for types alone."""
    return [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]


@pytest.mark.checkout
def test_without_the_extra_check_every_file_of_tests_can_be_read() -> None:
    """`pip install -e .[dev]` is enough for `pytest`: what only the extra `check` brings is asked for where it is used."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    only = {re.split(r"[<>=~!\[ ]", one)[0].lower() for one in extras["check"]} | {"selenium"}
    brought = {
        name: {dist.lower().replace("_", "-") for dist in dists} for name, dists in packages_distributions().items()
    }
    for path in sorted((ROOT / "tests").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        asked = {name for name in imports(tree) if brought.get(name, set()) & only}
        if path.name == "matterhorn.py":
            # Read inside of tests, after they have asked.
            assert asked == {"pikepdf"}
        else:
            first = {name for node in at_once(tree) for name in imports(node)}
            assert asked & first == set(), path
            assert path.name == "office.py" or all(f'importorskip("{name}' in text for name in asked), path


def test_a_test_that_root_cannot_run_may_be_left_out_anywhere(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_a():\n    pytest.skip('nothing is read-only to root')\n", CI="1")
    assert done.returncode == pytest.ExitCode.OK
    assert "left out:" not in done.stdout
