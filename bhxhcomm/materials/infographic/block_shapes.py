"""What a pack says of its infographics: blocks, each under a name, and which of them stand on which layout.

No figure is typed: the value of a bar or a ring is a placeholder, and a line over time is a fact's own history. Numbers that
are no policy facts may be typed where their source stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from bhxhcomm.content import pack
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import Address, Day, FactId, Line, PicturePath, Prose, Shape, Slug, Switch, wrong
from bhxhcomm.content.stated_units import Figures
from bhxhcomm.core.i18n import N_, Message, _
from bhxhcomm.core.problems import NOWHERE
from bhxhcomm.language.digits import FigureSyntaxError, parse_number
from bhxhcomm.materials.infographic.layouts import LAYOUTS, field_of
from bhxhcomm.materials.infographic.posts import PostsShape

MOST_BARS = 8
"""More bars than this are a table: on a phone, of eight columns each is 8 mm wide."""
MOST_LABEL = 48
"""The longest label of a bar, a ring or a step in time, in characters: about three lines below a column."""


def _typed(node: Any) -> Any:
    """A number that was typed; it is read as people write it."""
    try:
        return parse_number(str(node)) if isinstance(node, Scalar) else node
    except FigureSyntaxError as exc:
        raise wrong(exc.code, exc.message, exc.hint) from exc


def _row(node: Any) -> Any:
    """A block by itself is a row of one."""
    return [node] if isinstance(node, Scalar) else node


Row = Annotated[
    list[Slug],
    BeforeValidator(_row),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "maxItems": 3}]}),
]


def _one_figure(prose: Prose, what: Message) -> None:
    """A value that is drawn is exactly one figure, which words may stand around."""
    if len(prose.placeholders) != 1:
        raise wrong(
            "chart-value",
            _("{what} is drawn from exactly one figure; here stand {count}").format(
                what=what, count=len(prose.placeholders)
            ),
            _("write one placeholder, such as {{bhyt.ty_le_dong}}").format(),
            prose.place,
        )


def _short(prose: Prose) -> None:
    if len(prose.words) > MOST_LABEL:
        raise wrong(
            "label-too-long",
            _("this label has {count} characters; on a picture at most {most} can be read").format(
                count=len(prose.words), most=MOST_LABEL
            ),
            _("shorten it, and say the rest in the note of the block"),
            prose.place,
        )


class ItemShape(Shape):
    """One bar or ring: what it is, and its value."""

    label: Prose = Field(description=N_("What the value is of"))
    value: Prose | None = Field(None, description=N_("The value, as a placeholder: {bhyt.ho_gia_dinh.nguoi_1:so}"))
    number: Annotated[Any, BeforeValidator(_typed), WithJsonSchema({"type": ["string", "number"]})] = Field(
        None, description=N_("A number that is no policy fact; the chart must name its `source`")
    )
    strong: Switch = Field(False, description=N_("Whether it stands out from the others"))

    @model_validator(mode="after")
    def _has_one_value(self) -> Self:
        if (self.value is None) == (self.number is None):
            raise wrong(
                "chart-value",
                _("a bar has either a `value` or a `number`"),
                _("write the value as a placeholder; a number only where it is no policy fact"),
                self.label.place,
            )
        if self.value is not None:
            _one_figure(self.value, _("a bar"))
        _short(self.label)
        return self


class ChartShape(Shape):
    """Bars or rings that are compared with each other."""

    items: list[ItemShape] = Field(min_length=1, description=N_("The bars, in order"))
    unit: Prose | None = Field(None, description=N_("The unit of all values, said once: đồng một tháng"))
    source: Prose | None = Field(None, description=N_("Where typed numbers come from, with their date"))

    def units_stated(self) -> Iterator[tuple[Prose, Figures]]:
        """Each label over its own value."""
        yield from ((item.label, [item.value]) for item in self.items if item.value is not None)

    def units_named(self) -> Iterator[tuple[Prose, Figures]]:
        if self.unit is not None:
            yield self.unit, [item.value for item in self.items if item.value is not None]

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if len(self.items) > MOST_BARS:
            raise wrong(
                "chart-too-many",
                _("a chart of {count} bars cannot be read on a phone; {most} can").format(
                    count=len(self.items), most=MOST_BARS
                ),
                _("choose the bars that matter, or make it a `table`"),
                self.items[MOST_BARS].label.place,
            )
        if self.source is None and any(item.number is not None for item in self.items):
            raise wrong(
                "chart-source",
                _("typed numbers need a source"),
                _("name it in `source`, or take the numbers from facts"),
                self.items[0].label.place,
            )
        return self


class HistoryShape(Shape):
    """A fact over time: its own values by date, drawn as steps, for law changes in steps."""

    fact: FactId = Field(description=N_("Id of the fact; its own history is drawn"))
    since: Day | None = Field(None, description=N_("Day from which it is shown; else from its first value"))
    unit: Prose | None = Field(None, description=N_("The unit of all values, said once"))

    def units_named(self) -> Iterator[tuple[Prose, Figures]]:
        if self.unit is not None:
            yield self.unit, [self.fact]


class FigureShape(Shape):
    """One figure set large."""

    value: Prose = Field(description=N_("The figure, as a placeholder"))
    caption: Prose = Field(description=N_("What the figure is"))

    def units_stated(self) -> Iterator[tuple[Prose, Figures]]:
        yield self.caption, [self.value]

    @model_validator(mode="after")
    def _is_a_figure(self) -> Self:
        _one_figure(self.value, _("a key figure"))
        return self


class PictogramShape(FigureShape):
    """A share as figures of people or things: eight of ten."""

    icon: Line = Field(Scalar("person", NOWHERE), description=N_("Name of the icon that is repeated"))
    of: Literal["5", "10", "20"] = Field("10", description=N_("How many icons there are: 5, 10 or 20"))


class ColumnShape(Shape):
    """One column of a comparison."""

    heading: Prose = Field(description=N_("What is compared"))
    icon: Line | None = Field(None, description=N_("Name of an icon"))
    value: Prose | None = Field(None, description=N_("A figure set large"))
    points: list[Prose] = Field(default_factory=list, description=N_("What is to be said of it"))

    def units_stated(self) -> Iterator[tuple[Prose, Figures]]:
        if self.value is not None:
            yield self.heading, [self.value]


class ChangeShape(Shape):
    """One thing before and after a date."""

    label: Prose | None = Field(None, description=N_("What changes, where the heading does not say it"))
    before: Prose = Field(description=N_("The figure before, as a placeholder with its date: {id:@2025-06-30}"))
    after: Prose = Field(description=N_("The figure after, as a placeholder"))

    @model_validator(mode="after")
    def _has_dates(self) -> Self:
        if not all(placeholder.date for placeholder in self.before.placeholders):
            name = self.before.placeholders[0].fact
            raise wrong(
                "change-without-date",
                _("what was before a change needs a date, or both sides will show the same figure"),
                _("write {{{id}:@2025-06-30}}").format(id=name),
                self.before.place,
            )
        return self


class ChangesShape(Shape):
    """Before and after a date, in two columns."""

    before: Prose = Field(description=N_("Heading of the column before"))
    after: Prose = Field(description=N_("Heading of the column after"))
    rows: list[ChangeShape] = Field(min_length=1, description=N_("What changes"))

    def units_stated(self) -> Iterator[tuple[Prose, Figures]]:
        """Headings over their columns, each label over its two figures."""
        yield self.before, [row.before for row in self.rows]
        yield self.after, [row.after for row in self.rows]
        yield from ((row.label, [row.before, row.after]) for row in self.rows if row.label is not None)


class MomentShape(Shape):
    """A point of a timeline."""

    when: Prose = Field(description=N_("When, or in which step"))
    text: Prose = Field(description=N_("What happens then"))


class AnswerShape(Shape):
    """A question and its answer."""

    question: Prose = Field(description=N_("A question, as the reader would ask it"))
    answer: Prose = Field(description=N_("Its answer"))


class ActionShape(Shape):
    """What the reader should do, with an address and its QR code."""

    text: Prose = Field(description=N_("What to do"))
    link: Address = Field(description=N_("Address behind it; shown as a QR code too"))


class BlockShape(Shape):
    """A block of an infographic: a heading, an icon, and one kind of content."""

    heading: Prose | None = Field(None, description=N_("Heading of the block"))
    icon: Line | None = Field(None, description=N_("Name of an icon"))
    note: Prose | None = Field(None, description=N_("A note below it"))
    figure: FigureShape | None = Field(None, description=N_("A key figure"))
    columns: ChartShape | None = Field(None, description=N_("A chart of upright bars"))
    bars: ChartShape | None = Field(None, description=N_("A chart of lying bars"))
    history: HistoryShape | None = Field(None, description=N_("A fact over time"))
    rings: ChartShape | None = Field(None, description=N_("Shares as rings, up to four"))
    pictogram: PictogramShape | None = Field(None, description=N_("A share as figures: eight of ten"))
    compare: list[ColumnShape] | None = Field(
        None, min_length=2, max_length=3, description=N_("A comparison of two or three columns")
    )
    change: ChangesShape | None = Field(None, description=N_("Before and after a date"))
    steps: list[Prose] | None = Field(None, min_length=2, description=N_("Numbered steps"))
    timeline: list[MomentShape] | None = Field(None, min_length=2, description=N_("Points in time, in order"))
    table: pack.TableShape | None = Field(None, description=N_("A table"))
    questions: list[AnswerShape] | None = Field(None, min_length=1, description=N_("Questions and answers"))
    points: list[Prose] | None = Field(None, min_length=1, description=N_("A list"))
    text: Prose | None = Field(None, description=N_("A few words"))
    action: ActionShape | None = Field(None, description=N_("A call to action with a QR code"))

    def units_stated(self) -> Iterator[tuple[Prose, Figures]]:
        """Heading and note over what is set large, drawn or put into a table; a text says the units of its own figures."""
        charts = [one for one in (self.columns, self.bars, self.rings) if one is not None]
        shown: list[Prose | Scalar] = [item.value for one in charts for item in one.items if item.value is not None]
        shown += [one.value for one in (self.figure, self.pictogram) if one is not None]
        shown += [self.history.fact] if self.history is not None else []
        shown += chain.from_iterable(self.table.rows) if self.table is not None else []
        yield from ((words, shown) for words in (self.heading, self.note) if words is not None)

    @property
    def kind(self) -> str:
        """The name of the field that holds its content."""
        return next(name for name in KINDS if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _has_one_kind(self) -> Self:
        given = [name for name in KINDS if getattr(self, name) is not None]
        if len(given) != 1:
            raise wrong(
                "block-kind",
                _("a block holds one kind of content; here stand {count}: {kinds}").format(
                    count=len(given), kinds=", ".join(given) or "–"
                ),
                _("known kinds: {kinds}").format(kinds=", ".join(KINDS)),
            )
        if self.rings and len(self.rings.items) > 4:
            raise wrong("chart-too-many", _("at most four rings stand side by side"), _("use `bars`"))
        return self


KINDS = tuple(name for name in BlockShape.model_fields if name not in ("heading", "icon", "note"))


class InfographicShape(pack.MaterialShape):
    """The infographics of a pack."""

    title: Prose | None = Field(None, description=N_("Title; else the title of the pack"))
    tagline: Prose | None = Field(None, description=N_("One sentence below the title"))
    picture: PicturePath | None = Field(None, description=N_("Picture beside the title, in the folder of the pack"))
    alt: Prose | None = Field(None, description=N_("What the picture shows, for those who cannot see it"))
    link: Address | None = Field(None, description=N_("Address of the QR code at the foot; else that of the office"))
    blocks: dict[Slug, BlockShape] = Field(min_length=1, description=N_("The blocks, each under a name"))
    tall: list[Row] | None = Field(
        None, min_length=1, description=N_("Blocks on the tall picture, 1080×1350, row by row")
    )
    square: list[Row] | None = Field(None, min_length=1, description=N_("Blocks on the square picture, 1080×1080"))
    story: list[Row] | None = Field(None, min_length=1, description=N_("Blocks on the story, 1080×1920"))
    link_card: list[Row] | None = Field(
        None, alias="link-card", min_length=1, description=N_("Blocks on the picture of a link, 1200×630")
    )
    wide: list[Row] | None = Field(None, min_length=1, description=N_("Blocks on the wide screen, 1920×1080"))
    carousel: list[Row] | None = Field(
        None, min_length=1, description=N_("The squares of a carousel between its cover and its end, one idea each")
    )
    poster: list[Row] | None = Field(None, min_length=1, description=N_("Blocks on the poster, A3 and A2"))
    banner: list[Row] | None = Field(None, description=N_("Blocks on the banner across a street, 4 m by 0.8 m"))
    banner_tall: list[Row] | None = Field(
        None, alias="banner-tall", description=N_("Blocks on the upright banner, 0.8 m by 2.4 m")
    )
    posts: PostsShape | None = Field(None, description=N_("Words to post with the pictures"))

    def placed_sections(self) -> Iterator[tuple[str, Line]]:
        return iter(())

    def reworded_sections(self) -> Iterator[Line]:
        return iter(())

    def variants(self) -> tuple[str, ...]:
        names = [name for name in LAYOUTS if getattr(self, field_of(name)) is not None]
        return (*names, "posts") if self.posts is not None else tuple(names)

    def histories(self) -> Iterator[tuple[FactId, Any]]:
        for block in self.blocks.values():
            if block.history is not None:
                yield block.history.fact, block.history.since

    def rows_of(self, variant: str) -> tuple[tuple[str, ...], ...]:
        """The blocks of a layout, row by row. KeyError for a layout that the pack does not ask for."""
        rows = getattr(self, field_of(variant)) if variant in LAYOUTS else None
        if rows is None:
            raise KeyError(variant)
        return tuple(tuple(str(name) for name in row) for row in rows)

    @model_validator(mode="after")
    def _blocks_are_known(self) -> Self:
        from bhxhcomm.content.shapes import nearest_hint

        known = {str(name) for name in self.blocks}
        for variant in LAYOUTS:
            for row in getattr(self, field_of(variant)) or ():
                if len(row) > 3:
                    raise wrong(
                        "row-too-wide", _("at most three blocks stand side by side"), _("make two rows"), row[3].place
                    )
                for name in row:
                    if str(name) not in known:
                        raise wrong(
                            "unknown-block-name",
                            _("there is no block `{name}` among the `blocks`").format(name=name),
                            nearest_hint(str(name), known),
                            name.place,
                        )
        return self
