"""Reading a Word file that comes back: the words of each row as a person sees them, or a named reason why they cannot be taken.

What is taken is a list (`word_text`); whatever else stands in a row refuses that row by name, and no other. Rows are known by
the small grey line at the head of the left cell, columns by their headings. Links are never followed, fields never computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem, Severity, error
from bhxhcomm.exchange import handoff, packages
from bhxhcomm.exchange.handoff import Handback, Returned
from bhxhcomm.exchange.word import COLUMNS
from bhxhcomm.exchange.word_looks import Styles, is_on, name
from bhxhcomm.exchange.word_text import CHANGES, PartError, WordText, part_problem, tag_of
from bhxhcomm.exchange.workbook import guide
from bhxhcomm.language import registry
from bhxhcomm.translation.wording import wording

_LEAST = 2
"""How many columns a row must have."""
_WRAPPED = {"sdt": "sdtContent", "customXml": ""}
"""What may stand around rows and cells, and the element in it that holds them (itself, where that is empty)."""
_MERGED = ("vMerge", "gridSpan", "hMerge", "gridBefore", "gridAfter")
_SPOILING = tuple(map(name, (*CHANGES, *_MERGED, "tbl")))
_BETWEEN = frozenset(
    "tblPr tblGrid tblPrEx trPr tcPr bookmarkStart bookmarkEnd permStart permEnd proofErr commentRangeStart commentRangeEnd "
    "sdtPr sdtEndPr customXmlPr".split()
)
"""What stands between rows and cells and has no words."""


def read(data: bytes, shown: str) -> Handback:
    """The rows of a Word file, and the problems of single rows. Raises `ContentError` with what makes all of it unusable."""
    parts = packages.opened(data, shown, main="word/document")
    if "word/document.xml" not in parts:
        raise error("file-unreadable", _("this file is of another kind than its name says"), Place(shown))
    root = _parsed(parts["word/document.xml"], shown)
    styles = _parsed(parts["word/styles.xml"], shown) if "word/styles.xml" in parts else None
    reader = _Reader(shown, WordText(Styles(styles)), _comments(parts, shown))
    rows = tuple(reader.rows(root))
    if not rows and not reader.problems:
        raise error(
            "wrong-table",
            _("no table here has texts to translate"),
            Place(shown),
            _("send the file that `bhxhcomm locale export --format docx` made"),
        )
    outside = list(reader.outside(root))
    scope, lang = next((found for text in outside if (found := handoff.read_mark(text))), ("", ""))
    problems = (*reader.problems, *_left_out(outside, lang, shown))
    return Handback(shown, scope, lang, rows, problems, tuple(reader.refused))


def _parsed(part: bytes, shown: str) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as exc:
        message = _("this Word file is damaged: {why}").format(why=exc)
        raise error(
            "file-unreadable", message, Place(shown), _("open it in Word, save it again, and send that")
        ) from exc


def _comments(parts: Mapping[str, bytes], shown: str) -> dict[str, str]:
    """The words of comments by their ids."""
    if "word/comments.xml" not in parts:
        return {}
    root = _parsed(parts["word/comments.xml"], shown)
    return {
        str(one.get(name("id"))): " ".join("".join(text.text or "" for text in one.iter(name("t"))).split())
        for one in root.iter(name("comment"))
    }


def _left_out(outside: list[str], lang: str, shown: str) -> Iterator[Problem]:
    """Words that somebody has written beside the tables: no row has them."""
    if lang not in registry.current().by_id:
        return
    first, *lines = guide(registry.language(lang), word=True)
    own = {first, *(f"{number}. {line}" for number, line in enumerate(lines, 1))}
    for text in outside:
        if text not in own and handoff.read_mark(text) is None and _is_not_guide(text):
            yield Problem(
                "outside-table",
                _("this stands outside of the table and is not taken: “{text}”").format(text=text),
                Place(shown),
                _("write what it says into the row that it is about"),
                Severity.WARNING,
            )


def _is_not_guide(text: str) -> bool:
    """Whether a paragraph is none of the instructions, also of an earlier edition: they are numbered by typed figures."""
    head, dot, _rest = text.partition(". ")
    return not (dot and head.isdecimal())


class _Reader:
    """Reads the tables of one file. `problems` and `refused` (ids of rows) grow on the way."""

    def __init__(self, shown: str, text: WordText, comments: Mapping[str, str]) -> None:
        self.shown = shown
        self.text = text
        self.comments = comments
        self.problems: list[Problem] = []
        self.refused: list[str] = []

    def rows(self, root: Any) -> Iterator[Returned]:
        """The rows of all tables that stand in no other one."""
        for at, table in enumerate(_tables(root), 1):
            columns: tuple[str, ...] = COLUMNS
            for number, row in enumerate(_inner(table, "tr"), 1):
                place = Place(self.shown, part=_("table {table}, row {row}").format(table=at, row=number))
                try:
                    _check_whole(row)
                    if (named := self._headings(row)) is not None:
                        columns = named
                    elif (found := self._row(row, columns, place)) is not None:
                        yield found
                except PartError as exc:
                    self._refuse(row, exc.problem(place))

    def outside(self, root: Any) -> Iterator[str]:
        """The paragraphs that stand in no table, as plainly as they are kept."""
        body = root.find(name("body"))
        for paragraph in () if body is None else body.iter(name("p")):
            if next(paragraph.iterancestors(name("tbl")), None) is None:
                words = " ".join("".join(text.text or "" for text in paragraph.iter(name("t"))).split())
                if words:
                    yield words

    def _refuse(self, row: Any, problem: Problem) -> None:
        self.problems.append(problem)
        if (mark := _mark(row)) is not None:
            self.refused.append(mark[0])

    def _headings(self, row: Any) -> tuple[str, ...] | None:
        """The columns that a row of headings names; None for any other row. A file of an earlier edition has fewer of them."""
        titles = {wording()[f"column_{column}"].casefold(): column for column in COLUMNS}
        texts = [_rough(cell).casefold() for cell in _inner(row, "tc")]
        if [titles.get(text, "") for text in texts[:_LEAST]] != list(COLUMNS[:_LEAST]):
            return None
        return tuple(titles.get(text, "") for text in texts)

    def _row(self, row: Any, columns: tuple[str, ...], place: Place) -> Returned | None:
        cells = list(_inner(row, "tc"))
        if not _rough(row):
            return None
        if not _LEAST <= len(cells) <= len(columns):
            message = _("this row has {count} cells where the table has {columns} columns").format(
                count=len(cells), columns=len(columns)
            )
            raise PartError("cells-merged", message, _("give the row its cells back, one for each column"))
        left = list(self.text.paragraphs(cells[0]))
        heading = wording()["column_source"]
        if not left or left[0].casefold() == heading.casefold():
            return None
        mark = [part.strip() for part in left[0].split("|")]
        if len(mark) != 3:
            raise PartError(
                "row-without-id",
                _("the small grey line at the head of the left cell is gone or was changed"),
                _("copy it from the file that was sent out"),
            )
        texts = {
            column: " ".join(self.text.paragraphs(cell)) for column, cell in zip(columns, cells, strict=False) if column
        }
        self.problems += [self._comment(text, place) for text in self._commented(row)]
        return Returned(
            place,
            mark[0],
            " ".join(left[1:]),
            texts["target"],
            mark[1],
            mark[2],
            back=texts.get("back"),
            status=texts.get("status", ""),
            in_words=texts.get("in_words"),
        )

    def _commented(self, row: Any) -> Iterator[str]:
        for found in row.iter(name("commentReference")):
            yield self.comments.get(str(found.get(name("id"))), "…")

    def _comment(self, text: str, place: Place) -> Problem:
        return Problem(
            "comment-left-out",
            _("a comment stands here and is not taken: “{text}”").format(text=text),
            place,
            _("what should stay is to be written to whoever takes the file in"),
            Severity.WARNING,
        )


def _tables(root: Any) -> Iterator[Any]:
    """The tables that stand in no other one, and in no box, which has them twice."""
    for table in root.iter(name("tbl")):
        if next(table.iterancestors(name("tbl"), name("txbxContent")), None) is None:
            yield table


def _inner(outer: Any, wanted: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those that a content control or the like stands around."""
    for child in outer:
        tag = tag_of(child)
        if tag == wanted:
            yield child
        elif tag in _WRAPPED:
            inner = child.find(name(_WRAPPED[tag])) if _WRAPPED[tag] else child
            yield from _inner(inner, wanted) if inner is not None else ()
        elif tag in CHANGES:
            yield from _inner(child, wanted)
        elif tag not in _BETWEEN and (tag or _rough(child)):
            raise part_problem(tag)


def _check_whole(row: Any) -> None:
    """Raise `PartError` where it cannot be told whose text is whose in a row."""
    found = {tag_of(one) for one in row.iter(*_SPOILING)}
    if not found.isdisjoint(CHANGES) or _is_moved(row):
        raise PartError(
            "tracked-changes",
            _("this row has tracked changes: which text counts cannot be told"),
            _("accept or reject all changes (Review → Accept All), then save and send it"),
        )
    if not found.isdisjoint(_MERGED):
        raise PartError(
            "cells-merged",
            _("cells were merged or split in this row: whose text is whose cannot be told"),
            _("give the row its cells back, one for each column"),
        )
    if is_on(row.find(name("trPr")), "hidden"):
        raise PartError(
            "hidden-row", _("this row is hidden: nobody sees what stands there"), _("show it, and look at it")
        )
    if "tbl" in found:
        raise PartError("table-in-table", _("there is a table inside this row"), _("write plain text into the cell"))


def _is_moved(row: Any) -> bool:
    """Whether the row as a whole stands in a tracked change."""
    return any(tag_of(around) in CHANGES for around in row.iterancestors())


def _rough(element: Any) -> str:
    """All letters in an element, whatever becomes of them."""
    return " ".join("".join(text.text or "" for text in element.iter(name("t"), name("delText"))).split())


def _mark(row: Any) -> list[str] | None:
    """The parts of the small grey line of a row, as far as it can be found."""
    for paragraph in row.iter(name("p")):
        parts = [part.strip() for part in _rough(paragraph).split("|")]
        if len(parts) == 3:
            return parts
    return None
