"""Whether letters are a syllable of Vietnamese as it is spelt. Tones and the marks on vowels do not count."""

from __future__ import annotations

import re

from bhxhcomm.language.nearest import folded

_SYLLABLE = re.compile(
    r"(?:b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?"
    r"(?:y|(?:[aeiou][aeiouy]{0,2}|y[aeiou]{1,2})(?:ch|c|ng|nh|n|m|p|t)?)|gi(?:n|m|ch)?"
)


def is_syllable(word: str) -> bool:
    """Whether a word is spelt like one syllable of Vietnamese: `đường` and `DUONG` are, `Krông` and `BHXH` are not."""
    return bool(_SYLLABLE.fullmatch(folded(word)))
