"""An approved value that is taken out makes a draft of what would be released without it: an older one, or a section less."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition import approval, drafts
from bhxhcomm.edition.resolve import resolve
from bhxhcomm.language.text import figures_in
from bhxhcomm.materials import loading
from tests.edition.test_approval import signature, signed_by

pytestmark = pytest.mark.usefixtures("english")

TODAY = dt.date(2025, 7, 1)
FACTS, OFFICE, PACK = "facts/chung.yaml", "offices/mau.yaml", "packs/mau/pack.yaml"
NEWEST = """      - from: 2024-07-01
        value: 2.340.000
        source: {document: "Nghị định mẫu 2"}
"""
GIFT = """facts:
  qua_dia_phuong:
    values:
      - {from: 2025-01-01, value: 100.000, source: {document: Nghị quyết mẫu}}
"""
Make = Callable[[Mapping[str, str]], Path]
Edited = Callable[..., Workspace]


@pytest.fixture
def edited(workspace_with: Make) -> Edited:
    """The sound workspace with some words of its files in place of others."""

    def edit(*changes: tuple[str, str, str]) -> Workspace:
        root = workspace_with({})
        for name, old, new in changes:
            text = (root / name).read_text(encoding="utf-8")
            assert old in text or not old
            (root / name).write_text(text.replace(old, new) if old else text + new, encoding="utf-8")
        return loading.load(root).checked()

    return edit


def reasons(found: Workspace) -> set[str]:
    """The codes of all reasons, each with what it is about; the figures of charts count."""
    edition = resolve(found, "mau", "vi", "mau", TODAY)
    figures = [figure for text in edition.texts.values() for figure in figures_in(text)]
    figures += [figure for history in edition.histories.values() for figure in history]
    return {f"{one.code} {one.subject}" for one in drafts.reasons(found, edition, figures)}


def with_signatures(found: Workspace, before: Workspace) -> Workspace:
    """A workspace as it is now, with what had been signed before, and its text signed as it stands."""
    return replace(signed_by(found), signatures=before.signatures)


@pytest.mark.parametrize("text", ["{luong_co_so}", "{muc_dong}"])
def test_without_its_newest_value_an_older_one_is_not_released(edited: Edited, text: str) -> None:
    before = signed_by(edited((PACK, "{luong_co_so}", text)))
    assert reasons(before) == set()

    after = with_signatures(edited((FACTS, NEWEST, "")), before)

    assert reasons(after) == {"figure-removed luong_co_so@2024-07-01"}
    forgotten = tuple(one for one in before.signatures if one.id != "luong_co_so@2024-07-01")
    assert reasons(replace(after, signatures=forgotten)) == set()


def test_a_value_that_a_text_asks_for_at_a_day_does_not_stand_on_later_ones(edited: Edited) -> None:
    before = signed_by(edited((PACK, "{luong_co_so}", "{luong_co_so:@2024-06-30}")))
    after = with_signatures(edited((FACTS, NEWEST, "")), before)

    assert reasons(after) == set()
    later = with_signatures(edited((PACK, "2024-06-30", "2024-07-01")), before)
    assert reasons(later) == {"figure-removed luong_co_so@2024-07-01"}


def test_a_chart_does_not_lose_a_step(edited: Edited) -> None:
    chart = "  infographic:\n    blocks:\n      a: {history: {fact: luong_co_so}}\n    square: [a]\n"
    newer = NEWEST.replace("2024-07-01", "2025-07-01").replace("2.340", "2.600")
    before = signed_by(edited((PACK, "", chart), (FACTS, NEWEST, NEWEST + newer)))
    assert reasons(before) == set()

    after = with_signatures(edited((FACTS, NEWEST, "")), before)

    assert reasons(after) == {"figure-removed luong_co_so@2024-07-01"}


def test_a_signature_that_counts_for_nothing_keeps_nothing_back(edited: Edited) -> None:
    before = signed_by(edited())
    reviewed = tuple(
        replace(one, role="reviewer") if one.id == "luong_co_so@2024-07-01" else one for one in before.signatures
    )

    after = with_signatures(edited((FACTS, NEWEST, "")), replace(before, signatures=reviewed))

    assert reasons(after) == set()


def test_a_section_comes_and_goes_only_with_values_that_are_approved(edited: Edited) -> None:
    conditional = (PACK, "    heading: Phần hai", "    when: qua_dia_phuong\n    heading: Phần hai")
    before = signed_by(edited(conditional, (OFFICE, "", GIFT)))
    assert reasons(before) == set()

    gone = with_signatures(edited((OFFICE, GIFT, "")), before)
    assert "hai" not in resolve(gone, "mau", "vi", "mau", TODAY).sections
    assert reasons(gone) == {"figure-removed mau/qua_dia_phuong@2025-01-01"}

    ended = with_signatures(edited((OFFICE, "", GIFT.replace("}}", "}, until: 2025-05-31}"))), before)
    assert reasons(ended) == {"figure-changed mau/qua_dia_phuong@2025-01-01"}
    approved = [
        signature(approval.fact_subject(fact, entry))
        for fact in ended.facts_for("mau").values()
        for entry in fact.entries
    ]
    assert reasons(replace(ended, signatures=(*before.signatures, *approved))) == set()


def test_what_stands_in_for_a_local_value_needs_that_none_was_approved(edited: Edited) -> None:
    formula = "formula: luong_co_so * ty_le + qua_dia_phuong"
    before = signed_by(
        edited(
            (PACK, "{luong_co_so}", "{muc_dong}"),
            (FACTS, "formula: luong_co_so * ty_le", formula),
            (FACTS, "unit: VND\n    local: true", "unit: VND/month\n    local: true\n    otherwise: 0"),
            (OFFICE, "", GIFT),
        )
    )
    fallback = [
        signature(approval.fact_subject(fact, fact.fallback))
        for fact in (before.facts["qua_dia_phuong"], before.facts_for("mau")["qua_dia_phuong"])
        if fact.fallback
    ]
    before = replace(before, signatures=(*before.signatures, *fallback))
    assert reasons(before) == set()

    after = with_signatures(edited((OFFICE, GIFT, "")), before)

    assert reasons(after) == {"figure-removed mau/qua_dia_phuong@2025-01-01"}
