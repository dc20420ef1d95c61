"""`bhxhcomm report`: reports for those who answer for what goes out."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.cli.groups import add, group
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _
from bhxhcomm.language.figures import numeric_date

if TYPE_CHECKING:
    from bhxhcomm.content.workspace import Workspace
    from bhxhcomm.report.change_report import BuildSide
    from bhxhcomm.report.changes import Recall

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
    """Report what has changed. A date is made for the report alone; nothing of it stays."""
    from bhxhcomm.cli.gallery import title
    from bhxhcomm.core import files
    from bhxhcomm.making.result import shown_path
    from bhxhcomm.report import change_report, markdown
    from bhxhcomm.report.changes import changes as differences

    places.check_choice(format, FORMATS, "unknown-format", i18n._("there is no format `{name}`").format(name=format))
    space, _none = places.open_workspace(workspace)
    name = title(space.root / "out")
    with contextlib.ExitStack() as stack:
        old, new = (stack.enter_context(_side(space, given, jobs)) for given in (before, after))
        found = differences(old.side.manifest, new.side.manifest, _withdraw(space, old, new))
        if json or format == "json":
            console.json = True
            console.object(change_report.plain(found, old.side.name, new.side.name))
            return
        data = (
            markdown.written(found, old.side.name, new.side.name, name).encode()
            if format == "md"
            else change_report.html(found, old.side, new.side, name)
        )
    if out == Path("-"):
        console.line(data.decode().rstrip())
        return
    target = (
        places.to_write(out.resolve(), f".{format}") if out is not None else space.root / "out" / f"changes.{format}"
    )
    if out is None:
        files.refuse_links(target, space.root)
    changed = files.write(target, data)
    console.line((_("built") if changed else _("unchanged")) + f": {shown_path(target)}")


@dataclass(frozen=True, slots=True)
class _Build:
    """One of the two builds; with its date where it was made for the report, and so tells nothing of what was released."""

    side: BuildSide
    date: dt.date | None = None


@contextlib.contextmanager
def _side(space: Workspace, given: str | None, jobs: int) -> Iterator[_Build]:
    """One of the two builds: the manifest that is named, or the workspace at a date, which is made for as long as the report
    needs it. Raises `ContentError`."""
    from bhxhcomm.cli import building, selecting
    from bhxhcomm.core.problems import Place, error
    from bhxhcomm.ledger import manifest as manifests
    from bhxhcomm.report.change_report import BuildSide
    from bhxhcomm.running import shown_only

    if given is not None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        path = Path(given)
        path = path / manifests.FILE_NAME if path.is_dir() else path
        if not path.exists():
            hint = i18n._("write a date as year-month-day, or name a manifest.json")
            raise error("no-manifest", i18n._("there is no manifest here"), Place(given), hint)
        yield _Build(BuildSide(given, manifests.read(path), path.resolve().parent))
        return
    date = options.date(given) if given is not None else places.own_date(space)
    selected = selecting.select(space, selecting.Selection(as_of=date))
    with shown_only.made(space, selected.requests, selected.out, jobs, building.Progress()) as made:
        console.problems(problem for problem in (*selected.problems, *made.problems) if problem.is_error)
        if not made.manifest.pieces:
            raise error("nothing-built", i18n._("nothing could be made as of {date}").format(date=numeric_date(date)))
        yield _Build(BuildSide(numeric_date(date), made.manifest, made.root), date)


def _withdraw(space: Workspace, old: _Build, new: _Build) -> list[Recall] | None:
    """What was released and does not hold any more, from the register and the manifests of real builds; None where both
    manifests are of such. Raises `ContentError` where one of these records is damaged."""
    from bhxhcomm.core.problems import ContentError
    from bhxhcomm.ledger import manifest
    from bhxhcomm.making.result import shown_path
    from bhxhcomm.recall import withdrawal
    from bhxhcomm.report.changes import Recall, untrue

    if old.date is None and new.date is None:
        return None
    own = space.root / "out"
    outs = [own, *sorted(own.glob("as-of-*")), *(one.side.root for one in (old, new) if one.date is None)]
    if new.date is not None:
        found, problems = withdrawal.between(space, old.date, new.date, outs)
    else:
        released, problems = withdrawal.released(space, outs)
        codes = {record["code"] for record in untrue((one.record for one in released), new.side.manifest)}
        found = [one for one in released if one.record["code"] in codes]
    if problems:
        raise ContentError(problems)
    return [
        Recall(
            manifest.piece_id(*(one.record[name] for name in ("office", "pack", "material", "variant", "lang"))),
            one.record["code"],
            one.record["title"],
            one.record["issued_by"],
            one.record["lang"],
            tuple(shown_path(path) for path in one.files),
        )
        for one in found
    ]


add(
    app,
    changes,
    help=_(
        "Report what has changed between two dates or two builds: figures with their decrees, pages side by side, sounds to "
        "listen to, stale translations and recordings, released files to withdraw."
    ),
    example="bhxhcomm report changes --from 2024-07-01 --to 2025-07-01",
)
