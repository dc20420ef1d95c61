"""The document: what a material makes of an edition before it is set. Typed blocks on named panels of sheets.

A document is a plain, frozen value that says everything a reader will see, and nothing about how the engines work: no
YAML, no facts table, no HTML. The page engine reads it; its canonical form is what an edition code is computed from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bhxhcomm.core import canonical, tree
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.language.labels import MissingLabel
from bhxhcomm.language.text import Figure, FigureSpan, Mark, Text, is_span, is_text, shown
from bhxhcomm.materials.chart import Chart
from bhxhcomm.materials.timeline import Timeline


@canonical.named("Heading")
@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 1 is the title on the cover, 2 heads a panel, 3 stands inside it. `icon` names a drawing of ours."""

    text: Text
    level: int = 2
    icon: str = ""


@canonical.named("Paragraph")
@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@canonical.named("Bullets")
@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Text, ...]


@canonical.named("Steps")
@dataclass(frozen=True, slots=True)
class Steps:
    """Numbered steps, from 1."""

    items: tuple[Text, ...]


@canonical.named("Table")
@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row. `numeric[i]` says that column i holds figures and is set flush right."""

    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    numeric: tuple[bool, ...]
    caption: Text = ()
    note: Text = ()


@canonical.named("KeyFigure")
@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure set large, and what it is."""

    figure: Text
    caption: Text


@canonical.named("QuestionAnswer")
@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    question: Text
    answer: Text


@canonical.named("CallOut")
@dataclass(frozen=True, slots=True)
class CallOut:
    """A note that must be seen. `tone` is `note`, `warning` or `example`."""

    text: Text
    heading: Text = ()
    tone: str = "note"


@canonical.named("Quotation")
@dataclass(frozen=True, slots=True)
class Quotation:
    text: Text
    by: Text = ()


@canonical.named("Image")
@dataclass(frozen=True, slots=True)
class Image:
    """A picture file: an absolute path inside the workspace or the shipped assets, and the SHA-256 of its bytes.

    Only the digest is part of the canonical form; the path differs from machine to machine.
    """

    path: str = field(metadata={"canonical": False})
    digest: str


@canonical.named("Picture")
@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with the words that stand for it; an empty `alt` marks a decoration."""

    image: Image
    alt: Text = ()
    caption: Text = ()


@canonical.named("Action")
@dataclass(frozen=True, slots=True)
class Action:
    """A call to action: what to do, and the address behind it, shown as words and as a QR code."""

    text: Text
    link: str
    shown_link: str = ""


@canonical.named("Cover")
@dataclass(frozen=True, slots=True)
class Cover:
    """The face of a leaflet: who speaks, to whom, and the one thing to remember. `title` is the document's level 1 heading."""

    title: Text
    tagline: Text = ()
    audience: Text = ()
    picture: Picture | None = None
    logo: Image | None = None
    office_parent: Text = ()
    office_name: Text = ()


@canonical.named("Contact")
@dataclass(frozen=True, slots=True)
class Contact:
    """Where to go and whom to call; links are whole addresses, empty texts are not shown. Labels name each line."""

    name: Text
    address: Text = ()
    hotline: Text = ()
    hotline_note: Text = ()
    website: str = ""
    zalo: str = ""
    facebook: str = ""
    qr_link: str = ""
    qr_caption: Text = ()


@canonical.named("Colophon")
@dataclass(frozen=True, slots=True)
class Colophon:
    """The small print: since when the figures hold, the law, who issued it. The edition code is added by the page."""

    valid_from: dt.date | None = None
    sources: Text = ()
    imprint: tuple[Text, ...] = ()


@canonical.named("Details")
@dataclass(frozen=True, slots=True)
class Details:
    """Names and values, one pair a line."""

    rows: tuple[tuple[Text, Text], ...]


@canonical.named("Revision")
@dataclass(frozen=True, slots=True)
class Revision:
    """A text that has changed. Each part is `same`, `gone` or `new`, with its words."""

    context: Text
    parts: tuple[tuple[str, str], ...]


@canonical.named("SignatureLines")
@dataclass(frozen=True, slots=True)
class SignatureLines:
    """Room to sign, one column for each role. `may` are those who may sign there, each with the capacity, where that is laid
    down."""

    roles: tuple[Text, ...]
    may: tuple[tuple[Text, ...], ...] = ()


@canonical.named("SideBySide")
@dataclass(frozen=True, slots=True)
class SideBySide:
    """The same words in two languages, in two columns. They are read one after the other: those of the language that stands
    beside (`Document.beside`), which is set at the left, then those of the document's own."""

    beside: tuple[Block, ...]
    own: tuple[Block, ...]


@canonical.named("Spoken")
@dataclass(frozen=True, slots=True)
class Spoken:
    """Words as they are read aloud, and as they are printed where that differs (a figure in digits, an abbreviation)."""

    words: str
    printed: str = ""
    mark: Mark = Mark.NONE


@canonical.named("ScriptLine")
@dataclass(frozen=True, slots=True)
class ScriptLine:
    """What is heard from one moment on: words, a pause, a sound, or music. `time` is written as a clock, `who` says whose
    voice it is, or which sound.

    `text` is what is said, as it is typed and translated; `reading` the same in the form in which it is read, where the
    rules for that are known. Elsewhere `figures` are those of the text, each with its Vietnamese reading, and `spoken` is
    how the translator says it. `beside` is the Vietnamese, where it was asked for.
    """

    time: str
    kind: str
    who: Text
    text: Text = ()
    reading: tuple[Spoken, ...] = ()
    figures: tuple[tuple[Text, str], ...] = ()
    spoken: Text = ()
    beside: tuple[Spoken, ...] = ()


@canonical.named("RunningOrder")
@dataclass(frozen=True, slots=True)
class RunningOrder:
    """A script, line by line: when, who or what is heard, and the words in large type. `columns` head the three columns; the
    `labels` are those of a spoken form and of the Vietnamese beside it."""

    columns: tuple[Text, Text, Text]
    lines: tuple[ScriptLine, ...]
    spoken_label: str = ""
    beside_label: str = ""


TileContent = Chart | Paragraph | Bullets | Steps | Table | QuestionAnswer | Action
"""What a block of an infographic shows."""


@canonical.named("Tile")
@dataclass(frozen=True, slots=True)
class Tile:
    """A block of an infographic: its name in the pack, what heads it, what it shows, and a note below."""

    name: str
    content: tuple[TileContent, ...]
    heading: Text = ()
    icon: str = ""
    note: Text = ()


@canonical.named("TileRow")
@dataclass(frozen=True, slots=True)
class TileRow:
    """Blocks that stand side by side."""

    tiles: tuple[Tile, ...]


@canonical.named("Caption")
@dataclass(frozen=True, slots=True)
class Caption:
    """Words to post with a picture: paragraphs, an address, hashtags without their sign.

    `pictures` are those it goes with, each by variant and part, `alt` the lines that stand for each.
    """

    paragraphs: tuple[Text, ...]
    link: str = ""
    hashtags: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    alt: tuple[tuple[Text, ...], ...] = ()


@canonical.named("TextMessage")
@dataclass(frozen=True, slots=True)
class TextMessage:
    """A text message (SMS), and whether it is sent without Vietnamese marks, in at most so many segments."""

    text: Text
    unaccented: bool = False
    most: int = 1


Block = (
    Heading
    | Paragraph
    | Bullets
    | Steps
    | Table
    | KeyFigure
    | QuestionAnswer
    | CallOut
    | Quotation
    | Picture
    | Action
    | Cover
    | Contact
    | Colophon
    | Details
    | Revision
    | SignatureLines
    | SideBySide
    | RunningOrder
    | TileRow
    | Caption
    | TextMessage
)


@canonical.named("Panel")
@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of a sheet, by the name officers use (`bia`, `mat_gap`, `trong_1` …), and what stands on it, top to bottom."""

    name: str
    blocks: tuple[Block, ...]


@canonical.named("Sheet")
@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of paper. Panels stand in reading order; where each lies on the paper is the template's business."""

    name: str
    panels: tuple[Panel, ...]


@canonical.named("Tongue")
@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of a document: its registry id, its BCP 47 tag, and the fixed words that the page may use."""

    lang: str
    lang_tag: str
    labels: tuple[tuple[str, str], ...] = ()


@canonical.named("Document")
@dataclass(frozen=True, slots=True)
class Document:
    """A piece of one material, ready to be set.

    `lang` is the registry id, `lang_tag` its BCP 47 tag. `labels` are the fixed words of that language that the template
    may use (`hotline`, `valid_from`, `draft` …). `draft` says whether the draft mark is printed; `flows` that the text
    runs over as many pages as it needs, where other documents have one page for each sheet. `beside` is the language that
    stands beside its own, where it is in two: texts in that language say so in their spans. `pixels` is the exact size of the
    picture of each sheet, where pictures are what is handed out. `code` is the edition code, empty until it has been
    computed; it is not part of the canonical form.
    """

    material: str
    variant: str
    lang: str
    lang_tag: str
    title: str
    author: str
    subject: str
    sheets: tuple[Sheet, ...]
    labels: tuple[tuple[str, str], ...] = ()
    theme: str = "default"
    draft: bool = False
    flows: bool = False
    beside: Tongue | None = None
    pixels: tuple[int, int] | None = None
    code: str = field(default="", metadata={"canonical": False})


def flat(blocks: Iterable[Block]) -> list[Block]:
    """The blocks in the order in which they are read, those that stand side by side one after the other."""
    found: list[Block] = []
    for block in blocks:
        found += flat((*block.beside, *block.own)) if isinstance(block, SideBySide) else [block]
    return found


def in_tongue(value: Any, lang: str) -> Any:
    """Blocks or texts with their spans marked as being in a language (its registry id); those marked already stay."""
    return tree.mapped(value, is_span, lambda span: span if span.lang else replace(span, lang=lang))


def figures(blocks: Iterable[Block] | Document | Timeline) -> list[Figure]:
    """Every figure that a reader sees or a listener hears, each once, in their order."""
    return figures_in(_content(blocks) if isinstance(blocks, Document | Timeline) else tuple(blocks))


def figures_in(value: Any) -> list[Figure]:
    """Every figure of a part of a piece, each once, in their order."""
    return list(dict.fromkeys(span.figure for span in tree.instances(value, FigureSpan)))


def figures_shown(piece: Document | Timeline) -> dict[Figure, list[str]]:
    """Every figure that a reader sees or a listener hears, in their order, with the ways in which it is shown, each once:
    `105.300 đồng`, in a table `105.300`. Words that the language has none for come in the source language."""
    found: dict[Figure, list[str]] = {}
    for span in tree.instances(_content(piece), FigureSpan):
        said = _said(span, piece.lang)
        ways = found.setdefault(span.figure, [])
        if said not in ways:
            ways.append(said)
    return found


def _said(span: FigureSpan, lang: str) -> str:
    try:
        return shown(span, lang)
    except MissingLabel:
        return shown(replace(span, lang=SOURCE_LANGUAGE), lang)


def _content(piece: Document | Timeline) -> tuple[Any, ...]:
    return piece.sheets if isinstance(piece, Document) else piece.segments


def languages(document: Document) -> tuple[str, ...]:
    """The languages of what a reader sees (registry ids): that of the document first, then those of words in another one."""
    others = {span.lang for text in texts(document) for span in text if span.lang}
    return (document.lang, *sorted(others - {document.lang}))


def images(document: Document) -> list[Image]:
    """Every picture of a document, each once, in reading order."""
    return list(dict.fromkeys(tree.instances(document.sheets, Image)))


def texts(piece: Document | Timeline) -> frozenset[Text]:
    """Every text of a piece, as it was composed."""
    return frozenset(tree.found(_content(piece), is_text))
