"""The mix adds its tracks and nothing else: no offset, no noise of its own, every level as it was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from bhxhcomm.sound.mix import Stems
from bhxhcomm.sound.samples import RATE, Samples


def tone(frequency: float, amplitude: float) -> Samples:
    time = np.arange(RATE) / RATE
    return Samples((amplitude * np.sin(2 * np.pi * frequency * time)).astype(np.float32)[:, None])


def test_a_mix_is_the_sum_of_its_tracks() -> None:
    voice, effects, music = tone(200, 0.3), tone(600, 0.1), tone(1500, 0.05)
    mixed = Stems(voice, effects, music).mixed().data
    assert np.max(np.abs(mixed - (voice.data + effects.data + music.data))) < 1e-6
    assert abs(float(np.mean(mixed))) < 1e-5


def test_silence_stays_silence() -> None:
    silent = Samples(np.zeros((RATE, 2), np.float32))
    assert not np.any(Stems(silent, silent, silent).mixed().data)


@pytest.mark.parametrize("frequency", [200.0, 600.0, 1500.0])
def test_each_track_has_its_level_in_the_mix(frequency: float) -> None:
    levels = {200.0: 0.3, 600.0: 0.1, 1500.0: 0.05}
    mixed = Stems(*(tone(*pair) for pair in levels.items())).mixed().data[:, 0]
    found = 2 * abs(np.fft.rfft(mixed)[round(frequency)]) / RATE
    assert found == pytest.approx(levels[frequency], rel=0.01)
