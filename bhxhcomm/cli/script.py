"""`bhxhcomm script`: radio scripts."""

from __future__ import annotations

from typing import Annotated

import typer

from bhxhcomm.cli import options
from bhxhcomm.cli.groups import add, group
from bhxhcomm.core.interface import _

app = group(_("Radio scripts: what an announcer reads aloud."))


@app.callback()
def _script() -> None:
    pass


def build(
    pack: options.Pack,
    format: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="NAME", help=_("Format: docx, pdf; repeatable. Default: all.")),
    ] = None,
    beside: Annotated[
        bool, typer.Option("--beside", help=_("Put the Vietnamese words beside those of another language."))
    ] = False,
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
    """Make the radio script of a pack."""
    from bhxhcomm.cli import building

    wanted = building.BuildArguments(
        pack,
        "script",
        formats=format,
        beside=beside,
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
    help=_(
        "Make the radio script of a pack: Word file and PDF in the form stations use, for each language and office."
    ),
    example="bhxhcomm script build bhyt-ho-gia-dinh",
)
