"""From the blocks of a pack to the blocks of a document: the same for every material that is set on paper."""

from __future__ import annotations

from collections.abc import Iterator

from bhxhcomm.content import pack
from bhxhcomm.content.shapes import Prose
from bhxhcomm.content.workspace import PictureFile
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.language.figures import Unit
from bhxhcomm.language.text import FigureSpan, Text, Words
from bhxhcomm.materials import document

_NUMERIC = {unit for unit in Unit if unit not in (Unit.TEXT, Unit.PHONE, Unit.DATE)}


def section(
    edition: Edition, item: pack.Section, reword: pack.Rewording | None = None, *, level: int = 2
) -> Iterator[document.Block]:
    """A section with its heading. `reword` gives other words for it, in one material."""
    context = str(item.id)
    heading = reword.heading if reword and reword.heading else item.heading
    yield document.Heading(edition.text(context, heading), level, str(item.icon or ""))
    for block in reword.blocks if reword and reword.blocks else item.blocks:
        yield from one(edition, context, block)


def one(edition: Edition, context: str, block: pack.Block) -> Iterator[document.Block]:
    """One block of a pack; `context` is the id of its section."""

    def text(prose: Prose | None) -> Text:
        return edition.text(context, prose)

    match block:
        case pack.ParagraphBlock():
            yield document.Paragraph(text(block.text))
        case pack.BulletsBlock():
            yield document.Bullets(tuple(text(item) for item in block.bullets))
        case pack.StepsBlock():
            yield document.Steps(tuple(text(item) for item in block.steps))
        case pack.TableBlock():
            yield table(block.table, edition, context)
        case pack.FigureBlock():
            yield document.KeyFigure(text(block.figure), text(block.caption))
        case pack.QuestionBlock():
            yield document.QuestionAnswer(text(block.question), text(block.answer))
        case pack.CallOutBlock():
            yield document.CallOut(text(block.callout), text(block.heading), block.tone)
        case pack.QuoteBlock():
            yield document.Quotation(text(block.quote), text(block.by))
        case pack.PictureBlock():
            yield document.Picture(
                image(edition.pack.pictures[str(block.picture)]), text(block.alt), text(block.caption)
            )
        case pack.ActionBlock():
            yield document.Action(text(block.action), str(block.link), shown_address(str(block.link)))


def image(file: PictureFile) -> document.Image:
    """The picture of a file."""
    return document.Image(str(file.path), file.digest)


def shown_address(address: str) -> str:
    """An address as people write it: without its scheme and closing slash."""
    for scheme in ("https://", "http://", "mailto:", "tel:"):
        address = address.removeprefix(scheme)
    return address.removeprefix("www.").rstrip("/")


def table(shape: pack.TableShape, edition: Edition, context: str) -> document.Table:
    """A table; columns of nothing but figures are numeric."""
    rows = tuple(tuple(edition.text(context, cell) for cell in row) for row in shape.rows)
    numeric = tuple(all(_is_number(row[column]) for row in rows) for column in range(len(shape.columns)))
    columns = tuple(edition.text(context, cell) for cell in shape.columns)
    return document.Table(
        columns, rows, numeric, edition.text(context, shape.caption), edition.text(context, shape.note)
    )


def _is_number(cell: Text) -> bool:
    """Whether a cell holds a number and nothing else but signs: such a column is set flush right."""
    spans = [span for span in cell if not (isinstance(span, Words) and not any(map(str.isalpha, span.text)))]
    return bool(cell) and all(isinstance(span, FigureSpan) and span.figure.unit in _NUMERIC for span in spans)
