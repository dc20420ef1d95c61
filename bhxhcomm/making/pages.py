"""The page engine's part of a build: PDF for office and press, its twin, Word, pictures; and what all of them depend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import canonical, digests, file_digests, resources
from bhxhcomm.core.problems import MachineError, Problem
from bhxhcomm.edition.drafts import Reason
from bhxhcomm.language import registry
from bhxhcomm.language.text import plain
from bhxhcomm.ledger import provenance
from bhxhcomm.ledger.product import File, Product
from bhxhcomm.making import fingerprint, posts
from bhxhcomm.making.export import Exported, Job
from bhxhcomm.making.keyed import Declared
from bhxhcomm.making.request import Request
from bhxhcomm.materials import alternative
from bhxhcomm.materials.document import Document, images, languages
from bhxhcomm.materials.timeline import Timeline

LIBRARIES = ("weasyprint", "pydyf", "tinycss2", "jinja2", "pillow", "segno", "fonttools", "khmercut")
"""The packages whose version may change the bytes of any page."""
MORE = {"docx": ("python-docx", "lxml"), "png": ("pypdfium2",)}
"""The packages whose version may change the bytes of one format as well."""
OVERRIDES = "templates"


def products(request: Request, piece: Document | Timeline, reasons: Sequence[Reason]) -> tuple[Product, ...]:
    """One for each format; of the PDF one for each printer, and its twin where the language's letters ask for one."""
    from bhxhcomm.page.checks.copied import needs_twin

    assert isinstance(piece, Document)
    found: list[Product] = []
    for name in request.formats:
        if name != "pdf":
            found.append(Product(name, options=_options(request, piece, name), libraries=MORE.get(name, ())))
            continue
        for purpose in request.purposes:
            if purpose == "office":
                found.append(Product(name))
                if needs_twin(piece):
                    found.append(Product("html"))
            else:
                marks = (("marks", "yes"),) if request.marks else ()
                found.append(Product(name, purpose, options=marks))
    return tuple(found)


def _options(request: Request, piece: Document, name: str) -> tuple[tuple[str, str], ...]:
    """What is asked of the files of a format, beside the piece itself."""
    if name == "png":
        return (("dpi", str(request.dpi)),) if piece.pixels is None else (("enlarged", str(request.enlarged)),)
    options = []
    if name in ("md", "json") and request.ahead is not None and not piece.draft:
        options.append(("applies_from", request.ahead.isoformat()))
    return tuple(options)


def libraries() -> frozenset[str]:
    """The packages whose version may change the bytes of any of its files."""
    return frozenset({*LIBRARIES, *(name for names in MORE.values() for name in names)})


def declared(workspace: Workspace, request: Request, piece: Document | Timeline) -> Declared:
    """Templates, the workspace's own ones, icons, fonts, the habits of the language, and libraries.

    Raises `MachineError` when a font is missing.
    """
    from bhxhcomm.page.measuring import fonts

    assert isinstance(piece, Document)
    root = workspace.root
    templates = {name: resources.folder("templates") / name for name in ("page", piece.material, "themes")}
    icons = resources.folder("assets") / "icons"
    own = root / OVERRIDES
    overrides = file_digests.each(own)
    found = fonts.find(fonts.families_of(languages(piece)), root)
    parts: dict[str, dict[str, str] | str] = {
        "templates": {name: fingerprint.shipped(folder) for name, folder in templates.items()},
        "icons": fingerprint.shipped(icons),
        "overrides": overrides,
        "fonts": {font.path.name: font.sha256 for font in found},
        "language": {lang: digests.steady("language", registry.language(lang)) for lang in languages(piece)},
        "libraries": fingerprint.versions(LIBRARIES),
    }
    folders = [*templates.values(), icons]
    files = {str(folder): "" for folder in folders}
    files |= {str(own / name): digest for name, digest in overrides.items()}
    files |= {str(font.path): font.sha256 for font in found}
    files |= {image.path: image.digest for image in images(piece)}
    return Declared(parts, files, fingerprint.native_versions())


def export(job: Job) -> Exported:
    """The files of one piece, one after the other. One that fails does not keep back the others."""
    return _Pages(job).export()


def warm_up(langs: Iterable[str], root: Path) -> None:
    """Load the engine and the fonts of these languages."""
    from bhxhcomm.page import pdf

    for lang in langs:
        # A language without its fonts fails by itself, with its reasons.
        with suppress(MachineError):
            pdf.warm_up(lang, root)


class _Pages:
    def __init__(self, job: Job) -> None:
        assert isinstance(job.piece, Document)
        self.job = job
        self.document = job.piece
        self.files: list[File] = []
        self.failed: dict[Product, Mapping[str, Any]] = {}
        self.problems: list[Problem] = []
        self.opened: dict[str, str] = {}
        self.measured: Mapping[str, Any] = {}

    def export(self) -> Exported:
        wanted = {product.name: product for product in self.job.products}
        self._words(wanted)
        office = self._pdf("office", wanted.get("pdf")) if wanted.keys() & {"pdf", "png"} else None
        if "pdf-press" in wanted:
            self._pdf("press", wanted["pdf-press"])
        # A twin stands beside its PDF or not at all.
        if "html" in wanted and (office is not None or "pdf" not in wanted):
            self._twin(wanted["html"])
        if "docx" in wanted:
            self._docx(wanted["docx"])
        if "png" in wanted:
            if office is None:
                self.failed[wanted["png"]] = {}
            else:
                self._pictures(wanted["png"], office)
        return Exported(tuple(self.files), self.failed, tuple(self.problems), tuple(sorted(self.opened.items())))

    def _pdf(self, purpose: str, product: Product | None) -> bytes | None:
        from bhxhcomm.page import pdf

        rendered = pdf.render_document(
            self.document,
            template_folders=[self.job.root / OVERRIDES],
            picture_folders=self.job.folders,
            workspace=self.job.root,
            purpose=purpose,
            marks=product is not None and ("marks", "yes") in product.options,
            record=canonical.text(dict(self.job.record)),
        )
        self.problems += rendered.problems
        self.opened |= dict(rendered.opened)
        self.measured = rendered.checks
        if not rendered.ok:
            if product is not None:
                self.failed[product] = dict(rendered.checks)
            return None
        if product is not None:
            self.files.append(File(product, product.purpose, rendered.pdf, dict(rendered.checks)))
        return rendered.pdf

    def _twin(self, product: Product) -> None:
        """The accessible twin that goes beside the PDF."""
        from bhxhcomm.page.measuring import fonts
        from bhxhcomm.page.twin import twin

        rendered = twin.render(
            self.document,
            fonts.find(fonts.families_of(languages(self.document)), self.job.root),
            template_folders=[self.job.root / OVERRIDES],
            record=canonical.text(dict(self.job.record)),
        )
        self.problems += rendered.problems
        if rendered.ok:
            self.files.append(File(product, "", rendered.html, dict(rendered.checks)))
        else:
            self.failed[product] = dict(rendered.checks)

    def _docx(self, product: Product) -> None:
        from bhxhcomm.page import word
        from bhxhcomm.page.measuring import fonts

        rendered = word.render(
            self.document,
            fonts.find(fonts.families_of(languages(self.document)), self.job.root),
            picture_folders=self.job.folders,
            template_folders=[self.job.root / OVERRIDES],
        )
        self.problems += rendered.problems
        if any(problem.is_error for problem in rendered.problems):
            self.failed[product] = dict(rendered.checks)
        else:
            self.files.append(File(product, "", rendered.docx, dict(rendered.checks)))

    def _words(self, wanted: Mapping[str, Product]) -> None:
        """Posts, where they are asked for: words that no page shows."""
        for ending, maker in (("md", posts.as_markdown), ("json", posts.as_json)):
            if ending in wanted:
                self.files.append(File(wanted[ending], "", maker(self.document, self.job.request)))

    def _screens(self, product: Product, pdf: bytes, size: tuple[int, int]) -> None:
        """Pictures of exactly this size, each with the words that stand for it."""
        from bhxhcomm.page.pictures import screen

        enlarged = int(dict(product.options)["enlarged"])
        labels = dict(self.document.labels)
        made = screen.pictures(pdf, size, enlarged)
        dpi = round(size[0] * enlarged / self.measured["page_mm"][0] * 25.4)
        for number, (sheet, picture) in enumerate(zip(self.document.sheets, made, strict=True), 1):
            part = "-".join([*([str(number)] if len(made) > 1 else []), *([f"{enlarged}x"] if enlarged > 1 else [])])
            name = self.job.request.path("png", draft=False, part=part).name
            self.problems += screen.too_heavy(picture, name, enlarged)
            png = provenance.into_screen(picture.png, dict(self.job.record), dpi=dpi)
            self.files.append(File(product, part, png, {**self.measured, **picture.checks, "bytes": len(png)}))
            blocks = [block for panel in sheet.panels for block in panel.blocks]
            alt = [plain(line, self.document.lang) for line in alternative.lines(blocks, labels, self.document.lang)]
            words, measures = ("\n".join(alt) + "\n").encode(), {"characters": sum(map(len, alt))}
            self.files.append(File(product, part, words, measures, "alt.txt"))

    def _pictures(self, product: Product, pdf: bytes) -> None:
        from bhxhcomm.page.pictures import pixels

        if self.document.pixels is not None:
            self._screens(product, pdf, self.document.pixels)
            return
        dpi = int(dict(product.options)["dpi"])
        pages = pixels.pages(pdf, dpi)
        for number, page in enumerate(pages, 1):
            self._picture(product, page, f"trang-{number}", dpi)
        if len(pages) > 1:
            sheet_dpi = max(dpi // 2, 50)
            self._picture(
                product, pixels.contact_sheet(pixels.pages(pdf, sheet_dpi), sheet_dpi), "tong-quan", sheet_dpi
            )

    def _picture(self, product: Product, picture: bytes, part: str, dpi: int) -> None:
        data = provenance.into_png(picture, dict(self.job.record), dpi=dpi)
        self.files.append(File(product, part, data, {"dpi": dpi}))
