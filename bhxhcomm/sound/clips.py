"""The store of clips: what was once spoken is not spoken again. A clip is found by its key; what was damaged is made anew.

The key is a hash of all that decides how a clip sounds: words, voice, the digest of its model, speed, pitch, version of
the engine. An entry is `<engine>/<key>.wav` and `<key>.json`; the latter holds the SHA-256 of the former, what was
said, and by whom, for those who look into the folder.

There are two folders. An engine that gives the same bytes again (eSpeak NG) has its clips in a cache that anybody may
delete. Those of the others (gTTS, Piper) are inputs like a recording: they lie in `clips/` of the workspace and are kept
with it, so that the same workspace gives the same bytes next year and on another machine.
"""

from __future__ import annotations

import hashlib
import io
import json
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bhxhcomm.build import files
from bhxhcomm.i18n import _
from bhxhcomm.language.normalise import nfc
from bhxhcomm.problems import Place, Problem, Severity
from bhxhcomm.sound.engines import Order, Speaker

FOLDER = "clips"
FORMAT = "clip/1"


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
    """Where clips lie: `kept` are those that belong to the workspace, `cache` those that can be made again."""

    kept: Path
    cache: Path

    def find(self, order: Order) -> tuple[Clip | None, Problem | None]:
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

    def put(self, order: Order, clip: Clip) -> None:
        """Keep a clip, whole or not at all: what lacks its card is no entry. Raises `MachineError`."""
        path = self._path(order)
        about = {
            "format": FORMAT,
            "sha256": clip.digest,
            "words": order.words,
            "seconds": round(clip.seconds, 3),
            **_content(order),
            "licence": clip.licence,
            "credit": clip.credit,
        }
        card = path.with_suffix(".json")
        with files.guarding(card):
            card.unlink(missing_ok=True)
        files.write(path, clip.wav)
        files.write(card, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())

    def _path(self, order: Order) -> Path:
        folder = self.cache if order.speaker.repeats else self.kept
        return folder / order.speaker.engine / f"{key(order)}.wav"


def store(root: Path, out: Path) -> ClipStore:
    """The store of a workspace whose outputs go to the folder `out`."""
    return ClipStore(root / FOLDER, out / FOLDER)


def key(order: Order) -> str:
    """What a clip is found by: 32 hexadecimal digits."""
    text = json.dumps(_content(order), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _content(order: Order) -> dict[str, Any]:
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


def clip_of(order: Order, sound: bytes) -> Clip:
    """The clip that a WAV file is. Raises `ValueError`, `wave.Error` or `EOFError` for anything else."""
    with wave.open(io.BytesIO(sound)) as file:
        if (file.getnchannels(), file.getsampwidth()) != (1, 2):
            raise ValueError("not one channel of 16 bits")
        frames, rate = file.getnframes(), file.getframerate()
        if len(file.readframes(frames)) != frames * 2:
            raise EOFError
    return Clip(sound, rate, frames / rate, hashlib.sha256(sound).hexdigest(), key(order), order.speaker)
