"""Leaflets: an edition on the panels of folded or flat paper.

The tri-fold is one sheet of A4, both sides in three panels, named as officers name them: `bia` (cover), `mat_gap` (flap),
`trong_1`–`trong_3` (inside), `bia_sau` (back).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from pydantic import Field

from bhxhcomm.content import pack
from bhxhcomm.content.shapes import Line, PicturePath, Prose, Slug
from bhxhcomm.content.shapes import Shape as BaseShape
from bhxhcomm.edition.figures import sources_of
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.edition.text import Figure, Source, Text, plain, words
from bhxhcomm.i18n import N_
from bhxhcomm.language.figures import Unit
from bhxhcomm.materials import blocks, document

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

    cover: CoverShape | None = Field(None, description=N_("The cover"))
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

    def variants(self) -> tuple[str, ...]:
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)


SHEETS = {"outside": ("bia", "mat_gap", "bia_sau"), "inside": ("trong_1", "trong_2", "trong_3")}
"""Which panels share a side of the paper, each side in reading order."""


def compose(edition: Edition, variant: str, labels: Mapping[str, str], *, theme: str = "default") -> document.Document:
    """The leaflet of an edition. KeyError for a variant that the pack does not ask for."""
    if variant != "trifold":
        raise KeyError(variant)
    shape = edition.pack.shape.materials_used["leaflet"]
    assert isinstance(shape, Shape)
    assert shape.trifold is not None
    return _trifold(edition, shape.trifold, labels, theme)


def _trifold(edition: Edition, shape: TrifoldShape, labels: Mapping[str, str], theme: str) -> document.Document:
    panels = {name: list(_sections(edition, shape, ids)) for name, ids in shape.panels.each()}
    cover = _cover(edition, shape.cover)
    panels["bia"].insert(0, cover)
    has_action = any(isinstance(block, document.Action) for block in panels["bia_sau"])
    panels["bia_sau"].append(_contact(edition, labels, with_code=not has_action))
    figures = document.figures(block for panel in panels.values() for block in panel)
    panels["bia_sau"].append(_colophon(edition, figures))
    return document.Document(
        material="leaflet",
        variant="trifold",
        lang=edition.lang,
        lang_tag=edition.lang_tag,
        title=plain(cover.title, edition.lang),
        author=plain(_office_text(edition, "name"), edition.lang),
        subject=plain(edition.text("pack", edition.pack.shape.title), edition.lang),
        sheets=tuple(
            document.Sheet(name, tuple(document.Panel(panel, tuple(panels[panel])) for panel in names))
            for name, names in SHEETS.items()
        ),
        labels=tuple(sorted(labels.items())),
        theme=theme,
    )


def _sections(edition: Edition, shape: TrifoldShape, ids: Iterable[Line]) -> Iterator[document.Block]:
    rewordings = {str(name): words for name, words in shape.reword.items()}
    for section_id in ids:
        if str(section_id) in edition.sections:
            yield from blocks.section(
                edition, edition.pack.shape.section(str(section_id)), rewordings.get(str(section_id))
            )


def _cover(edition: Edition, given: CoverShape | None) -> document.Cover:
    shape = given or CoverShape.model_construct(title=None, tagline=None, picture=None, alt=None)
    pack_shape, office = edition.pack.shape, edition.office
    picture = None
    if shape.picture is not None:
        image = blocks.image(edition.pack.pictures[str(shape.picture)])
        picture = document.Picture(image, edition.text("leaflet", shape.alt))
    return document.Cover(
        title=edition.text("leaflet", shape.title) or edition.text("pack", pack_shape.title),
        tagline=edition.text("leaflet", shape.tagline),
        audience=edition.text("pack", pack_shape.audience),
        picture=picture,
        logo=blocks.image(office.logo) if office.logo else None,
        office_parent=edition.text("office", office.above.name) if office.above else (),
        office_name=_office_text(edition, "name"),
    )


def _contact(edition: Edition, labels: Mapping[str, str], *, with_code: bool) -> document.Contact:
    shape = edition.office.shape
    link = str(shape.zalo or shape.website or "") if with_code else ""
    return document.Contact(
        name=_office_text(edition, "name"),
        address=_office_text(edition, "address"),
        hotline=_office_text(edition, "hotline"),
        hotline_note=_office_text(edition, "hotline_note"),
        website=str(shape.website or ""),
        zalo=str(shape.zalo or ""),
        facebook=str(shape.facebook or ""),
        qr_link=link,
        qr_caption=words(labels["scan"]) if link else (),
    )


def _colophon(edition: Edition, figures: Iterable[Figure]) -> document.Colophon:
    shown = list(figures)
    newest = max((figure.effective_from for figure in shown), default=dt.date.min)
    policy = [figure for figure in shown if figure.unit is not Unit.PHONE]
    documents = sorted({source.document: source for source in sources_of(policy)}.values(), key=_rank)
    return document.Colophon(
        valid_from=newest if newest > dt.date.min else None,
        sources=words("; ".join(source.document for source in documents)),
        imprint=(_office_text(edition, "name"),),
    )


def _rank(source: Source) -> tuple[int, str]:
    """Laws before decrees before the rest, each by its number."""
    order = ("Luật", "Nghị định", "Quyết định", "Thông tư", "Nghị quyết")
    kind = next((index for index, name in enumerate(order) if source.document.startswith(name)), len(order))
    return kind, source.document


def _office_text(edition: Edition, name: str) -> Text:
    return edition.text("office", getattr(edition.office.shape, name))
