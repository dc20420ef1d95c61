"""Presets: those that come along, those of a workspace, and what is wrong in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.content import preset
from bhxhcomm.content.receiver import Codec, FileForm, Telephone
from bhxhcomm.core.problems import ContentError

SOUND = """\
format: preset/1
name: Đài huyện
loudness: -18
files:
  - {codec: mp3, rate: 44100, channels: 1, bitrate: 96}
"""


def written(root: Path, text: str, name: str = "dai-huyen") -> Path:
    folder = root / "presets"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", preset.names(None))
def test_every_preset_that_comes_along_is_sound(name: str) -> None:
    found = preset.find(name, None)
    assert found.peak <= -1
    assert found.files


def test_what_comes_along() -> None:
    assert set(preset.names(None)) >= {
        "loudspeaker",
        "broadcast",
        "online",
        "ringback",
        "viettel",
        "vinaphone",
        "mobifone",
    }
    assert preset.find("broadcast", None).loudness == -23
    assert preset.find("online", None).loudness == -16


@pytest.mark.parametrize("name", ["viettel", "vinaphone", "mobifone", "ringback"])
def test_carriers_are_marked_to_be_asked(name: str) -> None:
    found = preset.find(name, None)
    assert (found.confirm, found.loops, found.most_s, found.telephone) == (True, True, 45, Telephone(9, 1))
    assert FileForm(Codec.A_LAW, 8000, 1) in found.files


def test_a_workspace_adds_one_and_takes_the_place_of_another(tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    written(tmp_path, SOUND.replace("-18", "-20,5"), "loudspeaker")
    assert preset.find("dai-huyen", tmp_path).loudness == -18
    assert preset.find("loudspeaker", tmp_path).loudness == -20.5
    assert "dai-huyen" in preset.names(tmp_path)


def test_an_unknown_name_is_met_with_the_nearest(english: None) -> None:
    with pytest.raises(ContentError) as caught:
        preset.find("loudspeeker", None)
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == ("unknown-preset", "did you mean `loudspeaker`?")


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("format: preset/1", "format: preset/2", "format-version", 1),
        ("format: preset/1\n", "", "format-missing", 1),
        ("name: Đài huyện\n", "", "missing-key", 1),
        ("-18", "ồn", "not-a-number", 3),
        ("-18", "-3", "out-of-range", 3),
        ("-18", "-18\npeak: -0.5", "out-of-range", 4),
        ("-18", "-18\nsecond: 3", "unknown-key", 4),
        ("-18", "-18\nseconds: {least: 50, most: 40}", "out-of-range", 4),
        ("codec: mp3", "codec: mp4", "unknown-codec", 5),
        ("44100", "44000", "bad-rate", 5),
        ("44100", "16000", "", 0),
        ("channels: 1", "channels: 6", "out-of-range", 5),
        (", bitrate: 96", "", "bad-bitrate", 5),
        ("bitrate: 96", "bitrate: 100", "bad-bitrate", 5),
        ("codec: mp3", "codec: pcm", "bad-bitrate", 5),
        ("files:\n", "files:\n  - {codec: mp3, rate: 48000, channels: 2, bitrate: 128}\n", "file-twice", 1),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    written(tmp_path, SOUND.replace(old, new))
    if not code:
        assert preset.find("dai-huyen", tmp_path)
        return
    with pytest.raises(ContentError) as caught:
        preset.find("dai-huyen", tmp_path)
    problem = caught.value.problems[0]
    assert (problem.code, problem.place.path, problem.place.line) == (code, "presets/dai-huyen.yaml", line)
