"""Values of facts that somebody approved and that have been taken out since.

Without them an older value holds on, or what stands in for a missing local one; and that has a good signature of its own. So
the approval of a value speaks as long as it stands in `review.yaml`: whoever means the value to go takes its line out too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from bhxhcomm.content.fact import ALWAYS, Fact, FactEntry
from bhxhcomm.content.review import Signature
from bhxhcomm.edition import approval


def removed(
    fact: Fact,
    entry: FactEntry | None,
    signatures: Iterable[Signature],
    *,
    offices: Collection[str] = (),
    until: dt.date | None = None,
) -> tuple[str, ...]:
    """The ids (`luong_co_so@2024-07-01`) of approved values of a fact that are not there any more and would come behind this
    entry, before the one that follows it; at the latest on `until`. `entry` is None where the fact has none by that day.

    `offices` are those that may have given a local fact its values where now none does.
    """
    if entry is not None and entry.since == ALWAYS and entry in fact.entries:
        return ()  # a formula without dates has taken the place of all values
    since = entry.since if entry is not None else ALWAYS
    following = min((one.since for one in fact.entries if one.since > since), default=dt.date.max)
    names = {f"{fact.office}/{fact.id}"} if fact.office else {fact.id, *(f"{one}/{fact.id}" for one in offices)}
    found: dict[str, None] = {}
    for signature in signatures:
        name, _at, day = signature.id.partition("@")
        if signature.of != "fact" or name not in names or not signature.approves:
            continue
        begins = _day(day)
        if begins is None or not since < begins < following or (until is not None and begins > until):
            continue
        if approval.counts(signature):
            found[signature.id] = None
    return tuple(found)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
