"""Hints for misspelt names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language.nearest import nearest

KNOWN = (
    "bhyt.ho_gia_dinh.nguoi_1",
    "bhyt.ho_gia_dinh.nguoi_2",
    "bhyt.ty_le_dong",
    "bhxh_tn.ty_le_dong",
    "luong_co_so",
    "tong_dai",
    "Đắk Lắk",
    "Đồng Nai",
)


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("luong_coso", "luong_co_so"),
        ("lương_cơ_sở", "luong_co_so"),
        ("LUONG_CO_SO", "luong_co_so"),
        ("tongdai", "tong_dai"),
        ("Dak Lak", "Đắk Lắk"),
        ("Đăk Lăk", "Đắk Lắk"),
        ("Dong nai", "Đồng Nai"),
        ("bhyt.nguoi_1.ho_gia_dinh", "bhyt.ho_gia_dinh.nguoi_1"),
        ("ho_gia_dinh.bhyt.nguoi_2", "bhyt.ho_gia_dinh.nguoi_2"),
        ("nguoi_2", "bhyt.ho_gia_dinh.nguoi_2"),
        ("bhyt.ty_le_don", "bhyt.ty_le_dong"),
    ],
)
def test_a_misspelt_name_finds_the_one_that_was_meant(word: str, first: str) -> None:
    assert nearest(word, KNOWN)[0] == first


@pytest.mark.parametrize("word", ["", " ", "xyz", "0"])
def test_what_is_like_nothing_finds_nothing(word: str) -> None:
    assert nearest(word, KNOWN) == []


def test_no_more_are_offered_than_asked_for() -> None:
    assert nearest("ty_le_dong", KNOWN, 1) == ["bhxh_tn.ty_le_dong"]
    assert nearest("ty_le_dong", KNOWN, 0) == []


@given(st.permutations(KNOWN), st.text(max_size=12))
def test_the_order_of_the_known_names_does_not_matter(known: list[str], word: str) -> None:
    assert nearest(word, known) == nearest(word, KNOWN)
