"""`bhxhcomm proof`: the sheet to sign (phiếu duyệt)."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from bhxhcomm.cli import options
from bhxhcomm.core.interface import _


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
    role: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="ROLE",
            show_default=False,
            help=_(
                "What whoever signs the sheet digitally signs as: approver, or for a translation reviewer or translator."
            ),
        ),
    ] = "approver",
    out: options.Out = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Make the proof of a pack."""
    from bhxhcomm.cli import building
    from bhxhcomm.edition.standing import Role
    from bhxhcomm.handover.proof_sheet import make_proof

    wanted = building.BuildArguments(
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
    if role not in tuple(Role):
        raise typer.BadParameter(_("`{role}` is none of translator, reviewer, approver").format(role=role))
    building.build_with(partial(make_proof, role=Role(role)), wanted)
