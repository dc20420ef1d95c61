"""Sound in memory: samples between -1 and 1, one row for each moment, one column for each channel."""

from __future__ import annotations

import io
import math
import wave
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

RATE = 48_000
"""The rate at which everything is mixed, in Hz: that of broadcasting, and of BS.1770."""
FLOOR_DB = -120.0
"""What a measure of level says of nothing at all: dBFS, dBTP or LUFS."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Some sound: `data` is an array of (frames, channels), `rate` in Hz."""

    data: Array
    rate: int = RATE

    @property
    def frames(self) -> int:
        return int(self.data.shape[0])

    @property
    def channels(self) -> int:
        return int(self.data.shape[1])

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    @property
    def peak(self) -> float:
        """The largest sample, 1 being full scale."""
        return float(np.abs(self.data).max(initial=0.0))

    def scaled(self, db: float) -> Samples:
        """The same, louder by so many dB."""
        return Samples(self.data * np.float32(10 ** (db / 20)), self.rate)

    def in_channels(self, channels: int) -> Samples:
        """Down-mixed to one channel by the mean of all, or one channel heard on both sides."""
        if channels == self.channels:
            return self
        if channels == 1:
            return Samples(self.data.mean(axis=1, keepdims=True, dtype=np.float32), self.rate)
        if self.channels != 1:
            raise ValueError("only one channel can become several")
        return Samples(np.repeat(self.data, channels, axis=1), self.rate)

    def raw(self) -> bytes:
        """The samples as ffmpeg reads them with the options of `raw_format`."""
        return np.ascontiguousarray(self.data, dtype="<f4").tobytes()

    @property
    def raw_format(self) -> tuple[str, ...]:
        return raw_format(self.channels, self.rate)

    @classmethod
    def from_raw(cls, data: bytes, channels: int, rate: int = RATE) -> Samples:
        """What ffmpeg wrote as 32-bit floats."""
        whole = len(data) // (4 * channels) * 4 * channels
        return cls(np.frombuffer(data[:whole], dtype="<f4").reshape(-1, channels).astype(np.float32), rate)

    @classmethod
    def silence(cls, seconds: float, channels: int = 1, rate: int = RATE) -> Samples:
        return cls(np.zeros((round(seconds * rate), channels), dtype=np.float32), rate)


def raw_format(channels: int, rate: int) -> tuple[str, ...]:
    """The options that tell ffmpeg what raw samples are."""
    layout = {1: "mono", 2: "stereo"}[channels]
    return "-f", "f32le", "-ar", str(rate), "-ch_layout", layout


def to_db(amplitude: float) -> float:
    """Decibels to full scale; `FLOOR_DB` for nothing at all."""
    return 20 * math.log10(amplitude) if amplitude > 10 ** (FLOOR_DB / 20) else FLOOR_DB


def wav(samples: Samples) -> bytes:
    """A plain WAV file of 16 bits; what is over full scale is cut."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(samples.channels)
        file.setsampwidth(2)
        file.setframerate(samples.rate)
        file.writeframes((np.clip(samples.data, -1, 1) * 32767).round().astype("<i2").tobytes())
    return out.getvalue()
