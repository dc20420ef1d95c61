"""Each check on the output finds what it is there for, and names the panel."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.core import resources
from bhxhcomm.core.problems import ContentError
from bhxhcomm.language.text import words
from bhxhcomm.materials.document import Block, Bullets, Document, Paragraph, Table
from bhxhcomm.page.html import overrides
from bhxhcomm.page.html.source import page_source
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.pdf import RenderedPdf, render
from tests.page.leaflet_sample import LABELS, leaflet, panels

PANELS = ("bia", "mat_gap", "bia_sau", "trong_1", "trong_2", "trong_3")
SHORT: dict[str, tuple[Block, ...]] = {
    name: (
        Paragraph(
            words(f"Mặt {name}"),
        ),
    )
    for name in PANELS
}


@pytest.fixture
def any_style(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the list of allowed styles would refuse reaches the page: whatever gets past it must be seen there."""
    monkeypatch.setattr(overrides, "check_sheets", lambda _own, *_names: None)


def rendered(document: Document, *folders: Path) -> RenderedPdf:
    font_files = fonts.find(fonts.families_for("vi").all)
    return render(page_source(document, fonts=font_files, template_folders=folders), font_files)


def short(draft: bool = False, **blocks: tuple[Block, ...]) -> Document:
    return leaflet(draft, **(SHORT | blocks))


def messages(result: RenderedPdf, code: str) -> list[str]:
    return [problem.message for problem in result.problems if problem.code == code]


def overriding(folder: Path, name: str, extra: str) -> Path:
    """A folder in which the shipped file `name` is replaced by itself and something more."""
    shipped = resources.folder("templates") / name
    target = folder / name
    target.parent.mkdir(parents=True)
    target.write_text(shipped.read_text(encoding="utf-8") + extra, encoding="utf-8")
    return folder


@pytest.mark.parametrize("panel", PANELS)
def test_text_that_does_not_fit_is_an_error_that_names_its_panel_and_nothing_is_dropped(panel: str) -> None:
    result = rendered(short(**{panel: (Bullets(tuple(words(f"Ý số {number}") for number in range(60))),)}))
    (message,) = messages(result, "panel-overflow")
    assert f"“{panel}”" in message
    assert result.checks["overflow_mm"][panel] > 50
    assert messages(result, "text-lost") == []
    assert not result.ok


def test_how_much_is_too_long_is_said_in_millimetres() -> None:
    full = panels()["trong_2"]
    result = rendered(short(trong_2=(*full, *full[:2])))
    (message,) = messages(result, "panel-overflow")
    assert str(round(result.checks["overflow_mm"]["trong_2"])) in message


def test_a_word_wider_than_its_panel_is_found() -> None:
    result = rendered(short(trong_3=(Paragraph(words("Kh" + "ô" * 60)),)))
    assert any("“trong_3”" in message for message in messages(result, "panel-overflow"))


def test_text_that_leaves_its_own_box_is_found_though_the_panel_has_room(tmp_path: Path) -> None:
    folder = overriding(tmp_path, "leaflet/trifold.css", ".text { width: 10mm; white-space: nowrap }")
    result = rendered(short(trong_3=(Paragraph(words("Một dòng chữ dài hơn cái khung của nó")),)), folder)
    assert any("“trong_3”" in message for message in messages(result, "panel-overflow"))


def test_a_table_of_too_many_columns_is_found() -> None:
    cells = tuple(words("1.263.600") for _ in range(12))
    result = rendered(short(trong_1=(Table(cells, (cells,), (False, *[True] * 11)),)))
    assert any("“trong_1”" in message for message in messages(result, "panel-overflow"))


def test_a_character_that_no_font_has_is_named_with_its_panel() -> None:
    result = rendered(short(mat_gap=(Paragraph(words("Vui \U0001f600 lên")),)))
    (message,) = messages(result, "missing-glyph")
    assert "U+1F600" in message
    assert "“mat_gap”" in message
    assert result.checks["missing_glyphs"] == ["U+1F600"]


@pytest.mark.parametrize(
    "css",
    [
        ".draft-mark { display: none }",
        ".draft-mark { visibility: hidden }",
        ".draft-mark { color: #b8392a }",
        ".draft-mark { font-size: 1pt; line-height: 1pt }",
        ".draft-mark { opacity: .1 }",
        ".panel { overflow: hidden } .draft-mark { margin-left: -200mm }",
    ],
)
@pytest.mark.usefixtures("any_style")
def test_a_style_that_hides_the_draft_mark_is_found(css: str, tmp_path: Path) -> None:
    result = rendered(short(draft=True), overriding(tmp_path, "leaflet/trifold.css", css))
    assert {"draft-mark", "panel-overflow"} & {problem.code for problem in result.problems}
    assert not result.ok


def test_a_template_that_leaves_out_the_draft_mark_is_found(tmp_path: Path) -> None:
    folder = overriding(tmp_path, "page/blocks.html.j2", "{% macro draft_mark(label) %}{% endmacro %}")
    assert len(messages(rendered(short(draft=True), folder), "draft-mark")) == len(PANELS)


def test_a_template_that_marks_what_is_no_draft_is_found(tmp_path: Path) -> None:
    folder = overriding(
        tmp_path,
        "page/blocks.html.j2",
        "{% macro paragraph(page, block, room, scale) %}<p class=text data-draft>{{ page.text(block.text) }}</p>{% endmacro %}",
    )
    assert messages(rendered(short(), folder), "draft-mark")


@pytest.mark.parametrize(
    ("css", "code"),
    [
        (".text { display: none }", "text-lost"),
        (".text { font-size: 7pt }", "type-too-small"),
        (".text { color: #9ab }", "low-contrast"),
        (".text { colour: red }", "renderer-warning"),
        (".text { background-image: url(https://example.com/x.png) }", "resource-refused"),
        (".text { background-image: url(../../../../etc/hostname) }", "renderer-warning"),
        (".text { background-image: url(file:///etc/hostname) }", "resource-refused"),
        (".text { background-image: url(page:picture/none) }", "resource-missing"),
        ("@import url(file:///etc/hostname);", "renderer-warning"),
        ("@font-face { font-family: X; src: url(file:///etc/hostname) }", "resource-refused"),
        (".sheet + .sheet { break-before: right }", "page-count"),
    ],
)
@pytest.mark.usefixtures("any_style")
def test_a_bad_style_sheet_is_found(css: str, code: str, tmp_path: Path) -> None:
    result = rendered(short(), overriding(tmp_path, "leaflet/trifold.css", css))
    assert code in {problem.code for problem in result.problems}
    assert not result.ok


def test_a_word_that_the_language_lacks_is_an_error() -> None:
    from dataclasses import replace

    labels = tuple((key, value) for key, value in LABELS.items() if key != "sources")
    with pytest.raises(ContentError) as caught:
        page_source(replace(leaflet(), labels=labels))
    assert caught.value.problems[0].code == "label-missing"
    assert "sources" in caught.value.problems[0].message
