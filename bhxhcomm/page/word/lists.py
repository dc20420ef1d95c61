"""Lists of a Word file: bullets, and numbered lists that each begin at 1."""

from __future__ import annotations

from bhxhcomm.page.word.runs import fonts_of
from bhxhcomm.page.word.xml import Element, el, serialised, val

FIRST = 3
"""The number of the first numbered list. List 1 is that of the style for bullets, list 2 that of the style for steps."""
_BULLETS, _NUMBERS = 0, 1
_INDENT = 360


def numbering(lists: int, body: str) -> bytes:
    """`word/numbering.xml`: bullets, and so many numbered lists, from `FIRST`."""
    root = el(
        "w:numbering",
        {},
        _abstract(_BULLETS, "ListBullet", "bullet", ("•", "–", "•"), body),
        _abstract(_NUMBERS, "ListNumber", "decimal", ("%1.", "%1.%2.", "%1.%2.%3."), body),
        el("w:num", {"w:numId": 1}, val("w:abstractNumId", _BULLETS)),
        el("w:num", {"w:numId": 2}, val("w:abstractNumId", _NUMBERS)),
    )
    for number in range(lists):
        override = el("w:lvlOverride", {"w:ilvl": 0}, val("w:startOverride", 1))
        root.append(el("w:num", {"w:numId": FIRST + number}, val("w:abstractNumId", _NUMBERS), override))
    return serialised(root)


def _abstract(number: int, style: str, kind: str, marks: tuple[str, ...], family: str) -> Element:
    abstract = el(
        "w:abstractNum",
        {"w:abstractNumId": number},
        val("w:nsid", f"{0x62687863 + number:08X}"),
        val("w:multiLevelType", "multilevel"),
        val("w:tmpl", f"{0x6F6D6D00 + number:08X}"),
    )
    for level, mark in enumerate(marks):
        abstract.append(
            el(
                "w:lvl",
                {"w:ilvl": level},
                val("w:start", 1),
                val("w:numFmt", kind),
                *([val("w:pStyle", style)] if level == 0 else []),
                val("w:lvlText", mark),
                val("w:lvlJc", "left"),
                el("w:pPr", {}, el("w:ind", {"w:left": _INDENT * (level + 1), "w:hanging": _INDENT})),
                el("w:rPr", {}, fonts_of(family)),
            )
        )
    return abstract
