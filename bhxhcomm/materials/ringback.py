"""Ringback tones (nhạc chờ): what a caller hears until somebody answers. Most hear eight to fifteen seconds of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import Field

from bhxhcomm.content import pack
from bhxhcomm.content.segment import BedShape, Length, PieceShape, SpeechSegment, sounds_named
from bhxhcomm.content.shapes import Line
from bhxhcomm.core.i18n import N_
from bhxhcomm.core.problems import Problems
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.materials import spoken_timeline
from bhxhcomm.materials.timeline import Timeline

PRESET = "ringback"


class RingbackShape(pack.MaterialShape, PieceShape):
    """The ringback tone of a pack."""

    length: Length(10, 120) = Field(38.0, description=N_("Length in seconds; the preset says how long it may be"))  # type: ignore[valid-type]
    bed: BedShape | None = Field(None, description=N_("Music under the speech"))
    preset: Line | None = Field(None, description=N_("What the files must be: name of a preset"))

    def placed_sections(self) -> Iterator[tuple[str, Line]]:
        for section in self.sections():
            yield "", section

    def reworded_sections(self) -> Iterator[Line]:
        return iter(())

    def variants(self) -> tuple[str, ...]:
        return ("",)

    def speeches(self) -> Iterator[pack.SpokenWords]:
        yield from (segment for segment in self.segments if isinstance(segment, SpeechSegment))

    def spoken_pieces(self) -> Mapping[str, PieceShape]:
        return {"": self}

    def sounds(self) -> Iterator[tuple[Line, Line | None]]:
        yield from sounds_named([self])

    def check(self, known: pack.PackBase, problems: Problems) -> None:
        self.check_segments(problems, known)


Shape = RingbackShape


def compose(
    edition: Edition, variant: str, labels: Mapping[str, str], *, narrator: spoken_timeline.Narrator, theme: str = ""
) -> Timeline:
    """The ringback tone of an edition."""
    shape = edition.pack.shape.materials_used["ringback"]
    assert isinstance(shape, RingbackShape)
    return spoken_timeline.build(
        edition,
        "ringback",
        variant,
        shape,
        labels,
        narrator,
        target_s=shape.length,
        preset=str(shape.preset or PRESET),
        bed=shape.bed,
    )
