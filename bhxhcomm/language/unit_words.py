"""The words that name units in Vietnamese texts, for all who look for them there.

The word that is written and said behind a figure is its label (`labels`, keys `unit_…`): the first of each here is the
same, which `tests/language/test_unit_words.py` holds.
"""

from __future__ import annotations

from collections.abc import Iterable

from bhxhcomm.language.figures import Unit

MONEY = ("đồng", "VNĐ", "VND", "₫")
"""Money, whatever it is for. "đ" stands only where nothing else can be meant."""
PER_CENT = "%"
NAMES: dict[Unit, tuple[str, ...]] = {
    Unit.RATE: ("phần trăm", PER_CENT),
    Unit.YEARS: ("năm", "tuổi"),
    Unit.AGE: ("tuổi",),
    Unit.MONTHS: ("tháng",),
    Unit.DAYS: ("ngày",),
    Unit.PERSONS: ("người",),
}
"""By unit: the word that we write ourselves, then the others."""
UNIT_OF = {word: unit for unit, words in NAMES.items() for word in words}
"""By word: the unit that it names; "tuổi" names ages first."""
UNITS_OF = {word: frozenset(unit for unit, words in NAMES.items() if word in words) for word in UNIT_OF}
"""By word: every unit that it may name. A count of years may be an age; an age is no count of years."""


def pattern(words: Iterable[str]) -> str:
    """The words as a regular expression, any white space between the parts of one, longer ones first."""
    return "|".join(r"\s+".join(word.split()) for word in sorted(words, key=len, reverse=True))
