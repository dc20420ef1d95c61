"""The one list of what is translated, approved and shown: every text of a pack or an office that a reader will meet.

A unit's key is its context and its exact source text, as in gettext, so that inserting a bullet disturbs no other. What
is not in this list is not in an edition, and nothing that composes a page can show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bhxhcomm.content.office import OfficeShape
from bhxhcomm.content.pack import PackBase
from bhxhcomm.content.shapes import Prose, walk

Key = tuple[str, str]
"""The context of a text (the id of its section or segment, or the material it belongs to), and the text as it was written."""


@dataclass(frozen=True, slots=True)
class TextUnit:
    """One text that a reader meets. `section` is the id of the section it belongs to, empty for what is outside them.

    `kind` is the name of the field that it stands in: `heading`, `bullets`, `rows` … `material` is the one that alone has
    it, empty for what all materials share.
    """

    context: str
    prose: Prose
    section: str = ""
    kind: str = ""
    material: str = ""

    @property
    def key(self) -> Key:
        return (self.context, self.prose.source)


def pack_units(pack: PackBase) -> Iterator[TextUnit]:
    """All units of a pack, in the order of its file."""
    yield TextUnit("pack", pack.title, kind="title")
    yield TextUnit("pack", pack.audience, kind="audience")
    for path, prose in walk(pack.imprint):
        yield TextUnit("imprint", prose, kind=path[-1])
    for section in pack.sections:
        for path, prose in walk(section):
            yield TextUnit(str(section.id), prose, str(section.id), path[-1])
    for name, material in pack.materials_used.items():
        spoken = {id(segment.speech): segment for segment in material.speeches()}
        for path, prose in walk(material):
            if segment := spoken.get(id(prose)):
                yield TextUnit(str(segment.id), prose, str(segment.section or ""), path[-1], name)
            else:
                section_id = path[path.index("reword") + 1] if "reword" in path else ""
                yield TextUnit(section_id or name, prose, section_id, path[-1], name)


def office_units(office: OfficeShape) -> Iterator[TextUnit]:
    """All units of an office; its local facts are no texts."""
    for name in ("name", "short_name", "address", "hotline", "hotline_note"):
        prose = getattr(office, name)
        if prose is not None:
            yield TextUnit("office", prose, kind=name)
    for path, prose in walk(office.imprint):
        yield TextUnit("imprint", prose, kind=path[-1])
