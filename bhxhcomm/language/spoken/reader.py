"""Reading a text from its beginning to its end, at each point by the first rule that knows what stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bhxhcomm.core.problems import NOWHERE, Place
from bhxhcomm.language.figures import Unit
from bhxhcomm.language.normalise import nfc
from bhxhcomm.language.numerals import Accent
from bhxhcomm.language.spoken import lexicon as lexicons
from bhxhcomm.language.spoken.address import address
from bhxhcomm.language.spoken.arithmetic import dash, minus, operation
from bhxhcomm.language.spoken.calendar import calendar, clock, month, weekdays, year_behind
from bhxhcomm.language.spoken.document import document
from bhxhcomm.language.spoken.lexicon import Lexicon
from bhxhcomm.language.spoken.punctuation import line_break, punctuation
from bhxhcomm.language.spoken.quantity import bare_unit, dollars, figure, number, slash, unit
from bhxhcomm.language.spoken.reading import Reading, Said
from bhxhcomm.language.spoken.roman import roman
from bhxhcomm.language.spoken.sentence import HOLE, PartKind, Rule, Sentence, SentencePart
from bhxhcomm.language.spoken.telephone import telephone
from bhxhcomm.language.spoken.unread import problems
from bhxhcomm.language.spoken.word import abbreviation, word
from bhxhcomm.language.text import FigureSpan, Mark, Text, Words, shown

At = Callable[[int], Place]
"""The place of a character of the text, counted from 0; a figure counts as one."""

_BLANKS = "\t\r\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_ALIKE = {"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u2028": "\n", "\u2029": "\n", "\u2044": "/", "\u2215": "/"}
_SPACES = str.maketrans(dict.fromkeys(_BLANKS, " ") | _ALIKE)
"""Spaces, hyphens and strokes of other kinds; one character for one, so that offsets stay."""
_LONGEST_ASIDE = 80

_FIRST: tuple[Rule, ...] = (line_break, address)
_AT_DIGIT: tuple[Rule, ...] = (abbreviation, document, clock, calendar, telephone, number)
_AT_LETTER: tuple[Rule, ...] = (unit, abbreviation, bare_unit, operation, month, weekdays, roman, word)
_AT_SIGN: tuple[Rule, ...] = (
    figure,
    telephone,
    unit,
    dollars,
    bare_unit,
    year_behind,
    slash,
    dash,
    minus,
    operation,
    number,
    abbreviation,
    punctuation,
)


def read(text: str, *, lexicon: Lexicon | None = None, accent: Accent = Accent.NORTH, at: At | None = None) -> Reading:
    """Words that somebody typed, as they are said. `at` gives the place of a character, for problems."""
    return read_text((Words(text),), lexicon=lexicon, accent=accent, at=at)


def read_text(
    text: Text, *, lexicon: Lexicon | None = None, accent: Accent = Accent.NORTH, at: At | None = None
) -> Reading:
    """A resolved text as it is said, its figures from their values. `at` gives the place of a character, for problems.

    Characters are counted in NFC over the words of all spans, and each figure counts as one, as in `Passage.text`.
    """
    typed, figures, marks = _joined(text)
    sentence = Sentence(typed, lexicon or lexicons.shipped(), accent, figures)
    _scan(sentence)
    said = _put_together(sentence, marks)
    found = tuple(
        replace(problem, place=at(piece.start)) if at else problem
        for piece in sentence.pieces
        for problem in problems(piece, NOWHERE)
    )
    return Reading("".join(part.text for part in said), found, tuple(said))


def _joined(text: Text) -> tuple[str, dict[int, FigureSpan], list[Mark]]:
    """All spans in one string, each figure as one character, and the mark of every character."""
    parts: list[str] = []
    figures: dict[int, FigureSpan] = {}
    marks: list[Mark] = []
    for span in text:
        if isinstance(span, FigureSpan):
            figures[len(marks)] = span
            part = HOLE
        else:
            part = nfc(span.text).translate(_SPACES)
        parts.append(part)
        marks += [span.mark] * len(part)
    return "".join(parts), figures, marks


def _scan(s: Sentence) -> None:
    at = 0
    while at < len(s.text):
        piece = _piece(s, at)
        s.pieces.append(piece)
        at = piece.end


def _piece(s: Sentence, at: int) -> SentencePart:
    char = s.text[at]
    if char in "([" and (aside := _said_already(s, at)):
        return aside
    if at in s.figures and s.figures[at].figure.unit is Unit.TEXT:
        return _words_of_figure(s, at)
    rules = _AT_LETTER if char.isalpha() else _AT_DIGIT if char in "0123456789" else _AT_SIGN
    for rule in (*_FIRST, *rules):
        piece = rule(s, at)
        if piece is not None:
            return piece
    return SentencePart(at, at + 1, char, unread=char)


def _words_of_figure(s: Sentence, at: int) -> SentencePart:
    """A figure that is a text, read for itself."""
    span = s.figures[at]
    inner = Sentence(nfc(span.words or str(span.figure.value)).translate(_SPACES), s.lexicon, s.accent)
    _scan(inner)
    words = "".join(part.text for part in _put_together(inner, [Mark.NONE] * len(inner.text)))
    unread = next((piece for piece in inner.pieces if piece.unread), None)
    if unread is None:
        return SentencePart(at, at + 1, words)
    return SentencePart(at, at + 1, words, unread=unread.unread, section=unread.section)


_ASIDE = re.compile(rf"[(\[]([^()\[\]\n]{{1,{_LONGEST_ASIDE}}})[)\]]")
_CALLED = re.compile(r"(?:sau đây |dưới đây )?(?:được )?(?:gọi|viết) (?:tắt|chung) là:?\s+", re.IGNORECASE)


def _said_already(s: Sentence, at: int) -> SentencePart | None:
    """A bracket that says again what has just been said, as in bảo hiểm y tế (BHYT): it is left out."""
    match = _ASIDE.match(s.text, at)
    if match is None:
        return None
    inner = Sentence(_CALLED.sub("", match.group(1)), s.lexicon, s.accent)
    if HOLE in inner.text:
        return None
    _scan(inner)
    again = _plain(inner.pieces)
    before = _plain(s.pieces)
    if again and (before == again or before.endswith(" " + again)):
        return SentencePart(at, match.end(), "", PartKind.SILENT)
    return None


def _plain(pieces: list[SentencePart]) -> str:
    """The last words of some pieces in small letters, without signs."""
    words = " ".join(piece.text for piece in pieces[-60:] if piece.kind in (PartKind.WORD, PartKind.NUMBER))
    return " ".join(re.findall(r"[^\W_]+", words.lower()))


def _put_together(s: Sentence, marks: list[Mark]) -> list[Said]:
    """The pieces with single spaces between words, no space before a sign, and one sign where two would meet."""
    said: list[Said] = []
    pause = ""
    spaced = False
    for piece in s.pieces:
        if piece.kind is PartKind.SPACE:
            spaced = True
        elif piece.kind is PartKind.PAUSE:
            pause = "." if "." in (pause, piece.text) else piece.text
        elif piece.kind is PartKind.SIGN:
            _sign(said, piece.text)
            pause, spaced = "", False
        elif piece.text:
            if pause and said and said[-1].text not in (";", ":"):
                _sign(said, pause)
            if said:
                said.append(Said(" "))
            pause, spaced = "", False
            typed = _printed(s, piece)
            printed = "" if typed == piece.text else typed
            said.append(Said(piece.text, printed, marks[piece.start], piece.start in s.figures))
    del spaced
    return said


def _sign(said: list[Said], sign: str) -> None:
    """Put a sign behind what has been said. Nothing begins with one, and a full stop is stronger than a comma."""
    if not said:
        return
    last = said[-1].text
    if last in _STRENGTH:
        if _STRENGTH[sign] > _STRENGTH[last]:
            said[-1] = Said(sign)
        return
    said.append(Said(sign))


_STRENGTH = {",": 1, ";": 2, ":": 3, ".": 4, "...": 5, "!": 6, "?": 7}


def _printed(s: Sentence, piece: SentencePart) -> str:
    """What stands on paper for a piece."""
    return "".join(
        shown(s.figures[index], "vi") if index in s.figures else s.text[index]
        for index in range(piece.start, piece.end)
    )
