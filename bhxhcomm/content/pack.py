"""Packs: one message, its sections of prose, and the materials to make of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Annotated, Any, Literal, Protocol, cast

from pydantic import Discriminator, Field, Tag, create_model

from bhxhcomm.content.imprint import ImprintShape
from bhxhcomm.content.shapes import Address, FactId, Line, PicturePath, Prose, Shape, Slug, Switch
from bhxhcomm.content.stated_units import Figures
from bhxhcomm.content.voice import VoiceShape
from bhxhcomm.core.i18n import N_
from bhxhcomm.core.problems import Problems

FORMAT = "pack/1"


class ParagraphBlock(Shape):
    """A paragraph."""

    text: Prose = Field(description=N_("A paragraph"))


class BulletsBlock(Shape):
    """A list whose order does not matter."""

    bullets: list[Prose] = Field(min_length=1, description=N_("Items of a list"))


class StepsBlock(Shape):
    """Steps in their order."""

    steps: list[Prose] = Field(min_length=1, description=N_("Steps, in order; the numbers are added"))


class TableShape(Shape):
    """A table with one header row."""

    caption: Prose | None = Field(None, description=N_("What the table shows"))
    columns: list[Prose] = Field(min_length=2, description=N_("Headings of the columns"))
    rows: list[list[Prose]] = Field(min_length=1, description=N_("Rows, each with a cell for every column"))
    note: Prose | None = Field(None, description=N_("A note below the table"))

    def units_stated(self) -> Iterator[tuple[Prose, Figures]]:
        """Headings over their columns, the first cell of a row over the others, caption and note over all."""
        for number, heading in enumerate(self.columns):
            yield heading, [row[number] for row in self.rows if number < len(row)]
        for first, *others in filter(None, self.rows):
            yield first, others
        for words in filter(None, (self.caption, self.note)):
            yield words, list(chain.from_iterable(self.rows))


class TableBlock(Shape):
    """A table."""

    table: TableShape = Field(description=N_("A table"))


class FigureBlock(Shape):
    """One figure set large."""

    figure: Prose = Field(description=N_("The figure, as a placeholder: {so_nam_toi_thieu}"))
    caption: Prose = Field(description=N_("What the figure is"))

    def units_stated(self) -> Iterator[tuple[Prose, Figures]]:
        yield self.caption, [self.figure]


class QuestionBlock(Shape):
    """A question and its answer."""

    question: Prose = Field(description=N_("A question, as the reader would ask it"))
    answer: Prose = Field(description=N_("Its answer"))


class CallOutBlock(Shape):
    """A note that must be seen."""

    callout: Prose = Field(description=N_("A note that must be seen"))
    heading: Prose | None = Field(None, description=N_("Heading of the note"))
    tone: Literal["note", "warning", "example"] = Field("note", description=N_("Kind of note"))


class QuoteBlock(Shape):
    """Somebody's words."""

    quote: Prose = Field(description=N_("Words that somebody said"))
    by: Prose | None = Field(None, description=N_("Who said them"))


class PictureBlock(Shape):
    """A picture."""

    picture: PicturePath = Field(description=N_("A PNG, JPEG or SVG file in the folder of the pack"))
    alt: Prose = Field(description=N_("What the picture shows, for those who cannot see it"))
    caption: Prose | None = Field(None, description=N_("Words below the picture"))


class ActionBlock(Shape):
    """What the reader should do, with an address and its QR code."""

    action: Prose = Field(description=N_("What to do"))
    link: Address = Field(description=N_("Address behind it; printed as a QR code too"))


_BLOCKS: dict[str, type[Shape]] = {
    "text": ParagraphBlock,
    "bullets": BulletsBlock,
    "steps": StepsBlock,
    "table": TableBlock,
    "figure": FigureBlock,
    "question": QuestionBlock,
    "callout": CallOutBlock,
    "quote": QuoteBlock,
    "picture": PictureBlock,
    "action": ActionBlock,
}
BLOCK_KEYS = tuple(_BLOCKS)


def _kind(node: Any) -> str | None:
    """Which kind of block a mapping is: the kind whose key it has."""
    if not isinstance(node, dict):
        return None
    return next((f"block:{key}" for key in _BLOCKS if key in node), None)


Block = Annotated[
    Annotated[ParagraphBlock, Tag("block:text")]
    | Annotated[BulletsBlock, Tag("block:bullets")]
    | Annotated[StepsBlock, Tag("block:steps")]
    | Annotated[TableBlock, Tag("block:table")]
    | Annotated[FigureBlock, Tag("block:figure")]
    | Annotated[QuestionBlock, Tag("block:question")]
    | Annotated[CallOutBlock, Tag("block:callout")]
    | Annotated[QuoteBlock, Tag("block:quote")]
    | Annotated[PictureBlock, Tag("block:picture")]
    | Annotated[ActionBlock, Tag("block:action")],
    Discriminator(_kind),
]


def _over_blocks(heading: Prose | None, blocks: Iterable[Shape]) -> Iterator[tuple[Prose, Figures]]:
    """A heading, and paragraphs that name a unit (“Đơn vị tính: …”), over the tables and large figures of the same section."""
    blocks = list(blocks)
    shown = [cell for one in blocks if isinstance(one, TableBlock) for row in one.table.rows for cell in row]
    shown += [one.figure for one in blocks if isinstance(one, FigureBlock)]
    if heading is not None:
        yield heading, shown
    for one in blocks:
        if isinstance(one, ParagraphBlock) and "đơn vị" in one.text.words.lower():
            yield one.text, shown


class Section(Shape):
    """One idea: a heading, an icon and blocks, under an id that stays the same when words change."""

    id: Slug = Field(description=N_("Id of the section; never changed once translations exist"))
    heading: Prose = Field(description=N_("Heading of the section"))
    icon: Line | None = Field(None, description=N_("Name of an icon"))
    when: FactId | None = Field(None, description=N_("A local fact: the section is shown only where it has a value"))
    blocks: list[Block] = Field(min_length=1, description=N_("What the section says"))

    def units_stated(self) -> Iterator[tuple[Prose, Figures]]:
        return _over_blocks(self.heading, self.blocks)


class Rewording(Shape):
    """Other words for a section, in one material only."""

    heading: Prose | None = Field(None, description=N_("Another heading"))
    blocks: list[Block] | None = Field(None, min_length=1, description=N_("Other blocks"))

    def units_stated(self) -> Iterator[tuple[Prose, Figures]]:
        return _over_blocks(self.heading, self.blocks or [])


class LintOptions(Shape):
    """What lint should not say of this pack."""

    disable: dict[str, Line] = Field(default_factory=dict, description=N_("Rules switched off, each with its reason"))


class SpokenWords(Protocol):
    """Words that are spoken, under an id; `section` is that for which they stand, if any."""

    @property
    def id(self) -> Line: ...

    @property
    def speech(self) -> Prose: ...

    @property
    def section(self) -> Line | None: ...


class MaterialShape(Shape):
    """What every material's part of a pack can tell about itself."""

    def placed_sections(self) -> Iterator[tuple[str, Line]]:
        """The variants and the ids of the sections that they use, each with its place in the file."""
        raise NotImplementedError

    def reworded_sections(self) -> Iterator[Line]:
        """The ids of sections for which it has other words."""
        raise NotImplementedError

    def variants(self) -> tuple[str, ...]:
        """The variants that the pack asks for. A material of one kind only has the variant without a name."""
        raise NotImplementedError

    def speeches(self) -> Iterator[SpokenWords]:
        """The segments with words of their own: each has an id that is the context of its words."""
        return iter(())

    def spoken_pieces(self) -> Mapping[str, Any]:
        """The pieces of segments (`segment.PieceShape`) that are spoken, by the variant; none in what is only seen."""
        return {}

    def sounds(self) -> Iterator[tuple[Line, Line | None]]:
        """The sounds that it names, each with its credit, in the order of the file."""
        return iter(())

    def check(self, known: PackBase, problems: Problems) -> None:
        """Report what the schema cannot say of it."""

    def histories(self) -> Iterator[tuple[FactId, dt.date | None]]:
        """The facts whose values over time it shows, each with the day from which; their ids have places."""
        return iter(())


class PackBase(Shape):
    """A pack without its materials, whose shapes come from the table of materials."""

    format: Literal["pack/1"] = Field(description=N_("Format and version of this file"))
    id: Slug = Field(description=N_("Id of the pack: the name of its folder"))
    title: Prose = Field(description=N_("Title"))
    topic: Slug = Field(description=N_("Topic, such as bhyt"))
    audience: Prose = Field(description=N_("Whom it speaks to"))
    campaign: Prose | None = Field(None, description=N_("Campaign it belongs to"))
    tags: list[Slug] = Field(
        default_factory=list, description=N_("Words by which `build --tag` finds it, such as tet-2026")
    )
    author: Line = Field(description=N_("Who wrote it; this person may not approve it"))
    languages: list[Line] = Field(
        default_factory=list, description=N_("Languages wanted, by registry id or BCP 47 tag")
    )
    spelt_out: dict[str, Line] = Field(
        default_factory=dict, description=N_("Abbreviations that the readers of this pack know, with their meaning")
    )
    lint: LintOptions = Field(default_factory=LintOptions, description=N_("What lint should not say of this pack"))
    imprint: ImprintShape | None = Field(None, description=N_("Imprint: what belongs to this printing"))
    voices: dict[Slug, VoiceShape] = Field(
        default_factory=dict, description=N_("Synthetic voices by role, where they differ from the office's")
    )
    mixed_voices: Switch | None = Field(
        None,
        description=N_(
            "Whether synthetic voices may speak what nobody has recorded of a piece that people speak; without it, such a "
            "piece is a draft"
        ),
    )
    sections: list[Section] = Field(min_length=1, description=N_("Sections, each one idea"))

    @property
    def materials_used(self) -> dict[str, MaterialShape]:
        """The materials that the pack asks for, by name."""
        materials = cast(Shape, getattr(self, "materials"))  # noqa: B009 - the field is made in `pack_shape`
        return {
            info.alias or name: value
            for name, info in type(materials).model_fields.items()
            if (value := getattr(materials, name)) is not None
        }

    def section(self, section_id: str) -> Section:
        """The section of this id. Raises KeyError."""
        for section in self.sections:
            if str(section.id) == section_id:
                return section
        raise KeyError(section_id)


class Described(Protocol):
    """A material, as far as the shape of a pack asks: the shape of its part of the file, and what it is."""

    @property
    def description(self) -> str: ...
    def shape(self) -> type[MaterialShape]: ...


def pack_shape(materials: Mapping[str, Described]) -> type[PackBase]:
    """The whole shape of a pack file: `PackBase` and a field for each of these materials, by their names."""
    fields: dict[str, Any] = {
        name.replace("-", "_"): (
            material.shape() | None,
            Field(None, alias=name if "-" in name else None, description=material.description),
        )
        for name, material in materials.items()
    }
    shapes = create_model("Materials", __base__=Shape, __doc__="The materials to make of this pack.", **fields)
    return create_model(
        "Pack",
        __base__=PackBase,
        __doc__="One message, and the materials to make of it.",
        materials=(shapes, Field(description=N_("The materials to make of this pack"))),
    )
