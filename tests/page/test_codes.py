"""QR codes come out large enough for where they are seen, and are read there; a link too long for that is an error."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bhxhcomm.core import tree
from bhxhcomm.making.composed import compose
from bhxhcomm.making.fingerprint import keyed
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import Contact, Document
from bhxhcomm.materials.loading import load
from bhxhcomm.page.checks.codes import LeastModule
from bhxhcomm.page.pdf import RenderedPdf, render_document
from bhxhcomm.page.pictures import pixels, qr, screen

LONG = (
    "https://baohiemxahoi.gov.vn/tin-tuc/Pages/default.aspx?ItemID=23456&CateID=168&trang=1&sap_xep=moi_nhat&tu=tra-cuu"
)
TRACKED = "https://baohiemxahoi.gov.vn/bhyt?id=7&utm_source=leaflet&utm_campaign=ngay-bao-hiem-y-te-viet-nam-nam-2025"
PICTURES = {"square": (1080, 1080), "tall": (1080, 1350), "story": (1080, 1920)}
PAPER = (("leaflet", "trifold"), ("leaflet", "poster-text"), ("infographic", "poster-a3"))


@cache
def document(examples: Path, material: str, variant: str) -> Document:
    space = load(examples)
    request = Request("bhyt-ho-gia-dinh", material, variant, "vi", "bhxh-tinh-mau-mot", dt.date(2025, 7, 1), examples)
    return keyed(space, compose(space, request)).document


def linked(document: Document, link: str) -> Document:
    """The document with another link in its contact."""
    result: Document = tree.mapped(
        document,
        tree.is_a(Contact),
        lambda contact: replace(contact, qr_link=link) if contact.qr_link else contact,
    )
    return result


@cache
def rendered(examples: Path, material: str, variant: str, link: str = "") -> RenderedPdf:
    made = document(examples, material, variant)
    return render_document(linked(made, link) if link else made, workspace=examples)


def read(image: Image.Image) -> set[str]:
    """What a reader of codes finds in a picture."""
    zxingcpp: Any = pytest.importorskip("zxingcpp")
    return {found.text for found in zxingcpp.read_barcodes(image)}


def links(document: Document) -> set[str]:
    found = set()
    for sheet in document.sheets:
        for panel in sheet.panels:
            for block in panel.blocks:
                found |= {str(getattr(block, name, "")) for name in ("qr_link", "link")}
    return found - {""}


@pytest.mark.parametrize(("material", "variant"), PAPER)
def test_a_code_on_paper_is_large_enough_and_is_read(examples: Path, material: str, variant: str) -> None:
    made = rendered(examples, material, variant)
    assert made.ok
    assert made.checks["qr_module_mm"] >= (0.4 if variant == "trifold" else 0.9)
    # A poor print: 100 dots an inch.
    found = set().union(*(read(image) for image in pixels.images(made.pdf, 100)))
    assert found
    assert found <= links(document(examples, material, variant))


@pytest.mark.parametrize("variant", PICTURES)
def test_a_code_on_a_picture_is_read_as_a_telephone_shows_it(examples: Path, variant: str) -> None:
    made = rendered(examples, "infographic", variant)
    assert made.ok
    assert made.checks["qr_module_mm"] * 96 / 25.4 >= 3
    (shown,) = screen.pictures(made.pdf, PICTURES[variant])
    assert shown.pixels == PICTURES[variant]
    found = read(pixels_of(shown.png))
    assert found
    assert found <= links(document(examples, "infographic", variant))


def pixels_of(png: bytes) -> Image.Image:
    import io

    return Image.open(io.BytesIO(png)).convert("L")


def test_a_link_too_long_for_a_picture_is_an_error_with_the_length_that_fits(english: None, examples: Path) -> None:
    (problem,) = [
        one for one in rendered(examples, "infographic", "square", LONG).problems if one.code == "qr-too-small"
    ]
    assert problem.message.startswith(
        "the QR code on panel “hinh” has squares of 2.4 pixels, and 3 are needed: https://"
    )
    assert problem.hint.startswith("Use an address of at most 62 characters that leads there")
    assert qr.modules("h" * 62) < qr.modules("h" * 63)


def test_what_only_counts_visitors_is_left_out_first(english: None) -> None:
    assert qr.shorter(TRACKED, 40) == "Use https://baohiemxahoi.gov.vn/bhyt?id=7, which leads to the same page."
    assert qr.shorter(TRACKED, 10).startswith("Use an address of at most 0 characters")
    assert qr.shorter(LONG, 45).startswith("Use an address of at most 84 characters")


def test_no_style_sheet_asks_for_less_than_a_hand_needs() -> None:
    assert LeastModule.said("0.1mm") == LeastModule(0.4)
    assert LeastModule.said("1.5mm") == LeastModule(1.5)
    assert LeastModule.said("3px") == LeastModule(3.0, pixels=True)
    assert LeastModule.said("") == LeastModule.said("much") == LeastModule(0.4)


def test_the_longest_address_is_found() -> None:
    for most in (29, 37, 70):
        count = qr.longest(most)
        assert qr.modules("h" * count) <= most < qr.modules("h" * (count + 1))
