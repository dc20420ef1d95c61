"""The fonts that a drawing asks for: each must be one of its page, for no other font of this machine is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bhxhcomm.content import drawing
from bhxhcomm.content.drawing_support import TO_PATH
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problem
from bhxhcomm.language.nearest import nearest
from bhxhcomm.page.engine.drawing_words import GENERIC, families_in
from bhxhcomm.page.measuring.fonts import FontFile, covers

_WORDS = ("text", "tspan", "a")
_DECLARED = re.compile(r"(?<![\w-])font-family\s*:\s*([^;}]+)", re.IGNORECASE)


def check(tree: Element, fonts: tuple[FontFile, ...], place: Place) -> None:
    """Raise `ContentError` (`svg-font`) for words of a vetted drawing that are in no family of its page, or have letters that
    none of its fonts has."""
    families = tuple(dict.fromkeys(font.family for font in fonts))
    there = {family.casefold() for family in families} | GENERIC | {"inherit", "initial"}
    problems: dict[str, Problem] = {}
    for asked, words in _asked(tree):
        first = next(iter(families_in(asked)), "sans-serif")
        if first.casefold() in there or first in problems:
            continue
        near = (nearest(first, families, 1) or list(families))[0]
        message = _("the drawing sets “{words}” in the font “{font}”, which this page does not have")
        hint = _("Set it in “{near}”; or in Inkscape select it and choose “Path > Object to Path”.")
        said = message.format(words=words[:40], font=first[:60])
        problems[first] = Problem("svg-font", said, place, hint.format(near=near))
    known = frozenset[int]().union(*covers(fonts).values())
    for element in tree.iter():
        if drawing.local_name(element) == "text":
            words = " ".join("".join(element.itertext()).split())
            if missing := sorted(set(words) - {" "} - set(map(chr, known))):
                message = _("the drawing sets “{words}”, and no font of this page has “{letter}” (U+{code})")
                said = message.format(words=words[:40], letter=missing[0], code=f"{ord(missing[0]):04X}")
                problems.setdefault(missing[0], Problem("svg-font", said, place, _(TO_PATH)))
    if problems:
        raise ContentError(list(problems.values()))


def _asked(tree: Element) -> Iterator[tuple[str, str]]:
    """What words ask for, with the words: by themselves, by what they are in, or by the style sheet."""
    above = {child: parent for parent in tree.iter() for child in parent}
    sheets = [found for element in tree.iter() if drawing.local_name(element) == "style" for found in _rules(element)]
    for element in tree.iter():
        words = " ".join((element.text or "").split())
        if drawing.local_name(element) not in _WORDS or not words:
            continue
        at: Element | None = element
        while at is not None and not (own := _own(at)):
            at = above.get(at)
        yield from [(own, words)] if at is not None else []
        if at is None or not _DECLARED.search(at.get("style", "")):
            yield from ((rule, words) for rule in sheets)


def _own(element: Element) -> str:
    """The families that an element asks for itself."""
    declared = _DECLARED.findall(element.get("style", ""))
    return str(declared[-1] if declared else element.get("font-family", "")).strip()


def _rules(sheet: Element) -> list[str]:
    return [found.strip() for found in _DECLARED.findall("".join(sheet.itertext()))]
