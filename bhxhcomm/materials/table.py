"""The table of materials: one line for each. Nothing else in bhxhcomm lists them.

Modules are named, not imported, so that `--help` and the loader do not pay for what they do not use.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from bhxhcomm.i18n import N_

if TYPE_CHECKING:
    from bhxhcomm.content.pack import MaterialShape


@dataclass(frozen=True, slots=True)
class Material:
    """A kind of thing made from an edition: its module (with a class `Shape` and a function `compose`), and what it is.

    `formats` are the files that it is made into, `engine` the room that makes them: `page` for what composes a document,
    `sound` for what composes a timeline. `narrated` says that it is read aloud: its `compose` is given a narrator.
    """

    module: str
    description: str
    formats: tuple[str, ...] = ("pdf", "docx", "png")
    engine: str = "page"
    narrated: bool = False

    def shape(self) -> type[MaterialShape]:
        """The shape of its part of a pack file."""
        shape: type[MaterialShape] = import_module(self.module).Shape
        return shape


MATERIALS: dict[str, Material] = {
    "leaflet": Material("bhxhcomm.materials.leaflet", N_("Leaflets: folded or flat paper to hand out")),
    "radio-spot": Material(
        "bhxhcomm.materials.radio_spot",
        N_("Radio spots: a voice over music for the commune loudspeaker"),
        formats=("mp3", "wav"),
        engine="sound",
        narrated=True,
    ),
    "ringback": Material(
        "bhxhcomm.materials.ringback",
        N_("Ringback tones: what a caller hears until somebody answers"),
        formats=("mp3", "wav"),
        engine="sound",
        narrated=True,
    ),
}
