"""Fonts of a workspace: a damaged one is a message about its file, before the page engine meets it."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

from bhxhcomm import doctor
from bhxhcomm.core.problems import ContentError, Problem
from bhxhcomm.page.measuring import font_trial, fonts

FACE = next(face for face in fonts.font_list().faces if face.family == "Be Vietnam Pro" and face.weight == 400)


@pytest.fixture(scope="module")
def sound() -> bytes:
    return fonts.find(["Be Vietnam Pro"])[0].path.read_bytes()


def found(tmp_path: Path, data: bytes) -> list[Problem]:
    """What is said of a workspace that has this file in the place of a face."""
    path = tmp_path / "fonts" / FACE.file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    try:
        fonts.find(["Be Vietnam Pro"], tmp_path)
    except ContentError as exc:
        return list(exc.problems)
    return []


def entry_of(data: bytes, tag: bytes) -> int:
    """Where the directory of a font tells of a table."""
    return next(at for at in range(12, 12 + 16 * data[5], 16) if data[at : at + 4] == tag)


def changed(data: bytes, tag: bytes, *, offset: int = 0, length: int = 0) -> bytes:
    """The font with another offset or length of a table in its directory."""
    at = entry_of(data, tag)
    name, checksum, old_offset, old_length = struct.unpack_from(">4sLLL", data, at)
    entry = struct.pack(">4sLLL", name, checksum, offset or old_offset, length or old_length)
    return data[:at] + entry + data[at + 16 :]


def written(data: bytes, tag: bytes, at: int, new: bytes) -> bytes:
    """The font with other bytes at a place in a table."""
    start = struct.unpack_from(">4sLLL", data, entry_of(data, tag))[2] + at
    return data[:start] + new + data[start + len(new) :]


def overlapping(data: bytes) -> bytes:
    return changed(data, b"hmtx", offset=struct.unpack_from(">4sLLL", data, entry_of(data, b"glyf"))[2] + 8)


def composite_loop(data: bytes) -> bytes:
    """The font with a glyph that is made of one part, which is that glyph itself."""
    font = TTFont(io.BytesIO(data), recalcBBoxes=False)
    name = font.getBestCmap()[ord("a")]
    glyph = Glyph()
    glyph.numberOfContours = -1
    part = GlyphComponent()
    part.glyphName, part.x, part.y, part.flags = name, 0, 0, 0x0002
    glyph.components = [part]
    glyph.xMin = glyph.yMin = glyph.xMax = glyph.yMax = 0
    font["glyf"].glyphs[name] = glyph
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def cff_loop(_data: bytes) -> bytes:
    """A CFF font in which a subroutine calls itself."""
    builder = FontBuilder(1000, isTTF=False)
    _common(builder)
    # Number -107 is the first subroutine (bias 107); 10 is callsubr, 11 return, 14 endchar.
    calling = T2CharString(bytecode=bytes([139 - 107, 10, 14]))
    builder.setupCFF("Loop", {}, dict.fromkeys((".notdef", "a", "b"), calling), {})
    cff: Any = builder.font["CFF "].cff.topDictIndex[0]
    from fontTools.cffLib import SubrsIndex

    subrs = SubrsIndex()
    subrs.append(T2CharString(bytecode=bytes([139 - 107, 10, 11])))
    cff.Private.rawDict["Subrs"] = cff.Private.Subrs = subrs
    for name in (".notdef", "a", "b"):
        cff.CharStrings[name].private = cff.Private
    return _saved(builder)


def _common(builder: FontBuilder) -> None:
    names = [".notdef", "a", "b"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x61: "a", 0x62: "b"})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Loop", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()


def _saved(builder: FontBuilder) -> bytes:
    out = io.BytesIO()
    builder.font.recalcBBoxes = False
    builder.font.save(out)
    return out.getvalue()


def without_table(data: bytes) -> bytes:
    font = TTFont(io.BytesIO(data))
    del font["cmap"]
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "nothing at all": lambda data: b"",
    "no font": lambda data: b"not a font at all",
    "a directory without end": lambda data: data[:4] + b"\xff\xff" + data[6:],
    "a directory that is cut": lambda data: data[:40],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut at its end": lambda data: data[:-4000],
    "tables that overlap": overlapping,
    "a table beyond the end": lambda data: changed(data, b"glyf", length=0x7FFFFFFF),
    "a table twice": lambda data: data.replace(b"prep", b"fpgm", 1),
    "no characters": without_table,
    "glyphs without end": lambda data: written(data, b"maxp", 4, b"\xff\xff"),
    "no glyphs": lambda data: written(data, b"maxp", 4, b"\0\0"),
    "widths without end": lambda data: written(data, b"hhea", 34, b"\xff\xff"),
    "outlines of noise": lambda data: written(data, b"glyf", 0, bytes(range(7, 250, 3)) * 400),
    "positions of noise": lambda data: written(data, b"GPOS", 0, b"\xff" * 200),
    "a glyph that is made of itself": composite_loop,
    "a subroutine that calls itself": cff_loop,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_font_is_a_problem_of_its_file(name: str, tmp_path: Path, sound: bytes) -> None:
    problems = found(tmp_path, DAMAGED[name](sound))
    assert problems, "it was taken"
    assert {problem.code for problem in problems} <= {
        "font-damaged",
        "file-unreadable",
        "file-crashes",
        "file-too-slow",
        "file-too-heavy",
    }
    assert {problem.place.path for problem in problems} == {f"fonts/{FACE.file}"}
    assert all(problem.is_error and "fonts/" in problem.hint for problem in problems)


def test_a_sound_font_of_another_version_is_taken(tmp_path: Path, sound: bytes) -> None:
    assert found(tmp_path, written(sound, b"head", 8, b"\0\0\0\0")) == []


def test_a_font_is_tried_once(tmp_path: Path, sound: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def call(_function: Any, _data: bytes, shown: str, **_rest: Any) -> bool:
        calls.append(shown)
        return True

    monkeypatch.setattr(font_trial.guarded, "call", call)
    other = sound + bytes(4)
    assert found(tmp_path, other) == []
    assert found(tmp_path, other) == []
    assert len(calls) == 1
    assert found(tmp_path, other + bytes(4)) == []
    assert len(calls) == 2


def test_the_fonts_of_the_list_need_no_trial(tmp_path: Path, sound: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_trial.guarded, "call", lambda *_args, **_rest: pytest.fail("was tried"))
    assert found(tmp_path, sound) == []


def test_a_font_that_is_too_large_or_no_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "fonts" / FACE.file
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(font_trial.MAX_BYTES + 1)
    with pytest.raises(ContentError) as raised:
        fonts.find(["Be Vietnam Pro"], tmp_path)
    assert [problem.code for problem in raised.value.problems] == ["file-too-large"]
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ContentError) as raised:
        fonts.find(["Be Vietnam Pro"], tmp_path)
    assert [problem.code for problem in raised.value.problems] == ["not-a-file"]


def test_doctor_names_it(tmp_path: Path, sound: bytes) -> None:
    assert found(tmp_path, sound[:4000])
    failed = [check for check in doctor.listed_fonts(tmp_path) if not check.ok and FACE.file in check.detail]
    assert len(failed) == 1
    assert "fonts/" in failed[0].fix
