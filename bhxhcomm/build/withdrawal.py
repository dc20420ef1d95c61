"""What was made earlier and is no longer true: every edition of which anything is known, against the figures of a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bhxhcomm.build import manifest, record, register, validity
from bhxhcomm.build.validity import Finding, Verdict
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.problems import ContentError, Problem


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An edition whose figures are no longer in force: its record, the figures with what became of them, and those of its
    files that are still there. `office_gone` says that the office is no longer in the workspace."""

    record: Mapping[str, Any]
    findings: tuple[tuple[Mapping[str, Any], Finding], ...]
    files: tuple[Path, ...]
    office_gone: bool = False


def withdrawn(
    workspace: Workspace, date: dt.date, outs: Iterable[Path], *, drafts: bool = False
) -> tuple[list[Withdrawn], list[Problem]]:
    """Editions to be withdrawn, by office, pack and code: those of the registers and of the manifests in some folders.

    Drafts were never published; they are left out unless asked for. Manifests that cannot be read are problems; what the
    registers say counts all the same.
    """
    outs = list(outs)
    files, records, problems = _known(outs)
    for one in register.every([workspace.root, *outs]):
        records.setdefault(one["code"], one)
    found = [
        Withdrawn(
            one,
            tuple(_untrue(workspace, one, date)),
            tuple(path for path in files.get(code, ()) if path.is_file()),
            one["office"] not in workspace.offices,
        )
        for code, one in records.items()
        if drafts or not one["draft"]
    ]
    wanted = [one for one in found if one.findings]
    key = lambda one: (one.record["office"], one.record["pack"], one.record["code"])  # noqa: E731
    return sorted(wanted, key=key), problems


def _known(outs: Iterable[Path]) -> tuple[dict[str, list[Path]], dict[str, dict[str, Any]], list[Problem]]:
    """The files and the records that the manifests of some folders know, by code."""
    files: dict[str, list[Path]] = {}
    records: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for out in outs:
        path = out / manifest.FILE_NAME
        if not path.is_file():
            continue
        try:
            whole = manifest.read(path)
        except ContentError as exc:
            problems += exc.problems
            continue
        for piece in whole.pieces:
            records.setdefault(piece.code, record.of_piece(piece))
            files.setdefault(piece.code, []).extend(out / artifact.path for artifact in piece.artifacts)
    return files, records, problems


def _untrue(workspace: Workspace, one: Mapping[str, Any], date: dt.date) -> Iterator[tuple[Mapping[str, Any], Finding]]:
    """The figures of a record that hold no longer. A figure that only begins to hold later is not untrue, but early."""
    for figure, finding in zip(one["figures"], validity.judge_all(one, workspace, date), strict=True):
        early = dt.date.fromisoformat(figure["effective_from"]) > date
        if finding.verdict is not Verdict.HOLDS and not early:
            yield figure, finding
