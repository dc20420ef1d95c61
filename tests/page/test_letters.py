"""Pages in the letters of other languages: fonts, line heights, breaks, tags, and that everything fits its panel."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from lxml import etree

from bhxhcomm.language.breaking import ZWSP
from bhxhcomm.language.labels import labels
from bhxhcomm.language.registry import language, supported
from bhxhcomm.language.text import Mark, Words, words
from bhxhcomm.materials.document import Document, Heading, Paragraph, Quotation, languages
from bhxhcomm.page import pdf
from bhxhcomm.page.checks import laid_out
from bhxhcomm.page.engine.boxes import WHITE, Area, PlacedBox
from bhxhcomm.page.html.source import page_source
from bhxhcomm.page.html.style import values
from bhxhcomm.page.measuring import breaks, fonts, letters
from bhxhcomm.page.pdf import RenderedPdf
from tests.page.leaflet_sample import leaflet
from tests.page.sampled import sampled

SAMPLED = [
    entry.id
    for entry in supported()
    if entry.sample is not None and entry.sample.kind not in ("name-only", "exemplar-only") and entry.id != "vi"
]


def sample(lang: str) -> str:
    found = language(lang).sample
    assert found is not None
    return found.text


@cache
def rendered(lang: str) -> RenderedPdf:
    return pdf.render_document(sampled(leaflet(True), lang))


@pytest.mark.slow
@pytest.mark.parametrize("lang", SAMPLED)
def test_a_trifold_of_real_sample_text_passes_every_check(lang: str) -> None:
    made = rendered(lang)
    assert made.problems == ()
    assert made.checks["type_pt"]["body"] >= 9.5
    assert made.checks["overflow_mm"] == {}
    assert made.checks["missing_glyphs"] == []


@pytest.mark.slow
@pytest.mark.parametrize("lang", SAMPLED)
def test_a_page_is_set_in_the_families_of_its_language(lang: str) -> None:
    used = {name.replace("-", " ") for name in rendered(lang).checks["fonts"]}
    allowed = fonts.families_for(lang).all
    assert all(any(name.startswith(family) for family in allowed) for name in used), used
    assert any(name.startswith(allowed[0]) for name in used)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["thai-tavt", "khmer"])
def test_a_word_file_in_another_script_passes_every_check(lang: str) -> None:
    from bhxhcomm.page import word

    document = replace(sampled(leaflet(True), lang), labels=tuple(sorted(labels("vi").items())))
    made = word.render(document, fonts.find(fonts.families_of(languages(document))))
    assert made.problems == ()
    assert f"{fonts.families_for(lang).body[0]} Regular" in made.checks["fonts"]


def bare(lang: str, *blocks: Any) -> Document:
    """A leaflet in a language that says these blocks and no more, with Vietnamese labels."""
    empty = dict.fromkeys(("bia", "mat_gap", "bia_sau", "trong_2", "trong_3"), ())
    return replace(
        leaflet(trong_1=blocks, **empty),
        lang=lang,
        lang_tag=language(lang).tag,
        labels=tuple(sorted(labels("vi").items())),
    )


@pytest.mark.parametrize("entry", supported(), ids=lambda entry: entry.id)
def test_lines_keep_their_height_until_type_grows_small_and_then_come_no_closer_than_the_least(entry: Any) -> None:
    css = letters.css((entry.id,))
    base = ":root { --leading: max(var(--leading-least), calc(var(--leading-full) * min(1, var(--scale)))); }"
    leading = {scale: float(values(base + css, scale)["leading"]) for scale in (1.14, 1.0, 0.96, 0.92, 0.8)}
    assert leading[1.14] == leading[1.0] == pytest.approx(entry.line_height)
    assert leading[0.8] == pytest.approx(max(entry.least_line_height, 0.8 * entry.line_height))
    assert sorted(leading.values(), reverse=True) == [leading[scale] for scale in (1.14, 1.0, 0.96, 0.92, 0.8)]


def test_headings_and_small_print_of_high_letters_come_no_closer_either() -> None:
    assert "h1 {\n  font-size: 27pt;\n  line-height: 1.18;" in page_source(leaflet()).css
    assert "line-height: 2.03;" in page_source(bare("thai-tavt")).css
    assert "line-height: 1.18;" not in page_source(bare("thai-tavt")).css


@pytest.mark.parametrize("lang", ["thai-tavt", "khmer", "cham"])
def test_letters_that_cannot_lean_are_set_bold_for_emphasis(lang: str) -> None:
    css = page_source(bare(lang)).css
    assert "em { font-style: normal; font-weight: 700 }" in css
    assert "blockquote .words { font-style: normal }" in css
    assert "font-style: normal" not in letters.css(("ede",))


def test_a_family_that_lends_some_characters_has_all_of_them() -> None:
    from fontTools.ttLib import TTFont

    lending = [face for face in fonts.font_list().faces if face.characters]
    assert {face.family for face in lending} == {"Tai Heritage Pro", "Noto Sans Khmer", "Noto Sans Cham"}
    for face_of_script in lending:
        font = fonts.locate(face_of_script)
        assert font is not None
        with TTFont(font.path, lazy=True) as opened:
            covered = opened.getBestCmap().keys()
        for first, last in face_of_script.characters:
            assert set(range(first, last + 1)) <= covered


def test_a_draft_mark_in_high_letters_has_a_higher_bar() -> None:
    thai = replace(bare("thai-tavt"), draft=True, labels=(("draft", "ꪼꪕ"),))
    assert "20.3pt" in page_source(thai).css
    assert "20.3pt" not in page_source(replace(bare("thai-tavt"), draft=True)).css


def khmer(text: str, **changed: Any) -> Document:
    return replace(leaflet(trong_1=(Paragraph(words(text)),)), **changed)


def test_khmer_gets_its_breaks_before_either_engine_sees_it_and_other_languages_keep_theirs() -> None:
    placed = breaks.placed(khmer("ភាសាខ្មែរ។ ភាសាខ្មែរៗ", lang="khmer"))
    text = next(panel for sheet in placed.sheets for panel in sheet.panels if panel.name == "trong_1").blocks[0]
    assert isinstance(text, Paragraph)
    assert text.text == words(f"ភាសា{ZWSP}ខ្មែរ។ ភាសា{ZWSP}ខ្មែរៗ")
    assert breaks.placed(placed) == placed
    assert breaks.placed(leaflet()) is not None
    assert breaks.placed(leaflet()) == leaflet()


def test_khmer_words_on_a_vietnamese_page_get_their_breaks_too() -> None:
    document = leaflet(trong_1=(Paragraph((Words("Tiếng Khmer: "), Words("ភាសាខ្មែរ", lang="khmer"))),))
    assert languages(document) == ("vi", "khmer")
    assert any(ZWSP in str(sheet) or "\\u200b" in repr(sheet) for sheet in breaks.placed(document).sheets)


def test_a_run_without_a_break_is_a_warning_that_names_its_panel() -> None:
    [problem] = breaks.problems(khmer("ꪀ" * 31, lang="thai-tavt"))
    assert problem.code == "long-run"
    assert not problem.is_error
    assert "trong_1" in problem.message
    assert breaks.problems(khmer("ꪀ" * 30, lang="thai-tavt")) == []
    assert breaks.problems(leaflet()) == []


def test_a_word_wider_than_its_panel_is_an_error_in_every_script() -> None:
    made = pdf.render_document(khmer("ꪀ" * 70, lang="thai-tavt", lang_tag="blt-Tavt"))
    assert {"long-run", "panel-overflow"} <= {problem.code for problem in made.problems}


def piece(text: str, *families: str) -> PlacedBox:
    area = Area(0, 0, 1, 1)
    return PlacedBox("text", area, "bia", area, text, ink=WHITE, families=families)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("kê̆č hriăm", ["kê̆č", "hriăm"]),
        ("KÊ̆Č", ["KÊ̆Č"]),
        ("2026 kec", []),
        ("được hỗ trợ", []),
        ("⟦được⟧", []),
    ],
)
def test_a_word_in_two_fonts_is_named(text: str, wrong: list[str]) -> None:
    files = fonts.find(["Be Vietnam Pro", "Andika"])
    covers = dict(fonts.covers(files))
    covers["Be Vietnam Pro"] -= frozenset(map(ord, "ăčĂČ\u0306"))
    found = laid_out.mixed_fonts([piece(text, "Be Vietnam Pro", "Andika")], covers)
    assert [problem.message.split("“")[1].split("”")[0] for problem in found] == wrong
    assert {problem.code for problem in found} <= {"mixed-fonts"}
    assert laid_out.mixed_fonts([piece(text, "Andika")], covers) == []


@pytest.mark.parametrize("entry", supported(), ids=lambda entry: entry.id)
def test_figures_and_abbreviations_beside_other_letters_are_whole_words_of_one_font(entry: Any) -> None:
    covers = fonts.covers(fonts.find(entry.fonts.all))
    letter = next(letter for letter in entry.exemplar.main if letter.isalpha())
    text = f"{letter}{letter} BHYT 1.500.000 đồng (12,5 %) – • ₫ {letter}BHXH{letter} đường"
    assert laid_out.mixed_fonts([piece(text, *entry.fonts.body)], covers) == []
    known = frozenset().union(*covers.values())
    assert {character for character in text if ord(character) not in known} == set()


def tagged(data: bytes) -> tuple[str, dict[str, str]]:
    """The language of a PDF, and of each tagged part that says one, with the kind of the part."""
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(io.BytesIO(data)) as opened:
        parts = {
            str(item.Lang): str(item.S)
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem" and "/Lang" in item
        }
        return str(opened.Root.Lang), parts


def test_a_pdf_says_its_language_and_that_of_words_in_another_one() -> None:
    text = (Words("Tiếng Thái: "), Words(sample("thai-tavt")[:40], lang="thai-tavt"))
    made = pdf.render_document(leaflet(trong_1=(Paragraph(text), Paragraph((Words("kê̆č", lang="ede"),)))))
    assert made.problems == ()
    assert tagged(made.pdf) == ("vi", {"blt-Tavt": "/Span", "rad": "/Span"})


def test_words_of_another_language_are_set_in_its_own_fonts() -> None:
    made = pdf.render_document(leaflet(trong_1=(Paragraph((Words("Êđê: "), Words("kê̆č mâo", lang="ede"))),)))
    assert made.problems == ()
    assert {"Andika", "Be-Vietnam-Pro"} <= set(made.checks["fonts"])


def word_parts(document: Document) -> tuple[Any, Any]:
    from bhxhcomm.page import word

    made = word.render(document, fonts.find(fonts.families_of(languages(document))))
    assert made.ok
    with zipfile.ZipFile(io.BytesIO(made.docx)) as archive:
        return etree.fromstring(archive.read("word/document.xml")), etree.fromstring(archive.read("word/styles.xml"))


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_word_gets_language_tags_script_fonts_and_no_leaning_letters() -> None:
    text = (Words(sample("thai-tavt")[:20]), Words(" kê̆č ", Mark.EMPHASIS, lang="ede"), Words("ꪼꪕ", Mark.EMPHASIS))
    blocks = (Heading(words("ꪼꪕ")), Paragraph(text), Quotation(words("ꪼꪕ")))
    body, styles = word_parts(bare("thai-tavt", *blocks))
    runs = {"".join(run.itertext()).strip(): run for run in body.iter(f"{W}r")}
    thai = next(run for words_of, run in runs.items() if words_of.startswith(sample("thai-tavt")[:3]))
    assert thai.find(f"{W}rPr/{W}cs") is not None
    assert thai.find(f"{W}rPr/{W}rFonts").get(f"{W}cs") == "Tai Heritage Pro"
    ede = runs["kê̆č"].find(f"{W}rPr")
    assert {ede.find(f"{W}lang").get(f"{W}{slot}") for slot in ("val", "eastAsia", "bidi")} == {"rad"}
    assert ede.find(f"{W}i") is not None
    last = [run for run in body.iter(f"{W}r") if "".join(run.itertext()) == "ꪼꪕ"]
    assert all(run.find(f"{W}rPr/{W}i") is None for run in last)
    assert any(run.find(f"{W}rPr/{W}bCs") is not None for run in last)
    default = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert default.find(f"{W}rFonts").get(f"{W}ascii") == "Andika"
    assert default.find(f"{W}rFonts").get(f"{W}cs") == "Tai Heritage Pro"
    assert default.find(f"{W}lang").get(f"{W}bidi") == "blt-Tavt"
    assert not list(styles.iter(f"{W}i"))
    # Its lines are high enough by themselves; those of other fonts are set a little apart.
    assert {item.get(f"{W}line") for item in styles.iter(f"{W}spacing")} == {"240"}
    _body, latin = word_parts(bare("ede", Paragraph(words("kê̆č"))))
    assert {item.get(f"{W}line") for item in latin.iter(f"{W}spacing")} == {"276"}


def test_a_text_that_does_not_fit_is_told_where_there_is_room() -> None:
    long = Paragraph(words("chữ " * 900))
    made = pdf.render_document(leaflet(trong_1=(long,), trong_2=(Paragraph(words("ngắn")),)))
    [problem] = [problem for problem in made.problems if problem.code == "does-not-fit"]
    assert "“trong_1”" in problem.message
    assert "of “trong_2” is free" in problem.hint
