"""Where lines may break: zero-width spaces (U+200B) between the words of Khmer, and what would run out of its panel.

The page engine breaks no unspaced Khmer, Thái or Chăm. Khmer gets breaks between its words where its author gave none,
found by khmercut (a conditional random field over Khmer syllables). Thái and Chăm must be written with spaces: there is no
dictionary to cut them by, so long runs are reported. A Thái vowel that is stored before its consonant ends no line.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import NOWHERE, MachineError, Place, Problem, Severity

if TYPE_CHECKING:
    from bhxhcomm.language.entry import Language

ZWSP = "\u200b"
LONGEST_RUN = 30
"""Most letters without a place to break; from there a run may be wider than a leaflet's panel."""
PREVOWELS = "ꪵꪶꪹꪻꪼ"
"""Thái vowels stored before the consonant that they belong to (Unicode Standard, 16.6, Tai Viet)."""
BLOCKS = {"Tavt": "\uaa80-\uaadf", "Cham": "\uaa00-\uaa5f", "Khmr": "\u1780-\u17ff\u19e0-\u19ff"}
NEVER_BEFORE = "។៕៖ៗ៘៙៚៛.,;:!?%…)]}»”’'\""
"""What may not begin a line in Khmer: the signs that end a phrase, and whatever closes."""
NEVER_AFTER = "([{«“‘"
_KHMER_RUN = re.compile("[\u1780-\u17d3\u17d7\u17dc\u17dd\u200b\u200c\u200d]+")
_DIGIT = re.compile("[0-9\u17e0-\u17e9]")


def breakable(text: str, language: Language) -> str:
    """The text with a zero-width space wherever a line may break between words. Doing it twice changes nothing more.

    Only Khmer changes: a run that has zero-width spaces of its author keeps those and gets none, except that a piece of
    over `LONGEST_RUN` letters is cut. Of the author's, those that would begin a line with a sign or break a syllable go.
    Raises `MachineError` when khmercut is not on this machine.
    """
    if language.script == "Tavt":
        return re.sub(f"(?<=[{PREVOWELS}]){ZWSP}+", "", text) if ZWSP in text else text
    if language.script != "Khmr":
        return text
    return _KHMER_RUN.sub(lambda run: _cut(run[0]), _cleared(text))


def problems(text: str, language: Language, place: Place = NOWHERE) -> tuple[Problem, ...]:
    """What in this text would break lines badly, or not at all. All of it warns; the page is checked again when set."""
    if language.script not in BLOCKS:
        return ()
    found = []
    if language.script == "Tavt":
        torn = re.findall(f"\\S{{0,20}}[{PREVOWELS}](?=[\\s{ZWSP}]|$)", text)
        if torn:
            found.append(
                Problem(
                    "break-after-vowel",
                    _("a word ends with a vowel that belongs to the next letter: {words}").format(
                        words=" ".join(torn[:5])
                    ),
                    place,
                    _("take out the space, or the zero-width space, behind {letters}").format(
                        letters=" ".join(sorted({word[-1] for word in torn}))
                    ),
                    Severity.WARNING,
                    lang=language.id,
                )
            )
    letters = f"[{BLOCKS[language.script]}]+"
    if language.script == "Khmr":
        loose = len(text) - len(_cleared(text))
        if loose:
            found.append(
                Problem(
                    "loose-break",
                    _("{count} zero-width spaces stand beside a space, before a sign or inside a syllable").format(
                        count=loose
                    ),
                    place,
                    _("they are left out on the page; take them out of the text"),
                    Severity.WARNING,
                    lang=language.id,
                )
            )
        text = breakable(text, language)
    long = [run for run in re.findall(letters, text) if _length(run) > LONGEST_RUN]
    for run in long:
        found.append(
            Problem(
                "long-run",
                _("{count} letters without a place where the line may break: {start}…").format(
                    count=_length(run), start=run[:12]
                ),
                place,
                _("put spaces (or zero-width spaces) between the words"),
                Severity.WARNING,
                lang=language.id,
            )
        )
    return tuple(found)


def _cut(run: str) -> str:
    """One run of Khmer letters, with breaks between its words unless the author gave some."""
    if ZWSP not in run:
        return ZWSP.join(_words(run))
    return ZWSP.join(
        ZWSP.join(_words(piece)) if _length(piece) > LONGEST_RUN else piece for piece in run.split(ZWSP)
    )  # fmt: skip


def _length(text: str) -> int:
    """How many characters take room of their own in the line."""
    return sum(1 for character in text if unicodedata.category(character) not in ("Mn", "Cf"))


@lru_cache(maxsize=20_000)
def _words(piece: str) -> tuple[str, ...]:
    """The words of an unspaced piece. Long words are cut again, until cutting finds nothing more."""
    try:
        from khmercut import tokenize
    except ImportError:
        raise MachineError(
            Problem(
                "khmer-breaks-missing",
                _("khmercut, which finds the words of Khmer, is not on this machine"),
                hint=_("install it: {command}").format(command="python -m pip install khmercut"),
            )
        ) from None
    words: list[str] = []
    for word in tokenize(piece):
        if words and (_joins(words[-1], word)):
            words[-1] += word
        else:
            words.append(word)
    if len(words) < 2:
        return (piece,)
    return tuple(part for word in words for part in (_words(word) if _length(word) > LONGEST_RUN else (word,)))


def _joins(before: str, after: str) -> bool:
    """Whether no line may break between these two."""
    return (
        unicodedata.category(after[0])[0] == "M"
        or before[-1] == "\u17d2"
        or re.match(f"[{re.escape(NEVER_BEFORE)}]", after) is not None
        or before[-1] in NEVER_AFTER
        or bool(_DIGIT.match(before[-1]) and _DIGIT.match(after))
    )


_LOOSE = re.compile(
    f"{ZWSP}(?=[\\s{re.escape(NEVER_BEFORE)}\u17b4-\u17d3\u17dd])|(?<=[\\s{re.escape(NEVER_AFTER)}\u17d2]){ZWSP}"
)


def _cleared(text: str) -> str:
    """The text without the breaks that help nobody: beside a space, before a sign, inside a syllable, doubled."""
    return _LOOSE.sub("", re.sub(f"{ZWSP}+", ZWSP, text)) if ZWSP in text else text
