"""A gradient looks alike in four readers of PDF, and as resvg draws it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
import resvg_py
from PIL import Image

from bhxhcomm.core import resources
from bhxhcomm.page.engine import gradients, libraries
from bhxhcomm.page.engine.drawing import Drawings
from bhxhcomm.page.engine.resource import Resource
from bhxhcomm.page.pictures.agreement import off
from tests.page.pdf_readers import READERS

CELL = 96, 40
ACROSS = 6
MOST_OFF = 0.02
"""Where colours jump, a reader may be a pixel off; a gradient that is lost or wrong is off by a tenth and more."""
STOPS = '<stop offset="0" stop-color="#c00"/><stop offset=".5" stop-color="#fd0"/><stop offset="1" stop-color="#00c"/>'
FADING = '<stop offset="0" stop-color="#c00"/><stop offset="1" stop-color="#00c" stop-opacity="0"/>'
HARD = '<stop offset=".5" stop-color="#c00"/><stop offset=".5" stop-color="#00c"/>'
FILL = 'fill="url(#g)"'
USER = 'gradientUnits="userSpaceOnUse"'


def linear(said: str = "", stops: str = STOPS) -> str:
    return f'<linearGradient id="g" {said}>{stops}</linearGradient>'


def radial(said: str = "", stops: str = STOPS) -> str:
    return f'<radialGradient id="g" {said}>{stops}</radialGradient>'


def box(said: str = FILL) -> str:
    return f'<rect x="9" y="5" width="78" height="30" {said}/>'


SAMPLES: Mapping[str, str] = {
    "across": linear() + box(),
    "down": linear('x2="0" y2="1"') + box(),
    "aslant": linear('y2="1"') + box(),
    "in the drawing's units": linear(f'x1="0" y1="0" x2="96" y2="0" {USER}') + box(),
    "in shares": linear('x1="10%" x2="50%"') + box(),
    "in shares of the drawing": linear(f'x1="10%" x2="50%" {USER}') + box(),
    "turned": linear('gradientTransform="rotate(30)"') + box(),
    "moved and turned": linear(f'x1="0" x2="33" {USER} gradientTransform="translate(20 8) rotate(30) scale(1.5)"') + box(),
    "round": radial() + box(),
    "round, with a focus": radial(f'cx="48" cy="20" r="20" fx="38" fy="16" {USER}') + box(),
    "round, squeezed": radial(f'cx="0" cy="0" r="1" {USER} gradientTransform="matrix(33 8 -4 15 48 20)"') + box(),
    "round, of a share": radial('r="30%"') + box(),
    "fading": '<rect width="96" height="20" fill="#8c8"/>' + linear("", FADING) + box(),
    "fading, turned": '<rect width="96" height="20" fill="#8c8"/>' + linear('gradientTransform="rotate(30)"', FADING) + box(),
    "fading, round": '<rect width="96" height="20" fill="#8c8"/>' + radial("", FADING) + box(),
    "half there": linear() + box(FILL + ' fill-opacity=".5"'),
    "in a group half there": linear() + f'<g opacity=".5" transform="rotate(5)">{box()}<circle cx="20" cy="20" r="9"/></g>',
    "a stroke": linear() + box('fill="none" stroke-width="5" stroke="url(#g)"'),
    "a stroke around a colour": linear() + box('fill="#eee" stroke-width="5" stroke="url(#g)"'),
    "in a stroke": linear() + box(FILL + ' stroke-width="3" stroke="#000"'),
    "repeated": linear('x2=".2" spreadMethod="repeat"') + box(),
    "reflected": linear(f'x1="33" x2="53" {USER} spreadMethod="reflect"') + box(),
    "rings": radial('r=".2" spreadMethod="repeat"') + box(),
    "repeated without end": linear('x2=".0000001" spreadMethod="repeat"', HARD) + "<g/>",
    "hard": linear("", HARD) + box(),
    "of one colour": linear("", '<stop stop-color="#c00"/>') + box(),
    "without length": linear('x2="0"') + box(),
    "a line": linear(f'x1="9" x2="87" {USER}') + '<path d="M9 20H87" stroke="url(#g)" stroke-width="8"/>',
    "a tiny shape": linear() + f'<g transform="scale(30)"><circle cx=".7" cy=".7" r=".5" {FILL}/></g>',
    "turned over": linear() + f'<g transform="translate(48 20) rotate(20) scale(.5 -.4)">{box()}</g>',
    "used twice": linear()
    + f'<defs><g id="k">{box()}</g></defs><use href="#k" transform="scale(.4)"/><use href="#k" x="9" y="4"/>',
    "lent": f'<linearGradient id="a">{STOPS}</linearGradient><radialGradient id="g" href="#a" cx="48" cy="20" r="20" {USER}/>'
    + box(),
}  # fmt: skip


def drawing(inner: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {CELL[0]} {CELL[1]}">{inner}</svg>'.encode()


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """A PDF of all samples, as pages show them: some are kept as forms, some are left to the engine."""
    libraries.isolate()
    gradients.install()
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    bodies = {f"page:{number}": drawing(inner) for number, inner in enumerate(SAMPLES.values())}
    kept = Drawings({url: Resource(url, body, "image/svg+xml") for url, body in bodies.items()}, {})
    width, height = CELL[0] * ACROSS, CELL[1] * -(-len(bodies) // ACROSS)
    images = "".join(f'<img src="{url}">' for url in bodies)
    html = (
        f"<style>@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0; font-size: 0 }}"
        f"img {{ float: left; width: {CELL[0]}px; height: {CELL[1]}px }}</style>{images}"
    )

    class Fetcher(URLFetcher):
        def fetch(self, asked: str, headers: Any = None) -> Any:
            return URLFetcherResponse(asked, bodies[asked], {"Content-Type": "image/svg+xml"})

    pdf: bytes = HTML(string=html, base_url="page:/", url_fetcher=Fetcher()).write_pdf(cache=kept)
    return pdf


def resvg(body: bytes, width: int, height: int) -> Image.Image:
    png = resvg_py.svg_to_bytes(
        svg_string=body.decode(), width=width, height=height, background="#ffffff", skip_system_fonts=True
    )
    return Image.open(io.BytesIO(bytes(png))).convert("RGB")


@pytest.mark.parametrize("reader", READERS)
def test_every_gradient_looks_as_it_should_in_every_reader(sheet: bytes, reader: str) -> None:
    shown = READERS[reader](sheet, 192)
    wrong = {}
    for number, (name, inner) in enumerate(SAMPLES.items()):
        x, y = number % ACROSS * CELL[0] * 2, number // ACROSS * CELL[1] * 2
        cell = shown.crop((x, y, x + CELL[0] * 2, y + CELL[1] * 2))
        if (share := off(cell, resvg(drawing(inner), CELL[0] * 2, CELL[1] * 2))) > MOST_OFF:
            wrong[name] = share
    assert wrong == {}


@pytest.mark.parametrize("reader", ["poppler", "ghostscript", "mupdf"])
def test_the_sky_of_our_covers_is_there_in_every_reader(reader: str) -> None:
    body = (resources.folder("assets") / "pictures" / "gia-dinh-ba-the-he.svg").read_bytes()
    libraries.isolate()
    gradients.install()
    from weasyprint import HTML

    html = "<style>@page { size: 400px 360px; margin: 0 } body { margin: 0 } img { display: block }</style><img src=page:a>"
    resource = {"page:a": Resource("page:a", body, "image/svg+xml")}
    pdf = HTML(string=html, base_url="page:/").write_pdf(cache=Drawings(resource, {}))
    assert off(READERS[reader](pdf, 96), resvg(body, 400, 360)) < MOST_OFF
