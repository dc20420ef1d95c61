"""How the letters of a language are set: families by role, line heights, emphasis without a slant.

The style sheets are written for Vietnamese. What another language asks for is put behind them, as tokens and a few rules,
from the registry of languages (`language/entry.py`) and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from bhxhcomm.language import registry
from bhxhcomm.language.checks import script_of
from bhxhcomm.language.entry import Language
from bhxhcomm.page.measuring.fonts import families_for

HEADINGS = "h1, h2, h3, .question, .callout-heading, .key-figure .value, .hotline, .band"
"""What is set in the heading's family where it is not that of running text."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HIGH_RULE = re.compile(r"([^{}]+)\{[^{}]*line-height: max\(([\d.]+), var\(--leading-tight\)\)[^{}]*\}")
"""A rule of a style sheet that gives way to high letters: its selectors, and the line height of Latin ones."""
HIGH_MARK = """.draft-mark {
  height: calc(10 * var(--p) * var(--leading-tight));
  line-height: var(--leading-tight);
}"""
"""The bar of a draft mark in letters that need a higher one."""
SLANTED = ("Latn",)
"""Scripts whose letters lean for emphasis; the others have no such faces, and are set bold."""


def css(languages: Sequence[str], draft_mark: str = "", sheet: str = "") -> str:
    """What the languages of a page (registry ids, its own first) and the words of its draft mark add to a style sheet."""
    own, *others = languages
    parts = [_own(own)]
    parts += [_other(lang, own, sheet) for lang in others]
    if is_lettered(draft_mark):
        parts.append(HIGH_MARK)
    return "\n".join(parts)


def page_tag(lang: str) -> str:
    """The BCP 47 tag of a language by its registry id; of one that is not registered, what was given."""
    entry = _entry(lang)
    return entry.tag if entry else lang


def families(names: Iterable[str]) -> str:
    """Families as a style sheet writes them."""
    return ", ".join(f'"{name}"' for name in names)


def high_line(lang: str) -> float:
    """How high a line of headings or small print is, in type sizes; 0 where the style sheet decides."""
    entry = _entry(lang)
    return entry.least_line_height if entry and entry.script not in SLANTED else 0.0


def is_lettered(text: str) -> bool:
    """Whether a text has letters that need higher lines than Latin ones."""
    return any(_is_high(character) for character in text)


def breaks_at_spaces_only(lang: str) -> bool:
    """Whether no two words of the language are tied: its letters are wide, and words may stand without spaces."""
    entry = _entry(lang)
    return entry is not None and entry.script not in SLANTED


@cache
def _is_high(character: str) -> bool:
    return script_of(character) not in ("", "Latn", "Zzzz")


def _entry(lang: str) -> Language | None:
    return registry.current().by_id.get(lang)


def _own(lang: str) -> str:
    entry, fonts = _entry(lang), families_for(lang)
    rules = [f":root {{ font-family: {families(fonts.body)} }}"]
    if fonts.heading != fonts.body:
        rules.append(f"{HEADINGS} {{ font-family: {families(fonts.heading)} }}")
    if entry is not None:
        tokens = f"--leading-full: {entry.line_height:g}; --leading-least: {entry.least_line_height:g};"
        if entry.script not in SLANTED:
            tokens += f" --leading-tight: {entry.least_line_height:g};"
            rules += _upright("")
        rules.append(f":root {{ {tokens} }}")
    return "\n".join(rules)


def _other(lang: str, own: str, sheet: str) -> str:
    """Words of another language on the page: in its own families, with those of the page behind them.

    Words among those of the page make their line no lower; a column of the language alone (`.tongue`) has its own heights.
    """
    entry, page = _entry(lang), _entry(own)
    name = f".lang-{lang}"
    names = dict.fromkeys((*families_for(lang).body, *families_for(own).body))
    rules = [f"{name} {{ font-family: {families(names)} }}"]
    if entry is not None and entry.script not in SLANTED:
        # A span makes its line higher by its own line height.
        if page is None or page.least_line_height < entry.least_line_height:
            rules.append(f"{name} {{ line-height: {entry.least_line_height:g} }}")
        rules += _upright(name)
    elif entry is not None and high_line(own):
        rules.append(f".tongue{name} {{ line-height: {entry.line_height:g} }}")
        rules += [
            f"{', '.join(f'.tongue{name} {one.strip()}' for one in selectors.split(','))} {{ line-height: {height} }}"
            for selectors, height in _HIGH_RULE.findall(_COMMENT.sub("", sheet))
        ]
    return "\n".join(rules)


def _upright(within: str) -> list[str]:
    scopes = [f"{within} em".strip(), f"em {within}".strip(), f"blockquote .words {within}".strip()]
    return [
        f"{', '.join(dict.fromkeys(scopes[:2]))} {{ font-style: normal; font-weight: 700 }}",
        f"{scopes[2]} {{ font-style: normal }}",
    ]
