"""A document becomes HTML, by way of Jinja2 templates, with everything that the page may fetch beside it.

The template sees the document and a `Setter`, which turns typed texts into markup and hands out the addresses of icons,
pictures and codes. Those addresses (`page:…`) lead nowhere but to the resources returned here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from bhxhcomm import resources
from bhxhcomm.edition.text import FigureSpan, Mark, Span, Text, plain, shown
from bhxhcomm.i18n import _
from bhxhcomm.language import figures
from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.materials.document import Block, Colophon, Contact, Cover, Document, Image, KeyFigure, Panel, Picture
from bhxhcomm.page import icons, picture, qr, style
from bhxhcomm.page.lines import BREAK, NBSP, Measure, broken, measure_with, tied
from bhxhcomm.problems import Place, error

if TYPE_CHECKING:
    from bhxhcomm.page.fonts import FontFile

SCHEME = "page:"
SHORT_FIGURE_EM = 4.5
"""The width up to which a key figure shares its row with another."""
_MARKS = {Mark.NONE: "", Mark.STRONG: "strong", Mark.EMPHASIS: "em"}
_LINKS = ("https://", "http://", "mailto:", "tel:")
_AFTER_SEPARATOR = re.compile(r"(?<=[/.@?&=_-])(?=[^/.@?&=_-])")


@dataclass(frozen=True, slots=True)
class Resource:
    """Something the page may fetch by its address. `path` and `digest` name the file it came from, if any."""

    url: str
    body: bytes = field(repr=False)
    mime: str
    path: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class PageSource:
    """All that the engine needs to set a document: HTML, style sheet, and the resources that both may name.

    `templates` are the template files read, with their SHA-256. `pages` is how many pages there must be: one a sheet.
    """

    html: str
    css: str
    resources: Mapping[str, Resource]
    templates: tuple[tuple[str, str], ...]
    lang: str
    title: str
    pages: int
    panels: tuple[str, ...]
    draft: bool
    draft_label: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture with its address and the size at which it is printed, in mm."""

    url: str
    width: float
    height: float
    alt: str


def page_source(
    document: Document,
    *,
    fonts: Sequence[FontFile] = (),
    template_folders: Sequence[Path] = (),
    picture_folders: Sequence[Path] | None = None,
    scale: float = 1.0,
) -> PageSource:
    """The HTML of a document.

    `fonts` serve to measure headings. A template in one of `template_folders` stands before the shipped one of the same
    name. Where `picture_folders` is given, a picture that lies outside of them and of the
    shipped assets is refused. `scale` is a factor on type,
    spacing and pictures.
    """
    environment = _environment(tuple(template_folders), document.material, document.variant)
    loader = environment.loader
    assert isinstance(loader, _Recording)
    css = "\n".join(
        loader.text(environment, name)
        for name in (
            f"themes/{document.theme}.css",
            "page/base.css",
            f"{document.material}/{document.variant}.css",
        )
    )
    setter = Setter(
        document,
        tokens=style.tokens(css),
        family=fonts[0].family if fonts else "",
        measure=_heading_measure(fonts),
        folders=picture_folders,
    )
    html = environment.get_template(f"{document.material}/{document.variant}.html.j2").render(
        document=document, page=setter, scale=scale
    )
    return PageSource(
        html=html,
        css=style.resolved(css, scale),
        resources=setter.resources,
        templates=loader.opened(),
        lang=document.lang,
        title=document.title,
        pages=len(document.sheets),
        panels=tuple(panel.name for sheet in document.sheets for panel in sheet.panels),
        draft=document.draft,
        draft_label=dict(document.labels).get("draft", ""),
    )


class _Recording(FileSystemLoader):
    """A loader that remembers which files it gave out, and gives out style sheets as they are."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__([str(folder) for folder in folders], encoding="utf-8")
        self._files: dict[str, str] = {}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        source, path, fresh = super().get_source(environment, template)
        self._files[template] = path
        return source, path, fresh

    def text(self, environment: Environment, name: str) -> str:
        try:
            return self.get_source(environment, name)[0]
        except TemplateNotFound:
            raise error("template-missing", _("there is no template “{name}”").format(name=name)) from None

    def opened(self) -> tuple[tuple[str, str], ...]:
        return tuple((path, sha256(Path(path).read_bytes()).hexdigest()) for path in sorted(self._files.values()))


@lru_cache(maxsize=16)
def _environment(folders: tuple[Path, ...], material: str, variant: str) -> Environment:
    """One environment for each template and set of folders, so that its loader records what this template uses."""
    return Environment(
        loader=_Recording([*folders, resources.folder("templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _heading_measure(fonts: Sequence[FontFile]) -> Measure | None:
    bold = [font for font in fonts if font.weight == 700 and font.style == "normal"]
    return measure_with(Path(bold[0].path)) if bold else None


class Setter:
    """What a template may call. It holds the language, the labels and the theme of one document, and gathers resources."""

    def __init__(
        self,
        document: Document,
        *,
        tokens: Mapping[str, str],
        family: str = "",
        measure: Measure | None = None,
        folders: Sequence[Path] | None = None,
    ) -> None:
        self.resources: dict[str, Resource] = {}
        self.edition = document.code
        self._family = family
        self._lang = document.lang
        self._labels = dict(document.labels)
        self._tokens = tokens
        self._measure = measure
        allowed = None if folders is None else (*folders, resources.folder("assets"))
        self._folders = None if allowed is None else [folder.resolve() for folder in allowed]

    def text(self, text: Text) -> Markup:
        """A typed text as markup: words escaped, marks and links as elements, each figure in one piece.

        The last two words are tied, so that none stands alone on the last line.
        """
        return self._markup(text, tied(self.plain(text)))

    def lines(self, text: Text, room: float, scale: float = 1.0) -> Markup:
        """As `text`, broken into balanced lines; `room` is the width of a line in em at scale 1."""
        if self._measure is None:
            return self.text(text)
        return self._markup(text, broken(self._whole_figures(text), room / scale, self._measure))

    def one_line(self, text: Text, room: float, scale: float = 1.0) -> bool:
        """Whether a heading fits on one line of `room` em (at scale 1)."""
        return self._measure is not None and self._measure(self._whole_figures(text)) <= room / scale

    def _whole_figures(self, text: Text) -> str:
        return "".join(
            shown(span, self._lang).replace(" ", NBSP) if isinstance(span, FigureSpan) else span.text for span in text
        )

    def _markup(self, text: Text, bound: str) -> Markup:
        """The spans as markup, with the characters of `bound`, which differ from their own only in the spaces."""
        result, start = [], 0
        for span in text:
            end = start + len(shown(span, self._lang))
            result.append(self._span(span, bound[start:end]))
            start = end
        return Markup("").join(result)

    def _span(self, span: Span, words: str) -> Markup:
        markup = Markup(" <br>").join(escape(line) for line in words.split(BREAK))
        if isinstance(span, FigureSpan):
            kind = "fig fig-text" if span.figure.unit is Unit.TEXT or span.form is Form.WORDS else "fig"
            markup = Markup('<span class="{}">{}</span>').format(kind, markup)
        if tag := _MARKS[span.mark]:
            markup = Markup("<{0}>{1}</{0}>").format(Markup(tag), markup)
        if span.link:
            markup = Markup('<a href="{}">{}</a>').format(self.safe_link(span.link), markup)
        return markup

    def plain(self, text: Text) -> str:
        """A typed text without marks, for alternative texts."""
        return plain(text, self._lang)

    def label(self, key: str, **values: str) -> str:
        """A fixed word of the language, with values in it; ContentError `label-missing` where the document has none."""
        if not self._labels.get(key):
            message = _("the language “{lang}” has no label “{key}”, which the page needs")
            raise error("label-missing", message.format(lang=self._lang, key=key))
        words = self._labels[key]
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", value)
        return words

    def date(self, date: dt.date) -> str:
        """A date in the habits of the language."""
        return figures.show(date, Unit.DATE, Form.FULL, self._lang)

    def safe_link(self, link: str) -> str:
        """The address of a link, if it is of a kind that may stand on a page; else ContentError `link-refused`."""
        if not link.lower().startswith(_LINKS):
            raise error("link-refused", _("a link may not lead to “{link}”").format(link=link[:60]))
        return link

    def address(self, link: str) -> Markup:
        """A web address as people write it, which breaks only after its own separators."""
        bare = re.sub(r"^(?:https?://|mailto:|tel:)(?:www\.)?", "", link).rstrip("/")
        return Markup("<wbr>").join(escape(part) for part in _AFTER_SEPARATOR.split(bare))

    def blocks(self, blocks: Sequence[Block]) -> Iterator[tuple[str, Any]]:
        """Blocks with the names of their macros; two short figures that follow each other come as one row."""
        waiting: KeyFigure | None = None
        for block in blocks:
            if isinstance(block, KeyFigure):
                if waiting is None:
                    waiting = block
                elif self._short(waiting) and self._short(block):
                    yield "key_figures", (waiting, block)
                    waiting = None
                else:
                    yield "key_figures", (waiting,)
                    waiting = block
                continue
            if waiting is not None:
                yield "key_figures", (waiting,)
                waiting = None
            yield _macro(type(block).__name__), block
        if waiting is not None:
            yield "key_figures", (waiting,)

    def _short(self, block: KeyFigure) -> bool:
        words = self.plain(block.figure)
        return (self._measure(words) if self._measure else 0.6 * len(words)) <= SHORT_FIGURE_EM

    def body(self, panel: Panel) -> tuple[Block, ...]:
        """What stands at the head of a panel: all but its foot."""
        return panel.blocks[: self._foot_at(panel)]

    def foot(self, panel: Panel) -> tuple[Block, ...]:
        """What stands at the foot of a panel: contact and colophon, where they come last."""
        return panel.blocks[self._foot_at(panel) :]

    @staticmethod
    def cover(panel: Panel) -> Cover | None:
        """The cover on a panel, where there is one."""
        return next((block for block in panel.blocks if isinstance(block, Cover)), None)

    @staticmethod
    def _foot_at(panel: Panel) -> int:
        at = len(panel.blocks)
        while at and isinstance(panel.blocks[at - 1], Contact | Colophon):
            at -= 1
        return at

    def icon(self, name: str, ink: str, tile: str = "") -> Markup:
        """A style that shows an icon in colours of the theme, named by their tokens."""
        ink_colour = self._tokens[ink]
        tile_colour = self._tokens[tile] if tile else ""
        url = f"{SCHEME}icon/{name}/{ink_colour.lstrip('#')}" + (f"/{tile_colour.lstrip('#')}" if tile_colour else "")
        if url not in self.resources:
            body = icons.drawing(name, ink_colour, tile_colour)
            self._serve(url, body, picture.SVG, str(icons.file_of(name)), icons.digest(name))
        return Markup("background-image:url({})").format(url)

    def qr(self, link: str) -> str:
        """The address of a QR code for a link."""
        url = f"{SCHEME}qr/{sha256(link.encode()).hexdigest()[:32]}"
        if url not in self.resources:
            self._serve(url, qr.svg(self.safe_link(link)), picture.SVG)
        return url

    def watermark(self, words: str, colour: str, width: float, height: float) -> str:
        """The address of a picture that sets `words` large and aslant behind a panel of `width` by `height` mm."""
        size = min(30.0, 1.35 * height / max(6, len(words)))
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
            f'viewBox="0 0 {width:g} {height:g}"><text x="0" y="{size * 0.35:.2f}" text-anchor="middle" '
            f'font-size="{size:.2f}" font-weight="700" font-family="{escape(self._family)}" fill="{self._tokens[colour]}" '
            f'transform="translate({width / 2:g} {height / 2:g}) rotate(-60)">{escape(words)}</text></svg>'
        )
        url = f"{SCHEME}watermark/{sha256(svg.encode()).hexdigest()[:32]}"
        self._serve(url, svg.encode(), picture.SVG)
        return url

    def picture(self, shown_picture: Picture, width: float, height: float) -> Placed:
        """A picture fitted into `width` by `height` mm."""
        return self._place(shown_picture.image, width, height, self.plain(shown_picture.alt))

    def logo(self, image: Image, width: float, height: float, alt: str) -> Placed:
        """A logo fitted into `width` by `height` mm."""
        return self._place(image, width, height, alt)

    def _place(self, image: Image, width: float, height: float, alt: str) -> Placed:
        path = Path(image.path)
        if self._folders is not None and not any(path.resolve().is_relative_to(folder) for folder in self._folders):
            raise error(
                "resource-refused", _("the picture lies outside the folders of this workspace"), Place(image.path)
            )
        data = picture.read(path)
        digest = sha256(data).hexdigest()
        if digest != image.digest:
            raise error(
                "resource-changed", _("the picture has changed while the page was being made"), Place(image.path)
            )
        prepared = picture.prepare_bytes(data, image.path, width)
        ratio = picture.ratio(prepared)
        printed = min(width, height * ratio)
        url = f"{SCHEME}picture/{digest[:32]}/{width:g}"
        self._serve(url, prepared.data, prepared.mime, image.path, digest)
        return Placed(url, round(printed, 3), round(printed / ratio, 3), alt)

    def _serve(self, url: str, body: bytes, mime: str, path: str = "", digest: str = "") -> None:
        self.resources[url] = Resource(url, body, mime, path, digest)


def _macro(name: str) -> str:
    """The macro of a block: `QuestionAnswer` is set by `question_answer`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
