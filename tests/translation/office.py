"""A small workspace to translate, and what tests do with it: look, fill in test text, and change as an editor would.

Nothing here is a translation: what stands for one is test text in the letters of the language, which means nothing.
"""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.exchange import catalogue_files, handoff, intake, workbook, workbook_reading
from bhxhcomm.exchange.handoff import Handback
from bhxhcomm.exchange.intake import ImportOptions, Intake
from bhxhcomm.language import registry
from bhxhcomm.language.pseudo import pseudo
from bhxhcomm.materials.loading import load
from bhxhcomm.translation.glossary import Glossary
from bhxhcomm.translation.merge import MergedItem
from tests.conftest import SOUND

PACK, LANG = "mau", "ede"
FIRST = 3
"""The first row of texts in a workbook."""
COLUMN = {name: number for number, (name, _w, _l) in enumerate(workbook._COLUMNS, 1)}
SALARY = "Lương cơ sở là {luong_co_so}."
SENTENCES = {
    "mot": SALARY,
    "hai": "Gọi [trang của ngành](https://example.vn/a) trước ngày 15, **mang theo thẻ**.",
    "ba": "= Phần ba nói thêm một điều.",
    "bon": "Phần bốn nói thêm.",
}


def make_office(root: Path) -> Path:
    """Copy the sound workspace, with texts that have all that a translation must keep."""
    shutil.copytree(SOUND, root)
    pack = root / "packs" / PACK / "pack.yaml"
    text = pack.read_text(encoding="utf-8")
    text = text.replace("text: Phần hai nói thêm.", f'text: "{SENTENCES["hai"]}"')
    text = text.replace("text: Phần ba nói thêm.", f'text: "{SENTENCES["ba"]}"')
    pack.write_text(text, encoding="utf-8")
    return root


def space(root: Path) -> Workspace:
    return load(root).checked()


def shelf(root: Path, scope: str = PACK, lang: str = LANG) -> Shelf:
    return catalogue_files.shelf_of(space(root), scope, lang)


def item(root: Path, source: str, scope: str = PACK) -> MergedItem:
    """What the catalogue has for one text."""
    return next(one for one in shelf(root, scope).merged.items if one.wanted.source == source)


def entry_id(root: Path, source: str) -> str:
    return item(root, source).wanted.id


def made_up(source: str, lang: str = LANG) -> str:
    """Test text for a source, which stands for a translation here."""
    return pseudo(source, registry.language(lang))


def translate(root: Path, scope: str = PACK, lang: str = LANG, **own: str) -> Path:
    """Write the catalogue with test text for every entry; `own` gives other words for a section's paragraph."""
    found = shelf(root, scope, lang)
    items = [replace(one, target=made_up(one.wanted.source, lang)) for one in found.merged.items]
    items = [
        replace(one, target=own[one.wanted.context]) if one.wanted.kind == "text" and one.wanted.context in own else one
        for one in items
    ]
    kept = catalogue_files.updated(space(root), found, items)
    kept.path.parent.mkdir(parents=True, exist_ok=True)
    kept.path.write_bytes(kept.data)
    return kept.path


def exported(root: Path) -> bytes:
    """The workbook of the pack."""
    found = shelf(root)
    rows = handoff.rows(found, catalogue_files.known_facts(space(root)))
    return workbook.make(rows, scope=PACK, language=registry.language(LANG), font="Andika")


def opened(data: bytes) -> tuple[Any, Any]:
    """A workbook and its sheet of texts, as an editor has them."""
    book = load_workbook(io.BytesIO(data))
    return book, book["Bản dịch"]


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(sheet: Any, source: str) -> int:
    for row in range(FIRST, sheet.max_row + 1):
        if sheet.cell(row, COLUMN["source"]).value == source:
            return row
    raise AssertionError(f"no row says {source!r}")


def filled(
    data: bytes, *, only: tuple[str, ...] = (), translator: str = "Người dịch mẫu", lang: str = LANG, **own: str
) -> bytes:
    """The workbook with test text in every row; `own` gives other words for a section's paragraph by its id."""
    book, sheet = opened(data)
    for row in range(FIRST, sheet.max_row + 1):
        source = sheet.cell(row, COLUMN["source"]).value
        if only and source not in only:
            continue
        section = next((name for name, text in SENTENCES.items() if text == source), "")
        cell = sheet.cell(row, COLUMN["target"])
        cell.value = own.get(section, made_up(source, lang))
        cell.data_type = "s"
        sheet.cell(row, COLUMN["translator"]).value = translator
    return saved(book)


def held(root: Path, file: bytes | Handback, **options: Any) -> Intake:
    """What a workbook (or rows that were read) would do."""
    back = workbook_reading.read(file, "ve.xlsx") if isinstance(file, bytes) else file
    return intake.compare(shelf(root), back, registry.language(LANG), Glossary(), ImportOptions(**options))


def codes(found: Intake) -> set[str]:
    """The codes of the errors."""
    return {problem.code for problem in found.problems if problem.is_error}


def warnings(found: Intake) -> set[str]:
    return {problem.code for problem in found.problems if not problem.is_error}
