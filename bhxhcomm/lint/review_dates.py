"""Days that have gone by: figures past their review, announced figures whose day has come, a pinned date long past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from bhxhcomm.content import settings
from bhxhcomm.content.fact import Fact
from bhxhcomm.content.formula_graph import FormulaGraph
from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Place, Problem
from bhxhcomm.language.figures import numeric_date
from bhxhcomm.language.text import Standing
from bhxhcomm.lint.rule import LintSubject, Rule, warning

LONGEST_PIN = dt.timedelta(days=365)
"""How long a date may stay pinned. Our own limit: the policies that packs speak of change about once a year."""


def past_review(subject: LintSubject) -> Iterator[Problem]:
    """National figures that somebody should have checked by now, with the packs that rely on them.

    The later of the two days counts: a draft is what was past its review at the date of the build; and as at a past day,
    nothing leaves the house whose review is past today.
    """
    day = max(subject.date, subject.today)
    late = [fact for fact in subject.workspace.facts.values() if fact.review_by is not None and fact.review_by < day]
    if not late:
        return
    users = _users(subject)
    for fact in late:
        packs = users.get(fact.id, [])
        listening = [name for name in packs if not subject.is_off("past-review", name)]
        if not listening and (packs or not subject.everything):
            continue
        message = _("`{id}` should have been checked by {date}")
        if listening:
            message = _("`{id}` should have been checked by {date}; used by: {packs}")
        assert fact.review_by is not None
        yield warning(
            "past-review",
            message.format(id=fact.id, date=numeric_date(fact.review_by), packs=", ".join(listening)),
            fact.place,
            _(
                "look whether the law still says so, add a new value if not, then: bhxhcomm facts reviewed {id} --until DATE"
            ).format(id=fact.id),
            listening[0] if len(listening) == 1 else "",
        )


def _users(subject: LintSubject) -> dict[str, list[str]]:
    """For each fact the packs that rely on it, directly or through formulas of facts and offices."""
    graph = FormulaGraph(subject.workspace.facts, *(office.facts for office in subject.workspace.offices.values()))
    users: dict[str, list[str]] = {}
    for pack in subject.packs:
        named = [item.fact for passage in subject.passages[pack.id] for item in passage.placeholders]
        named += [str(section.when) for section in pack.shape.sections if section.when]
        for name in graph.behind(*named):
            users.setdefault(name, []).append(pack.id)
    return users


def announced(subject: LintSubject) -> Iterator[Problem]:
    """Values that were only announced, and whose day has come: national ones and those of offices."""
    told: set[Place] = set()
    tables: list[Mapping[str, Fact]] = [subject.workspace.facts]
    tables += [office.facts for office in subject.workspace.offices.values()]
    for table in tables:
        for fact in table.values():
            for entry in fact.entries:
                if entry.standing is not Standing.ANNOUNCED or entry.since > subject.date or entry.place in told:
                    continue
                told.add(entry.place)
                yield warning(
                    "announced",
                    _("`{id}` was announced for {date}; that day has come").format(
                        id=fact.id, date=numeric_date(entry.since)
                    ),
                    entry.place,
                    _("enter the document that is now in force and delete `status: announced`, or delete the value"),
                )


def pinned_past(subject: LintSubject) -> Iterator[Problem]:
    """A workspace that builds as at a day more than a year ago."""
    as_of = subject.workspace.settings.as_of
    if as_of is not None and subject.today - as_of > LONGEST_PIN:
        yield warning(
            "pinned-date-past",
            _("all builds are pinned to {date}, {days} days ago").format(
                date=numeric_date(as_of), days=(subject.today - as_of).days
            ),
            _pin(subject),
            _("delete `as_of` to build as at today, or write a newer date"),
        )


def pinned_ahead(subject: LintSubject) -> Iterator[Problem]:
    """A workspace that builds as at a day to come."""
    as_of = subject.workspace.settings.as_of
    if as_of is not None and as_of > subject.today:
        yield warning(
            "pinned-date-ahead",
            _("all builds are pinned to {date}, which is still to come").format(date=numeric_date(as_of)),
            _pin(subject),
            _("do not hand out before that day what is built; when it has come, delete `as_of`"),
        )


def _pin(subject: LintSubject) -> Place:
    return subject.origins.line_of(settings.FILE_NAME, r"^as_of\b")


PAST_REVIEW = Rule("past-review", N_("a figure that should have been checked by now"), past_review)
ANNOUNCED = Rule("announced", N_("an announced figure whose day has come"), announced)
PINNED_PAST = Rule("pinned-date-past", N_("a workspace pinned to a date more than a year ago"), pinned_past)
PINNED_AHEAD = Rule("pinned-date-ahead", N_("a workspace pinned to a date still to come"), pinned_ahead)
