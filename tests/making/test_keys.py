"""Keys of editions: by names that types declare, by the first scheme that can say the piece, so that codes on paper stay."""

from __future__ import annotations

import typing
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import pytest

from bhxhcomm import __version__
from bhxhcomm.content.receiver import Preset
from bhxhcomm.core import canonical, digests, scheme_1
from bhxhcomm.language.entry import Language
from bhxhcomm.language.text import Words, words
from bhxhcomm.making import fingerprint
from bhxhcomm.materials.document import Document, Heading, Panel, Paragraph, Sheet
from bhxhcomm.materials.timeline import Timeline
from bhxhcomm.sound.engines import Speaker

KEYED = (Document, Timeline, Language, Preset, Speaker)
"""What a key stands on: pieces, and what their engines declare."""


def types_in(annotation: Any, found: list[type]) -> list[type]:
    """Every dataclass that a value of this type can hold, itself and those within, each once."""
    if isinstance(annotation, type) and is_dataclass(annotation):
        if annotation not in found:
            found.append(annotation)
            hints = typing.get_type_hints(annotation)
            for part in fields(annotation):
                types_in(hints[part.name], found)
    else:
        for part in typing.get_args(annotation):
            types_in(part, found)
    return found


@pytest.mark.parametrize(
    "kind",
    [one for keyed in KEYED for one in types_in(keyed, [])],
    ids=lambda kind: f"{kind.__module__}.{kind.__name__}",
)
def test_every_type_that_a_key_stands_on_has_declared_its_name(kind: type) -> None:
    told = canonical.layout(kind)
    assert told is not None
    names = [part.name for part in told.fields]
    assert len(set(names)) == len(names)
    assert "type" not in names


def piece(*blocks: Any) -> Document:
    panel = Panel("bia", blocks)
    return Document("leaflet", "trifold", "vi", "vi", "Thẻ", "Cơ quan mẫu", "mau", (Sheet("mat", (panel,)),))


OLD = piece(Heading(words("Thẻ"), 1), Paragraph((Words("Đúng "), Words("tuyến"))))
PARTS = {"templates": {"page": "00"}}


@canonical.named("TestOnlyBlockOfTomorrow")
@dataclass(frozen=True, slots=True)
class BlockOfTomorrow:
    text: str


def test_a_piece_that_scheme_1_can_say_has_the_key_that_it_always_had() -> None:
    key = fingerprint.key(OLD, PARTS)
    told = {"piece": scheme_1.form(OLD, canonical.layout), "bhxhcomm": __version__, **PARTS}
    assert key == scheme_1.digest(told)
    assert digests.parsed(key).scheme == 1
    assert fingerprint.code(key) == fingerprint.code(key[:13])


def test_a_piece_with_something_new_has_a_key_of_scheme_2_and_a_code_from_it() -> None:
    key = fingerprint.key(piece(Heading(words("Thẻ"), 1), BlockOfTomorrow("mới")), PARTS)
    found = digests.parsed(key)
    assert found.scheme == 2
    assert fingerprint.code(key) == fingerprint.code(found.figures)
    assert fingerprint.key(piece(Heading(words("Thẻ"), 1), BlockOfTomorrow("khác")), PARTS) != key
    assert fingerprint.key(piece(Heading(words("Thẻ"), 1), BlockOfTomorrow("mới")), {}) != key


def test_the_code_is_no_part_of_the_key() -> None:
    assert fingerprint.key(replace(OLD, code="00000-00000"), PARTS) == fingerprint.key(OLD, PARTS)
