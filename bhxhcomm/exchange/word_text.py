"""The words of a cell of a Word table as a person sees them, by a list of what is taken; anything else is a named error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import Place, Problem
from bhxhcomm.exchange import lettering
from bhxhcomm.exchange.lettering import Lettering
from bhxhcomm.exchange.word_looks import Styles, W, is_on, name, value

CHANGES = ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")
"""Tracked changes of words, rows and cells. Those of looks alone (`rPrChange` …) change no words."""
_SILENT = frozenset(
    "pPr rPr tcPr sdtPr sdtEndPr smartTagPr customXmlPr bookmarkStart bookmarkEnd permStart permEnd proofErr commentRangeStart "
    "commentRangeEnd commentReference annotationRef lastRenderedPageBreak softHyphen".split()
)
"""What has no words of its own. A soft hyphen is seen at the end of a line only."""
_AROUND = {"sdt": "sdtContent", "smartTag": "", "customXml": "", "hyperlink": "", "dir": ""}
"""What stands around words and is not seen itself, and the element in it that holds them (itself, where that is empty)."""
_SPACES = ("tab", "ptab", "br", "cr")
_LINK = "HYPERLINK"
_IN_W = f"{{{W}}}"
_RUN_PROPERTIES = name("rPr")


class PartError(Exception):
    """What keeps a row from being taken. Becomes a problem at the place of the row."""

    def __init__(self, code: str, message: Message, hint: Message) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint

    def problem(self, place: Place) -> Problem:
        return Problem(self.code, self.message, place, self.hint)


@dataclass(slots=True)
class _Field:
    """A field that is being read: its instruction, and whether its result has begun."""

    instruction: str = ""
    in_result: bool = False


class WordText:
    """Reads cells of one file, whose styles it knows."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles

    def paragraphs(self, cell: Any) -> Iterator[str]:
        """The paragraphs of a cell that have words. Raises `PartError`."""
        for child in cell:
            tag = tag_of(child)
            if tag == "p":
                if text := self._paragraph(child):
                    yield text
            elif tag in ("sdt", "customXml"):
                _check_control(child)
                yield from self.paragraphs(_inside(child, tag))
            elif tag not in _SILENT:
                raise part_problem(tag)

    def _paragraph(self, paragraph: Any) -> str:
        properties = paragraph.find(name("pPr"))
        style = value(properties.find(name("pStyle"))) if properties is not None else ""
        around = self.styles.looks(style or self.styles.paragraph, self.styles.defaults)
        if is_on(properties, "bidi"):
            around = Lettering(
                around.struck, around.hidden, around.unseen, around.raised, around.capitals, True, around.font
            )
        fields: list[_Field] = []
        text = "".join(self._inline(paragraph, around, fields))
        text = " ".join(text.split())
        if text:
            _check_paragraph(properties, self.styles, style)
        return text

    def _inline(self, outer: Any, around: Lettering, fields: list[_Field]) -> Iterator[str]:
        for child in outer:
            tag = tag_of(child)
            if tag == "r":
                yield from self._run(child, around, fields)
            elif tag in _AROUND:
                _check_control(child)
                if tag == "dir" and value(child) == "rtl":
                    around = Lettering(turned=True)
                yield from self._inline(_inside(child, tag), around, fields)
            elif tag == "fldSimple":
                _check_field(value(child, "instr"))
                yield from self._inline(child, around, fields)
            elif tag not in _SILENT:
                raise part_problem(tag)

    def _run(self, run: Any, around: Lettering, fields: list[_Field]) -> Iterator[str]:
        for child in run:
            tag = tag_of(child)
            if tag == "fldChar":
                _step(fields, value(child, "fldCharType"))
            elif tag == "instrText":
                if fields:
                    fields[-1].instruction += child.text or ""
            elif fields and not fields[-1].in_result:
                if tag not in _SILENT:
                    raise part_problem("fldChar")
            elif tag == "t":
                if text := child.text:
                    self._check_looks(run, around, text)
                    yield text
            elif tag in _SPACES:
                yield " "
            elif tag == "noBreakHyphen":
                yield "-"
            elif tag == "sym":
                problem = lettering.symbol(value(child, "font") or "–", Place(""))
                raise PartError(problem.code, problem.message, problem.hint)
            elif tag not in _SILENT:
                raise part_problem(tag)

    def _check_looks(self, run: Any, around: Lettering, text: str) -> None:
        """Raise `PartError` where the letters of a run are not read as they are kept."""
        properties = run.find(_RUN_PROPERTIES)
        if properties is not None:
            around = self.styles.run(properties, around)
        is_read = lettering.is_plain(around) and not lettering.has_private(text)
        if not is_read and (problem := lettering.refused(around, text, Place(""))) is not None:
            raise PartError(problem.code, problem.message, problem.hint)


def tag_of(element: Any) -> str:
    """The name of an element of WordprocessingML, or that of another kind with its prefix; empty for a comment."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if (local := _local(tag)) is not None:
        return local
    space, _brace, local = tag[1:].partition("}")
    return f"{element.prefix or space}:{local}"


@cache
def _local(tag: str) -> str | None:
    """The name of a tag of WordprocessingML; None for any other."""
    return tag.removeprefix(_IN_W) if tag.startswith(_IN_W) else None


def _inside(element: Any, tag: str) -> Any:
    inner = element.find(name(_AROUND[tag])) if _AROUND[tag] else element
    return () if inner is None else inner


def _check_control(element: Any) -> None:
    """Raise `PartError` for a content control that shows what is to be filled in, which is no text."""
    if is_on(element.find(name("sdtPr")), "showingPlcHdr"):
        raise PartError(
            "empty-control",
            _("there is a field here that nobody has filled in; what it shows is its prompt"),
            _("fill it in, or delete it and type the text"),
        )


def _check_paragraph(properties: Any, styles: Styles, style: str) -> None:
    """Raise `PartError` for what is seen before or around a paragraph and is no text."""
    if properties is None:
        return
    number = properties.find(f"{name('numPr')}/{name('numId')}")
    if (value(number) not in ("0", "")) if number is not None else styles.is_numbered(style or styles.paragraph):
        raise PartError(
            "list-sign",
            _("Word has put a number or a bullet before this paragraph, which is no text"),
            _("take the list off (Home → Numbering), and type the sign itself where one belongs there"),
        )
    if properties.find(name("framePr")) is not None:
        raise part_problem("framePr")


def _step(fields: list[_Field], kind: str) -> None:
    """A field begins, comes to its result, or ends."""
    if kind == "begin":
        fields.append(_Field())
    elif fields and kind == "separate":
        _check_field(fields[-1].instruction)
        fields[-1].in_result = True
    elif fields and kind == "end":
        if not fields[-1].in_result:
            _check_field(fields[-1].instruction)
        fields.pop()


def _check_field(instruction: str) -> None:
    """Raise `PartError` for a field whose result Word works out anew; the words of a link are words."""
    if instruction.strip().upper().split(" ")[0] != _LINK:
        raise PartError(
            "field",
            _("there is a field here ({name}): what it shows changes by itself").format(
                name=instruction.strip().split(" ")[0] or "–"
            ),
            _("turn it into text (select it, Ctrl+Shift+F9)"),
        )


def part_problem(tag: str) -> PartError:
    """What is said of a part of a Word file that is not taken."""
    kinds = {
        "text-box": (
            _("there is a box or a picture here, which is no part of the text"),
            "drawing pict object framePr",
        ),
        "note": (
            _("there is a footnote or an endnote here, which is no part of the text"),
            "footnoteReference endnoteReference",
        ),
        "equation": (_("there is an equation here, which is no text"), "m:oMath m:oMathPara"),
        "table-in-table": (_("there is a table inside this row"), "tbl"),
        "field": (_("there is a field here that is not whole"), "fldChar fldData"),
        "tracked-changes": (_("this row has tracked changes: which text counts cannot be told"), " ".join(CHANGES)),
        "right-to-left": (_("a part of this text is set from right to left"), "bdo"),
    }
    if tag.startswith("mc:"):
        tag = "drawing"
    for code, (message, tags) in kinds.items():
        if tag in tags.split():
            return PartError(code, message, _("write plain text into the cell"))
    return PartError(
        "word-part",
        _("there is something here that is no plain text (`{name}`)").format(name=tag or "–"),
        _("write plain text into the cell"),
    )
