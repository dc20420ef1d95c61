"""From the blocks of a pack to those of a picture: every chart with the numbers of its own figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problems
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.language.figures import Form, Unit, show
from bhxhcomm.language.text import FigureSpan, Text, words
from bhxhcomm.materials import blocks, chart, document
from bhxhcomm.materials.infographic.block_shapes import BlockShape, ChartShape, HistoryShape, InfographicShape

CONTEXT = "infographic"
"""The context of all texts of the material."""


def cover(edition: Edition, shape: InfographicShape) -> document.Cover:
    """Who speaks, and the one thing to remember."""
    picture = None
    if shape.picture is not None:
        image = blocks.image(edition.pack.pictures[str(shape.picture)])
        picture = document.Picture(image, edition.text(CONTEXT, shape.alt))
    office = edition.office
    return document.Cover(
        title=edition.text(CONTEXT, shape.title) or edition.text("pack", edition.pack.shape.title),
        tagline=edition.text(CONTEXT, shape.tagline),
        picture=picture,
        logo=blocks.image(office.logo) if office.logo else None,
        office_parent=edition.text("office", office.above.name) if office.above else (),
        office_name=edition.text("office", office.shape.short_name or office.shape.name),
    )


def row(edition: Edition, shape: InfographicShape, names: Sequence[str], problems: Problems) -> document.TileRow:
    """Blocks that stand side by side."""
    by_name = {str(name): block for name, block in shape.blocks.items()}
    return document.TileRow(tuple(_tile(edition, name, by_name[name], problems) for name in names))


def _tile(edition: Edition, name: str, shape: BlockShape, problems: Problems) -> document.Tile:
    return document.Tile(
        name,
        tuple(_content(edition, shape, problems)),
        edition.text(CONTEXT, shape.heading),
        str(shape.icon or ""),
        edition.text(CONTEXT, shape.note),
    )


def _content(edition: Edition, shape: BlockShape, problems: Problems) -> list[document.TileContent]:
    def text(prose: object) -> Text:
        return edition.text(CONTEXT, prose)  # type: ignore[arg-type]

    if shape.figure:
        return [chart.KeyNumber(text(shape.figure.value), text(shape.figure.caption))]
    if shape.columns or shape.bars:
        return _bars(edition, shape, problems)
    if shape.rings:
        return _rings(edition, shape.rings, problems)
    if shape.history:
        return _history(edition, shape.history, problems)
    if shape.pictogram:
        value = text(shape.pictogram.value)
        number = chart.number_of(value)
        if not chart.check_share(number, value, shape.pictogram.value.place, problems):
            return []
        assert number is not None
        given = shape.pictogram
        return [chart.Pictogram(value, text(given.caption), number, int(given.of), str(given.icon))]
    if shape.compare:
        columns = (
            chart.Column(
                text(column.heading), str(column.icon or ""), text(column.value), tuple(map(text, column.points))
            )
            for column in shape.compare
        )
        return [chart.Comparison(tuple(columns))]
    if shape.change:
        rows = (chart.Change(text(item.label), text(item.before), text(item.after)) for item in shape.change.rows)
        return [chart.Changes(text(shape.change.before), text(shape.change.after), tuple(rows))]
    if shape.timeline:
        return [chart.Moments(tuple(chart.Moment(text(item.when), text(item.text)) for item in shape.timeline))]
    if shape.table:
        return [blocks.table(shape.table, edition, CONTEXT)]
    if shape.steps:
        return [document.Steps(tuple(map(text, shape.steps)))]
    if shape.questions:
        return [document.QuestionAnswer(text(item.question), text(item.answer)) for item in shape.questions]
    if shape.points:
        return [document.Bullets(tuple(map(text, shape.points)))]
    if shape.action:
        link = str(shape.action.link)
        return [document.Action(text(shape.action.text), link, blocks.shown_address(link))]
    return [document.Paragraph(text(shape.text))]


def _items(edition: Edition, shape: ChartShape, problems: Problems) -> list[chart.Bar]:
    """The bars of a chart, each with the number of its figure."""
    bars = []
    for item in shape.items:
        value = edition.text(CONTEXT, item.value) or _number(item.number, edition.lang)
        number = item.number if item.value is None else chart.number_of(value)
        if number is None:
            assert item.value is not None
            problems.error(
                "chart-value",
                _("this figure is no number and cannot be drawn"),
                item.value.place,
                _("take a figure of money, a rate or a count"),
            )
            continue
        bars.append(chart.Bar(edition.text(CONTEXT, item.label), value, number, item.strong))
    return bars


def _number(number: Decimal | None, lang: str) -> Text:
    """A number that no fact says, as the language writes it."""
    return words(show(number, Unit.PERSONS, Form.NUMBER, lang)) if number is not None else ()


def _bars(edition: Edition, shape: BlockShape, problems: Problems) -> list[document.TileContent]:
    given = shape.columns or shape.bars
    assert given is not None
    bars = _items(edition, given, problems)
    if len(bars) == len(given.items):
        chart.check_bars(bars, [bar.value for bar in bars], given.items[0].label.place, problems)
    unit, source = edition.text(CONTEXT, given.unit), edition.text(CONTEXT, given.source)
    return [chart.BarChart(tuple(bars), shape.columns is not None, unit, source)]


def _rings(edition: Edition, shape: ChartShape, problems: Problems) -> list[document.TileContent]:
    bars = _items(edition, shape, problems)
    for item, bar in zip(shape.items, bars, strict=False):
        place = (item.value or item.label).place
        chart.check_share(bar.number, bar.value, place, problems)
    return [chart.Rings(tuple(bars), edition.text(CONTEXT, shape.source))]


def _history(edition: Edition, shape: HistoryShape, problems: Problems) -> list[document.TileContent]:
    figures = edition.histories[str(shape.fact), shape.since]
    form = Form.NUMBER if shape.unit is not None else Form.FULL
    stages = []
    for figure in figures:
        since = max(figure.effective_from, shape.since) if shape.since else figure.effective_from
        value: Text = (FigureSpan(figure, form),)
        number = chart.number_of(value)
        if number is None:
            problems.error(
                "chart-value",
                _("this figure is no number and cannot be drawn"),
                shape.fact.place,
                _("take a figure of money, a rate or a count"),
            )
            return []
        stages.append(chart.Stage(since, value, number))
    chart.check_history(stages, str(shape.fact), shape.fact.place, problems)
    if not stages:
        return []
    return [chart.StepLine(tuple(stages), chart.drawn_until(stages), edition.text(CONTEXT, shape.unit))]
