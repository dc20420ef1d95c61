"""`literal-figure`: a figure of policy typed into prose, which no change of the law will reach."""

from __future__ import annotations

from collections.abc import Iterator

from bhxhcomm.content.workspace import Pack
from bhxhcomm.core.i18n import N_, Message, _
from bhxhcomm.core.problems import Place, Problem, Severity
from bhxhcomm.lint import typed_figures
from bhxhcomm.lint.literals import Literal, LiteralKind
from bhxhcomm.lint.rule import LintSubject, Rule, few, untold
from bhxhcomm.lint.typed_figures import CODE, TypedFigure

MOST_NAMED = 3
"""How many facts with the same value a hint names."""


def check(subject: LintSubject) -> Iterator[Problem]:
    """Every figure typed by hand: an error where no text may be released with it (`unsaid`), else a warning."""
    for pack in subject.packs:
        used = {item.fact for passage in subject.passages[pack.id] for item in passage.placeholders}
        for passage in subject.passages[pack.id]:
            told, others = few(typed_figures.in_passages((passage,), subject.figures))
            for typed in told:
                literal = typed.literal
                place = subject.place(passage, literal.start)
                hint = _hint(literal, _ranked(_known(subject, literal), pack, used))
                yield _finding(typed, place, hint, pack.id)
            if others:
                yield untold(CODE, len(others), subject.place(passage, others[0].literal.start), pack.id)
        for typed in typed_figures.beside_texts(pack, subject.figures):
            yield _finding(typed, typed.place, _hint(typed.literal, []), pack.id)
    if subject.everything:
        for office in subject.workspace.offices.values():
            for typed in typed_figures.of_office(subject.workspace, office, subject.date):
                yield _finding(typed, typed.place, _hint(typed.literal, _known(subject, typed.literal)))


def _finding(typed: TypedFigure, place: Place, hint: Message, pack: str = "") -> Problem:
    message = _("“{figure}” is typed by hand: it will not change when the law does").format(figure=typed.figure)
    return Problem(CODE, message, place, hint, Severity.ERROR if typed.certain else Severity.WARNING, pack=pack)


def _known(subject: LintSubject, literal: Literal) -> list[str]:
    return [] if literal.value is None else subject.figures.named(literal.kind, literal.value)


def _ranked(ids: list[str], pack: Pack, used: set[str]) -> list[str]:
    """The facts of just this value: first those that the pack uses, then those of its topic."""
    topic = str(pack.shape.topic).replace("-", "_")
    return sorted(ids, key=lambda name: (name not in used, name.split(".")[0] != topic))


def _hint(literal: Literal, ids: list[str]) -> Message:
    form = ":so" if literal.bare or literal.tail else ""
    names = ["{" + name + form + "}" + (f" {literal.tail}" if literal.tail else "") for name in ids[:MOST_NAMED]]
    if len(names) == 1:
        return _("write {placeholder}").format(placeholder=names[0])
    if names:
        return _("write the one that is meant: {placeholders}").format(placeholders=", ".join(names))
    if literal.kind is LiteralKind.LAW:
        return _("leave it out (materials name the sources of their figures), or give it a fact with the unit `text`")
    if literal.kind is LiteralKind.PHONE:
        return _("give it a fact with the unit `phone`, and write its placeholder here")
    return _("give it a fact with a source in facts/, and write its placeholder here")


RULE = Rule(CODE, N_("a figure of policy typed into prose in place of a fact"), check)
