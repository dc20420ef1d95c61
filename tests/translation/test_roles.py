"""Roles and states: what a translation is, for everybody who may have put a line into `review.yaml`, by whatever tool.

Dịch translates, Soát reviews, Duyệt approves. The tables have what must come out when any of them (or nobody, or the same
person by another way of writing the name) signs in another's place.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest

from bhxhcomm.content.review import Signature
from bhxhcomm.edition.standing import EntryState, Role, item_digests, signed, standing
from bhxhcomm.translation.merge import MergedItem
from bhxhcomm.translation.wanted import WantedText

DAY = dt.date(2025, 7, 1)
D, R, A = "Phạm Thị Dịch", "Lê Văn Soát", "Đỗ Thị Duyệt"
D2, R2 = "Chị Pham Thi Dich", "Soát"
"""Other ways of writing the names of the first two."""
UNTOUCHED, TRANSLATED, REVIEWED, APPROVED = (
    EntryState.UNTRANSLATED,
    EntryState.TRANSLATED,
    EntryState.REVIEWED,
    EntryState.APPROVED,
)


def wanted(source: str) -> WantedText:
    made = WantedText.__new__(WantedText)
    for part in fields(WantedText):
        object.__setattr__(made, part.name, {"context": "mot", "source": source}.get(part.name))
    return made


ITEM = MergedItem(wanted("Câu"), "Lời dịch")
DIGEST = item_digests("goi", "ede", ITEM)[0]


def line(role: str, by: str, over: str = DIGEST, was: str = "") -> Signature:
    return Signature("translation", "ede", "x", by, DAY, units=(over,), role=role, was=was)


def state(*lines: Signature, translator: str = "", item: MergedItem = ITEM) -> EntryState:
    return standing("goi", "ede", item, signed(lines, "ede"), translator=translator).state


TABLE: dict[tuple[str, str], EntryState] = {
    # (who reviews, who approves): what it is then
    ("", ""): TRANSLATED,
    ("", D): TRANSLATED,
    ("", D2): TRANSLATED,
    ("", R): TRANSLATED,
    ("", A): TRANSLATED,
    (D, ""): TRANSLATED,
    (D, D): TRANSLATED,
    (D, R): TRANSLATED,
    (D, A): TRANSLATED,
    (D2, ""): TRANSLATED,
    (D2, D): TRANSLATED,
    (D2, A): TRANSLATED,
    (R, ""): REVIEWED,
    (R, D): REVIEWED,
    (R, D2): REVIEWED,
    (R, R): REVIEWED,
    (R, R2): REVIEWED,
    (R2, R): REVIEWED,
    (R, A): APPROVED,
    (R2, A): APPROVED,
    (A, R): APPROVED,
    (A, A): REVIEWED,
    (".", A): TRANSLATED,
    (R, "."): REVIEWED,
}


@pytest.mark.parametrize(("reviewer", "approver"), list(TABLE))
@pytest.mark.parametrize("named_by", ["line", "header"])
def test_who_reviewed_and_who_approved(reviewer: str, approver: str, named_by: str) -> None:
    lines = [line("translator", D)] if named_by == "line" else []
    lines += [line("reviewer", reviewer)] if reviewer else []
    lines += [line("approver", approver)] if approver else []
    header = D if named_by == "header" else ""
    assert state(*lines, translator=header) is TABLE[reviewer, approver]
    assert state(*reversed(lines), translator=header) is TABLE[reviewer, approver]


def test_where_nobody_is_said_to_have_translated_nobody_can_have_reviewed() -> None:
    assert state(line("reviewer", R), line("approver", A)) is TRANSLATED
    assert state(line("translator", "…"), line("reviewer", R), line("approver", A)) is TRANSLATED


def test_everybody_who_translated_is_kept_from_reviewing() -> None:
    both = [line("translator", D), line("translator", R)]
    assert state(*both, line("reviewer", D), line("approver", A)) is TRANSLATED
    assert state(*both, line("reviewer", R), line("approver", A)) is TRANSLATED


@pytest.mark.parametrize("role", ["drafter", "king", ""])
def test_other_roles_count_for_nothing(role: str) -> None:
    lines = [line("translator", D), line("reviewer", R)]
    assert state(*lines, line(role, A)) is REVIEWED
    assert state(lines[0], line(role, R), line("approver", A)) is TRANSLATED


@pytest.mark.parametrize("change", [{"of": "text"}, {"id": "khmer"}, {"units": ("0" * 16,)}, {"units": ()}])
def test_a_line_over_something_else_counts_for_nothing(change: dict[str, Any]) -> None:
    lines = [line("translator", D), line("reviewer", R), line("approver", A)]
    assert state(*lines) is APPROVED
    assert state(*lines[:2], replace(lines[2], **change)) is REVIEWED
    assert state(lines[0], replace(lines[1], **change), lines[2]) is TRANSLATED


def test_no_translation_and_one_of_an_earlier_wording_stay_what_they_are_whoever_signs() -> None:
    lines = [line("translator", D), line("reviewer", R), line("approver", A)]
    assert state(*lines, item=replace(ITEM, target="")) is UNTOUCHED
    assert state(*lines, item=replace(ITEM, stale=True, previous="Trước")) is EntryState.STALE


WAS = "0123456789abcdef"
EARLIER = [line(role, by, WAS) for role, by in (("translator", D), ("reviewer", R), ("approver", A))]
HOLDS: list[tuple[list[Signature], str, str, EntryState]] = [
    # what there is of the earlier wording, who says that it still holds, as what: what it is then
    (EARLIER, A, "approver", APPROVED),
    (EARLIER, "Hồ Khác", "approver", APPROVED),
    (EARLIER, R, "reviewer", REVIEWED),
    (EARLIER, D, "translator", TRANSLATED),
    (EARLIER, D, "approver", REVIEWED),
    (EARLIER, D2, "approver", REVIEWED),
    (EARLIER, R, "approver", REVIEWED),
    (EARLIER, R2, "approver", REVIEWED),
    (EARLIER, D, "reviewer", TRANSLATED),
    (EARLIER, D2, "reviewer", TRANSLATED),
    (EARLIER[:2], A, "approver", TRANSLATED),
    ([EARLIER[0], EARLIER[2]], A, "approver", TRANSLATED),
    ([], A, "approver", TRANSLATED),
    # A reviewer's word is a review of what stands there now, whatever was before.
    (EARLIER[:1], R, "reviewer", REVIEWED),
    ([], R, "reviewer", REVIEWED),
]  # fmt: skip


@pytest.mark.parametrize(("earlier", "by", "role", "expected"), HOLDS)
def test_who_may_say_that_a_translation_still_holds(
    earlier: list[Signature], by: str, role: str, expected: EntryState
) -> None:
    assert state(*earlier, line(role, by, was=WAS), translator=D) is expected


def test_every_role_has_its_place_in_the_tables() -> None:
    assert {role.value for role in Role} == {"translator", "reviewer", "approver"}
