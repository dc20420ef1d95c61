"""How text messages are counted: at the boundaries, and with characters that are not cut in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language.sms import BASIC, EXTENSION, JOINED, Encoding, message, unaccented

SMILE = "\U0001f642"
"""A character of two units of 16 bits."""


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", Encoding.GSM_7, 0, 0),
        ("a", Encoding.GSM_7, 1, 1),
        ("a" * 160, Encoding.GSM_7, 160, 1),
        ("a" * 161, Encoding.GSM_7, 161, 2),
        ("a" * 306, Encoding.GSM_7, 306, 2),
        ("a" * 307, Encoding.GSM_7, 307, 3),
        ("a" * 459, Encoding.GSM_7, 459, 3),
        ("a" * 460, Encoding.GSM_7, 460, 4),
        ("ế" * 70, Encoding.UCS_2, 70, 1),
        ("ế" * 71, Encoding.UCS_2, 71, 2),
        ("ế" * 134, Encoding.UCS_2, 134, 2),
        ("ế" * 135, Encoding.UCS_2, 135, 3),
        ("a" * 69 + "đ", Encoding.UCS_2, 70, 1),
        ("a" * 70 + "đ", Encoding.UCS_2, 71, 2),
        # Characters of the extension table take two septets.
        ("€" * 80, Encoding.GSM_7, 160, 1),
        ("a" * 159 + "€", Encoding.GSM_7, 161, 2),
        # One that would be cut in two by the end of a segment begins the next: 152 + 2 | 152 …
        ("a" * 152 + "€" + "a" * 151, Encoding.GSM_7, 305, 2),
        ("a" * 152 + "€" + "a" * 152, Encoding.GSM_7, 306, 3),
        ("a" * 151 + "€" + "a" * 153, Encoding.GSM_7, 306, 2),
        # A surrogate pair is not cut in two either.
        (SMILE * 35, Encoding.UCS_2, 70, 1),
        (SMILE * 36, Encoding.UCS_2, 72, 2),
        ("ế" * 66 + SMILE + "ế" * 65, Encoding.UCS_2, 133, 2),
        ("ế" * 66 + SMILE + "ế" * 66, Encoding.UCS_2, 134, 3),
        (SMILE * 67, Encoding.UCS_2, 134, 3),
    ],
)
def test_messages_are_counted_segment_by_segment(text: str, encoding: Encoding, units: int, segments: int) -> None:
    found = message(text)
    assert (found.encoding, found.units, found.count) == (encoding, units, segments)
    assert "".join(found.segments) == text


def test_the_characters_that_cost_more_are_named_each_once() -> None:
    assert message("Đóng đủ, đóng đúng").costly == ("Đ", "ó", "đ", "ủ", "ú")
    assert message("[BHXH] {x}").costly == ("[", "]", "{", "}")
    assert message("à è é ì ò ù").costly == ()
    # In UCS-2 a bracket costs no more than a letter.
    assert message("[đ]").costly == ("đ",)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Bảo hiểm xã hội tự nguyện", "Bao hiem xa hoi tu nguyen"),
        ("ĐƯỜNG Ưu đãi", "DUONG Uu dai"),
        ("tie\u0302\u0301p", "tiep"),
        ("“80%” – còn gì…", '"80%" - con gi...'),
        ("105.300\u00a0₫", "105.300 d"),
    ],
)
def test_a_message_without_marks_is_all_gsm_7(text: str, bare: str) -> None:
    assert unaccented(text) == bare
    assert message(bare).encoding is Encoding.GSM_7


@given(st.text(alphabet=st.sampled_from(sorted(BASIC | EXTENSION | {"ế", "đ", SMILE})), max_size=400))
def test_no_segment_holds_more_than_it_can_and_nothing_is_lost(text: str) -> None:
    found = message(text)
    assert "".join(found.segments) == text
    if found.count > 1:
        for segment in found.segments:
            units = len(segment.encode("utf-16-le")) // 2
            if found.encoding is Encoding.GSM_7:
                units = sum(2 if character in EXTENSION else 1 for character in segment)
            assert units <= JOINED[found.encoding]
