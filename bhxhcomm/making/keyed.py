"""A keyed piece: what goes from planning to the engine. It has its key, its edition code, and what the engine will use of it.

It holds no edition and nothing of the workspace that it was composed from but where its files lie, so that those of a whole
country can wait for their turn. A process forked from the one that planned finds it in its memory. A worker on another machine
composes its own, once: pictures lie elsewhere there, and that the key comes out the same shows that all inputs are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bhxhcomm.edition.drafts import Reason
from bhxhcomm.ledger.record import record
from bhxhcomm.making.request import Request
from bhxhcomm.making.with_piece import WithPiece
from bhxhcomm.materials.document import Document
from bhxhcomm.materials.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Declared:
    """What an engine will use beside the piece: named parts of the key (plain JSON), and the files that it may open.

    The parts are those that people know: `templates`, `overrides`, `fonts`, `libraries` … Each is a digest or a mapping of
    names to digests, so that a part that changes can be named. `files` are paths (or folders, with everything below) that
    the engine may open; with a digest, only with these bytes. `machine` is what may shape the bytes as well, but differs from
    one machine to the next (libraries of the system): it counts for the files, and not for the edition code.
    `more` is what else a job of this engine needs: plain values, covered by the parts.
    """

    parts: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)
    machine: Mapping[str, str] = field(default_factory=dict)
    more: Any = None

    def undeclared(self, opened: Iterable[tuple[str, str]]) -> list[str]:
        """Those of the opened files that were not declared, or whose bytes were other ones, in order."""
        return sorted({path for path, digest in opened if not self._allows(path, digest)})

    def _allows(self, path: str, digest: str) -> bool:
        path = os.path.normpath(path)
        if path in self.files:
            return self.files[path] in ("", digest)
        return any(str(folder) in self.files and not self.files[str(folder)] for folder in Path(path).parents)


@dataclass(frozen=True, slots=True)
class Keyed(WithPiece):
    """A piece with its edition code, and the key that the code is the short form of. `fingerprint.keyed` makes it."""

    request: Request
    piece: Document | Timeline
    reasons: tuple[Reason, ...]
    key: str
    declared: Declared


def record_of(keyed: Keyed) -> dict[str, Any]:
    """The record of a piece: what its code stands for."""
    return record(keyed.piece, pack=keyed.request.pack, office=keyed.request.office)
