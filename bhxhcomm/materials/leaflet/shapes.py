"""What a pack says of its leaflets: which variants, and which sections stand on which panel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from bhxhcomm.content import pack
from bhxhcomm.content.shapes import Line, PicturePath, Prose, Shape, Slug
from bhxhcomm.i18n import N_


class CoverShape(Shape):
    """The face of a leaflet."""

    title: Prose | None = Field(None, description=N_("Title on the cover; else the title of the pack"))
    tagline: Prose | None = Field(None, description=N_("One sentence below the title"))
    picture: PicturePath | None = Field(None, description=N_("Picture on the cover, in the folder of the pack"))
    alt: Prose | None = Field(None, description=N_("What the picture shows, for those who cannot see it"))


class TrifoldPanels(Shape):
    """Which sections stand on which panel of a tri-fold, in order."""

    bia: list[Slug] = Field(default_factory=list, description=N_("Cover: the cover itself, then these sections"))
    mat_gap: list[Slug] = Field(min_length=1, description=N_("Flap that is folded in: the first thing seen on opening"))
    trong_1: list[Slug] = Field(min_length=1, description=N_("Inside, left"))
    trong_2: list[Slug] = Field(min_length=1, description=N_("Inside, middle"))
    trong_3: list[Slug] = Field(min_length=1, description=N_("Inside, right"))
    bia_sau: list[Slug] = Field(
        default_factory=list, description=N_("Back: these sections, then address, dates and sources")
    )


class FlyerPanels(Shape):
    """Which sections stand on which side of a flyer, in order."""

    mat_truoc: list[Slug] = Field(min_length=1, description=N_("Front: the cover, then these sections"))
    mat_sau: list[Slug] = Field(min_length=1, description=N_("Back: these sections, then address, dates and sources"))


class PosterPanels(Shape):
    """Which sections stand on a poster, in order."""

    ap_phich: list[Slug] = Field(
        min_length=1, description=N_("The cover, then these sections, then address, dates and sources")
    )


class VariantShape(Shape):
    """What all variants share."""

    cover: CoverShape | None = Field(None, description=N_("The cover"))
    reword: dict[Slug, pack.Rewording] = Field(
        default_factory=dict, description=N_("Other words for a section, in this leaflet only")
    )

    def placed(self) -> dict[str, list[Line]]:
        """The ids of sections, panel by panel, in reading order."""
        panels = self.panels  # type: ignore[attr-defined]
        return {name: list(getattr(panels, name)) for name in type(panels).model_fields}


class TrifoldShape(VariantShape):
    """A tri-fold leaflet on A4."""

    panels: TrifoldPanels = Field(description=N_("Which sections stand on which panel"))


class FlyerShape(VariantShape):
    """A flyer of one leaf, both sides."""

    sizes: list[Literal["A5", "A4"]] | None = Field(
        None, min_length=1, description=N_("Paper sizes that are wanted, A5 and A4; A5 if none is named")
    )
    panels: FlyerPanels = Field(description=N_("Which sections stand on which side"))


class PosterShape(VariantShape):
    """A text poster for notice boards: A3, one side, large type."""

    panels: PosterPanels = Field(description=N_("Which sections stand on the poster"))


class LeafletShape(pack.MaterialShape):
    """The leaflets of a pack."""

    trifold: TrifoldShape | None = Field(None, description=N_("Tri-fold on A4"))
    flyer: FlyerShape | None = Field(None, description=N_("Flyer of one leaf, A5 or A4"))
    poster_text: PosterShape | None = Field(
        None, alias="poster-text", description=N_("Text poster for notice boards, A3")
    )

    def _given(self) -> Iterator[VariantShape]:
        for shape in (self.trifold, self.flyer, self.poster_text):
            if shape is not None:
                yield shape

    def placed_sections(self) -> Iterator[tuple[str, Line]]:
        for name in type(self).model_fields:
            shape = getattr(self, name)
            for sections in shape.placed().values() if shape is not None else ():
                for section_id in sections:
                    yield name, section_id

    def reworded_sections(self) -> Iterator[Line]:
        for shape in self._given():
            yield from shape.reword

    def variants(self) -> tuple[str, ...]:
        names = ["trifold"] if self.trifold else []
        if self.flyer:
            names += ["flyer" if size == "A5" else f"flyer-{size.lower()}" for size in self.flyer.sizes or ["A5"]]
        return (*names, "poster-text") if self.poster_text else tuple(names)

    def shape_of(self, variant: str) -> VariantShape:
        """What the pack says of a variant. KeyError for one that it does not ask for."""
        if variant not in self.variants():
            raise KeyError(variant)
        shape = {"trifold": self.trifold, "poster-text": self.poster_text}.get(variant, self.flyer)
        assert shape is not None
        return shape
