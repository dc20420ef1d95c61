"""Every letter of an alphabet set by the page engine, and compared pixel by pixel with what its font says of it.

A letter is right when no glyph is missing, all of it comes from one font of its language, its marks stand where the font's own
tables put them (as HarfBuzz reads them for Pillow, which knows nothing of the page engine), and each mark is clear of its base
and of other marks. Versions of HarfBuzz differ: 6.0, which sets pages on Debian 12, and the 14.5 of Pillow place some marks of
the bold Tai Heritage Pro 0.05 em apart. `benchmarks/run.py alphabets` prints the measures, `tests/page/test_specimen.py` holds
them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bhxhcomm.language import registry
from bhxhcomm.language.entry import Language
from bhxhcomm.page.html.source import PageSource
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.measuring.letters import families
from bhxhcomm.page.pictures import pixels

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    Pixels = np.ndarray[Any, np.dtype[np.bool_]]

EM_PX = 96
"""Pixels of a type size, in the pictures that are compared."""
FARTHEST = 6
"""Pixels beyond which it does not matter how far away ink is."""
WEIGHTS = (400, 700)
ATTACHED = frozenset("\u031b\u0327\u0328\u0321\u0322")
"""Marks that belong to their base by design: horn, cedilla, ogonek, hooks."""
_TYPE_PX = 48
_FINE = 4
"""How many times larger the font's own drawing is made first."""
_CELL_PX = (150, 190)
_COLUMNS, _ROWS = 16, 14
_DOTLESS = {"i": "ı", "j": "ȷ"}


@dataclass(frozen=True, slots=True)
class LetterSetting:
    """How one letter came out in one weight. Lengths in type sizes (em); `gap` is None where nothing stands apart.

    `parts` says of how many separate pieces of ink it is made, `own` of how many in the font's own drawing; `expected` of how
    many its base and its marks are, each alone.
    """

    text: str
    weight: int
    family: str
    departure: float
    parts: int
    own: int
    expected: int
    marked: bool
    gap: float | None

    @property
    def is_clear(self) -> bool:
        """Whether its marks touch neither their base nor each other."""
        return self.parts >= self.expected

    @property
    def is_by_design(self) -> bool:
        """Whether what touches does so in the font's own drawing."""
        return self.parts >= min(self.own, self.expected)


@dataclass(frozen=True, slots=True)
class Specimen:
    """What became of an alphabet: how its letters came out, and what was wrong with the pages."""

    lang: str
    settings: tuple[LetterSetting, ...]
    missing: tuple[str, ...]
    foreign: tuple[str, ...] = field(default=())
    """Fonts on the pages beside the one that has the letters."""

    @property
    def touching(self) -> tuple[LetterSetting, ...]:
        """The letters whose marks are not clear."""
        return tuple(setting for setting in self.settings if not setting.is_clear)

    @property
    def pushed(self) -> tuple[LetterSetting, ...]:
        """Those of them whose marks would be clear if they stood as the font draws them."""
        return tuple(setting for setting in self.settings if not setting.is_by_design)

    @property
    def farthest(self) -> float:
        """The greatest departure from the font's own positions, in em."""
        return max((setting.departure for setting in self.settings), default=0.0)

    @property
    def least_gap(self) -> float:
        """The least distance between a mark and what it stands beside, in em."""
        return min((setting.gap for setting in self.settings if setting.gap is not None), default=0.0)


def texts(language: Language) -> tuple[str, ...]:
    """What is set of an alphabet: each letter in both cases and both normal forms; each mark of other scripts on each base."""
    main = (*language.exemplar.main, *_own_auxiliary(language))
    marks = [letter for letter in main if unicodedata.category(letter[0])[0] == "M"]
    letters = [letter for letter in main if letter not in marks]
    bases = [letter for letter in letters if unicodedata.category(letter[0]) == "Lo" and len(letter) == 1]
    if language.script == "Khmr":
        bases = [letter for letter in bases if letter <= "\u17a2"]
        marks = [mark for mark in marks if mark != "\u17d2"]
        letters += [f"{base}\u17d2{below}" for base in bases[:2] for below in bases if below != "ឡ"]
    if language.script == "Cham":
        bases = [letter for letter in bases if "\uaa06" <= letter <= "\uaa28"]
    if language.script == "Tavt":
        bases = [letter for letter in bases if letter <= "ꪯ"]
    cased = [form for letter in letters for form in (letter, letter.upper())]
    marked = [base + mark for base in bases for mark in marks]
    forms = [unicodedata.normalize(form, text) for text in (*cased, *marked) for form in ("NFC", "NFD")]
    return tuple(dict.fromkeys(forms))


def _own_auxiliary(language: Language) -> tuple[str, ...]:
    """Letters of names and loans that are not those of the language that lends them, which is looked at by itself."""
    lender = registry.current().by_id.get(language.exemplar.borrows)
    lent = {*lender.exemplar.main, *lender.exemplar.auxiliary} if lender else set()
    return tuple(letter for letter in language.exemplar.auxiliary if letter not in lent)


def specimen(language: Language, *, workspace: Path | None = None) -> Specimen:
    """Set and measure the alphabet of a language. Takes some seconds. Raises `MachineError` when a font is missing."""
    files = fonts.find(language.fonts.all, workspace)
    covers = fonts.covers(files)
    wanted = texts(language)
    family = next((name for name in language.fonts.body if covers[name].issuperset(map(ord, wanted[0]))), "")
    settings: list[LetterSetting] = []
    missing: list[str] = []
    foreign: set[str] = set()
    for weight in WEIGHTS:
        file = next(font for font in files if (font.family, font.weight, font.style) == (family, weight, "normal"))
        for start in range(0, len(wanted), _COLUMNS * _ROWS):
            sheet = wanted[start : start + _COLUMNS * _ROWS]
            shown, absent, used = _set(language, sheet, weight, files)
            missing += absent
            foreign |= used - {_face_name(file)}
            for text, found in zip(sheet, shown, strict=True):
                settings.append(_compared(text, weight, file, language.tag, found))
    return Specimen(language.id, tuple(settings), tuple(dict.fromkeys(missing)), tuple(sorted(foreign)))


def _face_name(font: fonts.FontFile) -> str:
    from fontTools.ttLib import TTFont

    with TTFont(font.path, lazy=True) as face:
        return str(face["name"].getDebugName(16) or face["name"].getDebugName(1)).replace(" ", "-")


def _set(
    language: Language, sheet: Sequence[str], weight: int, files: Sequence[fonts.FontFile]
) -> tuple[list[Pixels], list[str], set[str]]:
    """One page of letters, each in a cell of its own: the ink of every cell, characters without a glyph, fonts on the page."""
    import numpy as np

    from bhxhcomm.page import pdf

    width, height = _CELL_PX
    rows = -(-len(sheet) // _COLUMNS)
    css = (
        f":root {{ font-family: {families(language.fonts.body)} }} body {{ margin: 0 }}"
        f"@page {{ size: {width * _COLUMNS}px {height * rows}px; margin: 0 }}"
        f"main {{ display: block; height: {height * rows}px; font-size: 0; line-height: 0; white-space: normal }}"
        f"p {{ display: inline-block; margin: 0; width: {width}px; height: {height}px; text-align: center; vertical-align: top;"
        f" font-size: {_TYPE_PX}px; line-height: {height}px; font-weight: {weight}; white-space: nowrap; color: #000000 }}"
    )
    cells = "".join(f"<p>{text}</p>" for text in sheet)
    html = f'<html lang="{language.tag}"><title>{language.id}</title><body><main data-panel="x">{cells}</main></body></html>'
    source = PageSource(html, css, {}, (), language.id, language.id, 1, ("x",), False, "")
    made = pdf.render(source, files)
    absent = [str(code) for code in made.checks["missing_glyphs"]]
    ink = _ink(next(pixels.images(made.pdf, EM_PX * 96 // _TYPE_PX)))
    scale = EM_PX / _TYPE_PX
    side, tall = round(width * scale), round(height * scale)
    shown = []
    for number in range(len(sheet)):
        row, column = divmod(number, _COLUMNS)
        shown.append(ink[row * tall : (row + 1) * tall, column * side : (column + 1) * side])
    used = {str(name) for name in made.checks["fonts"]}
    return [np.ascontiguousarray(cell) for cell in shown], absent, {name.removesuffix("-Bold") for name in used}


def _ink(picture: Image) -> Pixels:
    import numpy as np

    return np.asarray(picture.convert("L")) < 128


def _compared(text: str, weight: int, font: fonts.FontFile, lang: str, found: Pixels) -> LetterSetting:
    own = _trimmed(_drawn(font.path, text, lang))
    page = _trimmed(found)
    departure, pieces, of_own, gap = _measured(_Ink.of(page), _Ink.of(own))
    base, marks = _taken_apart(text)
    expected = _alone(font.path, base, lang) + sum(_alone_mark(font.path, mark) for mark in marks)
    return LetterSetting(
        text,
        weight,
        font.family,
        departure / EM_PX,
        pieces,
        of_own,
        expected if marks else pieces,
        bool(marks),
        gap if marks else None,
    )


@dataclass(frozen=True, slots=True)
class _Ink:
    """A picture of ink as a value: letters that look alike, in two normal forms or two languages, are measured once."""

    shape: tuple[int, ...]
    packed: bytes

    @classmethod
    def of(cls, ink: Pixels) -> _Ink:
        import numpy as np

        return cls(ink.shape, np.packbits(ink).tobytes())

    def pixels(self) -> Pixels:
        import numpy as np

        count = self.shape[0] * self.shape[1]
        return np.unpackbits(np.frombuffer(self.packed, np.uint8), count=count).reshape(self.shape).view(bool)


@lru_cache(maxsize=8192)
def _measured(on_page: _Ink, by_font: _Ink) -> tuple[int, int, int, float | None]:
    """Of a letter on a page and as its font draws it: the departure, of how many pieces each is, the gap between those on the
    page, None where there is one."""
    page, own = on_page.pixels(), by_font.pixels()
    pieces = _pieces(page)
    return _departure(page, own), pieces, _pieces(own), _gap(page, pieces) if pieces > 1 else None


def _taken_apart(text: str) -> tuple[str, tuple[str, ...]]:
    """A letter as its base, with what is attached to it by design, and the marks that must stand clear of it."""
    parts = unicodedata.normalize("NFD", text)
    if "\u17d2" in parts:
        return text, ()
    marks = tuple(part for part in parts[1:] if unicodedata.category(part) == "Mn" and part not in ATTACHED)
    base = "".join(part for part in parts if part not in marks)
    if marks and any(unicodedata.combining(mark) == 230 for mark in marks):
        base = _DOTLESS.get(base, base)
    return unicodedata.normalize("NFC", base), marks


@lru_cache(maxsize=4096)
def _alone(path: Path, base: str, lang: str) -> int:
    return _pieces(_trimmed(_drawn(path, base, lang)))


@lru_cache(maxsize=1024)
def _alone_mark(path: Path, mark: str) -> int:
    """Of how many pieces a mark is, drawn without a base."""
    return _pieces(_trimmed(_drawn(path, mark, "", shaped=False)))


@cache
def _font(path: Path, shaped: bool) -> Any:
    from PIL import ImageFont

    engine = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(path), _FINE * EM_PX, layout_engine=engine)


def _drawn(path: Path, text: str, lang: str, *, shaped: bool = True) -> Pixels:
    """A letter as its font draws it, by Pillow: large, so that no hint moves anything, and then made smaller."""
    import numpy as np
    from PIL import Image, ImageDraw

    side = 5 * EM_PX * _FINE
    image = Image.new("L", (side, side), 0)
    place = (2 * EM_PX * _FINE, 3 * EM_PX * _FINE)
    ImageDraw.Draw(image).text(
        place, text, fill=255, font=_font(path, shaped), anchor="ls", language=(lang or None) if shaped else None
    )
    left, top, right, bottom = image.getbbox() or (0, 0, _FINE, _FINE)
    corner = (left // _FINE * _FINE, top // _FINE * _FINE)
    around = image.crop((*corner, -(-right // _FINE) * _FINE, -(-bottom // _FINE) * _FINE))
    return np.asarray(around.reduce(_FINE)) > 127


def _trimmed(ink: Pixels) -> Pixels:
    """The ink without the white around it."""
    import numpy as np

    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return ink[:0, :0]
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _departure(one: Pixels, other: Pixels) -> int:
    """How far ink of one picture is at most from ink of the other, in pixels, when they are laid over each other as well as may
    be (edges are drawn a little differently); `FARTHEST` and one more for farther."""
    import numpy as np

    height = max(one.shape[0], other.shape[0]) + 2 * FARTHEST
    width = max(one.shape[1], other.shape[1]) + 2 * FARTHEST

    def placed(ink: Pixels, down: int, right: int) -> Pixels:
        canvas = np.zeros((height, width), dtype=bool)
        top, left = FARTHEST + down, FARTHEST + right
        canvas[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
        return canvas

    best = FARTHEST + 1
    fixed = placed(other, 0, 0)
    for down, right in ((0, 0), (0, 1), (1, 0), (0, -1), (-1, 0)):
        if best <= 2:
            break
        moved = placed(one, down, right)
        first, second = moved, fixed
        for distance in range(best):
            if not (moved & ~second).any() and not (fixed & ~first).any():
                best = distance
                break
            first, second = _grown(first), _grown(second)
    return best


def _grown(ink: Pixels) -> Pixels:
    """The ink and every pixel beside it."""
    grown = ink.copy()
    grown[1:] |= ink[:-1]
    grown[:-1] |= ink[1:]
    wide = grown.copy()
    wide[:, 1:] |= grown[:, :-1]
    wide[:, :-1] |= grown[:, 1:]
    return wide


def _pieces(ink: Pixels) -> int:
    """Of how many pieces of at least four pixels the ink is; what touches at a corner is one."""
    parent: list[int] = []
    size: list[int] = []
    above: list[tuple[int, int, int]] = []

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for row in _runs(ink):
        runs = []
        for start, end in row:
            own = len(parent)
            parent.append(own)
            size.append(end - start)
            for first, last, number in above:
                if first <= end and start <= last:
                    one, other = root(number), root(own)
                    if one != other:
                        parent[other] = one
                        size[one] += size[other]
            runs.append((start, end, own))
        above = runs
    return sum(1 for number in range(len(parent)) if root(number) == number and size[number] >= 4)


def _runs(ink: Pixels) -> list[list[tuple[int, int]]]:
    """The runs of ink in each row of pixels, from one column to before another."""
    import numpy as np

    edges = np.diff(np.pad(ink, ((0, 0), (1, 1))).view(np.int8), axis=1)
    at, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    found: list[list[tuple[int, int]]] = [[] for _row in ink]
    for row, start, end in zip(at.tolist(), starts.tolist(), ends.tolist(), strict=True):
        found[row].append((start, end))
    return found


def _gap(ink: Pixels, pieces: int) -> float:
    """The least distance between two pieces of ink in em, to a pixel; what is farther than `FARTHEST` counts as that."""
    import numpy as np

    grown = np.pad(ink, FARTHEST)
    for distance in range(1, FARTHEST + 1):
        grown = _grown(grown)
        if _pieces(grown) < pieces:
            return (2 * distance - 1) / EM_PX
    return 2 * FARTHEST / EM_PX


def summary(specimens: Iterable[Specimen]) -> list[tuple[str | float, ...]]:
    """One row for each language: what a table shows of it."""
    return [
        (
            one.lang,
            len(one.settings),
            len(one.missing),
            len(one.foreign),
            round(1000 * one.farthest),
            sum(setting.marked for setting in one.settings),
            len(one.touching),
            len(one.pushed),
            round(1000 * one.least_gap),
        )
        for one in specimens
    ]
