"""What lies in a folder of outputs today: which editions are released and whole, which are drafts, and of which something is
missing or was changed. A manifest says what was made; the disk may say something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bhxhcomm.core import files
from bhxhcomm.ledger.manifest import Piece, RecordedArtifact
from bhxhcomm.ledger.seen import Seen
from bhxhcomm.ledger.store import seen_place


class EditionState(StrEnum):
    """What an edition is, as it lies there."""

    RELEASED = "released"
    DRAFT = "draft"
    TOUCHED = "touched"


@dataclass(frozen=True, slots=True)
class EditionOnDisk:
    """An edition of which files lie there. `wrong` are those that are missing, or were changed after they were made."""

    piece: Piece
    state: EditionState
    wrong: tuple[RecordedArtifact, ...] = ()


def on_disk(root: Path) -> Callable[[RecordedArtifact], str]:
    """What tells of a file of a folder of outputs whether it is `whole`, `missing` or `changed`. Nothing is written; what lies
    behind a link is not looked at."""
    seen, links = Seen(seen_place(root), write=False), files.Links(root)

    def state(artifact: RecordedArtifact) -> str:
        path = root / artifact.path
        found = "" if links.found(path) else seen.digest(path)
        return "missing" if found is None else "whole" if found == artifact.sha256 else "changed"

    return state


def editions_on_disk(pieces: Iterable[Piece], state_of: Callable[[RecordedArtifact], str]) -> Iterator[EditionOnDisk]:
    """The editions that count: those that were last asked for, and those that were released, though a draft may have been
    asked for since. Earlier ones of which nothing is left count for nothing."""
    for piece in pieces:
        if not piece.current and piece.draft:
            continue
        states = [(artifact, state_of(artifact)) for artifact in piece.artifacts]
        wrong = tuple(artifact for artifact, state in states if state != "whole")
        if not piece.current and all(state == "missing" for _artifact, state in states):
            continue
        yield EditionOnDisk(
            piece,
            EditionState.TOUCHED if wrong else EditionState.DRAFT if piece.draft else EditionState.RELEASED,
            wrong,
        )
