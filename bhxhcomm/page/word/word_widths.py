"""How wide the words of a finished paragraph will be, each run in the face that it names, and which of them are figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bhxhcomm.language.breaking import ZWSP
from bhxhcomm.page.measuring.widths import UNKNOWN_EM, measure
from bhxhcomm.page.word.xml import Element, name

if TYPE_CHECKING:
    from bhxhcomm.page.word.fonts import Faces

_WORD_ENDS = re.compile(f"([ {ZWSP}])")
"""Where a line may end. Hyphens and slashes are not among them: what they join, above all a code, is to stay on one line."""


@dataclass(frozen=True, slots=True)
class Word:
    """What no line end may part: its text, and its width in em."""

    text: str
    em: float

    @property
    def is_figure(self) -> bool:
        """Whether a digit stands in it: broken over two lines it would be read as two figures."""
        return any(character.isdecimal() for character in self.text)


def words(paragraph: Element, faces: Faces, *, bold: bool = False) -> list[Word]:
    """The words of a paragraph. `bold` says that its style is."""
    found, text, em = [], "", 0.0
    for piece, width in _measured(paragraph, faces, bold):
        if _WORD_ENDS.fullmatch(piece):
            found.append(Word(text, em))
            text, em = "", 0.0
        else:
            text, em = text + piece, em + width
    return [word for word in (*found, Word(text, em)) if word.text]


def whole(paragraph: Element, faces: Faces, *, bold: bool = False) -> float:
    """The width of the paragraph on one line, in em."""
    return sum(width for _piece, width in _measured(paragraph, faces, bold))


def _measured(paragraph: Element, faces: Faces, bold: bool) -> Iterator[tuple[str, float]]:
    """The words and the gaps between them, as far as each stands in one run."""
    for run in paragraph.iter(name("w:r")):
        properties = run.find(name("w:rPr"))
        told: Iterable[Element] = () if properties is None else properties
        fonts = next((item for item in told if item.tag == name("w:rFonts")), None)
        family = faces.base if fonts is None else fonts.get(name("w:ascii"))
        heavy = bold or any(item.tag == name("w:b") for item in told)
        files = list(faces.files.values())
        width = (measure((family,), files, weight=700) if heavy else None) or measure((family,), files, weight=400)
        for part in run.iter(name("w:t"), name("w:noBreakHyphen")):
            text = "-" if part.tag == name("w:noBreakHyphen") else part.text or ""
            for piece in _WORD_ENDS.split(text):
                if piece:
                    yield piece, width(piece) if width else UNKNOWN_EM * len(piece)
