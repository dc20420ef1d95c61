"""The table of materials: one line for each. Nothing else in bhxhcomm lists them.

Modules are named, not imported, so that `--help` and the loader do not pay for what they do not use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bhxhcomm.core.i18n import N_

if TYPE_CHECKING:
    from bhxhcomm.content.pack import MaterialShape
    from bhxhcomm.materials.document import Document
    from bhxhcomm.materials.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Material:
    """A kind of thing made from an edition: its module (with a class `Shape` and a function `compose`), and what it is.

    `formats` are the files that it is made into, `engine` the room that makes them: `page` for what composes a document,
    `sound` for what composes a timeline. `narrated` says that it is read aloud: its `compose` is given a narrator; `form` that
    it is set in a form of the office's, whose words are Vietnamese in every language. A module whose variants want another
    edition beside that of the language asked for says so in `BESIDE`: the registry id of its language by the name of the
    variant; `compose` is then given a `beside.Beside`.
    """

    module: str
    description: str
    formats: tuple[str, ...] = ("pdf", "docx", "png")
    engine: str = "page"
    narrated: bool = False
    form: bool = False

    def shape(self) -> type[MaterialShape]:
        """The shape of its part of a pack file."""
        shape: type[MaterialShape] = import_module(self.module).Shape
        return shape

    def compose(self, *arguments: Any, **options: Any) -> Document | Timeline:
        """The piece that its module composes of an edition. Raises `ContentError`."""
        piece: Document | Timeline = import_module(self.module).compose(*arguments, **options)
        return piece

    def beside(self, variant: str) -> str:
        """The language whose edition a variant wants beside the one asked for; empty where it wants none."""
        wanted: dict[str, str] = getattr(import_module(self.module), "BESIDE", {})
        return wanted.get(variant, "")

    def among(self, langs: Sequence[str], variant: str) -> list[str]:
        """Those of some languages that a variant can be made in: none is set beside itself."""
        return [lang for lang in langs if lang != self.beside(variant)]

    def formats_of(self, variant: str, wanted: Sequence[str] | None = None) -> tuple[str, ...]:
        """The files that are made of a variant: those wanted, as far as it can be made into them, or else its usual ones.

        A module whose variants differ says so by functions `formats_of` and `can_be`.
        """
        module = import_module(self.module)
        if wanted is None:
            usual: tuple[str, ...] = module.formats_of(variant) if hasattr(module, "formats_of") else self.formats
            return usual
        possible = module.can_be(variant) if hasattr(module, "can_be") else self.formats
        return tuple(name for name in dict.fromkeys(wanted) if name in possible)


MATERIALS: dict[str, Material] = {
    "leaflet": Material("bhxhcomm.materials.leaflet", N_("Leaflets: folded or flat paper to hand out")),
    "script": Material(
        "bhxhcomm.materials.script",
        N_("Radio scripts: what an announcer reads aloud"),
        formats=("docx", "pdf"),
        narrated=True,
        form=True,
    ),
    "infographic": Material(
        "bhxhcomm.materials.infographic",
        N_("Infographics: pictures for social channels and screens, posters, banners, and words to post"),
        formats=("png", "pdf", "md", "json"),
    ),
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
