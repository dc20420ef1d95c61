"""Make one piece in all its formats: prepare, render, check, write. Each file appears when it is complete and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bhxhcomm.build import files, output, provenance, register
from bhxhcomm.build.prepare import TEMPLATES, Prepared, coded, prepare, record_of
from bhxhcomm.build.request import Request
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition import drafts
from bhxhcomm.edition.text import Figure
from bhxhcomm.i18n import _
from bhxhcomm.materials.document import figures
from bhxhcomm.problems import ContentError, MachineError, Problem

FONT_MISSING = "font-missing"
"""The code of the problem that a font of the language is not on this machine."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a request: its artifacts as they are printed, and what was found."""

    artifacts: tuple[dict[str, Any], ...]
    problems: tuple[Problem, ...]


def make(workspace: Workspace, request: Request) -> Made:
    """Make one request. What is wrong with it is returned, not raised, a missing font too; other `MachineError`s are."""
    try:
        prepared = prepare(workspace, request)
        if prepared.reasons and request.release:
            return _refused(request, prepared)
        return _Maker(workspace, request, coded(workspace, prepared)).make()
    except ContentError as exc:
        problems = [where_named(workspace, request, problem) for problem in exc.problems]
        return Made(tuple(failed(request, ending) for ending in request.formats), within(request, problems))
    except MachineError as exc:
        # Another language may have its fonts: this one does not keep it back.
        if exc.problem.code != FONT_MISSING:
            raise
        return Made(tuple(failed(request, ending) for ending in request.formats), within(request, [exc.problem]))


class _Maker:
    """The files of one piece, one after the other. One that fails does not keep back the others."""

    def __init__(self, workspace: Workspace, request: Request, prepared: Prepared) -> None:
        self.workspace = workspace
        self.request = request
        self.prepared = prepared
        self.record = record_of(request, prepared)
        self.figures = figures(prepared.document)
        self.artifacts: list[dict[str, Any]] = []
        self.problems: list[Problem] = []

    def make(self) -> Made:
        wanted = self.request.formats
        office = (
            self._pdf("office", keep="pdf" in wanted and "office" in self.request.purposes)
            if self._needs_office
            else None
        )
        if "pdf" in wanted and "press" in self.request.purposes:
            self._pdf("press", keep=True)
        if "docx" in wanted:
            self._docx()
        if "png" in wanted and office is not None:
            self._pictures(office)
        if any(entry["sha256"] for entry in self.artifacts):
            draft = self.prepared.document.draft
            register.enter(self.record, self.request.out if draft else self.workspace.root)
        return Made(tuple(self.artifacts), within(self.request, self.problems))

    @property
    def _needs_office(self) -> bool:
        return "png" in self.request.formats or ("pdf" in self.request.formats and "office" in self.request.purposes)

    def _pdf(self, purpose: str, *, keep: bool) -> bytes | None:
        from bhxhcomm.page import pdf

        rendered = pdf.render_document(
            self.prepared.document,
            template_folders=[self.workspace.root / TEMPLATES],
            picture_folders=self._picture_folders,
            workspace=self.workspace.root,
            purpose=purpose,
            marks=self.request.marks and purpose == "press",
            record=provenance.text(self.record),
        )
        self.problems += [where_named(self.workspace, self.request, problem) for problem in rendered.problems]
        part = "" if purpose == "office" else purpose
        if not rendered.ok:
            self.artifacts.append(failed(self.request, "pdf", part) | {"checks": dict(rendered.checks)})
            return None
        if keep:
            self._write("pdf", rendered.pdf, dict(rendered.checks), part)
        return rendered.pdf

    def _docx(self) -> None:
        from bhxhcomm.page import docx, fonts

        found = fonts.find(fonts.families_for(self.prepared.document.lang).all, self.workspace.root)
        rendered = docx.render(
            self.prepared.document,
            found,
            picture_folders=self._picture_folders,
            template_folders=[self.workspace.root / TEMPLATES],
        )
        self.problems += [where_named(self.workspace, self.request, problem) for problem in rendered.problems]
        if any(problem.is_error for problem in rendered.problems):
            self.artifacts.append(failed(self.request, "docx") | {"checks": dict(rendered.checks)})
            return
        self._write("docx", rendered.docx, dict(rendered.checks))

    def _pictures(self, pdf: bytes) -> None:
        from bhxhcomm.page import pixels

        dpi = self.request.dpi
        pages = pixels.pages(pdf, dpi)
        for number, page in enumerate(pages, 1):
            self._picture(page, f"trang-{number}", dpi)
        if len(pages) > 1:
            sheet_dpi = max(dpi // 2, 50)
            self._picture(pixels.contact_sheet(pixels.pages(pdf, sheet_dpi), sheet_dpi), "tong-quan", sheet_dpi)

    def _picture(self, picture: bytes, part: str, dpi: int) -> None:
        self._write("png", provenance.into_png(picture, self.record, dpi=dpi), {"dpi": dpi}, part)

    def _write(self, ending: str, data: bytes, checks: dict[str, Any], part: str = "") -> None:
        document = self.prepared.document
        path = self.request.path(ending, draft=document.draft, part=part)
        changed = files.write(path, data)
        entry = artifact(self.request, path, "built" if changed else "unchanged", self.prepared.reasons, self.figures)
        self.artifacts.append(
            entry | {"code": document.code, "sha256": hashlib.sha256(data).hexdigest(), "checks": checks}
        )

    @property
    def _picture_folders(self) -> list[Path]:
        return [self.workspace.packs[self.request.pack].folder, self.workspace.root / "offices"]


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


def _refused(request: Request, prepared: Prepared) -> Made:
    shown = figures(prepared.document)
    problems = [
        Problem(
            f"not-released:{reason.code}",
            reason.message,
            hint=""
            if index
            else _("see `bhxhcomm status {pack}` and `bhxhcomm approve --help`").format(pack=request.pack),
        )
        for index, reason in enumerate(prepared.reasons)
    ]
    artifacts = (
        artifact(request, request.path(ending, draft=False), "refused", prepared.reasons, shown)
        for ending in request.formats
    )
    return Made(tuple(artifacts), within(request, problems))


def shown_path(path: Path) -> str:
    """A path as people want to read it: relative to where they are, when it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
