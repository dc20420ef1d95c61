"""Where a character of a text stands in its YAML file, through quotes, escapes and folded lines."""

from __future__ import annotations

import re
from pathlib import Path

from bhxhcomm.content import reading
from bhxhcomm.content.shapes import Prose
from bhxhcomm.problems import Place, Problems

_ESCAPE_LENGTH = {"x": 4, "u": 6, "U": 10}


class Origins:
    """The files of a workspace as text, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._texts: dict[str, str] = {}
        self._lines: dict[str, list[int]] = {}

    def text(self, path: str) -> str:
        """The text of a file, named from the root; empty when it cannot be read (which loading has reported)."""
        if path not in self._texts:
            self._texts[path] = reading.read_text(self.root / path, path, Problems()) or ""
        return self._texts[path]

    def place(self, prose: Prose, offset: int) -> Place:
        """The place of a character of a text; where the file is no longer as it was read, that of its text."""
        start, text = prose.place, self.text(prose.place.path)
        begin = self._index(start)
        found = _walk(text, begin, prose.raw, offset) if begin is not None else None
        return prose.at(offset) if found is None else self.point(start.path, found)

    def point(self, path: str, index: int) -> Place:
        """Line and column of a character of a file."""
        text = self.text(path)
        return Place(path, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))

    def key(self, value: Place, key: str) -> Place:
        """The place of a key whose value stands at `value`."""
        index = self._index(value)
        found = self.text(value.path).rfind(key, 0, index) if index is not None else -1
        return self.point(value.path, found) if found >= 0 else value

    def line_of(self, path: str, pattern: str) -> Place:
        """The first place that a pattern matches in a file (`^` being the beginning of a line), else the file."""
        match = re.search(pattern, self.text(path), re.MULTILINE)
        return self.point(path, match.start()) if match else Place(path)

    def _index(self, place: Place) -> int | None:
        text = self.text(place.path)
        starts = self._lines.get(place.path)
        if starts is None:
            starts = self._lines[place.path] = [0, *(match.end() for match in re.finditer("\n", text))]
        if not 0 < place.line <= len(starts):
            return None
        return starts[place.line - 1] + place.column - 1


def _walk(text: str, begin: int, value: str, offset: int) -> int | None:
    """The index in `text` of the character `offset` of a scalar that begins at `begin`; None if they do not agree."""
    style = text[begin : begin + 1]
    at, indent = begin, 0
    if style in ("|", ">"):
        at = text.find("\n", begin) + 1
        first = re.compile(r"(?:[ ]*\n)*([ ]*)").match(text, at)
        if not at or first is None:
            return None
        indent = len(first.group(1))
        at = first.start(1) + indent if not value.startswith("\n") else at
    elif style in ("'", '"'):
        at += 1
    done = 0
    while at < len(text):
        char = text[at]
        if style == '"' and char == "\\":
            following = text[at + 1 : at + 2]
            if following == "\n":
                at = _skip(text, at + 2, " \t")
                continue
            length, made = _ESCAPE_LENGTH.get(following, 2), 1
        elif style == "'" and text.startswith("''", at):
            length, made = 2, 1
        elif char in " \t\n" and (fold := re.compile(r"[ \t]*\n[ \t\n]*").match(text, at)):
            breaks = fold.group().count("\n")
            length = fold.end() - at
            if style in ("|", ">"):
                length = _skip(text, at, "\n") - at or 1
                breaks = text.count("\n", at, at + length)
                if breaks:
                    length = min(_skip(text, at + length, " ") - at, length + indent)
            made = breaks if style == "|" else 1 if breaks <= 1 else breaks - 1
        else:
            length, made = 1, 1
            if value[done : done + 1] != char:
                return None
        if done + made > offset:
            return at
        at, done = at + length, done + made
    return None


def _skip(text: str, at: int, chars: str) -> int:
    while at < len(text) and text[at] in chars:
        at += 1
    return at
