"""What is private in WeasyPrint and used all the same, in one place, with the version that it is known of.

Other rooms ask here; in this room the patches (`actual_text`, `negative_advances`, `speed_patches`, `tags`, `font_copies`,
`gradients`, `drawing`) reach further in, each with the test that fails without it. Names of the engine that begin with an
underscore, and its modules `css`, `layout`, `pdf` and `text`, stand nowhere else (`tests/test_layers.py`).
"""

from __future__ import annotations

from typing import Any, Protocol

KNOWN = "70."
"""The versions of WeasyPrint whose insides are known; `pyproject.toml` pins the same."""


class Page(Protocol):
    """A page as the engine has laid it out. `width` and `height` are in CSS pixels, the rest in the engine's own types."""

    width: float
    height: float
    links: list[Any]
    bleed: dict[str, float]


def is_known() -> bool:
    """Whether the engine that is here is one whose insides are known."""
    import weasyprint

    return str(weasyprint.__version__).startswith(KNOWN)


def root_box(page: Page) -> Any:
    """The box of a page, which has all others in it."""
    return page._page_box  # type: ignore[attr-defined]


def font_data(font: Any) -> bytes:
    """The whole file behind a font of which a PDF holds a part."""
    from weasyprint.text.fonts import get_hb_object_data

    data: bytes = get_hb_object_data(font.hb_face)
    return data


def ink(text_box: Any) -> tuple[float, float, float, float]:
    """The ink of a text: left, top, width and height in pixels, from the beginning of its base line."""
    from weasyprint.text.ffi import ffi, pango

    layout = text_box.pango_layout
    layout.reactivate(text_box.style)
    line, _index = layout.get_first_line()
    found = ffi.new("PangoRectangle *")
    pango.pango_layout_line_get_extents(line, found, ffi.NULL)
    left, top, width, height = (float(part) / 1024 for part in (found.x, found.y, found.width, found.height))
    return left, top, width, height


def pango_version() -> tuple[int, int, int]:
    """The version of Pango, as the engine has loaded it."""
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    return number // 10000, number // 100 % 100, number % 100
