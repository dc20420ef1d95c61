"""The voices there are: those that the engines bring, and the Piper models that somebody has added.

A Piper voice is a card, `<name>.voice.json`, beside or away from its two files, in `voices/` of the workspace or in the
user's data folder. The card holds the SHA-256 of both files, the language, the licence and whom to credit; a file that
is no longer what the card says speaks no more.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import platformdirs

from bhxhcomm.core import files, paths
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, joined, untranslated
from bhxhcomm.core.problems import ContentError, MachineError, Place, Problem, error
from bhxhcomm.language import registry
from bhxhcomm.language.entry import Language

FOLDER = "voices"
ENDING = ".voice.json"
FORMAT = "voice/1"
SMALLEST, LARGEST = 100_000, 2_000_000_000
"""Bytes that the model of a voice may have; a web page saved under its name has fewer, a language model more."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


@dataclass(frozen=True, slots=True)
class Recommended:
    """A Piper voice that is worth having: how Piper's own downloader calls it, its licence and its credit."""

    name: str
    tag: str
    licence: str
    credit: str

    @property
    def command(self) -> str:
        """What downloads it into the current folder."""
        return f"python -m piper.download_voices {self.name}"


RECOMMENDED = (Recommended("vi_VN-vais1000-medium", "vi-VN", "CC BY 4.0", "Piper vi_VN-vais1000-medium (VAIS-1000)"),)
"""Licence as the voice's MODEL_CARD states it."""


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """A Piper voice that was added. `digest` is over model and settings together; `where` is `workspace` or `user`.

    `accent` is empty where nobody has said which it is.
    """

    name: str
    tag: str
    model: Path
    config: Path
    model_sha256: str
    config_sha256: str
    licence: str
    credit: str
    accent: str
    where: str
    file: Path

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.model_sha256}\n{self.config_sha256}".encode()).hexdigest()

    def check_accent(self, wanted: str) -> None:
        """Raises `ContentError` when the voice is known to have another accent than the one wanted."""
        if self.accent and wanted != self.accent:
            message = _("the voice `{name}` speaks with the accent `{accent}`, not `{wanted}`")
            raise error(
                "voice-accent",
                message.format(name=self.name, accent=self.accent, wanted=wanted),
                hint=_("write `accent: {accent}`, or take another voice").format(accent=self.accent),
            )

    def check_files(self) -> None:
        """Raises `MachineError` when a file of the voice is missing or is another one than when it was added."""
        for path, wanted in ((self.model, self.model_sha256), (self.config, self.config_sha256)):
            found = _sha256(path, *_stamp(path)) if path.is_file() else ""
            if found == wanted:
                continue
            message = (
                _("a file of the voice `{name}` has changed since it was added")
                if found
                else _("a file of the voice `{name}` is not here any more")
            )
            raise MachineError(
                Problem(
                    "voice-changed" if found else "voice-missing",
                    message.format(name=self.name),
                    Place(str(path)),
                    _("add it again: {command}").format(command=f"bhxhcomm voice add {self.name}.onnx"),
                )
            )


@dataclass(frozen=True, slots=True)
class VoiceFolders:
    """Where Piper voices are looked for, nearest first: pairs of where (`workspace`, `user`) and the folder."""

    folders: tuple[tuple[str, Path], ...]

    def cards(self) -> tuple[VoiceCard, ...]:
        """All voices, by name; one of the workspace hides the user's of the same name. Raises `MachineError`."""
        found: dict[str, VoiceCard] = {}
        for where, folder in self.folders:
            for path in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
                card = _card(path, where)
                found.setdefault(card.name, card)
        return tuple(found[name] for name in sorted(found))

    def card(self, name: str) -> VoiceCard | None:
        """The voice of this name, or None."""
        return next((card for card in self.cards() if card.name == name), None)


def voice_folders(root: Path | None) -> VoiceFolders:
    """The voices of a workspace (None: of none) and of the user."""
    own = (("workspace", root / FOLDER),) if root is not None else ()
    return VoiceFolders((*own, ("user", user_folder())))


def user_folder() -> Path:
    """Where a user's voices are, for all workspaces."""
    return Path(platformdirs.user_data_dir("bhxhcomm")) / FOLDER


def of_language(lang: str) -> Language:
    """The language of this id or tag. Raises `ContentError`."""
    try:
        return registry.language(lang)
    except registry.UnknownLanguage as exc:
        raise error("unknown-language", exc.message, hint=exc.hint) from exc


def speaks(tag: str, lang: str) -> bool:
    """Whether a voice with this tag (BCP 47) is one for this language (id or tag)."""
    try:
        return registry.language(tag).id == registry.language(lang).id
    except registry.UnknownLanguage:
        return _primary(tag) == _primary(lang) and not registered(tag) and not registered(lang)


def registered(name: str) -> bool:
    """Whether the registry knows a language of this id or tag."""
    try:
        registry.language(name)
    except registry.UnknownLanguage:
        return False
    return True


def _primary(tag: str) -> str:
    return re.split("[-_]", tag)[0].casefold()


def no_voice(engine: str, name: str, lang: str, known: Iterable[str] = ()) -> ContentError | MachineError:
    """The problem that an engine has no such voice for a language: never is one read by another language's voice."""
    shown = list(known)
    try:
        language = registry.language(lang)
        title, human = language.names.vi, language.speech.recommended
    except registry.UnknownLanguage:
        title, human = lang, ""
    if engine == "piper":
        advice = next((one.command for one in RECOMMENDED if speaks(one.tag, lang)), "")
        message = (
            _("there is no Piper voice `{name}` for {language} on this machine").format(name=name, language=title)
            if name
            else _("there is no Piper voice for {language} on this machine").format(language=title)
        )
        hint = _("see `bhxhcomm voice list`; add one with `bhxhcomm voice add FILE`")
        if shown:
            hint = _("there are: {names}").format(names=", ".join(shown))
        elif advice:
            hint = untranslated(f"{advice} && bhxhcomm voice add {RECOMMENDED[0].name}.onnx")
        return MachineError(Problem("voice-missing", message, hint=hint))
    if name and shown:
        message = _("`{name}` is no voice of {engine} for {language}")
        message = message.format(name=name, engine=engine, language=title)
        return error("voice-language", message, hint=_("there are: {names}").format(names=", ".join(shown)))
    message = _("{engine} has no voice for {language}, and no language is read by another language's voice")
    hint = _("have it recorded by people who speak it: bhxhcomm locale record-kit PACK --lang {lang}").format(lang=lang)
    if human.startswith("gTTS"):
        hint = joined("", [hint, _("; or online: `engine: gtts`")])
    return error("voice-language", message.format(engine=engine, language=title), hint=hint)


def add(
    model: Path,
    folder: Path,
    *,
    where: str,
    name: str = "",
    tag: str = "",
    licence: str = "",
    credit: str = "",
    accent: str = "",
    copy: bool = True,
) -> VoiceCard:
    """Put a Piper voice on a shelf: copy its two files there, or only remember where they are, and write its card.

    Raises `ContentError` for files that are no voice of Piper's, when licence or language are not known, and for a voice of a
    workspace that is not copied there.
    """
    if where == "workspace" and not copy:
        message = _("a workspace has its voices in itself: nothing outside of it is opened")
        raise error("voice-outside", message, Place(str(model)), _("leave --reference out, or add it with --user"))
    model = model.resolve()
    config = model.with_name(model.name + ".json")
    settings = _checked(model, config)
    name = name or model.stem
    if not _NAME.fullmatch(name):
        message = _("`{name}` cannot be the name of a voice").format(name=name)
        raise error("bad-voice-name", message, hint=_("use letters a–z, digits, - and _: --name giong-nu-bac"))
    known = next((one for one in RECOMMENDED if one.name == model.stem), None)
    licence = licence.strip() or (known.licence if known else "")
    credit = credit.strip() or (known.credit if known else "") or f"Piper {name}"
    if not licence:
        raise error(
            "voice-licence",
            _("it is not said under which licence the voice `{name}` may be used").format(name=name),
            Place(str(model)),
            _("look into its MODEL_CARD, and add for example: --licence 'CC BY 4.0' --credit 'Name'"),
        )
    tag = (tag or str(settings.get("language", {}).get("code", "") or settings["espeak"].get("voice", ""))).replace(
        "_", "-"
    )
    if not tag:
        message = _("it is not said which language the voice `{name}` speaks").format(name=name)
        raise error("voice-language", message, Place(str(config)), _("add: --lang vi"))
    shown: dict[str, str] = {"model": str(model), "config": str(config)}
    if copy:
        shown = {"model": f"{name}.onnx", "config": f"{name}.onnx.json"}
        files.write(folder / shown["model"], model.read_bytes())
        files.write(folder / shown["config"], config.read_bytes())
    card = {
        "format": FORMAT,
        "name": name,
        "engine": "piper",
        "language": tag,
        "accent": accent,
        **shown,
        "model_sha256": _sha256(model, *_stamp(model)),
        "config_sha256": _sha256(config, *_stamp(config)),
        "licence": licence,
        "credit": credit,
    }
    path = folder / f"{name}{ENDING}"
    files.write(path, (json.dumps(card, ensure_ascii=False, indent=1) + "\n").encode())
    return _card(path, where)


def _checked(model: Path, config: Path) -> dict[str, Any]:
    """The settings of a voice whose files look like Piper's. Raises `ContentError`."""

    def refuse(path: Path, why: Message, hint: Message = NO_MESSAGE) -> ContentError:
        both = _("a Piper voice is two files, NAME.onnx and NAME.onnx.json, side by side")
        return error("not-a-voice", why, Place(str(path)), hint or both)

    if model.name.endswith(".onnx.json"):
        raise refuse(model, _("these are the settings of a voice; name the file NAME.onnx"))
    if not model.is_file():
        raise refuse(model, _("there is no such file"))
    size = model.stat().st_size
    with model.open("rb") as file:
        head = file.read(64)
    # An ONNX file is a protocol buffer whose first field is the version of the format.
    if model.suffix != ".onnx" or head[:1] != b"\x08" or not SMALLEST <= size <= LARGEST:
        page = head.lstrip()[:1] in (b"<", b"v")
        raise refuse(
            model,
            _("this is no model of a voice"),
            _("a web page or a pointer was saved in its place: download the file itself") if page else NO_MESSAGE,
        )
    try:
        settings = json.loads(config.read_text(encoding="utf-8"))
        rate = int(settings["audio"]["sample_rate"])
        settings["espeak"]["voice"], settings["phoneme_id_map"]
    except FileNotFoundError:
        raise refuse(config, _("the settings of the voice are missing: {name}").format(name=config.name)) from None
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise refuse(config, _("these are no settings of a Piper voice")) from reason
    if not 8_000 <= rate <= 96_000:
        raise refuse(config, _("these are no settings of a Piper voice"))
    found: dict[str, Any] = settings
    return found


def _card(path: Path, where: str) -> VoiceCard:
    """The card in a file. Raises `MachineError` for one that cannot be read."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        if read["format"] != FORMAT or read["engine"] != "piper" or not _NAME.fullmatch(read["name"]):
            raise ValueError
        texts = {
            key: str(read[key]) for key in ("name", "model_sha256", "config_sha256", "licence", "credit", "accent")
        }
        named, tag = (str(read["model"]), str(read["config"])), str(read["language"])
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise MachineError(
            Problem(
                "voice-card",
                _("this card of a voice cannot be read"),
                Place(str(path)),
                _("delete it and add the voice again: bhxhcomm voice add FILE"),
            )
        ) from reason
    # Whoever writes into a workspace may not have files elsewhere opened; a user's own voices may lie where they like.
    own = where == "workspace"
    model, config = (paths.within(path.parent, name, Place(str(path))) if own else path.parent / name for name in named)
    return VoiceCard(tag=tag, model=model, config=config, where=where, file=path, **texts)


def _stamp(path: Path) -> tuple[int, int]:
    """What tells that a file may have changed: its size and when it was written."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=64)
def _sha256(path: Path, _size: int, _written: int) -> str:
    """The SHA-256 of a file, read once as long as size and time of writing stay."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
