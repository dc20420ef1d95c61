"""What no lexicon of a workspace may change: the words that numbers, units, rates and dates are read with.

A lexicon is for names, abbreviations, places and foreign words. An entry that made "chín" of "hai", "năm" of the "tháng"
behind a slash, or nothing of "200.000 đồng" would change a figure where nobody who reads the text can see it. So an entry
says the same numbers, units and dates as the written words, and no figure that they do not show. Capitals, letters and
marks typed apart, signs that nobody sees and letters that look alike make no difference.

>>> conflict("words", "hai", "chín")
<Conflict.OTHER: 'other'>
>>> conflict("words", "Ba na", "Ba-na") is None
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from enum import Enum
from functools import cache
from itertools import product

from bhxhcomm.language import registry
from bhxhcomm.language.checks import script_of
from bhxhcomm.language.numerals import DIGITS, WORDINGS, in_words
from bhxhcomm.language.spoken.lexicon import shipped
from bhxhcomm.language.spoken.quantity import MAGNITUDES
from bhxhcomm.language.spoken.reader import read
from bhxhcomm.language.spoken.sentence import HOLE


class LexiconConflict(Enum):
    """Why an entry cannot stand in a lexicon of a workspace."""

    OTHER = "other"
    """Numbers, units or dates of the written words are not those that are said."""
    HIDDEN = "hidden"
    """A figure is said for words that show none."""
    NO_WORD = "no word"
    """What is written has no letter: digits and signs have rules of their own."""
    LETTERS = "letters"
    """A letter that only looks like one of an alphabet, or a sign that nobody sees."""


NUMBERS = frozenset(
    {*DIGITS, *MAGNITUDES, *"mười mươi mốt lăm nhăm tư bẩy phẩy âm rưỡi nửa phần".split()}
    | {word for wording in WORDINGS.values() for word in (wording.thousand, wording.no_ten, wording.four)}
)
_CLEAR = frozenset("một hai bốn sáu bảy bẩy tám mười mươi trăm nghìn ngàn triệu tỷ tỉ lăm nhăm rưỡi".split())
"""Number words that are hardly ever anything else; "tư" is also in "đầu tư", "không" in "hàng không"."""
_GO_ON = frozenset("rưỡi mươi lăm nhăm trăm nghìn ngàn".split())
"""Words that make another number of the one before them, and begin no other word."""
_ROMAN = re.compile(r"[IVX]+$")
_COUNTED = frozenset("đồng phần đô tháng ngày tuổi giờ".split())
"""Words that make a figure of a number before them."""
_CALENDAR = frozenset("ngày tháng năm quý tuần thứ mùng mồng hôm nhật".split())
_ARITHMETIC = frozenset("cộng trừ nhân chia bằng trên dưới từ đến hết khoảng chấm nhỏ lớn hơn quá ít nhất tối".split())
_SAME = {"ngàn": "nghìn", "tỉ": "tỷ", "bẩy": "bảy", "lẻ": "linh", "nhăm": "lăm", "mồng": "mùng"}
"""Other words for the same."""
_POWERS = {"2": "vuông", "3": "khối"}
_ALIKE = str.maketrans({0x030C: 0x0306, 0x0311: 0x0306, 0x00F0: 0x0111, 0x0256: 0x0111})
"""A caron and a turned breve look like the breve of ă, the eth of Iceland like đ."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[0-9]+")
_OTHER_SCRIPTS = frozenset({"Tavt", "Khmr", "Cham", "Hani", "Arab", "Laoo"})
_COUNTING = {"units": "năm ", "per": "năm đồng một "}
_BEFORE = {"units": "5 ", "per": "5 đồng/"}
"""What stands before a word of these sections where it is used, and how that is said."""


def conflict(section: str, written: str, said: str) -> LexiconConflict | None:
    """Why this entry of a section (`words`, `units`, …) cannot stand in a lexicon of a workspace; None where it can."""
    written, said = unicodedata.normalize("NFC", written), unicodedata.normalize("NFC", said)
    if getattr(shipped(), section).get(written) == said:
        return None
    if not all(map(_is_plain, written)):
        return LexiconConflict.LETTERS
    if section in _BEFORE:
        return _measured(section, written, said)
    if section == "letters":
        return LexiconConflict.OTHER if NUMBERS & {*_words(said)} else None
    if not any(map(str.isalpha, written)):
        return LexiconConflict.NO_WORD
    if section in ("abbreviations", "words") and (known := _unit(section, written)) and folded(said) not in known:
        return LexiconConflict.OTHER
    if re.search("[0-9]", folded(written)):
        return None if _says_the_digits(section, written, said) else LexiconConflict.OTHER
    # CA is an abbreviation like any other, though a shift is "ca"; HAI is a two.
    among = NUMBERS if section == "abbreviations" and written.isascii() and written.isupper() else _reserved()
    shown = _kept(written, among)
    if section in ("abbreviations", "words") and shown:
        return None if _kept(said, among) == shown else LexiconConflict.OTHER
    return LexiconConflict.HIDDEN if _is_figure(said) or _joins_a_figure(written, said) else None


def folded(text: str) -> str:
    """A text in which writings of one word are alike: small letters, hyphens as spaces, no sign that nobody sees."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()).translate(_ALIKE)
    seen = "".join(char for char in apart if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFC", seen).replace("-", " ").split())


def _words(text: str) -> list[str]:
    """The words and runs of digits of a text, folded; those for the same number or day are one."""
    return [_SAME.get(word, word) for word in re.findall(r"[^\W\d_]+|[0-9]+", folded(text))]


def _kept(text: str, among: Collection[str]) -> list[str]:
    """Those of the words of a text that must stay. Units with hyphens (ki-lô-mét) count as one."""
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFC", text).casefold()):
        whole = folded(word)
        found += [whole] if whole in among else [part for part in _words(word) if part in among]
    return found


@cache
def _measures() -> frozenset[str]:
    """The words of units: đồng, phần, mét, ki lô mét."""
    sayings = shipped().units.values()
    return frozenset(folded(word) for said in sayings for word in said.split() if word not in ("la", "xê", "Mỹ"))


@cache
def _reserved() -> frozenset[str]:
    """Every word that numbers, units, rates, dates and arithmetic are read with."""
    rates = frozenset(word for said in shipped().per.values() for word in folded(said).split())
    return frozenset(_SAME.get(word, word) for word in NUMBERS | _measures() | rates | _CALENDAR | _ARITHMETIC)


def _unit(section: str, written: str) -> set[str]:
    """What the shipped lexicon says for a unit that is written so, folded; in any capitals where it is no syllable."""
    from bhxhcomm.language.syllable import is_syllable

    found = set()
    for known in (shipped().units, shipped().per):
        for key, said in known.items():
            same = key == written or (
                len(key) > 1 and folded(key) == folded(written) and (section == "words" or not is_syllable(key))
            )
            found |= {folded(said)} if same else set()
    return found


def _measured(section: str, written: str, said: str) -> LexiconConflict | None:
    """A unit, or what a rate is for: one that can be read already is said as it is read; a new sign says no number."""
    alike = {folded(words) for key, words in getattr(shipped(), section).items() if folded(key) == folded(written)}
    if alike:
        return None if folded(said) in alike else LexiconConflict.OTHER
    whole = read(_BEFORE[section] + written)
    lead = _COUNTING[section]
    if whole.is_whole and whole.spoken.startswith(lead):
        usual = whole.spoken.removeprefix(lead)
        if folded(usual) == folded(written):
            return None if folded(said) == folded(usual) else LexiconConflict.OTHER
        if _kept(usual, _reserved()) != _kept(said, _reserved()):
            return LexiconConflict.OTHER
        return None
    words = _words(said)
    shown = [power for digit, power in _POWERS.items() if digit in folded(written)]
    return LexiconConflict.HIDDEN if NUMBERS & {*words} - {"phần", *shown} else None


def _says_the_digits(section: str, written: str, said: str) -> bool:
    """Whether the digits of the written words, and their units, are said: as a number, or one by one."""
    usual = read(written)
    if section in ("abbreviations", "words") and usual.is_whole:
        kept = NUMBERS | _measures()
        if _kept(said, kept) == _kept(usual.spoken, kept):
            return True
        if any(_kept(usual.spoken, _measures())):
            return False
    ways = [_ways(digits) for digits in re.findall("[0-9]+", folded(written))]
    heard = [word for word in _words(said) if word in NUMBERS]
    return heard in [[word for part in way for word in part] for way in product(*ways)]


def _ways(digits: str) -> list[list[str]]:
    one_by_one = [DIGITS[int(digit)] for digit in digits]
    as_number = [_words(in_words(int(digits)))] if digits[0] != "0" and len(digits) < 16 else []
    return [one_by_one, *as_number]


def _is_figure(said: str) -> bool:
    """Whether words say a figure: numbers alone, several in a row, or one with what it counts; or nothing but a unit."""
    words = _words(said)
    if words and all(word in _reserved() for word in words) and (NUMBERS | _measures()) & {*words}:
        return True
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word in NUMBERS and following in NUMBERS and {word, following} & _CLEAR:
            return True
        if word in _CLEAR and following in _COUNTED:
            return True
    return False


def _joins_a_figure(written: str, said: str) -> bool:
    """Whether a number word at an end of what is said would be heard as part of the figure beside it: “mức chín {…}”.

    A Roman number at the end of what is written shows it: CKII is "chuyên khoa hai".
    """
    words = _words(said)
    if not words:
        return False
    if words[0] in _GO_ON or (words[-1] in _CLEAR and not _ROMAN.search(written)):
        return True
    rest = [word for word in words if word not in NUMBERS]
    return rest != words and rest == _words(written)


def _is_plain(char: str) -> bool:
    """Whether a character is seen, and is a letter of an alphabet that is known, where it is a letter."""
    category = unicodedata.category(char)
    if char == HOLE or category[0] == "C" or category in ("Zl", "Zp"):
        return False
    if category[0] != "L":
        return True
    if script_of(char) in _OTHER_SCRIPTS:
        return True
    return all(part in _letters() or unicodedata.combining(part) for part in unicodedata.normalize("NFKD", char))


@cache
def _letters() -> frozenset[str]:
    """The letters, without marks and in both cases, of all alphabets in Latin script that are registered."""
    known = {*"abcdefghijklmnopqrstuvwxyzđðɖ"}
    for language in registry.shipped():
        if language.script == "Latn" and language.exemplar.unit != "script":
            known |= {part for letter in language.letters for part in unicodedata.normalize("NFD", letter)}
    return frozenset(known | {letter.upper() for letter in known})
