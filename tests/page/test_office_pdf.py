"""The file for the printer in the office: exactly the paper, readable in grey, with a word on how to turn it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from bhxhcomm.core import resources
from bhxhcomm.language.text import words
from bhxhcomm.materials.document import CallOut, Document, Heading
from bhxhcomm.page.html.source import page_source
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.pdf import RenderedPdf, render, render_document
from bhxhcomm.page.press import embedded
from tests.page.leaflet_sample import LABELS, leaflet

FLIP = {"flip_short_edge": "Lật theo cạnh ngắn", "flip_long_edge": "Lật theo cạnh dài"}


def labelled() -> Document:
    return replace(leaflet(), labels=tuple((LABELS | FLIP).items()))


@cache
def office() -> RenderedPdf:
    return render_document(labelled())


def test_the_paper_is_exactly_the_leaf() -> None:
    for page in pypdfium2.PdfDocument(office().pdf):
        boxes = (page.get_mediabox(), page.get_trimbox(), page.get_bleedbox())
        assert len({tuple(round(side, 2) for side in box) for box in boxes}) == 1
        assert page.get_mediabox() == pytest.approx((0, 0, 841.89, 595.28), abs=0.01)


def test_it_says_once_how_to_turn_the_sheet_and_loses_nothing_for_it() -> None:
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(office().pdf)]
    assert [text.count("Lật theo cạnh ngắn") for text in texts] == [1, 0]
    assert office().problems == ()
    press = render_document(labelled(), purpose="press")
    assert "Lật theo" not in "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(press.pdf))
    assert press.checks["scale"] == office().checks["scale"]
    assert press.checks["filled"] == office().checks["filled"]


def test_the_word_stands_4_mm_from_the_edge_where_printers_still_print() -> None:
    page = pypdfium2.PdfDocument(office().pdf)[0].get_textpage()
    index, count = page.search("Lật theo cạnh ngắn").get_next()
    lowest = min(page.get_charbox(at)[1] for at in range(index, index + count))
    assert lowest / 72 * 25.4 >= 4


def test_nothing_is_said_where_only_one_side_is_printed_or_the_language_has_no_words_for_it() -> None:
    one = replace(labelled(), sheets=labelled().sheets[:1])
    assert "Lật theo" not in page_source(one).html
    assert "flip" not in page_source(leaflet()).html


def test_text_stands_out_in_grey() -> None:
    assert office().checks["grey_contrast"] >= 4.5


def test_two_colours_of_one_grey_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "leaflet"
    folder.mkdir()
    shipped = (resources.folder("templates") / "leaflet/trifold.css").read_text(encoding="utf-8")
    # Red stands out from black, 5.3:1; the grey of red does not, 2.5:1.
    (folder / "trifold.css").write_text(shipped + "h2.block { color: #ff0000; background-color: #000000 }", "utf-8")
    font_files = fonts.find(fonts.families_for("vi").all)
    rendered = render(page_source(leaflet(), fonts=font_files, template_folders=[tmp_path]), font_files)
    assert rendered.checks["contrast"] >= 4.5
    assert rendered.checks["grey_contrast"] == pytest.approx(2.46, abs=0.05)
    assert {problem.code for problem in rendered.problems} == {"low-grey-contrast"}


def test_call_outs_are_not_told_apart_by_colour_alone(tmp_path: Path) -> None:
    blocks = (Heading(words("Lưu ý")), *(CallOut(words(f"Một {tone}"), (), tone) for tone in ("note", "warning")))
    font_files = fonts.find(fonts.families_for("vi").all)
    source = page_source(leaflet(trong_2=blocks), fonts=font_files)
    assert "told-by-colour" not in {problem.code for problem in render(source, font_files).problems}
    alike = replace(source, html=source.html.replace("page:icon/warning/", "page:icon/info/"))
    found = render(alike, font_files).problems
    assert "told-by-colour" in {problem.code for problem in found}


def test_a_file_carries_its_record_and_gives_it_back(tmp_path: Path) -> None:
    record = json.dumps({"code": "7K2M-9QXD", "title": "Bảo hiểm y tế – “cả nhà” (1)"}, ensure_ascii=False)
    for purpose in ("office", "press"):
        path = tmp_path / f"{purpose}.pdf"
        path.write_bytes(render_document(labelled(), purpose=purpose, record=record).pdf)
        assert embedded.read(path) == record
    bare = tmp_path / "bare.pdf"
    bare.write_bytes(office().pdf)
    assert embedded.read(bare) is None
    (tmp_path / "no.pdf").write_bytes(b"no PDF")
    assert embedded.read(tmp_path / "no.pdf") is None
    assert embedded.read(tmp_path / "missing.pdf") is None


def test_there_are_two_purposes_and_no_other() -> None:
    with pytest.raises(ValueError, match="poster"):
        render_document(leaflet(), purpose="poster")
