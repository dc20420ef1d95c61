"""What was made earlier and is no longer true: every edition of which anything is known, against the figures of a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError, Problem
from bhxhcomm.ledger import manifest, record, register
from bhxhcomm.recall import validity
from bhxhcomm.recall.validity import FigureFinding, FigureVerdict


@dataclass(frozen=True, slots=True)
class WithdrawnEdition:
    """An edition whose figures are no longer in force: its record, the figures with what became of them, and those of its
    files that are still there. `office_gone` says that the office is no longer in the workspace."""

    record: Mapping[str, Any]
    findings: tuple[tuple[Mapping[str, Any], FigureFinding], ...]
    files: tuple[Path, ...]
    office_gone: bool = False


def withdrawn(
    workspace: Workspace, date: dt.date, outs: Iterable[Path], *, drafts: bool = False
) -> tuple[list[WithdrawnEdition], list[Problem]]:
    """Editions to be withdrawn, by office, pack and code: those of the registers and of the manifests in some folders.

    Drafts were never published; they are left out unless asked for. Manifests and records that cannot be read are problems,
    each by its file; what the others say counts all the same.
    """
    known, problems = released(workspace, outs, drafts=drafts)
    found = (replace(one, findings=tuple(_untrue(workspace, one.record, date))) for one in known)
    return [one for one in found if one.findings], problems


def released(
    workspace: Workspace, outs: Iterable[Path], *, drafts: bool = False
) -> tuple[list[WithdrawnEdition], list[Problem]]:
    """All editions of which anything is known, as `withdrawn` does, without looking at their figures."""
    outs = list(outs)
    files, records, problems = _known(outs)
    registered, damaged = register.every([workspace.root, *outs])
    problems += damaged
    for one in registered:
        records.setdefault(one["code"], one)
    found = [
        WithdrawnEdition(
            one,
            (),
            tuple(path for path in files.get(code, ()) if path.is_file()),
            one["office"] not in workspace.offices,
        )
        for code, one in records.items()
        if drafts or not one["draft"]
    ]
    return sorted(found, key=_order), problems


def between(
    workspace: Workspace, before: dt.date | None, after: dt.date, outs: Iterable[Path]
) -> tuple[list[WithdrawnEdition], list[Problem]]:
    """What was released and is not true at the later date, though it was at the earlier one, or though files of it still lie
    where they could be sent. Problems are those of `withdrawn`."""
    outs = list(outs)
    untrue, problems = withdrawn(workspace, after, outs)
    past = {one.record["code"] for one in withdrawn(workspace, before, outs)[0]} if before is not None else set()
    return [one for one in untrue if one.record["code"] not in past or one.files], problems


def _order(one: WithdrawnEdition) -> tuple[str, str, str]:
    return one.record["office"], one.record["pack"], one.record["code"]


def _known(outs: Iterable[Path]) -> tuple[dict[str, list[Path]], dict[str, dict[str, Any]], list[Problem]]:
    """The files and the records that the manifests of some folders know, by code."""
    files: dict[str, list[Path]] = {}
    records: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for out in outs:
        path = manifest.lies_in(out)
        if path is None:
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


def _untrue(
    workspace: Workspace, one: Mapping[str, Any], date: dt.date
) -> Iterator[tuple[Mapping[str, Any], FigureFinding]]:
    """The figures of a record that hold no longer. A figure that only begins to hold later is not untrue, but early."""
    for figure, finding in zip(one["figures"], validity.judge_all(one, workspace, date), strict=True):
        early = dt.date.fromisoformat(figure["effective_from"]) > date
        if finding.verdict is not FigureVerdict.HOLDS and not early:
            yield figure, finding
