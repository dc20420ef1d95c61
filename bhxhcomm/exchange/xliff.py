"""The XLIFF 1.2 file for a translator who works in Weblate or a program of translation agencies.

One `trans-unit` for each text, by its id. Placeholders and addresses are `<ph>` with a number, which such programs lock. What a
row was made from stands in a `context-group`. A text that is not translated has no `target`; one that needs another look has
the state `needs-adaptation`. Source of names and states: XLIFF 1.2, OASIS Standard, 1 February 2008.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.edition.standing import EntryState
from bhxhcomm.exchange import handoff, inline_codes
from bhxhcomm.exchange.handoff import HandoffRow
from bhxhcomm.exchange.inline_codes import InlinePiece
from bhxhcomm.language.entry import Language
from bhxhcomm.translation.catalogue import BACK, IN_WORDS, SPOKEN
from bhxhcomm.translation.wording import wording

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
CONTEXTS, HASH, BASE = "bhxhcomm", "x-bhxhcomm-source", "x-bhxhcomm-base"
FIGURE, ADDRESS = "x-bhxhcomm-figure", "x-bhxhcomm-address"
STATES = {
    EntryState.STALE: "needs-adaptation",
    EntryState.TRANSLATED: "translated",
    EntryState.REVIEWED: "signed-off",
    EntryState.APPROVED: "final",
}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold; no text that was loaded has any of it."""


def make(rows: Sequence[HandoffRow], *, scope: str, language: Language) -> bytes:
    """The file, the same bytes every time."""
    from lxml import etree

    root = etree.Element(_name("xliff"), {"version": "1.2"}, nsmap={None: NAMESPACE})
    file = etree.SubElement(
        root,
        _name("file"),
        {
            "original": handoff.scope_name(scope),
            "source-language": SOURCE_LANGUAGE,
            "target-language": language.tag,
            "datatype": "plaintext",
            "tool-id": "bhxhcomm",
        },
    )
    header = etree.SubElement(file, _name("header"))
    etree.SubElement(header, _name("tool"), {"tool-id": "bhxhcomm", "tool-name": "bhxhcomm"})
    _add_note(header, handoff.mark(scope, language.id))
    body = etree.SubElement(file, _name("body"))
    for row in rows:
        _add_unit(body, row)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _add_unit(body: Any, row: HandoffRow) -> None:
    from lxml import etree

    is_signed = row.state in (EntryState.REVIEWED, EntryState.APPROVED)
    unit = etree.SubElement(
        body,
        _name("trans-unit"),
        {
            "id": row.id,
            "approved": "yes" if is_signed else "no",
            "maxwidth": str(row.limit),
            "size-unit": "char",
            _SPACE: "preserve",
        },
    )
    _fill(etree.SubElement(unit, _name("source")), inline_codes.pieces(row.source))
    if row.target:
        target = etree.SubElement(unit, _name("target"), {"state": STATES[row.state]})
        _fill(target, inline_codes.of_target(row.source, row.target))
    group = etree.SubElement(unit, _name("context-group"), {"name": CONTEXTS, "purpose": "information"})
    for kind, text in ((HASH, row.hash), (BASE, str(row.base))):
        etree.SubElement(group, _name("context"), {"context-type": kind}).text = text
    _add_note(unit, f"{row.kind}. {row.notes}".strip(), "developer")
    if row.previous:
        _add_note(unit, f"{wording()['column_previous']}: {row.previous}", "developer")
    beside: Mapping[str, str] = {BACK: row.back, SPOKEN: row.spoken, IN_WORDS: row.in_words}
    for name, text in beside.items():
        if text:
            _add_note(unit, f"{name}: {text}", "translator")
    if row.note:
        _add_note(unit, row.note, "translator")


def _fill(element: Any, parts: Iterable[InlinePiece]) -> None:
    """Put words and codes into an element."""
    from lxml import etree

    last = None
    for part in parts:
        if part.code:
            kind = FIGURE if part.text.startswith("{") else ADDRESS
            last = etree.SubElement(element, _name("ph"), {"id": str(part.code), "ctype": kind})
            last.text = part.text
        elif last is None:
            element.text = (element.text or "") + _writable(part.text)
        else:
            last.tail = (last.tail or "") + _writable(part.text)


def _add_note(element: Any, text: str, origin: str = "") -> None:
    from lxml import etree

    etree.SubElement(element, _name("note"), {"from": origin} if origin else {}).text = _writable(text)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"
