"""Cutting and joining with pydub: silence at the ends goes, clips are laid one after the other on a silent track.

The only module that imports pydub, which warns while it is imported: that it finds no ffmpeg on the path (it is told
below where one is), and that some of its patterns are spelt badly.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from bhxhcomm.sound import ffmpeg
from bhxhcomm.sound.samples import FLOOR_DB, Samples

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

QUIETER_DB = 45.0
"""What lies so far below the loudest sample of a clip, at its ends, is the silence around the words."""
KEPT_MS = 30
"""How much of that silence stays, so that no consonant is cut."""
FADE_MS = 5
"""Fades at both ends of a clip: a cut that is no zero crossing does not click."""
_WIDTH = 4
"""Bytes of a sample: with 16 bits the joined track would be rounded before it is made louder."""
_FULL = float(2 ** (8 * _WIDTH - 1) - 1)


def segment(samples: Samples) -> Any:
    """The samples as pydub keeps them."""
    AudioSegment.converter = ffmpeg.binary()
    whole = (np.clip(samples.data.astype(np.float64), -1, 1) * _FULL).round().astype("<i4")
    return AudioSegment(data=whole.tobytes(), sample_width=_WIDTH, frame_rate=samples.rate, channels=samples.channels)


def samples_of(sound: Any) -> Samples:
    """The way back from pydub."""
    data = np.frombuffer(sound.raw_data, dtype="<i4").reshape(-1, sound.channels)
    return Samples((data / _FULL).astype(np.float32), sound.frame_rate)


def trimmed(samples: Samples) -> Samples:
    """A clip without the silence at its ends, faded in and out. One that is silent throughout stays as it is."""
    sound = segment(samples)
    if sound.max_dBFS < FLOOR_DB:
        return samples
    threshold = sound.max_dBFS - QUIETER_DB
    before = detect_leading_silence(sound, threshold, chunk_size=10)
    after = detect_leading_silence(sound.reverse(), threshold, chunk_size=10)
    kept = sound[max(0, before - KEPT_MS) : len(sound) - max(0, after - KEPT_MS)]
    return samples_of(kept.fade_in(min(FADE_MS, len(kept))).fade_out(min(FADE_MS, len(kept))))


def joined(pieces: Iterable[tuple[float, Samples]], seconds: float, rate: int, channels: int) -> Samples:
    """One track of `seconds`, silent but for the pieces, each of which begins at its own second."""
    frames = round(seconds * rate)
    track: Any = AudioSegment.empty()
    for start, piece in sorted(pieces, key=lambda item: item[0]):
        gap = round(start * rate) - round(track.frame_count())
        track = (
            _silence(max(gap, 0), rate, channels) if not len(track) else track + _silence(max(gap, 0), rate, channels)
        )
        track += segment(piece)
    rest = frames - round(track.frame_count())
    track = track + _silence(rest, rate, channels) if len(track) else _silence(frames, rate, channels)
    return Samples(samples_of(track).data[:frames], rate)


def _silence(frames: int, rate: int, channels: int) -> Any:
    """Silence of so many frames; pydub's own counts in milliseconds."""
    return AudioSegment(
        data=bytes(max(frames, 0) * _WIDTH * channels), sample_width=_WIDTH, frame_rate=rate, channels=channels
    )
