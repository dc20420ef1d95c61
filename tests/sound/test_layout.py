"""When each segment is heard, and how a length is reached."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core.problems import Problems
from bhxhcomm.language.text import words
from bhxhcomm.materials.timeline import Bed, Cue, Effect, Pause, Sound, Speech, Timeline
from bhxhcomm.sound import layout
from bhxhcomm.sound.layout import BREATH_S, END_S, LEAD_S, Bounds
from tests.sound import pieces

SOUND = Sound("/x.wav", "0" * 64)


def speech(name: str, text: str = "một hai ba bốn") -> Speech:
    return Speech(name, "announcer", words(text), text)


def timeline(*segments: Any, **changes: Any) -> Timeline:
    return pieces.piece(segments=segments, **changes).timeline


def test_segments_follow_each_other_and_the_music_goes_on() -> None:
    given_ = timeline(Effect("hieu", SOUND), speech("a"), Pause("nghi", 0.5), speech("b"), bed=Bed(SOUND, 18, 3.0))
    laid = layout.lay_out(given_, {"hieu": 2.0, "a": 4.0, "b": 3.0})
    starts = [(span.segment.id, round(span.start_s - LEAD_S, 3), round(span.end_s - LEAD_S, 3)) for span in laid.spans]
    assert starts == [("hieu", 0, 2), ("a", 2, 6), ("nghi", 6, 6.5), ("b", 6.5, 9.5)]
    assert laid.length_s == pytest.approx(LEAD_S + 9.5 + 3.0)


def test_two_speeches_with_nothing_but_a_cue_between_them_leave_a_breath() -> None:
    laid = layout.lay_out(timeline(speech("a"), Cue("nhac", 12.0), speech("b")), {"a": 1.0, "b": 1.0})
    assert laid.speeches[1].start_s - laid.speeches[0].end_s == pytest.approx(BREATH_S)
    assert laid.length_s == pytest.approx(LEAD_S + 2 + BREATH_S + END_S)


@pytest.mark.parametrize(
    ("speech_s", "fixed_s", "tempo"),
    [(40, 20, 1.0), (42, 20, 1.0), (38, 20, 1.0), (45, 20, 45 / 41.8), (35, 20, 35 / 38.2), (40, 62, math.inf)],
)
def test_the_tempo_is_changed_no_more_than_the_length_needs(speech_s: float, fixed_s: float, tempo: float) -> None:
    assert layout.tempo(speech_s, fixed_s, Bounds(58, 62)) == pytest.approx(tempo)


@given(st.floats(1, 300), st.floats(0, 60), st.floats(5, 300), st.floats(0.4, 20))
def test_a_tempo_that_is_allowed_gives_a_length_within_its_bounds(
    speech_s: float, fixed_s: float, target: float, tolerance: float
) -> None:
    bounds = Bounds(target - tolerance, target + tolerance)
    tempo = layout.tempo(speech_s, fixed_s, bounds)
    if layout.LEAST_TEMPO <= tempo <= layout.MOST_TEMPO:
        assert bounds.least_s - 1e-9 <= speech_s / tempo + fixed_s <= bounds.most_s + 1e-9


@pytest.mark.usefixtures("english")
def test_too_much_speech_is_told_in_syllables() -> None:
    """100 syllables in 50 s; at most 42 s of it remain, at the quickest as much as 45.36 s were."""
    problem = layout.misfit(timeline(speech("a", "một " * 100)), 50.0, 20.0, Bounds(58, 62))
    assert problem is not None
    assert (problem.code, problem.message) == ("too-long", "it takes 70.0 seconds; wanted are 58.0 to 62.0 seconds")
    assert problem.hint.startswith("cut about 10 syllables (4.6 seconds of speech)")


@pytest.mark.usefixtures("english")
def test_too_little_speech_is_told_in_syllables() -> None:
    problem = layout.misfit(timeline(speech("a", "một " * 60)), 30.0, 20.0, Bounds(58, 62))
    assert problem is not None
    assert problem.code == "too-short"
    assert problem.hint.startswith("there is room for about 10 more syllables (5.0 seconds of speech)")


@pytest.mark.usefixtures("english")
def test_a_language_without_rules_of_reading_is_told_in_seconds() -> None:
    problem = layout.misfit(timeline(Speech("a", "announcer", words("x"), "")), 80.0, 20.0, Bounds(58, 62))
    assert problem is not None
    assert problem.hint == "cut about 34.6 seconds of speech or pauses"


def test_a_length_is_kept_within_what_the_receiver_takes() -> None:
    problems = Problems()
    bounds = layout.bounds(
        timeline(speech("a"), target_s=44.0, tolerance_s=3.0), [pieces.carrier(most_s=45.0)], problems
    )
    assert (bounds, bool(problems)) == (Bounds(41.0, 45.0), False)


@pytest.mark.usefixtures("english")
def test_a_length_that_the_receiver_does_not_take_is_an_error() -> None:
    problems = Problems()
    layout.bounds(timeline(speech("a"), target_s=60.0, tolerance_s=3.0), [pieces.carrier(most_s=45.0)], problems)
    assert [problem.code for problem in problems] == ["length-not-taken"]
