"""`bhxhcomm locale`: translations, and the work of those who make them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console, table
from bhxhcomm.cli.groups import add, group
from bhxhcomm.i18n import _, ngettext

if TYPE_CHECKING:
    from bhxhcomm.content.workspace import Workspace
    from bhxhcomm.problems import ContentError
    from bhxhcomm.translation.intake import Intake
    from bhxhcomm.translation.lookup import Shelf
    from bhxhcomm.translation.tally import Tally

app = group(_("Translations: how far they are, hand-off to translators and back."))

Pack = Annotated[
    str, typer.Argument(metavar="PACK", help=_("Id of a pack, a path to its folder, or `locales`: the shared words."))
]
OneLang = Annotated[str, typer.Option("--lang", metavar="LANG", help=_("Language: registry id or BCP 47 tag."))]


@app.callback()
def _locale() -> None:
    pass


def status(
    packs: Annotated[
        list[str] | None,
        typer.Argument(metavar="PACK", help=_("Packs to look at, or `locales`: the shared words. Default: all.")),
    ] = None,
    lang: Annotated[
        list[str] | None,
        typer.Option(
            "--lang",
            metavar="LANG",
            help=_("Language: registry id or BCP 47 tag; repeatable. Default: those that a pack wants or has."),
        ),
    ] = None,
    workspace: options.Workspace = None,
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show how far the translations are."""
    from bhxhcomm.problems import ContentError
    from bhxhcomm.translation.tally import tallies

    named = [name for name in packs or () if not _is_shared(name)]
    space, _none = places.open_workspace(workspace, near=named)
    space.checked()
    scopes = ["", *sorted(space.packs)]
    if packs:
        scopes = [*([""] if len(named) < len(packs) else []), *places.known_packs(space.root, named)]
    langs = [_language(name) for name in lang] if lang else None
    found = list(tallies(space, scopes, langs))
    if console.json:
        console.object(_status_object(found))
    else:
        _print_status(found)
    if any(isinstance(one, ContentError) for one in found):
        sys.exit(1)


def _status_object(found: list[Tally | ContentError]) -> dict[str, Any]:
    from bhxhcomm.build import output
    from bhxhcomm.problems import ContentError

    catalogues = []
    problems: list[Any] = []
    for one in found:
        if isinstance(one, ContentError):
            problems += one.problems
            continue
        problems += one.problems
        catalogues.append(
            {
                "pack": one.name,
                "lang": one.shelf.lang,
                "path": one.shelf.file.shown if one.shelf.file else "",
                "test_text": one.shelf.test_text,
                "total": one.total,
                "states": {state.value: count for state, count in one.counts.items()},
                "stale": _stale(one),
            }
        )
    return {"schema": 1, "catalogues": catalogues, "problems": [output.problem(problem) for problem in problems]}


def _stale(one: Tally) -> list[dict[str, str]]:
    from bhxhcomm.translation import difference
    from bhxhcomm.translation.standing import State

    return [
        {
            "id": item.wanted.id,
            "source": item.wanted.source,
            "previous": item.previous,
            "difference": difference.marked(item.previous, item.wanted.source),
            "target": item.target,
        }
        for item in (standing.item for standing in one.shelf.standings if standing.state is State.STALE)
    ]


def _print_status(found: list[Tally | ContentError]) -> None:
    from bhxhcomm.problems import ContentError

    whole = [one for one in found if not isinstance(one, ContentError)]
    words = _state_words()
    rows = [[one.name, one.shelf.lang, *(str(count) for count in one.counts.values()), str(one.total)] for one in whole]
    if not rows:
        console.note(_("no pack wants another language than Vietnamese, and there are no catalogues"))
    for line in table(rows, header=[_("pack"), _("language"), *words.values(), _("all")]) if rows else ():
        console.line(line)
    for one in whole:
        if one.shelf.test_text:
            console.line(_("{pack}.{lang}: test text, not a translation").format(pack=one.name, lang=one.shelf.lang))
        for item in _stale(one):
            console.line(f"{one.name}.{one.shelf.lang}  {item['id']}: {item['difference']}")
            if console.verbose:
                console.line(f"    {item['target']}")
        console.problems(one.problems)
    for broken in found:
        if isinstance(broken, ContentError):
            console.problems(broken.problems)


def _state_words() -> dict[str, str]:
    return {
        "untranslated": _("untranslated"),
        "stale": _("stale"),
        "translated": _("translated"),
        "reviewed": _("reviewed"),
        "approved": _("approved"),
    }


def languages(
    supported: Annotated[
        bool, typer.Option("--supported", help=_("Only the languages that editions can be built in."))
    ] = False,
    workspace: options.Workspace = None,
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """List the languages."""
    from dataclasses import asdict

    from bhxhcomm.content.workspace import find_root
    from bhxhcomm.language import overview

    root = places.workspace_root(workspace) if workspace else find_root(Path.cwd())
    found = overview.rows(root, supported_only=supported)
    if console.json:
        console.object({"schema": 1, "languages": [asdict(row) for row in found]})
        return
    rows = [
        [
            row.id,
            row.tag,
            row.name,
            row.autonym,
            row.script,
            ", ".join(row.fonts) + (" (!)" if row.missing_fonts else ""),
            _("yes") if row.supported else _("not yet"),
            row.confidence,
        ]
        for row in found
    ]
    header = [_("id"), _("tag"), _("name"), _("own name"), _("script"), _("fonts"), _("supported"), _("how sure")]
    for line in table(rows, header=header):
        console.line(line)
    for row in found:
        if row.missing_fonts and (row.supported or console.verbose):
            names, commands = ", ".join(row.missing_fonts), "; ".join(row.install)
            console.note(
                _("{id}: fonts are missing: {names}. {commands}").format(id=row.id, names=names, commands=commands)
            )


def update(
    pack: Pack,
    lang: OneLang,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show what would change; write nothing."))] = False,
    workspace: options.Workspace = None,
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """Bring a catalogue up to date with the Vietnamese texts."""
    from bhxhcomm.build import files
    from bhxhcomm.translation import keeping

    space, shelf = _open(pack, lang, workspace)
    kept = keeping.kept(space, shelf, shelf.merged.items)
    if kept.changed and not dry_run:
        files.write(kept.path, kept.data)
    entries = shelf.merged.items
    counts = {
        "entries": len(entries),
        "untranslated": sum(not item.target for item in entries),
        "stale": sum(item.stale for item in entries),
        "unwanted": len(shelf.merged.unwanted),
    }
    path = _shown(kept.path)
    if console.json:
        console.object({"schema": 1, "path": path, "changed": kept.changed, "written": not dry_run, **counts})
        return
    console.line((_("updated") if kept.changed else _("unchanged")) + f": {path}")
    console.line(
        _("{entries} texts, {untranslated} untranslated, {stale} stale, {unwanted} no longer asked for").format(
            **counts
        )
    )


def export(
    pack: Pack,
    lang: OneLang,
    format: Annotated[
        str,
        typer.Option("--format", metavar="NAME", show_default=False, help=_("Format: xlsx, docx, po. Default: xlsx.")),
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
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """Write a file for the translator."""
    from bhxhcomm.build import files, handoff_kit
    from bhxhcomm.translation import handoff
    from bhxhcomm.translation.standing import State

    places.check_known(
        format, handoff_kit.FORMATS, "unknown-format", _("there is no format `{name}`").format(name=format)
    )
    space, shelf = _open(pack, lang, workspace)
    made = handoff_kit.make(space, shelf, format, kit=kit)
    folder = out.resolve() if out is not None else space.root / "out" / "dich"
    path = folder / f"{handoff.scope_name(shelf.scope)}.{shelf.lang}.{'zip' if kit else format}"
    changed = files.write(path, made.data)
    open_ = sum(one.state in (State.UNTRANSLATED, State.STALE) for one in shelf.standings)
    if console.json:
        console.object(
            {
                "schema": 1,
                "path": _shown(path),
                "status": "built" if changed else "unchanged",
                "texts": len(shelf.standings),
                "open": open_,
                "problems": [_problem(problem) for problem in made.problems],
            }
        )
        return
    console.problems(made.problems)
    console.line((_("built") if changed else _("unchanged")) + f": {_shown(path)}")
    console.line(
        _("{count} texts, of which {open} are to be translated or looked at again").format(
            count=len(shelf.standings), open=open_
        )
    )


def import_(
    pack: Pack,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The file that came back: .xlsx, .docx or .po."))],
    lang: OneLang,
    translator: Annotated[
        str,
        typer.Option("--translator", metavar="NAME", help=_("Who translated, where the file does not say.")),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show what would change; write nothing."))] = False,
    overwrite_approved: Annotated[
        bool, typer.Option("--overwrite-approved", help=_("Replace approved translations as well."))
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=_("Replace what somebody else has translated since the file was made."))
    ] = False,
    skip_refused: Annotated[
        bool, typer.Option("--skip-refused", help=_("Take the rows that are sound, though others are refused."))
    ] = False,
    workspace: options.Workspace = None,
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """Take a translator's file back."""
    from bhxhcomm.build import files
    from bhxhcomm.build.clock import today
    from bhxhcomm.content.review import FILE_NAME
    from bhxhcomm.edition import signing
    from bhxhcomm.translation import keeping, returned
    from bhxhcomm.translation.intake import Options

    space, shelf = _open(pack, lang, workspace)
    chosen = Options(overwrite_approved, overwrite, skip_refused, " ".join(translator.split()))
    intake = returned.take(space, shelf, file, chosen)
    writes = not dry_run and (skip_refused or not intake.refused)
    if writes:
        kept = keeping.kept(space, shelf, intake.items)
        review = keeping.folder_of(space, shelf.scope) / FILE_NAME
        plan = signing.sign_names(shelf, review, intake.signed, today())
        if kept.changed:
            files.write(kept.path, kept.data)
        if plan.entries:
            existing = review.read_text(encoding="utf-8") if review.is_file() else ""
            files.write(review, signing.text_with(existing, plan.entries).encode())
    _tell_import(intake, shelf, written=writes)
    if intake.refused:
        sys.exit(1)


def _tell_import(intake: Intake, shelf: Shelf, *, written: bool) -> None:
    from bhxhcomm.translation import difference

    if console.json:
        console.object(
            {
                "schema": 1,
                "written": written,
                "changes": [
                    {"id": one.id, "source": one.source, "before": one.before, "after": one.after}
                    for one in intake.changes
                ],
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
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show what has changed."""
    from bhxhcomm.translation import difference, returned
    from bhxhcomm.translation.intake import Options

    space, shelf = _open(pack, lang, workspace)
    if file is not None:
        intake = returned.take(space, shelf, file, Options(overwrite_approved=True, overwrite=True, skip_refused=True))
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
        console.object({"schema": 1, "changed": changed, "unwanted": gone})
        return
    for one in changed:
        console.line(f"{one['id']}: {one['difference']}")
        if one["target"]:
            console.line(f"    {one['target']}")
    for unwanted in gone:
        console.line(f"[-{unwanted['source']}-]")
        console.line(f"    {unwanted['target']}")


def pseudo(
    pack: options.Pack,
    lang: Annotated[
        list[str], typer.Option("--lang", metavar="LANG", help=_("Language: registry id or BCP 47 tag; repeatable."))
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help=_("Folder of the test workspace. Default: out/chu-thu/ of the workspace.")
        ),
    ] = None,
    workspace: options.Workspace = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Make test text."""
    from bhxhcomm.build import files
    from bhxhcomm.translation import testtext

    space, pack_id = places.open_workspace(workspace, pack=pack)
    space.checked()
    assert pack_id is not None
    place = out.resolve() if out is not None else space.root / "out" / "chu-thu"
    wanted = [_language(name) for name in lang]
    made = [one for name in wanted for one in testtext.files(space, [pack_id], name)]
    testtext.copy(space, [pack_id], place)
    for name, data in made:
        files.write(place / name, data)
    if console.json:
        console.object({"schema": 1, "workspace": _shown(place), "files": [name for name, _data in made]})
        return
    for name, _data in made:
        console.line(_shown(place / name))
    langs = " ".join(f"--lang {name}" for name in wanted)
    console.note(
        _("see it on a page: {command}").format(
            command=f"bhxhcomm leaflet build {pack_id} {langs} --workspace {_shown(place)}"
        )
    )


def _open(pack: str, lang: str, workspace: Path | None) -> tuple[Workspace, Shelf]:
    """The workspace, and the catalogue that is meant. Raises `ContentError`."""
    from bhxhcomm.problems import error
    from bhxhcomm.translation import keeping

    if _is_shared(pack):
        space, _none = places.open_workspace(workspace, all_packs=False)
        scope = ""
    else:
        space, pack_id = places.open_workspace(workspace, pack=pack)
        scope = pack_id or ""
    space.checked()
    language = _language(lang)
    if language == "vi":
        raise error("source-language", _("Vietnamese is what is translated from"), hint=_("name another language"))
    return space, keeping.shelf_of(space, scope, language)


def _is_shared(name: str) -> bool:
    from bhxhcomm.translation.handoff import SHARED_NAME

    return name.rstrip("/") == SHARED_NAME


def _language(name: str) -> str:
    from bhxhcomm.language import registry
    from bhxhcomm.problems import error

    try:
        return registry.language(name).id
    except registry.UnknownLanguage as exc:
        raise error("unknown-language", str(exc), hint=exc.hint) from exc


def _shown(path: Path) -> str:
    from bhxhcomm.build.result import shown_path

    return shown_path(path)


def _problem(problem: Any) -> dict[str, Any]:
    from bhxhcomm.build import output

    return output.problem(problem)


add(
    app,
    status,
    help=_(
        "Show how far the translations are, by pack and language, and which were made for an earlier wording. Exits with 1 "
        "when a catalogue cannot be read."
    ),
    example="bhxhcomm locale status bhyt-ho-gia-dinh --lang ede",
)
add(
    app,
    languages,
    help=_("List the languages: names, script, fonts that are here or missing, and how sure each entry is."),
    example="bhxhcomm locale languages",
)
add(
    app,
    update,
    help=_("Make a catalogue, or bring it up to date with the Vietnamese texts; nothing that was translated is lost."),
    example="bhxhcomm locale update bhyt-ho-gia-dinh --lang ede",
)
add(
    app,
    export,
    help=_("Write a file for the translator: a workbook, a Word file or a PO file; with --kit all that goes with it."),
    example="bhxhcomm locale export bhyt-ho-gia-dinh --lang ede --kit",
)
add(
    app,
    import_,
    name="import",
    help=_(
        "Take a translator's file back: say what is missing or damaged, show what changes. Exits with 1, and writes "
        "nothing, when a row is refused."
    ),
    example="bhxhcomm locale import bhyt-ho-gia-dinh bhyt-ho-gia-dinh.ede.xlsx --lang ede",
)
add(
    app,
    diff,
    help=_("Show word by word what has changed in Vietnamese since it was translated, or what a file would change."),
    example="bhxhcomm locale diff bhyt-ho-gia-dinh --lang ede",
)
add(
    app,
    pseudo,
    help=_(
        "Make test text in a language's own letters, longer than Vietnamese, in a workspace of its own, to try layouts out. "
        "Its pages say that it is no translation."
    ),
    example="bhxhcomm locale pseudo bhyt-ho-gia-dinh --lang ede",
)
