"""Readers of PDF as tests ask them: PDFium, which bhxhcomm brings, MuPDF of the extra `check`, and two programs of the system.

A page that only one of them draws right is wrong at somebody's desk or at the print shop.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping

import pypdfium2
import pytest
from PIL import Image

SECONDS = 60


def pdfium(pdf: bytes, dpi: int) -> Image.Image:
    """The first page, as Chromium and our own pictures show it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


def mupdf(pdf: bytes, dpi: int) -> Image.Image:
    """The first page, as MuPDF shows it."""
    pymupdf = pytest.importorskip("pymupdf")
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        pixels = document[0].get_pixmap(dpi=dpi)
        return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def poppler(pdf: bytes, dpi: int) -> Image.Image:
    """The first page, as viewers of Linux desktops show it."""
    return _shown(["pdftoppm", "-r", str(dpi), "-singlefile", "-png", "-"], pdf)


def ghostscript(pdf: bytes, dpi: int) -> Image.Image:
    """The first page, as many printers and print shops take it."""
    smooth = ("-dTextAlphaBits=4", "-dGraphicsAlphaBits=4")
    asked = ["gs", "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=png16m", "-dLastPage=1", *smooth, f"-r{dpi}"]
    return _shown([*asked, "-sOutputFile=%stdout", "-"], pdf)


def _shown(command: list[str], pdf: bytes) -> Image.Image:
    if not shutil.which(command[0]) and not os.environ.get("CI"):
        pytest.skip(f"{command[0]} is not here; script/test installs it")
    done = subprocess.run(command, input=pdf, capture_output=True, timeout=SECONDS, check=True)
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


READERS: Mapping[str, Callable[[bytes, int], Image.Image]] = {
    "pdfium": pdfium,
    "mupdf": mupdf,
    "poppler": poppler,
    "ghostscript": ghostscript,
}
