"""Segments: what a script, a spot or a ringback tone is made of, in the order of time. They are for the ear what blocks are for
the eye.

A segment has an id of its own that stays the same when its words change: translations and recordings are kept under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, Tag

from bhxhcomm.content import pack
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import (
    Line,
    Number,
    Prose,
    ReadBy,
    Shape,
    Slug,
    Switch,
    nearest_hint,
    number_within,
    scalar_of,
    text_of,
    wrong,
)
from bhxhcomm.content.voice import ROLES
from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Place, Problems

SILENT = "stop"
"""The level of a music cue where the music ends."""
LEVEL_DB = (0.0, 40.0)
"""How far below the speech music may lie."""
LONGEST_PAUSE_S, LONGEST_FADE_S, LONGEST_TAIL_S = 20.0, 10.0, 15.0
GAIN_DB = (-30.0, 6.0)


def Length(least: int, most: int) -> Any:  # noqa: N802 - makes a type
    """A type that reads a length in seconds: `270`, or minutes and seconds, `4:30`. It gives seconds."""

    def read(node: Any) -> float:
        scalar = scalar_of(node)
        if clock := re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])", scalar):
            seconds = float(clock[1]) * 60 + float(clock[2])
        elif re.fullmatch(r"[0-9]{1,4}", scalar):
            seconds = float(scalar)
        else:
            raise wrong(
                "not-a-length",
                _("`{text}` is not a length").format(text=scalar),
                _("write it in seconds, such as 90, or in minutes and seconds: 1:30"),
            )
        if not least <= seconds <= most:
            raise wrong(
                "out-of-range",
                _("a length of {length} is not possible here").format(length=scalar),
                _("from {least} to {most} seconds are").format(least=least, most=most),
            )
        return seconds

    return Annotated[
        float, ReadBy(read, {"anyOf": [{"type": "number", "minimum": least, "maximum": most}, {"type": "string"}]})
    ]


def _cue(node: Any) -> float | None:
    """The level of a music cue; None where the music ends."""
    return None if scalar_of(node) == SILENT else number_within(node, *LEVEL_DB)


def _role(node: Any) -> Scalar:
    scalar = scalar_of(node)
    if scalar not in ROLES:
        raise wrong(
            "unknown-role", _("there is no speaker role `{name}`").format(name=scalar), nearest_hint(str(scalar), ROLES)
        )
    return scalar


def _sound_name(node: Any) -> Scalar:
    """The name of a sound that comes along, or a path inside the folder of the pack."""
    scalar = text_of(node)
    parts = re.split(r"[/\\]", scalar)
    if scalar.startswith(("/", "\\", "~")) or ".." in parts or re.match(r"[A-Za-z]:|\w+:", scalar):
        raise wrong(
            "sound-outside",
            _("a sound must lie in this folder or below it: `{path}` does not").format(path=scalar),
            _("copy the file into sounds/ and write sounds/<name>"),
        )
    return scalar


Role = Annotated[Scalar, ReadBy(_role, {"enum": list(ROLES)})]
SoundName = Annotated[Scalar, ReadBy(_sound_name, {"type": "string"})]
CueLevel = Annotated[float | None, ReadBy(_cue, {"type": ["number", "string"]})]


class SpeechSegment(Shape):
    """Words that somebody speaks."""

    id: Slug = Field(description=N_("Id of the segment; never changed once translations or recordings exist"))
    speech: Prose = Field(description=N_("Words that are spoken"))
    role: Role | None = Field(None, description=N_("Who speaks; the announcer if nobody is named"))
    section: Slug | None = Field(
        None, description=N_("Section of which this is the spoken wording: it is left out where the section is")
    )


class SectionSegment(Shape):
    """A section that is spoken as it is written."""

    id: Slug = Field(description=N_("Id of the segment; never changed once translations or recordings exist"))
    section: Slug = Field(description=N_("Section that is spoken as it is written"))
    role: Role | None = Field(None, description=N_("Who speaks; the announcer if nobody is named"))
    heading: Switch = Field(True, description=N_("Whether its heading is spoken too"))


class PauseSegment(Shape):
    """Nobody speaks; the music goes on."""

    id: Slug | None = Field(None, description=N_("Id of the segment"))
    pause: Number(0.1, LONGEST_PAUSE_S) = Field(description=N_("Seconds in which nobody speaks"))  # type: ignore[valid-type]


class EffectSegment(Shape):
    """A sound that is heard by itself."""

    id: Slug | None = Field(None, description=N_("Id of the segment"))
    effect: SoundName = Field(description=N_("Sound that comes along, or a file in the folder of the pack"))
    credit: Line | None = Field(
        None, description=N_("Who made it and by which right it is used; for files of your own")
    )
    gain: Number(*GAIN_DB) = Field(0.0, description=N_("Louder (or, with a minus, softer) than the speech, in dB"))  # type: ignore[valid-type]


class MusicSegment(Shape):
    """The music changes its level, or ends."""

    id: Slug | None = Field(None, description=N_("Id of the segment"))
    music: CueLevel = Field(description=N_("How many dB below the speech the music lies from here on, or `stop`"))
    fade: Number(0, LONGEST_FADE_S) = Field(1.0, description=N_("Seconds in which it gets there"))  # type: ignore[valid-type]


_SEGMENTS: dict[str, type[Shape]] = {
    "speech": SpeechSegment,
    "section": SectionSegment,
    "pause": PauseSegment,
    "effect": EffectSegment,
    "music": MusicSegment,
}
SEGMENT_KEYS = tuple(_SEGMENTS)


def _kind(node: Any) -> str | None:
    """Which kind of segment a mapping is: the first kind whose key it has."""
    if not isinstance(node, dict):
        return None
    return next((f"segment:{key}" for key in _SEGMENTS if key in node), None)


Segment = Annotated[
    Annotated[SpeechSegment, Tag("segment:speech")]
    | Annotated[SectionSegment, Tag("segment:section")]
    | Annotated[PauseSegment, Tag("segment:pause")]
    | Annotated[EffectSegment, Tag("segment:effect")]
    | Annotated[MusicSegment, Tag("segment:music")],
    Discriminator(_kind),
]


class BedShape(Shape):
    """The music under the speech."""

    music: SoundName = Field(description=N_("Music that comes along, or a file in the folder of the pack"))
    credit: Line | None = Field(
        None, description=N_("Who made it and by which right it is used; for files of your own")
    )
    level: Number(*LEVEL_DB) = Field(18.0, description=N_("How many dB below the speech it lies"))  # type: ignore[valid-type]
    tail: Number(0, LONGEST_TAIL_S) = Field(2.0, description=N_("Seconds in which it goes on after the last word"))  # type: ignore[valid-type]


class PieceShape(Shape):
    """What a piece of sound and a script have in common."""

    DEFAULT_TOLERANCE_S: ClassVar[float] = 2.0

    title: Prose | None = Field(None, description=N_("Title; else that of the pack"))
    tolerance: Number(0.2, 60) | None = Field(None, description=N_("Seconds by which the length may differ"))  # type: ignore[valid-type]
    segments: list[Segment] = Field(min_length=1, description=N_("What is heard, one after the other"))

    def sections(self) -> Iterator[Line]:
        """The ids of the sections that are spoken, each once, with the place where each is named first."""
        seen: dict[str, Line] = {}
        for segment in self.segments:
            section = getattr(segment, "section", None)
            if section is not None:
                seen.setdefault(str(section), section)
        yield from seen.values()

    def check_segments(self, problems: Problems, known: pack.PackBase) -> None:
        """Report what the schema cannot: an id that stands twice, nobody who speaks, a section that cannot be spoken."""
        seen: dict[str, Place] = {}
        for segment in self.segments:
            if segment.id is None:
                continue
            if str(segment.id) in seen:
                problems.error(
                    "duplicate-id",
                    _("the segment `{id}` stands here a second time (first on line {line})").format(
                        id=segment.id, line=seen[str(segment.id)].line
                    ),
                    segment.id.place,
                    _("give one of them another id"),
                )
            seen.setdefault(str(segment.id), segment.id.place)
        if not any(isinstance(segment, SpeechSegment | SectionSegment) for segment in self.segments):
            problems.error(
                "nobody-speaks", _("nobody speaks in this piece"), self.place, _("add a segment with `speech: …`")
            )
        for segment in self.segments:
            if isinstance(segment, SectionSegment):
                _check_spoken(segment, known, problems)


_UNSPOKEN = {pack.TableBlock: "table", pack.PictureBlock: "picture", pack.FigureBlock: "figure"}
"""Blocks for the eye."""


def _check_spoken(segment: SectionSegment, known: pack.PackBase, problems: Problems) -> None:
    try:
        section = known.section(str(segment.section))
    except KeyError:
        return  # reported with all placed sections
    for block in section.blocks:
        for kind, name in _UNSPOKEN.items():
            if isinstance(block, kind):
                problems.error(
                    "not-spoken",
                    _("the section `{id}` has a block `{kind}`, which nobody can read aloud").format(
                        id=section.id, kind=name
                    ),
                    segment.section.place,
                    _("add a line `speech: …` with its wording for the ear"),
                )
                return


def spoken_texts(piece: PieceShape, known: pack.PackBase) -> Iterator[tuple[str, Prose]]:
    """The texts that a piece speaks, in their order, each with its context: the id of its segment or of its section."""
    for segment in piece.segments:
        if isinstance(segment, SpeechSegment):
            yield str(segment.id), segment.speech
        elif isinstance(segment, SectionSegment):
            section = known.section(str(segment.section))
            yield from ((str(section.id), prose) for prose in section_texts(segment, section))


def section_texts(segment: SectionSegment, section: pack.Section) -> list[Prose]:
    """The texts of a section that is spoken as it is written, in the order in which they are read."""
    heading = [section.heading] if segment.heading else []
    return [*heading, *(prose for block in section.blocks for prose in _block_texts(block))]


def _block_texts(block: pack.Block) -> Iterator[Prose]:
    """The texts of a block in the order in which they are read. Blocks for the eye have been refused."""
    match block:
        case pack.ParagraphBlock():
            yield block.text
        case pack.BulletsBlock():
            yield from block.bullets
        case pack.StepsBlock():
            yield from block.steps
        case pack.QuestionBlock():
            yield block.question
            yield block.answer
        case pack.CallOutBlock():
            if block.heading is not None:
                yield block.heading
            yield block.callout
        case pack.QuoteBlock():
            yield block.quote
            if block.by is not None:
                yield block.by
        case pack.ActionBlock():
            yield block.action


def sounds_named(shapes: Iterable[Any]) -> Iterator[tuple[Scalar, Line | None]]:
    """Every sound that pieces name, with its credit, in the order of the file."""
    for shape in shapes:
        bed = getattr(shape, "bed", None)
        if bed is not None:
            yield bed.music, bed.credit
        for segment in shape.segments:
            if isinstance(segment, EffectSegment):
                yield segment.effect, segment.credit
