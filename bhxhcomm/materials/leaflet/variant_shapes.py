"""What a pack says of its leaflets: which variants, and which sections stand on which panel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from bhxhcomm.content import pack
from bhxhcomm.content.shapes import Line, PicturePath, Prose, Shape, Slug, wrong
from bhxhcomm.core.i18n import N_, _


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


class BilingualPanels(Shape):
    """Which sections stand on which page of a leaflet in two languages, in order. Two pages are one leaf, four are two."""

    trang_1: list[Slug] = Field(min_length=1, description=N_("First page: the cover, then these sections"))
    trang_2: list[Slug] = Field(min_length=1, description=N_("Second page"))
    trang_3: list[Slug] | None = Field(None, min_length=1, description=N_("Third page, with a fourth"))
    trang_4: list[Slug] | None = Field(None, min_length=1, description=N_("Fourth page, with a third"))

    @model_validator(mode="after")
    def _even(self) -> Self:
        if (self.trang_3 is None) != (self.trang_4 is None):
            raise wrong(
                "half-leaf",
                _("a leaf has two sides: there must be both `trang_3` and `trang_4`, or neither"),
                _("share the sections out over two or four pages"),
            )
        return self


class VariantShape(Shape):
    """What all variants share."""

    cover: CoverShape | None = Field(None, description=N_("The cover"))
    reword: dict[Slug, pack.Rewording] = Field(
        default_factory=dict, description=N_("Other words for a section, in this leaflet only")
    )

    def placed(self) -> dict[str, list[Line]]:
        """The ids of sections, panel by panel, in reading order."""
        panels = self.panels  # type: ignore[attr-defined]
        given = {name: getattr(panels, name) for name in type(panels).model_fields}
        return {name: list(ids) for name, ids in given.items() if ids is not None}


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


class BilingualShape(VariantShape):
    """A leaflet in Vietnamese and another language, side by side, on A4."""

    panels: BilingualPanels = Field(description=N_("Which sections stand on which page"))


class LeafletShape(pack.MaterialShape):
    """The leaflets of a pack."""

    trifold: TrifoldShape | None = Field(None, description=N_("Tri-fold on A4"))
    flyer: FlyerShape | None = Field(None, description=N_("Flyer of one leaf, A5 or A4"))
    poster_text: PosterShape | None = Field(
        None, alias="poster-text", description=N_("Text poster for notice boards, A3")
    )

    bilingual: BilingualShape | None = Field(
        None, description=N_("Vietnamese and another language side by side, A4, one leaf or two")
    )

    def _given(self) -> Iterator[VariantShape]:
        for shape in (self.trifold, self.flyer, self.poster_text, self.bilingual):
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
        names += ["poster-text"] if self.poster_text else []
        return (*names, "bilingual") if self.bilingual else tuple(names)

    def shape_of(self, variant: str) -> VariantShape:
        """What the pack says of a variant. KeyError for one that it does not ask for."""
        if variant not in self.variants():
            raise KeyError(variant)
        own = {"trifold": self.trifold, "poster-text": self.poster_text, "bilingual": self.bilingual}
        shape = own.get(variant, self.flyer)
        assert shape is not None
        return shape
