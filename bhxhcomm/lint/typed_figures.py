"""Every figure that somebody typed where a reader of a pack or an office meets it, and whether it keeps the text back.

Texts are only one place. The words of a drawing, the address of a link, a hashtag and a number of a chart are printed or
sent as well; of those only what is surely a figure counts: it has the value of a fact, or is money or a rate with its sign.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel

from bhxhcomm.content import drawing
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.units import Key, office_units, pack_units
from bhxhcomm.content.workspace import Office, Pack, PictureFile, Workspace
from bhxhcomm.core import opening
from bhxhcomm.core.memo import Memo
from bhxhcomm.core.problems import ContentError, Place
from bhxhcomm.lint.known_figures import KnownFigures
from bhxhcomm.lint.literals import Literal, LiteralKind, digits_of, literals
from bhxhcomm.lint.passage import Passage
from bhxhcomm.lint.unsaid import is_unsaid, unsaid

CODE = "literal-figure"
"""The rule that a pack switches off, with a reason, to say that its typed figures are meant."""
_DIGITS = re.compile(r"\d[\d.,_-]*\d")
_LEAST_IN_ADDRESS = 1000
"""An address is full of small numbers; from here on one that is the value of a fact is no chance."""


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A figure that was typed: as it stands there, what it is, and where. `certain` ones keep the text from release.

    `index` is where it stands in its passage; `key` names the text, and is None for what belongs to the pack as a whole.
    """

    figure: str
    literal: Literal
    certain: bool
    place: Place
    key: Key | None = None
    passage: Passage | None = None


_KNOWN: Memo[Workspace, dt.date, KnownFigures] = Memo()
_CERTAIN: Memo[Workspace, tuple[str, dt.date], tuple[TypedFigure, ...]] = Memo()


def known_figures(workspace: Workspace, date: dt.date) -> KnownFigures:
    """The facts by their values; worked out once for a workspace and date."""
    return _KNOWN.of(workspace, date, lambda: KnownFigures(workspace, date))


def in_passages(passages: tuple[Passage, ...], known: KnownFigures) -> Iterator[TypedFigure]:
    """The figures typed in the texts of a pack or an office."""
    for passage in passages:
        for literal in literals(passage.bare, passage.links):
            certain = is_unsaid(literal, known)
            if literal.bare and (not certain or passage.context == "imprint"):
                continue
            figure = " ".join(passage.text[literal.start : literal.end].split())
            yield TypedFigure(
                figure, literal, certain, passage.prose.place, (passage.context, passage.prose.source), passage
            )


def beside_texts(pack: Pack, known: KnownFigures) -> Iterator[TypedFigure]:
    """The figures in addresses, hashtags, charts and drawings of a pack. All of them are certain."""
    for unit in pack_units(pack.shape):
        for address in dict.fromkeys(part.link for part in unit.prose.parts if part.link):
            yield from _in_address(address, unit.prose.place, known)
    for name, scalar in _named(pack.shape.materials_used, ("link", "hashtags")):
        yield from _in_address(str(scalar), scalar.place, known) if name == "link" else _in_tag(scalar, known)
    for _name, scalar in _named(pack.shape.sections, ("link",)):
        yield from _in_address(str(scalar), scalar.place, known)
    yield from _in_charts(pack.shape.materials_used, known)
    for picture_file in pack.pictures.values():
        yield from _in_drawing(picture_file, known)


def of_pack(workspace: Workspace, pack: Pack, date: dt.date) -> tuple[TypedFigure, ...]:
    """What keeps texts and pictures of a pack from release; nothing where the pack says, with a reason, that it is meant."""
    if CODE in pack.shape.lint.disable:
        return ()
    return _CERTAIN.of(workspace, (pack.id, date), lambda: _certain_in(pack, known_figures(workspace, date)))


def _certain_in(pack: Pack, known: KnownFigures) -> tuple[TypedFigure, ...]:
    passages = tuple(Passage.of(unit.prose, unit.context) for unit in pack_units(pack.shape))
    found = [*in_passages(passages, known), *beside_texts(pack, known)]
    return tuple(one for one in found if one.certain)


def of_office(workspace: Workspace, office: Office, date: dt.date) -> tuple[TypedFigure, ...]:
    """What keeps the data of an office from release: figures in its words or its logo that hide, or that a fact has.

    What a call costs stands in most of them, is no fact of the law, and is approved with the office.
    """
    known = known_figures(workspace, date)
    passages = tuple(
        Passage.of(unit.prose, unit.context) for unit in office_units(office.shape) if unit.kind != "hotline"
    )
    found = [one for one in in_passages(passages, known) if one.certain and _is_of_a_fact(one.literal, known)]
    return (*found, *(_in_drawing(office.logo, known) if office.logo else ()))


def _is_of_a_fact(literal: Literal, known: KnownFigures) -> bool:
    return literal.hidden or (literal.value is not None and known.ever(literal.kind, literal.value))


def _in_address(address: str, place: Place, known: KnownFigures) -> Iterator[TypedFigure]:
    """A sum in an address of the web; a phone number that is no fact's in one that dials."""
    if address.startswith("tel:"):
        number = digits_of(address.removeprefix("tel:"))
        if known.phones and not known.ever(LiteralKind.PHONE, number):
            yield _beside(address, LiteralKind.PHONE, number, place)
        return
    for match in _DIGITS.finditer(address.replace("%2E", ".")):
        bare = re.sub(r"\D", "", match.group())
        if int(bare) >= _LEAST_IN_ADDRESS and known.ever(LiteralKind.MONEY, Decimal(bare)):
            yield _beside(match.group(), LiteralKind.MONEY, Decimal(bare), place)


def _in_tag(tag: Scalar, known: KnownFigures) -> Iterator[TypedFigure]:
    for match in re.finditer(r"\d{4,12}", tag):
        if known.ever(LiteralKind.MONEY, Decimal(match.group())):
            yield _beside(f"#{tag}", LiteralKind.MONEY, Decimal(match.group()), tag.place)


def _in_charts(value: object, known: KnownFigures) -> Iterator[TypedFigure]:
    """Numbers of charts that are the value of a fact, and so no statistics: the fact has its own history (`history:`)."""
    for chart in _shapes(value, "items"):
        words = " ".join(
            prose.source for name in ("unit", "source") if (prose := getattr(chart, name, None)) is not None
        )
        for item in getattr(chart, "items", ()):
            number = getattr(item, "number", None)
            if not isinstance(number, Decimal):
                continue
            rate = "%" in words or "phần trăm" in words or "%" in item.label.source
            scale = next((size for word, size in _SIZES.items() if word in words.lower()), 1)
            if number * scale >= _LEAST_IN_ADDRESS and known.ever(LiteralKind.MONEY, (number * scale).normalize() + 0):
                yield _beside(str(number), LiteralKind.MONEY, number, item.label.place)
            elif rate and known.ever(LiteralKind.RATE, number / 100):
                yield _beside(str(number), LiteralKind.RATE, number / 100, item.label.place)


_SIZES = {"nghìn đồng": 1_000, "ngàn đồng": 1_000, "triệu đồng": 1_000_000, "tỷ đồng": 1_000_000_000}


def _in_drawing(file: PictureFile, known: KnownFigures) -> Iterator[TypedFigure]:
    """The figures in the words of a drawing (SVG). What is wrong with the drawing itself is said where it is printed."""
    if file.path.suffix.lower() != ".svg":
        return
    try:
        data = opening.read(file.path, None, most=drawing.MAX_BYTES)
        words = drawing.words_of(drawing.vetted(data, file.path.name))
    except ContentError:
        return
    for literal in unsaid(words, known):
        figure = " ".join(words[literal.start : literal.end].split())
        yield TypedFigure(f"{figure} ({file.path.name})", literal, True, file.place)


def _beside(figure: str, kind: LiteralKind, value: Decimal | str, place: Place) -> TypedFigure:
    return TypedFigure(figure, Literal(kind, 0, len(figure), value), True, place)


def _named(value: object, names: tuple[str, ...]) -> Iterator[tuple[str, Scalar]]:
    """Every scalar under one of these names, also in lists."""
    for shape in _shapes(value, ""):
        for name in names:
            item = getattr(shape, name, None)
            for scalar in item if isinstance(item, list) else [item]:
                if isinstance(scalar, Scalar):
                    yield name, scalar


def _shapes(value: object, having: str) -> Iterator[object]:
    """Every shape inside a value that has a field of this name (all, for an empty one)."""
    if isinstance(value, BaseModel):
        if not having or having in type(value).model_fields:
            yield value
        for name in type(value).model_fields:
            yield from _shapes(getattr(value, name), having)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _shapes(item, having)
