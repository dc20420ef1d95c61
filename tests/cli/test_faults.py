"""What goes wrong outside the content: a full disk, no write access, Ctrl-C, a fault of our own. Nothing is lost, nothing
is left half done, and no traceback reaches a user."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.cli.program import (
    PACK,
    SECONDS,
    TRIFOLD,
    Ran,
    command,
    copy_of_examples,
    environment,
    pdfs,
    ran,
    replace,
    run,
    snapshot,
    text_of,
    unfinished,
)

PLACE = f"out/bhxh-tinh-mau-mot/{PACK}/leaflet-trifold.vi.nhap.pdf"
INTERRUPTED = 130


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace built once, whose text has changed since: the next build would write other bytes."""
    root = copy_of_examples(tmp_path_factory.mktemp("cu") / "vi-du")
    assert run("leaflet", "build", PACK, *TRIFOLD, "-q", cwd=root).status == 0
    replace(root / "packs" / PACK / "pack.yaml", "Ốm đau có quỹ cùng trả", "Ốm đau đã có quỹ lo")
    return root


def build(root: Path, *more: str) -> Ran:
    return run("leaflet", "build", PACK, *TRIFOLD, *more, cwd=root)


def assert_refused(done: Ran, code: str = "cannot-write") -> None:
    assert done.status == 3
    assert f"error[{code}]" in done.err
    assert "--out" in done.err
    assert "Traceback" not in done.err


def fail_with(number: int) -> object:
    def failing(*_arguments: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number))

    return failing


@pytest.mark.parametrize(
    ("module_part", "number"), [("fsync", errno.ENOSPC), ("fsync", errno.EIO), ("replace", errno.EDQUOT)]
)
def test_a_full_disk_leaves_the_old_file_whole(
    module_part: str, number: int, once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(once)
    if module_part == "fsync":
        monkeypatch.setattr(os, "fsync", fail_with(number))
    else:
        monkeypatch.setattr(Path, "replace", fail_with(number))
    done = build(once)
    assert_refused(done)
    assert os.strerror(number) in done.err
    assert snapshot(once) == before


def test_a_full_disk_with_json_is_still_one_object(once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", fail_with(errno.ENOSPC))
    done = build(once, "--json")
    assert (done.status, done.err) == (3, "")
    assert [problem["code"] for problem in done.problems] == ["cannot-write"]


FILLING = """
import resource, sys
from bhxhcomm.core import files
whole = files.write
def filling(path, data):
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) // 2, len(data)))
    return whole(path, data)
files.write = filling
from bhxhcomm.cli import run
run()
"""


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_disk_that_fills_while_a_file_is_written_leaves_no_half_file(jobs: int, once: Path) -> None:
    """The system itself cuts the file short, in a process of its own and in its workers."""
    before = snapshot(once)
    words = ["leaflet", "build", PACK, *TRIFOLD, "--office", "all", "--jobs", str(jobs), "-q"]
    done = ran([sys.executable, "-P", "-c", FILLING, *words], cwd=once)
    assert_refused(done)
    assert os.strerror(errno.EFBIG) in done.err
    assert snapshot(once) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_an_output_folder_without_write_access_is_named(once: Path, tmp_path: Path) -> None:
    locked = tmp_path / "khóa"
    locked.mkdir(mode=0o555)
    done = build(once, "--out", str(locked))
    assert_refused(done)
    assert str(locked) in done.err
    assert list(locked.iterdir()) == []


def test_a_read_only_disk_is_told_as_such(once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(once)
    whole = Path.open

    def locked(path: Path, mode: str = "r", *arguments: Any, **more: Any) -> Any:
        if set(mode) & set("wax+"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return whole(path, mode, *arguments, **more)

    monkeypatch.setattr(Path, "open", locked)
    done = build(once)
    assert_refused(done)
    assert snapshot(once) == before


def test_a_file_where_the_output_folder_should_be_is_left_alone(once: Path, tmp_path: Path) -> None:
    place = tmp_path / "ra"
    place.write_text("của tôi", encoding="utf-8")
    done = build(once, "--out", str(place))
    assert_refused(done)
    assert place.read_text(encoding="utf-8") == "của tôi"


def test_signatures_survive_a_full_disk(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("approve", PACK, "--by", "Người duyệt mẫu", cwd=workspace).status == 0
    before = snapshot(workspace)
    replace(workspace / "packs" / PACK / "pack.yaml", "Ốm đau có quỹ", "Ốm đau đã có quỹ")
    changed = snapshot(workspace)
    monkeypatch.setattr(os, "fsync", fail_with(errno.ENOSPC))
    done = run("approve", PACK, "--fact", "all", "--by", "Người duyệt mẫu", cwd=workspace)
    assert done.status == 3
    assert snapshot(workspace) == changed
    assert before["packs/bhyt-ho-gia-dinh/review.yaml"] == changed["packs/bhyt-ho-gia-dinh/review.yaml"]


INTERRUPTING = """
import functools, importlib, os, signal, sys
name, part = sys.argv.pop(1).split(":")
owner = functools.reduce(getattr, part.split(".")[:-1], importlib.import_module(name))
whole = getattr(owner, part.split(".")[-1])
def stopped(*arguments, **more):
    os.kill(os.getpid(), signal.SIGINT)
    return whole(*arguments, **more)
setattr(owner, part.split(".")[-1], stopped)
from bhxhcomm.cli import run
run()
"""


@pytest.mark.parametrize(
    "moment",
    [
        "bhxhcomm.content.loading.workspace_loader:load",
        "bhxhcomm.edition.drafts:reasons",
        "bhxhcomm.page.pdf:render_document",
        "os:fsync",
    ],
)
def test_ctrl_c_at_any_moment_stops_with_130_and_leaves_whole_files(moment: str, once: Path) -> None:
    before = snapshot(once)
    words = [sys.executable, "-P", "-c", INTERRUPTING, moment, "leaflet", "build", PACK, *TRIFOLD]
    done = ran(words, cwd=once)
    assert done.status == INTERRUPTED
    assert "Stopped." in done.err
    assert "Traceback" not in done.err
    assert done.out == ""
    assert snapshot(once) == before


def test_ctrl_c_pressed_twice_is_no_worse_than_once(once: Path) -> None:
    """The second one comes while the first is being told."""
    words = [sys.executable, "-P", "-c", INTERRUPTING, "bhxhcomm.core.i18n:_", "leaflet", "build", PACK]
    done = ran(words, cwd=once)
    assert done.status == INTERRUPTED
    assert "Traceback" not in done.err


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_from_the_keyboard_reaches_all_workers_and_spoils_no_file(jobs: int, workspace: Path) -> None:
    """The terminal sends it to the whole group of processes, while pieces are being made."""
    process = subprocess.Popen(
        command("leaflet", "build", PACK, *TRIFOLD, "--office", "all", "--jobs", jobs),
        cwd=workspace,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Building 1/3")
        os.killpg(process.pid, signal.SIGINT)
        _out, err = process.communicate(timeout=SECONDS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert process.returncode == INTERRUPTED
    assert "Traceback" not in err
    assert unfinished(workspace) == []
    for name in pdfs(workspace):
        assert len(pypdfium2.PdfDocument(workspace / name)) == 2


def test_what_a_killed_build_left_is_cleared_up_by_the_next(workspace: Path) -> None:
    assert build(workspace, "-q").status == 0
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    target = workspace / PLACE
    half = target.with_name(f".bhxhcomm-{gone.pid}-{target.name}")
    half.write_bytes(b"%PDF-1.7 half")
    replace(workspace / "packs" / PACK / "pack.yaml", "Ốm đau có quỹ cùng trả", "Ốm đau đã có quỹ lo")
    assert build(workspace, "-q").status == 0
    assert not half.exists()
    assert "Ốm đau đã có quỹ lo" in text_of(target)


def test_a_fault_of_our_own_is_told_without_a_traceback(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bhxhcomm.content.loading.workspace_loader.load", lambda *_a, **_b: 1 / 0)
    done = run("facts", "list", cwd=examples)
    assert done.status == 1
    assert "error[internal]" in done.err
    assert "ZeroDivisionError" in done.err
    assert "BHXHCOMM_DEBUG=1" in done.err
    assert "Traceback" not in done.err
    as_json = run("facts", "list", "--json", cwd=examples)
    assert [problem["code"] for problem in as_json.problems] == ["internal"]


def test_who_debugs_sees_where_a_fault_happened(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BHXHCOMM_DEBUG", "1")
    monkeypatch.setattr("bhxhcomm.content.loading.workspace_loader.load", lambda *_a, **_b: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("facts", "list", cwd=examples)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["schema", "pack"], 0), (["facts", "show", "khong_co", "--json"], 1)],
    ids=["done", "wrong"],
)
def test_a_reader_that_goes_away_is_no_error(arguments: list[str], status: int, examples: Path) -> None:
    """`bhxhcomm schema pack | head -1`, with a pipe that is closed after the first line."""
    process = subprocess.Popen(
        command(*arguments), cwd=examples, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(SECONDS) == status
    assert err == b""
