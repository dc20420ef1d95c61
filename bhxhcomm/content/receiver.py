"""What a receiver takes: loudness, peak, length and the files. A preset is data; `content.preset` reads it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bhxhcomm.core import canonical

PEAK_DBTP = -1.0
"""No preset may allow more: EBU R 128 and every platform ask for it (dBTP)."""


class Codec(StrEnum):
    """How a file is coded: MPEG-1 layer III, linear PCM of 16 bits, or G.711 A-law."""

    MP3 = "mp3"
    PCM = "pcm"
    A_LAW = "a-law"


@canonical.named("FileForm")
@dataclass(frozen=True, slots=True)
class FileForm:
    """One file that is delivered. `rate` in Hz, `bitrate` in kbit/s (0 where the codec has no choice)."""

    codec: Codec
    rate: int
    channels: int
    bitrate: int = 0

    @property
    def ending(self) -> str:
        return "mp3" if self.codec is Codec.MP3 else "wav"


@canonical.named("Telephone")
@dataclass(frozen=True, slots=True)
class Telephone:
    """What must hold when it is heard through a telephone (300 to 3400 Hz, one channel): the voice at least so many dB over
    the music, and the first word within so many seconds."""

    voice_over_music_db: float = 9.0
    speech_by_s: float = 1.0


@canonical.named("Preset")
@dataclass(frozen=True, slots=True)
class Preset:
    """What one kind of receiver takes.

    `loudness` is the target in LUFS, `peak` the highest true peak in dBTP, `least_s` and `most_s` the bounds of its length.
    `loops`: the receiver plays it again and again. `confirm`: the receiver publishes no limits, ask before sending.
    """

    id: str
    name: str
    loudness: float
    files: tuple[FileForm, ...]
    peak: float = PEAK_DBTP
    least_s: float = 1.0
    most_s: float = 330.0
    loops: bool = False
    telephone: Telephone | None = None
    confirm: bool = False
    note: str = ""
