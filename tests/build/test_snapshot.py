"""What changed since the last approval, text by text."""

from __future__ import annotations

from bhxhcomm.edition.snapshot import Change, changes

BEFORE = [("muc-dong", "Câu một."), ("muc-dong", "Câu hai."), ("quyen-loi", "Câu ba.")]


def test_nothing_has_changed() -> None:
    assert changes(BEFORE, list(BEFORE)) == []


def test_a_reworded_text_is_shown_with_what_it_was() -> None:
    after = [BEFORE[0], ("muc-dong", "Câu hai mới."), BEFORE[2]]
    assert changes(BEFORE, after) == [Change("muc-dong", "Câu hai.", "Câu hai mới.")]


def test_texts_that_came_and_went_are_told_apart() -> None:
    assert changes(BEFORE, BEFORE[:2]) == [Change("quyen-loi", "Câu ba.", "")]
    assert changes(BEFORE, [*BEFORE, ("giay-to", "Câu tư.")]) == [Change("giay-to", "", "Câu tư.")]


def test_texts_of_different_sections_are_never_taken_for_rewordings() -> None:
    after = [BEFORE[0], BEFORE[1], ("giay-to", "Câu ba.")]
    assert changes(BEFORE, after) == [Change("quyen-loi", "Câu ba.", ""), Change("giay-to", "", "Câu ba.")]
