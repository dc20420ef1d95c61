"""Export: a composed piece goes in, its files come out as bytes. Nothing here writes to the disk.

A `Job` is all that an engine needs, as plain values and folders to read from; so the same job runs in this process, in one
forked from it, or on another machine. Each engine has a module in this room, named in `ENGINES`, with four functions:

`declared(workspace, request, piece)`
    what the engine will use beside the piece itself: the rest of the key. Raises `ContentError` or `MachineError` for what
    is not there;
`products(request, piece, reasons)`
    which kinds of files are made of a piece, in order, `reasons` being those for which it is a draft;
`export(job)`
    the files. Problems of the piece are returned; what this machine lacks is raised as `MachineError`;
`warm_up(langs, root)`
    load what processes that are forked afterwards can share.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import Problem
from bhxhcomm.edition.drafts import Reason
from bhxhcomm.ledger.product import File, Product
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import Document
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.materials.timeline import Timeline

ENGINES = {"page": "bhxhcomm.making.pages", "sound": "bhxhcomm.making.sounds"}
"""The module of each engine, by the name that the table of materials gives it."""


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
class Job:
    """The files that are asked for of one piece, which has its code. `record` is what the files carry of it; `request` names
    it and its files, whose bytes depend on nothing else of it.

    `root` is the folder whose `templates/`, `labels/` and `fonts/` come before the shipped ones; `folders` are those in which
    pictures and sounds may lie. `reasons` are those for which it is a draft, `more` is that of `Declared`.
    """

    request: Request
    piece: Document | Timeline
    products: tuple[Product, ...]
    record: Mapping[str, Any]
    root: Path
    folders: tuple[Path, ...]
    reasons: tuple[dict[str, str], ...] = ()
    more: Any = None

    @property
    def material(self) -> str:
        return self.piece.material


@dataclass(frozen=True, slots=True)
class Exported:
    """What an engine gave: whole and checked files, products that failed with what was measured of them, and problems.
    A product in neither is not made because another failed, and not spoken of.

    `opened` are the files that it opened, each with the SHA-256 of what it found there.
    """

    files: tuple[File, ...]
    failed: Mapping[Product, Mapping[str, Any]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    opened: tuple[tuple[str, str], ...] = ()


class ExportEngine(Protocol):
    """What the module of an engine has."""

    def libraries(self) -> frozenset[str]: ...
    def declared(self, workspace: Workspace, request: Request, piece: Document | Timeline) -> Declared: ...
    def products(
        self, request: Request, piece: Document | Timeline, reasons: Sequence[Reason]
    ) -> tuple[Product, ...]: ...
    def export(self, job: Job) -> Exported: ...
    def warm_up(self, langs: Iterable[str], root: Path) -> None: ...


def libraries() -> tuple[str, ...]:
    """The packages whose version may change the bytes of any file, in order."""
    return tuple(
        sorted({name for module in ENGINES.values() for name in cast(ExportEngine, import_module(module)).libraries()})
    )


def engine(material: str) -> ExportEngine:
    """The engine that makes the files of a material."""
    return cast(ExportEngine, import_module(ENGINES[MATERIALS[material].engine]))
