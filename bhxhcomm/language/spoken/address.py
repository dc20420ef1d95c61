"""Web and mail addresses, part by part: dichvucong.gov.vn is "dịch vụ công chấm gốp chấm vê-en"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bhxhcomm.language.numerals import DIGITS
from bhxhcomm.language.spoken.lexicon import Lexicon
from bhxhcomm.language.spoken.sentence import Sentence, SentencePart

_ENDINGS = "vn|com|org|net|edu|gov|info|me|asia|io|tv"
_LABEL = r"[A-Za-z0-9\-]{1,63}"
_LABELS = 9
"""How many labels stand before the last one of a name. RFC 1035 allows 63 characters in each, RFC 5321 64 before the @."""
_ADDRESS = re.compile(
    r"(?:https?://[^\s<>\"“”()]+|www\.[^\s<>\"“”()]+"
    rf"|[A-Za-z0-9._%+\-]{{1,64}}@{_LABEL}(?:\.{_LABEL}){{1,{_LABELS}}}"
    rf"|{_LABEL}(?:\.{_LABEL}){{0,{_LABELS}}}\.(?:{_ENDINGS})(?![\-.]*[A-Za-z0-9@])(?:/[^\s<>\"“”()]*)?)",
    re.IGNORECASE | re.ASCII,
)
"""Nothing in it is unbounded before it is sure that an address stands there: it is tried at every point of a text."""
_HYPHENED = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_PARTS = re.compile(r"[A-Za-z]+|[0-9]+|.", re.DOTALL)
_SIGNS = {
    ".": "chấm", "/": "gạch chéo", "@": "a còng", "-": "gạch ngang", "_": "gạch dưới", "?": "hỏi", "=": "bằng", "&": "và",
    "#": "thăng", ":": "hai chấm", "+": "cộng", "%": "phần trăm", "~": "ngã",
}  # fmt: skip
_SPELT = 4
"""Parts of at most so many letters are spelt letter by letter."""


def address(s: Sentence, at: int) -> SentencePart | None:
    """A web or mail address at this point."""
    if s.text[at - 1 : at].isalnum():
        return None
    match = _ADDRESS.match(s.text, at)
    if match is None:
        return None
    typed = match.group().rstrip(".,;:!?/")
    unread = ""
    words = []
    for part in _parts(s, re.sub(r"^https?://", "", typed, flags=re.IGNORECASE)):
        said = _said(s, part)
        unread = unread or ("" if said else part)
        words.append(said or part)
    return SentencePart(at, at + len(typed), " ".join(words), unread=unread, section="addresses" if unread else "")


def _parts(s: Sentence, typed: str) -> Iterator[str]:
    """The parts of an address: those with hyphens that the lexicon knows, words, digits, signs."""
    at = 0
    while at < len(typed):
        # Two characters more than any part that the lexicon knows, one of them a hyphen: what is longer is none of these.
        whole = _HYPHENED.match(typed, at, at + _longest(s.lexicon) + 2)
        match = whole if whole and whole.group().lower() in s.lexicon.addresses else _PARTS.match(typed, at)
        assert match
        yield match.group()
        at = match.end()


@lru_cache(maxsize=8)
def _longest(lexicon: Lexicon) -> int:
    """How long the longest part of an address is that the lexicon knows."""
    return max(map(len, lexicon.addresses), default=0)


def _said(s: Sentence, part: str) -> str:
    known = s.lexicon.addresses.get(part.lower(), "") or _SIGNS.get(part, "")
    if known:
        return known
    if part[0] in "0123456789":
        return " ".join(DIGITS[int(digit)] for digit in part)
    if len(part) <= _SPELT and part.isascii() and part.isalpha():
        return " ".join(s.lexicon.letters[letter] for letter in part.lower())
    return ""
