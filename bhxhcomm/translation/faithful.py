"""What a translation must keep of its source to the letter: placeholders, the addresses of links, and digits."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from bhxhcomm.content import prose
from bhxhcomm.content.joints import joints
from bhxhcomm.content.prose import Part, Placeholder, ProseSyntaxError
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.language import number_habits
from bhxhcomm.language.number_habits import VIETNAMESE, NumberHabits
from bhxhcomm.language.text import Words
from bhxhcomm.translation.wanted import written

_NUMBER = re.compile(r"\d+")
_IN_WORDS = re.compile(r"[0-9]+(?:[,\s]+[0-9]+)*")
IN_WORDS = "digits-in-words"
HABITS = "number-habits"
_PRINTED = re.compile(r"\{(" + prose.FACT_ID.pattern + r")(?::[^{}]*)?\}")
_BOUND = re.compile(r"[{}*\[\]\\\d]")
"""What a text must have for anything in it to be bound to its source."""


@dataclass(frozen=True, slots=True)
class TranslationFinding:
    """Something wrong with a translation: a stable code, words for a person, and what to do."""

    code: str
    message: Message
    hint: Message = NO_MESSAGE


def parsed(target: str) -> tuple[tuple[Part, ...], TranslationFinding | None]:
    """A translation taken apart as all texts are, or what cannot be read of it."""
    try:
        return prose.parse(target), None
    except ProseSyntaxError as exc:
        return (), TranslationFinding(exc.code, exc.message, exc.hint)


def is_bound(source: str, target: str) -> bool:
    """Whether there is anything in two texts that the one must keep of the other; texts of bare words have nothing."""
    return bool(_BOUND.search(source) or _BOUND.search(target))


def differences(
    source: Iterable[Part],
    target: Iterable[Part],
    in_words: str = "",
    *,
    confirmed: bool = False,
    habits: NumberHabits = VIETNAMESE,
) -> list[TranslationFinding]:
    """What the two do not have in common of what they must.

    `in_words` are the numbers that the translation is said to say in words (“Điều 1” may be “Article one”), such as "1, 22".
    Nothing here can read them, so they may be missing only where it is `confirmed` by somebody who does. `habits` are those of
    the language of the translation: 2.340.000 is 2,340,000 in English, and would be read as another number if it stayed.
    """
    source, target = tuple(source), tuple(target)
    found: list[TranslationFinding] = []
    if braced := _braced(target) - _braced(source):
        name = next(iter(braced))
        message = _("`{{{{{name}}}}}` prints braces, and no figure").format(name=name)
        hint = _("write {{{name}}} for the figure; to print braces, put a space inside of them").format(name=name)
        found.append(TranslationFinding("doubled-braces", message, hint))
    lost, invented = _compared(_placeholders(source), _placeholders(target))
    if lost:
        found.append(
            TranslationFinding(
                "placeholder-lost",
                _("the figure {names} of the Vietnamese text is missing").format(names=_listed(lost)),
                _("copy it from the Vietnamese text, with its braces"),
            )
        )
    if invented:
        found.append(
            TranslationFinding(
                "placeholder-invented",
                _("the figure {names} is not in the Vietnamese text").format(names=_listed(invented)),
                _("take it out, or write it as the Vietnamese text does"),
            )
        )
    lost, invented = _compared(_links(source), _links(target))
    if lost or invented:
        found.append(
            TranslationFinding(
                "link-changed",
                _("the addresses differ from those of the Vietnamese text: {names}").format(
                    names=_listed(lost + invented)
                ),
                _("only the words in [ ] are translated; the address in ( ) stays as it is"),
            )
        )
    lost, invented = _compared(_digits(source), _digits(target))
    if (lost or invented) and not (claimed := not invented and lost <= numbers(in_words)):
        found.append(
            TranslationFinding(
                "digits-changed",
                _("the numbers differ: the Vietnamese text has {source}, the translation {target}").format(
                    source=_listed(_digits(source)) or "–", target=_listed(_digits(target)) or "–"
                ),
                _(
                    "write every number as the Vietnamese text does, in digits; one that the language says in words is named "
                    "beside the translation (in-words), and a reviewer confirms it"
                ),
            )
        )
    elif lost and claimed and not confirmed:
        found.append(
            TranslationFinding(
                IN_WORDS,
                _("the translation says {numbers} in words, and no reviewer has confirmed it").format(
                    numbers=_listed(lost)
                ),
                _(
                    "one who reads the language: bhxhcomm approve … --as reviewer --entry ID --in-words {numbers}"
                ).format(numbers=",".join(sorted(lost.elements(), key=int))),
            )
        )
    if wrong := _in_other_habits(source, target, habits):
        found.append(
            TranslationFinding(
                HABITS,
                _("a number is written as another language writes it: {numbers}").format(numbers=", ".join(wrong)),
                _("write {numbers}").format(numbers=", ".join(wrong.values())),
            )
        )
    found.extend(TranslationFinding(joint.code, joint.message, joint.hint) for joint in joints(target))
    return found


def _braced(parts: Iterable[Part]) -> Counter[str]:
    """What prints in braces as the id of a fact is written."""
    return Counter(name for part in parts if isinstance(part, Words) for name in _PRINTED.findall(part.text))


def _in_other_habits(source: Iterable[Part], target: Iterable[Part], habits: NumberHabits) -> dict[str, str]:
    """The numbers of the source that the translation writes as other languages do, with how its own language does."""
    said = {
        number for part in source if not isinstance(part, Placeholder) for number in re.findall(r"[\d.,]*\d", part.text)
    }
    wrong: dict[str, str] = {}
    for part in target:
        if not isinstance(part, Placeholder):
            wrong |= number_habits.foreign(part.text, habits)
    # The source is Vietnamese: what does not stand in it as Vietnamese writes it is a date, a paragraph or an address.
    in_source = {
        number: right if habits.thousands == VIETNAMESE.thousands else number for number, right in wrong.items()
    }
    return {number: right for number, right in wrong.items() if in_source[number] in said}


_SENTENCE = re.compile(r"(?<=[.!?…។])[\s\u200b]+")


def moved(source: Iterable[Part], target: Iterable[Part]) -> TranslationFinding | None:
    """Figures and numbers that stand in another order, or in another sentence, than in the source.

    Languages have their own order of words, so this is a doubt for a reviewer and no damage: each may still say the same.
    """
    one, other = _in_order(source), _in_order(target)
    before, after = list(chain.from_iterable(one)), list(chain.from_iterable(other))
    # What is lost or added is said by `differences`.
    if Counter(before) != Counter(after) or one == other or (len(one) != len(other) and before == after):
        return None
    message = _("the figures stand in another order or sentence than in the Vietnamese text: {source} became {target}")
    return TranslationFinding(
        "figures-moved",
        message.format(source=", ".join(before), target=", ".join(after)),
        _("look whether each still says the same thing"),
    )


def exchanged(source: str, target: str) -> TranslationFinding | None:
    """`moved`, of texts as they stand in a catalogue. Those of bare words are passed without a look."""
    if not _BOUND.search(source):
        return None
    (before, unread), (after, wrong) = parsed(source), parsed(target)
    return None if unread or wrong else moved(before, after)


def _in_order(parts: Iterable[Part]) -> list[list[str]]:
    """The figures and numbers of each sentence, in order; of the same figure twice nothing can change places."""
    text = "".join(written(part) if isinstance(part, Placeholder) else part.text for part in parts)
    found = []
    for sentence in _SENTENCE.split(text.strip()):
        names = re.findall(r"\{[^{}]*\}|\d+", sentence)
        found.append([name if name[0] == "{" else "".join(str(unicodedata.digit(c)) for c in name) for name in names])
    return found


def missing(source: Iterable[Part], target: Iterable[Part]) -> Counter[str]:
    """The numbers of the Vietnamese text that the translation does not have in digits."""
    return _digits(source) - _digits(target)


def numbers(in_words: str) -> Counter[str]:
    """The numbers that stand in such a list; none, where it is no list of whole numbers in digits."""
    return Counter(re.split(r"[,\s]+", in_words)) if _IN_WORDS.fullmatch(in_words) else Counter()


def _compared(source: Counter[str], target: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    return source - target, target - source


def _listed(names: Counter[str]) -> str:
    return ", ".join(f"{name} × {count}" if count > 1 else name for name, count in names.items())


def _placeholders(parts: Iterable[Part]) -> Counter[str]:
    return Counter(written(part) for part in parts if isinstance(part, Placeholder))


def _links(parts: Iterable[Part]) -> Counter[str]:
    """The addresses of links, once for each link: neighbouring parts of one link count once."""
    found: Counter[str] = Counter()
    before = ""
    for part in parts:
        if part.link and part.link != before:
            found[part.link] += 1
        before = part.link
    return found


def _digits(parts: Iterable[Part]) -> Counter[str]:
    """Every run of digits in words, in Latin digits whatever the script."""
    found: Counter[str] = Counter()
    for part in parts:
        if not isinstance(part, Placeholder):
            for run in _NUMBER.findall(part.text):
                found["".join(str(unicodedata.digit(char)) for char in run)] += 1
    return found
