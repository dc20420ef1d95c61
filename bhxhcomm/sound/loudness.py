"""What a finished file measures: decoded again, as its listeners will decode it. ITU-R BS.1770-4 by ffmpeg's ebur128."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bhxhcomm.content.receiver import Codec, FileForm
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import MachineError, Problem
from bhxhcomm.sound import ffmpeg
from bhxhcomm.sound.samples import FLOOR_DB, RATE, to_db

TOLERANCE_LU = 0.3
"""How far a deliverable may be from its target."""


@dataclass(frozen=True, slots=True)
class MeasuredLoudness:
    """A decoded file: integrated loudness in LUFS, true peak in dBTP (4 times oversampled or more), length, rate in Hz,
    channels and codec as the decoder found them."""

    loudness: float
    peak: float
    seconds: float
    rate: int
    channels: int
    codec: str


_STREAM = re.compile(r"^(?:\[info\])?\s+Stream #0:0.*?: Audio: (\w+).*?, (\d+) Hz, (mono|stereo|\d)", re.MULTILINE)
_METER = r"ebur128=peak=true:framelog=quiet:metadata=1,ametadata=mode=print:file=pipe\\:2"
"""The meter, and all that it finds said on standard error: its summary shows tenths alone."""
_LOUDNESS, _PEAK = "lavfi.r128.I=", "lavfi.r128.true_peak="
_SUMMARY = re.compile(r"Peak:\s+(-?inf|-?[\d.]+) dBFS")
_TENTH = 0.06
_LEAST_RATE = 44_100


def measure(data: bytes, form: FileForm) -> MeasuredLoudness:
    """Decode and measure a file. Raises `MachineError` where what we made ourselves cannot be read."""
    # The weighting of BS.1770 is stated for 48 kHz; at 8 kHz its digital form is another curve, 0.2 LU away from it.
    metered = RATE if form.rate < _LEAST_RATE else form.rate
    try:
        with ffmpeg.scratch(data) as file:
            done = ffmpeg.run(
                [
                    *ffmpeg.PROTOCOLS,
                    *("-f", "mp3" if form.codec is Codec.MP3 else "wav"),
                    *ffmpeg.from_file(file),
                    *("-map", "0:a:0", "-af", f"aresample={metered},{_METER}"),
                    *("-f", "s16le", "pipe:1"),
                ],
                files=[file],
            )
        return _found(done, metered)
    except ffmpeg.RefusedError as reason:
        message = _("a file that was just made cannot be decoded: {reason}").format(reason=reason)
        raise MachineError(Problem("not-decoded", message)) from reason


def _found(done: ffmpeg.Done, metered: int) -> MeasuredLoudness:
    before, _mark, after = done.log.partition("Output #0")
    stream, summary = _STREAM.search(before), _SUMMARY.search(after)
    if stream is None or summary is None or _LOUDNESS not in after or _PEAK not in after:
        raise ffmpeg.RefusedError(done.log)
    peak, shown = to_db(_last(after, _PEAK)), float(summary[1].replace("-inf", str(FLOOR_DB)))
    channels = {"mono": 1, "stereo": 2}.get(stream[3]) or int(stream[3])
    frames = len(done.output) // (2 * channels)
    return MeasuredLoudness(
        _last(after, _LOUDNESS),
        # What is behind the last whole step is in the summary alone.
        round(peak, 2) if abs(peak - shown) <= _TENTH else shown,
        frames / metered,
        int(stream[2]),
        channels,
        stream[1],
    )


def _last(log: str, name: str) -> float:
    """The last value under a name: that of the whole."""
    return float(log[log.rindex(name) + len(name) :].split(maxsplit=1)[0])


def wanted_codec(form: FileForm) -> str:
    """What the decoder calls the codec of a file."""
    return {Codec.MP3: "mp3", Codec.PCM: "pcm_s16le", Codec.A_LAW: "pcm_alaw"}[form.codec]
