"""Signs that no reader sees: they turn a figure round, part it or hide a word, and every eye passes them.

Bidirectional controls, zero-width signs, soft hyphens, tags, fillers, variation selectors, private-use and unassigned
code points are found in any text; so are U+FFFC and U+FFFD, which stand for something that is lost. What a script asks for
is let through where it does its work, told by the letters beside it and not by the language that a text is said to be in:

- ZERO WIDTH SPACE beside a letter of a script that writes no spaces (Khmer, Thai, Lao, Myanmar, Tai Viet …: Unicode 14,
  chapter 16), never beside digits alone, for between two digits it parts a number;
- ZERO WIDTH JOINER and NON-JOINER between two letters of a script whose letters change their shape (Unicode 14, 9.2, 12.1,
  16.4);
- a variation selector (U+FE0E, U+FE0F) behind a pictograph, which it makes plain or coloured; not behind a digit.

>>> [(sign.offset, sign.name) for sign in invisible("2.340\\u200b.000")]
[(5, 'ZERO WIDTH SPACE')]
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bhxhcomm.core.i18n import Message, _

ZWSP, ZWNJ, ZWJ = "\u200b", "\u200c", "\u200d"
_SELECTORS = "\ufe0e\ufe0f"
_SEEN_CONTROLS = "\t\n\r"
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffc\ufffd")
"""Letters, marks and symbols that show nothing, and the two that stand for what is lost."""
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x1950, 0x19FF),
    (0x1A20, 0x1AAF),
    (0xA9E0, 0xA9FF),
    (0xAA60, 0xAADF),
)
"""Thai and Lao, Myanmar with its extensions, Khmer with its symbols, Tai Le, New Tai Lue, Tai Tham, Tai Viet."""
_IDEOGRAPHS = ((0x2E80, 0x2FDF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
_JOINED = ((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xAA00, 0xAA5F))
"""Arabic and its neighbours, the scripts of India, Myanmar, Khmer, Chăm."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that nobody sees: how many characters stand before it, its code point, and Unicode's name for it."""

    offset: int
    code: int
    name: str

    @property
    def message(self) -> Message:
        """What is wrong, for a person."""
        return _("there is an invisible sign here: {kind} (U+{code:04X}, {name})").format(
            kind=_kind(chr(self.code)), code=self.code, name=self.name
        )

    @property
    def hint(self) -> Message:
        """What to do about it."""
        return _("delete it, and type the words around it anew; it often comes along when text is copied")


def invisible(text: str) -> Iterator[Sign]:
    """The invisible signs of a text that its script does not ask for, in their order."""
    if text.isascii() and text.isprintable():
        return
    suspects = {char for char in set(text) if _is_unseen(char)}
    if not suspects:
        return
    for offset, char in enumerate(text):
        if char in suspects and not _has_work(text, offset):
            yield Sign(offset, ord(char), _name(char))


def first(text: str) -> Sign | None:
    """The first of them, or None."""
    return next(invisible(text), None)


@lru_cache(maxsize=4096)
def _is_unseen(char: str) -> bool:
    if char in _SEEN_CONTROLS:
        return False
    if char in _FILLERS or "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e0fff":
        return True
    return unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def _has_work(text: str, offset: int) -> bool:
    """Whether a script asks for this sign between its neighbours."""
    char, before, after = text[offset], text[offset - 1 : offset], text[offset + 1 : offset + 2]
    if char == ZWSP:
        beside = [one for one in (before, after) if one]
        return any(_is_letter_of(one, _UNSPACED) for one in beside) and not any(map(_is_unseen, beside))
    if char in (ZWNJ, ZWJ):
        return _is_letter_of(before, _JOINED) and _is_letter_of(after, _JOINED)
    return char in _SELECTORS and bool(before) and unicodedata.category(before) == "So" and before not in _FILLERS


def writes_no_spaces(char: str) -> bool:
    """Whether a character is a letter, mark or point of a script that sets no spaces between words (Khmer, Thai …, Chinese)."""
    return _is_letter_of(char, (*_UNSPACED, *_IDEOGRAPHS))


def _is_letter_of(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    """Whether a character is a letter, mark or point of some scripts: no digit, and nothing unseen."""
    return (
        bool(char)
        and any(low <= ord(char) <= high for low, high in ranges)
        and unicodedata.category(char)[0] in "LMP"
        and char not in _FILLERS
    )


def _name(char: str) -> str:
    names = {"Co": "PRIVATE USE", "Cn": "UNASSIGNED", "Cc": "CONTROL", "Cs": "SURROGATE"}
    return unicodedata.name(char, names.get(unicodedata.category(char), "?"))


def _kind(char: str) -> Message:
    """What sort of sign it is, for a person who knows no names of Unicode."""
    if char in "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        return _("one that turns the direction of writing round")
    if char in "\u200b\u200c\u200d\u2060\ufeff\u180e":
        return _("a sign without width")
    if char == "\u00ad":
        return _("a soft hyphen")
    if char in "\ufffc\ufffd":
        return _("a sign that stands for something that is lost")
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return _("a variation selector")
    if "\U000e0000" <= char <= "\U000e007f":
        return _("a tag, which no font shows")
    category = unicodedata.category(char)
    if category == "Co":
        return _("a private sign, which shows something only in one font")
    if category == "Cn":
        return _("a code that is no character")
    if category == "Cc":
        return _("a control character")
    return _("a sign that shows nothing")
