"""Radio spots: a voice over music for the commune loudspeaker, of 30, 60 or 120 seconds, and a long form for the morning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from pydantic import Field

from bhxhcomm.content import pack
from bhxhcomm.content.segment import BedShape, Length, PieceShape, SpeechSegment, sounds_named
from bhxhcomm.content.shapes import Line
from bhxhcomm.core.i18n import N_
from bhxhcomm.core.problems import Problems
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.materials import spoken_timeline
from bhxhcomm.materials.timeline import Timeline

PRESET = "loudspeaker"
LONGEST_S = 300


class SpotShape(PieceShape):
    """A spot whose length is that of its variant."""

    LENGTH_S: ClassVar[float] = 60.0

    bed: BedShape | None = Field(None, description=N_("Music under the speech"))
    preset: Line | None = Field(None, description=N_("What the files must be: name of a preset"))

    @property
    def target_s(self) -> float:
        return self.LENGTH_S


class HalfMinuteShape(SpotShape):
    """A spot of 30 seconds."""

    LENGTH_S = 30.0
    DEFAULT_TOLERANCE_S = 1.5


class TwoMinutesShape(SpotShape):
    """A spot of two minutes."""

    LENGTH_S = 120.0
    DEFAULT_TOLERANCE_S = 4.0


class LongSpotShape(SpotShape):
    """The long form for the morning programme."""

    DEFAULT_TOLERANCE_S = 10.0

    length: Length(30, LONGEST_S) = Field(  # type: ignore[valid-type]
        description=N_("Length: seconds, or minutes and seconds as in 4:30; at most five minutes")
    )

    @property
    def target_s(self) -> float:
        return float(self.length)


class RadioSpotShape(pack.MaterialShape):
    """The spots of a pack."""

    half_minute: HalfMinuteShape | None = Field(None, alias="30", description=N_("Spot of 30 seconds"))
    minute: SpotShape | None = Field(None, alias="60", description=N_("Spot of 60 seconds"))
    two_minutes: TwoMinutesShape | None = Field(None, alias="120", description=N_("Spot of 120 seconds"))
    long: LongSpotShape | None = Field(None, description=N_("Long form, up to five minutes"))

    def pieces(self) -> dict[str, SpotShape]:
        """The spots that the pack asks for, by variant."""
        given: dict[str, Any] = {"30": self.half_minute, "60": self.minute, "120": self.two_minutes, "long": self.long}
        return {name: shape for name, shape in given.items() if shape is not None}

    def placed_sections(self) -> Iterator[tuple[str, Line]]:
        for name, shape in self.pieces().items():
            for section in shape.sections():
                yield name, section

    def reworded_sections(self) -> Iterator[Line]:
        return iter(())

    def variants(self) -> tuple[str, ...]:
        return tuple(self.pieces())

    def speeches(self) -> Iterator[pack.SpokenWords]:
        for shape in self.pieces().values():
            yield from (segment for segment in shape.segments if isinstance(segment, SpeechSegment))

    def spoken_pieces(self) -> Mapping[str, PieceShape]:
        return self.pieces()

    def sounds(self) -> Iterator[tuple[Line, Line | None]]:
        yield from sounds_named(self.pieces().values())

    def check(self, known: pack.PackBase, problems: Problems) -> None:
        for shape in self.pieces().values():
            shape.check_segments(problems, known)


Shape = RadioSpotShape


def compose(
    edition: Edition, variant: str, labels: Mapping[str, str], *, narrator: spoken_timeline.Narrator, theme: str = ""
) -> Timeline:
    """The spot of an edition. KeyError for a variant that the pack does not ask for."""
    given = edition.pack.shape.materials_used["radio-spot"]
    assert isinstance(given, RadioSpotShape)
    shape = given.pieces()[variant]
    return spoken_timeline.build(
        edition,
        "radio-spot",
        variant,
        shape,
        labels,
        narrator,
        target_s=shape.target_s,
        preset=str(shape.preset or PRESET),
        bed=shape.bed,
    )
