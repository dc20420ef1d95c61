"""On which days something changes with no file edited: a value begins or ends, or should have been checked by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bhxhcomm.content import units
from bhxhcomm.content.fact import Fact
from bhxhcomm.content.formula_graph import DAY, FormulaGraph, own_days
from bhxhcomm.content.pack import PackBase
from bhxhcomm.content.workspace import Office, Workspace
from bhxhcomm.edition.figures import FigureError, FigureTable
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.language.figures import Form, show
from bhxhcomm.language.text import Standing
from bhxhcomm.ledger.manifest import DatedChange


@dataclass(frozen=True, slots=True)
class StablePeriod:
    """How long what was made at a date stays what it is: since when, and what changes on the next day on which something
    does (nothing, when nothing is known to come)."""

    since: dt.date | None
    changes: tuple[DatedChange, ...] = ()

    @property
    def next(self) -> dt.date | None:
        """The day on which it changes."""
        return dt.date.fromisoformat(self.changes[0].date) if self.changes else None


@dataclass(slots=True)
class Dates:
    """The spans of packs for offices at one date. Each is found once."""

    workspace: Workspace
    date: dt.date
    reach: Reach = field(init=False)
    _spans: dict[tuple[str, str], StablePeriod] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reach = Reach(self.workspace)

    def span(self, pack: str, office: str) -> StablePeriod:
        """The span of a pack for an office. It may be shorter than a single piece needs, never longer."""
        if (pack, office) not in self._spans:
            self._spans[pack, office] = self._found(pack, office)
        return self._spans[pack, office]

    def whole(self) -> tuple[dt.date | None, dt.date | None]:
        """The span of everything that was asked for by now: since when it is as it is, and up to which day."""
        sinces = [span.since for span in self._spans.values() if span.since]
        days = [span.next for span in self._spans.values() if span.next]
        return max(sinces, default=None), min(days, default=None)

    def _found(self, pack: str, office: str) -> StablePeriod:
        facts = self.workspace.facts_for(office)
        current = self.reach.of(pack, office, facts)
        used = [facts[name] for name in sorted(self.reach.of(pack, office, facts, dated=True))]
        # A figure that a text takes at a date of its own keeps its value; but it, too, must be checked by its day.
        own = {fact.id: [one for one in own_days(fact) if fact.id in current or one[1] == "review"] for fact in used}
        days = {day for found in own.values() for day, _kind in found}
        since = max((day for day in days if day <= self.date), default=None)
        following = min((day for day in days if day > self.date), default=None)
        if following is None:
            return StablePeriod(since)
        changes = (
            _change(fact, kind, following, facts) for fact in used for day, kind in own[fact.id] if day == following
        )
        return StablePeriod(since, tuple(dict.fromkeys(changes)))


class Reach:
    """The facts on which texts may depend: those they name or a section asks for (`when`), and, through formulas, theirs."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._named: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def of(self, pack: str, office: str, facts: Mapping[str, Fact], *, dated: bool = False) -> set[str]:
        """Those of a pack for an office. A figure that a text takes at a date of its own does not change its value any more
        with the days; it counts only if `dated`."""
        shape, place = self._workspace.packs[pack].shape, self._workspace.offices[office]
        names: set[str] = set()
        for today, ever in (
            self._of(f"pack {pack}", lambda: _of_pack(shape)),
            self._of(f"office {office}", lambda: _of_office(place)),
        ):
            names |= ever if dated else today
        return FormulaGraph(facts).behind(*names)

    def _of(self, name: str, named: Callable[[], Iterator[tuple[str, bool]]]) -> tuple[frozenset[str], frozenset[str]]:
        if name not in self._named:
            found = list(named())
            ever = frozenset(fact for fact, _today in found)
            self._named[name] = frozenset(fact for fact, today in found if today), ever
        return self._named[name]


def _of_pack(shape: PackBase) -> Iterator[tuple[str, bool]]:
    """The facts that a pack names, each with whether it is meant as it is today."""
    yield from _in_units(units.pack_units(shape))
    yield from ((str(section.when), True) for section in shape.sections if section.when is not None)
    # A chart draws the history of a fact that no text needs to name.
    yield from ((str(fact), True) for used in shape.materials_used.values() for fact, _since in used.histories())


def _of_office(place: Office) -> Iterator[tuple[str, bool]]:
    for shape in (place.shape, place.above):
        if shape is not None:
            yield from _in_units(units.office_units(shape))


def _in_units(found: Iterable[units.TextUnit]) -> Iterator[tuple[str, bool]]:
    return ((one.fact, one.date is None) for unit in found for one in unit.prose.placeholders)


def _change(fact: Fact, kind: str, day: dt.date, facts: Mapping[str, Fact]) -> DatedChange:
    entry = next((entry for entry in fact.entries if entry.since == day), None)
    before = _shown(fact.id, FigureTable(facts, day - DAY))
    return DatedChange.model_validate(
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
