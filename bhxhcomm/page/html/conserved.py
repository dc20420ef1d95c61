"""The words of a page that a foreign template made are those of the document: none is added, lost, or put in another's place.

The page is compared with that of our own template for the same document. Whole texts are looked for, without white space: so
a digit that is changed, left out or put beside shows. What a template may add is another text of the document, and fixed
labels.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TypeGuard

from bhxhcomm.core import tree
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.language.text import Span, is_span, is_text, plain
from bhxhcomm.materials.document import Document, texts
from bhxhcomm.page.checks.laid_out import visible_text

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_GAP = "\0"
SHOWN = 60


def check(html: str, expected: str, document: Document) -> list[Problem]:
    """Hold the words of a page against those of our own (`expected`). Problems: `template-adds`, `template-loses`,
    `template-order`."""
    pages = _words(html), _words(expected)
    own = {visible_text(plain(text, document.lang)) for text in texts(document)} - {""}
    labels = {visible_text(part) for part in _labels(document)} - {""}
    others = {visible_text(one) for one in _strings(document)} - {""}
    known = sorted(own | labels | others, key=lambda text: (-len(text), text))
    (left, seen), (left_of_ours, seen_of_ours) = (
        _taken_apart(page, known, labels, _allowed(pages[1], known)) for page in pages
    )
    problems = []
    for words in (left - left_of_ours).elements():
        message = _("a template adds words or digits that neither the document nor a label has: “{words}”")
        problems.append(Problem("template-adds", message.format(words=words[:SHOWN])))
    for text in sorted(own):
        if seen[text] < seen_of_ours[text]:
            message = _("a template leaves out, or changes: “{words}”")
            problems.append(Problem("template-loses", message.format(words=text[:SHOWN])))
    if not problems:
        problems += _order(pages[0], pages[1], document)
    return list(dict.fromkeys(problems))


def _words(html: str) -> str:
    """What a page says, without white space; what stands for pictures comes last. Elements that end a line end a run."""
    from lxml import etree

    root = etree.HTML(html, etree.HTMLParser(no_network=True))
    body = root.find("body") if root is not None else None
    if body is None:
        return ""
    said = "".join(str(text) for text in body.xpath(".//text()"))
    beside = _GAP.join(str(value) for value in body.xpath(".//@alt | .//@title"))
    return visible_text(said) + _GAP + visible_text(beside)


def _labels(document: Document) -> Iterator[str]:
    """The fixed words of the page's languages, in pieces between their placeholders, and its edition code."""
    tongues = [document.labels, *([document.beside.labels] if document.beside else [])]
    for _key, words in (pair for labels in tongues for pair in labels):
        yield from _PLACEHOLDER.split(words)


def _strings(document: Document) -> Iterator[str]:
    """Every plain word of a document that is no typed text: names, clock times, links, readings."""
    yield document.code
    yield document.subject
    for value in tree.found(document.sheets, _is_word_or_span):
        if isinstance(value, str):
            yield value
            yield re.sub(r"^(?:https?://|mailto:|tel:)(?:www\.)?", "", value).rstrip("/")


def _is_word_or_span(value: object) -> TypeGuard[str | Span]:
    return isinstance(value, str) or is_span(value)


def _allowed(ours: str, known: list[str]) -> dict[str, int]:
    """How often a text may stand on a page that has digits in it: as often as on ours, and once at least."""
    return {text: max(1, ours.count(text)) for text in known}


def _taken_apart(
    page: str, known: list[str], labels: set[str], allowed: dict[str, int]
) -> tuple[Counter[str], Counter[str]]:
    """What is left of a page when all known texts are taken out of it, longest first, and how often each was found.

    A text with digits is taken out no more often than it is allowed; labels without digits as often as they stand there.
    """
    seen: Counter[str] = Counter()
    for text in known:
        count = page.count(text)
        if not count:
            continue
        if any(character.isdigit() for character in text) or text not in labels:
            count = min(count, allowed[text])
        page = page.replace(text, _GAP, count)
        seen[text] = count
    rest = ("".join(character for character in part if character.isalnum()) for part in page.split(_GAP))
    return Counter(part for part in rest if part), seen


def _order(page: str, ours: str, document: Document) -> list[Problem]:
    """Texts of one kind in one block stand in their order: the cells of a table, the values of a chart, the steps."""
    message = _("a template puts the texts of a block in another order, or apart: “{words}”")
    found = []
    for block in (block for sheet in document.sheets for panel in sheet.panels for block in panel.blocks):
        paths: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for path, text in tree.placed(block, is_text):
            if words := visible_text(plain(text, document.lang)):
                paths[path].append(words)
        for sequence in paths.values():
            if len(sequence) > 1 and _follows(ours, sequence) and not _follows(page, sequence):
                found.append(Problem("template-order", message.format(words=" / ".join(sequence)[:SHOWN])))
    return found


def _follows(page: str, sequence: list[str]) -> bool:
    """Whether texts stand on a page one after the other."""
    at = 0
    for words in sequence:
        at = page.find(words, at)
        if at < 0:
            return False
        at += len(words)
    return True
