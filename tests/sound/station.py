"""A small workspace with a spot to record, and a "speaker" whose voice is a hum that rises and falls like syllables.

Nobody speaks in these tests: what stands for a recording is made here, and says so in its note.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from bhxhcomm.sound import samples
from bhxhcomm.sound.samples import Samples
from tests.conftest import SOUND

PACK = "mau"
SPOT = """  radio-spot:
    "30":
      segments:
        - {id: chao, speech: "Bà con chú ý! Đây là tin của bảo hiểm xã hội."}
        - {id: muc-dong, speech: "Lương cơ sở là {luong_co_so}."}
        - {pause: 0.5}
        - {id: muc-dong-2, speech: "Mỗi người đóng {muc_dong}."}
"""
SPEAKER = "Người đọc thử (tiếng ngân của máy, không phải người)"


def make_station(root: Path) -> Path:
    """Copy the sound workspace, with a spot of three segments."""
    shutil.copytree(SOUND, root)
    pack = root / "packs" / PACK / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8") + SPOT, encoding="utf-8")
    return root


def hum(syllables: int, *, level: float = 0.1, noise: float = 0.0004, around_s: float = 0.6, seed: int = 1) -> Samples:
    """So many rises of a hum, 3.5 a second, with the noise of a quiet room around them."""
    random = np.random.default_rng(seed)
    time = np.arange(round(syllables / 3.5 * samples.RATE)) / samples.RATE
    tone = np.sin(2 * np.pi * 170 * time) * (0.2 + 0.8 * np.abs(np.sin(2 * np.pi * 1.75 * time))) * level
    quiet = np.zeros(round(around_s * samples.RATE))
    whole = np.concatenate([quiet, tone, quiet])
    whole = whole + random.normal(0, noise, len(whole))
    return Samples(whole.astype(np.float32)[:, np.newaxis])


def hand_in(folder: Path, name: str, sound: Samples) -> Path:
    """Put a recording into a folder, as a speaker would send it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(samples.wav(sound))
    return path
