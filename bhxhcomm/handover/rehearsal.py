"""What a piece will say, before anybody says it: segment by segment the words, their syllables, and about how long it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bhxhcomm.content.segment import PieceShape
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition.resolve import resolve
from bhxhcomm.language import spoken
from bhxhcomm.language.text import plain
from bhxhcomm.making.composed import compose
from bhxhcomm.making.narration import narrator
from bhxhcomm.making.request import Request
from bhxhcomm.materials import spoken_timeline
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.materials.timeline import Cue, Effect, Pause, Segment, Speech, Timeline
from bhxhcomm.sound import layout


@dataclass(frozen=True, slots=True)
class RehearsalLine:
    """One segment: when it begins and how long it takes (seconds, estimated for speech), and what is said in it.

    `syllables` is 0 where nothing is said or no rules of reading are known.
    """

    segment: Segment
    start_s: float
    seconds: float
    text: str = ""
    spoken: str = ""
    syllables: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All segments of a piece, and its estimated length against the one that is wanted."""

    request: Request
    lines: tuple[RehearsalLine, ...]
    seconds: float
    target_s: float
    tolerance_s: float

    @property
    def syllables(self) -> int:
        return sum(line.syllables for line in self.lines)

    @property
    def over_s(self) -> float:
        """By how many seconds it is too long; negative where it is too short, 0 where it fits."""
        difference = self.seconds - self.target_s
        beyond = abs(difference) - self.tolerance_s
        return 0.0 if beyond <= 0 else beyond if difference > 0 else -beyond


def rehearse(workspace: Workspace, request: Request) -> Rehearsal:
    """What a piece that is read aloud will say. Raises `ContentError` for what cannot be read."""
    timeline = _timeline(workspace, request)
    lengths = {item.id: seconds for item in timeline.segments if (seconds := _seconds(item)) is not None}
    laid = layout.lay_out(timeline, lengths)
    lines = tuple(_lines(laid, timeline.lang))
    return Rehearsal(request, lines, laid.length_s, timeline.target_s, timeline.tolerance_s)


def _timeline(workspace: Workspace, request: Request) -> Timeline:
    """The timeline of a sound; that of a script has no music of its own."""
    if MATERIALS[request.material].engine == "sound":
        return compose(workspace, request).timeline
    edition = resolve(workspace, request.pack, request.lang, request.office, request.date)
    shape = edition.pack.shape.materials_used[request.material]
    assert isinstance(shape, PieceShape)
    return spoken_timeline.build(
        edition,
        request.material,
        request.variant,
        shape,
        {},
        narrator(workspace, edition),
        target_s=shape.length,  # type: ignore[attr-defined]
        preset="",
    )


def _seconds(item: Segment) -> float | None:
    """About how long a segment takes; None for what has no length of its own, or says it itself."""
    match item:
        case Speech():
            words = item.reading or plain(item.text, "vi")
            return spoken.seconds(words, item.voice.speed)
        case Effect():
            return _length(item.sound.path)
        case Pause() | Cue():
            return None


def _length(path: str) -> float:
    """The length of a sound file in seconds, from its head."""
    import mutagen

    found = mutagen.File(path)
    return float(found.info.length) if found is not None else 0.0


def _lines(laid: layout.Schedule, lang: str) -> Iterator[RehearsalLine]:
    for span in laid.spans:
        item = span.segment
        if isinstance(item, Speech):
            count = spoken.syllables(item.reading)
            yield RehearsalLine(item, span.start_s, span.seconds, plain(item.text, lang), item.reading, count)
        else:
            yield RehearsalLine(item, span.start_s, span.seconds)
