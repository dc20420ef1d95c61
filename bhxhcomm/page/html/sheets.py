"""What a style sheet of a workspace may say: how words look, never what they are, and not that they are hidden.

What is refused here would change, number, turn round or hide words in ways that are easier told from the sheet than from the
page; whatever else hides words is found on the laid-out page (`checks`, `seen_text`). What our own sheet of the same name says
of the same elements is never refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from bhxhcomm.core import resources
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem

MOST_DEPTH = 20
"""Brackets in each other; a parser of CSS calls itself for each."""
AT_RULES = frozenset({"page", "media"})
REFUSED = frozenset(
    "all animation animation-name appearance block-ellipsis bookmark-label clip clip-path continue counter-increment "
    "counter-reset counter-set direction filter font-feature-settings font-variant font-variant-alternates "
    "font-variant-position hyphenate-character image mask mask-image max-lines mix-blend-mode opacity quotes rotate scale "
    "text-decoration-skip text-decoration-thickness text-indent text-overflow text-security text-underline-offset "
    "-webkit-text-security -webkit-text-fill-color -webkit-text-stroke transform translate unicode-bidi "
    "visibility writing-mode z-index zoom".split()
)
"""Properties that change what a reader sees of words."""
CONTENT_FUNCTIONS = frozenset({"counter", "string"})
"""What a box in the margin of a page may show: its number, and words of the page."""
PLAIN_WORDS = {
    "list-style": frozenset("none disc circle square inside outside inherit".split()),
    "list-style-type": frozenset("none disc circle square inherit".split()),
    "list-style-image": frozenset({"none"}),
    "letter-spacing": frozenset({"normal", "inherit"}),
    "word-spacing": frozenset({"normal", "inherit"}),
    "text-decoration": frozenset({"none", "underline", "inherit"}),
    "text-decoration-line": frozenset({"none", "underline", "inherit"}),
    "font-variant-numeric": frozenset("normal tabular-nums proportional-nums lining-nums inherit".split()),
    "hyphens": frozenset({"none", "manual", "inherit"}),
    "float": frozenset({"none", "left", "right", "inherit"}),
}
"""Properties of which only these words may be said, and no function: numbers before lines, letters that lie over each other,
a line through a figure, and hyphens come by the others."""
SPACING = frozenset({"letter-spacing", "word-spacing"})
"""Of these, lengths from 0 as well."""
ON_SCREEN = ("border", "font-family", "font-style", "font-weight", "list-style", "text-decoration")
"""How the properties begin that a sheet of a twin may set in its own way: nobody lays that page out and looks at it."""
SERVED = "page:"
TWIN, THEMES = "twin/", "themes/"


def check(css: str, place: str, name: str) -> list[Problem]:
    """Hold the style sheet `name` of a workspace against what one may say. Problems: `style-refused`."""
    if _depth(css) > MOST_DEPTH:
        return [Problem("style-refused", _("this style sheet has too many brackets in each other"), Place(place))]
    allowed = _ours(name)
    message = _("a style sheet of a workspace may not say this: {what}")
    return [
        Problem("style-refused", message.format(what=what[:120]), Place(place, line, column))
        for where, what, line, column in _found(css, name)
        if (where, what) not in allowed
    ]


def declarations(css: str) -> list[str]:
    """What is refused of the declarations of a `style` attribute."""
    import tinycss2

    if _depth(css) > MOST_DEPTH:
        return [css[:40]]
    return [what for _where, what, _line, _column in _of_declarations(tinycss2.parse_blocks_contents(css), "", "")]


@lru_cache(maxsize=64)
def _ours(name: str) -> frozenset[tuple[str, str]]:
    path = resources.folder("templates") / name
    if not path.is_file():
        return frozenset()
    return frozenset((where, what) for where, what, _line, _column in _found(path.read_text(encoding="utf-8"), name))


def _depth(css: str) -> int:
    depth = most = 0
    for sign in css:
        if sign in "([{":
            depth += 1
            most = max(most, depth)
        elif sign in ")]}":
            depth = max(0, depth - 1)
    return most


Finding = tuple[str, str, int, int]
"""Of which elements something is said (selector, or rule with @), what it is, and its line and column."""


def _found(css: str, name: str) -> Iterator[Finding]:
    import tinycss2

    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    yield from _of_rules(rules, name, "")


def _of_rules(rules: Sequence[Any], name: str, within: str) -> Iterator[Finding]:
    import tinycss2

    for rule in rules:
        if rule.type == "error":
            yield within, rule.message, rule.source_line, rule.source_column
        elif rule.type == "qualified-rule":
            selector = " ".join(tinycss2.serialize(rule.prelude).split())
            if name.startswith(THEMES) and selector != ":root":
                yield within, f"{selector} {{…}}", rule.source_line, rule.source_column
            yield from _of_declarations(tinycss2.parse_blocks_contents(rule.content), name, within + selector)
        elif rule.type == "at-rule":
            where = f"{within}@{rule.lower_at_keyword} {' '.join(tinycss2.serialize(rule.prelude).split())} "
            if rule.lower_at_keyword not in AT_RULES or rule.content is None or name.startswith(THEMES):
                yield within, f"@{rule.at_keyword}", rule.source_line, rule.source_column
            elif rule.lower_at_keyword == "media":
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                yield from _of_rules(inner, name, where)
            else:
                yield from _of_declarations(tinycss2.parse_blocks_contents(rule.content), name, where)


def _of_declarations(items: Sequence[Any], name: str, where: str) -> Iterator[Finding]:
    import tinycss2

    for item in items:
        if item.type in ("whitespace", "comment"):
            continue
        if item.type == "at-rule":
            # A box in the margin of a page.
            inner = tinycss2.parse_blocks_contents(item.content or [])
            yield from _of_declarations(inner, name, f"{where}@{item.lower_at_keyword}")
        elif item.type != "declaration":
            said = tinycss2.serialize([item])[:60] if item.type != "error" else item.message
            yield where, said, item.source_line, item.source_column
        elif (name.startswith(THEMES) and item.important) or _is_refused(
            item.lower_name, list(_tokens(item.value)), name, where
        ):
            yield where, f"{item.name}:{tinycss2.serialize(item.value)}", item.source_line, item.source_column


def _tokens(values: Sequence[Any]) -> Iterator[Any]:
    for token in values:
        yield token
        if token.type == "function":
            yield from _tokens(token.arguments)
        elif hasattr(token, "content") and isinstance(token.content, list):
            yield from _tokens(token.content)


def _is_refused(name: str, tokens: list[Any], sheet: str, where: str) -> bool:
    # A template may name what the page serves; a style sheet has nothing to fetch.
    tokens = [token for token in tokens if sheet or token.type != "url" or not token.value.startswith(SERVED)]
    kinds = {token.type for token in tokens}
    functions = {token.lower_name for token in tokens if token.type == "function"}
    idents = {token.lower_value for token in tokens if token.type == "ident"}
    if (
        "url" in kinds
        or "error" in kinds
        or functions & {"url", "attr", "element", "running", "image", "image-set", "env"}
    ):
        return True
    if name.startswith("--"):
        return "string" in kinds or sheet.startswith(TWIN)
    if name in REFUSED or name.startswith(("-weasy-", "-webkit-", "-moz-")):
        return True
    if name == "content":
        said = "".join(token.value for token in tokens if token.type == "string")
        numbered = any(token.type == "function" and len(token.arguments) > 1 for token in tokens)
        shown = CONTENT_FUNCTIONS if where.startswith("@page") else frozenset()
        return any(sign.isalnum() for sign in said) or not functions <= shown or numbered
    if name == "string-set":
        return "string" in kinds
    if name in PLAIN_WORDS and not _is_plain(name, tokens):
        return True
    if name == "display" and (functions or idents & {"none", "contents"}):
        return True
    return sheet.startswith(TWIN) and not name.startswith(ON_SCREEN)


def _is_plain(name: str, tokens: list[Any]) -> bool:
    """Whether a property says nothing but words that it may say, or a length that pulls nothing together."""
    for token in tokens:
        if token.type in ("whitespace", "comment"):
            continue
        length = name in SPACING and token.type in ("dimension", "number") and token.value >= 0
        if not length and not (token.type == "ident" and token.lower_value in PLAIN_WORDS[name]):
            return False
    return True
