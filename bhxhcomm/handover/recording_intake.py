"""Recordings that come in: which words each file is of, whether it is good enough, and what is to be written beside the pack.

Nothing is written here, and what was handed in is only read. A file that is refused keeps back no other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bhxhcomm.content import recording
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _, ngettext
from bhxhcomm.core.problems import ContentError, Place, Problem, Severity
from bhxhcomm.handover.to_record import SHOWN_OF_HASH, WantedRecording
from bhxhcomm.language.nearest import folded, nearest
from bhxhcomm.language.text import plain
from bhxhcomm.sound import decoding, samples, take
from bhxhcomm.sound.take import Flaw, FoundFlaw, Take

_SHOWN = 8
_CODE = re.compile(rf"[0-9a-f]{{{SHOWN_OF_HASH}}}")


@dataclass(frozen=True, slots=True)
class RecordedSpeaker:
    """Who spoke, on which day, and what they agreed to."""

    name: str
    day: dt.date
    consent: str


@dataclass(frozen=True, slots=True)
class MatchedRecording:
    """A file, and the words that it is of."""

    file: Path
    wanted: WantedRecording


@dataclass(frozen=True, slots=True)
class TakenRecording:
    """A recording that can be used, and the files to write for it: the note, which makes it count, comes last."""

    matched: MatchedRecording
    take: Take
    files: tuple[tuple[Path, bytes], ...]
    unchanged: bool = False


def sound_files(folder: Path) -> list[Path]:
    """The files in a folder that may be recordings: all but hidden ones and the papers of the kit."""
    papers = (".pdf", ".docx", ".csv", ".xlsx", ".txt", ".md", ".json", ".yaml")
    return sorted(
        path
        for path in folder.iterdir()
        if not path.is_dir() and not path.name.startswith((".", "~")) and path.suffix.lower() not in papers
    )


def match(files: Iterable[Path], wanted: Sequence[WantedRecording]) -> tuple[list[MatchedRecording], list[Problem]]:
    """Find out by their names which words the files are of. Two files for the same words are both refused."""
    problems: list[Problem] = []
    found: dict[str, list[MatchedRecording]] = {}
    for file in files:
        one = _named(file, wanted, problems)
        if one is not None:
            found.setdefault(one.name, []).append(MatchedRecording(file, one))
    for several in found.values():
        for other in several[1:]:
            problems.append(
                Problem(
                    "recording-twice",
                    _("this file and `{other}` are both of the segment `{segment}`").format(
                        other=several[0].file.name, segment=other.wanted.segment
                    ),
                    Place(str(other.file)),
                    _("keep the better one in this folder"),
                )
            )
    return [several[0] for several in found.values() if len(several) == 1], problems


def _named(file: Path, wanted: Sequence[WantedRecording], problems: list[Problem]) -> WantedRecording | None:
    """The words that a file's name tells: by segment, and by the figures of the hash where it has them."""
    words = [word for word in re.split(r"[^a-z0-9]+", folded(file.stem)) if word]
    named = _longest([one for one in wanted if _stands_in(one.segment.split("-"), words)])
    codes = {word for word in words if _CODE.fullmatch(word)}
    exact = [one for one in named if one.heard[:SHOWN_OF_HASH] in codes]
    place = Place(str(file))
    if len(exact) == 1:
        return exact[0]
    if not named:
        near = nearest(file.stem, [one.name for one in wanted])
        problems.append(
            Problem(
                "recording-unknown",
                _("the name of this file tells no segment of the pack"),
                place,
                _("call it {names}").format(
                    names=", ".join(f"`{name}{file.suffix}`" for name in (near or [one.name for one in wanted])[:3])
                ),
            )
        )
        return None
    segments = sorted({one.segment for one in named})
    # Figures alone may be a date that somebody wrote behind the name.
    if len(segments) == 1 and any(not code.isdigit() for code in codes):
        problems.append(
            Problem(
                "recording-stale",
                _("this file is of an earlier wording of `{segment}`; its words or figures have changed since").format(
                    segment=segments[0]
                ),
                place,
                _("record it again: bhxhcomm locale record-kit writes today's words"),
            )
        )
        return None
    if len(named) > 1:
        names = ", ".join(f"`{one.name}`" for one in named[:_SHOWN])
        problems.append(
            Problem(
                "recording-ambiguous",
                _("the name of this file fits several recordings: {names}").format(names=names),
                place,
                _("call it by one of these names"),
            )
        )
        return None
    problems.append(
        Problem(
            "recording-wording-unsaid",
            _("the name of this file does not tell which wording of `{segment}` was read").format(segment=segments[0]),
            place,
            _("make sure that it says today's words; the kit's own name is `{name}`").format(name=named[0].name),
            Severity.WARNING,
        )
    )
    return named[0]


def _stands_in(part: Sequence[str], whole: Sequence[str]) -> bool:
    return any(list(whole[at : at + len(part)]) == list(part) for at in range(len(whole) - len(part) + 1))


def _longest(found: list[WantedRecording]) -> list[WantedRecording]:
    """Those whose segments are no part of another one found: `muc-dong-cao` is not `muc-dong` as well."""
    segments = {one.segment for one in found}
    inner = {
        one for one in segments for other in segments if one != other and _stands_in(one.split("-"), other.split("-"))
    }
    return [one for one in found if one.segment not in inner]


def take_in(
    matched: MatchedRecording,
    *,
    folder: Path,
    lang: str,
    speaker: RecordedSpeaker,
    replace: bool,
    known: recording.Recording | None,
) -> tuple[TakenRecording | None, list[Problem]]:
    """Read one file and judge it. `folder` is that of the pack; `known` what is there already of these words."""
    place = Place(str(matched.file))
    try:
        # A link on somebody's stick must not bring a file of this machine into the pack.
        data = opening.read(matched.file, matched.file.parent, most=decoding.MOST_BYTES, shown=place.path)
        read = decoding.read(matched.file, channels=1, most_seconds=take.LONGEST_S)
    except ContentError as exc:
        return None, list(exc.problems)
    judged = take.judge(read.samples, syllables=matched.wanted.syllables, source_rate=read.rate)
    problems = [*read.problems, *(_flaw(found, matched.wanted, place) for found in judged.flaws)]
    if not judged.usable:
        return None, problems
    cut = samples.wav(judged.samples)
    target = recording.sound_path(folder, lang, matched.wanted.segment, matched.wanted.heard)
    original = target.with_name(f"{matched.wanted.heard}.original{matched.file.suffix.lower()}")
    note = _note(matched, lang, speaker, cut, data, original.name)
    files = ((original, data), (target, cut), (target.with_suffix(recording.NOTE), note))
    same = all(path.is_file() and path.read_bytes() == content for path, content in files)
    if known is not None and known.path == target and not same and not replace:
        problems.append(
            Problem(
                "recording-exists",
                _("there is a recording of these words by {speaker} of {day}").format(
                    speaker=known.speaker, day=known.recorded.isoformat()
                ),
                place,
                _("use --replace to put the new one in its place"),
            )
        )
        return None, problems
    return TakenRecording(matched, judged, files, same), problems


def _note(
    matched: MatchedRecording, lang: str, speaker: RecordedSpeaker, sound: bytes, original: bytes, kept: str
) -> bytes:
    """The note beside a recording, as YAML in which every text stands in quotes."""

    def quoted(text: str) -> str:
        line: str = yaml.safe_dump(" ".join(text.split()), allow_unicode=True, default_style='"', width=10**6)
        return line.strip()

    wanted = matched.wanted
    lines = (
        f"format: {recording.FORMAT}",
        f"lang: {lang}",
        f"segment: {wanted.segment}",
        f"heard: {quoted(wanted.heard)}",
        f"text: {quoted(plain(wanted.text, lang))}",
        f"speaker: {quoted(speaker.name)}",
        f"recorded: {speaker.day.isoformat()}",
        f"consent: {quoted(speaker.consent)}",
        f"sha256: {quoted(hashlib.sha256(sound).hexdigest())}",
        "original:",
        f"  file: {quoted(kept)}",
        f"  name: {quoted(matched.file.name)}",
        f"  sha256: {quoted(hashlib.sha256(original).hexdigest())}",
    )
    return ("\n".join(lines) + "\n").encode()


def _flaw(found: FoundFlaw, wanted: WantedRecording, place: Place) -> Problem:
    said = {
        Flaw.SILENT: (_("nobody is heard in this recording"), _("record it again, nearer to the microphone")),
        Flaw.QUIET: (
            _("the voice is very soft: {level:.0f} dBFS").format(level=found.measure),
            _("record it again, a hand's breadth from the microphone"),
        ),
        Flaw.NOISY: (
            _("the voice stands only {clear:.0f} dB over the noise around it").format(clear=found.measure),
            _("record it again in a quiet room, without a fan, with windows shut"),
        ),
        Flaw.CLIPPED: (
            ngettext(
                "{count} peak is flattened: the recording was too loud",
                "{count} peaks are flattened: the recording was too loud",
                round(found.measure),
            ).format(count=round(found.measure)),
            _("record it again, farther from the microphone or at a lower level"),
        ),
        Flaw.TOO_SHORT: (
            _("{seconds:.1f} seconds of speech are too short for {count} syllables").format(
                seconds=found.measure, count=wanted.syllables
            ),
            _("listen whether words are missing"),
        ),
        Flaw.TOO_LONG: (
            _("{seconds:.1f} seconds of speech are too long for {count} syllables").format(
                seconds=found.measure, count=wanted.syllables
            ),
            _("listen whether it is this text, and read once"),
        ),
        Flaw.LOW_RATE: (
            _("the file has only {rate} samples a second, as a telephone has").format(rate=round(found.measure)),
            _("record with the phone's own recorder at its best quality, not through a call or a messenger"),
        ),
    }
    message, hint = said[found.flaw]
    return Problem(found.flaw.value, message, place, hint, Severity.ERROR if found.fatal else Severity.WARNING)
