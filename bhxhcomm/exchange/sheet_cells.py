"""The cells of a workbook as its file has them, sheet by sheet, and what is hidden there: nothing is computed or followed.

openpyxl knows the styles; the cells are read straight from the parts of the package, several times as fast, for a workbook of
2,000 texts has 34,000 of them. Names of elements and attributes: ECMA-376, Part 1, 18.3 (worksheets) and 18.4 (shared strings).
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

_ON = ("1", "true")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""A character that XML cannot hold (ST_Xstring)."""
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


@dataclass(frozen=True, slots=True)
class TextRun:
    """A part of a cell's text with looks of its own; `properties` is its `rPr`, None where it has none."""

    text: str
    properties: Any = None


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell: its kind (`text`, `number`, `formula`, or `other` for dates, truths and errors), its text as it is kept, its
    runs where they have looks of their own, and the number of its style."""

    kind: str
    text: str
    style: int = 0
    runs: tuple[TextRun, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row with its cells by the number of their column."""

    number: int
    cells: Mapping[int, SheetCell]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """A sheet: its rows, the columns that nobody sees (from, to), merged cells as they are named, comments by cell."""

    title: str
    visible: bool
    rows: tuple[SheetRow, ...]
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merged: tuple[str, ...] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)


def sheets(parts: Mapping[str, bytes]) -> tuple[WorkbookSheet, ...]:
    """The sheets of a workbook in their order. Raises `ValueError` and lxml's errors for what is none."""
    main = next(name for name in parts if name.startswith("xl/workbook"))
    root = _parsed(parts[main])
    targets = _relations(parts, main)
    strings = _shared_strings(parts)
    found = []
    for one in root.iter("{*}sheet"):
        number = one.get(f"{{{_OFFICE}}}id") or one.get(f"{{{_STRICT}}}id") or ""
        name = targets.get(number, ("", ""))[1]
        if name in parts and "worksheet" in targets[number][0]:
            found.append(_sheet(parts, name, str(one.get("name")), one.get("state") or "visible", strings))
    if not found:
        raise ValueError("no sheets")
    return tuple(found)


def _sheet(parts: Mapping[str, bytes], name: str, title: str, state: str, strings: list[SheetCell]) -> WorkbookSheet:
    from lxml import etree

    rows, merged, hidden = [], [], []
    number = 0
    source = io.BytesIO(parts[name])
    wanted = ("{*}row", "{*}col", "{*}mergeCell")
    for _event, element in etree.iterparse(
        source, tag=wanted, resolve_entities=False, no_network=True, huge_tree=False
    ):
        tag = etree.QName(element).localname
        if tag == "row":
            number = int(element.get("r") or number + 1)
            is_hidden = element.get("hidden") in _ON or (element.get("ht") is not None and not float(element.get("ht")))
            rows.append(SheetRow(number, dict(_cells(element, strings)), is_hidden))
            element.clear()
        elif tag == "mergeCell":
            merged.append(str(element.get("ref")))
        elif element.get("hidden") in _ON or (element.get("width") is not None and not float(element.get("width"))):
            hidden.append((int(element.get("min")), int(element.get("max"))))
    return WorkbookSheet(
        title, state == "visible", tuple(rows), tuple(hidden), tuple(merged), dict(_comments(parts, name))
    )


def _cells(row: Any, strings: list[SheetCell]) -> Iterator[tuple[int, SheetCell]]:
    """The cells of a row that hold anything, by their column."""
    column = 0
    for cell in row:
        reference = cell.get("r")
        column = _column(reference.rstrip("0123456789")) if reference else column + 1
        if not len(cell):
            continue
        style, kind = int(cell.get("s") or 0), cell.get("t") or "n"
        formula = value = inline = None
        for child in cell:
            tag = child.tag[child.tag.rfind("}") + 1 :]
            if tag == "v":
                value = child.text
            elif tag == "f":
                formula = child
            elif tag == "is":
                inline = child
        if formula is not None:
            yield column, SheetCell("formula", "", style)
        elif kind == "inlineStr" and inline is not None:
            text = _string(inline)
            yield column, SheetCell("text", text.text, style, text.runs)
        elif value is None:
            continue
        elif kind == "s":
            text = strings[int(value)]
            yield column, SheetCell("text", text.text, style, text.runs)
        elif kind == "str":
            yield column, SheetCell("text", _unescaped(value), style)
        else:
            yield column, SheetCell("number" if kind == "n" else "other", value, style)


def _string(element: Any) -> SheetCell:
    """The text of a shared or an inline string. What is written above it (`rPh`) is no part of it."""
    runs = []
    for child in element:
        tag = child.tag[child.tag.rfind("}") + 1 :] if isinstance(child.tag, str) else ""
        if tag == "t":
            runs.append(TextRun(_unescaped(child.text or "")))
        elif tag == "r":
            text = "".join(one.text or "" for one in child.iterchildren("{*}t"))
            runs.append(TextRun(_unescaped(text), child.find("{*}rPr")))
    has_looks = any(run.properties is not None for run in runs)
    return SheetCell("text", "".join(run.text for run in runs), 0, tuple(runs) if has_looks else ())


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _shared_strings(parts: Mapping[str, bytes]) -> list[SheetCell]:
    if "xl/sharedStrings.xml" not in parts:
        return []
    return [_string(one) for one in _parsed(parts["xl/sharedStrings.xml"]).iterchildren("{*}si")]


def _comments(parts: Mapping[str, bytes], name: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The comments of a sheet by row and column."""
    for kind, target in _relations(parts, name).values():
        if kind.endswith("/comments") and target in parts:
            for one in _parsed(parts[target]).iter("{*}comment"):
                if at := _REFERENCE.fullmatch(str(one.get("ref"))):
                    text = "".join(words.text or "" for words in one.iter("{*}t"))
                    yield (int(at[2]), _column(at[1])), " ".join(text.split())


def _relations(parts: Mapping[str, bytes], name: str) -> dict[str, tuple[str, str]]:
    """What a part names: kind and part by the id of the relation. Only parts of the package itself count."""
    folder, _slash, own = name.rpartition("/")
    data = parts.get(f"{folder}/_rels/{own}.rels")
    if data is None:
        return {}
    return {
        str(one.get("Id")): (
            str(one.get("Type")),
            posixpath.normpath(posixpath.join("/" + folder, str(one.get("Target")))).lstrip("/"),
        )
        for one in _parsed(data).iter("{*}Relationship")
        if one.get("TargetMode") != "External"
    }


@cache
def _column(letters: str) -> int:
    """The number of a column by its letters, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _parsed(data: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
