"""Punctuation: what a voice needs stays, quotation marks go, brackets and dashes between words become a pause."""

from __future__ import annotations

import re

from bhxhcomm.language.spoken.sentence import PartKind, Sentence, SentencePart

_SIGNS = re.compile(r"\.\.\.+|…|[.,;:!?]")
_QUOTES = frozenset("\"“”„«»‹›'‘’`\u00b4")
_SILENT = frozenset("®™©\u200b\u200c\u200d\u2060\ufeff\u00ad")
_BULLETS = frozenset("•●▪■◦‣○►▶➢➤✓✔")
_OPENING, _CLOSING = frozenset("([{⟦"), frozenset(")]}⟧")
_LETTER_HEAD = re.compile(r"[a-zđ0-9]{1,2}$")
_END_OF_DOCUMENT = "./."


def punctuation(s: Sentence, at: int) -> SentencePart | None:
    """A sign of punctuation at this point."""
    char = s.text[at]
    if s.text.startswith(_END_OF_DOCUMENT, at):
        return SentencePart(at, at + 3, ".", PartKind.SIGN)
    if match := _SIGNS.match(s.text, at):
        return SentencePart(at, match.end(), "..." if len(match.group()) > 1 or char == "…" else char, PartKind.SIGN)
    if char in _QUOTES or char in _SILENT:
        return SentencePart(at, at + 1, "", PartKind.SILENT)
    if char in "⟦⟧":
        return SentencePart(at, at + 1, "", PartKind.SILENT)
    if char in _OPENING or char in _CLOSING or char in "→⇒|·":
        return SentencePart(at, at + 1, ",", PartKind.PAUSE)
    if char in "-–—":
        if s.starts_line(at):
            return SentencePart(at, at + 1, "", PartKind.SILENT)
        return SentencePart(at, at + 1, ",", PartKind.PAUSE)
    if char in _BULLETS:
        return (
            SentencePart(at, at + 1, "", PartKind.SILENT)
            if s.starts_line(at)
            else SentencePart(at, at + 1, ",", PartKind.PAUSE)
        )
    return None


def line_break(s: Sentence, at: int) -> SentencePart | None:
    """White space at this point. A line that ends without a sign ends a sentence where a list or a paragraph follows."""
    end = s.skip(at)
    if end == at:
        return None
    breaks = s.text.count("\n", at, end)
    if breaks and end < len(s.text) and (breaks > 1 or s.text[end] in "-–—+*" or s.text[end] in _BULLETS):
        return SentencePart(at, end, ".", PartKind.PAUSE)
    return SentencePart(at, end, " ", PartKind.SPACE)
