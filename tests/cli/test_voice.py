"""`voice list`, `voice add`, `voice test`, `approve --voice`: voices from the command line."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest
import yaml

from bhxhcomm.sound.engines import espeak
from tests.cli.program import Ran, replace, run

SIGNER = ["--by", "Người duyệt mẫu", "--date", "2025-07-01"]


@pytest.fixture(autouse=True)
def no_voices_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Two files that look like a Piper voice of Vietnamese."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    path = folder / "vi_VN-giong-mau.onnx"
    path.write_bytes(b"\x08" + b"x" * 200_000)
    settings = {
        "audio": {"sample_rate": 22050},
        "espeak": {"voice": "vi"},
        "language": {"code": "vi_VN"},
        "phoneme_id_map": {},
    }
    Path(f"{path}.json").write_text(json.dumps(settings))
    return path


def codes(done: Ran) -> list[str]:
    return [problem["code"] for problem in done.problems]


def test_the_list_shows_engines_languages_and_licences(tmp_path: Path) -> None:
    done = run("voice", "list", cwd=tmp_path)
    assert done.status == 0
    lines = done.out.splitlines()
    assert any(line.split()[:5] == ["espeak-ng", "vi-vn-x-south", "vi", "south", "GPL-3.0-or-later"] for line in lines)
    assert any(line.startswith("gtts") and "km" in line and "internet" in line for line in lines)
    assert "vi_VN-vais1000-medium (CC BY 4.0)" in done.err


def test_the_list_as_json(tmp_path: Path) -> None:
    done = run("voice", "list", "--json", cwd=tmp_path)
    assert done.err == ""
    found = {(voice["engine"], voice["name"]): voice for voice in done.object["voices"]}
    assert found["espeak-ng", "vi"]["ready"] is True
    assert found["espeak-ng", "vi"]["licence"] == "GPL-3.0-or-later"
    assert done.object["recommended"][0]["name"] == "vi_VN-vais1000-medium"


def test_a_missing_engine_is_shown_with_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "_folder", lambda: tmp_path)
    done = run("voice", "list", "--json", cwd=tmp_path)
    (voice,) = [one for one in done.object["voices"] if one["name"] == "vi" and one["engine"] == "espeak-ng"]
    assert voice["ready"] is False
    assert "espeakng-loader" in voice["fix"]


def test_a_voice_is_added_to_the_workspace_and_listed(workspace: Path, model: Path) -> None:
    done = run("voice", "add", model, "--licence", "CC BY 4.0", "--credit", "Mẫu", "--json", cwd=workspace)
    assert done.status == 0
    assert done.object["voice"]["tag"] == "vi-VN"
    assert (workspace / "voices/vi_VN-giong-mau.onnx").read_bytes() == model.read_bytes()
    listed = run("voice", "list", "--json", cwd=workspace).object["voices"]
    (voice,) = [one for one in listed if one["engine"] == "piper"]
    assert (voice["name"], voice["where"], voice["credit"]) == ("vi_VN-giong-mau", "workspace", "Mẫu")


def test_a_voice_for_the_user_is_there_outside_of_any_workspace(tmp_path: Path, model: Path) -> None:
    done = run("voice", "add", model, "--licence", "CC0", "--user", "--reference", "--name", "giong", cwd=tmp_path)
    assert done.status == 0
    assert "engine: piper" in done.err
    assert not list((tmp_path / "data").rglob("*.onnx"))
    names = [voice["name"] for voice in run("voice", "list", "--json", cwd=tmp_path).object["voices"]]
    assert "giong" in names


def test_a_voice_whose_model_is_gone_is_listed_as_such(workspace: Path, model: Path) -> None:
    run("voice", "add", model, "--licence", "CC0", "--user", "--reference", cwd=workspace)
    model.unlink()
    (voice,) = [
        one for one in run("voice", "list", "--json", cwd=workspace).object["voices"] if one["engine"] == "piper"
    ]
    assert voice["ready"] is False
    assert "voice add" in voice["fix"]


def test_a_workspace_has_its_voices_in_itself(workspace: Path, model: Path) -> None:
    done = run("voice", "add", model, "--licence", "CC0", "--reference", cwd=workspace)
    assert (done.status, "error[voice-outside]" in done.err) == (1, True)
    run("voice", "add", model, "--licence", "CC0", cwd=workspace)
    (card,) = (workspace / "voices").glob("*.voice.json")
    about = json.loads(card.read_text(encoding="utf-8"))
    card.write_text(json.dumps({**about, "model": "/etc/passwd"}), encoding="utf-8")
    done = run("voice", "list", cwd=workspace)
    assert (done.status, "error[path-unsafe]" in done.err) == (1, True)


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ([], 1, "voice-licence"),
        (["--licence", "CC0", "--name", "../x"], 1, "bad-voice-name"),
        (["--licence", "CC0", "--accent", "nort"], 2, "unknown-accent"),
    ],
)
def test_what_cannot_be_added_is_told(workspace: Path, model: Path, more: list[str], status: int, code: str) -> None:
    done = run("voice", "add", model, *more, "--json", cwd=workspace)
    assert done.status == status
    assert codes(done) == [code]
    assert not (workspace / "voices").exists()


def test_a_voice_speaks_a_sentence_into_a_file(tmp_path: Path) -> None:
    done = run("voice", "test", "vi+f2", "--json", cwd=tmp_path)
    assert done.status == 0
    with wave.open(str(tmp_path / "vi+f2.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() == pytest.approx(done.object["seconds"], abs=0.01)
    assert 3 < done.object["seconds"] < 9
    assert done.object["voice"] == "vi+f2"


def test_what_it_says_is_read_as_the_rules_of_vietnamese_read_it(tmp_path: Path) -> None:
    done = run("voice", "test", "vi", "--text", "Mức đóng 4,5%", "--out", "giong/a.wav", "--json", cwd=tmp_path)
    assert done.object["words"] == "Mức đóng bốn phẩy năm phần trăm"
    assert (tmp_path / "giong/a.wav").is_file()


@pytest.mark.parametrize(
    ("arguments", "status", "code", "hint"),
    [
        (["vi-vn-x-suoth"], 1, "unknown-voice", "`vi-vn-x-south`"),
        (["vi+f22"], 1, "unknown-voice", "`f2`"),
        (["gtts:vo"], 1, "unknown-voice", "`gtts:vi`"),
        (["vi", "--text", "Hỏi XYZK"], 1, "spoken-abbreviation", "XYZK"),
        (["vi", "--text", "ខ្មែរ"], 1, "spoken-word", "ខ្មែរ"),
        (["vi", "--accent", "bac"], 2, "unknown-accent", "north"),
        (["vi", "--speed", "20"], 2, "usage", ""),
        (["gtts:km", "--accent", "xx"], 2, "unknown-accent", ""),
    ],
)
def test_what_cannot_be_spoken_is_told(tmp_path: Path, arguments: list[str], status: int, code: str, hint: str) -> None:
    done = run("voice", "test", *arguments, "--json", cwd=tmp_path)
    assert done.status == status
    assert codes(done) == [code]
    assert hint in done.problems[0]["hint"]
    assert list(tmp_path.glob("*.wav")) == []


def test_a_machine_without_the_library_is_told_with_status_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "_folder", lambda: tmp_path)
    done = run("voice", "test", "vi", "--json", cwd=tmp_path)
    assert done.status == 3
    assert codes(done) == ["espeak-missing"]


# Approving


def lines(root: Path) -> list[str]:
    found = yaml.safe_load((root / "review.yaml").read_text(encoding="utf-8"))["signatures"]
    return [line["id"] for line in found if line["of"] == "voice"]


def test_the_voice_of_a_role_is_approved_for_its_office(workspace: Path) -> None:
    done = run("approve", "--voice", "bhxh-tinh-mau-mot/woman", *SIGNER, "--json", cwd=workspace)
    assert done.status == 0, done.out
    assert [item["id"] for item in done.object["signed"]] == ["bhxh-tinh-mau-mot/espeak-ng/vi"]
    assert lines(workspace) == ["bhxh-tinh-mau-mot/espeak-ng/vi"]
    again = run("approve", "--voice", "bhxh-tinh-mau-mot/man", *SIGNER, "--json", cwd=workspace)
    assert again.object["signed"] == []


def test_without_an_office_the_default_one_is_meant(workspace: Path) -> None:
    run("approve", "--voice", "announcer", *SIGNER, cwd=workspace)
    (signed,) = lines(workspace)
    default = yaml.safe_load((workspace / "bhxhcomm.yaml").read_text(encoding="utf-8"))["default_office"]
    assert signed == f"{default}/espeak-ng/vi"


def test_all_voices_of_all_offices_are_approved_each_once(workspace: Path) -> None:
    office = workspace / "offices/bhxh-tinh-mau-mot.yaml"
    office.write_text(
        office.read_text(encoding="utf-8") + "\nvoices:\n  woman: {name: vi+f2}\n  man: {speed: 130}\n",
        encoding="utf-8",
    )
    done = run("approve", "--voice", "all", *SIGNER, "--json", cwd=workspace)
    assert done.status == 0, done.out
    signed = [item["id"] for item in done.object["signed"]]
    assert signed.count("bhxh-tinh-mau-mot/espeak-ng/vi") == 2
    assert signed.count("bhxh-tinh-mau-mot/espeak-ng/vi+f2") == 1
    assert len({item["digest"] for item in done.object["signed"]}) == len(signed)


def test_the_voice_of_a_pack_is_approved_by_its_name(workspace: Path) -> None:
    pack = workspace / "packs/bhyt-ho-gia-dinh/pack.yaml"
    replace(pack, "sections:\n", "voices:\n  woman: {name: vi+f4}\nsections:\n")
    done = run("approve", "--voice", "bhxh-tinh-mau-mot/bhyt-ho-gia-dinh/woman", *SIGNER, "--json", cwd=workspace)
    assert [item["id"] for item in done.object["signed"]] == ["bhxh-tinh-mau-mot/espeak-ng/vi+f4"]


@pytest.mark.parametrize(
    ("voice", "status", "code"),
    [
        ("womn", 1, "unknown-role"),
        ("khong-co/woman", 1, "unknown-office"),
        ("bhxh-tinh-mau-mot/khong-co/woman", 1, "unknown-pack"),
        ("a/b/c/d", 2, "usage"),
    ],
)
def test_what_cannot_be_approved_is_told(workspace: Path, voice: str, status: int, code: str) -> None:
    done = run("approve", "--voice", voice, *SIGNER, "--json", cwd=workspace)
    assert done.status == status
    assert codes(done) == [code]
