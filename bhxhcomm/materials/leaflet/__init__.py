"""Leaflets: an edition on the panels of folded or flat paper.

Panels are named as officers name them. The tri-fold is one sheet of A4, both sides in three panels: `bia` (cover), `mat_gap`
(flap), `trong_1`–`trong_3` (inside), `bia_sau` (back). The flyer is one leaf with a front (`mat_truoc`) and a back
(`mat_sau`), the text poster one side of A3 (`ap_phich`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bhxhcomm.edition.resolve import Edition
from bhxhcomm.edition.text import plain
from bhxhcomm.materials import document
from bhxhcomm.materials.leaflet import parts
from bhxhcomm.materials.leaflet.shapes import LeafletShape as Shape

__all__ = ["LAYOUTS", "Layout", "Shape", "compose"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The sides of a variant's paper with their panels, each side in reading order; where the cover and the end stand."""

    sheets: Mapping[str, tuple[str, ...]]
    cover: str
    end: str


_FLYER = Layout({"front": ("mat_truoc",), "back": ("mat_sau",)}, "mat_truoc", "mat_sau")
LAYOUTS: dict[str, Layout] = {
    "trifold": Layout(
        {"outside": ("bia", "mat_gap", "bia_sau"), "inside": ("trong_1", "trong_2", "trong_3")}, "bia", "bia_sau"
    ),
    "flyer": _FLYER,
    "flyer-a4": _FLYER,
    "poster-text": Layout({"front": ("ap_phich",)}, "ap_phich", "ap_phich"),
}


def compose(edition: Edition, variant: str, labels: Mapping[str, str], *, theme: str = "default") -> document.Document:
    """The leaflet of an edition. KeyError for a variant that the pack does not ask for."""
    given = edition.pack.shape.materials_used["leaflet"]
    assert isinstance(given, Shape)
    shape, layout = given.shape_of(variant), LAYOUTS[variant]
    panels = {name: list(parts.sections(edition, shape, ids)) for name, ids in shape.placed().items()}
    cover = parts.cover(edition, shape.cover)
    panels[layout.cover].insert(0, cover)
    has_code = any(isinstance(block, document.Action) for block in panels[layout.end])
    panels[layout.end].append(parts.contact(edition, labels, with_code=not has_code))
    figures = document.figures(block for panel in panels.values() for block in panel)
    panels[layout.end].append(parts.colophon(edition, figures, labels))
    return document.Document(
        material="leaflet",
        variant=variant,
        lang=edition.lang,
        lang_tag=edition.lang_tag,
        title=plain(cover.title, edition.lang),
        author=plain(edition.text("office", edition.office.shape.name), edition.lang),
        subject=plain(edition.text("pack", edition.pack.shape.title), edition.lang),
        sheets=tuple(
            document.Sheet(name, tuple(document.Panel(panel, tuple(panels[panel])) for panel in names))
            for name, names in layout.sheets.items()
        ),
        labels=tuple(sorted((key, text) for key, text in labels.items() if not key.startswith("proof"))),
        theme=theme,
    )
