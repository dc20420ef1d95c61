"""A lexicon of a workspace changes no number, unit, rate or date, however it is written; and it stays useful."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language.numerals import Accent, in_words
from bhxhcomm.language.spoken import read, reserved, shipped
from bhxhcomm.language.spoken.lexicon import FILE, SECTIONS
from bhxhcomm.language.spoken.reserved import conflict
from bhxhcomm.materials import loading

REFUSED = [
    # the words of numbers, units, rates and dates themselves
    *[("words", word, said) for word, said in [
        ("triệu", "tỷ"), ("hai", "chín"), ("trăm", "nghìn"), ("nghìn", "trăm"), ("ba", "bốn"), ("năm", "tháng"),
        ("phẩy", "chấm"), ("rưỡi", "tư"), ("ngày", "tháng"), ("từ", "đến"), ("trên", "dưới"), ("đồng", "đô la"),
        ("phần trăm", "phần nghìn"), ("tháng bảy", "tháng tám"), ("mỗi tháng", "mỗi năm"), ("không được", "được"),
    ]],
    ("units", "%", "phần nghìn"), ("units", "đồng", "nghìn"), ("units", "k", "triệu"), ("units", "tr.đ", "nghìn đồng"),
    ("units", "nghìn", "triệu"), ("units", "k đồng", "đồng"), ("per", "tháng", "năm"), ("letters", "b", "hai"),
    # phrases that hold them, and what is written with digits
    ("words", "hai trăm nghìn", "chín nghìn nghìn"), ("words", "đồng/tháng", "đồng một năm"),
    ("abbreviations", "200.000", "chín"), ("abbreviations", "500k", "năm nghìn"), ("abbreviations", "10m", "mười mờ"),
    ("abbreviations", "hỗ trợ 200.000 đồng", "hỗ trợ"), ("abbreviations", "4G", "năm gờ"),
    ("abbreviations", "T7/2025", "tháng chín năm hai nghìn không trăm hai mươi lăm"),
    ("abbreviations", "%", "phần nghìn"), ("issuers", "QH15", "Quốc hội khóa mười sáu"),
    # by way of another section
    ("abbreviations", "hai", "chín"), ("abbreviations", "TRIỆU", "tỷ"), ("abbreviations", "HAI", "chín"),
    ("abbreviations", "km", "ca em"), ("abbreviations", "KM", "ca em"), ("abbreviations", "đ", "đi"),
    # capitals, marks, signs and letters that look alike
    ("words", "HAI", "chín"), ("words", "đ\u00f4\u0300ng", "hào"), ("words", "ðồng", "hào"), ("words", "trǎm", "nghìn"),
    ("words", "h\u200bai", "chín"), ("words", "h\u0430i", "chín"), ("words", "ｈａｉ", "chín"), ("words", "hɑi", "chín"),
    ("units", "Đồng", "nghìn"), ("units", "KG", "tấn"), ("per", "Tháng", "năm"),
    ("abbreviations", "mức \ufffc", "mức chín triệu"),
    # a unit that is a word already, and figures that nobody sees
    ("units", "cái", "đồng"), ("units", "công", "triệu đồng"), ("units", "ks", "triệu đồng"), ("per", "sào", "mẫu"),
    ("abbreviations", "MĐ", "một trăm nghìn đồng"), ("abbreviations", "MT", "một"), ("words", "zoom", "hai"),
    ("kinds", "ĐA", "một trăm nghìn đồng"), ("addresses", "zalo", "hai trăm"),
    # a number word at an end, which the figure beside it would take along: “mức chín” before “hai triệu”
    ("words", "mức", "mức chín"), ("words", "mức", "mức năm"), ("words", "mức", "mức hai"), ("words", "mỗi", "mười mỗi"),
    ("words", "mỗi", "rưỡi mỗi"), ("words", "lương", "lương trăm"), ("abbreviations", "BHXH", "bảo hiểm xã hội hai"),
    ("kinds", "NĐ", "nghị định hai"),
]  # fmt: skip
ALLOWED = [
    ("abbreviations", "TTPVHCC", "trung tâm phục vụ hành chính công"), ("abbreviations", "BHYT", "thẻ bảo hiểm y tế"),
    ("abbreviations", "KH&ĐT", "kế hoạch và đầu tư"), ("abbreviations", "HKVN", "hàng không Việt Nam"),
    ("abbreviations", "HĐQT", "hội đồng quản trị"), ("abbreviations", "CTCP", "công ty cổ phần"),
    ("abbreviations", "3G", "ba gờ"), ("abbreviations", "TK2-TS", "tê ca hai tê ét"), ("abbreviations", "T2", "thứ hai"),
    ("abbreviations", "CKIII", "chuyên khoa ba"), ("abbreviations", "TKII", "tài khoản hai"),
    ("words", "toshiba", "Tô-si-ba"), ("abbreviations", "ĐN", "đầu năm"), ("abbreviations", "TLĐ", "tỷ lệ đóng"),
    ("abbreviations", "CA", "công an"), ("abbreviations", "HA", "huyết áp"),
    ("abbreviations", "BHXHML", "bảo hiểm xã hội một lần"), ("abbreviations", "XYZ", "xin yên dạ"),
    ("words", "zoom", "dum"), ("words", "covid-21", "cô-vít hai mươi mốt"), ("words", "Ba na", "Ba-na"),
    ("words", "kon tum", "Công Tum"), ("words", "krông pắc", "Cờ-rông Pắc"), ("words", "êa súp", "Ê-a Súp"),
    ("words", "h'leo", "Hờ-leo"), ("words", "lâm đồng", "Lâm Đồng"), ("words", "ngàn", "nghìn"), ("words", "ꪼꪕ", "Thái"),
    ("units", "tạ", "tạ"), ("units", "kgs", "ki-lô-gam"), ("units", "dm3", "đề-xi-mét khối"), ("per", "sào", "sào"),
    ("kinds", "ĐA", "đề án"), ("issuers", "SYT", "Sở Y tế"), ("issuers", "QH16", "Quốc hội khóa mười sáu"),
    ("addresses", "tracuuthe", "tra cứu thẻ"), ("letters", "g", "gờ"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "written", "said"), REFUSED)
def test_an_entry_that_would_change_a_figure_is_refused(section: str, written: str, said: str) -> None:
    assert conflict(section, written, said) is not None


@pytest.mark.parametrize(("section", "written", "said"), ALLOWED)
def test_names_abbreviations_places_and_foreign_words_are_what_a_lexicon_is_for(
    section: str, written: str, said: str
) -> None:
    assert conflict(section, written, said) is None


def test_the_shipped_lexicon_would_pass_but_for_two_words() -> None:
    """Each is held against the rules as if it were new: its capital differs, so that it is not known."""
    refused = {
        written
        for section in SECTIONS
        for written, said in getattr(shipped(), section).items()
        if conflict(section, written, said[0].swapcase() + said[1:])
    }
    assert refused == {"TƯ", "link"}


SPELLINGS: list[Callable[[str], str]] = [
    str,
    str.upper,
    str.title,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "-"),
    lambda text: "\u200b".join(text),
    lambda text: text.replace("a", "\u0430"),
]


@given(
    number=st.integers(1, 99_999_999),
    other=st.integers(1, 99_999_999),
    accent=st.sampled_from(Accent),
    spelling=st.sampled_from(SPELLINGS),
    section=st.sampled_from(["words", "abbreviations"]),
    around=st.sampled_from(["{}", "hỗ trợ {} đồng", "{} phần trăm", "BHYT {}"]),
)
def test_no_number_in_words_becomes_another(
    number: int, other: int, accent: Accent, spelling: Callable[[str], str], section: str, around: str
) -> None:
    written = spelling(around.format(in_words(number, accent)))
    if number != other:
        assert conflict(section, written, around.format(in_words(other, accent))) is not None
    assert conflict(section, around.format(in_words(number)), around.format(in_words(number))) is None


@given(number=st.integers(0, 99_999_999), lead=st.sampled_from(["mức {}", "{}k", "{} đồng", "BHYT-{}"]))
def test_digits_are_said_as_they_are_or_not_at_all_in_an_entry(number: int, lead: str) -> None:
    said = read(lead.format(number)).spoken
    assert conflict("abbreviations", lead.format(number), said + " một") is not None
    assert conflict("abbreviations", lead.format(number), "mức") is not None


@pytest.mark.usefixtures("english")
def test_a_workspace_with_such_a_lexicon_cannot_be_built(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    root = workspace_with({FILE: "format: lexicon/1\nwords:\n  hai: chín\n"})
    (problem,) = loading.load(root).problems
    assert (problem.code, problem.is_error, str(problem.place)) == ("lexicon-figure", True, f"{FILE}:3:8")


def test_every_word_that_the_rules_say_of_a_number_is_reserved() -> None:
    numbers = (*range(1100), 10**6, 10**9, 2_340_000)
    said = {word for number in numbers for accent in Accent for word in in_words(number, accent).split()}
    assert said <= reserved.NUMBERS
