"""Words of drawings, set as words of pages are: line by line, in the fonts of the page.

WeasyPrint 70 sets the words of a drawing letter by letter: no pair of letters is kerned, and marks and letters that belong
together (Khmer, Tai Viet, ê̆ in Ê Đê) come apart. Here words stay whole where nothing asks for single letters. Where a drawing
names no font, or any that is sans-serif, it gets the first of the page's: fontconfig would choose one by the alphabet.
`tests/page/test_drawing_support.py` compares with resvg.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

GENERIC = frozenset(
    "serif sans-serif monospace cursive fantasy system-ui ui-sans-serif ui-serif ui-monospace math".split()
)
"""Names that stand for whatever font there is (CSS Fonts 4, 2.1.3), without `emoji`."""
_LETTER_BY_LETTER = ("rotate", "textLength")
_PLACES = ("x", "y", "dx", "dy")
_LENT = "bhxhcomm_families"


def lend(configuration: Any, families: Sequence[str]) -> None:
    """Say which families words get that name none. `configuration` is the engine's, of fonts."""
    setattr(configuration, _LENT, tuple(families))


def families_in(said: str) -> list[str]:
    """The families of a `font-family`, in its order."""
    return [name for part in said.split(",") if (name := part.strip().strip("\"'").strip())]


@cache
def install() -> None:
    """Let the engine set words of drawings so; once in a process."""
    from weasyprint import svg

    engines = svg.text

    def text(drawing: Any, node: Any, font_size: float) -> None:
        lent = getattr(drawing.font_config, _LENT, ())
        wanted = families_in(node.get("font-family", ""))
        if lent and (not wanted or wanted[0] in GENERIC):
            node.attrib["font-family"] = ",".join(lent)
        if node.text and _is_whole(node, drawing, font_size):
            node._etree_node.text = _Whole(node.text)
        engines(drawing, node, font_size)

    svg.text = text
    for name, draws in svg.TAGS.items():
        if draws is engines:
            svg.TAGS[name] = text


class _Whole(str):
    """Words that the engine, which goes through their letters, takes for one."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


def _is_whole(node: Any, drawing: Any, font_size: float) -> bool:
    """Whether nothing is said of single letters."""
    if any(node.get(name) for name in _LETTER_BY_LETTER) or drawing.length(node.get("letter-spacing"), font_size):
        return False
    return all(len(node.get(name, "").replace(",", " ").split()) < 2 for name in _PLACES)
