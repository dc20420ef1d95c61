"""A file for the print shop: every colour in it is turned into inks, in the file itself, just before it is written.

The engine draws in RGB. Here each colour in the content of pages, drawings and gradients, and each raster picture, becomes
CMYK: as the theme states it, or as `inks` reckons. Codes and black type are black alone. Soft masks, which no press sees,
become grey.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bhxhcomm.page.pictures import qr
from bhxhcomm.page.press import inks
from bhxhcomm.page.press.inks import Inks

JPEG_QUALITY = 92
_COLOUR = re.compile(rb"(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (rg|RG)")
_OTHER_SPACES = (b" cs", b" CS", b" rg", b" RG")
_SHOWS_TEXT = (b"TJ", b"Tj", b"'", b'"')
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass
class Separated:
    """What was found when a file was separated.

    `most_ink` is the greatest sum of inks (3 is 300 %), `text` the inks that type is set in, `pictures` the number of raster
    pictures, `left` what is not in process colours still.
    """

    most_ink: float = 0.0
    text: set[Inks] = field(default_factory=set)
    pictures: int = 0
    left: list[str] = field(default_factory=list)


def separate(pdf: Any, stated: Mapping[str, Inks]) -> Separated:
    """Turn every colour of a file that is about to be written into inks. `stated` gives those of the theme."""
    import pydyf

    known = dict(stated) | {qr.DARK: inks.BLACK}
    found = Separated()
    masks = _masks(pdf)
    for item in list(pdf.objects):
        if isinstance(item, pydyf.Stream) and item.extra.get("Subtype") == "/Image":
            _picture(item, found)
        elif _is_content(item):
            _Content(known, found, mask=item.number in masks).separate(item)
            if group := item.extra.get("Group"):
                group["CS"] = "/DeviceGray" if item.number in masks else "/DeviceCMYK"
        elif isinstance(item, dict) and "ShadingType" in item and item["ColorSpace"] == "/DeviceRGB":
            item["ColorSpace"] = "/DeviceCMYK"
            _gradient(item["Function"], known, found)
        elif isinstance(item, dict) and item.get("Type") == "/Page":
            item["Group"] = pydyf.Dictionary({"Type": "/Group", "S": "/Transparency", "CS": "/DeviceCMYK"})
    _drop_other_spaces(pdf, found)
    return found


def _is_content(item: Any) -> bool:
    """Whether this is the content of a page, a form or a pattern."""
    return hasattr(item, "stream") and hasattr(item, "page_rectangle")


def _masks(pdf: Any) -> set[int]:
    """The numbers of the groups that are soft masks, and of those inside of them."""
    waiting = [
        _number(state["SMask"]["G"])
        for item in pdf.objects
        if isinstance(item, dict) and isinstance(item.get("ExtGState"), dict)
        for state in item["ExtGState"].values()
        if isinstance(state, dict) and isinstance(state.get("SMask"), dict)
    ]
    found: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number in found:
            continue
        found.add(number)
        resources = pdf.objects[_number(pdf.objects[number].extra["Resources"])]
        waiting += [_number(inner) for name in ("XObject", "Pattern") for inner in resources.get(name, {}).values()]
        waiting = [inner for inner in waiting if _is_content(pdf.objects[inner])]
    return found


def _number(reference: Any) -> int:
    """The number of an object, by `12 0 R` or by itself."""
    return int(reference.split()[0]) if isinstance(reference, bytes) else int(reference.number)


@dataclass
class _Content:
    """One stream of drawing instructions."""

    known: Mapping[str, Inks]
    found: Separated
    mask: bool

    def separate(self, stream: Any) -> None:
        fill, saved = inks.BLACK, []
        for index, item in enumerate(stream.stream):
            if not isinstance(item, bytes):
                continue
            if (b" rg" in item or b" RG" in item) and (match := _COLOUR.fullmatch(item)):
                rgb = float(match[1]), float(match[2]), float(match[3])
                if self.mask:
                    light = 0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2]
                    stream.stream[index] = f"{light:.4g} {'g' if match[4] == b'rg' else 'G'}".encode()
                    continue
                colour = _inks(rgb, self.known, self.found)
                stream.stream[index] = _operator(colour, match[4] == b"RG")
                if match[4] == b"rg":
                    fill = colour
            elif item == b"q":
                saved.append(fill)
            elif item == b"Q":
                fill = saved.pop() if saved else inks.BLACK
            elif item.endswith(_SHOWS_TEXT) and not self.mask:
                self.found.text.add(fill)
            elif item.endswith(_OTHER_SPACES) and not item.startswith((b"/Pattern", b"/DeviceCMYK")):
                self.found.left.append(item.decode("latin-1")[:60])


def _operator(colour: Inks, stroke: bool) -> bytes:
    return (" ".join(f"{part:g}" for part in colour) + (" K" if stroke else " k")).encode()


def _inks(rgb: Iterable[float], known: Mapping[str, Inks], found: Separated) -> Inks:
    red, green, blue = (min(1.0, max(0.0, part)) for part in rgb)
    colour = known.get(inks.hex_of((red, green, blue)))
    if colour is None:
        colour = inks.of((red, green, blue))
    found.most_ink = max(found.most_ink, sum(colour))
    return colour


def _gradient(function: Any, known: Mapping[str, Inks], found: Separated) -> None:
    """The colours at the ends of a gradient, or of each of its parts."""
    import pydyf

    for part in function.get("Functions", ()):
        _gradient(part, known, found)
    for end in ("C0", "C1"):
        if end in function:
            function[end] = pydyf.Array(_inks((float(part) for part in function[end]), known, found))


def _picture(image: Any, found: Separated) -> None:
    """A raster picture in RGB becomes one in CMYK: a photograph stays a JPEG, anything else keeps every pixel."""
    import pydyf
    from PIL import Image

    extra = image.extra
    if extra["ColorSpace"] == "/DeviceGray":
        return
    if extra["ColorSpace"] != "/DeviceRGB":
        found.left.append(f"picture in {extra['ColorSpace']}")
        return
    data = b"".join(part if isinstance(part, bytes) else part.data for part in image.stream)
    photograph = extra["Filter"] == "/DCTDecode"
    if not photograph:
        data = _as_png(data, extra["Width"], extra["Height"])
    with Image.open(io.BytesIO(data)) as opened:
        separated = inks.picture(opened.convert("RGB"))
    found.pictures += 1
    found.most_ink = max(found.most_ink, _most_ink(separated))
    extra["ColorSpace"] = "/DeviceCMYK"
    if photograph:
        out = io.BytesIO()
        separated.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
        image.stream = [out.getvalue()]
        # Such files hold the inks upside down, as Adobe once did.
        extra["Decode"] = pydyf.Array((1, 0) * 4)
    else:
        image.stream = [zlib.compress(separated.tobytes(), 9)]
        del extra["DecodeParms"]


def _most_ink(separated: Any) -> float:
    """The greatest sum of inks in a picture, in steps of about 1.5 %."""
    from PIL import ImageChops

    cyan, magenta, yellow, black = separated.split()
    quarter = ImageChops.add(ImageChops.add(cyan, magenta, 2), ImageChops.add(yellow, black, 2), 2)
    most: int = quarter.convert("L").getextrema()[1]  # type: ignore[assignment]
    return most * 4 / 255


def _as_png(data: bytes, width: int, height: int) -> bytes:
    """The pixels of an RGB picture, which stand in the file as those of a PNG, with a PNG's head and tail."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 2, 0, 0, 0))
    return _PNG + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _drop_other_spaces(pdf: Any, found: Separated) -> None:
    """Take out the spaces that the engine declares in every file, where nothing is drawn in them."""
    if found.left:
        return
    for item in pdf.objects:
        if isinstance(item, dict) and "lab-d50" in item:
            item.pop("lab-d50")
            item.pop("lab-d65")
