"""What a picture shows on a screen is what is printed of it: sixteen bits, profiles, gamma, CMYK, and what shows through."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence

import numpy
import pytest
from PIL import Image, ImageCms

from bhxhcomm.core.problems import ContentError
from bhxhcomm.page.pictures import colours, raster

GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
RAMP = list(range(0, 65536, 257))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def png(kind: int, depth: int, rows: Sequence[bytes], width: int, *chunks: bytes) -> bytes:
    """A PNG from its rows, as the standard writes it: Pillow cannot write these."""
    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, len(rows), depth, kind, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + body + chunk(b"IEND", b"")


def sixteen(*values: int) -> bytes:
    return struct.pack(f">{len(values)}H", *values)


def shown(data: bytes, kind: str = raster.PNG) -> Image.Image:
    body, _mime, _width, _height = raster.fitted(data, kind, "anh", 4000)
    return Image.open(io.BytesIO(body))


def pixels(data: bytes, kind: str = raster.PNG) -> list[tuple[int, ...]]:
    return [tuple(pixel) for row in numpy.asarray(shown(data, kind)).tolist() for pixel in row]


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(ContentError) as caught:
        raster.fitted(data, raster.PNG, "anh", 4000)
    return caught.value.problems[0].code


def test_a_scan_of_sixteen_bits_keeps_its_greys() -> None:
    assert pixels(png(GREY, 16, [sixteen(*RAMP)], 256)) == [(grey,) * 3 for grey in range(256)]


def test_sixteen_bits_of_grey_with_alpha_keep_both() -> None:
    assert pixels(png(GREY_ALPHA, 16, [sixteen(0x8080, 0x4040, 0xFFFF, 0xFFFF)], 2)) == [
        (128, 128, 128, 64),
        (255, 255, 255, 255),
    ]


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_grey_with_alpha_or_few_bits_shows_through_where_it_says(depth: int) -> None:
    last = 2**depth - 1
    row = bytes([last << (8 - depth)]) if depth < 8 else bytes([last])
    data = png(GREY, depth, [row], 1, chunk(b"tRNS", sixteen(last)))
    assert pixels(data) == [(255, 255, 255, 0)]
    assert pixels(png(GREY, depth, [row], 1, chunk(b"tRNS", sixteen(0)))) == [(255, 255, 255)]


@pytest.mark.parametrize(
    ("kind", "values", "through", "expected"),
    [
        (GREY, (0x1234, 0x1235), (0x1234,), [(18, 18, 18, 0), (18, 18, 18, 255)]),
        (RGB, (0x8000, 0x40, 0x9000, 0, 0, 0), (0x8000, 0x40, 0x9000), [(128, 0, 144, 0), (0, 0, 0, 255)]),
    ],
)
def test_sixteen_bits_show_through_where_they_say(
    kind: int, values: tuple[int, ...], through: tuple[int, ...], expected: list[tuple[int, ...]]
) -> None:
    assert pixels(png(kind, 16, [sixteen(*values)], 2, chunk(b"tRNS", sixteen(*through)))) == expected


def test_a_palette_shows_through_in_steps() -> None:
    palette = chunk(b"PLTE", bytes([255, 0, 0, 0, 0, 255, 9, 9, 9]))
    data = png(PALETTE, 8, [bytes([0, 1, 2])], 3, palette, chunk(b"tRNS", bytes([0, 128])))
    assert pixels(data) == [(255, 0, 0, 0), (0, 0, 255, 128), (9, 9, 9, 255)]


@pytest.fixture(scope="module")
def wide() -> bytes:
    """A profile whose red is more than that of sRGB: sRGB with the colorants of Adobe RGB (1998)."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">L", profile, 128)[0]
    colorants = {b"rXYZ": (0.60974, 0.31111, 0.01947), b"gXYZ": (0.20528, 0.62567, 0.06087)}
    colorants[b"bXYZ"] = (0.14919, 0.06322, 0.74457)
    for number in range(count):
        name, at, _size = struct.unpack_from(">4sLL", profile, 132 + 12 * number)
        if name in colorants:
            struct.pack_into(">3l", profile, at + 8, *(round(part * 65536) for part in colorants[name]))
    return bytes(profile)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_profile_of_other_primaries_is_converted(wide: bytes, mode: str) -> None:
    image = Image.new(mode, (2, 1), (100, 180, 60))
    if mode == "RGBA":
        image.putpixel((0, 0), (100, 180, 60, 90))
    red, green, blue = pixels(encoded(image, "PNG", icc_profile=wide))[1][:3]
    assert red < 80
    assert abs(green - 181) <= 3
    assert blue < 50


def test_an_srgb_profile_changes_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert pixels(encoded(Image.new("RGB", (1, 1), (100, 180, 60)), "PNG", icc_profile=profile)) == [(100, 180, 60)]


@pytest.mark.parametrize("profile", [b"no profile at all", b""])
def test_a_damaged_profile_is_as_none(profile: bytes) -> None:
    assert pixels(encoded(Image.new("RGB", (1, 1), (100, 180, 60)), "PNG", icc_profile=profile)) == [(100, 180, 60)]


def test_a_profile_of_colours_on_a_grey_picture_is_used(wide: bytes) -> None:
    (pixel,) = pixels(encoded(Image.new("L", (1, 1), 100), "PNG", icc_profile=wide))
    assert max(pixel) - min(pixel) <= 3


def test_a_gamma_that_a_png_says_is_heeded() -> None:
    linear = chunk(b"gAMA", struct.pack(">L", 100_000))
    assert pixels(png(RGB, 8, [bytes([55, 0, 255])], 1, linear)) == [(128, 0, 255)]
    usual = chunk(b"gAMA", struct.pack(">L", 45_455))
    assert pixels(png(RGB, 8, [bytes([55, 0, 255])], 1, usual)) == [(55, 0, 255)]


def test_colours_that_cannot_be_told_are_refused() -> None:
    wide_red = chunk(b"cHRM", struct.pack(">8L", 31270, 32900, 70800, 29200, 17000, 79700, 13100, 4600))
    assert refused(png(RGB, 8, [bytes(3)], 1, wide_red)) == "picture-colours"
    assert refused(png(RGB, 8, [bytes(3)], 1, chunk(b"cICP", bytes([9, 16, 0, 1])))) == "picture-colours"
    assert pixels(png(RGB, 8, [bytes(3)], 1, chunk(b"cICP", bytes([1, 13, 0, 1])))) == [(0, 0, 0)]


@pytest.mark.parametrize("own", [False, True])
def test_cmyk_is_what_the_press_makes_of_it(own: bool) -> None:
    """Of FOGRA39: paper white, black of all inks, and cyan, which is not the 0, 255, 255 of plain arithmetic."""
    profile = {"icc_profile": colours._offset().tobytes()} if own else {}
    for ink, expected in (
        ((0, 0, 0, 0), (255, 255, 255)),
        ((255, 255, 255, 255), (0, 0, 0)),
        ((255, 0, 0, 0), (0, 159, 227)),
        ((0, 255, 0, 0), (230, 0, 126)),
        ((0, 0, 255, 0), (255, 237, 0)),
    ):
        data = encoded(Image.new("CMYK", (16, 16), ink), "JPEG", quality=100, **profile)
        found = pixels(data, raster.JPEG)[100]
        assert all(abs(one - other) <= 12 for one, other in zip(found, expected, strict=True)), (ink, found)
