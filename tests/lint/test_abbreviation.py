"""An abbreviation must be spelt out once in its pack, unless its readers know it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bhxhcomm.core.problems import Problem
from bhxhcomm.lint.abbreviation import MEANINGS, spelt_out
from tests.lint.sample import TEXT_LINE

Say = Callable[..., list[Problem]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tham gia BHXH tự nguyện.", ["BHXH"]),
        ("Thẻ BHYT cho HSSV.", ["BHYT", "HSSV"]),
        ("Đến UBND xã, mang CCCD.", ["CCCD", "UBND"]),
        ("Mỗi NLĐ làm TTHC.", ["NLĐ", "TTHC"]),
        ("Sổ BHXH/BHYT.", ["BHXH", "BHYT"]),
        ("Ở TP.HCM.", ["HCM"]),
        ("NHỮNG ĐIỀU CẦN BIẾT VỀ BHXH TỰ NGUYỆN", ["BHXH"]),
        ("Bảo hiểm y tế là BHYT.", ["BHYT"]),
        ("Bảo hiểm xã hội (BHYT) nhầm tên.", ["BHYT"]),
        ("Bảo hiểm y tế (BHYT). Thẻ BHYT.", []),
        ("BHYT (bảo hiểm y tế) cho mọi nhà.", []),
        ("Học sinh, sinh viên (HSSV).", []),
        ("Bảo hiểm xã hội (sau đây gọi là BHXH).", []),
        ("Ủy ban nhân dân (UBND) xã.", []),
        ("Khám bệnh, chữa bệnh (KCB).", []),
        ("Quét mã QR, nhận SMS, cài VssID và VNeID, nhắn Zalo.", []),
        ("Ở TP. Huế.", []),
        ("LƯU Ý: MIỄN PHÍ CHO TRẺ EM", []),
        ("Gọi HOTLINE.", []),
        ("Mẫu TK1-TS, mẫu D02-TS.", []),
        ("Chương II, phần XIV.", []),
        ("Xem www.ABC.vn.", []),
    ],
)
def test_only_what_nobody_spells_out_is_told(say: Say, text: str, words: list[str]) -> None:
    found = say(text, "abbreviation")
    assert sorted(problem.message.split("”")[0].strip("“") for problem in found) == words


def test_it_is_told_once_for_a_pack_where_it_first_stands(say: Say) -> None:
    (problem,) = say("Sổ BHXH và thẻ BHXH.", "abbreviation")
    assert (problem.place.line, problem.place.column) == (TEXT_LINE, len('      - text: "Sổ ') + 1)
    assert "bảo hiểm xã hội (BHXH)" in problem.hint
    assert "spelt_out: {BHXH: bảo hiểm xã hội}" in problem.hint


def test_a_pack_may_say_that_its_readers_know_it(say: Say) -> None:
    assert say("Sổ BHXH.", "abbreviation", head="spelt_out: {BHXH: bảo hiểm xã hội}\n") == []


def test_the_long_form_may_stand_anywhere_in_the_pack(say: Say) -> None:
    blocks = "      - text: Thẻ BHYT.\n      - callout: Bảo hiểm y tế (BHYT) cho mọi nhà.\n"
    assert say("", "abbreviation", blocks=blocks) == []


@pytest.mark.parametrize(("word", "meaning"), MEANINGS.items())
def test_what_a_hint_offers_is_accepted_when_it_is_written(word: str, meaning: str) -> None:
    assert word in spelt_out(f"{meaning} ({word})")
    assert word in spelt_out(f"{word} ({meaning})")
