"""Test text in a language's own letters, for trying out layouts before there is a translation.

It is made from a Vietnamese text, letter by letter from the alphabet of the language, about 40 % longer, as translations
tend to be. It means nothing, and pages made from it must say `NOTICE`. Placeholders, marks, links, figures and addresses
stay as they are; the same source always gives the same text.
"""

from __future__ import annotations

import hashlib
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence

from bhxhcomm.language.breaking import PREVOWELS, ZWSP
from bhxhcomm.language.entry import Language
from bhxhcomm.language.normalise import GLOTTALS, nfc

NOTICE = "CHỮ THỬ – KHÔNG PHẢI BẢN DỊCH"
"""What every page made from test text must say, in Vietnamese, whatever the language."""
LONGER = 1.4
"""Length of the test text, as a multiple of that of its source."""
WORDS_TO_A_SPACE = 4
"""Words between two spaces in a script that writes none between words; a zero-width space stands between the others."""

_PARTS = re.compile(
    r"(?P<kept>\{\{|\}\}|\{[^{}\n]*\}|\]\([^()\s]*\)|(?:https?://|mailto:|tel:|www\.)[^\s()\[\]]+|[^\s@]{1,64}@\S+|\\[*\[\]\\])"
    r"|(?P<word>[^\W\d_](?:[^\W\d_]|['’ʼꞌ](?=[^\W\d_])|[\u0300-\u036f])*)"
    r"|(?P<space>\s+)|(?P<other>.)",
    re.DOTALL,
)
_ENDS = {"Khmr": str.maketrans({".": "។"})}
_VOWELS = frozenset("aeiouy")
_KHMER_SIGNS = "\u17c6\u17c7\u17cb"


def pseudo(source: str, language: Language) -> str:
    """Test text for one Vietnamese source, which may have placeholders, marks and links.

    >>> from bhxhcomm.language.registry import language
    >>> "{luong_co_so}" in pseudo("Lương cơ sở là {luong_co_so}.", language("ede"))
    True
    """
    seed = hashlib.sha256(f"{language.id}\n{nfc(source)}".encode()).digest()
    maker = _Maker(language, random.Random(seed))
    source = nfc(source)
    spaced = language.word_separator == "space"
    made: list[str] = []
    since_space = 0
    debt = 0.0
    for part in _PARTS.finditer(source):
        kind, text = part.lastgroup, part[0]
        if kind == "word":
            debt += LONGER * (len(text) + 1) - (1 if spaced else 0)
            words = maker.words(max(1, round(debt)))
            debt -= sum(width(word) for word in words) + (len(words) - 1 if spaced else 0)
            since_space += len(words)
            made.append((" " if spaced else ZWSP).join(_cased(words, text)))
        elif kind == "space":
            if spaced or since_space >= WORDS_TO_A_SPACE or not _between_letters(source, part.start(), part.end()):
                made.append(text)
                since_space = 0
                debt -= 0 if spaced else 1
            else:
                made.append(ZWSP)
        elif kind == "other" and not _in_number(source, part.start()):
            made.append(text.translate(_ENDS.get(language.script, {})))
        else:
            made.append(text)
    return "".join(made)


def width(text: str) -> int:
    """How many characters of a text take room of their own."""
    return sum(1 for character in text if unicodedata.category(character) not in ("Mn", "Cf", "Me"))


def _between_letters(source: str, start: int, end: int) -> bool:
    return source[max(start - 1, 0) : start].isalpha() and source[end : end + 1].isalpha()


def _in_number(source: str, at: int) -> bool:
    """Whether the sign stands between digits, as in 1.500.000."""
    return source[at - 1 : at].isdigit() and source[at + 1 : at + 2].isdigit()


def _cased(words: list[str], model: str) -> list[str]:
    """The words with the capitals of their model, where the script has any."""
    if len(model) > 1 and model.isupper():
        return [word.upper() for word in words]
    if model[:1].isupper():
        first = words[0]
        start = next((at for at, character in enumerate(first) if character.upper() != character), 0)
        return [first[:start] + first[start].upper() + first[start + 1 :], *words[1:]]
    return words


class _Maker:
    """Makes words of plausible length from the letters of a language; every letter comes up before one comes up again."""

    def __init__(self, language: Language, chance: random.Random) -> None:
        self.script = language.script
        self.chance = chance
        main = language.exemplar.main
        self.bags: dict[str, Iterator[str]] = {}
        self.endings = language.finals.letters if language.finals else ()
        self.glottals = [letter for letter in main if letter in GLOTTALS]
        if self.script == "Latn":
            self.vowels = [letter for letter in main if _base(letter) in _VOWELS]
            self.first = [letter for letter in main if letter not in self.vowels and letter not in GLOTTALS]
            self.signs: list[str] = []
        elif language.exemplar.unit == "script":
            raise ValueError(f"{language.id} has no alphabet to make test text from")
        else:
            marks = [letter for letter in main if unicodedata.category(letter)[0] == "M"]
            self.first = [letter for letter in main if unicodedata.category(letter) == "Lo" and letter not in PREVOWELS]
            self.vowels = [mark for mark in marks if not _is_second_sign(mark)]
            self.signs = [mark for mark in marks if _is_second_sign(mark)]
            if self.script == "Tavt":
                self.tones = [letter for letter in self.first if letter in "ꫀꫂ"] + self.signs
                self.first = [letter for letter in self.first if "ꪀ" <= letter <= "ꪯ"]
                self.vowels += [letter for letter in main if letter in "ꪱꪺꪽ" and letter not in self.vowels]
            if self.script == "Khmr":
                self.whole = [letter for letter in self.first if "\u17a5" <= letter <= "\u17b3"]
                self.first = [letter for letter in self.first if letter <= "\u17a2"]
            if self.script == "Cham":
                self.last = [letter for letter in self.first if "\uaa40" <= letter <= "\uaa4b"]
                self.first = [letter for letter in self.first if letter <= "\uaa28"]

    def words(self, room: int) -> list[str]:
        """Words of about so many letters in all, with the spaces between them; few are longer than seven letters."""
        words = []
        while room > 7:
            share = self.chance.randint(3, 5)
            words.append(self._word(share))
            room -= width(words[-1]) + 1
        return [*words, self._word(max(room, 1))]

    def _word(self, room: int) -> str:
        word = ""
        while width(word) < room:
            word += self._syllable(room - width(word))
        if self.endings and word[-1] not in self.endings and not self._once_in(4):
            word += self._next("endings", self.endings)
        return word

    def _syllable(self, room: int) -> str:
        if self.script == "Tavt":
            return self._tai_viet(room)
        if self.script == "Khmr":
            return self._khmer(room)
        if self.script == "Cham":
            return self._cham(room)
        if room == 1:
            return self._next("vowels", self.vowels)
        glottal = self._next("glottals", self.glottals) if self.glottals and room > 3 and self._once_in(6) else ""
        syllable = glottal + self._next("first", self.first) + self._next("vowels", self.vowels)
        return syllable + (
            self._next("first", self.first) if room > 2 and not self.endings and not self._once_in(3) else ""
        )

    def _tai_viet(self, room: int) -> str:
        first = self._next("first", self.first)
        if room > 1 and self._once_in(3):
            return self._next("prevowels", PREVOWELS) + first
        vowel = self._next("vowels", self.vowels)
        tone = self._next("tones", self.tones) if self._once_in(3) and width(vowel) == 0 else ""
        return first + vowel + tone + (self._next("first", self.first) if room > 2 else "")

    def _khmer(self, room: int) -> str:
        if self._once_in(12):
            return self._next("whole", self.whole)
        first = self._next("first", self.first)
        below = "\u17d2" + self._next("below", [letter for letter in self.first if letter != "ឡ"])
        vowel = self._next("vowels", [mark for mark in self.vowels if mark not in "\u17d2\u17c7\u17c8\u17c6"])
        sign = self._next("signs", _KHMER_SIGNS)
        if self._once_in(3):
            return first + below + vowel
        return (
            first + (vowel if not self._once_in(4) else "") + (sign if self._once_in(6) and vowel == "\u17b6" else "")
        )

    def _cham(self, room: int) -> str:
        syllable = self._next("first", self.first) + self._next("vowels", self.vowels)
        return syllable + (self._next("last", self.last) if room > 2 and self._once_in(2) else "")

    def _once_in(self, count: int) -> bool:
        return self.chance.randrange(count) == 0

    def _next(self, name: str, letters: Sequence[str]) -> str:
        """The next letter of a shuffled bag, filled again when it is empty."""
        bag = self.bags.get(name)
        letter = next(bag, None) if bag is not None else None
        if letter is None:
            self.bags[name] = bag = iter(self.chance.sample(list(letters), len(letters)))
            letter = next(bag)
        return letter


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def _is_second_sign(mark: str) -> bool:
    """Whether a mark stands on top of another (tones of Tai Viet, shifters and other signs of Khmer, finals of Chăm)."""
    return mark in "꪿꫁" or "\u17c9" <= mark <= "\u17d1" or mark in "ꩃꩌꩍ"
