"""The keys, codes and signed digests of the examples, as tests/golden/digests.json holds them.

Keys are taken of every piece in Vietnamese, as one office issues it and without a draft mark, apart from what an engine uses
(templates, fonts, libraries) and from the version of bhxhcomm: so they change where composing, resolving or hashing does, and
nowhere else. Digests of things that are signed are there by both schemes. `defaults` tells what is left out of canonical forms
where it is as by default: another default would give old content another meaning under the same digest.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args
from unittest import mock

from pydantic import BaseModel

from bhxhcomm.content.chain import StepShape
from bhxhcomm.content.recording import Recording
from bhxhcomm.content.shapes import layout as layout_of_shape
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import canonical, files
from bhxhcomm.core.problems import NOWHERE
from bhxhcomm.edition import approval, heard, readings, standing
from bhxhcomm.edition.approval import Subject
from bhxhcomm.edition.lookup import pack_shelf, shared_shelf
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.making import fingerprint
from bhxhcomm.making.composed import compose
from bhxhcomm.making.request import Request
from bhxhcomm.materials import loading
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.materials.timeline import Timeline
from bhxhcomm.sound import clips
from bhxhcomm.trust import demand

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "digests.json"
DATE = dt.date(2025, 7, 1)
VERSION = "golden"
"""What stands for the version of bhxhcomm: the next one changes nothing here."""
CLIP: dict[str, Any] = {
    "words": "Bà con chú ý!",
    "engine": "piper",
    "version": "1.2.0",
    "voice": "mau",
    "model": "0" * 64,
    "speed": 145,
    "pitch": 0.5,
}
RECORDING = Recording(
    "vi", "chu-y", "0123456789abcdef", "Bà con chú ý!", "Người đọc mẫu", DATE, "BB-01", "1" * 64, Path("a.wav"), NOWHERE
)
TO_DO = """\
These keys, codes and digests stand on paper and in signatures.
Was the change not meant to reach them? Then it is wrong: take it back, or keep the old form for what is not new (core/digests).
Was it meant (a text or a figure of the examples, a block of a material)? Then run script/golden-digests and read its diff: what
has another reason to change is wrong. If `signed` changes, run script/sign-examples too, and say in CHANGELOG.md whose
signatures are void. A digest that is to be taken otherwise belongs to a new scheme: no scheme changes once it was written.
"""


def taken(space: Workspace) -> dict[str, dict[str, str]]:
    """Everything that the file holds, by name."""
    with mock.patch.object(fingerprint, "__version__", VERSION):
        pieces = dict(_pieces(space))
    return {
        "pieces": pieces,
        "signed": {f"{one.of} {one.id}": f"{one.digest[:18]} {one.earlier[:16]}" for one in _subjects(space)},
        "beside": dict(_beside(space)),
        "defaults": dict(_defaults()),
    }


def _pieces(space: Workspace) -> Iterator[tuple[str, str]]:
    """Key and code of each piece; of what is spoken also the hashes of what is heard, taken together."""
    office = str(space.settings.default_office)
    for pack_id, pack in sorted(space.packs.items()):
        for material, shape in pack.shape.materials_used.items():
            for variant in shape.variants():
                if not MATERIALS[material].among([SOURCE_LANGUAGE], variant):
                    continue
                request = Request(pack_id, material, variant, SOURCE_LANGUAGE, office, DATE, ROOT)
                piece = replace(compose(space, request).piece, draft=False)
                key = fingerprint.key(piece, {})
                told = f"{key[:16]} {fingerprint.code(key)}"
                if isinstance(piece, Timeline):
                    spoken = [heard.heard(piece.lang, one.text) for one in piece.speeches]
                    told += f" heard {canonical.digest(spoken)[:16]}"
                yield f"{pack_id}/{material}-{variant}", told


def _subjects(space: Workspace) -> Iterator[Subject]:
    """Everything that is signed in the examples, and one of each kind that they have none of."""
    for name, pack in sorted(space.packs.items()):
        yield replace(approval.text_subject(pack, SOURCE_LANGUAGE), id=f"{name}/{SOURCE_LANGUAGE}")
    facts = [*space.facts.values(), *(one for office in space.offices.values() for one in office.facts.values())]
    yield from (approval.fact_subject(fact, entry) for fact in facts for entry in fact.signable)
    yield from (approval.office_subject(office) for _name, office in sorted(space.offices.items()))
    yield approval.voice_subject(
        "mau", engine="espeak-ng", name="vi", model="2" * 64, accent="north", speed=145, pitch=0.0
    )
    yield approval.clip_subject(f"piper/{clips.key_of(CLIP)}", CLIP, "3" * 64)
    yield approval.recording_subject(RECORDING)
    yield approval.subject("overrides", "workspace", {"templates": {"page/page.css": "4" * 64}})


def _beside(space: Workspace) -> Iterator[tuple[str, str]]:
    """What else stands in lines of signature, all of one kind taken together."""
    for name, pack in sorted(space.packs.items()):
        yield f"units of {name}", canonical.digest(list(approval.unit_digests(pack).items()))
        yield f"readings of {name}", " ".join(readings.digests_of(readings.of_pack(space, pack)))
        for lang in sorted(pack.catalogues):
            yield f"entries of {name}/{lang}", _entries(pack_shelf(pack, lang).standings, name, lang)
    for lang in sorted(space.catalogues):
        yield f"entries of {lang}", _entries(shared_shelf(space, lang).standings, "", lang)
    line = {"of": "office", "id": "mau", "digest": "2:00", "by": "Người duyệt mẫu", "units": ["2:01", "02"]}
    yield "what a key signs", demand.message(line).decode()


def _entries(standings: Any, scope: str, lang: str) -> str:
    return " ".join(standing.whole_digests(standing.item_digests(scope, lang, one.item) for one in standings))


def _defaults() -> Iterator[tuple[str, str]]:
    """The defaults of what a canonical form may leave out: of types by their declared names, of files by their keys."""
    for kind, name in sorted(canonical.declared().items(), key=lambda one: one[1]):
        if found := _told(canonical.layout(kind)):
            yield name, " ".join(found)
    shapes = [one for shape in (loading.shape_of_packs(), StepShape) for one in _shapes(shape, [])]
    yield "files", " ".join(sorted({one for shape in shapes for one in _told(layout_of_shape(shape))}))


def _told(layout: canonical.Layout | None) -> list[str]:
    """The fields that are something by default, each with what that is."""
    assert layout is not None
    given = {part.name: part.default for part in layout.fields if part.default is not canonical.REQUIRED}
    shown = {name: value for name, value in given.items() if value not in (None, "", (), [], {})}
    return [
        f"{name}={canonical.text(canonical.plain(value))}"
        for name, value in shown.items()
        if not isinstance(value, BaseModel)
    ]


def _shapes(annotation: Any, found: list[type[BaseModel]]) -> list[type[BaseModel]]:
    """Every shape that a type can hold, itself and those within, each once."""
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        for part in get_args(annotation):
            _shapes(part, found)
    elif annotation not in found:
        found.append(annotation)
        annotation.model_rebuild()
        for info in annotation.model_fields.values():
            _shapes(info.annotation, found)
    return found


def differences(held: dict[str, dict[str, str]], found: dict[str, dict[str, str]]) -> list[str]:
    """What is not as it is held, a line for each."""
    return [
        f"{part}: {name}: {held.get(part, {}).get(name, 'nothing')} -> {found.get(part, {}).get(name, 'nothing')}"
        for part in sorted({*held, *found})
        for name in sorted({*held.get(part, {}), *found.get(part, {})})
        if held.get(part, {}).get(name) != found.get(part, {}).get(name)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/golden-digests", description="Hold the digests of the examples.")
    parser.add_argument("--check", action="store_true", help="write nothing; say what differs, and fail")
    given = parser.parse_args()
    found = taken(loading.load(ROOT / "examples").checked())
    held = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    changed = differences(held, found)
    if not given.check:
        files.write(GOLDEN, (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode())
    sys.stdout.writelines(f"{line}\n" for line in changed)
    if changed and given.check:
        sys.stdout.write(TO_DO)
    return 1 if changed and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
