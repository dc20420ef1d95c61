"""What the engine would work out anew for every element and every document, worked out once.

WeasyPrint is a general engine; a leaflet uses a corner of it. Three things save a sixth of its time and change no byte of
what it writes (`tests/page/test_speed_inputs.py` compares):

- a style sheet of defaults without the pseudo-elements of footnotes and list markers, which it would else style for every
  element, whether there is a footnote or not (`Page`);
- properties that no rule sets are taken from the parent or from their initial value straight away, without the long way
  round by variables, mathematics and writing modes (`_plain_properties`);
- the collector of garbage rests while a page is made, and then looks at what this page left (`resting_collector`).

The first two reach into the engine; they are left out where it is not as it is known here, or where the environment variable
`BHXHCOMM_PLAIN_ENGINE` is set.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from bhxhcomm.page.engine import adapter

SWITCH = "BHXHCOMM_PLAIN_ENGINE"
_NOTES = re.compile(r"^::(?:footnote-|note-)[^{]*\{[^}]*\}\n?", re.MULTILINE)
_MARKERS = re.compile(r"^::marker\b", re.MULTILINE)
_ASKS_FOR_THEM = re.compile(r"footnote|::note|note\(|::marker|list-item")
_MARKED = ":is(li, summary)::marker"
_SPECIAL = frozenset(("display", "float", "position", "page"))


@contextmanager
def resting_collector() -> Iterator[None]:
    """No collection of garbage in the block; at its end one of what was made in it, which the blocks before do not lengthen."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)


def parsed(html: str, css: str, **options: Any) -> Any:
    """The page as the engine reads it. `css` is the style sheet that comes with it; `options` are of `weasyprint.HTML`."""
    from weasyprint import HTML

    patched = None if _ASKS_FOR_THEM.search(css) else _patched_page()
    return (patched or HTML)(string=html, **options)


@cache
def _patched_page() -> Any:
    """`HTML` with the engine's defaults, but none for footnotes, and markers only in lists; None if the engine is not known."""
    from weasyprint import CSS, HTML
    from weasyprint import html as engine_html

    defaults = getattr(engine_html, "UA", None)
    if switched_off() or not isinstance(defaults, str) or not hasattr(HTML, "_ua_stylesheets"):
        return None
    sheet = CSS(string=_MARKERS.sub(_MARKED, _NOTES.sub("", defaults)))

    class Page(HTML):  # type: ignore[misc]
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return super()._ua_stylesheets(forms) if forms else [sheet]

    return Page


def switched_off() -> bool:
    """Whether the engine is to work as it comes, however slow."""
    return bool(os.environ.get(SWITCH))


@cache
def install() -> frozenset[str]:
    """Put the patches in place, once in a process. Returns the names of what is in force."""
    if switched_off() or not adapter.is_known():
        return frozenset()
    done = set()
    with suppress(ImportError, AttributeError):
        _plain_properties()
        done.add("properties")
    return frozenset(done)


def _plain_properties() -> None:
    """Give `ComputedStyle` a short way to properties that no rule sets; all others go the engine's own way."""
    from weasyprint import css
    from weasyprint.css.functions import check_math

    long_way = css.ComputedStyle.__missing__
    computers, initial, uncomputed = css.COMPUTER_FUNCTIONS, css.INITIAL_VALUES, css.INITIAL_NOT_COMPUTED
    physical = frozenset(css.PHYSICAL_FUNCTIONS)
    logical = frozenset(name for name in initial if "block" in name or "inline" in name)
    plain = frozenset(name for name in initial if name not in _SPECIAL and not name.startswith("text_decoration_"))
    inherited = plain & css.INHERITED
    own = plain - inherited

    def short_way(self: Any, key: str) -> Any:
        if key in self.cascaded or (key in physical and not logical.isdisjoint(self.cascaded)):
            return long_way(self, key)
        if key in own:
            value = initial[key]
            if key in uncomputed and key in computers:
                value = computers[key](self, key, value)
            self[key] = value
            return value
        if key in inherited and self.parent_style is not None:
            value = self.parent_style[key]
            if not check_math(value):
                self[key] = value
                return value
        return long_way(self, key)

    css.ComputedStyle.__missing__ = short_way
