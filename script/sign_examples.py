"""The signatures of a workspace of samples, made anew over what stands there now. A line that still holds stays as it is,
whatever the scheme of its digests.

Only samples are signed like this: the names in them stand for nobody, and say so. Who signed, as what, when and by which
document is taken from the newest line over the same thing; a national value that no line names yet (a new fact, a new date) is
signed as the last fact of that file is. A pack without a review file and an office's own value without a line stay unsigned:
one of the examples shows a draft.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bhxhcomm.content.review import FILE_NAME
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import files
from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition import readings, signing, snapshot
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.materials import loading

ROOT = Path(__file__).resolve().parent.parent
ANYBODY = signing.Signer("–", dt.date(2000, 1, 1), "")
"""Who signs until the sample's own signer takes the place."""

Entry = dict[str, Any]


def signed_anew(
    old: Iterable[Entry], now: Iterable[Entry], shown_as: str, before: Callable[[Entry], Entry | None]
) -> list[Entry]:
    """The lines of a review file over what stands there `now`, signed as the `old` ones are; `before` gives a line of now as
    scheme 1 put it.

    Raises `ValueError` for a line over something that is no text, fact or office of today: a sample has no other yet.
    """
    content = {(entry["of"], entry["id"]): entry for entry in now}
    newest = {(one["of"], one["id"], one.get("as"), one.get("step")): one for one in old}
    if strange := [one["of"] for one in newest.values() if one["of"] not in ("text", "fact", "office")]:
        raise ValueError(f"{shown_as}: a sample's {strange[0]} is signed with `bhxhcomm approve`, not by this script")
    facts = [one for one in newest.values() if one["of"] == "fact"]
    made = [_line(one, content[name[:2]], before) for name, one in newest.items() if name[:2] in content]
    known = {(one["of"], one["id"]) for one in made}
    new = [one for name, one in content.items() if name not in known and one["of"] == "fact" and "/" not in one["id"]]
    return made + [_line(facts[-1], one, before) for one in new if facts]


def _line(signed: Entry, now: Entry, before: Callable[[Entry], Entry | None]) -> Entry:
    """One line: as it was signed, where it still holds; else who, when and by which document as it was signed, of what, and its
    hashes, as it is now."""
    hashes = ("digest", "readings", "units")
    if any(all(signed.get(name) == one.get(name) for name in hashes) for one in (now, before(now) or {})):
        return signed
    kept = {name: value for name, value in signed.items() if name not in ("units", "readings", "batch")}
    return {**kept, **{name: now[name] for name in ("of", "id", "digest", "readings", "units") if name in now}}


def renewed(space: Workspace) -> dict[Path, bytes]:
    """The review files of a workspace, and the approved texts beside them, as they should stand. Writes nothing."""
    found: dict[Path, bytes] = {}
    bare = replace(space, signatures=())
    plans = [
        signing.sign_facts(bare, space.facts.values(), ANYBODY),
        signing.sign_facts(
            bare, [fact for office in space.offices.values() for fact in office.facts.values()], ANYBODY
        ),
        signing.sign_offices(bare, space.offices.values(), ANYBODY),
    ]
    _renew(space.root / FILE_NAME, plans, found)
    for pack in space.packs.values():
        if (pack.folder / FILE_NAME).is_file():
            plan = signing.sign_text(bare, replace(pack, signatures=()), ANYBODY)
            _renew(plan.file, [plan], found)
            found[snapshot.path_of(pack, SOURCE_LANGUAGE)] = snapshot.dump(pack, readings.of_pack(space, pack))
    return found


def _renew(file: Path, plans: Sequence[signing.Plan], found: dict[Path, bytes]) -> None:
    old = signing.lines_of(file.read_text(encoding="utf-8"), str(file))
    now = [entry for plan in plans for entry in plan.entries]
    earlier = {digest: before for plan in plans for digest, before in plan.earlier.items()}
    plan = signing.Plan(file, (), tuple(now), earlier)
    found[file] = signing.text_with("", signed_anew(old, now, str(file), plan.by_scheme_1)).encode()


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/sign-examples", description="Sign a workspace of samples anew.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "examples")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a signature no longer holds")
    given = parser.parse_args()
    try:
        wanted = renewed(loading.load(given.folder).checked())
    except (ContentError, ValueError) as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    void = [path for path, data in wanted.items() if not path.is_file() or path.read_bytes() != data]
    for path in void:
        if not given.check:
            files.write(path, wanted[path])
        sys.stdout.write(f"{'void' if given.check else 'signed'}: {path.relative_to(given.folder)}\n")
    return 1 if void and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
