"""Editions in other languages: what is translated and holds is shown, all else stands there in Vietnamese, marked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bhxhcomm.edition.resolve import Edition, resolve
from bhxhcomm.language.text import FigureSpan, Words, plain
from bhxhcomm.making.composed import compose
from bhxhcomm.making.request import Request
from bhxhcomm.translation.wanted import PAGE_CONTEXT
from tests.translation.office import LANG, PACK, SALARY, SENTENCES, item, made_up, space, translate

DAY = dt.date(2025, 7, 1)


def edition(root: Path, lang: str = LANG) -> Edition:
    return resolve(space(root), PACK, lang, "mau", DAY)


def said(root: Path, context: str, source: str, lang: str = LANG) -> str:
    return plain(edition(root, lang).texts[(context, source)], lang)


def reasons(root: Path, lang: str = LANG) -> dict[str, str]:
    request = Request(PACK, "leaflet", "trifold", lang, "mau", DAY, root / "out")
    return {f"{one.code} {one.subject}": one.message for one in compose(space(root), request).reasons}


def test_without_a_catalogue_everything_is_vietnamese_and_marked(office: Path) -> None:
    assert said(office, "bon", SENTENCES["bon"]) == f"⟦{SENTENCES['bon']}⟧"
    spans = edition(office).texts[("mot", SALARY)]
    assert {span.lang for span in spans} == {"vi"}
    assert said(office, "mot", SALARY) == "⟦Lương cơ sở là 2.340.000 đồng.⟧"


def test_a_translation_is_shown_with_the_figures_of_the_day(office: Path) -> None:
    translate(office)
    translate(office, scope="")
    words = said(office, "mot", SALARY)
    assert "⟦" not in words
    assert "2.340.000" in words
    assert words.split("2.340.000")[0] == made_up(SALARY).split("{luong_co_so}")[0]
    assert not any(span.lang for span in edition(office).texts[("mot", SALARY)])


def test_a_unit_without_a_word_in_the_language_is_marked(office: Path) -> None:
    translate(office)
    (figure,) = (span for span in edition(office).texts[("mot", SALARY)] if isinstance(span, FigureSpan))
    assert (figure.words, figure.lang) == ("⟦2.340.000 đồng⟧", "vi")
    translate(office, scope="")
    (figure,) = (span for span in edition(office).texts[("mot", SALARY)] if isinstance(span, FigureSpan))
    unit = next(one for one in _shared(office) if one.wanted.context == PAGE_CONTEXT + "unit_vnd")
    assert (figure.words, figure.lang) == (f"2.340.000 {unit.target}", "")


def _shared(root: Path) -> tuple[object, ...]:
    from tests.translation.office import shelf

    return shelf(root, "").merged.items


def test_names_of_offices_come_from_the_shared_catalogue(office: Path) -> None:
    translate(office, scope="")
    name = "Cơ quan mẫu tỉnh"
    assert said(office, "office", name) == made_up(name)
    assert said(office, "office", "{tong_dai}") == "1900 9068"


def test_a_text_that_is_a_figure_of_words_is_translated_too(office: Path) -> None:
    facts = office / "facts" / "chung.yaml"
    facts.write_text(
        facts.read_text(encoding="utf-8")
        + "  noi_nop:\n    label: Nơi nộp\n    unit: text\n    review_by: 2026-01-01\n    values:\n"
        + '      - {from: 2020-01-01, value: Bưu điện xã, source: {document: "Văn bản mẫu"}}\n',
        encoding="utf-8",
    )
    pack = office / "packs" / PACK / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace(SENTENCES["bon"], "Nộp ở {noi_nop}."), encoding="utf-8")
    translate(office)
    assert "⟦Bưu điện xã⟧" in said(office, "bon", "Nộp ở {noi_nop}.")
    translate(office, scope="")
    assert made_up("Bưu điện xã") in said(office, "bon", "Nộp ở {noi_nop}.")


@pytest.mark.parametrize("damaged", ["{ty_le}", "không số", "{luong_co_so} {luong_co_so}", "{luong_co_so"])
def test_a_damaged_translation_is_never_shown(damaged: str, office: Path) -> None:
    translate(office, mot=damaged)
    assert said(office, "mot", SALARY).startswith("⟦Lương cơ sở là")
    found = reasons(office)
    assert "translation-damaged mau/ede" in found
    assert "packs/mau/locales/ede.po:" in found["translation-damaged mau/ede"]


def test_a_stale_translation_is_not_shown(office: Path) -> None:
    translate(office)
    pack = office / "packs" / PACK / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("Phần bốn nói", "Phần bốn không nói"), encoding="utf-8")
    assert said(office, "bon", "Phần bốn không nói thêm.") == "⟦Phần bốn không nói thêm.⟧"
    assert "translation-stale mau/ede" in reasons(office)


def test_the_reasons_of_a_draft_name_what_is_open(office: Path) -> None:
    found = reasons(office)
    assert found["translation-missing mau/ede"].startswith("10 texts")
    assert "translation-missing locales/ede" in found
    translate(office)
    translate(office, scope="")
    found = reasons(office)
    assert "translation-not-approved mau/ede" in found
    assert "translation-not-approved locales/ede" in found
    assert not any(reason.startswith("translation-missing") for reason in found)
    assert not any("translation" in reason for reason in reasons(office, "vi"))


def test_what_the_piece_does_not_show_keeps_it_from_nothing(office: Path) -> None:
    """A section that another material uses, or none."""
    pack = office / "packs" / PACK / "pack.yaml"
    text = pack.read_text(encoding="utf-8")
    extra = "  - id: nam\n    heading: Phần năm\n    blocks:\n      - text: Không tờ nào nói điều này.\nmaterials:"
    pack.write_text(text.replace("materials:", extra), encoding="utf-8")
    assert reasons(office)["translation-missing mau/ede"].startswith("10 texts")


def test_the_page_of_a_draft_has_the_language_on_every_stand_in(office: Path) -> None:
    from bhxhcomm.page.html.source import page_source

    request = Request(PACK, "leaflet", "trifold", LANG, "mau", DAY, office / "out")
    html = page_source(compose(space(office), request).document).html
    assert '<span lang="vi" class="lang-vi">⟦</span>' in html


def test_vietnamese_editions_know_nothing_of_all_this(office: Path) -> None:
    translate(office)
    found = edition(office, "vi")
    assert (dict(found.renderings), dict(found.shared_renderings), found.test_text) == ({}, {}, False)
    assert all(not span.lang for text in found.texts.values() for span in text if isinstance(span, Words))
    assert item(office, SALARY).target
