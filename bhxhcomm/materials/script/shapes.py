"""What a pack says of its radio script: the programme it belongs to, how long it is, and what is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import Field

from bhxhcomm.content import pack
from bhxhcomm.content.segment import Length, PieceShape, SpeechSegment, sounds_named
from bhxhcomm.content.shapes import Line, Prose
from bhxhcomm.core.i18n import N_
from bhxhcomm.core.problems import Problems


class ScriptShape(pack.MaterialShape, PieceShape):
    """The announcer's script of a pack."""

    programme: Prose | None = Field(None, description=N_("Programme in which it is read"))
    station: Prose | None = Field(None, description=N_("Station that broadcasts it"))
    length: Length(20, 1800) = Field(description=N_("Length: seconds, or minutes and seconds as in 3:00"))  # type: ignore[valid-type]

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
