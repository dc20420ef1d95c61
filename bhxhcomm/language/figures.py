"""How a policy figure is written and said, and how a typed one is read: money, rates, counts, dates, phone numbers.

`show` makes the face of a value that a reader sees; `parse_value` reads what an author typed in YAML. For money, rates
and counts each undoes the other, in Vietnamese. Numbers and dates are written in the digits and the habits that the language
names (`number_habits`; those of Vietnamese in most); phone numbers stay as they are dialled. The unit words come from the
labels of the language, and a word that a language has no label for is an error, never a word of another language.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from bhxhcomm.core.i18n import Message, _
from bhxhcomm.language.digits import FigureSyntaxError, parse_number, parse_percentage, shifted, written
from bhxhcomm.language.normalise import nfc
from bhxhcomm.language.number_habits import VIETNAMESE, NumberHabits, date_in_habits, in_habits, plural

__all__ = [
    "FigureSyntaxError",
    "Form",
    "NoNumberWords",
    "Unit",
    "parse_date",
    "parse_number",
    "parse_value",
    "show",
]


class Unit(StrEnum):
    """The unit of a fact. Money is in Vietnamese đồng; a rate is a fraction of 1 and shown in per cent."""

    VND = "VND"
    VND_MONTH = "VND/month"
    VND_YEAR = "VND/year"
    VND_PERSON = "VND/person"
    VND_PERSON_MONTH = "VND/person/month"
    VND_PERSON_YEAR = "VND/person/year"
    RATE = "rate"
    YEARS = "years"
    AGE = "age"
    MONTHS = "months"
    DAYS = "days"
    PERSONS = "persons"
    DATE = "date"
    PHONE = "phone"
    TEXT = "text"

    @property
    def is_money(self) -> bool:
        return self.value.startswith("VND")


class Form(StrEnum):
    """The form that a placeholder asks for: the figure with its unit, the bare number, or in words."""

    FULL = ""
    NUMBER = "so"
    WORDS = "chu"


class NoNumberWords(LookupError):  # noqa: N818 - a name for what happened
    """Figures in words were asked for in a language whose number words are not known here."""

    def __init__(self, lang: str) -> None:
        self.message = _("numbers in words are known in Vietnamese only, not in “{lang}”").format(lang=lang)
        super().__init__(self.message)


def show(
    value: Decimal | dt.date | str, unit: Unit, form: Form, lang: str, *, unit_words: Mapping[str, str] | None = None
) -> str:
    """The figure as readers of the language see it.

    `value` is a Decimal for money (đồng), rates (a fraction of 1) and counts, a date for `Unit.DATE`, else a string;
    anything else is a TypeError. The space before a unit word is a plain one: the page keeps a figure on one line.
    `unit_words` are labels to take the unit words from (`labels.labels_for`), in place of those that ship.
    Rather than mix languages it raises a LookupError: `labels.MissingLabel`, `registry.UnknownLanguage` or
    `NoNumberWords`.
    """
    if unit is Unit.TEXT:
        return _string(value, unit)
    if unit is Unit.PHONE:
        phone = _string(value, unit)
        return phone if form is not Form.WORDS else _words(phone, lang)
    if unit is Unit.DATE:
        if not isinstance(value, dt.date):
            raise TypeError(f"a date is expected, not {value!r}")
        return date_in_habits(value, _habits(lang)) if form is not Form.WORDS else _words(value, lang)
    if not isinstance(value, Decimal):
        raise TypeError(f"an exact number (Decimal) is expected for {unit}, not {value!r}")
    number = shifted(value, 2) if unit is Unit.RATE else value
    if form is Form.WORDS:
        return f"{_words(number, lang)} {unit_word(unit, lang, unit_words, number)}"
    shown = in_habits(written(number, grouped=unit is not Unit.RATE), _habits(lang))
    if form is Form.NUMBER:
        return shown
    return f"{shown}%" if unit is Unit.RATE else f"{shown} {unit_word(unit, lang, unit_words, number)}"


def numeric_date(date: dt.date) -> str:
    """The date as administrative documents write it: `01/7/2025`.

    So it stands in messages and on sheets for the office; on a page, `show` writes it as the language does.
    """
    return date_in_habits(date, VIETNAMESE)


def parse_value(text: str, unit: Unit) -> Decimal | dt.date | str:
    """What an author typed for a fact of this unit. Raises `FigureSyntaxError` with a code and the right spelling.

    Money and counts give a Decimal, a rate the fraction of 1 as a Decimal, a date (`YYYY-MM-DD`) a date; phone numbers
    and texts stay as typed, without the spaces around them, in NFC.
    """
    if unit is Unit.RATE:
        return parse_percentage(text)
    if unit is Unit.DATE:
        return parse_date(text)
    if unit is Unit.PHONE:
        return _phone(text)
    if unit is Unit.TEXT:
        words = nfc(text.strip())
        if not words:
            raise FigureSyntaxError(
                "text-empty", _("there is no text here"), _("write the words, or leave the value out")
            )
        return words
    number = parse_number(text)
    if unit is Unit.PERSONS and number != number.to_integral_value():
        raise FigureSyntaxError(
            "number-not-whole",
            _("“{typed}” is not a whole number of persons").format(typed=text.strip()),
            _("write a number without decimals, such as {example}").format(example="5"),
        )
    return number


def parse_date(text: str) -> dt.date:
    """The date that was typed as `YYYY-MM-DD`. Raises `FigureSyntaxError`: `date-syntax`, or `no-such-date`."""
    typed = text.strip()
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", typed)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
        try:
            return dt.date(year, month, day)
        except ValueError:
            raise FigureSyntaxError(
                "no-such-date", _("there is no date {typed}").format(typed=typed), _about_month(year, month)
            ) from None
    meant = _meant(typed)
    raise FigureSyntaxError(
        "date-syntax",
        _("“{typed}” is not a date of the form YYYY-MM-DD").format(typed=typed[:40]),
        _("write {date}").format(date=meant) if meant else _("write it as in {example}").format(example="2025-07-01"),
    )


def _about_month(year: int, month: int) -> Message:
    if not 1 <= month <= 12:
        return _("the month, in the middle, is a number from 01 to 12")
    if year == 0:
        return _("the year is missing")
    import calendar

    days = calendar.monthrange(year, month)[1]
    return _("{month} has the days 01 to {days}").format(month=f"{year:04}-{month:02}", days=days)


def _meant(typed: str) -> str:
    """The date that another spelling most likely means (`01/7/2025`, `2025-7-1`), as `YYYY-MM-DD`; empty when none."""
    day_first = re.fullmatch(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})", typed)
    year_first = re.fullmatch(r"([0-9]{4})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})(?:[T ].*)?", typed)
    if day_first:
        day, month, year = (int(part) for part in day_first.groups())
    elif year_first:
        year, month, day = (int(part) for part in year_first.groups())
    else:
        return ""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _phone(text: str) -> str:
    typed = text.strip()
    digits = re.sub(r"[^0-9]", "", typed)
    if re.fullmatch(r"\+?[0-9]+(?:[ .][0-9]+)*", typed) and 3 <= len(digits) <= 15:
        return typed
    bare = re.sub(r" +", " ", re.sub(r"[^0-9+]+", " ", typed)).strip()
    fits = re.fullmatch(r"\+?[0-9]+(?: [0-9]+)*", bare) and 3 <= len(digits) <= 15
    raise FigureSyntaxError(
        "phone-syntax",
        _("“{typed}” is not a phone number of 3 to 15 digits").format(typed=typed[:40]),
        _("write {number}").format(number=bare) if fits else _("write it as in {example}").format(example="1900 9068"),
    )


def _string(value: Decimal | dt.date | str, unit: Unit) -> str:
    if not isinstance(value, str):
        raise TypeError(f"words are expected for {unit}, not {value!r}")
    return value


def unit_word(unit: Unit, lang: str, unit_words: Mapping[str, str] | None = None, number: Decimal | None = None) -> str:
    """The word behind a figure of this unit, on the page and aloud: the label `unit_…`, `unit_vnd` for all money.

    `unit_words` are those of `show`; `number` decides where a language has two words (`month|months`). Raises
    `labels.MissingLabel`.
    """
    from bhxhcomm.language.labels import labels

    words = labels(lang) if unit_words is None else unit_words
    return plural(words["unit_vnd" if unit.is_money else f"unit_{unit.value}"], number)


def _habits(lang: str) -> NumberHabits:
    """The habits of a language; those of Vietnamese for one that nobody has registered, which reads no page of its own."""
    from bhxhcomm.language.registry import current

    entry = current().by_id.get(lang)
    return entry.number_habits if entry is not None else VIETNAMESE


def _words(value: Decimal | dt.date | str, lang: str) -> str:
    from bhxhcomm.language import numerals
    from bhxhcomm.language.registry import language

    if language(lang).id != "vi":
        raise NoNumberWords(lang)
    if isinstance(value, Decimal):
        return numerals.in_words(value)
    if isinstance(value, dt.date):
        return numerals.date_in_words(value)
    return numerals.phone_in_words(value)
