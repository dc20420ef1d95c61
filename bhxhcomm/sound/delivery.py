"""One file for a receiver: encoded, decoded, measured, corrected, until it is at its target; then checked.

Gain, then a limiter at four times the rate, before the coder: loudnorm turns dynamic on peaky material and breaks its own
limit, and a coder moves loudness and peaks by itself, so that only the decoded file tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bhxhcomm.i18n import _
from bhxhcomm.problems import Problem
from bhxhcomm.sound import ffmpeg, level
from bhxhcomm.sound.loudness import TOLERANCE_LU, Measured, measure, wanted_codec
from bhxhcomm.sound.preset import Codec, FileForm, Preset
from bhxhcomm.sound.samples import Samples, raw_format

ROUNDS = 4
CLOSE_LU = 0.1
"""Nearer than this (LU) to the target nothing is corrected any more."""
_SPARE_LU = 0.02
"""Two meters of loudness differ by no more."""
ROOM_DB = 0.8
"""How far below the highest true peak the limiter is set: coding adds some tenths of a dB."""
SAFE_DB = 0.1
"""Another meter of true peak may find a little more than ours: ours must be satisfied with this to spare."""
_STEEPEST, _LIMITED, _FIRMLY, _FLATTEST = 1.0, 0.6, 0.45, 0.15
"""How much louder a file gets for 1 dB more of gain: 1 without limiting, less the more is limited. Guesses for the limiters,
before two rounds tell."""
_AT_CEILING_DB = 0.5
"""A true peak that is so near to the limiter's ceiling has been held there."""
_LENGTH_S = 0.02


@dataclass(frozen=True, slots=True)
class Limiter:
    """How soon a limiter holds a peak back, and how soon it lets go, in ms."""

    attack: float
    release: float


GENTLE, FIRM = Limiter(5, 60), Limiter(0.7, 7)
"""Nobody hears the gentle one. Clicks that stand far above everything else would keep it down all the time: the firm one
lets the words between them be heard."""
_SHORT_LU = 1.1
"""What the gentle limiter takes at most; more tells of such clicks."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file as it will be sent, without its tags; what it measures; the gain (dB) of its mix; how often it was made; what is
    wrong with it."""

    preset: Preset
    form: FileForm
    data: bytes
    measured: Measured
    gain: float
    rounds: int
    problems: tuple[Problem, ...]


def deliver(mix: Samples, preset: Preset, form: FileForm, gain: float | None = None) -> Delivered:
    """Make one file of a mix. The mix has as many channels as the file: it is down-mixed before, not after, for a mono
    file of the same sound reads about 3 LU below a stereo one. `gain` (dB) is that of another file of the same mix and
    preset, to begin with."""
    if mix.channels != form.channels:
        raise ValueError("a mix is brought to the channels of its file before it is normalised")
    ceiling = preset.peak - ROOM_DB
    if gain is None:
        gain = preset.loudness - level.loudness(mix)
    best: tuple[tuple[bool, float], bytes, Measured, float] | None = None
    last: tuple[float, float] | None = None
    limiter, rounds = GENTLE, 0
    while rounds < ROUNDS:
        rounds += 1
        data = encode(mix, form, gain, ceiling, limiter)
        found = measure(data, form.codec)
        over, off = found.peak - (preset.peak - SAFE_DB), preset.loudness - found.loudness
        worth = (over > 0 or abs(off) > TOLERANCE_LU, abs(off))
        if best is None or worth < best[0]:
            best = worth, data, found, gain
        if over <= 0 and abs(off) <= CLOSE_LU:
            break
        slope = _STEEPEST
        if found.peak > ceiling - _AT_CEILING_DB:
            slope = _LIMITED if limiter is GENTLE else _FIRMLY
        if last is not None and abs(gain - last[0]) > 0.05:
            slope = min(max((found.loudness - last[1]) / (gain - last[0]), _FLATTEST), _STEEPEST)
        last = gain, found.loudness
        if limiter is GENTLE and (off > _SHORT_LU or slope < _LIMITED / 2) and off > CLOSE_LU:
            limiter, last, slope = FIRM, None, _FIRMLY
        gain += off / slope
        ceiling -= max(0.0, over) + (SAFE_DB if over > 0 else 0.0)
    assert best is not None
    return Delivered(preset, form, best[1], best[2], best[3], rounds, tuple(_problems(best[2], mix, preset, form)))


def encode(mix: Samples, form: FileForm, gain_db: float, ceiling_db: float, limiter: Limiter = GENTLE) -> bytes:
    """A mix as a file, louder by `gain_db`, its peaks held at `ceiling_db`. No tag, no version, no clock is in it."""
    held = f"alimiter=limit={10 ** (ceiling_db / 20):.6f}:attack={limiter.attack}:release={limiter.release}"
    filters = (
        f"volume={gain_db:.3f}dB,aresample={form.rate},aresample={4 * form.rate},{held}:level=false:latency=true,"
        f"aresample={form.rate}"
    )
    coder = {
        Codec.MP3: ("-c:a", "libmp3lame", "-b:a", f"{form.bitrate}k", "-id3v2_version", "0", "-f", "mp3"),
        Codec.PCM: ("-c:a", "pcm_s16le", "-f", "wav"),
        Codec.A_LAW: ("-c:a", "pcm_alaw", "-f", "wav"),
    }[form.codec]
    with ffmpeg.scratch() as file:
        ffmpeg.run(
            [
                *raw_format(mix.channels, mix.rate),
                *("-i", "pipe:0", "-af", filters, *ffmpeg.EXACT, *coder),
                *ffmpeg.descriptor(file),
            ],
            given=mix.raw(),
            files=[file],
        )
        file.seek(0)
        return file.read()


def _problems(found: Measured, mix: Samples, preset: Preset, form: FileForm) -> list[Problem]:
    """Everything in which a decoded file is not what was asked for."""
    problems = []
    if abs(found.loudness - preset.loudness) > TOLERANCE_LU - _SPARE_LU:
        message = _("the {ending} has {found:.1f} LUFS instead of {wanted:g}").format(
            ending=form.ending.upper(), found=found.loudness, wanted=preset.loudness
        )
        hint = _("a sound with single very loud peaks cannot be made so loud: soften them, or the music")
        problems.append(Problem("loudness-missed", message, hint=hint))
    if found.peak > preset.peak - SAFE_DB:
        message = _("the {ending} has a true peak of {found:.1f} dBTP; at most {most:g} are allowed").format(
            ending=form.ending.upper(), found=found.peak, most=preset.peak
        )
        problems.append(Problem("peak-missed", message))
    wrong = [
        what
        for what, holds in (
            (_("length"), abs(found.seconds - mix.seconds) <= _LENGTH_S),
            (_("rate"), found.rate == form.rate),
            (_("channels"), found.channels == form.channels),
            (_("codec"), found.codec == wanted_codec(form)),
        )
        if not holds
    ]
    if wrong:
        message = _("the decoded {ending} differs from what was asked for: {what}")
        said = message.format(ending=form.ending.upper(), what=", ".join(wrong))
        problems.append(Problem("deliverable-differs", said))
    return problems


def checks(one: Delivered) -> dict[str, Any]:
    """What a file was asked for and what it measures, as plain JSON: LUFS, dBTP, seconds, Hz."""
    return {
        "preset": one.preset.id,
        "confirm_with_receiver": one.preset.confirm,
        "ending": one.form.ending,
        "codec": one.measured.codec,
        "bitrate": one.form.bitrate,
        "rate": one.measured.rate,
        "channels": one.measured.channels,
        "seconds": round(one.measured.seconds, 3),
        "loudness": round(one.measured.loudness, 2),
        "loudness_target": one.preset.loudness,
        "true_peak": one.measured.peak,
        "true_peak_limit": one.preset.peak,
        "rounds": one.rounds,
    }
