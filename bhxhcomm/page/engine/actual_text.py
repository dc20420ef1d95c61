"""Words that a PDF gives back as they were written: each word of shaped letters says its own text (`/ActualText`).

A PDF shows glyphs, and a table of the font says for each what it stands for. In scripts that are shaped (Khmer, Chăm, Tai
Viet), and wherever a mark has a glyph of its own (ê̆ in Ê Đê), one letter is several glyphs, several are one, or they stand in
another order than they are written in; a word that is copied or searched then comes out scrambled. ISO 32000-1, 14.9.4: a
sequence of marked content may say the text that stands for it. The engine (WeasyPrint 70) writes none; here each word of such
letters is put in a `/Span` that does. What is drawn stays the same: the same glyphs at the same places.

Words of letters that have one glyph each (Vietnamese in a font that has its letters whole) are written as the engine writes
them. `tests/page/test_actual_text.py` reads pages by Poppler and pdfium, so that an engine made otherwise is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

_SHAPED = re.compile("[\u0300-\u036f\u0590-\u1cff\ua800-\uabff]")
"""Combining marks, and the blocks of scripts whose letters are shaped: Hebrew to Vedic (Lao and Khmer among them), and those
from Syloti Nagri on (Chăm and Tai Viet among them)."""
_WORD = re.compile("\\S+\\s*")
"""A word, with the spaces behind it, for pdfium passes over a piece of text that is nothing but a space. In Khmer a word is a
phrase: both readers take two pieces beside each other for two words."""
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060")
"""Signs that only say where a line may break."""
_SHOWN = re.compile("<([^<>]*)>|[^<>]+")
_NO_WORD = -1


@cache
def install() -> None:
    """Let the engine write such words so; once in a process. Words of drawings are among them."""
    from weasyprint.draw import text as engine

    draw = engine.draw_first_line

    @wraps(draw)
    def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
        whole = text_overflow != "ellipsis" and block_ellipsis == "none"
        if not whole or not is_shaped(textbox.pango_layout.text):
            return draw(stream, textbox, text_overflow, block_ellipsis, matrix)
        words = _words(textbox.pango_layout.text)
        spanned = _Spanned(stream, [text for _start, _end, text in words], list(_glyphs(textbox.pango_layout, words)))
        emojis = draw(spanned, textbox, text_overflow, block_ellipsis, matrix)
        spanned.close()
        return emojis

    engine.draw_first_line = draw_first_line


def is_shaped(text: str) -> bool:
    """Whether a text has letters or marks that may come out of a PDF otherwise than they were written."""
    return _SHAPED.search(text) is not None


def _words(text: str) -> list[tuple[int, int, str]]:
    """The words with shaped letters: where each begins and ends, in bytes of UTF-8, and what it says."""
    found = []
    for word in _WORD.finditer(text):
        if is_shaped(word[0]):
            start = len(text[: word.start()].encode())
            found.append((start, start + len(word[0].encode()), word[0].translate(_INVISIBLE)))
    return found


def _glyphs(layout: Any, words: list[tuple[int, int, str]]) -> Iterator[int]:
    """For each glyph that the engine will show, in its order: the number of its word, or `_NO_WORD`."""
    from weasyprint.text.ffi import ffi, pango

    # As the engine does before it draws: a line break within would else begin another line.
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _index = layout.get_first_line()
    run = line.runs[0] if line.runs != ffi.NULL else ffi.NULL
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        run = run.next
        for number in range(glyphs.num_glyphs):
            if glyphs.glyphs[number].glyph != pango.PANGO_GLYPH_EMPTY:
                place = item.offset + glyphs.log_clusters[number]
                yield next((at for at, (start, end, _text) in enumerate(words) if start <= place < end), _NO_WORD)


class _Spanned:
    """The engine's stream, but for the text that is shown: that is parted where words begin and end.

    `texts` are what the words say, `word_of` the number of the word of each glyph to come. Of a word, the glyphs on the line
    are shown at once, and those above or below it apart: readers sort pieces of text by their places, and would else find parts
    of other words among those of this one.
    """

    def __init__(self, stream: Any, texts: list[str], word_of: list[int]) -> None:
        self._stream = stream
        self._texts = texts
        self._word_of = iter(word_of)
        self._word = _NO_WORD
        self._font: Any = None
        self._next_font: Any = None
        self._rise = 0.0
        self._shown: list[_Shown] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def add_font(self, pango_font: Any) -> Any:
        """The font that `set_font_size` turns to next, and its size."""
        self._next_font, size = self._stream.add_font(pango_font)
        return self._next_font, size

    def set_font_size(self, font: str, size: float) -> None:
        """Turn to another font."""
        self._show()
        self._font = self._next_font
        self._stream.set_font_size(font, size)

    def set_text_rise(self, rise: float) -> None:
        """How far the glyphs to come stand above the line."""
        self._rise = rise

    def show_text(self, string: str) -> None:
        """Keep glyphs (`<` four hexadecimal digits each `>`) and the moves between them until a word or font ends."""
        for part in _SHOWN.finditer(string):
            digits = part[1]
            if digits is None:
                self._shown.append(_Shown(move=float(part[0])))
                continue
            for at in range(0, len(digits), 4):
                word = next(self._word_of, _NO_WORD)
                if word != self._word:
                    self._turn_to(word)
                self._shown.append(_Shown(digits[at : at + 4], rise=self._rise))

    def close(self) -> None:
        """End the last word."""
        self._turn_to(_NO_WORD)

    def _turn_to(self, word: int) -> None:
        import pydyf

        self._show()
        if self._word != _NO_WORD:
            self._stream.end_marked_content()
        self._word = word
        if word != _NO_WORD:
            said = pydyf.Dictionary({"ActualText": pydyf.String(self._texts[word])})
            self._stream.begin_marked_content("Span", said)

    def _show(self) -> None:
        """Show what was kept: the line but for its last glyph, what stands off the line, and that last glyph, at which Poppler
        sees the word end. The pen ends where it would have."""
        placed, end = [], 0.0
        for item in self._shown:
            if item.glyph:
                placed.append((end, item))
                end += self._font.widths[int(item.glyph, 16)]
            else:
                end -= item.move
        self._shown = []
        on_line = [(start, item) for start, item in placed if not item.rise]
        off_line = [(start, item) for start, item in placed if item.rise]
        pen = 0.0
        if on_line[:-1] or not off_line:
            shown = on_line[:-1] if off_line else on_line
            pen = self._show_text(pen, shown, None if off_line else end)
        for start, item in off_line:
            self._stream.set_text_rise(item.rise)
            pen = self._show_text(pen, [(start, item)])
        if off_line:
            self._stream.set_text_rise(0)
            self._show_text(pen, on_line[-1:], end)

    def _show_text(self, pen: float, placed: list[tuple[float, _Shown]], end: float | None = None) -> float:
        """Show glyphs where they stand, and go on to `end`. Returns where the pen is then."""
        text = ""
        for start, item in placed:
            text += f"{_moved(start - pen)}<{item.glyph}>"
            pen = start + self._font.widths[int(item.glyph, 16)]
        if end is not None:
            text, pen = text + _moved(end - pen), end
        if text:
            self._stream.show_text(text.replace("><", ""))
        return pen


@dataclass(frozen=True, slots=True)
class _Shown:
    """One glyph, `rise` above the line, or, without one, a move of the pen to the left, in thousandths of the type size."""

    glyph: str = ""
    rise: float = 0.0
    move: float = 0.0


def _moved(distance: float) -> str:
    """A move of the pen to the right as TJ writes it, in thousandths of the type size; nothing for none."""
    number = round(-distance, 3)
    return f" {number:g} " if number else ""
