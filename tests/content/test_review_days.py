"""`review_days`: a new day of review is set where the old one stands, and nothing else of the file changes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content.review_days import renewed
from bhxhcomm.core.problems import ContentError

UNTIL = dt.date(2027, 7, 1)
FILE = """# Các mức dùng chung.
format: facts/1
facts:
  # Lương cơ sở.
  luong:
    label: "Lương: {ghi chú}"   # nhãn
    unit: VND/month
    review_by: 2026-01-01  # mỗi năm một lần
    values:
      - {from: 2024-07-01, value: 2.340.000, source: {document: "Nghị định 73/2024/NĐ-CP"}}
  ty_le:
    unit: rate
    review_by: "2026-01-01"
    values: []

  # Chưa có ngày.
  khac:
    # nhãn
    label: Khác
    unit: VND
  gon: {label: Gọn, unit: VND}
  gon_hon: {review_by: 2025-12-31, label: Gọn hơn}
"""


def changed(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that differ, where none was added."""
    return [pair for pair in zip(before.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]]


def test_only_the_day_changes_and_its_comment_stays() -> None:
    found = renewed(FILE.encode(), "facts/chung.yaml", ["luong"], UNTIL).decode()

    assert changed(FILE, found) == [
        ("    review_by: 2026-01-01  # mỗi năm một lần", "    review_by: 2027-07-01  # mỗi năm một lần")
    ]


def test_a_day_in_quotes_or_in_braces_is_found_too() -> None:
    found = renewed(FILE.encode(), "facts/chung.yaml", ["ty_le", "gon_hon"], UNTIL).decode()

    assert changed(FILE, found) == [
        ('    review_by: "2026-01-01"', "    review_by: 2027-07-01"),
        ("  gon_hon: {review_by: 2025-12-31, label: Gọn hơn}", "  gon_hon: {review_by: 2027-07-01, label: Gọn hơn}"),
    ]


def test_a_fact_without_a_day_gets_a_line_of_its_own() -> None:
    found = renewed(FILE.encode(), "facts/chung.yaml", ["khac", "gon"], UNTIL).decode()

    assert "    # nhãn\n    review_by: 2027-07-01\n    label: Khác\n" in found
    assert "  gon: {review_by: 2027-07-01, label: Gọn, unit: VND}\n" in found
    assert len(found.splitlines()) == len(FILE.splitlines()) + 1


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_and_the_mark_of_windows_stay(end: str) -> None:
    data = b"\xef\xbb\xbf" + FILE.replace("\n", end).encode()

    found = renewed(data, "facts/chung.yaml", ["luong", "khac"], UNTIL)

    added = data.replace("    label: Khác".encode(), f"    review_by: 2027-07-01{end}    label: Khác".encode())
    assert found == added.replace(b"2026-01-01  #", b"2027-07-01  #")


@given(st.sets(st.sampled_from(["luong", "ty_le", "khac", "gon", "gon_hon"])), st.dates(dt.date(2025, 1, 1)))
def test_twice_is_the_same_as_once_and_the_last_day_counts(facts: set[str], day: dt.date) -> None:
    once = renewed(FILE.encode(), "facts/chung.yaml", facts, day)

    assert renewed(once, "facts/chung.yaml", facts, day) == once
    assert renewed(once, "facts/chung.yaml", facts, UNTIL) == renewed(FILE.encode(), "facts/chung.yaml", facts, UNTIL)


def test_a_file_that_cannot_be_read_is_not_touched() -> None:
    with pytest.raises(ContentError) as caught:
        renewed(b"format: facts/1\nfacts:\n  a: {unit: VND\n", "facts/a.yaml", ["a"], UNTIL)

    assert caught.value.problems[0].place.path == "facts/a.yaml"


def test_a_day_that_cannot_be_set_alone_is_refused() -> None:
    """A text that runs over lines would keep its second one."""
    folded = b"format: facts/1\nfacts:\n  a:\n    unit: VND\n    review_by: >-\n      2026-01-01\n"
    with pytest.raises(ContentError) as caught:
        renewed(folded, "facts/a.yaml", ["a"], UNTIL)

    assert caught.value.problems[0].code == "review-unwritable"
