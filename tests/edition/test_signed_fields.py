"""Every field of everything that is signed: flipped, it voids the signature; or it is written here why it does not.

The lists of fields come from the shapes themselves, so that a new field fails here until somebody has decided.
"""

from __future__ import annotations

import datetime as dt
import inspect
import typing
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from bhxhcomm.content import formula
from bhxhcomm.content.chain import SignerShape, StepShape
from bhxhcomm.content.fact import Fact, FactEntry, Rounding, Source
from bhxhcomm.content.imprint import ImprintShape
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.office import OfficeShape
from bhxhcomm.content.recording import Recording, RecordingShape
from bhxhcomm.content.shapes import FormulaText, Prose
from bhxhcomm.content.workspace import Office, Pack, PictureFile, Workspace
from bhxhcomm.core import canonical
from bhxhcomm.core.problems import NOWHERE, Place
from bhxhcomm.edition import approval, standing
from bhxhcomm.language.figures import Unit
from bhxhcomm.language.text import Standing
from bhxhcomm.materials import loading
from bhxhcomm.translation.merge import MergedItem
from bhxhcomm.translation.wanted import WantedText

MIX = "how a sound is mixed; what is said, and which music plays, is signed"
UNSEEN = "no reader sees it, and no approval rests on it"
APART = "signed for itself"

PACK_NOT_SIGNED = {
    "Pack.format": UNSEEN,
    "Pack.campaign": UNSEEN,
    "Pack.tags": UNSEEN,
    "Pack.languages": UNSEEN,
    "Pack.spelt_out": UNSEEN,
    "Pack.lint": UNSEEN,
    "Pack.voices": APART,
    "VoiceShape.languages": APART,
    "ScriptShape.tolerance": MIX,
    "EffectSegment.gain": MIX,
    "MusicSegment.fade": MIX,
    "BedShape.level": MIX,
    "BedShape.tail": MIX,
    "HalfMinuteShape.tolerance": MIX,
    "HalfMinuteShape.preset": MIX,
    "SpotShape.tolerance": MIX,
    "SpotShape.preset": MIX,
    "TwoMinutesShape.tolerance": MIX,
    "TwoMinutesShape.preset": MIX,
    "LongSpotShape.tolerance": MIX,
    "LongSpotShape.preset": MIX,
    "RingbackShape.tolerance": MIX,
    "RingbackShape.preset": MIX,
}
"""Fields of a pack, by the class that has them, that may change under a signature."""


def shapes_in(annotation: Any, found: list[type[BaseModel]]) -> list[type[BaseModel]]:
    """Every shape that a type can hold, itself and those within, each once."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in found:
            found.append(annotation)
            annotation.model_rebuild()
            for info in annotation.model_fields.values():
                shapes_in(info.annotation, found)
    else:
        for part in typing.get_args(annotation):
            shapes_in(part, found)
    return found


PACK_FIELDS = [(shape, name) for shape in shapes_in(loading.shape_of_packs(), []) for name in shape.model_fields]


def with_only(shape: type[BaseModel], name: str, value: object) -> BaseModel:
    return shape.model_construct(**{**dict.fromkeys(shape.model_fields), name: value})


@pytest.mark.parametrize(("shape", "name"), PACK_FIELDS, ids=lambda one: getattr(one, "__name__", one))
def test_every_field_of_a_pack_is_signed_or_it_is_said_why_not(shape: type[BaseModel], name: str) -> None:
    values = [None, "mot", "hai", ["mot"], ["mot", "hai"], {"a": "mot"}, {"b": "mot"}]
    seen = [canonical.text(approval.told(with_only(shape, name, value), {})) for value in values]
    if f"{shape.__name__}.{name}" in PACK_NOT_SIGNED:
        assert len(set(seen)) == 1, "this field is signed: take it from the list"
    else:
        assert len(set(seen)) == len(seen), "decide: is this field signed, or may it change under a signature, and why?"


def test_the_list_of_what_is_not_signed_names_only_fields_that_there_are() -> None:
    assert set(PACK_NOT_SIGNED) <= {f"{shape.__name__}.{name}" for shape, name in PACK_FIELDS}


@pytest.fixture(scope="module")
def space() -> Workspace:
    return loading.load(Path(__file__).resolve().parents[2] / "examples").checked()


def text_digest(pack: Pack) -> str:
    return approval.text_subject(pack, "vi").digest


def test_the_bytes_of_every_picture_and_sound_that_a_pack_shows_or_plays_are_signed(space: Workspace) -> None:
    kinds = set()
    for pack in space.packs.values():
        for name, picture in pack.pictures.items():
            other = {**pack.pictures, name: replace(picture, digest="0" * 64)}
            assert text_digest(replace(pack, pictures=other)) != text_digest(pack), name
            kinds.add("picture")
        for name, sound in pack.sounds.items():
            changed = {**pack.sounds, name: replace(sound, digest="0" * 64)}
            assert text_digest(replace(pack, sounds=changed)) != text_digest(pack), name
            kinds.add("sound")
    assert kinds == {"picture", "sound"}


@pytest.mark.parametrize("field", ["music", "effect", "picture"])
def test_a_name_stands_for_the_bytes_of_its_file(field: str) -> None:
    holders = [shape for shape, name in PACK_FIELDS if name == field]
    assert holders

    def signed(shape: type[BaseModel], digest: str) -> str:
        files = {"tieng": SimpleNamespace(digest=digest)}
        pack: Any = SimpleNamespace(pictures=files, sounds=files)
        named = with_only(shape, field, Scalar("tieng", NOWHERE))
        return canonical.text(approval.told(named, approval.files_named(pack)))

    for shape in holders:
        assert signed(shape, "1" * 64) != signed(shape, "2" * 64), shape.__name__


def test_the_pack_and_the_language_are_signed(space: Workspace) -> None:
    pack = space.packs["bhyt-ho-gia-dinh"]
    assert text_digest(replace(pack, id="khac")) != text_digest(pack)
    assert approval.text_subject(pack, "ede").digest != text_digest(pack)


# Figures

FORMULA = [FormulaText(Scalar(text, NOWHERE), formula.parse(text)) for text in ("luong * 2", "luong * 3")]
SOURCE = Source("Nghị định 1", dt.date(2024, 1, 1), dt.date(2024, 7, 1), "Điều 1", "https://x.vn")
ENTRY = FactEntry(dt.date(2024, 7, 1), dt.date(2025, 1, 1), Decimal(5), FORMULA[0], SOURCE, Standing.IN_FORCE, NOWHERE)
FACT = Fact(
    "a.b",
    Prose(Scalar("Nhãn", NOWHERE), ()),
    Unit("VND"),
    (ENTRY,),
    NOWHERE,
    review_by=dt.date(2026, 1, 1),
    rounding=Rounding("half_up", Fraction(1)),
    otherwise=Decimal(0),
    bounds=(Decimal(1), Decimal(9)),
    office="mau",
    former_province="Cũ",
    group="Nhóm",
)
OTHER: dict[type, dict[str, list[Any]]] = {
    Fact: {
        "id": ["a.c"],
        "label": [Prose(Scalar("Nhãn khác", NOWHERE), ())],
        "unit": [Unit("rate")],
        "review_by": [dt.date(2027, 1, 1), None],
        "rounding": [Rounding("up", Fraction(1)), Rounding("half_up", Fraction(1000)), None],
        "otherwise": [Decimal(1), None],
        "office": ["khac", ""],
        "former_province": [""],
        "group": [""],
    },
    FactEntry: {
        "since": [dt.date(2024, 7, 2)],
        "until": [dt.date(2025, 1, 2), None],
        "value": [Decimal(6), None],
        "formula": [FORMULA[1], None],
        "source": [None],
        "standing": [Standing.ANNOUNCED],
    },
    Source: {
        "document": ["Nghị định 2"],
        "signed": [dt.date(2024, 1, 2), None],
        "in_force": [dt.date(2024, 7, 2), None],
        "article": ["Điều 2"],
        "link": ["https://y.vn"],
    },
}
"""Other values for each signed field of a figure."""
FACT_NOT_SIGNED = {
    (Fact, "entries"): "each is signed for itself",
    (Fact, "place"): UNSEEN,
    (Fact, "local"): "says that offices give the values, which are signed",
    (Fact, "bounds"): "a check when it is read; no reader sees it",
    (FactEntry, "place"): UNSEEN,
}


def fact_digest(fact: Fact = FACT, entry: FactEntry = ENTRY) -> str:
    return approval.fact_subject(fact, entry).digest


@pytest.mark.parametrize("kind", [Fact, FactEntry, Source], ids=lambda kind: kind.__name__)
def test_every_field_of_a_figure_is_signed_or_it_is_said_why_not(kind: type) -> None:
    names = [part.name for part in fields(kind)]
    decided = [*OTHER[kind], *(name for one, name in FACT_NOT_SIGNED if one is kind)]
    assert sorted(names) == sorted(decided), "decide for each field: is it signed, and if not, why?"
    for name, values in OTHER[kind].items():
        for value in values:
            if kind is Fact:
                changed = fact_digest(fact=replace(FACT, **{name: value}))
            elif kind is FactEntry:
                changed = fact_digest(entry=replace(ENTRY, **{name: value}))
            else:
                changed = fact_digest(entry=replace(ENTRY, source=replace(SOURCE, **{name: value})))
            assert changed != fact_digest(), f"{name} may be changed under a signature"


def test_every_field_of_the_rounding_is_signed() -> None:
    assert {part.name for part in fields(Rounding)} == {"mode", "step"}


# Offices

OFFICE_NOT_SIGNED = {
    "format": UNSEEN,
    "parent": "what is inherited is signed as it stands here, and the name of the office above",
    "logo": "by its bytes, see below",
    "voices": APART,
    "facts": APART,
}


def office(**given: Any) -> Office:
    shape = OfficeShape.model_construct(**{**dict.fromkeys(OfficeShape.model_fields), **given})
    return Office("mau", shape, {}, None, "offices/mau.yaml")


def flipped(annotation: Any, name: str) -> list[Any]:
    """Two values of a field's kind."""
    if name == "approval_chain":
        return [[step("mot")], [step("hai")]]
    if ImprintShape in typing.get_args(annotation):
        own = next(iter(ImprintShape.model_fields))
        return [
            ImprintShape.model_construct(**{**dict.fromkeys(ImprintShape.model_fields), own: prose(text)})
            for text in ("mot", "hai")
        ]
    if annotation is Prose or Prose in typing.get_args(annotation):
        return [prose("mot"), prose("hai")]
    return ["mot", "hai"]


def prose(text: str) -> Prose:
    return Prose(Scalar(text, NOWHERE), ())


def step(name: str) -> StepShape:
    return StepShape.model_construct(**{**dict.fromkeys(StepShape.model_fields), "name": name})


@pytest.mark.parametrize("name", list(OfficeShape.model_fields))
def test_every_field_of_an_office_is_signed_or_it_is_said_why_not(name: str) -> None:
    digests = {
        approval.office_subject(office(**{name: value})).digest
        for value in (None, *flipped(OfficeShape.model_fields[name].annotation, name))
    }
    if name in OFFICE_NOT_SIGNED:
        assert len(digests) == 1, "this field is signed: take it from the list"
    else:
        assert len(digests) == 3, "decide: is this field signed, and if not, why?"


@pytest.mark.parametrize("name", list(ImprintShape.model_fields))
def test_every_field_of_an_imprint_is_signed(name: str) -> None:
    made = [
        ImprintShape.model_construct(**{**dict.fromkeys(ImprintShape.model_fields), name: value})
        for value in (prose("mot"), prose("hai"))
    ]
    assert len({approval.office_subject(office(imprint=one)).digest for one in made}) == 2


@pytest.mark.parametrize(
    ("shape", "name"),
    [(shape, name) for shape in (StepShape, SignerShape) for name in shape.model_fields],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_every_field_of_a_chain_is_signed_with_its_office(shape: type[BaseModel], name: str) -> None:
    made: list[Any] = [with_only(shape, name, value) for value in (None, "mot", ["mot"])]
    if shape is SignerShape:
        made = [with_only(StepShape, "signers", [one]) for one in made]
    assert len({approval.office_subject(office(approval_chain=[one])).digest for one in made}) == 3


def test_the_bytes_of_the_logo_and_the_name_of_the_office_above_are_signed() -> None:
    bare = office()
    logos = [replace(bare, logo=PictureFile(Path("a.svg"), digest * 64, NOWHERE)) for digest in "12"]
    above = [replace(bare, above=office(name=prose(name)).shape) for name in ("mot", "hai")]
    made = [bare, *logos, *above, replace(bare, id="khac")]
    assert len({approval.office_subject(one).digest for one in made}) == len(made)
    assert {part.name for part in fields(Office)} == {"id", "shape", "facts", "logo", "file", "above", "chains"}


# Recordings, voices, translations

RECORDING = Recording(
    "ede", "mo", "abc", "Lời", "Chị A", dt.date(2025, 1, 1), "Giấy 1", "1" * 64, Path("a.wav"), Place("a.yaml")
)
RECORDING_NOT_SIGNED = {"path": UNSEEN, "place": UNSEEN}
NOTE_NOT_SIGNED = {"format": UNSEEN, "original": "kept beside the sound; what is played is signed by its bytes"}


def test_every_field_of_a_recording_is_signed_or_it_is_said_why_not() -> None:
    whole = approval.recording_subject(RECORDING).digest
    for part in fields(Recording):
        other = dt.date(2025, 1, 2) if part.name == "recorded" else "khác"
        changed = RECORDING if part.name in RECORDING_NOT_SIGNED else replace(RECORDING, **{part.name: other})
        same = approval.recording_subject(changed).digest == whole
        assert same is (part.name in RECORDING_NOT_SIGNED), part.name
    noted = set(RecordingShape.model_fields) - set(NOTE_NOT_SIGNED)
    assert noted == {part.name for part in fields(Recording)} - set(RECORDING_NOT_SIGNED)


def test_every_property_of_a_voice_is_signed() -> None:
    asked = inspect.signature(approval.voice_subject).parameters
    given: dict[str, Any] = {
        name: {"int": 1, "float": 1.0}.get(str(one.annotation), "a") for name, one in asked.items()
    }
    whole = approval.voice_subject(**given).digest
    for name, value in given.items():
        other = value + 1 if isinstance(value, int | float) else "b"
        assert approval.voice_subject(**{**given, name: other}).digest != whole, name


ITEM_NOT_SIGNED = {
    "stale": "the source that it was made for is signed",
    "previous": "the source that it was made for is signed",
    "back": "for those who look over it; it is never published",
    "note": "for those who look over it; it is never published",
    "line": UNSEEN,
}
WANTED_SIGNED = {"context", "source"}


def test_every_field_of_a_translation_is_signed_or_it_is_said_why_not() -> None:
    wanted = WantedText.__new__(WantedText)
    for part in fields(WantedText):
        object.__setattr__(wanted, part.name, "a" if part.name in WANTED_SIGNED else None)
    item = MergedItem(wanted, "b", back="c", spoken="d", note="e")
    whole = standing.item_digests("goi", "ede", item)[0]
    assert standing.item_digests("khac", "ede", item)[0] != whole
    assert standing.item_digests("goi", "khmer", item)[0] != whole
    for part in fields(MergedItem):
        if part.name == "wanted":
            continue
        changed = item if part.name in ITEM_NOT_SIGNED else replace(item, **{part.name: "khác"})
        assert (standing.item_digests("goi", "ede", changed)[0] == whole) is (part.name in ITEM_NOT_SIGNED), part.name
    for name in WANTED_SIGNED:
        other = WantedText.__new__(WantedText)
        for part in fields(WantedText):
            object.__setattr__(other, part.name, getattr(wanted, part.name))
        object.__setattr__(other, name, "khác")
        assert standing.item_digests("goi", "ede", replace(item, wanted=other))[0] != whole, name
    stale = replace(item, stale=True, previous="trước")
    assert (
        standing.item_digests("goi", "ede", stale)[0]
        != standing.item_digests("goi", "ede", replace(stale, previous="khác"))[0]
    )


def leaves(value: Any) -> Iterator[str]:
    """Every text that stands in canonical content."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def test_every_text_that_a_reader_meets_stands_in_what_is_signed(space: Workspace) -> None:
    from bhxhcomm.content import units

    for pack in space.packs.values():
        signed = set(leaves(approval.told(pack.shape, {})))
        assert {unit.key[1] for unit in units.pack_units(pack.shape)} <= signed
