"""A drawing is shown by a second reader (resvg) as well: what both do not show alike is not drawn right by one of them.

The list of what may stand in a drawing (`content.drawing_support`) cannot know how everything goes together; two readers that
have nothing in common do not make the same mistake. They are compared pixel by pixel (`agreement`). Words must also stay
within the drawing: the second reader shows them on a sheet three times as wide and high.

Runs in the guarded child for drawings that are not plain; it opens no file but fonts that it has written itself.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from bhxhcomm.content import drawing
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problem, error
from bhxhcomm.page.pictures import agreement, drawn
from bhxhcomm.page.pictures.drawn import FaceData

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 360
"""The longer side of what is compared, in pixels."""
MOST_OFF = 0.002
"""The share of pixels that may differ: what edges and thin lines come to is a tenth of it."""
MOST_OFF_WITH_PICTURES = 0.02
"""The same, where pictures of pixels are inside, which every reader brings to size in its own way."""
MM_PER_PIXEL = 25.4 / 96
_WORDS_SIDE = 300
_MOST_WORDS_TOLD = 4
_CLEAR = 8
"""How much ink (of 255) is none."""
_INVISIBLE_PARTS = frozenset(
    "defs clipPath linearGradient radialGradient style title desc metadata symbol marker".split()
)


def check(svg: bytes, name: str, ratio: float, faces: tuple[FaceData, ...]) -> None:
    """Raise `ContentError` for a vetted drawing that two readers show differently (`svg-differs`), or whose words are cut at
    its edge (`svg-words-cut`). `ratio` is that of its width to its height; its words are set in `faces`."""
    tree = ElementTree.fromstring(svg)
    width, height = (SIDE, max(1, round(SIDE / ratio))) if ratio >= 1 else (max(1, round(SIDE * ratio)), SIDE)
    files = _on_disk(faces)
    # Whole pixels: the engine rounds pages up.
    first = drawn.image(svg, width * MM_PER_PIXEL, height * MM_PER_PIXEL, 96, faces).crop((0, 0, width, height))
    second = _shown(tree, width, height, files, faces, background="#ffffff").convert("RGB")
    pictures = any(drawing.local_name(element) == "image" for element in tree.iter())
    share = agreement.off(first, second)
    if share > (MOST_OFF_WITH_PICTURES if pictures else MOST_OFF):
        raise _differs(tree, name, share, agreement.where(first, second))
    if faces and (cut := list(_cut_words(tree, files, faces))):
        raise ContentError([_cut(words, name) for words in cut[:_MOST_WORDS_TOLD]])


def _on_disk(faces: Sequence[FaceData]) -> list[str]:
    """Files of the faces, which resvg reads itself, in the folder of the guarded child; they go with it."""
    if not faces:
        return []
    folder = Path(tempfile.mkdtemp())
    files = [folder / f"{number}.ttf" for number in range(len(faces))]
    for file, face in zip(files, faces, strict=True):
        file.write_bytes(face[3])
    return [str(file) for file in files]


def _shown(
    tree: Element,
    width: int,
    height: int,
    files: Sequence[str],
    faces: Sequence[FaceData],
    background: str | None = None,
) -> Image:
    """A drawing as resvg shows it: with these fonts alone, and in the first of them what names none."""
    import resvg_py
    from PIL import Image

    family = faces[0][0] if faces else "none"
    png = resvg_py.svg_to_bytes(
        svg_string=ElementTree.tostring(tree, encoding="unicode"),
        width=width,
        height=height,
        dpi=96,
        background=background,
        skip_system_fonts=True,
        font_files=list(files),
        font_family=family,
        serif_family=family,
        sans_serif_family=family,
        cursive_family=family,
        fantasy_family=family,
        monospace_family=family,
    )
    image: Image.Image = Image.open(io.BytesIO(bytes(png)))
    return image if image.size == (width, height) else image.resize((width, height))


def _cut_words(tree: Element, files: Sequence[str], faces: Sequence[FaceData]) -> Iterator[str]:
    """The words that reach beyond the drawing's edge."""
    box = drawing.box_of(tree)
    if box is None or not _reach_out(_only_words(tree, None), box, files, faces):
        return
    for number, text in enumerate(_texts(tree)):
        if _reach_out(_only_words(tree, number), box, files, faces):
            yield " ".join("".join(text.itertext()).split())


def _reach_out(
    words: Element, box: tuple[float, float, float, float], files: Sequence[str], faces: Sequence[FaceData]
) -> bool:
    x, y, width, height = box
    words.set("viewBox", f"{x - width} {y - height} {3 * width} {3 * height}")
    words.set("preserveAspectRatio", "none")
    words.attrib.pop("width", None)
    words.attrib.pop("height", None)
    image = _shown(words, 3 * _WORDS_SIDE, 3 * _WORDS_SIDE, files, faces)
    ink = image.getchannel("A")
    # A pixel of the edge is smoothed.
    inside = (_WORDS_SIDE - 1, _WORDS_SIDE - 1, 2 * _WORDS_SIDE + 1, 2 * _WORDS_SIDE + 1)
    ink.paste(0, inside)
    return ink.getextrema()[1] > _CLEAR  # type: ignore[operator]


def _texts(tree: Element) -> list[Element]:
    return [element for element in tree.iter() if drawing.local_name(element) == "text"]


def _only_words(tree: Element, number: int | None) -> Element:
    """A copy of a drawing without shapes: with all its words, or those of one text alone."""
    copy = ElementTree.fromstring(ElementTree.tostring(tree))
    kept = _texts(copy) if number is None else [_texts(copy)[number]]
    waiting = [copy]
    while waiting:
        parent = waiting.pop()
        for child in list(parent):
            local = drawing.local_name(child)
            if local in ("g", "a", "svg"):
                waiting.append(child)
            elif not (local in _INVISIBLE_PARTS or child in kept):
                parent.remove(child)
    return copy


def _differs(tree: Element, name: str, share: float, where: tuple[float, float, float, float]) -> ContentError:
    message = _(
        "two readers draw it differently in {percent} % of its area: between {x1} and {x2} across, {y1} and {y2} down"
    )
    x, y, width, height = drawing.box_of(tree) or (0.0, 0.0, 100.0, 100.0)
    left, top, right, bottom = where
    said = message.format(
        percent=f"{max(0.1, 100 * share):.1f}",
        x1=f"{x + left * width:.4g}",
        x2=f"{x + right * width:.4g}",
        y1=f"{y + top * height:.4g}",
        y2=f"{y + bottom * height:.4g}",
    )
    hint = _(
        "In Inkscape select what is there, choose “Path > Object to Path” (for lines “Stroke to Path”), and save the drawing "
        "as plain SVG; or save it as PNG, 300 dots an inch."
    )
    return error("svg-differs", said, Place(name), hint)


def _cut(words: str, name: str) -> Problem:
    message = _("the words “{words}” reach beyond the edge of the drawing and are cut there")
    hint = _(
        "Move them or make them smaller, or the drawing larger: in Inkscape “File > Document Properties > Resize to content”."
    )
    return Problem("svg-words-cut", message.format(words=words[:60]), Place(name), hint)
