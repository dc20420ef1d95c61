"""Punctuation: what a voice needs stays, quotation marks go, brackets and dashes between words become a pause."""

from __future__ import annotations

import re

from bhxhcomm.language.spoken.sentence import Kind, Piece, Sentence

_SIGNS = re.compile(r"\.\.\.+|…|[.,;:!?]")
_QUOTES = frozenset("\"“”„«»‹›'‘’`\u00b4")
_SILENT = frozenset("®™©\u200b\u200c\u200d\u2060\ufeff\u00ad")
_BULLETS = frozenset("•●▪■◦‣○►▶➢➤✓✔")
_OPENING, _CLOSING = frozenset("([{⟦"), frozenset(")]}⟧")
_LETTER_HEAD = re.compile(r"[a-zđ0-9]{1,2}$")
_END_OF_DOCUMENT = "./."


def punctuation(s: Sentence, at: int) -> Piece | None:
    """A sign of punctuation at this point."""
    char = s.text[at]
    if s.text.startswith(_END_OF_DOCUMENT, at):
        return Piece(at, at + 3, ".", Kind.SIGN)
    if match := _SIGNS.match(s.text, at):
        return Piece(at, match.end(), "..." if len(match.group()) > 1 or char == "…" else char, Kind.SIGN)
    if char in _QUOTES or char in _SILENT:
        return Piece(at, at + 1, "", Kind.SILENT)
    if char in "⟦⟧":
        return Piece(at, at + 1, "", Kind.SILENT)
    if char in _OPENING or char in _CLOSING or char in "→⇒|·":
        return Piece(at, at + 1, ",", Kind.PAUSE)
    if char in "-–—":
        if s.starts_line(at):
            return Piece(at, at + 1, "", Kind.SILENT)
        return Piece(at, at + 1, ",", Kind.PAUSE)
    if char in _BULLETS:
        return Piece(at, at + 1, "", Kind.SILENT) if s.starts_line(at) else Piece(at, at + 1, ",", Kind.PAUSE)
    return None


def line_break(s: Sentence, at: int) -> Piece | None:
    """White space at this point. A line that ends without a sign ends a sentence where a list or a paragraph follows."""
    end = s.skip(at)
    if end == at:
        return None
    breaks = s.text.count("\n", at, end)
    if breaks and end < len(s.text) and (breaks > 1 or s.text[end] in "-–—+*" or s.text[end] in _BULLETS):
        return Piece(at, end, ".", Kind.PAUSE)
    return Piece(at, end, " ", Kind.SPACE)
