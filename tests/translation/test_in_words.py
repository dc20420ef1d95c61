"""Numbers that a language says in words: whoever translated may claim it, and only a reviewer's signature makes it count.

What stands for a translation is test text that says that it is; the Khmer article is the example of the project's own rules.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from bhxhcomm.content import prose
from bhxhcomm.edition.standing import EntryState, item_digests
from bhxhcomm.exchange import catalogue_files, handoff, po_reading, word, word_reading, workbook_reading
from bhxhcomm.language import registry
from bhxhcomm.translation import faithful
from tests.cli.program import run
from tests.translation.office import (
    COLUMN,
    LANG,
    PACK,
    SENTENCES,
    codes,
    entry_id,
    exported,
    held,
    item,
    opened,
    row_of,
    saved,
    shelf,
    space,
    translate,
    warnings,
)

SOURCE = SENTENCES["hai"]
IN_WORDS = "[chữ thử](https://example.vn/a) mười lăm **chữ thử**"
"""Test text without the number 15 in digits."""
TRANSLATOR, REVIEWER, APPROVER = "Người dịch mẫu", "Người đọc mẫu", "Người duyệt mẫu"
EDE = ["--lang", LANG]


def differences(source: str, target: str, in_words: str = "", *, confirmed: bool = True) -> list[str]:
    found = faithful.differences(prose.parse(source), prose.parse(target), in_words, confirmed=confirmed)
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("source", "target", "in_words", "expected"),
    [
        ("Điều 1", "មាត្រាទីមួយ", "1", []),
        ("Điều 1", "មាត្រាទីមួយ", "", ["digits-changed"]),
        ("Điều 1", "មាត្រាទីមួយ", "2", ["digits-changed"]),
        ("Điều 1", "មាត្រាទីមួយ", "một", ["digits-changed"]),
        ("Điều 1", "មាត្រាទីមួយ", "1.", ["digits-changed"]),
        ("Điều 1 và 22", "chữ thử", "1, 22", []),
        ("Điều 1 và 22", "chữ thử", "22 1", []),
        ("Điều 1 và 22", "chữ thử 22", "1", []),
        ("Điều 1 và 1", "chữ thử", "1", ["digits-changed"]),
        ("Điều 1", "chữ thử 7", "1", ["digits-changed"]),
        ("Mức {a}", "chữ thử", "1", ["placeholder-lost"]),
    ],
)
def test_only_the_numbers_that_are_named_may_be_missing(
    source: str, target: str, in_words: str, expected: list[str]
) -> None:
    assert differences(source, target, in_words) == expected


def test_unconfirmed_they_are_damage_that_says_how_to_confirm() -> None:
    (finding,) = faithful.differences(prose.parse("Điều 1"), prose.parse("មាត្រាទីមួយ"), "1")
    assert finding.code == "digits-in-words"
    assert "--in-words 1" in finding.hint


def test_they_are_part_of_what_is_signed_only_where_there_are_any(office: Path) -> None:
    one = item(office, SOURCE)
    assert item_digests("goi", LANG, replace(one, in_words="15"))[0] != item_digests("goi", LANG, one)[0]
    assert item_digests("goi", LANG, one)[0] == item_digests("goi", LANG, replace(one, in_words=""))[0]


def state(root: Path) -> tuple[EntryState, str]:
    """How far the entry has come, and what is wrong with it."""
    found = shelf(root)
    rendering = found.rendering(item(root, SOURCE).key)
    return rendering.state, rendering.damage


def sign(root: Path, role: str, name: str, *more: str) -> int:
    return run("approve", PACK, *EDE, "--as", role, "--by", name, *more, cwd=root).status


def test_a_reviewer_confirms_them_and_nobody_else(office: Path) -> None:
    translate(office, hai=IN_WORDS)
    entry = ["--entry", entry_id(office, SOURCE)]
    confirm = [*entry, "--in-words", "15"]
    assert sign(office, "translator", TRANSLATOR) == 0
    assert state(office)[0] is EntryState.TRANSLATED
    assert "15" in state(office)[1]
    assert sign(office, "reviewer", REVIEWER, *entry) == 1
    assert sign(office, "reviewer", REVIEWER, *entry, "--in-words", "16") == 1
    assert sign(office, "translator", TRANSLATOR, *confirm) == 2
    assert sign(office, "approver", APPROVER, *confirm) == 2
    # Whoever translated an entry is known by a signature over it as it can be signed: with the numbers that are claimed.
    found = shelf(office)
    items = [replace(one, in_words="15") if one.wanted.source == SOURCE else one for one in found.merged.items]
    kept = catalogue_files.updated(space(office), found, items)
    path = kept.path
    path.write_bytes(kept.data)
    assert item(office, SOURCE).in_words == "15"
    assert "no reviewer" in state(office)[1]
    assert sign(office, "translator", TRANSLATOR) == 0
    assert sign(office, "reviewer", TRANSLATOR, *confirm) == 1
    assert sign(office, "approver", APPROVER) == 1
    assert sign(office, "reviewer", REVIEWER) == 0
    assert state(office)[0] is EntryState.TRANSLATED, "of a whole pack nothing is confirmed in passing"
    assert sign(office, "reviewer", REVIEWER, *confirm) == 0
    assert state(office) == (EntryState.REVIEWED, "")
    assert sign(office, "approver", APPROVER) == 0
    assert state(office) == (EntryState.APPROVED, "")
    path.write_text(path.read_text(encoding="utf-8").replace("# in-words: 15\n", ""), encoding="utf-8")
    assert state(office)[0] is EntryState.TRANSLATED
    assert state(office)[1] != ""


def test_the_word_of_a_reviewer_writes_the_line(office: Path) -> None:
    path = translate(office, hai=IN_WORDS)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"Language:', f'"Last-Translator: {TRANSLATOR}\\n"\n"Language:'),
        encoding="utf-8",
    )
    entry = entry_id(office, SOURCE)
    done = run("locale", "status", PACK, *EDE, cwd=office)
    assert "digits" in done.out + done.err or "numbers differ" in done.out + done.err
    assert sign(office, "reviewer", REVIEWER, "--entry", entry, "--in-words", "15") == 0
    assert "# in-words: 15\n" in path.read_text(encoding="utf-8")
    assert state(office) == (EntryState.REVIEWED, "")


def claimed(root: Path, in_words: str, reviewer: str = "") -> bytes:
    """The workbook with test text that says a number in words, the number in its column."""
    book, sheet = opened(exported(root))
    row = row_of(sheet, SOURCE)
    for name, value in (
        ("target", IN_WORDS),
        ("in_words", in_words),
        ("translator", TRANSLATOR),
        ("reviewer", reviewer),
    ):
        sheet.cell(row, COLUMN[name]).value = value
    return saved(book)


def test_a_workbook_carries_them_and_its_reviewer_confirms_them(office: Path, tmp_path: Path) -> None:
    assert codes(held(office, claimed(office, ""))) == {"digits-changed"}
    assert codes(held(office, claimed(office, "16"))) == {"digits-changed"}
    assert codes(held(office, claimed(office, "mười lăm"))) == {"digits-changed"}
    waiting = held(office, claimed(office, "15"))
    assert (codes(waiting), "digits-in-words" in warnings(waiting)) == (set(), True)
    file = tmp_path / "ve.xlsx"
    file.write_bytes(claimed(office, "15"))
    assert run("locale", "import", PACK, file, *EDE, cwd=office).status == 0
    assert state(office)[0] is EntryState.TRANSLATED
    assert "no reviewer" in state(office)[1]
    _book, sheet = opened(exported(office))
    assert "chưa có người thẩm định" in sheet.cell(row_of(sheet, SOURCE), COLUMN["notes"]).value
    file.write_bytes(claimed(office, "15", TRANSLATOR))
    run("locale", "import", PACK, file, *EDE, cwd=office)
    assert state(office)[0] is EntryState.TRANSLATED
    file.write_bytes(claimed(office, "15", REVIEWER))
    assert run("locale", "import", PACK, file, *EDE, cwd=office).status == 0
    assert state(office) == (EntryState.REVIEWED, "")
    rows = workbook_reading.read(exported(office), "ve.xlsx").rows
    assert {row.in_words for row in rows} == {"15", ""}
    back = po_reading.read((office / "packs" / PACK / "locales" / f"{LANG}.po").read_bytes(), "ve.po")
    assert {row.in_words for row in back.rows} == {"15", None}


def test_a_word_file_carries_them_for_a_reviewer_to_confirm(office: Path, tmp_path: Path) -> None:
    def sent(**own: str) -> bytes:
        found = shelf(office)
        rows = handoff.rows(found, catalogue_files.known_facts(space(office)))
        document = Document(io.BytesIO(word.make(rows, scope=PACK, language=registry.language(LANG), font="Andika")))
        for row in document.tables[0].rows:
            if SOURCE in row.cells[0].text:
                for name, text in own.items():
                    row.cells[word.COLUMNS.index(name)].text = text
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    assert codes(held(office, word_reading.read(sent(target=IN_WORDS), "ve.docx"))) == {"digits-changed"}
    waiting = held(office, word_reading.read(sent(target=IN_WORDS, in_words="15"), "ve.docx"))
    assert (codes(waiting), "digits-in-words" in warnings(waiting)) == (set(), True)
    file = tmp_path / "ve.docx"
    file.write_bytes(sent(target=IN_WORDS, in_words="15"))
    taken = run("locale", "import", PACK, file, "--translator", TRANSLATOR, *EDE, cwd=office)
    assert taken.status == 0, taken.err
    assert item(office, SOURCE).in_words == "15"
    assert state(office)[0] is EntryState.TRANSLATED
    confirm = ["--entry", entry_id(office, SOURCE), "--in-words", "15"]
    assert sign(office, "reviewer", REVIEWER, *confirm) == 0
    assert state(office) == (EntryState.REVIEWED, "")
    back = word_reading.read(sent(), "ve.docx")
    assert {row.in_words for row in back.rows} == {"15", ""}
    nothing = held(office, back)
    assert (nothing.problems, nothing.changes) == ((), ())
    assert item(office, SOURCE).in_words == "15"


def test_a_word_file_of_an_edition_without_their_column_takes_none_back(office: Path) -> None:
    found = shelf(office)
    items = [replace(one, target=IN_WORDS, in_words="15") for one in found.merged.items if one.wanted.source == SOURCE]
    kept = catalogue_files.updated(space(office), found, items)
    kept.path.parent.mkdir(parents=True, exist_ok=True)
    kept.path.write_bytes(kept.data)
    rows = handoff.rows(shelf(office), catalogue_files.known_facts(space(office)))
    document = Document(io.BytesIO(word.make(rows, scope=PACK, language=registry.language(LANG), font="Andika")))
    for row in document.tables[0].rows:
        for cell in row.cells[word.COLUMNS.index("in_words") :]:
            row._tr.remove(cell._tc)
    out = io.BytesIO()
    document.save(out)
    back = word_reading.read(out.getvalue(), "ve.docx")
    assert {(row.in_words, row.back) for row in back.rows} == {(None, "")}
    assert next(one for one in held(office, back).items if one.wanted.source == SOURCE).in_words == "15"


def test_another_translation_needs_them_confirmed_anew(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "ve.xlsx"
    file.write_bytes(claimed(office, "15", REVIEWER))
    assert run("locale", "import", PACK, file, *EDE, cwd=office).status == 0
    path = office / "packs" / PACK / "locales" / f"{LANG}.po"
    path.write_text(path.read_text(encoding="utf-8").replace("mười lăm", "mười sáu"), encoding="utf-8")
    assert state(office)[0] is EntryState.TRANSLATED
    assert "no reviewer" in state(office)[1]


# Figures that changed places

FIGURES = "chữ thử 22 chữ thử 11."


def test_figures_that_changed_places_are_told_until_a_reviewer_has_signed(office: Path) -> None:
    pack = office / "packs" / PACK / "pack.yaml"
    source = "Từ 11 đến 22 lần."
    pack.write_text(pack.read_text(encoding="utf-8").replace(SENTENCES["bon"], source), encoding="utf-8")
    translate(office, bon=FIGURES)
    assert sign(office, "translator", TRANSLATOR) == 0

    def told() -> tuple[bool, bool]:
        status = run("locale", "status", PACK, *EDE, "--json", cwd=office).object
        lint = run("lint", PACK, "--json", cwd=office).object
        return (
            "figures-moved" in {problem["code"] for problem in status["problems"]},
            "figures-moved" in {problem["code"] for problem in lint["problems"]},
        )

    def explained() -> str:
        _book, sheet = opened(exported(office))
        return str(sheet.cell(row_of(sheet, source), COLUMN["notes"]).value)

    assert told() == (True, True)
    assert "Xin xem lại" in explained()
    assert "11, 22" in explained()
    assert "22, 11" in explained()
    done = run("approve", PACK, *EDE, "--as", "reviewer", "--by", REVIEWER, cwd=office)
    assert (done.status, "figures-moved" in done.err) == (0, True)
    assert told() == (False, False)
    assert "Xin xem lại" not in explained()
