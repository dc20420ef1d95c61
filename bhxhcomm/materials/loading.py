"""Loading a workspace with all materials of the table: the loader itself knows none."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

from pydantic import BaseModel

from bhxhcomm.content import fact, lexicon, office, preset, recording, review, settings
from bhxhcomm.content.loading import workspace_loader
from bhxhcomm.content.pack import PackBase, pack_shape
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.materials.table import MATERIALS


@cache
def shape_of_packs() -> type[PackBase]:
    """The shape of a pack file, with a field for each material of the table."""
    return pack_shape(MATERIALS)


def load(root: Path, *, packs: Collection[str] | None = None) -> Workspace:
    """Read a workspace, as `content.loading.workspace_loader.load` does."""
    return workspace_loader.load(root, shape_of_packs(), packs=packs)


def shapes() -> dict[str, type[BaseModel]]:
    """The shapes of the files of a workspace, by the names that `bhxhcomm schema` gives them."""
    return {
        "pack": shape_of_packs(),
        "facts": fact.FactsFile,
        "office": office.OfficeShape,
        "workspace": settings.Settings,
        "review": review.ReviewFile,
        "recording": recording.RecordingShape,
        "lexicon": lexicon.LexiconFile,
        "preset": preset.PresetShape,
    }
