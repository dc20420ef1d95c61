"""How loud the music is at each moment: its cues, and back under every word that is spoken.

The curve follows the voice itself, a little ahead of it, as an engineer's hand at the fader would who knows the script. It
is reckoned in steps of 10 ms, in dB over the level of speech.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bhxhcomm.materials.timeline import Bed, Cue, Effect
from bhxhcomm.sound import level
from bhxhcomm.sound.layout import Schedule
from bhxhcomm.sound.samples import Samples

STEP_S = 0.01
LIFT_DB = 6.0
"""How much the music comes up where nobody speaks; it never gets nearer to the speech than `NEAREST_DB`."""
NEAREST_DB = 4.0
BEFORE_S, AFTER_S = 0.15, 0.45
"""The music is down so long before a word, and stays down so long after it."""
FALL_S, RISE_S = 0.25, 0.9
EFFECT_FADE_S = 0.4
BEGIN_S = 0.8
"""How long the music takes to come in at the very beginning, and to give way to an effect."""
_SPEAKING_DB = 30.0
"""A step of the voice is speech when it is at most so far below the loudest."""

Curve = NDArray[np.float64]


def gains(bed: Bed, layout: Schedule, voice: Samples, *, loops: bool) -> NDArray[np.float32]:
    """The gain of each frame of the music, where 1 makes it as loud as the speech.

    `voice` is the track of speech as long as the layout. A piece that `loops` begins and ends in the middle of its music;
    another fades in and out.
    """
    steps = round(layout.length_s / STEP_S) + 1
    decibels = _ducked(_cues(bed, layout, steps), speaking(voice, steps))
    curve = 10 ** (decibels / 20) * _open(bed, layout, steps) * _edges(bed, layout, steps, loops=loops)
    frames = np.arange(voice.frames) / voice.rate
    return np.interp(frames, np.arange(steps) * STEP_S, curve).astype(np.float32)


def speaking(voice: Samples, steps: int) -> NDArray[np.bool_]:
    """In which steps somebody speaks."""
    power = level.powers(voice, STEP_S)
    found = np.zeros(steps, dtype=bool)
    if len(power) and power.max() > 0:
        found[: len(power)] = (power > power.max() * 10 ** (-_SPEAKING_DB / 10))[:steps]
    return found


def _cues(bed: Bed, layout: Schedule, steps: int) -> Curve:
    """The level under speech at each step, going over from cue to cue. Where a cue ends the music the level stays."""
    curve = np.full(steps, -bed.level_db)
    for span in layout.spans:
        if isinstance(span.segment, Cue) and span.segment.level_db is not None:
            _go_over(curve, span.start_s, span.segment.fade_s, -span.segment.level_db)
    return curve


def _open(bed: Bed, layout: Schedule, steps: int) -> Curve:
    """0 where there is no music, because a cue has ended it or an effect is heard by itself; else 1."""
    curve = np.ones(steps)
    for span in layout.spans:
        if isinstance(span.segment, Cue):
            _go_over(curve, span.start_s, span.segment.fade_s, 0.0 if span.segment.level_db is None else 1.0)
    for span in layout.spans:
        if isinstance(span.segment, Effect):
            times = np.arange(steps) * STEP_S
            away = np.minimum((times - span.start_s) / EFFECT_FADE_S + 1, (span.end_s - times) / BEGIN_S)
            curve *= 1 - np.clip(away, 0, 1)
    return curve


def _go_over(curve: Curve, start_s: float, seconds: float, value: float) -> None:
    """From a moment on the curve goes to another value in so many seconds, and stays there."""
    first = min(round(start_s / STEP_S), len(curve) - 1)
    last = min(first + max(1, round(seconds / STEP_S)), len(curve) - 1)
    curve[first:last] = np.linspace(curve[first], value, last - first, endpoint=False)
    curve[last:] = value


def _ducked(under: Curve, spoken: NDArray[np.bool_]) -> Curve:
    """The level at each step: as given where somebody speaks, and lifted where nobody does."""
    lift = np.clip(-NEAREST_DB - under, 0, LIFT_DB)
    wide = _widened(spoken, round(BEFORE_S / STEP_S), round(AFTER_S / STEP_S))
    target = under + np.where(wide, 0.0, lift)
    # It falls ahead of the word, so the way down is walked backwards.
    curve: Curve = target.copy()
    fall, rise = LIFT_DB / FALL_S * STEP_S, LIFT_DB / RISE_S * STEP_S
    for step in range(len(curve) - 2, -1, -1):
        curve[step] = min(curve[step], curve[step + 1] + fall)
    for step in range(1, len(curve)):
        curve[step] = min(curve[step], curve[step - 1] + rise)
    return curve


def _widened(spoken: NDArray[np.bool_], before: int, after: int) -> NDArray[np.bool_]:
    counts = np.concatenate(([0], np.cumsum(spoken)))
    steps = np.arange(len(spoken))
    low = np.clip(steps - after, 0, len(spoken))
    high = np.clip(steps + before + 1, 0, len(spoken))
    wide: NDArray[np.bool_] = counts[high] > counts[low]
    return wide


def _edges(bed: Bed, layout: Schedule, steps: int, *, loops: bool) -> Curve:
    """The way in and the way out."""
    if loops:
        return np.ones(steps)
    times = np.arange(steps) * STEP_S
    out_s = max(bed.tail_s, 0.3)
    way_in = np.clip(times / BEGIN_S, 0, 1)
    way_out = np.clip((layout.length_s - times) / out_s, 0, 1)
    smooth: Curve = np.sin(np.minimum(way_in, way_out) * np.pi / 2) ** 2
    return smooth
