"""What is refused before anything is mixed, all of it at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bhxhcomm.core.problems import ContentError
from bhxhcomm.materials.timeline import Bed, Sound
from bhxhcomm.sound.produce import produce
from bhxhcomm.sound.samples import RATE
from tests.sound import pieces

pytestmark = pytest.mark.usefixtures("english")


def refused(made: pieces.Piece) -> dict[str, str]:
    with pytest.raises(ContentError) as caught:
        produce(made.timeline, made.clips, [pieces.loudspeaker()])
    return {problem.code: problem.message for problem in caught.value.problems}


def test_too_much_speech_is_refused() -> None:
    made = pieces.piece((5.0, 5.0), target_s=8.0, tolerance_s=0.5)
    assert set(refused(made)) == {"too-long"}


def test_everything_that_cannot_be_used_is_told_at_once(tmp_path: Path) -> None:
    made = pieces.piece((2.0, 2.0, 2.0), bed=Bed(pieces.stored(tmp_path, bytes(4000))))
    silent = pieces.as_wav(np.zeros(22_050), 22_050)
    found = refused(replace(made, clips={"loi-0": silent, "loi-1": b"#EXTM3U\nhttp://a/b.mp3\n"}))
    assert set(found) == {"clip-silent", "sound-playlist", "clip-missing", "sound-format"}
    assert found["clip-missing"] == "nobody speaks the segment `loi-2`: it has no clip"


@pytest.mark.parametrize("offset", [0.0001, 0.1])
def test_silent_music_is_refused_whatever_its_offset(tmp_path: Path, offset: float) -> None:
    quiet = pieces.stored(tmp_path, pieces.as_wav(np.full((RATE * 3, 2), offset), RATE))
    assert set(refused(pieces.piece((2.0,), bed=Bed(quiet)))) == {"sound-silent"}


def test_music_that_changed_since_the_build_began_is_refused(tmp_path: Path) -> None:
    own = Bed(pieces.stored(tmp_path, pieces.as_wav(pieces.music(3.0), RATE)))
    changed = replace(own, sound=Sound(own.sound.path, "0" * 64))
    assert set(refused(pieces.piece((2.0,), bed=changed))) == {"sound-changed"}
