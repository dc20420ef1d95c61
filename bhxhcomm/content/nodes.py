"""What a YAML file holds, before any schema: mappings, lists and scalars that know where they stand.

Nothing is typed here: every scalar is the words that were written. The three classes are the built-in containers with a
place added, so that a validator can read them as such.
"""

from __future__ import annotations

from typing import Any

from bhxhcomm.problems import Place

Node = "Scalar | Mapping | Sequence"


class Scalar(str):
    """A scalar as it was written.

    `plain` says that it stood without quotes; `block` that it is a `|` or `>` text, whose columns cannot be told apart
    from its indentation; `swallowed` holds what YAML took for a comment on the same line (`Ưu tiên #1` loses `#1`).
    """

    place: Place
    plain: bool
    block: bool
    swallowed: str

    def __new__(
        cls, text: str, place: Place, *, plain: bool = True, block: bool = False, swallowed: str = ""
    ) -> Scalar:
        node = super().__new__(cls, text)
        node.place = place
        node.plain = plain
        node.block = block
        node.swallowed = swallowed
        return node

    def at(self, offset: int) -> Place:
        """The place of one character. Exact for a text on one line; otherwise the place where the text begins."""
        if self.block or "\n" in self:
            line = self.place.line + self[:offset].count("\n") + (1 if self.block else 0)
            return Place(self.place.path, line, self.place.column if not self.block else 1)
        return Place(self.place.path, self.place.line, self.place.column + offset + (0 if self.plain else 1))


class Mapping(dict[str, Any]):
    """A mapping; `keys_at` has the place of each key. `flow` says that it was written in braces."""

    def __init__(self, place: Place, *, flow: bool = False) -> None:
        super().__init__()
        self.place = place
        self.flow = flow
        self.keys_at: dict[str, Place] = {}


class Sequence(list[Any]):
    """A list."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


def child(node: Any, step: int | str) -> Any:
    """One step down: the value of a key, the item of a list. The node itself where the step leads nowhere.

    Validators put the names of alternatives into their locations; such steps are not in the data.
    """
    if isinstance(node, Mapping) and step in node:
        return node[str(step)]
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
        return node[step]
    return node


def place_of(node: Any, path: tuple[int | str, ...], fallback: Place) -> Place:
    """The place that a validator's location points to: the value of a key, or the item of a list."""
    for step in path:
        node = child(node, step)
    place: Place = getattr(node, "place", fallback)
    return place
