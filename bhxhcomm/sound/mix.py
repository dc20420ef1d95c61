"""The mix: the tracks of voice, effects and music, each at its level, and their sum.

Levels are set in the channels in which the piece is delivered: music that is wide loses some of its own when it is down-mixed,
speech loses nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bhxhcomm.materials.timeline import Bed, Effect, Timeline
from bhxhcomm.sound import chain, cutting, ducking, level
from bhxhcomm.sound.bed import Loop
from bhxhcomm.sound.layout import Schedule
from bhxhcomm.sound.samples import RATE, Array, Samples

LOOP_FADE_S = 1.2
"""How long the music of a piece that loops takes to become what its beginning goes on from."""


@dataclass(frozen=True, slots=True)
class Stems:
    """The tracks of a mix, all of one length and number of channels. `voice` is what is spoken, without effects."""

    voice: Samples
    effects: Samples
    music: Samples

    def mixed(self) -> Samples:
        """All of them together."""
        return Samples(self.voice.data + self.effects.data + self.music.data, self.voice.rate)


def voice_track(layout: Schedule, clips: Mapping[str, Samples]) -> Samples:
    """All speech in its places, in one channel, compressed as one."""
    pieces = [(span.start_s, clips[span.segment.id]) for span in layout.speeches]
    return chain.compressed(cutting.joined(pieces, layout.length_s, RATE, 1))


def stems(
    timeline: Timeline,
    layout: Schedule,
    voice: Samples,
    effects: Mapping[str, Samples],
    music: Loop | None,
    *,
    channels: int,
    loops: bool,
) -> Stems:
    """The tracks of a piece in so many channels."""
    spoken = voice.in_channels(channels)
    # The voice was brought to its level in one channel; on both sides it is heard twice.
    speech = chain.SPEECH_LUFS + 10 * math.log10(channels)
    laid = []
    for span in layout.spans:
        if isinstance(span.segment, Effect):
            sound = effects[span.segment.id].in_channels(channels)
            laid.append((span.start_s, level.levelled(sound, speech).scaled(span.segment.gain_db)))
    heard = cutting.joined(laid, layout.length_s, RATE, channels)
    silent = Samples(np.zeros_like(spoken.data))
    under = silent
    if music is not None and timeline.bed is not None:
        under = _music(timeline.bed, layout, voice, speech, music, channels=channels, loops=loops)
    return Stems(spoken, heard, under)


def _music(
    bed: Bed, layout: Schedule, voice: Samples, speech: float, music: Loop, *, channels: int, loops: bool
) -> Samples:
    """The music as long as the piece, as loud as the speech, then under the curve of its gains."""
    played = music.played(layout.length_s).in_channels(channels)
    if loops:
        played = Samples(_closed(played, music.ending(LOOP_FADE_S).in_channels(channels)))
    data = level.levelled(played, speech).data[: voice.frames]
    curve = ducking.gains(bed, layout, voice, loops=loops)
    return Samples(data * curve[:, None])


def _closed(played: Samples, ending: Samples) -> Array:
    """Music whose last moments go over into what comes just before its first: played again, it goes on without a seam."""
    data = played.data.copy()
    frames = min(ending.frames, played.frames)
    turn = np.linspace(0, np.pi / 2, frames, dtype=np.float32)[:, None]
    data[-frames:] = data[-frames:] * np.cos(turn) + ending.data[-frames:] * np.sin(turn)
    return data
