"""Two people work on one catalogue at a time, and nobody loses a line: files are merged by what each row was made from."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.exchange import (
    catalogue_files,
    handoff,
    merge_base,
    po_reading,
    suggestions,
    three_way,
    word,
    word_reading,
    workbook,
    workbook_reading,
    xliff,
    xliff_reading,
)
from bhxhcomm.exchange.handoff import Handback, HandoffRow
from bhxhcomm.exchange.merge_base import RowStanding
from bhxhcomm.exchange.three_way import MergeOutcome
from bhxhcomm.language import registry
from tests.cli.program import run, snapshot
from tests.translation.office import (
    COLUMN,
    FIRST,
    LANG,
    PACK,
    SALARY,
    SENTENCES,
    codes,
    entry_id,
    held,
    item,
    made_up,
    opened,
    row_of,
    saved,
    shelf,
    space,
    translate,
    warnings,
)

EDE = ["--lang", LANG]
HAI, BA, BON = SENTENCES["hai"], SENTENCES["ba"], SENTENCES["bon"]
OLD, A, B = made_up("bản cũ"), made_up("người thứ nhất viết"), made_up("người thứ hai viết")
Edit = Callable[[bytes, dict[str, str]], bytes]
"""What a translator does with a file: other words for some sources."""


def sent(root: Path, format: str) -> bytes:
    """The file of the pack as it goes out."""
    found = shelf(root)
    offered = suggestions.suggestions(space(root), found)
    rows = handoff.rows(found, catalogue_files.known_facts(space(root)), offered)
    language = registry.language(LANG)
    match format:
        case "xlsx":
            return workbook.make(rows, scope=PACK, language=language, font="Andika")
        case "docx":
            return word.make(rows, scope=PACK, language=language, font="Andika")
        case "xliff":
            return xliff.make(rows, scope=PACK, language=language)
        case _:
            return catalogue_files.handed_out(space(root), found, rows)


def in_workbook(data: bytes, words: dict[str, str], column: str = "target") -> bytes:
    book, sheet = opened(data)
    for source, text in words.items():
        cell = sheet.cell(row_of(sheet, source), COLUMN[column])
        cell.value, cell.data_type = text, "s"
    return saved(book)


def in_word(data: bytes, words: dict[str, str], column: str = "target") -> bytes:
    from docx import Document

    document = Document(io.BytesIO(data))
    for row in document.tables[0].rows:
        if row.cells[0].paragraphs[-1].text in words:
            row.cells[word.COLUMNS.index(column)].text = words[row.cells[0].paragraphs[-1].text]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def in_po(data: bytes, words: dict[str, str]) -> bytes:
    """As Poedit does: whoever edits a text takes the mark from it that it needs work."""
    from translate.storage import pypo

    store = pypo.pofile.parsestring(data)
    for unit in store.units:
        if str(unit.source) in words:
            unit.target = words[str(unit.source)]
            unit.markfuzzy(False)
    return bytes(store)


def in_xliff(data: bytes, words: dict[str, str]) -> bytes:
    """As Weblate does: the whole of a target is set anew, and its state says that it is translated."""
    from translate.storage.placeables import StringElem
    from translate.storage.xliff import xlifffile

    store = xlifffile.parsestring(data)
    for unit in store.units:
        if str(unit.source) in words:
            unit.rich_target = [StringElem(words[str(unit.source)])]
            unit.set_state_n(unit.S_TRANSLATED)
    return bytes(store)


EDITS: dict[str, Edit] = {"xlsx": in_workbook, "docx": in_word, "po": in_po, "xliff": in_xliff}
READERS: dict[str, Callable[[bytes, str], Handback]] = {
    "xlsx": workbook_reading.read,
    "docx": word_reading.read,
    "po": po_reading.read,
    "xliff": xliff_reading.read,
}


def put(root: Path, data: bytes, format: str, tmp_path: Path, *more: str) -> Any:
    """Import a file, as JSON."""
    file = tmp_path / f"ve.{format}"
    file.write_bytes(data)
    return run("locale", "import", PACK, file, *EDE, *more, "--json", cwd=root)


texts = st.text(alphabet="aăâ {}ʼ1", max_size=6)


@given(texts, texts, texts)
def test_a_merge_takes_the_side_that_changed_and_asks_where_both_did(base: str, ours: str, theirs: str) -> None:
    outcome = three_way.merged(three_way.digest(base), ours, theirs)
    was, here, there = map(three_way.seen, (base, ours, theirs))
    expected = (
        MergeOutcome.SAME if here == there
        else MergeOutcome.OURS if there == was
        else MergeOutcome.THEIRS if here == was
        else MergeOutcome.CONFLICT
    )  # fmt: skip
    assert outcome is expected


@given(texts, texts)
def test_without_a_base_no_text_gives_way_to_another(ours: str, theirs: str) -> None:
    outcome = three_way.merged(None, ours, theirs)
    if three_way.seen(ours) and three_way.seen(theirs) and three_way.seen(ours) != three_way.seen(theirs):
        assert outcome is MergeOutcome.CONFLICT


@given(texts, st.sampled_from(RowStanding), st.lists(texts, min_size=4, max_size=4))
def test_a_base_is_read_as_it_was_written(target: str, standing: RowStanding, beside: Sequence[str]) -> None:
    base = merge_base.made(target, standing, dict(zip(merge_base.BESIDE, beside, strict=True)))
    assert merge_base.read(str(base)) == base


def test_a_file_of_an_earlier_edition_knows_the_translation_alone() -> None:
    base = merge_base.read(three_way.digest("cũ"))
    assert base is not None
    assert (base.is_untouched("cũ"), base.standing, base.beside) == (True, RowStanding.HELD, {})
    assert merge_base.read("") is merge_base.read(None) is merge_base.read("3f1c") is None


@pytest.mark.parametrize("format", EDITS)
def test_two_files_made_at_one_time_both_come_back_whole(format: str, office: Path, tmp_path: Path) -> None:
    translate(office, ba=OLD, bon=OLD)
    out = sent(office, format)
    first, second = EDITS[format](out, {BON: A}), EDITS[format](out, {BA: B})
    assert put(office, first, format, tmp_path).status == 0
    done = put(office, second, format, tmp_path)
    assert (done.status, [one["after"] for one in done.object["changes"]]) == (0, [B])
    assert (item(office, BON).target, item(office, BA).target) == (A, B)
    assert [put(office, one, format, tmp_path).object["changes"] for one in (first, second)] == [[], []]


@pytest.mark.parametrize("format", EDITS)
def test_what_both_have_changed_is_shown_side_by_side_and_nothing_is_lost(
    format: str, office: Path, tmp_path: Path
) -> None:
    translate(office, ba=OLD, bon=OLD)
    out = sent(office, format)
    put(office, EDITS[format](out, {BON: A}), format, tmp_path, "--translator", "Người thứ nhất")
    second = EDITS[format](out, {BON: B, BA: B})
    before = snapshot(office)
    done = put(office, second, format, tmp_path, "--translator", "Người thứ hai")
    assert (done.status, snapshot(office)) == (1, before)
    (problem,) = (one for one in done.problems if one["severity"] == "error")
    lines = problem["message"].split("\n")
    assert problem["code"] == "row-conflict"
    assert A in lines[1]
    assert B in lines[2]
    if format != "xlsx":
        assert "Người thứ nhất" in lines[1]
    assert "Người thứ hai" in lines[2]
    for name in ("--ours", "--theirs", "--conflicts"):
        assert name in problem["hint"]
    (conflict,) = done.object["conflicts"]
    assert (conflict["ours"]["text"], conflict["theirs"]["text"], conflict["taken"]) == (A, B, "")


@pytest.mark.parametrize(("option", "kept"), [("--ours", A), ("--theirs", B), ("--overwrite", B)])
def test_one_side_is_told_to_count_and_the_rest_is_taken(option: str, kept: str, office: Path, tmp_path: Path) -> None:
    translate(office, ba=OLD, bon=OLD)
    out = sent(office, "xlsx")
    put(office, in_workbook(out, {BON: A}), "xlsx", tmp_path)
    done = put(office, in_workbook(out, {BON: B, BA: B}), "xlsx", tmp_path, option)
    assert (done.status, [one["taken"] for one in done.object["conflicts"]]) == (
        0,
        [option[2:].replace("overwrite", "theirs")],
    )
    assert (item(office, BON).target, item(office, BA).target) == (kept, B)
    assert A in done.out
    assert B in done.out


def test_conflicts_go_into_a_workbook_of_their_own_and_come_back_decided(office: Path, tmp_path: Path) -> None:
    translate(office, ba=OLD, bon=OLD)
    out = sent(office, "xlsx")
    put(office, in_workbook(out, {BON: A}), "xlsx", tmp_path, "--translator", "Người thứ nhất")
    aside = tmp_path / "tranh-chap.xlsx"
    done = put(
        office,
        in_workbook(out, {BON: B, BA: B}),
        "xlsx",
        tmp_path,
        "--translator",
        "Người thứ hai",
        "--conflicts",
        str(aside),
    )
    assert (done.status, done.object["written"]) == (1, True)
    assert (item(office, BON).target, item(office, BA).target) == (A, B)
    _book, sheet = opened(aside.read_bytes())
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
    assert len(rows) == 1
    heads = [cell.value for cell in sheet[FIRST - 1]]
    assert rows[0][heads.index("Bản đang có")] == f"{A}\n(Người thứ nhất)"
    assert rows[0][heads.index("Bản trong tệp gửi về")] == f"{B}\n(Người thứ hai)"
    assert rows[0][heads.index("Bản dịch")] is None
    empty = run("locale", "import", PACK, aside, *EDE, "--json", cwd=office)
    assert (empty.status, item(office, BON).target) == (0, A)
    book, sheet = opened(aside.read_bytes())
    sheet.cell(FIRST, heads.index("Bản dịch") + 1).value = B
    aside.write_bytes(saved(book))
    assert run("locale", "import", PACK, aside, *EDE, cwd=office).status == 0
    assert item(office, BON).target == B


def test_a_workbook_that_may_hold_decisions_is_not_written_over(office: Path, tmp_path: Path) -> None:
    data = sent(office, "xlsx")
    for name, code in (("co.xlsx", "not-written-over"), ("moi.docx", "unknown-format")):
        file = tmp_path / name
        if name == "co.xlsx":
            file.write_bytes(data)
        done = put(office, data, "xlsx", tmp_path, "--conflicts", str(file))
        assert (done.status, [one["code"] for one in done.problems]) == (2, [code])
    done = put(office, data, "xlsx", tmp_path, "--ours", "--theirs")
    assert (done.status, done.problems[0]["code"]) == (2, "options-conflict")


@pytest.mark.parametrize("part", ["back", "note", "spoken"])
def test_what_stands_beside_a_translation_is_merged_like_it(part: str, office: Path) -> None:
    translate(office)
    out = sent(office, "xlsx")
    found = shelf(office)
    items = [replace(one, **{part: A}) if one.wanted.source == BON else one for one in found.merged.items]
    kept = catalogue_files.updated(space(office), found, items)
    kept.path.write_bytes(kept.data)

    def of(taken: Any) -> str:
        return str(getattr(next(one for one in taken.items if one.wanted.source == BON), part))

    assert of(held(office, out)) == A
    both = held(office, in_workbook(out, {BON: B}, part))
    assert (codes(both), of(both)) == ({"row-conflict"}, A)
    assert of(held(office, in_workbook(out, {BON: B}, part), conflicts="theirs")) == B


def test_a_row_that_was_only_read_signs_nothing_and_takes_nothing_back(office: Path, tmp_path: Path) -> None:
    translate(office, bon=OLD)
    out = in_workbook(sent(office, "xlsx"), {BON: "Người đọc mẫu"}, "reviewer")
    put(office, in_workbook(sent(office, "xlsx"), {BON: A}), "xlsx", tmp_path, "--translator", "Người dịch mẫu")
    found = held(office, out, translator="Người khác")
    assert (codes(found), found.changes, "review-void" in warnings(found)) == (set(), (), True)
    assert entry_id(office, BON) not in [one for names in found.signed.values() for one in names]


def test_a_note_on_a_text_that_nobody_could_translate_is_kept(office: Path) -> None:
    found = held(office, in_workbook(sent(office, "xlsx"), {BON: "không hiểu câu này"}, "note"))
    assert next(one for one in found.items if one.wanted.source == BON).note == "không hiểu câu này"


def test_the_same_text_elsewhere_is_offered_and_waits_for_a_word(office: Path, tmp_path: Path) -> None:
    pack = office / "packs" / PACK / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace(f'text: "{BA}"', f'text: "{BON}"'), encoding="utf-8")
    translate(office)
    path = office / "packs" / PACK / "locales" / f"{LANG}.po"
    text = path.read_text(encoding="utf-8")
    start = text.index('msgctxt "ba"\nmsgid "' + BON)
    path.write_text(text[:start] + text[start:].replace(f'msgstr "{made_up(BON)}"', 'msgstr ""', 1), encoding="utf-8")
    twin = next(one.wanted.id for one in shelf(office).merged.items if one.wanted.key == ("ba", BON))

    def of_twin(found: Any) -> str:
        return str(next(one for one in found.items if one.wanted.id == twin).target)

    for format in EDITS:
        out = sent(office, format)
        row = next(row for row in READERS[format](out, f"ve.{format}").rows if row.id == twin)
        assert row.target == made_up(BON)
        untouched = held(office, READERS[format](out, f"ve.{format}"))
        assert (codes(untouched), of_twin(untouched), twin in untouched.empty) == (set(), "", True)
        agreed = replace(row, status=handoff.status_word(handoff.EntryState.TRANSLATED))
        back = READERS[format](out, f"ve.{format}")
        rows = tuple(agreed if one.id == twin else one for one in back.rows)
        assert of_twin(held(office, replace(back, rows=rows))) == made_up(BON)
    assert b"bhxhcomm-base: " in sent(office, "po")
    assert "fuzzy" in sent(office, "po").decode()
    note = next(row.notes for row in rows_of(office) if row.id == twin)
    assert entry_id(office, BON) in note or "bon-" in note


def rows_of(root: Path) -> tuple[HandoffRow, ...]:
    found = shelf(root)
    return handoff.rows(found, catalogue_files.known_facts(space(root)), suggestions.suggestions(space(root), found))


@pytest.mark.parametrize("format", ["po", "xliff"])
def test_what_is_marked_as_needing_work_is_kept_so(format: str, office: Path, tmp_path: Path) -> None:
    out = EDITS[format](sent(office, format), {BON: A, SALARY: made_up("không có số liệu")})
    if format == "po":
        text = out.decode().replace(f'msgctxt "bon"\nmsgid "{BON}"', f'#, fuzzy\nmsgctxt "bon"\nmsgid "{BON}"')
        text = text.replace("#, python-brace-format\nmsgctxt", "#, python-brace-format, fuzzy\nmsgctxt")
    else:
        text = out.decode().replace('state="translated"', 'state="needs-translation"')
    done = put(office, text.encode(), format, tmp_path)
    assert (done.status, sorted(done.object["unfinished"])) == (
        0, sorted([entry_id(office, BON), entry_id(office, SALARY)]),
    )  # fmt: skip
    assert (item(office, BON).target, item(office, BON).stale) == (A, True)
    (own,) = run("locale", "status", PACK, *EDE, "--json", cwd=office).object["catalogues"]
    assert (own["states"]["stale"], own["damaged"]) == (2, 0)
    again = EDITS[format](sent(office, format), {BON: B})
    assert put(office, again, format, tmp_path).status == 0
    assert (item(office, BON).target, item(office, BON).stale) == (B, False)


@pytest.mark.parametrize("format", ["xlsx", "docx"])
def test_whoever_says_that_a_text_needs_another_look_is_heard(format: str, office: Path, tmp_path: Path) -> None:
    translate(office)
    edit: Any = in_workbook if format == "xlsx" else in_word
    look, done = handoff.status_word(handoff.EntryState.STALE), handoff.status_word(handoff.EntryState.TRANSLATED)
    assert put(office, edit(sent(office, format), {BON: look}, "status"), format, tmp_path).status == 0
    assert item(office, BON).stale
    assert put(office, sent(office, format), format, tmp_path).object["changes"] == []
    assert put(office, edit(sent(office, format), {BON: done}, "status"), format, tmp_path).status == 0
    assert not item(office, BON).stale
    unknown = held(office, READERS[format](edit(sent(office, format), {BON: "xong rồi"}, "status"), f"ve.{format}"))
    assert ("status-unknown" in warnings(unknown), codes(unknown)) == (True, set())


def test_a_catalogue_of_another_language_is_refused(office: Path, tmp_path: Path) -> None:
    translate(office)
    for format in ("po", "xliff"):
        data = sent(office, format).replace(registry.language(LANG).tag.encode(), b"km", 1)
        done = put(office, data, format, tmp_path)
        assert (done.status, [one["code"] for one in done.problems]) == (1, ["wrong-language"])
