"""Digests of files are those of their bytes at any moment, though what has not been touched is not read again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from bhxhcomm.core import file_digests, opening


class Clock:
    """A clock that a test moves."""

    now = 1

    def monotonic_ns(self) -> int:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(file_digests, "time", clock)
    monkeypatch.setattr(file_digests, "_known", {})
    return clock


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, in order."""
    names: list[str] = []
    really = opening.read

    def counted(path: Path, root: Path, *, most: int) -> bytes:
        names.append(path.name)
        return really(path, root, most=most)

    monkeypatch.setattr(opening, "read", counted)
    return names


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_what_rested_between_two_readings_is_not_read_a_third_time(
    clock: Clock, read: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.j2").write_bytes(b"mot")
    for step in (0, 1, file_digests.REST_NS, 0, 5):
        clock.now += step
        assert file_digests.each(tmp_path) == {"a.j2": sha(b"mot")}
    assert read == ["a.j2"] * 3


def test_a_change_within_a_tick_of_the_disk_is_seen(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Another text of the same length, with the same marks, as where the clock of the disk has not moved on."""
    (tmp_path / "a.j2").write_bytes(b"mot")
    same = file_digests._marks(tmp_path / "a.j2")
    monkeypatch.setattr(file_digests, "_marks", lambda _path: same)
    for text in (b"mot", b"hai", b"bon"):
        (tmp_path / "a.j2").write_bytes(text)
        clock.now += file_digests.REST_NS // 3
        assert file_digests.each(tmp_path) == {"a.j2": sha(text)}


@pytest.mark.parametrize("how", ["write", "times set back", "exchange", "link"])
def test_a_file_that_is_exchanged_later_is_read_again(how: str, clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "a.j2"
    path.write_bytes(b"mot")
    for _round in range(3):
        file_digests.each(tmp_path)
        clock.now += file_digests.REST_NS
    before = os.stat(path)
    if how == "exchange":
        other = tmp_path / "b"
        other.write_bytes(b"hai")
        os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
        other.rename(path)
    elif how == "link":
        (tmp_path / "b").write_bytes(b"hai")
        path.unlink()
        path.symlink_to("b")
    else:
        path.write_bytes(b"hai")
        if how == "times set back":
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file_digests.each(tmp_path)["a.j2"] == sha(b"hai")
