"""One spelling for every text, and what is mended on the way to it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language.entry import Language
from bhxhcomm.language.normalise import Repair, is_nfc, letters_of, nfc, normalised
from bhxhcomm.language.registry import language, languages


@pytest.mark.parametrize("typed", ["Tie\u0302\u0301ng Vie\u0323\u0302t", "Ti\u00ea\u0301ng Vi\u1eb9\u0302t"])
def test_letters_and_marks_become_one_character(typed: str) -> None:
    assert not is_nfc(typed)
    assert nfc(typed) == "Ti\u1ebfng Vi\u1ec7t"


@given(st.text())
def test_composing_twice_changes_nothing(text: str) -> None:
    assert is_nfc(nfc(text))
    assert nfc(nfc(text)) == nfc(text)


def codes(text: str, lang: str) -> dict[str, int]:
    return {repair.code: repair.count for repair in normalised(text, language(lang)).repairs}


@pytest.mark.parametrize("entry", languages(), ids=lambda entry: entry.id)
def test_every_letter_of_an_alphabet_comes_back_from_both_forms(entry: Language) -> None:
    for letter in entry.exemplar.main + entry.exemplar.auxiliary:
        for cased in (letter, letter.upper()):
            for form in ("NFC", "NFD"):
                assert normalised(unicodedata.normalize(form, cased), entry).text == cased


@pytest.mark.parametrize("entry", languages(), ids=lambda entry: entry.id)
def test_real_texts_need_no_repair(entry: Language) -> None:
    for sample in entry.samples:
        found = normalised(sample.text, entry)
        if entry.id != "dao":  # typed with the plain apostrophe
            assert (found.text, found.repairs) == (sample.text, ())


@pytest.mark.parametrize(
    ("lang", "typed", "wanted", "repairs"),
    [
        ("ede", "k\u0115\u0302\u010d", "kê̆č", {"mark-order": 1}),
        ("ede", "b\u014f\u0302 B\u014e\u0302", "bô̆ BÔ̆", {"mark-order": 2}),
        ("bana", "\u0103\u0302", "â̆", {"mark-order": 1}),
        ("ede", "bl\u016d\u0306", "blŭ", {"doubled-mark": 1}),
        ("ede", "\u00d0ăm \u00f0\u0189", "Đăm đĐ", {"eth": 3}),
        ("thai-latn", "ꞌTáy \u00d0ăm", "ꞌTáy Đăm", {"eth": 1}),
        ("ede", "\u01ce\u0253", "ăƀ", {"lookalike": 2}),
        ("ede", "kl\u00adei\u200b \ufeffb\u200dlŭ", "klei blŭ", {"invisible": 4}),
        ("vi", "Vie\u0323\u0302t", "Việt", {"form": 2}),
        ("vi", "ti\u00e9\u0302ng", "tiếng", {"mark-order": 1}),
        ("bana", "‘nhŏng", "ʼnhŏng", {"glottal": 1}),
        ("bana", "kon ’long, 'bri; b`ok ʻa", "kon ʼlong, ʼbri; bʼok ʼa", {"glottal": 4}),
        ("thai-latn", "'Táy", "ꞌTáy", {"glottal": 1}),
        ("dao", "La'kuqv", "Laʼkuqv", {"glottal": 1}),
        ("bana", "nŏ ‘kon pơlei’ đei", "nŏ ‘kon pơlei’ đei", {}),
        ("bana", "nŏ “kon” 5' 10’", "nŏ “kon” 5' 10’", {}),
        ("ede", "Y'Jut ‘klei", "Y'Jut ‘klei", {}),
        ("khmer", "\u179f\u17d2\u179a\u17d2\u178f\u17b8", "\u179f\u17d2\u178f\u17d2\u179a\u17b8", {"khmer-order": 1}),
        ("khmer", "\u1780\u17c6\u17bb", "\u1780\u17bb\u17c6", {"khmer-order": 1}),
        ("khmer", "\u1780\u17bb\u17bb", "\u1780\u17bb", {"khmer-order": 1}),
        ("khmer", "\u17a3\u17d8\u17b4", "\u17a2\u17d4\u179b\u17d4", {"khmer-obsolete": 3}),
        ("khmer", "\u1780\u17c1\u17b6", "\u1780\u17c4", {"khmer-obsolete": 1}),
        ("khmer", "ភាសា\u200bខ្មែរ", "ភាសា\u200bខ្មែរ", {}),
    ],
)
def test_repairs(lang: str, typed: str, wanted: str, repairs: dict[str, int]) -> None:
    assert normalised(typed, language(lang)).text == wanted
    assert codes(typed, lang) == repairs


@pytest.mark.parametrize("kept", ["{luong_co_so:so}", "[a](https://x.vn/a'b)", "https://x.vn/Ð'a", "{a'b}"])
def test_placeholders_and_addresses_are_left_alone(kept: str) -> None:
    assert normalised(f"‘nhŏng {kept}", language("bana")).text == f"ʼnhŏng {kept}"


def test_every_kind_of_repair_is_told_in_words() -> None:
    for code in "form invisible mark-order doubled-mark eth lookalike glottal khmer-order khmer-obsolete".split():
        assert "7" in Repair(code, 7).message


@given(
    st.text(alphabet="aăâĕŏôơđÐn ‘’'ʼꞌ`\u0302\u0306\u0301\u200b\u00ad{}កខ្\u17d2ុំេាី\u17a3"),
    st.sampled_from(["vi", "ede", "bana", "thai-latn", "khmer", "thai-tavt"]),
)
def test_normalising_twice_changes_nothing(text: str, lang: str) -> None:
    once = normalised(text, language(lang)).text
    assert is_nfc(once)
    assert normalised(once, language(lang)).text == once


def test_letters_are_counted_as_the_language_does() -> None:
    assert list(letters_of("Kê̆č, 5", language("ede"))) == ["k", "ê̆", "č"]
    assert list(letters_of("ꪼꪕ", language("thai-tavt"))) == ["ꪼ", "ꪕ"]
