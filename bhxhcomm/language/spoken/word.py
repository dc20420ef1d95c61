"""Words: abbreviations and foreign words by the lexicon, letters by their names, capitals of headings as words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import takewhile

from bhxhcomm.language.numerals import DIGITS
from bhxhcomm.language.spoken.lexicon import Lexicon
from bhxhcomm.language.spoken.quantity import alternatives
from bhxhcomm.language.spoken.sentence import PartKind, Sentence, SentencePart
from bhxhcomm.language.syllable import is_syllable

_MARK = r"[\u0300-\u036f]"
_WORD = re.compile(rf"[^\W\d_]{_MARK}*(?:[-'’]?[^\W\d_]{_MARK}*)*")
_CODE = re.compile(r"[^\W_]*[0-9][^\W_]*(?:-[^\W_]+)*")
_SHORT_CODE = re.compile(r"(?:[A-Za-zĐđ][0-9]{1,3})+[A-Za-zĐđ]?")
_NEIGHBOUR = re.compile(r"[^\W\d_]{2,}")
_TONED = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠ-Ỹ]")
_NUMBERED = re.compile(r"\s*(?:số\s*)?[0-9]")
_VOWELS = frozenset("aăâeêioôơuưyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ")
_LETTERED = frozenset(
    "điểm ý mục tiết nhóm lớp hạng loại lục mẫu bảng cột tổ khu lô dãy phòng cổng vitamin bậc".split()
)
_FOREIGN = frozenset("fjwz")
_LONG_CODE = 4
"""A code with so many digits is spelt, letters and all."""


def abbreviation(s: Sentence, at: int) -> SentencePart | None:
    """An abbreviation of the lexicon at this point."""
    if s.text[at - 1 : at].isalnum():
        return None
    kind = _kinds(s.lexicon).match(s.text, at)
    if kind and _NUMBERED.match(s.text, kind.end()):
        return SentencePart(at, kind.end(), s.lexicon.kinds[kind.group()])
    match = _abbreviations(s.lexicon).match(s.text, at)
    if match is None:
        return None
    written = match.group()
    if is_syllable(written) and stands_among_capitals(s, at, match.end()):
        return None
    return SentencePart(at, match.end(), s.lexicon.abbreviations[written])


def word(s: Sentence, at: int) -> SentencePart | None:
    """A word at this point: known to the lexicon, a single letter, capitals, or as it stands."""
    pattern, sayings = _words(s.lexicon)
    if not s.text[at - 1 : at].isalnum() and (known := pattern.match(s.text, at)):
        said = sayings.get(known.group().lower(), "")
        if said:
            return SentencePart(at, known.end(), said)
    if not _is_latin(s.text[at]):
        return _other_script(s, at)
    code = _CODE.match(s.text, at)
    if code and code.group()[0].isalpha():
        return _code(s, at, code.group())
    match = _WORD.match(s.text, at)
    if match is None:
        return None
    typed = "".join(takewhile(_is_spelling, match.group()))
    if len(typed) > 1 and "-" in typed and not typed.islower():
        head = typed.split("-")[0]
        if head.isupper() and len(head) > 1:
            # BHXH-BHYT: each part for itself.
            typed = head
    return _as_typed(s, at, typed)


def _as_typed(s: Sentence, at: int, typed: str) -> SentencePart:
    """A word that the lexicon does not have."""
    end = at + len(typed)
    if len(typed) == 1:
        return _letter(s, at, typed)
    if typed.isupper():
        return _capitals(s, at, typed)
    if sum(char.isupper() for char in typed) > 1 and not re.search(r"[-'’]", typed):
        return SentencePart(at, end, typed, unread=typed, section="abbreviations")
    if len(typed) > 1 and _VOWELS.isdisjoint(typed.lower()):
        return SentencePart(at, end, typed, unread=typed, section="abbreviations")
    foreign = typed.islower() and not _FOREIGN.isdisjoint(typed)
    return SentencePart(at, end, typed, section="words" if foreign else "")


def _other_script(s: Sentence, at: int) -> SentencePart:
    """Words of another script."""
    end = at + 1
    while end < len(s.text) and not _is_latin(s.text[end]) and unicodedata.category(s.text[end])[0] in "LMN":
        end += 1
    return SentencePart(at, end, s.text[at:end], unread=s.text[at:end], section="words")


def _letter(s: Sentence, at: int, letter: str) -> SentencePart:
    """A single letter: a vowel is a word of its own, a consonant is called by its name."""
    small = letter.lower()
    named = small not in _VOWELS or (s.words_before(at) in _LETTERED and small in s.lexicon.letters)
    if named and small in s.lexicon.letters:
        return SentencePart(at, at + 1, s.lexicon.letters[small])
    if small in _VOWELS:
        return SentencePart(at, at + 1, small if letter != small and stands_among_capitals(s, at, at + 1) else letter)
    return SentencePart(at, at + 1, letter, unread=letter, section="letters")


def _capitals(s: Sentence, at: int, typed: str) -> SentencePart:
    """A word in capitals: a word of a heading, or an abbreviation that the lexicon has not."""
    end = at + len(typed)
    parts = re.split(r"[-'’]", typed)
    is_word = all(map(is_syllable, parts)) and (
        bool(_TONED.search(typed)) or len(typed) > 3 or stands_among_capitals(s, at, end)
    )
    if is_word:
        return SentencePart(at, end, typed.lower())
    return SentencePart(at, end, typed, unread=typed, section="abbreviations")


def stands_among_capitals(s: Sentence, at: int, end: int) -> bool:
    """Whether a word beside this one is a Vietnamese word in capitals, as in a heading."""
    before = re.search(r"([^\W\d_]{2,})\s+$", s.text[max(0, at - 30) : at])
    after = _NEIGHBOUR.match(s.text, s.skip(end))
    return any(
        found.isupper() and is_syllable(found)
        for found in (before.group(1) if before else "", after.group() if after else "")
        if found
    )


def _code(s: Sentence, at: int, typed: str) -> SentencePart | None:
    """Letters and digits in one word: B1, A4, DN4010123456789; what the lexicon has was read before."""
    end = at + len(typed)
    if _SHORT_CODE.fullmatch(typed):
        parts = re.findall(r"[A-Za-zĐđ]|[0-9]+", typed)
        return SentencePart(at, end, " ".join(_coded(s, part) for part in parts), PartKind.NUMBER, unit=True)
    if sum(char.isdigit() for char in typed) >= _LONG_CODE and re.fullmatch(r"[A-ZĐ0-9-]+", typed):
        return SentencePart(
            at, end, " ".join(_spelt(s, char) for char in typed if char != "-"), PartKind.NUMBER, unit=True
        )
    lead = re.match(r"[^\W\d_]+", typed)
    assert lead
    if lead.group().islower() and len(lead.group()) > 1:
        return _as_typed(s, at, lead.group())
    return SentencePart(at, end, typed, unread=typed, section="abbreviations")


def _coded(s: Sentence, part: str) -> str:
    if part.isalpha():
        return s.lexicon.letters[part.lower()]
    return s.number(int(part)) if part[0] != "0" else " ".join(_spelt(s, digit) for digit in part)


def _spelt(s: Sentence, char: str) -> str:
    return DIGITS[int(char)] if char.isdigit() else s.lexicon.letters[char.lower()]


def _is_spelling(char: str) -> bool:
    """Whether a character can stand in a word: no superscript figure, which counts as a letter to patterns."""
    return (_is_latin(char) and (char.isalpha() or unicodedata.combining(char) > 0)) or char in "-'’"


def _is_latin(char: str) -> bool:
    return char < "\u0370" or "\u1e00" <= char < "\u1f00"


@lru_cache(maxsize=8)
def _kinds(lexicon: Lexicon) -> re.Pattern[str]:
    return alternatives(lexicon.kinds)


@lru_cache(maxsize=8)
def _abbreviations(lexicon: Lexicon) -> re.Pattern[str]:
    return alternatives(lexicon.abbreviations)


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, str]]:
    said = {key.lower(): words for key, words in lexicon.words.items()}
    return re.compile(alternatives(said).pattern, re.IGNORECASE), said
