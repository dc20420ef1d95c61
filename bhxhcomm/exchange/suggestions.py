"""Texts that are translated elsewhere already: what is offered for the same text where it stands a second time.

Only the exact source counts, never likeness, and a person must still look: what a heading says may be said otherwise in a
table. A suggestion stands in files for translators alone, never in a catalogue, until somebody has confirmed it there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bhxhcomm.content import units
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition.lookup import Shelf, pack_shelf, shared_shelf
from bhxhcomm.edition.standing import STATES, EntryState

_SHARED_NAME = "locales"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A translation of the same text, and where it stands: the id of its entry, with its pack before it if that is another."""

    target: str
    place: str


def suggestions(workspace: Workspace, shelf: Shelf) -> dict[units.Key, Suggestion]:
    """What can be offered for the untranslated texts of a catalogue.

    The catalogue itself is asked before those of other packs, and among several translations the one that has come farthest
    counts, then the first. A catalogue that cannot be read has nothing to offer.
    """
    bare = {one.item.wanted.source for one in shelf.standings if not one.item.target}
    if not bare:
        return {}
    known: dict[str, Suggestion] = {}
    for other in _shelves(workspace, shelf):
        best: dict[str, tuple[int, Suggestion]] = {}
        for one in other.standings:
            source = one.item.wanted.source
            if source not in bare or one.state in (EntryState.UNTRANSLATED, EntryState.STALE) or other.damage_of(one):
                continue
            rank, place = STATES.index(one.state), one.item.wanted.id
            if other is not shelf:
                place = f"{other.scope or _SHARED_NAME}/{place}"
            if source not in best or rank > best[source][0]:
                best[source] = rank, Suggestion(one.item.target, place)
        for source, (_rank, found) in best.items():
            known.setdefault(source, found)
    return {
        one.item.key: known[one.item.wanted.source]
        for one in shelf.standings
        if not one.item.target and one.item.wanted.source in known
    }


def _shelves(workspace: Workspace, own: Shelf) -> Iterator[Shelf]:
    """The catalogues of a language that can be read and are no test text, the one that is asked about first."""
    others = [
        shared_shelf(workspace, own.lang),
        *(pack_shelf(pack, own.lang) for _id, pack in sorted(workspace.packs.items())),
    ]
    for shelf in (own, *others):
        if shelf is not own and (shelf.scope == own.scope or shelf.file is None):
            continue
        try:
            if not shelf.test_text:
                yield shelf
        except ContentError:
            continue
