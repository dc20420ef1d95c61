"""Two people have written the same text since a file went out: both wordings side by side, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from bhxhcomm.core.i18n import Message, _, joined, untranslated
from bhxhcomm.core.problems import Place

TARGET = "target"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One text of one row with what is here (`ours`) and what came back (`theirs`), and by whom; a name is empty where nobody
    knows it. `part` is `target`, or what stands beside a translation: `back`, `spoken`, `note`, `in_words`. `taken` says which
    side was told to count: `ours`, `theirs`, or nothing while it is open."""

    id: str
    part: str
    source: str
    ours: str
    ours_by: str
    theirs: str
    theirs_by: str
    place: Place
    taken: str = ""

    @property
    def message(self) -> Message:
        """Both wordings, one below the other."""
        if self.part == TARGET:
            head = _("`{id}` was translated here and in this file, in two ways:").format(id=self.id)
        else:
            head = _("`{id}`: the {part} was changed here and in this file, in two ways:").format(
                id=self.id, part=part_name(self.part)
            )
        line, nobody = untranslated("    {where}: “{words}” ({by})"), _("nobody is named")
        return joined(
            "\n",
            [
                head,
                line.format(where=_("here"), words=self.ours, by=self.ours_by or nobody),
                line.format(where=_("in the file"), words=self.theirs, by=self.theirs_by or nobody),
            ],
        )


def part_name(part: str) -> Message:
    """What a text beside a translation is called in messages."""
    return {
        "back": _("back-translation"),
        "spoken": _("spoken form"),
        "note": _("note"),
        "in_words": _("list of numbers said in words"),
    }[part]
