"""A small checker of PDF/UA-1: those failure conditions of the Matterhorn Protocol that a leaflet can meet and a machine can
find. Each finding begins with the number of its checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

PAINTING = frozenset("f F f* B B* b b* S s sh Do Tj TJ ' \" EI".split())
STANDARD = frozenset(
    "/Document /Part /Art /Sect /Div /BlockQuote /Caption /NonStruct /P /H1 /H2 /H3 /H4 /H5 /H6 /L /LI /Lbl /LBody /Table "
    "/TR /TH /TD /THead /TBody /TFoot /Span /Quote /Note /Code /Link /Figure".split()
)
PARENTS = {
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/Lbl": {"/LI", "/Note"},
}


def findings(path: Path) -> list[str]:
    """What is wrong with a PDF; nothing, if all is well."""
    with pikepdf.open(path) as pdf:
        elements = list(_elements(pdf.Root.StructTreeRoot.K, "")) if "/StructTreeRoot" in pdf.Root else []
        return [
            *_document(pdf),
            *_content(pdf, elements),
            *_structure(elements),
            *_headings(elements),
            *_tables(elements),
            *_annotations(pdf, elements),
            *_fonts(pdf),
        ]


Element = tuple[Any, str]
"""A structure element and the type of its parent."""


def _elements(node: Any, parent: str) -> Iterator[Element]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _elements(child, parent)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node, parent
        yield from _elements(node.get("/K", pikepdf.Array()), str(node.S))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _document(pdf: Any) -> Iterator[str]:
    root = pdf.Root
    with pdf.open_metadata() as xmp:
        if xmp.get("pdfuaid:part") != "1":
            yield "06-002 the metadata does not say PDF/UA-1"
        if not xmp.get("dc:title"):
            yield "06-003 the metadata has no title"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "07-001 the title is not displayed"
    if not str(root.get("/Lang", "")):
        yield "11-006 the document has no language"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "06 the document is not marked as tagged"
    if "/StructTreeRoot" not in root:
        yield "09 there is no structure"


def _content(pdf: Any, elements: list[Element]) -> Iterator[str]:
    """Checkpoint 01: every mark on the page is tagged, or an artifact, and never both."""
    tagged: dict[Any, list[int]] = {}
    for element, _parent in elements:
        for kid in _kids(element):
            if isinstance(kid, int):
                tagged.setdefault(element.Pg.objgen, []).append(kid)
    for page in pdf.pages:
        marks: list[int | str | None] = []
        seen: list[int] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BMC", "BDC"):
                artifact = str(operands[0]) == "/Artifact"
                number = int(operands[1].MCID) if name == "BDC" and "/MCID" in operands[1] else None
                if artifact and any(isinstance(mark, int) for mark in marks):
                    yield "01-003 an artifact inside tagged content"
                if number is not None and "artifact" in marks:
                    yield "01-004 tagged content inside an artifact"
                if number is not None:
                    seen.append(number)
                marks.append("artifact" if artifact else number)
            elif name == "EMC":
                marks.pop()
            elif name in PAINTING and not any(mark is not None for mark in marks):
                yield f"01-005 content that is neither tagged nor an artifact ({name})"
        if sorted(seen) != sorted(tagged.get(page.obj.objgen, [])):
            yield "01 the tags on the page are not those of the structure"
        if "/Annots" in page and page.get("/Tabs") != "/S":
            yield "28-008 the tab order does not follow the structure"


def _structure(elements: list[Element]) -> Iterator[str]:
    for element, parent in elements:
        kind = str(element.S)
        if kind not in STANDARD:
            yield f"02-001 the type {kind} is not a standard one"
        if parent not in PARENTS.get(kind, {parent}):
            yield f"09 {kind} inside {parent}"
        if kind == "/Figure" and not str(element.get("/Alt", element.get("/ActualText", ""))):
            yield "13-004 a figure without words that stand for it"


def _headings(elements: list[Element]) -> Iterator[str]:
    levels = [
        int(str(element.S)[2:]) for element, _parent in elements if str(element.S)[:2] == "/H" and str(element.S)[2:]
    ]
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"14-003 a heading of level {level} after one of level {before}"
    if levels.count(1) != 1:
        yield f"14 {levels.count(1)} headings of level 1"


def _tables(elements: list[Element]) -> Iterator[str]:
    for element, _parent in elements:
        if element.S == "/TH":
            attributes = element.get("/A", {})
            if attributes.get("/O") != "/Table" or str(attributes.get("/Scope")) not in ("/Row", "/Column", "/Both"):
                yield "15-003 a table header without its scope"


def _annotations(pdf: Any, elements: list[Element]) -> Iterator[str]:
    owners: dict[Any, str] = {}
    for element, _parent in elements:
        for kid in _kids(element):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
                owners[kid.Obj.objgen] = str(element.S)
    for page in pdf.pages:
        for annotation in page.get("/Annots", ()):
            if annotation.Subtype == "/Link" and owners.get(annotation.objgen) != "/Link":
                yield "28-011 a link outside of a Link element"
            if not str(annotation.get("/Contents", "")):
                yield "28-012 a link without a description"
            if int(annotation.get("/F", 0)) & 4 == 0:
                yield "28 an annotation that is not printed"


def _fonts(pdf: Any) -> Iterator[str]:
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font":
            continue
        for part in item.get("/DescendantFonts", [item]):
            descriptor = part.get("/FontDescriptor", {})
            if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"31-009 the font {part.get('/BaseFont')} is not embedded"
        if item.get("/Subtype") == "/Type0" and "/ToUnicode" not in item:
            yield f"31-027 the font {item.get('/BaseFont')} has no characters behind its glyphs"
