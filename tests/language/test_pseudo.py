"""Test text in a language's own letters."""

from __future__ import annotations

import re

import pytest

from bhxhcomm.content import prose
from bhxhcomm.language import breaking, checks
from bhxhcomm.language.breaking import ZWSP
from bhxhcomm.language.entry import Language
from bhxhcomm.language.normalise import is_nfc, letters_of, normalised
from bhxhcomm.language.pseudo import NOTICE, pseudo, width
from bhxhcomm.language.registry import language, supported
from bhxhcomm.language.text import Words

SOURCE = (
    "Người tham gia **BHYT hộ gia đình** đóng {muc.nguoi_1:so} đồng/tháng, từ 1.500.000 đồng; xem "
    "[trang của BHXH](https://bhxh.gov.vn/a?b=c). Gọi 1900 9068! Ông Đặng Văn A, {{ngoặc}} \\* hết."
)
PLAIN = (
    "Người tham gia bảo hiểm y tế theo hộ gia đình được Nhà nước hỗ trợ một phần mức đóng, từ người thứ hai trở đi "
    "thì mức đóng giảm dần và được hưởng quyền lợi khám bệnh, chữa bệnh ngay khi thẻ có giá trị sử dụng."
)


@pytest.mark.parametrize("entry", supported(), ids=lambda entry: entry.id)
class TestEveryLanguage:
    def test_placeholders_marks_links_and_figures_are_kept(self, entry: Language) -> None:
        text = pseudo(SOURCE, entry)
        parts, wanted = prose.parse(text), prose.parse(SOURCE)
        assert [(type(part), part.mark, part.link) for part in parts] == [
            (type(part), part.mark, part.link) for part in wanted
        ]
        assert [part.fact for part in parts if not isinstance(part, Words)] == ["muc.nguoi_1"]
        assert re.findall(r"\d[\d.]*\d", text) == re.findall(r"\d[\d.]*\d", SOURCE)

    def test_it_is_about_forty_per_cent_longer(self, entry: Language) -> None:
        assert 1.3 <= width(pseudo(PLAIN, entry)) / width(PLAIN) <= 1.5

    def test_it_is_made_of_the_letters_of_the_language(self, entry: Language) -> None:
        letters = set(letters_of(pseudo(PLAIN * 4, entry), entry))
        assert letters <= set(entry.exemplar.main)
        assert len(letters) >= 0.8 * len(entry.exemplar.main) - 12

    def test_it_reads_like_text_of_the_language_to_every_check(self, entry: Language) -> None:
        text = pseudo(PLAIN, entry)
        assert normalised(text, entry).text == text
        assert is_nfc(text)
        assert checks.check(text, entry) == ()
        assert breaking.problems(text, entry) == ()

    def test_the_same_source_gives_the_same_text_and_no_word_of_it(self, entry: Language) -> None:
        text = pseudo(SOURCE, entry)
        assert text == pseudo(SOURCE, entry)
        assert text != pseudo(SOURCE + ".", entry)
        long_words = set(re.findall(r"\w{4,}", PLAIN))
        assert not long_words & set(re.findall(r"\w+", pseudo(PLAIN, entry)))


def test_words_are_of_plausible_length() -> None:
    for entry in supported():
        assert max(map(width, re.split(f"[\\s{ZWSP}]+", pseudo(PLAIN, entry)))) <= 12


def test_capitals_follow_the_source() -> None:
    text = pseudo("Luật BẢO HIỂM xã hội", language("ede"))
    first, *rest = text.split()
    assert first[0].isupper()
    assert any(word.isupper() for word in rest)


def test_khmer_has_its_own_full_stop_and_breaks_between_words() -> None:
    text = pseudo(PLAIN, language("khmer"))
    assert text.endswith("។")
    assert ZWSP in text
    assert breaking.breakable(text, language("khmer")).replace(ZWSP, "") == text.replace(ZWSP, "")
    assert not re.search(f"\\s{ZWSP}|{ZWSP}[\\s។*{{]", text)


def test_a_language_without_an_alphabet_gives_no_test_text() -> None:
    with pytest.raises(ValueError, match="hoa"):
        pseudo(PLAIN, language("hoa"))


@pytest.mark.parametrize("source", ["", " ", "{a}", "123", "a", "A", "Ồ!"])
def test_short_sources(source: str) -> None:
    for entry in supported():
        text = pseudo(source, entry)
        assert bool(text.strip()) == bool(source.strip())


def test_pages_of_test_text_say_so() -> None:
    assert NOTICE == "CHỮ THỬ – KHÔNG PHẢI BẢN DỊCH"
