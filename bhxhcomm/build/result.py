"""What became of a request: its artifacts as they are printed, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bhxhcomm.build import output
from bhxhcomm.build.request import Request
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition import drafts
from bhxhcomm.edition.text import Figure
from bhxhcomm.problems import Problem


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a request: its artifacts as they are printed, and what was found."""

    artifacts: tuple[dict[str, Any], ...]
    problems: tuple[Problem, ...]


def where_named(workspace: Workspace, request: Request, problem: Problem) -> Problem:
    """A problem of a picture, said where the picture is named: that is the line that its author can mend."""
    logo = workspace.offices[request.office].logo
    named = {**workspace.packs[request.pack].pictures, **({logo.path.name: logo} if logo else {})}
    for name, picture in named.items():
        if problem.place.path == str(picture.path):
            return replace(problem, place=picture.place, message=f"`{name}`: {problem.message}")
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
        "code": "",
        "sha256": "",
        "status": status,
        "draft": bool(given),
        "reasons": given,
        "facts": [output.figure(figure) for figure in shown],
        "checks": {},
    }


def failed(request: Request, ending: str, part: str = "") -> dict[str, Any]:
    """A file that could not be made, as it is printed."""
    return artifact(request, request.path(ending, draft=False, part=part), "failed")


def shown_path(path: Path) -> str:
    """A path as people want to read it: relative to where they are, when it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
