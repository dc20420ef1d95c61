"""A workspace's own templates and style sheets: what they may do, what they may not, and that nothing of theirs runs free."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from bhxhcomm.core import resources
from bhxhcomm.core.problems import ContentError, Problem
from bhxhcomm.language.text import words
from bhxhcomm.materials.document import Document, Paragraph
from bhxhcomm.page import pdf
from bhxhcomm.page.html import override_rendering, sandbox, style
from bhxhcomm.page.html.setter import Setter
from bhxhcomm.page.html.source import PageSource, page_source
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.twin import twin
from tests.page.example_documents import PACKS, example

FLYER = "leaflet/flyer.html.j2"
SECRET = "mat-khau-cua-may"
FOLDER = resources.folder("templates")
FONTS = fonts.find(fonts.families_for("vi").all)


def flyer() -> Document:
    return example(PACKS[0], "flyer", draft=True)


def ours(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def put(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root


def with_body(tmp_path: Path, body: str, name: str = FLYER) -> Path:
    """A folder of templates in which ours has `body` before its own first panel closes."""
    at = '<div class="flow" data-flow="{{ (4 * u)|round(2) }}">'
    assert at in ours(name)
    return put(tmp_path, name, ours(name).replace(at, at + body))


def set_page(folder: Path, document: Document | None = None) -> PageSource:
    return page_source(document or flyer(), fonts=FONTS, template_folders=[folder])


def refused(folder: Path, document: Document | None = None) -> list[Problem]:
    with pytest.raises(ContentError) as caught:
        set_page(folder, document)
    return caught.value.problems


def codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All of our templates, as a workspace's own."""
    folder = tmp_path_factory.mktemp("templates") / "own"
    shutil.copytree(FOLDER, folder)
    return folder


@pytest.mark.parametrize("variant", ["trifold", "flyer", "poster-text"])
def test_a_template_that_says_what_ours_says_gives_the_same_page(copied: Path, variant: str) -> None:
    document = example(PACKS[0], variant, draft=True)
    plain, own = page_source(document, fonts=FONTS), set_page(copied, document)
    assert (own.html, own.css, own.resources) == (plain.html, plain.css, plain.resources)
    assert (own.pictures, own.together) == (plain.pictures, plain.together)
    assert own.foreign
    assert not plain.foreign
    assert pdf.render(own, FONTS).pdf == pdf.render(plain, FONTS).pdf


def test_a_page_that_ours_and_theirs_set_alike_passes_the_same_checks(copied: Path) -> None:
    document = example(PACKS[1], "flyer")
    own, plain = (pdf.render_document(document, template_folders=folders) for folders in ([copied], []))
    assert own.ok
    assert own.pdf == plain.pdf


def test_a_twin_by_a_template_that_says_what_ours_says_is_the_same_file(copied: Path) -> None:
    document = example(PACKS[1], "flyer", draft=True)
    assert twin.render(document, FONTS, template_folders=[copied]).html == twin.render(document, FONTS).html


def test_the_files_that_took_part_are_named_with_their_digests(tmp_path: Path) -> None:
    folder = with_body(tmp_path, "")
    opened = dict(set_page(folder).templates)
    assert str(folder / FLYER) in opened


# What a template reaches: values and calls that are listed, and nothing of the program.

REACHING = {
    "a class": "{{ document.__class__ }}",
    "a class by its name as a word": "{{ document['__class__'] }}",
    "a class by attr": "{{ ''|attr('__class__') }}",
    "subclasses": "{{ ().__class__.__base__.__subclasses__() }}",
    "the globals of a call": "{{ page.text.__globals__ }}",
    "the function behind a call": "{{ page.text._function }}",
    "the program's own setter": "{{ page._of.resources }}",
    "the document behind a record": "{{ document._of }}",
    "the globals of a macro": "{{ set_block.paragraph._func }}",
    "the loader": "{{ self._TemplateReference__context }}",
    "joiner's globals": "{{ joiner.__init__.__globals__ }}",
    "cycler's globals": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "lipsum's globals": "{{ lipsum.__globals__['os'].popen('touch ran').read() }}",
    "format strings": "{{ '{0.__class__}'.format(document) }}",
    "format strings from a mapping": "{{ '{a.__class__}'.format_map({'a': document}) }}",
    "format strings by a filter": "{{ '%s'|format(document) }}",
    "a private field": "{{ document._wrap }}",
    "a call that is not listed": "{{ page.speaking(document) }}",
    "what the page serves": "{{ page.resources }}",
    "the tokens": "{{ page.tokens }}",
    "safe markup": "{{ '<script>1</script>'|safe }}",
    "map by an attribute": "{{ [document]|map(attribute='__class__')|first }}",
    "sort by an attribute": "{{ [document, document]|sort(attribute='__class__')|list }}",
    "group by an attribute": "{{ [document]|groupby('__class__')|first|first }}",
    "changing a value": "{% set x = {} %}{{ x.update({'a': 1}) }}",
    "changing a list": "{% set x = [] %}{{ x.append(1) }}",
    "a name that is not there": "{{ config }}",
    "the debug extension": "{% debug %}",
    "a statement of Python": "{% do 1 %}",
    "a date's methods": "{{ document.sheets[0].panels[1].blocks[-1].valid_from.strftime('%s') }}",
    "a namespace's insides": "{{ namespace(a=1).__class__ }}",
}


@pytest.mark.parametrize("body", REACHING.values(), ids=REACHING.keys())
def test_nothing_of_the_program_can_be_reached(tmp_path: Path, body: str) -> None:
    problems = refused(with_body(tmp_path, body))
    assert codes(problems) <= {"template-refused", "template-error"}
    assert problems[0].place.path.endswith(FLYER)
    assert problems[0].place.line
    assert "flyer.html.j2" in problems[0].message


@pytest.mark.wheel
def test_our_own_templates_are_rendered_apart_as_well_once_one_of_the_workspace_takes_part(tmp_path: Path) -> None:
    """A macro of theirs that ours calls has no more rights than their page."""
    blocks = ours("page/blocks.html.j2").replace(
        '<p class="block text"', '{{ page.text.__globals__ }}<p class="block text"'
    )
    problems = refused(put(tmp_path, "page/blocks.html.j2", blocks))
    assert codes(problems) == {"template-refused"}
    assert problems[0].place.path.endswith("blocks.html.j2")


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "leaflet/../../bhxhcomm/core/problems.py", "page/base.css", "khong-co.j2"],
)
def test_nothing_but_templates_can_be_included(tmp_path: Path, name: str) -> None:
    assert codes(refused(with_body(tmp_path, f"{{% include '{name}' %}}"))) <= {"template-error", "template-refused"}


# Endless work ends.

ENDLESS = {
    "a word of a gigabyte": ("{% set x = 'a' * 10**9 %}", {"template-too-heavy", "template-too-slow"}),
    "a number without end": ("{{ 9**(9**9) }}", {"template-too-slow", "template-too-heavy"}),
    "loops in loops": (
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
        {"template-too-slow"},
    ),
    "a range that is huge": ("{% for a in range(10**12) %}{% endfor %}", {"template-error"}),
    "a page that includes itself": ("{% include 'leaflet/flyer.html.j2' %}", {"template-error", "template-too-slow"}),
    "a macro that calls itself": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", {"template-error"}),
}


@pytest.mark.parametrize(("body", "expected"), ENDLESS.values(), ids=ENDLESS.keys())
def test_endless_work_is_a_message_about_the_template(
    tmp_path: Path, body: str, expected: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(override_rendering, "SECONDS", 1)
    problems = refused(with_body(tmp_path, body))
    assert codes(problems) <= expected
    assert problems[0].place.path.endswith(FLYER)


# Words are those of the document.


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<p>9.999.999 đồng</p>", "template-adds"),
        ("<p>MIỄN PHÍ</p>", "template-adds"),
        ("<p>٩٩٩</p>", "template-adds"),
        ("<p>½</p>", "template-adds"),
        ("{{ 9 * 111 }}", "template-adds"),
        ("<img src='page:x' alt='chỉ 9 đồng'>", "template-adds"),
        ("<p title='9'></p>", "template-markup"),
        ("<p data-x='9'>{{ scale * 1000 }}</p>", "template-adds"),
        ("<svg><text>9</text></svg>", "template-markup"),
        ("<ol start='9'><li></li></ol>", "template-markup"),
        ("<input value='9'>", "template-markup"),
        ("<style>p::before { content: '9' }</style>", "template-markup"),
        ("<ol><li>{{ page.label('hotline') }}</li></ol>", "template-markup"),
        ("<p style='display: list-item; list-style: decimal'>{{ page.label('hotline') }}</p>", "template-markup"),
        ("<del>{{ page.label('hotline') }}</del>", "template-markup"),
        ("<link rel='attachment' href='file:///etc/passwd'>", "template-markup"),
        ("<script>1</script>", "template-markup"),
        ("<p onclick='x()'></p>", "template-markup"),
        ("<a href='https://example.com/khac'>{{ document.subject }}</a>", "template-markup"),
        ("<img src='data:image/png;base64,iVBORw0KGgo='>", "template-markup"),
        ("<img src='file:///etc/passwd'>", "template-markup"),
        ("<p style='background: url(https://example.com/x.png)'></p>", "template-markup"),
        ("<p style='visibility: hidden'></p>", "template-markup"),
        ("<p style='trans\\66orm: scale(0)'></p>", "template-markup"),
        ("{{ page.watermark('9.999.999', 'mark-on-paper', 10, 10) }}", "template-refused"),
    ],
)
def test_what_a_template_adds_of_its_own_is_an_error(tmp_path: Path, body: str, code: str) -> None:
    assert code in codes(refused(with_body(tmp_path, body)))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{{ page.text(item) }}", "{{ page.text(item)|replace('1', '2') }}", "template-refused"),
        ("{{ page.text(item) }}", "{{ page.text(item)[:9] }}", "template-loses"),
        ("{{ page.text(item) }}", "{{ page.plain(item).split('1')|join('2') }}", "template-loses"),
        ("{{ page.text(block.text) }}", "{{ page.text(block.text)|upper }}", "template-loses"),
        ("{{ page.text(block.text) }}", "", "template-loses"),
        ('{% for item in block["items"] %}', '{% for item in block["items"]|reverse %}', "template-order"),
        ("{%- for cell in row %}", "{%- for cell in row|reverse %}", "template-order"),
    ],
)
def test_what_a_template_changes_leaves_out_or_moves_is_an_error(tmp_path: Path, old: str, new: str, code: str) -> None:
    blocks = ours("page/blocks.html.j2")
    assert old in blocks
    found = codes(refused(put(tmp_path, "page/blocks.html.j2", blocks.replace(old, new)), flyer_with_all()))
    assert code in found


def flyer_with_all() -> Document:
    """A piece with bullets, a table and paragraphs."""
    return example(PACKS[0], "trifold")


def test_a_template_may_add_a_fixed_label_and_other_elements(tmp_path: Path) -> None:
    folder = with_body(tmp_path, '<p class="rieng">{{ page.label("hotline") }}</p><hr>')
    assert '<p class="rieng">' in set_page(folder).html


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<body>", '<body onload="x()">'),
        ("<main", "<script>x()</script><main"),
        ("default-src 'none'", "default-src *"),
        ("<main", '<iframe src="https://example.com"></iframe><main'),
        ("<main", '<p style="display:none">x</p><main'),
        ("{{ document.title }}", "9.999.999 đồng"),
    ],
)
def test_a_twin_runs_fetches_and_hides_nothing(tmp_path: Path, old: str, new: str) -> None:
    text = ours("twin/twin.html.j2")
    assert old in text
    folder = put(tmp_path, "twin/twin.html.j2", text.replace(old, new, 1))
    with pytest.raises(ContentError) as caught:
        twin.render(flyer(), FONTS, template_folders=[folder])
    assert codes(caught.value.problems) == {"template-markup"}


# Style sheets: how words look, never what they are.


@pytest.mark.parametrize(
    "css",
    [
        ".text::before { content: '9.999.999 đồng' }",
        ".text::before { content: attr(data-x) }",
        ".text::after { content: var(--x) } :root { --x: '9' }",
        ".text { background: url(https://example.com/x) }",
        ":root { --x: url(file:///etc/passwd) }",
        "@import 'https://example.com/x.css';",
        "@font-face { font-family: x; src: url(x) }",
        "@page { @top-left { content: '9 đồng' } }",
        "@counter-style x { symbols: '9' }",
        ".text { display: none }",
        ".text { visibility: hidden }",
        ".text { opacity: 0.01 }",
        ".text { transform: scale(0) }",
        ".text { direction: rtl; }",
        ".text { unicode-bidi: bidi-override }",
        ".text { text-indent: -99cm }",
        ".text { letter-spacing: -1em }",
        ".text { hyphenate-character: '9' }",
        "ol.steps { counter-reset: step 8 }",
        ".text { counter-increment: x } .text::before { content: counter(x) }",
        ".text { counter-increment: step } .text::before { content: counter(step) }",
        ":root { --n: x 9 } .text::before { counter-increment: var(--n) }",
        "li { list-style-type: '9 ' }",
        ".text { display: list-item; list-style: decimal inside }",
        ".text { display: list-item; list-style: lower-alpha inside }",
        ":root { --n: -0.5em } .text { letter-spacing: var(--n) }",
        ".text { letter-spacing: calc(0em - 0.5em) }",
        ".text { text-decoration: line-through }",
        ".text { text-decoration: underline; text-underline-offset: -1em; text-decoration-thickness: 1em }",
        ".text { font-variant-numeric: diagonal-fractions }",
        ":root { --n: auto } .text { hyphens: var(--n) }",
        ".text { clip-path: inset(50%) }",
        "@supports (x: y) { .text { color: red } }",
    ],
)
def test_a_style_sheet_that_adds_fetches_or_hides_is_refused(tmp_path: Path, css: str) -> None:
    folder = put(tmp_path, "leaflet/flyer.css", ours("leaflet/flyer.css") + css)
    problems = refused(folder)
    assert codes(problems) == {"style-refused"}
    assert problems[0].place.path.endswith("flyer.css")


@pytest.mark.parametrize(
    ("token", "code"), [("--other:", "token-missing"), ("--h2: none; --x:", "bad-token")], ids=["missing", "no-length"]
)
def test_a_style_sheet_that_lacks_what_a_page_is_measured_by_is_told(tmp_path: Path, token: str, code: str) -> None:
    text = ours("page/base.css")
    assert "--h2:" in text
    assert codes(refused(put(tmp_path, "page/base.css", text.replace("--h2:", token)))) == {code}


@pytest.mark.parametrize(
    "css",
    [
        "main { font: 0/0 a }",
        "main p { height: 0; overflow: hidden }",
        "main { content-visibility: hidden }",
        "main { --ink: #fff }",
        "tr { display: flex; flex-direction: row-reverse }",
        "td { order: 3 }",
        "p { inset: -999px auto auto auto }",
        "p { position: sticky }",
        "@media print { main { display: none } }",
        "@media print { p { z-index: 1 } }",
    ],
)
def test_a_twin_that_nobody_looks_at_keeps_our_places_and_sizes(tmp_path: Path, css: str) -> None:
    folder = put(tmp_path, "twin/twin.css", ours("twin/twin.css") + css)
    with pytest.raises(ContentError) as caught:
        twin.render(flyer(), FONTS, template_folders=[folder])
    assert codes(caught.value.problems) == {"style-refused"}


def test_a_twin_may_have_other_lines_and_letters(tmp_path: Path) -> None:
    css = "h2 { border-bottom: 1px dotted; font-weight: 500 }"
    folder = put(tmp_path, "twin/twin.css", ours("twin/twin.css") + css)
    assert css.encode() in twin.render(flyer(), FONTS, template_folders=[folder]).html


def test_what_our_sheet_says_of_steps_no_other_sheet_says_of_other_elements(tmp_path: Path) -> None:
    put(tmp_path, "page/base.css", ours("page/base.css"))
    assert "counter(step)" in set_page(tmp_path).css
    put(tmp_path, "page/base.css", ours("page/base.css") + ".text::before { content: counter(step) }")
    assert codes(refused(tmp_path)) == {"style-refused"}


def test_a_theme_of_a_workspace_is_tokens_and_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, "themes/default.css", ours("themes/default.css").replace("#0b5a75", "#0a4f6b"))
    assert "#0a4f6b" in set_page(tmp_path).css
    for more in (
        "p { color: red }",
        "@media screen { :root { --ink: #ffffff } }",
        ":root { --ink: #ffffff !important }",
    ):
        put(tmp_path, "themes/default.css", ours("themes/default.css") + more)
        assert codes(refused(tmp_path)) == {"style-refused"}


@pytest.mark.parametrize("token", ["ink", "ink-soft", "warm", "good", "accent-ink"])
def test_a_theme_that_hides_words_makes_no_twin(tmp_path: Path, token: str) -> None:
    grounds = {"good": "good-soft", "accent-ink": "accent"}
    theme = ours("themes/default.css")
    folder = put(tmp_path, "themes/default.css", theme + f":root {{ --{token}: {colour(theme, grounds.get(token))}; }}")
    with pytest.raises(ContentError) as caught:
        twin.render(flyer(), FONTS, template_folders=[folder])
    assert codes(caught.value.problems) == {"low-contrast"}


def colour(theme: str, token: str | None) -> str:
    return style.tokens(theme)[token] if token else "#ffffff"


HIDING = {
    "white on white": (".text { color: #ffffff }", "low-contrast"),
    "as good as transparent": (".text { color: rgba(0, 0, 0, 0.02) }", "low-contrast"),
    "one pixel": (".text { font-size: 1px }", "type-too-small"),
    "no size at all": (".text { font-size: 0 }", "text-lost"),
    "off the page": (".text { position: relative; left: -400mm }", "panel-overflow"),
    "cut off": (".text { height: 0; overflow: hidden; }", "panel-overflow"),
    "under a box": (
        ".flow::after { content: ''; position: absolute; top: 0; left: 0; width: 300mm; height: 300mm; background: #fff }",
        "text-unseen",
    ),
    "on a ground of its own colour": (
        ".text { background-image: linear-gradient(#14242d, #14242d); color: #14242d }",
        "text-unseen",
    ),
    "line over line": (".text { line-height: 0.1 }", "text-unseen"),
}


@pytest.mark.parametrize(("css", "code"), HIDING.values(), ids=HIDING.keys())
def test_words_that_a_style_sheet_hides_are_found_on_the_page(tmp_path: Path, css: str, code: str) -> None:
    folder = put(tmp_path, "leaflet/flyer.css", ours("leaflet/flyer.css") + css)
    document = flyer_of_words()
    assert pdf.render(page_source(document, fonts=FONTS), FONTS).ok
    found = pdf.render(set_page(folder, document), FONTS)
    assert code in codes(list(found.problems))


def flyer_of_words() -> Document:
    """A face and some paragraphs."""
    paragraph = Paragraph(
        words("Người tham gia được quỹ bảo hiểm y tế trả chi phí khám bệnh, chữa bệnh theo quy định.")
    )
    document = example(PACKS[0], "flyer")
    sheets = tuple(
        replace(sheet, panels=tuple(replace(panel, blocks=(paragraph,) * 3) for panel in sheet.panels))
        for sheet in document.sheets
    )
    return replace(document, sheets=sheets)


@pytest.mark.parametrize("said", ["nan", "inf", "0", "1e9", "lớn", "-1", "1.0.0"])
def test_a_scale_that_is_none_is_a_message(tmp_path: Path, said: str) -> None:
    put(tmp_path, "leaflet/flyer.css", ours("leaflet/flyer.css") + f":root {{ --scale-most: {said}; }}")
    with pytest.raises(ContentError) as caught:
        pdf.render_document(flyer(), template_folders=[tmp_path])
    assert codes(caught.value.problems) == {"bad-scale"}


# Files: within the folder, within limits.


def test_a_template_that_lies_elsewhere_by_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.j2").write_text(SECRET, encoding="utf-8")
    (tmp_path / "own" / "leaflet").mkdir(parents=True)
    (tmp_path / "own" / FLYER).symlink_to(tmp_path / "elsewhere.j2")
    assert codes(refused(tmp_path / "own")) == {"path-outside"}


def test_a_folder_of_templates_that_lies_elsewhere_by_a_link_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", FLYER, ours(FLYER))
    (tmp_path / "space").mkdir()
    (tmp_path / "space" / "templates").symlink_to(tmp_path / "elsewhere")
    assert codes(refused(tmp_path / "space" / "templates")) == {"path-outside"}


def test_what_is_no_text_is_a_message(tmp_path: Path) -> None:
    put(tmp_path, FLYER, "")
    (tmp_path / FLYER).write_bytes(b"\xff\xfe")
    assert codes(refused(tmp_path)) == {"template-unreadable"}
    (tmp_path / FLYER).write_bytes(b"x" * 600_000)
    assert codes(refused(tmp_path)) == {"file-too-large"}
    (tmp_path / FLYER).unlink()
    os.mkfifo(tmp_path / FLYER)
    assert codes(refused(tmp_path)) == {"not-a-file"}


@pytest.mark.checkout
def test_what_a_template_may_use_is_what_the_page_on_templates_says() -> None:
    said = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    named = {*sandbox.FILTERS, *sandbox.GLOBALS}
    named |= {f"page.{name}" for name in (*sandbox.CALLS["page"], *sandbox.VALUES["page"])}
    named |= {f"charts.{name}" for name in sandbox.CALLS["charts"]}
    assert [name for name in sorted(named) if f"`{name}" not in said] == []


def test_every_call_that_is_listed_is_there() -> None:
    known = {name for kind in (Setter, twin.TwinSetter) for name in dir(kind)}
    assert {*sandbox.CALLS["page"], *sandbox.VALUES["page"]} - known <= {"beside", "edition", "tag"}
    assert {part.name for part in fields(Document)} >= {"sheets", "labels"}
