"""The options that commands share, with one meaning everywhere. Command line beats environment beats workspace file."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from bhxhcomm.cli.console import console
from bhxhcomm.core.interface import _, said
from bhxhcomm.language import invisible
from bhxhcomm.trust import trust_sources


def date(text: str) -> dt.date:
    try:
        if len(text) != 10:
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            _("`{text}` is not a day; write it as year-month-day: 2025-07-01").format(text=text)
        ) from None


def visible(text: str) -> str:
    """A name or number that goes into a signature: two that look alike are to be the same."""
    if (sign := invisible.first(text)) is not None:
        raise typer.BadParameter(f"{said(sign.message)}. {said(sign.hint)}")
    return text


def _set_signers(value: Path | None) -> Path | None:
    trust_sources.use_path(value)
    return value


def _set_json(value: bool) -> bool:
    console.json = value
    return value


def _set_quiet(value: bool) -> bool:
    console.quiet = value
    return value


def _set_verbose(value: int) -> int:
    if value or "bhxhcomm.cli.logs" in sys.modules:
        from bhxhcomm.cli import logs

        logs.show(value)
    console.verbose = value
    return value


Workspace = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        envvar="BHXHCOMM_WORKSPACE",
        metavar="DIR",
        help=_("Folder with bhxhcomm.yaml; else it is looked for upwards from the pack or the current folder."),
    ),
]
Signers = Annotated[
    Path | None,
    typer.Option(
        "--signers",
        envvar=trust_sources.VARIABLE,
        callback=_set_signers,
        metavar="PATH",
        help=_(
            "Whom to trust, whatever the workspace says: a file of allowed signers (OpenSSH), or a folder like trust/. "
            "Signatures must then be proved."
        ),
    ),
]
AsOf = Annotated[
    dt.date | None,
    typer.Option(
        "--as-of",
        envvar="BHXHCOMM_AS_OF",
        parser=date,
        metavar="DATE",
        help=_("Date at which figures are taken (year-month-day); else the workspace's, else today."),
    ),
]
Lang = Annotated[
    list[str] | None,
    typer.Option(
        "--lang", metavar="LANG", help=_("Language: registry id or BCP 47 tag, or `all`; repeatable. Default: vi.")
    ),
]
Office = Annotated[
    list[str] | None,
    typer.Option(
        "--office", metavar="ID", help=_("Office that issues, or `all`; repeatable. Default: the workspace's.")
    ),
]
OneOffice = Annotated[
    str | None,
    typer.Option("--office", metavar="ID", help=_("Office whose local figures count. Default: the workspace's.")),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", envvar="BHXHCOMM_OUT", metavar="DIR", help=_("Folder for the files. Default: out/ of the workspace.")
    ),
]
Variant = Annotated[
    list[str] | None,
    typer.Option("--variant", metavar="NAME", help=_("Variant; repeatable. Default: all of the pack.")),
]
Purpose = Annotated[
    list[str] | None,
    typer.Option("--for", metavar="PURPOSE", help=_("Printer of the PDF: office, press; repeatable. Default: office.")),
]
Marks = Annotated[bool, typer.Option("--marks", help=_("Crop and fold marks on the PDF for the press."))]
Dpi = Annotated[
    int,
    typer.Option(
        "--dpi",
        min=36,
        max=600,
        metavar="N",
        show_default=False,
        help=_("Dots an inch of page pictures. Default: 150."),
    ),
]
Release = Annotated[
    bool, typer.Option("--release", help=_("Make only what may be released; refuse drafts and exit 1."))
]
Force = Annotated[
    bool,
    typer.Option("--force", help=_("Make everything anew, also over files that were changed by hand.")),
]
Theme = Annotated[str | None, typer.Option("--theme", metavar="NAME", help=_("Theme of the pages. Default: default."))]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs", "-j", min=1, envvar="BHXHCOMM_JOBS", metavar="N", help=_("Processes side by side. Default: 1.")
    ),
]
Json = Annotated[
    bool,
    typer.Option(
        "--json",
        callback=_set_json,
        is_eager=True,
        help=_("Print one JSON object on standard output, and nothing else there."),
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", callback=_set_quiet, is_eager=True, help=_("Say only what is wrong."))
]
Verbose = Annotated[
    int,
    typer.Option(
        "--verbose", "-v", count=True, callback=_set_verbose, is_eager=True, show_default=False, help=_("Say more.")
    ),
]
Pack = Annotated[str, typer.Argument(metavar="PACK", help=_("Id of a pack, or a path to its folder."))]
