"""`bhxhcomm locale record-kit`: what a speaker needs to record the words of a pack."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.cli.recordings import Lang, Materials, requests
from bhxhcomm.core.interface import _, ngettext


def record_kit(
    pack: options.Pack,
    lang: Lang = "vi",
    material: Materials = None,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Everything, though it may be recorded already."))
    ] = False,
    office: options.Office = None,
    as_of: options.AsOf = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("Folder for the kit. Default: out/ghi-am/ of the workspace.")),
    ] = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Write the kit for a speaker."""
    from bhxhcomm.core import files
    from bhxhcomm.handover import record_kit
    from bhxhcomm.ledger import output
    from bhxhcomm.making.result import shown_path

    space, asked = requests(pack, lang, material, office, as_of, workspace)
    kit = record_kit.make(space, asked, everything=everything)
    folder = places.output_folder(out, space.root) if out is not None else space.root / "out" / "ghi-am"
    place = folder / f"{asked[0].pack}.{asked[0].lang}"
    written = [(place / name, files.write(place / name, data)) for name, data in sorted(kit.files.items())]
    if console.json:
        console.object(
            {
                "format": "record-kit/1",
                "schema": 1,
                "files": [
                    {"path": shown_path(path), "status": "built" if changed else "unchanged"}
                    for path, changed in written
                ],
                "recordings": kit.count,
                "problems": [output.problem(problem) for problem in kit.problems],
            }
        )
    else:
        console.problems(kit.problems)
        for path, changed in written:
            console.line((_("built") if changed else _("unchanged")) + f": {shown_path(path)}")
        console.note(ngettext("{n} recording to make", "{n} recordings to make", kit.count).format(n=kit.count))
    if any(problem.is_error for problem in kit.problems):
        sys.exit(1)
