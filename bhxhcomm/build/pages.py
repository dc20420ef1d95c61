"""The files of one document: PDF for office and press, its twin, Word, pictures. Each appears when complete and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bhxhcomm.build import files, posts, provenance, register
from bhxhcomm.build.prepare import TEMPLATES, Prepared, record_of
from bhxhcomm.build.request import Request
from bhxhcomm.build.result import Made, artifact, failed, where_named, within
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition.text import plain
from bhxhcomm.materials import alternative
from bhxhcomm.materials.document import figures, languages
from bhxhcomm.problems import Problem


class PageFiles:
    """The files of one piece, one after the other. One that fails does not keep back the others."""

    def __init__(self, workspace: Workspace, request: Request, prepared: Prepared) -> None:
        self.workspace = workspace
        self.request = request
        self.prepared = prepared
        self.record = record_of(request, prepared)
        self.figures = figures(prepared.document)
        self.artifacts: list[dict[str, Any]] = []
        self.problems: list[Problem] = []
        self.measured: Mapping[str, Any] = {}

    def make(self) -> Made:
        wanted = self.request.formats
        self._words()
        office = (
            self._pdf("office", keep="pdf" in wanted and "office" in self.request.purposes)
            if self._needs_office
            else None
        )
        if "pdf" in wanted and "press" in self.request.purposes:
            self._pdf("press", keep=True)
        if "pdf" in wanted and office is not None:
            self._twin()
        if "docx" in wanted:
            self._docx()
        if "png" in wanted and office is not None:
            self._pictures(office)
        return self._made()

    def _made(self) -> Made:
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
        self.measured = rendered.checks
        part = "" if purpose == "office" else purpose
        if not rendered.ok:
            self.artifacts.append(failed(self.request, "pdf", part) | {"checks": dict(rendered.checks)})
            return None
        if keep:
            self._write("pdf", rendered.pdf, dict(rendered.checks), part)
        return rendered.pdf

    def _twin(self) -> None:
        """The accessible twin beside the PDF, where the language's letters ask for one."""
        from bhxhcomm.page import fonts, twin

        document = self.prepared.document
        if not twin.wanted(document):
            return
        rendered = twin.render(
            document,
            fonts.find(fonts.families_of(languages(document)), self.workspace.root),
            template_folders=[self.workspace.root / TEMPLATES],
            record=provenance.text(self.record),
        )
        self.problems += rendered.problems
        if rendered.ok:
            self._write("html", rendered.html, dict(rendered.checks))
        else:
            self.artifacts.append(failed(self.request, "html") | {"checks": dict(rendered.checks)})

    def _docx(self) -> None:
        from bhxhcomm.page import docx, fonts

        found = fonts.find(fonts.families_of(languages(self.prepared.document)), self.workspace.root)
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

    def _words(self) -> None:
        """Posts, where they are asked for: words that no page shows."""
        for ending, maker in (("md", posts.as_markdown), ("json", posts.as_json)):
            if ending in self.request.formats:
                self._write(ending, maker(self.prepared.document, self.request), {})

    def _screens(self, pdf: bytes, size: tuple[int, int]) -> None:
        """Pictures of exactly this size, each with the words that stand for it."""
        from bhxhcomm.page import screen

        document, enlarged = self.prepared.document, self.request.enlarged
        labels = dict(document.labels)
        made = screen.pictures(pdf, size, enlarged)
        dpi = round(size[0] * enlarged / self.measured["page_mm"][0] * 25.4)
        for number, (sheet, picture) in enumerate(zip(document.sheets, made, strict=True), 1):
            part = "-".join([*([str(number)] if len(made) > 1 else []), *([f"{enlarged}x"] if enlarged > 1 else [])])
            self.problems += screen.too_heavy(picture, self.request.path("png", draft=False, part=part).name, enlarged)
            png = provenance.into_screen(picture.png, self.record, dpi=dpi)
            self._write("png", png, {**self.measured, **picture.checks, "bytes": len(png)}, part)
            blocks = [block for panel in sheet.panels for block in panel.blocks]
            alt = [plain(line, document.lang) for line in alternative.lines(blocks, labels)]
            self._write("alt.txt", ("\n".join(alt) + "\n").encode(), {"characters": sum(map(len, alt))}, part)

    def _pictures(self, pdf: bytes) -> None:
        from bhxhcomm.page import pixels

        if self.prepared.document.pixels is not None:
            self._screens(pdf, self.prepared.document.pixels)
            return
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
