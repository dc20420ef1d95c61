"""What `bhxhcomm locale` does with catalogues and the files that go to translators and come back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _, ngettext

if TYPE_CHECKING:
    from bhxhcomm.content.workspace import Workspace
    from bhxhcomm.core.problems import Problem
    from bhxhcomm.edition.lookup import Shelf
    from bhxhcomm.exchange.conflict import Conflict
    from bhxhcomm.exchange.intake import Intake

Pack = Annotated[
    str, typer.Argument(metavar="PACK", help=_("Id of a pack, a path to its folder, or `locales`: the shared words."))
]
Langs = Annotated[
    list[str],
    typer.Option(
        "--lang",
        metavar="LANG",
        help=_("Language: registry id or BCP 47 tag, or `all` that the pack wants or has; repeatable."),
    ),
]
OneLang = Annotated[str, typer.Option("--lang", metavar="LANG", help=_("Language: registry id or BCP 47 tag."))]


def update(
    pack: Pack,
    lang: Langs,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show what would change; write nothing."))] = False,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """Bring catalogues up to date with the Vietnamese texts."""
    space, scope = _open_scope(pack, workspace)
    found = _each(space, scope, lang, lambda shelf: _updated(space, shelf, dry_run=dry_run))
    if console.json:
        console.object(
            {"format": "locale-update/1", "schema": 1, "catalogues": found.made, "problems": _problems(found.problems)}
        )
    else:
        console.problems(found.problems)
        for one in found.made:
            console.line((_("updated") if one["changed"] else _("unchanged")) + f": {one['path']}")
            console.line(
                _("{entries} texts, {untranslated} untranslated, {stale} stale, {unwanted} no longer asked for").format(
                    **one
                )
            )
    found.exit()


def _updated(space: Workspace, shelf: Shelf, *, dry_run: bool) -> dict[str, Any]:
    from bhxhcomm.core import files
    from bhxhcomm.exchange import catalogue_files

    kept = catalogue_files.updated(space, shelf, shelf.merged.items)
    if kept.changed and not dry_run:
        files.write(kept.path, kept.data)
    entries = shelf.merged.items
    return {
        "lang": shelf.lang,
        "path": shown(kept.path),
        "changed": kept.changed,
        "written": kept.changed and not dry_run,
        "entries": len(entries),
        "untranslated": sum(not item.target for item in entries),
        "stale": sum(item.stale for item in entries),
        "unwanted": len(shelf.merged.unwanted),
    }


def export(
    pack: Pack,
    lang: Langs,
    format: Annotated[
        str,
        typer.Option(
            "--format", metavar="NAME", show_default=False, help=_("Format: xlsx, docx, po, xliff. Default: xlsx.")
        ),
    ] = "xlsx",
    kit: Annotated[
        bool,
        typer.Option(
            "--kit", help=_("One zip with the Vietnamese leaflets, glossary, fonts and instructions beside it.")
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("Folder for the file. Default: out/dich/ of the workspace.")),
    ] = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """Write files for translators."""
    from bhxhcomm.handover import handoff_kit

    places.check_known(
        format, handoff_kit.FORMATS, "unknown-format", i18n._("there is no format `{name}`").format(name=format)
    )
    space, scope = _open_scope(pack, workspace)
    folder = places.output_folder(out, space.root) if out is not None else space.root / "out" / "dich"
    found = _each(space, scope, lang, lambda shelf: _exported(space, shelf, folder, format, kit=kit))
    problems = [*found.problems, *(problem for one in found.made for problem in one.pop("found"))]
    if console.json:
        console.object({"format": "locale-export/1", "schema": 1, "files": found.made, "problems": _problems(problems)})
    else:
        console.problems(problems)
        for one in found.made:
            console.line((_("built") if one["status"] == "built" else _("unchanged")) + f": {one['path']}")
            console.line(
                _("{count} texts, of which {open} are to be translated or looked at again").format(
                    count=one["texts"], open=one["open"]
                )
            )
    found.exit()


def _exported(space: Workspace, shelf: Shelf, folder: Path, format: str, *, kit: bool) -> dict[str, Any]:
    from bhxhcomm.core import files
    from bhxhcomm.edition.standing import EntryState
    from bhxhcomm.exchange import handoff
    from bhxhcomm.handover import handoff_kit

    made = handoff_kit.make(space, shelf, format, kit=kit)
    path = folder / f"{handoff.scope_name(shelf.scope)}.{shelf.lang}.{'zip' if kit else format}"
    return {
        "lang": shelf.lang,
        "path": shown(path),
        "status": "built" if files.write(path, made.data) else "unchanged",
        "texts": len(shelf.standings),
        "open": sum(one.state in (EntryState.UNTRANSLATED, EntryState.STALE) for one in shelf.standings),
        "found": made.problems,
    }


def import_(
    pack: Pack,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("The file that came back: .xlsx, .docx, .po or .xliff."))
    ],
    lang: OneLang,
    translator: Annotated[
        str,
        typer.Option(
            "--translator",
            metavar="NAME",
            callback=options.visible,
            help=_("Who translated, where the file does not say."),
        ),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show what would change; write nothing."))] = False,
    overwrite_approved: Annotated[
        bool, typer.Option("--overwrite-approved", help=_("Replace approved translations as well."))
    ] = False,
    ours: Annotated[
        bool, typer.Option("--ours", help=_("Where a text was changed here and in the file, keep what is here."))
    ] = False,
    theirs: Annotated[
        bool,
        typer.Option(
            "--theirs", "--overwrite", help=_("Where a text was changed here and in the file, take the file's.")
        ),
    ] = False,
    conflicts: Annotated[
        Path | None,
        typer.Option(
            "--conflicts",
            metavar="FILE.xlsx",
            help=_(
                "Take the rest, and write what was changed on both sides into this workbook, side by side, to be decided."
            ),
        ),
    ] = None,
    skip_refused: Annotated[
        bool, typer.Option("--skip-refused", help=_("Take the rows that are sound, though others are refused."))
    ] = False,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """Take a translator's file back."""
    from bhxhcomm.content.review import FILE_NAME
    from bhxhcomm.core import files
    from bhxhcomm.core.clock import today
    from bhxhcomm.edition import signing
    from bhxhcomm.exchange import catalogue_files, returned
    from bhxhcomm.exchange.intake import ImportOptions
    from bhxhcomm.handover import handoff_kit

    decided = _decided(ours, theirs, conflicts)
    space, shelf = _open(pack, lang, workspace)
    chosen = ImportOptions(overwrite_approved, decided, skip_refused, " ".join(translator.split()))
    intake = returned.changes_of(space, shelf, file, chosen)
    writes = not dry_run and (skip_refused or not intake.refused)
    if writes:
        kept = catalogue_files.updated(space, shelf, intake.items)
        review = catalogue_files.folder_of(space, shelf.scope) / FILE_NAME
        plan = signing.sign_names(shelf, review, intake.signed, today())
        if kept.changed:
            files.write(kept.path, kept.data)
        if plan.entries:
            existing = signing.existing(review, space.root)
            files.write(review, signing.text_with(existing, plan.entries).encode())
    if writes and conflicts is not None and intake.conflicts:
        _again, now = _open(pack, lang, workspace)
        files.write(conflicts, handoff_kit.conflicts(space, now, intake.conflicts))
    _tell_import(intake, shelf, written=writes)
    if intake.failed:
        if writes and conflicts is not None and intake.conflicts:
            console.note(_("both sides of each conflict stand in {path}").format(path=shown(conflicts)))
        sys.exit(1)


def _decided(ours: bool, theirs: bool, conflicts: Path | None) -> str:
    """What is to become of conflicts. Raises `UsageError` for more than one answer, and for a file that is there already: it
    may hold decisions."""
    from bhxhcomm.core.problems import Problem, UsageError
    from bhxhcomm.exchange import intake

    given = [
        name for name, is_given in (("--ours", ours), ("--theirs", theirs), ("--conflicts", conflicts)) if is_given
    ]
    if len(given) > 1:
        message = i18n._("{first} and {second} cannot go together").format(first=given[0], second=given[1])
        raise UsageError(Problem("options-conflict", message, hint=i18n._("name one of them")))
    if conflicts is not None:
        if conflicts.suffix.lower() != ".xlsx":
            message = i18n._("conflicts are written as a workbook: the name of the file must end in .xlsx")
            raise UsageError(Problem("unknown-format", message))
        if conflicts.exists():
            message = i18n._("`{path}` is there already, and may hold decisions; it is not written over")
            hint = i18n._("take it in or remove it, or name another file")
            raise UsageError(Problem("not-written-over", message.format(path=conflicts), hint=hint))
        places.to_write(conflicts, ".xlsx")
    return intake.OURS if ours else intake.THEIRS if theirs else intake.ASIDE if conflicts is not None else ""


def _tell_import(intake: Intake, shelf: Shelf, *, written: bool) -> None:
    from bhxhcomm.exchange import difference

    if console.json:
        console.object(
            {
                "format": "locale-import/1",
                "schema": 1,
                "written": written,
                "changes": [
                    {"id": one.id, "source": one.source, "before": one.before, "after": one.after}
                    for one in intake.changes
                ],
                "conflicts": [_conflict(one) for one in intake.conflicts],
                "unfinished": list(intake.unfinished),
                "unchanged": intake.unchanged,
                "empty": list(intake.empty),
                "missing": list(intake.missing),
                "problems": [_problem(problem) for problem in intake.problems],
            }
        )
        return
    console.problems(intake.problems)
    for one in intake.changes:
        console.line(f"{one.id}: {difference.marked(one.before, one.after) if one.before else one.after}")
    if intake.unfinished:
        console.line(
            ngettext(
                "{n} text still needs work: {ids}", "{n} texts still need work: {ids}", len(intake.unfinished)
            ).format(n=len(intake.unfinished), ids=_few(intake.unfinished))
        )
    if intake.missing:
        console.line(
            ngettext(
                "{n} text is not in the file: {ids}", "{n} texts are not in the file: {ids}", len(intake.missing)
            ).format(n=len(intake.missing), ids=_few(intake.missing))
        )
    if intake.empty:
        console.line(
            ngettext(
                "{n} text has no translation yet: {ids}", "{n} texts have no translation yet: {ids}", len(intake.empty)
            ).format(n=len(intake.empty), ids=_few(intake.empty))
        )
    count = ngettext("{n} translation changes", "{n} translations change", len(intake.changes))
    summary = count.format(n=len(intake.changes))
    console.line(summary if written else _("{count} (nothing written)").format(count=summary))


def _conflict(one: Conflict) -> dict[str, Any]:
    return {
        "id": one.id,
        "part": one.part,
        "source": one.source,
        "ours": {"text": one.ours, "by": one.ours_by},
        "theirs": {"text": one.theirs, "by": one.theirs_by},
        "taken": one.taken,
    }


def _few(names: tuple[str, ...]) -> str:
    shown = names if console.verbose else names[:5]
    return ", ".join([*shown, "…"] if len(names) > len(shown) else shown)


def diff(
    pack: Pack,
    lang: OneLang,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help=_("A file that came back: what it would change. Default: what is stale.")
        ),
    ] = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show what has changed."""
    from bhxhcomm.exchange import difference, returned
    from bhxhcomm.exchange.intake import ImportOptions

    space, shelf = _open(pack, lang, workspace)
    if file is not None:
        intake = returned.changes_of(space, shelf, file, ImportOptions(overwrite_approved=True, skip_refused=True))
        _tell_import(intake, shelf, written=False)
        return
    changed = [
        {
            "id": item.wanted.id,
            "change": "reworded" if item.stale else "new",
            "previous": item.previous,
            "source": item.wanted.source,
            "difference": difference.marked(item.previous, item.wanted.source),
            "target": item.target,
        }
        for item in shelf.merged.items
        if item.stale or not item.target
    ]
    gone = [{"source": entry.source, "target": entry.target} for entry in shelf.merged.unwanted if entry.target]
    if console.json:
        console.object({"format": "locale-diff/1", "schema": 1, "changed": changed, "unwanted": gone})
        return
    for one in changed:
        console.line(f"{one['id']}: {one['difference']}")
        if one["target"]:
            console.line(f"    {one['target']}")
    for unwanted in gone:
        console.line(f"[-{unwanted['source']}-]")
        console.line(f"    {unwanted['target']}")


@dataclass
class _Found:
    """What was made of each language, and why nothing could be made of others."""

    made: list[dict[str, Any]]
    problems: list[Problem]

    def exit(self) -> None:
        """Exit with 1 where some language failed."""
        if any(problem.is_error for problem in self.problems):
            sys.exit(1)


def _each(space: Workspace, scope: str, given: list[str], make: Callable[[Shelf], dict[str, Any]]) -> _Found:
    """Make something of each catalogue that is meant. One that fails keeps no other back. Raises `ContentError`."""
    from bhxhcomm.core.problems import ContentError
    from bhxhcomm.exchange import catalogue_files

    found = _Found([], [])
    for lang in places.translations(space, scope, given):
        try:
            found.made.append(make(catalogue_files.shelf_of(space, scope, lang)))
        except ContentError as exc:
            found.problems += [problem.within(pack=scope, lang=lang) for problem in exc.problems]
    return found


def _open_scope(pack: str, workspace: Path | None) -> tuple[Workspace, str]:
    """The workspace, and the pack that is meant, empty for the shared words. Raises `ContentError`."""
    shared = is_shared(pack)
    space, pack_id = places.open_workspace(workspace, pack=None if shared else pack, all_packs=shared)
    space.checked()
    return space, pack_id or ""


def _open(pack: str, lang: str, workspace: Path | None) -> tuple[Workspace, Shelf]:
    """The workspace, and the catalogue that is meant. Raises `ContentError`."""
    from bhxhcomm.exchange import catalogue_files

    space, scope = _open_scope(pack, workspace)
    (wanted,) = places.translations(space, scope, [places.language(lang)])
    return space, catalogue_files.shelf_of(space, scope, wanted)


def is_shared(name: str) -> bool:
    from bhxhcomm.exchange.handoff import SHARED_NAME

    return name.rstrip("/") == SHARED_NAME


def shown(path: Path) -> str:
    from bhxhcomm.making.result import shown_path

    return shown_path(path)


def _problem(problem: Problem) -> dict[str, Any]:
    from bhxhcomm.ledger import output

    return output.problem(problem)


def _problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [_problem(problem) for problem in problems]
