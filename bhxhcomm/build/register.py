"""The register: the records of editions, by code. What was released stays in the workspace, to be kept with it.

`register/<CODE>.json` in the workspace holds what was released; `register/` in the folder of outputs holds drafts, which
may be thrown away with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bhxhcomm.build import files

FOLDER = "register"
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")
_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def normal_code(typed: str) -> str | None:
    """A code as it was typed from paper, put right: small letters, a missing hyphen, O for 0. None for what is no code."""
    letters = re.sub(r"[\s‐-―-]", "", typed).upper().translate(_TYPED)
    code = f"{letters[:5]}-{letters[5:]}"
    return code if _CODE.fullmatch(code) else None


def codes_in(text: str) -> list[str]:
    """Every code in a text, such as that of a page, each once."""
    return list(dict.fromkeys(_CODE.findall(text)))


def enter(record: dict[str, Any], folder: Path) -> None:
    """Put a record into a register. An edition has one code and one record, whenever it is built.

    Offices that are called alike and say the same have the same edition: the first of them by id stands for all, in whatever
    order they are built.
    """
    known = find(record["code"], [folder])
    if known is not None and _owner(known) < _owner(record):
        return
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    files.write(folder / FOLDER / f"{record['code']}.json", text.encode())


def _owner(record: dict[str, Any]) -> tuple[str, str]:
    return str(record.get("office", "")), str(record.get("pack", ""))


def keep_only(codes: Collection[str], folder: Path) -> None:
    """Remove from a register of drafts the records of editions of which nothing is left."""
    for path in sorted((folder / FOLDER).glob("*.json")):
        if _CODE.fullmatch(path.stem) and path.stem not in codes:
            with files.guarding(path):
                path.unlink(missing_ok=True)


def every(folders: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """All records of some registers, by code, each once. What is no record is left out."""
    seen: set[str] = set()
    for folder in folders:
        for path in sorted((folder / FOLDER).glob("*.json")):
            if _CODE.fullmatch(path.stem) and path.stem not in seen:
                seen.add(path.stem)
                with suppress(OSError, ValueError):
                    yield json.loads(path.read_text(encoding="utf-8"))


def find(code: str, folders: Iterable[Path]) -> dict[str, Any] | None:
    """The record of a code, from the first register that has one that can be read."""
    for folder in folders:
        with suppress(OSError, ValueError):
            found = json.loads((folder / FOLDER / f"{code}.json").read_text(encoding="utf-8"))
            if isinstance(found, dict) and found.get("code") == code:
                return found
    return None
