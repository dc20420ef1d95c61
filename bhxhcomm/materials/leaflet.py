"""Leaflets: an edition on the panels of folded or flat paper.

The tri-fold is one sheet of A4, both sides in three panels, named as officers name them: `bia` (cover), `mat_gap` (flap),
`trong_1`–`trong_3` (inside), `bia_sau` (back).
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from bhxhcomm.content import pack
from bhxhcomm.content.shapes import Line, PicturePath, Prose, Slug
from bhxhcomm.content.shapes import Shape as BaseShape
from bhxhcomm.i18n import N_

PANELS = ("bia", "mat_gap", "trong_1", "trong_2", "trong_3", "bia_sau")


class CoverShape(BaseShape):
    """The face of the leaflet."""

    title: Prose | None = Field(None, description=N_("Title on the cover; else the title of the pack"))
    tagline: Prose | None = Field(None, description=N_("One sentence below the title"))
    picture: PicturePath | None = Field(None, description=N_("Picture on the cover, in the folder of the pack"))
    alt: Prose | None = Field(None, description=N_("What the picture shows, for those who cannot see it"))


class PanelsShape(BaseShape):
    """Which sections stand on which panel, in order."""

    bia: list[Slug] = Field(default_factory=list, description=N_("Cover: the cover itself, then these sections"))
    mat_gap: list[Slug] = Field(min_length=1, description=N_("Flap that is folded in: the first thing seen on opening"))
    trong_1: list[Slug] = Field(min_length=1, description=N_("Inside, left"))
    trong_2: list[Slug] = Field(min_length=1, description=N_("Inside, middle"))
    trong_3: list[Slug] = Field(min_length=1, description=N_("Inside, right"))
    bia_sau: list[Slug] = Field(
        default_factory=list, description=N_("Back: these sections, then address, dates and sources")
    )

    def each(self) -> Iterator[tuple[str, list[Line]]]:
        """Panel by panel, in reading order."""
        for name in PANELS:
            yield name, getattr(self, name)


class TrifoldShape(BaseShape):
    """A tri-fold leaflet on A4."""

    cover: CoverShape = Field(default_factory=CoverShape, description=N_("The cover"))
    panels: PanelsShape = Field(description=N_("Which sections stand on which panel"))
    reword: dict[Slug, pack.Rewording] = Field(
        default_factory=dict, description=N_("Other words for a section, in this leaflet only")
    )


class Shape(pack.MaterialShape):
    """The leaflets of a pack."""

    trifold: TrifoldShape | None = Field(None, description=N_("Tri-fold on A4"))

    def placed_sections(self) -> Iterator[Line]:
        if self.trifold:
            for _name, sections in self.trifold.panels.each():
                yield from sections

    def reworded_sections(self) -> Iterator[Line]:
        if self.trifold:
            yield from self.trifold.reword
