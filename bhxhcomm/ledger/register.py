"""The register: the records of editions, by code. What was released stays in the workspace, to be kept with it.

`register/<CODE>.json` in the workspace holds what was released; `register/` in the folder of outputs holds drafts, which
may be thrown away with it. Beside its record, an entry has the digests of the files that were made of the edition, so that
they are known when all else is lost, and a sum, so that a slip of an editor or a merge does not pass for a record.

A record that is damaged is an error of whoever reads the register: nobody can tell any more what it withdrew. Nothing else
lies there, but for what begins with a dot: what is called otherwise may be a record that somebody renamed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bhxhcomm.core import digests, files, json_file, paths
from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import ContentError, Place, Problem, error
from bhxhcomm.ledger.record import SCHEMA, Record
from bhxhcomm.ledger.seen import Seen

FOLDER = "register"
KIND = "record"
"""What the sum of an entry is told to be over (`core.digests`)."""
MOST = 16_000_000
"""Bytes of an entry; the longest booklet takes a hundredth of it."""
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")
_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What the register has of an edition: its record, and the files that were made of it: by their paths in a folder of
    outputs the SHA-256 of each state that they were published in (another version of a library gives other bytes)."""

    record: Mapping[str, Any]
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)


def normal_code(typed: str) -> str | None:
    """A code as it was typed from paper, put right: small letters, a missing hyphen, O for 0. None for what is no code."""
    letters = re.sub(r"[\s‐-―-]", "", typed).upper().translate(_TYPED)
    code = f"{letters[:5]}-{letters[5:]}"
    return code if _CODE.fullmatch(code) else None


def codes_in(text: str) -> list[str]:
    """Every code in a text, such as that of a page, each once."""
    return list(dict.fromkeys(_CODE.findall(text)))


def enter(record: Mapping[str, Any], folder: Path, made: Mapping[str, Sequence[str]] | None = None) -> None:
    """Put a record into a register, with the files that were `made` of it. An edition has one code and one record, whenever it
    is built.

    Offices that are called alike and say the same have the same edition: the first of them by id stands for all, in whatever
    order they are built. Raises `ContentError` where a damaged record lies there: it is not written over.
    """
    known = entry(record["code"], folder)
    told = dict(known.record) if known is not None and _owner(known.record) < _owner(record) else dict(record)
    before, now = known.files if known is not None else {}, made or {}
    content = {
        **told,
        "files": {name: sorted({*before.get(name, ()), *now.get(name, ())}) for name in {*before, *now}},
    }
    content["sum"] = digests.of(KIND, content)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = folder / FOLDER / f"{record['code']}.json"
    files.refuse_links(path, folder)
    files.write(path, text.encode())


def _owner(record: Mapping[str, Any]) -> tuple[str, str]:
    return str(record.get("office", "")), str(record.get("pack", ""))


def keep_only(codes: Collection[str], folder: Path) -> None:
    """Remove from a register of drafts the records of editions of which nothing is left."""
    for path in _paths(folder):
        if _is_named(path) and path.stem not in codes:
            files.refuse_links(path.parent, folder)
            with files.guarding(path):
                path.unlink(missing_ok=True)


def entry(code: str, folder: Path) -> RegisterEntry | None:
    """What a register has of a code; None where it has nothing. Raises `ContentError` for a record that is damaged."""
    path = folder / FOLDER / f"{code}.json"
    try:
        data = json_file.read_bytes(path, MOST)
    except FileNotFoundError:
        return None
    except json_file.JsonError as exc:
        raise _damaged(path, exc.message) from None
    return _parsed(path, data)


def has(code: str, folder: Path) -> bool:
    """Whether a record of a code lies in a register, whole or not."""
    return os.path.lexists(folder / FOLDER / f"{code}.json")


def find(code: str, folders: Iterable[Path]) -> dict[str, Any] | None:
    """The record of a code, from the first register that has one. Raises `ContentError` for one that is damaged."""
    for folder in folders:
        found = entry(code, folder)
        if found is not None:
            return dict(found.record)
    return None


def every(folders: Iterable[Path]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """All records of some registers, by code, each once; and an error for each that cannot be read."""
    found, problems = entries(folders)
    records: dict[str, dict[str, Any]] = {}
    for one in found:
        records.setdefault(one.record["code"], dict(one.record))
    return list(records.values()), problems


def entries(folders: Iterable[Path]) -> tuple[list[RegisterEntry], list[Problem]]:
    """Everything that some registers have, also of one code several times; and an error for each that cannot be read."""
    found = list(_each(folders))
    return [one for one in found if isinstance(one, RegisterEntry)], [one for one in found if isinstance(one, Problem)]


def files_of(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Every file of which some registers know that it was made: its path in a folder of outputs, and its SHA-256."""
    for found in _each(folders):
        if isinstance(found, RegisterEntry):
            yield from ((path, digest) for path, digests in found.files.items() for digest in digests)


def damage(folders: Iterable[Path], seen: Seen) -> list[Problem]:
    """What is wrong with the records of some registers. Those that were whole when they were last looked at, and have not
    been touched since, are not read again."""
    problems: list[Problem] = []
    whole: dict[str, str] = {}
    for folder in folders:
        try:
            there = _paths(folder)
        except ContentError as exc:
            problems += exc.problems
            continue
        for path in there:
            digest = "" if path.is_symlink() else seen.digest(path) or ""
            if not digest or seen.whole.get(str(path)) != digest:
                wrong = [found for found in _at(path) if isinstance(found, Problem)]
                problems += wrong
                if wrong:
                    continue
            whole[str(path)] = digest
    seen.whole = whole
    return problems


def _each(folders: Iterable[Path]) -> Iterator[RegisterEntry | Problem]:
    for folder in folders:
        try:
            there = _paths(folder)
        except ContentError as exc:
            yield from exc.problems
            continue
        for path in there:
            yield from _at(path)


def _at(path: Path) -> Iterator[RegisterEntry | Problem]:
    """What lies in one file of a register, or why it is no record."""
    try:
        data = json_file.read_bytes(path, MOST)
        yield _parsed(path, data) if _is_named(path) or _is_record(data) else _stray(path)
    except FileNotFoundError:
        return
    except json_file.JsonError as exc:
        yield from _damaged(path, exc.message).problems if _is_named(path) else [_stray(path)]
    except ContentError as exc:
        yield from exc.problems


def _paths(folder: Path) -> list[Path]:
    """What lies in a register, but for what begins with a dot (.gitkeep, .gitattributes). Raises `ContentError` where it
    cannot be looked into."""
    place = folder / FOLDER
    if place.is_symlink():
        raise ContentError([files.link_problem(place)])
    try:
        with os.scandir(place) as found:
            names = [item.name for item in found]
    except FileNotFoundError:
        return []
    except OSError as exc:
        raise error(
            "register-unreadable",
            _("the register cannot be read: {why}").format(why=exc.strerror),
            Place(str(place)),
            _("this is where it is kept what was released; put the folder `{name}` back").format(name=FOLDER),
        ) from None
    return [place / name for name in sorted(names) if not name.startswith(".")]


def _is_named(path: Path) -> bool:
    """Whether a file is called as records are."""
    return path.suffix == ".json" and _CODE.fullmatch(path.stem) is not None


def _stray(path: Path) -> Problem:
    return Problem(
        "not-a-record",
        _("this is no record; was it renamed, or is it damaged?"),
        Place(str(path)),
        _("nothing but records lies here: put it back from a copy (git, a backup), or put what is none elsewhere"),
    )


def _is_record(data: bytes) -> bool:
    """Whether a file of another name, such as a copy that somebody made or renamed, is a record all the same."""
    try:
        content = json_file.parse(data)
    except json_file.JsonError:
        return False
    return isinstance(content, dict) and {"code", "figures"} <= content.keys()


def _parsed(path: Path, data: bytes) -> RegisterEntry:
    try:
        content = json_file.parse(data)
    except json_file.JsonError as exc:
        raise _damaged(path, exc.message) from None
    if not isinstance(content, dict):
        raise _damaged(path, _("it is no record"))
    sum_ = content.pop("sum", None)
    if (
        sum_ is not None
        and content.get("schema") == SCHEMA
        and not digests.fits(str(sum_), KIND, content, Place(str(path)))
    ):
        raise _damaged(path, _("it was changed after it was written: its sum does not fit"))
    made = content.pop("files", {})
    record = checked(content, path)
    if f"{record['code']}.json" != path.name:
        raise error(
            "record-misnamed",
            _("the record of {code} lies in a file of another name").format(code=record["code"]),
            Place(str(path)),
            _("call it {name}, or remove it if it is a copy").format(name=f"{record['code']}.json"),
        )
    if not isinstance(made, dict) or not all(_is_file(name, known) for name, known in made.items()):
        raise _damaged(path, _("its list of files is none"))
    return RegisterEntry(record, made)


def _is_file(name: str, digests: object) -> bool:
    return (
        not paths.refusal(name)
        and isinstance(digests, list)
        and all(isinstance(digest, str) and _SHA256.fullmatch(digest) for digest in digests)
    )


def checked(content: Any, path: Path) -> dict[str, Any]:
    """A record that was read somewhere, if it is one. Raises `ContentError`: `record-damaged`, `record-newer`."""
    if isinstance(content, dict) and type(content.get("schema")) is int and content["schema"] > SCHEMA:
        raise error(
            "record-newer",
            _("this record has the format {format}; this version of bhxhcomm knows {known}").format(
                format=content["schema"], known=SCHEMA
            ),
            Place(str(path)),
            _("use the version of bhxhcomm that wrote it"),
        )
    try:
        return Record.model_validate(content).plain()
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:80]
        why = _("`{key}` is missing, or is not what stands there in a record").format(key=where) if where else None
        raise _damaged(path, why or _("it is no record")) from None
    except RecursionError:
        raise _damaged(path, _("it is nested too deeply")) from None


def _damaged(path: Path, why: Message) -> ContentError:
    return error(
        "record-damaged",
        _("this record cannot be used: {why}").format(why=why),
        Place(str(path)),
        _("put it back from a copy (git, a backup); without it nobody can tell what was published under its code"),
    )
