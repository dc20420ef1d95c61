"""Pages of the examples look alike in readers that have nothing in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.page.pdf import render_document
from bhxhcomm.page.pictures.agreement import off
from tests.page.pdf_readers import READERS, pdfium
from tests.page.test_draft_mark_room import document

DPI = 110
MOST_OFF = 0.01
"""Edges of small type come to half of it."""


@pytest.mark.parametrize(("material", "variant"), [("leaflet", "trifold"), ("infographic", "tall")])
def test_a_page_looks_alike_in_four_readers(examples: Path, material: str, variant: str) -> None:
    pdf = render_document(document(examples, material, variant), workspace=examples).pdf
    ours = pdfium(pdf, DPI)
    apart = {
        name: off(ours, reader(pdf, DPI).resize(ours.size)) for name, reader in READERS.items() if name != "pdfium"
    }
    assert {name: share for name, share in apart.items() if share > MOST_OFF} == {}
