"""Marks that take their advance back: Pango turns negative advances round, and here they are turned back.

Tai Heritage Pro sets a mark by moving the pen on behind its consonant, and back behind the mark, whose advance is negative.
Pango (1.50, pango/shape.c) takes that for a fault of the font, makes the advance positive and moves the mark right by it: it
then stands up to a fifth of a type size beside its place, and so does all that follows. Such a glyph is known by an offset that
equals its advance to the last unit. It is mended in the line as soon as the engine asks for one, before anything is measured
or drawn. Pango itself has chosen its breaks by then, in lines a little too wide: none comes out too long.

`tests/page/test_specimen.py` compares every letter and mark with the font, so that an engine made otherwise is found.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_CONCERNED = re.compile("[\uaa80-\uaadf]")
"""Letters whose font has negative advances (Tai Viet)."""


@cache
def install() -> None:
    """Let the engine mend the lines that it is given; once in a process."""
    from weasyprint.text.line_break import Layout

    get = Layout.get_first_line

    def get_first_line(self: Any) -> Any:
        line, index = get(self)
        if _CONCERNED.search(self.text):
            _turn_back(line)
        return line, index

    Layout.get_first_line = get_first_line


def _turn_back(line: Any) -> None:
    """Give the glyphs of a line their own advances. Doing it twice changes nothing more."""
    from weasyprint.text.ffi import ffi

    node = line.runs[0] if line.runs != ffi.NULL else ffi.NULL
    while node != ffi.NULL:
        glyphs = node.data.glyphs
        node = node.next
        # All numbers of all glyphs at once: asking for each would take longer than drawing them.
        stride = ffi.sizeof("PangoGlyphInfo") // ffi.sizeof("int")
        numbers = ffi.unpack(ffi.cast("int *", glyphs.glyphs), glyphs.num_glyphs * stride)
        for number, (width, offset) in enumerate(zip(numbers[1::stride], numbers[2::stride], strict=True)):
            if number and width == offset > 0:
                geometry = glyphs.glyphs[number].geometry
                geometry.x_offset = 0
                geometry.width = -width
