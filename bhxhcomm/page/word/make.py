"""From a document to the bytes of a Word file, and back again for the checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.materials import document as documents
from bhxhcomm.materials.document import Document
from bhxhcomm.page.html.document_texts import FixedWords
from bhxhcomm.page.html.setter import Setter
from bhxhcomm.page.measuring import breaks
from bhxhcomm.page.measuring.fonts import FontFile, families_for, families_of, lent
from bhxhcomm.page.word import check, lists, package, styles, theme
from bhxhcomm.page.word.blocks import MARGIN_MM, PAGE_MM, TWIPS_PER_MM, Body
from bhxhcomm.page.word.fonts import Faces, font_table, natural_height
from bhxhcomm.page.word.runs import words_tag
from bhxhcomm.page.word.xml import Element, allowed, el, serialised, val

HIGH = 2.0
"""From which height of its lines on, in type sizes, a font needs no more room between them."""
_EDGE_MM = 10.0
"""From the edge of the paper to header and footer."""


@dataclass(frozen=True, slots=True)
class RenderedDocx:
    """A Word file, and what was found when it was opened again. `checks` holds the measures, ready for JSON."""

    docx: bytes = field(repr=False)
    checks: Mapping[str, Any]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether no check failed."""
        return not any(problem.is_error for problem in self.problems)


def render(
    document: Document,
    font_files: Sequence[FontFile],
    *,
    picture_folders: Sequence[Path] | None = None,
    template_folders: Sequence[Path] = (),
) -> RenderedDocx:
    """The document as a Word file in these fonts.

    Pictures outside `picture_folders`, where given, are refused; a theme in one of `template_folders` stands before ours.
    Raises `ContentError` for what cannot be set at all; failed checks are among the `problems` of the result.
    """
    colours = theme.read(document.theme, template_folders)
    document = breaks.placed(document)
    given = frozenset(font.family for font in font_files)
    wanted = tuple(family for family in families_of(documents.languages(document)) if family in given)
    faces = Faces(wanted or tuple(dict.fromkeys(font.family for font in font_files)), font_files)
    roles = families_for(document.lang)
    heading = next((family for family in roles.heading if family in faces.families and not lent(family)), faces.base)
    tag = words_tag(document.lang_tag)
    made = package.Package()
    body = Body(
        document,
        Setter(document, tokens=colours.tokens, folders=picture_folders, fonts=font_files),
        faces,
        made.picture,
        made.link,
    )
    elements = body.elements()
    edges = _edges(made, body)
    made.part(
        "styles.xml",
        CONTENT_TYPE.WML_STYLES,
        RELATIONSHIP_TYPE.STYLES,
        styles.part(
            colours.name,
            tuple(sorted(colours.tokens.items())),
            faces.base,
            heading,
            tag,
            faces.script_family,
            leans=not lent(faces.families[0]),
            line=styles.SINGLE if natural_height(faces.files[faces.families[0], "Regular"]) >= HIGH else styles.LOOSE,
        ),
    )
    made.part(
        "numbering.xml",
        CONTENT_TYPE.WML_NUMBERING,
        RELATIONSHIP_TYPE.NUMBERING,
        lists.numbering(body.lists, faces.base),
    )
    made.part("settings.xml", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS, _settings(tag))
    embedded, problems = faces.embed(document.lang)
    table, _relation = made.part("fontTable.xml", CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE, b"")
    relations = {
        (face.family, face.slot): made.part(
            f"fonts/font{number}.odttf", package.OBFUSCATED_FONT, package.FONT, face.data, table
        )[1]
        for number, face in enumerate(embedded, 1)
    }
    table._blob = serialised(font_table(faces, embedded, relations))
    made.properties(
        title=allowed(document.title),
        author=allowed(document.author),
        subject=allowed(document.subject),
        keywords=document.code,
        language=document.lang_tag,
    )
    data = made.finish(serialised(el("w:document", {}, el("w:body", {}, *elements, _section(edges)))))
    pale, contrast = colours.check()
    found, measures = check.check(data, document, embedded, _decorations(document), faces)
    problems += [*body.problems, *_missing(faces), *pale, *found]
    return RenderedDocx(data, measures | {"contrast": contrast}, tuple(problems))


def _edges(made: package.Package, body: Body) -> list[Element]:
    """The footer with the page number, and for a draft the header with its mark; what the section says of them."""
    before, number, after = FixedWords(body.document).all.get("page", "").partition("{number}")
    field_of_page = el("w:fldSimple", {"w:instr": " PAGE "}, *body.runs.words("1"))
    content = [*body.runs.words(before), field_of_page, *(body.runs.words(after) if number else [])]
    footer = el("w:ftr", {}, el("w:p", {}, el("w:pPr", {}, val("w:pStyle", "Footer")), *content))
    edges = []
    if body.document.draft:
        header = serialised(el("w:hdr", {}, body.draft_mark()))
        _part, relation = made.part("header1.xml", CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER, header)
        edges.append(el("w:headerReference", {"w:type": "default", "r:id": relation}))
    _part, relation = made.part("footer1.xml", CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER, serialised(footer))
    return [*edges, el("w:footerReference", {"w:type": "default", "r:id": relation})]


def _section(edges: Sequence[Element]) -> Element:
    """A4 upright, one column."""
    width, height = (round(side * TWIPS_PER_MM) for side in PAGE_MM)
    top, side, edge = (round(length * TWIPS_PER_MM) for length in (*MARGIN_MM, _EDGE_MM))
    margins = {"top": top, "right": side, "bottom": top, "left": side, "header": edge, "footer": edge, "gutter": 0}
    return el(
        "w:sectPr",
        {},
        *edges,
        el("w:pgSz", {"w:w": width, "w:h": height}),
        el("w:pgMar", {f"w:{name}": length for name, length in margins.items()}),
    )


@lru_cache(maxsize=16)
def _settings(tag: str) -> bytes:
    compat = "http://schemas.microsoft.com/office/word"
    return serialised(
        el(
            "w:settings",
            {},
            el("w:zoom", {"w:percent": 100}),
            el("w:embedTrueTypeFonts"),
            el("w:saveSubsetFonts"),
            val("w:defaultTabStop", 720),
            val("w:characterSpacingControl", "doNotCompress"),
            el("w:compat", {}, el("w:compatSetting", {"w:name": "compatibilityMode", "w:uri": compat, "w:val": 15})),
            el("w:themeFontLang", {"w:val": tag, "w:eastAsia": tag, "w:bidi": tag}),
            val("w:decimalSymbol", ","),
            val("w:listSeparator", ";"),
        )
    )


def _missing(faces: Faces) -> list[Problem]:
    """Every character must be in one of the fonts, for Word would take it from another."""
    message = _("no font has the character {character} (U+{code}) of the Word file")
    return [
        Problem(
            "missing-glyph",
            message.format(character=character, code=f"{ord(character):04X}"),
            hint=_("Use another character, or an icon."),
        )
        for character in sorted(faces.missing)
    ]


def _decorations(document: Document) -> int:
    """How many pictures of the document are decoration."""
    blocks = documents.flat(block for sheet in document.sheets for panel in sheet.panels for block in panel.blocks)
    shown = [block for block in blocks if isinstance(block, documents.Picture)]
    shown += [block.picture for block in blocks if isinstance(block, documents.Cover) and block.picture]
    return sum(not picture.alt for picture in shown)
