"""Files of translators, read in the guarded child: workbooks and Word files can crash or swell whoever reads them.

The rows travel as plain values (`core/plain_values`) and become a `Handback` again here.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from bhxhcomm.core import guarded
from bhxhcomm.core.guarded import Limits
from bhxhcomm.core.problems import Place, Problem, Severity
from bhxhcomm.exchange import po_reading, word_reading, workbook_reading, xliff_reading
from bhxhcomm.exchange.handoff import Handback, Returned

READERS = {
    ".xlsx": workbook_reading.read,
    ".docx": word_reading.read,
    ".po": po_reading.read,
    ".xlf": xliff_reading.read,
    ".xliff": xliff_reading.read,
}
_FIELDS = [field.name for field in fields(Returned) if field.name != "place"]
_LIMITS = Limits(seconds=8, megabytes=900, libraries=("openpyxl", "lxml.etree"))


def read(data: bytes, ending: str, shown: str) -> Handback:
    """The rows of a file of this ending. Raises `ContentError`."""
    name, scope, lang, rows, problems, refused = guarded.call(
        plain, data, ending, shown, place=Place(shown), limits=_LIMITS
    )
    return Handback(
        name,
        scope,
        lang,
        tuple(Returned(Place(*place), *row) for place, *row in rows),
        tuple(
            Problem(code, message, Place(*place), hint, Severity(severity))
            for code, message, place, hint, severity in problems
        ),
        tuple(refused),
    )


def plain(
    data: bytes, ending: str, shown: str
) -> tuple[str, str, str, list[tuple[Any, ...]], list[tuple[Any, ...]], list[str]]:
    """The same as plain values, worked out where it stands."""
    found = READERS[ending](data, shown)
    rows = [(_plain_place(row.place), *(getattr(row, name) for name in _FIELDS)) for row in found.rows]
    problems = [(one.code, one.message, _plain_place(one.place), one.hint, str(one.severity)) for one in found.problems]
    return found.shown, found.scope, found.lang, rows, problems, list(found.refused)


def _plain_place(place: Place) -> tuple[Any, ...]:
    return place.path, place.line, place.column, place.part
