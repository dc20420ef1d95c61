"""The documents of the examples in the words of a real translation, in proportion: the Declaration of Human Rights.

Where a text of the leaflet has so many letters, a passage of the Declaration that has as many in Vietnamese stands in its
place, in the language that is tried. What it says has nothing to do with the leaflet: never to be shown to a reader. The four
translations lie in `declaration/` with their source; for other languages the sample of the registry is repeated (`sampled`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from bhxhcomm.edition.resolve import resolve
from bhxhcomm.language import breaking
from bhxhcomm.language.labels import labels
from bhxhcomm.language.registry import language
from bhxhcomm.materials import infographic, leaflet
from bhxhcomm.materials.document import Document
from tests.page.example_documents import EXAMPLES, OFFICES, space
from tests.page.leaflet_sample import SINCE
from tests.page.sampled import sampled

FOLDER = Path(__file__).parent / "declaration"
TRANSLATED = tuple(sorted(path.stem for path in FOLDER.glob("*.txt") if path.stem != "vi"))
"""The languages of which there is a real translation."""
PIECES = {"trifold": leaflet, "poster-text": leaflet, "tall": infographic}
"""What is tried: a tri-fold, a poster and a tall picture, with the module that composes each."""
_PIECE = re.compile("[^\\s\u200b]+[\\s\u200b]*")


@cache
def articles(lang: str) -> tuple[tuple[str, ...], ...]:
    """The thirty articles, each as the pieces between which its lines may break."""
    lines = (FOLDER / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    entry = language(lang)
    return tuple(
        tuple(_PIECE.findall(breaking.breakable(line, entry) + " ")) for line in lines if not line.startswith("#")
    )


def passages(lang: str) -> Callable[[int], str]:
    """A function that gives the next passage: as much as so many Vietnamese letters have become in the language."""
    sizes = [sum(map(len, article)) for article in articles("vi")]
    at = 0

    def place(letters: int) -> tuple[int, int]:
        number = 0
        while letters >= sizes[number]:
            letters -= sizes[number]
            number = (number + 1) % len(sizes)
        return number, round(letters / sizes[number] * len(articles(lang)[number]))

    def passage(letters: int) -> str:
        nonlocal at
        (first, start), (last, end) = place(at % sum(sizes)), place((at + letters) % sum(sizes))
        at += letters
        own = articles(lang)
        if first == last:
            found = own[first][start : max(end, start + 1)] or own[first][-1:]
        else:
            found = (*own[first][start:], *own[last][:end]) or own[last][:1]
        return "".join(found).replace("\u200b", "").strip()

    return passage


@cache
def piece(variant: str, lang: str, pack: str = "bhyt-ho-gia-dinh") -> Document:
    """An example in the words of the Declaration (in the sample's, where there is no translation)."""
    own = labels("vi", EXAMPLES / "locales" / "labels")
    edition = resolve(space(), pack, "vi", OFFICES[0], SINCE)
    composed = replace(PIECES[variant].compose(edition, variant, own), code="7K2M-9QXD")
    return sampled(composed, lang, passages(lang) if lang in TRANSLATED else None)
