"""A workspace at a date, made to be shown in a report and for nothing else: in a folder that goes with the report.

What was published in the past is known from the register and from the manifests of real builds. What is made here was not:
it enters no register, keeps no clip, and lies nowhere when the report has been written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import files
from bhxhcomm.core.problems import Problem
from bhxhcomm.ledger import manifest
from bhxhcomm.ledger.manifest import Manifest
from bhxhcomm.ledger.store import Store, opened
from bhxhcomm.making.request import Request
from bhxhcomm.planning.plan import id_of
from bhxhcomm.running.run import BuildOptions, Listener, Silent, run


@dataclass(frozen=True, slots=True)
class TemporaryBuild:
    """What was made: its manifest, the folder in which its files lie for now, and what was wrong."""

    manifest: Manifest
    root: Path
    problems: tuple[Problem, ...]


@contextmanager
def made(
    workspace: Workspace,
    requests: Sequence[Request],
    out: Path,
    jobs: int = 1,
    listener: Listener = Silent(),  # noqa: B008 (it has no state)
) -> Iterator[TemporaryBuild]:
    """All of these requests, made in a folder of their own. What lies whole in `out`, where a real build of them goes, is taken
    from there and not made again; nothing in it is touched. Raises as a build does."""
    with tempfile.TemporaryDirectory(prefix="bhxhcomm-report-") as name:
        folder = Path(name).resolve()
        _take(Store(out, write=False, registers=(workspace.root,)), {id_of(request) for request in requests}, folder)
        asked = [replace(request, out=folder, release=False, shown_only=True) for request in requests]
        with opened(folder) as store:
            result = run(workspace, store, asked, BuildOptions(jobs, ledger=folder), listener=listener)
        yield TemporaryBuild(manifest.whole(store.pieces), folder, tuple(result.problems))


def _take(real: Store, wanted: set[str], folder: Path) -> None:
    """Copy what a real build has made of these pieces, with its manifest."""
    pieces = []
    for piece in real.pieces:
        if piece.current and piece.id in wanted:
            whole = [one for one in piece.artifacts if real.state(one) == "whole"]
            for artifact in whole:
                files.write(folder / artifact.path, real.path(artifact).read_bytes())
            pieces.append(piece.model_copy(update={"artifacts": whole}))
    if any(piece.artifacts for piece in pieces):
        files.write(folder / manifest.FILE_NAME, manifest.written(manifest.whole(pieces)))
