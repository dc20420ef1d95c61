"""A passage: what a reader sees of one text, and where each character of it stands in the author's text.

Marks, backslashes and the addresses of links are gone; a placeholder is the single character `HOLE`, which no pattern for
digits or words matches.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from bhxhcomm.content.prose import Placeholder
from bhxhcomm.content.shapes import Prose
from bhxhcomm.language.normalise import is_nfc, nfc

HOLE = "\ufffc"
"""OBJECT REPLACEMENT CHARACTER: stands where a figure will."""
BLANK = "\ufffd"
"""Stands for each character of an address."""

_TOKEN = re.compile(r"[^\\{}*\[\]]+|\\[*\[\]\\]|\{\{|\}\}|\{[^{}\n]*\}|\*\*|\]\([^()\s]*\)|.", re.DOTALL)
_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", re.DOTALL)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|(?<![\w@-])(?<![\w-]\.)(?:[\w-]+\.)+(?:vn|com|org|net|me)\b(?:/\S*)?",
    re.IGNORECASE,
)


_HOLE = re.compile(HOLE)
_LIKE_ADDRESS = re.compile(r"\.[^\W\d_]|[@/]")


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a pack. `runs` are (index in `text`, offset in the source) of each stretch, `links` spans of `text`,
    `holes` where its placeholders stand, in their order.

    `bare` is the text with each address of the web or of mail, typed as words, blanked out to the same length.
    """

    prose: Prose
    text: str
    bare: str
    context: str
    runs: tuple[tuple[int, int], ...]
    links: tuple[tuple[int, int], ...]
    holes: tuple[int, ...]
    placeholders: tuple[Placeholder, ...]

    @classmethod
    def of(cls, prose: Prose, context: str) -> Passage:
        shown: list[str] = []
        runs: list[tuple[int, int]] = []
        links: list[tuple[int, int]] = []
        length = 0
        opened = -1
        source = prose.raw.rstrip()
        plain = is_nfc(source)
        for match in _TOKEN.finditer(source):
            token, at = match.group(), match.start()
            if token[0] == "\\" and len(token) == 2:
                token, at = token[1], at + 1
            elif token in ("{{", "}}"):
                token = token[0]
            elif token[0] == "{":
                token = HOLE
            elif token[0] == "*":
                continue
            elif token == "[":
                opened = length
                continue
            elif token.startswith("](") and opened >= 0:
                links.append((opened, length))
                opened = -1
                continue
            for part, shift in ((token, 0),) if plain else _clusters(token):
                shown.append(part)
                runs.append((length, at + shift))
                length += len(part)
        text = "".join(shown)
        holes = tuple(match.start() for match in _HOLE.finditer(text))
        return cls(prose, text, _without_addresses(text), context, tuple(runs), tuple(links), holes, prose.placeholders)

    def offset(self, index: int) -> int:
        """The offset in the source of the character at `index` of the text."""
        if not self.runs:
            return 0
        start, offset = self.runs[max(0, bisect_right(self.runs, (index, 1 << 60)) - 1)]
        return offset + index - start

    def holes_before(self, index: int) -> int:
        """How many placeholders stand before the character at `index`."""
        return bisect_left(self.holes, index)

    def excerpt(self, start: int, end: int) -> str:
        """A stretch of the text as the author wrote it, placeholders named."""
        return self.fill(self.text[start:end], self.holes_before(start))

    def fill(self, text: str, first: int = 0) -> str:
        """A text with holes, beginning with the hole of number `first`, with its placeholders named again."""
        for item in self.placeholders[first : first + text.count(HOLE)]:
            colon = f":{item.form}" if item.form else f":@{item.date.isoformat()}" if item.date else ""
            text = text.replace(HOLE, "{" + item.fact + colon + "}", 1)
        return text


def _without_addresses(text: str) -> str:
    if not _LIKE_ADDRESS.search(text):
        return text
    return _ADDRESS.sub(lambda match: BLANK * len(match.group()), text)


def _clusters(text: str) -> list[tuple[str, int]]:
    """Each letter with its marks as one, and where it begins, for a text that is not NFC."""
    return [(nfc(match.group()), match.start()) for match in _CLUSTER.finditer(text)]
