"""A take: what somebody recorded, cut to the speech and judged. Whether it is good enough to be aired, and if not, why.

Levels are in dBFS (0 is full scale), the speech level is the mean power of the frames in which somebody speaks. The limits
are those of careful home recordings, not of a studio: a phone in a quiet room passes, one in a market does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bhxhcomm.sound import level as levels
from bhxhcomm.sound.level import Power
from bhxhcomm.sound.samples import FLOOR_DB, Array, Samples, to_db

FRAME_S = 0.02
BEFORE_S, AFTER_S = 0.12, 0.25
"""How much room is kept before the first and after the last sound of speech."""
EDGE_S = 0.005
"""A fade at both ends, so that a cut in the noise of the room does not click."""
QUIET_DB, TOO_QUIET_DB = -34.0, -46.0
CLEAR_DB, NOISY_DB = 26.0, 14.0
"""Speech over the noise of the room: from `CLEAR_DB` good, below `NOISY_DB` of no use."""
FULL_SCALE = 0.997
CLIPPED_RUN = 4
"""So many samples at full scale in a row are a flattened peak: a sine that just touches it has no more than three."""
CLIPPED_PEAKS, RUINED_PEAKS = 1, 10
WIDE_RATE, LEAST_RATE = 16_000, 8_000
LONGEST_S = 300.0
SYLLABLES_A_SECOND = (1.4, 6.5)
"""The slowest and the quickest anybody reads aloud, pauses included; news is read at 3.5 (shared measure of the voices)."""


class Flaw(StrEnum):
    """What may be wrong with a take."""

    SILENT = "recording-silent"
    QUIET = "recording-quiet"
    CLIPPED = "recording-clipped"
    NOISY = "recording-noisy"
    TOO_SHORT = "recording-too-short"
    TOO_LONG = "recording-too-long"
    LOW_RATE = "recording-low-rate"


@dataclass(frozen=True, slots=True)
class FoundFlaw:
    """One flaw, the measure that shows it (dB, seconds, Hz or a count), and whether it makes the take useless."""

    flaw: Flaw
    measure: float
    fatal: bool


@dataclass(frozen=True, slots=True)
class Take:
    """A take cut to its speech. `level_db` is that of the speech, `noise_db` that of the room, `peak_db` of the whole;
    `cut_s` is what was cut away at the beginning and at the end."""

    samples: Samples
    level_db: float
    noise_db: float
    peak_db: float
    cut_s: tuple[float, float]
    flaws: tuple[FoundFlaw, ...]

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.samples.seconds

    @property
    def usable(self) -> bool:
        """Whether nothing is wrong that makes it useless."""
        return not any(found.fatal for found in self.flaws)


def judge(whole: Samples, *, syllables: int = 0, source_rate: int = 0) -> Take:
    """Cut a recording of one channel to its speech and judge it. What comes out is not cut again before it is aired.

    `syllables` is how many the text has when it is read, 0 where that is not known; `source_rate` the sampling rate of the
    file that somebody made, where the samples have been converted since.
    """
    flaws: list[FoundFlaw] = []
    samples, rate, peak = whole.data[:, 0], whole.rate, round(to_db(whole.peak), 1)
    powers = levels.powers(levels.without_offset(whole), FRAME_S)
    noise, level = _noise_and_speech(powers)
    if len(powers) < 5 or levels.is_silent(whole):
        return Take(whole, level, noise, peak, (0.0, 0.0), (FoundFlaw(Flaw.SILENT, level, True),))
    start, end = _speech(powers, noise, level)
    first = max(0, round((start * FRAME_S - BEFORE_S) * rate))
    last = min(len(samples), round((end * FRAME_S + AFTER_S) * rate))
    cut = Samples(_faded(samples[first:last], rate)[:, np.newaxis], rate)
    if level < QUIET_DB:
        flaws.append(FoundFlaw(Flaw.QUIET, level, level < TOO_QUIET_DB))
    if level - noise < CLEAR_DB:
        flaws.append(FoundFlaw(Flaw.NOISY, level - noise, level - noise < NOISY_DB))
    clipped = _clipped_peaks(samples)
    if clipped >= CLIPPED_PEAKS:
        flaws.append(FoundFlaw(Flaw.CLIPPED, clipped, clipped >= RUINED_PEAKS))
    if syllables:
        slowest, quickest = SYLLABLES_A_SECOND
        spoken = (end - start) * FRAME_S
        if spoken < syllables / quickest:
            flaws.append(FoundFlaw(Flaw.TOO_SHORT, spoken, True))
        if spoken > max(syllables / slowest, 2.0):
            flaws.append(FoundFlaw(Flaw.TOO_LONG, spoken, True))
    if (source_rate or rate) < WIDE_RATE:
        flaws.append(FoundFlaw(Flaw.LOW_RATE, source_rate or rate, (source_rate or rate) < LEAST_RATE))
    cuts = (first / rate, (len(samples) - last) / rate)
    return Take(cut, level, noise, peak, cuts, tuple(flaws))


def _noise_and_speech(powers: Power) -> tuple[float, float]:
    """The level of the room (its quietest tenth) and that of the speech (all within 20 dB of its loudest part)."""
    sounding = powers[powers > 1e-12]
    if not sounding.size:
        return FLOOR_DB, FLOOR_DB
    loud = float(np.percentile(sounding, 95))
    speech = sounding[sounding > loud / 100]
    level = 10 * np.log10(float(np.mean(speech)))
    # Digital silence around the speech says nothing of the room.
    noise = 10 * np.log10(float(np.percentile(sounding, 10)))
    if sounding.size < 0.5 * powers.size:
        noise = min(noise, level - 60)
    return float(noise), float(level)


def _speech(powers: Power, noise: float, level: float) -> tuple[int, int]:
    """The first frame of the speech and the one after its last: what stands clear of the room for three frames in a row."""
    threshold = min(max(noise + 9, level - 32), level - 6)
    active = 10 * np.log10(np.maximum(powers, 1e-12)) > threshold
    runs = np.convolve(active.astype(int), np.ones(3, dtype=int), mode="same") >= 3
    where = np.flatnonzero(runs)
    if not where.size:
        where = np.flatnonzero(active)
    return (int(where[0]) - 1, int(where[-1]) + 2) if where.size else (0, len(powers))


def _clipped_peaks(samples: Array) -> int:
    """How many peaks are flattened: runs of samples at one and the same height, full scale or the highest there is."""
    top = float(np.max(np.abs(samples), initial=0.0))
    if top < 0.5:
        return 0
    high = np.abs(samples) >= (FULL_SCALE if top >= FULL_SCALE else top * 0.9999)
    edges = np.diff(np.concatenate(([0], high.astype(np.int8), [0])))
    lengths = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
    return int(np.count_nonzero(lengths >= CLIPPED_RUN))


def _faded(samples: Array, rate: int) -> Array:
    size = min(round(EDGE_S * rate), len(samples) // 2)
    faded = samples.astype(np.float32, copy=True)
    if size:
        ramp = np.linspace(0.0, 1.0, size, dtype=np.float32)
        faded[:size] *= ramp
        faded[-size:] *= ramp[::-1]
    return faded
