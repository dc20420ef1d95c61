"""How long a spoken text takes: its syllables, and how many a voice says in a second."""

from __future__ import annotations

import re
from functools import lru_cache

from bhxhcomm.language.nearest import folded
from bhxhcomm.language.syllable import is_syllable

WORDS_A_MINUTE = 145
"""The speed of a newsreader. Commune loudspeakers, which echo, want 125 to 130."""

_MEASURED = ((120, 2.75), (130, 3.0), (140, 3.27), (150, 3.5), (160, 3.75), (175, 4.14))
"""Words a minute as speech engines set them, and the syllables a second that eSpeak NG 1.52 then says in Vietnamese."""
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(spoken: str) -> int:
    """The syllables of a spoken text. A word that is not spelt like a Vietnamese syllable has one for each of its vowels."""
    return sum(_in_word(word) for word in _WORD.findall(spoken))


@lru_cache(maxsize=8192)
def _in_word(word: str) -> int:
    return 1 if is_syllable(word) else max(1, len(_VOWELS.findall(folded(word))))


def syllables_a_second(words_a_minute: float) -> float:
    """Syllables a second at a speed, between the measured speeds in proportion. ValueError for a speed that is not positive."""
    if words_a_minute <= 0:
        raise ValueError(f"not a speed: {words_a_minute}")
    (first, slowest), (last, fastest) = _MEASURED[0], _MEASURED[-1]
    if words_a_minute <= first:
        return slowest * words_a_minute / first
    if words_a_minute >= last:
        return fastest * words_a_minute / last
    above = next(index for index, (speed, _rate) in enumerate(_MEASURED) if speed >= words_a_minute)
    (slow, low), (fast, high) = _MEASURED[above - 1], _MEASURED[above]
    return low + (high - low) * (words_a_minute - slow) / (fast - slow)


def seconds(spoken: str, words_a_minute: float = WORDS_A_MINUTE) -> float:
    """About how many seconds a spoken text takes at a speed (words a minute), without the pauses that are asked for."""
    return syllables(spoken) / syllables_a_second(words_a_minute)
