"""`bhxhcomm infographic`: pictures for social channels, screens, posters and banners, and words to post."""

from __future__ import annotations

from typing import Annotated

import typer

from bhxhcomm.cli import options
from bhxhcomm.cli.groups import add, group
from bhxhcomm.core.interface import _

app = group(_("Infographics: pictures for social channels and screens, posters, banners, and words to post."))


@app.callback()
def _infographic() -> None:
    pass


def build(
    pack: options.Pack,
    variant: Annotated[
        list[str] | None,
        typer.Option(
            "--variant",
            metavar="NAME",
            help=_(
                "Layout (tall, square, story, carousel, poster-a3 …) or posts; repeatable. Default: all of the pack."
            ),
        ),
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help=_("Format: png, pdf; md, json of posts; repeatable. Default: png, and pdf of what is printed."),
        ),
    ] = None,
    purpose: options.Purpose = None,
    marks: Annotated[bool, typer.Option("--marks", help=_("Crop marks on the PDF for the press."))] = False,
    scale: Annotated[
        int,
        typer.Option(
            "--scale",
            min=1,
            max=4,
            metavar="N",
            show_default=False,
            help=_("How many times as large pictures are made, for sharp screens. Default: 1."),
        ),
    ] = 1,
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
    """Make the infographics of a pack."""
    from bhxhcomm.cli import building

    wanted = building.BuildArguments(
        pack,
        "infographic",
        variants=variant,
        formats=format,
        purposes=purpose,
        marks=marks,
        enlarged=scale,
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
        "Make the infographics of a pack: pictures of exact size with their alternative text, PDF for posters and banners, "
        "captions and text messages; for each layout, language and office."
    ),
    example="bhxhcomm infographic build bhyt-ho-gia-dinh --variant tall --variant posts",
)
