"""`literal-figure`: a figure of policy typed into prose, which no change of the law will reach."""

from __future__ import annotations

from collections.abc import Iterator

from bhxhcomm.content.lint.literals import Kind, Literal, literals
from bhxhcomm.content.lint.rule import Rule, Subject, few, untold, warning
from bhxhcomm.content.workspace import Pack
from bhxhcomm.i18n import N_, _
from bhxhcomm.problems import Problem

CODE = "literal-figure"
MOST_NAMED = 3
"""How many facts with the same value a hint names."""


def check(subject: Subject) -> Iterator[Problem]:
    """Every figure typed by hand. A grouped number without its unit counts where a fact has just this value."""
    for pack in subject.packs:
        used = {item.fact for passage in subject.passages[pack.id] for item in passage.placeholders}
        for passage in subject.passages[pack.id]:
            told, others = few(
                literal
                for literal in literals(passage.bare, passage.links)
                if not literal.bare or _known(subject, literal)
            )
            for literal in told:
                yield warning(
                    CODE,
                    _("“{figure}” is typed by hand: it will not change when the law does").format(
                        figure=" ".join(passage.text[literal.start : literal.end].split())
                    ),
                    subject.place(passage, literal.start),
                    _hint(literal, _ranked(_known(subject, literal), pack, used)),
                    pack.id,
                )
            if others:
                yield untold(CODE, len(others), subject.place(passage, others[0].start), pack.id)


def _known(subject: Subject, literal: Literal) -> list[str]:
    return [] if literal.value is None else subject.figures.named(literal.kind, literal.value)


def _ranked(ids: list[str], pack: Pack, used: set[str]) -> list[str]:
    """The facts of just this value: first those that the pack uses, then those of its topic."""
    topic = str(pack.shape.topic).replace("-", "_")
    return sorted(ids, key=lambda name: (name not in used, name.split(".")[0] != topic))


def _hint(literal: Literal, ids: list[str]) -> str:
    form = ":so" if literal.bare or literal.tail else ""
    names = ["{" + name + form + "}" + (f" {literal.tail}" if literal.tail else "") for name in ids[:MOST_NAMED]]
    if len(names) == 1:
        return _("write {placeholder}").format(placeholder=names[0])
    if names:
        return _("write the one that is meant: {placeholders}").format(placeholders=", ".join(names))
    if literal.kind is Kind.LAW:
        return _("leave it out (materials name the sources of their figures), or give it a fact with the unit `text`")
    if literal.kind is Kind.PHONE:
        return _("give it a fact with the unit `phone`, and write its placeholder here")
    return _("give it a fact with a source in facts/, and write its placeholder here")


RULE = Rule(CODE, N_("a figure of policy typed into prose in place of a fact"), check)
