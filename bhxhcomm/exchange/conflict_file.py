"""The workbook in which a person decides conflicts: both wordings of a text side by side, and the cell for the one that counts.

It is a hand-off workbook like any other, made from what is here now, and comes back by the same merge. A row that is left empty
keeps what is here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bhxhcomm.content.fact import Fact
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.exchange import handoff, workbook
from bhxhcomm.exchange.conflict import TARGET, Conflict
from bhxhcomm.language import registry
from bhxhcomm.translation.wording import wording


def make(shelf: Shelf, conflicts: Sequence[Conflict], facts: Mapping[str, Fact], font: str) -> bytes:
    """The workbook of these conflicts. `shelf` is the catalogue after the rest of the file was taken."""
    by_id: dict[str, list[Conflict]] = {}
    for one in conflicts:
        by_id.setdefault(one.id, []).append(one)
    rows = [_open(row, by_id[row.id]) for row in handoff.rows(shelf, facts) if row.id in by_id]
    sides = {
        name: (
            "\n".join(_side(one.part, one.ours, one.ours_by) for one in found),
            "\n".join(_side(one.part, one.theirs, one.theirs_by) for one in found),
        )
        for name, found in by_id.items()
    }
    return workbook.make(rows, scope=shelf.scope, language=registry.language(shelf.lang), font=font, sides=sides)


def _open(row: handoff.HandoffRow, conflicts: Sequence[Conflict]) -> handoff.HandoffRow:
    """A row whose cell waits for a decision, where its translation is what two have written."""
    if all(one.part != TARGET for one in conflicts):
        return row
    return replace(row, translator="", reviewer="", waits=True)


def _side(part: str, text: str, name: str) -> str:
    words = wording()
    said = words["side_by"].format(text=text or "–", name=name or words["side_nobody"])
    return said if part == TARGET else f"{words[f'column_{part}']}: {said}"
