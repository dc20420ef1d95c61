"""The offices of a workspace: every file in `offices/`, with what each inherits from those above it."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as AnyMapping
from pathlib import Path

from bhxhcomm.content import chain, fact, office, validate, voice
from bhxhcomm.content.formula_checks import check_formulas
from bhxhcomm.content.loading.file_reader import FileReader
from bhxhcomm.content.loading.picture_files import picture
from bhxhcomm.content.loading.prose_checks import check_joints, check_known
from bhxhcomm.content.shapes import walk
from bhxhcomm.content.workspace import Office, PictureFile
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place


def offices_of_files(reader: FileReader, facts: dict[str, fact.Fact]) -> dict[str, Office]:
    """The offices by id, each with what it inherits; `facts` are the national ones. What is wrong with them is reported."""
    shapes: dict[str, office.OfficeShape] = {}
    files: dict[str, Path] = {}
    refused: set[str] = set()
    folder = reader.root / "offices"
    for path in opening.below(folder, reader.root, "*.y*ml"):
        if not reader.named(path.stem, path):
            continue
        if office.RESERVED.fullmatch(path.stem):
            reader.problems.extend([office.name_reserved(path.stem, Place(reader.shown(path)))])
        node = reader.read(path, office.FORMAT, has_facts=True)
        if node is None:
            reader.note_unread(path)
            continue
        shape = validate.validate(office.OfficeShape, node, reader.problems)
        if shape is None:
            refused.add(path.stem)
            reader.unread.add(path.stem)
            reader.note_unread_facts(node)
            shape = validate.without_refused(office.OfficeShape, validate.sound_items(node, "facts", fact.FactShape))
        if shape is not None:
            shapes[path.stem] = shape
            files[path.stem] = path
            office.check_province(shape, reader.problems)
            voice.check(shape.voices, reader.problems)
            if shape.approval_chain is not None:
                chain.check(shape.approval_chain, shape.place, reader.problems)
    office.check_parents(shapes, reader.problems, unread=reader.unread)
    own = {name: _local_facts(reader, name, shape, facts) for name, shape in shapes.items()}
    offices: dict[str, Office] = {}
    for name, shape in shapes.items():
        whole = office.merged(name, shapes)
        local: dict[str, fact.Fact] = {}
        for ancestor in reversed(office.line_of(name, shapes)):
            local.update(own[ancestor])
        above = shapes.get(str(shape.parent)) if shape.parent is not None else None
        chains = {one: office.merged(one, shapes).approval_chain or () for one in office.line_of(name, shapes)}
        offices[name] = Office(
            name, whole, local, _logo(reader, whole, folder), reader.shown(files[name]), above, chains
        )
        known = {**facts, **local}
        check_formulas(known, list(own[name].values()), reader.problems, unread=reader.unread)
        _check_placeholders(reader, shape, {*known, *reader.unread}, known)
    return {name: found for name, found in offices.items() if name not in refused}


def _local_facts(
    reader: FileReader, office_id: str, shape: office.OfficeShape, facts: dict[str, fact.Fact]
) -> dict[str, fact.Fact]:
    local: dict[str, fact.Fact] = {}
    for fact_id, item in shape.facts.items():
        declared = facts.get(str(fact_id))
        if declared is not None and not declared.local:
            reader.problems.error(
                "national-fact",
                _("`{id}` is a national figure; an office cannot change it").format(id=fact_id),
                fact_id.place,
                _("local facts are declared with `local: true` in facts/, or have an id of their own"),
            )
            continue
        leans = declared is None and (item.label is None or item.unit is None)
        if leans and (reader.blind or str(fact_id) in reader.unread):
            reader.unread.add(str(fact_id))
            continue
        built = fact.build(fact_id, item, reader.problems, office=office_id, declared=declared)
        if built is not None:
            local[str(fact_id)] = built
    return local


def _logo(reader: FileReader, shape: office.OfficeShape, folder: Path) -> PictureFile | None:
    return None if shape.logo is None else picture(reader, shape.logo, folder)


def _check_placeholders(
    reader: FileReader, shape: office.OfficeShape, known: Collection[str], facts: AnyMapping[str, fact.Fact]
) -> None:
    for _path, prose in walk(shape):
        check_known(prose, known, reader.problems)
        check_joints(prose, facts, reader.problems)
