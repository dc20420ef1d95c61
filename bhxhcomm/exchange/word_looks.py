"""The looks of letters in a Word file, as far as they change what is read: from the run itself, or from the styles it names.

A style counts wherever it stands in the chain (that of the run, of the paragraph, and the defaults); what a run says itself
counts before it. Word turns some of these off when two styles say them, which nobody means: that is taken as said.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from bhxhcomm.exchange import lettering
from bhxhcomm.exchange.lettering import Lettering

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFF = ("0", "false", "off", "none")
_LEAST_SIZE = 4
"""Letters of 2 points (this is in half points) are dots."""
_DEPTH = 30
_PAPER = "FFFFFF"


@cache
def name(tag: str) -> str:
    """A tag of WordprocessingML as lxml has it."""
    return f"{{{W}}}{tag}"


def value(element: Any, attribute: str = "val") -> str:
    """An attribute of an element; empty where there is none."""
    return "" if element is None else str(element.get(name(attribute)) or "")


def is_on(properties: Any, tag: str) -> bool | None:
    """Whether a property is switched on; None where nothing is said of it."""
    found = properties.find(name(tag)) if properties is not None else None
    if found is None:
        return None
    return value(found).lower() not in _OFF


_SWITCHES = {
    name(tag): field
    for field, tags in {
        "struck": ("strike", "dstrike"),
        "hidden": ("vanish", "specVanish"),
        "capitals": ("caps", "smallCaps"),
        "turned": ("rtl",),
    }.items()
    for tag in tags
}
"""Properties that are on or off, and what of the looks they say."""
_RAISED, _FONTS, _COLOR, _SIZE = map(name, ("vertAlign", "rFonts", "color", "sz"))
_SHADE, _HIGHLIGHT = map(name, ("shd", "highlight"))


class Styles:
    """The styles of one file by their ids, each with all that it is based on."""

    def __init__(self, root: Any) -> None:
        self._elements = {} if root is None else {value(one, "styleId"): one for one in root.iter(name("style"))}
        self._looks: dict[tuple[str, Lettering], Lettering] = {}
        self._runs: dict[tuple[bytes, Lettering], Lettering] = {}
        defaults = None if root is None else root.find(f"{name('docDefaults')}/{name('rPrDefault')}/{name('rPr')}")
        self.defaults = of_run(defaults, Lettering())
        self.paragraph = next(
            (
                value(one, "styleId")
                for one in self._elements.values()
                if value(one, "type") == "paragraph" and value(one, "default") == "1"
            ),
            "",
        )

    def looks(self, style: str, around: Lettering) -> Lettering:
        """What a style makes of letters that look like `around` without it."""
        key = (style, around)
        if key not in self._looks:
            looks = around
            for element in reversed(self._chain(style)):
                looks = of_run(element.find(name("rPr")), looks)
            self._looks[key] = looks
        return self._looks[key]

    def run(self, properties: Any, around: Lettering) -> Lettering:
        """The looks of a run with these properties (`rPr`) in a paragraph whose letters look like `around`; worked out once for
        all runs with the same ones."""
        from lxml import etree

        key = (etree.tostring(properties, with_tail=False), around)
        if key not in self._runs:
            style = value(properties.find(name("rStyle")))
            self._runs[key] = of_run(properties, self.looks(style, around) if style else around)
        return self._runs[key]

    def is_numbered(self, style: str) -> bool:
        """Whether a paragraph style puts numbers or bullets before its paragraphs."""
        for element in self._chain(style):
            number = element.find(f"{name('pPr')}/{name('numPr')}/{name('numId')}")
            if number is not None:
                return value(number) not in ("0", "")
        return False

    def _chain(self, style: str) -> list[Any]:
        """A style and what it is based on, the nearest first."""
        chain: list[Any] = []
        while style in self._elements and len(chain) < _DEPTH:
            chain.append(self._elements[style])
            style = value(chain[-1].find(name("basedOn")))
        return chain


def of_run(properties: Any, around: Lettering) -> Lettering:
    """What properties of a run (`rPr`) make of letters that look like `around` without them."""
    if properties is None:
        return around
    said: dict[str, Any] = {}
    color = size = ""
    ground = _PAPER
    for child in properties:
        tag = child.tag
        if (field := _SWITCHES.get(tag)) is not None:
            on = value(child).lower() not in _OFF
            said[field] = on or said.get(field, False)
        elif tag == _RAISED:
            said["raised"] = value(child) in ("superscript", "subscript")
        elif tag == _FONTS:
            said["font"] = value(child, "ascii") or value(child, "hAnsi") or around.font
        elif tag == _COLOR:
            color = value(child)
        elif tag == _SIZE:
            size = value(child)
        elif tag == _SHADE:
            ground = value(child, "fill")
        elif tag == _HIGHLIGHT:
            ground = ""
    # Letters of the colour that they stand on, and letters too small to be any.
    if size.isdecimal() and int(size) <= _LEAST_SIZE:
        said["unseen"] = True
    elif color:
        said["unseen"] = lettering.is_unseen(color, ground)
    if all(getattr(around, field) == one for field, one in said.items()):
        return around
    return replace(around, **said)
