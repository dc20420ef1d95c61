"""Whether what was printed still holds: each figure as it was shown against the figure as it is at a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bhxhcomm.content.fact import Fact
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.i18n import NO_MESSAGE, Message
from bhxhcomm.edition.figures import FigureError, FigureTable
from bhxhcomm.language.text import Figure
from bhxhcomm.ledger.output import value


class FigureVerdict(StrEnum):
    """What has become of a figure since it was printed."""

    HOLDS = "holds"
    CHANGED = "changed"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FigureFinding:
    """One figure's verdict. `now` is the figure as it is at the date; `why` says what stands in the way of one.

    `overdue` is the date by which it should have been checked, when that has passed.
    """

    fact: str
    verdict: FigureVerdict
    now: Figure | None = None
    why: Message = NO_MESSAGE
    overdue: dt.date | None = None


def judge(fact_id: str, printed: int | float | str, table: FigureTable, facts: Mapping[str, Fact]) -> FigureFinding:
    """Compare one figure, printed with this value (as JSON has it), with the figure at the table's date."""
    if fact_id not in facts:
        return FigureFinding(fact_id, FigureVerdict.UNKNOWN)
    try:
        now = table.figure(fact_id)
    except FigureError as exc:
        return FigureFinding(fact_id, FigureVerdict.ENDED, why=exc.message)
    verdict = FigureVerdict.HOLDS if value(now.value) == printed else FigureVerdict.CHANGED
    reviews = [item.fact.review_by for item in table.reliances(fact_id) if item.fact.review_by]
    overdue = min((day for day in reviews if day < table.date), default=None)
    return FigureFinding(fact_id, verdict, now, overdue=overdue)


def judge_all(record: Mapping[str, Any], workspace: Workspace, date: dt.date) -> list[FigureFinding]:
    """Compare every figure of a record with what holds at a date, for the office that issued the piece.

    A figure that the text itself took at another date is compared with that date. Where the office is no longer known,
    the national figures count.
    """
    known = record["office"] in workspace.offices
    facts = workspace.facts_for(record["office"]) if known else dict(workspace.facts)
    tables = {date: FigureTable(facts, date)}
    findings = []
    for printed in record["figures"]:
        at = dt.date.fromisoformat(printed["at"]) if printed.get("at") else date
        table = tables.setdefault(at, FigureTable(facts, at))
        findings.append(judge(printed["id"], printed["value"], table, facts))
    return findings
