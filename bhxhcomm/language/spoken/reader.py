"""Reading a text from its beginning to its end, each point by the first rule that knows it."""

from __future__ import annotations

from collections.abc import Callable

from bhxhcomm.edition.text import Text, Words, shown
from bhxhcomm.language.normalise import nfc
from bhxhcomm.language.numerals import Accent
from bhxhcomm.language.spoken import lexicon as lexicons
from bhxhcomm.language.spoken.reading import Reading
from bhxhcomm.problems import Place

At = Callable[[int], Place]
"""The place of a character of the text, counted from 0; a figure counts as one."""


def read(
    text: str, *, lexicon: lexicons.Lexicon | None = None, accent: Accent = Accent.NORTH, at: At | None = None
) -> Reading:
    """Words that somebody typed, as they are said. `at` gives the place of a character, for problems."""
    return read_text((Words(text),), lexicon=lexicon, accent=accent, at=at)


def read_text(
    text: Text, *, lexicon: lexicons.Lexicon | None = None, accent: Accent = Accent.NORTH, at: At | None = None
) -> Reading:
    """A resolved text as it is said, its figures from their values. `at` gives the place of a character, for problems.

    Characters are counted in NFC over the words of all spans, and each figure counts as one, as in `Passage.text`.
    """
    spoken = "".join(nfc(span.text) if isinstance(span, Words) else shown(span, "vi") for span in text)
    return Reading(spoken)
