"""The looks of letters in a Word file, as far as they change what is read: from the run itself, or from the styles it names.

A style counts wherever it stands in the chain (that of the run, of the paragraph, and the defaults); what a run says itself
counts before it. Word turns some of these off when two styles say them, which nobody means: that is taken as said.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bhxhcomm.exchange.lettering import Lettering

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFF = ("0", "false", "off", "none")
_LEAST_SIZE = 4
"""Letters of 2 points (this is in half points) are dots."""
_DEPTH = 30


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


class Styles:
    """The styles of one file by their ids, each with all that it is based on."""

    def __init__(self, root: Any) -> None:
        self._elements = {} if root is None else {value(one, "styleId"): one for one in root.iter(name("style"))}
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
        for element in reversed(self._chain(style)):
            around = of_run(element.find(name("rPr")), around)
        return around

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
    said = {
        "struck": _either(properties, ("strike", "dstrike"), around.struck),
        "hidden": _either(properties, ("vanish", "specVanish"), around.hidden),
        "capitals": _either(properties, ("caps", "smallCaps"), around.capitals),
        "turned": _either(properties, ("rtl",), around.turned),
    }
    raised = value(properties.find(name("vertAlign")))
    fonts = properties.find(name("rFonts"))
    return replace(
        around,
        **said,
        raised=raised in ("superscript", "subscript") if raised else around.raised,
        unseen=_is_unseen(properties, around.unseen),
        font=value(fonts, "ascii") or value(fonts, "hAnsi") or around.font,
    )


def _either(properties: Any, tags: tuple[str, ...], around: bool) -> bool:
    said = [on for tag in tags if (on := is_on(properties, tag)) is not None]
    return any(said) if said else around


def _is_unseen(properties: Any, around: bool) -> bool:
    """White letters on nothing, and letters too small to be any."""
    size, color = value(properties.find(name("sz"))), value(properties.find(name("color")))
    if size.isdecimal() and int(size) <= _LEAST_SIZE:
        return True
    if not color:
        return around
    shaded = properties.find(name("shd")) is not None or properties.find(name("highlight")) is not None
    return color.upper() == "FFFFFF" and not shaded
