"""Two languages side by side: the same sections in both, each in its own words, fonts and language; checked like all others.

What stands for a translation here is test text, which means nothing.
"""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pypdfium2
import pytest
from lxml import etree

from bhxhcomm.core.problems import ContentError
from bhxhcomm.language import registry
from bhxhcomm.making.keyed import Keyed
from bhxhcomm.materials import document as documents
from bhxhcomm.materials.document import Colophon, Contact, Cover, Heading, SideBySide
from bhxhcomm.materials.loading import load
from bhxhcomm.page.html.source import page_source
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.measuring.widths import measure
from bhxhcomm.page.pdf import RenderedPdf, render_document
from bhxhcomm.page.word import render as render_docx
from tests.page import text_office
from tests.page.text_office import PACK

DOCX = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LANGS = ("ede", "hmong-vn", "thai-tavt", "khmer")


@pytest.fixture(scope="module")
def office(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples with test text in other languages."""
    return text_office.make(examples, tmp_path_factory.mktemp("chu-thu") / "van-phong", LANGS)


def prepared(root: Path, lang: str = "ede") -> Keyed:
    return text_office.prepared(root, lang)


@cache
def rendered(root: Path, lang: str) -> RenderedPdf:
    return render_document(prepared(root, lang).document, workspace=root)


def pairs(document: documents.Document) -> list[SideBySide]:
    found = [block for sheet in document.sheets for panel in sheet.panels for block in panel.blocks]
    assert all(isinstance(block, SideBySide) for block in found)
    return [block for block in found if isinstance(block, SideBySide)]


def test_each_part_in_one_language_has_its_part_in_the_other(office: Path) -> None:
    for pair in pairs(prepared(office).document):
        assert [type(block) for block in pair.beside] == [type(block) for block in pair.own]


def test_sections_cover_address_and_small_print_are_pairs_of_their_own(office: Path) -> None:
    heads = [type(pair.own[0]) for pair in pairs(prepared(office).document)]
    assert heads == [Cover, *[Heading] * 7, Contact, Colophon]


def test_the_figures_are_the_same_in_both_columns(office: Path) -> None:
    for pair in pairs(prepared(office).document):
        assert documents.figures(pair.beside) == documents.figures(pair.own)


def test_every_span_of_the_vietnamese_column_says_that_it_is_vietnamese(office: Path) -> None:
    document = prepared(office).document
    column = replace(document, sheets=tuple(pair.beside for pair in pairs(document)))  # type: ignore[arg-type]
    assert {span.lang for text in documents.texts(column) for span in text} == {"vi"}
    assert documents.languages(document) == ("ede", "vi")


def test_the_reasons_of_both_editions_are_told_each_once(office: Path) -> None:
    reasons = prepared(office).reasons
    assert len(reasons) == len(set(reasons))
    assert {"text-not-approved", "test-text", "translation-not-approved"} <= {reason.code for reason in reasons}


def test_the_vietnamese_words_are_part_of_the_key(office: Path) -> None:
    document = prepared(office).document
    first = pairs(document)[1]
    changed = replace(first, beside=(replace(first.beside[0], text=()), *first.beside[1:]))  # type: ignore[call-arg]
    panel = document.sheets[0].panels[0]
    blocks = tuple(changed if block == first else block for block in panel.blocks)
    sheets = (replace(document.sheets[0], panels=(replace(panel, blocks=blocks),)), *document.sheets[1:])
    from bhxhcomm.core import canonical

    assert canonical.plain(replace(document, sheets=sheets)) != canonical.plain(document)


def test_the_fonts_of_both_languages_are_declared(office: Path) -> None:
    families = fonts.families_of(documents.languages(prepared(office, "thai-tavt").document))
    assert {"Be Vietnam Pro", "Tai Heritage Pro"} <= set(families)


def test_each_column_says_its_language(office: Path) -> None:
    document = prepared(office).document
    tree = etree.HTML(page_source(document, fonts=fonts.find(fonts.families_of(documents.languages(document)))).html)
    columns = tree.xpath("//*[contains(@class, 'pair')]/*[contains(@class, 'tongue')]/@lang")
    assert columns == ["vi", registry.language("ede").tag] * len(pairs(document))
    assert tree.xpath("//*[contains(@class, 'tongue')]//*[@lang]") == []


def test_vietnamese_is_not_set_beside_itself(examples: Path) -> None:
    with pytest.raises(ContentError) as caught:
        prepared(examples, "vi")
    assert [problem.code for problem in caught.value.problems] == ["one-language"]


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_every_check_passes_and_the_leaves_are_a4_on_both_sides(office: Path, lang: str) -> None:
    made = rendered(office, lang)
    assert made.problems == ()
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(made.pdf)]
    assert sizes == [pytest.approx((595.28, 841.89), abs=0.05)] * 4
    assert made.checks["draft_marks"] == 4
    assert all(share <= 1 for share in made.checks["filled"].values())


@pytest.mark.slow
def test_the_press_gets_it_with_bleed(office: Path) -> None:
    made = render_document(prepared(office).document, workspace=office, purpose="press", marks=True)
    assert [problem for problem in made.problems if problem.is_error] == []


@pytest.mark.slow
def test_it_is_accessible(office: Path, tmp_path: Path) -> None:
    pytest.importorskip("pikepdf", reason="the extra `check` is not installed")
    from tests.page.matterhorn import findings

    path = tmp_path / "hai-thu-tieng.pdf"
    path.write_bytes(rendered(office, "ede").pdf)
    assert findings(path) == []


@pytest.mark.slow
def test_the_word_file_has_both_columns_in_reading_order(office: Path, tmp_path: Path) -> None:
    document = prepared(office).document
    made = render_docx(document, fonts.find(fonts.families_of(documents.languages(document))))
    assert made.problems == ()
    path = tmp_path / "hai-thu-tieng.docx"
    path.write_bytes(made.docx)
    rows = [table.rows[0] for table in docx.Document(str(path)).tables]
    assert [len(row.cells) for row in rows] == [2] * len(pairs(document))
    assert "Ai tham gia theo hộ gia đình?" in rows[1].cells[0].text
    assert made.docx == render_docx(document, fonts.find(fonts.families_of(documents.languages(document)))).docx


@pytest.mark.slow
def test_each_column_of_the_word_file_has_its_own_letters_and_language(
    office: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    document = prepared(office, "thai-tavt").document
    made = render_docx(document, fonts.find(fonts.families_of(documents.languages(document))))
    assert made.problems == ()
    path = tmp_path / "hai-thu-tieng.docx"
    path.write_bytes(made.docx)
    rows = [table.rows[0] for table in docx.Document(str(path)).tables]
    for row in rows[1:-2]:
        left = [run for run in row.cells[0]._tc.iter(DOCX + "r") if "".join(run.itertext()).strip()]
        assert left
        assert {run.find(f"{DOCX}rPr/{DOCX}lang").get(DOCX + "val") for run in left} == {"vi-VN"}
        assert {run.find(f"{DOCX}rPr/{DOCX}rFonts").get(DOCX + "ascii") for run in left} == {"Be Vietnam Pro"}
        assert list(row.cells[1]._tc.iter(DOCX + "lang")) == []
    assert caplog.messages == []


def test_two_pages_are_one_leaf_four_are_two_and_three_are_none(office: Path, tmp_path: Path) -> None:
    root = tmp_path / "van-phong"
    shutil.copytree(office, root)
    pack = root / "packs" / PACK / "pack.yaml"
    whole = pack.read_text(encoding="utf-8")
    third, fourth = "        trang_3: [quyen-loi, xuat-trinh]\n", "        trang_4: [dang-ky, giay-to]\n"
    assert third + fourth in whole

    pack.write_text(whole.replace(fourth, ""), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(root).checked()
    assert {problem.code for problem in caught.value.problems} == {"half-leaf"}

    pack.write_text(whole.replace(third + fourth, ""), encoding="utf-8")
    leaf = prepared(root).document
    assert [panel.name for sheet in leaf.sheets for panel in sheet.panels] == ["trang_1", "trang_2"]
    last = leaf.sheets[-1].panels[0].blocks[-1]
    assert isinstance(last, SideBySide)
    assert isinstance(last.own[0], Colophon)


@pytest.mark.parametrize("lang", LANGS)
def test_no_figure_of_a_table_breaks_in_the_word_file_measured_in_its_own_face(office: Path, lang: str) -> None:
    document = prepared(office, lang).document
    made = render_docx(document, fonts.find(fonts.families_of(documents.languages(document))))
    assert "table-too-wide" not in {problem.code for problem in made.problems}
    opened = docx.Document(io.BytesIO(made.docx))
    base = opened.styles["Normal"].font.name
    found = 0
    for cell in opened.element.body.iter(f"{DOCX}tc"):
        run = next(cell.iter(f"{DOCX}r"), None)
        font = None if run is None else run.find(f"{DOCX}rPr/{DOCX}rFonts")
        text = "".join(part.text or "" for part in cell.iter(f"{DOCX}t"))
        if run is None or not re.fullmatch(r"[\d.]+", text):
            continue
        family = base if font is None else font.get(f"{DOCX}ascii")
        width = measure((family,), fonts.find((family,)), weight=400)
        assert width is not None
        size = next((int(sz.get(f"{DOCX}val")) / 2 for sz in cell.iter(f"{DOCX}sz")), 10.0)
        told = cell.getparent().getparent().find(f"{DOCX}tblPr/{DOCX}tblCellMar/{DOCX}left")
        margin = 100 if told is None else int(told.get(f"{DOCX}w"))
        room = int(cell.find(f"{DOCX}tcPr/{DOCX}tcW").get(f"{DOCX}w")) - 2 * margin
        assert width(text) * size * 20 <= room, text
        found += 1
    assert found >= 5
