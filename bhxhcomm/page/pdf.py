"""The page engine: a page source becomes a tagged PDF (PDF/UA-1), and the output is checked.

WeasyPrint does the layout. It sees the declared fonts and the resources of the page source, and nothing else: no network,
no other file, no font of the machine. One font configuration and one parsed style sheet serve all pages of a process.
Never call this from threads. The same source and fonts give the same bytes.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.materials.document import Document, languages
from bhxhcomm.page.checks import codes, colour_vision, laid_out, placing, seen_text
from bhxhcomm.page.engine import (
    actual_text,
    adapter,
    arcs,
    drawing_words,
    fit,
    font_copies,
    gradients,
    libraries,
    negative_advances,
    speed_patches,
    style_rules,
)
from bhxhcomm.page.engine.balance import balance, shares
from bhxhcomm.page.engine.boxes import PlacedBox, pieces
from bhxhcomm.page.engine.drawing import Drawings
from bhxhcomm.page.engine.listening import listening
from bhxhcomm.page.html.setter import SCHEME
from bhxhcomm.page.html.source import PageSource, page_source, scales
from bhxhcomm.page.measuring import breaks, fonts
from bhxhcomm.page.measuring.fonts import FontFile
from bhxhcomm.page.press.delivery import OFFICE, Delivery, write
from bhxhcomm.page.press.delivery import in_grey as delivery_in_grey

VARIANT = "pdf/ua-1"
SHEETS_KEPT = 32
"""Parsed style sheets that are kept: one for each theme, variant and scale."""
_SAID_ELSEWHERE = (".notdef glyph", "Using fontTools instead of HarfBuzz-Subset")
"""Warnings of the engine that a check reports better, or that `doctor` does."""


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A PDF, and what was found when it was checked. It must not leave the house unless `ok`.

    `opened` names every file that was read for it, with its SHA-256. `checks` holds the measures, ready for JSON. `layouts` is
    how often it was laid out, whole and in part, until it fitted: that depends on what was set before, the bytes do not.
    """

    pdf: bytes = field(repr=False)
    pages: int
    checks: Mapping[str, Any]
    problems: tuple[Problem, ...]
    opened: tuple[tuple[str, str], ...]
    layouts: tuple[int, int] = (1, 0)

    @property
    def ok(self) -> bool:
        """Whether no check failed."""
        return not any(problem.is_error for problem in self.problems)


@speed_patches.resting_collector()
def render_document(
    document: Document,
    *,
    template_folders: Sequence[Path] = (),
    picture_folders: Sequence[Path] | None = None,
    workspace: Path | None = None,
    purpose: str = "office",
    marks: bool = False,
    record: str = "",
    statement: str = "",
) -> RenderedPdf:
    """Set a document in the fonts of its language, fitted to its paper; raises `ContentError`, `MachineError`.

    `purpose`, `marks`, `record` and `statement` are those of a `Delivery`.
    """
    delivery = Delivery(purpose, marks, record, statement)
    files = fonts.find(fonts.families_of(languages(document)), workspace)
    loose = breaks.problems(document)
    document = breaks.placed(document)

    def source_at(scale: float, panels: frozenset[str] | None) -> PageSource:
        shown = document if panels is None else _only(document, panels)
        return page_source(
            shown,
            fonts=files,
            template_folders=template_folders,
            picture_folders=picture_folders,
            scale=scale,
            purpose=purpose,
            both_sides=len(document.sheets) > 1,
        )

    if document.flows:
        return _also(render(source_at(1.0, None), files, delivery), loose)
    grid = fit.Grid.between(*scales(document, template_folders))
    layout, found = _fitted(source_at, grid, files)
    finished = _finished(layout, files, delivery, fits=found.fits)
    return replace(_also(finished, loose), layouts=(found.whole, found.part))


def _also(rendered: RenderedPdf, problems: Sequence[Problem]) -> RenderedPdf:
    return replace(rendered, problems=(*rendered.problems, *problems)) if problems else rendered


def _only(document: Document, names: frozenset[str]) -> Document:
    """The document with these panels and no others."""
    kept = (
        replace(sheet, panels=tuple(panel for panel in sheet.panels if panel.name in names))
        for sheet in document.sheets
    )
    return replace(document, sheets=tuple(sheet for sheet in kept if sheet.panels))


def warm_up(lang: str = "vi", workspace: Path | None = None) -> None:
    """Load the engine and the fonts of a language, so that processes forked from this one need not. Raises `MachineError`."""
    files = fonts.find(fonts.families_for(lang).all, workspace)
    libraries.isolate()
    from weasyprint import HTML

    engine = _engine(tuple(files))
    HTML(string="<p lang=vi>Ấm máy").render(font_config=engine.font_config, stylesheets=[engine.faces]).write_pdf()


@speed_patches.resting_collector()
def render(
    source: PageSource,
    font_files: Sequence[FontFile],
    delivery: Delivery = Delivery(),  # noqa: B008 (it is frozen)
) -> RenderedPdf:
    """Lay out, balance, check and write one page source as it is. Failures are among `problems` of the result."""
    return _finished(_laid_out(source, font_files), font_files, delivery)


@dataclass(frozen=True, slots=True)
class _Layout:
    """A page source, laid out and not yet written: the engine's document, its tree, and what was said meanwhile."""

    source: PageSource
    document: Any
    root: Any
    records: list[logging.LogRecord]
    refused: list[str]
    opened: dict[str, str]

    @property
    def size(self) -> tuple[float, float]:
        first = self.document.pages[0]
        return first.width, first.height

    def pieces(self) -> list[PlacedBox]:
        return [piece for page in self.document.pages for piece in pieces(adapter.root_box(page))]

    def measured(self) -> fit.MeasuredLayout:
        """How full the panels are, and what sticks out."""
        sticking = laid_out.sticking_out(self.pieces(), *self.size)
        wide = frozenset(panel for panel, sides in sticking.items() if sides.keys() - {"bottom"})
        return fit.MeasuredLayout(shares(self.document), frozenset(sticking), wide)


def _laid_out(source: PageSource, font_files: Sequence[FontFile]) -> _Layout:
    libraries.isolate()
    speed_patches.install()
    negative_advances.install()
    actual_text.install()
    arcs.install()
    gradients.install()
    drawing_words.install()
    refused: list[str] = []
    opened: dict[str, str] = dict(source.templates)
    with listening() as records:
        engine = _engine(tuple(font_files))
        fetcher = _fetcher(source, refused, opened)
        html = speed_patches.parsed(source.html, source.css, base_url="page:/", url_fetcher=fetcher)
        document = html.render(
            font_config=engine.font_config,
            stylesheets=[engine.faces, engine.sheet(source.css)],
            cache=Drawings(source.resources, opened),
            pdf_variant=VARIANT,
            pdf_tags=True,
        )
    return _Layout(source, document, html.etree_element, records, refused, opened)


_memory = fit.FitCache()


def forget() -> None:
    """Search the scale of every document anew, as a new process does."""
    global _memory
    _memory = fit.FitCache()


def _fitted(
    source_at: Callable[[float, frozenset[str] | None], PageSource],
    grid: fit.Grid,
    font_files: Sequence[FontFile],
) -> tuple[_Layout, fit.FitResult]:
    """The layout at the largest scale that fits, or at the least one. The very same document is not searched again."""
    first = source_at(fit.scale_of(grid.first), None)
    key = _digest(first, grid, font_files)
    if (known := _memory.recall(key)) is not None:
        source = first if known == grid.first else source_at(fit.scale_of(known), None)
        return _laid_out(source, font_files), fit.FitResult(known, True, 1, 0)
    whole: dict[int, _Layout] = {}

    def trial(step: int, panels: frozenset[str] | None) -> fit.MeasuredLayout:
        if panels is not None:
            return _laid_out(source_at(fit.scale_of(step), panels), font_files).measured()
        source = first if step == grid.first else source_at(fit.scale_of(step), None)
        whole[step] = _laid_out(source, font_files)
        return whole[step].measured()

    found = fit.largest(trial, grid)
    layout = whole.get(found.step) or _laid_out(source_at(fit.scale_of(found.step), None), font_files)
    if found.fits:
        _memory.keep(key, found.step)
    return layout, found


def _digest(source: PageSource, grid: fit.Grid, font_files: Sequence[FontFile]) -> str:
    """All that decides the scale of a document: its page at one scale (whose addresses of pictures name their bytes), the
    fonts, and the scales allowed."""
    parts = (source.html, source.css, repr(grid), *(font.sha256 for font in font_files))
    return sha256("\0".join(parts).encode()).hexdigest()


def _finished(layout: _Layout, font_files: Sequence[FontFile], delivery: Delivery, *, fits: bool = True) -> RenderedPdf:
    """Balance, check and write a layout. `fits` is whether the search for its scale found one that does."""
    source, document = layout.source, layout.document
    engine = _engine(tuple(font_files))
    with listening() as records:
        filled = balance(document)
        found = layout.pieces()
        with _no_clock():
            pdf, unprintable, delivered = write(document, delivery, source.inks, pdf_variant=VARIANT, pdf_tags=True)
    opened = layout.opened | {str(font.path): font.sha256 for font in font_files}
    embedded = {font.name.decode().lstrip("/"): _font_digest(font) for font in document.fonts.values()}
    missing = [code for font in document.fonts.values() for code in font.missing]
    problems, measures = _check(source, layout.root, found, layout.size, None if fits else filled, delivery.purpose)
    problems += unprintable
    measures |= delivered
    problems += laid_out.page_count(len(document.pages), source.pages)
    if source.foreign:
        drawn = [(list(pieces(adapter.root_box(page))), (page.width, page.height)) for page in document.pages]
        problems += seen_text.problems(pdf, drawn)
    problems += laid_out.missing_glyphs(missing, found)
    if len({font.family for font in font_files}) > 1:
        problems += laid_out.mixed_fonts(found, fonts.covers(tuple(font_files)))
    problems += laid_out.foreign_fonts(embedded, (font.sha256 for font in font_files))
    problems += _refusals(layout.refused)
    problems += [*engine.problems(source.css), *_warnings([*layout.records, *records], layout.refused)]
    measures |= {
        "pages": len(document.pages),
        "page_mm": [round(side / 96 * 25.4, 2) for side in layout.size],
        "scale": source.scale,
        "filled": {panel: round(share, 3) for panel, share in filled.items()},
        "fonts": sorted(name.partition("+")[2] for name in embedded),
        "missing_glyphs": [f"U+{code:04X}" for code in sorted(set(missing))],
        "opened": sorted(Path(path).name for path in opened),
        "refused": layout.refused,
    }
    return RenderedPdf(pdf, len(document.pages), measures, tuple(problems), tuple(sorted(opened.items())))


def _font_digest(font: Any) -> str:
    """The SHA-256 of the whole font file behind an embedded subset."""
    return sha256(adapter.font_data(font)).hexdigest()


def _check(
    source: PageSource,
    root: Any,
    found: Sequence[PlacedBox],
    size: tuple[float, float],
    unfitted: Mapping[str, float] | None,
    purpose: str,
) -> tuple[list[Problem], dict[str, Any]]:
    """Everything that is looked at on a layout. `unfitted` is how full each panel is of one that no scale made fit."""
    sticking = laid_out.sticking_out(found, *size)
    picture = any(piece.block for piece in found)
    # What a check of the blocks says of a panel is the one thing that is said of its foot.
    below = placing.outside(found, size[1], on_screen=source.on_screen) if picture else {}
    feet = {panel: sides for panel, sides in sticking.items() if panel not in below}
    too_long = [] if unfitted is None else laid_out.does_not_fit(feet, found, unfitted)
    outside, overflow = laid_out.overflow(
        sticking, but=below if unfitted is None else sticking, on_screen=source.on_screen
    )
    undersized, smallest = laid_out.type_sizes(found, source.least_pt)
    pale, contrast = laid_out.contrasts(found, source.colours)
    unmarked, marks = laid_out.draft_marks(found, source.panels, source.draft, source.draft_label)
    coarse = laid_out.resolutions(((use.path, use.dpi) for use in source.pictures), laid_out.LEAST_DPI[purpose])
    unreadable, in_grey = delivery_in_grey(found, root) if purpose == OFFICE else ([], None)
    blocks = [*below.values(), *(placing.colliding(found) if picture else ())]
    alike, difference = colour_vision.alike(source.together)
    unread, module = codes.too_small(found, source.codes, codes.LeastModule.said(source.least_module))
    problems = [*laid_out.text_conserved(root, found), *laid_out.headings_alone(root), *too_long, *outside, *undersized]
    # Of a panel that runs over, no more is said than by how much.
    problems += [*blocks, *alike, *unread, *laid_out.ink_cut([piece for piece in found if piece.panel not in sticking])]
    texts = [piece for piece in found if piece.kind == "text"]
    return [*problems, *pale, *unmarked, *coarse, *unreadable], {
        "characters": sum(len(laid_out.visible_text(piece.text)) for piece in texts if not piece.generated),
        "generated_characters": sum(len(laid_out.visible_text(piece.text)) for piece in texts if piece.generated),
        "overflow_mm": overflow,
        "type_pt": smallest,
        "contrast": contrast,
        "colour_difference": difference,
        "grey_contrast": in_grey,
        "draft_marks": marks,
        "qr_module_mm": module,
        "pictures": [
            {"name": Path(use.path).name, "pixels": list(use.pixels), "width_mm": use.width, "dpi": use.dpi}
            for use in source.pictures
        ],
    }


def _refusals(refused: Sequence[str]) -> list[Problem]:
    problems = []
    for url in refused:
        if url.startswith(SCHEME):
            problems.append(
                Problem("resource-missing", _("the page names “{url}”, which is not there").format(url=url[:120]))
            )
        else:
            message = _("the page tried to open “{url}”, which was not declared")
            problems.append(Problem("resource-refused", message.format(url=url[:120])))
    return problems


def _warnings(records: Sequence[logging.LogRecord], refused: Sequence[str]) -> Iterator[Problem]:
    """What the engine complained of, but for what other checks say better."""
    for text in dict.fromkeys(record.getMessage() for record in records):
        if any(known in text for known in _SAID_ELSEWHERE) or any(url in text for url in refused):
            continue
        yield Problem("renderer-warning", _("the page engine says: {message}").format(message=text))


@contextmanager
def _no_clock() -> Iterator[None]:
    """Keep the time of day out of the fonts, where fontTools subsets them (HarfBuzz does not write it)."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


class _Engine:
    """What pages share: the font configuration and the style sheets, each parsed once."""

    def __init__(self, font_files: Sequence[FontFile]) -> None:
        from weasyprint import CSS

        self.font_config = font_copies.configuration()
        drawing_words.lend(self.font_config, tuple(dict.fromkeys(font.family for font in font_files)))
        self._fetcher = _font_fetcher(font_files)
        families = ", ".join(f'"{family}"' for family in dict.fromkeys(font.family for font in font_files))
        css = fonts.faces_css(font_files) + f":root {{ font-family: {families} }}"
        self.faces = CSS(string=css, font_config=self.font_config, url_fetcher=self._fetcher)
        self._sheets: dict[str, tuple[Any, tuple[Problem, ...]]] = {}

    def sheet(self, css: str) -> Any:
        """The parsed style sheet."""
        return self._parsed(css)[0]

    def problems(self, css: str) -> tuple[Problem, ...]:
        """What the engine complained of when it parsed the style sheet."""
        return self._parsed(css)[1]

    def _parsed(self, css: str) -> tuple[Any, tuple[Problem, ...]]:
        if css not in self._sheets:
            from weasyprint import CSS

            while len(self._sheets) >= SHEETS_KEPT:
                del self._sheets[next(iter(self._sheets))]
            refused: list[str] = []
            with listening() as records:
                whole = partial(CSS, font_config=self.font_config, url_fetcher=_refuser(refused))
                sheet = style_rules.sheet(css, whole)
            self._sheets[css] = sheet, (*_refusals(refused), *_warnings(records, refused))
        return self._sheets[css]


@lru_cache(maxsize=8)
def _engine(font_files: tuple[FontFile, ...]) -> _Engine:
    return _Engine(font_files)


def _fetcher(source: PageSource, refused: list[str], opened: dict[str, str]) -> Any:
    """A fetcher that serves the resources of one page source, logs what else is asked for, and notes the files it served."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class PageFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if resource := source.resources.get(url):
                if resource.path:
                    opened[resource.path] = resource.digest
                return URLFetcherResponse(url, resource.body, {"Content-Type": resource.mime})
            if url.startswith(("data:image/png;base64,", "data:image/jpeg;base64,")):
                return super().fetch(url, headers)
            refused.append(url)
            raise ValueError("not declared")

    return PageFetcher(allowed_protocols=("data",), allow_redirects=False)


def _refuser(refused: list[str]) -> Any:
    """A fetcher that serves nothing: style sheets import nothing."""
    from weasyprint.urls import URLFetcher

    class Refuser(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            refused.append(url)
            raise ValueError("not declared")

    return Refuser(allowed_protocols=(), allow_redirects=False)


def _font_fetcher(font_files: Sequence[FontFile]) -> Any:
    """A fetcher that serves the declared font files, each only while its bytes are the declared ones."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    declared = {font.path.as_uri(): font for font in font_files}

    class FontFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            font = declared[url]
            body = font.path.read_bytes()
            if sha256(body).hexdigest() != font.sha256:
                raise ValueError("the font has changed")
            return URLFetcherResponse(url, body, {"Content-Type": "font/ttf"})

    return FontFetcher(allowed_protocols=("file",), allow_redirects=False)
