"""On which days something changes with no file edited: a value begins or ends, or should have been checked by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bhxhcomm.build.manifest import Change
from bhxhcomm.content import formula, units
from bhxhcomm.content.fact import ALWAYS, Fact
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition.figures import FigureError, FigureTable
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.edition.text import Standing
from bhxhcomm.language.figures import Form, show

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """How long what was made at a date stays what it is: since when, and what changes on the next day on which something
    does (nothing, when nothing is known to come)."""

    since: dt.date | None
    changes: tuple[Change, ...] = ()

    @property
    def next(self) -> dt.date | None:
        """The day on which it changes."""
        return dt.date.fromisoformat(self.changes[0].date) if self.changes else None


@dataclass(slots=True)
class Dates:
    """The spans of packs for offices at one date. Each is found once."""

    workspace: Workspace
    date: dt.date
    _spans: dict[tuple[str, str], Span] = field(default_factory=dict)

    def span(self, pack: str, office: str) -> Span:
        """The span of a pack for an office. It may be shorter than a single piece needs, never longer."""
        if (pack, office) not in self._spans:
            self._spans[pack, office] = self._found(pack, office)
        return self._spans[pack, office]

    def whole(self) -> tuple[dt.date | None, dt.date | None]:
        """The span of everything that was asked for by now: since when it is as it is, and up to which day."""
        sinces = [span.since for span in self._spans.values() if span.since]
        days = [span.next for span in self._spans.values() if span.next]
        return max(sinces, default=None), min(days, default=None)

    def _found(self, pack: str, office: str) -> Span:
        facts = self.workspace.facts_for(office)
        used = [facts[name] for name in sorted(_reached(self.workspace, pack, office, facts))]
        days = {day for fact in used for day, _kind in _days(fact)}
        since = max((day for day in days if day <= self.date), default=None)
        following = min((day for day in days if day > self.date), default=None)
        if following is None:
            return Span(since)
        changes = (
            _change(fact, kind, following, facts) for fact in used for day, kind in _days(fact) if day == following
        )
        return Span(since, tuple(dict.fromkeys(changes)))


def _reached(workspace: Workspace, pack: str, office: str, facts: Mapping[str, Fact]) -> set[str]:
    """The facts on which any text of the pack, or of the office, may depend: those it names, asks for (`when`), and, through
    formulas, theirs. A figure that a text takes at a date of its own does not change any more."""
    shape, place = workspace.packs[pack].shape, workspace.offices[office]
    found = [*units.pack_units(shape)]
    for one in (place.shape, place.above):
        found += units.office_units(one) if one else ()
    names = {holder.fact for unit in found for holder in unit.prose.placeholders if holder.date is None}
    names |= {str(section.when) for section in shape.sections if section.when is not None}
    # A chart draws the history of a fact that no text needs to name.
    names |= {str(fact) for material in shape.materials_used.values() for fact, _since in material.histories()}
    reached: set[str] = set()
    while names:
        name = names.pop()
        if name in facts and name not in reached:
            reached.add(name)
            names |= {ref.fact for text in facts[name].formulas for ref in formula.references(text.tree)}
    return reached


def _days(fact: Fact) -> Iterator[tuple[dt.date, str]]:
    for entry in fact.entries:
        if entry.since != ALWAYS:
            yield entry.since, "value"
        if entry.until is not None and not any(other.since == entry.until + DAY for other in fact.entries):
            yield entry.until + DAY, "ends"
    if fact.review_by is not None:
        yield fact.review_by + DAY, "review"


def _change(fact: Fact, kind: str, day: dt.date, facts: Mapping[str, Fact]) -> Change:
    entry = next((entry for entry in fact.entries if entry.since == day), None)
    before = _shown(fact.id, FigureTable(facts, day - DAY))
    return Change.model_validate(
        {
            "date": day.isoformat(),
            "kind": kind,
            "fact": fact.id,
            "office": fact.office,
            "before": before,
            "after": _shown(fact.id, FigureTable(facts, day)),
            "announced": kind == "value" and entry is not None and entry.standing is Standing.ANNOUNCED,
            "source": entry.source.document if kind == "value" and entry is not None and entry.source else "",
        }
    )


def _shown(fact: str, table: FigureTable) -> str:
    try:
        figure = table.figure(fact)
    except FigureError:
        return ""
    return show(figure.value, figure.unit, Form.FULL, SOURCE_LANGUAGE)
