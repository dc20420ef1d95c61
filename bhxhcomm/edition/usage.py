"""Who uses a figure: every text of every pack that names it, or names something computed from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bhxhcomm.content import units
from bhxhcomm.content.fact import Fact
from bhxhcomm.content.formula_graph import FormulaGraph
from bhxhcomm.content.workspace import Pack, Workspace
from bhxhcomm.core.problems import Place


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a figure is named: the pack, its materials that show the place, and the fact named there."""

    pack: str
    materials: tuple[str, ...]
    section: str
    fact: str
    place: Place


@dataclass(frozen=True, slots=True)
class Uses:
    """All uses of a fact, and the ids of the facts computed from it."""

    derived: frozenset[str]
    uses: tuple[Use, ...]


def uses(workspace: Workspace, facts: Mapping[str, Fact], fact_id: str) -> Uses:
    """Find all uses of a fact in the packs of a workspace, in the order of the files."""
    wanted = FormulaGraph(facts).users(fact_id)
    found = [use for pack in workspace.packs.values() for use in _in_pack(pack, wanted)]
    return Uses(frozenset(wanted - {fact_id}), tuple(found))


def _in_pack(pack: Pack, wanted: set[str]) -> Iterator[Use]:
    for name, material in pack.shape.materials_used.items():
        for fact_id, _since in material.histories():
            if str(fact_id) in wanted:
                yield Use(pack.id, (name,), "", str(fact_id), fact_id.place)
    for unit in units.pack_units(pack.shape):
        for placeholder in unit.prose.placeholders:
            if placeholder.fact in wanted:
                yield Use(
                    pack.id,
                    _materials(pack, unit),
                    unit.section,
                    placeholder.fact,
                    unit.prose.at(placeholder.offset),
                )


def _materials(pack: Pack, unit: units.TextUnit) -> tuple[str, ...]:
    materials = pack.shape.materials_used
    if unit.material:
        return (unit.material,)
    if not unit.section:
        return tuple(materials)
    return tuple(
        name
        for name, material in materials.items()
        if unit.section in {str(section_id) for _variant, section_id in material.placed_sections()}
    )
