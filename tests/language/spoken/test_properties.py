"""What holds for every number and every text."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language.digits import written
from bhxhcomm.language.figures import Unit, numeric_date
from bhxhcomm.language.numerals import Accent, in_words
from bhxhcomm.language.spoken import read, read_text, seconds, syllables
from bhxhcomm.language.text import Figure, FigureSpan, Words

WHOLE = st.integers(0, 10**15)
TYPED = st.text(
    alphabet="0123456789.,-–/: %()xđkmhgIVXBHTNĐQ@\n“+=thángàyquýđồngnghìnsố\u00a0\ufffc😀", max_size=60
)  # fmt: skip
ACCENTS = st.sampled_from(Accent)


def has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


@given(WHOLE, ACCENTS)
def test_every_number_is_read_to_the_end(number: int, accent: Accent) -> None:
    for typed in (written(Decimal(number)), str(number)):
        reading = read(f"Có {typed} đồng", accent=accent)
        assert not has_digit(reading.spoken)
        assert reading.problems == ()
    grouped = read(written(Decimal(number)), accent=accent)
    if number > 999:
        assert grouped.spoken == in_words(number, accent)


@given(st.decimals(0, 10**9, places=3))
def test_every_decimal_is_read_as_its_number(number: Decimal) -> None:
    assert read(f"{written(number)}%").spoken == f"{in_words(number)} phần trăm"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_a_date_is_said_alike_from_its_digits_and_from_its_value(date: dt.date) -> None:
    span = FigureSpan(Figure("ngay", Unit.DATE, date, date, (), ("ngay",)))
    spoken = read_text((span,)).spoken
    assert read(numeric_date(date)).spoken == spoken
    assert read(f"{date.day}/{date.month}/{date.year}").spoken == spoken
    assert read(f"ngày {date.day:02}-{date.month:02}-{date.year}").spoken == spoken


@given(st.integers(0, 23), st.integers(1, 59))
def test_a_time_is_said_alike_however_it_is_typed(hour: int, minute: int) -> None:
    ways = {read(typed).spoken for typed in (f"{hour}h{minute:02}", f"{hour}:{minute:02}", f"{hour:02}:{minute:02}")}
    assert ways == {f"{in_words(hour)} giờ {in_words(minute)} phút"}


@given(st.one_of(st.text(max_size=80), TYPED), ACCENTS)
def test_any_text_can_be_read_and_nothing_is_left_in_silence(text: str, accent: Accent) -> None:
    reading = read(text, accent=accent)
    assert "".join(part.text for part in reading.said) == reading.spoken
    if reading.is_whole:
        assert not has_digit(reading.spoken)
        assert {char for char in reading.spoken if unicodedata.category(char)[0] in "SC"} == set()
    assert syllables(reading.spoken) >= 0
    assert seconds(reading.spoken) >= 0


@given(st.one_of(st.text(max_size=80), TYPED))
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    reading = read(text)
    if not reading.problems:
        assert read(reading.spoken).spoken == reading.spoken


@given(st.lists(st.text(max_size=10), max_size=6))
def test_it_does_not_matter_how_a_text_is_cut_into_spans(parts: list[str]) -> None:
    joined = "".join(parts)
    if all(unicodedata.is_normalized("NFC", part) for part in [*parts, joined]):
        assert read_text(tuple(map(Words, parts))) == read(joined)


def test_a_very_long_text_takes_time_in_proportion() -> None:
    import time

    def cost(text: str) -> float:
        begin = time.process_time()
        read(text)
        return time.process_time() - begin

    for piece in ("1/", "((", "1-", "BHXH (", "1.000 ", "tháng 4 x ", "- 5\n", "a/b/", "\n-5", "https://a-", "a.b-"):
        cost(piece * 250)
        assert cost(piece * 2_000) < 40 * max(cost(piece * 250), 0.002), piece
