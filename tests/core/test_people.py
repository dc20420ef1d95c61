"""Names: nobody passes for somebody else by another way of writing the own name, and two people can be told apart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core import people
from bhxhcomm.core.people import is_named, is_nameless, same_person

HOA = "Trần Thị Hoa"

VARIANTS = [
    "Tran Thi Hoa",
    "TRẦN THỊ HOA",
    "  Trần   Thị\tHoa ",
    unicodedata.normalize("NFD", HOA),
    "Trần Thị Hòa",
    "Trần Thị Hoa.",
    "Trần-Thị-Hoa",
    "TranThiHoa",
    "Hoa Tran Thi",
    "Hoa, Trần Thị",
    "Trần Hoa",
    "Hoa",
    "T.T. Hoa",
    "T.T.Hoa",
    "Trần T. Hoa",
    "Chị Trần Thị Hoa",
    "bà Hoa",
    "Cô Trần Thị Hoa",
    "đ/c Trần Thị Hoa",
    "Đồng chí Trần Thị Hoa",
    "ThS. Trần Thị Hoa",
    "Th.S Trần Thị Hoa",
    "TS. BS. Trần Thị Hoa",
    "PGS.TS. Trần Thị Hoa",
    "BSCKII. Trần Thị Hoa",
    "Ks Trần Thị Hoa",
    "Trần Thị Hoa, ThS.",
    "Trần Thị Hoa - Phó Giám đốc",
    "Trần Thị Hoa (Phòng Truyền thông)",
    "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Trần Thị Hoa",
    "Trần\u200bThị Hoa",
    "Trần Thị\u200d Hoa\ufeff",
    "Trần Thị\u00a0Hoa",
    "Trần\u2060 Thị Hoa\u202e",
    "Trần Thị H\u00adoa",
    "Trần Thị Hoa\u3164",
    "Trần Thị Ho\u034fa",
    "Trần Thị Hоа",  # two letters are Cyrillic
    "Τrần Thị Hοa",  # two are Greek
    "Ｔｒần Thị Ｈｏａ",
    "𝐓rần Thị Hoa",
    "Trần Thị H0a",
    "Trần Thị Hoa 2",
    "Trần Thị Hoa (0123)",
]


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_of_the_own_name_is_the_own_name(variant: str) -> None:
    assert same_person(HOA, variant)
    assert same_person(variant, HOA)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tổ mẫu", "Tổ mẫu."),
        ("Tổ mẫu", "Tổ\u200b mẫu"),
        ("Y'Blong Niê", "YʼBlong Niê"),
        ("Đặng Thùy Lý", "Đặng Thuỳ Lí"),
        ("Đỗ Đức", "Ðỗ Đức"),
        ("Do Duc", "Đỗ Đức"),
        ("Chu Văn An", "Chú Văn An"),
        ("Ông Ích Khiêm", "Ích Khiêm"),
        ("Lò Văn Ƀ", "Lo Van B"),
    ],
)
def test_other_names_have_their_variants_too(one: str, other: str) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn Ba"),
        ("Lê Thị An", "Lê Thị Na"),
        ("Người viết mẫu", "Người duyệt mẫu"),
        ("Tổ biên tập mẫu", "Tổ thẩm định mẫu"),
        ("Ông A", "Ông B"),
        ("Tổ 1", "Tổ 2"),
        ("Trần Thị Hoa", "Trần Thị Hoan"),
        ("Trần Thị Hoa", "Lê Thị Hoa"),
        ("Trần Thị", "Trần Thị Hoa"),
        ("Trần Thị Hoa (số 0123)", "Trần Thị Hòa (số 0456)"),
        ("Trần Thị Hoa (mã ١٢)", "Trần Thị Hoa (mã 13)"),
        ("", ""),
        ("Hoa", ""),
        (".", "."),
        ("\u200b", "\u200b"),
        ("…", "Hoa"),
    ],
)
def test_two_people_are_two(one: str, other: str) -> None:
    assert not same_person(one, other)
    assert not same_person(other, one)


def test_one_staff_number_is_one_person() -> None:
    assert same_person("Trần Thị Hoa (số 0123)", "Chị Hoa (123)")


@given(st.text(min_size=1, max_size=40))
def test_every_name_is_its_own_in_any_form_and_with_any_title(name: str) -> None:
    assert same_person(name, name) is not is_nameless(name)
    if not is_nameless(name):
        assert same_person(unicodedata.normalize("NFD", name), name)
        assert same_person(f"Chị {name}", name)
        assert same_person(f"\u200b{name} \u2060", name)


@given(st.text(max_size=30), st.text(max_size=30))
def test_it_does_not_matter_who_is_asked_first(one: str, other: str) -> None:
    assert same_person(one, other) is same_person(other, one)


@pytest.mark.parametrize("name", ["", " ", ".", "…", "\u200b\u2060", "( 12 )", "!?", "\u3164"])
def test_what_has_no_letter_names_nobody(name: str) -> None:
    assert is_nameless(name)


def test_a_list_names_people_letter_for_letter() -> None:
    for name in (HOA, "trần thị  hoa", "Chị Trần Thị Hoa", "ThS. TRẦN THỊ HOA", unicodedata.normalize("NFD", HOA)):
        assert is_named(name, HOA), name
    for name in ("Tran Thi Hoa", "Trần Thị Hòa", "Hoa", "T.T. Hoa", "Trần Thị Hoa (0123)", "Trần Thị Hоa", ""):
        assert not is_named(name, HOA), name
    assert not is_named("", "")


@pytest.mark.usefixtures("english")
def test_the_hint_says_what_tells_two_people_apart_only_where_the_names_differ() -> None:
    assert people.apart_hint("ask somebody else", "Chị Trần Thị Hoa", HOA) == "ask somebody else"
    assert people.apart_hint("ask somebody else", "Trần Thị Hòa", HOA) == (
        "ask somebody else; if Trần Thị Hòa and Trần Thị Hoa are two people, "
        "write the staff number behind both names: Trần Thị Hoa (0123)"
    )


def test_a_name_is_written_plainly() -> None:
    assert people.as_written(unicodedata.normalize("NFD", " Trần\u200b  Thị\nHoa ")) == HOA
