"""What may stand in a drawing is drawn alike by the page engine and by resvg; what may not is told by name, with what to do."""

from __future__ import annotations

import pytest

from bhxhcomm.content import drawing, drawing_support
from bhxhcomm.core import resources
from bhxhcomm.core.problems import ContentError, Place, Problem
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.pictures import drawing_fonts, drawn, second_reader

FILES = fonts.find(fonts.families_for("vi").all)
SET = 'font-family="Be Vietnam Pro" font-size="30"'
BOX = '<rect x="30" y="10" width="140" height="60" fill="#c33" {}/>'
LINES = '<path d="M20 80L80 20L140 80L200 20" fill="none" stroke="#036" stroke-width="8" {}/>'
CLIP = '<clipPath id="c"><circle cx="80" cy="40" r="35" {}/></clipPath>' + BOX.format('clip-path="url(#c)"')
ARROW = '<marker id="k" viewBox="0 0 9 9" markerWidth="4" markerHeight="4" refX="4" refY="4" orient="auto">{}</marker>'


def made(inner: str, box: str = "0 0 300 100") -> bytes:
    xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {xlink} viewBox="{box}">{inner}</svg>'.encode()


def problems(inner: str) -> list[Problem]:
    """What is told of a drawing, by the list and by the second reader."""
    data = made(inner)
    try:
        tree = drawing.vetted(data, "logo.svg")
        drawing_support.check(tree, Place("logo.svg"))
        words = drawing.has_words(data)
        if words:
            drawing_fonts.check(tree, FILES, Place("logo.svg"))
        second_reader.check(data, "logo.svg", 3.0, drawn.faces_of(FILES) if words else ())
    except ContentError as exc:
        return list(exc.problems)
    return []


RIGHT = {
    "shapes": '<rect width="40" height="30" rx="9"/><circle cx="80" cy="20" r="15"/><ellipse cx="130" cy="20" rx="20" ry="9"/>'
    '<line x1="9" y1="50" x2="60" y2="90" stroke="#000"/><polygon points="90,50 120,90 70,90"/>',
    "paths": LINES.format('stroke-linejoin="round" stroke-linecap="square" stroke-dasharray="12,6" stroke-dashoffset="-7"'),
    "a miter": LINES.format('stroke-miterlimit="1"'),
    "holes": '<path fill-rule="evenodd" d="M50 5L80 90L10 35H90L20 90Z"/>',
    "groups half there": f'<g opacity=".5">{BOX.format("")}<circle cx="150" cy="50" r="30" stroke="#00f"/></g>',
    "colours": '<g color="#0a0"><rect width="30" height="30" fill="currentColor"/></g><rect x="40" width="30" height="30" '
    'fill="rgba(200,30,90,.5)"/><rect x="80" width="30" height="30" fill="hsl(120,50%,40%)"/>',
    "styles": "<style>/* x */ .a, circle { fill: #0a0 } #b { stroke: #00f; stroke-width: 6 } g > rect { opacity: .5 }</style>"
    '<rect class="a" width="50" height="50"/><g><rect id="b" x="90" y="9" width="50" height="50" style="fill:#fd0"/></g>',
    "transforms": BOX.format('transform="translate(9 3) rotate(10 20 20) scale(.8 .5) skewX(20) matrix(1 .1 0 1 0 0)"'),
    "use": '<defs><g id="k"><rect width="40" height="30"/></g></defs><use xlink:href="#k" fill="#00c" x="20"/>'
    '<use href="#k" transform="translate(100 10) rotate(20)"/>',
    "symbols": '<symbol id="k" viewBox="0 0 9 9"><circle cx="5" cy="5" r="5"/></symbol>'
    '<use href="#k" x="9" width="50" height="40"/>',
    "a drawing inside": '<svg x="30" y="20" width="80" height="60" viewBox="0 0 9 9"><rect width="9" height="4"/></svg>',
    "units": '<rect x="1mm" y="2mm" width="20mm" height="0.5in"/><rect x="50%" y="10%" width="20%" height="50%"/>',
    "clips": CLIP.format(""),
    "clips of clips": '<clipPath id="d"><rect width="80" height="100"/></clipPath>'
    + f'<g clip-path="url(#d)">{CLIP.format("")}</g>',
    "arrows": ARROW.format('<path d="M0 0L9 4L0 9z"/>') + LINES.format('marker-mid="url(#k)" marker-end="url(#k)"'),
    "words": f'<text x="10" y="60" {SET}>Bảo hiểm y tế</text>',
    "words in the middle": f'<g {SET} text-anchor="middle"><text x="150" y="40">Bảo <tspan fill="#c00">hiểm</tspan> y tế'
    '</text><text><tspan x="150" y="80" font-weight="bold">toàn dân</tspan></text></g>',
    "words at the end": f'<text x="290" y="60" text-anchor="end" {SET}>AVATAR Tỷ lệ</text>',
    "words that name no font": '<text x="10" y="60" font-size="30">Bảo hiểm</text>',
    "words of Inkscape": '<text xml:space="preserve" style="font-style:normal;font-weight:normal;font-size:30px;'
    "line-height:1.25;font-family:sans-serif;-inkscape-font-specification:sans-serif;text-align:start;writing-mode:lr-tb;text-anchor:start;"
    'white-space:pre;shape-inside:url(#r)" x="10" y="60"><tspan x="10" y="60">Bảo hiểm</tspan></text>',
    "letters apart": f'<text x="10" y="60" letter-spacing="4" {SET}>Bảo hiểm</text>',
    "letters one by one": f'<text x="10 50 90" y="60" rotate="20" {SET}>Bảo</text>',
    "notes of programs": '<sodipodi:namedview xmlns:sodipodi="http://sodipodi" id="v" showgrid="x"/><metadata>x</metadata>'
    + BOX.format('data-name="x" enable-background="new" focusable="false" filter="none"'),
    "filters that nobody asks for": f'<defs><filter id="f"><feBlend/></filter><pattern id="p"/></defs>{BOX.format("")}',
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_on_the_list_is_drawn_alike_by_both_readers(name: str) -> None:
    assert problems(RIGHT[name]) == []


TO_PATH, RELEASE, REMOVE, PLAIN = "Object to Path", "Release", "Remove Filters", "Plain SVG"


@pytest.mark.parametrize(
    ("inner", "what", "where", "hint"),
    [
        (f'<path id="q" d="M20 80H90"/><text {SET}><textPath href="#q">Chữ</textPath></text>', "", "<textPath>", TO_PATH),
        (f'<switch id="s">{BOX.format("")}</switch>', "", '<switch id="s">', PLAIN),
        (f"<flowRoot>{BOX.format('')}</flowRoot>", "", "<flowRoot>", TO_PATH),
        (BOX.format('systemLanguage="vi"'), "systemLanguage", "<rect>", PLAIN),
        (f'<filter id="f"/>{BOX.format("filter=" + chr(34) + "url(#f)" + chr(34))}', "filter: url(#f)", "<rect>", REMOVE),
        (BOX.format('style="mix-blend-mode:multiply"'), "mix-blend-mode: multiply", "<rect>", REMOVE),
        (f'<mask id="m"/><g mask="url(#m)">{BOX.format("")}</g>', "mask: url(#m)", "<g>", RELEASE),
        (f'<clipPath id="c"><text {SET}>CHỮ</text></clipPath>', "words in a clip", "<text>", RELEASE),
        ('<clipPath id="c" clipPathUnits="objectBoundingBox"/>', "clipPathUnits", '<clipPath id="c">', RELEASE),
        (BOX.format('style="--a:#0a0;fill:var(--a)"'), "fill: var(…)", "<rect>", PLAIN),
        (f"<style>rect {{ fill: var(--a) }}</style>{BOX.format('')}", "fill: var(…)", "<style>", PLAIN),
        (f"<style>@media print {{ rect {{ fill: #0a0 }} }}</style>{BOX.format('')}", "@media", "<style>", PLAIN),
        (f"<style>rect:hover {{ fill: #0a0 }}</style>{BOX.format('')}", "rect:hover", "<style>", PLAIN),
        (BOX.format('style="transform:rotate(9deg)"'), "transform: rotate(9deg)", "<rect>", PLAIN),
        (f'<text y="50" {SET}>m<tspan baseline-shift="super">2</tspan></text>', "baseline-shift: super", "<tspan>", TO_PATH),
        (f'<text writing-mode="tb" {SET}>Chữ</text>', "writing-mode: tb", "<text>", TO_PATH),
        (f'<text dominant-baseline="middle" {SET}>Chữ</text>', "dominant-baseline: middle", "<text>", TO_PATH),
        (f'<text style="text-decoration:underline" {SET}>Chữ</text>', "text-decoration: underline", "<text>", TO_PATH),
        (f'<text word-spacing="9" {SET}>Chữ</text>', "word-spacing: 9", "<text>", TO_PATH),
        (f'<linearGradient id="g"/><text fill="url(#g)" {SET}>Chữ</text>', "a gradient in words", "<text>", TO_PATH),
        ('<text style="font:bold 30px Be Vietnam Pro">Chữ</text>', "font: bold", "<text>", PLAIN),
        ('<pattern id="p"/>' + BOX.format('style="fill:url(#p)"'), "a pattern as fill", "<rect>", "Pattern to Objects"),
        (LINES.format('vector-effect="non-scaling-stroke"'), "vector-effect", "<path>", TO_PATH),
        (LINES.format('pathLength="100"'), "pathLength", "<path>", PLAIN),
        ('<symbol id="k" viewBox="0 0 9 9"/><use href="#k"/>', "without width and height", "<use>", "width and a height"),
        ('<x:rect xmlns:x="urn:x" width="9" height="9"/>', "", "<rect>", PLAIN),
    ],
)  # fmt: skip
def test_what_is_not_drawn_right_is_told_by_name_with_what_to_do(
    english: None, inner: str, what: str, where: str, hint: str
) -> None:
    (problem,) = problems(inner)
    assert problem.code == "svg-unsupported"
    assert what in problem.message
    assert f"{where}: not every reader draws that right" in problem.message
    assert hint in problem.hint


def test_all_faults_of_a_drawing_are_told_at_once() -> None:
    assert len(problems(BOX.format('filter="url(#f)" mask="url(#m)"') + "<switch/><hatch/>")) == 4


@pytest.mark.parametrize(
    "inner",
    [
        LINES.format('paint-order="stroke" style="fill:#0a0"'),
        '<path d="M9 50H200" stroke="#000" stroke-width="0"/>',
        BOX.format('transform="scale(0)"'),
    ],
)
def test_what_the_list_cannot_know_is_found_by_the_second_reader(english: None, inner: str) -> None:
    (problem,) = problems(inner)
    assert problem.code == "svg-differs"
    assert "two readers draw it differently" in problem.message


def test_where_two_readers_differ_is_said_in_the_units_of_the_drawing(english: None) -> None:
    (problem,) = problems(BOX.format('transform="scale(0)"'))
    assert "between 30 and 170.8 across, 10 and 70 down" in problem.message


HOW_TO_ASK = (
    '<text font-family="{}">',
    '<g style="font-family:{}"><text>',
    "<style>.a{{font-family:{}}}</style><text class='a'>",
)


@pytest.mark.parametrize("family", ["VNI-Times", "'VNI-Times', sans-serif", "Be Vietnam"])
@pytest.mark.parametrize("how", HOW_TO_ASK)
def test_words_in_a_font_that_is_not_there_are_an_error_with_the_nearest(english: None, family: str, how: str) -> None:
    end = "</text></g>" if how.startswith("<g") else "</text>"
    (problem,) = problems(how.format(family) + "Cấp thẻ" + end)
    name = family.split(",")[0].strip("'")
    assert problem.message == f"the drawing sets “Cấp thẻ” in the font “{name}”, which this page does not have"
    assert "“Be Vietnam Pro”" in problem.hint


def test_a_font_that_no_words_ask_for_is_no_error() -> None:
    assert problems(f'<g font-family="Arial"><path d="M9 9H90V90z"/><text x="9" y="60" {SET}>Chữ</text></g>') == []


@pytest.mark.parametrize(
    ("inner", "cut"),
    [
        (f'<text x="200" y="60" {SET}>Bảo hiểm y tế</text>', ["Bảo hiểm y tế"]),
        (f'<text x="9" y="15" {SET}>Ầ</text><text x="9" y="60" {SET}>vào</text>', ["Ầ"]),
        (f'<g clip-path="url(#n)"><text x="9" y="105" {SET}>gỵ</text></g>', ["gỵ"]),
    ],
)
def test_words_that_are_cut_at_the_edge_are_found(english: None, inner: str, cut: list[str]) -> None:
    assert [(problem.code, problem.message) for problem in problems(inner)] == [
        ("svg-words-cut", f"the words “{words}” reach beyond the edge of the drawing and are cut there")
        for words in cut
    ]


@pytest.mark.parametrize(
    "path", sorted((resources.folder("assets") / "pictures").glob("*.svg")), ids=lambda path: path.stem
)
def test_our_own_pictures_are_drawn_alike(path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]
    tree = drawing.vetted(data, "ours")
    drawing_support.check(tree, Place("ours"))
    box = drawing.box_of(tree)
    assert box is not None
    second_reader.check(data, "ours", box[2] / box[3], ())


def test_letters_that_no_font_has_are_an_error(english: None) -> None:
    (problem,) = problems(f'<text x="9" y="60" {SET}>An ស</text>')
    assert problem.message == "the drawing sets “An ស”, and no font of this page has “ស” (U+179F)"


@pytest.mark.parametrize(("lang", "words"), [("khmer", "សន្តិសុខ"), ("thai-tavt", "ꪼꪕ ꪎꪳ"), ("ede", "Kŏ hơĭt ê̆")])
def test_letters_that_belong_together_stay_together(lang: str, words: str) -> None:
    files = fonts.find(fonts.families_for(lang).all)
    data = made(f'<text x="10" y="60" font-size="30">{words}</text>')
    drawing_fonts.check(drawing.vetted(data, "logo.svg"), files, Place("logo.svg"))
    second_reader.check(data, "logo.svg", 3.0, drawn.faces_of(files))
