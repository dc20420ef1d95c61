"""The Word file: what an editor finds in it, and what may never go wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import docx
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from bhxhcomm.core import resources
from bhxhcomm.core.problems import ContentError
from bhxhcomm.language.labels import labels
from bhxhcomm.language.text import Mark, Text, Words, plain, words
from bhxhcomm.materials.document import (
    Action,
    Block,
    Bullets,
    CallOut,
    Colophon,
    Details,
    Document,
    Heading,
    Paragraph,
    Picture,
    Revision,
    SignatureLines,
    Steps,
    Table,
)
from bhxhcomm.page.checks.laid_out import visible_text
from bhxhcomm.page.html.document_texts import panels, said
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.word import RenderedDocx, render
from bhxhcomm.page.word import fonts as docx_fonts
from bhxhcomm.page.word.check import check
from bhxhcomm.page.word.fonts import may_embed, obfuscated
from tests.page.leaflet_sample import image, leaflet, raster
from tests.page.schema_docx import ORDER

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FILES = fonts.find(fonts.families_for("vi").all)
FACES = docx_fonts.Faces(fonts.families_for("vi").all, FILES)


def sample(draft: bool = False, **changed: tuple[Block, ...]) -> Document:
    return replace(leaflet(draft, **changed), labels=tuple(sorted(labels("vi").items())))


def made(*blocks: Block) -> RenderedDocx:
    """A leaflet that says these blocks on one panel, and little else."""
    empty: dict[str, tuple[Block, ...]] = dict.fromkeys(("bia", "mat_gap", "bia_sau", "trong_2", "trong_3"), ())
    return render(sample(**(empty | {"trong_1": blocks})), FILES)


def part(rendered: RenderedDocx, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(rendered.docx)) as archive:
        return etree.fromstring(archive.read(name))


def opened(rendered: RenderedDocx) -> Any:
    return docx.Document(io.BytesIO(rendered.docx))


def shown(rendered: RenderedDocx) -> str:
    """The words of the file, with the hyphens that Word keeps as elements of their own."""
    found = part(rendered, "word/document.xml").iter(f"{W}t", f"{W}noBreakHyphen")
    return "".join("-" if element.tag == f"{W}noBreakHyphen" else element.text or "" for element in found)


@pytest.fixture(scope="module")
def final() -> RenderedDocx:
    return render(sample(), FILES)


@pytest.fixture(scope="module")
def draft() -> RenderedDocx:
    return render(sample(draft=True), FILES)


def test_a_good_leaflet_passes_every_check(final: RenderedDocx, draft: RenderedDocx) -> None:
    for rendered in (final, draft):
        assert rendered.ok
        assert rendered.problems == ()
        assert rendered.checks["contrast"] >= 4.5
        assert rendered.checks["characters"] > 2000


def test_every_text_of_the_document_is_in_the_file_in_reading_order(final: RenderedDocx) -> None:
    assert visible_text(shown(final)) == visible_text("".join(said(sample())))
    names = [panel.name for panel in panels(sample())]
    assert names == ["bia", "mat_gap", "trong_1", "trong_2", "trong_3", "bia_sau"]


def texts_of(value: Any) -> list[Text]:
    """Every typed text of a document but alternative texts, wherever it stands."""
    if isinstance(value, tuple):
        if value and all(type(item).__name__ in ("Words", "FigureSpan") for item in value):
            return [value]
        return [text for item in value for text in texts_of(item)]
    if is_dataclass(value):
        return [text for item in fields(value) if item.name != "alt" for text in texts_of(getattr(value, item.name))]
    return []


def test_no_kind_of_text_is_forgotten_in_the_list_of_what_must_be_read() -> None:
    document = sample()
    whole = visible_text("".join(said(document)))
    every = texts_of(document.sheets)
    assert len(every) > 70
    for text in every:
        assert visible_text(plain(text, "vi")) in whole


def test_a_lost_word_and_a_doubled_word_are_found(final: RenderedDocx) -> None:
    for first in ("Một câu nữa.", ""):
        other = sample(trong_1=(Paragraph(words(first)),))
        problems, _measures = check(final.docx, other, (), 0, FACES)
        assert "text-lost" in [problem.code for problem in problems]


def test_a_draft_mark_that_is_missing_or_too_much_is_found(final: RenderedDocx, draft: RenderedDocx) -> None:
    for file, other in ((final, sample(draft=True)), (draft, sample())):
        problems, _measures = check(file.docx, other, (), 0, FACES)
        assert "draft-mark" in [problem.code for problem in problems]


def test_a_file_that_is_cut_off_is_found(final: RenderedDocx) -> None:
    problems, _measures = check(final.docx[:-2000], sample(), (), 0, FACES)
    assert [problem.code for problem in problems] == ["docx-broken"]


def test_headings_are_real_and_in_outline_order(final: RenderedDocx) -> None:
    outline = [
        (paragraph.style.name, paragraph.text)
        for paragraph in opened(final).paragraphs
        if paragraph.style.name.startswith(("Title", "Heading"))
    ]
    assert outline[0] == ("Title", "Cả nhà cùng tham gia, càng đông càng giảm")
    assert ("Heading 2", "Mỗi người đóng bao nhiêu?") in outline
    assert ("Heading 3", "Không tính vào hộ") in outline
    levels = {
        style.get(f"{W}styleId"): style.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val")
        for style in part(final, "word/styles.xml").iter(f"{W}style")
        if style.find(f"{W}pPr/{W}outlineLvl") is not None
    }
    assert levels == {"Title": "0", "Heading1": "0", "Heading2": "1", "Heading3": "2"}


def test_every_style_that_is_used_is_there_and_every_kind_of_block_has_its_own(final: RenderedDocx) -> None:
    known = {style.get(f"{W}styleId") for style in part(final, "word/styles.xml").iter(f"{W}style")}
    body = part(final, "word/document.xml")
    used = {style.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for style in body.iter(f"{W}{tag}")}
    assert used <= known
    assert used >= {
        "Subtitle",
        "KeyFigure",
        "Question",
        "Answer",
        "Quote",
        "CalloutWarning",
        "Caption",
        "Action",
        "Contact",
    }


def test_each_numbered_list_begins_at_one() -> None:
    rendered = made(Steps((words("a"), words("b"))), Bullets((words("x"),)), Steps((words("c"),)))
    numbers = [
        paragraph.paragraph_format.element.pPr.numPr.numId.val
        for paragraph in opened(rendered).paragraphs
        if paragraph.style.name == "List Number"
    ]
    assert numbers[0] == numbers[1] != numbers[2]
    overrides = {
        num.get(f"{W}numId"): num.find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val")
        for num in part(rendered, "word/numbering.xml").iter(f"{W}num")
        if len(num) > 1
    }
    assert all(overrides[str(number)] == "1" for number in numbers)


def test_a_table_of_200_rows_repeats_its_header_and_loses_nothing() -> None:
    rows = tuple((words(f"Người thứ {number}"), words(f"{number}.000")) for number in range(200))
    rendered = made(Table((words("Ai"), words("Bao nhiêu")), rows, (False, True), words("Mức đóng"), words("Ghi chú")))
    assert rendered.problems == ()
    table = opened(rendered).tables[0]
    assert len(table.rows) == 201
    headers = [row._tr.trPr.find(f"{W}tblHeader") is not None for row in table.rows]
    assert headers == [True] + [False] * 200
    assert table.rows[7].cells[1].paragraphs[0].style.name == "Table figure"
    assert table.style.name == "Table of figures in rows"
    assert sum(column.width for column in table.columns) == pytest.approx(166 * 36_000, rel=0.01)


def test_a_table_too_wide_for_the_page_is_named_and_loses_nothing() -> None:
    columns = tuple(words(f"Cột thứ {number}") for number in range(12))
    row = tuple(words("123.456.789.000") for _number in range(12))
    rendered = made(Table(columns, (row,), (True,) * 12))
    assert {problem.code for problem in rendered.problems} == {"table-too-wide"}
    assert not rendered.ok
    assert len(opened(rendered).tables[0].columns) == 12


def test_words_break_before_a_figure_does_and_a_warning_says_so() -> None:
    columns = (words("Ai"), *(words(f"Năm {number}") for number in range(6)))
    row = (words("Đơn-vị-sử-dụng-lao-động-trong-nước"), *(words("123.456.789") for _number in range(6)))
    rendered = made(Table(columns, (row,), (False,) + (True,) * 6))
    assert [problem.code for problem in rendered.problems] == ["table-too-wide"]
    assert rendered.ok


def test_cells_get_narrower_margins_and_smaller_type_before_a_word_breaks() -> None:
    columns = tuple(words(f"Năm {number}") for number in range(9))
    rendered = made(Table(columns, (tuple(words("1.123.456") for _column in columns),), (True,) * 9))
    assert rendered.problems == ()
    assert opened(rendered).tables[0]._tbl.tblPr.find(f"{W}tblCellMar") is not None


def test_a_figure_that_would_break_is_found_in_the_finished_file(final: RenderedDocx, tmp_path: Path) -> None:
    document = opened(final)
    for cell in document.tables[0]._tbl.iter(f"{W}tcW"):
        cell.set(f"{W}w", "700")
    document.save(tmp_path / "hep.docx")
    problems, _measures = check((tmp_path / "hep.docx").read_bytes(), sample(), (), 0, FACES)
    assert "table-too-wide" in {problem.code for problem in problems}


def test_pictures_have_their_words_and_decorations_are_marked() -> None:
    rendered = made(Picture(image(), words('Một "gia đình" & <con>')), Picture(image()))
    spoken, silent = part(rendered, "word/document.xml").iter("{*}docPr")
    assert spoken.get("descr") == 'Một "gia đình" & <con>'
    assert silent.get("descr") == ""
    assert [item.get("val") for item in silent.iter("{*}decorative")] == ["1"]
    assert rendered.checks["decorations"] == 1
    assert len([name for name in names(rendered) if name.startswith("word/media/")]) == 1


def names(rendered: RenderedDocx) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(rendered.docx)) as archive:
        return archive.namelist()


def test_a_picture_outside_the_allowed_folders_is_refused(tmp_path: Path) -> None:
    secret = raster(tmp_path, "secret.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    document = sample(bia=(), trong_2=(), trong_1=(Picture(secret, words("x")),))
    with pytest.raises(ContentError) as caught:
        render(document, FILES, picture_folders=[tmp_path / "pack"])
    assert caught.value.problems[0].code == "resource-refused"


def test_links_lead_where_they_say_and_codes_say_where() -> None:
    link = "https://example.com/đăng ký?a=1&b=[2]"
    rendered = made(Action(words("Đăng ký"), link), Paragraph((Words("x", link="mailto:a@example.com"),)))
    targets = [
        relation.get("Target")
        for relation in part(rendered, "word/_rels/document.xml.rels")
        if relation.get("TargetMode") == "External"
    ]
    assert targets == ["https://example.com/%C4%91%C4%83ng%20k%C3%BD?a=1&b=%5B2%5D", "mailto:a@example.com"]
    (code,) = part(rendered, "word/document.xml").iter("{*}docPr")
    assert code.get("descr") == f"Mã QR dẫn tới {link}"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "//example.com"])
def test_a_link_of_another_kind_is_refused(link: str) -> None:
    for block in (Paragraph((Words("x", link=link),)), Action(words("x"), link)):
        with pytest.raises(ContentError) as caught:
            made(block)
        assert caught.value.problems[0].code == "link-refused"


def embedded_fonts(rendered: RenderedDocx) -> dict[tuple[str, str], TTFont]:
    relations = {
        relation.get("Id"): f"word/{relation.get('Target')}"
        for relation in part(rendered, "word/_rels/fontTable.xml.rels")
    }
    found = {}
    with zipfile.ZipFile(io.BytesIO(rendered.docx)) as archive:
        for font in part(rendered, "word/fontTable.xml"):
            for face in font.iterfind(f"{W}*[@{W}fontKey]"):
                body = obfuscated(archive.read(relations[face.get(f"{R}id")]), face.get(f"{W}fontKey"))
                slot = face.tag.removeprefix(f"{W}embed")
                found[font.get(f"{W}name"), slot] = TTFont(io.BytesIO(body))
    return found


def test_fonts_are_embedded_and_hold_every_letter_and_the_whole_alphabet(final: RenderedDocx) -> None:
    found = embedded_fonts(final)
    assert set(found) == {("Be Vietnam Pro", slot) for slot in ("Regular", "Bold", "Italic")}
    needed = {ord(character) for character in visible_text(shown(final))} | set(map(ord, "ẶĐƯỠỸ0123456789•"))
    for (family, _slot), font in found.items():
        assert needed <= set(font.getBestCmap())
        assert font["name"].getBestFamilyName() == family
    settings = part(final, "word/settings.xml")
    assert settings.find(f"{W}embedTrueTypeFonts") is not None


@pytest.mark.parametrize(
    ("flags", "allowed"),
    [(0, True), (0x8, True), (0x2, False), (0x4, False), (0xC, True), (0x200, False), (0x100, True)],
)
def test_a_font_is_embedded_only_where_its_licence_flags_allow_editing(flags: int, allowed: bool) -> None:
    assert may_embed(flags) is allowed


def test_a_font_that_may_not_be_embedded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    nature = docx_fonts.nature(FILES[0])
    monkeypatch.setattr(docx_fonts, "nature", lambda _font: replace(nature, flags=0x2))
    rendered = made(Paragraph(words("x")))
    assert {problem.code for problem in rendered.problems} == {"font-not-embedded"}
    assert not any(name.endswith(".odttf") for name in names(rendered))


def test_a_letter_that_the_first_family_lacks_is_set_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = FILES[0], replace(FILES[0], family="Andika")
    faces = docx_fonts.Faces(("Be Vietnam Pro", "Andika"), [first, second])
    monkeypatch.setattr(
        faces, "_covers", {"Be Vietnam Pro": frozenset(map(ord, "ab ")), "Andika": frozenset(map(ord, "ab c\u0306"))}
    )
    monkeypatch.setattr(faces, "_simple", frozenset("ab "))
    assert list(faces.pieces("ab c b\u0306a")) == [
        ("Be Vietnam Pro", False, "ab "),
        ("Andika", False, "c b\u0306"),
        ("Be Vietnam Pro", False, "a"),
    ]


def test_complex_script_is_said_to_be_so() -> None:
    faces = docx_fonts.Faces(("Be Vietnam Pro",), FILES)
    assert [(cs, piece) for _family, cs, piece in faces.pieces("a \uaa80\uaa81 b")] == [
        (False, "a "),
        (True, "\uaa80\uaa81 "),
        (False, "b"),
    ]
    assert faces.missing == {"\uaa80", "\uaa81"}


def test_a_character_that_no_font_has_is_an_error() -> None:
    rendered = made(Paragraph(words("Mưa \U0001f327 to")))
    assert [problem.code for problem in rendered.problems] == ["missing-glyph"]
    assert not rendered.ok


def test_one_family_and_one_language_stand_for_every_script_and_no_theme_font(final: RenderedDocx) -> None:
    run = part(final, "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    family = run.find(f"{W}rFonts")
    assert {key.removeprefix(W): value for key, value in family.items()} == dict.fromkeys(
        ("ascii", "hAnsi", "eastAsia", "cs"), "Be Vietnam Pro"
    )
    assert set(run.find(f"{W}lang").values()) == {"vi-VN"}
    assert run.find(f"{W}sz").get(f"{W}val") == run.find(f"{W}szCs").get(f"{W}val")


def test_running_text_has_no_colour_of_its_own(final: RenderedDocx) -> None:
    assert not list(part(final, "word/document.xml").iter(f"{W}color"))
    normal = next(s for s in part(final, "word/styles.xml").iter(f"{W}style") if s.get(f"{W}styleId") == "Normal")
    assert not list(normal.iter(f"{W}color"))


def test_a_number_never_parts_from_its_unit(final: RenderedDocx) -> None:
    text = shown(final)
    assert "4.043.520\u00a0đồng" in text
    assert "1900\u00a09068" in text
    assert "Tham gia 5\u00a0năm liên tục" in text
    assert "Số 1, đường Mẫu" in text


def test_drafts_are_marked_on_the_first_line_and_on_every_page(final: RenderedDocx, draft: RenderedDocx) -> None:
    mark = "BẢN NHÁP – Chưa được duyệt – không phát hành"
    document = opened(draft)
    assert document.paragraphs[0].text == mark
    assert document.sections[0].header.paragraphs[0].text == mark
    assert draft.checks["draft_marks"] == 2
    assert mark not in shown(final)
    assert not any("header" in name for name in names(final))


def test_the_tone_of_a_call_out_is_said_once() -> None:
    rendered = made(
        CallOut(words("a"), words("Đừng quên"), "warning"),
        CallOut(words("b"), words("Ví dụ: nhà có bốn người"), "example"),
        CallOut(words("c"), (), "note"),
    )
    headings = [item.text for item in opened(rendered).paragraphs if item.style.name.endswith(" heading")]
    assert headings == ["Chú ý: Đừng quên", "Ví dụ: nhà có bốn người", "Lưu ý"]


def test_the_file_says_what_it_is(final: RenderedDocx) -> None:
    properties = opened(final).core_properties
    assert properties.title == "Bảo hiểm y tế hộ gia đình"
    assert properties.author == "Bảo hiểm xã hội tỉnh Mẫu"
    assert (properties.keywords, properties.language) == ("7K2M-9QXD", "vi")
    assert properties.created.year == 1980
    section = opened(final).sections[0]
    assert section.page_width.mm == pytest.approx(210, abs=0.1)
    assert section.footer.paragraphs[0].text.startswith("Trang ")


def test_the_same_document_gives_the_same_bytes(final: RenderedDocx) -> None:
    for cache in (docx_fonts._obfuscated_subset, docx_fonts.coverage):
        cache.cache_clear()
    assert render(sample(), FILES).docx == final.docx
    with zipfile.ZipFile(io.BytesIO(final.docx)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


@pytest.mark.parametrize(
    "hostile", ["<w:p>&amp;]]>", "{{ 7 * 7 }}", "a\u202eb\u200bc\u00add", " hai  khoảng ", "\u00a0", "a\nb\tc\x0bd"]
)
def test_hostile_words_stay_words(hostile: str) -> None:
    rendered = made(Heading(words(hostile)), Paragraph((Words(hostile, Mark.STRONG),)), Bullets((words(hostile),)))
    assert rendered.problems == ()


@pytest.mark.parametrize("refused", ["\x00", "\x01", "\ufffe", "\ud800"])
def test_a_character_that_xml_forbids_is_an_error(refused: str) -> None:
    with pytest.raises(ContentError) as caught:
        made(Paragraph(words(f"trước{refused}sau")))
    assert caught.value.problems[0].code == "character-refused"
    assert f"{ord(refused):04X}" in caught.value.problems[0].message


def test_empty_texts_leave_no_empty_paragraphs() -> None:
    rendered = made(Heading(()), Paragraph(()), Bullets(((), words("x"))), Steps(()), CallOut(words("y")), Colophon())
    assert rendered.problems == ()
    assert [item.text for item in opened(rendered).paragraphs] == [
        "x", "Lưu ý", "y", "Mã ấn phẩm:\u00a07K2M-9QXD",
    ]  # fmt: skip


def test_what_proofs_are_made_of_is_set_too() -> None:
    rendered = made(
        Details(((words("Số"), words("12/TT")),)),
        Revision(words("muc-dong"), (("same", "Đóng "), ("gone", "100"), ("new", "200"))),
        SignatureLines((words("Người duyệt"),)),
    )
    assert rendered.problems == ()
    document = opened(rendered)
    assert [item.text for item in document.paragraphs] == ["Số\t12/TT", "muc-dong", "Đóng 100200", "", ""]
    assert [cell.text for row in document.tables[0].rows for cell in row.cells] == ["Người duyệt", ""]
    assert [(run.font.strike, run.font.underline) for run in document.paragraphs[2].runs] == [
        (None, None),
        (True, None),
        (None, True),
    ]


def test_two_boxes_that_touch_stay_two() -> None:
    rendered = made(CallOut(words("a")), CallOut(words("b")))
    styles = [item.style.name for item in opened(rendered).paragraphs]
    assert styles[2] == "Spacer"


def test_a_theme_without_contrast_is_named(tmp_path: Path) -> None:
    shipped = resources.folder("templates") / "themes" / "default.css"
    (tmp_path / "themes").mkdir()
    theme = tmp_path / "themes" / "default.css"
    theme.write_text(
        shipped.read_text(encoding="utf-8").replace("--warm: #b8392a", "--warm: #fdd0c0"), encoding="utf-8"
    )
    rendered = render(sample(), FILES, template_folders=[tmp_path])
    assert {problem.code for problem in rendered.problems} == {"low-contrast"}
    theme.write_text(":root { --brand: red; }", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        render(sample(), FILES, template_folders=[tmp_path])
    assert caught.value.problems[0].code == "theme-colour"


def in_order(children: Sequence[str], order: Sequence[str]) -> bool:
    places = [order.index(child) for child in children]
    return places == sorted(places)


def test_children_stand_in_the_order_of_the_schema(final: RenderedDocx, draft: RenderedDocx) -> None:
    seen = set()
    for rendered in (final, draft):
        for name in names(rendered):
            if not name.endswith(".xml") or not name.startswith("word/"):
                continue
            for element in part(rendered, name).iter():
                local = etree.QName(element).localname
                if local in ORDER and element.tag.startswith(W):
                    seen.add(local)
                    children = [etree.QName(child).localname for child in element]
                    assert in_order(children, ORDER[local]), (name, local, children)
    assert seen == set(ORDER)
