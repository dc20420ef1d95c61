"""The voice chain: every clip without rumble and silence, at one level, then gently compressed as one track.

Clips come from different engines, phones and rooms; a listener should hear one programme.
"""

from __future__ import annotations

import numpy as np

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem, error
from bhxhcomm.sound import cutting, decoding, ffmpeg, level
from bhxhcomm.sound.samples import Samples, raw_format

SPEECH_LUFS = -23.0
"""The level of speech in the mix before it is brought to its target: peaks stay far below full scale."""
HIGH_PASS = ("highpass=f=90",)
"""Below 90 Hz is no speech, but rumble and the bumps of a hand-held phone."""
_WORDS, _CLICK_DB = 0.95, 18.0
"""19 of 20 samples of speech are below a level over which its peaks rise by at most 12 dB; what rises by more is no speech."""
_COMPRESSOR = "acompressor=threshold=-26dB:ratio=2.2:knee=6:attack=8:release=160:makeup=1:detection=rms"


def clip(data: bytes, name: str, *, cut: bool) -> tuple[Samples, tuple[Problem, ...]]:
    """One clip, ready for the track: mono, at the level of speech; and warnings about its file.

    With `cut` it is cut to its words, as a voice's must be. A recording was cut when it came in (`take`, which knows the noise
    of its room), and stays as it was approved.

    Raises `ContentError` for what `decoding.read` refuses, and with the code `clip-silent` where nobody speaks.
    """
    read = decoding.read(data, name=name, channels=1, filters=HIGH_PASS)
    if level.is_silent(read.samples):
        raise error("clip-silent", _("nobody speaks in this clip"), Place(name), _("record it again"))
    spoken = cutting.trimmed(read.samples) if cut else read.samples
    return level.levelled(_without_clicks(spoken), SPEECH_LUFS), read.problems


def _without_clicks(samples: Samples) -> Samples:
    """A clip whose clicks of the lips, and bumps against the microphone, are no louder than words may be: else its level would
    be theirs."""
    words = np.quantile(np.abs(samples.data), _WORDS)
    highest = np.float32(words * 10 ** (_CLICK_DB / 20))
    if samples.peak <= highest:
        return samples
    return Samples(np.clip(samples.data, -highest, highest), samples.rate)


def paced(samples: Samples, tempo: float) -> Samples:
    """The same words, quicker (over 1) or slower, at the same pitch."""
    return samples if tempo == 1.0 else _filtered(samples, f"atempo={tempo:.6f}")


def compressed(track: Samples) -> Samples:
    """The whole track with its loud syllables held back a little; brought back to the level of speech."""
    return level.levelled(_filtered(track, _COMPRESSOR), SPEECH_LUFS)


def _filtered(samples: Samples, filters: str) -> Samples:
    form = raw_format(samples.channels, samples.rate)
    done = ffmpeg.run([*form, "-i", "pipe:0", "-af", filters, *form, "pipe:1"], given=samples.raw())
    return Samples.from_raw(done.output, samples.channels, samples.rate)
