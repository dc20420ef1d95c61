"""What elements and attributes a page may have that a foreign template wrote.

Only what says what a text is (`h2`, `p`, `table` …) and how it is found by style sheets. What would run, fetch, number, draw
words, or carry words that no check reads is refused. The head of the page is ours to the letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.core.problems import Problem

ELEMENTS = frozenset(
    "html body main header footer section article aside address nav div span p h1 h2 h3 h4 h5 h6 blockquote figure figcaption "
    "ul ol li dl dt dd table caption thead tbody tfoot tr th td a strong em b i small sub sup ins del br wbr hr img".split()
)
ATTRIBUTES = frozenset("id class style lang dir alt src href scope colspan rowspan".split())
SAYING_MORE = ("ol", "del", "ins")
"""Elements that number or strike out what is in them: they hold what they hold on our page."""
DATA = re.compile(r"data-[a-z]+")
SCREEN_DATA = frozenset({"data-alt"})
_ESCAPE = re.compile(r"\\|/\*")


def check(html: str, expected: str, *, screen: bool = False) -> list[Problem]:
    """Hold a page against our own of the same piece (`expected`); `screen` says that a browser shows it.

    Problems: `template-markup`.
    """
    root, ours = _parsed(html), _parsed(expected)
    if root is None or root.find("body") is None:
        return [Problem("template-markup", _("the template makes no HTML page"))]
    found: list[Message] = []
    if _head(root) != _head(ours):
        found.append(_("the head of the page is not ours"))
    styles, links, pictures = (_values(ours, name) for name in ("style", "href", "src"))
    languages = _values(ours, "lang") | _values(ours, "dir")
    for element in _elements(root):
        tag = element.tag
        if not isinstance(tag, str) or tag not in ELEMENTS:
            found.append(_("the element <{tag}>").format(tag=tag[:40] if isinstance(tag, str) else "!--"))
            continue
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES and not DATA.fullmatch(name):
                found.append(_("the attribute {name} of <{tag}>").format(name=name[:40], tag=tag))
            elif name in ("lang", "dir") and value not in languages:
                found.append(_("the language “{value}”").format(value=value[:40]))
            elif name == "href" and value not in links:
                found.append(_("a link to “{value}”, which our page does not have").format(value=value[:80]))
            elif name == "src" and not (value in pictures if screen else value.startswith("page:")):
                found.append(_("the picture “{value}”").format(value=value[:80]))
            elif name == "style" and (wrong := _style(value, screen=screen, ours=styles)):
                found.append(wrong)
            elif screen and name.startswith("data-") and name not in SCREEN_DATA:
                found.append(_("the attribute {name} of <{tag}>").format(name=name[:40], tag=tag))
    for tag in SAYING_MORE:
        if _held(root, tag) - _held(ours, tag):
            found.append(_("the element <{tag}> around other words than on our page").format(tag=tag))
    message = _("a template may not write this: {what}")
    return [Problem("template-markup", message.format(what=what)) for what in dict.fromkeys(found)]


def _parsed(html: str) -> Any:
    from lxml import etree

    return etree.HTML(html, etree.HTMLParser(no_network=True, huge_tree=False)) if html.strip() else None


def _head(root: Any) -> list[tuple[Any, ...]]:
    """The head of a page: its elements, their attributes and words."""
    head = root.find("head")
    if head is None:
        return []
    return [(one.tag, sorted(one.attrib.items()), (one.text or "").strip()) for one in head.iter()]


def _elements(root: Any) -> Iterator[Any]:
    """All elements but the head with what is in it."""
    head = root.find("head")
    inside = set(head.iter()) if head is not None else set()
    return (element for element in root.iter() if element not in inside)


def _values(root: Any, name: str) -> set[str]:
    return {str(value) for value in root.xpath(f"//@{name}")}


def _held(root: Any, tag: str) -> Counter[tuple[str, ...]]:
    """The words of all elements of a kind, each as those of its children, or its own."""
    return Counter(
        tuple("".join("".join(part.itertext()).split()) for part in (list(element) if tag == "ol" else [element]))
        for element in root.iter(tag)
    )


def _style(value: str, *, screen: bool, ours: set[str]) -> Message:
    """What is wrong with a `style` attribute; empty where nothing is."""
    if screen:
        return NO_MESSAGE if value in ours else _("the style “{value}”").format(value=value[:80])
    if _ESCAPE.search(value):
        return _("the style “{value}”").format(value=value[:80])
    from bhxhcomm.page.html import sheets

    return next((_("the style “{value}”").format(value=what) for what in sheets.declarations(value)), NO_MESSAGE)
