"""Pictures on the page engine: charts to scale, colours that differ for every eye, blocks in their places, exact pixels."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from PIL import Image

from bhxhcomm.core import resources
from bhxhcomm.core.problems import ContentError
from bhxhcomm.language.text import words
from bhxhcomm.materials.chart import Bar, Stage, StepLine
from bhxhcomm.materials.document import Document
from bhxhcomm.materials.infographic.layouts import LAYOUTS
from bhxhcomm.page.checks import colour_vision, placing
from bhxhcomm.page.engine import libraries
from bhxhcomm.page.engine.boxes import Area, PlacedBox
from bhxhcomm.page.html import style
from bhxhcomm.page.html.charts import LEAST_LENGTH, Charts
from bhxhcomm.page.html.setter import Setter
from bhxhcomm.page.measuring import legibility
from bhxhcomm.page.pictures import screen

pytestmark = pytest.mark.usefixtures("english")

PAGE = Area(0, 0, 1000, 1000)
TOKENS = {"brand": "#0b5a75", "chart-rest": "#b9d3dd", "u": "2mm", "value": "30pt", "label": "24pt"}


def charts() -> Charts:
    document = Document("infographic", "tall", "vi", "vi", "", "", "", ())
    return Charts(Setter(document, tokens=TOKENS, measure=lambda text: 0.5 * len(text)))


def bar(number: str) -> Bar:
    return Bar(words("a"), words(number), Decimal(number))


def test_bars_are_as_long_as_their_numbers_and_nothing_is_a_hairline() -> None:
    assert charts().lengths([bar("105300"), bar("52650"), bar("0")]) == [1.0, 0.5, LEAST_LENGTH]


def test_steps_last_as_long_as_they_held_but_their_words_have_room() -> None:
    days = [dt.date(2019, 7, 1), dt.date(2023, 7, 1), dt.date(2024, 7, 1)]
    line = StepLine(tuple(Stage(day, words("1.000"), Decimal(n)) for n, day in enumerate(days, 1)), dt.date(2025, 7, 1))
    steps = charts().steps(line, 400)
    assert sum(step.width for step in steps) == pytest.approx(400, abs=0.01)
    assert steps[0].width / steps[1].width == pytest.approx(4, rel=0.01)
    assert [step.share for step in steps] == pytest.approx([1 / 3, 2 / 3, 1])
    assert [step.last for step in steps] == [False, False, True]
    # A step that began today has no length of its own, and is drawn as wide as its date.
    new = StepLine(line.stages, days[-1])
    narrow = charts().steps(new, 400)
    assert sum(step.width for step in narrow) == pytest.approx(400, abs=0.01)
    assert min(step.width for step in narrow) > 40


@pytest.mark.parametrize(
    ("share", "of", "filled"),
    [("0.8", 10, [1] * 8 + [0] * 2), ("0.85", 10, [1] * 8 + [0.5, 0]), ("0", 5, [0] * 5), ("1", 5, [1] * 5)],
)
def test_a_pictogram_fills_so_many_figures_and_a_part_of_one(share: str, of: int, filled: list[float]) -> None:
    assert charts().filled(Decimal(share), of) == pytest.approx(filled)  # type: ignore[arg-type]


@pytest.mark.parametrize(("share", "paths"), [("0", 0), ("0.5", 1), ("0.75", 1), ("1", 0)])
def test_a_ring_is_drawn_at_any_share(share: str, paths: int) -> None:
    made = charts()
    made.ring(Decimal(share), "brand", "chart-rest")  # type: ignore[arg-type]
    svg = next(iter(made._setter.resources.values())).body.decode()
    assert svg.count("<path") == paths
    if share == "0.75":
        assert " 0 1 1 " in svg  # the long way round


def test_published_simulations_leave_grey_as_it_is() -> None:
    for vision in colour_vision.MATRICES:
        assert colour_vision.seen("#808080", vision) == pytest.approx(colour_vision.seen("#808080", "usual"), abs=0.001)


def test_red_and_green_of_one_lightness_look_alike_to_some_readers() -> None:
    problems, least = colour_vision.alike([("khoi", ("#b8392a", "#6b6b10"))])
    assert [problem.code for problem in problems] == ["colours-alike"]
    assert least is not None
    assert least < colour_vision.LEAST_DIFFERENCE


@pytest.mark.parametrize(
    "theme", sorted((resources.folder("templates") / "themes").glob("*.css")), ids=lambda p: p.stem
)
def test_the_colours_of_charts_differ_for_every_eye_in_every_theme(theme: object) -> None:
    common = (resources.folder("templates") / "infographic" / "infographic.css").read_text()
    known = style.values(common + theme.read_text(), 1.0)  # type: ignore[attr-defined]
    for pair in (("brand", "accent"), ("brand", "chart-rest")):
        problems, _least = colour_vision.alike([("khoi", (known[pair[0]], known[pair[1]]))])
        assert problems == []


@pytest.mark.parametrize("variant", sorted(LAYOUTS))
def test_type_is_large_enough_for_the_medium(variant: str) -> None:
    folder = resources.folder("templates") / "infographic"
    known = style.tokens((folder / f"{variant}.css").read_text())
    page, (shown, distance) = float(known["page-width"].removesuffix("mm")), LAYOUTS[variant].seen
    for token, arc in (
        ("least-body", legibility.BODY_ARC_MIN),
        ("least-table", legibility.BODY_ARC_MIN),
        ("least-note", legibility.NOTE_ARC_MIN),
    ):
        assert float(known[token].removesuffix("pt")) >= legibility.least_pt(page, shown, distance, arc) - 0.05


@pytest.mark.parametrize("variant", sorted(LAYOUTS))
def test_a_page_has_the_proportions_of_its_picture(variant: str) -> None:
    css = (resources.folder("templates") / "infographic" / f"{variant}.css").read_text()
    width, height = (float(re.search(rf"--page-{side}: ([\d.]+)mm", css)[1]) for side in ("width", "height"))  # type: ignore[index]
    pixels = LAYOUTS[variant].pixels
    assert height / width * pixels[0] == pytest.approx(pixels[1], abs=0.7)


def piece(text: str, top: float, block: str = "", left: float = 0.0, bottom: float | None = None) -> PlacedBox:
    area = Area(left, top, left + 100, bottom or top + 40)
    return PlacedBox("text", area, "hinh", PAGE, text=text, size=30, block=block)


def test_the_first_block_that_does_not_fit_is_named_with_all_that_is_missing() -> None:
    pieces = [piece("a", 100, "mot"), piece("b", 980, "hai"), piece("c", 1030, "ba")]
    [problem] = placing.outside(pieces, 1000, on_screen=True).values()
    assert problem.code == "block-does-not-fit"
    assert "“hai”" in problem.message
    assert "70 px" in problem.message
    assert "19 mm" in placing.outside(pieces, 1000)["hinh"].message


@pytest.mark.parametrize(
    ("blocks", "enough"),
    [
        (
            (("mot", 100, 600), ("hai", 620, 900), ("ba", 920, 1080)),
            "one of these blocks out of this layout: mot, hai, ba.",
        ),
        (
            (("mot", 100, 600), ("hai", 620, 900), ("ba", 920, 1200)),
            "one of these blocks out of this layout: mot, hai, ba.",
        ),
        ((("mot", 100, 500), ("hai", 510, 900), ("ba", 910, 1500)), "one of these blocks out of this layout: ba."),
        ((("mot", 100, 700), ("hai", 700, 1050), ("ba", 1050, 1400)), "one of these blocks out of this layout: mot."),
        (
            (("mot", 100, 500), ("hai", 510, 900), ("ba", 910, 1300), ("bon", 1310, 1700)),
            "these blocks out of this layout: ba, bon.",
        ),
        ((("mot", 100, 1100), ("hai", 100, 1100)), "a block out of this layout."),
    ],
)
def test_what_would_be_enough_to_leave_out_is_said(blocks: tuple[tuple[str, float, float], ...], enough: str) -> None:
    pieces = [piece(name, top, name, bottom=bottom) for name, top, bottom in blocks]
    [problem] = placing.outside(pieces, 1000).values()
    assert problem.hint == f"Shorten it, or leave {enough}"


def test_where_only_the_foot_has_no_room_the_block_above_it_is_named() -> None:
    [problem] = placing.outside([piece("a", 100, "mot"), piece("Tổng đài", 990)], 1000).values()
    assert "“mot”" in problem.message


def test_words_over_words_collide_and_words_beside_words_do_not() -> None:
    assert placing.colliding([piece("a", 100, "mot"), piece("b", 110, "hai")])[0].code == "blocks-collide"
    assert placing.colliding([piece("a", 100, "mot"), piece("b", 140, "hai")]) == []
    assert placing.colliding([piece("a", 100, "mot"), piece("b", 100, "hai", left=101)]) == []


def pdf_of(width_mm: float, height_mm: float) -> bytes:
    libraries.isolate()
    from weasyprint import HTML

    css = f"@page {{ size: {width_mm}mm {height_mm}mm; margin: 0 }} body {{ background: #0b5a75 }}"
    return bytes(HTML(string=f"<style>{css}</style>").write_pdf())


@pytest.mark.parametrize("enlarged", [1, 2])
def test_a_picture_has_exactly_so_many_pixels(enlarged: int) -> None:
    made = screen.pictures(pdf_of(285.75, 357.1875), (1080, 1350), enlarged)
    with Image.open(io.BytesIO(made[0].png)) as image:
        assert image.size == (1080 * enlarged, 1350 * enlarged)
    assert made[0].palette


def test_a_page_of_other_proportions_is_refused() -> None:
    with pytest.raises(ContentError, match="pixels"):
        screen.pictures(pdf_of(100, 100), (1080, 1350))


def test_a_palette_is_left_out_where_it_would_show() -> None:
    smooth = Image.merge(
        "RGB", [Image.radial_gradient("L"), Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90)]
    ).resize((512, 512))
    assert screen._with_palette(smooth) is None
    assert screen._with_palette(Image.new("RGB", (64, 64), (11, 90, 117))) is not None


def test_a_picture_that_is_too_heavy_is_named() -> None:
    heavy = screen.Screen(b"0" * 300_001, (1080, 1080), palette=False)
    assert screen.too_heavy(heavy, "a.png", 1)[0].code == "picture-too-heavy"
    assert screen.too_heavy(heavy, "a.png", 2) == []


def test_flat_colours_stay_what_they_are_in_a_palette() -> None:
    made = screen.pictures(pdf_of(100, 100), (400, 400))[0]
    with Image.open(io.BytesIO(made.png)) as image:
        assert image.convert("RGB").getpixel((200, 200)) == (11, 90, 117)
