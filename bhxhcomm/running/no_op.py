"""Answers that still hold: nothing that a build can depend on has changed since, no date has passed, every file is whole.

An answer is kept only of a build in which nothing failed. It is found by what was asked for; it holds for the same digest
of all inputs, for the days up to the next on which something changes, and beside the same manifest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from bhxhcomm.core import canonical, files
from bhxhcomm.core.i18n import packed, unpacked
from bhxhcomm.core.problems import ContentError, Place, Problem, Severity
from bhxhcomm.ledger import manifest
from bhxhcomm.ledger.manifest import Piece, RecordedArtifact
from bhxhcomm.ledger.seen import NOTES_DAMAGED, Seen
from bhxhcomm.making.result import entered, said_of, shown_path
from bhxhcomm.running.run import Result

KEPT = 12
"""So many answers are kept for one folder of outputs; the oldest go."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: everything typed that decides what is made, the workspace's own date aside."""

    asked: Mapping[str, Any]
    as_of: dt.date | None

    @property
    def name(self) -> str:
        return canonical.digest({"asked": self.asked, "as_of": str(self.as_of)})[:24]


def answer(
    question: Question, out: Path, seen: Seen, inputs: Callable[[], str], today: Callable[[], dt.date]
) -> Result | None:
    """The result of a build in which nothing would be done; None where one must look closer."""
    kept = seen.notes.get(question.name)
    if not isinstance(kept, dict):
        return None
    try:
        return _answer(kept, question, out, seen, inputs, today)
    except (LookupError, TypeError, ValueError, AttributeError, OSError, ContentError):
        return None


def _answer(
    kept: Mapping[str, Any],
    question: Question,
    out: Path,
    seen: Seen,
    inputs: Callable[[], str],
    today: Callable[[], dt.date],
) -> Result | None:
    pinned = dt.date.fromisoformat(kept["pinned"]) if kept["pinned"] else None
    own = pinned or today()
    date = question.as_of or own
    since, following = kept["since"], kept["next"]
    if (since and date.isoformat() < since) or (following and date.isoformat() >= following):
        return None
    if (date == own) != kept["own"]:
        # The same date would now go to another folder.
        return None
    if date != today() and kept["day"] != today().isoformat():
        # As at another day than today, what may leave the house changes from one day to the next.
        return None
    data = manifest.data(out / manifest.FILE_NAME)
    if hashlib.sha256(data).hexdigest() != kept["manifest"] or (out / ".bhxhcomm" / "journal").exists():
        return None
    if inputs() != kept["inputs"]:
        return None
    pieces = manifest.trusted(data)
    known = {one.path: (number, one) for number, piece in enumerate(pieces) for one in piece.artifacts}
    said = cache(lambda number: said_of(pieces[number]))
    links = files.Links(out)
    artifacts = []
    for one in kept["artifacts"]:
        if isinstance(one, str):
            number, artifact = known[one]
            if links.found(out / one) or seen.digest(out / one) != artifact.sha256:
                return None
            artifacts.append(entered(date, out, pieces[number], artifact, "unchanged", said=said(number)))
        else:
            artifacts.append({**unpacked(one), "as_of": date.isoformat()})
    of_ours = {shown_path(out / path): artifact for path, (_number, artifact) in known.items()}
    for one in kept["left_over"]:
        found = seen.digest(out / of_ours[one["path"]].path)
        if found is None or (found != of_ours[one["path"]].sha256) != one["edited"]:
            return None
    problems = [_problem(one) for one in kept["problems"]]
    kinds = tuple(kept["next_kinds"])
    return Result(artifacts, problems, list(kept["left_over"]), next=kept["next_shown"] or None, next_kinds=kinds)


def keep(
    question: Question,
    seen: Seen,
    result: Result,
    *,
    inputs: str,
    written: str,
    pinned: dt.date | None,
    own: bool,
    today: dt.date,
    span: tuple[dt.date | None, dt.date | None],
    files: Mapping[str, tuple[Piece, RecordedArtifact]],
    extra: list[Problem],
) -> None:
    """Keep the answer to a question, unless something failed. `inputs` and `written` are the digests of all inputs and of the
    manifest; `files` are the artifacts by the path as it is printed."""
    failed = result.machine_error or any(one["status"] in ("failed", "planned") for one in result.artifacts)
    # What waits for the day of a signature comes on that day, with no input changed.
    failed = failed or any(problem.code == "not-released:signed-ahead" for problem in result.problems)
    if failed or any(problem.is_error and not problem.code.startswith("not-released:") for problem in result.problems):
        seen.notes.pop(question.name, None)
        return
    since, following = span
    seen.notes[question.name] = {
        "inputs": inputs,
        "pinned": pinned.isoformat() if pinned else "",
        "own": own,
        "day": today.isoformat(),
        "since": since.isoformat() if since else "",
        "next": following.isoformat() if following else "",
        "next_shown": result.next or "",
        "next_kinds": list(result.next_kinds),
        "manifest": written,
        "artifacts": [
            files[one["path"]][1].path if one["path"] in files else packed({**one, "because": []})
            for one in result.artifacts
        ],
        "problems": [_kept(problem) for problem in (*extra, *result.problems) if problem.code != NOTES_DAMAGED],
        "left_over": [one for one in result.left_over if not one["removed"]],
        "at": max((note["at"] for note in seen.notes.values()), default=0) + 1,
    }
    for name in sorted(seen.notes, key=lambda name: -int(seen.notes[name]["at"]))[KEPT:]:
        del seen.notes[name]


def _kept(problem: Problem) -> dict[str, Any]:
    kept: dict[str, Any] = packed({part.name: getattr(problem, part.name) for part in fields(problem)})
    place = problem.place
    return {**kept, "place": packed([place.path, place.line, place.column, place.part])}


def _problem(kept: Mapping[str, Any]) -> Problem:
    found = unpacked(kept)
    return Problem(**{**found, "place": Place(*found["place"]), "severity": Severity(found["severity"])})
