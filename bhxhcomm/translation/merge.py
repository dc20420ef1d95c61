"""A catalogue seen from what is wanted today: which texts have a translation, which have one of an earlier wording.

Whether a translation holds is decided by the exact source alone. Likeness only finds the earlier wording to show beside
a new one; what is found so is stale until a person has looked at it.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bhxhcomm.content import units
from bhxhcomm.translation.catalogue import Catalogue, CatalogueEntry
from bhxhcomm.translation.wanted import WantedText

_LIKE = 0.5
"""How alike two wordings must be for the older one to be shown as what the newer one was."""


@dataclass(frozen=True, slots=True)
class MergedItem:
    """A wanted text with what the catalogue has for it. `stale` says that the translation was made for `previous`."""

    wanted: WantedText
    target: str = ""
    stale: bool = False
    previous: str = ""
    back: str = ""
    spoken: str = ""
    note: str = ""
    line: int = 0
    in_words: str = ""

    @property
    def key(self) -> units.Key:
        return self.wanted.key


@dataclass(frozen=True, slots=True)
class MergedCatalogue:
    """All wanted texts in their order, and the entries that nothing asks for any more."""

    items: tuple[MergedItem, ...]
    unwanted: tuple[CatalogueEntry, ...]


def merge(wanted: Sequence[WantedText], catalogue: Catalogue | None) -> MergedCatalogue:
    """Lay a catalogue beside the texts that are wanted today."""
    if catalogue is None:
        return MergedCatalogue(tuple(MergedItem(entry) for entry in wanted), ())
    active = {entry.key: entry for entry in catalogue.entries if not entry.obsolete}
    gone = {entry.key: entry for entry in catalogue.entries if entry.obsolete and entry.target}
    keys = {entry.key for entry in wanted}
    found: dict[units.Key, MergedItem] = {}
    for entry in wanted:
        own = active.get(entry.key) or gone.get(entry.key)
        if own is not None and (own.target or entry.key in active):
            found[entry.key] = _item(entry, own, stale=own.fuzzy and bool(own.target), previous=own.previous)
    orphans = [entry for entry in catalogue.entries if not entry.obsolete and entry.key not in keys]
    bare = [entry for entry in wanted if entry.key not in found or not found[entry.key].target]
    if bare and any(orphan.target for orphan in orphans):
        for entry, orphan in _paired(wanted, bare, catalogue, [one for one in orphans if one.target]):
            previous = orphan.previous if orphan.fuzzy else orphan.source
            found[entry.key] = _item(entry, orphan, stale=True, previous=previous)
    return MergedCatalogue(tuple(found.get(entry.key) or MergedItem(entry) for entry in wanted), tuple(orphans))


def _item(wanted: WantedText, entry: CatalogueEntry, *, stale: bool, previous: str) -> MergedItem:
    return MergedItem(
        wanted,
        entry.target,
        stale,
        previous if stale else "",
        entry.back,
        entry.spoken,
        entry.note,
        entry.line,
        entry.in_words,
    )


def _paired(
    wanted: Sequence[WantedText], bare: Sequence[WantedText], catalogue: Catalogue, orphans: Sequence[CatalogueEntry]
) -> Iterator[tuple[WantedText, CatalogueEntry]]:
    """New texts with the ones they most likely replace: by where they stand, then by likeness; each is used once."""
    new, old = {entry.key: entry for entry in bare}, {entry.key: entry for entry in orphans}
    before = [entry.key for entry in catalogue.entries if not entry.obsolete]
    after = [entry.key for entry in wanted]
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "replace" and end - start == new_end - new_start:
            for was, now in zip(before[start:end], after[new_start:new_end], strict=True):
                if was[0] == now[0] and was in old and now in new and _likeness(was[1], now[1]) >= _LIKE / 2:
                    yield new.pop(now), old.pop(was)
    by_context: dict[str, list[CatalogueEntry]] = defaultdict(list)
    for orphan in old.values():
        by_context[orphan.context].append(orphan)
    for entry in new.values():
        best = max(
            by_context[entry.context], key=lambda orphan: _likeness(orphan.source, entry.source), default=None
        ) or next((orphan for orphan in old.values() if orphan.source == entry.source), None)
        if best is not None and best.key in old and _likeness(best.source, entry.source) >= _LIKE:
            del old[best.key]
            if best in by_context[best.context]:
                by_context[best.context].remove(best)
            yield entry, best


def _likeness(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(a=one, b=other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LIKE / 2 else 0.0
