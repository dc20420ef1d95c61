"""`bhxhcomm audio say`: how a text is read aloud, to try a doubtful reading with the eyes or with the ears."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _, ngettext
from bhxhcomm.core.problems import Place

if TYPE_CHECKING:
    from bhxhcomm.language.spoken import Lexicon, Reading

ACCENTS = ("north", "south")


def say(
    pack: Annotated[
        str | None, typer.Argument(metavar="[PACK]", help=_("Pack whose script, spots and ringback tone are read."))
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help=_("A sentence to read, in place of a pack."))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only show what will be said."))] = False,
    accent: Annotated[
        str, typer.Option("--accent", metavar="NAME", help=_("Number words of the north or the south."))
    ] = "north",
    speed: Annotated[int, typer.Option("--speed", min=80, max=260, metavar="N", help=_("Words a minute."))] = 145,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help=_("The WAV file to write. Default: loi-doc.wav here.")),
    ] = None,
    material: Annotated[
        list[str] | None,
        typer.Option("--material", metavar="NAME", help=_("script, radio-spot or ringback; repeatable. Default: all.")),
    ] = None,
    lang: options.Lang = None,
    office: options.Office = None,
    as_of: options.AsOf = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show how a sentence or a pack is read aloud; a sentence can be spoken by the usual voice. What is left unread is not."""
    from bhxhcomm.language.spoken import Accent, read

    if (pack is None) == (text is None):
        raise typer.BadParameter(_("say what is read: a PACK, or --text TEXT"))
    if pack is not None:
        from bhxhcomm.cli import building, rehearsal

        if not dry_run:
            raise typer.BadParameter(
                _("add --dry-run to see what will be said; `audio radio-spot` and `audio ringback` speak a pack")
            )
        wanted = building.BuildArguments(pack, "", langs=lang, offices=office, as_of=as_of, workspace=workspace)
        rehearsal.tell(wanted, material)
        return
    assert text is not None
    places.check_choice(accent, ACCENTS, "unknown-accent", i18n._("there is no accent `{name}`").format(name=accent))
    root = places.root_if_any(workspace)
    reading = read(text, lexicon=_lexicon(root), accent=Accent(accent), at=_at)
    path = places.to_write(out or Path("loi-doc.wav"), ".wav")
    told = _told(reading, speed)
    if reading.is_whole and not dry_run:
        told |= {"path": str(path), "seconds": _speak(reading.spoken, accent, speed, root, path)}
    _tell(reading, told)
    if not reading.is_whole:
        sys.exit(1)


def _at(offset: int) -> Place:
    """A point of the sentence on the command line."""
    return Place("--text", 1, offset + 1)


def _lexicon(root: Path | None) -> Lexicon:
    """The lexicon of a workspace; outside of any, the shipped one."""
    from bhxhcomm.content import lexicon

    return lexicon.of_workspace(root) if root is not None else lexicon.shipped()


def _speak(words: str, accent: str, speed: int, root: Path | None, path: Path) -> float:
    """Let the usual voice speak into a WAV file; gives its length in seconds. Nothing is kept in the workspace."""
    from tempfile import TemporaryDirectory

    from bhxhcomm.core import files
    from bhxhcomm.materials.timeline import Voice
    from bhxhcomm.sound.clips import ClipStore
    from bhxhcomm.sound.speech import Utterance, speak

    voice = Voice(accent=accent, speed=speed)
    with TemporaryDirectory() as folder:
        store = ClipStore(Path(folder), Path(folder))
        clip = speak([Utterance("text", words, "vi", voice)], store, 1, root=root)["text"]
    files.write(path, clip.wav)
    return round(clip.seconds, 1)


def _told(reading: Reading, speed: int) -> dict[str, Any]:
    """What is told of a reading; the seconds are an estimate until it is spoken."""
    from bhxhcomm.language.spoken import seconds, syllables
    from bhxhcomm.ledger import output

    return {
        "format": "say/1",
        "schema": output.SCHEMA,
        "spoken": reading.spoken,
        "syllables": syllables(reading.spoken),
        "seconds": round(seconds(reading.spoken, speed), 1),
        "problems": [output.problem(problem) for problem in reading.problems],
    }


def _tell(reading: Reading, told: dict[str, Any]) -> None:
    if console.json:
        console.object(told)
        return
    console.line(reading.spoken)
    console.problems(reading.problems)
    count, length = told["syllables"], told["seconds"]
    if "path" in told:
        message = ngettext("{path}: {n} syllable, {seconds} s", "{path}: {n} syllables, {seconds} s", count)
        console.note(message.format(path=told["path"], n=count, seconds=length))
    else:
        message = ngettext("{n} syllable, about {seconds} s", "{n} syllables, about {seconds} s", count)
        console.note(message.format(n=count, seconds=length))
