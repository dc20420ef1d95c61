"""The last approved version of a pack's texts, kept beside the signature, so that a later proof can show what changed.

A signature is a hash and cannot be read back; `approved/<lang>.json` in the pack has the words. It proves nothing: what
counts is the signature.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bhxhcomm.content import units
from bhxhcomm.content.workspace import Pack
from bhxhcomm.core import json_file, opening
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problem, error
from bhxhcomm.edition.readings import TextReadings

FOLDER = "approved"
FORMAT = "approved/1"
MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class SnapshotChange:
    """One text that differs: its context, what it was and what it is; empty for what was added or taken away."""

    context: str
    before: str
    after: str


def path_of(pack: Pack, lang: str) -> Path:
    """Where the last approved texts of a pack are kept."""
    return pack.folder / FOLDER / f"{lang}.json"


def dump(pack: Pack, spoken: Sequence[TextReadings] = ()) -> bytes:
    """The texts of a pack as they stand now, and how those are read aloud that are spoken."""
    texts = [list(unit.key) for unit in units.pack_units(pack.shape)]
    content: dict[str, Any] = {"format": FORMAT, "texts": texts}
    if spoken:
        read_aloud = [[one.context, one.text, one.north, one.south] for one in spoken]
        content["readings"] = [[*one[:3], *filter(None, one[3:])] for one in read_aloud]
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read(pack: Pack, lang: str) -> list[units.Key] | None:
    """The last approved texts, or None when there are none. Raises `ContentError` for a file that cannot be read."""
    path = path_of(pack, lang)
    if not path.exists() and not path.is_symlink():
        return None
    return _read(path, pack.folder.parent.parent)


def damage(packs: Iterable[Pack]) -> list[Problem]:
    """What is wrong with the versions that are kept of some packs."""
    found: list[Problem] = []
    for pack in packs:
        for path in sorted((pack.folder / FOLDER).glob("*.json")):
            try:
                _read(path, pack.folder.parent.parent)
            except ContentError as exc:
                found += exc.problems
    return found


def _read(path: Path, root: Path) -> list[units.Key]:
    """The texts of one file. Raises `ContentError`."""
    data = opening.read(path, root, most=MAX_BYTES)
    try:
        content = json_file.parse(data)
        texts = content["texts"] if content["format"] == FORMAT else None
        if isinstance(texts, list) and all(isinstance(part, str) for text in texts for part in text):
            return [(context, text) for context, text in texts]
    except (ValueError, TypeError, LookupError):
        pass
    raise error(
        "snapshot-damaged",
        _("the texts as they were last approved cannot be read"),
        Place(path.relative_to(root).as_posix()),
        _("take this file away; it only shows what has changed since, and is written anew with the next approval"),
    )


def read_spoken(pack: Pack, lang: str) -> tuple[TextReadings, ...]:
    """How the last approved texts were read aloud; none where that is not kept, or cannot be read.

    Whoever shows them holds them against the hash in the signature.
    """
    path = path_of(pack, lang)
    try:
        content = json.loads(opening.read(path, pack.folder.parent.parent, most=MAX_BYTES)) if path.exists() else {}
        return tuple(TextReadings(*map(str, one)) for one in content.get("readings", ()))
    except (ContentError, OSError, ValueError, AttributeError, TypeError, RecursionError):
        return ()


def changes(before: Sequence[units.Key], after: Sequence[units.Key]) -> list[SnapshotChange]:
    """What differs between two versions, in reading order; a text that stands in several places counts once.

    Neighbouring texts of one context are taken for rewordings.
    """
    found: list[SnapshotChange] = []
    before, after = list(dict.fromkeys(before)), list(dict.fromkeys(after))
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        old, new = list(before[start:end]), list(after[new_start:new_end])
        while old or new:
            if old and new and old[0][0] == new[0][0]:
                context, text = old.pop(0)
                found.append(SnapshotChange(context, text, new.pop(0)[1]))
            elif old:
                context, text = old.pop(0)
                found.append(SnapshotChange(context, text, ""))
            else:
                context, text = new.pop(0)
                found.append(SnapshotChange(context, "", text))
    return found
