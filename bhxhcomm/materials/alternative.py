"""The words that stand for a picture, for those who cannot see it: everything it says, block by block, as typed texts.

They are put together from the texts of the blocks alone, so that they exist in every language in which the picture does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bhxhcomm.language.figures import Form, Unit, show
from bhxhcomm.language.text import Text, Words, words
from bhxhcomm.materials import chart, document


def lines(blocks: Iterable[document.Block], labels: Mapping[str, str], lang: str) -> list[Text]:
    """The alternative text of the blocks of one picture in this language, a line for each of them."""
    return [line for block in blocks for line in _block(block, labels, lang) if line]


def _block(block: document.Block, labels: Mapping[str, str], lang: str) -> Iterator[Text]:
    match block:
        case document.Cover():
            yield block.title
            yield block.tagline
            yield block.picture.alt if block.picture else ()
            yield block.office_name
        case document.TileRow():
            for tile in block.tiles:
                yield _tile(tile, lang)
        case document.Paragraph():
            yield block.text
        case document.Contact() if block.hotline:
            yield _pair(words(labels["hotline"]), block.hotline)
        case document.Colophon() if block.valid_from is not None:
            before, _mark, after = labels["valid_from"].partition("{date}")
            yield words(before + show(block.valid_from, Unit.DATE, Form.FULL, lang) + after)


def _tile(tile: document.Tile, lang: str) -> Text:
    """A block: its heading, what it shows, its note."""
    said = _joined([part for content in tile.content for part in content_lines(content, lang)], "; ")
    whole = _pair(tile.heading, said) if tile.heading else said
    return _joined([whole, tile.note], ". ")


def content_lines(content: document.TileContent, lang: str) -> list[Text]:
    """What a block shows, in words, line by line; some may be empty."""
    match content:
        case chart.KeyNumber():
            return [_joined([content.value, content.caption], " ")]
        case chart.BarChart():
            bars = [_pair(bar.label, bar.value) for bar in content.bars]
            return [content.unit, *bars, content.source]
        case chart.Rings():
            return [*(_pair(ring.label, ring.value) for ring in content.rings), content.source]
        case chart.StepLine():
            dates = (show(stage.since, Unit.DATE, Form.FULL, lang) for stage in content.stages)
            return [
                content.unit,
                *(_pair(words(date), stage.value) for date, stage in zip(dates, content.stages, strict=True)),
            ]
        case chart.Pictogram():
            return [_joined([content.value, content.caption], " ")]
        case chart.Comparison():
            return [_pair(column.heading, _joined([column.value, *column.points], ", ")) for column in content.columns]
        case chart.Changes():
            sides = content.before, content.after
            return [
                _pair(row.label, _joined([_pair(sides[0], row.before), _pair(sides[1], row.after)], " → "))
                for row in content.rows
            ]
        case chart.Moments():
            return [_pair(moment.when, moment.text) for moment in content.moments]
        case document.Steps():
            return [_joined([words(f"{number}."), item], " ") for number, item in enumerate(content.items, 1)]
        case document.Bullets():
            return list(content.items)
        case document.Table():
            return [content.caption, *(_joined(list(row), ", ") for row in content.rows), content.note]
        case document.QuestionAnswer():
            return [_joined([content.question, content.answer], " ")]
        case document.Action():
            return [_pair(content.text, words(content.shown_link))]
        case document.Paragraph():
            return [content.text]


def _pair(name: Text, value: Text) -> Text:
    if not name or not value:
        return name or value
    last = name[-1]
    ends = isinstance(last, Words) and last.text.rstrip().endswith(("?", ":", "!", "."))
    return (*name, *words(" " if ends else ": "), *value)


def _joined(parts: Sequence[Text], between: str) -> Text:
    joined: list[Text] = []
    for part in parts:
        if part:
            joined += [words(between), part] if joined else [part]
    return tuple(span for part in joined for span in part)
