"""Which figures of a text no fact says, so that it must not be released unseen.

Not every number in prose is one of them: people name years, ages, laws and days. These are:

- money and rates, for the law fixes them, in digits or in words;
- whatever is not written as numbers are (digits of another script, parted groups, a letter for a digit): it hides;
- whatever has the value of a fact, at any date: it stays when the fact changes, or is the one from before the change;
- a bare number where the words around it say that it is money;
- a service number (1800 …, 1900 …), for a false one costs the caller money.

What is left is worth a warning (`literal_figure`), no more.
"""

from __future__ import annotations

from bhxhcomm.lint.known_figures import KnownFigures
from bhxhcomm.lint.literals import Literal, LiteralKind, literals


def unsaid(
    text: str, known: KnownFigures | None = None, links: tuple[tuple[int, int], ...] = ()
) -> tuple[Literal, ...]:
    """The figures typed in a text of plain words that no fact says, in its order. `links` are the stretches of links' words.

    Figures that come from facts must not be in the text: each is one `passage.HOLE`. Without `known`, what only has the
    value of a fact is not found.
    """
    return tuple(literal for literal in literals(text, links) if is_unsaid(literal, known))


def is_unsaid(literal: Literal, known: KnownFigures | None) -> bool:
    """Whether a figure keeps a text from being released."""
    if literal.doubtful:
        return False
    if literal.value is not None and known is not None and known.ever(literal.kind, literal.value):
        return True
    if literal.bare:
        return literal.stressed
    if literal.hidden or literal.kind in (LiteralKind.MONEY, LiteralKind.RATE):
        return True
    return literal.kind is LiteralKind.PHONE and str(literal.value).startswith(("1800", "1900"))
