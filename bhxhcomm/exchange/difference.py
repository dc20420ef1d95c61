"""What changed between two wordings, word by word, so that a translator sees it at a glance."""

from __future__ import annotations

import difflib
import re
from typing import Literal

Kind = Literal["same", "gone", "new"]
_WORD = re.compile(r"\s+|\{[^{}]*\}|\d+(?:[.,/:]\w[\w-]*)*%?|\w+|[^\w\s]")
"""A word, a placeholder, a sign, or a whole number with its points, be it that of a law: half a figure says nothing."""


def parts(before: str, after: str) -> tuple[tuple[Kind, str], ...]:
    """The words of both in reading order: what stayed, what is gone, what is new."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    found: list[tuple[Kind, str]] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(old[start:end])))
            continue
        if end > start:
            found.append(("gone", "".join(old[start:end])))
        if new_end > new_start:
            found.append(("new", "".join(new[new_start:new_end])))
    return tuple(found)


def marked(before: str, after: str) -> str:
    """The difference in one line: `[-gone-]` and `{+new+}`, as `git diff --word-diff` shows it."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[kind].format(words) for kind, words in parts(before, after))
