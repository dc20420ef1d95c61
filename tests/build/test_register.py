"""Codes as people type them, and records that can be found again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.build import fingerprint, register

RECORD = {"schema": 1, "code": "0T7Y1-ZH973", "title": "thử"}


@pytest.mark.parametrize(
    "typed",
    ["0T7Y1-ZH973", "0t7y1-zh973", "0T7Y1ZH973", " 0T7Y1 ZH973 ", "OT7YI-ZH973", "0T7Yl–ZH973"],
)
def test_a_code_read_from_paper_is_put_right(typed: str) -> None:
    assert register.normal_code(typed) == "0T7Y1-ZH973"


@pytest.mark.parametrize("typed", ["", "bhyt-ho-gia-dinh", "0T7Y1-ZH97", "0T7Y1-ZH9733", "0T7Y1-ZH97*"])
def test_what_is_no_code_is_not_taken_for_one(typed: str) -> None:
    assert register.normal_code(typed) is None


@given(st.binary(min_size=32, max_size=32))
def test_every_code_that_is_printed_is_read_back(digest: bytes) -> None:
    code = fingerprint.code(digest.hex())
    assert register.normal_code(code) == code
    assert register.normal_code(code.lower().replace("-", " ")) == code
    assert register.codes_in(f"Mã ấn phẩm: {code}\n") == [code]


def test_a_record_is_found_in_the_first_register_that_has_it(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    register.enter(RECORD, second)
    assert register.find("0T7Y1-ZH973", [first, second]) == RECORD
    assert register.find("0T7Y1-ZH974", [first, second]) is None


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "b", "a"), ("b", "c", "a")])
def test_alike_offices_have_one_record_in_whatever_order_they_are_built(order: tuple[str, ...], tmp_path: Path) -> None:
    for office in order:
        register.enter({**RECORD, "office": office, "pack": "mau"}, tmp_path)
    found = register.find(RECORD["code"], [tmp_path])  # type: ignore[arg-type]
    assert found is not None
    assert found["office"] == "a"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"code": "00000-00000"}'])
def test_a_damaged_record_is_none_and_is_written_anew(damage: str, tmp_path: Path) -> None:
    register.enter(RECORD, tmp_path)
    path = next(tmp_path.rglob("*.json"))
    path.write_text(damage, encoding="utf-8")
    assert register.find("0T7Y1-ZH973", [tmp_path]) is None
    register.enter(RECORD, tmp_path)
    assert register.find("0T7Y1-ZH973", [tmp_path]) == RECORD
