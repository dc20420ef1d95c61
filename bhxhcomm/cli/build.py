"""`bhxhcomm build`: everything that the workspace asks for and that is out of date, and only that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bhxhcomm.cli import options
from bhxhcomm.cli.console import console
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _
from bhxhcomm.core.problems import Problem, UsageError
from bhxhcomm.making.request import PAGE_DPI

if TYPE_CHECKING:
    from bhxhcomm.cli.rounds import RoundOptions
    from bhxhcomm.cli.selecting import Selection
    from bhxhcomm.running.run import Executor

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
    purpose: options.Purpose = None,
    marks: options.Marks = False,
    dpi: options.Dpi = PAGE_DPI,
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
        bool,
        typer.Option(
            "--prune",
            help=_("Remove files of earlier builds that nobody asks for any more, and those in out/withdrawn/."),
        ),
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
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help=_("Build on the workers of this Dask scheduler: tcp://host:8786.")
        ),
    ] = None,
    unencrypted: Annotated[
        bool, typer.Option("--unencrypted", help=_("Speak with a scheduler on another machine without TLS."))
    ] = False,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Make everything that is out of date, and only that."""
    from bhxhcomm.cli import building, selecting
    from bhxhcomm.cli.rounds import Round, RoundOptions

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
    how = RoundOptions(jobs, force=force, prune=prune, look=dry_run or check, wait=not no_wait)
    execute = _executor(scheduler, unencrypted=unencrypted)
    if watch:
        if json or dry_run or check:
            raise _watched_alone()
        _watch(wanted, how, workspace, execute)
        return
    result, warnings = Round(wanted, how, workspace, execute).run()
    building.tell(result, warnings, checking=check)


def _executor(scheduler: str | None, *, unencrypted: bool) -> Executor | None:
    """What makes the files on other machines, where that is asked for."""
    if scheduler is None:
        return None
    from bhxhcomm.running.cluster.executor import on_scheduler

    return on_scheduler(scheduler, console.note, unencrypted=unencrypted)


def _watch(wanted: Selection, how: RoundOptions, workspace: Path | None, execute: Executor | None) -> None:
    from bhxhcomm.cli import building
    from bhxhcomm.cli.rounds import Round
    from bhxhcomm.cli.watching import watch

    root = Round(wanted, how, workspace).root

    def once(announce: Callable[[Path], object], first: bool) -> None:
        result, warnings = Round(wanted, replace(how, force=how.force and first, watched=True), root, execute).run(
            announce
        )
        building.tell(result, warnings)

    watch(root, wanted.out, once)


def _watched_alone() -> UsageError:
    return UsageError(
        Problem("watch-alone", i18n._("--watch goes on until Ctrl-C; --json, --dry-run and --check say something once"))
    )
