"""Where a workspace still waits for somebody to fill something in: in packs, offices, figures, translations and signatures.

Such a thing may be built, as a draft. It is not approved and not released, and `lint` calls it an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from bhxhcomm.content.fact import Fact
from bhxhcomm.content.imprint import ImprintShape
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.office import OfficeShape
from bhxhcomm.content.pack import PackBase
from bhxhcomm.content.review import Signature
from bhxhcomm.content.shapes import Prose
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem
from bhxhcomm.language.unfilled import unfilled

CODE = "unfilled"
_NAMES = frozenset({"name", "short_name", "address", "author", "credit", "speaker"})
"""Fields that name somebody or something as a whole."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Something that waits to be filled in: its words, and where they stand."""

    words: str
    place: Place

    def problem(self) -> Problem:
        """It as an error."""
        message = _("“{words}” has not been filled in").format(words=self.words)
        return Problem(CODE, message, self.place, _("write what belongs there, or delete it"))


def of_pack(shape: PackBase) -> Iterator[Blank]:
    """Those of a pack: of everything that is written in its file, but what lint is told."""
    for name in type(shape).model_fields:
        if name not in ("lint", "spelt_out"):
            yield from _within(getattr(shape, name), name)


def of_office(shape: OfficeShape) -> Iterator[Blank]:
    """Those of an office, without its local figures."""
    for name in type(shape).model_fields:
        if name != "facts":
            yield from _within(getattr(shape, name), name)


def of_fact(fact: Fact) -> Iterator[Blank]:
    """Those of a figure: in its label, its words where it is a text, and its legal sources."""
    yield from _within(fact.label, "")
    for entry in fact.entries:
        for text, name in (
            (entry.value if isinstance(entry.value, str) else "", False),
            (entry.source.document if entry.source else "", True),
            (entry.source.article if entry.source else "", False),
            (entry.source.link if entry.source else "", False),
        ):
            yield from _in(text, name, entry.place)


def of_signature(signature: Signature) -> Iterator[Blank]:
    """Those of a line of `review.yaml`: in the name of the signer, and in the number of the document."""
    for text in (signature.by, signature.document):
        yield from _in(text, bool(text), signature.place)


def counts(signature: Signature) -> bool:
    """Whether a line says who signed it, and by which document if by one."""
    return next(of_signature(signature), None) is None


def of_text(text: str, place: Place) -> Iterator[Blank]:
    """Those of a text of plain words, such as a translation."""
    yield from _in(text, False, place)


def of_names(names: Iterable[str]) -> Iterator[Blank]:
    """Those of names that were typed."""
    for name in names:
        yield from _in(name, True, Place(""))


def _within(value: object, name: str, *, names: bool = False) -> Iterator[Blank]:
    """Those of a checked shape, at the character where each begins; `name` is the field in which it stands."""
    strict = names or name in _NAMES
    if isinstance(value, Prose):
        for start, end in unfilled(value.raw, name=strict):
            yield Blank(value.raw[start:end].strip(), value.at(start))
    elif isinstance(value, Scalar):
        for start, end in unfilled(str(value), name=strict):
            yield Blank(value[start:end].strip(), value.at(start))
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from _within(getattr(value, field), field, names=isinstance(value, ImprintShape))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _within(item, name)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _within(item, name)


def _in(text: str, name: bool, place: Place) -> Iterator[Blank]:
    for start, end in unfilled(text, name=name):
        yield Blank(text[start:end].strip(), place)
