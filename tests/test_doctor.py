"""The doctor: what it looks at, and that what is broken is told with the command that mends it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bhxhcomm import doctor
from bhxhcomm.page.measuring import fonts


@pytest.mark.wheel
@pytest.mark.slow
def test_a_machine_that_was_set_up_passes_every_check() -> None:
    checks = doctor.checks()
    assert [check for check in checks if not check.ok] == []
    names = [check.name for check in checks]
    assert len(set(names)) == len(names)
    assert {"weasyprint", "pyyaml", "pydantic", "Pango", "ffmpeg", "voice eSpeak NG", "voices of Piper"} <= set(names)
    assert len([name for name in names if "Be Vietnam Pro" in name]) == 6


def test_an_old_python_is_told() -> None:
    check = doctor.python_version((3, 10, 12))
    assert not check.ok
    assert check.detail == "3.10.12"
    assert "apt-get install python3" in check.fix
    assert doctor.python_version((3, 13, 0)).ok


def test_the_packages_are_those_of_the_installation_without_the_extras() -> None:
    needed = set(doctor.needed_packages())
    assert {"weasyprint", "pyyaml", "fontpkg-be-vietnam-pro"} <= needed
    assert not {"pytest", "mypy", "ruff"} & needed


@pytest.mark.parametrize(
    ("requirement", "needed"),
    [
        ("other>=1", True),
        ("other>=1; python_version >= '3.11'", True),
        ("other>=1; python_version >= '4'", False),
        ("other>=1; sys_platform == 'no-such-system'", False),
        ("other>=1; extra == 'piper'", False),
        ("other>=1; python_version >= '3.11' and extra == 'piper'", False),
    ],
)
def test_a_package_that_only_another_machine_needs_is_not_missed(
    requirement: str, needed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.metadata, "requires", lambda _name: [requirement])
    assert list(doctor.needed_packages()) == (["other"] if needed else [])


def test_signing_by_keys_needs_openssh(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.signing().ok
    monkeypatch.setattr(doctor.ssh, "version", lambda: "OpenSSH_8.1p1")
    assert not doctor.signing().ok
    monkeypatch.setattr(doctor.ssh, "version", lambda: None)
    assert doctor.signing().fix == "sudo apt-get install openssh-client"


def test_a_package_that_is_not_installed_is_told_with_the_command() -> None:
    check = doctor._package("no-such-package-here", "ModuleNotFoundError: No module named 'no_such_package_here'")
    assert not check.ok
    assert check.fix == "python -m pip install no-such-package-here"


def test_a_library_that_weasyprint_cannot_load_is_mended_by_apt() -> None:
    check = doctor._package("weasyprint", "OSError: cannot load library 'libpango-1.0-0'")
    assert not check.ok
    assert "libpango-1.0-0" in check.detail
    assert check.fix == doctor.PANGO_COMMAND


def test_a_module_that_crashes_the_process_is_a_failed_check_and_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "crashes.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    (tmp_path / "breaks.py").write_text("raise OSError('broken\\nlibrary')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    loaded = doctor._loaded(["crashes", "breaks", "json"])
    assert loaded["json"] == "ok"
    assert loaded["breaks"] == "OSError: broken library"
    assert "-11" in loaded["crashes"]


@pytest.mark.parametrize(
    ("status", "output", "ok", "detail"),
    [
        (0, "1 50 12\n", True, "1.50.12"),
        (0, "1 42 0\n", False, "1.42.0"),
        (1, "", False, ""),
        (-11, "1 50 12", False, ""),
    ],
)
def test_pango_must_load_and_be_new_enough(
    status: int, output: str, ok: bool, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_run", lambda *_: (status, output))
    check = doctor.pango()
    assert check.ok is ok
    assert detail in check.detail
    assert check.fix == ("" if ok else doctor.PANGO_COMMAND)


def test_without_the_subsetter_fonts_are_still_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_run", lambda *_: (1, ""))
    assert doctor.subsetter().ok
    assert doctor.subsetter().fix == doctor.PANGO_COMMAND


def test_a_missing_font_fails_only_where_it_is_required() -> None:
    faces = fonts.font_list().faces
    required = next(face for face in faces if face.required)
    optional = next(face for face in faces if not face.required)
    assert not doctor._font(required, None).ok
    assert doctor._font(required, None).fix == "python -m pip install fontpkg-be-vietnam-pro"
    assert doctor._font(optional, None).ok
    assert doctor._font(optional, None).fix == "sudo apt-get install fonts-sil-andika"


def test_a_font_of_another_version_is_told() -> None:
    face = next(face for face in fonts.font_list().faces if not face.required)
    other = fonts.FontFile(face.family, face.weight, face.style, Path("/x.ttf"), "0" * 64, "9.000", expected=False)
    check = doctor._font(face, other)
    assert check.ok
    assert "9.000" in check.detail
    assert face.version in check.detail


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    assert doctor.writable("here", tmp_path).ok
    assert os.listdir(tmp_path) == []
    check = doctor.writable("here", Path("/proc"))
    assert not check.ok
    assert check.fix
    assert not doctor.writable("here", tmp_path / "gone").ok


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not doctor.room("here", tmp_path / "gone").ok
    monkeypatch.setattr(doctor, "ROOM_NEEDED", 10**12)
    check = doctor.room("here", tmp_path)
    assert not check.ok
    assert check.fix


def test_an_ffmpeg_that_lacks_what_sound_needs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.ffmpeg().ok
    monkeypatch.setattr(doctor, "FFMPEG_NEEDED", ("libmp3lame", "no-such-encoder"))
    check = doctor.ffmpeg()
    assert not check.ok
    assert "no-such-encoder" in check.detail
    assert "libmp3lame" not in check.detail
    assert check.fix == doctor.FFMPEG_COMMAND


def test_a_missing_ffmpeg_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from bhxhcomm.sound import ffmpeg

    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    for cached in (ffmpeg.binary, ffmpeg.version):
        cached.cache_clear()
    try:
        check = doctor.ffmpeg()
    finally:
        for cached in (ffmpeg.binary, ffmpeg.version):
            cached.cache_clear()
    assert not check.ok
    assert "pip install" in check.fix
    assert "imageio-ffmpeg" in check.fix


def test_espeak_is_tried_and_not_only_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.espeak().ok
    for outcome in ((-11, ""), (0, "1.52.0 44"), (1, "")):
        monkeypatch.setattr(doctor, "_run", lambda *_, outcome=outcome: outcome)
        check = doctor.espeak()
        assert not check.ok
        assert check.fix.endswith("espeakng-loader")


def test_piper_is_missed_only_where_a_voice_of_its_was_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bhxhcomm.sound import voices
    from bhxhcomm.sound.engines import piper

    def missing(_name: str) -> str:
        raise piper.metadata.PackageNotFoundError

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(piper.metadata, "version", missing)
    (check,) = doctor.piper(tmp_path)
    assert check.ok
    assert "bhxhcomm[piper]" in check.fix
    model = tmp_path / "giong.onnx"
    model.write_bytes(b"\x08" + b"x" * 200_000)
    settings = '{"audio": {"sample_rate": 22050}, "espeak": {"voice": "vi"}, "phoneme_id_map": {}}'
    model.with_name("giong.onnx.json").write_text(settings)
    card = voices.add(model, tmp_path / "voices", where="workspace", licence="CC0")
    (check,) = doctor.piper(tmp_path)
    assert not check.ok
    monkeypatch.setattr(piper.metadata, "version", lambda _name: "1.8.0")
    whole, voice = doctor.piper(tmp_path)
    assert (whole.ok, voice.ok) == (True, True)
    card.model.unlink()
    _whole, voice = doctor.piper(tmp_path)
    assert not voice.ok
    assert "voice add" in voice.fix
    card.file.write_text("{")
    (check,) = doctor.piper(tmp_path)
    assert not check.ok


def test_a_missing_font_names_the_languages_that_need_it() -> None:
    face = next(face for face in fonts.font_list().faces if face.family == "Tai Heritage Pro")
    check = doctor._font(face, None)
    assert check.ok
    assert "Tiếng Thái (chữ Thái)" in check.detail
    assert "Khmer" not in check.detail
    assert check.fix == "sudo apt-get install fonts-sil-taiheritagepro"
