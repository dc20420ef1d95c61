"""What is printed, and where: results on standard output, everything else on standard error.

With `--json` one object goes to standard output and nothing else, whatever happens.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from bhxhcomm.core.i18n import Message
from bhxhcomm.core.interface import _, everything_said, ngettext, said
from bhxhcomm.core.problems import Problem

Item = TypeVar("Item")


@dataclass(slots=True)
class Console:
    """How the command that runs now speaks."""

    json: bool = False
    quiet: bool = False
    verbose: int = 0
    brief: bool = False
    """Whether files that stay as they are go without a line (builds of everything, without -v)."""

    def line(self, text: Message | str = "") -> None:
        """A line of the result; nothing with `--json`."""
        if not self.json:
            print(said(text))

    def note(self, text: Message | str) -> None:
        """A line beside the result, on standard error; nothing with `--quiet`."""
        if not self.quiet:
            print(said(text), file=sys.stderr)

    def step(self, text: str, *, last: bool = False) -> None:
        """How far something has come: one line that is written over on a terminal, plain lines elsewhere."""
        if self.quiet:
            return
        if sys.stderr.isatty():
            print(f"\r\x1b[K{text}", end="\n" if last else "", file=sys.stderr, flush=True)
        else:
            self.note(text)

    def object(self, value: Mapping[str, Any]) -> None:
        """The one object that `--json` prints."""
        for part in json_of(everything_said(value)):
            sys.stdout.write(part)
        print(flush=True)

    def problems(self, found: Iterable[Problem]) -> None:
        """Problems on standard error, each with its place, code, message and hint; warnings not with `--quiet`."""
        for problem in found:
            if problem.is_error or not self.quiet:
                print(self._told(problem), file=sys.stderr)

    def fail(self, found: Sequence[Problem], status: int) -> NoReturn:
        """Tell what is wrong, in the way that was asked for, and exit."""
        if self.json:
            from bhxhcomm.ledger import output

            self.object(output.whole([], found))
        else:
            self.problems(found)
            errors = sum(problem.is_error for problem in found)
            if len(found) > 1 and errors:
                self.note(ngettext("{n} error", "{n} errors", errors).format(n=errors))
        sys.exit(status)

    def _told(self, problem: Problem) -> str:
        severity = _("error") if problem.is_error else _("warning")
        place = f"{said(problem.place.message)}: " if problem.place.path else ""
        edition = "/".join(part for part in (problem.pack, problem.lang, problem.office) if part)
        where = place or (f"{edition}: " if edition else "")
        hint = f"\n    {said(problem.hint)}" if problem.hint else ""
        return f"{where}{severity}[{problem.code}]: {said(problem.message)}{hint}"

    @contextmanager
    def progress(self, items: Sequence[Item], label: str) -> Iterator[Iterator[Item]]:
        """Go through items with a bar on standard error when it is a terminal, with plain lines otherwise."""
        if self.quiet or len(items) < 2:
            yield iter(items)
        elif sys.stderr.isatty():
            import typer

            with typer.progressbar(items, label=label, file=sys.stderr) as bar:
                yield iter(bar)
        else:
            yield self._counted(items, label)

    def _counted(self, items: Sequence[Item], label: str) -> Iterator[Item]:
        for number, item in enumerate(items, 1):
            self.note(f"{label} {number}/{len(items)}")
            yield item


def json_of(value: Mapping[str, Any]) -> Iterator[str]:
    """An object as JSON, item by item of its lists: what is said of thousands of files is never held as one text."""
    from pydantic_core import to_json

    def text(item: Any, indent: str) -> str:
        # Some ten times as quick as `json`. No string in it holds a line break.
        return to_json(item, indent=2).decode().replace("\n", f"\n{indent}")

    before = "{"
    for name, item in value.items():
        yield f"{before}\n  {text(name, '')}: "
        before = ","
        if isinstance(item, list) and item:
            for number, one in enumerate(item):
                yield f"{',' if number else '['}\n    {text(one, '    ')}"
            yield "\n  ]"
        else:
            yield text(item, "  ")
    yield "\n}" if value else "{}"


console = Console()
"""The console of this process; the options of a command set it up."""


def table(rows: Sequence[Sequence[str]], *, header: Sequence[str] = ()) -> Iterator[str]:
    """Rows as lines with aligned columns; wide letters and combining marks are counted by what they take on screen."""
    everything = [header, *rows] if header else list(rows)
    if not everything:
        return
    widths = [max(_width(row[column]) for row in everything) for column in range(len(everything[0]))]
    for row in everything:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    import unicodedata

    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
