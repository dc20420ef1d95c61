"""Elements of WordprocessingML, written by their prefixed names: `el("w:p", {"w:rsid": "0"}, child, "text")`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from lxml import etree

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import error

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_DECLARED = {prefix: NAMESPACES[prefix] for prefix in ("w", "r", "wp", "a", "pic")}

Element = Any
"""An element of lxml, which ships no types."""


@cache
def name(prefixed: str) -> str:
    """The name with its namespace: `{…/main}p` for `w:p`. A name without prefix stays as it is."""
    prefix, colon, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else prefixed


def el(tag: str, attributes: Mapping[str, object] | None = None, *children: Element | str) -> Element:
    """An element with attributes and children, in the order given. ContentError `character-refused` for what XML forbids."""
    prefix = tag.partition(":")[0]
    element = etree.Element(name(tag), nsmap=_DECLARED if prefix in _DECLARED else {prefix: NAMESPACES[prefix]})
    try:
        for key, value in (attributes or {}).items():
            element.set(name(key), str(value))
        for child in children:
            if isinstance(child, str):
                element.text = child
            else:
                element.append(child)
    except ValueError:
        for text in (*(attributes or {}).values(), *children):
            if isinstance(text, str):
                allowed(text)
        raise
    return element


def val(tag: str, value: object) -> Element:
    """An element that says one thing: `<w:sz w:val="21"/>`."""
    return el(tag, {"w:val": value})


def serialised(root: Element) -> bytes:
    """The bytes of a part."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])
    blob: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return blob


def allowed(text: str) -> str:
    """The text as it is; ContentError `character-refused` where it holds what XML 1.0 forbids (its production `Char`)."""
    for character in text:
        code = ord(character)
        if not (code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000):
            raise error(
                "character-refused",
                _("a Word file cannot hold the character U+{code}, which stands in “{words}”").format(
                    code=f"{code:04X}", words=" ".join(text.replace(character, "\ufffd").split())[:60]
                ),
                hint=_("Delete this character; it cannot be seen."),
            )
    return text
