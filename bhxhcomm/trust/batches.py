"""Batches: what somebody approved as one, such as all answers of a topic. Every line of signature that was made then names the
batch by a digest.

The list of what belonged to it is kept in `approvals/`, under the SHA-256 of its bytes, as signed sheets are: the line, and so
the proof of the line, holds the digest, and the digest holds the list. A line whose list is not there, or names it not, counts
for nothing: nobody approved that thing alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bhxhcomm.core import canonical, json_file, opening
from bhxhcomm.core.problems import ContentError

FORMAT = "bhxhcomm-batch/1"
MAX_BYTES = 4_000_000
Item = tuple[str, str, str, str, str]
"""What one line is over: its kind, where it stands (the folder of its `review.yaml` in the workspace; empty for the workspace
itself), its id, the digest of its content, and that of how it is read aloud (may be empty)."""
_NAMES = ("of", "in", "id", "digest", "readings")


@dataclass(frozen=True, slots=True)
class Batch:
    """What was approved together. With a `fault` (a code that `demand.why` puts into words) it holds nothing."""

    items: frozenset[Item] = frozenset()
    fault: str = ""

    def has(self, said: Mapping[str, Any]) -> bool:
        """Whether a line, all that it says, is over one of these."""
        about = tuple(str(said.get(name, "")) for name in _NAMES if name != "in")
        return any((of, *rest) == about for of, _place, *rest in self.items)


def item(place: str, said: Mapping[str, Any]) -> Item:
    """What a line is over that stands in the `review.yaml` of this folder.

    >>> item("packs/mau", {"of": "text", "id": "vi", "digest": "00"})
    ('text', 'packs/mau', 'vi', '00', '')
    """
    of, name, digest, heard = (str(said.get(part, "")) for part in _NAMES if part != "in")
    return of, place, name, digest, heard


def text(items: Iterable[Item]) -> bytes:
    """A batch as it is kept: canonical JSON, its items in order, each once.

    >>> text([("text", "packs/mau", "vi", "00", "")])
    b'{"format":"bhxhcomm-batch/1","items":[{"digest":"00","id":"vi","in":"packs/mau","of":"text"}]}'
    """
    listed = [
        {name: value for name, value in zip(_NAMES, one, strict=True) if value} for one in sorted(frozenset(items))
    ]
    return canonical.text({"format": FORMAT, "items": listed}).encode()


def digest(data: bytes) -> str:
    """The digest by which lines name a batch: the SHA-256 of its list, as hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def path_of(folder: Path, name: str) -> Path:
    """Where the list of a batch is kept."""
    return folder / f"{name}.json"


def read(folder: Path, name: str) -> Batch:
    """The batch of this digest, from the folder `approvals` of a workspace."""
    try:
        data = opening.read(path_of(folder, name), folder.parent, most=MAX_BYTES)
    except ContentError:
        return Batch(fault="batch-missing")
    return _parsed(data, name)


@lru_cache(maxsize=256)
def _parsed(data: bytes, name: str) -> Batch:
    if digest(data) != name:
        return Batch(fault="batch-other")
    try:
        content = json_file.parse(data)
        found = frozenset(item(str(one.get("in", "")), one) for one in content["items"])
    except (json_file.JsonError, AttributeError, KeyError, TypeError):
        return Batch(fault="batch-other")
    return Batch(found) if data == text(found) else Batch(fault="batch-other")


def fault_of(folder: Path, said: Mapping[str, Any]) -> str:
    """A code for why a line does not belong to the batch that it names; empty where it does, or names none."""
    name = str(said.get("batch", ""))
    if not name:
        return ""
    batch = read(folder, name)
    return batch.fault or ("" if batch.has(said) else "batch-without")
