"""What of SVG is drawn right: a list of elements, attributes and properties; what is not on it is refused by name.

A drawing is shown by the page engine, by Word, by browsers and at the print shop. The list has what the engine (WeasyPrint 70)
draws as resvg and the standard do; it was made by drawing each of them by both (`tests/page/test_drawing_support.py`). What is
refused is what no check could find afterwards, or what a person can mend in a minute: the message says where it stands and
what to do in Inkscape. Elements and attributes that are of no drawing (notes of programs) are let through: nobody draws them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from bhxhcomm.core.i18n import N_, Message, _
from bhxhcomm.core.problems import ContentError, Place, Problem, error

NAMESPACE = "{http://www.w3.org/2000/svg}"
MOST_TOLD = 8
"""How many faults of a drawing are told; a person who mends these will look again."""

_DRAWN = frozenset(
    "svg g a path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop clipPath symbol use "
    "marker image text tspan style".split()
)
_NOT_DRAWN = frozenset("title desc metadata view filter mask pattern color-profile cursor".split())
"""Elements that show nothing by themselves; what asks for a filter, a mask or a pattern is refused where it asks."""
_SHAPES = frozenset("path rect circle ellipse line polyline polygon image text use g svg".split())

TO_PATH = N_("In Inkscape select it, choose “Path > Object to Path”, and save the drawing again.")
NO_FILTER = N_(
    "In Inkscape choose “Filters > Remove Filters” for it and set blend mode and blur to none; or save the drawing as PNG, "
    "300 dots an inch."
)
NO_MASK = N_(
    "In Inkscape choose “Object > Mask > Release” and cut the shapes with “Path > Intersection”; or save the drawing as PNG, "
    "300 dots an inch."
)
NO_CLIP = N_(
    "In Inkscape release the clip (“Object > Clip > Release”), turn words and shapes into paths (“Path > Object to Path”), and "
    "set it again."
)
PLAIN = N_(
    "In Inkscape choose “File > Save As… > Plain SVG”; if it is told again, save the drawing as PNG, 300 dots an inch."
)
NO_PATTERN = N_(
    "In Inkscape choose “Object > Pattern > Pattern to Objects”, or fill the shape with one colour or a gradient."
)
SIZE = N_("Give it a width and a height, or take its contents out of it.")

_ELEMENT_HINTS = {"textPath": TO_PATH, "tref": TO_PATH, "flowRoot": TO_PATH, "switch": PLAIN}

_ANY = re.compile(r"", re.DOTALL)
_NONE = re.compile(r"none|")
_NORMAL = re.compile(r"normal|auto|none|")
_ZERO = re.compile(r"normal|[-+]?0*\.?0*(?:px|pt|em|mm|%)?|")
_LENGTH = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?:px|pt|pc|mm|cm|in|em|ex|rem|%)?")

_FREE = (
    # Drawn right.
    "fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray "
    "stroke-dashoffset stroke-opacity opacity color stop-color stop-opacity display overflow font-family text-anchor "
    "letter-spacing clip-rule paint-order "
    # Of no effect on what is printed, or on what is allowed here.
    "isolation enable-background cursor pointer-events color-interpolation-filters color-rendering image-rendering "
    "shape-rendering text-rendering flood-color flood-opacity lighting-color solid-color solid-opacity kerning "
    "glyph-orientation-vertical glyph-orientation-horizontal text-orientation unicode-bidi font-kerning line-height "
    "text-align text-align-last text-indent white-space shape-inside shape-padding shape-margin shape-subtract "
    "inline-size text-decoration-style text-decoration-color text-decoration-thickness font-synthesis user-select "
    "background background-color clip mask-type"
)
_ONLY_NORMAL = (
    "font-variant font-variant-ligatures font-variant-position font-variant-caps font-variant-numeric "
    "font-variant-alternates font-variant-east-asian font-feature-settings font-variation-settings font-stretch "
    "font-width font-size-adjust"
)
_PART = re.compile(r"none|url\(\s*['\"]?#[^)]*\)|")
_BASELINE = re.compile(r"auto|alphabetic|baseline|use-script|no-change|")

PROPERTIES: Mapping[str, tuple[re.Pattern[str], str]] = {
    **dict.fromkeys(_FREE.split(), (_ANY, "")),
    **dict.fromkeys(_ONLY_NORMAL.split(), (_NORMAL, TO_PATH)),
    **dict.fromkeys(("clip-path", "marker", "marker-start", "marker-mid", "marker-end"), (_PART, PLAIN)),
    **dict.fromkeys(("dominant-baseline", "alignment-baseline"), (_BASELINE, TO_PATH)),
    "font-size": (_LENGTH, PLAIN),
    "font-weight": (re.compile(r"normal|bold|\d00"), TO_PATH),
    "font-style": (re.compile(r"normal|italic|oblique"), TO_PATH),
    "visibility": (re.compile(r"visible|hidden"), PLAIN),
    "mask": (_NONE, NO_MASK),
    "filter": (_NONE, NO_FILTER),
    "backdrop-filter": (_NONE, NO_FILTER),
    "mix-blend-mode": (_NORMAL, NO_FILTER),
    "vector-effect": (_NONE, TO_PATH),
    "writing-mode": (re.compile(r"lr-tb|lr|horizontal-tb|"), TO_PATH),
    "direction": (re.compile(r"ltr|"), TO_PATH),
    "baseline-shift": (re.compile(rf"baseline|{_ZERO.pattern}"), TO_PATH),
    "text-decoration": (re.compile(r"none\b.*|"), TO_PATH),
    "text-decoration-line": (_NONE, TO_PATH),
    "text-transform": (_NONE, TO_PATH),
    "text-shadow": (_NONE, NO_FILTER),
    "text-overflow": (re.compile(r"clip|"), TO_PATH),
    "word-spacing": (_ZERO, TO_PATH),
    "color-interpolation": (re.compile(r"sRGB|auto|"), PLAIN),
    "color-profile": (re.compile(r"auto|sRGB|"), PLAIN),
}
"""Each property that may be set, as an attribute or in a style: the values that are drawn right, and what to do about others.
`inherit` and `initial` may always stand."""

_GEOMETRY = frozenset("x y cx cy r rx ry width height d transform transform-origin transform-box".split())
"""Attributes that SVG 2 lets styles set as well; here they stand in attributes, or are refused."""
_ATTRIBUTES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "requiredFeatures": (_NONE, PLAIN),
    "requiredExtensions": (_NONE, PLAIN),
    "systemLanguage": (_NONE, PLAIN),
    "pathLength": (_NONE, PLAIN),
    "transform-origin": (_NONE, PLAIN),
    "fr": (re.compile(r"0|0%|"), PLAIN),
    "clipPathUnits": (re.compile(r"userSpaceOnUse|"), NO_CLIP),
    "marker-knockout": (_NONE, PLAIN),
}
"""Attributes of SVG beyond properties that are not drawn right, with the values that are."""
Fault = tuple[Message | str, Element, str]
"""What is not drawn right, in which element, and what to do about it (still to be translated)."""
_FUNCTIONS = re.compile(r"\b(var|calc|env|min|max|clamp|attr|color-mix|image-set)\(", re.IGNORECASE)
_SIDE = re.compile(r"\s*(?:\d+\.?\d*|\.\d+)(?:e\d)?\s*(?:px|pt|pc|mm|cm|in|em|ex)?\s*", re.IGNORECASE)
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)")
_SELECTOR = re.compile(r"[\w\s.#*,>\[\]=\"'~^$|-]*")
_LISTED = frozenset(PROPERTIES) | _ATTRIBUTES.keys() | _GEOMETRY


def check(root: Element, place: Place) -> None:
    """Raise `ContentError` for a drawing that does not say its size (`svg-no-size`), or with what is not drawn right: all of
    it, each once (`svg-unsupported`)."""
    if not root.get("viewBox") and not all(_SIDE.fullmatch(root.get(side, "")) for side in ("width", "height")):
        raise error(
            "svg-no-size",
            _("the drawing does not say how large it is: it has no view box, and no width and height"),
            place,
            _("In Inkscape choose “File > Document Properties > Resize to content”, and save it again."),
        )
    if found := _problems(root, place):
        raise ContentError(found)


def _problems(root: Element, place: Place) -> list[Problem]:
    found: dict[tuple[Message | str, str], Problem] = {}
    for what, element, hint in _faults(root):
        local = _local(element)
        name = element.get("id", "")
        where = f'<{local} id="{name[:60]}">' if name else f"<{local}>"
        if what == f"<{local}>":
            said = _("the drawing uses {where}: not every reader draws that right").format(where=where)
        else:
            said = _("the drawing uses {what} in {where}: not every reader draws that right").format(
                what=what, where=where
            )
        found.setdefault((what, local), Problem("svg-unsupported", said, place, _(hint)))
    return list(found.values())[:MOST_TOLD]


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _faults(root: Element) -> Iterator[Fault]:
    """Everything that is not drawn right, in the order of the drawing."""
    named = {element.get("id", ""): element for element in root.iter() if isinstance(element.tag, str)}
    waiting: list[tuple[Element, str]] = [(root, "")]
    while waiting:
        element, inside = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        local, ours = _local(element), element.tag.startswith(NAMESPACE)
        if not ours:
            yield from _foreign(element, local)
            continue
        if local in _NOT_DRAWN:
            continue
        if local not in _DRAWN:
            yield f"<{local}>", element, _ELEMENT_HINTS.get(local, PLAIN)
            continue
        yield from _attributes(element, named)
        if local == "style":
            yield from _sheet(element, named)
        if inside == "clipPath" and local in ("text", "tspan"):
            yield _("words in a clip"), element, NO_CLIP
        if inside == "clipPath" and "evenodd" in (element.get("clip-rule"), _styled(element).get("clip-rule")):
            yield "clip-rule: evenodd", element, NO_CLIP
        if (local == "svg" and inside and not _sized(element)) or (
            local == "use" and _is_unsized_symbol(element, named)
        ):
            yield _("a part without width and height"), element, SIZE
        if local in ("text", "tspan") and any("url(" in _said(element, name) for name in ("fill", "stroke")):
            yield _("a gradient in words"), element, TO_PATH
        waiting += [(child, "clipPath" if "clipPath" in (local, inside) else local) for child in reversed(element)]


def _foreign(element: Element, local: str) -> Iterator[Fault]:
    """Elements of other vocabularies: notes of programs. Some readers draw what is called like a shape."""
    if local in _SHAPES or any(isinstance(one.tag, str) and one.tag.startswith(NAMESPACE) for one in element.iter()):
        yield f"<{local}>", element, PLAIN


def _attributes(element: Element, named: Mapping[str, Element]) -> Iterator[Fault]:
    for key, value in element.attrib.items():
        if key.startswith("{") or key not in _LISTED:
            continue
        if key in PROPERTIES:
            yield from _property(key, value, element, named)
        elif key in _ATTRIBUTES and not _ATTRIBUTES[key][0].fullmatch(value.strip()):
            yield f"{key}=“{value.strip()[:40]}”", element, _ATTRIBUTES[key][1]
    for key, value in _styled(element).items():
        yield from _property(key, value, element, named, styled=True)


def _property(
    key: str, value: str, element: Element, named: Mapping[str, Element], *, styled: bool = False
) -> Iterator[Fault]:
    value = value.strip()
    said = f"{key}: {value[:40]}"
    if function := _FUNCTIONS.search(value):
        yield f"{key}: {function[1]}(…)", element, PLAIN
        return
    if key.startswith("-") or value in ("inherit", "initial", "unset"):
        # Variables that nobody asks for, and properties of single programs.
        return
    if key not in PROPERTIES:
        if styled:
            yield said, element, PLAIN
        return
    allowed, hint = PROPERTIES[key]
    if allowed is not _ANY and not allowed.fullmatch(value):
        yield said, element, hint
    elif key in ("fill", "stroke"):
        for name in _REFERENCE.findall(value):
            if name in named and _local(named[name]) == "pattern":
                yield _("a pattern as {property}").format(property=key), element, NO_PATTERN


def _styled(element: Element) -> dict[str, str]:
    """The declarations in the `style` of an element."""
    return dict(_declarations(element.get("style", "")))


def _said(element: Element, name: str) -> str:
    return _styled(element).get(name, element.get(name, ""))


def _declarations(text: str) -> Iterator[tuple[str, str]]:
    import tinycss2

    for one in tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True) if text.strip() else ():
        if one.type == "declaration":
            yield one.lower_name, tinycss2.serialize(one.value).strip()


def _sheet(element: Element, named: Mapping[str, Element]) -> Iterator[Fault]:
    """The style sheet of a drawing: rules for elements, classes and ids."""
    import tinycss2

    for rule in tinycss2.parse_stylesheet("".join(element.itertext()), skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule":
            yield f"@{rule.lower_at_keyword}", element, PLAIN
        elif rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude).strip()
            if not _SELECTOR.fullmatch(selector):
                yield selector[:40], element, PLAIN
            for key, value in _declarations(tinycss2.serialize(rule.content)):
                yield from _property(key, value, element, named, styled=True)
        elif rule.type == "error":
            yield _("a damaged style sheet"), element, PLAIN


def _sized(element: Element) -> bool:
    return bool(element.get("width")) and bool(element.get("height"))


def _is_unsized_symbol(use: Element, named: Mapping[str, Element]) -> bool:
    """Whether a symbol that has a view box, or a drawing in the drawing, is used without a size."""
    href = use.get("href") or use.get("{http://www.w3.org/1999/xlink}href") or ""
    target = named.get(href.strip().removeprefix("#"))
    if target is None or _local(target) not in ("symbol", "svg"):
        return False
    return bool(target.get("viewBox")) and not _sized(use) and not _sized(target)
