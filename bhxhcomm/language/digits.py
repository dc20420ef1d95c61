"""Numbers in digits as Vietnamese writes them, dots between thousands and a comma before decimals; and read back.

Reading is strict. What might be meant in two ways (`105,300`), is typed in the English way (`2,340,000`, `4.5`), or
carries a unit is refused with the right spelling as a hint; nothing is ever guessed.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from bhxhcomm.core.i18n import NO_MESSAGE, Message, _

LONGEST = 18
"""Most digits before the comma, and most after it: more than any budget has, and a bound for what is typed."""

# Patterns are strings, compiled and kept by `re` when first used: importing this module stays cheap.
PLAIN = r"(?P<whole>0|[1-9][0-9]*)(?:,(?P<decimals>[0-9]+))?"
GROUPED = r"(?P<whole>[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,(?P<decimals>[0-9]+))?"
EITHER_WAY = r"[1-9][0-9]{0,2},[0-9]{3}"
ENGLISH = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
POINT = r"[0-9]+\.[0-9]+"
PIECES = r"[0-9]+(?:[., '’_\u00a0\u202f][0-9]+)+"
EVEN_PIECES = r"[0-9]{1,3}(?:[., '’_\u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?|[0-9]{4,}\.[0-9]{3}"
LEADING_ZEROS = r"0+[0-9][0-9.]*(?:,[0-9]+)?"
WITH_UNIT = r"(?P<number>[0-9](?:[0-9.,\s]*[0-9])?)\s*(?P<unit>(?:[^\W\d_]|₫)[^\d]*)"
MULTIPLES = {
    "nghìn": 1_000, "ngàn": 1_000, "k": 1_000,
    "triệu": 1_000_000, "tr": 1_000_000,
    "tỷ": 1_000_000_000, "tỉ": 1_000_000_000,
}  # fmt: skip


class FigureSyntaxError(ValueError):
    """What was typed is not a figure. `code` is stable, `message` is for a person, `hint` says how to write it."""

    def __init__(self, code: str, message: Message, hint: Message = NO_MESSAGE) -> None:
        self.code = code
        self.message = message
        self.hint = hint
        super().__init__(message)


def written(number: Decimal, *, grouped: bool = True) -> str:
    """The exact number in digits, without closing zeros: `105.300`, `4,5`. ValueError for what is not finite."""
    if not number.is_finite():
        raise ValueError(f"not a finite number: {number}")
    if not number:
        return "0"
    whole, _point, decimals = format(abs(number), "f").partition(".")
    decimals = decimals.rstrip("0")
    text = f"{int(whole):,}".replace(",", ".") if grouped else whole
    sign = "-" if number < 0 else ""
    return f"{sign}{text},{decimals}" if decimals else f"{sign}{text}"


def parse_number(text: str) -> Decimal:
    """The number that a person typed: `2.340.000`, `2340000`, `0,15`. Raises `FigureSyntaxError`.

    Negative numbers are refused, for no policy figure is negative. Three decimals after one to three digits (`105,300`)
    are refused because half of the readers would take them for thousands; a fourth decimal makes it clear (`1,1250`).
    """
    typed = _trimmed(text)
    if typed.endswith("%"):
        raise FigureSyntaxError(
            "percent-in-number",
            _("“{typed}” is a rate, but a number without per cent is expected here").format(typed=typed),
            _("write the number alone, or give the fact the unit “rate”"),
        )
    number = _read(typed)
    if number is None:
        raise _wrong(typed)
    if re.fullmatch(EITHER_WAY, typed):
        point = typed.rstrip("0") if typed.endswith("0") else typed + "0"
        raise FigureSyntaxError(
            "number-ambiguous",
            _("“{typed}” can be read in two ways").format(typed=typed),
            _("write {thousands} for thousands, or {decimals} for decimals").format(
                thousands=typed.replace(",", "."), decimals=point.rstrip(",")
            ),
        )
    return number


def parse_percentage(text: str) -> Decimal:
    """The rate that a person typed (`4,5%`, `4,5 %`, or a bare `0`), as a fraction of 1. Raises `FigureSyntaxError`.

    Rates are not grouped: `2.340%` is refused, for it is far more likely to be an English 2.34 than 2340.
    """
    typed = _trimmed(text)
    if typed == "0":
        return Decimal(0)
    spelt = re.fullmatch(r"(?P<number>.*?)\s*(?:phần trăm|percent|per cent|pc)", typed, re.IGNORECASE | re.DOTALL)
    if spelt:
        raise FigureSyntaxError(
            "unit-in-number",
            _("“{typed}” spells out the per cent").format(typed=typed),
            _write(_guess(spelt["number"]), "%"),
        )
    if not typed.endswith("%"):
        number = _read(typed)
        if number is None:
            raise _wrong(typed, "%")
        raise FigureSyntaxError(
            "rate-without-percent",
            _("“{typed}” has no per cent sign").format(typed=typed),
            _without_percent(number),
        )
    body = typed[:-1].strip()
    number = _read(body) if "." not in body else None
    if number is None:
        raise _wrong(body, "%", shown=typed)
    return shifted(number, -2)


def shifted(number: Decimal, places: int) -> Decimal:
    """The number times ten to the power of `places`, exactly in any context; no zeros end its decimals."""
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"not a finite number: {number}")
    if not number:
        return Decimal(0)
    exponent += places
    while exponent < 0 and digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    return Decimal((sign, digits, exponent))


def _trimmed(text: str) -> str:
    """What was typed without the spaces around it; what is far longer than a number is looked at no further."""
    typed = text.strip()
    if len(typed) > 5 * LONGEST:
        raise _too_long(typed)
    return typed


def _too_long(typed: str) -> FigureSyntaxError:
    return FigureSyntaxError(
        "number-too-long",
        _("“{typed}” has more digits than any figure").format(typed=_short(typed)),
        _("write at most {count} digits before the comma and after it").format(count=LONGEST),
    )


def _read(typed: str) -> Decimal | None:
    match = re.fullmatch(PLAIN, typed) or re.fullmatch(GROUPED, typed)
    if match is None:
        return None
    whole, decimals = match["whole"].replace(".", ""), match["decimals"] or ""
    if max(len(whole), len(decimals)) > LONGEST:
        raise _too_long(typed)
    decimals = decimals.rstrip("0")
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def _wrong(typed: str, suffix: str = "", shown: str = "") -> FigureSyntaxError:
    """Why this is not a number, and how it should be written.

    `suffix` is the sign that the right spelling ends with; `shown` is all that was typed, where `typed` is a part.
    """
    shown = _short(shown or typed)
    if not typed:
        return FigureSyntaxError(
            "number-empty", _("there is no number here"), _("write a number such as {example}").format(
                example="4,5%" if suffix else "2.340.000"
            )
        )  # fmt: skip
    if any(character.isdigit() and character not in "0123456789" for character in typed) or "％" in typed:
        return FigureSyntaxError(
            "number-digits",
            _("“{typed}” has digits other than 0 to 9").format(typed=shown),
            _write(_guess(_latin_digits(typed)), suffix),
        )
    if typed[0] in "-−–—":
        return FigureSyntaxError(
            "number-negative",
            _("“{typed}” is negative; no policy figure is").format(typed=shown),
            _write(_guess(typed[1:].strip()), suffix),
        )
    unit = re.fullmatch(WITH_UNIT, typed)
    if unit:
        return _unit_typed(shown, unit["number"], unit["unit"].strip(), suffix)
    if re.fullmatch(POINT, typed):
        whole, decimals = typed.split(".")
        if len(decimals) != 3 or whole.startswith("0") or suffix:
            return FigureSyntaxError(
                "number-decimal-point",
                _("“{typed}” has a decimal point; decimals follow a comma").format(typed=shown),
                _write(Decimal(typed) if len(typed) <= LONGEST else None, suffix),
            )
    if re.fullmatch(ENGLISH, typed) or re.fullmatch(PIECES, typed):
        return FigureSyntaxError(
            "number-grouping",
            _("the digits of “{typed}” are not grouped in threes by dots").format(typed=shown),
            _write(_guess(typed), suffix, doubtful=not re.fullmatch(EVEN_PIECES, typed)),
        )
    return FigureSyntaxError(
        "number-syntax", _("“{typed}” is not a number").format(typed=shown), _write(_guess(typed), suffix)
    )


def _unit_typed(shown: str, number: str, unit: str, suffix: str) -> FigureSyntaxError:
    value = _guess(number)
    times, _space, rest = unit.partition(" ")
    factor = MULTIPLES.get(unicodedata.normalize("NFC", times).casefold(), 1)
    return FigureSyntaxError(
        "unit-in-number",
        _("“{typed}” has a unit (“{unit}”) in it; the unit is added by itself").format(
            typed=shown, unit=unit if factor == 1 else rest or times
        ),
        _write(None if value is None else value * factor, suffix),
    )


def _write(number: Decimal | None, suffix: str, *, doubtful: bool = False) -> Message:
    if number is None:
        return _("write digits only, such as {example}").format(example="4,5%" if suffix else "2.340.000")
    spelling = written(number, grouped=not suffix) + suffix
    if doubtful:
        return _("write {number}, if no digit is missing").format(number=spelling)
    return _("write {number}").format(number=spelling)


def _without_percent(number: Decimal) -> Message:
    percent = written(number, grouped=False) + "%"
    if number >= 1:
        return _("write {number}").format(number=percent)
    return _("write {number} (or {other}, if that is meant)").format(
        number=written(shifted(number, 2), grouped=False) + "%", other=percent
    )


def _guess(typed: str) -> Decimal | None:
    """The number most likely meant by a wrong spelling; only ever used to word a hint."""
    typed = typed.strip().rstrip("%％").strip()
    if len(typed) > LONGEST + 6 or not re.fullmatch(r"[0-9][0-9.,eE+\s'’_]*", typed):
        return None
    if re.fullmatch(GROUPED, typed) or (re.fullmatch(PLAIN, typed) and not re.fullmatch(EITHER_WAY, typed)):
        return _read(typed)
    if re.fullmatch(POINT, typed) and (typed.startswith("0") or not re.fullmatch(r"[0-9]{4,}\.[0-9]{3}", typed)):
        return Decimal(typed)
    if re.fullmatch(ENGLISH, typed):
        return Decimal(typed.replace(",", ""))
    if re.fullmatch(LEADING_ZEROS, typed):
        return _guess(typed.lstrip("0.") or "0")
    if re.fullmatch(PIECES, typed):
        whole, comma, decimals = typed.rpartition(",")
        if comma and "," not in whole:
            typed = whole
        else:
            decimals = ""
        one_kind = len(set(re.sub("[0-9]", "", typed))) == 1
        digits = re.sub("[^0-9]", "", typed)
        return Decimal(f"{digits}.{decimals}" if decimals else digits) if one_kind else None
    try:
        number = Decimal(typed)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < LONGEST else None


def _latin_digits(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(str(digit) if (digit := unicodedata.decimal(c, None)) is not None else c for c in plain)


def _short(typed: str) -> str:
    """As much of what was typed as a message can bear."""
    return typed if len(typed) <= 40 else typed[:39] + "…"
