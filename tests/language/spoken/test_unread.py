"""What cannot be read is named, with its place and where to add it; nothing is left out in silence."""

from __future__ import annotations

import pytest

from bhxhcomm.core.problems import NOWHERE, Place
from bhxhcomm.language.spoken import Lexicon, read, shipped

pytestmark = pytest.mark.usefixtures("english")

ERRORS = [
    ("Gửi XYZ nhé", "spoken-abbreviation", "XYZ", 4, "`abbreviations`: XYZ: …"),
    ("Mẫu TS24", "spoken-abbreviation", "TS24", 4, "`abbreviations`"),
    ("Tờ khai ntn?", "spoken-abbreviation", "ntn", 8, "`abbreviations`"),
    ("Ngân hàng McDonald", "spoken-abbreviation", "McDonald", 10, "`abbreviations`"),
    ("Soạn BH gửi 8079", "spoken-abbreviation", "BH", 5, "`abbreviations`"),
    ("vào tracuuthe.vn", "spoken-address", "tracuuthe", 4, "`addresses`: tracuuthe: …"),
    ("Thông tư 05/2025/TT-XYZ", "spoken-document", "XYZ", 9, "`issuers`: XYZ: …"),
    ("Công văn số 567/BYT-BH", "spoken-document", "BH", 12, "`issuers`"),
    ("sinh ngày 29/2/2025", "spoken-date", "29/2/2025", 10, "write what is to be said"),
    ("Thẻ 😀 đây", "spoken-sign", "😀", 4, "leave it out"),
    ("#baohiem", "spoken-sign", "#", 0, "leave it out"),
    ("a_b", "spoken-sign", "_", 1, "leave it out"),
    ("§ 5", "spoken-sign", "§", 0, "leave it out"),
    ("xin chào សួស្តី", "spoken-word", "សួស្តី", 9, "`words`"),
    ("thẻՠ mới", "spoken-word", "ՠ", 3, "`words`"),
    ("105.300 đồng¹", "spoken-sign", "¹", 12, "leave it out"),
    ("ՠa0", "spoken-word", "ՠ", 0, "`words`"),
    ("số ٣", "spoken-sign", "٣", 3, "leave it out"),
    ("① Đăng ký", "spoken-sign", "①", 0, "leave it out"),
]


@pytest.mark.parametrize(("text", "code", "named", "offset", "hint"), ERRORS)
def test_what_is_left_unread_is_an_error_that_names_it(
    text: str, code: str, named: str, offset: int, hint: str
) -> None:
    reading = read(text, at=lambda index: Place("pack.yaml", 1, index + 1))
    (problem,) = reading.problems
    assert problem.code == code
    assert f"“{named}”" in problem.message
    assert problem.place == Place("pack.yaml", 1, offset + 1)
    assert hint in problem.hint
    assert problem.is_error
    assert not reading.is_whole
    assert named in reading.spoken


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("1/7", "ngày mùng một tháng bảy", "một phần bảy"),
        ("1/5", "một phần năm", "ngày mùng một tháng năm"),
        ("5/8 phiếu", "ngày mùng năm tháng tám", "năm phần tám"),
        ("12/12", "ngày mười hai tháng mười hai", "mười hai trên mười hai"),
    ],
)
def test_what_may_be_a_date_or_a_fraction_is_read_with_a_warning(text: str, first: str, second: str) -> None:
    reading = read(text)
    (problem,) = reading.problems
    assert reading.spoken.startswith(first)
    assert (problem.code, problem.is_error) == ("spoken-doubtful", False)
    assert f"“{first}” or “{second}”" in problem.message
    assert reading.is_whole


@pytest.mark.parametrize("text", ["từ 1/7", "hết 1/5", "ngày 5/8", "lễ 30/4 và 1/5", "được 5/8 số phiếu", "05/8"])
def test_the_words_around_settle_what_is_meant(text: str) -> None:
    assert read(text).problems == ()


def test_a_foreign_word_is_said_as_it_stands_with_a_warning() -> None:
    reading = read("họp qua zoom")
    (problem,) = reading.problems
    assert reading.spoken == "họp qua zoom"
    assert (problem.code, problem.is_error) == ("spoken-foreign", False)
    assert "`words`: zoom: …" in problem.hint


def test_every_thing_that_is_unread_is_told_at_once() -> None:
    assert [problem.code for problem in read("XYZ và 😀 ở abcdef.vn").problems] == [
        "spoken-abbreviation",
        "spoken-sign",
        "spoken-address",
    ]


def test_without_a_place_the_problem_stands_nowhere() -> None:
    (problem,) = read("XYZ").problems
    assert problem.place == NOWHERE


def test_what_is_added_to_the_lexicon_is_read() -> None:
    own = Lexicon(
        abbreviations={"XYZ": "xin yên dạ", "BHXH": "bảo hiểm"},
        words={"zoom": "dum"},
        units={"thúng": "thúng lúa"},
        per={"tin": "tin nhắn"},
        issuers={"XYZ": "Cục Xây dựng"},
        addresses={"abcdef": "a bê xê"},
    )
    lexicon = shipped().extended(own)

    def said(text: str) -> str:
        reading = read(text, lexicon=lexicon)
        assert reading.problems == ()
        return reading.spoken

    assert said("XYZ: BHXH, BHYT") == "xin yên dạ: bảo hiểm, bảo hiểm y tế"
    assert said("ZOOM") == "dum"
    assert said("5 thúng") == "năm thúng lúa"
    assert said("đồng/tin") == "đồng một tin nhắn"
    assert said("số 5/QĐ-XYZ") == "số năm, quyết định của Cục Xây dựng"
    assert said("abcdef.vn") == "a bê xê chấm vê-en"
