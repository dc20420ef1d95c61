"""The national figures of a workspace: every file in `facts/`."""

from __future__ import annotations

from bhxhcomm.content import fact, validate
from bhxhcomm.content.loading.file_reader import FileReader
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _


def facts_of_files(reader: FileReader) -> dict[str, fact.Fact]:
    """The facts by id, in the order of the files. What is wrong with them is reported."""
    facts: dict[str, fact.Fact] = {}
    folder = reader.root / "facts"
    for path in opening.below(folder, reader.root, "**/*.y*ml"):
        node = reader.read(path, fact.FORMAT, has_facts=True)
        if node is None:
            reader.note_unread(path)
            continue
        file = validate.validate(fact.FactsFile, node, reader.problems)
        if file is None:
            reader.note_unread_facts(node)
            file = validate.without_refused(fact.FactsFile, validate.sound_items(node, "facts", fact.FactShape))
        for fact_id, shape in (file.facts if file else {}).items():
            if str(fact_id) in facts:
                reader.problems.error(
                    "duplicate-id",
                    _("the fact `{id}` stands also in {place}").format(id=fact_id, place=facts[str(fact_id)].place),
                    fact_id.place,
                    _("keep one of the two"),
                )
                continue
            built = fact.build(fact_id, shape, reader.problems)
            if built is not None:
                facts[str(fact_id)] = built
            else:
                reader.unread.add(str(fact_id))
    return facts
