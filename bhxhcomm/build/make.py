"""Make one piece: resolve, compose, render, check, write. The phases in their order, and nothing of its own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from bhxhcomm.build import files, fingerprint, output
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition import drafts
from bhxhcomm.edition.resolve import resolve
from bhxhcomm.edition.text import Figure
from bhxhcomm.i18n import _
from bhxhcomm.language.labels import labels
from bhxhcomm.materials import document as documents
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.problems import ContentError, Place, Problem

TEMPLATES = "templates"
LABELS = "locales/labels"
"""Where a workspace puts its own templates and labels."""


@dataclass(frozen=True, slots=True)
class Request:
    """One piece that is asked for. `out` is the folder that holds the folders of offices."""

    pack: str
    material: str
    variant: str
    lang: str
    office: str
    date: dt.date
    out: Path
    release: bool = False
    theme: str = "default"

    def path(self, ending: str, *, draft: bool) -> Path:
        """Where the file goes: `<office>/<pack>/<material>-<variant>.<lang>[.nhap].<ending>`."""
        name = f"{self.material}-{self.variant}" if self.variant else self.material
        mark = ".nhap" if draft else ""
        return self.out / self.office / self.pack / f"{name}.{self.lang}{mark}.{ending}"


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a request: its artifacts as they are printed, and what was found."""

    artifacts: tuple[dict[str, Any], ...]
    problems: tuple[Problem, ...]


def make(workspace: Workspace, request: Request) -> Made:
    """Make the PDF of one request. What is wrong with it is returned, not raised; `MachineError` is raised."""
    try:
        edition = resolve(workspace, request.pack, request.lang, request.office, request.date)
        words = labels(request.lang, workspace.root / LABELS)
        material = import_module(MATERIALS[request.material].module)
        composed: documents.Document = material.compose(edition, request.variant, words, theme=request.theme)
        shown = documents.figures(composed)
        reasons = drafts.reasons(workspace, edition, shown)
        if reasons and request.release:
            return _refused(request, reasons, shown)
        composed = replace(composed, draft=bool(reasons))
        return _render(workspace, request, composed, reasons)
    except ContentError as exc:
        return _failed(request, [_where_named(workspace, request, problem) for problem in exc.problems])


def _where_named(workspace: Workspace, request: Request, problem: Problem) -> Problem:
    """A problem of a picture, said where the picture is named: that is the line that its author can mend."""
    logo = workspace.offices[request.office].logo
    named = {**workspace.packs[request.pack].pictures, **({logo.path.name: logo} if logo else {})}
    for name, picture in named.items():
        if problem.place.path == str(picture.path):
            return replace(problem, place=picture.place, message=f"`{name}`: {problem.message}")
    return problem


def _render(
    workspace: Workspace, request: Request, composed: documents.Document, reasons: tuple[drafts.Reason, ...]
) -> Made:
    from bhxhcomm.page import fonts, pdf

    overrides = [workspace.root / TEMPLATES]
    found = fonts.find(fonts.families_for(composed.lang).all, workspace.root)
    key = fingerprint.key(composed, fonts=[font.sha256 for font in found], overrides=overrides)
    composed = replace(composed, code=fingerprint.code(key))
    folders = [workspace.packs[request.pack].folder, workspace.root / "offices"]
    rendered = pdf.render_document(
        composed, template_folders=overrides, picture_folders=folders, workspace=workspace.root
    )
    problems = [
        problem.within(pack=request.pack, lang=request.lang, office=request.office) for problem in rendered.problems
    ]
    if not rendered.ok:
        return _failed(request, problems, checks=dict(rendered.checks))
    path = request.path("pdf", draft=composed.draft)
    changed = files.write(path, rendered.pdf)
    artifact = _artifact(request, path, "built" if changed else "unchanged", reasons, documents.figures(composed))
    artifact |= {
        "code": composed.code,
        "sha256": hashlib.sha256(rendered.pdf).hexdigest(),
        "checks": dict(rendered.checks),
    }
    return Made((artifact,), tuple(problems))


def _artifact(
    request: Request,
    path: Path,
    status: output.Status,
    reasons: Iterable[drafts.Reason] = (),
    shown: Iterable[Figure] = (),
) -> dict[str, Any]:
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


def _failed(request: Request, problems: Iterable[Problem], checks: dict[str, Any] | None = None) -> Made:
    artifact = _artifact(request, request.path("pdf", draft=False), "failed") | {"checks": checks or {}}
    return Made((artifact,), tuple(problem.within(pack=request.pack, office=request.office) for problem in problems))


def _refused(request: Request, reasons: tuple[drafts.Reason, ...], shown: Iterable[Figure]) -> Made:
    path = request.path("pdf", draft=False)
    problems = [
        Problem(
            f"not-released:{reason.code}",
            reason.message,
            Place(""),
            _("see `bhxhcomm status {pack}` and `bhxhcomm approve --help`").format(pack=request.pack),
            pack=request.pack,
            lang=request.lang,
            office=request.office,
        )
        for reason in reasons
    ]
    return Made((_artifact(request, path, "refused", reasons, shown),), tuple(problems))


def shown_path(path: Path) -> str:
    """A path as people want to read it: relative to where they are, when it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
