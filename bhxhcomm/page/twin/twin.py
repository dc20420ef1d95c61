"""The accessible twin of a piece: the same words as one HTML file that a telephone shows and a screen reader reads.

Few telephones show Tai Viet, Khmer or Chăm letters, and few screen readers there take a PDF's own words; so beside every such
PDF stands this file. It fetches nothing: style, fonts and codes are inside. Of the fonts, only the letters, digits and signs of
those scripts are embedded; Latin letters are shown in the telephone's own, larger or heavier where its owner wants that.
The same document and fonts give the same bytes.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from bhxhcomm.core import resources
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Problem, error
from bhxhcomm.language.checks import block_of
from bhxhcomm.language.text import plain
from bhxhcomm.materials import document as documents
from bhxhcomm.materials.document import Document
from bhxhcomm.page.checks.copied import SIMPLE_SCRIPTS
from bhxhcomm.page.checks.laid_out import visible_text
from bhxhcomm.page.html import override_rendering, overrides, style, templates
from bhxhcomm.page.html.document_texts import FixedWords, panels, said
from bhxhcomm.page.html.overrides import Overrides
from bhxhcomm.page.html.twin_setter import MARKUP, TwinSetter
from bhxhcomm.page.measuring.fonts import FontFile, families_for
from bhxhcomm.page.twin import outline
from bhxhcomm.page.word.fonts import UNKNOWN_TABLES
from bhxhcomm.page.word.theme import Theme

RECORD_ID = "bhxhcommRecord"
"""The id of the element that holds the record of the edition, as JSON."""
TEMPLATE, SHEET = "twin/twin.html.j2", "twin/twin.css"
WHITE = {"white": "#ffffff"}
PAIRS = (("white", "warm"), ("accent-ink", "accent"), ("on-brand", "brand-deep"), ("brand-deep", "brand-soft"))
"""What stands on what in its sheet, beside the pairs of a Word file. The words of the draft mark are white."""
_HEADING = re.compile(r"h[1-6]")
_FETCHING = ("src", "srcset", "data", "poster", "background")
"""Attributes by which an element would fetch something."""
_LINKS = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class RenderedTwin:
    """The HTML file, and what was found when it was read again. `checks` holds the measures, ready for JSON."""

    html: bytes = field(repr=False)
    checks: Mapping[str, Any]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether no check failed."""
        return not any(problem.is_error for problem in self.problems)


def render(
    document: Document, font_files: Sequence[FontFile], *, template_folders: Sequence[Path] = (), record: str = ""
) -> RenderedTwin:
    """The twin of a document. Raises `ContentError` for what cannot be set; failed checks are among the `problems`.

    A theme or template in one of `template_folders` stands before ours. `record` is the JSON that the file carries.
    """
    whole, document = document, outline.of(document)
    own = overrides.load(tuple(template_folders))
    environment = _environment()
    page = TwinSetter(document)
    if document.beside is not None:
        page.beside = page.for_language(document.beside, measure=None)
    labels = FixedWords(document)
    template = environment.get_template(TEMPLATE)

    def written(faces: str) -> str:
        values = {
            "css": _css(environment, own, document, faces, page),
            "draft_mark": labels.draft() if document.draft else "",
            # No `</` may end the element early; JSON reads the escape as the same sign.
            "record": record.replace("<", "\\u003c"),
            "record_id": RECORD_ID,
        }
        marked = {name: Markup(value) if name in MARKUP else value for name, value in values.items()}
        html = template.render(document=document, page=page, panels=panels(document), **marked)
        if not own.templates:
            return html
        return override_rendering.twin(own, TEMPLATE, document, values, html)

    letters = frozenset(character for character in written("") if _is_complex(character))
    embedded = tuple(_embedded(document, font_files, letters))
    html = re.sub(r"\n\s*\n+", "\n", written("".join(face.css for face in embedded))).strip() + "\n"
    data = html.encode()
    problems, measures = check(data, whole, letters, embedded)
    return RenderedTwin(data, measures, tuple(problems))


@cache
def _environment() -> Environment:
    return templates.environment(FileSystemLoader(str(resources.folder("templates")), encoding="utf-8"))


def warm_up() -> None:
    """Compile its template, so that processes forked from this one need not."""
    templates.load(_environment(), {"twin"})


def _css(environment: Environment, foreign: Overrides, document: Document, faces: str, page: TwinSetter) -> str:
    """The theme, the letters, the sheet of the twin, and what the language asks for."""
    loader = environment.loader
    assert loader is not None
    names = (f"themes/{document.theme}.css", SHEET)
    overrides.check_sheets(foreign, *names)
    theme, own = (
        foreign.sheets[name] if name in foreign.sheets else loader.get_source(environment, name)[0] for name in names
    )
    if names[0] in foreign.sheets:
        # Nobody lays this page out and looks at it: the colours themselves must stand out from each other.
        pale, _least = Theme(document.theme, style.tokens(theme) | WHITE).check(*PAIRS)
        if pale:
            raise ContentError(pale)
    # What the print shop needs of a theme is of no use on a screen.
    colours = re.sub(
        r"^ *--[a-z-]+-cmyk:.*\n", "", re.sub(r"/\*.*?\*/\n*", "", theme, flags=re.DOTALL), flags=re.MULTILINE
    )
    language = f":root {{ --leading: {page.leading}; --tight: {page.tight} }}\n"
    letters = dict.fromkeys(re.findall(r'font-family: "([^"]+)"', faces))
    families = ", ".join([*(f'"{family}"' for family in letters), "system-ui", "sans-serif"])
    own = re.sub(r"/\*.*?\*/\n*", "", own, flags=re.DOTALL)
    return f"{colours}{faces}{language}body {{ font-family: {families} }}\n{own}"


@dataclass(frozen=True, slots=True)
class EmbeddedFace:
    """One face inside the file: its name, the letters (digits, signs) that it lends, and the rule that declares it."""

    name: str
    letters: frozenset[str]
    css: str


def _embedded(document: Document, font_files: Sequence[FontFile], letters: frozenset[str]) -> Iterator[EmbeddedFace]:
    """The upright faces that lend a letter of a complex script, the first family that has it before others."""
    tongues = (document.lang, *([document.beside.lang] if document.beside else []))
    order = list(dict.fromkeys(family for lang in tongues for family in families_for(lang).all))
    left = letters
    for family in order:
        faces = [font for font in font_files if font.family == family and font.style == "normal"]
        lent = left & _covered(faces[0]) if faces else frozenset()
        left -= lent
        for font in faces if lent else ():
            body = base64.b64encode(_subset(font, lent)).decode()
            ranges = ", ".join(f"U+{ord(letter):X}" for letter in sorted(lent))
            yield EmbeddedFace(
                f"{family} {font.weight}",
                lent,
                f'@font-face {{ font-family: "{family}"; font-weight: {font.weight}; unicode-range: {ranges}; '
                f"src: url(data:font/woff2;base64,{body}) }}\n",
            )


def _is_complex(character: str) -> bool:
    """Whether a character stands in the block of a script that telephones lack: a letter, a digit or a sign of it (។ ១ ៛)."""
    return block_of(character) not in ("", *SIMPLE_SCRIPTS)


@lru_cache(maxsize=64)
def _covered(font: FontFile) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(font.path, lazy=True) as face:
        return frozenset(map(chr, face.getBestCmap()))


@lru_cache(maxsize=64)
def _subset(font: FontFile, letters: frozenset[str]) -> bytes:
    """A font with these letters and all that they become beside each other, as WOFF2."""
    import io

    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    body = font.path.read_bytes()
    if sha256(body).hexdigest() != font.sha256:
        raise error("resource-changed", _("the font {name} has changed").format(name=f"{font.family} {font.weight}"))
    options = Options()
    options.layout_features = ["*"]
    options.drop_tables += UNKNOWN_TABLES
    options.flavor = "woff2"
    # Marks that stand alone are shown on a dotted circle.
    with TTFont(io.BytesIO(body), recalcTimestamp=False, lazy=True) as face:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes={*map(ord, letters), 0x25CC})
        subsetter.subset(face)
        face.flavor = "woff2"
        out = io.BytesIO()
        face.save(out)
    return out.getvalue()


def check(
    data: bytes, document: Document, letters: frozenset[str], embedded: Sequence[EmbeddedFace]
) -> tuple[list[Problem], dict[str, Any]]:
    """Read the file again and compare it with the document: every word once and in order, headings, languages, fonts, and
    nothing that would be fetched. Problems: `text-lost`, `alt-missing`, `draft-mark`, `heading-order`, `missing-glyph`,
    `resource-refused`."""
    from lxml import etree

    root = etree.HTML(data.decode(), etree.HTMLParser(no_network=True))
    body = root.find("body")
    alternatives = [
        visible_text("".join(element.itertext())) for element in body.iter() if element.get("data-alt") is not None
    ]
    shown = visible_text("".join(_words(body)))
    problems = [*_text(shown, outline.of(document)), *_texts(body, document), *_headings(body), *_fetched(root)]
    if alternatives != [visible_text(words) for words in _alternatives(document)]:
        problems.append(Problem("alt-missing", _("a picture of the HTML file has no words that stand for it")))
    marks = body.xpath("count(.//*[@class='draft'])")
    if bool(marks) != document.draft:
        problems.append(Problem("draft-mark", _("the draft mark of the HTML file does not agree with the document")))
    lent = frozenset().union(*(face.letters for face in embedded))
    message = _("no font has the character {character} (U+{code}) of the HTML file")
    problems += [
        Problem("missing-glyph", message.format(character=character, code=f"{ord(character):04X}"))
        for character in sorted(letters - lent)
    ]
    return problems, {
        "bytes": len(data),
        "characters": len(shown),
        "alternatives": len(alternatives),
        "fonts": [face.name for face in embedded],
        "draft_marks": int(marks),
        "languages": sorted({str(tag) for tag in root.xpath("//@lang")}),
    }


def _words(body: Any) -> Iterator[str]:
    """The visible text, without the words that stand for pictures."""
    for text in body.xpath(".//text()[not(ancestor::*[@data-alt])]"):
        yield str(text)


def _text(shown: str, document: Document) -> Iterator[Problem]:
    expected = visible_text("".join(said(document)))
    if shown == expected:
        return
    at = next((at for at, (one, other) in enumerate(zip(expected, shown, strict=False)) if one != other), None)
    start = max(0, (min(len(expected), len(shown)) if at is None else at) - 5)
    message = _("the text of the HTML file is not that of the document, from here on: “{words}”")
    yield Problem("text-lost", message.format(words=(expected[start:] or shown[start:])[:60]))


def _texts(body: Any, document: Document) -> Iterator[Problem]:
    """Every typed text of the document, a chart's too, must stand somewhere in the file."""
    shown = visible_text("".join(body.itertext()))
    message = _("the HTML file does not say: “{words}”")
    for text in sorted({visible_text(plain(text, document.lang)) for text in documents.texts(document)}):
        if text not in shown:
            yield Problem("text-lost", message.format(words=text[:60]))


def _alternatives(document: Document) -> Iterator[str]:
    """The words that stand for the pictures of a document, in reading order."""
    for panel in panels(document):
        for block in documents.flat(panel.blocks):
            picture = block.picture if isinstance(block, documents.Cover) else block
            if isinstance(picture, documents.Picture) and picture.alt:
                yield plain(picture.alt, document.lang)


def _headings(body: Any) -> Iterator[Problem]:
    """There is one heading of level 1, and none below another skips a level."""
    levels = [int(element.tag[1]) for element in body.iter() if _HEADING.fullmatch(str(element.tag))]
    skipped = any(below > above + 1 for above, below in pairwise(levels))
    if levels.count(1) != 1 or skipped:
        yield Problem(
            "heading-order", _("the headings of the HTML file are not in order: {levels}").format(levels=levels)
        )


def _fetched(root: Any) -> Iterator[Problem]:
    """Nothing in the file may lead a reader's telephone to ask for anything."""
    message = _("the HTML file would fetch “{url}”")
    for element in root.iter():
        for name in _FETCHING:
            if (url := element.get(name)) is not None and not url.startswith("data:"):
                yield Problem("resource-refused", message.format(url=url[:120]))
        link = element.get("href")
        if link is not None and (element.tag != "a" or not link.lower().startswith(_LINKS)):
            yield Problem("resource-refused", message.format(url=link[:120]))
    for sheet in root.iter("style"):
        for url in re.findall(r"(?:url\(\s*|@import\s*)[\"']?([^\"')\s;]+)", sheet.text or ""):
            if not url.startswith("data:"):
                yield Problem("resource-refused", message.format(url=url[:120]))
