"""Letters of other languages: every alphabet as it is set, and the cost of a leaflet in each script beside Vietnamese."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import workspaces
from measuring import Measured, Result, Table

from bhxhcomm.core.clock import today
from bhxhcomm.exchange import testtext
from bhxhcomm.language import registry
from bhxhcomm.making.composed import compose
from bhxhcomm.making.fingerprint import keyed
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import Document
from bhxhcomm.materials.loading import load
from bhxhcomm.page import pdf, specimen

PACK, VARIANT = "bhyt-hssv", "flyer-a4"
"""A leaflet that holds test text, 40 % longer than its source, in every script."""
TURNS = 7
MOST = 1.5
"""How many times the Vietnamese leaflet one in another script may cost."""


def alphabets() -> Result:
    """Every letter of every alphabet that pages can be set in."""
    found = [specimen.specimen(entry) for entry in registry.supported()]
    wrong = sum(len(one.missing) + len(one.foreign) + len(one.pushed) for one in found)
    columns = (
        "language",
        "settings",
        "missing glyphs",
        "fallback fonts",
        "farthest from the font, ‰ em",
        "with marks",
        "touching",
        "not by design",
        "least gap, ‰ em",
    )
    return Result(
        (Measured("letters with a missing glyph, a fallback font or a displaced mark", "", (float(wrong),), 1),),
        tables=(Table("letters of every alphabet, regular and bold", columns, tuple(specimen.summary(found))),),
    )


def scripts() -> Result:
    """A warm leaflet of test text in every language, each between two Vietnamese ones; the ratio of their processor times."""
    langs = tuple(entry.id for entry in registry.supported())
    with tempfile.TemporaryDirectory() as folder:
        documents = _documents(Path(folder), langs)
        used: dict[str, list[float]] = {lang: [] for lang in langs}
        ratios: dict[str, list[float]] = {lang: [] for lang in langs}
        fitting = {lang: pdf.render_document(documents[lang]) for lang in langs}
        for _turn in range(TURNS):
            for lang in langs:
                before = _time(documents["vi"])
                taken = _time(documents[lang])
                used[lang].append(taken)
                ratios[lang].append(taken / ((before + _time(documents["vi"])) / 2))
    rows = tuple(
        (
            lang,
            round(1000 * statistics.median(used[lang])),
            round(statistics.median(ratios[lang]), 2),
            fitting[lang].checks["characters"],
            fitting[lang].checks["scale"],
            "yes" if fitting[lang].ok else "no",
        )
        for lang in langs
    )
    dearest = max(float(row[2]) for row in rows)
    columns = ("language", "ms", "× Vietnamese", "characters", "scale", "fits")
    return Result(
        (Measured("the dearest language, warm, beside Vietnamese", "×", (dearest,), MOST),),
        tables=(Table(f"a warm leaflet ({PACK}, {VARIANT}, test text)", columns, rows),),
    )


def _time(document: Document) -> float:
    start = time.process_time()
    pdf.render_document(document)
    return time.process_time() - start


def _documents(folder: Path, langs: tuple[str, ...]) -> dict[str, Document]:
    """The same leaflet in every language: Vietnamese as it is, the others in test text."""
    space = load(workspaces.copy(folder / "examples")).checked()
    root = folder / "chu-thu"
    testtext.copy(space, [PACK], root)
    for lang in langs:
        for name, data in testtext.files(space, [PACK], lang) if lang != "vi" else ():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
    tried = load(root).checked()
    date = tried.settings.as_of or today()
    office = sorted(tried.offices)[0]
    found = {}
    for lang in langs:
        request = Request(PACK, "leaflet", VARIANT, lang, office, date, folder / "out")
        found[lang] = keyed(tried, compose(tried, request)).document
    return found
