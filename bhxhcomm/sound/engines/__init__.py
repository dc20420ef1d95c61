"""The engines that make speech from words: eSpeak NG, Piper, gTTS. One small interface, each in a module of its own.

An engine finds out who speaks (`find`, in our process: it loads no library) and makes the sound (`speak`, only ever in
a worker's process: a library may crash there and takes nothing with it). What goes between is an `SpeechOrder`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from bhxhcomm.core import canonical
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.core.problems import ContentError, error
from bhxhcomm.language.nearest import nearest

if TYPE_CHECKING:
    from bhxhcomm.materials.timeline import Voice
    from bhxhcomm.sound.voices import VoiceFolders


@canonical.named("Speaker")
@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who can speak: a voice of an engine as it is on this machine, in full.

    `version` is that of the engine with its package, `model` the SHA-256 of what the voice is made of (empty where it is
    on another's server), `files` where that lies. `licence` is that of the sound, `credit` what must be said of its maker.
    `repeats` says that the same words give the same bytes on every machine. `tag` is the language that it speaks (BCP 47).
    """

    engine: str
    name: str
    tag: str
    version: str
    model: str
    licence: str
    credit: str
    repeats: bool
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeechOrder:
    """What a worker is asked for: these words by this speaker, at a speed (words a minute) and a pitch (semitones)."""

    id: str
    words: str
    speaker: Speaker
    speed: int
    pitch: float


class SpeechEngine(Protocol):
    """What every engine can do. `seconds` is the longest that one order may take."""

    name: str
    seconds: float

    def version(self) -> str:
        """The version of the engine on this machine. Raises `MachineError` with the command that installs it."""

    def find(self, voice: Voice, lang: str, shelf: VoiceFolders) -> Speaker:
        """The speaker that is meant, in this language (registry id). Raises `ContentError` or `MachineError`."""

    def speak(self, order: SpeechOrder) -> bytes:
        """A WAV file: one channel, 16 bits, at the engine's own rate. Raises `EngineError`. Only in a worker."""


class EngineError(Exception):
    """An engine could not speak: a code, words for a person, what to do; `machine` says that this machine lacks something."""

    def __init__(self, code: str, message: Message, hint: Message = NO_MESSAGE, *, machine: bool = False) -> None:
        self.code = code
        self.message = message
        self.hint = hint
        self.machine = machine
        super().__init__(message)


MODULES = {"espeak-ng": "espeak", "piper": "piper", "gtts": "google"}
"""The engines, by the name that an office writes, each with its module here."""


def engine(name: str) -> SpeechEngine:
    """The engine of this name. Raises `ContentError` with the nearest names for one that does not exist."""
    if name not in MODULES:
        raise unknown("unknown-engine", _("there is no voice engine `{name}`").format(name=name), name, list(MODULES))
    found: SpeechEngine = import_module(f"{__name__}.{MODULES[name]}").ENGINE
    return found


def unknown(code: str, message: Message, name: str, known: list[str]) -> ContentError:
    """A `ContentError` for a name that is not known, with the nearest ones, or all."""
    near = nearest(name, known)
    if near:
        hint = _("did you mean {names}?").format(names=", ".join(f"`{one}`" for one in near))
    else:
        hint = _("known here: {names}").format(names=", ".join(known) or "–")
    return error(code, message, hint=hint)
