"""Text is typed: a resolved text is a short tuple of spans, each of plain words or of one policy figure.

A figure keeps its type (money, rate, date, …) and its provenance all the way to the page, so that every face of the text
(plain, HTML, later DOCX runs and speech) is made from the value and never by re-reading printed digits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeGuard

from bhxhcomm.core import canonical
from bhxhcomm.language import figures
from bhxhcomm.language.figures import Form, Unit

Value = Decimal | dt.date | str
"""An exact number (money in đồng, a rate as a fraction of 1, a count), a date, or words (a phone number, a text)."""


@canonical.named("Source")
@dataclass(frozen=True, slots=True)
class Source:
    """The legal document that a value stands on. Dates are the document's own, not those of the value."""

    document: str
    signed: dt.date | None = None
    in_force: dt.date | None = None
    article: str = ""
    link: str = ""


class Standing(StrEnum):
    """Whether a value is law, or has only been announced and waits for its document."""

    IN_FORCE = "in_force"
    ANNOUNCED = "announced"


@canonical.named("Figure")
@dataclass(frozen=True, slots=True)
class Figure:
    """One fact at one date: its value, its unit, since when it holds, and by which law.

    `effective_from` of a derived figure is the newest of those it was computed from; `sources` are all of theirs.
    `inputs` are the ids of the facts with values of their own behind it (its own id for a plain fact). `at` is the date
    that the text itself asks for (`{id:@2024-06-30}`); such a figure is history and does not change.
    """

    id: str
    unit: Unit
    value: Value
    effective_from: dt.date
    sources: tuple[Source, ...]
    inputs: tuple[str, ...]
    local: bool = False
    at: dt.date | None = None


class Mark(StrEnum):
    """How a span is set: as it is, strong, or emphasised."""

    NONE = "none"
    STRONG = "strong"
    EMPHASIS = "emphasis"


@canonical.named("Words")
@dataclass(frozen=True, slots=True)
class Words:
    """Words as they were written (NFC), with their mark and, inside a link, its address.

    `lang` is the registry id of their language where it is not that of the page: words that wait for a translation.
    """

    text: str
    mark: Mark = Mark.NONE
    link: str = ""
    lang: str = ""


@canonical.named("FigureSpan")
@dataclass(frozen=True, slots=True)
class FigureSpan:
    """A figure where a placeholder stood, and the form that the placeholder asked for.

    `words` are those of a figure that is a text, in the language of the page. `lang` is as in `Words`: the figure is shown
    in the habits of that language.
    """

    figure: Figure
    form: Form = Form.FULL
    mark: Mark = Mark.NONE
    link: str = ""
    lang: str = ""
    words: str = ""


Span = Words | FigureSpan
Text = tuple[Span, ...]

STAND_IN = ("⟦", "⟧")
"""What stands around words of another language that wait for a translation, so that no reader takes them for it."""


def is_span(value: object) -> TypeGuard[Span]:
    """Whether a value is a part of a text."""
    return isinstance(value, Words | FigureSpan)


def is_text(value: object) -> TypeGuard[Text]:
    """Whether a value is a text with something in it; an empty one looks like any empty tuple."""
    return isinstance(value, tuple) and bool(value) and all(isinstance(item, Words | FigureSpan) for item in value)


def words(text: str) -> Text:
    """A text that holds no figure."""
    return (Words(text),) if text else ()


def plain(text: Text, lang: str) -> str:
    """The text as a person would type it: no marks, figures in the habits of the language."""
    return "".join(shown(span, lang) for span in text)


def shown(span: Span, lang: str) -> str:
    """What a reader sees of one span."""
    if isinstance(span, Words):
        return span.text
    return span.words or figures.show(span.figure.value, span.figure.unit, span.form, span.lang or lang)


def standing_in(text: Text, lang: str) -> Text:
    """A text of another language (its registry id) marked as such, to stand where a translation is missing."""
    if not text:
        return text
    before, after = STAND_IN
    return (Words(before, lang=lang), *(replace(span, lang=lang) for span in text), Words(after, lang=lang))


def figures_in(text: Text) -> tuple[Figure, ...]:
    """The figures of a text, in the order in which they stand."""
    return tuple(span.figure for span in text if isinstance(span, FigureSpan))
