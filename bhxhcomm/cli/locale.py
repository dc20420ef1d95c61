"""`bhxhcomm locale`: translations, and the work of those who make them."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console, table
from bhxhcomm.cli.groups import add, group
from bhxhcomm.cli.handoffs import diff, export, import_, is_shared, shown, update
from bhxhcomm.cli.record_kit import record_kit
from bhxhcomm.core.interface import _

if TYPE_CHECKING:
    from bhxhcomm.core.problems import ContentError
    from bhxhcomm.exchange.tally import Tally

app = group(_("Translations: how far they are, hand-off to translators and back."))


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
            help=_("Language: registry id or BCP 47 tag, or `all`; repeatable. Default: all that a pack wants or has."),
        ),
    ] = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show how far the translations are."""
    from bhxhcomm.core.problems import ContentError
    from bhxhcomm.exchange.tally import tallies

    named = [name for name in packs or () if not is_shared(name)]
    space, _none = places.open_workspace(workspace, near=named)
    space.checked()
    scopes = ["", *sorted(space.packs)]
    if packs:
        scopes = [*([""] if len(named) < len(packs) else []), *places.known_packs(space.root, named)]
    langs = [places.language(name) for name in lang] if lang and "all" not in lang else None
    found = list(tallies(space, scopes, langs))
    if console.json:
        console.object(_status_object(found))
    else:
        _print_status(found)
    if any(isinstance(one, ContentError) or one.damaged for one in found):
        sys.exit(1)


def _status_object(found: list[Tally | ContentError]) -> dict[str, Any]:
    from bhxhcomm.core.problems import ContentError
    from bhxhcomm.ledger import output

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
                "damaged": one.damaged,
                "stale": _stale(one),
            }
        )
    return {
        "format": "locale-status/1",
        "schema": 1,
        "catalogues": catalogues,
        "problems": [output.problem(problem) for problem in problems],
    }


def _stale(one: Tally) -> list[dict[str, str]]:
    from bhxhcomm.edition.standing import EntryState
    from bhxhcomm.exchange import difference

    return [
        {
            "id": item.wanted.id,
            "source": item.wanted.source,
            "previous": item.previous,
            "difference": difference.marked(item.previous, item.wanted.source),
            "target": item.target,
        }
        for item in (standing.item for standing in one.shelf.standings if standing.state is EntryState.STALE)
    ]


def _print_status(found: list[Tally | ContentError]) -> None:
    from bhxhcomm.core.problems import ContentError

    whole = [one for one in found if not isinstance(one, ContentError)]
    words = _state_words()
    rows = [[one.name, one.shelf.lang, *map(str, (*one.counts.values(), one.damaged, one.total))] for one in whole]
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
        "damaged": _("damaged"),
    }


def languages(
    supported: Annotated[
        bool, typer.Option("--supported", help=_("Only the languages that editions can be built in."))
    ] = False,
    new: Annotated[
        str,
        typer.Option(
            "--new",
            metavar="ID",
            help=_(
                "Write an entry for another language into locales/languages.yaml of the workspace, to be completed."
            ),
        ),
    ] = "",
    tag: Annotated[
        str,
        typer.Option(
            "--tag", metavar="TAG", help=_("With --new: the BCP 47 tag of the language. Default: a private one.")
        ),
    ] = "",
    like: Annotated[
        str,
        typer.Option(
            "--like",
            metavar="LANG",
            help=_("With --new: the language whose letters and fonts it starts with. Default: muong."),
        ),
    ] = "",
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    verbose: options.Verbose = 0,
) -> None:
    """List the languages."""
    from dataclasses import asdict

    from bhxhcomm.report import languages

    if new:
        _new_language(places.workspace_root(workspace, Path.cwd()), new, tag, like or "muong")
        return
    if tag or like:
        raise typer.BadParameter(_("--tag and --like go with --new"))

    root = places.root_if_any(workspace)
    found = languages.rows(root, supported_only=supported)
    if console.json:
        console.object({"format": "languages/1", "schema": 1, "languages": [asdict(row) for row in found]})
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


def _new_language(root: Path, name: str, tag: str, like: str) -> None:
    """Put an entry to be completed into the workspace's own file of languages."""
    from bhxhcomm.core import files, opening, yaml_file
    from bhxhcomm.core.i18n import _
    from bhxhcomm.core.problems import Place, error
    from bhxhcomm.language import registry, template

    known = registry.of_workspace(root)
    shown = registry.OWN_FILE.as_posix()
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", name):
        raise error(
            "wrong-value",
            _("“{found}” is no id of a language").format(found=name[:40]),
            hint=_("small letters, digits and hyphens"),
        )
    for wanted in (name, *([tag] if tag else [])):
        try:
            one = known.language(wanted)
        except registry.UnknownLanguage:
            continue
        raise error(
            "language-known",
            _("the language “{id}” is there already: {name}").format(id=one.id, name=one.names.vi),
            Place(shown),
            _("to change some of its keys, write them into {path} under `- id: {id}`").format(path=shown, id=one.id),
        )
    tag = tag or f"mis-x-{name.replace('-', '')[:8]}"
    path = root / registry.OWN_FILE
    before = (
        opening.read(path, root, most=yaml_file.MAX_BYTES).decode("utf-8-sig")
        if path.exists() or path.is_symlink()
        else ""
    )
    with registry.using(known):
        text, line = template.added(before, name, tag, registry.language(places.language(like)))
    files.write(path, text.encode())
    try:
        registry.of_workspace(root)
    except BaseException:
        # An entry that cannot be read there would keep every command from this workspace.
        files.write(path, before.encode()) if before else path.unlink()
        raise
    if console.json:
        console.object({"schema": 1, "language": {"id": name, "tag": tag, "path": shown, "line": line}})
        return
    console.line(_("The entry stands in {path}, line {line}. Next:").format(path=shown, line=line))
    console.line(_("fill in what waits as “(điền …)”, and its letters; then write `supported: true`"))
    console.line(f"    bhxhcomm locale pseudo … --lang {name}")


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
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Make test text."""
    from bhxhcomm.core import files
    from bhxhcomm.exchange import testtext

    space, pack_id = places.open_workspace(workspace, pack=pack)
    space.checked()
    assert pack_id is not None
    place = places.output_folder(out, space.root) if out is not None else space.root / "out" / "chu-thu"
    wanted = places.translations(space, pack_id, lang)
    made = [one for name in wanted for one in testtext.files(space, [pack_id], name)]
    testtext.copy(space, [pack_id], place)
    for name, data in made:
        files.write(place / name, data)
    if console.json:
        console.object(
            {
                "format": "locale-pseudo/1",
                "schema": 1,
                "workspace": shown(place),
                "files": [name for name, _data in made],
            }
        )
        return
    for name, _data in made:
        console.line(shown(place / name))
    langs = " ".join(f"--lang {name}" for name in wanted)
    console.note(
        _("see it on a page: {command}").format(
            command=f"bhxhcomm leaflet build {pack_id} {langs} --workspace {shown(place)}"
        )
    )


add(
    app,
    status,
    help=_(
        "Show how far the translations are, by pack and language, which were made for an earlier wording, and which are "
        "damaged. Exits with 1 when one is, or a catalogue cannot be read."
    ),
    example="bhxhcomm locale status bhyt-ho-gia-dinh --lang ede",
)
add(
    app,
    languages,
    help=_("List the languages: names, script, fonts that are here or missing, and how sure each entry is."),
    example="bhxhcomm locale languages --new bru --tag bru-Latn",
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
add(
    app,
    record_kit,
    name="record-kit",
    help=_(
        "Write what a speaker needs to record the words of a pack: a numbered reading script as PDF and Word file, and the "
        "names that the files must have."
    ),
    example="bhxhcomm locale record-kit bhxh-tu-nguyen --lang ede",
)
