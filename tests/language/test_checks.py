"""Which language a text is in, as far as that can be told."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core.problems import Place
from bhxhcomm.language import breaking
from bhxhcomm.language.checks import check, scores, script_of
from bhxhcomm.language.entry import Language
from bhxhcomm.language.normalise import normalised
from bhxhcomm.language.registry import language, languages

TOO_LITTLE = {"thai-latn", "gie-trieng", "muong", "co-tu", "xo-dang", "raglai", "hre", "san-chay"}
"""Languages of which only a name or a title was found: too little to tell them from another one in Latin letters.

Everything else is told apart: of 24 x 24 pairs of sample and language, all those of two scripts are errors, and among
Latin letters every running text or word list is warned of in each of the other languages, Tày against Nùng included,
though by their signature words alone, for the alphabets are the same.
"""


def codes(text: str, lang: str, source: str = "") -> dict[str, bool]:
    """What is found, by code, and whether it blocks."""
    entry = language(lang)
    found = check(normalised(text, entry).text, entry, source=source)
    return {problem.code: problem.is_error for problem in found}


@pytest.mark.parametrize("entry", languages(), ids=lambda entry: entry.id)
def test_a_real_text_is_found_to_be_in_its_own_language(entry: Language) -> None:
    for sample in entry.samples:
        assert codes(sample.text, entry.id) == {}


@pytest.mark.parametrize("entry", languages(), ids=lambda entry: entry.id)
def test_the_matrix_of_samples_and_languages(entry: Language) -> None:
    for other in languages():
        if other.id == entry.id:
            continue
        found = codes(entry.samples[0].text, other.id)
        if entry.script != other.script:
            assert found == {"wrong-script": True}, other.id
        elif entry.id in TOO_LITTLE:
            assert found == {}, other.id
        else:
            assert found, other.id
            assert not any(found.values()), "only another script may block"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("thai-tavt", "CVaM yT"),
        ("thai-tavt", "Pbw xY yT eqG zu"),
        ("cham", "y'%1 .O gJ"),
        ("khmer", "EdlmanenAkñúg"),
        ("ede", "Y-Ut Niê {uôn R^t"),
        ("bana", "Y-Ut Niê {uôn R^t"),
        ("ede", "klei hê# o\\ Êđê"),
        ("bana", "KueâÊt ñinh lôêm tôdrong"),
        ("ede", "B¶o hiÓm x· héi"),
        ("vi", "Baûo hieåm xaõ hoäi"),
        ("vi", "Báº£o hiá»ƒm xÃ£ há»™i"),
    ],
)
def test_old_encodings_block(lang: str, text: str) -> None:
    assert codes(text, lang) == {"old-encoding": True}


@pytest.mark.parametrize(
    ("lang", "text", "source"),
    [
        ("vi", "Xem #BHXH, mã C#, a~b, 5 m², tỷ lệ ½, 30 °C, «tên», A|B", ""),
        ("ede", "**Êđê** {a.b:so} [klei](https://x.vn/{a}^b) *blŭ* vssid@vss.gov.vn", ""),
        ("khmer", "ភាសា BHYT {a} VssID ភាសាខ្មែរ", ""),
        ("khmer", "នៅVssID ភាសាខ្មែរ", ""),
        ("thai-tavt", "BHYT, VssID {a}", "Thẻ BHYT và VssID {a}"),
        ("ede", "1.500.000 – 4,5% {a}", ""),
        ("ede", "", ""),
        ("hoa", "中文 BHXH", ""),
    ],
)
def test_figures_names_and_marks_are_no_fault(lang: str, text: str, source: str) -> None:
    assert codes(text, lang, source) == {}


def test_vietnamese_in_another_language_is_noticed_by_its_words_and_by_its_tone_marks() -> None:
    text = "Người tham gia được hưởng và được cấp thẻ của các trường"
    assert codes(text, "ede") == {"other-language": False}
    assert codes("Mỗi hộ khẩu thường trú tại huyện đều phải đóng", "bana") == {"other-language": False}
    assert codes("Êđê mâo klei blŭ: trường Nguyễn Thị Định", "ede") == {}


def test_letters_outside_the_alphabet_are_counted() -> None:
    assert codes("ʘþ ɛŋ klei", "ede") == {"foreign-letters": False}
    assert codes("klei blŭ phung mnuih ɛ kâo čiăng mâo", "ede") == {}


def test_a_letter_of_another_alphabet_inside_a_word_is_noticed() -> None:
    assert "mixed-script" in codes("klei blŭ phung mnuih kâo čiăng mâo sаng", "ede")  # with a Cyrillic а


def test_discouraged_khmer_characters_are_noticed() -> None:
    assert codes("ភាសាខ្មែរ \u17d3", "khmer") == {"forbidden-letter": False}


def test_the_two_ways_of_writing_hmong_are_told_apart_by_their_last_letters() -> None:
    assert codes("Peb yuav mus pom koj tom khw hnub no thiab", "hmong-vn") == {"word-endings": False}


def test_a_finding_says_where_and_in_which_language() -> None:
    (found,) = check("abc", language("khmer"), place=Place("a.po", 3, 1))
    assert (str(found.place), found.lang, found.code) == ("a.po:3:1", "khmer", "wrong-script")
    assert "Khmer" in found.message


def test_signature_words_are_counted_by_language() -> None:
    assert scores("klei blŭ và của")["ede"] == 2
    assert scores("klei blŭ và của")["vi"] == 2


@pytest.mark.parametrize(
    ("character", "script"), [("a", "Latn"), ("ƀ", "Latn"), ("ễ", "Latn"), ("ꪕ", "Tavt"), ("ខ", "Khmr"), ("ꨌ", "Cham"),
                              ("中", "Hani"), ("я", "Zzzz"), ("5", ""), ("ʼ", ""), ("\u0306", "")]
)  # fmt: skip
def test_the_script_of_a_character(character: str, script: str) -> None:
    assert script_of(character) == script


@given(st.text(max_size=60), st.sampled_from(languages()))
def test_no_text_whatever_breaks_the_checks(text: str, entry: Language) -> None:
    mended = normalised(text, entry).text
    for problem in check(mended, entry, source=text):
        assert problem.message
        assert problem.hint
    breaking.problems(mended, entry)


@pytest.mark.parametrize("piece", ["a", "a@", "{", "](", "‘a", "a.", "ê\u0302", "A", "ꪹ\u200b", "[a]("])
def test_a_cell_full_of_one_thing_is_checked_in_no_time(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    started = time.perf_counter()
    for lang in ("bana", "thai-tavt"):
        entry = language(lang)
        check(normalised(text, entry).text, entry, source=text)
        breaking.problems(text, entry)
    assert time.perf_counter() - started < 2
