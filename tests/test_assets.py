"""The drawings that ship obey their family's rules, so that they can be set inline, tinted and printed small."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import pypdfium2
import pytest
from defusedxml.ElementTree import fromstring

from bhxhcomm.core import resources
from bhxhcomm.page.engine import libraries

pytestmark = pytest.mark.wheel

SVG = "{http://www.w3.org/2000/svg}"
ASSETS = resources.folder("assets")
ICONS = sorted((ASSETS / "icons").glob("*.svg"))
PICTURES = sorted((ASSETS / "pictures").glob("*.svg"))
PROMISED_ICONS = frozenset(
    "family person woman child elder baby student school farmer worker money wallet coins percent calendar clock "
    "hospital stethoscope heart shield card id-card phone smartphone location office post-office house document "
    "checklist pen steps question info warning check gift umbrella hands ribbon qr globe medicine ladder piggy-bank "
    "sun book".split()
)
PROMISED_PICTURES = frozenset("gia-dinh-ba-the-he tuoi-gia-vung-vang hoc-sinh-den-truong dau-mau".split())

SHAPES = frozenset({"path", "circle", "rect", "line", "g"})
GEOMETRY = frozenset("d cx cy r x y width height rx x1 y1 x2 y2 transform".split())
PAINT = frozenset(
    "fill fill-rule fill-opacity opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-opacity".split()
)
GRADIENT_ATTRIBUTES = frozenset("id x1 y1 x2 y2 offset stop-color".split())
COLOUR = re.compile(r"none|#[0-9A-F]{6}|url\(#(?P<id>[a-z0-9-]+)\)")
MARGIN = 1  # units of 48 that stay clear on each side of an icon
SECOND_TONE = ".28"
CELL = 96  # px in the contact sheet


def name_of(path: Path) -> str:
    return path.stem


def tag(element: Element) -> str:
    return element.tag.removeprefix(SVG)


def elements(path: Path) -> list[Element]:
    """Every element below the root, the root itself left out."""
    tree: Element = fromstring(path.read_bytes(), forbid_dtd=True)
    return list(tree.iter())[1:]


def root(path: Path) -> Element:
    tree: Element = fromstring(path.read_bytes(), forbid_dtd=True)
    return tree


def test_every_promised_drawing_ships() -> None:
    assert {path.stem for path in ICONS} >= PROMISED_ICONS
    assert {path.stem for path in PICTURES} >= PROMISED_PICTURES


@pytest.mark.parametrize("path", ICONS + PICTURES, ids=name_of)
def test_a_drawing_is_named_in_lower_case_and_hyphens(path: Path) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", path.stem)


@pytest.mark.parametrize("path", ICONS + PICTURES, ids=name_of)
def test_a_drawing_is_shapes_with_presentation_attributes_and_nothing_else(path: Path) -> None:
    assert root(path).tag == f"{SVG}svg"
    assert set(root(path).attrib) == {"viewBox"}
    gradients = {"defs", "linearGradient", "stop"} if path in PICTURES else set()
    for element in elements(path):
        assert tag(element) in SHAPES | gradients
        allowed = GRADIENT_ATTRIBUTES if tag(element) in gradients else GEOMETRY | PAINT
        assert set(element.attrib) <= allowed
        assert not f"{element.text or ''}{element.tail or ''}".strip(), "words in a drawing cannot be translated"


@pytest.mark.parametrize("path", ICONS, ids=name_of)
def test_an_icon_is_drawn_on_the_grid_of_48_in_under_8_kb(path: Path) -> None:
    assert root(path).get("viewBox") == "0 0 48 48"
    assert path.stat().st_size < 8_000


@pytest.mark.parametrize("path", ICONS, ids=name_of)
def test_an_icon_has_one_ink_in_two_tones(path: Path) -> None:
    inks = {element.get(key) for element in elements(path) for key in ("fill", "stroke")}
    tones = {element.get(key) for element in elements(path) for key in ("opacity", "fill-opacity", "stroke-opacity")}
    assert inks - {None} <= {"currentColor", "none"}
    assert tones - {None} == {SECOND_TONE}
    assert all(element.get("fill") for element in elements(path) if tag(element) != "g"), (
        "black is the default: name the ink"
    )


@pytest.mark.parametrize("path", ICONS, ids=name_of)
def test_an_icons_lines_are_round_and_hold_at_six_millimetres(path: Path) -> None:
    for element in elements(path):
        if element.get("stroke", "none") != "none":
            assert 3 <= float(element.get("stroke-width", "1")) <= 5
            assert element.get("stroke-linejoin") == "round"


@pytest.mark.parametrize("path", PICTURES, ids=name_of)
def test_a_picture_has_named_colours_local_gradients_and_less_than_40_kb(path: Path) -> None:
    assert path.stat().st_size < 40_000
    expected = "0 0 120 120" if path.stem == "dau-mau" else "0 0 400 360"
    assert root(path).get("viewBox") == expected
    ids = [element.get("id", "") for element in elements(path) if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert all(one.startswith(f"{path.stem}-") for one in ids)
    for element in elements(path):
        for key in ("fill", "stroke", "stop-color"):
            if key in element.attrib:
                match = COLOUR.fullmatch(element.attrib[key])
                assert match, element.attrib[key]
                assert match["id"] is None or match["id"] in ids


def test_no_two_pictures_share_an_id() -> None:
    ids = [element.attrib["id"] for path in PICTURES for element in elements(path) if "id" in element.attrib]
    assert len(ids) == len(set(ids))


def test_the_sample_mark_is_one_colour_and_white() -> None:
    mark = ASSETS / "pictures" / "dau-mau.svg"
    colours = {element.get(key) for element in elements(mark) for key in ("fill", "stroke")} - {None, "none"}
    assert "#FFFFFF" in colours
    assert len(colours) == 2


def test_weasyprint_draws_both_tones_of_every_icon_inside_its_margin() -> None:
    libraries.isolate()
    from weasyprint import HTML

    drawings = "".join(path.read_text().replace("currentColor", "#000000") for path in ICONS)
    style = (
        f"@page {{ size: {CELL}px {CELL * len(ICONS)}px; margin: 0 }} body {{ margin: 0 }}"
        f"svg {{ display: block; width: {CELL}px; height: {CELL}px }}"
    )
    pdf = pypdfium2.PdfDocument(io.BytesIO(HTML(string=f"<style>{style}</style>{drawings}").write_pdf()))
    assert len(pdf) == 1
    sheet = pdf[0].render(scale=96 / 72).to_pil().convert("L").resize((CELL, CELL * len(ICONS)))
    inset = CELL * MARGIN // 48
    for number, path in enumerate(ICONS):
        cell = sheet.crop((0, number * CELL, CELL, (number + 1) * CELL))
        levels = cell.histogram()
        assert sum(levels[:24]) > 0.08 * CELL * CELL, f"{path.stem}: too little of the main tone"
        assert sum(levels[174:194]) > 0.01 * CELL * CELL, f"{path.stem}: the second tone does not show"
        drawn = cell.point(lambda level: 255 if level < 236 else 0).getbbox()
        assert drawn is not None
        left, top, right, bottom = drawn
        assert min(left, top, CELL - right, CELL - bottom) >= inset, f"{path.stem}: leaves its margin"
        assert max(right - left, bottom - top) >= 0.8 * CELL, f"{path.stem}: smaller than its family"
