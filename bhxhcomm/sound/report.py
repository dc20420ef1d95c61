"""The report beside the sound: what is heard when, how loud it is, who speaks, on what it stands. Plain JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bhxhcomm.core.problems import Problem
from bhxhcomm.language.text import plain
from bhxhcomm.materials.timeline import Cue, Effect, Pause, Speech, Timeline
from bhxhcomm.sound import delivery
from bhxhcomm.sound.delivery import Delivered
from bhxhcomm.sound.layout import Schedule, TimedSegment
from bhxhcomm.sound.telephone import Heard

SCHEMA = 1


def report(
    timeline: Timeline,
    layout: Schedule,
    tempo: float,
    made: Sequence[Delivered],
    heard: Mapping[str, Heard],
    voices: Mapping[str, Mapping[str, str]],
    problems: Sequence[Problem],
) -> dict[str, Any]:
    """Everything that was measured. Times in seconds from the beginning; the draft's reasons are added by who knows them."""
    return {
        "schema": SCHEMA,
        "code": timeline.code,
        "material": timeline.material,
        "variant": timeline.variant,
        "lang": timeline.lang,
        "title": timeline.title,
        "issued_by": timeline.author,
        "valid_from": timeline.valid_from.isoformat() if timeline.valid_from else None,
        "draft": timeline.draft,
        "seconds": round(layout.length_s, 3),
        "target_seconds": timeline.target_s,
        "tolerance_seconds": timeline.tolerance_s,
        "tempo": round(tempo, 4),
        "segments": [_segment(span, timeline.lang, voices) for span in layout.spans],
        "files": [delivery.checks(one) for one in made],
        "telephone": {
            name: {
                "voice_over_music_db": found.over_db,
                "least_db": found.least_db,
                "least_in": found.where,
                "speech_from": found.speech_from_s,
            }
            for name, found in heard.items()
        },
        "music": _music(timeline),
        "credits": list(dict.fromkeys(_credits(timeline, voices))),
        "sources": plain(timeline.sources, timeline.lang),
        "problems": [{"code": one.code, "severity": one.severity.value, "message": one.message} for one in problems],
    }


def _segment(span: TimedSegment, lang: str, voices: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    segment = span.segment
    found: dict[str, Any] = {
        "id": segment.id,
        "kind": type(segment).__name__.lower(),
        "from": round(span.start_s, 3),
        "to": round(span.end_s, 3),
    }
    match segment:
        case Speech():
            found |= {"role": segment.role, "text": plain(segment.text, lang), "spoken": segment.reading}
            found["voice"] = dict(voices.get(segment.id, {})) or {
                "engine": "recording" if segment.recording else segment.voice.engine,
                "name": "" if segment.recording else segment.voice.name,
            }
            if segment.recording is not None:
                found["recording"] = segment.recording.digest
        case Effect():
            found |= {"sound": segment.sound.digest, "gain_db": segment.gain_db}
        case Cue():
            found |= {"level_db": segment.level_db}
        case Pause():
            pass
    return found


def _music(timeline: Timeline) -> dict[str, Any] | None:
    bed = timeline.bed
    return None if bed is None else {"sound": bed.sound.digest, "level_db": bed.level_db, "credit": bed.sound.credit}


def _credits(timeline: Timeline, voices: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Whoever must be named: of the music, the effects, the recordings, the voices."""
    if timeline.bed is not None and timeline.bed.sound.credit:
        yield timeline.bed.sound.credit
    for segment in timeline.segments:
        if isinstance(segment, Effect) and segment.sound.credit:
            yield segment.sound.credit
        if isinstance(segment, Speech):
            if segment.recording is not None and segment.recording.credit:
                yield segment.recording.credit
            if credit := voices.get(segment.id, {}).get("credit", ""):
                yield credit
