"""What a schema cannot say of a pack: ids, references, placements, tables."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from functools import cache

from bhxhcomm.content import fact, pack, stated_units, voice
from bhxhcomm.content.loading.prose_checks import check_joints, check_known
from bhxhcomm.content.nodes import Mapping, Scalar
from bhxhcomm.content.shapes import SLUG_PATTERN, Shape, nearest_hint, shapes_within, walk
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems
from bhxhcomm.core.resources import folder
from bhxhcomm.language import registry
from bhxhcomm.language.figures import Unit


class PackChecks:
    """What a schema cannot say of a pack: ids, references, tables."""

    def __init__(
        self,
        shape: pack.PackBase,
        facts: AnyMapping[str, fact.Fact],
        local_ids: set[str],
        unread: set[str],
        problems: Problems,
        *,
        refused: Mapping | None = None,
    ) -> None:
        self.shape = shape
        self.refused = refused
        """The nodes of the file when its schema refuses it: `shape` is only what is left of them."""
        self.facts = facts
        self.known = {*facts, *local_ids, *unread}
        self.local = {name for name, item in facts.items() if item.local} | local_ids
        self.unread = unread - set(facts)
        self.problems = problems

    def run(self) -> None:
        """Report all of it."""
        self._ids()
        self._conditions()
        self._icons()
        self._histories()
        self._placements()
        self._languages()
        voice.check(self.shape.voices, self.problems)
        for _path, prose in walk(self.shape):
            check_known(prose, self.known, self.problems)
            check_joints(prose, self.facts, self.problems)
        for table in shapes_within(self.shape, pack.TableShape):
            self._table(table)
        for shape in shapes_within(self.shape, Shape):
            self._stated_units(shape)

    def _stated_units(self, shape: Shape) -> None:
        stated = shape.units_stated() if isinstance(shape, stated_units.StatesUnits) else ()
        named = shape.units_named() if isinstance(shape, stated_units.NamesUnit) else ()
        for found, texts in ((stated_units.conflicts, stated), (stated_units.conflicts_named, named)):
            for text, figures in texts:
                for conflict in found(text, figures, self._unit_of):
                    self.problems.error(conflict.code, conflict.message, text.place, conflict.hint)

    def _unit_of(self, name: str) -> Unit | None:
        return self.facts[name].unit if name in self.facts else None

    def _ids(self) -> None:
        seen: dict[str, Place] = {}
        for section in self.shape.sections:
            if str(section.id) in seen:
                self.problems.error(
                    "duplicate-id",
                    _("the section `{id}` stands here a second time (first on line {line})").format(
                        id=section.id, line=seen[str(section.id)].line
                    ),
                    section.id.place,
                    _("give one of them another id"),
                )
            seen.setdefault(str(section.id), section.id.place)

    def _conditions(self) -> None:
        for section in self.shape.sections:
            if section.when is None:
                continue
            if str(section.when) not in self.known:
                self.problems.error(
                    "unknown-fact",
                    _("there is no fact `{id}`").format(id=section.when),
                    section.when.place,
                    nearest_hint(str(section.when), self.local),
                )
            elif str(section.when) not in self.local | self.unread:
                self.problems.error(
                    "when-not-local",
                    _("`{id}` is a national figure; `when` takes a local one").format(id=section.when),
                    section.when.place,
                    nearest_hint(str(section.when), self.local),
                )

    def _icons(self) -> None:
        names = _icon_names()
        for shape in shapes_within(self.shape, Shape):
            icon = getattr(shape, "icon", None)
            if isinstance(icon, Scalar) and str(icon) not in names:
                self.problems.error(
                    "unknown-icon",
                    _("there is no icon `{name}`").format(name=icon),
                    icon.place,
                    nearest_hint(str(icon), sorted(names), most=len(names)),
                )

    def _histories(self) -> None:
        for material in self.shape.materials_used.values():
            for fact_id, _since in material.histories():
                if str(fact_id) not in self.known:
                    self.problems.error(
                        "unknown-fact",
                        _("there is no fact `{id}`").format(id=fact_id),
                        fact_id.place,
                        nearest_hint(str(fact_id), self.known),
                    )

    def _placements(self) -> None:
        sections = {str(section.id): section for section in self.shape.sections}
        used: set[str] = set()
        elsewhere = set() if self.refused is None else _section_ids(self.refused)
        for name, material in self.shape.materials_used.items():
            for section_id in (*(item for _v, item in material.placed_sections()), *material.reworded_sections()):
                if str(section_id) not in sections and elsewhere is not None and str(section_id) not in elsewhere:
                    self.problems.error(
                        "unknown-section",
                        _("there is no section `{id}` in this pack").format(id=section_id),
                        section_id.place,
                        nearest_hint(str(section_id), sections),
                    )
            placed: dict[tuple[str, str], Place] = {}
            for variant, section_id in material.placed_sections():
                key = (variant, str(section_id))
                if key in placed:
                    self.problems.error(
                        "section-twice",
                        _("the section `{id}` is placed a second time in `{material}` (first on line {line})").format(
                            id=section_id, material=name, line=placed[key].line
                        ),
                        section_id.place,
                        _("place it once"),
                    )
                placed.setdefault(key, section_id.place)
                used.add(str(section_id))
            material.check(self.shape, self.problems)
        for name, section in sections.items():
            if name not in used and self.refused is None:
                self.problems.warning(
                    "unused-section",
                    _("no material uses the section `{id}`").format(id=name),
                    section.id.place,
                    _("place it in `materials`, or delete it"),
                )

    def _languages(self) -> None:
        for name in self.shape.languages:
            try:
                registry.language(str(name))
            except registry.UnknownLanguage as exc:
                self.problems.error("unknown-language", exc.message, name.place, exc.hint)

    def _table(self, table: pack.TableShape) -> None:
        width = len(table.columns)
        for row in table.rows:
            if len(row) != width:
                self.problems.error(
                    "uneven-table",
                    _("this row has {cells} cells, the table has {columns} columns").format(
                        cells=len(row), columns=width
                    ),
                    row[0].place if row else table.place,
                    _("give every row a cell for each column"),
                )


@cache
def _icon_names() -> frozenset[str]:
    return frozenset(path.stem for path in (folder("assets") / "icons").glob("*.svg"))


def _section_ids(node: Mapping) -> set[str] | None:
    """The ids of a pack's sections, also of those that its schema refuses; None when they cannot all be told."""
    sections = node.get("sections")
    found = [item.get("id") if isinstance(item, Mapping) else None for item in sections or ()]
    ids = {str(item) for item in found if isinstance(item, Scalar) and re.fullmatch(SLUG_PATTERN, item)}
    # What is no word at all may have been meant as any of them.
    whole = found and all(isinstance(item, Scalar) for item in found)
    return ids if whole and len(ids) == len({str(item) for item in found}) else None
