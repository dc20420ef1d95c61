"""The music of assets/music: instruments that are reckoned, three loops and two stings that are played on them.

The five notes of the Northern mode (Cung, Thương, Giốc, Chủy, Vũ, here C D E G A) and the Southern one (C E♭ F G B♭). A loop
is rendered into a circle: what rings on beyond its end sounds at its beginning, so that it goes round without a seam.
The same program gives the same notes; the coded bytes depend on the version of ffmpeg.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bhxhcomm.sound import ffmpeg, level
from bhxhcomm.sound.samples import RATE, Samples

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "music"
LOUDNESS = -20.0
AROUND_S = 0.25
"""What is written before and after a loop, so that the coder's edges lie outside of it."""

Wave = NDArray[np.float64]
Instrument = Callable[[float, float], Wave]


def times(seconds: float) -> Wave:
    return np.arange(round(seconds * RATE)) / RATE


def pitch(semitones: float) -> float:
    """The frequency so many semitones over middle C."""
    return 261.6256 * 2 ** (semitones / 12)


def zither(frequency: float, seconds: float) -> Wave:
    """A plucked string, as of the đàn tranh: bright at first, each overtone gone sooner than the one below."""
    ring = max(seconds, 2.2)
    t = times(ring)
    found = np.zeros_like(t)
    for number in range(1, 13):
        overtone = frequency * number * np.sqrt(1 + 0.00022 * number**2)
        if overtone > 9000:
            break
        size = abs(np.sin(np.pi * number * 0.23)) / number**1.25
        bend = 1 + 0.004 * np.exp(-t * 14)
        found += size * np.exp(-t * (1.1 + 0.75 * number)) * np.sin(2 * np.pi * overtone * np.cumsum(bend) / RATE)
    return found * edges(len(t), 0.002, 0.08)


def bamboo(frequency: float, seconds: float) -> Wave:
    """A struck bamboo tube, as of the đàn t'rưng: one soft tone, a short knock."""
    t = times(0.9)
    tone = np.exp(-t * 6.5) * np.sin(2 * np.pi * frequency * t) + 0.16 * np.exp(-t * 17) * np.sin(
        2 * np.pi * 2.76 * frequency * t
    )
    knock = np.random.default_rng(5).standard_normal(len(t)) * np.exp(-t * 190) * 0.10
    return (tone + knock) * edges(len(t), 0.003, 0.05)


def flute(frequency: float, seconds: float) -> Wave:
    """A bamboo flute (sáo): few overtones, breath, a vibrato that comes late."""
    t = times(seconds + 0.12)
    late = np.clip((t - 0.35) / 0.5, 0, 1)
    phase = 2 * np.pi * np.cumsum(frequency * (1 + 0.0045 * late * np.sin(2 * np.pi * 4.9 * t))) / RATE
    tone = np.sin(phase) + 0.32 * np.sin(2 * phase) + 0.10 * np.sin(3 * phase)
    breath = band(np.random.default_rng(7).standard_normal(len(t)), frequency * 0.8, frequency * 3) * 0.05
    return (tone + breath) * edges(len(t), 0.09, 0.16) * 0.55


def pad(frequency: float, seconds: float) -> Wave:
    """A soft carpet of sound: three strings a little out of tune, no highs."""
    t = times(seconds + 0.9)
    found = np.zeros_like(t)
    for cents in (-5.0, 0.0, 4.0):
        tuned = frequency * 2 ** (cents / 1200)
        for number, size in ((1, 1.0), (2, 0.34), (3, 0.13), (4, 0.05)):
            found += size * np.sin(2 * np.pi * tuned * number * t + number * cents)
    return found * edges(len(t), 0.8, 0.9) * 0.16


def bass(frequency: float, seconds: float) -> Wave:
    """A plucked low string, with overtones that a small loudspeaker can give."""
    t = times(max(seconds, 1.2))
    found = np.sin(2 * np.pi * frequency * t) + 0.45 * np.sin(4 * np.pi * frequency * t) * np.exp(-t * 2)
    return (
        (found + 0.2 * np.sin(6 * np.pi * frequency * t) * np.exp(-t * 4))
        * np.exp(-t * 1.6)
        * edges(len(t), 0.008, 0.1)
    )


def bell(frequency: float, seconds: float) -> Wave:
    """A small bell."""
    t = times(2.4)
    partials = ((1, 1.0, 2.0), (2.01, 0.5, 3.0), (3.02, 0.22, 4.5), (4.2, 0.12, 7.0))
    return sum(size * np.exp(-t * fall) * np.sin(2 * np.pi * frequency * part * t) for part, size, fall in partials) * (
        edges(len(t), 0.002, 0.2)
    )


def edges(frames: int, rise_s: float, fall_s: float) -> Wave:
    """A way in and a way out, without a corner."""
    rise, fall = np.arange(frames) / (rise_s * RATE), np.arange(frames)[::-1] / (fall_s * RATE)
    shape: Wave = np.sin(np.clip(np.minimum(rise, fall), 0, 1) * np.pi / 2) ** 2
    return shape


def band(wave: Wave, low: float, high: float) -> Wave:
    spectrum = np.fft.rfft(wave)
    frequencies = np.fft.rfftfreq(len(wave), 1 / RATE)
    spectrum[(frequencies < low) | (frequencies > high)] = 0
    return np.fft.irfft(spectrum, n=len(wave))


@dataclass(frozen=True)
class Note:
    """A note: when (in beats), how high (semitones over middle C), how long (beats), how strong, from where (-1 is left)."""

    beat: float
    height: float
    beats: float
    strength: float = 1.0
    side: float = 0.0


@dataclass
class Hall:
    """A stereo track in which notes are played; a circle, where the piece is a loop."""

    beats_a_minute: float
    beats: float
    circle: bool

    def __post_init__(self) -> None:
        self.frames = round(self.beats * 60 / self.beats_a_minute * RATE)
        self.dry = np.zeros((self.frames, 2))

    def play(self, instrument: Instrument, notes: Sequence[Note], volume: float) -> None:
        second = 60 / self.beats_a_minute
        for note in notes:
            wave = instrument(pitch(note.height), note.beats * second) * note.strength * volume
            start = round(note.beat * second * RATE)
            places = np.arange(start, start + len(wave))
            if self.circle:
                places %= self.frames
            else:
                places, wave = places[places < self.frames], wave[: max(0, self.frames - start)]
            turn = (note.side + 1) * np.pi / 4
            np.add.at(self.dry, places, np.stack([wave * np.cos(turn), wave * np.sin(turn)], axis=1))

    def heard(self, wet: float = 0.22, seconds: float = 1.6) -> Wave:
        """With the hall: noise that dies away, different on both sides; convolved in the circle of the loop."""
        generator = np.random.default_rng(11)
        t = times(seconds)
        echo = generator.standard_normal((len(t), 2)) * np.exp(-t * 6.9 / seconds)[:, None]
        echo = np.stack([band(echo[:, side], 180, 5200) for side in (0, 1)], axis=1)
        echo /= np.sqrt(np.square(echo).sum(axis=0))
        length = self.frames if self.circle else self.frames + len(t)
        spectrum = np.fft.rfft(self.dry, n=length, axis=0) * np.fft.rfft(echo, n=length, axis=0)
        return self.dry + wet * np.fft.irfft(spectrum, n=length, axis=0)[: self.frames]


NORTH = (0, 2, 4, 7, 9)
SOUTH = (0, 3, 5, 7, 10)


def scale(mode: Sequence[int], key: int, step: int) -> int:
    """The note so many steps up the mode, in semitones."""
    return key + 12 * (step // 5) + mode[step % 5]


def broken(mode: Sequence[int], key: int, bars: Sequence[Sequence[int]], eighths: Sequence[float]) -> list[Note]:
    """Broken chords: the steps of each bar in turn on its eighths; the second and the fourth a little softer."""
    notes = []
    for bar, steps in enumerate(bars):
        for index, beat in enumerate(eighths):
            step = steps[index % len(steps)]
            strength = (1.0, 0.72, 0.86, 0.68)[index % 4]
            notes.append(
                Note(4 * bar + beat, scale(mode, key, step), 1.0, strength, 0.5 * (-1) ** index * (index % 3) / 2)
            )
    return notes


def line(mode: Sequence[int], key: int, phrases: Sequence[tuple[float, int, float]], side: float = 0.15) -> list[Note]:
    """A melody: beat, step of the mode, length in beats."""
    return [Note(beat, scale(mode, key, step), beats, 1.0, side) for beat, step, beats in phrases]


def chords(mode: Sequence[int], key: int, bars: Sequence[Sequence[int]]) -> list[Note]:
    return [
        Note(4 * bar, scale(mode, key, step), 4, 1.0, side)
        for bar, steps in enumerate(bars)
        for step, side in zip(steps, (-0.6, 0.0, 0.6), strict=False)
    ]


def binh_minh() -> Hall:
    """Daybreak: zither in quavers over a warm carpet; 12 bars at 88, the Northern mode."""
    hall = Hall(88, 48, circle=True)
    key = -5
    quavers = [0, 0.5, 1, 1.5, 2, 2.5, 3]
    bars = [(0, 3, 5, 7), (0, 2, 5, 6), (1, 3, 5, 8), (2, 4, 6, 7)] * 2 + [
        (0, 3, 5, 7),
        (1, 4, 6, 8),
        (2, 4, 5, 7),
        (0, 3, 5, 5),
    ]
    hall.play(zither, broken(NORTH, key, bars, quavers), 0.30)
    hall.play(pad, chords(NORTH, key - 12, [(0, 3, 5), (0, 2, 5), (1, 3, 6), (2, 4, 7)] * 3), 0.42)
    hall.play(bass, [Note(4 * bar, scale(NORTH, key - 12, step), 3) for bar, step in enumerate((0, 0, 1, 2) * 3)], 0.34)
    hall.play(
        flute,
        line(NORTH, key + 12, [(17, 3, 2), (19, 2, 1), (20, 1, 3), (25, 2, 1.5), (26.5, 3, 1.5), (28, 4, 3)]),
        0.16,
    )
    return hall


def dong_que() -> Hall:
    """The fields at home: flute and few zither notes, slow; 10 bars at 72, the Southern mode."""
    hall = Hall(72, 40, circle=True)
    key = -3
    melody = [(0, 2, 2), (2, 3, 1), (3, 4, 1), (4, 3, 3), (8, 5, 2), (10, 4, 1), (11, 3, 1), (12, 2, 3), (16, 3, 1.5)]
    melody += [
        (17.5, 4, 1.5),
        (19, 5, 1),
        (20, 6, 3),
        (24, 5, 2),
        (26, 4, 1),
        (27, 3, 1),
        (28, 2, 3.5),
        (33, 1, 1),
        (34, 2, 1.5),
        (36, 0, 3),
    ]
    hall.play(flute, line(SOUTH, key, melody), 0.24)
    bars = [
        (0, 3, 5),
        (2, 4, 6),
        (0, 3, 5),
        (1, 3, 6),
        (2, 4, 7),
        (0, 3, 5),
        (1, 4, 6),
        (0, 2, 5),
        (1, 3, 5),
        (0, 3, 5),
    ]
    hall.play(pad, chords(SOUTH, key - 12, bars), 0.5)
    hall.play(zither, broken(SOUTH, key, bars, [0.5, 1.5, 2.5, 3.5]), 0.24)
    hall.play(bass, [Note(4 * bar, scale(SOUTH, key - 12, steps[0]), 3.5) for bar, steps in enumerate(bars)], 0.32)
    return hall


def loi_nhan() -> Hall:
    """A message: bamboo tubes, light and steady, for the telephone; 16 bars at 104, the Northern mode."""
    hall = Hall(104, 64, circle=True)
    key = 0
    steps = [
        (0, 2, 3, 5),
        (0, 2, 4, 5),
        (1, 3, 4, 6),
        (0, 2, 3, 5),
        (2, 3, 5, 7),
        (1, 3, 5, 6),
        (1, 2, 4, 6),
        (0, 2, 3, 5),
    ]
    hall.play(bamboo, broken(NORTH, key, steps * 2, [0, 1, 1.5, 2, 3, 3.5]), 0.34)
    hall.play(
        zither,
        [
            Note(8 * turn, scale(NORTH, key + 12, step), 4, 1.0, 0.4)
            for turn, step in enumerate((0, 1, 2, 1, 0, 3, 2, 0))
        ],
        0.14,
    )
    hall.play(pad, chords(NORTH, key - 12, [(one[0], one[2], one[3]) for one in steps] * 2), 0.34)
    hall.play(bass, [Note(2 * half, scale(NORTH, key - 12, steps[half // 2 % 8][0]), 1.5) for half in range(32)], 0.22)
    return hall


def hieu_mo() -> Hall:
    """The opening: the mode run upwards, and a bell; three seconds and a half."""
    hall = Hall(120, 7.2, circle=False)
    rise = [(0, 0, 1), (0.33, 1, 1), (0.66, 2, 1), (1, 3, 1), (1.33, 4, 1), (1.66, 5, 3)]
    hall.play(zither, line(NORTH, 0, rise), 0.4)
    hall.play(bell, [Note(2, 24, 3, 0.8, 0.3), Note(2, 19, 3, 0.6, -0.3)], 0.16)
    hall.play(pad, [Note(1.5, 0, 2.5), Note(1.5, 7, 2.5, 1.0, 0.5), Note(1.5, 16, 2.5, 0.7, -0.5)], 0.4)
    hall.play(bass, [Note(1.66, -12, 3)], 0.4)
    return hall


def hieu_ket() -> Hall:
    """The end: three notes home, and a bell; two seconds and a half."""
    hall = Hall(120, 5.6, circle=False)
    hall.play(zither, line(NORTH, 0, [(0, 4, 0.5), (0.5, 3, 0.5), (1, 5, 3)]), 0.4)
    hall.play(bell, [Note(1, 24, 3, 0.7, 0.2)], 0.14)
    hall.play(pad, [Note(0.6, 0, 2), Note(0.6, 7, 2, 1.0, 0.5)], 0.4)
    hall.play(bass, [Note(1, -12, 2)], 0.4)
    return hall


PIECES: dict[str, tuple[Callable[[], Hall], str]] = {
    "binh-minh": (binh_minh, "Bình minh"),
    "dong-que": (dong_que, "Đồng quê"),
    "loi-nhan": (loi_nhan, "Lời nhắn"),
    "hieu-mo": (hieu_mo, "Hiệu mở"),
    "hieu-ket": (hieu_ket, "Hiệu kết"),
}


def rendered(hall: Hall) -> tuple[Samples, dict[str, str]]:
    """The sound at its loudness, and the tags that say where it loops."""
    wave = hall.heard()
    tags = {}
    if hall.circle:
        around = round(AROUND_S * RATE)
        tags = {"LOOPSTART": str(around), "LOOPLENGTH": str(hall.frames)}
        wave = np.concatenate([wave[-around:], wave, wave[:around]])
    else:
        wave *= edges(len(wave), 0.003, 0.7)[:, None]
    samples = Samples(wave.astype(np.float32))
    return samples.scaled(LOUDNESS - level.loudness(samples)), tags


def write(name: str, folder: Path) -> Path:
    """One piece as Ogg Vorbis."""
    make, title = PIECES[name]
    samples, tags = rendered(make())
    tags |= {"TITLE": title, "ARTIST": "bhxhcomm", "LICENSE": "GPL-3.0-or-later"}
    said = [word for key, value in tags.items() for word in ("-metadata:s", f"{key}={value}")]
    with ffmpeg.scratch() as file:
        arguments = [*samples.raw_format, "-i", "pipe:0", "-bitexact", *said, "-c:a", "libvorbis", "-q:a", "4"]
        ffmpeg.run([*arguments, "-f", "ogg", *ffmpeg.descriptor(file)], given=samples.raw(), files=[file])
        file.seek(0)
        data = file.read()
    path = folder / f"{name}.ogg"
    path.write_bytes(data)
    return path


def main() -> None:
    """Write every piece into assets/music, or into the folder that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name in PIECES:
        path = write(name, folder)
        sys.stdout.write(f"{path} {path.stat().st_size // 1024} KiB\n")


if __name__ == "__main__":
    main()
