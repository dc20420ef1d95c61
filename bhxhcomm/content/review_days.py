"""New days of review: `review_by` of some facts set in the file they stand in, and not one other letter of it changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from typing import Any

from bhxhcomm.content import yaml_reading
from bhxhcomm.content.nodes import Mapping, Scalar
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems, error

KEY = "review_by"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def renewed(data: bytes, shown_as: str, facts: Collection[str], until: dt.date) -> bytes:
    """A file of facts or of an office with this `review_by` for some of its facts (ids). One without it gets a line of its own.

    Comments, order, quotes, line ends and byte-order mark stay as they are. Raises `ContentError` for a file that cannot be
    read (what `yaml_reading.parse` finds), and `review-unwritable` where more than the days would change.
    """
    mark, text = (b"\xef\xbb\xbf", data[3:].decode()) if data.startswith(b"\xef\xbb\xbf") else (b"", data.decode())
    before = _parsed(text, shown_as)
    day = until.isoformat()
    edits = sorted((_edit(before["facts"][name], day) for name in facts), reverse=True)
    lines = _LINE.findall(text)
    for line, column, length, words in edits:
        found = lines[line - 1]
        end = found[len(found.rstrip("\r\n")) :] or "\n"
        lines[line - 1] = found[: column - 1] + words.replace("\n", end) + found[column - 1 + length :]
    whole = "".join(lines)
    wanted = _plain(before)
    for name in facts:
        wanted["facts"][name][KEY] = day
    if _plain(_parsed(whole, shown_as)) != wanted:
        raise error(
            "review-unwritable",
            _("`{key}` cannot be set in this file without changing something else").format(key=KEY),
            Place(shown_as),
            _("write one line for each key of a fact"),
        )
    return mark + whole.encode()


def _edit(fact: Mapping, day: str) -> tuple[int, int, int, str]:
    """Where the day is written: line, column, the number of letters that it takes the place of, and what is written."""
    known = fact.get(KEY)
    if isinstance(known, Scalar):
        return known.place.line, known.place.column, len(known.written), day
    first = next(iter(fact.keys_at.values()))
    if fact.flow:
        return first.line, first.column, 0, f"{KEY}: {day}, "
    return first.line, first.column, 0, f"{KEY}: {day}\n{' ' * (first.column - 1)}"


def _parsed(text: str, shown_as: str) -> Mapping:
    problems = Problems()
    node = yaml_reading.parse(re.sub(r"\r\n?", "\n", text), shown_as, problems)
    problems.raise_errors()
    assert node is not None
    return node


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(item) for key, item in node.items()}
    return [_plain(item) for item in node] if isinstance(node, list) else str(node)
