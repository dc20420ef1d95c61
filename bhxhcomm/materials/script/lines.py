"""The lines of a script: when each begins, who or what is heard, and the words as they are read and as they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from bhxhcomm.core.problems import NOWHERE
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, Edition
from bhxhcomm.language import spoken
from bhxhcomm.language.spoken import Reading
from bhxhcomm.language.text import FigureSpan, Mark, Text, Words, words
from bhxhcomm.materials import spoken_timeline, timeline
from bhxhcomm.materials.document import RunningOrder, ScriptLine, Spoken
from bhxhcomm.materials.script.shapes import ScriptShape
from bhxhcomm.materials.spoken_timeline import Narrator

SOUND_S = 4.0
"""How long a sound is taken to be where a script only names it."""
SHORT_PAUSE, LONG_PAUSE = " /", " //"
"""Marks of an announcer: a short breath inside a sentence, a longer one between two."""
_BREATH = re.compile(r"(?<=[,;:])(?=\s)")
_STOP = re.compile(r"(?<=[.!?…])(?=\s)")


def running_order(
    edition: Edition, shape: ScriptShape, narrator: Narrator, form: Mapping[str, str], beside: Edition | None
) -> tuple[RunningOrder, float]:
    """The lines of a script, and how many seconds it takes to read them."""
    vietnamese = {}
    if beside is not None and edition.lang != SOURCE_LANGUAGE:
        vietnamese = {item.id: item for item in spoken_timeline.segments_of(beside, shape, narrator)}
    found: list[ScriptLine] = []
    at = 0.0
    for item in spoken_timeline.segments_of(edition, shape, narrator):
        seconds = _seconds(item, narrator)
        line = _line(item, edition, narrator, form, _span(at, at + seconds))
        other = vietnamese.get(item.id)
        if isinstance(other, timeline.Speech):
            line = replace(line, beside=parts(narrator.read(other.text, other.role, lambda _index: NOWHERE)))
        found.append(line)
        at += seconds
    columns = (words(form["script_time"]), words(form["script_who"]), words(form["script_words"]))
    return RunningOrder(columns, tuple(found), form["script_spoken"], form["script_beside"]), at


def clock(seconds: float) -> str:
    """Seconds as minutes and seconds: `1:05`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _span(start: float, end: float) -> str:
    """From when to when, so that the end is the running total; a moment has its beginning alone."""
    return clock(start) if clock(start) == clock(end) else f"{clock(start)}–{clock(end)}"


def read_figure(narrator: Narrator, span: FigureSpan) -> str:
    """A figure as it is read aloud in Vietnamese."""
    text = (replace(span, lang=SOURCE_LANGUAGE, words="", mark=Mark.NONE, link=""),)
    return narrator.read(text, spoken_timeline.ANNOUNCER, lambda _index: NOWHERE).spoken


def parts(reading: Reading) -> tuple[Spoken, ...]:
    """A reading with its breaths marked, each figure with its printed form beside it."""
    said = reading.said or (spoken.Said(reading.spoken),)
    found = []
    for number, piece in enumerate(said):
        following = said[number + 1].text[:1] if number + 1 < len(said) else ""
        text = _BREATH.sub(SHORT_PAUSE, _STOP.sub(LONG_PAUSE, piece.text + following))
        found.append(Spoken(text[: len(text) - len(following)], piece.printed, piece.mark))
    return tuple(found)


def _seconds(item: timeline.Segment, narrator: Narrator) -> float:
    """About how long a segment takes to read, or lasts."""
    match item:
        case timeline.Speech():
            return spoken.seconds(item.reading or _said_in_vietnamese(item.text, narrator), item.voice.speed)
        case timeline.Pause():
            return item.seconds
        case timeline.Effect():
            return SOUND_S
        case timeline.Cue():
            return 0.0


def _said_in_vietnamese(text: Text, narrator: Narrator) -> str:
    """Words of another language with their figures as they are read in Vietnamese: near enough to tell how long they take."""
    return "".join(span.text if isinstance(span, Words) else read_figure(narrator, span) for span in text)


def speech_line(
    time: str, who: Text, role: str, text: Text, spoken_form: str, lang: str, narrator: Narrator
) -> ScriptLine:
    """What somebody says. Vietnamese as it is read; another language as it is written, each figure with its Vietnamese reading,
    and how the translator says it."""
    if lang == SOURCE_LANGUAGE:
        return ScriptLine(time, "speech", who, text, reading=parts(narrator.read(text, role, lambda _index: NOWHERE)))
    figures = tuple(((span,), read_figure(narrator, span)) for span in _figure_spans(text))
    return ScriptLine(time, "speech", who, text, figures=figures, spoken=words(spoken_form))


def _line(
    item: timeline.Segment, edition: Edition, narrator: Narrator, form: Mapping[str, str], time: str
) -> ScriptLine:
    match item:
        case timeline.Speech():
            who = words(form[f"script_role_{item.role}"])
            return speech_line(time, who, item.role, item.text, item.reading, edition.lang, narrator)
        case timeline.Pause():
            seconds = f"{item.seconds:g}".replace(".", ",")
            return ScriptLine(time, "pause", words(form["script_pause"].replace("{seconds}", seconds)))
        case timeline.Effect():
            return ScriptLine(time, "effect", words(f"{form['script_effect']}: {_name(item.sound)}"))
        case timeline.Cue():
            key = "script_music_off" if item.level_db is None else "script_music"
            return ScriptLine(time, "music", words(form[key]))


def _figure_spans(text: Text) -> Iterator[FigureSpan]:
    return (span for span in text if isinstance(span, FigureSpan))


def _name(sound: timeline.Sound) -> str:
    return PurePath(sound.path).stem
