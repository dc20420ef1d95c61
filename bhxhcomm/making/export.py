"""Export: a composed piece goes in, its files come out as bytes. Nothing here writes to the disk.

A `Job` is all that an engine needs: a keyed piece, and folders to read from; so it runs in this process or in one forked
from it. Each engine has a module in this room, named in `ENGINES`, with four functions:

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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import Problem
from bhxhcomm.edition.drafts import Reason
from bhxhcomm.ledger import output
from bhxhcomm.ledger.product import File, Product
from bhxhcomm.making.keyed import Declared, Keyed
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import Document
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.materials.timeline import Timeline

ENGINES = {"page": "bhxhcomm.making.pages", "sound": "bhxhcomm.making.sounds"}
"""The module of each engine, by the name that the table of materials gives it."""


@dataclass(frozen=True, slots=True)
class Job:
    """The files that are asked for of one piece. `record` is what the files carry of it; the request of the piece names it and
    its files, whose bytes depend on nothing else of it.

    `root` is the folder whose `templates/`, `labels/` and `fonts/` come before the shipped ones; `folders` are those in which
    pictures and sounds may lie.
    """

    keyed: Keyed
    products: tuple[Product, ...]
    record: Mapping[str, Any]
    root: Path
    folders: tuple[Path, ...]

    @property
    def request(self) -> Request:
        return self.keyed.request

    @property
    def piece(self) -> Document | Timeline:
        """The piece, which has its code."""
        return self.keyed.piece

    @property
    def material(self) -> str:
        return self.piece.material

    @property
    def reasons(self) -> tuple[dict[str, str], ...]:
        """Why it is a draft, as it is printed."""
        return tuple(output.reason(reason) for reason in self.keyed.reasons)


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
