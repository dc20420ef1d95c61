"""The release gate: may a piece that was made as at a past day leave the house today?

It is the one place where a build compares what it would make with the day that it is. It stands outside of every key: it only
refuses, and changes neither bytes nor marks. A piece as at a past day is refused where, by today, a value that it stands on
has ended or has been replaced, or should have been checked again. So one line in `bhxhcomm.yaml` (`as_of:`), or `--as-of`,
brings no old figure out. As at today there is nothing to compare; a piece for a day to come is `Request.ahead`.

Nor does anything leave, as at whatever day, that only a signature dated after today keeps from being a draft: nobody has
given it yet. When its day comes it counts, and the bytes are those that they would have been.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from bhxhcomm.content.fact import Fact
from bhxhcomm.content.review import Signature
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.i18n import _
from bhxhcomm.edition import approval
from bhxhcomm.edition.drafts import Reason
from bhxhcomm.edition.figures import FigureError, FigureTable, Reliance, current_entry, has_value
from bhxhcomm.language.figures import numeric_date
from bhxhcomm.making.composed import compose
from bhxhcomm.making.request import Request

DAY = dt.timedelta(days=1)
_NAMED = 3
"""So many lines that are dated ahead are named in a reason."""
Shown = tuple[str, dt.date | None]
"""A figure of a piece: the id of its fact, and the day that the text itself asks for (`{id:@2024-06-30}`), if any."""


@dataclass
class Gate:
    """The gate for builds as at `date`, on the day `today`. What pieces share is computed once."""

    workspace: Workspace
    date: dt.date
    today: dt.date
    _tables: dict[tuple[str, dt.date], FigureTable] = field(default_factory=dict)

    def refuses(self, pack: str, office: str, figures: Iterable[Shown]) -> tuple[Reason, ...]:
        """Why a piece of a pack for an office that shows these figures may not leave today. None, when it may."""
        if self.date >= self.today:
            return ()
        found: list[Reason] = []
        for fact_id, at in dict.fromkeys(figures):
            found.extend(self._figure(office, fact_id, at))
        found.extend(self._sections(pack, office))
        return tuple(dict.fromkeys(found))

    def signed_ahead(self, request: Request) -> tuple[Reason, ...]:
        """Why a piece that bears no draft mark rests on signatures that are dated after today. None, when it does not."""
        lines = [*self._ahead(self.workspace.signatures), *self._ahead(self.workspace.packs[request.pack].signatures)]
        if not lines:
            return ()
        named = ", ".join(f"{one.by}, {numeric_date(one.date)} ({one.place})" for one in lines[:_NAMED])
        if len(lines) > _NAMED:
            named += ", …"
        message = _("signatures dated after today, {today}, do not count yet ({lines}); without them: {reason}")
        return tuple(
            Reason(
                "signed-ahead",
                reason.subject,
                message.format(today=numeric_date(self.today), lines=named, reason=reason.message),
            )
            for reason in compose(self._signed_by_today, request).reasons
        )

    def _ahead(self, signatures: Iterable[Signature]) -> list[Signature]:
        return [one for one in signatures if one.date > self.today and approval.counts(one)]

    @cached_property
    def _signed_by_today(self) -> Workspace:
        """The workspace without the signatures that are dated after today."""

        def given(signatures: Iterable[Signature]) -> tuple[Signature, ...]:
            return tuple(one for one in signatures if one.date <= self.today)

        packs = {name: replace(pack, signatures=given(pack.signatures)) for name, pack in self.workspace.packs.items()}
        return replace(self.workspace, signatures=given(self.workspace.signatures), packs=packs)

    def _figure(self, office: str, fact_id: str, at: dt.date | None) -> Iterator[Reason]:
        relied = self._relied(office, fact_id, at or self.date)
        if at is None:
            # A figure that the text takes at a day of its own is history, and says so; it does not end.
            now = {(item.fact.id, item.entry) for item in self._relied(office, fact_id, self.today)}
            for item in relied:
                if (item.fact.id, item.entry) not in now:
                    yield from self._changed(item.fact)
        for item in relied:
            review = item.fact.review_by
            if review is not None and review < self.today:
                message = _("the figure `{id}` should have been checked by {date}, and today is {today}")
                yield Reason(
                    "review-past-today",
                    item.fact.id,
                    message.format(id=item.fact.id, date=numeric_date(review), today=numeric_date(self.today)),
                )

    def _relied(self, office: str, fact_id: str, date: dt.date) -> tuple[Reliance, ...]:
        """What a figure stands on at a date: nothing, where it has no value then."""
        table = self._tables.get((office, date))
        if table is None:
            table = self._tables[office, date] = FigureTable(self.workspace.facts_for(office), date)
        try:
            return table.reliances(fact_id)
        except FigureError:
            return ()

    def _changed(self, fact: Fact) -> Iterator[Reason]:
        """What has become of a fact between the date of the build and today. Nothing, where only what uses it has changed."""
        before = max(
            (entry for entry in fact.entries if entry.since <= self.date), key=lambda entry: entry.since, default=None
        )
        try:
            entry = current_entry(fact, self.today)
        except FigureError:
            if before is not None:
                # Without a last day of its own it ended where the next one began, which has ended since.
                last = before.until or min(one.since for one in fact.entries if one.since > self.date) - DAY
                message = _("the value of `{id}` at {then} has ended on {date}")
                said = message.format(id=fact.id, then=numeric_date(self.date), date=numeric_date(last))
                yield Reason("value-ended", fact.id, said)
            return
        if entry is not before:
            message = _("the value of `{id}` at {then} was replaced by a newer one on {date}")
            said = message.format(id=fact.id, then=numeric_date(self.date), date=numeric_date(entry.since))
            yield Reason("value-replaced", fact.id, said)

    def _sections(self, pack: str, office: str) -> Iterator[Reason]:
        """Sections that stand there only while a local figure has a value: by today they would be gone, or come in."""
        facts = self.workspace.facts_for(office)
        for section in self.workspace.packs[pack].shape.sections:
            fact = facts.get(str(section.when)) if section.when is not None else None
            if fact is not None and has_value(fact, self.date) != has_value(fact, self.today):
                yield from self._changed(fact)
