"""A style sheet that is put together of its rules is the one that the engine parses whole."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest

from bhxhcomm.core import resources
from bhxhcomm.page.engine import libraries, speed_patches, style_rules
from bhxhcomm.page.engine.listening import listening
from bhxhcomm.page.html import style
from bhxhcomm.page.measuring import letters

libraries.isolate()
TEMPLATES = resources.folder("templates")
SHEETS = sorted(
    str(path.relative_to(TEMPLATES))
    for path in TEMPLATES.rglob("*.css")
    # Those of web pages are for browsers.
    if path.parent.name not in ("twin", "report")
)


def kept(sheet: Any) -> list[str]:
    """All that the engine has of a sheet, in words: selectors with weight, order and declarations; rules of pages."""
    matcher = sheet.matcher
    groups = (matcher.id_selectors, matcher.class_selectors, matcher.lower_local_name_selectors)
    named = [(name, entry) for group in groups for name, entries in group.items() for entry in entries]
    others = [("", entry) for entry in (*matcher.lang_attr_selectors, *matcher.other_selectors)]
    rules = [f"{name} {weight} {order} {pseudo} {words}" for name, (_, weight, order, pseudo, words) in named + others]
    rules += [f"{matcher.order}", *(f"{selectors} {words}" for _rule, selectors, words in sheet.page_rules)]
    return [re.sub(" at 0x[0-9a-f]+", "", rule) for rule in rules]


@pytest.mark.parametrize("name", SHEETS)
def test_every_shipped_sheet_comes_apart_and_is_the_same_put_together(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint import CSS

    shared = "".join((TEMPLATES / one).read_text(encoding="utf-8") for one in ("page/base.css", "themes/default.css"))
    own = (TEMPLATES / name).read_text(encoding="utf-8")
    words = letters.css(("khmer", "vi"), "ព្រាង", shared + own)
    for scale in (1.0, 0.92):
        css = style.resolved(f"{shared}\n{own}\n{words}", scale)
        assert style_rules.rules_of(css)
        assert kept(style_rules.sheet(css, partial(CSS))) == kept(CSS(string=css))
    monkeypatch.setenv(speed_patches.SWITCH, "1")
    monkeypatch.setattr(style_rules, "_parsed", None)
    assert kept(style_rules.sheet(css, partial(CSS))) == kept(CSS(string=css))


@pytest.mark.parametrize(
    "css",
    [
        "@media print { p { color: red } }",
        "@layer a { p { color: red } }",
        "@import url(a.css);",
        "p { color: red",
        "p { content: '\\201c' }",
        "} p { color: red }",
        "p { color: red } ; b { color: red }",
    ],
)
def test_a_sheet_with_more_than_plain_rules_is_parsed_whole(css: str) -> None:
    assert style_rules.rules_of(css) is None


def test_braces_and_ends_of_statements_may_stand_in_texts() -> None:
    css = (
        "p::before { content: '}{;' } a[href='{'] { color: red } @page :first { @top-left { content: '}' } margin: 0 }"
    )
    assert style_rules.rules_of(css) == [
        "p::before { content: '}{;' }",
        "a[href='{'] { color: red }",
        "@page :first { @top-left { content: '}' } margin: 0 }",
    ]


def test_what_the_engine_says_of_a_sheet_names_the_line_of_the_sheet() -> None:
    from weasyprint import CSS

    with listening() as records:
        style_rules.sheet("p { color: red }\nb { colour: red }", partial(CSS))
    assert [record.getMessage() for record in records] == ["Ignored `colour: red ` at 2:5, unknown property."]


def test_a_rule_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint import CSS

    css = "p { color: #010203 } b { color: #030201 }"
    first = style_rules.sheet(css, partial(CSS))
    # The engine reads an empty sheet alone.
    read: list[str] = []

    def whole(string: str) -> Any:
        read.append(string)
        return CSS(string=string)

    second = style_rules.sheet(f"{css} p {{ color: #010203 }}", whole)
    assert read == [""]
    assert second.matcher.order == first.matcher.order + 1
