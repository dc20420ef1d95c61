"""The parts that every leaflet has of its own: sections on a panel, and the cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bhxhcomm.content.shapes import Line
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.materials import blocks, document
from bhxhcomm.materials.leaflet.variant_shapes import CoverShape, VariantShape


def sections(edition: Edition, shape: VariantShape, ids: Iterable[Line]) -> Iterator[document.Block]:
    """The sections of a panel, those left out that this office does not show."""
    rewordings = {str(name): rewording for name, rewording in shape.reword.items()}
    for section_id in map(str, ids):
        if section_id in edition.sections:
            yield from blocks.section(edition, edition.pack.shape.section(section_id), rewordings.get(section_id))


def cover(edition: Edition, shape: CoverShape | None) -> document.Cover:
    """The face: who speaks, to whom, and the one thing to remember."""
    pack_shape, office = edition.pack.shape, edition.office
    picture = None
    if shape is not None and shape.picture is not None:
        image = blocks.image(edition.pack.pictures[str(shape.picture)])
        picture = document.Picture(image, edition.text("leaflet", shape.alt))
    title = edition.text("leaflet", shape.title) if shape else ()
    return document.Cover(
        title=title or edition.text("pack", pack_shape.title),
        tagline=edition.text("leaflet", shape.tagline) if shape else (),
        audience=edition.text("pack", pack_shape.audience),
        picture=picture,
        logo=blocks.image(office.logo) if office.logo else None,
        office_parent=edition.text("office", office.above.name) if office.above else (),
        office_name=edition.text("office", office.shape.name),
    )
