"""Music: it loops without a click, and steps back under every word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bhxhcomm.content import sounds
from bhxhcomm.core import resources
from bhxhcomm.materials.timeline import Bed, Cue, Effect, Pause, Sound, Speech
from bhxhcomm.sound import bed, decoding, ducking, level
from bhxhcomm.sound.decoding import WAV, DecodedSound
from bhxhcomm.sound.layout import Schedule, TimedSegment
from bhxhcomm.sound.samples import FLOOR_DB, RATE, Samples, to_db
from tests.sound import pieces

MUSIC = resources.folder("assets") / "music"
LOOPS = ("binh-minh", "dong-que", "loi-nhan")
SOUND = Sound("/x", "0" * 64)


def recording(data: np.ndarray, tags: dict[str, str] | None = None) -> DecodedSound:
    return DecodedSound(Samples(data.astype(np.float32)), WAV, 2, RATE, tags or {})


def edge(data: np.ndarray, at: int) -> float:
    """How much sharper the wave bends at a frame than it does elsewhere nearby (a click is many times as sharp)."""
    bends = np.abs(np.diff(data[:, 0], 2))
    around = bends[max(0, at - RATE // 2) : at + RATE // 2]
    return float(bends[at - 3 : at + 2].max() / (around.max() + 1e-9))


@pytest.mark.parametrize("name", LOOPS)
def test_our_loops_go_round_without_a_click(name: str) -> None:
    loop = bed.loop(decoding.read(MUSIC / f"{name}.ogg"))
    played = loop.played(loop.first.seconds + 3 * loop.again.seconds)
    for turn in range(1, 3):
        assert edge(played.data, loop.first.frames + (turn - 1) * loop.again.frames) <= 1.0


@pytest.mark.parametrize("name", sorted(sounds.shipped()))
def test_our_music_is_small_at_its_level_and_has_a_credit(name: str) -> None:
    path = MUSIC / f"{name}.ogg"
    assert path.stat().st_size < 1_000_000
    found = decoding.read(path)
    assert level.loudness(found.samples) == pytest.approx(-20, abs=0.2)
    assert to_db(found.samples.peak) < -3
    assert "tự soạn" in sounds.credits()[name]


def test_every_credit_has_its_music() -> None:
    assert set(sounds.credits()) == set(sounds.shipped())


def test_a_tone_that_is_cut_anywhere_loops_without_a_click() -> None:
    t = np.arange(round(4.321 * RATE)) / RATE
    tone = np.stack([np.sin(2 * np.pi * 333.3 * t), np.sin(2 * np.pi * 401.7 * t)], axis=1) * 0.3
    loop = bed.loop(recording(tone))
    played = loop.played(20.0)
    assert played.seconds == 20.0
    bends = np.abs(np.diff(played.data[RATE // 10 :], 2, axis=0))
    assert bends.max() < 1.6 * np.abs(np.diff(tone[RATE : 2 * RATE], 2, axis=0)).max()


def test_a_rhythm_is_joined_on_its_beat() -> None:
    """Beats every 0.5 s in a piece of 9.73 s: after the join they still fall on the half second."""
    data = np.zeros((round(9.73 * RATE), 2))
    hit = np.random.default_rng(1).standard_normal(2000) * np.exp(-np.arange(2000) / 300)
    for beat in np.arange(0, 9.6, 0.5):
        data[round(beat * RATE) : round(beat * RATE) + 2000] += hit[:, None] * (0.6 if beat % 2 == 0 else 0.3)
    loop = bed.loop(recording(data + 1e-4))
    power = level.powers(loop.played(30.0), 0.01)
    beats = np.flatnonzero(power > power.max() / 12)
    off = np.abs((beats * 0.01 + 0.25) % 0.5 - 0.25)
    assert np.quantile(off, 0.95) <= 0.05


def test_the_stated_loop_is_played_as_it_is_stated() -> None:
    data = np.random.default_rng(1).standard_normal((5 * RATE, 2)) * 0.1
    loop = bed.loop(recording(data, {"LOOPSTART": str(RATE), "LOOPLENGTH": str(3 * RATE)}))
    played = loop.played(10).data
    assert np.array_equal(played[RATE : 4 * RATE], played[4 * RATE : 7 * RATE])


@pytest.mark.parametrize("tags", [("x", "9"), ("0", "999999999"), ("-5", "96000"), ("0", "10")])
def test_a_loop_that_cannot_be_is_passed_over(tags: tuple[str, str]) -> None:
    data = np.random.default_rng(1).standard_normal((5 * RATE, 2)) * 0.1
    assert bed.loop(recording(data, dict(zip(("LOOPSTART", "LOOPLENGTH"), tags, strict=True)))).played(12).seconds == 12


def test_a_piece_shorter_than_its_crossfade_still_plays() -> None:
    data = np.random.default_rng(1).standard_normal((RATE // 5, 2)) * 0.1
    assert bed.loop(recording(data)).played(7).seconds == 7


def laid(*spans: TimedSegment, length: float = 12.0) -> Schedule:
    return Schedule(spans, length)


def words_at(start: float, end: float, length: float = 12.0) -> Samples:
    voice = np.zeros((round(length * RATE), 1), dtype=np.float32)
    voice[round(start * RATE) : round(end * RATE)] = 0.1
    return Samples(voice)


def gain_db(curve: np.ndarray, at: float) -> float:
    return to_db(float(curve[round(at * RATE)]))


SPEECH = TimedSegment(Speech("a", "announcer", (), ""), 5.0, 8.0)


def test_the_music_is_at_its_level_under_speech_and_comes_up_between() -> None:
    curve = ducking.gains(Bed(SOUND, 18.0, 2.0), laid(SPEECH), words_at(5, 8), loops=False)
    assert gain_db(curve, 6.5) == pytest.approx(-18, abs=0.1)
    assert gain_db(curve, 4.9) == pytest.approx(-18, abs=0.6)
    assert gain_db(curve, 3.0) == pytest.approx(-12, abs=0.1)
    assert gain_db(curve, 9.8) == pytest.approx(-12, abs=0.2)
    assert curve[0] == 0
    assert curve[-1] < 1e-3
    assert np.abs(np.diff(20 * np.log10(np.maximum(curve[2 * RATE : 9 * RATE], 1e-6)))).max() < 0.01


def test_music_near_to_the_speech_is_not_lifted_over_it() -> None:
    curve = ducking.gains(Bed(SOUND, 6.0, 2.0), laid(SPEECH), words_at(5, 8), loops=False)
    assert gain_db(curve, 3.0) == pytest.approx(-ducking.NEAREST_DB, abs=0.1)


def test_a_cue_changes_the_level_and_another_ends_the_music() -> None:
    spans = (TimedSegment(Cue("a", 30.0, 1.0), 4.0, 4.0), SPEECH, TimedSegment(Cue("b", None, 0.5), 9.0, 9.0))
    curve = ducking.gains(Bed(SOUND, 18.0, 2.0), laid(*spans), words_at(5, 8), loops=False)
    assert gain_db(curve, 6.5) == pytest.approx(-30, abs=0.1)
    assert curve[round(9.6 * RATE) :].max() < 1e-6


def test_music_that_begins_with_a_cue_is_silent_before_it() -> None:
    spans = (TimedSegment(Cue("a", None, 0.0), 0.0, 0.0), TimedSegment(Cue("b", 20.0, 1.0), 3.0, 3.0), SPEECH)
    curve = ducking.gains(Bed(SOUND, 18.0, 2.0), laid(*spans), words_at(5, 8), loops=False)
    assert curve[RATE : 3 * RATE].max() < 1e-6
    assert gain_db(curve, 6.5) == pytest.approx(-20, abs=0.1)


def test_an_effect_is_heard_by_itself() -> None:
    spans = (TimedSegment(Effect("hieu", SOUND), 1.0, 4.0), TimedSegment(Pause("b", 1.0), 4.0, 5.0), SPEECH)
    curve = ducking.gains(Bed(SOUND, 18.0, 2.0), laid(*spans), words_at(5, 8), loops=False)
    assert curve[RATE : round(3.2 * RATE)].max() < 1e-6
    assert curve[round(4.2 * RATE)] > 0


def test_a_piece_that_loops_neither_fades_in_nor_out() -> None:
    curve = ducking.gains(Bed(SOUND, 18.0, 2.0), laid(SPEECH), words_at(5, 8), loops=True)
    assert gain_db(curve, 0.0) == pytest.approx(-12, abs=0.1)
    assert gain_db(curve, 11.99) == pytest.approx(-12, abs=0.1)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_loudness_in_memory_agrees_with_another_meter(rate: int, channels: int) -> None:
    pyloudnorm = pytest.importorskip("pyloudnorm")
    voice = pieces.speech(8, 3, rate=rate)
    data = np.repeat(voice[:, None], channels, axis=1).astype(np.float32)
    other = pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(data.astype(float))
    assert level.loudness(Samples(data, rate)) == pytest.approx(other, abs=0.05)


def test_silence_has_no_loudness_and_a_short_sound_has_one() -> None:
    assert level.loudness(Samples.silence(2.0)) == FLOOR_DB
    short = Samples(pieces.speech(0.2, rate=RATE)[:, None].astype(np.float32))
    assert -40 < level.loudness(short) < 0


def test_clicks_do_not_keep_the_words_down(tmp_path: Path) -> None:
    voice = pieces.speech(5, 2, rate=RATE, strength=0.02)
    clicked = voice.copy()
    clicked[:: RATE // 3][1:] = 0.95
    plain = level.levelled(Samples(voice[:, None].astype(np.float32)), -23)
    found = level.levelled(Samples(clicked[:, None].astype(np.float32)), -23)
    assert level.loudness(found) == pytest.approx(-23, abs=0.5)
    quiet = np.quantile(np.abs(found.data), 0.9) / np.quantile(np.abs(plain.data), 0.9)
    assert quiet > 0.7
