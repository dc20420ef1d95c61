"""What PDF/UA-1 asks of tags and the engine does not write: languages of parts, scopes of table headers, links tagged once,
boxes in points.

ISO 14289-1, 7.2 (language), 7.5 (tables) and 7.18 (annotations); the Matterhorn Protocol, checkpoints 11, 15 and 28.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bhxhcomm.page.engine import adapter

_PRINT = 4
"""The flag of an annotation that is printed as it is shown (ISO 32000-1, 12.5.3)."""


def one_annotation_for_each_link(document: Any) -> None:
    """Leave one annotation to each piece of a link: the engine makes another for every element inside of it."""
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[3].element_tag == "a"]


@contextmanager
def languages() -> Iterator[None]:
    """While a file is written, each element that says its language (`lang`) says it in the structure of the file too.

    The engine writes the language of the document alone. It makes the element of a box in one function, which is told here what
    it leaves out; `tests/page/test_letters.py` reads the finished file, so that an engine made otherwise is found.
    """
    import pydyf
    from weasyprint.pdf import tags as engine

    make = engine._build_box_tree

    def with_language(box: Any, *rest: Any) -> Iterator[Any]:
        element = getattr(box, "element", None)
        told = element is not None and element.tag not in ("html", "body") and "::" not in (box.element_tag or "")
        lang = element.get("lang") if element is not None and told else None
        for made in make(box, *rest):
            if lang:
                made["Lang"] = pydyf.String(lang)
            yield made

    engine._build_box_tree = with_language
    try:
        yield
    finally:
        engine._build_box_tree = make


def complete(document: Any, pdf: Any) -> None:
    """Mend the tags of a file that is about to be written."""
    import pydyf

    for page in document.pages:
        for cell in _header_cells(adapter.root_box(page)):
            cell.mark["A"]["Scope"] = "/Row" if cell.element.get("scope") == "row" else "/Column"
    heights = dict(zip(pdf.page_references, (page.height for page in document.pages), strict=True))
    for item in pdf.objects:
        if not isinstance(item, dict):
            continue
        if item.get("Subtype") == "/Link":
            item["F"] = _PRINT
            left, bottom, right, top = item["Rect"]
            item["Rect"] = pydyf.Array((left, min(bottom, top), right, max(bottom, top)))
        elif item.get("S") == "/Figure" and "BBox" in item.get("A", ()):
            # The engine gives CSS pixels from the top.
            left, top, right, bottom = item["A"]["BBox"]
            height = heights[item["Pg"]]
            points = (left, height - bottom, right, height - top)
            item["A"]["BBox"] = pydyf.Array([round(side * 0.75, 3) for side in points])


def _header_cells(page_box: Any) -> Iterator[Any]:
    for box in page_box.descendants():
        if box.element_tag == "th" and getattr(box, "mark", None) is not None:
            yield box
