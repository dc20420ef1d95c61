"""Sound: what a spot costs without its speech being synthesised, and whether many random mixes are at their loudness."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from measuring import Measured, Result

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bhxhcomm.content import preset
from bhxhcomm.core import resources
from bhxhcomm.materials.timeline import Bed, Effect, Pause
from bhxhcomm.sound.produce import produce
from tests.sound import pieces

MIXES = int(os.environ.get("MIXES", "200"))
SPEECHES = (6.0, 9.0, 8.0, 6.0, 7.0, 8.0, 4.0)


def spot() -> Result:
    """A spot of a minute for the commune loudspeaker: mix, loudness, MP3, captions, report. ffmpeg's processes count."""
    music = resources.folder("assets") / "music"
    with tempfile.TemporaryDirectory() as name:
        sounds = [
            pieces.stored(Path(name), (music / f"{one}.ogg").read_bytes(), f"{one}.ogg")
            for one in ("binh-minh", "hieu-mo")
        ]
        made = pieces.piece(SPEECHES, bed=Bed(sounds[0], 18.0, 3.0))
        opening = (Effect("hieu", sounds[1]), Pause("nghi", 0.3))
        timeline = replace(made.timeline, segments=(*opening, *made.timeline.segments), target_s=60.0, tolerance_s=4.0)
        used, passed = [], []
        for _run in range(6):
            before, start = os.times(), time.perf_counter()
            out = produce(timeline, made.clips, [preset.find("loudspeaker", None)], endings=["mp3"])
            after, seconds = os.times(), out.report["seconds"]
            passed.append(seconds / (time.perf_counter() - start))
            took = sum(after[:4]) - sum(before[:4])
            used.append(seconds / took)
    return Result(
        (
            Measured(
                "a spot of 60 s without synthesis: × real time, by processor time",
                "×",
                tuple(used[1:]),
                15,
                at_least=True,
            ),
            Measured("the same, by wall time", "×", tuple(passed[1:])),
        )
    )


def loudness() -> Result:
    """Random mixes by a meter that is not ours. The share must be 100 %."""
    off, peaks, good = [], [], 0
    with tempfile.TemporaryDirectory() as name:
        for number in range(MIXES):
            made, wanted = pieces.random_mix(Path(name), number)
            out = produce(made.timeline, made.clips, [wanted])
            lufs, peak = pieces.loudness_and_peak(out.files[0].data, out.files[0].ending)
            off.append(abs(lufs - wanted.loudness))
            peaks.append(peak)
            fine = off[-1] <= 0.3 and peak <= -1.0 and out.ok
            good += fine
            if not fine:
                print(number, lufs - wanted.loudness, peak, [problem.code for problem in out.problems], file=sys.stderr)
    return Result(
        (
            Measured(
                f"of {MIXES} random mixes, at their loudness and under −1.0 dBTP",
                "%",
                (100 * good / MIXES,),
                100,
                at_least=True,
            ),
            Measured("how far from the target", "LU", tuple(off), 0.3),
            Measured("true peak", "dBTP", tuple(peaks)),
        )
    )
