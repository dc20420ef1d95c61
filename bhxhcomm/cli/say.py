"""`bhxhcomm audio say`: how a text is read aloud, to try a doubtful reading."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.i18n import _, ngettext
from bhxhcomm.problems import NOWHERE, Place, Problem, UsageError

if TYPE_CHECKING:
    from bhxhcomm.language.spoken import Lexicon, Reading

ACCENTS = ("north", "south")


def say(
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help=_("A sentence to read."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only show what will be said."))] = False,
    accent: Annotated[
        str, typer.Option("--accent", metavar="NAME", help=_("Number words of the north or the south."))
    ] = "north",
    speed: Annotated[
        int, typer.Option("--speed", min=60, max=300, metavar="N", help=_("Words a minute, for the estimated time."))
    ] = 145,
    workspace: options.Workspace = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show how a sentence is read aloud, and what of it cannot be read."""
    from bhxhcomm.language.spoken import Accent, read

    if not dry_run:
        raise UsageError(
            Problem(
                "no-voice-yet",
                _("speaking a sentence is not there yet"),
                NOWHERE,
                _("use --dry-run to see what will be said"),
            )
        )
    places.check_choice(accent, ACCENTS, "unknown-accent", _("there is no accent `{name}`").format(name=accent))
    reading = read(text, lexicon=_lexicon(workspace), accent=Accent(accent), at=_at)
    _tell(reading, speed)
    if not reading.is_whole:
        sys.exit(1)


def _at(offset: int) -> Place:
    """A point of the sentence on the command line."""
    return Place("--text", 1, offset + 1)


def _lexicon(given: Path | None) -> Lexicon:
    """The lexicon of the workspace that is named, or that the current folder is in; else the shipped one."""
    from bhxhcomm.content import lexicon
    from bhxhcomm.content.workspace import find_root

    root = places.workspace_root(given) if given is not None else find_root(Path.cwd())
    return lexicon.of_workspace(root) if root is not None else lexicon.shipped()


def _tell(reading: Reading, speed: int) -> None:
    from bhxhcomm.build import output
    from bhxhcomm.language.spoken import seconds, syllables

    count, time = syllables(reading.spoken), round(seconds(reading.spoken, speed), 1)
    if console.json:
        console.object(
            {
                "schema": output.SCHEMA,
                "spoken": reading.spoken,
                "syllables": count,
                "seconds": time,
                "problems": [output.problem(problem) for problem in reading.problems],
            }
        )
        return
    console.line(reading.spoken)
    console.problems(reading.problems)
    told = ngettext("{n} syllable, about {seconds} s", "{n} syllables, about {seconds} s", count)
    console.note(told.format(n=count, seconds=time))
