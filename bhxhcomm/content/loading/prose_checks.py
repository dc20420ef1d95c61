"""What is checked of every text with placeholders: the facts that it names, and what stands glued to a figure."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as AnyMapping

from bhxhcomm.content import fact
from bhxhcomm.content.joints import joints
from bhxhcomm.content.prose import doubled
from bhxhcomm.content.shapes import Prose, nearest_hint
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problems
from bhxhcomm.language.nearest import nearest


def check_joints(prose: Prose, facts: AnyMapping[str, fact.Fact], problems: Problems) -> None:
    """Report what stands glued to a figure, so that both together print another number."""
    for joint in joints(prose.parts, lambda name: facts[name].unit if name in facts else None):
        problems.error(joint.code, joint.message, prose.at(joint.offset), joint.hint)


def check_known(prose: Prose, known: Collection[str], problems: Problems) -> None:
    """Report placeholders of facts that are not `known`, and doubled braces that were meant as one."""
    for placeholder in prose.placeholders:
        if placeholder.fact not in known:
            problems.error(
                "unknown-fact",
                _("there is no fact `{id}`").format(id=placeholder.fact),
                prose.at(placeholder.offset),
                nearest_hint(placeholder.fact, known),
            )
    for name, offset in doubled(prose.source):
        near = [name] if name in known else nearest(name, known, 1)
        if near:
            message = _("`{{{{{name}}}}}` prints braces, and no figure").format(name=name)
            hint = _("write {{{name}}} for the figure; to print braces, put a space inside of them").format(
                name=near[0]
            )
            tell = problems.error if name in known else problems.warning
            tell("doubled-braces", message, prose.at(offset), hint)
