"""What a rule is, and what it looks at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from bhxhcomm.content.units import pack_units
from bhxhcomm.content.workspace import Pack, Workspace
from bhxhcomm.core.i18n import NO_MESSAGE, Message, ngettext
from bhxhcomm.core.problems import Place, Problem, Severity
from bhxhcomm.lint.known_figures import KnownFigures
from bhxhcomm.lint.origin import Origins
from bhxhcomm.lint.passage import Passage

T = TypeVar("T")

MOST_TOLD = 20
"""How many findings of one rule are told of one text; a line says how many more there are."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, what it looks for in a line, its check, and its page below the root of the project."""

    code: str
    summary: str
    check: Callable[[LintSubject], Iterable[Problem]]

    @property
    def doc(self) -> str:
        return f"docs/lint/{self.code}.md"


class LintSubject:
    """A workspace at a date as the rules see it. What several rules need is made once."""

    def __init__(
        self, workspace: Workspace, date: dt.date, today: dt.date, packs: Collection[str] | None = None
    ) -> None:
        self.workspace = workspace
        self.date = date
        self.today = today
        self.everything = packs is None
        self.packs: tuple[Pack, ...] = tuple(
            pack for name, pack in sorted(workspace.packs.items()) if packs is None or name in packs
        )
        self.origins = Origins(workspace.root)

    @cached_property
    def passages(self) -> dict[str, tuple[Passage, ...]]:
        """Every text that a reader of a pack meets, by the pack."""
        return {
            pack.id: tuple(Passage.of(unit.prose, unit.context) for unit in pack_units(pack.shape))
            for pack in self.packs
        }

    @cached_property
    def figures(self) -> KnownFigures:
        """The facts of the workspace by their values at the date."""
        from bhxhcomm.lint.typed_figures import known_figures

        return known_figures(self.workspace, self.date)

    def place(self, passage: Passage, index: int) -> Place:
        """Where the character stands that a passage shows at `index`."""
        return self.origins.place(passage.prose, passage.offset(index))

    def is_off(self, code: str, pack_id: str) -> bool:
        """Whether the pack has switched the rule off."""
        pack = self.workspace.packs.get(pack_id)
        return pack is not None and code in pack.shape.lint.disable


def warning(code: str, message: Message, place: Place, hint: Message = NO_MESSAGE, pack: str = "") -> Problem:
    """A finding of a rule."""
    return Problem(code, message, place, hint, Severity.WARNING, pack=pack)


def few(found: Iterable[T]) -> tuple[list[T], list[T]]:
    """The findings that are told, and those that are only counted."""
    items = list(found)
    return items[:MOST_TOLD], items[MOST_TOLD:]


def untold(code: str, count: int, place: Place, pack: str) -> Problem:
    """How many more findings of a rule there are, at the place of the first of them."""
    message = ngettext("{count} more of this kind is not listed", "{count} more of this kind are not listed", count)
    return warning(code, message.format(count=count), place, pack=pack)
