"""How loud a sound in memory is: gated loudness as ITU-R BS.1770-4 reckons it, and the same of a band of it.

Used to set voice, music and effects in proportion before they are mixed. What is delivered is measured by `loudness`, on
the decoded file, with ffmpeg's own meter.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bhxhcomm.sound.samples import FLOOR_DB, Samples

SILENT_DB = -55.0
"""What is softer than this throughout (dBFS) holds nothing that anybody hears, be it a voice, a take, an effect or music."""
CREST_DB = 18.0
"""How far peaks may stand above the loudness of speech or music: those of a voice, and of drums, stay below."""
_TIMES, _ENOUGH = 5, 1.02
_BLOCK_S, _STEP_S = 0.4, 0.1
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0
_OFFSET = -0.691
"""Annex 1 of BS.1770-4: blocks, gates, and what makes a sine of 1 kHz at 0 dBFS read -3.01 LUFS."""

Power = NDArray[np.float64]


def loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS; of a sound shorter than a block, that of the whole."""
    power = _frame_power(_weighted(samples), samples.rate)
    blocks = _blocks(power)
    loud = blocks[_lufs(blocks) > _ABSOLUTE_GATE]
    if not len(loud):
        return FLOOR_DB
    gate = _lufs(loud.mean(keepdims=True))[0] + _RELATIVE_GATE
    return float(_lufs(loud[_lufs(loud) > gate].mean(keepdims=True))[0])


def levelled(samples: Samples, target: float) -> Samples:
    """A sound brought to a loudness (LUFS). Peaks that stand far above everything else may carry much of it: they are cut off,
    and what is left is brought to its loudness again."""
    highest = np.float32(10 ** ((target + CREST_DB) / 20))
    for _time in range(_TIMES):
        samples = samples.scaled(target - loudness(samples))
        if samples.peak <= highest * _ENOUGH:
            break
        samples = Samples(np.clip(samples.data, -highest, highest), samples.rate)
    return samples


def is_silent(samples: Samples) -> bool:
    """Whether not even the loudest tenth of a second is anything that anybody hears. An offset is no sound."""
    loudest = float(_frame_power(without_offset(samples), samples.rate).max(initial=0.0))
    return loudest < 10 ** (SILENT_DB / 10)


def without_offset(samples: Samples) -> Samples:
    """The same without what a microphone adds to every sample."""
    if not samples.frames:
        return samples
    offset = np.mean(samples.data, axis=0, dtype=np.float64)
    return Samples((samples.data - offset).astype(np.float32), samples.rate)


def band(samples: Samples, low: float, high: float) -> Samples:
    """What is left of a sound between two frequencies (Hz): the ideal filter, which delays nothing."""
    return _filtered(samples, lambda frequencies: ((frequencies >= low) & (frequencies <= high)).astype(np.float64))


def powers(samples: Samples, step_s: float) -> Power:
    """The mean power of each step of so many seconds, all channels together."""
    step = round(step_s * samples.rate)
    whole = samples.frames // step
    squares = np.square(samples.data[: whole * step], dtype=np.float64).sum(axis=1)
    mean: Power = squares.reshape(whole, step).mean(axis=1)
    return mean


def _frame_power(samples: Samples, rate: int) -> Power:
    if samples.frames < rate * _STEP_S:
        whole: Power = np.square(samples.data, dtype=np.float64).sum(axis=1).mean(keepdims=True)
        return whole
    return powers(samples, _STEP_S)


def _blocks(power: Power) -> Power:
    """Blocks of 400 ms that overlap by 300 ms, from steps of 100 ms."""
    steps = round(_BLOCK_S / _STEP_S)
    if len(power) <= steps:
        whole: Power = power.mean(keepdims=True)
        return whole
    sums = np.concatenate(([0.0], np.cumsum(power)))
    means: Power = np.maximum((sums[steps:] - sums[:-steps]) / steps, 0)
    return means


def _lufs(power: Power) -> Power:
    lufs: Power = _OFFSET + 10 * np.log10(np.maximum(power, 10 ** (FLOOR_DB / 10)))
    return lufs


def _weighted(samples: Samples) -> Samples:
    """K-weighted: what the ear, at the middle of a head, hears of it. The phase is left alone, which no meter can tell."""
    return _filtered(samples, lambda frequencies: _k_weight(frequencies, samples.rate))


def _filtered(samples: Samples, gain: Callable[[NDArray[np.floating]], Power]) -> Samples:
    """A sound through a filter that is given by its gain at each frequency: block by block, as overlap-save does it."""
    step = _FFT - 2 * _AROUND
    blocks = -(-samples.frames // step)
    padded = np.zeros((blocks * step + 2 * _AROUND, samples.channels), dtype=np.float32)
    padded[_AROUND : _AROUND + samples.frames] = samples.data
    windows = np.lib.stride_tricks.sliding_window_view(padded, _FFT, axis=0)[::step]
    spectrum = np.fft.rfft(windows, axis=2)
    spectrum *= gain(np.fft.rfftfreq(_FFT, 1 / samples.rate)).astype(np.float32)
    back = np.fft.irfft(spectrum, n=_FFT, axis=2)[:, :, _AROUND : _AROUND + step]
    data = back.transpose(0, 2, 1).reshape(blocks * step, samples.channels)
    return Samples(data[: samples.frames].astype(np.float32, copy=False), samples.rate)


_FFT, _AROUND = 32_768, 4_096
"""Frames of a block, and of what is cut off at both of its ends: longer than any filter here rings."""


def _k_weight(frequencies: NDArray[np.floating], rate: int) -> NDArray[np.float64]:
    """The gain of the two filters of BS.1770-4 at each frequency.

    The coefficients for any rate follow from the analogue filters behind those that the recommendation prints for 48 kHz
    (De Man, "Evaluation of implementations of the EBU R128 loudness measurement", AES 145, 2018).
    """
    turn = np.exp(-2j * np.pi * frequencies / rate)
    shelf_gain, quality, corner = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k = math.tan(math.pi * corner / rate)
    high = 10 ** (shelf_gain / 20)
    middle = high**0.4996667741545416
    a0 = 1 + k / quality + k * k
    shelf = (high + middle * k / quality + k * k) + 2 * (k * k - high) * turn
    shelf = shelf + (high - middle * k / quality + k * k) * turn**2
    shelf = shelf / (a0 + 2 * (k * k - 1) * turn + (1 - k / quality + k * k) * turn**2)
    quality, corner = 0.5003270373238773, 38.13547087602444
    k = math.tan(math.pi * corner / rate)
    a0 = 1 + k / quality + k * k
    rumble = (1 - 2 * turn + turn**2) * a0
    rumble = rumble / (a0 + 2 * (k * k - 1) * turn + (1 - k / quality + k * k) * turn**2)
    # The recommendation leaves the numerator 1, -2, 1: its gain in the passband is a0 times that of a textbook filter.
    gain: Power = np.abs(shelf * rumble)
    return gain
