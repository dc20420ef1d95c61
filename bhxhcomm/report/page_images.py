"""Pages in small: what a report shows of a piece, and where two versions of a page differ."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bhxhcomm.ledger.manifest import Piece, RecordedArtifact

if TYPE_CHECKING:
    from PIL import Image

WIDTH = 760
"""Pixels across: the body text of a leaflet can just be read, a page takes some 30 KB."""
QUALITY = 62
CELL = 12
"""Pixels of the squares in which two pages are compared: about a line of text in height."""
DIFFERENT = 40
"""Steps of 255 by which a pixel must differ: less is the noise of rasterising."""


@dataclass(frozen=True, slots=True)
class SmallPage:
    """One page in small, as WebP, with its size in pixels."""

    data: bytes
    width: int
    height: int

    @property
    def address(self) -> str:
        """The picture as an address that needs no file."""
        return address(self.data, "image/webp")


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page that differs, in per cent of its width and height."""

    left: float
    top: float
    width: float
    height: float


def address(data: bytes, mime: str) -> str:
    """Bytes as a data address."""
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def pages(root: Path, piece: Piece, width: int = WIDTH) -> list[SmallPage]:
    """The pages of a piece in small; none where it has no file that can be seen, or the file is gone or damaged."""
    return [
        page for artifact in _shown(piece) for page in _pages(*_touch(root / artifact.path), artifact.format, width)
    ]


def images(root: Path, piece: Piece, width: int = WIDTH) -> Iterator[Image.Image]:
    """The pages of a piece, `width` pixels across: of its PDF for the office, else its pictures."""
    for artifact in _shown(piece):
        yield from _images(root / artifact.path, artifact.format, width)


def _images(path: Path, format: str, width: int) -> Iterator[Image.Image]:
    with suppress(OSError, ValueError, SyntaxError):
        yield from _pdf(path, width) if format == "pdf" else _picture(path, width)


@lru_cache(maxsize=1024)
def _pages(path: Path, _size: int, _modified: int, format: str, width: int) -> tuple[SmallPage, ...]:
    """The pages of a file in small. A watched build shows them again and again; size and time tell whether it is the same."""
    return tuple(_small(image) for image in _images(path, format, width))


def _touch(path: Path) -> tuple[Path, int, int]:
    try:
        stat = path.stat()
    except OSError:
        return path, 0, 0
    return path, stat.st_size, stat.st_mtime_ns


def _shown(piece: Piece) -> list[RecordedArtifact]:
    pictures = [one for one in piece.artifacts if one.format == "png"]
    papers = [one for one in piece.artifacts if one.format == "pdf" and not one.part]
    # Pictures that are the piece itself, and no pages of its paper.
    own = [one for one in pictures if not one.part.startswith(("trang-", "tong-quan"))]
    return own or papers[:1] or [one for one in pictures if one.part.startswith("trang-")]


def _pdf(path: Path, width: int) -> Iterator[Image.Image]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as exc:
        raise ValueError(str(exc)) from exc
    try:
        for page in document:
            yield page.render(scale=width / page.get_width(), rev_byteorder=True).to_pil().convert("RGB")
    finally:
        document.close()


def _picture(path: Path, width: int) -> Iterator[Image.Image]:
    from PIL import Image

    with Image.open(path) as image:
        image.load()
        plain = image.convert("RGB")
    height = max(1, round(plain.height * width / plain.width))
    yield plain.resize((width, height), Image.Resampling.LANCZOS)


def _small(image: Image.Image) -> SmallPage:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4)
    return SmallPage(out.getvalue(), image.width, image.height)


@dataclass(frozen=True, slots=True)
class Pair:
    """A page before and after (None where there is none), and the parts that differ."""

    before: SmallPage | None
    after: SmallPage | None
    regions: tuple[Region, ...]


def pairs(before: list[Image.Image], after: list[Image.Image]) -> Iterator[Pair]:
    """Pages side by side, by their number. Those that look the same are left out."""
    for number in range(max(len(before), len(after))):
        old = before[number] if number < len(before) else None
        new = after[number] if number < len(after) else None
        found = regions(old, new) if old is not None and new is not None else ()
        if old is None or new is None or found:
            yield Pair(_small(old) if old else None, _small(new) if new else None, found)


def regions(before: Image.Image, after: Image.Image) -> tuple[Region, ...]:
    """The parts of a page that differ, from top to bottom: neighbouring squares that differ are one part."""
    size = max(before.width, after.width), max(before.height, after.height)
    old, new = (_on_paper(image, size) for image in (before, after))
    differs = np.abs(old - new).max(axis=2) > DIFFERENT
    rows, columns = -(-size[1] // CELL), -(-size[0] // CELL)
    padded = np.zeros((rows * CELL, columns * CELL), dtype=bool)
    padded[: size[1], : size[0]] = differs
    cells: npt.NDArray[np.bool_] = np.asarray(padded.reshape(rows, CELL, columns, CELL).any(axis=(1, 3)))
    return tuple(_region(box, size) for box in _boxes(cells))


def _on_paper(image: Image.Image, size: tuple[int, int]) -> npt.NDArray[np.int16]:
    from PIL import Image

    paper = Image.new("RGB", size, "white")
    paper.paste(image, (0, 0))
    return np.asarray(paper, dtype=np.int16)


Box = tuple[int, int, int, int]
"""Left, top, right, bottom in cells, the last two not included."""


def _boxes(cells: npt.NDArray[np.bool_]) -> list[Box]:
    """The boxes around cells that touch each other or have one cell between them."""
    left = {(int(row), int(column)) for row, column in np.argwhere(cells)}
    found: list[Box] = []
    while left:
        todo = [left.pop()]
        group = list(todo)
        while todo:
            row, column = todo.pop()
            near = {(row + down, column + right) for down in range(-2, 3) for right in range(-2, 3)} & left
            left -= near
            todo += near
            group += near
        tops, sides = [row for row, _column in group], [column for _row, column in group]
        found.append((min(sides), min(tops), max(sides) + 1, max(tops) + 1))
    return sorted(_joined(found), key=lambda box: (box[1], box[0]))


def _joined(boxes: list[Box]) -> list[Box]:
    """Boxes of which none lies over another."""
    kept: list[Box] = []
    for box in boxes:
        while hit := next((other for other in kept if _meet(box, other)), None):
            kept.remove(hit)
            box = (min(box[0], hit[0]), min(box[1], hit[1]), max(box[2], hit[2]), max(box[3], hit[3]))
        kept.append(box)
    return kept


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _region(box: Box, size: tuple[int, int]) -> Region:
    def share(cells: int, whole: int) -> float:
        return round(min(100.0, 100 * cells * CELL / whole), 2)

    left, top = share(box[0], size[0]), share(box[1], size[1])
    return Region(left, top, round(share(box[2], size[0]) - left, 2), round(share(box[3], size[1]) - top, 2))
