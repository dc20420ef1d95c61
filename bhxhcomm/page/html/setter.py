"""What a template is given to set a document with: texts become markup, and icons, pictures and codes get addresses.

Those addresses (`page:…`) lead nowhere but to the resources that the setter holds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from bhxhcomm.content import drawing
from bhxhcomm.core import resources
from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Place, error
from bhxhcomm.language import figures
from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.text import FigureSpan, Mark, Span, Text, plain, shown
from bhxhcomm.materials.document import (
    Block,
    Colophon,
    Contact,
    Cover,
    Document,
    Heading,
    Image,
    KeyFigure,
    Panel,
    Picture,
    SideBySide,
    Tongue,
)
from bhxhcomm.page.engine.resource import Resource
from bhxhcomm.page.html import icons
from bhxhcomm.page.measuring import letters
from bhxhcomm.page.measuring.fonts import FontFile, families_for
from bhxhcomm.page.measuring.lines import BREAK, BREAK_INSIDE, NBSP, SLACK, Measure, broken, tied
from bhxhcomm.page.measuring.unbroken import unbroken
from bhxhcomm.page.pictures import picture, qr

SCHEME = "page:"
MM_OF_PT = 25.4 / 72
LEAST_TITLE, ROOMY_TITLE = 0.5, 0.6
"""How far a title gives way to stand on as many lines as it may have, and to stand on fewer, as a share of its size."""
SHORT_FIGURE_EM = 4.5
"""The width up to which a key figure shares its row with another."""
_NUMBER = re.compile(r"-?(?:\d{1,5}(?:\.\d{1,6})?|\.\d{1,6})")
_TOKENS_HINT = N_(
    "take the line over from the style sheet of the same name that comes along; docs/templates.md lists them"
)
_MARKS = {Mark.NONE: "", Mark.STRONG: "strong", Mark.EMPHASIS: "em"}
_LINKS = ("https://", "http://", "mailto:", "tel:")
_AFTER_LAST_SPACE = re.compile(r"[^ \n]*$")
_FIRST_SPACE = re.compile(r" |\n|$")
_AFTER_SEPARATOR = re.compile(r"(?<=[/.@?&=_-])(?=[^/.@?&=_-])")


@dataclass(frozen=True, slots=True)
class RasterUse:
    """A raster picture on the page: its file, its size in pixels, and the width at which it is printed, in mm."""

    path: str
    pixels: tuple[int, int]
    width: float

    @property
    def dpi(self) -> int:
        """Dots an inch, as printed."""
        return round(self.pixels[0] / self.width * 25.4) if self.width else 0


@dataclass(frozen=True, slots=True)
class Room:
    """The measures that blocks have.

    `width` of a line in mm; `h2` and `icon`, the widths of a heading's line and of its icon in em at scale 1; `picture`, the
    greatest height of a picture in mm at scale 1.
    """

    width: float
    h2: float
    icon: float
    picture: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture with its address and the size at which it is printed, in mm."""

    url: str
    width: float
    height: float
    alt: str


def _held(parts: Sequence[Markup]) -> Markup:
    """Parts that stay on one line."""
    return Markup('<span class="held">{}</span>').format(Markup("").join(parts))


class Setter:
    """What a template may call. It holds the language, the labels and the theme of one document, and gathers resources."""

    def __init__(
        self,
        document: Document,
        *,
        tokens: Mapping[str, str],
        measure: Measure | None = None,
        folders: Sequence[Path] | None = None,
        turned: bool = False,
        fonts: Sequence[FontFile] = (),
    ) -> None:
        self.fonts = tuple(fonts)
        """Those of the page, in which words of drawings are set."""
        self.resources: dict[str, Resource] = {}
        self.rasters: list[RasterUse] = []
        self.codes: dict[str, str] = {}
        """The links of the codes, by the addresses of these."""
        self.ratios: dict[str, float] = {}
        """Of the pictures that were placed: `override_child.RenderOrder.ratios`."""
        self.edition = document.code
        self._families = ", ".join(families_for(document.lang).heading)
        self._lang = document.lang
        self._high_line = letters.high_line(document.lang)
        self._ties = not letters.breaks_at_spaces_only(document.lang)
        self._labels = dict(document.labels)
        self.tag = document.lang_tag
        self.tokens = tokens
        self.beside: Setter | None = None
        """Who sets the words of the language that stands beside, where there is one."""
        self._measure = measure
        self.turned = turned
        allowed = None if folders is None else (*folders, resources.folder("assets"))
        self._folders = None if allowed is None else [folder.resolve() for folder in allowed]

    def for_language(self, tongue: Tongue, *, measure: Measure | None) -> Setter:
        """One who sets another language on the same page, and gathers the same resources."""
        other = copy(self)
        other.tag, other._lang, other._labels = tongue.lang_tag, tongue.lang, dict(tongue.labels)
        other._measure = measure
        other._ties = not letters.breaks_at_spaces_only(tongue.lang)
        other._high_line = letters.high_line(tongue.lang)
        return other

    @property
    def lang(self) -> str:
        """The registry id of the language that it sets."""
        return self._lang

    def text(self, text: Text) -> Markup:
        """A typed text as markup: words escaped, marks and links as elements, each figure in one piece.

        The last two words are tied, so that none stands alone on the last line.
        """
        words = unbroken(self.plain(text))
        return self._markup(text, tied(words) if self._ties else words)

    def lines(self, text: Text, room: float, scale: float = 1.0, extra: int = 1) -> Markup:
        """As `text`, broken into balanced lines, at most `extra` more than needed; `room` is the width of a line in em at
        scale 1."""
        if self._measure is None:
            return self.text(text)
        words = broken(self._whole_figures(text), room / scale, self._measure, extra, ties=self._ties)
        return self._markup(text, words)

    def one_line(self, text: Text, room: float, scale: float = 1.0) -> bool:
        """Whether a heading fits on one line of `room` em (at scale 1)."""
        return self._measure is not None and self._measure(self._whole_figures(text)) <= room / scale

    def mm(self, token: str) -> float:
        """What a token of the style sheet comes to, in mm."""
        return self._number(token, "mm")

    def pt(self, token: str) -> float:
        """What a token of the style sheet comes to, in points."""
        return self._number(token, "pt")

    def _number(self, token: str, unit: str) -> float:
        said = self._token(token)
        if not _NUMBER.fullmatch(said.removesuffix(unit)):
            message = _("the style sheets state “{said}” for --{token}, which is no length in {unit}")
            raise error("bad-token", message.format(said=said[:40], token=token, unit=unit), hint=_(_TOKENS_HINT))
        return float(said.removesuffix(unit))

    def _token(self, name: str) -> str:
        if name not in self.tokens:
            message = _("the style sheets do not say what --{token} is").format(token=name[:40])
            raise error("token-missing", message, hint=_(_TOKENS_HINT))
        return self.tokens[name]

    def em(self, width: float, token: str) -> float:
        """A width in mm, in em of the size of type that a token names."""
        return width / (self.pt(token) * MM_OF_PT)

    def room(self, width: float, picture: float) -> Room:
        """The measures of a column of `width` mm; pictures may be `picture` mm high."""
        scale = self._number("scale", "")
        return Room(width, self.em(width, "h2") * scale, self.em(12.5 * self.mm("u"), "h2") * scale, picture)

    def figure_size(self, text: Text, room: Room, in_row: int) -> str:
        """The size of a key figure in points, alone or one of two in its row."""
        share, smaller = (1.0, 1.0) if in_row == 1 else (0.486, 0.76)
        return self.size_within(text, "figure", room.width * share - 8 * self.mm("u"), smaller)

    def size_within(self, text: Text, token: str, width: float, factor: float = 1.0) -> str:
        """The size of type in points that sets a text on one line of `width` mm: what the token says, or less."""
        wanted = self.pt(token) * factor
        ems = self._measure(self._whole_figures(text)) if self._measure else 0.0
        return f"{min(wanted, width / MM_OF_PT / (ems * SLACK)) if ems else wanted:.2f}"

    def icon_place(self, token: str, icon: float, *, one_line: bool = False) -> str:
        """Where an icon `icon` units high stands beside type in the size of a token, where lines are high; else nothing.

        The style sheets place icons beside lines of Latin letters. A higher line has the icon in its middle; where the icon is
        the higher one and there is only `one_line`, that stands in the middle of the icon.
        """
        if not self._high_line:
            return ""
        line, height = self.pt(token) * MM_OF_PT * self._high_line, icon * self.mm("u")
        if not one_line:
            return f";background-position:left {max(0.0, (line - height) / 2):.2f}mm"
        above = max(0.0, (height - line) / 2)
        place = f";background-position:left {max(0.0, (line - height) / 2):.2f}mm"
        return f"{place};padding-top:{above:.2f}mm;min-height:{max(line, height - above):.2f}mm"

    def sized(self, text: Text, width: float, token: str, most: int) -> tuple[str, Markup]:
        """A title on at most so many lines of `width` mm: the size of its type in points, what the token says or less, and
        the title broken into lines."""
        wanted, factor = self.pt(token), 1.0
        floor = min(1.0, self.pt("least-body") / wanted)
        for count in range(min(2, most), most + 1):
            # Rather smaller on two lines than large on three; but not much smaller.
            factor, least = 1.0, max(floor, LEAST_TITLE if count >= most else ROOMY_TITLE)
            while factor > least and self._too_long(text, width / (wanted * factor * MM_OF_PT), count):
                factor = max(least, factor - 0.04)
            if factor > least:
                break
        return f"{wanted * factor:.2f}", self.lines(text, width / (wanted * factor * MM_OF_PT))

    def _too_long(self, text: Text, room: float, most: int) -> bool:
        """Whether a title needs more lines of `room` em, or has a word that is wider."""
        if self._measure is None:
            return False
        words = self._whole_figures(text).split(" ")
        return max(map(self._measure, words)) * SLACK > room or self.line_count(text, room) > most

    def widest(self, texts: Sequence[Text], token: str) -> float:
        """The width in mm of the widest of some texts, in type of the size that a token names."""
        ems = (self._measure(self._whole_figures(text)) if self._measure else 0.0 for text in texts)
        return max(ems, default=0.0) * SLACK * self.pt(token) * MM_OF_PT

    def line_count(self, text: Text, room: float) -> int:
        """On how many lines `lines` sets a text, at scale 1."""
        return self.lines(text, room).count("<br>") + 1

    def _whole_figures(self, text: Text) -> str:
        return unbroken(
            "".join(
                shown(span, self._lang).replace(" ", NBSP) if isinstance(span, FigureSpan) else span.text
                for span in text
            )
        )

    def _markup(self, text: Text, bound: str) -> Markup:
        """The spans as markup, with the characters of `bound`, which differ from their own only in the spaces.

        Where a no-break space stands between two spans, the words at both sides of it are held by an element of their own:
        the engine breaks lines wrongly at a no-break space that begins or ends an element.
        """
        parts: list[tuple[Span, str]] = []
        start = 0
        for span in text:
            end = start + len(shown(span, self._lang))
            parts.append((span, bound[start:end]))
            start = end
        result: list[Markup] = []
        held: list[Markup] = []
        for number, (span, words) in enumerate(parts):
            tail = ""
            if number + 1 < len(parts) and NBSP in (words[-1:], parts[number + 1][1][:1]):
                at = 0 if isinstance(span, FigureSpan) else _AFTER_LAST_SPACE.search(words).start()  # type: ignore[union-attr]
                words, tail = words[:at], words[at:]
            if held and words:
                at = len(words) if isinstance(span, FigureSpan) else _FIRST_SPACE.search(words).start()  # type: ignore[union-attr]
                held.append(self._span(span, words[:at]))
                words = words[at:]
                result.append(_held(held))
                held = []
            if words:
                result.append(self._span(span, words))
            if tail:
                held.append(self._span(span, tail))
        return Markup("").join([*result, *([_held(held)] if held else [])])

    def _span(self, span: Span, words: str) -> Markup:
        markup = Markup(" <br>").join(
            Markup("\u200b<br>").join(escape(line) for line in lines.split(BREAK_INSIDE))
            for lines in words.split(BREAK)
        )
        if isinstance(span, FigureSpan):
            kind = "fig fig-text" if span.figure.unit is Unit.TEXT or span.form is Form.WORDS else "fig"
            markup = Markup('<span class="{}">{}</span>').format(kind, markup)
        if tag := _MARKS[span.mark]:
            markup = Markup("<{0}>{1}</{0}>").format(Markup(tag), markup)
        if span.link:
            markup = Markup('<a href="{}">{}</a>').format(self.safe_link(span.link), markup)
        if span.lang and (tag := letters.page_tag(span.lang)) != self.tag:
            markup = Markup('<span lang="{}" class="lang-{}">{}</span>').format(tag, span.lang, markup)
        return markup

    def lettered(self, text: Text | str) -> str:
        """The class of words with letters that need a higher line than figures do; empty for others."""
        return " lettered" if letters.is_lettered(text if isinstance(text, str) else self.plain(text)) else ""

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

    @property
    def flip(self) -> str:
        """How the printer in the office must turn the sheet, so that both sides stand upright; empty where that says nothing.

        The sheet turns about its upright edge: the short one of a landscape page, the long one of a portrait page.
        """
        if not self.turned:
            return ""
        short = self.mm("page-width") > self.mm("page-height")
        return self._labels.get("flip_short_edge" if short else "flip_long_edge", "")

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

    def sections(self, panel: Panel) -> list[tuple[Heading | None, tuple[Block, ...]]]:
        """What stands on a panel between cover and foot, by its headings of level 2; None heads what stands before them."""
        found: list[tuple[Heading | None, list[Block]]] = []
        for block in self.body(panel):
            if is_only(block, Cover):
                continue
            if isinstance(block, Heading) and block.level <= 2:
                found.append((block, []))
            elif found:
                found[-1][1].append(block)
            else:
                found.append((None, [block]))
        return [(heading, tuple(blocks)) for heading, blocks in found]

    @staticmethod
    def kind(block: object) -> str:
        """The name of a block or a chart, as the macros that set it are called."""
        return _macro(type(block).__name__)

    def body(self, panel: Panel) -> tuple[Block, ...]:
        """What stands at the head of a panel: all but its foot."""
        return panel.blocks[: self._foot_at(panel)]

    def foot(self, panel: Panel) -> tuple[Block, ...]:
        """What stands at the foot of a panel: contact and colophon, where they come last."""
        return panel.blocks[self._foot_at(panel) :]

    @staticmethod
    def cover(panel: Panel) -> Block | None:
        """The cover on a panel, where there is one; that of two languages comes with both."""
        return next((block for block in panel.blocks if is_only(block, Cover)), None)

    @staticmethod
    def _foot_at(panel: Panel) -> int:
        at = len(panel.blocks)
        while at and is_only(panel.blocks[at - 1], Contact | Colophon):
            at -= 1
        return at

    def icon(self, name: str, ink: str, tile: str = "") -> Markup:
        """A style that shows an icon in colours of the theme, named by their tokens."""
        url = self.icon_address(name, ink, tile)
        if url not in self.resources:
            body = icons.drawing(name, self._token(ink), self._token(tile) if tile else "")
            self._serve(url, body, drawing.SVG, str(icons.file_of(name)), icons.digest(name))
        return Markup("background-image:url({})").format(url)

    def icon_address(self, name: str, ink: str, tile: str = "") -> str:
        """The address of an icon in these colours."""
        colours = [self._token(token).lstrip("#") for token in (ink, tile) if token]
        return "/".join([f"{SCHEME}icon/{name}", *colours])

    def qr(self, link: str) -> str:
        """The address of a QR code for a link."""
        url = qr_address(link)
        if url not in self.resources:
            self._serve(url, qr.svg(self.safe_link(link)), drawing.SVG)
            self.codes[url] = link
        return url

    def colour(self, token: str) -> str:
        """The colour (`#rrggbb`) that a token names."""
        return self._token(token)

    def drawing(self, svg: str) -> str:
        """The address of a drawing made for this page."""
        url = f"{SCHEME}drawing/{sha256(svg.encode()).hexdigest()[:32]}"
        self._serve(url, svg.encode(), drawing.SVG)
        return url

    def watermark(self, words: str, colour: str, width: float, height: float) -> str:
        """The address of a picture that sets `words` large and aslant behind a panel of `width` by `height` mm."""
        size = min(30.0, 1.35 * height / max(6, len(words)))
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
            f'viewBox="0 0 {width:g} {height:g}"><text x="0" y="{size * 0.35:.2f}" text-anchor="middle" '
            f'font-size="{size:.2f}" font-weight="700" font-family="{escape(self._families)}" fill="{self._token(colour)}" '
            f'transform="translate({width / 2:g} {height / 2:g}) rotate(-60)">{escape(words)}</text></svg>'
        )
        return self.drawing(svg)

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
        if sha256(data).hexdigest() != image.digest:
            raise error(
                "resource-changed", _("the picture has changed while the page was being made"), Place(image.path)
            )
        prepared = picture.prepare_bytes(data, image.path, width, fonts=self.fonts)
        ratio = picture.ratio(prepared)
        self.ratios[image.path] = ratio
        self.ratios[f"{float(width)!r} {image.path}"] = ratio
        found = placed(image, width, height, ratio, alt)
        if prepared.height:
            self.rasters.append(
                RasterUse(image.path, (prepared.width, prepared.height), round(min(width, height * ratio), 2))
            )
        self._serve(found.url, prepared.data, prepared.mime, image.path, image.digest)
        return found

    def _serve(self, url: str, body: bytes, mime: str, path: str = "", digest: str = "") -> None:
        self.resources[url] = Resource(url, body, mime, path, digest)


def placed(image: Image, width: float, height: float, ratio: float, alt: str) -> Placed:
    """A picture fitted into `width` by `height` mm; `ratio` is that of its width to its height."""
    printed = min(width, height * ratio)
    url = f"{SCHEME}picture/{image.digest[:32]}/{width:g}"
    return Placed(url, round(printed, 3), round(printed / ratio, 3), alt)


def qr_address(link: str) -> str:
    """The address of the QR code of a link."""
    return f"{SCHEME}qr/{sha256(link.encode()).hexdigest()[:32]}"


def is_only(block: Block, kind: Any) -> bool:
    """Whether a block is of a kind, in one language or side by side in two."""
    if isinstance(block, SideBySide):
        return all(isinstance(part, kind) for part in (*block.beside, *block.own))
    return isinstance(block, kind)


def _macro(name: str) -> str:
    """The macro of a block: `QuestionAnswer` is set by `question_answer`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
