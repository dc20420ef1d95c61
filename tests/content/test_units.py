"""The list of units is whole: no text that a shape can hold stays outside it."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bhxhcomm.content import units, workspace
from bhxhcomm.content.office import OfficeShape
from bhxhcomm.content.shapes import Prose
from bhxhcomm.materials import loading

NOT_READ = {("Pack", "campaign")}
"""Texts of a pack that no reader meets: what it belongs to, for the office's own lists."""
NOT_READ_OF_OFFICES = {("FactShape", "label")}
"""Labels of figures have a catalogue of their own; they are no text of an office."""


def texts_of(shape: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Every field of a shape, and of the shapes inside it, that holds a text: the shape's name, the field's name."""
    for name, field in shape.model_fields.items():
        for kind in _kinds(field.annotation):
            if kind is Prose:
                yield shape.__name__, name
            elif isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from texts_of(kind)


def _kinds(annotation: Any) -> Iterator[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _kinds(typing.get_args(annotation)[0])
    elif origin in (typing.Union, types.UnionType, list, dict, tuple):
        for argument in typing.get_args(annotation):
            yield from _kinds(argument)
    else:
        yield annotation


PACK = """\
format: pack/1
id: mau
title: Pack.title
topic: bhyt
audience: Pack.audience
campaign: Pack.campaign
author: Người viết mẫu
imprint:
  licence: ImprintShape.licence
  printer: ImprintShape.printer
  copies: ImprintShape.copies
  size: ImprintShape.size
  deposit: ImprintShape.deposit
sections:
  - id: mot
    heading: Section.heading
    blocks:
      - text: ParagraphBlock.text
      - bullets: [BulletsBlock.bullets]
      - steps: [StepsBlock.steps]
      - table:
          caption: TableShape.caption
          columns: [TableShape.columns, TableShape.columns]
          rows: [[TableShape.rows, TableShape.rows]]
          note: TableShape.note
      - figure: FigureBlock.figure
        caption: FigureBlock.caption
      - question: QuestionBlock.question
        answer: QuestionBlock.answer
      - callout: CallOutBlock.callout
        heading: CallOutBlock.heading
      - quote: QuoteBlock.quote
        by: QuoteBlock.by
      - picture: images/nha.svg
        alt: PictureBlock.alt
        caption: PictureBlock.caption
      - action: ActionBlock.action
        link: https://vi.du
  - {id: hai, heading: Hai, blocks: [{text: Hai}]}
  - {id: ba, heading: Ba, blocks: [{text: Ba}]}
  - {id: bon, heading: Bốn, blocks: [{text: Bốn}]}
materials:
  infographic:
    title: InfographicShape.title
    tagline: InfographicShape.tagline
    picture: images/nha.svg
    alt: InfographicShape.alt
    blocks:
      so:
        heading: BlockShape.heading
        note: BlockShape.note
        figure: {value: "FigureShape.value {ty_le}", caption: FigureShape.caption}
      cot:
        columns:
          unit: ChartShape.unit
          source: ChartShape.source
          items: [{label: ItemShape.label, value: "ItemShape.value {ty_le}"}]
      qua-thoi-gian: {history: {fact: luong_co_so, unit: HistoryShape.unit}}
      phan: {pictogram: {value: "PictogramShape.value {ty_le}", caption: PictogramShape.caption}}
      so-sanh: {compare: [{heading: ColumnShape.heading, value: ColumnShape.value, points: [ColumnShape.points]}, {heading: B}]}
      doi:
        change:
          before: ChangesShape.before
          after: ChangesShape.after
          rows: [{label: ChangeShape.label, before: ChangeShape.before, after: ChangeShape.after}]
      buoc: {steps: [BlockShape.steps, Hai]}
      moc: {timeline: [{when: MomentShape.when, text: MomentShape.text}, {when: Hai, text: Hai}]}
      hoi: {questions: [{question: AnswerShape.question, answer: AnswerShape.answer}]}
      diem: {points: [BlockShape.points]}
      loi: {text: BlockShape.text}
      lam: {action: {text: ActionShape.text, link: "https://vi.du"}}
    tall: [so]
    posts:
      zalo: {text: [CaptionShape.text]}
      sms: {text: SmsShape.text}
  leaflet:
    trifold:
      cover:
        title: CoverShape.title
        tagline: CoverShape.tagline
        picture: images/nha.svg
        alt: CoverShape.alt
      panels: {mat_gap: [mot], trong_1: [hai], trong_2: [ba], trong_3: [bon]}
      reword:
        mot:
          heading: Rewording.heading
  radio-spot:
    "30":
      title: HalfMinuteShape.title
      segments: [{id: chao, speech: SpeechSegment.speech, section: mot}]
    "60": {title: SpotShape.title, segments: [{id: chao, speech: Lại chào}]}
    "120": {title: TwoMinutesShape.title, segments: [{id: chao, speech: Lại chào}]}
    long: {title: LongSpotShape.title, length: "3:00", segments: [{id: chao, speech: Lại chào}]}
  script:
    title: ScriptShape.title
    programme: ScriptShape.programme
    station: ScriptShape.station
    length: 90
    segments: [{id: chao, speech: Chào bà con}]
  ringback: {title: RingbackShape.title, segments: [{id: chao, speech: Chào}]}
"""


@pytest.fixture
def found(workspace_with: Callable[[Mapping[str, str]], Path]) -> workspace.Workspace:
    return loading.load(workspace_with({"packs/mau/pack.yaml": PACK})).checked()


def test_every_text_field_of_a_pack_is_a_unit(found: workspace.Workspace) -> None:
    """Fails for a new field with a text until it is a unit (or stands among those that no reader meets)."""
    fields = {f"{shape}.{name}" for shape, name in set(texts_of(loading.shape_of_packs())) - NOT_READ}
    # What is drawn must name a figure; that stands behind the name of the field.
    read = {unit.prose.source.partition(" {")[0] for unit in units.pack_units(found.packs["mau"].shape)}

    assert len(fields) > 20
    assert fields <= read, "add the field to the pack of this test, and see that `units` yields it"
    assert "Pack.campaign" not in read


def test_the_texts_of_a_section_and_its_rewordings_have_its_id_as_context(found: workspace.Workspace) -> None:
    by_text = {unit.prose.source: unit for unit in units.pack_units(found.packs["mau"].shape)}

    assert by_text["Pack.title"].key == ("pack", "Pack.title")
    assert by_text["Section.heading"].key == ("mot", "Section.heading")
    assert by_text["Rewording.heading"].key == ("mot", "Rewording.heading")
    assert by_text["CoverShape.title"].key == ("leaflet", "CoverShape.title")
    assert by_text["CoverShape.title"].section == ""
    assert by_text["TableShape.rows"].section == "mot"


def test_every_text_field_of_an_office_is_a_unit(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    fields = set(texts_of(OfficeShape)) - NOT_READ_OF_OFFICES
    own = sorted(name for shape, name in fields if shape == "OfficeShape")
    imprint = sorted(name for shape, name in fields if shape == "ImprintShape")
    text = "format: office/1\n" + "".join(f"{name}: OfficeShape.{name}\n" for name in own)
    text += "imprint:\n" + "".join(f"  {name}: ImprintShape.{name}\n" for name in imprint)
    found = loading.load(workspace_with({"offices/khac.yaml": text})).checked()

    read = {unit.prose.source for unit in units.office_units(found.offices["khac"].shape)}

    assert read == {f"{shape}.{name}" for shape, name in fields}
