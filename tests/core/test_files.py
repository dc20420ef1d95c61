"""Files are whole or not there at all."""

from __future__ import annotations

import errno
import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bhxhcomm.core import files
from bhxhcomm.core.problems import MachineError


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "tờ gấp.pdf"
    assert files.write(target, b"mot")
    assert target.read_bytes() == b"mot"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    target = tmp_path / "a"
    files.write(target, b"mot")
    before = target.stat()
    assert not files.write(target, b"mot")
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files.write(target, b"hai")
    assert target.read_bytes() == b"hai"


def by_line(path: Path, data: bytes) -> object:
    return files.write_lines(path, (bytes([one]) for one in data))


WAYS = pytest.mark.parametrize("write", [files.write, by_line])


def test_a_file_written_by_line_is_told_by_its_digest_and_not_written_again(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b"
    assert files.write_lines(target, iter([b"mot\n", b"", b"hai\n"])) == hashlib.sha256(b"mot\nhai\n").hexdigest()
    assert target.read_bytes() == b"mot\nhai\n"
    before = target.stat()
    assert files.write_lines(target, [b"mot\nhai\n"]) == hashlib.sha256(b"mot\nhai\n").hexdigest()
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files.write_lines(target, []) == hashlib.sha256().hexdigest()
    assert target.read_bytes() == b""
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_lines_that_cannot_be_told_to_their_end_change_nothing(tmp_path: Path) -> None:
    def lines() -> Iterator[bytes]:
        yield b"hai"
        raise KeyError("nothing more")

    files.write(tmp_path / "a", b"mot")
    with pytest.raises(KeyError):
        files.write_lines(tmp_path / "a", lines())
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"mot")]


@WAYS
@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_refusal_of_the_system_changes_nothing(
    write: Callable[[Path, bytes], object], moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a"
    files.write(target, b"mot")

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os if moment == "fsync" else Path, moment, full)
    with pytest.raises(MachineError) as caught:
        write(target, b"hai")
    assert caught.value.exit_status == 3
    assert caught.value.problem.code == "cannot-write"
    assert caught.value.problem.place.path == str(target)
    assert caught.value.problem.hint
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"mot")]


@WAYS
@pytest.mark.parametrize("stopped", [KeyboardInterrupt, SystemExit])
def test_to_be_stopped_leaves_nothing_half_written(
    write: Callable[[Path, bytes], object],
    stopped: type[BaseException],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(_number: int) -> None:
        raise stopped

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(stopped):
        write(tmp_path / "a", b"hai")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_file_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(MachineError):
        files.write(tmp_path / "a", b"mot")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_unfinished_file_of_a_process_that_runs_is_left_to_it(tmp_path: Path) -> None:
    others = tmp_path / f"{files.PREFIX}{os.getppid()}-a"
    others.write_bytes(b"half")
    files.write(tmp_path / "a", b"mot")
    assert others.read_bytes() == b"half"


def _write_many(path: Path, letter: bytes) -> None:
    for _round in range(40):
        files.write(path, letter * 200_000)


def test_two_processes_that_write_one_file_never_mix(tmp_path: Path) -> None:
    target = tmp_path / "a"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(target, letter)) for letter in (b"a", b"b")]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        if target.is_file():
            data = target.read_bytes()
            assert len(data) == 200_000
            assert len(set(data)) == 1
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
