"""Infographics: an edition as pictures for social channels, screens, posters and banners.

A pack gives its blocks names and says which of them stand on which layout. `layouts` knows the layouts, `shapes` what a pack
may say, `tiles` turns its blocks into blocks of a document, `posts` has the words to post. Variants are the layouts and
`posts`, whose document holds captions instead of pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bhxhcomm.core.problems import Problems
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.language.text import plain
from bhxhcomm.materials import alternative, document, imprint
from bhxhcomm.materials.infographic import posts
from bhxhcomm.materials.infographic.block_shapes import InfographicShape as Shape
from bhxhcomm.materials.infographic.layouts import CAROUSEL, CONTENT_PANEL, LAYOUTS, LYING, PICTURE_PANEL, TITLE_PANEL
from bhxhcomm.materials.infographic.tiles import CONTEXT, cover, row

__all__ = ["LAYOUTS", "POSTS", "Shape", "can_be", "compose", "formats_of"]

POSTS = "posts"
LABELS = ("hotline", "scan", "qr_alt", "logo_alt", "valid_from", "sources", "code", "draft", "issued_by")
"""The fixed words that a picture may show."""


def formats_of(variant: str) -> tuple[str, ...]:
    """The files that are made of a variant where none are named."""
    return can_be(variant) if variant == POSTS else LAYOUTS[variant].formats


def can_be(variant: str) -> tuple[str, ...]:
    """The files that a variant can be made into."""
    return ("md", "json") if variant == POSTS else ("png", "pdf")


def compose(edition: Edition, variant: str, labels: Mapping[str, str], *, theme: str = "default") -> document.Document:
    """The pictures or the words of an edition. KeyError for a variant that the pack does not ask for; ContentError with
    every chart that cannot be drawn and every caption that is too long."""
    shape = edition.pack.shape.materials_used["infographic"]
    assert isinstance(shape, Shape)
    problems = Problems()
    if variant == POSTS:
        if shape.posts is None:
            raise KeyError(variant)
        shown = _shown(edition, shape, labels, problems)
        sheets = tuple(
            document.Sheet(panel.name, (panel,))
            for panel in posts.panels(edition, shape.posts, CONTEXT, shown, problems)
        )
    else:
        sheets = tuple(_sheets(edition, shape, variant, labels, problems))
    problems.raise_errors()
    title = edition.text(CONTEXT, shape.title) or edition.text("pack", edition.pack.shape.title)
    return document.Document(
        material="infographic",
        variant=variant,
        lang=edition.lang,
        lang_tag=edition.lang_tag,
        title=plain(title, edition.lang),
        author=plain(edition.text("office", edition.office.shape.name), edition.lang),
        subject=_subject(edition, variant),
        sheets=sheets,
        labels=tuple(sorted((key, text) for key, text in labels.items() if key in LABELS)),
        theme=theme,
        pixels=None if variant == POSTS else LAYOUTS[variant].pixels,
    )


def _subject(edition: Edition, variant: str) -> str:
    """What the pack is about; of a banner with the scale at which it is set, for the print shop."""
    subject = plain(edition.text("pack", edition.pack.shape.title), edition.lang)
    reduced = LAYOUTS[variant].reduced if variant in LAYOUTS else ""
    return f"{subject} ({reduced})" if reduced else subject


def _shown(edition: Edition, shape: Shape, labels: Mapping[str, str], problems: Problems) -> posts.PostPictures:
    """The pictures that captions go with: the tall one or the square, and the carousel."""
    variants = [name for name in shape.variants() if name in ("tall", "square")][:1]
    pictures: list[tuple[str, str]] = [(name, "") for name in variants]
    sheets = [sheet for name in variants for sheet in _sheets(edition, shape, name, labels, problems)]
    if shape.carousel is not None:
        slides = list(_sheets(edition, shape, "carousel", labels, problems))
        pictures += [("carousel", sheet.name) for sheet in slides]
        sheets += slides
    alt = (
        alternative.lines((block for panel in sheet.panels for block in panel.blocks), labels, edition.lang)
        for sheet in sheets
    )
    return posts.PostPictures(tuple(pictures), tuple(map(tuple, alt)))


def _dated(edition: Edition, row: document.Block, labels: Mapping[str, str]) -> tuple[document.Block, ...]:
    """One picture of a carousel: what it shows, and since when its figures hold, for it may be passed on alone."""
    colophon = imprint.colophon(edition, document.figures([row]), labels)
    return (row, replace(colophon, sources=(), imprint=())) if colophon.valid_from else (row,)


def _sheets(
    edition: Edition, shape: Shape, variant: str, labels: Mapping[str, str], problems: Problems
) -> Iterator[document.Sheet]:
    layout = LAYOUTS[variant]
    rows = [row(edition, shape, names, problems) for names in shape.rows_of(variant)]
    face = cover(edition, shape)
    has_code = any(isinstance(part, document.Action) for one in rows for tile in one.tiles for part in tile.content)
    contact = imprint.contact(edition, labels, with_code=not has_code, link=str(shape.link or ""))
    shown = document.figures([face, *rows, contact])
    foot = (contact, imprint.colophon(edition, shown, labels))
    if layout.family == CAROUSEL:
        pictures: list[tuple[document.Block, ...]] = [(face,), *(_dated(edition, one, labels) for one in rows), foot]
        for number, blocks in enumerate(pictures, 1):
            yield document.Sheet(f"{number}", (document.Panel(f"{PICTURE_PANEL}_{number}", blocks),))
    elif layout.family == LYING:
        lead: tuple[document.Block, ...] = ()
        if layout.tagline_apart and face.tagline:
            lead, face = (document.Paragraph(face.tagline),), replace(face, tagline=())
        panels = document.Panel(TITLE_PANEL, (face, *foot)), document.Panel(CONTENT_PANEL, (*lead, *rows))
        yield document.Sheet("1", panels)
    else:
        yield document.Sheet("1", (document.Panel(PICTURE_PANEL, (face, *rows, *foot)),))
