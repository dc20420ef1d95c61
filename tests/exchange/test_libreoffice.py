"""What translators hand back was edited and saved by LibreOffice itself: workbook and Word file come back whole."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bhxhcomm.exchange import catalogue_files, handoff, word, word_reading, workbook, workbook_reading
from bhxhcomm.language import registry
from tests.exchange import libre
from tests.translation.office import (
    COLUMN,
    FIRST,
    LANG,
    PACK,
    SALARY,
    SENTENCES,
    codes,
    entry_id,
    exported,
    filled,
    held,
    made_up,
    opened,
    row_of,
    saved,
    shelf,
    space,
    translate,
)

pytestmark = [pytest.mark.slow, libre.here]


def word_file(root: Path) -> bytes:
    rows = handoff.rows(shelf(root), catalogue_files.known_facts(space(root)))
    return word.make(rows, scope=PACK, language=registry.language(LANG), font="Andika")


@pytest.fixture(scope="module")
def returned(shared_office: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook, filled in, with one translation changed in LibreOffice to a text that begins like a formula."""
    own = made_up(SENTENCES["bon"])
    return libre.edited(filled(exported(shared_office)), ".xlsx", {own: f"= {own}"}, tmp_path_factory.mktemp("calc"))


def test_every_row_comes_back_with_its_id_source_and_words(returned: bytes, shared_office: Path) -> None:
    found = held(shared_office, returned)
    assert (codes(found), found.missing, found.empty) == (set(), (), ())
    assert len(found.changes) == len(found.items)
    words = {one.id: one.after for one in found.changes}
    assert words[entry_id(shared_office, SALARY)] == made_up(SALARY)
    assert words[entry_id(shared_office, SENTENCES["bon"])] == f"= {made_up(SENTENCES['bon'])}"


def test_it_still_says_what_it_is_for(returned: bytes) -> None:
    back = workbook_reading.read(returned, "ve.xlsx")
    assert (back.scope, back.lang) == (PACK, LANG)


def test_what_was_locked_stays_locked(returned: bytes) -> None:
    # The frozen head is part of the view: LibreOffice without a window has none, and saves none of any file.
    _book, sheet = opened(returned)
    assert sheet.protection.sheet
    locked = {name for name, column in COLUMN.items() if sheet.cell(FIRST, column).protection.locked}
    assert locked == {name for name, _width, is_locked in workbook._COLUMNS if is_locked}


def test_cells_keep_their_font_their_wrapping_and_the_form_of_text(returned: bytes) -> None:
    _book, sheet = opened(returned)
    cell = sheet.cell(FIRST, COLUMN["target"])
    assert (cell.font.name, cell.alignment.wrap_text, cell.number_format) == ("Andika", True, "@")


def test_the_length_is_still_counted(returned: bytes) -> None:
    _book, sheet = opened(returned)
    assert str(sheet.cell(FIRST, COLUMN["length"]).value).startswith("=LEN(")
    counted = load_workbook(io.BytesIO(returned), data_only=True)
    row = row_of(sheet, SALARY)
    assert counted["Bản dịch"].cell(row, COLUMN["length"]).value == len(made_up(SALARY))


def test_a_formula_that_was_typed_there_is_refused(shared_office: Path, tmp_path: Path) -> None:
    book, sheet = opened(filled(exported(shared_office)))
    cell = sheet.cell(row_of(sheet, SENTENCES["bon"]), COLUMN["target"])
    cell.number_format = "General"
    cell.value = "=1+1"
    back = libre.edited(saved(book), ".xlsx", {}, tmp_path)
    found = workbook_reading.read(back, "ve.xlsx")
    assert [problem.code for problem in found.problems] == ["cell-formula"]
    assert len(found.refused) == 1


def test_the_word_file_comes_back_whole_with_its_one_change(office: Path, tmp_path: Path) -> None:
    translate(office)
    old, new = made_up(SENTENCES["bon"]), made_up("khác hẳn")
    data = libre.edited(word_file(office), ".docx", {old: new}, tmp_path)
    found = held(office, word_reading.read(data, "ve.docx"))
    assert (codes(found), found.missing, found.empty) == (set(), (), ())
    assert [(one.before, one.after) for one in found.changes] == [(old, new)]
