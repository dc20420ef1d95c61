"""The lexicon: abbreviations, words that are said otherwise than they are spelt, units, parts of legal numbers, letters.

It stands in `locales/lexicon/vi.yaml` (format `lexicon/1`). A workspace has its own file of the same name, which is read by
`content.lexicon` and laid over the shipped one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from typing import Any

from bhxhcomm.core import resources
from bhxhcomm.language.normalise import nfc

FORMAT = "lexicon/1"
FILE = "locales/lexicon/vi.yaml"
"""Where the lexicon stands, in the project and in a workspace alike."""

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What is said for what is written, each section by its written form.

    `abbreviations` are matched exactly, with their capitals and full stops.
    `words` are matched in small and capital letters. `units` stand behind a number. `per` are the units that a slash may
    lead to (đồng/tháng). `kinds` and `issuers` are the parts of a legal number (NĐ-CP). `addresses` are parts of web
    addresses, and `letters` the names of letters.
    """

    abbreviations: Words = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    units: Words = field(default_factory=dict)
    per: Words = field(default_factory=dict)
    kinds: Words = field(default_factory=dict)
    issuers: Words = field(default_factory=dict)
    addresses: Words = field(default_factory=dict)
    letters: Words = field(default_factory=dict)

    def extended(self, other: Lexicon) -> Lexicon:
        """This lexicon with the words of another laid over it."""
        return replace(
            self, **{part.name: {**getattr(self, part.name), **getattr(other, part.name)} for part in fields(self)}
        )


SECTIONS = tuple(part.name for part in fields(Lexicon))


@cache
def shipped() -> Lexicon:
    """The lexicon that comes with bhxhcomm."""
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    file = yaml.load((resources.root() / FILE).read_text(encoding="utf-8"), Loader=loader)
    return Lexicon(
        **{name: {nfc(key): nfc(words) for key, words in (file.get(name) or {}).items()} for name in SECTIONS}
    )


@lru_cache(maxsize=8)
def over_shipped(own: Lexicon | None) -> Lexicon:
    """The shipped lexicon, with that of a workspace, if it has one, laid over it."""
    return shipped() if own is None else shipped().extended(own)
