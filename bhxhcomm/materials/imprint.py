"""What closes every piece: where to go and whom to call, since when its figures hold, the law, and who issued it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from bhxhcomm.content import imprint
from bhxhcomm.edition.figures import sources_of
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.language.figures import Unit
from bhxhcomm.language.text import Figure, Source, Text, words
from bhxhcomm.materials import document

_KINDS = ("Luật", "Nghị định", "Quyết định", "Thông tư", "Nghị quyết")
"""Kinds of legal documents, highest first, as a line of sources names them."""


def contact(edition: Edition, labels: Mapping[str, str], *, with_code: bool, link: str = "") -> document.Contact:
    """Where to go and whom to call; with a QR code unless there is one already, of `link` or else of the office."""
    shape = edition.office.shape
    link = (link or str(shape.zalo or shape.website or "")) if with_code else ""
    return document.Contact(
        name=_office(edition, "name"),
        address=_office(edition, "address"),
        hotline=_office(edition, "hotline"),
        hotline_note=_office(edition, "hotline_note"),
        website=str(shape.website or ""),
        zalo=str(shape.zalo or ""),
        facebook=str(shape.facebook or ""),
        qr_link=link,
        qr_caption=words(labels["scan"]) if link else (),
    )


def colophon(edition: Edition, figures: Iterable[Figure], labels: Mapping[str, str]) -> document.Colophon:
    """The small print: the newest date from which one of the figures holds, the law, and who issued it."""
    shown = [figure for figure in figures if figure.unit is not Unit.PHONE]
    newest = max((figure.effective_from for figure in shown), default=dt.date.min)
    documents = sorted({source.document: source for source in sources_of(shown)}.values(), key=_rank)
    return document.Colophon(
        valid_from=newest if newest > dt.date.min else None,
        sources=words("; ".join(source.document for source in documents)),
        imprint=tuple(_imprint(edition, labels)),
    )


_LABELS = {"licence": "number", "printer": "printer", "copies": "count", "size": "size", "deposit": "date"}
"""The parts of the imprint, and the name of the value in the label of each (the label of `size` is `paper_size`)."""


def _imprint(edition: Edition, labels: Mapping[str, str]) -> Iterator[Text]:
    """Who issued it, then what is given of the printing, in the order of `ImprintShape`."""
    yield (*words(labels["issued_by"] + ": "), *_office(edition, "name"))
    for name, prose in imprint.merged(edition.pack.shape.imprint, edition.office.shape.imprint).items():
        before, _mark, after = labels["paper_size" if name == "size" else name].partition(f"{{{_LABELS[name]}}}")
        yield (*words(before), *edition.text("imprint", prose), *words(after))


def _rank(source: Source) -> tuple[int, str]:
    kind = next((index for index, name in enumerate(_KINDS) if source.document.startswith(name)), len(_KINDS))
    return kind, source.document


def _office(edition: Edition, name: str) -> Text:
    return edition.text("office", getattr(edition.office.shape, name))
