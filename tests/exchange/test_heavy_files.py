"""Files of translators that are small and unfold into what no machine holds: an error of the file, at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from bhxhcomm.core.problems import ContentError
from bhxhcomm.exchange import plain_rows

pytestmark = pytest.mark.usefixtures("english")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def workbook(rows: str, after: str = "") -> bytes:
    plain = io.BytesIO()
    Workbook().save(plain)
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return packed({**unpacked(plain.getvalue()), "xl/worksheets/sheet1.xml": sheet.encode()})


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word(body: str) -> bytes:
    text = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return packed({"word/document.xml": text.encode()})


def _rows(count: int) -> str:
    return "".join(f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>' for number in range(1, count))


@pytest.mark.parametrize(
    ("name", "data", "code", "message"),
    [
        ("a.xlsx", lambda: workbook(_rows(60_000)), "too-many-rows", "there are more than 20000 rows here"),
        (
            "a.xlsx",
            lambda: workbook("", '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
            "cells-merged",
            "these cells were merged: whose text is whose cannot be told",
        ),
        (
            "a.xlsx",
            lambda: packed({"xl/workbook.xml": b"<a/>", "xl/b.xml": b"\0" * 100_000_000}),
            "file-dangerous",
            "this file unpacks to far more than its size; it is not opened",
        ),
        (
            "a.docx",
            lambda: word("<w:tbl>" * 300_000 + "</w:tbl>" * 300_000),
            "file-dangerous",
            "this file unpacks to far more than its size; it is not opened",
        ),
        (
            "a.docx",
            lambda: packed({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'}),
            "file-dangerous",
            "`word/document.xml` defines entities, which no such file needs",
        ),
        (
            "a.po",
            lambda: b'msgid ""\nmsgstr ""\n' + b'msgid "a"\nmsgstr "b"\n' * 50_000,
            "catalogue-too-large",
            "this file has 50001 entries; at most 20000 are read",
        ),
    ],
)
def test_a_file_that_swells_is_refused(name: str, data: Callable[[], bytes], code: str, message: str) -> None:
    with pytest.raises(ContentError) as raised:
        plain_rows.read(data(), name[1:], name)
    (problem,) = raised.value.problems
    assert (problem.code, problem.message) == (code, message)
    assert problem.place.path.startswith(name)


def test_deeply_nested_tables_are_an_error_of_their_file() -> None:
    with pytest.raises(ContentError) as raised:
        plain_rows.read(word("<w:tbl>" * 5_000 + "</w:tbl>" * 5_000), ".docx", "a.docx")
    (problem,) = raised.value.problems
    assert (problem.code, problem.place.path) == ("file-unreadable", "a.docx")


def test_what_a_reader_raises_by_mistake_is_an_error_of_its_file() -> None:
    with pytest.raises(ContentError) as raised:
        plain_rows.read(b"x", ".none", "a.none")
    assert raised.value.problems[0].code == "file-unreadable"
