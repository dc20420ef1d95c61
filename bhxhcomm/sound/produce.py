"""From a timeline and its clips to checked files: the door of this room.

Everything that comes in is a value: the timeline, the clip of each speech, presets. Everything that goes out is one, too:
files as bytes, captions, a report, problems. Nothing is written to the disk here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bhxhcomm.content.receiver import FileForm, Preset
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problem, Problems, error
from bhxhcomm.language.text import plain
from bhxhcomm.materials.timeline import Effect, Sound, Speech, Timeline
from bhxhcomm.sound import bed, captions, chain, cutting, decoding, delivery, layout, level, telephone
from bhxhcomm.sound.mix import Stems, stems, voice_track
from bhxhcomm.sound.report import report
from bhxhcomm.sound.samples import Samples
from bhxhcomm.sound.tags import Tags, tagged


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A finished file: for which preset, its ending (`mp3`, `wav`), its bytes, and what they measure as plain JSON."""

    preset: str
    ending: str
    data: bytes = field(repr=False)
    checks: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Produced:
    """What was made of a timeline. With an error among `problems` nothing of it may be sent."""

    files: tuple[Deliverable, ...]
    srt: str
    vtt: str
    report: Mapping[str, Any]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not any(problem.is_error for problem in self.problems)


def produce(
    timeline: Timeline,
    clips: Mapping[str, bytes],
    presets: Sequence[Preset],
    *,
    jobs: int = 1,
    endings: Sequence[str] = (),
    voices: Mapping[str, Mapping[str, str]] | None = None,
    record: str = "",
    cover: bytes = b"",
) -> Produced:
    """Mix, normalise, encode and check a timeline for each preset.

    `clips` has a sound file for the id of each speech. `endings` are those files of a preset that are wanted (all, unless
    some are named). `voices` says for a speech who spoke it, for the report; `record` is what the MP3 carries of its
    edition, `cover` its picture. `jobs` threads wait for ffmpeg at a time.

    Raises `ContentError` for clips and music that cannot be used and for a length that cannot be reached, with everything
    found; `MachineError` when this machine lacks something. What is wrong with a finished file is among the problems.
    """
    problems = Problems()
    with _Threads(jobs) as threads:
        source = _sources(timeline, clips, problems, threads)
        problems.raise_errors()
        laid, spoken, tempo = _paced(timeline, source, presets, problems, threads)
        problems.raise_errors()
        voice = voice_track(laid, spoken)
        mixes: dict[tuple[int, bool], Stems] = {}
        wanted = [
            (preset, form) for preset in presets for form in preset.files if not endings or form.ending in endings
        ]
        for preset, form in wanted:
            key = form.channels, preset.loops
            if key not in mixes:
                mixes[key] = stems(
                    timeline, laid, voice, source.effects, source.music, channels=form.channels, loops=preset.loops
                )
        mixed = {key: tracks.mixed() for key, tracks in mixes.items()}
        made = [
            one for files in threads.map(lambda preset: _delivered(preset, wanted, mixed), presets) for one in files
        ]
    heard = {}
    for preset in presets:
        tracks = next((mixes[key] for key in mixes if key[1] == preset.loops), None)
        if preset.telephone is not None and tracks is not None:
            heard[preset.id] = telephone.heard(laid, tracks)
            problems.extend(telephone.problems(heard[preset.id], preset.telephone))
    for one in made:
        problems.extend(one.problems)
    shown = captions.captions(laid, timeline.lang)
    tags = tags_of(timeline, record, cover)
    files = tuple(
        Deliverable(
            one.preset.id,
            one.form.ending,
            tagged(one.data, tags) if one.form.ending == "mp3" else one.data,
            delivery.checks(one),
        )
        for one in made
    )
    told = report(timeline, laid, tempo, made, heard, voices or {}, tuple(problems))
    return Produced(files, captions.srt(shown), captions.vtt(shown), told, tuple(problems))


def _delivered(
    preset: Preset, wanted: Sequence[tuple[Preset, FileForm]], mixed: Mapping[tuple[int, bool], Samples]
) -> list[delivery.Delivered]:
    """The files of one preset, one after the other: the gain of one is where the next of as many channels begins."""
    made: list[delivery.Delivered] = []
    gains: dict[int, float] = {}
    for form in (form for owner, form in wanted if owner is preset):
        made.append(delivery.deliver(mixed[form.channels, preset.loops], preset, form, gains.get(form.channels)))
        gains[form.channels] = made[-1].gain
    return made


@dataclass(frozen=True, slots=True)
class _Sources:
    """Everything that is heard, before it is laid in time."""

    speech: Mapping[str, Samples]
    effects: Mapping[str, Samples]
    music: bed.Loop | None


def _sources(timeline: Timeline, clips: Mapping[str, bytes], problems: Problems, threads: _Threads) -> _Sources:
    """Read every clip, every effect and the music. What cannot be used is reported, all of it."""
    speeches = timeline.speeches
    for speech in speeches:
        if speech.id not in clips:
            message = _("nobody speaks the segment `{id}`: it has no clip").format(id=speech.id)
            problems.error("clip-missing", message)
    if not speeches:
        problems.error("nobody-speaks", _("nobody speaks in this piece"))
    present = [speech for speech in speeches if speech.id in clips]
    effects = [segment for segment in timeline.segments if isinstance(segment, Effect)]

    def read_clip(speech: Speech) -> tuple[Samples, tuple[Problem, ...]]:
        recorded = speech.recording
        return chain.clip(clips[speech.id], recorded.path if recorded else speech.id, cut=recorded is None)

    spoken = threads.reported(read_clip, present, problems)
    played = threads.reported(lambda effect: _effect(effect.sound), effects, problems)
    music = threads.reported(_music, [timeline.bed.sound] if timeline.bed else [], problems)
    return _Sources(
        {speech.id: samples for speech, samples in zip(present, spoken, strict=True) if samples is not None},
        {effect.id: samples for effect, samples in zip(effects, played, strict=True) if samples is not None},
        music[0] if music else None,
    )


def _effect(sound: Sound) -> tuple[Samples, tuple[Problem, ...]]:
    found = _read(sound)
    if level.is_silent(found.samples):
        raise error("sound-silent", _("nothing is heard in this sound"), Place(sound.path), _("choose another sound"))
    return cutting.trimmed(found.samples), found.problems


def _music(sound: Sound) -> tuple[bed.Loop, tuple[Problem, ...]]:
    found = _read(sound)
    if level.is_silent(found.samples):
        raise error(
            "sound-silent", _("nothing is heard in this music"), Place(sound.path), _("choose another piece of music")
        )
    return bed.loop(found), found.problems


def _read(sound: Sound) -> decoding.DecodedSound:
    """A sound of the workspace or one that comes along, as long as it still is what was declared."""
    found = decoding.read(Path(sound.path))
    if hashlib.sha256(Path(sound.path).read_bytes()).hexdigest() != sound.digest:
        raise error(
            "sound-changed",
            _("this file has changed since the build began"),
            Place(sound.path),
            _("run the command again"),
        )
    return found


def _paced(
    timeline: Timeline, source: _Sources, presets: Sequence[Preset], problems: Problems, threads: _Threads
) -> tuple[layout.Schedule, Mapping[str, Samples], float]:
    """The layout at the tempo that gives the length, the speech at that tempo, and the tempo."""
    lengths = {name: sound.seconds for name, sound in {**source.effects, **source.speech}.items()}
    laid = layout.lay_out(timeline, lengths)
    speech_s = sum(span.seconds for span in laid.speeches)
    bounds = layout.bounds(timeline, presets, problems)
    tempo = layout.tempo(speech_s, laid.length_s - speech_s, bounds)
    misfit = layout.misfit(timeline, speech_s, laid.length_s - speech_s, bounds)
    if misfit is not None:
        problems.extend([misfit])
        return laid, source.speech, 1.0
    names = list(source.speech)
    paced = threads.map(lambda name: chain.paced(source.speech[name], tempo), names)
    spoken = dict(zip(names, paced, strict=True))
    laid = layout.lay_out(timeline, lengths | {name: sound.seconds for name, sound in spoken.items()})
    return laid, spoken, tempo


def tags_of(timeline: Timeline, record: str = "", cover: bytes = b"") -> Tags:
    """What an MP3 says of itself."""
    speeches = timeline.speeches
    credits = dict.fromkeys(sound.credit for sound in sounds(timeline) if sound.credit)
    return Tags(
        title=timeline.title,
        artist=timeline.author,
        album=timeline.subject,
        lang_tag=timeline.lang_tag,
        date=timeline.valid_from.isoformat() if timeline.valid_from else "",
        comment=plain(timeline.sources, timeline.lang),
        lyrics="\n".join(plain(speech.text, timeline.lang) for speech in speeches),
        copyright="; ".join(credits),
        cover=cover,
        record=record,
    )


def sounds(timeline: Timeline) -> Iterable[Sound]:
    """The music and the effects of a timeline."""
    if timeline.bed is not None:
        yield timeline.bed.sound
    for segment in timeline.segments:
        if isinstance(segment, Effect):
            yield segment.sound


Given = TypeVar("Given")
Result = TypeVar("Result")


class _Threads:
    """Threads that wait for ffmpeg; with one job there are none. What is left is cancelled when the work is broken off."""

    def __init__(self, jobs: int) -> None:
        self.pool = ThreadPoolExecutor(jobs) if jobs > 1 else None

    def __enter__(self) -> _Threads:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.pool is not None:
            self.pool.shutdown(wait=True, cancel_futures=True)

    def map(self, work: Callable[[Given], Result], given: Sequence[Given]) -> list[Result]:
        """The results in the order of what was given."""
        return list(self.pool.map(work, given)) if self.pool is not None else [work(item) for item in given]

    def reported(
        self,
        work: Callable[[Given], tuple[Result, tuple[Problem, ...]]],
        given: Sequence[Given],
        problems: Problems,
    ) -> list[Result | None]:
        """The same; what is wrong with each is reported, and it is None."""

        def tried(item: Given) -> tuple[Result | None, tuple[Problem, ...]]:
            try:
                return work(item)
            except ContentError as reason:
                return None, tuple(reason.problems)

        done = self.map(tried, given)
        for _result, found in done:
            problems.extend(found)
        return [result for result, _found in done]
