"""Files that go out to a translator and come back: what is taken, what is refused, and what is said of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition.standing import Role
from bhxhcomm.exchange import catalogue_files, handoff, po_reading, word, word_reading, workbook_reading
from bhxhcomm.exchange.intake import ImportOptions, compare
from bhxhcomm.language import registry
from bhxhcomm.translation.glossary import Glossary, Term
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
    warnings,
)

OLD_FONT = "klei blah {uôn R^t hăn k]t, {uôn R^t hăn k]t"
"""What a text typed in an old 8-bit font looks like: it is no text of the language."""


@pytest.fixture(scope="module")
def sent(shared_office: Path) -> bytes:
    return exported(shared_office)


def changed(data: bytes, change: Callable[[Any, Any], None]) -> bytes:
    """The filled-in workbook after somebody has worked on it."""
    book, sheet = opened(filled(data))
    change(book, sheet)
    return saved(book)


def word_file(root: Path) -> bytes:
    rows = handoff.rows(shelf(root), catalogue_files.known_facts(space(root)))
    return word.make(rows, scope=PACK, language=registry.language(LANG), font="Andika")


def edited(data: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """A package with other words in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            blob = archive.read(name)
            if name == part:
                assert old.encode() in blob
                blob = blob.replace(old.encode(), new.encode(), 1)
            copy.writestr(name, blob)
    return out.getvalue()


def refusal(data: bytes, name: str = "ve.xlsx") -> ContentError:
    """What is wrong with a file, be it with all of it or with some of its rows."""
    try:
        found = (word_reading if name.endswith("docx") else workbook_reading).read(data, name)
    except ContentError as exc:
        return exc
    assert any(problem.is_error for problem in found.problems)
    return ContentError(found.problems)


def test_a_workbook_that_nobody_touched_changes_nothing(sent: bytes, shared_office: Path) -> None:
    found = held(shared_office, sent)
    assert (found.problems, found.changes, found.missing) == ((), (), ())
    assert len(found.empty) == len(shelf(shared_office).standings)


def test_the_same_texts_give_the_same_bytes(sent: bytes, shared_office: Path) -> None:
    assert exported(shared_office) == sent
    assert word_file(shared_office) == word_file(shared_office)


def test_the_workbook_locks_what_is_not_to_be_changed(sent: bytes) -> None:
    _book, sheet = opened(sent)
    assert sheet.protection.sheet
    assert sheet.freeze_panes == f"A{FIRST}"
    locked = {name: sheet.cell(FIRST, column).protection.locked for name, column in COLUMN.items()}
    assert {name for name, is_locked in locked.items() if not is_locked} == {
        "target", "back", "spoken", "translator", "reviewer", "status", "note", "in_words",
    }  # fmt: skip
    cell = sheet.cell(FIRST, COLUMN["target"])
    assert (cell.font.name, cell.alignment.wrap_text, cell.number_format) == ("Andika", True, "@")
    assert sheet.cell(FIRST, COLUMN["length"]).value == f"=LEN(E{FIRST})"


def test_every_row_is_as_high_as_its_longest_text_and_the_sheet_prints_on_a4(sent: bytes) -> None:
    _book, sheet = opened(sent)
    source = COLUMN["source"]
    longest = max(range(FIRST, sheet.max_row + 1), key=lambda row: len(sheet.cell(row, source).value))
    lines = len(sheet.cell(longest, source).value) / 52
    assert lines > 1
    assert sheet.row_dimensions[longest].height >= 15 * lines
    assert sheet.row_dimensions[FIRST - 1].height >= 30
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")


def test_a_text_that_begins_like_a_formula_stays_text(sent: bytes, shared_office: Path) -> None:
    _book, sheet = opened(sent)
    row = row_of(sheet, SENTENCES["ba"])
    assert sheet.cell(row, COLUMN["source"]).data_type == "s"
    for sign in "=+-@":
        found = held(shared_office, filled(sent, ba=f"{sign} {made_up('Phần ba nói thêm một điều.')}"))
        assert codes(found) == set()


def test_what_was_filled_in_is_taken_with_its_names(sent: bytes, shared_office: Path) -> None:
    found = held(shared_office, filled(sent))
    assert codes(found) == set()
    assert len(found.changes) == len(found.items)
    assert {one.id: one.after for one in found.changes}[entry_id(shared_office, SALARY)] == made_up(SALARY)
    assert list(found.signed) == [(Role.TRANSLATOR, "Người dịch mẫu")]


def test_rows_may_come_in_any_order_and_columns_be_added(sent: bytes, shared_office: Path) -> None:
    def shuffle(_book: Any, sheet: Any) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
        for number, values in enumerate(reversed(rows), FIRST):
            for column, value in enumerate(values, 1):
                sheet.cell(number, column).value = value
                sheet.cell(number, column).data_type = "s" if isinstance(value, str) else "n"
        sheet.insert_cols(3)
        sheet.cell(2, 3).value = "Cột của tôi"
        sheet.insert_rows(FIRST + 2)

    found = held(shared_office, changed(sent, shuffle))
    assert (codes(found), len(found.changes), found.missing) == (set(), len(found.items), ())


def test_rows_that_were_deleted_are_missed_and_no_more(sent: bytes, shared_office: Path) -> None:
    found = held(shared_office, changed(sent, lambda _book, sheet: sheet.delete_rows(FIRST, 2)))
    assert codes(found) == set()
    assert len(found.missing) == 2
    assert len(found.changes) == len(found.items) - 2


REFUSED = {
    "lost figure": ({"mot": made_up("Lương cơ sở là")}, "placeholder-lost"),
    "invented figure": ({"bon": made_up("Phần bốn") + " {ty_le}"}, "placeholder-invented"),
    "half a figure": ({"mot": made_up("Lương") + " {luong_co_so"}, "lone-brace"),
    "other address": ({"hai": made_up(SENTENCES["hai"]).replace("example.vn/a", "example.vn/b")}, "link-changed"),
    "other number": ({"hai": made_up(SENTENCES["hai"]).replace("15", "16")}, "digits-changed"),
    "other script": ({"bon": made_up(SENTENCES["bon"], "khmer")}, "wrong-script"),
    "old font": ({"bon": OLD_FONT.replace("{", "").replace("]", "")}, "old-encoding"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_damaged_translation_is_refused_with_its_cell(name: str, sent: bytes, shared_office: Path) -> None:
    own, code = REFUSED[name]
    found = held(shared_office, filled(sent, **own))
    assert codes(found) == {code}
    (problem,) = (one for one in found.problems if one.is_error)
    row = row_of(opened(sent)[1], SENTENCES[next(iter(own))])
    assert problem.place.path == f"ve.xlsx: Bản dịch!E{row}"


DOUBTS = {
    "copy": (SENTENCES["bon"], "untranslated-copy"),
    "long": (made_up(SENTENCES["bon"]) * 5, "too-long"),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_a_doubtful_translation_is_taken_with_a_warning(name: str, sent: bytes, shared_office: Path) -> None:
    words, code = DOUBTS[name]
    found = held(shared_office, filled(sent, bon=words))
    assert not found.refused
    assert code in warnings(found)


def test_a_translation_cut_short_is_doubted(sent: bytes, shared_office: Path) -> None:
    found = held(shared_office, filled(sent, hai="[ƀ](https://example.vn/a) 15"))
    assert "too-short" in warnings(found)


def test_a_term_rendered_otherwise_is_pointed_out(sent: bytes, shared_office: Path) -> None:
    own = entry_id(shared_office, SENTENCES["bon"])
    terms = Glossary((Term("phần bốn", "ƀŭng", "Bảng mẫu"),))
    back = workbook_reading.read(filled(sent), "ve.xlsx")
    found = compare(shelf(shared_office), back, registry.language(LANG), terms, ImportOptions())
    assert "glossary" in warnings(found)
    back = workbook_reading.read(filled(sent, bon="Ƀŭng ƀơ̆ng."), "ve.xlsx")
    found = compare(shelf(shared_office), back, registry.language(LANG), terms, ImportOptions())
    assert [one.message for one in found.problems if one.code == "glossary" and own in one.message] == []


def set_cell(name: str, source: str, value: Any) -> Callable[[Any, Any], None]:
    def change(_book: Any, sheet: Any) -> None:
        sheet.cell(row_of(sheet, source), COLUMN[name]).value = value

    return change


TAMPERED = {
    "id": (set_cell("id", SALARY, "mot-00000000"), "id-changed"),
    "no id": (set_cell("id", SALARY, None), "row-without-id"),
    "source": (set_cell("source", SALARY, "Lương cơ sở sẽ là {luong_co_so}."), "source-changed"),
    "hash": (set_cell("hash", SALARY, "000000000000"), "source-changed"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_row_that_is_not_itself_any_more_is_refused(name: str, sent: bytes, shared_office: Path) -> None:
    change, code = TAMPERED[name]
    assert codes(held(shared_office, changed(sent, change))) == {code}


def test_a_row_that_stands_there_twice_is_refused(sent: bytes, shared_office: Path) -> None:
    def double(_book: Any, sheet: Any) -> None:
        for column in range(1, sheet.max_column + 1):
            sheet.cell(sheet.max_row + (column == 1), column).value = sheet.cell(FIRST, column).value

    assert codes(held(shared_office, changed(sent, double))) == {"row-twice"}


def test_a_row_of_an_earlier_wording_is_refused_with_what_changed(sent: bytes, office: Path) -> None:
    translate(office)
    data = filled(exported(office), bon=made_up("khác hẳn"))
    pack = office / "packs" / PACK / "pack.yaml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace(SENTENCES["bon"], "Phần bốn không nói thêm."), encoding="utf-8"
    )
    found = held(office, data)
    assert codes(found) == {"row-stale"}
    assert "{+ không+}" in next(one.message for one in found.problems if one.is_error)


def test_two_translators_do_not_overwrite_each_other(sent: bytes, office: Path) -> None:
    translate(office, bon=made_up("bản cũ"))
    first = exported(office)
    translate(office, bon=made_up("người thứ nhất"))
    second = filled(first, bon=made_up("người thứ hai"))
    assert codes(held(office, second)) == {"row-conflict"}
    assert not held(office, second, conflicts="theirs").refused


@pytest.mark.parametrize("value", ["=1+1", '=HYPERLINK("https://example.com")'])
def test_a_formula_is_refused_and_never_computed(value: str, sent: bytes) -> None:
    def formula(_book: Any, sheet: Any) -> None:
        sheet.cell(FIRST, COLUMN["target"]).value = value

    assert [problem.code for problem in refusal(changed(sent, formula)).problems] == ["cell-formula"]


def test_a_date_that_the_program_made_of_a_text_is_refused(sent: bytes) -> None:
    import datetime as dt

    def day(_book: Any, sheet: Any) -> None:
        sheet.cell(FIRST, COLUMN["target"]).value = dt.date(2025, 7, 1)

    assert [problem.code for problem in refusal(changed(sent, day)).problems] == ["cell-not-text"]


def test_merged_cells_are_refused_with_their_place(sent: bytes) -> None:
    (problem,) = refusal(changed(sent, lambda _book, sheet: sheet.merge_cells("E5:E6"))).problems
    assert (problem.code, problem.place.path) == ("cells-merged", "ve.xlsx: Bản dịch!E5:E6")


def test_another_sheet_than_ours_is_refused_with_the_names_of_those_there(sent: bytes) -> None:
    def drop(book: Any, sheet: Any) -> None:
        book.remove(sheet)

    (problem,) = refusal(changed(sent, drop)).problems
    assert problem.code == "wrong-sheet"
    assert "“Hướng dẫn”" in problem.message


def test_a_file_for_another_pack_or_language_is_refused(sent: bytes, shared_office: Path) -> None:
    def relabel(_book: Any, sheet: Any) -> None:
        sheet.cell(1, 1).value = handoff.mark("khac", "khmer")

    assert codes(held(shared_office, changed(sent, relabel))) == {"wrong-pack", "wrong-language"}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blob in parts.items():
            archive.writestr(name, blob)
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
DANGEROUS = {
    "bomb": (packed({"xl/workbook.xml": b"0" * 80_000_000}), "file-dangerous"),
    "many parts": (packed({f"xl/workbook{n}.xml": b"" for n in range(2100)}), "file-dangerous"),
    "macros": (packed({"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}), "file-has-macros"),
    "entities": (packed({"xl/workbook.xml": ENTITIES}), "file-dangerous"),
    "not a zip": (b"PK no", "file-unreadable"),
    "another file": (packed({"word/document.xml": b"<a/>"}), "file-unreadable"),
    "empty": (b"", "file-unreadable"),
    "no book": (packed({"xl/workbook.xml": b"<a/>"}), "file-unreadable"),
}


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_dangerous_or_damaged_file_is_not_opened(name: str) -> None:
    data, code = DANGEROUS[name]
    assert [problem.code for problem in refusal(data).problems] == [code]


def test_the_word_file_brings_the_same_texts_back(office: Path) -> None:
    translate(office, bon="")
    data = word_file(office)
    rows = {row.id: row for row in word_reading.read(data, "ve.docx").rows}
    assert rows[entry_id(office, SALARY)].target == made_up(SALARY)
    found = held(office, word_reading.read(data, "ve.docx"))
    assert (codes(found), found.changes, len(found.empty)) == (set(), (), 1)
    target = made_up(SALARY)
    assert codes(held(office, word_reading.read(edited(data, target, "x " + target), "ve.docx"))) == set()
    assert codes(held(office, word_reading.read(edited(data, target, "x"), "ve.docx"))) == {"placeholder-lost"}


def test_tracked_changes_are_refused_with_their_row(office: Path) -> None:
    translate(office)
    run = re.search(rb"<w:r>(?:(?!<w:r>).)*?" + made_up(SALARY).encode(), _document(word_file(office)), re.DOTALL)
    assert run is not None
    data = edited(word_file(office), run[0].decode(), f'<w:ins w:id="1" w:author="x">{run[0].decode()}')
    text = _document(data).decode()
    end = text.index("</w:r>", text.index('<w:ins w:id="1"')) + len("</w:r>")
    data = edited(word_file(office), _document(word_file(office)).decode(), text[:end] + "</w:ins>" + text[end:])
    (problem,) = refusal(data, "ve.docx").problems
    assert problem.code == "tracked-changes"
    assert re.search(r"table 1, row \d+", str(problem.place))


def _document(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml")


def test_merged_cells_and_lost_ids_of_a_word_table_are_refused(office: Path) -> None:
    translate(office)
    data = word_file(office)
    merged = edited(data, "<w:tcPr><w:tcW", "<w:tcPr><w:vMerge/><w:tcW")
    assert [problem.code for problem in refusal(merged, "ve.docx").problems] == ["cells-merged"]
    lost = edited(data, entry_id(office, SALARY) + " | ", "")
    assert [problem.code for problem in refusal(lost, "ve.docx").problems] == ["row-without-id"]


def test_a_table_that_was_split_in_two_is_read_whole(office: Path) -> None:
    translate(office)
    text = _document(word_file(office)).decode()
    start = text.index("<w:tbl>")
    head = text[start : text.index("<w:tr>", start)]
    rows = [match.start() for match in re.finditer("<w:tr>", text)]
    middle = rows[len(rows) // 2]
    split = text[:middle] + "</w:tbl><w:p/>" + head + text[middle:]
    back = word_reading.read(edited(word_file(office), text, split), "ve.docx")
    assert len(back.rows) == len(shelf(office).standings)


def test_a_word_file_without_our_table_is_refused() -> None:
    from docx import Document

    out = io.BytesIO()
    Document().save(out)
    assert [problem.code for problem in refusal(out.getvalue(), "ve.docx").problems] == ["wrong-table"]


def test_a_po_file_comes_back_as_rows(office: Path) -> None:
    data = translate(office).read_bytes()
    (office / "packs" / PACK / "locales" / f"{LANG}.po").unlink()
    found = held(office, po_reading.read(data, "ve.po"))
    assert codes(found) == set()
    assert len(found.changes) == len(found.items)
