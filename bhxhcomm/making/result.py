"""What became of a request: its artifacts as they are printed, and what was found."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.i18n import _, about, translated
from bhxhcomm.core.problems import Problem
from bhxhcomm.edition import drafts
from bhxhcomm.language.text import Figure
from bhxhcomm.ledger import output
from bhxhcomm.ledger.manifest import Piece, RecordedArtifact
from bhxhcomm.ledger.reasons import Because
from bhxhcomm.making.request import Request


@dataclass(frozen=True, slots=True)
class RequestResult:
    """What became of a request: its artifacts as they are printed, and what was found."""

    artifacts: tuple[dict[str, Any], ...]
    problems: tuple[Problem, ...]


def where_named(workspace: Workspace, request: Request, problem: Problem) -> Problem:
    """A problem of a picture, said where the picture is named: that is the line that its author can mend."""
    logo = workspace.offices[request.office].logo
    named = {**workspace.packs[request.pack].pictures, **({logo.path.name: logo} if logo else {})}
    for name, picture in named.items():
        if problem.place.path == str(picture.path):
            return replace(problem, place=picture.place, message=about(name, problem.message))
    return problem


def within(request: Request, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems said of the edition they belong to, each once."""
    said = (problem.within(pack=request.pack, lang=request.lang, office=request.office) for problem in problems)
    return tuple(dict.fromkeys(said))


def artifact(
    request: Request,
    path: Path,
    status: output.Status,
    reasons: Iterable[drafts.Reason] = (),
    shown: Iterable[Figure] = (),
) -> dict[str, Any]:
    """One file as it is printed; code, digest and checks are added where there are any."""
    given = [output.reason(reason) for reason in reasons]
    return {
        "path": shown_path(path),
        "pack": request.pack,
        "material": request.material,
        "variant": request.variant,
        "format": path.suffix[1:],
        "lang": request.lang,
        "office": request.office,
        "as_of": request.date.isoformat(),
        "applies_from": request.ahead.isoformat() if request.ahead and not given else None,
        "code": "",
        "sha256": "",
        "status": status,
        "draft": bool(given),
        "reasons": given,
        "facts": [output.figure(figure) for figure in shown],
        "checks": {},
        "because": [],
    }


Said = tuple[list[dict[str, Any]], list[dict[str, Any]]]
"""The reasons and the figures of a piece as they are printed; its files share them."""


def said_of(piece: Piece) -> Said:
    """What is printed of a piece with each of its files."""
    reasons = [_reason_said(one.code, one.subject, tuple(one.messages.items())) for one in piece.reasons]
    facts = [
        _figure_said(one.id, one.value, isinstance(one.value, int), one.effective_from, one.source)
        for one in piece.figures
    ]
    return reasons, facts


@lru_cache(maxsize=4096)
def _reason_said(code: str, subject: str, messages: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """A reason as it is printed, the same object for all pieces that have it."""
    return {"code": code, "subject": subject, "message": translated(dict(messages))}


@lru_cache(maxsize=4096)
def _figure_said(id: str, value: float | str, _whole: bool, effective_from: str, source: str) -> dict[str, Any]:
    """A figure as it is printed, the same object for all pieces that show it. 1 and 1.0 look different."""
    return {"id": id, "value": value, "effective_from": effective_from, "source": source}


def entered(
    request_date: dt.date,
    out: Path,
    piece: Piece,
    entry: RecordedArtifact,
    status: output.Status,
    because: Iterable[Because] = (),
    said: Said | None = None,
) -> dict[str, Any]:
    """One file of a manifest as it is printed; `said` is what is printed of its piece, where that is known already."""
    reasons, facts = said or said_of(piece)
    return {
        "path": shown_path(out / entry.path),
        "pack": piece.pack,
        "material": piece.material,
        "variant": piece.variant,
        "format": entry.format,
        "lang": piece.lang,
        "office": piece.office,
        "as_of": request_date.isoformat(),
        "applies_from": piece.applies_from,
        "code": piece.code,
        "sha256": entry.sha256,
        "status": status,
        "draft": piece.draft,
        "reasons": reasons,
        "facts": facts,
        "checks": entry.checks,
        "because": [one.shown() for one in because],
    }


def failed(request: Request, ending: str, part: str = "") -> dict[str, Any]:
    """A file that could not be made, as it is printed."""
    return artifact(request, request.path(ending, draft=False, part=part), "failed")


def fault(exc: Exception) -> Problem:
    """What is said of one piece that met a fault of bhxhcomm itself, so that all others go on; raised for who debugs."""
    if os.environ.get("BHXHCOMM_DEBUG"):
        raise exc
    return Problem(
        "internal",
        _("this is a fault in bhxhcomm itself: {kind}: {why}").format(kind=type(exc).__name__, why=exc),
        hint=_("please report it with the command you gave; BHXHCOMM_DEBUG=1 shows where it happened"),
    )


def shown_path(path: Path) -> str:
    """A path as people want to read it: relative to where they are, when it lies below."""
    try:
        return (_resolved(path.parent) / path.name).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


@lru_cache(maxsize=4096)
def _resolved(folder: Path) -> Path:
    """A folder without links; those in which files are made stay what they are while a process runs."""
    return folder.resolve()
