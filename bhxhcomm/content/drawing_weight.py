"""How much work a drawing (SVG) is, told from its text before anybody draws it.

A few lines can ask for millions of shapes: a `<use>` of a group of `<use>`s, a marker on every point of a path, a clip of a
clip. What would be drawn is counted here, references and all; what refers to itself is refused. A drawing that is `plain`
(shapes, groups and ordinary paints, of ordinary numbers) is drawn where it is needed; any other is tried in the guarded
child first (`page.picture`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element
from xml.parsers import expat

from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import Place, error

MAX_ELEMENTS = 20_000
MAX_DEPTH = 60
MAX_DRAWN = 50_000
"""Elements that are drawn, each as often as it is referred to."""
_PLAIN = frozenset(
    "svg g path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop title desc metadata "
    "use symbol clipPath".split()
)
_PLAIN_DRAWN = 3_000
_PLAIN_BYTES = 200_000
_PLAIN_VALUE = 8_000
_ODD_NUMBER = re.compile(r"(?<!#)(?<![0-9a-f])\d*\.?\d+[eE][+]?\d|\d{7}|\.\d{12}|\b(?:nan|inf)", re.IGNORECASE)
_SHORT_DASH = re.compile(r"(?<!\d)0*\.0")
_NOT_NUMBERS = frozenset(("id", "class", "href", "style"))
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)", re.IGNORECASE)
_MARKERS = ("marker", "marker-start", "marker-mid", "marker-end")


def count(data: bytes, place: Place) -> None:
    """Raise `ContentError` (`svg-too-complex`) for a drawing of too many elements, or nested too deep, before a tree is
    made of it. What is no XML is left to whoever makes the tree."""
    parser = expat.ParserCreate()
    depth = elements = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > MAX_DEPTH:
            raise error(
                "svg-too-complex",
                _("the drawing is nested more than {n} levels deep").format(n=MAX_DEPTH),
                place,
                _hint(),
            )
        if elements > MAX_ELEMENTS:
            raise error(
                "svg-too-complex", _("the drawing has more than {n} elements").format(n=MAX_ELEMENTS), place, _hint()
            )

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def stop(*_what: object) -> None:
        raise _StopError

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = stop
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, _StopError, ValueError, LookupError):
        return


class _StopError(Exception):
    """Enough was seen: a document type, which is refused elsewhere."""


def is_plain(root: Element, size: int, place: Place) -> bool:
    """Whether a drawing of `size` bytes is drawn in no time, whatever draws it. Raises `ContentError` (`svg-too-complex`)
    when it would draw too much, or refers to itself."""
    drawn = _drawn(root, place)
    return drawn <= _PLAIN_DRAWN and size <= _PLAIN_BYTES and all(map(_is_plain_element, root.iter()))


def _is_plain_element(element: Element) -> bool:
    if not isinstance(element.tag, str):
        return True
    namespace, _brace, local = element.tag.rpartition("}")
    if namespace and not namespace.endswith("http://www.w3.org/2000/svg"):
        # Notes of drawing programs, which nobody draws.
        return True
    if local not in _PLAIN:
        return False
    for key, value in element.attrib.items():
        name = key.rpartition("}")[2]
        if len(value) > _PLAIN_VALUE or name == "spreadMethod" or name.startswith("marker"):
            return False
        if name not in _NOT_NUMBERS and _ODD_NUMBER.search(value):
            return False
        if name == "style" and ("marker" in value or _ODD_NUMBER.search(value)):
            return False
        if "dash" in (value if name == "style" else name) and _SHORT_DASH.search(value):
            return False
    return True


def _drawn(root: Element, place: Place) -> int:
    """How many elements are drawn, each as often as it is referred to."""
    named = {element.get("id", ""): element for element in root.iter() if isinstance(element.tag, str)}
    known: dict[Element, int] = {}
    open_ones: set[Element] = set()
    stack: list[tuple[Element, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        if done:
            open_ones.discard(element)
            total = 1 + sum(known.get(child, 0) for child in element)
            total += sum(times * known.get(named[name], 0) for name, times in _references(element) if name in named)
            if total > MAX_DRAWN:
                message = _("the drawing draws more than {n} shapes: parts of it are repeated over and over")
                raise error("svg-too-complex", message.format(n=MAX_DRAWN), place, _hint())
            known[element] = total
            continue
        if element in known:
            continue
        if element in open_ones:
            raise error("svg-too-complex", _("a part of the drawing refers to itself"), place, _hint())
        open_ones.add(element)
        stack.append((element, True))
        wanted = [*element, *(named[name] for name, _times in _references(element) if name in named)]
        for other in wanted:
            if other in open_ones:
                raise error("svg-too-complex", _("a part of the drawing refers to itself"), place, _hint())
            if other not in known:
                stack.append((other, False))
    return known[root]


def _references(element: Element) -> Iterator[tuple[str, int]]:
    """The ids that an element refers to, and how often what is there is drawn for it."""
    if not isinstance(element.tag, str):
        return
    corners = sum(map(str.isalpha, element.get("d", ""))) + element.get("points", "").count(" ") + 2
    for key, value in element.attrib.items():
        name = key.rpartition("}")[2]
        if name == "href" and value.strip().startswith("#"):
            yield value.strip()[1:], 1
        for found in _REFERENCE.findall(value):
            marks = name in _MARKERS or (name == "style" and "marker" in value)
            yield found, corners if marks else 1


def _hint() -> Message:
    return _("Open it in a drawing program, make it simpler, and save it as plain SVG; or save it as PNG.")
