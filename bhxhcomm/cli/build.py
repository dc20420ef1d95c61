"""`bhxhcomm build`: everything that the workspace asks for and that is out of date, and only that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bhxhcomm.cli import options
from bhxhcomm.cli.console import console
from bhxhcomm.i18n import _
from bhxhcomm.problems import Problem, UsageError

if TYPE_CHECKING:
    from bhxhcomm.build.run import Result
    from bhxhcomm.cli.selecting import Selected, Selection
    from bhxhcomm.content.workspace import Workspace

Many = list[str] | None


def build(
    packs: Annotated[
        Many, typer.Argument(metavar="PACK", help=_("Packs, by id or path. Default: all of the workspace."))
    ] = None,
    material: Annotated[
        Many, typer.Option("--material", metavar="NAME", help=_("Only this kind of material; repeatable."))
    ] = None,
    variant: Annotated[
        Many, typer.Option("--variant", metavar="NAME", help=_("Only this variant; repeatable."))
    ] = None,
    format: Annotated[Many, typer.Option("--format", metavar="NAME", help=_("Only this format; repeatable."))] = None,
    tag: Annotated[
        Many, typer.Option("--tag", metavar="NAME", help=_("Only packs with this tag or topic; repeatable."))
    ] = None,
    lang: Annotated[
        Many,
        typer.Option("--lang", metavar="LANG", help=_("Only this language; repeatable. Default: those asked for.")),
    ] = None,
    office: Annotated[
        Many, typer.Option("--office", metavar="ID", help=_("Only this office; repeatable. Default: those asked for."))
    ] = None,
    purpose: Annotated[
        Many,
        typer.Option(
            "--for", metavar="PURPOSE", help=_("Printer of the PDF: office, press; repeatable. Default: office.")
        ),
    ] = None,
    marks: Annotated[bool, typer.Option("--marks", help=_("Crop and fold marks on the PDF for the press."))] = False,
    dpi: Annotated[
        int,
        typer.Option(
            "--dpi",
            min=36,
            max=600,
            metavar="N",
            show_default=False,
            help=_("Dots an inch of page pictures. Default: 150."),
        ),
    ] = 150,
    as_of: options.AsOf = None,
    theme: options.Theme = None,
    out: options.Out = None,
    release: options.Release = False,
    force: options.Force = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Say what would be made, and why; write nothing."))
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help=_("Write nothing; exit with 1 when something is out of date."))
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help=_("Remove files of earlier builds that nobody asks for any more."))
    ] = False,
    shard: Annotated[
        str | None,
        typer.Option("--shard", metavar="I/N", help=_("Make only the I-th of N parts; see `manifest merge`.")),
    ] = None,
    watch: Annotated[
        bool,
        typer.Option("--watch", help=_("Build again whenever something is saved, with the gallery; Ctrl-C ends.")),
    ] = False,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help=_("Fail when another build is writing there, instead of waiting."))
    ] = False,
    jobs: options.Jobs = 1,
    workspace: options.Workspace = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Make everything that is out of date, and only that."""
    from bhxhcomm.cli import building, selecting

    console.brief = not verbose
    wanted = selecting.Selection(
        packs=packs or (),
        materials=material or (),
        variants=variant or (),
        formats=format or (),
        purposes=purpose or (),
        langs=lang or (),
        offices=office or (),
        tags=tag or (),
        as_of=as_of,
        theme=theme,
        out=out,
        release=release,
        marks=marks,
        dpi=dpi,
        shard=selecting.shard(shard),
    )
    selecting.check_words(wanted)
    if watch:
        if json or dry_run or check:
            raise _watched_alone()
        _watch(wanted, workspace, jobs=jobs, force=force, prune=prune, wait=not no_wait)
        return
    space, selected = _selected(wanted, workspace)
    from bhxhcomm.build.run import Options

    how = Options(jobs, force=force, prune=prune, pieces=selected.meant)
    result = _preview(space, selected, how) if dry_run or check else _run(space, selected, how, wait=not no_wait)
    result.problems += selected.problems
    building.tell(result, [problem for problem in space.problems if not problem.is_error], checking=check)


def _selected(wanted: Selection, workspace: options.Workspace) -> tuple[Workspace, Selected]:
    from bhxhcomm.cli import places, selecting

    space, _none = places.open_workspace(workspace, near=wanted.packs)
    return space, selecting.select(space, wanted)


def _preview(space: Workspace, selected: Selected, how: object) -> Result:
    from bhxhcomm.build.run import Options, preview
    from bhxhcomm.build.store import Store

    assert isinstance(how, Options)
    return preview(space, Store(selected.out, write=False), selected.requests, how)


def _run(space: Workspace, selected: Selected, how: object, *, wait: bool) -> Result:
    from bhxhcomm.build.run import Options, run
    from bhxhcomm.build.store import opened
    from bhxhcomm.cli.building import Progress

    assert isinstance(how, Options)
    with opened(selected.out, wait=wait, told=console.note) as store:
        result = run(space, store, selected.requests, how, listener=Progress())
        store.remember()
    return result


def _watch(wanted: Selection, workspace: options.Workspace, *, jobs: int, force: bool, prune: bool, wait: bool) -> None:
    from bhxhcomm.build.run import Options
    from bhxhcomm.cli import building, places
    from bhxhcomm.cli.watching import watch

    root = places.workspace_root(workspace, *(Path(name) for name in wanted.packs if Path(name).is_dir()), Path.cwd())

    def once(announce: Callable[[Path], object], first: bool) -> None:
        space, selected = _selected(wanted, root)
        announce(selected.out)
        how = Options(jobs, force=force and first, prune=prune, pieces=selected.meant)
        result = _run(space, selected, how, wait=wait)
        result.problems += selected.problems
        building.tell(result, [problem for problem in space.problems if not problem.is_error])

    watch(root, wanted.out, once)


def _watched_alone() -> UsageError:
    return UsageError(
        Problem("watch-alone", _("--watch goes on until Ctrl-C; --json, --dry-run and --check say something once"))
    )
