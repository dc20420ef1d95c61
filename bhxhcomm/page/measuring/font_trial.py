"""A font that lies in a workspace is tried before the page engine meets it.

Pango, HarfBuzz, FreeType and fontTools read fonts as they are, in the process that makes pages. So a font that is not, byte for
byte, one of the list is first read and set with in the guarded child: its tables lie apart and within the file, fontTools
reads each of them and draws every glyph, and the engine sets and draws every character that it has. A font that fails is a
problem of its file. The verdict is remembered by the bytes of the file, as long as the process lives.

The order of the checks on the table directory follows the OpenType specification ("Organization of an OpenType Font") and
what the browsers' OpenType Sanitizer refuses.
"""

from __future__ import annotations

import html
import io
import struct
from functools import lru_cache
from pathlib import Path
from typing import Any

from bhxhcomm.core import guarded, opening
from bhxhcomm.core.guarded import Limits
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.core.problems import ContentError, Place, Problem, error

MAX_BYTES = 30_000_000
"""Size of a font file: those of a whole Chinese script have some 20 MB."""
_LIMITS = Limits(
    seconds=30, megabytes=1200, libraries=("bhxhcomm.page.engine.isolated", "fontTools.ttLib"), scratch=True
)
_KINDS = (b"\0\1\0\0", b"OTTO", b"true")
_ENTRY = struct.Struct(">4sLLL")
_HEAD = 12
_MOST_TABLES = 100
_NEEDED = frozenset({"OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "name", "post"})
"""The tables that every OpenType font has."""
_WORD = 8
"""Characters that are set in one run, so that they meet as letters of a word do."""


def check(path: Path, workspace: Path) -> None:
    """Raise `ContentError` where the font at `path` in a workspace cannot be set with: too large, damaged, or it kills or
    delays whoever reads it. The place is its file."""
    data = opening.read(path, workspace, most=MAX_BYTES)
    problems = _verdict(data, path.relative_to(workspace).as_posix())
    if problems:
        raise ContentError(problems)


@lru_cache(maxsize=64)
def _verdict(data: bytes, shown: str) -> tuple[Problem, ...]:
    try:
        guarded.call(tried, data, shown, place=Place(shown), limits=_LIMITS)
    except ContentError as exc:
        hint = _("take the file anew from where the font is published, or take it out of fonts/")
        return tuple(Problem(one.code, one.message, one.place, hint) for one in exc.problems)
    return ()


def tried(data: bytes, shown: str) -> bool:
    """Read a font and set with it, in a process that it may take down. Raises `ContentError` (`font-damaged`)."""
    wrong = _tables(data) or _read(data)
    if wrong:
        raise error("font-damaged", _("this font cannot be used: {why}").format(why=wrong), Place(shown))
    _set(data)
    return True


def _tables(data: bytes) -> Message:
    """What is wrong with the directory of tables; empty where nothing is."""
    if data[:4] not in _KINDS or len(data) < _HEAD:
        return _("it is no OpenType font (.ttf, .otf)")
    count = struct.unpack_from(">H", data, 4)[0]
    if not 0 < count <= _MOST_TABLES or len(data) < _HEAD + count * _ENTRY.size:
        return _("its directory of tables is not whole")
    entries = [_ENTRY.unpack_from(data, _HEAD + number * _ENTRY.size) for number in range(count)]
    names = [tag.decode("latin-1").rstrip() for tag, *_rest in entries]
    if len(set(names)) < len(names):
        return _("it has a table twice")
    if missing := sorted(_NEEDED - {*names}):
        return _("it lacks the table {names}").format(names=", ".join(missing))
    end = _HEAD + count * _ENTRY.size
    for _tag, _sum, offset, length in sorted(entries, key=lambda entry: (entry[2], entry[3])):
        if offset < end:
            return _("its tables overlap")
        end = offset + length
    return _("it is cut short") if end > len(data) else NO_MESSAGE


def _read(data: bytes) -> Message:
    """What fontTools finds wrong with a font whose tables lie in order: each is read to its end, and each glyph drawn."""
    from fontTools.pens.boundsPen import ControlBoundsPen
    from fontTools.ttLib import TTFont

    font: Any = TTFont(io.BytesIO(data), lazy=False)
    count = font["maxp"].numGlyphs
    if "glyf" in font and "loca" in font:
        whole = len(font["loca"]) == count + 1
    elif "CFF " in font:
        whole = len(font["CFF "].cff.topDictIndex[0].CharStrings) == count
    elif "CFF2" in font:
        whole = len(font["CFF2"].cff.topDictIndex[0].CharStrings) == count
    else:
        return _("it has no outlines")
    if not whole or len(font.getGlyphOrder()) != count:
        return _("it has other glyphs than it says")
    long = font["hhea"].numberOfHMetrics
    if not 0 < long <= count or len(font.reader["hmtx"]) < 4 * long + 2 * (count - long):
        return _("it has other widths than it says")
    # What is read lazily is read as well.
    font.ensureDecompiled()
    glyphs = font.getGlyphSet()
    for name in font.getGlyphOrder():
        # A pen that takes glyphs apart which are made of others.
        glyphs[name].draw(ControlBoundsPen(glyphs))
    return NO_MESSAGE if font.getBestCmap() else _("it has no characters")


def _set(data: bytes) -> None:
    """Set every character of a font in a page, and draw the page."""
    from fontTools.ttLib import TTFont

    # Hides the fonts of the machine, so that no other one takes the place of this.
    from bhxhcomm.page.engine.isolated import pypdfium2, weasyprint

    class OneFont(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url != "page:font":
                raise ValueError("not declared")
            return weasyprint.urls.URLFetcherResponse(url, data, {"Content-Type": "font/ttf"})

    with TTFont(io.BytesIO(data)) as font:
        letters = "".join(
            chr(code) for code in sorted(font.getBestCmap()) if code > 0x20 and not 0xD800 <= code < 0xE000
        )
    words = " ".join(letters[at : at + _WORD] for at in range(0, len(letters), _WORD))
    fetcher = OneFont(allowed_protocols=(), allow_redirects=False)
    configuration = weasyprint.text.fonts.FontConfiguration()
    sheet = weasyprint.CSS(
        string='@font-face { font-family: "t"; src: url("page:font") } @page { size: 200mm 200mm; margin: 5mm }'
        'p { font: 5pt "t" }',
        font_config=configuration,
        url_fetcher=fetcher,
    )
    page = weasyprint.HTML(string=f"<p>{html.escape(words)}", base_url="page:/", url_fetcher=fetcher)
    made = pypdfium2.PdfDocument(page.write_pdf(font_config=configuration, stylesheets=[sheet]))
    try:
        for set_page in made:
            set_page.render(scale=0.5)
    finally:
        made.close()
