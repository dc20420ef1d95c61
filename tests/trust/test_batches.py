"""Batches: every line that was signed in one names its list, and counts only as one of exactly those that are on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bhxhcomm.content.review import Signature
from bhxhcomm.edition import approval
from bhxhcomm.trust import batches
from bhxhcomm.trust.demand import SHEETS, Trust

ITEMS = [
    ("text", "packs/mot", "vi", "a" * 64, "b" * 64),
    ("text", "packs/hai", "vi", "c" * 64, ""),
    ("fact", "", "luong_co_so@2024-07-01", "d" * 64, ""),
]


def kept(root: Path, items: list[batches.Item]) -> str:
    """The digest of a batch whose list lies in a workspace."""
    data = batches.text(items)
    path = batches.path_of(root / SHEETS, batches.digest(data))
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path.stem


def line(root: Path, item: batches.Item, batch: str) -> Signature:
    of, _place, name, digest, heard = item
    day = dt.date(2025, 7, 1)
    return Signature(of, name, digest, "Hoa", day, readings=heard, batch=batch, trust=Trust(root=root))


def fault(signature: Signature) -> str:
    return approval.verdict(replace(signature)).fault


def test_every_line_of_a_batch_counts_while_its_list_lies_there(tmp_path: Path) -> None:
    batch = kept(tmp_path, ITEMS)
    assert [fault(line(tmp_path, one, batch)) for one in ITEMS] == ["", "", ""]
    batches.path_of(tmp_path / SHEETS, batch).unlink()
    assert [fault(line(tmp_path, one, batch)) for one in ITEMS] == ["batch-missing"] * 3


def test_a_line_cut_out_of_its_batch_counts_for_nothing(tmp_path: Path) -> None:
    batch = kept(tmp_path, ITEMS)
    elsewhere = tmp_path / "khac"
    elsewhere.mkdir()
    assert fault(line(elsewhere, ITEMS[0], batch)) == "batch-missing"


def test_a_batch_with_one_thing_more_or_less_is_another_batch(tmp_path: Path) -> None:
    batch = kept(tmp_path, ITEMS)
    more = ("text", "packs/ba", "vi", "e" * 64, "")
    path = batches.path_of(tmp_path / SHEETS, batch)
    assert fault(line(tmp_path, more, batch)) == "batch-without"
    for items in ([*ITEMS, more], ITEMS[1:]):
        path.write_bytes(batches.text(items))
        assert {fault(line(tmp_path, one, batch)) for one in [*items, ITEMS[0]]} == {"batch-other"}


@pytest.mark.parametrize("name", ["of", "id", "digest", "readings"])
def test_a_line_over_anything_else_is_not_in_the_list(tmp_path: Path, name: str) -> None:
    signed = line(tmp_path, ITEMS[0], kept(tmp_path, ITEMS))
    assert fault(replace(signed, **{name: "0" * 64})) == "batch-without"
    assert fault(replace(signed, batch="0" * 64)) == "batch-missing"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[" * 100_000,
        b'{"format":"bhxhcomm-batch/1"}',
        b'{"format":"bhxhcomm-batch/1","items":[1]}',
        b'{"format":"bhxhcomm-batch/1","items":{"of":"text"}}',
        batches.text(ITEMS) + b"\n",
        batches.text(ITEMS).replace(b"bhxhcomm-batch/1", b"bhxhcomm-batch/2"),
    ],
    ids=["empty", "nested", "no items", "no item", "no list", "other bytes", "other format"],
)
def test_a_list_that_is_not_written_as_ours_is_none(tmp_path: Path, data: bytes) -> None:
    """Also where a line names the digest of exactly these bytes."""
    path = batches.path_of(tmp_path / SHEETS, batches.digest(data))
    path.parent.mkdir()
    path.write_bytes(data)
    assert fault(line(tmp_path, ITEMS[0], path.stem)) == "batch-other"


def test_a_list_that_lies_outside_or_is_no_file_is_not_opened(tmp_path: Path) -> None:
    root = tmp_path / "w"
    (root / SHEETS).mkdir(parents=True)
    data = batches.text(ITEMS)
    path = batches.path_of(root / SHEETS, batches.digest(data))
    (tmp_path / "ngoai.json").write_bytes(data)
    path.symlink_to(tmp_path / "ngoai.json")
    assert fault(line(root, ITEMS[0], path.stem)) == "batch-missing"
    path.unlink()
    path.mkdir()
    assert fault(line(root, ITEMS[0], path.stem)) == "batch-missing"


def test_an_old_line_without_a_batch_says_what_it_said_before() -> None:
    old = Signature("text", "vi", "ab", "Hoa", dt.date(2025, 7, 1))
    assert old.said == {"of": "text", "id": "vi", "digest": "ab", "by": "Hoa", "date": "2025-07-01"}
    assert approval.counts(old)
