"""`bhxhcomm build --watch`: a file is saved, and the new page is there."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from bhxhcomm.cli import watching
from bhxhcomm.ledger import manifest
from tests.cli.program import PACK, TRIFOLD, command, environment, run, text_of, unfinished

PATIENCE_S = 90
OFFICE = "bhxh-tinh-mau-mot"


class Watched:
    """A watched build in a process of its own, with what it says."""

    def __init__(self, root: Path, log: Path, *arguments: str) -> None:
        self.root = root
        self._log = log
        self._file: IO[str] = log.open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            command("build", PACK, *TRIFOLD, "--office", OFFICE, "--watch", *arguments),
            cwd=root,
            env=environment(PYTHONUNBUFFERED="1"),
            stdout=self._file,
            stderr=self._file,
            start_new_session=True,
        )
        self.rounds = 0

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def ready(self) -> str:
        """Wait for the end of the next round; what was said in it."""
        self.rounds += 1
        self.until(lambda: self.said.count("Ready after") >= self.rounds)
        return self.said.split("Ready after")[self.rounds - 1]

    def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.said}"
            assert time.monotonic() < end, self.said
            time.sleep(0.02)

    def save(self, old: str, new: str) -> None:
        """As many editors do it: a new file beside the old one, renamed over it."""
        path = self.root / "packs" / PACK / "pack.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        beside = path.with_name(".pack.yaml.new")
        beside.write_text(text.replace(old, new, 1), encoding="utf-8")
        beside.replace(path)

    def page(self) -> str:
        (found,) = (self.root / "out" / OFFICE / PACK).glob("*.pdf")
        return text_of(found)

    def interrupted(self, *, whole_group: bool = True) -> None:
        """Press Ctrl-C, which a terminal sends to the whole group, and see it end as it should."""
        (os.killpg if whole_group else os.kill)(self.process.pid, signal.SIGINT)
        status = self.process.wait(PATIENCE_S)
        assert status == 130, f"it ended with {status}:\n{self.said}"
        assert "Traceback" not in self.said
        assert unfinished(self.root) == []

    def end(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._file.close()


@pytest.fixture
def watched(workspace: Path, tmp_path: Path) -> Iterator[Watched]:
    found = Watched(workspace, tmp_path / "log")
    yield found
    found.end()


@pytest.mark.wheel
@pytest.mark.slow
def test_a_saved_sentence_a_broken_file_the_mended_one_and_ctrl_c(watched: Watched) -> None:
    root = watched.root
    watched.ready()
    gallery = root / "out" / "gallery.html"
    first = gallery.read_bytes()

    watched.save("heading: ", "heading: Đã sửa ngay, ")
    said = watched.ready()
    assert f"Saved: packs/{PACK}/pack.yaml" in said
    assert "why: text on" in said
    assert "Đã sửa ngay" in watched.page()
    assert gallery.read_bytes() != first

    watched.save("heading: ", "heading: [")
    before = watched.page()
    said = watched.ready()
    assert f"packs/{PACK}/pack.yaml:" in said
    assert "error[" in said
    assert watched.page() == before

    watched.save("heading: [", "heading: Đã lành, ")
    watched.ready()
    assert "Đã lành" in watched.page()

    # Nothing that a round writes itself begins the next one.
    time.sleep(1.5)
    assert watched.said.count("Ready after") == watched.rounds

    watched.interrupted()
    assert "no half file is left" in watched.said


@pytest.mark.slow
@pytest.mark.parametrize("whole_group", [True, False])
def test_ctrl_c_in_the_middle_of_a_round_leaves_nothing_half(watched: Watched, whole_group: bool) -> None:
    watched.ready()
    watched.save("heading: ", "heading: Đã sửa ngay, ")
    watched.until(lambda: "Saved:" in watched.said)
    time.sleep(0.3)
    watched.interrupted(whole_group=whole_group)
    out = watched.root / "out"
    for _piece, artifact in manifest.read(out / manifest.FILE_NAME).artifacts():
        assert (out / artifact.path).is_file()
    done = run("build", PACK, *TRIFOLD, "--office", OFFICE, cwd=watched.root)
    assert done.status == 0, done.err
    assert "Đã sửa ngay" in watched.page()


def test_ctrl_c_just_when_a_round_has_ended_is_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    collect = os.waitpid

    def collected(process: int, how: int) -> tuple[int, int]:
        found = collect(process, how)
        if found[0]:
            monkeypatch.undo()
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(os, "waitpid", collected)
    with pytest.raises(KeyboardInterrupt):
        watching._round(lambda _announce, _first: None, first=True)
    assert os.waitpid is collect, "nothing was interrupted"


@pytest.mark.parametrize("other", ["--json", "--check", "--dry-run"])
def test_what_says_something_once_does_not_go_with_watch(workspace: Path, other: str) -> None:
    done = run("build", PACK, "--watch", other, cwd=workspace)

    assert done.status == 2
    assert "watch-alone" in (done.out + done.err)
