"""What makes pages cheap changes nothing about them: drawings look the same, and the engine writes the same bytes."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import ImageChops

from bhxhcomm.core import resources
from bhxhcomm.page.engine import libraries, speed_patches
from bhxhcomm.page.engine.drawing import Drawings, drawing
from bhxhcomm.page.engine.resource import Resource
from bhxhcomm.page.html import icons
from bhxhcomm.page.pictures import qr

libraries.isolate()

PICTURES = sorted((resources.folder("assets") / "pictures").glob("*.svg"))
ICON = icons.drawing("family", "#0b5a75", "#f6b93b")
SAMPLES = {path.stem: path.read_bytes() for path in PICTURES} | {"icon": ICON, "qr": qr.svg("https://example.org/bhyt")}
SHADES = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="10 5 80 40"><defs><linearGradient id="a">'
    b'<stop offset="0" stop-color="#ff0000"/><stop offset="1" stop-color="#0000ff" stop-opacity=".4"/></linearGradient></defs>'
    b'<g opacity=".5" transform="rotate(8)"><rect x="20" y="8" width="60" height="20" fill="url(#a)"/>'
    b'<circle cx="50" cy="24" r="10" stroke="#008000"/></g></svg>'
)
LEFT_TO_THE_ENGINE = {
    "words": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>A</text></svg>',
    "no view box": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0H9"/></svg>',
    "a style": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path style="fill:red" d="M0 0H9"/></svg>',
    "a mask": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path mask="url(#m)" d="M0 0H9"/></svg>',
    "a share": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="50%" height="9"/></svg>',
    "a colour space": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="lab(5 9 9)" d="M0 0H9"/></svg>',
}


def page(body: bytes, *, kept: bool, width: int = 240, height: int = 200) -> Any:
    """A page that shows the drawing three times, as a picture and behind a box, as an image of pixels."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    url = "page:sample"

    class Fetcher(URLFetcher):
        def fetch(self, asked: str, headers: Any = None) -> Any:
            return URLFetcherResponse(asked, body, {"Content-Type": "image/svg+xml"})

    cache = Drawings({url: Resource(url, body, "image/svg+xml")}, {}) if kept else {}
    html = (
        f"<style>@page {{ size: 600px 500px; margin: 7px }} img {{ display: block; width: {width}px; height: {height}px }}"
        f"div {{ background: url({url}) no-repeat 11px 9px / contain; width: 300px; height: 180px }}</style>"
        f"<img src='{url}'><img src='{url}' style='width: 60px; height: 40px'><div></div>"
    )
    pdf = HTML(string=html, base_url="page:/", url_fetcher=Fetcher()).write_pdf(cache=cache)
    return pypdfium2.PdfDocument(io.BytesIO(pdf))[0].render(scale=150 / 72).to_pil().convert("RGB")


@pytest.mark.parametrize("body", [*SAMPLES.values(), SHADES], ids=[*SAMPLES, "shades"])
def test_a_kept_drawing_has_the_pixels_of_the_engines_own(body: bytes) -> None:
    assert drawing(body) is not None
    own, kept = page(body, kept=False), page(body, kept=True)
    assert own.getextrema() != ((255, 255),) * 3
    assert max(high for _low, high in ImageChops.difference(own, kept).getextrema()) <= 1


@pytest.mark.parametrize("name", sorted(icons.names()))
def test_every_icon_is_kept(name: str) -> None:
    assert drawing(icons.drawing(name, "#0b5a75")) is not None


@pytest.mark.parametrize("body", LEFT_TO_THE_ENGINE.values(), ids=LEFT_TO_THE_ENGINE)
def test_a_drawing_that_is_more_than_shapes_is_left_to_the_engine(body: bytes) -> None:
    assert drawing(body) is None


def test_a_drawing_is_stored_once_in_a_file_however_often_it_is_shown() -> None:
    from weasyprint import HTML

    url = "page:icon"
    cache = Drawings({url: Resource(url, ICON, "image/svg+xml")}, {})
    once, often = (
        HTML(string=f"<img src='{url}'>" * times, base_url="page:/").write_pdf(cache=cache, uncompressed_pdf=True)
        for times in (1, 6)
    )
    assert once.count(b"/Subtype /Form") == often.count(b"/Subtype /Form")


def test_what_is_served_from_the_kept_drawings_is_noted_as_opened_and_only_when_it_is_asked_for() -> None:
    opened: dict[str, str] = {}
    cache = Drawings({"page:a": Resource("page:a", ICON, "image/svg+xml", "icons/family.svg", "0a")}, opened)
    assert "page:b" not in cache
    assert opened == {}
    assert "page:a" in cache
    assert opened == {"icons/family.svg": "0a"}


def test_a_kept_form_is_never_changed_by_the_file_it_goes_into() -> None:
    first, second = page(SHADES, kept=True), page(SHADES, kept=True)
    assert ImageChops.difference(first, second).getbbox() is None


WRITE = """
import sys
from hashlib import sha256
from bhxhcomm.page import pdf
from bhxhcomm.page.engine import libraries, speed_patches
from bhxhcomm.page.measuring import fonts
files = tuple(fonts.find(fonts.families_for("vi").all))
libraries.isolate()
done = speed_patches.install()
assert bool(done) is (sys.argv[1] == "patched"), done
css = '''@page { size: 300px 400px } ul { margin-inline-start: 9px } .a { font-size: calc(12px + 2px); padding: 3% }
.a b { border: 1px solid; text-decoration: underline } li::before { content: counter(n) } td { border-spacing: inherit }'''
html = '''<h1>Một</h1><ul class=a><li>Hai<li><b>Ba <i>bốn</i></b></ul><ol><li>Năm<br>sáu</ol><p hidden>x<p>bảy<wbr>tám
<table><tr><td>9<td>10</table><div style="float: left; width: 50%; line-height: 1.5">mười</div>'''
from weasyprint import CSS
engine = pdf._engine(files)
page = speed_patches.parsed("<html lang=vi>" + html, css)
sheets = [engine.faces, CSS(string=css)]
written = page.write_pdf(font_config=engine.font_config, stylesheets=sheets, pdf_variant="pdf/ua-1")
print(sha256(written).hexdigest(), type(page).__name__)
"""


def test_a_patched_engine_writes_the_bytes_of_the_plain_one() -> None:
    def run(kind: str) -> list[str]:
        setting = {speed_patches.SWITCH: "1"} if kind == "plain" else {}
        environment = {key: value for key, value in os.environ.items() if key != speed_patches.SWITCH} | setting
        done = subprocess.run(
            [sys.executable, "-c", WRITE, kind], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.split()

    patched, plain = run("patched"), run("plain")
    assert patched[0] == plain[0]
    assert (patched[1], plain[1]) == ("Page", "HTML")


def test_the_engine_is_known() -> None:
    assert speed_patches.install() == {"properties"}


@pytest.mark.parametrize("css", ["p { float: footnote }", "li::marker { color: red }", "p { display: list-item }"])
def test_style_sheets_that_speak_of_footnotes_or_markers_get_the_engines_own_defaults(css: str) -> None:
    assert type(speed_patches.parsed("<p>a", css)).__name__ == "HTML"
    assert type(speed_patches.parsed("<p>a", "p { color: red } .hotline-note { margin: 0 }")).__name__ == "Page"


def test_properties_that_no_rule_sets_are_those_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint import css

    speed_patches.install()
    short_way = css.ComputedStyle.__missing__
    long_way = next(
        cell.cell_contents
        for cell in short_way.__closure__
        if getattr(cell.cell_contents, "__name__", "") == "__missing__"
    )
    text = "html { font-size: 13px; line-height: 1.3 } p { margin-block-start: 4px; border-top: 2px solid } em { width: 30% }"
    found = []
    for way in (short_way, long_way):
        monkeypatch.setattr(css.ComputedStyle, "__missing__", way)
        html = speed_patches.parsed("<p>a <em>b</em><b>c</b>", text)
        from weasyprint import CSS

        style_for = css.get_all_computed_styles(html, [CSS(string=text)])
        elements = list(html.etree_element.iter())
        found.append([{name: repr(style_for(one)[name]) for name in css.INITIAL_VALUES} for one in elements])
    assert found[0] == found[1]


def test_the_collector_rests_in_the_block_and_then_works_again() -> None:
    class Loop:
        def __init__(self) -> None:
            self.me = self

    assert gc.isenabled()
    with speed_patches.resting_collector():
        assert not gc.isenabled()
        Loop()
    assert gc.isenabled()
    assert not any(isinstance(one, Loop) for one in gc.get_objects())


def test_a_collector_that_somebody_stopped_stays_stopped() -> None:
    gc.disable()
    try:
        with speed_patches.resting_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_kept_drawings_are_found_by_their_bytes() -> None:
    kept = drawing(bytes(bytearray(ICON)))
    assert kept is drawing(ICON)
    assert kept is not None
    assert kept.id == sha256(ICON).hexdigest()[:32]
    assert isinstance(PICTURES[0], Path)
