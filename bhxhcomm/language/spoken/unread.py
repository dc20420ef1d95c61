"""What is told of a piece that could not be read, or that might be read otherwise: what it is, and where to add it."""

from __future__ import annotations

from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import Place, Problem, Severity
from bhxhcomm.language.spoken.lexicon import FILE
from bhxhcomm.language.spoken.sentence import SentencePart


def problems(piece: SentencePart, place: Place) -> list[Problem]:
    """What is wrong with a piece: nothing, one thing that is unread, or a warning."""
    if piece.unread:
        return [_unread(piece, place)]
    if piece.doubtful:
        message = _("this may be read in two ways: “{first}” or “{second}”")
        return [
            Problem(
                "spoken-doubtful",
                message.format(first=piece.text, second=piece.doubtful),
                place,
                _("the first is taken; write it in words where the other is meant"),
                Severity.WARNING,
            )
        ]
    if piece.section:
        return [
            Problem(
                "spoken-foreign",
                _("“{word}” is no Vietnamese word: a voice will guess").format(word=piece.text),
                place,
                _where_to_add(piece.text, piece.section),
                Severity.WARNING,
            )
        ]
    return []


def _unread(piece: SentencePart, place: Place) -> Problem:
    if piece.section == "abbreviations":
        message = _("it is not known how “{what}” is read aloud")
    elif piece.section == "addresses":
        message = _("it is not known how the part “{what}” of an address is read aloud")
    elif piece.section == "dates":
        message = _("“{what}” looks like a date, but there is no such day")
    elif piece.section in ("issuers", "kinds"):
        message = _("it is not known how “{what}” in the number of a document is read aloud")
    else:
        message = _("“{what}” cannot be read aloud")
    code = f"spoken-{_CODES.get(piece.section, 'sign')}"
    hint = (
        _where_to_add(piece.unread, piece.section)
        if piece.section and piece.section != "dates"
        else _("write what is to be said, or leave it out of what is read aloud")
    )
    return Problem(code, message.format(what=piece.unread), place, hint)


_CODES = {
    "abbreviations": "abbreviation",
    "addresses": "address",
    "issuers": "document",
    "words": "word",
    "letters": "word",
    "dates": "date",
}


def _where_to_add(written: str, section: str) -> Message:
    return _("add to {file}, under `{section}`: {line}").format(file=FILE, section=section, line=f"{written}: …")
