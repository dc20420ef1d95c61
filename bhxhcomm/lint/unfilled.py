"""`unfilled`: placeholders that nobody has filled in, in everything that a reader meets or that somebody signs. An error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bhxhcomm.content import blanks
from bhxhcomm.content.blanks import Blank
from bhxhcomm.core.i18n import N_
from bhxhcomm.core.problems import Place, Problem
from bhxhcomm.lint.rule import LintSubject, Rule
from bhxhcomm.lint.translations import entries_of, files_of


def check(subject: LintSubject) -> Iterator[Problem]:
    """Every placeholder, each place once. No pack can switch it off: what waits to be filled in is not released either."""
    found = dict.fromkeys((*_of_packs(subject), *_of_workspace(subject)))
    yield from (blank.problem() for blank in found)
    for _pack, lang, file in files_of(subject):
        for entry in entries_of(file):
            for blank in blanks.of_text(entry.target, Place(file.shown, entry.line, 1)):
                yield blank.problem().within(lang=lang)


def _of_packs(subject: LintSubject) -> Iterator[Blank]:
    for pack in subject.packs:
        yield from blanks.of_pack(pack.shape)
        for signature in pack.signatures:
            yield from blanks.of_signature(signature)
        for one in pack.recordings.values():
            place = Place(one.path.with_suffix(".yaml").relative_to(subject.workspace.root).as_posix())
            yield from (replace(blank, place=place) for blank in blanks.of_names((one.speaker, one.consent)))


def _of_workspace(subject: LintSubject) -> Iterator[Blank]:
    space = subject.workspace
    for fact in (*space.facts.values(), *(fact for office in space.offices.values() for fact in office.facts.values())):
        yield from blanks.of_fact(fact)
    for office in space.offices.values():
        yield from blanks.of_office(office.shape)
    for signature in space.signatures:
        yield from blanks.of_signature(signature)


RULE: Rule = Rule(blanks.CODE, N_("a placeholder that nobody has filled in"), check)
