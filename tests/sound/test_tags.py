"""What an MP3 says of itself, read back by another reader of tags."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from mutagen import id3

from bhxhcomm.sound import ffmpeg, tags
from bhxhcomm.sound.tags import Tags

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001e221bc33"
    "0000000049454e44ae426082"
)
FULL = Tags(
    "Đóng 15 năm, có lương hưu",
    "Bảo hiểm xã hội tỉnh Mẫu",
    "Bảo hiểm xã hội tự nguyện",
    "vi",
    "2025-07-01",
    "Luật 41/2024/QH15",
    "Bà con chú ý!\nTổng đài: 1900 9068.",
    "bhxhcomm",
    PNG,
    '{"code":"ABC"}',
)


@pytest.fixture(scope="module")
def mp3() -> bytes:
    command = [ffmpeg.binary(), "-v", "error", "-f", "lavfi", "-i", "sine=d=1", "-id3v2_version", "0", "-f", "mp3", "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_everything_is_said(mp3: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(tags.tagged(mp3, FULL))
    found = id3.ID3(path)
    said = {
        name: str(found.getall(name)[0]) for name in ("TIT2", "TPE1", "TALB", "TLAN", "TDRC", "TCOP", "COMM", "USLT")
    }
    assert said == {
        "TIT2": FULL.title,
        "TPE1": FULL.artist,
        "TALB": FULL.album,
        "TLAN": "vie",
        "TDRC": "2025-07-01",
        "TCOP": "bhxhcomm",
        "COMM": "Luật 41/2024/QH15",
        "USLT": FULL.lyrics,
    }
    (cover,) = found.getall("APIC")
    assert (cover.mime, cover.data) == ("image/png", PNG)
    assert json.loads(tags.record(path) or "") == {"code": "ABC"}


def test_the_sound_behind_the_tags_is_the_same_and_so_are_the_bytes(mp3: bytes) -> None:
    assert tags.tagged(mp3, FULL).endswith(mp3)
    assert tags.tagged(mp3, FULL) == tags.tagged(mp3, FULL)


@pytest.mark.parametrize(
    ("tag", "letters"),
    [("vi", "vie"), ("km", "khm"), ("rad", "rad"), ("hmn-Latn-VN", "hmn"), ("zh", "zho"), ("xx", "und")],
)
def test_languages_have_three_letters(mp3: bytes, tmp_path: Path, tag: str, letters: str) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(tags.tagged(mp3, Tags("a", "b", "c", tag)))
    assert str(id3.ID3(path)["TLAN"]) == letters


def test_a_file_without_tags_has_no_record(mp3: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3)
    assert tags.record(path) is None
