"""Editions: every text final, every figure with its provenance, sections as the office has them; plain values."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition.resolve import Edition, resolve
from bhxhcomm.language.text import FigureSpan, Mark, Words, figures_in, plain
from bhxhcomm.materials import loading

pytestmark = pytest.mark.usefixtures("english")

PACK = "packs/mau/pack.yaml"
OFFICE = "offices/mau.yaml"
LOCAL = """\
facts:
  qua_dia_phuong:
    values:
      - {from: 2025-01-01, until: 2025-12-31, value: 250.000, source: {document: Nghị quyết mẫu}}
"""
Make = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def edition_of(workspace_with: Make) -> Callable[..., Edition]:
    """The edition of the sound workspace with words of its pack replaced, and lines added to its office."""

    def make(*replaced: tuple[str, str], office: str = "", date: str = "2025-07-01") -> Edition:
        root = workspace_with({})
        text = (root / PACK).read_text(encoding="utf-8")
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new, 1)
        workspace_with({PACK: text, OFFICE: (root / OFFICE).read_text(encoding="utf-8") + office})
        return resolve(loading.load(root).checked(), "mau", "vi", "mau", dt.date.fromisoformat(date))

    return make


def said(edition: Edition) -> list[str]:
    return [plain(text, "vi") for text in edition.texts.values()]


def test_figures_stand_in_the_text_with_their_type_mark_and_source(edition_of: Callable[..., Edition]) -> None:
    edition = edition_of(("Lương cơ sở là {luong_co_so}.", "Lương **{luong_co_so:so}** [đồng](https://vi.du)."))

    (text,) = (text for text in edition.texts.values() if figures_in(text) and "Lương" in plain(text, "vi"))
    before, figure, _space, link, _stop = text

    assert before == Words("Lương ")
    assert isinstance(figure, FigureSpan)
    assert (figure.mark, figure.figure.value) == (Mark.STRONG, Decimal(2_340_000))
    assert figure.figure.sources[0].document == "Nghị định mẫu 2"
    assert link == Words("đồng", link="https://vi.du")
    assert plain(text, "vi") == "Lương 2.340.000 đồng."


def test_a_placeholder_may_ask_for_another_date(edition_of: Callable[..., Edition]) -> None:
    edition = edition_of(("là {luong_co_so}.", "từ {luong_co_so:@2024-06-30} lên {luong_co_so}."))

    assert "Lương cơ sở từ 1.800.000 đồng lên 2.340.000 đồng." in said(edition)
    assert {figure.effective_from for figure in edition.reliances if figure.id == "luong_co_so"} == {
        dt.date(2023, 7, 1),
        dt.date(2024, 7, 1),
    }


def test_the_date_selects_the_values(edition_of: Callable[..., Edition]) -> None:
    assert "Lương cơ sở là 1.800.000 đồng." in said(edition_of(date="2024-06-30"))
    assert "Lương cơ sở là 2.340.000 đồng." in said(edition_of(date="2024-07-01"))


@pytest.mark.parametrize(
    ("office", "date", "shown"),
    [("", "2025-07-01", False), (LOCAL, "2024-12-31", False), (LOCAL, "2025-01-01", True), (LOCAL, "2025-12-31", True),
     (LOCAL, "2026-01-01", False)],
)  # fmt: skip
def test_a_section_with_a_condition_is_shown_only_where_and_while_the_local_fact_has_a_value(
    edition_of: Callable[..., Edition], office: str, date: str, shown: bool
) -> None:
    edition = edition_of(
        ("    heading: Phần hai", "    when: qua_dia_phuong\n    heading: Phần hai"),
        ("Phần hai nói thêm.", "Quà {qua_dia_phuong}."),
        office=office,
        date=date,
    )

    assert ("hai" in edition.sections) == shown
    assert ("Phần hai" in said(edition)) == shown
    assert ("Quà 250.000 đồng." in said(edition)) == shown


def test_what_an_office_does_not_give_comes_from_the_one_above(edition_of: Callable[..., Edition]) -> None:
    edition = edition_of()

    assert plain(edition.text("office", edition.office.shape.hotline), "vi") == "1900 9068"
    assert plain(edition.text("office", edition.office.shape.name), "vi") == "Cơ quan mẫu tỉnh"
    assert edition.office.above is not None
    assert plain(edition.text("office", edition.office.above.name), "vi") == "Cơ quan mẫu trung ương"
    assert edition.text("office", None) == ()


def test_all_figures_that_do_not_resolve_are_told_at_once_each_once(edition_of: Callable[..., Edition]) -> None:
    with pytest.raises(ContentError) as caught:
        edition_of(("Phần hai nói thêm.", "Quà {qua_dia_phuong}, trước {ty_le:@2000-01-01}."), date="2018-01-01")

    told = [(problem.code, problem.place.path) for problem in caught.value.problems]
    assert sorted(told) == [
        ("no-local-value", PACK),
        ("no-value", "offices/viet-nam.yaml"),
        ("no-value", PACK),
        ("no-value", PACK),
    ]
    assert {(problem.pack, problem.lang, problem.office) for problem in caught.value.problems} == {("mau", "vi", "mau")}


def test_a_rewording_stands_in_the_edition_beside_the_first_words(edition_of: Callable[..., Edition]) -> None:
    edition = edition_of(("        trong_3: [bon]", "        trong_3: [bon]\n      reword: {mot: {heading: Khác}}"))

    assert edition.texts["mot", "Khác"] == (Words("Khác"),)
    assert edition.texts["mot", "Phần một"] == (Words("Phần một"),)


def test_the_texts_of_an_edition_are_plain_values(edition_of: Callable[..., Edition]) -> None:
    """Nothing in them knows a file, a parser or a shape, so that they can go to another process as they are."""
    edition = edition_of()

    def kinds(value: Any) -> set[type]:
        if is_dataclass(value):
            return {type(value)}.union(*(kinds(getattr(value, item.name)) for item in fields(value)))
        if isinstance(value, tuple):
            return set().union(*map(kinds, value)) if value else set()
        return {type(value)} if not isinstance(value, Enum) else set()

    assert {kind.__module__.split(".")[0] for kind in kinds(tuple(edition.texts.values()))} <= {
        "bhxhcomm", "builtins", "datetime", "decimal",
    }  # fmt: skip
    assert kinds(tuple(edition.texts.values())) & {str, Decimal}
    assert pickle.loads(pickle.dumps(edition.texts)) == edition.texts
    assert hash(tuple(edition.texts.values())) == hash(tuple(edition_of().texts.values()))
    assert {type(part) for key in edition.texts for part in key} == {str}
