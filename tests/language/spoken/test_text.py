"""Resolved texts: a figure is said from its value and its unit, as its form asks; never from printed digits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bhxhcomm.core.problems import Place
from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.spoken import Accent, Said, read_text
from bhxhcomm.language.text import Figure, FigureSpan, Mark, Text, Value, Words

pytestmark = pytest.mark.usefixtures("english")

DATE = dt.date(2025, 7, 1)


def span(value: Value, unit: Unit, form: Form = Form.FULL, mark: Mark = Mark.NONE, words: str = "") -> FigureSpan:
    return FigureSpan(Figure("so_lieu", unit, value, DATE, (), ("so_lieu",)), form, mark, words=words)


def said(*parts: str | FigureSpan, accent: Accent = Accent.NORTH) -> str:
    text: Text = tuple(Words(part) if isinstance(part, str) else part for part in parts)
    reading = read_text(text, accent=accent)
    assert reading.problems == ()
    return reading.spoken


MONEY = span(Decimal(2_340_000), Unit.VND_MONTH)
THOUSAND = span(Decimal(1_000), Unit.VND)
RATE = span(Decimal("0.045"), Unit.RATE)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (MONEY, "hai triệu ba trăm bốn mươi nghìn đồng"),
        (span(Decimal(2_340_000), Unit.VND, Form.NUMBER), "hai triệu ba trăm bốn mươi nghìn"),
        (span(Decimal(2_340_000), Unit.VND_PERSON_YEAR, Form.WORDS), "hai triệu ba trăm bốn mươi nghìn đồng"),
        (RATE, "bốn phẩy năm phần trăm"),
        (span(Decimal("0.045"), Unit.RATE, Form.NUMBER), "bốn phẩy năm"),
        (span(Decimal("0.045"), Unit.RATE, Form.WORDS), "bốn phẩy năm phần trăm"),
        (span(Decimal(1), Unit.RATE), "một trăm phần trăm"),
        (span(Decimal(15), Unit.YEARS), "mười lăm năm"),
        (span(Decimal(5), Unit.YEARS), "năm năm"),
        (span(Decimal(5), Unit.AGE), "năm tuổi"),
        (span(Decimal(75), Unit.AGE), "bảy mươi lăm tuổi"),
        (span(Decimal("1.5"), Unit.YEARS), "một phẩy năm năm"),
        (span(Decimal(120), Unit.MONTHS), "một trăm hai mươi tháng"),
        (span(Decimal(30), Unit.DAYS), "ba mươi ngày"),
        (span(Decimal(104), Unit.PERSONS), "một trăm linh bốn người"),
        (span(DATE, Unit.DATE), "ngày mùng một tháng bảy năm hai nghìn không trăm hai mươi lăm"),
        (span(DATE, Unit.DATE, Form.NUMBER), "ngày mùng một tháng bảy năm hai nghìn không trăm hai mươi lăm"),
        (span(DATE, Unit.DATE, Form.WORDS), "ngày mùng một tháng bảy năm hai nghìn không trăm hai mươi lăm"),
        (span(dt.date(2024, 4, 30), Unit.DATE), "ngày ba mươi tháng tư năm hai nghìn không trăm hai mươi tư"),
        (span("1900 9068", Unit.PHONE), "một chín không không, chín không sáu tám"),
        (span("1900 9068", Unit.PHONE, Form.WORDS), "một chín không không, chín không sáu tám"),
        (span("+84 24 3936 1234", Unit.PHONE), "cộng tám bốn, hai bốn, ba chín ba sáu, một hai ba bốn"),
        (span("20 kg gạo", Unit.TEXT), "hai mươi ki-lô-gam gạo"),
        (span("BHXH xã", Unit.TEXT, words="BHXH tỉnh"), "bảo hiểm xã hội tỉnh"),
    ],
)
def test_a_figure_is_said_from_its_value(figure: FigureSpan, words: str) -> None:
    assert said(figure) == words
    assert said("Là ", figure, ".") == f"Là {words}."


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("từ ", MONEY, " đến ", THOUSAND), "từ hai triệu ba trăm bốn mươi nghìn đồng đến một nghìn đồng"),
        ((span(Decimal(3), Unit.MONTHS, Form.NUMBER), "–", span(Decimal(6), Unit.MONTHS)), "ba đến sáu tháng"),
        ((span(Decimal(15), Unit.YEARS, Form.NUMBER), " tuổi"), "mười lăm tuổi"),
        ((span(Decimal(4), Unit.PERSONS, Form.NUMBER), "%"), "bốn phần trăm"),
        ((span(Decimal(66_150), Unit.VND, Form.NUMBER), "đ/tháng"), "sáu mươi sáu nghìn một trăm năm mươi đồng một tháng"),
        ((MONEY, "/tháng"), "hai triệu ba trăm bốn mươi nghìn đồng một tháng"),
        ((THOUSAND, " x ", RATE, " = 45 đồng"), "một nghìn đồng nhân bốn phẩy năm phần trăm bằng bốn mươi lăm đồng"),
        (("người thứ ", span(Decimal(4), Unit.PERSONS, Form.NUMBER)), "người thứ tư"),
        (("tháng ", span(Decimal(4), Unit.MONTHS, Form.NUMBER)), "tháng tư"),
        (("từ ngày ", span(DATE, Unit.DATE)), "từ ngày mùng một tháng bảy năm hai nghìn không trăm hai mươi lăm"),
        (("Gọi ", span("113", Unit.PHONE), " (", RATE, ")"), "Gọi một một ba, bốn phẩy năm phần trăm"),
        ((span(Decimal(15), Unit.YEARS), "!"), "mười lăm năm!"),
        (("Mức ", MONEY, "– thấp nhất"), "Mức hai triệu ba trăm bốn mươi nghìn đồng, thấp nhất"),
    ],
)  # fmt: skip
def test_figures_are_read_with_the_words_around_them(parts: tuple[str | FigureSpan, ...], words: str) -> None:
    assert said(*parts) == words


def test_figures_take_the_words_of_the_accent() -> None:
    assert said(span(Decimal(24_105), Unit.VND), accent=Accent.SOUTH) == "hai mươi bốn ngàn một trăm lẻ năm đồng"
    assert said(span(dt.date(2005, 1, 24), Unit.DATE), accent=Accent.SOUTH) == (
        "ngày hai mươi bốn tháng một năm hai ngàn không trăm lẻ năm"
    )


def test_what_is_said_knows_its_print_and_its_stress() -> None:
    text: Text = (
        Words("Đóng "),
        span(Decimal("0.045"), Unit.RATE, mark=Mark.STRONG),
        Words(", "),
        Words("BHYT", Mark.STRONG),
        Words("."),
    )
    reading = read_text(text)
    assert reading.said == (
        Said("Đóng"),
        Said(" "),
        Said("bốn phẩy năm phần trăm", "4,5%", Mark.STRONG, figure=True),
        Said(","),
        Said(" "),
        Said("bảo hiểm y tế", "BHYT", Mark.STRONG),
        Said("."),
    )
    assert "".join(part.text for part in reading.said) == reading.spoken


def test_a_word_that_is_partly_strong_is_one_word() -> None:
    assert said("bảo hi") == "bảo hi"
    assert read_text((Words("B", Mark.STRONG), Words("HYT"))).spoken == "bảo hiểm y tế"


def test_offsets_count_each_figure_as_one_character() -> None:
    text: Text = (Words("Từ "), MONEY, Words(" XYZ"))
    (problem,) = read_text(text, at=lambda index: Place("pack.yaml", 3, index)).problems
    assert problem.place == Place("pack.yaml", 3, 5)


def test_a_text_of_a_figure_that_cannot_be_read_is_told_at_the_figure() -> None:
    text: Text = (Words("Từ "), span("theo XYZ", Unit.TEXT))
    (problem,) = read_text(text, at=lambda index: Place("pack.yaml", 3, index)).problems
    assert (problem.code, problem.place) == ("spoken-abbreviation", Place("pack.yaml", 3, 3))
    assert "“XYZ”" in problem.message


def test_the_character_that_stands_for_figures_is_no_figure_where_somebody_typed_it() -> None:
    (problem,) = read_text((Words("a \ufffc b"),)).problems
    assert problem.code == "spoken-sign"
