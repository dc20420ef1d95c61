"""A text on its way to being said: its characters, the figures in it, and what of it has been read so far.

Each figure is one character, `HOLE`, as in `content.lint.passage`; offsets of both are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto

from bhxhcomm.language.numerals import Accent, in_words
from bhxhcomm.language.spoken.lexicon import Lexicon
from bhxhcomm.language.text import FigureSpan

HOLE = "\ufffc"
"""OBJECT REPLACEMENT CHARACTER: stands where a figure is."""

DIGIT_SET = frozenset("0123456789")

_LAST_WORD = re.compile(r"([^\W\d_]+(?:[-'’][^\W\d_]+)*)[\s.]*$")
_NEXT_WORDS = re.compile(r"\s*([^\W\d_]+)(?:\s+([^\W\d_]+))?")
_SPACES = re.compile(r"\s*")


class PartKind(Enum):
    """What a piece is: words as they stand, a number (with or without its unit), a sign, or nothing that is said."""

    WORD = auto()
    NUMBER = auto()
    PAUSE = auto()
    """A comma that is not written but heard, as at a bracket."""
    SIGN = auto()
    """Punctuation that stays."""
    SPACE = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class SentencePart:
    """Characters `start` to `end` of the text, and what is said for them.

    `unit` says that a number has its unit already, `spelt` that it is said digit by digit. `unread` is what of it could
    not be read, and `section` the part of the lexicon where it may be added. `doubtful` says how else it might be read.
    """

    start: int
    end: int
    text: str
    kind: PartKind = PartKind.WORD
    unit: bool = False
    spelt: bool = False
    unread: str = ""
    section: str = ""
    doubtful: str = ""


@dataclass(slots=True)
class Sentence:
    """The text, what is known of it, and the pieces read so far."""

    text: str
    lexicon: Lexicon
    accent: Accent
    figures: Mapping[int, FigureSpan] = field(default_factory=dict)
    pieces: list[SentencePart] = field(default_factory=list)

    def words_before(self, at: int, count: int = 1) -> str:
        """The last words before a point, in small letters with single spaces; empty where something else stands there."""
        found: list[str] = []
        while len(found) < count:
            match = _LAST_WORD.search(self.text, max(0, at - 60), at)
            if match is None or (found and "." in match.group()):
                break
            found.insert(0, match.group(1).lower())
            at = match.start()
        return " ".join(found)

    def words_after(self, at: int) -> str:
        """The two words behind a point, in small letters; only one, or none, where something else follows."""
        match = _NEXT_WORDS.match(self.text, at)
        return " ".join(word.lower() for word in match.groups() if word) if match else ""

    def number(self, value: Decimal | int) -> str:
        """A number in the words of the accent."""
        return in_words(value, self.accent)

    def skip(self, at: int) -> int:
        """The first character from here that is no space."""
        match = _SPACES.match(self.text, at)
        return match.end() if match else at

    def last(self) -> SentencePart | None:
        """The piece before, spaces left out."""
        return next((piece for piece in reversed(self.pieces) if piece.kind is not PartKind.SPACE), None)

    def is_after_number(self) -> bool:
        """Whether a number stands directly before, at most a space between."""
        last = self.last()
        return last is not None and last.kind is PartKind.NUMBER

    def is_number(self, at: int) -> bool:
        """Whether a number stands at this point: a digit, or a figure."""
        return self.text[at : at + 1] in DIGIT_SET or at in self.figures

    def starts_line(self, at: int) -> bool:
        """Whether only spaces stand before, on this line."""
        while at and self.text[at - 1].isspace() and self.text[at - 1] != "\n":
            at -= 1
        return not at or self.text[at - 1] == "\n"


Rule = Callable[[Sentence, int], SentencePart | None]
"""Reads what stands at a point, or leaves it to another rule."""
