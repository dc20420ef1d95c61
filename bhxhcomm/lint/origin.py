"""Where a character of a text stands in its YAML file, through quotes, escapes and folded lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import Path

from bhxhcomm.content import yaml_reading
from bhxhcomm.content.shapes import Prose
from bhxhcomm.core.problems import Place, Problems

_ESCAPE_LENGTH = {"x": 4, "u": 6, "U": 10}
_BREAK = re.compile("\n")
_FIRST_LINE = re.compile(r"(?:[ ]*\n)*([ ]*)")


class Origins:
    """The files of a workspace as text, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._texts: dict[str, str] = {}
        self._lines: dict[str, list[int]] = {}
        self._offsets: dict[tuple[Place, str], list[int]] = {}

    def text(self, path: str) -> str:
        """The text of a file, named from the root; empty when it cannot be read (which loading has reported)."""
        if path not in self._texts:
            self._texts[path] = yaml_reading.read_text(self.root / path, path, Problems(), root=self.root) or ""
        return self._texts[path]

    def place(self, prose: Prose, offset: int) -> Place:
        """The place of a character of a text; where the file is no longer as it was read, that of its text."""
        start, text = prose.place, self.text(prose.place.path)
        begin = self._index(start)
        if begin is None:
            return prose.at(offset)
        offsets = self._offsets.get((start, prose.raw))
        if offsets is None:
            offsets = self._offsets[start, prose.raw] = _offsets(text, begin, prose.raw)
        return self.point(start.path, offsets[offset]) if offset < len(offsets) else prose.at(offset)

    def point(self, path: str, index: int) -> Place:
        """Line and column of a character of a file."""
        starts = self._line_starts(path)
        line = bisect_right(starts, index)
        return Place(path, line, index - starts[line - 1] + 1)

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
        starts = self._line_starts(place.path)
        if not 0 < place.line <= len(starts):
            return None
        return starts[place.line - 1] + place.column - 1

    def _line_starts(self, path: str) -> list[int]:
        if path not in self._lines:
            self._lines[path] = [0, *(match.end() for match in _BREAK.finditer(self.text(path)))]
        return self._lines[path]


def _offsets(text: str, begin: int, value: str) -> list[int]:
    """For each character of a scalar that begins at `begin` of a file, where it stands; up to where they disagree."""
    style = text[begin : begin + 1]
    block = style in ("|", ">")
    at, indent = begin, 0
    if block:
        at = text.find("\n", begin) + 1
        first = _FIRST_LINE.match(text, at)
        if not at or first is None:
            return []
        indent = len(first.group(1))
        at = first.start(1) + indent if not value.startswith("\n") else at
    elif style in ("'", '"'):
        at += 1
    found: list[int] = []
    unfolded = at
    while at < len(text) and len(found) < len(value):
        char = text[at]
        length, made = 1, 1
        if style == '"' and char == "\\":
            following = text[at + 1 : at + 2]
            if following == "\n":
                at = _skip(text, at + 2, " \t")
                continue
            length = _ESCAPE_LENGTH.get(following, 2)
        elif style == "'" and text.startswith("''", at):
            length = 2
        elif block and char == "\n":
            breaks = _skip(text, at, "\n") - at
            length = min(_skip(text, at + breaks, " ") - at, breaks + indent)
            made = breaks if style == "|" or breaks == 1 else breaks - 1
        elif not block and at >= unfolded and char in " \t\n":
            unfolded = _skip(text, at, " \t")
            if text.startswith("\n", unfolded):
                end = _skip(text, unfolded, " \t\n")
                length, made = end - at, max(1, text.count("\n", at, end) - 1)
                unfolded = end
            elif value[len(found)] != char:
                break
        elif value[len(found)] != char:
            break
        found.extend([at] * made)
        at += length
    return found


def _skip(text: str, at: int, chars: str) -> int:
    while at < len(text) and text[at] in chars:
        at += 1
    return at
