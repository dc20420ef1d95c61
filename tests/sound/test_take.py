"""Takes: cut to the speech, and judged."""

from __future__ import annotations

import numpy as np
import pytest

from bhxhcomm.sound import chain, samples
from bhxhcomm.sound.samples import Array, Samples
from bhxhcomm.sound.take import Flaw, Take, judge

RATE = 16_000
RANDOM = np.random.default_rng(7)


def room(seconds: float, level_db: float = -62.0) -> Array:
    """The noise of a room."""
    return (RANDOM.normal(0, 10 ** (level_db / 20), round(seconds * RATE))).astype(np.float32)


def speech(seconds: float, level_db: float = -20.0) -> Array:
    """Something that rises and falls about four times a second, as syllables do."""
    time = np.arange(round(seconds * RATE)) / RATE
    tone = np.sin(2 * np.pi * 180 * time) + 0.5 * np.sin(2 * np.pi * 610 * time)
    shape = 0.25 + 0.75 * np.abs(np.sin(2 * np.pi * 2 * time))
    sound = tone * shape
    return (sound / np.sqrt(np.mean(sound**2)) * 10 ** (level_db / 20)).astype(np.float32)


def take(*parts: Array, noise_db: float = -62.0) -> Array:
    whole = np.concatenate(parts)
    return (whole + room(len(whole) / RATE, noise_db)).astype(np.float32)


def judged_take(whole: Array, **given: int) -> Take:
    return judge(Samples(whole[:, np.newaxis], RATE), **given)


def flaws(whole: Array, **given: int) -> dict[Flaw, bool]:
    return {found.flaw: found.fatal for found in judged_take(whole, **given).flaws}


def test_a_take_is_cut_to_its_speech_with_a_little_room() -> None:
    judged = judged_take(take(room(1.5), speech(4), room(2.0)))
    assert judged.usable
    assert not judged.flaws
    assert judged.cut_s[0] == pytest.approx(1.38, abs=0.12)
    assert judged.cut_s[1] == pytest.approx(1.75, abs=0.12)
    assert judged.seconds == pytest.approx(4.37, abs=0.15)


def test_a_pause_inside_is_kept() -> None:
    judged = judged_take(take(room(0.5), speech(2), room(1.2), speech(2), room(0.5)))
    assert judged.seconds == pytest.approx(5.57, abs=0.15)


def test_a_take_without_room_around_it_loses_nothing() -> None:
    assert judged_take(take(speech(3))).seconds == pytest.approx(3, abs=0.05)


def test_cut_ends_do_not_click() -> None:
    judged = judged_take(take(room(1), speech(3), room(1), noise_db=-40))
    assert judged.samples.data[0] == 0
    assert judged.samples.data[-1] == 0


@pytest.mark.parametrize(
    ("whole", "flaw", "fatal"),
    [
        (np.zeros(RATE * 3, np.float32), Flaw.SILENT, True),
        (np.zeros(0, np.float32), Flaw.SILENT, True),
        (room(3, -75), Flaw.SILENT, True),
        (take(room(0.5), speech(3, -38), room(0.5), noise_db=-72), Flaw.QUIET, False),
        (take(room(0.5), speech(3, -50), room(0.5), noise_db=-80), Flaw.QUIET, True),
        (take(room(0.5), speech(3), room(0.5), noise_db=-42), Flaw.NOISY, False),
        (take(room(0.5), speech(3), room(0.5), noise_db=-30), Flaw.NOISY, True),
        (np.clip(take(room(0.5), speech(3, -3), room(0.5)), -1, 1), Flaw.CLIPPED, True),
        # Flattened by the phone, then turned down.
        (np.clip(take(room(0.5), speech(3, -3), room(0.5)), -1, 1) * np.float32(0.7), Flaw.CLIPPED, True),
    ],
)
def test_what_is_wrong_with_a_take_is_found(whole: Array, flaw: Flaw, fatal: bool) -> None:
    assert flaws(whole)[flaw] is fatal


def test_a_loud_take_that_is_not_flattened_passes() -> None:
    loud = take(room(0.5), speech(3), room(0.5))
    assert Flaw.CLIPPED not in flaws((loud / np.max(np.abs(loud))).astype(np.float32))


@pytest.mark.parametrize(
    ("syllables", "flaw"), [(12, None), (6, None), (19, None), (40, Flaw.TOO_SHORT), (3, Flaw.TOO_LONG)]
)
def test_the_length_must_fit_the_text(syllables: int, flaw: Flaw | None) -> None:
    found = flaws(take(room(0.5), speech(4), room(0.5)), syllables=syllables)
    assert set(found) & {Flaw.TOO_SHORT, Flaw.TOO_LONG} == ({flaw} if flaw else set())


@pytest.mark.parametrize(("rate", "fatal"), [(48_000, None), (16_000, None), (11_025, False), (6_000, True)])
def test_the_rate_of_the_file_that_was_handed_in_counts(rate: int, fatal: bool | None) -> None:
    found = flaws(take(room(0.5), speech(4), room(0.5)), source_rate=rate)
    assert found.get(Flaw.LOW_RATE) is fatal


@pytest.mark.parametrize("noise_db", [-62.0, -50.0, -45.0])
def test_the_noise_of_the_room_is_measured(noise_db: float) -> None:
    quiet = np.zeros(RATE, np.float32)
    judged = judged_take(take(quiet, speech(4), quiet, noise_db=noise_db))
    assert judged.noise_db == pytest.approx(noise_db, abs=1.0)
    assert judged.level_db == pytest.approx(-20, abs=2.5)


@pytest.mark.parametrize(("clear_db", "fatal"), [(28.0, None), (24.5, False), (15.5, False), (12.5, True)])
def test_how_clear_of_the_room_speech_must_be(clear_db: float, fatal: bool | None) -> None:
    quiet = np.zeros(RATE, np.float32)
    plain = judged_take(take(quiet, speech(4), quiet, noise_db=-62))
    found = flaws(take(quiet, speech(4), quiet, noise_db=plain.level_db - clear_db))
    assert found.get(Flaw.NOISY) is fatal


@pytest.mark.parametrize("offset", [0.02, 0.2, -0.2])
def test_the_offset_of_a_microphone_is_no_sound(offset: float) -> None:
    quiet = np.zeros(RATE, np.float32)
    plain = take(quiet, speech(4), quiet)
    judged, moved = judged_take(plain), judged_take((plain + np.float32(offset)).astype(np.float32))
    assert moved.level_db == pytest.approx(judged.level_db, abs=0.1)
    assert moved.noise_db == pytest.approx(judged.noise_db, abs=1.0)
    assert moved.cut_s == pytest.approx(judged.cut_s, abs=0.03)


@pytest.mark.parametrize("noise_db", [-80.0, -50.0, -44.0])
def test_a_take_is_cut_once_so_that_the_pause_around_words_does_not_tell_the_noise_of_the_room(noise_db: float) -> None:
    """Cut again at 45 dB below its peak it lost all its room where the room was quiet, and none where it was not."""
    judged = judged_take(take(room(1, -90), speech(3), room(1, -90), noise_db=noise_db))
    aired, _warnings = chain.clip(samples.wav(judged.samples), "a.wav", cut=False)
    assert judged.usable
    assert aired.seconds == pytest.approx(judged.seconds, abs=0.001)
    assert aired.seconds == pytest.approx(3.37, abs=0.1)
