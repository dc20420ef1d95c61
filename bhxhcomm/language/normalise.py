"""The one spelling of a text: Unicode form NFC, in which every Vietnamese letter with its marks is a single character.

`nfc` does that and no more. `normalised` also mends what NFC leaves in texts of a language: marks in another order,
doubled marks, the eth typed for đ, Word's quotes for the glottal letter, invisible characters, the order of signs in a
Khmer syllable. Placeholders and addresses are left alone, and each kind of repair is told once, with its count.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bhxhcomm.core.i18n import Message, _

if TYPE_CHECKING:
    from bhxhcomm.language.entry import Language

GLOTTALS = ("ʼ", "ꞌ")
"""The letters for a glottal stop: U+02BC of Ba Na and Dao, the saltillo U+A78C of Thái in Latin letters."""
_LOOKALIKES = "'‘’`´ʹʻʼˈꞌ′"
_LETTER = r"[^\W\d_]"
ROUNDS = 20
"""One repair may lay another open (marks that meet when what stood between them is gone); ordinary texts need one."""
_KEPT = re.compile(r"(\{[^{}\n]*\}|\]\([^()\s]*\)|(?:https?://|mailto:|tel:)[^\s<>\"{}]+)")
"""What no repair may touch: placeholders, the addresses of links, addresses as such."""
_MARKS = re.compile("[\u0300-\u0304\u0306\u0309\u0308\u030c]{2,}")
_MARK_ORDER = {"\u0302": 0, "\u0306": 1}
"""The mark that changes the vowel stands before the tone; circumflex before breve (ê̆, not ĕ with a circumflex)."""
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff"
_ETH = str.maketrans("ÐðƉ", "ĐđĐ")


def nfc(text: str) -> str:
    """The text in NFC. What is in it already comes back unchanged."""
    return unicodedata.normalize("NFC", text)


def is_nfc(text: str) -> bool:
    """Whether the text is in NFC."""
    return unicodedata.is_normalized("NFC", text)


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of mend, and how often it was made. `code` is stable; `message` is for a person."""

    code: str
    count: int

    @property
    def message(self) -> Message:
        return {
            "form": _("letters and marks typed apart were put together ({count})"),
            "invisible": _("invisible characters were taken out ({count})"),
            "mark-order": _("marks in the wrong order were set right ({count})"),
            "doubled-mark": _("marks typed twice were taken out ({count})"),
            "eth": _("the letter Ð of Iceland was replaced by Đ ({count})"),
            "lookalike": _("letters of other alphabets were replaced by those of the language ({count})"),
            "glottal": _("quotation marks were replaced by the letter for the glottal stop ({count})"),
            "khmer-order": _("signs of Khmer syllables were put in their order ({count})"),
            "khmer-obsolete": _("obsolete Khmer characters were replaced ({count})"),
        }[self.code].format(count=self.count)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in its one spelling, and what was mended to get there."""

    text: str
    repairs: tuple[Repair, ...] = ()


def normalised(text: str, language: Language) -> Normalised:
    """The text in the one spelling of the language. Doing it twice changes nothing more."""
    counts: Counter[str] = Counter()
    steps = _steps(language)
    for _round in range(ROUNDS):
        before = counts.total()
        text = _mended(text, language, steps, counts)
        if counts.total() == before:
            break
    order = ["form", *(code for code, _step in steps), "glottal"]
    return Normalised(text, tuple(Repair(code, counts[code]) for code in order if counts[code]))


def _mended(text: str, language: Language, steps: list[tuple[str, Step]], counts: Counter[str]) -> str:
    """One round of repairs, each counted."""
    pieces = _KEPT.split(_counted("form", text, _composed, counts))
    for number in range(0, len(pieces), 2):
        for code, step in steps:
            pieces[number] = _counted(code, pieces[number], step, counts)
    if language.script == "Latn" and (glottal := next((g for g in GLOTTALS if g in language.exemplar.main), "")):
        pieces = _glottals(pieces, glottal, counts)
    return "".join(pieces)


Step = Callable[[str], tuple[str, int]]


def _counted(code: str, text: str, step: Step, counts: Counter[str]) -> str:
    text, count = step(text)
    if count:
        counts[code] += count
    return text


def _mapped(language: Language) -> Step:
    """The repair that puts the letters of the language in the place of those typed for them."""
    letters = dict(language.normalise)
    pattern = "|".join(re.escape(typed) for typed in sorted(letters, key=len, reverse=True))
    return lambda text: re.subn(pattern, lambda found: letters[found[0]], text)


def _steps(language: Language) -> list[tuple[str, Step]]:
    """The repairs for texts of this language, in order. Later ones see what the earlier ones mended."""
    steps: list[tuple[str, Step]] = []
    if language.script == "Latn":
        steps += [("invisible", _visible), ("doubled-mark", _single_marks), ("mark-order", _ordered_marks)]
        if "đ" in language.letters:
            steps.append(("eth", _without_eth))
    else:
        steps.append(("invisible", _without_bom))
    if language.normalise:
        steps.append(("lookalike", _mapped(language)))
    if language.script == "Khmr":
        steps += [("khmer-obsolete", _current_khmer), ("khmer-order", _ordered_khmer)]
    return steps


def _composed(text: str) -> tuple[str, int]:
    composed = nfc(text)
    return composed, (max(1, len(text) - len(composed)) if composed != text else 0)


def _visible(text: str) -> tuple[str, int]:
    kept = "".join(c for c in text if c not in _INVISIBLE)
    return kept, len(text) - len(kept)


def _without_bom(text: str) -> tuple[str, int]:
    kept = text.replace("\ufeff", "").replace("\u00ad", "")
    return kept, len(text) - len(kept)


def _without_eth(text: str) -> tuple[str, int]:
    return text.translate(_ETH), sum(map(text.count, "ÐðƉ"))


def _marks(text: str, mend: Callable[[str], str]) -> tuple[str, int]:
    """Mend each run of two or more marks above a letter; how many runs changed."""
    if not any("\u0300" <= character <= "\u036f" for character in text):
        return text, 0
    changed = 0

    def run(found: re.Match[str]) -> str:
        nonlocal changed
        mended = mend(found[0])
        changed += mended != found[0]
        return mended

    return nfc(_MARKS.sub(run, unicodedata.normalize("NFD", text))), changed


def _single_marks(text: str) -> tuple[str, int]:
    return _marks(text, lambda run: "".join(dict.fromkeys(run)))


def _ordered_marks(text: str) -> tuple[str, int]:
    return _marks(text, lambda run: "".join(sorted(run, key=lambda mark: _MARK_ORDER.get(mark, 2))))


def _glottals(pieces: list[str], glottal: str, counts: Counter[str]) -> list[str]:
    """Quotation marks that stand for the glottal letter: inside a word, or before one with no quotation that closes.

    `‘nhŏng kon’` stays a quotation; `‘nhŏng kon` is a letter that Word turned into a quote.
    """
    inside = re.compile(f"(?<={_LETTER})[{_LOOKALIKES}](?={_LETTER})")
    first = re.compile(f"(?<![\\w{_LOOKALIKES}])[{_LOOKALIKES}](?={_LETTER})")
    closes = re.compile(f"(?<=[\\w.,!?…])['’](?!{_LETTER})")
    for number in range(0, len(pieces), 2):
        text = pieces[number]
        closing = [found.start() for found in closes.finditer(text)]
        letters = {found.start() for found in inside.finditer(text)}
        for found in first.finditer(text):
            quoting = text[found.start()] in "'‘"
            close = next((at for at in closing if at > found.start()), None)
            if quoting and close is not None:
                closing.remove(close)
            else:
                letters.add(found.start())
        wrong = [at for at in letters if text[at] != glottal]
        if wrong:
            counts["glottal"] += len(wrong)
            pieces[number] = "".join(glottal if at in letters else c for at, c in enumerate(text))
    return pieces


_OBSOLETE = {
    "\u17a3": "\u17a2",
    "\u17a4": "\u17a2\u17b6",
    "\u17a8": "\u17a7\u1780",
    "\u17b4": "",
    "\u17b5": "",
    "\u17d8": "\u17d4\u179b\u17d4",
    "\u17c1\u17b8": "\u17be",
    "\u17b8\u17c1": "\u17be",
    "\u17c1\u17b6": "\u17c4",
}
"""What the Unicode Standard (names list of the Khmer block) says to write instead; vowels that were typed in halves."""
_OBSOLETE_PATTERN = re.compile("|".join(_OBSOLETE))
_SYLLABLE = re.compile("([\u1780-\u17b3])((?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17dd])+)")
_SIGN = re.compile("\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17dd]")
_COENG_RO = "\u17d2\u179a"


def _current_khmer(text: str) -> tuple[str, int]:
    return _OBSOLETE_PATTERN.subn(lambda found: _OBSOLETE[found[0]], text)


def _ordered_khmer(text: str) -> tuple[str, int]:
    """Signs in the order of the Unicode Standard, 16.4: robat, subscripts (ro last), shifter, vowel, other signs."""
    changed = 0

    def syllable(found: re.Match[str]) -> str:
        nonlocal changed
        signs = _SIGN.findall(found[2])
        mended = "".join(dict.fromkeys(sorted(signs, key=_khmer_rank)))
        changed += mended != found[2]
        return found[1] + mended

    return _SYLLABLE.sub(syllable, text), changed


def _khmer_rank(sign: str) -> int:
    if sign == "\u17cc":
        return 0
    if len(sign) == 2:
        return 2 if sign == _COENG_RO else 1
    if sign in "\u17c9\u17ca":
        return 3
    if "\u17b6" <= sign <= "\u17c5":
        return 4
    return 6 if sign in "\u17c7\u17c8" else 5


def letters_of(text: str, language: Language) -> Iterator[str]:
    """The letters of a text in lower case, as the language counts them: with their marks, or code point by code point."""
    unit = language.exemplar.unit
    letter = ""
    for character in nfc(text.lower()):
        kind = unicodedata.category(character)[0]
        if kind == "M" and (unit == "grapheme") and letter:
            letter += character
            continue
        if letter:
            yield letter
        letter = character if kind in "LM" else ""
    if letter:
        yield letter
