"""Reading an XLIFF 1.2 file that comes back. Inline codes count by their numbers, never by what stands in them.

What is seen is taken, and whatever else stands in a translation (marks of changes, codes that the source does not have, text
inside of text) refuses its row by name. Nothing outside of the file is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import Place, Problem, error
from bhxhcomm.edition.standing import EntryState
from bhxhcomm.exchange import handoff, inline_codes
from bhxhcomm.exchange.handoff import Handback, Returned, status_word
from bhxhcomm.exchange.xliff import BASE, HASH, NAMESPACE
from bhxhcomm.language import registry
from bhxhcomm.translation.catalogue import BACK, IN_WORDS, MAX_BYTES, MAX_ENTRIES, SPOKEN

_BESIDE = {BACK: "back", SPOKEN: "spoken", IN_WORDS: "in_words"}
_WORK = frozenset({"new", "needs-translation", "needs-adaptation", "needs-l10n"})
"""States that ask for work on the words (XLIFF 1.2, `state`). `needs-review-*` asks for a reader, as every translation does."""
_DONE = frozenset({"translated", "signed-off", "final"})
_CODES = frozenset({"ph", "x", "bpt", "ept", "it", "bx", "ex"})
_CHANGES = (
    "x-sdl-deleted",
    "x-sdl-added",
    "x-mq-deleted",
    "x-mq-inserted",
    "x-deleted",
    "x-inserted",
    "deleted",
    "inserted",
)
"""How programs mark words of a change that nobody has accepted yet (`mrk`)."""


class _RowError(Exception):
    """Why a row cannot be taken. Becomes a problem at its place."""

    def __init__(self, code: str, message: Message, hint: Message) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def read(data: bytes, shown: str) -> Handback:
    """The rows of an XLIFF file, and the problems of single ones. Raises `ContentError` with what makes all of it unusable."""
    root = _parsed(data, shown)
    files = list(root.iter(_name("file")))
    langs = list(dict.fromkeys(str(one.get("target-language") or "") for one in files))
    if len(langs) > 1:
        raise error(
            "xliff-languages",
            _("this file holds several languages: {langs}").format(langs=", ".join(lang or "–" for lang in langs)),
            Place(shown),
            _("save each language as a file of its own"),
        )
    for one in files:
        source = str(one.get("source-language") or "")
        if source and not registry.means(source, "vi"):
            message = _("the source language of this file is “{lang}”, not Vietnamese").format(lang=source)
            raise error("xliff-languages", message, Place(shown, one.sourceline or 0, 1))
    marks = [found for note in root.iter(_name("note")) if (found := handoff.read_mark(note.text or ""))]
    rows: list[Returned] = []
    problems: list[Problem] = []
    refused: list[str] = []
    for unit in _units(root, shown):
        place = Place(shown, unit.sourceline or 0, 1)
        try:
            rows.append(_row(unit, place))
        except _RowError as exc:
            problems.append(Problem(exc.code, exc.message, place, exc.hint))
            refused.append(str(unit.get("id") or ""))
    return Handback(
        shown, marks[0][0] if marks else "", langs[0] if langs else "", tuple(rows), tuple(problems), tuple(refused)
    )


def _parsed(data: bytes, shown: str) -> Any:
    from lxml import etree

    if len(data) > MAX_BYTES:
        raise error("catalogue-too-large", _("this file is too large for a catalogue"), Place(shown))
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise error(
            "xliff-syntax",
            _("this is no XLIFF file: {why}").format(why=" ".join(str(exc).split())),
            Place(shown, getattr(exc, "lineno", None) or 0, 1 if getattr(exc, "lineno", None) else 0),
            _("save it anew in the program that it comes from"),
        ) from exc
    if root.getroottree().docinfo.doctype or any(isinstance(one, etree._Entity) for one in root.iter()):
        message = _("this file has a document type or entities, which no such file needs")
        raise error("file-dangerous", message, Place(shown))
    if root.tag != _name("xliff") or root.get("version") not in (None, "1.2"):
        version = str(root.get("version") or "–")
        raise error(
            "xliff-version",
            _("this is no XLIFF 1.2 (version {version})").format(version=version),
            Place(shown),
            _("save it as XLIFF 1.2"),
        )
    return root


def _units(root: Any, shown: str) -> list[Any]:
    """The texts of a file. Raises `ContentError` where there are more than are read, or none."""
    units = list(root.iter(_name("trans-unit")))
    if len(units) > MAX_ENTRIES:
        message = _("this file has {count} entries; at most {limit} are read").format(
            count=len(units), limit=MAX_ENTRIES
        )
        raise error("catalogue-too-large", message, Place(shown))
    if not units:
        message = _("there is no text to translate in this file")
        raise error("xliff-empty", message, Place(shown), _("send the file that `bhxhcomm locale export` made"))
    return units


def _row(unit: Any, place: Place) -> Returned:
    source_element, target_element = unit.find(_name("source")), unit.find(_name("target"))
    source = "" if source_element is None else "".join(_source(source_element))
    known = inline_codes.codes(source)
    target = "" if target_element is None else "".join(_target(target_element, known))
    context = {str(one.get("context-type")): one.text or "" for one in unit.iter(_name("context"))}
    beside: dict[str, str] = {}
    notes = []
    for note in unit.iterchildren(_name("note")):
        text = " ".join((note.text or "").split())
        head, colon, rest = text.partition(": ")
        if note.get("from") == "developer":
            continue
        if colon and head in _BESIDE:
            beside[_BESIDE[head]] = rest
        elif text:
            notes.append(text)
    state = "" if target_element is None else str(target_element.get("state") or "")
    status = EntryState.STALE if state in _WORK else EntryState.TRANSLATED if state in _DONE else None
    return Returned(
        place,
        str(unit.get("id") or ""),
        " ".join(source.split()),
        " ".join(target.split()),
        context.get(HASH, ""),
        context.get(BASE) or None,
        # Programs may lose a note; that takes nothing back.
        beside.get("back"),
        beside.get("spoken"),
        status=status_word(status) if status is not None and target.strip() else "",
        note=" ".join(notes) or None,
        in_words=beside.get("in_words"),
        marks_itself=True,
    )


def _source(element: Any) -> Iterator[str]:
    """The text of a source: that of its codes is our own, held against the catalogue by whoever takes the row in."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _source(child)
        yield child.tail or ""


def _target(element: Any, known: dict[int, str]) -> Iterator[str]:
    """The text of a translation, with the codes of its source in their places."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            tag = child.tag.removeprefix(f"{{{NAMESPACE}}}")
            if tag in _CODES:
                yield _code(child, known)
            elif tag == "mrk":
                if str(child.get("mtype") or "") in _CHANGES:
                    raise _RowError(
                        "tracked-changes",
                        _("this row has tracked changes: which text counts cannot be told"),
                        _("accept or reject all changes in the program, and save it anew"),
                    )
                yield from _target(child, known)
            else:
                raise _RowError(
                    "word-part",
                    _("there is something here that is no plain text (`{name}`)").format(name=tag),
                    _("write plain text, and set only the codes of the source into it"),
                )
        yield child.tail or ""


def _code(element: Any, known: dict[int, str]) -> str:
    number, inside = str(element.get("id") or ""), "".join(element.itertext())
    text = known.get(int(number)) if number.isdecimal() and len(number) < 6 else None
    if text is None:
        raise _RowError(
            "code-unknown",
            _("the code {number} is not in the Vietnamese text").format(number=number or "–"),
            _("take it out, or set a code of the source in its place"),
        )
    if inside.strip() and inside.strip() != text:
        raise _RowError(
            "code-changed",
            _("the code {number} is “{text}” in the Vietnamese text, and “{inside}” in the translation").format(
                number=number, text=text, inside=inside.strip()
            ),
            _("codes are locked: set the code itself, and type nothing into it"),
        )
    return text


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"
