"""The known names nearest to a misspelt one, for hints.

Marks and case do not count (`Dak Lak` finds `Đắk Lắk`), nor does the order of dotted parts (`bhyt.nguoi_1.ho_gia_dinh`
finds `bhyt.ho_gia_dinh.nguoi_1`), and the end of a dotted name stands for the whole (`nguoi_1`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

CUTOFF = 0.6
"""The least likeness, between 0 and 1, at which a name is worth offering (the value that difflib itself proposes)."""


def nearest(word: str, known: Iterable[str], n: int = 3) -> list[str]:
    """At most `n` of the known names, the likest first, then by the alphabet; empty when none is like it."""
    wanted = folded(word)
    if not wanted or n < 1:
        return []
    scored = ((_likeness(wanted, folded(name)), name) for name in set(known))
    found = sorted((-score, name) for score, name in scored if score >= CUTOFF)
    return [name for _, name in found[:n]]


def folded(text: str) -> str:
    """The text without marks and capitals: `Đắk Lắk` becomes `dak lak`."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.strip()) if not unicodedata.combining(c))
    return bare.casefold().replace("đ", "d")


def _likeness(wanted: str, name: str) -> float:
    if wanted == name:
        return 1.0
    if name.endswith("." + wanted) or wanted.endswith("." + name):
        return 0.95
    best = _ratio(wanted, name)
    if "." in wanted and "." in name:
        best = max(best, 0.99 * _ratio(_sorted_parts(wanted), _sorted_parts(name)))
    elif "." in name:
        best = max(best, 0.95 * _ratio(wanted, name.rpartition(".")[2]))
    return best


def _ratio(first: str, second: str) -> float:
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < CUTOFF or matcher.quick_ratio() < CUTOFF:
        return 0.0
    return matcher.ratio()


def _sorted_parts(name: str) -> str:
    return ".".join(sorted(name.split(".")))
