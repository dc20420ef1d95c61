"""The example workspace with one figure at another value, and its pages, so that their bytes can be compared.

A page that is set again, after others or in another process, must come out alike. Where lines break, and so which scale
fits, depends on the figures: each is given values around its own, longer and shorter ones.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bhxhcomm.content.fact import Fact
from bhxhcomm.content.formula import references
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError
from bhxhcomm.language.figures import Unit
from bhxhcomm.making.composed import compose
from bhxhcomm.making.request import Request
from bhxhcomm.materials import loading
from bhxhcomm.materials.document import figures
from bhxhcomm.materials.infographic import POSTS
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.page.pdf import RenderedPdf, render_document

EXAMPLES = Path(__file__).parents[2] / "examples"
OFFICE = "bhxh-tinh-mau-mot"
DATE = dt.date(2025, 7, 1)
FACTORS = ("0.5", "0.75", "0.9", "0.97", "1.0256410256", "1.05", "1.1", "1.5", "4", "12")
"""What a value is multiplied by, to be rounded as its unit is written (2.340.000 đồng also becomes 2.400.000)."""
_STEPS = {"VND": Decimal(1000), "rate": Decimal("0.001")}


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """One piece under one value of one figure. `factor` is one of `FACTORS`."""

    pack: str
    material: str
    variant: str
    fact: str
    factor: str


@cache
def space() -> Workspace:
    """The examples as they are."""
    return loading.load(EXAMPLES)


def pieces(pack: str) -> Iterator[tuple[str, str]]:
    """The material and variant of every piece of a pack that the page engine fits to its paper."""
    for name, shape in space().packs[pack].shape.materials_used.items():
        if MATERIALS[name].engine == "page" and not MATERIALS[name].form:
            yield from ((name, variant) for variant in _fitted(name, shape.variants()))


def _fitted(material: str, variants: Sequence[str]) -> Iterator[str]:
    """Those that are set in one language, on paper or screens of a stated size."""
    for variant in variants:
        if variant != POSTS and MATERIALS[material].among(["vi"], variant):
            yield variant


def cases() -> list[Case]:
    """Every piece under every value of every figure that it shows or computes with, in order."""
    found = []
    for pack in sorted(space().packs):
        for material, variant in pieces(pack):
            shown = {value.id for value in figures(compose(space(), request(pack, material, variant)).piece)}
            for fact in sorted(_behind(shown)):
                found += [Case(pack, material, variant, fact, factor) for factor in _factors(space().facts[fact])]
    return sorted(found)


def rendered(case: Case) -> RenderedPdf | None:
    """The page of a case; None where no such piece can be composed (a formula that does not come out even, say)."""
    varied = _with_value(case.fact, case.factor)
    try:
        document = compose(varied, request(case.pack, case.material, case.variant)).document
    except ContentError:
        return None
    folders = (EXAMPLES / "packs" / case.pack, EXAMPLES / "offices")
    return render_document(document, picture_folders=folders, workspace=EXAMPLES)


def digest(case: Case) -> str:
    """The SHA-256 of the PDF of a case; empty where there is none."""
    page = rendered(case)
    return hashlib.sha256(page.pdf).hexdigest() if page is not None else ""


def request(pack: str, material: str, variant: str) -> Request:
    """The piece of the first office."""
    return Request(pack, material, variant, "vi", OFFICE, DATE, Path("out"))


def _behind(shown: set[str]) -> set[str]:
    """The national figures with values of their own that some figures are, or are computed from."""
    facts, found, todo = space().facts, set[str](), list(shown)
    while todo:
        name = todo.pop()
        if name in found or name not in facts:
            continue
        found.add(name)
        todo += [other.fact for text in facts[name].formulas for other in references(text.tree)]
    return {name for name in found if _factors(facts[name])}


def _factors(fact: Fact) -> tuple[str, ...]:
    numbers = any(isinstance(entry.value, Decimal) for entry in fact.entries)
    return FACTORS if numbers and fact.unit not in (Unit.DATE, Unit.PHONE, Unit.TEXT) else ()


def _with_value(name: str, factor: str) -> Workspace:
    fact = space().facts[name]
    entries = tuple(
        replace(entry, value=_times(fact.unit, entry.value, factor))
        if isinstance(entry.value, Decimal) and entry.since <= DATE and (entry.until is None or entry.until >= DATE)
        else entry
        for entry in fact.entries
    )
    facts: Mapping[str, Any] = {**space().facts, name: replace(fact, entries=entries)}
    return replace(space(), facts=facts)


def _times(unit: Unit, value: Decimal, factor: str) -> Decimal:
    step = next((step for kind, step in _STEPS.items() if unit.value.startswith(kind)), Decimal(1))
    return max(step, (value * Decimal(factor) / step).quantize(Decimal(1)) * step)
