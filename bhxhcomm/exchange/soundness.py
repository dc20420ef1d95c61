"""Whether a translation that came back may be taken: what is wrong with it, and what is no error but worth a look."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from bhxhcomm.content.prose import Part
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem
from bhxhcomm.language import checks, invisible
from bhxhcomm.language.entry import Language
from bhxhcomm.language.normalise import GLOTTALS
from bhxhcomm.language.text import Words
from bhxhcomm.translation import faithful
from bhxhcomm.translation.faithful import TranslationFinding
from bhxhcomm.translation.glossary import Glossary
from bhxhcomm.translation.merge import MergedItem

SHORT = 0.3
"""Share of the source's length below which a translation of more than a few words looks cut short."""
_LEAST = 20
UNSEEN = "invisible-sign"
_WORD = re.compile(r"[ʼꞌ]?[^\W\d_]+(?:[\u0300-\u036f][^\W\d_]*)*")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found in one translation: what keeps it out, what is doubtful, and what its letters say (of both kinds)."""

    errors: tuple[TranslationFinding, ...]
    doubts: tuple[TranslationFinding, ...] = ()
    letters: tuple[Problem, ...] = ()

    @property
    def is_unseen(self) -> bool:
        """Whether signs that nobody sees are among the errors: no text may hold any, finished or not."""
        return any(finding.code == UNSEEN for finding in self.errors)

    @property
    def is_sound(self) -> bool:
        return not self.errors and not any(problem.is_error for problem in self.letters)


def judged(
    item: MergedItem,
    target: str,
    language: Language,
    terms: Glossary,
    place: Place,
    *,
    in_words: str = "",
    reviewed: bool = False,
    glottals: Collection[str] = (),
) -> Judgement:
    """Look at a translation of a text. `reviewed` says that the file names a reviewer, who confirms numbers said in words;
    `glottals` are words that the language's other translations begin with ʼ."""
    unseen = [TranslationFinding(UNSEEN, sign.message, sign.hint) for sign in invisible.invisible(target)]
    parts, damage = faithful.parsed(target)
    if damage is not None:
        return Judgement((*unseen, damage))
    found = faithful.differences(item.wanted.parts, parts, in_words, habits=language.number_habits)
    claimed = [finding for finding in found if finding.code == faithful.IN_WORDS]
    errors = [finding for finding in found if finding.code != faithful.IN_WORDS]
    doubts = [] if reviewed else claimed
    doubts += [
        *_doubts(item, target, parts),
        *_swallowed(target, glottals),
        *terms.findings(item.wanted.source, target),
    ]
    letters = checks.check(target, language, source=item.wanted.source, place=place)
    return Judgement((*unseen, *errors), tuple(doubts), letters)


def glottal_words(language: Language, texts: Iterable[str]) -> frozenset[str] | None:
    """The words of some texts that begin with the letter for the glottal stop, in small letters and without it; those that also
    stand there without it are none. None where the language has no such letter."""
    letter = next((one for one in GLOTTALS if one in language.exemplar.main), "")
    if not letter:
        return None
    words = {word.casefold() for text in texts if text for word in _WORD.findall(text)}
    return frozenset(word[1:] for word in words if word[0] == letter and word[1:] and word[1:] not in words)


def _swallowed(target: str, glottals: Collection[str]) -> Iterator[TranslationFinding]:
    """Excel takes an apostrophe at the beginning of a cell for a mark of its own, and shows it no more."""
    first = _WORD.match(target)
    if glottals and first is not None and first[0].casefold() in glottals:
        yield TranslationFinding(
            "glottal-missing",
            _(
                "this text begins with “{word}”; elsewhere that word is “ʼ{word}”: has Excel put the apostrophe away?"
            ).format(word=first[0]),
            _("if it has, type the letter ʼ itself (copy it from here) and send the file again"),
        )


def _doubts(item: MergedItem, target: str, parts: tuple[Part, ...]) -> Iterator[TranslationFinding]:
    """What is no error, but worth a look: too long, too short, not translated at all."""
    source = item.wanted.source
    said, meant = _said(parts), _said(item.wanted.parts)
    if (exchanged := faithful.moved(item.wanted.parts, parts)) is not None:
        yield exchanged
    if target == source:
        yield TranslationFinding("untranslated-copy", _("the translation is the Vietnamese text itself"))
    elif len(target) > item.wanted.limit:
        yield TranslationFinding(
            "too-long",
            _("the translation has {length} characters; more than {limit} may not fit").format(
                length=len(target), limit=item.wanted.limit
            ),
        )
    elif meant >= _LEAST and said < SHORT * meant:
        yield TranslationFinding(
            "too-short",
            _("the translation has {length} characters, the Vietnamese text {source}: is something missing?").format(
                length=said, source=meant
            ),
        )


def _said(parts: tuple[Part, ...]) -> int:
    """How many characters a text has in words."""
    return sum(len(part.text) for part in parts if isinstance(part, Words))
