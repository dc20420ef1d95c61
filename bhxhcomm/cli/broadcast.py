"""`bhxhcomm audio radio-spot` and `bhxhcomm audio ringback`: finished sound for stations and carriers."""

from __future__ import annotations

from typing import Annotated

import typer

from bhxhcomm.cli import options
from bhxhcomm.core.interface import _

Preset = Annotated[
    list[str] | None,
    typer.Option(
        "--preset",
        metavar="NAME",
        help=_("What the receiver takes: name of a preset; repeatable. Default: the pack's."),
    ),
]
Format = Annotated[
    list[str] | None,
    typer.Option("--format", metavar="NAME", help=_("Format: mp3, wav; repeatable. Default: all of the preset.")),
]
Bundle = Annotated[
    bool,
    typer.Option("--bundle", help=_("Also pack what the receiver needs into one ZIP: files, words, dates, rights.")),
]


def radio_spot(
    pack: options.Pack,
    variant: Annotated[
        list[str] | None,
        typer.Option(
            "--variant", metavar="NAME", help=_("Length: 30, 60, 120, long; repeatable. Default: all of the pack.")
        ),
    ] = None,
    format: Format = None,
    preset: Preset = None,
    bundle: Bundle = False,
    lang: options.Lang = None,
    office: options.Office = None,
    as_of: options.AsOf = None,
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
    """Make the loudspeaker spots of a pack."""
    from bhxhcomm.cli import building

    wanted = building.BuildArguments(
        pack,
        "radio-spot",
        variants=variant,
        formats=format,
        presets=preset,
        bundle=bundle,
        langs=lang,
        offices=office,
        as_of=as_of,
        out=out,
        release=release,
        force=force,
        workspace=workspace,
    )
    building.build(wanted, jobs=jobs)


def ringback(
    pack: options.Pack,
    format: Format = None,
    preset: Preset = None,
    bundle: Bundle = False,
    lang: options.Lang = None,
    office: options.Office = None,
    as_of: options.AsOf = None,
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
    """Make the ringback tone of a pack."""
    from bhxhcomm.cli import building

    wanted = building.BuildArguments(
        pack,
        "ringback",
        formats=format,
        presets=preset,
        bundle=bundle,
        langs=lang,
        offices=office,
        as_of=as_of,
        out=out,
        release=release,
        force=force,
        workspace=workspace,
    )
    building.build(wanted, jobs=jobs)
