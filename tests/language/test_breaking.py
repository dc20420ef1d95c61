"""Where lines may break."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core.problems import MachineError
from bhxhcomm.language import breaking
from bhxhcomm.language.breaking import PREVOWELS, ZWSP, breakable, problems
from bhxhcomm.language.entry import Language
from bhxhcomm.language.registry import language, languages

KHMER = language("khmer")
THAI = language("thai-tavt")
ARTICLE = KHMER.samples[0].text


def test_khmer_gets_breaks_between_its_words() -> None:
    text = breakable(ARTICLE, KHMER)
    assert text.replace(ZWSP, "") == ARTICLE
    assert text.startswith("មនុស្ស|ទាំងអស់ កើត|មក|មាន|សេរីភាព".replace("|", ZWSP))
    assert problems(ARTICLE, KHMER) == ()


def test_no_break_stands_before_a_sign_beside_a_space_or_inside_a_syllable() -> None:
    text = breakable(ARTICLE + " (ភាសាខ្មែរ) «ភាសាខ្មែរ» ភាសាខ្មែរៗ ១.៥០០ ភាសាខ្មែរ!", KHMER)
    for at, character in enumerate(text):
        if character == ZWSP:
            before, after = text[at - 1], text[at + 1]
            assert after not in "។៕ៗ )»!" + ZWSP
            assert before not in " («" + ZWSP
            assert not "\u17b4" <= after <= "\u17d3"
            assert before != "\u17d2"


def test_the_breaks_of_the_author_are_kept_and_no_others_put_beside_them() -> None:
    own = f"មនុស្សទាំងអស់{ZWSP}កើតមក"
    assert breakable(own, KHMER) == own
    assert breakable(f"{own} ភាសាខ្មែរ", KHMER) == f"{own} ភាសា{ZWSP}ខ្មែរ"


def test_a_long_piece_between_breaks_of_the_author_is_cut() -> None:
    long = ARTICLE.rsplit(" ", 1)[1].removesuffix("។")
    assert breakable(f"ភាសាខ្មែរ{ZWSP}{long}", KHMER).count(ZWSP) > 2


def test_breaks_of_the_author_that_harm_are_left_out_and_told() -> None:
    text = f"ភាសា{ZWSP} ខ្ម{ZWSP}ែរ{ZWSP}។"
    assert breakable(text, KHMER) == "ភាសា ខ្មែរ។"
    assert [problem.code for problem in problems(text, KHMER)] == ["loose-break"]


@given(st.text(alphabet=f"កខម្\u17d2ែា។ៗ១ {ZWSP}a{{}}", max_size=40))
def test_breaking_twice_changes_nothing_and_letters_are_never_lost(text: str) -> None:
    once = breakable(text, KHMER)
    assert breakable(once, KHMER) == once
    assert once.replace(ZWSP, "") == text.replace(ZWSP, "")


def test_a_thai_vowel_before_its_consonant_ends_no_line() -> None:
    for vowel in PREVOWELS:
        assert breakable(f"{vowel}{ZWSP}ꪕ", THAI) == f"{vowel}ꪕ"
        for bad in (f"{vowel}{ZWSP}ꪕ", f"{vowel} ꪕ", f"ꪕ{vowel}"):
            assert [problem.code for problem in problems(bad, THAI)] == ["break-after-vowel"]


@pytest.mark.parametrize(("lang", "letter"), [("thai-tavt", "ꪕ"), ("cham", "ꨌ")])
def test_runs_of_over_thirty_letters_are_reported(lang: str, letter: str) -> None:
    entry = language(lang)
    assert problems(letter * 30, entry) == ()
    (found,) = problems(letter * 31, entry)
    assert (found.code, found.is_error) == ("long-run", False)
    assert "31" in found.message
    assert problems(letter * 20 + ZWSP + letter * 20 + " " + letter * 20, entry) == ()
    assert breakable(letter * 31, entry) == letter * 31


def test_marks_above_and_below_take_no_room() -> None:
    assert problems("ꪀꪰ" * 30, THAI) == ()


@pytest.mark.parametrize("entry", languages(), ids=lambda entry: entry.id)
def test_real_texts_break_well(entry: Language) -> None:
    for sample in entry.samples:
        assert problems(sample.text, entry) == ()
        if entry.script != "Khmr":
            assert breakable(sample.text, entry) == sample.text


def test_a_machine_without_khmercut_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "khmercut", None)
    breaking._words.cache_clear()
    with pytest.raises(MachineError) as caught:
        breakable("ភាសាខ្មែរ", KHMER)
    assert "khmercut" in caught.value.problem.hint
