"""Drawings (SVG) that people put beside texts: vetted, so that they can neither run nor fetch, and read for their words."""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from bhxhcomm.content import drawing_data, drawing_weight
from bhxhcomm.core.i18n import Message, _, untranslated
from bhxhcomm.core.problems import ContentError, Place, error

PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"
MAX_BYTES = 4_000_000
"""The largest drawing that is read."""
_DOCTYPE = re.compile(
    rb"""<!DOCTYPE\s+svg(?:\s+PUBLIC\s+(?:"[^"<>]*"|'[^'<>]*')(?:\s+(?:"[^"<>]*"|'[^'<>]*'))?"""
    rb"""|\s+SYSTEM\s+(?:"[^"<>]*"|'[^'<>]*'))?\s*>""",
    re.IGNORECASE,
)
"""A document type without declarations of its own (XML 1.0, 2.8)."""
_SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
_FORBIDDEN_ELEMENTS = frozenset(
    "script foreignObject iframe embed object audio video handler listener animate set animateMotion animateTransform".split()
)
_SAFE_LINK = re.compile(r"#|data:image/(?:png|jpeg);base64,", re.IGNORECASE)
_STYLE_REACHES_OUT = re.compile(r"@import|@font-face|url\(\s*['\"]?(?!#)|expression\(|javascript:|\\", re.IGNORECASE)


def kind_of(data: bytes, name: str) -> str:
    """PNG, JPEG or SVG, told by the bytes themselves; ContentError `picture-format` for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<", data) and b"<svg" in data[:4096]:
        return SVG
    raise error(
        "picture-format",
        _("this is not a picture in PNG, JPEG or SVG"),
        Place(name),
        _("Save it as PNG, JPEG or SVG and try again."),
    )


def vetted(data: bytes, name: str) -> Element:
    """The drawing as a tree, when it can neither run nor fetch anything; ContentError `svg-unsafe` or `picture-corrupt`."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    place = Place(name)
    if len(data) > MAX_BYTES:
        message = _("the drawing has {size} kB; at most {limit} kB are read")
        raise error("picture-too-large", message.format(size=len(data) // 1000, limit=MAX_BYTES // 1000), place)
    data = without_doctype(data)
    drawing_weight.count(data, place)
    try:
        tree: Element = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise _unsafe(place, _("declarations of its own in the document type, or entities")) from None
    except (ParseError, ValueError, LookupError) as reason:
        raise error("picture-corrupt", _("the drawing is damaged: {reason}").format(reason=reason), place) from None
    if tree.tag != f"{_SVG_NAMESPACE}svg":
        raise error("picture-format", _("this is not a picture in PNG, JPEG or SVG"), place)
    if b"<?xml-stylesheet" in data:
        raise _unsafe(place, untranslated("<?xml-stylesheet?>"))
    for element in tree.iter():
        _vet_element(element, place)
        if isinstance(element.tag, str):
            drawing_data.check(element, place)
        box = element.get("viewBox", "0 0 1 1")
        if not _VIEW_BOX.fullmatch(box.strip()):
            message = _("the drawing is damaged: its view box “{box}” is not four numbers").format(box=box[:60])
            raise error("picture-corrupt", message, place)
    return tree


def without_doctype(data: bytes) -> bytes:
    """A drawing without its document type, where that says no more than that this is SVG; lines stay where they are."""
    found = _DOCTYPE.search(data, 0, max(0, data.find(b"<svg")))
    if found is None:
        return data
    return data[: found.start()] + b"\n" * found[0].count(b"\n") + data[found.end() :]


def local_name(element: Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def has_words(data: bytes) -> bool:
    """Whether a vetted drawing sets words."""
    from defusedxml.ElementTree import fromstring

    return any(local_name(element) == "text" for element in fromstring(without_doctype(data)).iter())


def box_of(tree: Element) -> tuple[float, float, float, float] | None:
    """Left, top, width and height of a vetted drawing in its own units: its view box, or its size where that is in pixels."""
    box = [float(part) for part in re.split(r"[\s,]+", tree.get("viewBox", "").strip()) if part]
    if len(box) != 4:
        sides = [re.fullmatch(r"\s*(\d*\.?\d+)(?:px)?\s*", tree.get(side, "")) for side in ("width", "height")]
        box = [0.0, 0.0, *(float(side[1]) for side in sides if side)]
    if len(box) != 4 or min(box[2:]) <= 0:
        return None
    return box[0], box[1], box[2], box[3]


def _vet_element(element: Element, place: Place) -> None:
    if not isinstance(element.tag, str):
        return
    namespace, _brace, local = element.tag.rpartition("}")
    if local in _FORBIDDEN_ELEMENTS:
        raise _unsafe(place, untranslated(f"<{local}>"))
    for key, value in element.attrib.items():
        attribute = key.rpartition("}")[2]
        if attribute.lower().startswith("on"):
            raise _unsafe(place, untranslated(f"{attribute}=…"))
        if attribute in ("href", "src") and not _is_safe_link(value.strip()):
            raise _unsafe(place, untranslated(f"{attribute}=“{value[:60]}”"))
        if (
            attribute != "href"
            and ("url(" in value.lower() or attribute == "style")
            and _STYLE_REACHES_OUT.search(value)
        ):
            raise _unsafe(place, untranslated(f"{attribute}=“{value[:60]}”"))
        if attribute == "base":
            raise _unsafe(place, untranslated("xml:base"))
    if local == "style" and namespace and _STYLE_REACHES_OUT.search("".join(element.itertext())):
        raise _unsafe(place, _("a style sheet that reaches outside the drawing"))


def _is_safe_link(link: str) -> bool:
    """Whether a link leads to a part of the drawing, or is itself a PNG or a JPEG, as its bytes say."""
    if not _SAFE_LINK.match(link):
        return False
    if link.startswith("#"):
        return True
    try:
        head = base64.b64decode(unquote(link.partition(",")[2])[:32] + "==")
    except ValueError:
        return False
    return head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))


def _unsafe(place: Place, what: Message) -> ContentError:
    return error(
        "svg-unsafe",
        _("the drawing holds what a printed picture must not hold: {what}").format(what=what),
        place,
        _("Open it in a drawing program and save it as plain SVG."),
    )


_VIEW_BOX = re.compile(r"(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?(?:\s*,\s*|\s+|$)){4}")
_SAID = frozenset({"text", "title", "desc"})


def words_of(tree: Element) -> str:
    """The words of a drawing that was vetted: its texts, each on a line of its own, and what it says of itself."""
    found = []
    for element in tree.iter():
        if isinstance(element.tag, str):
            if element.tag.rpartition("}")[2] in _SAID:
                found.append("".join(element.itertext()))
            found.append(element.get("aria-label", ""))
    return "\n".join(" ".join(words.split()) for words in found if words.strip())
