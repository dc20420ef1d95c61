"""Signs that no reader sees are found with place and name; what a script asks for is let through where it does its work."""

from __future__ import annotations

import doctest
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language import invisible
from bhxhcomm.language.invisible import invisible as signs

FOUND = {
    "right-to-left override": "2\u202e3",
    "pop of a direction": "a\u202c b",
    "isolate": "a\u2067b",
    "mark of a direction": "a\u200eb",
    "Arabic letter mark": "a\u061cb",
    "zero-width space in Latin": "2.340\u200b.000",
    "zero-width space between Khmer digits": "២\u200b៣",
    "zero-width space beside nothing": "\u200b",
    "two zero-width spaces in Khmer": "ក\u200b\u200bខ",
    "joiner in Latin": "a\u200db",
    "non-joiner at the end of Khmer": "ក\u200c",
    "joiner between an Arabic letter and a digit": "ا\u200d2",
    "word joiner": "a\u2060b",
    "byte-order mark inside": "a\ufeffb",
    "soft hyphen": "bảo\u00adhiểm",
    "tag": "a\U000e0041b",
    "variation selector behind a letter": "a\ufe0fb",
    "variation selector behind a digit": "1\ufe0f\u20e3",
    "supplementary variation selector": "a\U000e0100b",
    "private use": "a\ue000b",
    "supplementary private use": "a\U000f0000b",
    "unassigned": "a\u0378b",
    "not a character": "a\uffffb",
    "interlinear": "a\ufff9b",
    "Hangul filler": "a\u115fb",
    "other Hangul filler": "a\u3164b",
    "braille blank": "a\u2800b",
    "grapheme joiner": "a\u034fb",
    "Mongolian selector": "a\u180bb",
    "Khmer inherent vowel": "ក\u17b4",
    "what stands for an object": "a\ufffcb",
    "what stands for a lost sign": "a\ufffdb",
    "line separator": "a\u2028b",
    "control": "a\x07b",
    "control of C1": "a\x9bb",
}

SOUND = [
    "Mức đóng là 2.340.000 đồng; gọi 1900 9068!",
    "Một dòng\nhai dòng\tba",
    "30\u00a0% và 5\u202fkg, “trích dẫn” – hết…",
    "De\u0301n de\u0302\u0309".encode().decode(),
    "ភាសា\u200bខ្មែរ។",
    "ចំនួន\u200b{luong_co_so}\u200bរៀល",
    "ចំនួន\u200b២៣៤",
    "ꪼꪕ\u200bꪼꪣ",
    "क्\u200dष और می\u200cخواهم",
    "☎\ufe0f Gọi ngay 😀",
    "klei ƀlŭ ʼnŏng ê̆",
    "",
]


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND.keys())
def test_a_sign_that_nobody_sees_is_found(text: str) -> None:
    found = list(signs(text))
    assert found
    assert all(ord(text[sign.offset]) == sign.code for sign in found)
    assert f"U+{found[0].code:04X}" in found[0].message
    assert found[0].hint


@pytest.mark.parametrize("text", SOUND)
def test_what_is_seen_or_what_its_script_asks_for_is_let_through(text: str) -> None:
    assert list(signs(text)) == []


def test_every_sign_is_told_with_its_place_and_name() -> None:
    assert [(sign.offset, sign.name) for sign in signs("a\u202eb\u00adc")] == [
        (1, "RIGHT-TO-LEFT OVERRIDE"),
        (3, "SOFT HYPHEN"),
    ]


@given(st.text())
def test_no_format_control_or_private_sign_gets_through_but_those_of_scripts(text: str) -> None:
    at = {sign.offset for sign in signs(text)}
    for offset, char in enumerate(text):
        if unicodedata.category(char) in ("Cf", "Co", "Cn", "Cs") and char not in "\u200b\u200c\u200d":
            assert offset in at


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_letters_are_never_held_against_anybody(text: str) -> None:
    assert list(signs(text)) == []


def test_the_example_of_the_module_holds() -> None:
    assert doctest.testmod(invisible).failed == 0
