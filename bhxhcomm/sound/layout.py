"""When each segment begins and ends: the segments of a timeline laid one after the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bhxhcomm.content.receiver import Preset
from bhxhcomm.core.i18n import Message, _, ngettext
from bhxhcomm.core.problems import Problem, Problems
from bhxhcomm.language.spoken import syllables
from bhxhcomm.materials.timeline import Cue, Pause, Segment, Speech, Timeline

LEAD_S = 0.1
"""Silence before the first segment: players swallow the first moment of a file."""
BREATH_S = 0.3
"""Between two speeches with nothing between them."""
END_S = 0.3
"""Silence after the last segment where no music goes on."""
MOST_TEMPO = 1.08
LEAST_TEMPO = 0.92
"""Speech may be so much quicker or slower than it was spoken before anybody hears that it was changed."""
_MARGIN_S = 0.2
"""A length is aimed so far inside its bounds: changing the tempo gives it within some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class TimedSegment:
    """A segment with its beginning and its end in seconds; a cue has no length."""

    segment: Segment
    start_s: float
    end_s: float

    @property
    def seconds(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Schedule:
    """All segments in the order of time, and the length of the whole, its end included."""

    spans: tuple[TimedSegment, ...]
    length_s: float

    @property
    def speeches(self) -> tuple[TimedSegment, ...]:
        return tuple(span for span in self.spans if isinstance(span.segment, Speech))


def lay_out(timeline: Timeline, lengths: Mapping[str, float]) -> Schedule:
    """Where everything lies, given the seconds of each speech and effect by its id."""
    spans = tuple(_spans(timeline, lengths))
    end = spans[-1].end_s if spans else LEAD_S
    return Schedule(spans, end + (timeline.bed.tail_s if timeline.bed else END_S))


def _spans(timeline: Timeline, lengths: Mapping[str, float]) -> Iterator[TimedSegment]:
    now, spoken = LEAD_S, False
    for segment in timeline.segments:
        if isinstance(segment, Speech) and spoken:
            now += BREATH_S
        match segment:
            case Pause():
                seconds = segment.seconds
            case Cue():
                seconds = 0.0
            case _:
                seconds = lengths[segment.id]
        yield TimedSegment(segment, now, now + seconds)
        now += seconds
        if not isinstance(segment, Cue):
            spoken = isinstance(segment, Speech)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and the longest that a piece may be, in seconds."""

    least_s: float
    most_s: float


def tempo(speech_s: float, fixed_s: float, bounds: Bounds) -> float:
    """How much quicker (over 1) or slower the speech must be: no more than needed, and 1 where nothing is.

    `speech_s` is the length of all speech as it was spoken, `fixed_s` that of all else. The result may lie outside of
    what may be done; infinity means that even silence would be too long.
    """
    length = speech_s + fixed_s
    margin = min(_MARGIN_S, (bounds.most_s - bounds.least_s) / 4)
    if length > bounds.most_s:
        left = bounds.most_s - margin - fixed_s
        return speech_s / left if left > 0 else math.inf
    if length < bounds.least_s:
        return speech_s / (bounds.least_s + margin - fixed_s)
    return 1.0


def misfit(timeline: Timeline, speech_s: float, fixed_s: float, bounds: Bounds) -> Problem | None:
    """What to say where no tempo within bounds gives the length: how much too much or too little is said."""
    factor = tempo(speech_s, fixed_s, bounds)
    if LEAST_TEMPO <= factor <= MOST_TEMPO:
        return None
    length = speech_s + fixed_s
    wanted = _("{least:.1f} to {most:.1f} seconds").format(least=bounds.least_s, most=bounds.most_s)
    if factor > MOST_TEMPO:
        over_s = speech_s - max(0.0, bounds.most_s - fixed_s) * MOST_TEMPO
        message = _("it takes {length:.1f} seconds; wanted are {wanted}").format(length=length, wanted=wanted)
        return Problem("too-long", message, hint=_amount(timeline, speech_s, over_s, _cut))
    under_s = (bounds.least_s - fixed_s) * LEAST_TEMPO - speech_s
    message = _("it takes only {length:.1f} seconds; wanted are {wanted}").format(length=length, wanted=wanted)
    return Problem("too-short", message, hint=_amount(timeline, speech_s, under_s, _add))


def _amount(timeline: Timeline, speech_s: float, seconds: float, say: Callable[[int, float], Message]) -> Message:
    count = sum(syllables(segment.reading) for segment in timeline.speeches)
    return say(math.ceil(count / speech_s * seconds) if count and speech_s else 0, seconds)


def _cut(count: int, seconds: float) -> Message:
    if not count:
        return _("cut about {seconds:.1f} seconds of speech or pauses").format(seconds=seconds)
    message = ngettext(
        "cut about {count} syllable ({seconds:.1f} seconds of speech), or shorten the pauses",
        "cut about {count} syllables ({seconds:.1f} seconds of speech), or shorten the pauses",
        count,
    )
    return message.format(count=count, seconds=seconds)


def _add(count: int, seconds: float) -> Message:
    if not count:
        return _("add about {seconds:.1f} seconds of speech or pauses").format(seconds=seconds)
    message = ngettext(
        "there is room for about {count} more syllable ({seconds:.1f} seconds of speech), or longer pauses",
        "there is room for about {count} more syllables ({seconds:.1f} seconds of speech), or longer pauses",
        count,
    )
    return message.format(count=count, seconds=seconds)


def bounds(timeline: Timeline, presets: Sequence[Preset], problems: Problems) -> Bounds:
    """How long a piece may be: within the tolerance of its target, and within what every preset takes."""
    least = max([timeline.target_s - timeline.tolerance_s, *(preset.least_s for preset in presets)])
    most = min([timeline.target_s + timeline.tolerance_s, *(preset.most_s for preset in presets)])
    if least > most:
        narrow = min(presets, key=lambda preset: preset.most_s)
        message = _("a piece of {target:g} seconds is not for `{preset}`, which takes {least:g} to {most:g} seconds")
        said = message.format(target=timeline.target_s, preset=narrow.id, least=narrow.least_s, most=narrow.most_s)
        problems.error("length-not-taken", said, hint=_("choose another length or another preset"))
        least, most = timeline.target_s - timeline.tolerance_s, timeline.target_s + timeline.tolerance_s
    return Bounds(least, most)
