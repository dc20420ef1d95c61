"""`bhxhcomm proof`: the sheet to sign (phiếu duyệt)."""

from __future__ import annotations

from typing import Annotated

import typer

from bhxhcomm.cli import options
from bhxhcomm.i18n import _


def proof(
    pack: options.Pack,
    material: Annotated[
        str,
        typer.Option(
            "--material", metavar="NAME", show_default=False, help=_("Material to be proofed. Default: leaflet.")
        ),
    ] = "leaflet",
    variant: options.Variant = None,
    lang: options.Lang = None,
    office: options.Office = None,
    as_of: options.AsOf = None,
    theme: options.Theme = None,
    out: options.Out = None,
    workspace: options.Workspace = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Make the proof of a pack."""
    from bhxhcomm.build.proof import make_proof
    from bhxhcomm.cli import building

    wanted = building.Wanted(
        pack,
        material,
        variants=variant,
        langs=lang,
        offices=office,
        as_of=as_of,
        theme=theme,
        out=out,
        workspace=workspace,
    )
    building.build_with(make_proof, wanted)
