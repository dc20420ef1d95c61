"""Formulas over facts: read, checked for units, and computed exactly. No code is executed.

The language is small: ``+ - * /``, brackets, ``min(a; b)``, ``max(a; b)``, ids of facts, numbers written as in Vietnamese
(``2.340.000``; ``0,5``), rates (``70%``) and quantities (``12 months``, ``12 tháng``). Money a month times 12 months is
money a year. Values are `fractions.Fraction`, so that nothing is rounded before the rounding that the fact states.

>>> tree = parse("luong_co_so * 4,5%")
>>> evaluate(tree, {"luong_co_so": Fraction(2340000)}.__getitem__)
Fraction(105300, 1)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from bhxhcomm.content.prose import FACT_ID
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.language import unit_words
from bhxhcomm.language.figures import Unit

MAX_LENGTH = 600
MAX_DEPTH = 20

Dimension = tuple[tuple[str, int], ...]
"""Powers of the base units, sorted by name: VND/month is (("VND", 1), ("month", -1)); a rate is ()."""


class FormulaError(ValueError):
    """A formula that cannot be read, or whose units do not fit. `offset` counts characters from its beginning."""

    def __init__(self, code: str, message: Message, offset: int, hint: Message = NO_MESSAGE) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.offset = offset
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Number:
    """A literal; `dimension` is () for a bare number or a rate."""

    value: Fraction
    dimension: Dimension = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of another fact at the same date."""

    fact: str
    offset: int


@dataclass(frozen=True, slots=True)
class Operation:
    """``left operator right``, the operator being one of ``+ - * /``."""

    operator: str
    left: Formula
    right: Formula
    offset: int


@dataclass(frozen=True, slots=True)
class Choice:
    """``min(…; …)`` or ``max(…; …)``."""

    function: str
    options: tuple[Formula, ...]
    offset: int


Formula = Number | Reference | Operation | Choice

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)(?![\d.,])"
    r"|(?P<word>[^\W\d_][\w.]*)|(?P<sign>[-+*/×();%])|(?P<other>\S))",
    re.UNICODE,
)
_COUNTED = {Unit.MONTHS: "month", Unit.YEARS: "year", Unit.AGE: "year", Unit.DAYS: "day", Unit.PERSONS: "person"}
_QUANTITIES = {
    word: name for unit, name in _COUNTED.items() for word in (name, unit.value, unit_words.NAMES[unit][0])
} | {unit_words.MONEY[0]: "VND"}
"""What may stand behind a number in a formula, in English or Vietnamese, by what it counts."""
_BASE: dict[Unit, Dimension] = {
    Unit.VND: (("VND", 1),),
    Unit.VND_MONTH: (("VND", 1), ("month", -1)),
    Unit.VND_YEAR: (("VND", 1), ("year", -1)),
    Unit.VND_PERSON: (("VND", 1), ("person", -1)),
    Unit.VND_PERSON_MONTH: (("VND", 1), ("month", -1), ("person", -1)),
    Unit.VND_PERSON_YEAR: (("VND", 1), ("person", -1), ("year", -1)),
    Unit.RATE: (),
    Unit.YEARS: (("year", 1),),
    Unit.AGE: (("year", 1),),
    Unit.MONTHS: (("month", 1),),
    Unit.DAYS: (("day", 1),),
    Unit.PERSONS: (("person", 1),),
}


def dimension_of(unit: Unit) -> Dimension | None:
    """The powers of a unit, or None for dates, phone numbers and words, which cannot be computed with."""
    return _BASE.get(unit)


def describe(dimension: Dimension) -> str:
    """A dimension as people write units: `VND/month`, `rate`, `months`."""
    for unit, known in _BASE.items():
        if known == dimension:
            return unit.value
    above = "·".join(f"{name}^{power}" if power > 1 else name for name, power in dimension if power > 0)
    below = "".join(f"/{name}^{-power}" if power < -1 else f"/{name}" for name, power in dimension if power < 0)
    return (above or "1") + below


def parse(source: str) -> Formula:
    """Read a formula. Raises `FormulaError`."""
    if len(source) > MAX_LENGTH:
        raise FormulaError(
            "formula-too-long",
            _("this formula is longer than {limit} characters").format(limit=MAX_LENGTH),
            0,
            _("give its parts facts of their own"),
        )
    return _Parser(source).parse()


def references(formula: Formula) -> Iterator[Reference]:
    """Every place where a fact is named, from left to right."""
    if isinstance(formula, Reference):
        yield formula
    elif isinstance(formula, Operation):
        yield from references(formula.left)
        yield from references(formula.right)
    elif isinstance(formula, Choice):
        for option in formula.options:
            yield from references(option)


def dimension(formula: Formula, unit_of: Callable[[str], Unit]) -> Dimension:
    """The unit in which the formula's value comes out. Raises `FormulaError` where units do not fit together."""
    if isinstance(formula, Number):
        return formula.dimension
    if isinstance(formula, Reference):
        unit = unit_of(formula.fact)
        known = dimension_of(unit)
        if known is None:
            raise FormulaError(
                "unit-not-computable",
                _("`{fact}` is of the unit {unit}, with which nothing can be computed").format(
                    fact=formula.fact, unit=unit.value
                ),
                formula.offset,
                _("use a fact that is money, a rate or a count"),
            )
        return known
    if isinstance(formula, Choice):
        first, *others = (dimension(option, unit_of) for option in formula.options)
        for other in others:
            _same(first, other, formula.offset)
        return first
    left = dimension(formula.left, unit_of)
    right = dimension(formula.right, unit_of)
    if formula.operator in "+-":
        _same(left, right, formula.offset)
        return left
    if formula.operator == "/":
        if _is_twelve_months(formula.right) and ("year", -1) in left:
            return _product(_product(left, (("year", 1),), 1), (("month", 1),), -1)
        return _product(left, right, -1)
    for one, other in ((formula.left, right), (formula.right, left)):
        if _is_twelve_months(one) and ("month", -1) in other:
            return _product(_product(other, (("month", 1),), 1), (("year", 1),), -1)
    return _product(left, right, 1)


def evaluate(formula: Formula, value_of: Callable[[str], Fraction]) -> Fraction:
    """The exact value. Raises `FormulaError` for a division by zero, and whatever `value_of` raises."""
    if isinstance(formula, Number):
        return formula.value
    if isinstance(formula, Reference):
        return value_of(formula.fact)
    if isinstance(formula, Choice):
        values = [evaluate(option, value_of) for option in formula.options]
        return min(values) if formula.function == "min" else max(values)
    left = evaluate(formula.left, value_of)
    right = evaluate(formula.right, value_of)
    if formula.operator == "+":
        return left + right
    if formula.operator == "-":
        return left - right
    if formula.operator == "*":
        return left * right
    if right == 0:
        raise FormulaError(
            "division-by-zero",
            _("this formula divides by zero"),
            formula.offset,
            _("look at the facts below the line: behind the sign `/`"),
        )
    return left / right


def _is_twelve_months(formula: Formula) -> bool:
    return isinstance(formula, Number) and formula.dimension == (("month", 1),) and formula.value == 12


def _product(left: Dimension, right: Dimension, sign: int) -> Dimension:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _same(left: Dimension, right: Dimension, offset: int) -> None:
    if left != right:
        raise FormulaError(
            "unit-mismatch",
            _("{left} and {right} cannot be added, subtracted or compared").format(
                left=describe(left), right=describe(right)
            ),
            offset,
            _("look at the units of what stands on both sides"),
        )


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


class _Parser:
    """Recursive descent, one method for each level of precedence."""

    def __init__(self, source: str) -> None:
        self.tokens = list(_tokens(source))
        self.end = len(source)
        self.at = 0
        self.depth = 0

    def parse(self) -> Formula:
        if not self.tokens:
            raise FormulaError("formula-empty", _("this formula is empty"), 0, _("write it, or delete this line"))
        formula = self._sum()
        if self.at < len(self.tokens):
            self._unexpected()
        return formula

    def _peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def _next(self) -> _Token:
        if self.at >= len(self.tokens):
            self._unexpected()
        self.at += 1
        return self.tokens[self.at - 1]

    def _unexpected(self) -> None:
        if self.at >= len(self.tokens):
            raise FormulaError(
                "formula-syntax",
                _("this formula ends too early"),
                self.end,
                _("close every bracket; behind every sign stands a value"),
            )
        token = self.tokens[self.at]
        raise FormulaError(
            "formula-syntax",
            _("`{text}` cannot stand here").format(text=token.text),
            token.offset,
            _("a sign (+ - * /) stands between two values, and a value on either side of it"),
        )

    def _sum(self) -> Formula:
        left = self._term()
        while self._peek() in ("+", "-"):
            operator = self._next()
            left = Operation(operator.text, left, self._term(), operator.offset)
        return left

    def _term(self) -> Formula:
        left = self._atom()
        while self._peek() in ("*", "/", "×"):
            operator = self._next()
            left = Operation(operator.text.replace("×", "*"), left, self._atom(), operator.offset)
        return left

    def _atom(self) -> Formula:
        token = self._next()
        if token.kind == "number":
            return self._number(token)
        if token.text == "(":
            return self._nested(token)
        if token.kind == "word" and token.text in ("min", "max") and self._peek() == "(":
            self._next()
            options = [self._nested_sum(token)]
            while self._peek() == ";":
                self._next()
                options.append(self._nested_sum(token))
            self._close()
            return Choice(token.text, tuple(options), token.offset)
        if token.kind == "word" and self._peek() == "(":
            raise FormulaError(
                "formula-function",
                _("there is no function `{name}`").format(name=token.text),
                token.offset,
                _("the functions are min(…; …) and max(…; …)"),
            )
        if token.kind == "word" and FACT_ID.fullmatch(token.text):
            return Reference(token.text, token.offset)
        self.at -= 1
        self._unexpected()
        raise AssertionError

    def _nested_sum(self, token: _Token) -> Formula:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(
                "formula-too-deep",
                _("this formula has more than {n} brackets inside each other").format(n=MAX_DEPTH),
                token.offset,
                _("give its parts facts of their own"),
            )
        inner = self._sum()
        self.depth -= 1
        return inner

    def _nested(self, token: _Token) -> Formula:
        inner = self._nested_sum(token)
        self._close()
        return inner

    def _close(self) -> None:
        if self._peek() != ")":
            self._unexpected()
        self.at += 1

    def _number(self, token: _Token) -> Number:
        value = Fraction(token.text.replace(".", "").replace(",", "."))
        if self._peek() == "%":
            self._next()
            return Number(value / 100)
        if self._peek() in _QUANTITIES:
            return Number(value, ((_QUANTITIES[self._next().text], 1),))
        return Number(value)


def _tokens(source: str) -> Iterator[_Token]:
    at = 0
    while at < len(source.rstrip()):
        match = _TOKEN.match(source, at)
        assert match is not None
        assert match.lastgroup is not None
        kind, text, offset = match.lastgroup, match.group(match.lastgroup), match.start(match.lastgroup)
        if kind == "other":
            number = re.compile(r"\d[\d.,]*").match(source, offset)
            if number:
                raise FormulaError(
                    "number-syntax",
                    _("`{number}` is not a number as it is written in Vietnamese").format(number=number.group()),
                    offset,
                    _("dots stand between thousands, a comma before decimals: 2.340.000 or 0,5"),
                )
            raise FormulaError(
                "formula-syntax",
                _("`{text}` cannot stand in a formula").format(text=text),
                offset,
                _("a formula has ids of facts, numbers, rates such as 70%, + - * /, brackets, min(…; …) and max(…; …)"),
            )
        yield _Token(kind, text, offset)
        at = match.end()
