"""`bhxhcomm voice`: the voices there are, adding one, and hearing one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console, table
from bhxhcomm.cli.groups import add as hang
from bhxhcomm.cli.groups import group
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _, said

if TYPE_CHECKING:
    from bhxhcomm.materials.timeline import Voice
    from bhxhcomm.sound.offered import Offered
    from bhxhcomm.sound.voices import VoiceCard, VoiceFolders

app = group(_("Synthetic voices: which there are, adding one, hearing one."))

SAMPLE = "Xin chào bà con. Đây là giọng đọc thử, để nghe trước khi dùng trong bản tin của xã."
"""What a Vietnamese voice says when it is given nothing else."""
ACCENTS = ("north", "central", "south")


def list_(
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """List the voices that can speak, their languages and licences."""
    from bhxhcomm.sound.offered import offered
    from bhxhcomm.sound.voices import RECOMMENDED

    found = list(offered(_shelf(workspace)))
    if console.json:
        recommended = [{**asdict(one), "command": one.command} for one in RECOMMENDED]
        console.object(
            {"format": "voices/1", "schema": 1, "voices": [asdict(one) for one in found], "recommended": recommended}
        )
        return
    rows = [[one.engine, one.name, one.tag, one.accent or "–", one.licence, _standing(one)] for one in found]
    header = (_("Engine"), _("Voice"), _("Language"), _("Accent"), _("Licence"), "")
    for line in table(rows, header=header):
        console.line(line)
    console.note(_("Variants of eSpeak NG's voices: vi+f2, vi+m3 and so on (f1 to f5 are women, m1 to m8 men)."))
    for one in RECOMMENDED:
        if one.name not in {known.name for known in found}:
            console.note(_("Worth having: {name} ({licence}).").format(name=one.name, licence=one.licence))
            console.note(f"    {one.command} && bhxhcomm voice add {one.name}.onnx")


def add(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help=_("Model of a Piper voice, NAME.onnx; NAME.onnx.json lies beside it.")),
    ],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help=_("Name of the voice. Default: the file's."))
    ] = "",
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANG", help=_("Language that it speaks. Default: what its settings say."))
    ] = "",
    licence: Annotated[
        str, typer.Option("--licence", metavar="TEXT", help=_("Licence of the voice, such as CC BY 4.0."))
    ] = "",
    credit: Annotated[str, typer.Option("--credit", metavar="TEXT", help=_("Whom to name for the voice."))] = "",
    accent: Annotated[
        str, typer.Option("--accent", metavar="NAME", help=_("Accent of a Vietnamese voice: north, central or south."))
    ] = "",
    user: Annotated[
        bool, typer.Option("--user", help=_("Add it for all workspaces of this user, not for this workspace."))
    ] = False,
    reference: Annotated[
        bool, typer.Option("--reference", help=_("Leave the files where they are; only remember them."))
    ] = False,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Add a Piper voice from a model file."""
    from bhxhcomm.sound import voices

    if accent:
        places.check_choice(
            accent, ACCENTS, "unknown-accent", i18n._("there is no accent `{name}`").format(name=accent)
        )
    root = None if user else _root(workspace)
    folder = root / voices.FOLDER if root is not None else voices.user_folder()
    card = voices.add(
        file,
        folder,
        where="workspace" if root is not None else "user",
        name=name,
        tag=lang,
        licence=licence,
        credit=credit,
        accent=accent,
        copy=not reference,
    )
    if console.json:
        console.object({"format": "voice-add/1", "schema": 1, "voice": _shown(card)})
        return
    console.line(f"{card.name}  {card.tag}  {card.licence}  {card.credit}")
    console.line(f"  {card.file}")
    hint = _("Write `engine: piper` and `name: {name}` under `voices` of an office. To hear it: {command}")
    console.note(hint.format(name=card.name, command=f"bhxhcomm voice test {card.name}"))


def try_(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=_("Voice, such as vi+f2, the name of a Piper voice, or gtts:vi."))
    ],
    text: Annotated[
        str,
        typer.Option("--text", metavar="TEXT", help=_("What it says. Default: a greeting in Vietnamese.")),
    ] = "",
    accent: Annotated[
        str, typer.Option("--accent", metavar="NAME", help=_("Accent of Vietnamese: north, central or south."))
    ] = "north",
    speed: Annotated[int, typer.Option("--speed", min=80, max=260, metavar="N", help=_("Words a minute."))] = 145,
    pitch: Annotated[
        float, typer.Option("--pitch", min=-8, max=8, metavar="N", help=_("Semitones up, or down with a minus."))
    ] = 0.0,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=_("The WAV file to write. Default: NAME.wav here."))
    ] = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Let a voice speak a sentence into a file, to hear it."""
    from tempfile import TemporaryDirectory

    from bhxhcomm.core import files
    from bhxhcomm.materials.timeline import Voice
    from bhxhcomm.sound.clips import ClipStore
    from bhxhcomm.sound.speech import Utterance, speak

    places.check_choice(accent, ACCENTS, "unknown-accent", i18n._("there is no accent `{name}`").format(name=accent))
    root = _root(workspace)
    engine, own, lang = _meant(name, _shelf(workspace))
    voice = Voice(engine, own, accent, speed, pitch)
    words = _words(text, lang, voice, root)
    with TemporaryDirectory() as folder:
        # Trying a voice leaves nothing in the workspace.
        store = ClipStore(Path(folder), Path(folder))
        clip = speak([Utterance("test", words, lang, voice)], store, 1, root=root)["test"]
    path = places.to_write(out or Path(f"{name.replace(':', '-').replace('/', '-')}.wav"), ".wav")
    files.write(path, clip.wav)
    if console.json:
        console.object(
            {
                "format": "voice-test/1",
                "schema": 1,
                "path": str(path),
                "words": words,
                "seconds": round(clip.seconds, 3),
                "rate": clip.rate,
                "sha256": clip.digest,
                "engine": engine,
                "voice": clip.voice_name,
                "lang": lang,
                "licence": clip.licence,
                "credit": clip.credit,
            }
        )
        return
    console.line(f"{path}  {clip.seconds:.1f} s  {clip.voice_name}  {clip.licence}")
    console.note(words)


def _standing(one: Offered) -> str:
    """Whether a voice can speak now, or what to do for it."""
    if not one.ready:
        return said(one.fix)
    return _("ready, needs the internet") if one.where == "online" else _("ready")


def _root(given: Path | None) -> Path | None:
    """The workspace that is named, or that the current folder is in; None outside of any."""
    from bhxhcomm.language import registry

    root = places.root_if_any(given)
    if root is not None:
        registry.use(registry.of_workspace(root))
    return root


def _shelf(given: Path | None) -> VoiceFolders:
    from bhxhcomm.sound import voices

    return voices.voice_folders(_root(given))


def _meant(name: str, shelf: VoiceFolders) -> tuple[str, str, str]:
    """The engine, the voice of it and the language that are meant by a name. Raises `ContentError` for none."""
    from bhxhcomm.sound.engines import MODULES
    from bhxhcomm.sound.offered import offered

    first, colon, rest = name.partition(":")
    engine, own = (first, rest) if colon and first in MODULES else ("", name)
    known = [one for one in offered(shelf) if engine in ("", one.engine)]
    base = own.partition("+")[0]
    for one in known:
        if one.name == (base if one.engine == "espeak-ng" else own):
            return one.engine, own, one.tag
    names = [one.name if one.engine != "gtts" else f"gtts:{one.name}" for one in known]
    places.check_known(name, names, "unknown-voice", i18n._("there is no voice `{name}`").format(name=name))
    raise AssertionError


def _words(text: str, lang: str, voice: Voice, root: Path | None) -> str:
    """What is said: the words given, as Vietnamese reads them aloud, or a sample of the language."""
    from bhxhcomm.core.problems import ContentError, error
    from bhxhcomm.language import registry

    try:
        language = registry.language(lang)
    except registry.UnknownLanguage:
        language = None
    if language is not None and language.id == "vi":
        from bhxhcomm.content import lexicon
        from bhxhcomm.language.spoken import Accent, read

        accent = Accent.SOUTH if voice.accent == "south" else Accent.NORTH
        reading = read(text or SAMPLE, lexicon=lexicon.of_workspace(root) if root else lexicon.shipped(), accent=accent)
        if not reading.is_whole:
            raise ContentError(reading.problems)
        return reading.spoken
    if text:
        return text
    sample = language.sample if language is not None else None
    if sample is None or sample.kind != "real":
        message = i18n._("there is no sample text in the language of the voice, {lang}").format(lang=lang)
        raise error("no-sample", message, hint=i18n._("say what it should speak: --text TEXT"))
    return sample.text


def _shown(card: VoiceCard) -> dict[str, str]:
    return {key: str(value) for key, value in asdict(card).items()} | {"digest": card.digest}


hang(
    app,
    list_,
    name="list",
    help=_("List the voices that can speak, their languages and licences; and what installs one that cannot."),
    example="bhxhcomm voice list",
)
hang(
    app,
    add,
    help=_(
        "Add a Piper voice from a model file, with its licence: to the workspace, or with --user for all workspaces."
    ),
    example="bhxhcomm voice add vi_VN-vais1000-medium.onnx",
)
hang(
    app,
    try_,
    name="test",
    help=_("Let a voice speak a sentence into a WAV file, to hear it."),
    example='bhxhcomm voice test vi+f2 --text "Xin chào bà con"',
)
