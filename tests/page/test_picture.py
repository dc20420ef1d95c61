"""Pictures are vetted before the engine sees them."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from bhxhcomm.content.drawing import JPEG, PNG, SVG
from bhxhcomm.core import resources
from bhxhcomm.core.guarded import Limits
from bhxhcomm.core.problems import ContentError
from bhxhcomm.page.pictures import picture
from bhxhcomm.page.pictures.picture import prepare, prepare_bytes


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(ContentError) as caught:
        prepare_bytes(data, "anh", 84)
    return caught.value.problems[0].code


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")
    )


def photograph(mode: str = "RGB", size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    return Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 90).convert(mode)


def test_a_photograph_comes_down_to_its_printed_size_as_jpeg() -> None:
    prepared = prepare_bytes(encoded(photograph(), "JPEG"), "anh", 84)
    assert (prepared.mime, prepared.width) == (JPEG, 992)
    assert opened(prepared.data).size == (992, 744)


def test_a_small_picture_is_not_blown_up() -> None:
    assert prepare_bytes(encoded(Image.new("RGB", (10, 5), "red"), "PNG"), "anh", 84).width == 10


def test_a_cmyk_jpeg_becomes_rgb() -> None:
    assert opened(prepare_bytes(encoded(photograph("CMYK"), "JPEG"), "anh", 84).data).mode == "RGB"


def test_a_picture_with_something_showing_through_stays_png() -> None:
    logo = Image.new("RGBA", (300, 100), (255, 0, 0, 0))
    prepared = prepare_bytes(encoded(logo, "PNG"), "anh", 24)
    assert (prepared.mime, opened(prepared.data).mode) == (PNG, "RGBA")


def test_a_picture_that_lies_on_its_side_is_set_upright_and_loses_its_exif() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    prepared = prepare_bytes(encoded(photograph(size=(400, 300)), "JPEG", exif=exif), "anh", 84)
    assert (prepared.width, prepared.height) == (300, 400)
    assert not opened(prepared.data).getexif()


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = encoded(photograph(), "PNG")
    first = prepare_bytes(data, "anh", 84).data
    prepare_bytes.cache_clear()
    assert prepare_bytes(data, "anh", 84).data == first


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture-format"),
        (b"hello", "picture-format"),
        (b"%PDF-1.7", "picture-format"),
        (encoded(Image.new("RGB", (9, 9)), "GIF"), "picture-format"),
        (encoded(Image.new("RGB", (9, 9)), "BMP"), "picture-format"),
        (
            encoded(Image.new("RGB", (9, 9)), "PNG", save_all=True, append_images=[Image.new("RGB", (9, 9), "red")]),
            "picture-format",
        ),
        (encoded(photograph(), "JPEG")[:2000], "picture-corrupt"),
        (encoded(photograph(), "PNG")[:2000], "picture-corrupt"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "picture-corrupt"),
        (b"\xff\xd8\xff" + b"\0" * 99, "picture-corrupt"),
        (bomb(20_000, 20_000), "picture-too-large"),
        (bomb(2_000_000, 2_000_000), "picture-too-large"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>", "picture-corrupt"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 /etc/passwd 9'/>", "picture-corrupt"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9'/>", "picture-corrupt"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 nan 9'/>", "picture-corrupt"),
        (b"<html><svg/></html>", "picture-format"),
    ],
)
def test_what_is_no_sound_picture_is_refused(data: bytes, code: str) -> None:
    assert code_of(data) == code


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<rect onclick="x()"/>', "onclick"),
        ('<image href="https://example.com/x.png"/>', "href"),
        ('<image href="file:///etc/passwd"/>', "href"),
        ('<image href="../x.png"/>', "href"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "href"),
        ('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="other.svg#a"/>', "href"),
        ('<a href="javascript:x()"/>', "href"),
        ("<foreignObject/>", "foreignObject"),
        ("<style>@import 'x.css';</style>", ""),
        ("<style>rect { fill: url(https://example.com/x) }</style>", ""),
        (r"<style>@\69mport 'x.css';</style>", ""),
        ('<rect style="fill: url(https://example.com/x)"/>', "style"),
        ('<rect fill="url(file:///etc/passwd)"/>', "fill"),
        ('<set attributeName="href" to="x"/>', "set"),
        ('<g xml:base="https://example.com/"/>', "base"),
    ],
)
def test_a_drawing_that_runs_or_fetches_is_refused_and_what_it_holds_is_named(inner: str, named: str) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>'.encode()
    with pytest.raises(ContentError) as caught:
        prepare_bytes(data, "anh", 84)
    assert caught.value.problems[0].code == "svg-unsafe"
    assert named in caught.value.problems[0].message


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<?xml-stylesheet href="x.css"?>',
    ],
)
def test_a_drawing_with_entities_or_a_style_sheet_of_others_is_refused(head: str) -> None:
    assert code_of(f'{head}<svg xmlns="http://www.w3.org/2000/svg"/>'.encode()) == "svg-unsafe"


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE svg>",
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n "http://www.w3.org/x.dtd">',
        "<!DOCTYPE svg SYSTEM 'svg11.dtd' >",
    ],
)
def test_a_document_type_that_declares_nothing_is_dropped(head: str) -> None:
    prepared = prepare_bytes(f"{head}{drawing('<rect/>').decode()}".encode(), "anh", 84)
    assert b"DOCTYPE" not in prepared.data
    assert prepared.data.count(b"\n") == head.count("\n")


def test_a_drawing_that_does_not_say_how_large_it_is_is_refused() -> None:
    for more in ("", 'width="9"', 'width="100%" height="100%"'):
        assert code_of(drawing('<rect width="9" height="9"/>', more)) == "svg-no-size"


@pytest.mark.parametrize("folder", ["icons", "pictures"])
def test_our_own_drawings_pass(folder: str) -> None:
    for path in sorted((resources.folder("assets") / folder).glob("*.svg")):
        assert prepare(path, 84).mime == SVG


def test_a_missing_picture_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        prepare(tmp_path / "khong-co.png", 84)
    assert caught.value.problems[0].code == "picture-missing"


def drawing(inner: str, more: str = 'width="90" height="90"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {more}>{inner}</svg>'.encode()


def repeated(element: str, attribute: str, times: int = 3) -> str:
    """Groups of which each asks for the next one several times."""
    return "".join(
        f'<{element} id="a{level}">'
        + f'<g {attribute.format(level + 1)}><rect width="9" height="9"/></g>' * times
        + f"</{element}>"
        for level in range(20)
    )


REPEATED = "the drawing draws more than 50000 shapes: parts of it are repeated over and over"
ITSELF = "a part of the drawing refers to itself"
USES = "".join(f'<g id="a{n}">' + f'<use href="#a{n + 1}"/>' * 3 + "</g>" for n in range(18)) + '<rect id="a18"/>'


@pytest.mark.parametrize(
    ("inner", "says"),
    [
        (USES, REPEATED),
        (repeated("mask", 'mask="url(#a{})"') + '<rect mask="url(#a0)"/>', REPEATED),
        (repeated("clipPath", 'clip-path="url(#a{})"') + '<rect style="clip-path: url(#a0)"/>', REPEATED),
        (repeated("pattern", 'fill="url(#a{})"') + '<rect fill="url(#a0)"/>', REPEATED),
        (
            '<marker id="m">' + "<rect/>" * 1000 + f'</marker><path marker-mid="url(#m)" d="M0 0{"L9 9" * 999}"/>',
            REPEATED,
        ),
        ('<g id="a"><use href="#a"/></g>', ITSELF),
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', ITSELF),
        ('<pattern id="p"><rect fill="url(#p)"/></pattern><rect fill="url(#p)"/>', ITSELF),
        ("<g>" * 100_000 + "</g>" * 100_000, "the drawing is nested more than 60 levels deep"),
        ("<g/>" * 100_000, "the drawing has more than 20000 elements"),
    ],
)
def test_a_drawing_that_asks_for_too_much_is_refused_before_it_is_drawn(english: None, inner: str, says: str) -> None:
    with pytest.raises(ContentError) as caught:
        prepare_bytes(drawing(inner), "logo.svg", 84)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.path, problem.message) == ("svg-too-complex", "logo.svg", says)
    assert problem.hint.startswith("Open it in a drawing program, make it simpler")


def test_a_drawing_that_takes_for_ever_is_given_up(english: None) -> None:
    endless = f"<text>{'chữ ' * 100_000}</text>"
    with pytest.raises(ContentError) as caught:
        prepare_bytes(drawing(endless), "logo.svg", 84)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.path) == ("file-too-slow", "logo.svg")
    assert problem.message == "reading this file takes longer than 3 seconds; it is not read"


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ('<text y="20">Xin</text>', ""),
        ('<rect width="1e308" height="1"/>', ""),
        ('<path stroke="red" stroke-dasharray="0.00001" d="M0 0L900 900"/>', "svg-differs"),
        ('<filter id="f"><feTurbulence numOctaves="1000000"/></filter><rect filter="url(#f)"/>', "svg-unsupported"),
    ],
)  # fmt: skip
def test_a_drawing_that_is_not_plain_is_tried(inner: str, code: str) -> None:
    if code:
        assert code_of(drawing(inner)) == code
    else:
        assert prepare_bytes(drawing(inner), "logo.svg", 84).mime == SVG


def test_a_drawing_in_the_clothes_of_a_png_is_refused() -> None:
    assert code_of(drawing('<image href="data:image/png;base64,PHN2Zy8+"/>')) == "svg-unsafe"


def test_a_picture_that_swells_is_a_problem_of_its_file(english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "_RASTER", Limits(seconds=20, megabytes=40, libraries=("PIL.Image",)))
    with pytest.raises(ContentError) as caught:
        prepare_bytes(bomb(9_000, 9_000), "logo.png", 84)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.path) == ("file-too-heavy", "logo.png")
