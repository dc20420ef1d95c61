"""Tags of a PDF that the engine does not write: which cells a header of a table is for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bhxhcomm.page.engine import tags


@pytest.mark.parametrize(("scope", "expected"), [("row", "/Row"), ("col", "/Column"), (None, "/Column")])
def test_a_header_says_whether_it_heads_a_row_or_a_column(scope: str | None, expected: str) -> None:
    header = SimpleNamespace(element_tag="th", mark={"A": {}}, element={"scope": scope} if scope else {})
    cell = SimpleNamespace(element_tag="td", mark={"A": {}}, element={})
    page: Any = SimpleNamespace(_page_box=SimpleNamespace(descendants=lambda: [header, cell]), height=100)
    pdf: Any = SimpleNamespace(page_references=["1 0 R"], objects=[])
    tags.complete(SimpleNamespace(pages=[page]), pdf)
    assert header.mark["A"] == {"Scope": expected}
    assert cell.mark["A"] == {}
