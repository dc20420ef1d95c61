"""Texts as XLIFF has them: placeholders and the addresses of links are inline codes, which programs lock.

A code is known by its number in the source, so that a translation may move it and nothing else. What a program shows or lets
somebody type inside of one never counts: its words are those of our own text.

>>> [(piece.text, piece.code) for piece in pieces("Lương là {luong:so} đồng.")]
[('Lương là ', 0), ('{luong:so}', 1), (' đồng.', 0)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CODE = re.compile(r"(?<!\{)(?:\{\{)*(\{[A-Za-z0-9_]+(?::[^{}\n]*)?\})|(\]\([^()\s]*\))")


@dataclass(frozen=True, slots=True)
class InlinePiece:
    """Words, or an inline code with its number (from 1; 0 for words)."""

    text: str
    code: int = 0


def pieces(text: str) -> Iterator[InlinePiece]:
    """The words and codes of a source text, in their order."""
    at = 0
    for number, found in enumerate(_CODE.finditer(text), 1):
        start, end = found.span(1) if found[1] else found.span(2)
        if at < start:
            yield InlinePiece(text[at:start])
        yield InlinePiece(text[start:end], number)
        at = end
    if at < len(text):
        yield InlinePiece(text[at:])


def codes(source: str) -> dict[int, str]:
    """The codes of a source text by their numbers."""
    return {piece.code: piece.text for piece in pieces(source) if piece.code}


def of_target(source: str, target: str) -> Iterator[InlinePiece]:
    """The words and codes of a translation: each code has the number of its like in the source, the next free one first; one
    that is not there has none, and is words."""
    free = codes(source)
    for piece in pieces(target):
        number = next((number for number, text in free.items() if text == piece.text), 0) if piece.code else 0
        free.pop(number, None)
        yield InlinePiece(piece.text, number)
