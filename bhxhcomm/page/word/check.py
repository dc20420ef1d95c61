"""Checks on the finished Word file: it is opened again and compared with the document that it was made from.

Each failure is a `Problem`: `docx-broken`, `text-lost`, `alt-missing`, `font-broken`, `draft-mark`, `table-too-wide`.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import docx
from lxml import etree

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.materials.document import Document
from bhxhcomm.page.checks.laid_out import visible_text
from bhxhcomm.page.html.document_texts import FixedWords, said
from bhxhcomm.page.word.fonts import Embedded, Faces, obfuscated
from bhxhcomm.page.word.styles import CELL_MARGIN, TABLE_PT, TWIPS
from bhxhcomm.page.word.tables import figures_break
from bhxhcomm.page.word.word_widths import words
from bhxhcomm.page.word.xml import Element, name

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_SFNT = (b"\x00\x01\x00\x00", b"OTTO", b"true")


def check(
    data: bytes, document: Document, embedded: Iterable[Embedded], undescribed: int, faces: Faces
) -> tuple[list[Problem], dict[str, Any]]:
    """What is wrong with the file, and its measures.

    `undescribed` is how many pictures the document calls decoration; `faces` are the fonts that it is set in.
    """
    try:
        opened = docx.Document(io.BytesIO(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {entry: _read(archive, entry) for entry in archive.namelist()}
        trees = {
            entry: etree.fromstring(content, _PARSER)
            for entry, content in files.items()
            if entry.endswith((".xml", ".rels"))
        }
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError) as reason:
        return [Problem("docx-broken", _("the Word file cannot be opened again: {reason}").format(reason=reason))], {}
    body = trees["word/document.xml"]
    problems = [
        *_relations(files, trees),
        *_text(body, document),
        *_fonts(files, trees, embedded),
        *_tables(body, faces),
    ]
    pictures = list(body.iter(name("wp:docPr")))
    silent = [picture for picture in pictures if not picture.get("descr")]
    if len(silent) != undescribed or any(not len(picture) for picture in silent):
        problems.append(Problem("alt-missing", _("a picture of the Word file has no words that stand for it")))
    marks = _draft_marks(trees, document)
    if document.draft != bool(marks) or (document.draft and marks < 2):
        problems.append(Problem("draft-mark", _("the draft mark of the Word file does not agree with the document")))
    return problems, {
        "bytes": len(data),
        "characters": len(visible_text(_shown(body))),
        "paragraphs": sum(1 for _paragraph in body.iter(name("w:p"))),
        "tables": len(opened.tables),
        "pictures": len(pictures),
        "decorations": len(silent),
        "fonts": sorted(f"{face.family} {face.slot}" for face in embedded),
        "draft_marks": marks,
    }


def _read(archive: zipfile.ZipFile, entry: str) -> bytes:
    """A part; of a picture or font its beginning, for python-docx has read it whole."""
    with archive.open(entry) as file:
        return file.read() if entry.endswith((".xml", ".rels")) else file.read(64)


def _shown(tree: Element) -> str:
    """The text of a part as a reader takes it."""
    found = tree.iter(name("w:t"), name("w:noBreakHyphen"))
    return "".join("-" if element.tag == name("w:noBreakHyphen") else element.text or "" for element in found)


def _text(body: Element, document: Document) -> list[Problem]:
    """Every visible character of the document, in reading order, exactly once."""
    texts = list(said(document))
    wanted, found = visible_text("".join(texts)), visible_text(_shown(body))
    if wanted == found:
        return []
    at = next((at for at, (one, other) in enumerate(zip(wanted, found, strict=False)) if one != other), None)
    start = max(0, (min(len(wanted), len(found)) if at is None else at) - 5)
    message = _("the text of the Word file is not that of the document, from here on: “{words}”")
    return [Problem("text-lost", message.format(words=(wanted[start:] or found[start:])[:60]))]


def _relations(files: Mapping[str, bytes], trees: Mapping[str, Element]) -> list[Problem]:
    """Every relationship must lead to a part, and every one that is named must be there."""
    problems = []
    message = _("the Word file names “{target}”, which is not in it")
    for entry, tree in trees.items():
        if not entry.endswith(".rels"):
            continue
        folder, _slash, base = entry.removesuffix(".rels").rpartition("_rels/")
        known = set()
        for relation in tree:
            known.add(relation.get("Id"))
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if relation.get("TargetMode") != "External" and path not in files:
                problems.append(Problem("docx-broken", message.format(target=target)))
        problems += [
            Problem("docx-broken", message.format(target=used))
            for used in sorted(_named(trees.get(f"{folder}{base}")) - known)
        ]
    return problems


def _named(tree: Element | None) -> set[str]:
    """The relationships that a part names."""
    if tree is None:
        return set()
    names: set[str] = set()
    for attribute in ("r:id", "r:embed"):
        names.update(tree.xpath(f"//@{attribute}", namespaces={"r": name("r:id")[1:].partition("}")[0]}))
    return names


def _fonts(files: Mapping[str, bytes], trees: Mapping[str, Element], embedded: Iterable[Embedded]) -> list[Problem]:
    """Every face that should be embedded is there, and is a font once its key is applied."""
    message = _("the font {name} is not well embedded in the Word file")
    targets = {
        relation.get("Id"): f"word/{relation.get('Target', '')}"
        for relation in trees.get("word/_rels/fontTable.xml.rels", ())
    }
    held = {
        (font.get(name("w:name")), face.tag.rpartition("}embed")[2]): face
        for font in trees["word/fontTable.xml"]
        for face in font
        if "}embed" in face.tag
    }
    problems = []
    for wanted in embedded:
        face = held.get((wanted.family, wanted.slot))
        data = files.get(targets.get(face.get(name("r:id")), ""), b"") if face is not None else b""
        if face is None or not obfuscated(data, face.get(name("w:fontKey"), ""))[:4].startswith(_SFNT):
            problems.append(Problem("font-broken", message.format(name=f"{wanted.family} {wanted.slot}")))
    return problems


def _tables(body: Element, faces: Faces) -> list[Problem]:
    """Every figure of a table (not of a running order) stands on one line, in the type, cell and margins of the file."""
    problems = []
    for table in body.iter(name("w:tbl")):
        style = table.find(f"{name('w:tblPr')}/{name('w:tblStyle')}")
        if style is None or style.get(name("w:val")) != "FiguresTable":
            continue
        told = table.find(f"{name('w:tblPr')}/{name('w:tblCellMar')}/{name('w:left')}")
        margin = CELL_MARGIN if told is None else int(told.get(name("w:w")))
        for cell in table.iter(name("w:tc")):
            room = int(cell.find(f"{name('w:tcPr')}/{name('w:tcW')}").get(name("w:w"))) - 2 * margin
            size = next((int(sz.get(name("w:val"))) / 2 for sz in cell.iter(name("w:sz"))), TABLE_PT)
            style_of = next(cell.iter(name("w:pStyle"))).get(name("w:val"))
            if not style_of.startswith("Table"):
                continue
            heading = style_of == "TableHeading"
            found = [word for paragraph in cell.iter(name("w:p")) for word in words(paragraph, faces, bold=heading)]
            if any(word.is_figure and word.em * size * TWIPS > room for word in found):
                problems.append(figures_break(len(table.find(name("w:tblGrid")))))
                break
    return problems


def _draft_marks(trees: Mapping[str, Element], document: Document) -> int:
    """How many parts bear the draft mark: the body on its first line, and the header of every page."""
    if not dict(document.labels).get("draft"):
        return 0
    wanted = visible_text(FixedWords(document).draft())
    headers = [tree for entry, tree in trees.items() if entry.startswith("word/header")]
    body = trees["word/document.xml"]
    first = next((style for style in body.iter(name("w:pStyle"))), None)
    marked = (
        first is not None and first.get(name("w:val")) == "DraftMark" and visible_text(_shown(body)).startswith(wanted)
    )
    return marked + sum(wanted in visible_text(_shown(header)) for header in headers)
