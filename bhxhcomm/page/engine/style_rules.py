"""A style sheet is put together of its rules, each of which is parsed once in a process.

The scale of a page is worked into the text of its style sheet, so that a search for it makes a new sheet for every trial; two
rules in three are the same in all of them, and base and theme are the same for all materials. Rules keep their order, so that
the cascade is that of the sheet parsed whole (`tests/page/test_style_rules.py` compares). Only plain rules and `@page` come
apart; a sheet with anything else is parsed as it is, and so is one of which the engine complains, for it names lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bhxhcomm.page.engine import speed_patches
from bhxhcomm.page.engine.listening import listening

KEPT = 4096
"""Rules that are kept: those of all shipped sheets at a dozen scales."""
_STRING = r""""[^"\n\\]*"|'[^'\n\\]*'"""
_IN_ONE_BLOCK = rf"(?:[^{{}}\"'\\]|{_STRING})*"
_RULE = re.compile(
    rf"\s*((?:[^{{}}@;\"'\\]|{_STRING})+\{{{_IN_ONE_BLOCK}\}}"
    rf"|@page[^{{}}@;\"'\\]*\{{(?:[^{{}}\"'\\]|{_STRING}|\{{{_IN_ONE_BLOCK}\}})*\}})\s*"
)


def rules_of(css: str) -> list[str] | None:
    """The rules of a style sheet without comments, in their order; None where there is more than plain rules and `@page`.

    >>> rules_of("p { color: red } @page { margin: 0 }")
    ['p { color: red }', '@page { margin: 0 }']
    """
    rules, at = [], 0
    while at < len(css):
        match = _RULE.match(css, at)
        if match is None:
            return None
        rules.append(match[1])
        at = match.end()
    return rules


def sheet(css: str, whole: Callable[..., Any]) -> Any:
    """The style sheet as the engine's `CSS`, put together of its rules. `whole` is `CSS` with all that it needs but the text:
    it is asked to parse the sheet as it is where that cannot be."""
    rules = None if speed_patches.switched_off() else rules_of(css)
    parsed = [_parsed(rule) for rule in rules] if rules else [None]
    if None in parsed:
        return whole(string=css)
    made = whole(string="")
    for rule in parsed:
        assert rule is not None
        for selector, declarations in rule.selectors:
            made.matcher.add_selector(selector, declarations)
        made.page_rules.extend(rule.pages)
    return made


@dataclass(frozen=True, slots=True)
class _ParsedRule:
    """What the engine keeps of a rule: selectors with their declarations, or what it states of pages."""

    selectors: tuple[tuple[Any, Any], ...]
    pages: tuple[Any, ...]


class _Recorder:
    """Stands in for the engine's matcher and keeps what it is given."""

    def __init__(self) -> None:
        self.selectors: list[tuple[Any, Any]] = []

    def add_selector(self, selector: Any, declarations: Any) -> None:
        self.selectors.append((selector, declarations))


@lru_cache(maxsize=KEPT)
def _parsed(rule: str) -> _ParsedRule | None:
    """The rule as the engine reads it; None where it complains, or would open something."""
    from weasyprint import CSS

    recorder = _Recorder()
    pages: list[Any] = []
    with listening() as records:
        # Without a fetcher the engine would make one, which takes longer than the rule.
        CSS(string=rule, matcher=recorder, page_rules=pages, url_fetcher=_nothing)
    return None if records else _ParsedRule(tuple(recorder.selectors), tuple(pages))


def _nothing(url: str) -> Any:
    raise ValueError(f"a rule opens nothing: {url}")
