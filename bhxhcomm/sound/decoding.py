"""Sound files of other people are read here and nowhere else: speech, beds, effects, recordings from phones.

What a file is, its first bytes say. One demuxer, a fixed list of decoders and no protocol but the open file itself are
allowed, so that a playlist or a file with references makes nothing else be opened. What comes out is 48 kHz in one or
two channels, whatever went in.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from bhxhcomm.core import opening
from bhxhcomm.core.i18n import Message, _, untranslated
from bhxhcomm.core.problems import ContentError, MachineError, Place, Problem, Severity, error
from bhxhcomm.sound import ffmpeg
from bhxhcomm.sound.samples import RATE, Samples, raw_format

MOST_SECONDS = 600.0
"""The longest sound that is read: twice the longest programme."""
MOST_BYTES = 400_000_000
SECONDS_TO_READ = 60.0
MOST_CHUNKS = 1000
"""Parts of a WAV before its samples; a recorder writes three or four."""
_SHORTER = 0.25
"""A file that ends so many seconds before the length that it states has been cut off."""

_DECODERS = (
    "pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le,pcm_alaw,pcm_mulaw,adpcm_ms,adpcm_ima_wav,"
    "mp3float,mp3,aac,alac,flac,vorbis,opus"
)


@dataclass(frozen=True, slots=True)
class Container:
    """A container: its name for people, ffmpeg's demuxer, and the endings that its files have."""

    name: str
    demuxer: str
    endings: tuple[str, ...]


WAV = Container("WAV", "wav", (".wav", ".wave"))
MP3 = Container("MP3", "mp3", (".mp3",))
M4A = Container("M4A", "mov", (".m4a", ".mp4", ".aac"))
OGG = Container("OGG", "ogg", (".ogg", ".oga", ".opus"))
FLAC = Container("FLAC", "flac", (".flac",))
KINDS = (WAV, MP3, M4A, OGG, FLAC)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)


@dataclass(frozen=True, slots=True)
class DecodedSound:
    """A sound that was read. `channels` and `rate` are those of the file; `tags` are its own, in upper case.

    `problems` are warnings: an ending that belongs to another container, six channels that were mixed down to two.
    """

    samples: Samples
    kind: Container
    channels: int
    rate: int
    tags: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read(
    source: Path | bytes,
    *,
    name: str = "",
    channels: int = 2,
    filters: Sequence[str] = (),
    most_seconds: float = MOST_SECONDS,
) -> DecodedSound:
    """Read a file, or bytes that stand for one, into one or two channels at 48 kHz, through ffmpeg's `filters`.

    `name` is how messages call it (its path, unless given). Raises ContentError with the code `sound-missing`,
    `sound-empty`, `sound-format`, `sound-playlist`, `sound-video`, `sound-corrupt`, `sound-too-long` or
    `sound-too-large`.
    """
    place = Place(name or (str(source) if isinstance(source, Path) else ""))
    if isinstance(source, bytes):
        with ffmpeg.scratch(source) as file:
            return _read(file, len(source), place, channels, filters, most_seconds)
    try:
        # Looked at before it is opened: a pipe or a device would be waited for.
        if not source.is_file():
            reason = _("it is a folder") if source.is_dir() else _("there is no such file")
            raise error("sound-missing", _("the sound cannot be read: {reason}").format(reason=reason), place)
        with opening.opened(source, None, shown=place.path) as file:
            return _read(file, source.stat().st_size, place, channels, filters, most_seconds)
    except OSError as reason:
        message = _("the sound cannot be read: {reason}").format(reason=reason.strerror)
        raise error("sound-missing", message, place) from None


def _read(
    file: BinaryIO, size: int, place: Place, channels: int, filters: Sequence[str], most_seconds: float
) -> DecodedSound:
    if size > MOST_BYTES:
        message = _("the sound file has {size} MB; at most {limit} MB are read")
        raise error("sound-too-large", message.format(size=size // 10**6, limit=MOST_BYTES // 10**6), place)
    kind = kind_of(file.read(4096), place)
    if kind is WAV:
        _whole_wav(file, size, place)
    elif kind is OGG:
        _whole_ogg(file, size, place)
    file.seek(0)
    arguments = [
        *ffmpeg.PROTOCOLS,
        *("-format_whitelist", kind.demuxer, "-codec_whitelist", _DECODERS),
        *("-f", kind.demuxer, "-vn", "-sn", "-dn"),
        *ffmpeg.from_file(file),
        *("-map", "0:a:0", "-t", f"{most_seconds + 1:g}"),
        *(("-af", ",".join([f"aresample={RATE}", *filters])) if filters else ()),
        *raw_format(channels, RATE),
        "pipe:1",
    ]
    try:
        done = ffmpeg.run(arguments, files=[file], seconds=SECONDS_TO_READ)
    except ffmpeg.RefusedError as refused:
        _no_video(refused.log, place)
        if "whitelist" in refused.log:
            raise _other_coding(place) from None
        raise _corrupt(place, untranslated(str(refused))) from None
    except MachineError as refused:
        if refused.problem.code not in ("ffmpeg-slow", "ffmpeg-died"):
            raise
        raise _corrupt(place, refused.problem.message) from None
    _no_video(done.log, place)
    samples = Samples.from_raw(done.output, channels)
    _check(samples, done.log, place, most_seconds)
    stream = _STREAM.search(done.log)
    rate, layout = (int(stream[1]), stream[2]) if stream else (RATE, "")
    original = _CHANNELS.get(layout, 0) or (int(layout.split()[0]) if layout[:1].isdigit() else 2)
    problems = [*_wrong_ending(kind, place), *_many_channels(original, channels, place)]
    return DecodedSound(samples, kind, original, rate, _tags(done.log), tuple(problems))


_STREAM = re.compile(r"^(?:\[info\])?\s+Stream #0:\d+.*?: Audio: .*?, (\d+) Hz, ([^,]+),", re.MULTILINE)
_CHANNELS = {"mono": 1, "stereo": 2, "2.1": 3, "3.0": 3, "quad": 4, "4.0": 4, "5.0": 5, "5.0(side)": 5} | {
    "5.1": 6,
    "5.1(side)": 6,
    "6.1": 7,
    "7.1": 8,
}
_VIDEO = re.compile(r"^(?:\[info\])?\s+Stream #0:\d+.*?: Video: (?!.*\(attached pic\))", re.MULTILINE)
_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d\.\d\d)")
_TAG = re.compile(r"^(?:\[info\])?\s{4,}(\w+)\s*: (.*)$", re.MULTILINE)


def kind_of(head: bytes, place: Place) -> Container:
    """The container, told by the first bytes of a file. ContentError for anything that is not one of ours."""
    if not head:
        raise error("sound-empty", _("the sound file is empty"), place, _("record it or copy it again"))
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return WAV
    if head[:4] == b"OggS":
        return OGG
    if head[:4] == b"fLaC":
        return FLAC
    if head[4:8] == b"ftyp":
        return M4A
    if head[:3] == b"ID3" or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 in (0xE2, 0xE4, 0xE6)):
        return MP3
    if (head[:4] == b"RIFF" and head[8:11] == b"AVI") or head[:4] in (b"\x1aE\xdf\xa3", b"FLV\x01"):
        raise _video(place)
    if _is_text(head):
        raise error(
            "sound-playlist",
            _("this is a text or a playlist, not a sound: what it names is never opened"),
            place,
            _("give the sound file itself"),
        )
    raise error(
        "sound-format",
        _("this is not a sound in WAV, MP3, M4A, OGG or FLAC"),
        place,
        _("save it in one of these formats and try again"),
    )


def _is_text(head: bytes) -> bool:
    try:
        text = head[:-3].decode("utf-8") if len(head) > 3 else head.decode("utf-8")
    except UnicodeDecodeError as reason:
        # A letter may have been cut in two at the end of what was read.
        if reason.start < len(head) - 8:
            return False
        text = head[: reason.start].decode("utf-8")
    return not re.search(r"[\x00-\x08\x0e-\x1f]", text)


def _video(place: Place) -> ContentError:
    return error(
        "sound-video",
        _("this is a video, not a sound"),
        place,
        _("save its sound alone as WAV, MP3 or M4A and give that"),
    )


def _no_video(log: str, place: Place) -> None:
    if _VIDEO.search(log.partition("Output #0")[0]):
        raise _video(place)


def _other_coding(place: Place) -> ContentError:
    return error(
        "sound-format",
        _("the sound in this file is coded in a way that is not read here"),
        place,
        _("save it as WAV, MP3, M4A (AAC), OGG or FLAC and try again"),
    )


def _corrupt(place: Place, reason: Message) -> ContentError:
    return error(
        "sound-corrupt",
        _("the sound file is damaged: {reason}").format(reason=reason or _("it holds no sound")),
        place,
        _("copy it again from where it was made, or record it again"),
    )


def _whole_wav(file: BinaryIO, size: int, place: Place) -> None:
    """A WAV whose samples end before the length that it states was cut off while it was copied."""
    file.seek(12)
    for _chunk in range(MOST_CHUNKS):
        if len(header := file.read(8)) < 8:
            return
        length = int.from_bytes(header[4:], "little")
        if header[:4] == b"data":
            # Recorders that were switched off leave 0 or the largest number there: then the file ends where it ends.
            if length < 0xFFFFFF00 and file.tell() + length > size:
                raise _corrupt(place, _("it ends before its end"))
            return
        file.seek(length + length % 2, io.SEEK_CUR)
    raise _corrupt(place, _("it has more parts than any recorder writes"))


def _whole_ogg(file: BinaryIO, size: int, place: Place) -> None:
    """The last page of an Ogg file says that it is the last one (RFC 3533, section 6); else the rest was lost."""
    file.seek(max(0, size - _LARGEST_PAGE))
    end = file.read()
    last = end.rfind(b"OggS")
    if last < 0 or not end[last + 5 : last + 6] or not end[last + 5] & 4:
        raise _corrupt(place, _("it ends before its end"))


_LARGEST_PAGE = 65_307
"""Bytes of the largest page of an Ogg file, with its header."""


def _check(samples: Samples, log: str, place: Place, most_seconds: float) -> None:
    if samples.seconds > most_seconds:
        message = _("the sound is longer than {minutes:g} minutes")
        raise error("sound-too-long", message.format(minutes=round(most_seconds / 60, 1)), place)
    reading = log.partition("Output #0")[2]
    if "[error]" in reading:
        raise _corrupt(place, untranslated(ffmpeg.last_words(reading)))
    if not samples.frames:
        raise error("sound-empty", _("there is no sound in this file"), place, _("record it or copy it again"))
    if not np.isfinite(samples.data).all():
        raise _corrupt(place, _("some of its samples are no numbers"))
    stated = _DURATION.search(log)
    if stated and "Estimating duration" not in log:
        seconds = int(stated[1]) * 3600 + int(stated[2]) * 60 + float(stated[3])
        if samples.seconds < min(seconds, most_seconds) - _SHORTER:
            raise _corrupt(place, _("it ends before its end"))


def _wrong_ending(kind: Container, place: Place) -> list[Problem]:
    ending = Path(place.path).suffix.lower()
    if not ending or ending in kind.endings or ending not in ENDINGS:
        return []
    message = _("this file ends in {ending} but is {kind}; it is read as what it is")
    said = message.format(ending=ending, kind=kind.name)
    return [Problem("sound-ending", said, place, severity=Severity.WARNING)]


def _many_channels(original: int, channels: int, place: Place) -> list[Problem]:
    if original <= 2:
        return []
    message = _("this sound has {count} channels; they are mixed down to {channels}")
    said = message.format(count=original, channels=channels)
    hint = _("listen to the result: what was only in the rear or the bass channel may be missing")
    return [Problem("sound-channels", said, place, hint, Severity.WARNING)]


def _tags(log: str) -> dict[str, str]:
    """The tags of the file as ffmpeg lists them before it says what it makes of it."""
    return {name.upper(): value.strip() for name, value in _TAG.findall(log.partition("Stream mapping")[0])}
