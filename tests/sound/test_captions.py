"""Captions: real times, lines that fit, nothing lost."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language.text import words
from bhxhcomm.materials.timeline import Pause, Speech
from bhxhcomm.sound.captions import LINE, LONGEST, SHORTEST_S, captions, srt, vtt
from bhxhcomm.sound.layout import Schedule, TimedSegment

LONG = (
    "Người dân từ đủ mười lăm tuổi trở lên được tham gia bảo hiểm xã hội tự nguyện, để khi về già có lương hưu. "
    "Mời bà con đến bưu điện! Nhớ mang căn cước."
)


def layout(*said: tuple[str, float]) -> Schedule:
    spans, now = [], 0.0
    for number, (text, seconds) in enumerate(said):
        spans.append(TimedSegment(Speech(f"s{number}", "announcer", words(text), text), now, now + seconds))
        spans.append(TimedSegment(Pause(f"p{number}", 0.5), now + seconds, now + seconds + 0.5))
        now += seconds + 0.5
    return Schedule(tuple(spans), now + 2)


def test_a_short_speech_is_one_caption_with_its_times() -> None:
    (caption,) = captions(layout(("Bà con chú ý!", 1.5)), "vi")
    assert (caption.start_s, caption.end_s, caption.text) == (0.0, 1.5, "Bà con chú ý!")


def test_a_long_speech_is_cut_at_sentences_then_at_commas() -> None:
    found = captions(layout((LONG, 12.0)), "vi")
    assert [" ".join(one.text.split()) for one in found] == [
        "Người dân từ đủ mười lăm tuổi trở lên được tham gia bảo hiểm xã hội tự nguyện,",
        "để khi về già có lương hưu.",
        "Mời bà con đến bưu điện! Nhớ mang căn cước.",
    ]
    assert found[0].start_s == 0
    assert found[-1].end_s == pytest.approx(12.0)
    assert all(one.end_s == pytest.approx(after.start_s) for one, after in itertools.pairwise(found))


def test_a_caption_stays_long_enough_to_be_read_where_there_is_room() -> None:
    first, second = captions(layout(("Alô!", 0.3), ("Bà con.", 2.0)), "vi")
    assert first.end_s == pytest.approx(0.8)
    (alone,) = captions(layout(("Alô!", 0.3)), "vi")
    assert alone.end_s - alone.start_s == pytest.approx(SHORTEST_S)
    assert second.start_s >= first.end_s


@given(st.lists(st.text("abc đồng,.!? ", min_size=1, max_size=400).filter(str.strip), min_size=1, max_size=4))
def test_no_word_is_lost_no_line_is_long_and_no_two_captions_overlap(texts: list[str]) -> None:
    found = captions(layout(*((text, 5.0) for text in texts)), "vi")
    assert "".join("".join(one.text.split()) for one in found) == "".join("".join(text.split()) for text in texts)
    for one in found:
        assert len(one.text.replace("\n", " ")) <= LONGEST
        assert len(one.text.split("\n")) <= 2
    for one, after in itertools.pairwise(found):
        assert one.start_s < one.end_s <= after.start_s + 1e-9


def test_lines_are_balanced() -> None:
    (caption,) = captions(layout(("Mời bà con đến Ủy ban nhân dân xã, mang theo căn cước.", 4.0)), "vi")
    first, second = caption.text.split("\n")
    assert max(len(first), len(second)) <= LINE
    assert abs(len(first) - len(second)) < 8


def test_khmer_is_broken_between_its_words() -> None:
    """The words are the beginning of the Universal Declaration of Human Rights, article 1 (OHCHR)."""
    text = "មនុស្សទាំងអស់កើតមកមានសេរីភាពនិងសមភាពក្នុងផ្នែកសេចក្ដីថ្លៃថ្នូរនិងសិទ្ធិមនុស្សមានវិចារណញ្ញាណនិងសតិសម្បជញ្ញៈជាប់ពីកំណើត"
    found = captions(layout((text, 9.0)), "khmer")
    assert len(found) >= 2
    assert "".join(one.text.replace("\n", "") for one in found) == text
    for one in found:
        for line in one.text.split("\n"):
            assert "\u1780" <= line[0] <= "\u17b3", "a line begins with a letter, not with a vowel sign"


def test_subrip() -> None:
    found = captions(layout(("Bà con chú ý!", 1.5), ("Alô <b> & co.", 2.0)), "vi")
    assert srt(found) == (
        "1\n00:00:00,000 --> 00:00:01,500\nBà con chú ý!\n\n2\n00:00:02,000 --> 00:00:04,000\nAlô <b> & co.\n"
    )


def test_webvtt_escapes_what_would_be_a_tag_or_an_arrow() -> None:
    text = vtt(captions(layout(("a --> b <i> & c", 61.5)), "vi"))
    assert text.startswith("WEBVTT\n\n1\n00:00:00.000 --> 00:01:01.500\n")
    assert text.endswith("a --&gt; b &lt;i&gt; &amp; c\n")
    assert len(re.findall("-->", text)) == 1
