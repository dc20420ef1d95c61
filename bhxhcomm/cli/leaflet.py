"""`bhxhcomm leaflet`: leaflets."""

from __future__ import annotations

from typing import Annotated

import typer

from bhxhcomm.cli import options
from bhxhcomm.cli.groups import add, group
from bhxhcomm.core.interface import _
from bhxhcomm.making.request import PAGE_DPI

app = group(_("Leaflets: folded or flat paper to hand out."))


@app.callback()
def _leaflet() -> None:
    pass


def build(
    pack: options.Pack,
    variant: options.Variant = None,
    format: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="NAME", help=_("Format: pdf, docx, png; repeatable. Default: all.")),
    ] = None,
    purpose: options.Purpose = None,
    marks: options.Marks = False,
    dpi: options.Dpi = PAGE_DPI,
    lang: options.Lang = None,
    office: options.Office = None,
    as_of: options.AsOf = None,
    theme: options.Theme = None,
    out: options.Out = None,
    release: options.Release = False,
    force: options.Force = False,
    jobs: options.Jobs = 1,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Make the leaflets of a pack."""
    from bhxhcomm.cli import building

    wanted = building.BuildArguments(
        pack,
        "leaflet",
        variants=variant,
        formats=format,
        purposes=purpose,
        marks=marks,
        dpi=dpi,
        langs=lang,
        offices=office,
        as_of=as_of,
        theme=theme,
        out=out,
        release=release,
        force=force,
        workspace=workspace,
    )
    building.build(wanted, jobs=jobs)


add(
    app,
    build,
    help=_("Make the leaflets of a pack: PDF, Word file and pictures, for each variant, language and office."),
    example="bhxhcomm leaflet build bhyt-ho-gia-dinh --office all",
)
