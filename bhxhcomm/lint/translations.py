"""What catalogues of translations say: figures and numbers that got lost, other words than agreed, letters of another language,
lines that will not break, figures that changed places.

The rules look at what stands in `locales/<lang>.po` today, whoever wrote it there; import says the same of what comes in. Test
text means nothing and is passed over. A catalogue or glossary that cannot be read is told as the errors that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from bhxhcomm.content.units import Key
from bhxhcomm.content.workspace import CatalogueFile
from bhxhcomm.core.i18n import N_, about
from bhxhcomm.core.problems import ContentError, Place, Problem, Severity
from bhxhcomm.edition import lookup
from bhxhcomm.language import breaking, checks, registry
from bhxhcomm.language.entry import Language
from bhxhcomm.language.normalise import normalised
from bhxhcomm.lint.rule import MOST_TOLD, LintSubject, Rule, untold, warning
from bhxhcomm.translation import catalogue, faithful, glossary
from bhxhcomm.translation.catalogue import CatalogueEntry
from bhxhcomm.translation.wanted import entry_id

TERM, LETTERS, BREAKS, MOVED = "agreed-term", "translation-letters", "line-break", "figures-moved"
DAMAGED = "translation-damaged"
Look = Callable[[CatalogueEntry, Language, Place], Iterator[Problem]]


def terms(subject: LintSubject) -> Iterator[Problem]:
    """Terms of the Vietnamese text that a translation renders in another way than the glossary has it."""
    read: dict[str, glossary.Glossary] = {}
    for lang in sorted({lang for _pack, lang, _file in files_of(subject)}):
        try:
            read[lang] = glossary.read(subject.workspace.root, lang)
        except ContentError as exc:
            yield from (problem.within(lang=lang) for problem in exc.problems)
            read[lang] = glossary.Glossary()

    def look(entry: CatalogueEntry, language: Language, place: Place) -> Iterator[Problem]:
        for finding in read[language.id].findings(entry.source, entry.target):
            yield warning(TERM, finding.message, place, finding.hint)

    yield from _found(subject, TERM, look)


def letters(subject: LintSubject) -> Iterator[Problem]:
    """Translations that are not in the letters, the script or, by their words, the language of their catalogue."""
    yield from _unreadable(subject)

    def look(entry: CatalogueEntry, language: Language, place: Place) -> Iterator[Problem]:
        text = normalised(entry.target, language).text
        for problem in checks.check(text, language, source=entry.source, place=place):
            yield warning(LETTERS, problem.message, place, problem.hint)

    yield from _found(subject, LETTERS, look)


def breaks(subject: LintSubject) -> Iterator[Problem]:
    """Translations whose lines would break in the wrong place, or not at all."""

    def look(entry: CatalogueEntry, language: Language, place: Place) -> Iterator[Problem]:
        for problem in breaking.problems(normalised(entry.target, language).text, language, place):
            yield warning(BREAKS, problem.message, place, problem.hint)

    yield from _found(subject, BREAKS, look)


def moved(subject: LintSubject) -> Iterator[Problem]:
    """Figures that changed places or sentences in a translation that nobody but the translator has signed as it stands.

    Languages have their own order of words: a reviewer who signs the words as they stand says that each figure is right.
    """
    reviewed = _reviewed(subject)

    def look(entry: CatalogueEntry, language: Language, place: Place) -> Iterator[Problem]:
        if entry.key not in reviewed[place.path, language.id]:
            finding = faithful.exchanged(entry.source, entry.target)
            if finding is not None and not entry.fuzzy:
                yield warning(MOVED, finding.message, place, finding.hint)

    yield from _found(subject, MOVED, look)


def damaged(subject: LintSubject) -> Iterator[Problem]:
    """Translations that lost a figure or a number, have another one, or cannot be read, whoever has signed them: they are never
    shown."""
    reviewed = _reviewed(subject)

    def look(entry: CatalogueEntry, language: Language, place: Place) -> Iterator[Problem]:
        if entry.fuzzy or not faithful.is_bound(entry.source, entry.target):
            return
        source, unread = faithful.parsed(entry.source)
        target, damage = faithful.parsed(normalised(entry.target, language).text)
        if damage is None and unread is None:
            confirmed = entry.key in reviewed[place.path, language.id]
            damage = next(iter(faithful.differences(source, target, entry.in_words, confirmed=confirmed)), None)
        if damage is not None:
            yield Problem(DAMAGED, about(entry_id(*entry.key), damage.message), place, damage.hint)

    yield from _found(subject, DAMAGED, look)


def _reviewed(subject: LintSubject) -> dict[tuple[str, str], set[Key]]:
    """The entries of each catalogue (by its name and language) that not only the translator has signed as they stand."""
    space = subject.workspace
    found: dict[tuple[str, str], set[Key]] = {}
    for pack, lang, file in files_of(subject):
        if lang in registry.current().by_id and any(True for _entry in entries_of(file)):
            shelf = lookup.pack_shelf(space.packs[pack], lang) if pack else lookup.shared_shelf(space, lang)
            found[file.shown, lang] = {one.item.key for one in shelf.standings if one.is_reviewed}
    return found


def _found(subject: LintSubject, code: str, look: Look) -> Iterator[Problem]:
    """What a look at every translation of every catalogue finds; of one catalogue, the first and the number of others."""
    for pack, lang, file in files_of(subject):
        if lang not in registry.current().by_id:
            continue
        language = registry.language(lang)
        found = [
            replace(problem, pack=pack, lang=lang)
            for entry in entries_of(file)
            for problem in look(entry, language, Place(file.shown, entry.line, 1))
        ]
        yield from found[:MOST_TOLD]
        if len(found) > MOST_TOLD:
            rest = found[MOST_TOLD]
            yield replace(untold(code, len(found) - MOST_TOLD, rest.place, pack), lang=lang)


def _unreadable(subject: LintSubject) -> Iterator[Problem]:
    """What keeps catalogues from being read."""
    for pack, lang, file in files_of(subject):
        try:
            catalogue.read(file)
        except ContentError as exc:
            for problem in exc.problems:
                yield replace(problem.within(pack=pack, lang=lang), severity=Severity.ERROR)


def entries_of(file: CatalogueFile) -> Iterator[CatalogueEntry]:
    """The translations in a catalogue; none of one that cannot be read, or is test text."""
    try:
        read = catalogue.read(file)
    except ContentError:
        return
    if not read.test_text:
        yield from (entry for entry in read.entries if entry.target and not entry.obsolete)


def files_of(subject: LintSubject) -> Iterator[tuple[str, str, CatalogueFile]]:
    """The catalogues of the packs looked at, by pack and language; those of all packs together, where all are looked at."""
    if subject.everything:
        for lang, file in sorted(subject.workspace.catalogues.items()):
            yield "", lang, file
    for pack in subject.packs:
        for lang, file in sorted(pack.catalogues.items()):
            yield pack.id, lang, file


DAMAGE = Rule(DAMAGED, N_("a translation that lost or changed a figure, or cannot be read"), damaged)
AGREED_TERM = Rule(TERM, N_("a term translated in other words than the glossary has"), terms)
FOREIGN_LETTERS = Rule(LETTERS, N_("a translation in letters that its language does not have"), letters)
FIGURES_MOVED = Rule(MOVED, N_("a translation with its figures in another order or sentence, not reviewed yet"), moved)
LINE_BREAK = Rule(BREAKS, N_("a translation whose lines will not break well"), breaks)
