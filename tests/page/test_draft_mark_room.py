"""The draft mark and the code as they come out: whole letters, on one line, within what an office printer prints."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pypdfium2
import pytest

from bhxhcomm.core import resources
from bhxhcomm.making.composed import compose
from bhxhcomm.making.fingerprint import keyed
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import Document
from bhxhcomm.materials.loading import load
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.pdf import render_document
from bhxhcomm.page.word import render as render_docx

MM = 72 / 25.4
PRINTED_MM = 5.0
"""Most office printers leave 4.2 mm white at each edge."""
LABEL = "ẨẤN NHÁP"
"""Capitals with two marks, higher than those of BẢN NHÁP."""


@cache
def document(examples: Path, material: str, variant: str) -> Document:
    space = load(examples)
    request = Request("bhyt-ho-gia-dinh", material, variant, "vi", "bhxh-tinh-mau-mot", dt.date(2025, 7, 1), examples)
    return keyed(space, compose(space, request)).document


@cache
def pdf(examples: Path, material: str, variant: str, label: str = "") -> pypdfium2.PdfDocument:
    """A piece as a release, or as a draft that says `label`."""
    made = document(examples, material, variant)
    if label:
        made = replace(made, draft=True, labels=tuple((dict(made.labels) | {"draft": label}).items()))
    rendered = render_document(made, workspace=examples)
    assert rendered.problems == ()
    return pypdfium2.PdfDocument(rendered.pdf)


def letter_tops(page: pypdfium2.PdfPage, letters: str) -> list[float]:
    """How far below the edge of the paper the ink of the words of the bar begins, in mm: those in the upper tenth."""
    text = page.get_textpage()
    height = page.get_height()
    boxes = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1) in letters]
    tops = [(height - top) / MM for _left, _bottom, _right, top in boxes]
    return [top for top in tops if top < height / MM / 10]


@pytest.mark.parametrize(("material", "variant"), [("leaflet", "trifold"), ("leaflet", "flyer")])
def test_the_letters_of_the_bar_stand_where_an_office_printer_prints(
    examples: Path, material: str, variant: str
) -> None:
    for page in pdf(examples, material, variant, LABEL):
        tops = letter_tops(page, "ẨẤ")
        assert tops
        assert min(tops) >= PRINTED_MM


@pytest.mark.parametrize("variant", ["banner", "link"])
def test_capitals_with_two_marks_stand_whole_on_the_bar_of_a_picture(examples: Path, variant: str) -> None:
    tops = letter_tops(pdf(examples, "infographic", variant, LABEL)[0], "ẨẤ")
    assert tops
    assert min(tops) > 0


def letters_in_place(page: pypdfium2.PdfPage) -> dict[str, set[tuple[int, int]]]:
    """Where each letter of a page stands, in whole mm, those of the draft mark aside."""
    text, found = page.get_textpage(), dict[str, set[tuple[int, int]]]()
    for at in range(text.count_chars()):
        left, _bottom, _right, top = text.get_charbox(at)
        found.setdefault(text.get_text_range(at, 1), set()).add((round(left / MM), round(top / MM)))
    return {letter: places for letter, places in found.items() if letter.strip() and letter not in LABEL}


@pytest.mark.parametrize("variant", ["square", "story"])
def test_a_draft_of_a_picture_is_set_as_its_release(examples: Path, variant: str) -> None:
    draft, release = pdf(examples, "infographic", variant, LABEL)[0], pdf(examples, "infographic", variant)[0]
    assert letter_tops(draft, "ẨẤ")
    assert letters_in_place(draft) == letters_in_place(release)


def test_no_words_of_a_story_stand_where_the_apps_lay_their_own(examples: Path) -> None:
    page = pdf(examples, "infographic", "story")[0]
    text, height = page.get_textpage(), page.get_height()
    above, below = height * 210 / 1920, height * 150 / 1920
    boxes = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]
    assert min(bottom for _left, bottom, _right, _top in boxes) >= below - 1
    assert max(top for _left, _bottom, _right, top in boxes) <= height - above + 1


def reddish(page: pypdfium2.PdfPage) -> int:
    """How many pixels below the bar show the draft's red through, on light ground."""
    image = page.render(scale=1).to_pil().convert("RGB")
    data = image.crop((0, round(image.height * 0.18), image.width, image.height)).tobytes()
    return sum(
        red > 190 and red - green > 20 and abs(green - blue) < 12
        for red, green, blue in zip(data[::3], data[1::3], data[2::3], strict=True)
    )


def test_a_picture_whose_bar_is_cut_off_still_says_that_it_is_a_draft(examples: Path) -> None:
    assert reddish(pdf(examples, "infographic", "banner")[0]) < 100
    assert reddish(pdf(examples, "infographic", "banner", "BẢN NHÁP")[0]) > 1000


def test_the_code_stands_whole_on_the_line_of_its_label(examples: Path) -> None:
    code = document(examples, "infographic", "carousel").code
    pages = pdf(examples, "infographic", "carousel")
    assert any(f"Mã ấn phẩm: {code}" in page.get_textpage().get_text_range() for page in pages)


def test_a_code_in_a_word_file_has_a_hyphen_that_ends_no_line_and_reads_as_a_plain_one(examples: Path) -> None:
    made = document(examples, "leaflet", "trifold")
    rendered = render_docx(made, fonts.find(fonts.families_for("vi").all))
    paragraphs = docx.Document(io.BytesIO(rendered.docx)).paragraphs
    (line,) = (line for line in paragraphs if made.code in line.text)
    assert line.text == f"Mã ấn phẩm:\u00a0{made.code}"
    assert len(line._p.xpath(".//w:noBreakHyphen")) == 1


@pytest.mark.parametrize(
    ("height", "hidden", "cut"), [("19.8pt", "", False), ("9pt", "", True), ("9pt", "overflow: hidden;", True)]
)
def test_letters_that_are_cut_at_the_edge_of_their_band_are_found(
    english: None, examples: Path, tmp_path: Path, height: str, hidden: str, cut: bool
) -> None:
    """Once the bar of the banner was as high as its type: its boxes fitted, and the marks of its capitals were cut off."""
    sheet = (resources.folder("templates") / "infographic" / "banner.css").read_text(encoding="utf-8")
    shown = "height: 19.8pt; line-height: 19.8pt;"
    assert shown in sheet
    (tmp_path / "infographic").mkdir()
    changed = sheet.replace(shown, f"height: {height}; line-height: {height}; {hidden}")
    (tmp_path / "infographic" / "banner.css").write_text(changed, encoding="utf-8")
    made = document(examples, "infographic", "banner")
    draft = replace(made, draft=True, labels=tuple((dict(made.labels) | {"draft": LABEL}).items()))
    problems = render_document(draft, template_folders=[tmp_path], workspace=examples).problems
    found = [problem.message for problem in problems if problem.code == "ink-cut"]
    assert bool(found) is cut
    assert all(LABEL in message and "are cut off" in message for message in found)
