"""The store of clips: what was once spoken is not spoken again. A clip is found by its key; what was damaged is made anew.

The key is a hash of all that decides how a clip sounds: words, voice, the digest of its model, speed, pitch, version of
the engine. An entry is `<engine>/<key>.wav` and `<key>.json`; the latter holds the SHA-256 of the former, what was
said, and by whom, for those who look into the folder. A card proves nothing: whoever can write here can write one.

There are two folders. An engine that gives the same bytes again (eSpeak NG) has its clips in a cache that anybody may
delete, and that no release believes. Those of the others (gTTS, Piper) are inputs like a recording: they lie in `clips/`
of the workspace and are kept with it, so that the same workspace gives the same bytes next year and on another machine;
somebody must have listened to them (`build.clip_approval`).
"""

from __future__ import annotations

import hashlib
import io
import json
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bhxhcomm.core import files, opening, scheme_1
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem, Severity, error
from bhxhcomm.language.normalise import nfc
from bhxhcomm.sound.engines import Speaker, SpeechOrder
from bhxhcomm.sound.samples import Samples

FOLDER = "clips"
FORMAT = "clip/1"
MAX_BYTES, MAX_CARD_BYTES = 200_000_000, 100_000
_CONTENT = ("words", "engine", "version", "voice", "model", "speed", "pitch")


@dataclass(frozen=True, slots=True)
class Clip:
    """Words as they were spoken: a WAV file (one channel, 16 bits, `rate` samples a second) of `seconds`.

    `digest` is the SHA-256 of `wav`, `key` what the store finds it by.
    """

    wav: bytes
    rate: int
    seconds: float
    digest: str
    key: str
    speaker: Speaker

    @property
    def samples(self) -> Samples:
        """The sound itself."""
        frames = round(self.seconds * self.rate)
        whole = np.frombuffer(self.wav[-2 * frames :] if frames else b"", "<i2").reshape(-1, 1)
        return Samples((whole / 32768).astype(np.float32), self.rate)

    @property
    def voice_name(self) -> str:
        return self.speaker.name

    @property
    def licence(self) -> str:
        return self.speaker.licence

    @property
    def credit(self) -> str:
        return self.speaker.credit


@dataclass(frozen=True, slots=True)
class ClipStore:
    """Where clips lie: `kept` are those that belong to the workspace, `cache` those that can be made again. Without `keep`
    nothing is put into the workspace: what would be kept there goes to the cache."""

    kept: Path
    cache: Path
    keep: bool = True

    def find(self, order: SpeechOrder) -> tuple[Clip | None, Problem | None]:
        """The clip of an order, or None; and a warning where there was one that is damaged or was edited."""
        path = self._path(order)
        card = path.with_suffix(".json")
        if not path.exists() or not card.exists():
            return None, None
        try:
            sound = path.read_bytes()
            known = json.loads(card.read_text(encoding="utf-8"))
            whole = known["sha256"] == hashlib.sha256(sound).hexdigest()
            clip = clip_of(order, sound) if whole else None
        except (OSError, ValueError, KeyError, TypeError, wave.Error, EOFError):
            clip = None
        if clip is not None:
            return clip, None
        message = _("this clip is damaged, or was edited; it is spoken anew")
        hint = _("a clip of your own is a recording: bhxhcomm audio import-recordings")
        return None, Problem("clip-damaged", message, Place(str(path)), hint, Severity.WARNING)

    def put(self, order: SpeechOrder, clip: Clip) -> None:
        """Keep a clip, whole or not at all: what lacks its card is no entry. Raises `MachineError`."""
        path = (self.kept if self.keep and not order.speaker.repeats else self.cache) / _name(order)
        about = {
            "format": FORMAT,
            "sha256": clip.digest,
            "words": order.words,
            "seconds": round(clip.seconds, 3),
            **content(order),
            "licence": clip.licence,
            "credit": clip.credit,
        }
        card = path.with_suffix(".json")
        with files.guarding(card):
            card.unlink(missing_ok=True)
        files.write(path, clip.wav)
        files.write(card, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())

    def _path(self, order: SpeechOrder) -> Path:
        kept = self.kept / _name(order)
        return self.cache / _name(order) if order.speaker.repeats or not (self.keep or kept.exists()) else kept


def store(root: Path, out: Path, *, keep: bool = True) -> ClipStore:
    """The store of a workspace whose outputs go to the folder `out`; without `keep` it puts nothing into the workspace."""
    return ClipStore(root / FOLDER, out / FOLDER, keep)


def _name(order: SpeechOrder) -> str:
    return f"{order.speaker.engine}/{key(order)}.wav"


def key(order: SpeechOrder) -> str:
    """What a clip is found by: 32 hexadecimal digits."""
    return key_of(content(order))


def key_of(content: Mapping[str, Any]) -> str:
    """The key of a clip from all that decides how it sounds: the name of its file, and so of scheme 1 (`core.digests`)."""
    return scheme_1.digest(content)[:32]


def kept_path(root: Path, engine: str, key: str) -> Path:
    """Where a clip lies that belongs to a workspace."""
    return root / FOLDER / engine / f"{key}.wav"


def sha256(sound: bytes) -> str:
    """The digest of a sound."""
    return hashlib.sha256(sound).hexdigest()


def card(root: Path, path: Path) -> tuple[dict[str, Any], str]:
    """What the card beside a clip of a workspace says of it, and the SHA-256 of the sound. Raises `ContentError`."""
    sound = opening.read(path, root, most=MAX_BYTES)
    data = opening.read(path.with_suffix(".json"), root, most=MAX_CARD_BYTES)
    try:
        known = json.loads(data)
        found = {name: known[name] for name in _CONTENT}
        right = known["sha256"] == sha256(sound) and (found["engine"], key_of(found)) == (path.parent.name, path.stem)
    except (ValueError, KeyError, TypeError, RecursionError):
        right = False
    if not right:
        raise error(
            "clip-damaged",
            _("this sound is not the one of its card"),
            Place(path.relative_to(root).as_posix()),
            _("delete both; the voice speaks it again"),
        )
    return found, known["sha256"]


def content(order: SpeechOrder) -> dict[str, Any]:
    speaker = order.speaker
    return {
        "words": nfc(order.words),
        "engine": speaker.engine,
        "version": speaker.version,
        "voice": speaker.name,
        "model": speaker.model,
        "speed": order.speed,
        "pitch": round(float(order.pitch), 3),
    }


def clip_of(order: SpeechOrder, sound: bytes) -> Clip:
    """The clip that a WAV file is. Raises `ValueError`, `wave.Error` or `EOFError` for anything else."""
    with wave.open(io.BytesIO(sound)) as file:
        if (file.getnchannels(), file.getsampwidth()) != (1, 2):
            raise ValueError("not one channel of 16 bits")
        frames, rate = file.getnframes(), file.getframerate()
        if len(file.readframes(frames)) != frames * 2:
            raise EOFError
    return Clip(sound, rate, frames / rate, hashlib.sha256(sound).hexdigest(), key(order), order.speaker)
