"""One file for a receiver: encoded, decoded, measured, corrected, until it is at its target; then checked.

Gain, then a limiter at four times the rate, before the coder: loudnorm turns dynamic on peaky material and breaks its own
limit, and a coder moves loudness and peaks by itself, so that only the decoded file tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bhxhcomm.content.receiver import Codec, FileForm, Preset
from bhxhcomm.core.i18n import _, joined
from bhxhcomm.core.problems import Problem
from bhxhcomm.sound import ffmpeg, level
from bhxhcomm.sound.loudness import TOLERANCE_LU, MeasuredLoudness, measure, wanted_codec
from bhxhcomm.sound.samples import Samples, raw_format

ROUNDS = 4
CLOSE_LU = 0.1
"""Nearer than this (LU) to the target nothing is corrected any more."""
_SPARE_LU = 0.02
"""Two meters of loudness differ by no more."""
SAFE_DB = 0.05
"""Another meter of true peak may find a little more than ours: ours must be satisfied with this to spare."""
_MORE_DB = 0.2
"""A peak that was too high is brought so much further down than it was over: what coding adds changes each time."""
_AT_CEILING_DB = 0.5
"""A true peak that is so near to the limiter's ceiling has been held there."""
_FLATTEST, _STEEPEST = 0.15, 4.0
"""How much louder a file gets for 1 dB more of gain, at least and at most: less than 1 where peaks are held back, more
where soft passages come over the gate of the meter."""
_LENGTH_S = 0.02


@dataclass(frozen=True, slots=True)
class Limiter:
    """How soon a limiter holds a peak back and how soon it lets go (ms), how far below the highest true peak it is set at first
    (dB), and how much louder a file gets, as a guess, for 1 dB more of gain while it is at work."""

    attack: float
    release: float
    room: float
    slope: float


GENTLE, FIRM = Limiter(5, 60, 0.8, 0.6), Limiter(0.4, 3, 1.1, 0.5)
"""Nobody hears the gentle one. Clicks that stand far above everything else would keep it down all the time: the firm one
lets the words between them be heard. Coding adds some tenths of a dB to peaks."""
_CODED_DB = 0.7
"""What an MP3 adds to peaks that were held firmly, beyond that."""
_GIVEN_BACK = 0.5
"""The share of what the gentle limiter takes that the firm one leaves."""
_SHORT_LU = 1.1
"""What the gentle limiter takes at most; more tells of such clicks."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file as it will be sent, without its tags; what it measures; the gain (dB) of its mix; how often it was made; what is
    wrong with it."""

    preset: Preset
    form: FileForm
    data: bytes
    measured: MeasuredLoudness
    gain: float
    rounds: int
    problems: tuple[Problem, ...]


def deliver(mix: Samples, preset: Preset, form: FileForm, gain: float | None = None) -> Delivered:
    """Make one file of a mix. The mix has as many channels as the file: it is down-mixed before, not after, for a mono
    file of the same sound reads about 3 LU below a stereo one. `gain` (dB) is that of another file of the same mix and
    preset, to begin with."""
    if mix.channels != form.channels:
        raise ValueError("a mix is brought to the channels of its file before it is normalised")
    if gain is None:
        gain = preset.loudness - level.loudness(mix)
    setting = GainSetting(gain, preset.peak - GENTLE.room, GENTLE)
    trials: list[Trial] = []
    while True:
        data = encode(mix, form, setting)
        trials.append(Trial(setting, measure(data, form), data))
        if len(trials) == ROUNDS or trials[-1].is_close(preset):
            break
        setting = _next(trials, preset, form)
    best = min(trials, key=lambda trial: trial.badness(preset))
    problems = tuple(_problems(best.found, mix, preset, form))
    return Delivered(preset, form, best.data, best.found, best.setting.gain, len(trials), problems)


@dataclass(frozen=True, slots=True)
class GainSetting:
    """How a file is made: gain (dB) of its mix, ceiling (dBTP) of the limiter, and which one."""

    gain: float
    ceiling: float
    limiter: Limiter


@dataclass(frozen=True, slots=True)
class Trial:
    """A setting, and what the file that was made with it measures when it is decoded."""

    setting: GainSetting
    found: MeasuredLoudness
    data: bytes = field(repr=False)

    def over(self, preset: Preset) -> float:
        """By how many dB its true peak is too high; not over 0 is right."""
        return self.found.peak - (preset.peak - SAFE_DB)

    def is_close(self, preset: Preset) -> bool:
        """Whether there is nothing left to correct."""
        return self.over(preset) <= 0 and abs(self.found.loudness - preset.loudness) <= CLOSE_LU

    def badness(self, preset: Preset) -> tuple[bool, bool, float]:
        """What makes one trial worse than another: peaks first, then what listeners would call too soft or too loud."""
        off = abs(self.found.loudness - preset.loudness)
        return self.over(preset) > 0, off > TOLERANCE_LU - _SPARE_LU, off

    @property
    def drive(self) -> float:
        """How far the mix is driven into its limiter (dB)."""
        return self.setting.gain - self.setting.ceiling

    @property
    def loudness(self) -> float:
        """How loud it came out, over the ceiling. A limiter does not know how loud its ceiling is: gain and ceiling raised
        together raise the loudness by the same, so one curve from `drive` to this holds for all ceilings."""
        return self.found.loudness - self.setting.ceiling


def _next(trials: Sequence[Trial], preset: Preset, form: FileForm) -> GainSetting:
    """The setting that should bring the loudness to its target, and the peaks below theirs, judging by what has been tried."""
    last = trials[-1]
    limiter, ceiling = last.setting.limiter, last.setting.ceiling
    short = preset.loudness - last.found.loudness
    loudness, slope = last.loudness, _slope(trials)
    if limiter is GENTLE and short > CLOSE_LU and (short > _SHORT_LU or slope < GENTLE.slope / 2):
        # The first gain would have been right, had nothing been held back: so it is known how much the limiter took here.
        taken = short + last.setting.gain - trials[0].setting.gain
        limiter, slope, loudness = FIRM, FIRM.slope, loudness + _GIVEN_BACK * taken
        ceiling = min(ceiling, preset.peak - FIRM.room - (_CODED_DB if form.codec is Codec.MP3 else 0.0))
    if last.over(preset) > 0:
        ceiling = min(ceiling, last.setting.ceiling - last.over(preset) - _MORE_DB)
    drive = last.drive + (preset.loudness - ceiling - loudness) / slope
    return GainSetting(drive + ceiling, ceiling, limiter)


def _slope(trials: Sequence[Trial]) -> float:
    """How much louder the file gets for 1 dB more of drive: between the last trial and the nearest other one of the same
    limiter; without another, a guess."""
    last = trials[-1]
    others = [
        trial
        for trial in trials[:-1]
        if trial.setting.limiter is last.setting.limiter and abs(trial.drive - last.drive) > 0.05
    ]
    if not others:
        held = last.found.peak > last.setting.ceiling - _AT_CEILING_DB
        return last.setting.limiter.slope if held else 1.0
    near = min(others, key=lambda trial: abs(trial.drive - last.drive))
    return min(max((last.loudness - near.loudness) / (last.drive - near.drive), _FLATTEST), _STEEPEST)


def encode(mix: Samples, form: FileForm, setting: GainSetting) -> bytes:
    """A mix as a file, made louder, its peaks held. No tag, no version, no clock is in it."""
    limiter = setting.limiter
    held = f"alimiter=limit={10 ** (setting.ceiling / 20):.6f}:attack={limiter.attack}:release={limiter.release}"
    filters = (
        f"volume={setting.gain:.3f}dB,aresample={form.rate},aresample={4 * form.rate},{held}:level=false:latency=true,"
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


def _problems(found: MeasuredLoudness, mix: Samples, preset: Preset, form: FileForm) -> list[Problem]:
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
        said = message.format(ending=form.ending.upper(), what=joined(", ", wrong))
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
