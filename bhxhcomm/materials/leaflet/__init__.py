"""Leaflets: an edition on the panels of folded or flat paper.

Panels are named as officers name them. The tri-fold is one sheet of A4, both sides in three panels: `bia` (cover), `mat_gap`
(flap), `trong_1`–`trong_3` (inside), `bia_sau` (back). The flyer is one leaf with a front (`mat_truoc`) and a back
(`mat_sau`), the text poster one side of A3 (`ap_phich`). The bilingual leaflet is one leaf of A4 or two (`trang_1`–`trang_4`),
Vietnamese at the left and the other language at the right, section by section.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, Edition
from bhxhcomm.language.text import plain
from bhxhcomm.materials import document, imprint
from bhxhcomm.materials.beside import Beside, shown_labels
from bhxhcomm.materials.leaflet import parts
from bhxhcomm.materials.leaflet.variant_shapes import LeafletShape as Shape
from bhxhcomm.materials.leaflet.variant_shapes import VariantShape

__all__ = ["BESIDE", "LAYOUTS", "PaperLayout", "Shape", "compose"]


@dataclass(frozen=True, slots=True)
class PaperLayout:
    """The sides of a variant's paper with their panels, each side in reading order; where the cover and the end stand.

    Sides whose panels a pack does not name are not made; the end then stands on the last panel that it names.
    """

    sheets: Mapping[str, tuple[str, ...]]
    cover: str
    end: str


_FLYER = PaperLayout({"front": ("mat_truoc",), "back": ("mat_sau",)}, "mat_truoc", "mat_sau")
LAYOUTS: dict[str, PaperLayout] = {
    "trifold": PaperLayout(
        {"outside": ("bia", "mat_gap", "bia_sau"), "inside": ("trong_1", "trong_2", "trong_3")}, "bia", "bia_sau"
    ),
    "flyer": _FLYER,
    "flyer-a4": _FLYER,
    "poster-text": PaperLayout({"front": ("ap_phich",)}, "ap_phich", "ap_phich"),
    "bilingual": PaperLayout({f"page-{number}": (f"trang_{number}",) for number in range(1, 5)}, "trang_1", "trang_4"),
}
BESIDE = {"bilingual": SOURCE_LANGUAGE}
"""The variants that are set in two languages, and the one that stands beside that which is asked for."""


def compose(
    edition: Edition,
    variant: str,
    labels: Mapping[str, str],
    *,
    theme: str = "default",
    beside: Beside | None = None,
) -> document.Document:
    """The leaflet of an edition. KeyError for a variant that the pack does not ask for.

    A variant of `BESIDE` needs the edition `beside`; the others take no notice of it.
    """
    given = edition.pack.shape.materials_used["leaflet"]
    assert isinstance(given, Shape)
    shape, layout = given.shape_of(variant), LAYOUTS[variant]
    beside = beside if variant in BESIDE else None
    panels = _panels(edition, shape, layout, labels)
    if beside is not None:
        other = _panels(beside.edition, shape, layout, beside.labels)
        panels = {
            name: list(_side_by_side(document.in_tongue(tuple(other[name]), beside.edition.lang), blocks))
            for name, blocks in panels.items()
        }
    sheets = (
        document.Sheet(name, tuple(document.Panel(panel, tuple(panels[panel])) for panel in names))
        for name, names in layout.sheets.items()
        if all(panel in panels for panel in names)
    )
    return document.Document(
        material="leaflet",
        variant=variant,
        lang=edition.lang,
        lang_tag=edition.lang_tag,
        title=plain(parts.cover(edition, shape.cover).title, edition.lang),
        author=plain(edition.text("office", edition.office.shape.name), edition.lang),
        subject=plain(edition.text("pack", edition.pack.shape.title), edition.lang),
        sheets=tuple(sheets),
        labels=shown_labels(labels),
        theme=theme,
        beside=beside.tongue if beside is not None else None,
    )


def _panels(
    edition: Edition, shape: VariantShape, layout: PaperLayout, labels: Mapping[str, str]
) -> dict[str, list[document.Block]]:
    """What stands on each panel in one language."""
    panels = {name: list(parts.sections(edition, shape, ids)) for name, ids in shape.placed().items()}
    end = layout.end if layout.end in panels else list(panels)[-1]
    panels[layout.cover].insert(0, parts.cover(edition, shape.cover))
    has_code = any(isinstance(block, document.Action) for block in panels[end])
    panels[end].append(imprint.contact(edition, labels, with_code=not has_code))
    figures = document.figures(block for panel in panels.values() for block in panel)
    panels[end].append(imprint.colophon(edition, figures, labels))
    return panels


def _side_by_side(beside: Sequence[document.Block], own: Sequence[document.Block]) -> Iterator[document.SideBySide]:
    """Two columns of blocks, section by section: both are made from one pack, so that each part of one has its part in the
    other."""
    yield from (document.SideBySide(one, other) for one, other in zip(_sections(beside), _sections(own), strict=True))


def _sections(blocks: Sequence[document.Block]) -> list[tuple[document.Block, ...]]:
    """The blocks by what they belong to: cover, section after section, address, small print."""
    found: list[list[document.Block]] = []
    whole = document.Cover | document.Contact | document.Colophon
    for block in blocks:
        begins = isinstance(block, whole) or (isinstance(block, document.Heading) and block.level <= 2)
        if begins or not found or isinstance(found[-1][0], whole):
            found.append([])
        found[-1].append(block)
    return [tuple(section) for section in found]
