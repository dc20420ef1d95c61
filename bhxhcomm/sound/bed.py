"""The bed: a piece of music made as long as it is needed, without a click where it begins again.

A piece that states where it loops (`LOOPSTART` and `LOOPLENGTH` in frames of its own rate, as games write them into Ogg
files) is played so. Any other is joined to itself by a cross-fade, at the place that sounds most like its beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bhxhcomm.sound import cutting, level
from bhxhcomm.sound.decoding import DecodedSound
from bhxhcomm.sound.samples import RATE, Array, Samples

CROSS_FADE_S = 1.5
_LATEST_SHARE = 0.5
"""The join is looked for in the last part of a piece: at most so much of it is given up."""
_LIKE_S = 5.0
"""How much of the beginning is compared, in seconds: one or two bars."""
_STEP_S = 0.01


@dataclass(frozen=True, slots=True)
class Loop:
    """What is played first, and what is then played again and again. Where nothing must loop, `again` is never heard."""

    first: Samples
    again: Samples

    def played(self, seconds: float) -> Samples:
        """So many seconds of it."""
        frames = round(seconds * self.first.rate)
        parts: list[Array] = [self.first.data]
        left = frames - self.first.frames
        while left > 0:
            parts.append(self.again.data)
            left -= self.again.frames
        return Samples(np.concatenate(parts)[:frames], self.first.rate)

    def ending(self, seconds: float) -> Samples:
        """What is heard just before the loop begins again."""
        frames = round(seconds * self.again.rate)
        times = -(-frames // self.again.frames)
        return Samples(np.concatenate([self.again.data] * times)[-frames:], self.again.rate)


def loop(music: DecodedSound) -> Loop:
    """How a piece of music is played on without an end."""
    stated = _stated(music.tags, music.rate, music.samples)
    if stated is not None:
        start, length = stated
        data = music.samples.data
        return Loop(Samples(data[: start + length]), Samples(data[start : start + length]))
    samples = cutting.trimmed(music.samples)
    fade = min(round(CROSS_FADE_S * RATE), samples.frames // 4)
    end = _join(samples, fade)
    again = samples.data[:end].copy()
    again[:fade] = _cross_faded(samples.data[end : end + fade], samples.data[:fade])
    return Loop(Samples(samples.data[:end]), Samples(again))


def _stated(tags: Mapping[str, str], rate: int, samples: Samples) -> tuple[int, int] | None:
    """First frame and number of frames of the loop that the file states, at the rate of the mix."""
    try:
        start, length = (round(int(tags[name]) * RATE / rate) for name in ("LOOPSTART", "LOOPLENGTH"))
    except (KeyError, ValueError):
        return None
    if start < 0 or length < RATE or start + length > samples.frames:
        return None
    return start, length


def _join(samples: Samples, fade: int) -> int:
    """The frame from which the piece goes over into its beginning: where its attacks fall as they do there."""
    latest = samples.frames - fade
    attacks = _attacks(samples)
    like = attacks[: round(_LIKE_S / _STEP_S)]
    step = round(_STEP_S * samples.rate)
    places = range(round(latest * _LATEST_SHARE) // step, latest // step)
    best, found = 0.0, latest
    for place in places:
        part = attacks[place : place + len(like)]
        if len(part) < min(len(like), fade // step):
            break
        size = float(np.linalg.norm(part) * np.linalg.norm(like[: len(part)]))
        alike = float(part @ like[: len(part)]) / size if size else 0.0
        if alike >= best:
            best, found = alike, place * step
    return found


def _attacks(samples: Samples) -> NDArray[np.float64]:
    """How much louder each hundredth of a second is than the one before, in dB; 0 where it is not louder."""
    power = level.powers(samples, _STEP_S)
    rises = np.diff(10 * np.log10(power + 1e-7), prepend=-70.0)
    attacks: NDArray[np.float64] = np.maximum(rises, 0.0)
    return attacks


def _cross_faded(out: Array, into: Array) -> Array:
    """One sound going over into another at constant power: two parts of a piece are not in step with each other."""
    turn = np.linspace(0, np.pi / 2, len(into), dtype=np.float32)[:, None]
    faded: Array = out * np.cos(turn) + into * np.sin(turn)
    return faded
