"""`bhxhcomm lint`: problems in the content, from broken files to words that do not suit the reader."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.core.interface import _, ngettext


def lint(
    packs: Annotated[
        list[str] | None, typer.Argument(metavar="PACK", help=_("Packs to look at. Default: all."))
    ] = None,
    as_of: options.AsOf = None,
    strict: Annotated[bool, typer.Option("--strict", help=_("Exit with 1 for warnings too."))] = False,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Find problems in content: broken files, figures typed by hand, sentences too long, figures to check again."""
    from bhxhcomm import lint as rules
    from bhxhcomm.core.clock import today
    from bhxhcomm.language import labels
    from bhxhcomm.ledger import output

    space, _none = places.open_workspace(workspace, near=packs or ())
    wanted = places.known_packs(space.root, packs) if packs else None
    found = [*space.problems, *labels.check(space.root / labels.FOLDER)]
    found += rules.run(space, places.date(space, as_of), wanted, today=today())
    found = sorted(found, key=lambda problem: (problem.place, problem.code))
    errors = sum(problem.is_error for problem in found)
    if console.json:
        console.object({"format": "lint/1", "schema": 1, "problems": [output.problem(problem) for problem in found]})
    else:
        console.problems(found)
        warnings = len(found) - errors
        counts = (
            ngettext("{n} error", "{n} errors", errors).format(n=errors),
            ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
        )
        console.note(", ".join(counts))
    if errors or (strict and found):
        sys.exit(1)
