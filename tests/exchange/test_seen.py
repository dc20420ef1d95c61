"""Word files and workbooks are taken as they are seen, or a row is refused by name; nothing in between.

The files in `files/` came back from translators' hands; each stands for its kind, and its kin are made here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.core.problems import ContentError, Problem
from bhxhcomm.exchange import word_reading, workbook_reading
from bhxhcomm.exchange.handoff import Handback
from tests.translation.office import (
    COLUMN,
    FIRST,
    LANG,
    PACK,
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
    translate,
    warnings,
)

pytestmark = pytest.mark.usefixtures("english")
FILES = Path(__file__).parent / "files"
BON, MAN = SENTENCES["bon"], made_up(SENTENCES["bon"])


def errors(found: Handback) -> list[tuple[str, str]]:
    return [(problem.code, problem.message) for problem in found.problems if problem.is_error]


CAME_BACK = {
    "dstrike.docx": ("struck-out", "“klei soh” is struck out: whether it counts cannot be told"),
    "vanish.docx": ("hidden-text", "“hidden note” is there, but hidden: nobody sees it"),
    "box.docx": ("text-box", "there is a box or a picture here, which is no part of the text"),
    "sym.docx": ("symbol", "there is a sign here that only the font Wingdings shows"),
    "foot.docx": ("note", "there is a footnote or an endnote here, which is no part of the text"),
    "strike.xlsx": ("struck-out", "“ƀuh” is struck out: whether it counts cannot be told"),
}


@pytest.mark.parametrize("name", CAME_BACK)
def test_a_row_that_is_not_seen_as_it_is_kept_is_refused_alone(name: str) -> None:
    reader = workbook_reading if name.endswith("xlsx") else word_reading
    found = reader.read((FILES / name).read_bytes(), name)
    assert errors(found) == [CAME_BACK[name]]
    assert (found.refused, len(found.rows)) == (("a-6d481a75",), 20)
    place = next(str(problem.place) for problem in found.problems if problem.is_error)
    assert place == ("strike.xlsx: Bản dịch!E8" if name == "strike.xlsx" else f"{name}: table 1, row 7")


def test_rows_inside_of_content_controls_are_rows() -> None:
    found = word_reading.read((FILES / "sdtrow.docx").read_bytes(), "sdtrow.docx")
    assert (errors(found), len(found.rows)) == ([], 21)
    assert next(row.target for row in found.rows if row.id == "a-6d481a75") == "Ƀuôn sang"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The Word file of a translated pack."""
    from tests.exchange.test_three_way import sent
    from tests.translation.office import make_office

    root = make_office(tmp_path_factory.mktemp("word") / "van-phong")
    translate(root)
    return sent(root, "docx")


def repacked(data: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            copy.writestr(name, changes.get(name, bytes)(archive.read(name)))
        for name in set(changes) - set(archive.namelist()):
            copy.writestr(name, changes[name](b""))
    return out.getvalue()


def with_body(data: bytes, old: str, new: str) -> bytes:
    def change(part: bytes) -> bytes:
        text = part.decode()
        assert old in text, old
        return text.replace(old, new, 1).encode()

    return repacked(data, {"word/document.xml": change})


TEXT = f'<w:t xml:space="preserve">{MAN}</w:t>'
END = f"{TEXT}</w:r>"
OTHER = "<w:r>{}<w:t>khác</w:t></w:r>"
MATH = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x</m:t></m:r></m:oMath>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>khác</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
RUN_LOOKS = {
    "strike": ("<w:rPr><w:strike/></w:rPr>", "struck-out"),
    "dstrike": ("<w:rPr><w:dstrike w:val='1'/></w:rPr>", "struck-out"),
    "vanish": ("<w:rPr><w:vanish/></w:rPr>", "hidden-text"),
    "white": ('<w:rPr><w:color w:val="FFFFFF"/></w:rPr>', "hidden-text"),
    "one point": ('<w:rPr><w:sz w:val="2"/></w:rPr>', "hidden-text"),
    "raised": ('<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>', "raised-text"),
    "capitals": ("<w:rPr><w:caps/></w:rPr>", "shown-in-capitals"),
    "small capitals": ("<w:rPr><w:smallCaps/></w:rPr>", "shown-in-capitals"),
    "from the right": ("<w:rPr><w:rtl/></w:rPr>", "right-to-left"),
    "letters that are pictures": ('<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>', "symbol"),
    "an old font": ('<w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr>', "old-font"),
    "an old font of VNI": ('<w:rPr><w:rFonts w:hAnsi="VNI-Times"/></w:rPr>', "old-font"),
}
PARTS = {
    **{name: (OTHER.format(looks), code) for name, (looks, code) in RUN_LOOKS.items()},
    "an equation": (MATH, "equation"),
    "an endnote": ('<w:r><w:endnoteReference w:id="2"/></w:r>', "note"),
    "a picture": ("<w:r><w:drawing/></w:r>", "text-box"),
    "an old box": ("<w:r><w:pict/></w:r>", "text-box"),
    "an embedded object": ("<w:r><w:object/></w:r>", "text-box"),
    "words inserted": (f'<w:ins w:id="1">{OTHER.format("")}</w:ins>', "tracked-changes"),
    "words moved": (f'<w:moveTo w:id="1">{OTHER.format("")}</w:moveTo>', "tracked-changes"),
    "words deleted": ('<w:del w:id="1"><w:r><w:delText>khác</w:delText></w:r></w:del>', "tracked-changes"),
    "a date that changes": (FIELD.format("DATE"), "field"),
    "a simple field": ('<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>', "field"),
    "the code of a field shown": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>khác</w:t></w:r>', "field",
    ),
    "a prompt": (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{OTHER.format('')}</w:sdtContent></w:sdt>",
        "empty-control",
    ),
    "words turned round": (f'<w:bdo w:val="rtl">{OTHER.format("")}</w:bdo>', "right-to-left"),
    "a reading above": ("<w:r><w:ruby/></w:r>", "word-part"),
    "a subdocument": ("<w:subDoc/>", "word-part"),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_what_word_shows_otherwise_than_it_keeps_refuses_the_row(name: str, document: bytes) -> None:
    part, code = PARTS[name]
    found = word_reading.read(with_body(document, END, END + part), "ve.docx")
    assert [one for one, _message in errors(found)] == [code]
    assert len(found.refused) == 1


TAKEN = {
    "bold": (OTHER.format("<w:rPr><w:b/><w:color w:val='FF0000'/></w:rPr>"), "khác"),
    "not struck out": (OTHER.format("<w:rPr><w:strike w:val='0'/></w:rPr>"), "khác"),
    "white on blue": (OTHER.format('<w:rPr><w:color w:val="FFFFFF"/><w:shd w:fill="0000FF"/></w:rPr>'), "khác"),
    "looks that were changed": (OTHER.format("<w:rPr><w:rPrChange w:id='1'><w:rPr><w:strike/></w:rPr></w:rPrChange></w:rPr>"),
                                "khác"),
    "a link": (f"<w:hyperlink>{OTHER.format('')}</w:hyperlink>", "khác"),
    "a link that is a field": (FIELD.format('HYPERLINK "https://example.vn"'), "khác"),
    "a content control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{OTHER.format('')}</w:sdtContent></w:sdt>", "khác"),
    "a smart tag": (f"<w:smartTag>{OTHER.format('')}</w:smartTag>", "khác"),
    "a bookmark": (f'<w:bookmarkStart w:id="1"/>{OTHER.format("")}<w:bookmarkEnd w:id="1"/>', "khác"),
    "a hyphen that keeps words together": ("<w:r><w:noBreakHyphen/><w:t>khác</w:t></w:r>", "-khác"),
    "a line break": ("<w:r><w:br/><w:t>khác</w:t></w:r>", " khác"),
    "a space that is struck out": ("<w:r><w:rPr><w:strike/></w:rPr><w:t xml:space='preserve'> </w:t></w:r>", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_what_only_looks_different_is_taken(name: str, document: bytes) -> None:
    part, words = TAKEN[name]
    found = word_reading.read(with_body(document, END, END + part), "ve.docx")
    assert errors(found) == []
    assert f"{MAN}{words}" in [row.target for row in found.rows]


STYLE = '<w:style w:type="{kind}" w:styleId="Rieng"><w:rPr>{look}</w:rPr>{more}</w:style></w:styles>'


@pytest.mark.parametrize(
    ("kind", "look", "more", "code"),
    [
        ("character", "<w:strike/>", "", "struck-out"),
        ("paragraph", "<w:vanish/>", "", "hidden-text"),
        ("paragraph", "", '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>', "list-sign"),
    ],
)
def test_looks_that_come_from_a_style_count(kind: str, look: str, more: str, code: str, document: bytes) -> None:
    own = '<w:r><w:rPr><w:rStyle w:val="Rieng"/></w:rPr><w:t>khác</w:t></w:r>'
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="Rieng"/></w:pPr>{OTHER.format("")}</w:p>'
    data = with_body(
        document, END + "</w:p>", f"{END}{own}</w:p>" if kind == "character" else f"{END}</w:p>{paragraph}"
    )
    made = STYLE.format(kind=kind, look=look, more=more).encode()
    data = repacked(data, {"word/styles.xml": lambda part: part.replace(b"</w:styles>", made)})
    assert [one for one, _message in errors(word_reading.read(data, "ve.docx"))] == [code]


ROWS = {
    "hidden": ("<w:trPr><w:cantSplit/>", "<w:trPr><w:hidden/>", "hidden-row"),
    "inserted": ("<w:trPr><w:cantSplit/>", '<w:trPr><w:ins w:id="1"/>', "tracked-changes"),
    "beginning later": ("<w:trPr><w:cantSplit/>", '<w:trPr><w:gridBefore w:val="1"/>', "cells-merged"),
    "numbered by Word": (f"{TEXT}</w:r></w:p>", f"{TEXT}</w:r></w:p><w:p><w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr>"
                         "<w:r><w:t>khác</w:t></w:r></w:p>", "list-sign"),
    "with a table inside": (f"{TEXT}</w:r></w:p>", f"{TEXT}</w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>",
                            "table-in-table"),
    "with another file inside": (f"{TEXT}</w:r></w:p>", f"{TEXT}</w:r></w:p><w:altChunk/>", "word-part"),
    "framed": (f"{TEXT}</w:r></w:p>", f"{TEXT}</w:r></w:p><w:p><w:pPr><w:framePr/></w:pPr><w:r><w:t>khác</w:t></w:r></w:p>",
               "text-box"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_row_whose_cells_are_not_plain_is_refused(name: str, document: bytes) -> None:
    old, new, code = ROWS[name]
    found = word_reading.read(with_body(document, old, new), "ve.docx")
    assert [one for one, _message in errors(found)] == [code]


def test_comments_and_words_beside_the_table_are_told_and_not_taken(document: bytes) -> None:
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="0">'
        "<w:p><w:r><w:t>xem lại câu này</w:t></w:r></w:p></w:comment></w:comments>"
    )
    data = with_body(document, END, f'{END}<w:r><w:commentReference w:id="0"/></w:r>')
    data = repacked(data, {"word/comments.xml": lambda _part: comments.encode()})
    data = with_body(data, "</w:tbl>", "</w:tbl><w:p><w:r><w:t>Lời của tôi</w:t></w:r></w:p>")
    found = word_reading.read(data, "ve.docx")
    assert [(one.code, one.message, one.is_error) for one in found.problems] == [
        ("comment-left-out", "a comment stands here and is not taken: “xem lại câu này”", False),
        ("outside-table", "this stands outside of the table and is not taken: “Lời của tôi”", False),
    ]


# Workbooks


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The filled-in workbook of a pack."""
    from tests.translation.office import make_office

    root = make_office(tmp_path_factory.mktemp("bang") / "van-phong")
    return filled(exported(root))


def changed(data: bytes, change: Callable[[Any, Any, Any], None]) -> Handback:
    """The workbook after somebody has worked on the cell of one translation."""
    book, sheet = opened(data)
    change(book, sheet, sheet.cell(row_of(sheet, BON), COLUMN["target"]))
    return workbook_reading.read(saved(book), "ve.xlsx")


def font(**looks: Any) -> Callable[[Any, Any, Any], None]:
    from openpyxl.styles import Font

    def change(_book: Any, _sheet: Any, cell: Any) -> None:
        cell.font = Font(**{"name": "Andika", **looks})

    return change


def rich(**looks: Any) -> Callable[[Any, Any, Any], None]:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    def change(_book: Any, _sheet: Any, cell: Any) -> None:
        cell.value = CellRichText("Ƀuôn ", TextBlock(InlineFont(**looks), "khác"))

    return change


def value(what: Any, number_format: str = "General") -> Callable[[Any, Any, Any], None]:
    def change(_book: Any, _sheet: Any, cell: Any) -> None:
        cell.number_format = number_format
        cell.value = what

    return change


def hidden_row(_book: Any, sheet: Any, cell: Any) -> None:
    sheet.row_dimensions[cell.row].hidden = True


def hidden_column(_book: Any, sheet: Any, cell: Any) -> None:
    sheet.column_dimensions[cell.column_letter].hidden = True


CELLS = {
    "struck out": (font(strike=True), "struck-out"),
    "white": (font(color="FFFFFF"), "hidden-text"),
    "raised": (font(vertAlign="superscript"), "raised-text"),
    "letters that are pictures": (font(name="Wingdings"), "symbol"),
    "an old font": (font(name=".VnArial"), "old-font"),
    "a part struck out": (rich(strike=True), "struck-out"),
    "a part raised": (rich(vertAlign="subscript"), "raised-text"),
    "a format that hides": (value(MAN, ";;;"), "hidden-text"),
    "a broken number": (value(4.5), "cell-not-text"),
    "a rate": (value(1, "0%"), "cell-not-text"),
    "a number in powers of ten": (value(10**12), "cell-not-text"),
    "a sign without a code": (value("Ƀuôn \uf028"), "symbol"),
    "a hidden row": (hidden_row, "hidden-row"),
}


@pytest.mark.parametrize("name", CELLS)
def test_what_excel_shows_otherwise_than_it_keeps_refuses_the_row(name: str, book: bytes) -> None:
    change, code = CELLS[name]
    found = changed(book, change)
    assert [one for one, _message in errors(found)] == [code]
    assert len(found.refused) == 1


def test_a_column_that_nobody_sees_refuses_what_was_changed_in_it(book: bytes, shared_office: Path) -> None:
    found = changed(book, hidden_column)
    assert {one for one, _message in errors(found)} == {"hidden-column"}
    assert len(found.rows) == 0
    untouched = changed(exported(shared_office), hidden_column)
    assert (errors(untouched), len(untouched.rows)) == ([], 10)


def test_rows_that_a_filter_hides_are_let_be_while_nothing_was_changed_there(shared_office: Path) -> None:
    assert errors(changed(exported(shared_office), hidden_row)) == []


def test_what_only_looks_different_in_a_cell_is_taken(book: bytes) -> None:
    for change, words in (
        (font(b=True, color="FF0000"), MAN),
        (rich(b=True), "Ƀuôn khác"),
        (value(15), "15"),
        (value(MAN, "General"), MAN),
    ):
        found = changed(book, change)
        assert errors(found) == []
        assert words in [row.target for row in found.rows]


def test_two_sheets_of_texts_and_one_that_is_hidden_are_refused(book: bytes) -> None:
    def twice(held: Any, sheet: Any, _cell: Any) -> None:
        held.copy_worksheet(sheet)

    def hide(held: Any, sheet: Any, _cell: Any) -> None:
        sheet.sheet_state = "veryHidden"
        held.active = 0

    for change, code in ((twice, "sheet-twice"), (hide, "hidden-sheet")):
        with pytest.raises(ContentError) as raised:
            changed(book, change)
        assert [problem.code for problem in raised.value.problems] == [code]


def test_a_hidden_copy_does_not_count(book: bytes) -> None:
    def copy(held: Any, sheet: Any, _cell: Any) -> None:
        held.copy_worksheet(sheet).sheet_state = "hidden"

    found = changed(book, copy)
    assert (errors(found), len(found.rows)) == ([], 10)


def test_comments_of_cells_are_told_and_not_taken(book: bytes) -> None:
    from openpyxl.comments import Comment

    def comment(_book: Any, _sheet: Any, cell: Any) -> None:
        cell.comment = Comment("xem lại", "Tôi")

    (problem,) = changed(book, comment).problems
    assert (problem.code, problem.is_error, problem.message) == (
        "comment-left-out", False, "a comment stands here and is not taken: “xem lại”",
    )  # fmt: skip


def test_words_of_a_box_over_the_cells_are_told_and_not_taken(book: bytes) -> None:
    drawing = b'<d xmlns:a="a"><a:t>xem l\xe1\xba\xa1i</a:t></d>'
    found = workbook_reading.read(repacked(book, {"xl/drawings/drawing1.xml": lambda _part: drawing}), "ve.xlsx")
    assert [(one.code, one.message) for one in found.problems] == [
        ("box-left-out", "a text box lies over the cells and is not taken: “xem lại”")
    ]


def test_an_apostrophe_that_excel_has_put_away_is_asked_about_where_it_may_be_a_letter(book: bytes) -> None:
    def prefix(_book: Any, _sheet: Any, cell: Any) -> None:
        cell.style = "Normal"
        cell.quotePrefix = True

    found = changed(book, prefix)
    (problem,) = found.problems
    assert (problem.code, problem.is_error) == ("apostrophe-put-away", False)
    assert "does the word begin with ʼ?" in problem.message


@pytest.mark.parametrize(("lang", "asked"), [("bana", True), ("ede", False)])
def test_only_languages_with_that_letter_are_asked(lang: str, asked: bool, tmp_path: Path) -> None:
    from bhxhcomm.exchange import catalogue_files, handoff, intake, workbook
    from bhxhcomm.language import registry
    from bhxhcomm.translation.glossary import Glossary
    from tests.translation.office import make_office, shelf, space

    root = make_office(tmp_path / "van-phong")
    own = shelf(root, lang=lang)
    language = registry.language(lang)
    rows = handoff.rows(own, catalogue_files.known_facts(space(root)))
    data = workbook.make(rows, scope=PACK, language=language, font="Andika")
    held_book, sheet = opened(data)
    cell = sheet.cell(row_of(sheet, BON), COLUMN["target"])
    cell.value = "nhŏng kơdih bơngai"
    cell.quotePrefix = True
    back = workbook_reading.read(saved(held_book), "ve.xlsx")
    found = intake.compare(own, back, language, Glossary(), intake.ImportOptions())
    assert ("apostrophe-put-away" in {problem.code for problem in found.problems}) is asked
    assert not found.refused


def test_a_word_that_elsewhere_begins_with_the_letter_is_asked_about(tmp_path: Path) -> None:
    from bhxhcomm.exchange.soundness import glottal_words
    from bhxhcomm.language import registry

    bahnar = registry.language("bana")
    assert glottal_words(bahnar, ["ʼnhŏng kon", "kon ʼlong", "long"]) == {"nhŏng"}
    assert glottal_words(registry.language(LANG), ["ʼnhŏng"]) is None


def test_with_the_sound_rows_of_a_file_the_refused_one_alone_is_left(office: Path) -> None:
    data = filled(exported(office))
    book, sheet = opened(data)
    from openpyxl.styles import Font

    sheet.cell(row_of(sheet, BON), COLUMN["target"]).font = Font(strike=True)
    found = held(office, saved(book))
    assert (codes(found), len(found.changes), found.missing) == ({"struck-out"}, 9, ())
    assert entry_id(office, BON) not in {one.id for one in found.changes}
    assert warnings(found) == set()
    assert isinstance(found.problems[0], Problem)
    assert FIRST == 3
