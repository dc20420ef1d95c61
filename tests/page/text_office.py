"""The examples with test text in other languages, for tests of how pages in them are made. It means nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from bhxhcomm.exchange import testtext
from bhxhcomm.making.composed import compose
from bhxhcomm.making.fingerprint import keyed
from bhxhcomm.making.keyed import Keyed
from bhxhcomm.making.request import Request
from bhxhcomm.materials.loading import load

PACK = "bhyt-ho-gia-dinh"
OFFICE = "bhxh-tinh-mau-mot"
AS_OF = dt.date(2025, 7, 1)


def make(examples: Path, root: Path, langs: Sequence[str], packs: Sequence[str] = (PACK,)) -> Path:
    """Write the workspace."""
    space = load(examples)
    testtext.copy(space, list(packs), root)
    for lang in langs:
        for name, data in testtext.files(space, list(packs), lang):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
    return root


def prepared(root: Path, lang: str, variant: str = "bilingual", pack: str = PACK, material: str = "leaflet") -> Keyed:
    """A piece of it, with its code."""
    space = load(root)
    request = Request(pack, material, variant, lang, OFFICE, AS_OF, root)
    return keyed(space, compose(space, request))
