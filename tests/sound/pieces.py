"""Pieces of sound for tests and benchmarks: something that sounds like speech, music of many kinds, timelines, and a meter that
is not ours. Everything is reckoned from a seed."""

from __future__ import annotations

import hashlib
import io
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bhxhcomm.content.receiver import Codec, FileForm, Preset, Telephone
from bhxhcomm.language.text import words
from bhxhcomm.materials.timeline import Bed, Pause, Segment, Sound, Speech, Timeline
from bhxhcomm.sound import ffmpeg
from bhxhcomm.sound.samples import RATE, Samples, wav

Wave = NDArray[np.float64]


def speech(seconds: float, seed: int = 0, *, rate: int = 22_050, strength: float = 0.4, peaky: float = 0.0) -> Wave:
    """Something that a meter takes for speech: syllables of a buzz with formants, and hisses. `peaky` adds so many clicks a
    second."""
    generator = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate)) / rate
    tune = 130 + 25 * np.sin(2 * np.pi * 0.4 * t + seed) + 10 * np.sin(2 * np.pi * 1.7 * t)
    phase = 2 * np.pi * np.cumsum(tune) / rate
    buzz = sum(np.sin(number * phase) / number * _formant(number * 130) for number in range(1, 26))
    syllables = np.clip(np.sin(2 * np.pi * 1.7 * t + generator.random() * 6) + 0.35, 0, 1) ** 0.6
    accents = np.interp(
        t, np.arange(0, seconds + 1, 0.6)[: len(t)], generator.uniform(0.4, 1, len(np.arange(0, seconds + 1, 0.6)))
    )
    hiss = generator.standard_normal(len(t)) * 0.05 * np.clip(-np.sin(2 * np.pi * 1.7 * t), 0, 1)
    found = buzz * syllables * accents + hiss
    found *= strength / np.abs(found).max()
    for place in generator.integers(0, len(t), int(peaky * seconds)):
        found[place : place + 6] += generator.choice([-1, 1]) * np.hanning(8)[1:7][: len(found) - place] * 0.9
    return np.clip(found, -1, 1)


def _formant(frequency: float) -> float:
    return float(sum(np.exp(-(((frequency - centre) / 220) ** 2)) for centre in (550, 1300, 2500)) + 0.05)


def music(seconds: float, seed: int = 0, *, peaky: float = 0.0, strength: float = 0.3, wide: bool = True) -> Wave:
    """Chords that change, in two channels; `peaky` adds drums that stick out."""
    generator = np.random.default_rng(seed + 1000)
    t = np.arange(round(seconds * RATE)) / RATE
    sides = []
    for side in range(2):
        found = np.zeros_like(t)
        for bar in range(int(seconds // 2) + 1):
            root = 110 * 2 ** (generator.integers(0, 12) / 12)
            here = np.exp(-np.maximum(t - 2 * bar, 0) * 0.8) * (t >= 2 * bar) * (t < 2 * bar + 4)
            found += here * sum(np.sin(2 * np.pi * root * part * t + side * wide * part) for part in (1, 1.5, 2, 2.52))
        sides.append(found)
    whole = np.stack(sides, axis=1)
    whole *= strength / np.abs(whole).max()
    for beat in np.arange(0, seconds - 0.1, 0.5):
        place = round(beat * RATE)
        hit = generator.standard_normal(900) * np.exp(-np.arange(900) / 60) * peaky
        whole[place : place + 900] += hit[:, None][: len(whole) - place]
    return np.clip(whole, -1, 1)


def as_wav(data: Wave, rate: int) -> bytes:
    """A WAV file of 16 bits."""
    return wav(Samples(data.reshape(len(data), -1).astype(np.float32), rate))


def clip(seconds: float, seed: int = 0, **options: Any) -> bytes:
    """The file of a clip of speech."""
    return as_wav(speech(seconds, seed, **options), 22_050)


def stored(folder: Path, data: bytes, name: str = "nhac.wav") -> Sound:
    """A sound file in a folder."""
    path = folder / name
    path.write_bytes(data)
    return Sound(str(path), hashlib.sha256(data).hexdigest(), "Nguyễn Văn Mẫu")


def loudspeaker(**changes: Any) -> Preset:
    """A preset with one MP3."""
    given: dict[str, Any] = {"loudness": -16.0, "files": (FileForm(Codec.MP3, 44_100, 1, 128),)}
    return Preset("thu", "Thử", **(given | changes))


def carrier(**changes: Any) -> Preset:
    """A preset for a telephone: an MP3 and an A-law WAV."""
    files = (FileForm(Codec.MP3, 44_100, 1, 128), FileForm(Codec.A_LAW, 8_000, 1))
    given: dict[str, Any] = {
        "loudness": -16.0,
        "files": files,
        "loops": True,
        "telephone": Telephone(),
        "confirm": True,
    }
    return Preset("nha-mang", "Nhà mạng", **(given | changes))


SENTENCES = (
    "Bà con chú ý, bảo hiểm xã hội xin thông báo.",
    "Người dân từ đủ mười lăm tuổi được tham gia bảo hiểm xã hội tự nguyện.",
    "Mời bà con đến Ủy ban nhân dân xã, mang theo căn cước công dân.",
)


@dataclass(frozen=True)
class Piece:
    """A timeline and its clips."""

    timeline: Timeline
    clips: dict[str, bytes]


def piece(
    lengths: Sequence[float] = (2.5, 3.5, 3.0),
    *,
    bed: Bed | None = None,
    between: Sequence[Segment] | None = None,
    seed: int = 0,
    strength: float = 0.4,
    peaky: float = 0.0,
    **changes: Any,
) -> Piece:
    """A short spot: speeches of these lengths with pauses of half a second between them (or with `between`)."""
    segments: list[Segment] = []
    clips = {}
    for number, seconds in enumerate(lengths):
        text = SENTENCES[number % len(SENTENCES)]
        segments.append(Speech(f"loi-{number}", "announcer", words(text), text))
        segments += [Pause(f"nghi-{number}", 0.5)] if between is None else between
        clips[f"loi-{number}"] = clip(seconds, seed * 17 + number, strength=strength, peaky=peaky)
    given: dict[str, Any] = {
        "material": "radio-spot",
        "variant": "60",
        "lang": "vi",
        "lang_tag": "vi",
        "title": "Đóng 15 năm, có lương hưu",
        "author": "Bảo hiểm xã hội tỉnh Mẫu",
        "subject": "Bảo hiểm xã hội tự nguyện",
        "segments": tuple(segments),
        "bed": bed,
        "target_s": sum(lengths) + 0.5 * len(lengths) + 1,
        "tolerance_s": 4.0,
        "sources": words("Luật 41/2024/QH15"),
    }
    return Piece(Timeline(**(given | changes)), clips)


def decoded(data: bytes, ending: str) -> tuple[Wave, int]:
    """A deliverable as it sounds: frames by channels, and the rate. Decoded to 16 bits, as a player would."""
    found = subprocess.run(
        [
            ffmpeg.binary(),
            "-v",
            "error",
            "-f",
            ending,
            "-i",
            "pipe:0",
            "-c:a",
            "pcm_s16le",
            "-bitexact",
            "-f",
            "wav",
            "pipe:1",
        ],
        input=data,
        capture_output=True,
        check=True,
    )
    # Written to a pipe, its header states no length.
    with wave.open(io.BytesIO(found.stdout)) as file:
        channels, rate = file.getnchannels(), file.getframerate()
    raw = found.stdout[found.stdout.index(b"data") + 8 :]
    return np.frombuffer(raw, dtype="<i2").reshape(-1, channels) / 32768, rate


def loudness_and_peak(data: bytes, ending: str) -> tuple[float, float]:
    """Loudness in LUFS and true peak in dBTP by pyloudnorm and SciPy, which share nothing with ffmpeg."""
    pyloudnorm = pytest.importorskip("pyloudnorm")
    resample_poly = pytest.importorskip("scipy.signal").resample_poly
    sound, rate = decoded(data, ending)
    at_48 = sound if rate == 48_000 else resample_poly(sound, 48_000, rate, axis=0)
    oversampled = np.abs(resample_poly(sound, 4, 1, axis=0)).max()
    return float(pyloudnorm.Meter(48_000, filter_class="DeMan").integrated_loudness(at_48)), 20 * float(
        np.log10(oversampled)
    )


def random_mix(folder: Path, number: int) -> tuple[Piece, Preset]:
    """One of many mixes, from a seed: loud and quiet voices and music, peaky and smooth, one channel and two, any target."""
    generator = np.random.default_rng(number)
    channels = int(generator.integers(1, 3))
    codec = [Codec.MP3, Codec.MP3, Codec.PCM, Codec.A_LAW][generator.integers(0, 4)]
    rate = int(generator.choice([44_100, 48_000]))
    form = {
        Codec.MP3: FileForm(Codec.MP3, rate, channels, int(generator.choice([96, 128, 192]))),
        Codec.PCM: FileForm(Codec.PCM, rate, channels),
        Codec.A_LAW: FileForm(Codec.A_LAW, 8_000, 1),
    }[codec]
    preset = loudspeaker(loudness=float(generator.choice([-23.0, -20.0, -16.0, -16.0, -14.0])), files=(form,))
    bed = None
    if generator.random() < 0.85:
        tune = music(
            float(generator.uniform(4, 12)),
            number,
            peaky=float(generator.choice([0.0, 0.3, 1.0])),
            strength=float(generator.choice([0.01, 0.1, 0.5, 0.99])),
            wide=bool(generator.random() < 0.5),
        )
        sound = stored(folder, as_wav(tune[:, : int(generator.integers(1, 3))], RATE), f"nhac-{number}.wav")
        bed = Bed(sound, float(generator.uniform(3, 28)), float(generator.uniform(0, 3)))
    made = piece(
        tuple(generator.uniform(1.5, 4, generator.integers(2, 5))),
        bed=bed,
        seed=number,
        strength=float(generator.choice([0.01, 0.05, 0.3, 0.95])),
        peaky=float(generator.choice([0, 0, 4, 15])),
        tolerance_s=30.0,
    )
    return made, preset
