"""What reading a workspace costs, and how that grows with its size."""

from __future__ import annotations

import tempfile
from pathlib import Path

import workspaces
from measuring import Growth, Measured, Result, cpu_times

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.materials.loading import load

SIZES = (25, 50, 100, 200)
"""Packs; each brings five facts."""
ASKED = 100


def load_workspace() -> Result:
    """Every file of a workspace read and checked: facts, offices, packs."""
    figures: list[Measured] = []
    rows: list[tuple[float, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in (ASKED, *(size for size in SIZES if size != ASKED)):
            root = workspaces.make(Path(folder) / str(size), packs=size, facts=5 * size)
            first = cpu_times(lambda root=root: _load(root), 1)  # type: ignore[misc]
            values = cpu_times(lambda root=root: _load(root), 5)  # type: ignore[misc]
            measured = Measured(
                f"loading {size} packs and {5 * size} facts", "s", values, 1.0 if size == ASKED else None
            )
            rows.append((float(size), float(5 * size), measured.median * 1000, measured.median * 1000 / size))
            if size == ASKED:
                figures = [measured, Measured("the same, the first time in a process", "s", first, 1.0)]
    rows.sort()
    return Result(
        tuple(figures),
        (Growth("loading against size", ("packs", "facts", "ms", "ms a pack"), tuple(rows)),),
    )


def _load(root: Path) -> Workspace:
    return load(root).checked()
