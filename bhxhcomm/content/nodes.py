"""What a YAML file holds, before any schema: mappings, lists and scalars that know where they stand.

Nothing is typed here: every scalar is the words that were written. The three classes are the built-in containers with a
place added, so that a validator can read them as such.
"""

from __future__ import annotations

import re
from typing import Any

from bhxhcomm.core.problems import Place

Node = "Scalar | Mapping | Sequence"


class Scalar(str):
    """A scalar as it was written.

    `written` is its spelling in the file, with quotes, escapes and line breaks; `swallowed` holds what YAML took for a
    comment on the same line (`Ưu tiên #1` loses `#1`).
    """

    place: Place
    written: str
    swallowed: str

    def __new__(cls, text: str, place: Place, *, written: str = "", swallowed: str = "") -> Scalar:
        node = super().__new__(cls, text)
        node.place = place
        node.written = written or text
        node.swallowed = swallowed
        return node

    @property
    def plain(self) -> bool:
        """Whether it stood without quotes, on the lines of its key."""
        return self.written[:1] not in ('"', "'", "|", ">") or self.written == self

    def at(self, offset: int) -> Place:
        """The place of one character of the text, counted from 0.

        Spelling and text differ in white space and in escapes; the characters between are found by counting them.
        """
        before = sum(not char.isspace() for char in self[:offset])
        at_white_space = offset >= len(self) or self[offset].isspace()
        index = self._written_index(before, end=at_white_space)
        line = self.written.count("\n", 0, index)
        if line:
            return Place(self.place.path, self.place.line + line, index - self.written.rindex("\n", 0, index))
        return Place(self.place.path, self.place.line, self.place.column + index)

    def _written_index(self, before: int, *, end: bool) -> int:
        """Where in the spelling the character stands that has `before` visible ones before it, or the end of the last."""
        style = "" if self.plain else self.written[0]
        begin = self.written.find("\n") + 1 if style in ("|", ">") else len(style)
        index = begin
        for match in _CHARACTER.get(style, _CHARACTER[""]).finditer(self.written, begin):
            if _is_white_space(match.group(), style):
                continue
            if not before:
                return index if end else match.start()
            before -= 1
            index = match.end()
        return index


_CHARACTER = {
    "": re.compile(r".", re.DOTALL),
    "'": re.compile(r"''|.", re.DOTALL),
    '"': re.compile(r"\\(?:x..|u....|U........|.)|.", re.DOTALL),
}
"""How one character is spelt: by itself; doubled in single quotes; escaped in double ones."""


def _is_white_space(spelling: str, style: str) -> bool:
    if style != '"' or spelling[0] != "\\" or len(spelling) == 1:
        return spelling.isspace()
    if spelling[1] in "xuU":
        return chr(int(spelling[2:], 16)).isspace()
    return spelling[1] in "ntrvfNLP_ \t\n"


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
