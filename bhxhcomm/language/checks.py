"""Which language is this text? Checks for texts that come back from translators, before a person looks at them.

Language detectors do not know these languages. What can be told is, in this order: the script, an old 8-bit encoding, the
alphabet, the words and the word endings that the language has. Wrong script and old encoding are errors and block; all
else warns, for a text of few words proves little. Texts are to be `normalised` first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from bhxhcomm.core.i18n import Message, _, joined
from bhxhcomm.core.problems import NOWHERE, Place, Problem, Severity
from bhxhcomm.language.entry import Language
from bhxhcomm.language.normalise import letters_of, nfc
from bhxhcomm.language.registry import Registry, current

FOREIGN_SHARE = 0.10
"""Share of letters outside the alphabet from which a text is suspicious (names are in the auxiliary letters)."""
OTHER_SCRIPT = 0.25
"""Share of letters of other scripts that a text in Latin letters may have; single ones are warned of as mixed words."""
LATIN_SHARE = 0.50
"""Share of Latin letters (names, abbreviations) that a text in another script may have."""
BORROWED_SHARE = 0.40
"""Share of words with letters that only loans have, from which a text looks like the language that lends them."""
LEAST_WORDS = 8
"""Words a text must have before shares of its words say anything."""

_SPOKEN_FOR = re.compile(
    r"\{[^{}\n]*\}|\]\([^()\s]*\)|(?:https?://|mailto:|tel:|www\.)\S+|[^\s@]{1,64}@\S+|[\w.-]{1,80}\.(?:vn|com)\b"
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036fʼꞌ'’\u1780-\u17d3\uaa00-\uaadf])*")
_RANGES = {
    "Latn": ((0x41, 0x5A), (0x61, 0x7A), (0xAA, 0x24F), (0x250, 0x2AF), (0x1E00, 0x1EFF), (0xA720, 0xA7FF)),
    "Tavt": ((0xAA80, 0xAADF),),
    "Khmr": ((0x1780, 0x17FF), (0x19E0, 0x19FF)),
    "Cham": ((0xAA00, 0xAA5F),),
    "Hani": ((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)),
    "Arab": ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF)),
    "Laoo": ((0xE80, 0xEFF),),
}
_SCRIPTS = {"Hant": "Hani", "Hans": "Hani"}
_JUNK = re.compile(
    r"[^\W\d_][{}\\^#¢£¤¥¦§¨©¬®¯±µ¶¸¹º»¼½¾]+(?=[^\W\d_])"  # inside a word, as in R^t
    r"|(?<!\S)[{}\\^][^\W\d_]"  # before one, as in {uôn
    r"|[^\W\d_]{2}[\\^#¢£¤¥¦¨©¬®¯µ¶¸¹]+(?=[\s.,;:!?)]|$)"  # after one, as in hê#
)
_VNI = re.compile(r"[aeo][â]|[ôa][ê]|[aeiouyôö][øûïåäüë]", re.IGNORECASE)
"""Vowel and mark as VNI writes them (aâ for â, ôê for ơ̆, aû for ả), in pairs that the languages themselves hardly have."""
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf]|áº[\u0080-\u00bf]|á»[\u0080-\u00bf]|Ä[‘\u0090\u0091]|Æ[°¡]|Å[\u0080-\u00bf]")
_ABBREVIATION = re.compile(r"\b[A-ZĐ]{2,7}\b")
_BEYOND_8_BIT = re.compile("[ăđơưĂĐƠƯ\u1e00-\u1eff]")
"""Vietnamese letters that no 8-bit font for these languages has."""
_MIXED_CASE = re.compile(r"[a-z][A-Z]|[A-Z]{2,}[a-z]|[a-zA-Z]['%#&*+=\\^{}|~<>]+[0-9a-zA-Z]|[.%&#'][0-9A-Z]")


def check(text: str, language: Language, *, source: str = "", place: Place = NOWHERE) -> tuple[Problem, ...]:
    """What speaks against this text being in the language. Errors block, warnings do not.

    `source` is the text it was made from: words that stand in both (names, abbreviations) are not held against it.
    """
    words = _without_source(text, source)
    found = _script(words, language) or _old_encoding(words, language)
    if found is None:
        warnings = [_mixed(words, language), _forbidden(words, language), _alphabet(words, language)]
        other = _words(words, language) or _endings(words, language) or _borrowed(words, language)
        problems = [problem for problem in (*warnings, other) if problem is not None]
    else:
        problems = [found]
    return tuple(
        Problem(problem.code, problem.message, place, problem.hint, problem.severity, lang=language.id)
        for problem in problems
    )


@cache
def script_of(character: str) -> str:
    """The script of a letter (ISO 15924), `Zzzz` for one not known here; empty for what is no letter."""
    if unicodedata.category(character)[0] not in "LM" or "\u0300" <= character <= "\u036f" or character in "ʼˈ":
        return ""
    return block_of(character) or "Zzzz"


@cache
def block_of(character: str) -> str:
    """The script in whose block a character stands, be it a letter, a digit or a sign; empty for all that no block here has.

    >>> block_of("។"), block_of("១"), block_of("."), block_of("1")
    ('Khmr', 'Khmr', '', '')
    """
    code = ord(character)
    return next(
        (script for script, ranges in _RANGES.items() if any(first <= code <= last for first, last in ranges)), ""
    )


def scores(text: str) -> Counter[str]:
    """How many words of the text are signature words, by language; a word of two languages counts for both."""
    known = _signatures(current())
    return Counter(name for word in _lower_words(text) if word in known for name in known[word])


@lru_cache(maxsize=4)
def _signatures(registry: Registry) -> dict[str, tuple[str, ...]]:
    """From a signature word to the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in registry:
        for word in entry.signature_words:
            found[word] = (*found.get(word, ()), entry.id)
    return found


def _without_source(text: str, source: str) -> str:
    """The text without placeholders, addresses and what it shares with its source that is no ordinary word."""
    text = _SPOKEN_FOR.sub(" ", nfc(text)).replace("**", "").replace("*", "")
    if source:
        shared = {word for word in _WORD.findall(nfc(source)) if not word.islower()}
        text = _WORD.sub(lambda word: " " if word[0] in shared else word[0], text)
    return text


def _lower_words(text: str) -> Iterator[str]:
    return (word.lower() for word in _WORD.findall(text))


def _error(code: str, message: Message, hint: Message) -> Problem:
    return Problem(code, message, hint=hint)


def _warning(code: str, message: Message, hint: Message) -> Problem:
    return Problem(code, message, hint=hint, severity=Severity.WARNING)


def _script(text: str, language: Language) -> Problem | None:
    wanted = _SCRIPTS.get(language.script, language.script)
    if wanted != "Latn":
        text = _ABBREVIATION.sub(" ", text)
    scripts: Counter[str] = Counter()
    for character, count in Counter(text).items():
        scripts[script_of(character)] += count
    del scripts[""]
    foreign = scripts.total() - scripts[wanted]
    if not foreign or foreign <= (OTHER_SCRIPT if wanted == "Latn" else LATIN_SHARE) * scripts.total():
        return None
    if wanted != "Latn" and scripts["Latn"] > foreign / 2 and not _BEYOND_8_BIT.search(text):
        tokens = text.split()
        odd = sum(1 for token in tokens if _MIXED_CASE.search(token) or _JUNK.search(token))
        if odd >= max(1, len(tokens) / 4):
            return _old(language)
    most = max((script for script in scripts if script != wanted), key=lambda script: scripts[script])
    return _error(
        "wrong-script",
        _("the text is written in {found}, not in {wanted}").format(
            found=_script_name(most), wanted=_script_name(wanted)
        ),
        _("paste the text in {wanted}, typed with a Unicode keyboard").format(wanted=_script_name(wanted)),
    )


def _script_name(script: str) -> Message:
    return {
        "Latn": _("Latin letters"),
        "Tavt": _("Thái letters (Tai Viet)"),
        "Khmr": _("Khmer letters"),
        "Cham": _("Chăm letters"),
        "Hani": _("Chinese characters"),
        "Arab": _("Arabic letters"),
        "Laoo": _("Lao letters"),
    }.get(script, _("another script"))


def _old(language: Language) -> Problem:
    return _error(
        "old-encoding",
        _("the text was typed for an old font (8-bit, not Unicode)"),
        joined(
            " ",
            [
                _("convert it to Unicode with the keyboard program it was typed with, and paste it anew"),
                *([f"({language.legacy_encodings})"] if language.legacy_encodings else []),
            ],
        ),
    )


def _old_encoding(text: str, language: Language) -> Problem | None:
    if language.script != "Latn":
        return None
    junk = len(_JUNK.findall(text))
    pairs = [found.lower() for found in _VNI.findall(text)]
    vni = sum(1 for pair in pairs if not language.letters.issuperset(pair))
    mojibake = len(_MOJIBAKE.findall(text))
    words = max(1, len(text.split()))
    if (junk and junk >= words / 12) or mojibake >= 2 or vni >= 2 or len(pairs) >= max(2, words / 4):
        return _old(language)
    return None


def _mixed(text: str, language: Language) -> Problem | None:
    """Words with letters of two scripts: a Cyrillic а in a Latin word looks right and is found by nobody."""
    usual = {"", _SCRIPTS.get(language.script, language.script)} | ({"Latn"} if language.script != "Latn" else set())
    if {script_of(character) for character in set(text)} <= usual:
        return None
    mixed = []
    for word in _WORD.findall(text):
        scripts = {script_of(character) for character in word}
        if len(scripts - {""}) > 1 and not scripts <= usual:
            mixed.append(word)
    if not mixed:
        return None
    return _warning(
        "mixed-script",
        _("words with letters of two scripts: {words}").format(words=_listed(mixed)),
        _("type them anew with one keyboard"),
    )


def _forbidden(text: str, language: Language) -> Problem | None:
    found = [f"U+{ord(character):04X}" for character in text if character in language.exemplar.forbidden]
    if not found:
        return None
    return _warning(
        "forbidden-letter",
        _("characters that Unicode advises against: {letters}").format(letters=_listed(found)),
        _("type these words anew"),
    )


def _alphabet(text: str, language: Language) -> Problem | None:
    if language.exemplar.unit == "script":
        return None
    known = language.letters | set(language.exemplar.punctuation)
    wanted = _SCRIPTS.get(language.script, language.script)
    letters = [letter for letter in letters_of(text, language) if script_of(letter[0]) in (wanted, "", "Zzzz")]
    foreign = [letter for letter in letters if letter not in known]
    if len(foreign) < 2 or len(foreign) <= FOREIGN_SHARE * len(letters):
        return None
    return _warning(
        "foreign-letters",
        _("{share} % of the letters are not in the alphabet of {language}: {letters}").format(
            share=round(100 * len(foreign) / len(letters)), language=language.names.vi, letters=_listed(foreign)
        ),
        _("look whether the text is in this language, and typed in its letters"),
    )


def _words(text: str, language: Language) -> Problem | None:
    """The signature words of another language outnumber those of this one by far."""
    found = scores(text)
    own = found.pop(language.id, 0)
    rivals = {name: count for name, count in found.items() if count >= 2 and count > 2 * own}
    if not rivals:
        return None
    likest = max(rivals, key=lambda name: rivals[name])
    return _looks_like(current().by_id[likest], language)


def _endings(text: str, language: Language) -> Problem | None:
    if language.finals is None:
        return None
    words = list(_lower_words(text))
    endings = sum(1 for word in words if word[-1] in language.finals.letters)
    if len(words) < LEAST_WORDS or endings >= language.finals.share * len(words):
        return None
    return _warning(
        "word-endings",
        _("few words end with a tone letter of {language} ({letters})").format(
            language=language.names.vi, letters=" ".join(language.finals.letters)
        ),
        _("look whether the text is in this language and in this way of writing it"),
    )


def _borrowed(text: str, language: Language) -> Problem | None:
    """Most words, names left aside, have letters that only loans from another language have."""
    lender = current().by_id.get(language.exemplar.borrows)
    if lender is None:
        return None
    borrowed = set(language.exemplar.auxiliary)
    words = [word for word in _WORD.findall(text) if word[0].islower()]
    count = sum(1 for word in words if not borrowed.isdisjoint(word))
    if len(words) < LEAST_WORDS or count <= BORROWED_SHARE * len(words):
        return None
    return _looks_like(lender, language)


def _looks_like(other: Language, language: Language) -> Problem:
    return _warning(
        "other-language",
        _("the text looks like {other}, not like {language}").format(other=other.names.vi, language=language.names.vi),
        _("look whether the right file, or the right row, was filled in"),
    )


def _listed(items: Iterable[str]) -> str:
    """The most frequent of what was found, at most eight."""
    return " ".join(item for item, _count in Counter(items).most_common(8))
