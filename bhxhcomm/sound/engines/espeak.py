"""eSpeak NG, from the package `espeakng-loader`: offline, a thousand times real time, the default voice.

Traps that are met here: the library ends the process of whoever loads it when its data path has 160 bytes or more (so a
short link leads there); it takes any name of a variant, also one that does not exist (so names are checked); and it does
not give the same sound twice in one process, for its generators run on (so every order gets a process of its own, forked
before the library is initialised: a millisecond and a half).
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import tempfile
import wave
from contextlib import ExitStack
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bhxhcomm.core.i18n import ENGLISH, _, in_language, untranslated
from bhxhcomm.core.problems import MachineError, Problem
from bhxhcomm.sound.engines import EngineError, Speaker, SpeechOrder, unknown

if TYPE_CHECKING:
    from bhxhcomm.materials.timeline import Voice
    from bhxhcomm.sound.voices import VoiceFolders

PACKAGE = "espeakng-loader"
LIBRARY_VERSION = "1.52.0"
LICENCE = "GPL-3.0-or-later"
CREDIT = "eSpeak NG"
ACCENTS = {"north": "vi", "central": "vi-vn-x-central", "south": "vi-vn-x-south"}
"""The voices of Vietnamese (`lang/aav/` of eSpeak NG's data)."""
LONGEST_PATH = 150
"""Bytes of a data path that are safe: `N_PATH_HOME` of speech.h is 160, and a name is added to it."""
_SYNCHRONOUS, _DONT_EXIT, _UTF8, _CHARACTER = 2, 0x8000, 1, 1
_RATE, _PITCH = 1, 3
_USUAL_PITCH = 50
_STEPS_UP, _STEPS_DOWN = 5.0, 5.6
"""Steps of eSpeak NG's pitch for a semitone, measured on `vi`, `vi-vn-x-south` and `vi+f2`; right within a semitone."""


class Espeak:
    """The engine `espeak-ng`."""

    name = "espeak-ng"
    seconds = 60.0

    def version(self) -> str:
        """The version of the package. Raises `MachineError`."""
        if not _library().is_file() or not _data().is_dir():
            raise MachineError(
                Problem(
                    "espeak-missing",
                    _("eSpeak NG, the voice that comes along, is not on this machine"),
                    hint=untranslated(f"python -m pip install --force-reinstall {PACKAGE}"),
                )
            )
        return f"{LIBRARY_VERSION}/{metadata.version(PACKAGE)}"

    def find(self, voice: Voice, lang: str, shelf: VoiceFolders) -> Speaker:
        """The voice that is meant: by its name, else the usual one of the language and accent."""
        from bhxhcomm.content.voice import espeak_variants
        from bhxhcomm.sound.voices import no_voice, of_language

        version = self.version()
        known = of_language(lang).speech.espeak_ng
        base, plus, variant = voice.name.partition("+")
        if not known:
            raise no_voice(self.name, voice.name, lang)
        if lang == "vi" and base in ("", "vi"):
            base = ACCENTS[voice.accent]
        base = base or known[0]
        if base not in known:
            raise no_voice(self.name, base, lang, known)
        if plus and variant not in espeak_variants():
            message = _("eSpeak NG has no variant `{name}` of a voice").format(name=variant)
            raise unknown("unknown-voice", message, variant, list(espeak_variants()))
        name = f"{base}{plus}{variant}"
        tag = of_language(lang).tag
        return Speaker(self.name, name, tag, version, _digest(base, variant), LICENCE, CREDIT, repeats=True)

    def speak(self, order: SpeechOrder) -> bytes:
        """The words in a process of its own, forked here: the library starts from nothing each time."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            status = 1
            try:
                with open(writing, "wb") as pipe:
                    pipe.write(_spoken(order))
                status = 0
            except EngineError as reason:
                os.write(2, in_language(reason.message, ENGLISH).encode())
            finally:
                os._exit(status)
        os.close(writing)
        with open(reading, "rb") as pipe:
            sound = pipe.read()
        _pid, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code < 0:
            raise EngineError("voice-died", _("the voice's process was ended by signal {number}").format(number=-code))
        if code or not sound:
            raise EngineError(
                "voice-failed",
                _("eSpeak NG could not speak with the voice `{name}`").format(name=order.speaker.name),
                untranslated(f"python -m pip install --force-reinstall {PACKAGE}"),
                machine=True,
            )
        return sound


ENGINE = Espeak()


def _folder() -> Path:
    spec = find_spec("espeakng_loader")
    return Path(spec.origin).parent if spec and spec.origin else Path("espeakng_loader")


def _library() -> Path:
    """The library as the package has it, found without loading it."""
    return _folder() / "libespeak-ng.so"


def _data() -> Path:
    return _folder() / "espeak-ng-data"


@cache
def _digest(base: str, variant: str) -> str:
    """The SHA-256 over the library and the data that a voice is made of."""
    found = hashlib.sha256()
    data = _data()
    names = {"vi": "vi_dict", "cmn": "cmn_dict", "yue": "yue_dict", "hak": "hak_dict"}
    files = [_library(), *(data / name for name in ("phondata", "phonindex", "phontab", "intonations"))]
    files += [data / names.get(base.partition("-")[0], f"{base}_dict")]
    files += sorted(path for path in (data / "lang").rglob("*") if path.is_file())
    if variant:
        files.append(data / "voices" / "!v" / variant)
    for path in files:
        if path.is_file():
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _spoken(order: SpeechOrder) -> bytes:
    """The words as a WAV file. The library is initialised here: never in a process that goes on."""
    library = ctypes.CDLL(str(_library()))
    with ExitStack() as stack:
        home = _short_home(stack)
        rate = library.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(home), _DONT_EXIT)
        if rate <= 0:
            raise EngineError("voice-failed", untranslated(f"espeak_Initialize: {rate}"))
        sound = bytearray()

        def take(samples: int | None, count: int, _events: int) -> int:
            if samples and count > 0:
                sound.extend(ctypes.string_at(samples, count * 2))
            return 0

        callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(take)
        library.espeak_SetSynthCallback(callback)
        words = order.words.encode() + b"\0"
        _must(library.espeak_SetVoiceByName(order.speaker.name.encode()), "espeak_SetVoiceByName")
        _must(library.espeak_SetParameter(_RATE, order.speed, 0), "espeak_SetParameter")
        _must(library.espeak_SetParameter(_PITCH, steps(order.pitch), 0), "espeak_SetParameter")
        size = ctypes.c_size_t(len(words))
        _must(library.espeak_Synth(words, size, 0, _CHARACTER, 0, _UTF8, None, None), "espeak_Synth")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(bytes(sound))
    return file.getvalue()


def steps(semitones: float) -> int:
    """The pitch as eSpeak NG counts it (0 to 100, 50 is the voice's own)."""
    return max(0, min(100, round(_USUAL_PITCH + semitones * (_STEPS_UP if semitones > 0 else _STEPS_DOWN))))


def _short_home(stack: ExitStack) -> Path:
    """A path to the folder that holds `espeak-ng-data`, short enough; a link that goes with `stack`, where it must be."""
    home = _data().parent
    if len(os.fsencode(home)) <= LONGEST_PATH:
        return home
    for folder in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):
        if len(os.fsencode(folder)) > LONGEST_PATH - 40:
            continue
        try:
            short = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bhxhcomm-", dir=folder)))
            (short / "espeak-ng-data").symlink_to(_data())
        except OSError:
            continue
        return short
    raise EngineError(
        "voice-failed", untranslated(f"the path of eSpeak NG's data is longer than {LONGEST_PATH}: {home}")
    )


def _must(result: int, function: str) -> None:
    """eSpeak NG's functions give 0 when they have done it (`EE_OK`)."""
    if result:
        raise EngineError("voice-failed", untranslated(f"{function}: {result}"))
