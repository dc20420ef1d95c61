"""`bhxhcomm report`: reports for those who answer for what goes out."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.cli.groups import add, group
from bhxhcomm.i18n import _
from bhxhcomm.language.figures import numeric_date

if TYPE_CHECKING:
    from bhxhcomm.content.workspace import Workspace
    from bhxhcomm.report.change_report import Side

FORMATS = ("html", "md", "json")
app = group(_("Reports: what has changed between two builds or two dates."))


@app.callback()
def _report() -> None:
    pass


def changes(
    before: Annotated[
        str,
        typer.Option(
            "--from", metavar="DATE|MANIFEST", help=_("The earlier date, or the manifest of an earlier build.")
        ),
    ],
    after: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="DATE|MANIFEST",
            help=_("The later date, or the manifest of a later build. Default: the workspace as it is."),
        ),
    ] = None,
    format: Annotated[
        str,
        typer.Option("--format", metavar="NAME", show_default=False, help=_("Format: html, md, json. Default: html.")),
    ] = "html",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help=_("The report. Default: out/changes.html; `-` for standard output.")
        ),
    ] = None,
    jobs: options.Jobs = 1,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Report what has changed. A date is built first, beside what is there."""
    from bhxhcomm.build import files
    from bhxhcomm.build.result import shown_path
    from bhxhcomm.cli.gallery import title
    from bhxhcomm.report import change_report, markdown
    from bhxhcomm.report.changes import changes as differences

    places.check_choice(format, FORMATS, "unknown-format", _("there is no format `{name}`").format(name=format))
    space, _none = places.open_workspace(workspace)
    old, new = _side(space, before, jobs), _side(space, after, jobs)
    name = title(space.root / "out")
    found = differences(old.manifest, new.manifest)
    if json or format == "json":
        console.json = True
        console.object(change_report.plain(found, old.name, new.name))
        return
    data = (
        markdown.written(found, old.name, new.name, name).encode()
        if format == "md"
        else change_report.html(old, new, name)
    )
    if out == Path("-"):
        console.line(data.decode().rstrip())
        return
    target = out.resolve() if out is not None else space.root / "out" / f"changes.{format}"
    changed = files.write(target, data)
    console.line((_("built") if changed else _("unchanged")) + f": {shown_path(target)}")


def _side(space: Workspace, given: str | None, jobs: int) -> Side:
    """One of the two builds: the manifest that is named, or the workspace at a date, which is built. Raises `ContentError`."""
    from bhxhcomm.build import manifest as manifests
    from bhxhcomm.problems import Place, error
    from bhxhcomm.report.change_report import Side

    if given is not None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        path = Path(given)
        path = path / manifests.FILE_NAME if path.is_dir() else path
        if not path.is_file():
            hint = _("write a date as year-month-day, or name a manifest.json")
            raise error("no-manifest", _("there is no manifest here"), Place(given), hint)
        return Side(given, manifests.read(path), path.resolve().parent)
    date = options.date(given) if given is not None else places.own_date(space)
    folder = _built(space, date, jobs)
    path = folder / manifests.FILE_NAME
    if not path.is_file():
        raise error("nothing-built", _("nothing could be made as of {date}").format(date=numeric_date(date)))
    return Side(numeric_date(date), manifests.read(path), folder)


def _built(space: Workspace, date: dt.date, jobs: int) -> Path:
    """Make what is out of date of the workspace at a date; the folder. What cannot be made is told and left out."""
    from bhxhcomm.build.run import Options, run
    from bhxhcomm.build.store import opened
    from bhxhcomm.cli import building, selecting

    selected = selecting.select(space, selecting.Selection(as_of=date))
    with opened(selected.out, wait=True, told=console.note) as store:
        result = run(
            space, store, selected.requests, Options(jobs, pieces=selected.meant), listener=building.Progress()
        )
        store.remember()
    console.problems(problem for problem in (*selected.problems, *result.problems) if problem.is_error)
    return selected.out


add(
    app,
    changes,
    help=_(
        "Report what has changed between two dates or two builds: figures with their decrees, pages side by side, sounds to "
        "listen to, stale translations and recordings, released files to withdraw."
    ),
    example="bhxhcomm report changes --from 2024-07-01 --to 2025-07-01",
)
