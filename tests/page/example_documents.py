"""The leaflets of the example packs as documents, ready to be set."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from bhxhcomm.content import workspace
from bhxhcomm.edition.resolve import resolve
from bhxhcomm.language.labels import labels
from bhxhcomm.materials import leaflet, loading
from bhxhcomm.materials.document import Document
from tests.page.leaflet_sample import SINCE

EXAMPLES = Path(__file__).parents[2] / "examples"
PACKS = ("bhyt-ho-gia-dinh", "bhyt-hssv", "bhxh-tu-nguyen")
VARIANTS = ("trifold", "flyer", "flyer-a4", "poster-text")
OFFICES = ("bhxh-tinh-mau-mot", "bhxh-tinh-mau-hai")


@cache
def space() -> workspace.Workspace:
    return loading.load(EXAMPLES)


@cache
def example(
    pack: str, variant: str, office: str = OFFICES[0], *, theme: str = "default", draft: bool = False
) -> Document:
    """A leaflet of the examples as at the day from which the sample's figures hold."""
    edition = resolve(space(), pack, "vi", office, SINCE)
    composed = leaflet.compose(edition, variant, labels("vi", EXAMPLES / "locales" / "labels"), theme=theme)
    return replace(composed, draft=draft, code="7K2M-9QXD")
