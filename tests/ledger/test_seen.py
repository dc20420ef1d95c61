"""Digests that are remembered are never wrong, whatever is done to files and clocks."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from bhxhcomm.ledger import seen
from bhxhcomm.ledger.product import File, Product
from bhxhcomm.ledger.seen import Seen
from bhxhcomm.ledger.store import opened, seen_place
from tests.ledger.test_manifest import piece


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every file that is read, in order."""
    read: list[str] = []
    whole = hashlib.file_digest

    def counting(file, name):  # type: ignore[no-untyped-def]
        read.append(Path(file.name).name)
        return whole(file, name)

    monkeypatch.setattr(hashlib, "file_digest", counting)
    return read


@pytest.fixture
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk's clock is an hour ahead: every file has been at rest."""
    monkeypatch.setattr(seen, "disk_time", lambda folder: os.stat(folder).st_mtime_ns + 3600 * 10**9)


def test_an_untouched_file_is_read_once(tmp_path: Path, rested: None, counted: list[str]) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"mot")
    for _round in range(3):
        one = Seen(tmp_path / "seen.json")
        assert one.digest(file) == sha(b"mot")
        one.save()
    assert counted == ["a"]


def test_a_file_that_was_just_written_is_read_again(tmp_path: Path, counted: list[str]) -> None:
    """Within one tick of the clock it could change once more and look the same."""
    file = tmp_path / "a"
    file.write_bytes(b"mot")
    one = Seen(tmp_path / "seen.json")
    one.digest(file)
    one.save()
    Seen(tmp_path / "seen.json").digest(file)
    assert counted == ["a", "a"]


def test_an_edit_of_the_same_length_whose_date_was_set_back_is_seen(tmp_path: Path, rested: None) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"mot")
    before = file.stat()
    one = Seen(tmp_path / "seen.json")
    one.digest(file)
    one.save()
    file.write_bytes(b"hai")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert Seen(tmp_path / "seen.json").digest(file) == sha(b"hai")


def test_a_file_put_in_the_place_of_another_is_seen(tmp_path: Path, rested: None) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_bytes(b"mot")
    one = Seen(tmp_path / "seen.json")
    one.digest(file)
    one.save()
    other.write_bytes(b"hai")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)
    assert Seen(tmp_path / "seen.json").digest(file) == sha(b"hai")


def test_a_clock_that_was_set_back_makes_files_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    monkeypatch.setattr(seen, "disk_time", lambda folder: 1)
    file = tmp_path / "a"
    file.write_bytes(b"mot")
    one = Seen(tmp_path / "seen.json")
    one.digest(file)
    one.save()
    Seen(tmp_path / "seen.json").digest(file)
    assert counted == ["a", "a"]


def test_what_a_build_made_is_not_read_by_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    out = tmp_path / "out"
    with opened(out) as store:
        monkeypatch.setattr(seen, "disk_time", lambda folder: os.stat(folder).st_mtime_ns)
        made = out / "a.pdf"
        store.commit(piece(artifacts=[]), [File(Product("pdf"), "", b"mot")], lambda _file: made, {"pdf": "k"})
        assert store.seen.digest(made) == sha(b"mot")
        monkeypatch.setattr(seen, "disk_time", lambda folder: os.stat(folder).st_mtime_ns + 3600 * 10**9)
        store.remember()
    counted.clear()
    assert Seen(seen_place(out)).digest(made) == sha(b"mot")
    assert counted == []


def test_there_are_no_notes_before_the_first_build(tmp_path: Path) -> None:
    assert not Seen(tmp_path / "seen.json").damaged


def test_a_missing_file_has_none(tmp_path: Path) -> None:
    assert Seen(tmp_path / "seen.json").digest(tmp_path / "khong" / "co") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": "seen/9"}', '{"format": "seen/1", "files": [1]}'])
def test_a_damaged_memory_is_forgotten(text: str, tmp_path: Path) -> None:
    place = tmp_path / "seen.json"
    place.write_text(text, encoding="utf-8")
    file = tmp_path / "a"
    file.write_bytes(b"mot")
    one = Seen(place)
    assert one.notes == {}
    assert one.digest(file) == sha(b"mot")
    # Those of another version are not damaged.
    assert one.damaged is ("seen/9" not in text)
    one.save()
    assert not Seen(place).damaged


def test_a_memory_is_not_kept_where_nothing_may_be_written(tmp_path: Path, rested: None) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"mot")
    one = Seen(tmp_path / "seen.json", write=False)
    one.digest(file)
    one.save()
    assert json.loads((tmp_path / "seen.json").read_text())["files"] == {}
