"""Every JSON that others read has a name and a version of its own: what each command answers with `--json`, and the files.

An answer says its name under `format` (`facts-list/1`), beside `schema`, which answers had before they had names. Its JSON
Schema lies in `assets/contracts/`; those of manifest, record and the output of builds are made from their classes. What may
change under the same version stands in docs/formats.md; `tests/contracts` holds it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from bhxhcomm.core import resources

if TYPE_CHECKING:
    from pydantic import BaseModel

BUILDS = "output/1"
"""What every command that makes pieces answers, and any command that fails."""
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "init": ("init/1",),
    "lint": ("lint/1",),
    "build": (BUILDS,),
    "leaflet build": (BUILDS,),
    "script build": (BUILDS,),
    "infographic build": (BUILDS,),
    "audio radio-spot": (BUILDS,),
    "audio ringback": (BUILDS,),
    "audio say": ("say/1", "rehearsal/1"),
    "audio recordings": ("recordings/1",),
    "audio import-recordings": ("recordings-import/1",),
    "proof": (BUILDS,),
    "approve": ("approve/1",),
    "status": ("status/1",),
    "explain": ("explain/1",),
    "withdrawn": ("withdrawn/1",),
    "gallery": ("gallery/1",),
    "report changes": ("change-report/1",),
    "facts list": ("facts-list/1",),
    "facts show": ("fact/1",),
    "facts where": ("fact-uses/1",),
    "facts changes": ("fact-changes/1",),
    "facts reviewed": ("facts-reviewed/1",),
    "locale status": ("locale-status/1",),
    "locale languages": ("languages/1",),
    "locale update": ("locale-update/1",),
    "locale export": ("locale-export/1",),
    "locale import": ("locale-import/1",),
    "locale diff": ("locale-diff/1", "locale-import/1"),
    "locale pseudo": ("locale-pseudo/1",),
    "locale record-kit": ("record-kit/1",),
    "voice list": ("voices/1",),
    "voice add": ("voice-add/1",),
    "voice test": ("voice-test/1",),
    "manifest show": ("manifest/1",),
    "manifest merge": ("manifest-merge/1",),
    "cluster certificates": ("cluster-certificates/1",),
    "doctor": ("doctor/1",),
    "schema": ("schema-list/1",),
}
"""Every command, and what it may answer; `schema NAME` answers a JSON Schema."""
FILES: Mapping[str, str] = {
    "manifest/1": "out/manifest.json",
    "record/1": "what a piece says, in the piece itself",
    "register/1": "register/CODE.json: the record of an edition, with its files",
    "posts/1": "posts.json",
    "sound-report/1": "the report beside a sound",
}
"""Files that others read. But for the manifest they say their version alone, under `schema`: they had no names when the first
of them was signed or printed."""
NAMES = tuple(sorted({*(name for names in ANSWERS.values() for name in names), *FILES}))
"""All contracts, each with its version."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a contract, by its name with or without the version. KeyError for one that is not here."""
    from bhxhcomm.ledger.manifest import Manifest
    from bhxhcomm.ledger.output import Output
    from bhxhcomm.ledger.record import Record

    whole = name if name in NAMES else _newest()[name]
    models: Mapping[str, type[BaseModel]] = {BUILDS: Output, "manifest/1": Manifest, "record/1": Record}
    if whole in models:
        return models[whole].model_json_schema(by_alias=True)
    if whole == "register/1":
        record = Record.model_json_schema(by_alias=True)
        digests = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}
        return record | {"properties": {**record["properties"], "files": digests, "sum": {"type": "string"}}}
    path = resources.folder("assets") / "contracts" / f"{whole.replace('/', '.')}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def _newest() -> Mapping[str, str]:
    return {whole.partition("/")[0]: whole for whole in sorted(NAMES, key=lambda whole: int(whole.partition("/")[2]))}
