"""The file for the print shop: boxes and marks in their places, colour past the cut, and nothing but inks."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image as Pillow

from bhxhcomm.core import resources
from bhxhcomm.language.text import words
from bhxhcomm.materials.document import Heading, Picture
from bhxhcomm.page.pdf import RenderedPdf, render_document
from bhxhcomm.page.pictures import qr
from bhxhcomm.page.press import inks
from tests.page.leaflet_sample import leaflet, raster

MM = 72 / 25.4
LEAF = (297.0, 210.0)
DPI = 8 / MM * 72


@cache
def press(marks: bool = False) -> RenderedPdf:
    return render_document(leaflet(), purpose="press", marks=marks)


def streams(pdf: bytes) -> Iterator[bytes]:
    """The content of every stream, unpacked; fonts and pictures among them."""
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            yield zlib.decompressobj().decompress(pdf[match.end() :])
        except zlib.error:
            continue


def drawing(pdf: bytes) -> list[bytes]:
    """The streams that draw."""
    return [stream for stream in streams(pdf) if re.search(rb"^(?:/Artifact BMC|q$|1 0 0 -1 0 )", stream, re.MULTILINE)]


def in_mm(box: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(side / MM for side in box)


def picture_of(rendered: RenderedPdf, page: int) -> Pillow.Image:
    """A page at 8 pixels a mm, with all that lies outside of the leaf."""
    document = pypdfium2.PdfDocument(rendered.pdf)
    return document[page].render(scale=DPI / 72).to_pil().convert("RGB")


@pytest.mark.parametrize("marks", [False, True])
def test_the_boxes_are_leaf_bleed_and_sheet(marks: bool) -> None:
    width, height = LEAF
    around = 10 if marks else 3
    for page in pypdfium2.PdfDocument(press(marks).pdf):
        assert in_mm(page.get_trimbox()) == pytest.approx((0, 0, width, height), abs=0.1)
        assert in_mm(page.get_bleedbox()) == pytest.approx((-3, -3, width + 3, height + 3), abs=0.1)
        assert in_mm(page.get_mediabox()) == pytest.approx((-around, -around, width + around, height + around), abs=0.1)


def test_nothing_changes_on_the_leaf_itself() -> None:
    office = render_document(leaflet())
    for key in ("scale", "type_pt", "characters", "filled", "page_mm"):
        assert press().checks[key] == office.checks[key]
    assert press().problems == press(True).problems == ()


@pytest.mark.parametrize(("side", "folds"), [(0, (97.0, 197.0)), (1, (100.0, 200.0))])
def test_fold_marks_stand_at_the_folds_of_each_side(side: int, folds: tuple[float, float]) -> None:
    assert press(True).checks["folds_mm"][side] == pytest.approx(folds, abs=0.1)
    assert upright_marks(press(True), side) == pytest.approx((0, *folds, 297), abs=0.15)


def upright_marks(rendered: RenderedPdf, page: int) -> list[float]:
    """Where marks stand above the leaf, in mm from its left edge, measured on the picture of the page."""
    image = picture_of(rendered, page).convert("L")
    dark: set[int] = set()
    for y in range(12, 44):  # 1.5 to 5.5 mm from the edge of the sheet
        dark |= {x for x in range(image.width) if image.getpixel((x, y)) < 200}
    groups: list[list[int]] = []
    for x in sorted(dark):
        if groups and x - groups[-1][-1] <= 2:
            groups[-1].append(x)
        else:
            groups.append([x])
    return [round((sum(group) / len(group) + 0.5) / 8 - 10, 2) for group in groups]


def test_marks_stand_outside_of_the_bleed_and_on_every_plate() -> None:
    image = picture_of(press(True), 0)
    for distance in (6.3, 6.5, 6.7):  # mm from the edge of the sheet: the bleed begins at 7, the marks end at 6
        near, right, bottom = round(distance * 8), image.width - round(distance * 8), image.height - round(distance * 8)
        for x in range(near, right):
            assert image.getpixel((x, near)) == image.getpixel((x, bottom - 1)) == (255, 255, 255)
        for y in range(near, bottom):
            assert image.getpixel((near, y)) == image.getpixel((right - 1, y)) == (255, 255, 255)
    assert any(b"/Registration CS" in stream for stream in streams(press(True).pdf))
    assert b"/Separation /All" in b" ".join([press(True).pdf, *streams(press(True).pdf)])


@pytest.mark.parametrize("page", [0, 1])
def test_colours_at_the_edge_reach_through_the_bleed(page: int) -> None:
    image = picture_of(press(), page)
    inset, far = 3 * 8, 6
    columns, rows = range(inset + 40, image.width - inset - 40, 20), range(inset + 40, image.height - inset - 40, 20)
    for x in columns:
        for inner, outer in ((inset + 6, far), (image.height - inset - 7, image.height - far - 1)):
            assert image.getpixel((x, inner)) == image.getpixel((x, outer)), (x, inner)
    for y in rows:
        for inner, outer in ((inset + 2, far), (image.width - inset - 3, image.width - far - 1)):
            # Where the arch behind the picture meets the edge, its curve ends.
            if page == 0 and inner > image.width // 2 and abs(y / 8 - 3 - arch_mm(image)) < 3:
                continue
            assert image.getpixel((inner, y)) == image.getpixel((outer, y)), (inner, y)


def test_a_rule_at_the_edge_reaches_through_the_bleed(tmp_path: Path) -> None:
    folder = tmp_path / "leaflet"
    folder.mkdir()
    shipped = (resources.folder("templates") / "leaflet/trifold.css").read_text(encoding="utf-8")
    (folder / "trifold.css").write_text(shipped + ".band { border-top: 1mm solid #b8392a }", "utf-8")
    rendered = render_document(leaflet(), purpose="press", template_folders=[tmp_path])
    image = picture_of(rendered, 0)
    columns = [[image.getpixel((image.width - x, image.height - y)) for y in range(8, 260)] for x in (3 * 8 + 40, 8)]
    assert columns[0] == columns[1]
    assert len(set(columns[0])) >= 3


def arch_mm(image: Pillow.Image) -> float:
    """How far below the top the colour changes for the first time along the right edge."""
    x = image.width - 3 * 8 - 3
    first = image.getpixel((x, 3 * 8 + 20))
    return next(y for y in range(3 * 8 + 20, image.height) if image.getpixel((x, y)) != first) / 8 - 3


def test_no_rgb_is_left_in_a_file_for_the_press(tmp_path: Path) -> None:
    for marks in (False, True):
        found = drawing(press(marks).pdf)
        assert len(found) > 10
        for stream in found:
            assert not re.search(rb"(?<![\w/])(?:rg|RG)\b", stream)
        assert b"DeviceRGB" not in b"".join([press(marks).pdf, *streams(press(marks).pdf)])
        assert b"/Lab" not in b"".join([press(marks).pdf, *streams(press(marks).pdf)])
    assert any(re.search(rb" rg\b", stream) for stream in drawing(render_document(leaflet()).pdf))


def text_inks(rendered: RenderedPdf) -> set[tuple[int, ...]]:
    return {tuple(colour) for colour in rendered.checks["text_inks"]}


def test_black_text_is_black_ink_alone() -> None:
    used = text_inks(press())
    assert (0, 0, 0, 100) in used
    for cyan, magenta, yellow, black in used:
        # Dark type that is no colour of the theme would be a mix that blurs in small sizes.
        assert black <= 60 or (cyan, magenta, yellow) == (0, 0, 0)


def test_running_text_and_codes_are_drawn_in_black_ink_alone() -> None:
    sheets = [stream for stream in drawing(press().pdf) if stream.count(b"BT") > 50]
    assert len(sheets) == 2
    for stream in sheets:
        fills = re.findall(rb"^([\d. ]+) k$", stream, re.MULTILINE)
        assert fills.count(b"0 0 0 1") > 10
    codes = [stream for stream in streams(press().pdf) if stream.count(b" l\n") > 200 and b"0 0 0 1 K" in stream]
    assert codes
    assert inks.in_black(inks.rgb_of(qr.DARK)) == inks.BLACK


def test_the_theme_states_its_inks_and_they_are_used() -> None:
    assert {(90, 45, 30, 22), (95, 60, 35, 40), (0, 30, 82, 0)} <= text_inks(press())
    assert press().checks["ink_coverage"] <= 300


def test_a_theme_that_states_nothing_still_prints_its_type_in_black() -> None:
    found = inks.stated({"ink": "#14242d", "brand": "#0b5a75", "warm": "#b8392a", "warm-cmyk": "15 88 82 12"})
    assert found == {"#14242d": inks.BLACK, "#b8392a": (0.15, 0.88, 0.82, 0.12)}


@pytest.mark.parametrize(
    ("colour", "wanted"),
    [("#ffffff", (0, 0, 0, 0)), ("#000000", (0, 0, 0, 1)), ("#00a0e3", (0.9, 0.1, 0, 0)), ("#ffed00", (0, 0, 0.95, 0))],
)
def test_plain_colours_become_their_inks(colour: str, wanted: tuple[float, ...]) -> None:
    assert inks.of(inks.rgb_of(colour)) == pytest.approx(wanted, abs=0.16)


def test_no_colour_takes_more_ink_than_the_press_bears() -> None:
    steps = (0.0, 0.25, 0.5, 0.75, 1.0)
    assert max(sum(inks.of((r, g, b))) for r in steps for g in steps for b in steps) <= inks.MOST_INK


def test_a_theme_with_too_much_ink_is_named(tmp_path: Path) -> None:
    theme = tmp_path / "themes" / "default.css"
    theme.parent.mkdir()
    shipped = (resources.folder("templates") / "themes/default.css").read_text(encoding="utf-8")
    theme.write_text(shipped.replace("--brand-deep-cmyk: 95 60 35 40", "--brand-deep-cmyk: 100 100 60 60"), "utf-8")
    rendered = render_document(leaflet(), purpose="press", template_folders=[tmp_path])
    assert [problem.code for problem in rendered.problems] == ["ink-coverage"]
    assert "320" in rendered.problems[0].message


def photograph(folder: Path) -> Picture:
    image = Pillow.linear_gradient("L").resize((1200, 800))
    warm = Pillow.merge("RGB", (image.point(lambda v: 128 + v // 2), image.point(lambda v: 60 + v // 2), image))
    out = io.BytesIO()
    warm.save(out, "JPEG", quality=95)
    return Picture(raster(folder, "anh.jpg", out.getvalue()), words("Ảnh chụp"))


def stamp(folder: Path, width: int) -> Picture:
    image = Pillow.new("RGBA", (width, width // 2), (0, 0, 0, 0))
    image.paste((35, 112, 74, 255), (width // 4, width // 8, 3 * width // 4, 3 * width // 8))
    out = io.BytesIO()
    image.save(out, "PNG")
    return Picture(raster(folder, "dau.png", out.getvalue()), words("Dấu"))


def test_pictures_are_printed_in_inks_too(tmp_path: Path) -> None:
    document = leaflet(trong_2=(Heading(words("Ảnh")), photograph(tmp_path), stamp(tmp_path, 1200)))
    rendered = render_document(document, purpose="press")
    assert rendered.problems == ()
    assert rendered.checks["pictures_separated"] == 2
    assert rendered.checks["ink_coverage"] <= 300
    assert b"DeviceRGB" not in b"".join([rendered.pdf, *streams(rendered.pdf)])
    seen, office = picture_of(rendered, 1), render_document(document)
    wanted = picture_of(office, 1)
    for x, y in ((115, 40), (150, 60), (180, 45)):
        here, there = seen.getpixel(((x + 3) * 8, (y + 3) * 8)), wanted.getpixel((x * 8, y * 8))
        assert here == pytest.approx(there, abs=45), (x, y)


def test_a_picture_with_too_few_pixels_is_named_with_its_dots(tmp_path: Path) -> None:
    document = leaflet(trong_2=(Heading(words("Ảnh")), stamp(tmp_path, 600)))
    rendered = render_document(document, purpose="press")
    (problem,) = rendered.problems
    assert not problem.is_error
    assert "dau.png" in problem.place.path
    assert "181" in problem.message


def test_the_same_leaflet_gives_the_same_bytes_for_the_press() -> None:
    assert render_document(leaflet(), purpose="press", marks=True).pdf == press(True).pdf


def test_a_draft_for_the_press_bears_its_mark_into_the_bleed() -> None:
    rendered = render_document(leaflet(draft=True), purpose="press")
    assert rendered.problems == ()
    assert rendered.checks["draft_marks"] == 6
    image = picture_of(rendered, 1)
    assert image.getpixel((40 * 8, 4)) == image.getpixel((40 * 8, 3 * 8 + 8))


def test_the_theme_of_high_contrast_prints_black_as_black() -> None:
    rendered = render_document(replace(leaflet(), theme="high-contrast"), purpose="press")
    assert not [problem for problem in rendered.problems if problem.is_error]
    assert (0, 0, 0, 100) in text_inks(rendered)
