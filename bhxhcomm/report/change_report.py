"""The report on changes: what a person reads in five minutes before new material goes out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bhxhcomm.ledger.manifest import Manifest
from bhxhcomm.report import page, page_images
from bhxhcomm.report.changes import BuildChanges, PieceChange
from bhxhcomm.report.page_images import Pair, SmallPage
from bhxhcomm.report.players import Player, Players


@dataclass(frozen=True, slots=True)
class BuildSide:
    """One of two builds: what it is called, its manifest, and its folder."""

    name: str
    manifest: Manifest
    root: Path


@dataclass(frozen=True, slots=True)
class ChangedPiece:
    """A piece that changed, with its pages side by side (`alone` where it came or went) and its sounds before and after."""

    change: PieceChange
    kind: str
    pages: tuple[Pair, ...]
    alone: tuple[SmallPage, ...]
    players: tuple[tuple[str, Player], ...]


def html(found: BuildChanges, before: BuildSide, after: BuildSide, title: str) -> bytes:
    """The report on what differs between two builds as one HTML file."""
    old_players, new_players = Players(before.root), Players(after.root)
    # What says something else now comes first, then what is no longer made, then what is new.
    ordered = (*found.changed, *found.removed, *found.added)
    entries = [_entry(one, before.root, after.root, old_players, new_players) for one in ordered]
    return page.html("changes", title=title, before=before, after=after, found=found, entries=entries)


def _entry(change: PieceChange, old: Path, new: Path, old_players: Players, new_players: Players) -> ChangedPiece:
    kind = "changed" if change.before and change.after else "new" if change.after else "gone"
    alone: list[SmallPage] = []
    pairs: tuple[Pair, ...] = ()
    if change.before and change.after:
        was, now = page_images.images(old, change.before), page_images.images(new, change.after)
        pairs = tuple(page_images.pairs(list(was), list(now)))
    else:
        alone = page_images.pages(new if change.after else old, change.newest)
    players = [("before", one) for one in (old_players.of(change.before) if change.before else ())]
    players += [("after", one) for one in (new_players.of(change.after) if change.after else ())]
    return ChangedPiece(change, kind, pairs, tuple(alone), tuple(players))


def plain(found: BuildChanges, before: str, after: str) -> dict[str, Any]:
    """What has changed as plain values, for `--json`."""
    return {
        "format": "change-report/1",
        "schema": 1,
        "from": before,
        "to": after,
        "figures": [
            {
                "id": one.id,
                "before": one.before.value if one.before else None,
                "after": one.after.value if one.after else None,
                "effective_from": one.after.effective_from if one.after else None,
                "source": one.after.source if one.after else "",
                "pieces": list(one.pieces),
            }
            for one in found.figures
        ],
        "pieces": [
            {
                "id": one.id,
                "kind": "changed" if one.before and one.after else "new" if one.after else "gone",
                "before": one.before.code if one.before else None,
                "after": one.after.code if one.after else None,
                "figures": list(one.figures),
                "texts": [{"panel": text.panel, "parts": [list(part) for part in text.parts]} for text in one.texts],
                "files": [file.path for pair in one.files if (file := pair.after or pair.before) is not None],
                "reasons": [{"code": reason.code, "subject": reason.subject} for reason in one.new_reasons],
            }
            for one in found.pieces
        ],
        "withdraw": [{"id": one.id, "code": one.code, "files": list(one.files)} for one in found.withdraw],
        "stale": [{"code": one.code, "subject": one.subject} for one in found.stale],
        "unchanged": found.same,
        "problems": [],
    }
