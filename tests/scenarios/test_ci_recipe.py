"""The recipe for CI in `examples/ci`: what it says is well formed, and what it does is done here, in a repository."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.core.clock import today
from bhxhcomm.ledger import manifest
from tests.cli.program import EXAMPLES, Ran, environment, ran, replace, snapshot

CI = EXAMPLES / "ci"
SCRIPTS = sorted(CI.glob("*.sh"))
WORKFLOW = CI / "github-actions.yml"
SOUND = Path(__file__).resolve().parents[1] / "broken" / "sound"
PARTS = 2


def workflow() -> dict[str, Any]:
    """The workflow as YAML 1.2 reads it, where `on` is a word."""
    from ruamel.yaml import YAML

    found = YAML(typ="safe", pure=True).load(WORKFLOW.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_workflow_is_what_github_takes() -> None:
    from jsonschema import Draft7Validator

    # Its command line needs a newer click than typer allows; the schemas that it brings are what counts.
    spec = importlib.util.find_spec("check_jsonschema")
    assert spec is not None
    assert spec.origin
    path = Path(spec.origin).parent / "builtin_schemas" / "vendor" / "github-workflows.json"
    validator = Draft7Validator(json.loads(path.read_text(encoding="utf-8")))

    assert [error.message for error in validator.iter_errors(workflow())] == []
    broken = workflow()
    del broken["jobs"]["build"]["runs-on"]
    assert list(validator.iter_errors(broken))


def test_the_workflow_reads_the_repository_and_may_do_no_more_and_knows_no_secret() -> None:
    found = workflow()

    assert found["permissions"] == {"contents": "read"}
    assert {name for name, job in found["jobs"].items() if "permissions" in job} == {"comment"}
    assert found["jobs"]["comment"]["permissions"] == {"pull-requests": "write"}
    assert not re.search(r"\bsecrets\.\w", WORKFLOW.read_text(encoding="utf-8"))
    for job in found["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), "what others write must not become a part of a script"
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_the_workflow_runs_at_night_in_vietnam_and_splits_into_as_many_parts_as_it_says() -> None:
    found = workflow()
    (schedule,) = found["on"]["schedule"]
    minute, hour, *rest = schedule["cron"].split()

    assert rest == ["*", "*", "*"]
    assert (int(hour) + 7) % 24 == 0
    assert int(minute) > 0
    assert found["jobs"]["build"]["strategy"]["matrix"]["part"] == [*range(1, int(found["env"]["PARTS"]) + 1)]


def test_the_workflow_runs_the_scripts_that_are_there_and_all_of_them() -> None:
    found = workflow()
    said = " ".join(step.get("run", "") for job in found["jobs"].values() for step in job["steps"])

    assert set(re.findall(r"ci/[\w.]+", said)) == {f"ci/{path.name}" for path in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_the_scripts_are_plain_posix_shell(script: Path) -> None:
    done = subprocess.run(
        ["shellcheck", "--shell=sh", "--severity=style", script], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
    assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A content repository with two packs, of which one says a figure, and the recipe in it."""
    root = tmp_path / "kho"
    shutil.copytree(SOUND, root)
    shutil.copytree(root / "packs" / "mau", root / "packs" / "mau-hai")
    replace(root / "packs" / "mau-hai" / "pack.yaml", "id: mau", "id: mau-hai")
    replace(root / "packs" / "mau-hai" / "pack.yaml", "Lương cơ sở là {luong_co_so}.", "Không có số nào.")
    shutil.copytree(CI, root / "ci")
    (root / ".gitignore").write_text("out/\n", encoding="utf-8")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=Máy", "-c", "user.email=may@example.vn", "commit", "-qm", "Nội dung")
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "bhxhcomm"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m bhxhcomm "$@"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return root


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


def shell(root: Path, script: str, *arguments: str, **more: str) -> Ran:
    """Run a script of the recipe as CI does."""
    path = f"{root.parent / 'bin'}{os.pathsep}{environment()['PATH']}"
    return ran(["sh", f"ci/{script}", *arguments], cwd=root, env={"PATH": path, "JOBS": "1", **more})


def build_all(root: Path, **more: str) -> None:
    for part in range(1, PARTS + 1):
        done = shell(root, "build.sh", f"{part}/{PARTS}", **more)
        assert done.status == 0, done.err
    done = shell(root, "report.sh", PARTS=str(PARTS), KEEP="1")
    assert done.status == 0, done.err


@pytest.mark.slow
def test_a_date_passes_with_no_file_edited(repository: Path) -> None:
    report = repository / "out" / "report"
    build_all(repository, AS_OF="2024-06-30")
    assert "Lần đầu" in (report / "comment.md").read_text(encoding="utf-8")
    assert "1.800.000" in (report / "gallery.html").read_text(encoding="utf-8")
    before = snapshot(repository / "out" / "all")

    build_all(repository, AS_OF="2024-07-01")
    after = snapshot(repository / "out" / "all")
    said = (report / "comment.md").read_text(encoding="utf-8")
    assert "1.800.000" in said
    assert "2.340.000" in said
    assert "Nghị định mẫu 2" in said
    assert "mau-hai" not in said
    assert (report / "changes.html").read_bytes().count(b"<img") >= 2
    changed = {name for name in before.keys() & after.keys() if before[name] != after[name] and name.endswith(".pdf")}
    assert {name.split("/")[1] for name in changed} == {"mau"}
    made = manifest.read(repository / "out" / "all" / manifest.FILE_NAME)
    assert {piece.pack for piece in made.pieces if piece.current} == {"mau", "mau-hai"}

    # The third night nothing has happened.
    build_all(repository, AS_OF="2024-07-02")
    assert snapshot(repository / "out" / "all") == after
    assert git(repository, "status", "--porcelain") == ""


@pytest.mark.slow
def test_without_a_date_it_is_today_in_vietnam_and_what_nobody_approved_is_refused(repository: Path) -> None:
    first = today()
    done = shell(repository, "build.sh", RELEASE="1")

    assert done.status == 1
    assert "not-released" in done.err
    said = (repository / "out" / "part-1" / "part.txt").read_text(encoding="utf-8")
    assert said in {f"part 1/1, as of {day}, status 1\n" for day in (first, today())}
    done = shell(repository, "report.sh")
    assert done.status == 1
    assert "nothing was made" in done.err


@pytest.mark.slow
def test_a_part_that_is_missing_or_of_another_day_makes_no_report(repository: Path) -> None:
    assert shell(repository, "build.sh", "1/2", AS_OF="2024-07-01").status == 0
    done = shell(repository, "report.sh", PARTS="2")
    assert done.status == 1
    assert "part 2 of 2 is not there" in done.err

    assert shell(repository, "build.sh", "2/2", AS_OF="2024-07-02").status == 0
    done = shell(repository, "report.sh", PARTS="2")
    assert done.status == 1
    assert "not of one date" in done.err
    assert not (repository / "out" / "report").exists()
