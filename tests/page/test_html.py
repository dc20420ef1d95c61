"""From document to HTML: escaping, marks, links, grouping, and what the page may fetch."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bhxhcomm.core import resources
from bhxhcomm.core.problems import ContentError
from bhxhcomm.language.text import Mark, Words, words
from bhxhcomm.materials.document import Action, Heading, Paragraph, Picture
from bhxhcomm.page.html import icons
from bhxhcomm.page.html.source import PageSource, page_source
from tests.page.leaflet_sample import image, leaflet, raster


def source(*blocks: object) -> PageSource:
    return page_source(leaflet(trong_1=tuple(blocks)))  # type: ignore[arg-type]


def code_of(*blocks: object) -> str:
    with pytest.raises(ContentError) as caught:
        source(*blocks)
    return caught.value.problems[0].code


def test_words_are_escaped() -> None:
    html = source(Paragraph(words("<b>&</b> {{ 7 * 7 }}"))).html
    assert "&lt;b&gt;&amp;&lt;/b&gt; {{ 7 * 7 }}" in html.replace("\u00a0", " ")


def test_marks_and_links_become_elements() -> None:
    text = (
        Words("đậm", Mark.STRONG),
        Words(" "),
        Words("nghiêng", Mark.EMPHASIS),
        Words(" "),
        Words("mạng", link="https://example.com/?a=1&b=2"),
    )
    html = source(Paragraph(text)).html
    assert "<strong>đậm</strong> <em>nghiêng</em> " in html
    assert '<a href="https://example.com/?a=1&amp;b=2">mạng</a>' in html


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//example.com", "page:x"]
)
def test_a_link_of_another_kind_is_refused(link: str) -> None:
    assert code_of(Paragraph((Words("x", link=link),))) == "link-refused"
    assert code_of(Action(words("x"), link)) == "link-refused"


def test_an_unknown_icon_is_an_error() -> None:
    assert code_of(Heading(words("x"), icon="../family")) == "unknown-icon"
    with pytest.raises(ContentError) as raised:
        icons.file_of("walet")
    assert "`wallet`" in raised.value.problems[0].hint
    with pytest.raises(ContentError) as raised:
        icons.file_of("qqqqqqqq")
    assert "wallet" in raised.value.problems[0].hint


def test_an_address_too_long_for_a_code_is_an_error() -> None:
    assert code_of(Action(words("x"), "https://example.com/" + "a" * 600)) == "qr-too-long"


def test_a_picture_that_changed_since_the_document_was_made_is_an_error(tmp_path: Path) -> None:
    picture = raster(tmp_path, "a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    assert "page:picture/" in source(Picture(picture, words("x"))).html
    assert code_of(Picture(replace(picture, digest="0" * 64), words("x"))) == "resource-changed"


@pytest.mark.parametrize("way", ["outside", "parent", "symlink"])
def test_a_picture_outside_the_allowed_folders_is_refused(way: str, tmp_path: Path) -> None:
    inside = tmp_path / "pack"
    inside.mkdir()
    outside = raster(tmp_path, "secret.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    (inside / "link.svg").symlink_to(outside.path)
    path = {"outside": outside.path, "parent": str(inside / ".." / "secret.svg"), "symlink": str(inside / "link.svg")}[
        way
    ]
    document = leaflet(bia=(), trong_2=(), trong_1=(Picture(replace(outside, path=path), words("x")),))
    with pytest.raises(ContentError) as caught:
        page_source(document, picture_folders=[inside])
    assert caught.value.problems[0].code == "resource-refused"


def test_a_decoration_is_a_background_and_a_picture_has_its_words() -> None:
    assert 'class="decoration"' in source(Picture(image())).html
    assert 'alt="Một &#34;gia đình&#34;"' in source(Picture(image(), words('Một "gia đình"'))).html


def test_only_what_the_page_may_fetch_is_among_its_resources() -> None:
    made = source(Heading(words("x"), icon="family"))
    assert made.resources
    assert all(url.startswith("page:") and url in made.html for url in made.resources)


def test_a_template_of_the_workspace_stands_before_ours(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    theme = resources.folder("templates") / "themes" / "default.css"
    mine = tmp_path / "themes" / "default.css"
    mine.write_text(theme.read_text(encoding="utf-8").replace("#0b5a75", "#5a0b75"), encoding="utf-8")
    made = page_source(leaflet(), template_folders=[tmp_path])
    assert "#5a0b75" in made.css
    assert "#0b5a75" not in made.css
    assert str(mine) in dict(made.templates)


def test_an_unknown_theme_is_an_error() -> None:
    with pytest.raises(ContentError) as caught:
        page_source(replace(leaflet(), theme="../x"))
    assert caught.value.problems[0].code == "template-missing"


def test_the_scale_reaches_type_and_spacing_but_never_the_least_size() -> None:
    small = page_source(leaflet(), scale=0.9).css
    assert "font-size: 9.45pt" not in small
    assert "font-size: 9.5pt" in small
    assert "8pt" in small
    assert "var(" not in small
    # Products are worked out; sums of lengths in different units are the engine's.
    assert all(" - " in sum_ or " + " in sum_ for sum_ in re.findall(r"calc\(([^()]*)\)", small))
