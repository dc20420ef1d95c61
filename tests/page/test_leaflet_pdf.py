"""What comes out of the page engine for a whole tri-fold: geometry, text, fonts, metadata, and bytes."""

from __future__ import annotations

import hashlib
import itertools
import multiprocessing
import os
import re
import subprocess
import sys
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from bhxhcomm.language.text import plain, words
from bhxhcomm.materials.document import Block, Bullets, Cover, Heading, Paragraph, Steps, Table
from bhxhcomm.page.html.source import page_source
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.pdf import RenderedPdf, render, render_document, warm_up
from tests.page.leaflet_sample import leaflet, panels

A4_LANDSCAPE_PT = (841.89, 595.28)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def final() -> RenderedPdf:
    return render_document(leaflet())


@pytest.fixture(scope="module")
def draft() -> RenderedPdf:
    return render_document(leaflet(draft=True))


def codes(rendered: RenderedPdf) -> list[str]:
    return [problem.code for problem in rendered.problems]


def streams(pdf: bytes) -> list[bytes]:
    found = []
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[match.end() :]))
        except zlib.error:
            found.append(pdf[match.end() : pdf.find(b"endstream", match.end())])
    return found


def page_texts(rendered: RenderedPdf) -> list[str]:
    document = pypdfium2.PdfDocument(rendered.pdf)
    return [re.sub(r"\s+", "", page.get_textpage().get_text_range()) for page in document]


def test_a_good_leaflet_passes_every_check(final: RenderedPdf) -> None:
    assert final.problems == ()
    assert final.checks["contrast"] >= 4.5
    assert final.checks["type_pt"]["body"] >= 9.5
    assert final.checks["type_pt"]["table"] >= 9.5
    assert final.checks["type_pt"]["note"] >= 8


def test_it_has_two_pages_of_exactly_a4_landscape(final: RenderedPdf) -> None:
    document = pypdfium2.PdfDocument(final.pdf)
    assert len(document) == final.pages == 2
    for page in document:
        assert page.get_mediabox() == pytest.approx((0, 0, *A4_LANDSCAPE_PT), abs=0.01)


def test_the_words_of_each_sheet_are_on_its_page_and_the_cover_reads_first(final: RenderedPdf) -> None:
    texts = page_texts(final)
    for number, sheet in enumerate(leaflet().sheets):
        for panel in sheet.panels:
            for block in panel.blocks:
                for said in _words_of(block):
                    assert re.sub(r"\s+", "", said) in texts[number], (panel.name, said)
    assert texts[0].index("Cảnhàcùngthamgia") < texts[0].index("Aithamgiatheohộgiađình")


def _words_of(block: object) -> list[str]:
    if isinstance(block, Heading | Paragraph):
        return [plain(block.text, "vi")]
    if isinstance(block, Cover):
        return [plain(block.title, "vi"), plain(block.tagline, "vi"), plain(block.audience, "vi")]
    if isinstance(block, Bullets):
        return [plain(item, "vi") for item in block.items]
    if isinstance(block, Table):
        return [plain(cell, "vi") for row in block.rows for cell in row]
    return []


def test_the_cover_lies_at_the_right_and_the_flap_at_the_left(final: RenderedPdf) -> None:
    page = pypdfium2.PdfDocument(final.pdf)[0].get_textpage()
    left_of = {}
    for words_sought in ("Cả nhà cùng", "Ai tham gia", "Đăng ký ở đâu"):
        index, _count = page.search(words_sought).get_next()
        left_of[words_sought] = page.get_charbox(index)[0] / 72 * 25.4
    assert 197 < left_of["Cả nhà cùng"] < 210
    assert 0 < left_of["Ai tham gia"] < 30
    assert 97 < left_of["Đăng ký ở đâu"] < 120


def test_only_the_declared_fonts_are_embedded(final: RenderedPdf) -> None:
    assert final.checks["fonts"]
    assert all(name.startswith("Be-Vietnam-Pro") for name in final.checks["fonts"])
    font_files = fonts.find(fonts.families_for("vi").all)
    shuffled = [replace(font, sha256=font.sha256[::-1]) if font.weight == 700 else font for font in font_files]
    rendered = render(page_source(leaflet(), fonts=font_files), shuffled)
    assert "foreign-font" in codes(rendered) or "renderer-warning" in codes(rendered)


def test_it_is_tagged_and_carries_language_title_and_author(final: RenderedPdf) -> None:
    document = pypdfium2.PdfDocument(final.pdf)
    metadata = document.get_metadata_dict()
    assert metadata["Title"] == "Bảo hiểm y tế hộ gia đình"
    assert metadata["Author"] == "Bảo hiểm xã hội tỉnh Mẫu"
    assert "7K2M-9QXD" in metadata["Keywords"]
    assert metadata["CreationDate"] == metadata["ModDate"] == ""
    assert any(b"pdfuaid:part" in stream for stream in streams(final.pdf))
    assert document.is_tagged()


def test_every_file_that_was_opened_is_recorded_with_its_digest(final: RenderedPdf) -> None:
    names = {Path(path).name for path, _digest in final.opened}
    assert {"trifold.html.j2", "trifold.css", "base.css", "default.css", "blocks.html.j2"} <= names
    assert {"gia-dinh-ba-the-he.svg", "family.svg", "BeVietnamPro-Regular.ttf"} <= names
    for path, digest in final.opened:
        assert hashlib.sha256(Path(path).read_bytes()).hexdigest() == digest


def test_the_same_leaflet_gives_the_same_bytes_in_another_process_and_folder(
    final: RenderedPdf, tmp_path: Path
) -> None:
    assert render_document(leaflet()).pdf == final.pdf
    script = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from tests.page.leaflet_sample import leaflet\n"
        "from bhxhcomm.page.pdf import render_document\n"
        "sys.stdout.write(hashlib.sha256(render_document(leaflet()).pdf).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == hashlib.sha256(final.pdf).hexdigest()


def test_a_process_forked_after_the_warm_up_gives_the_same_bytes(final: RenderedPdf) -> None:
    warm_up()
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        assert pool.submit(render_document, leaflet()).result(timeout=60).pdf == final.pdf


def test_a_draft_says_so_on_every_panel_and_keeps_every_word(draft: RenderedPdf, final: RenderedPdf) -> None:
    assert draft.problems == ()
    assert draft.checks["draft_marks"] == 6
    assert all(text.count("BẢNNHÁP") >= 3 for text in page_texts(draft))
    assert final.checks["draft_marks"] == 0
    assert not any("BẢNNHÁP" in text for text in page_texts(final))


def test_a_number_stays_with_its_unit() -> None:
    long = Paragraph((*words("Mức đóng của hộ gia đình năm người là rất dài "), *panels()["trong_1"][-1].text))
    html = page_source(leaflet(trong_1=(long,)), fonts=fonts.find(fonts.families_for("vi").all)).html
    assert '<span class="fig">4.043.520 đồng</span>' in html.replace("\u00a0", " ")


def test_a_foot_stands_at_the_bottom_and_spare_room_goes_between_the_blocks(final: RenderedPdf) -> None:
    page = pypdfium2.PdfDocument(final.pdf)[0].get_textpage()
    index, _count = page.search("7K2M-9QXD").get_next()
    bottom_mm = page.get_charbox(index)[1] / 72 * 25.4
    assert bottom_mm == pytest.approx(8, abs=1.5)


@pytest.mark.parametrize("kind", [Bullets, Steps])
def test_a_list_stands_no_farther_from_its_lead_in_than_its_items_from_each_other(kind: type[Bullets | Steps]) -> None:
    items = tuple(words(text) for text in ("Mục Ha", "Mục Hb", "Mục Hc"))

    def gaps(lead: str) -> list[float]:
        """The room between the lines of the lead-in and of the items, from line to line, in points."""
        blocks: tuple[Block, ...] = (Paragraph(words("Câu đầu H.")), Paragraph(words(lead)), kind(items))
        page = pypdfium2.PdfDocument(render_document(leaflet(mat_gap=blocks)).pdf)[0].get_textpage()
        found = []
        for text in (lead[:6], "Mục Ha", "Mục Hb", "Mục Hc"):
            index, count = page.search(text, match_case=True).get_next()
            found.append(page.get_charbox(index + count - 2)[1])
        return [before - after for before, after in itertools.pairwise(found)]

    first, *between = gaps("Dẫn Hx:")
    assert first <= max(between) + 0.5
    first, *between = gaps("Dẫn Hx.")
    assert first > max(between) + 5
