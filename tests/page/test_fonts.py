"""The fonts of pages: found in the stated order, known by their contents, and hidden from those of the machine."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bhxhcomm.core.problems import MachineError
from bhxhcomm.page.measuring import fonts


def face(family: str, weight: int = 400, style: str = "normal") -> fonts.Face:
    return next(
        face for face in fonts.font_list().faces if (face.family, face.weight, face.style) == (family, weight, style)
    )


@pytest.fixture(autouse=True)
def no_fonts_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Only the PyPI packages and `system` below the test's folder are looked into."""
    system = tmp_path / "system"
    system.mkdir()
    monkeypatch.setattr(fonts, "_system_folders", lambda: (system,))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    fonts._system_fonts.cache_clear()
    return system


def no_package(wanted: fonts.Face) -> fonts.Face:
    return dataclasses.replace(wanted, pypi="")


def regular() -> Path:
    return fonts.find(["Be Vietnam Pro"])[0].path


@pytest.mark.wheel
def test_the_required_fonts_are_the_expected_files() -> None:
    found = fonts.find()
    assert {(font.family, font.weight, font.style) for font in found} == {
        ("Be Vietnam Pro", 400, "normal"),
        ("Be Vietnam Pro", 400, "italic"),
        ("Be Vietnam Pro", 600, "normal"),
        ("Be Vietnam Pro", 700, "normal"),
        ("Be Vietnam Pro", 700, "italic"),
        ("Be Vietnam Pro", 800, "normal"),
    }
    assert all(font.expected and font.version == "1.002" and font.path.is_absolute() for font in found)
    assert fonts.differences(found) == ()


def test_vietnamese_needs_only_required_fonts() -> None:
    required = {face.family for face in fonts.font_list().faces if face.required}
    assert set(fonts.families_for("vi").all) <= required


def test_the_list_says_for_every_face_where_to_get_it_and_under_which_licence() -> None:
    for listed in fonts.font_list().faces:
        assert bool(listed.pypi) != bool(listed.debian), listed
        assert len(listed.sha256) == 64
        assert listed.licence == "OFL-1.1"
        assert listed.scripts


def test_a_language_of_a_workspace_is_set_in_the_families_that_it_names(tmp_path: Path) -> None:
    from bhxhcomm.language import registry

    own = tmp_path / "languages.yaml"
    own.write_text(
        "format: languages/1\nlanguages:\n  - {id: ede, fonts: {heading: [Noto Sans], body: [Noto Sans, Andika]}}\n",
        encoding="utf-8",
    )
    with registry.using(registry.read_with(own)):
        assert fonts.families_for("ede").body == ("Noto Sans", "Andika")
        assert fonts.families_of(("ede", "vi")) == ("Noto Sans", "Andika", "Be Vietnam Pro")


def test_a_family_that_nobody_has_looked_at_is_named_with_those_there_are() -> None:
    with pytest.raises(MachineError) as caught:
        fonts.find(["Comic Sans"])
    assert caught.value.problem.code == "font-missing"
    assert "Comic Sans" in caught.value.problem.message
    assert "Andika" in caught.value.problem.hint


@pytest.mark.parametrize("lang", ["ede", "jrai", "bana", "mnong", "dao", "thai-latn", "a-language-to-come"])
def test_languages_whose_letters_be_vietnam_pro_lacks_are_set_in_andika(lang: str) -> None:
    assert fonts.families_for(lang).body == ("Andika",)


def test_a_missing_font_ends_with_status_3_and_the_command_that_installs_it() -> None:
    with pytest.raises(MachineError) as caught:
        fonts.find(["Tai Heritage Pro"])
    assert caught.value.exit_status == 3
    assert caught.value.problem.code == "font-missing"
    assert "TaiHeritagePro-Regular.ttf" in caught.value.problem.message
    assert "sudo apt-get install fonts-sil-taiheritagepro" in caught.value.problem.hint


def test_a_missing_package_is_installed_by_pip() -> None:
    assert fonts.missing(face("Be Vietnam Pro")).hint.endswith("python -m pip install fontpkg-be-vietnam-pro")


def test_fonts_are_looked_for_in_the_workspace_then_the_users_data_then_the_system(
    tmp_path: Path, no_fonts_of_this_machine: Path
) -> None:
    wanted = no_package(face("Be Vietnam Pro"))
    source = regular()
    workspace, data = tmp_path / "workspace", tmp_path / "data" / "bhxhcomm"
    places = [workspace / "fonts", data / "fonts", no_fonts_of_this_machine / "truetype" / "deep"]
    for place in places:
        place.mkdir(parents=True)
        shutil.copy(source, place)
    for place in places:
        found = fonts.locate(wanted, workspace)
        assert found is not None
        assert found.path.parent == place
        found.path.unlink()
        fonts._system_fonts.cache_clear()
    assert fonts.locate(wanted, workspace) is None


def test_a_font_with_other_contents_is_used_and_told(no_fonts_of_this_machine: Path) -> None:
    wanted = no_package(face("Be Vietnam Pro"))
    other = bytearray(regular().read_bytes())
    other[-1] ^= 1
    (no_fonts_of_this_machine / wanted.file).write_bytes(other)
    found = fonts.locate(wanted)
    assert found is not None
    assert not found.expected
    assert found.sha256 != wanted.sha256
    (problem,) = fonts.differences([found])
    assert (problem.code, problem.is_error) == ("font-differs", False)
    assert problem.place.path == str(found.path)


def test_the_expected_contents_win_over_an_earlier_place(tmp_path: Path, no_fonts_of_this_machine: Path) -> None:
    wanted = no_package(face("Be Vietnam Pro"))
    (tmp_path / "workspace" / "fonts").mkdir(parents=True)
    (tmp_path / "workspace" / "fonts" / wanted.file).write_bytes(regular().read_bytes() + b"\0")
    shutil.copy(regular(), no_fonts_of_this_machine)
    found = fonts.locate(wanted, tmp_path / "workspace")
    assert found is not None
    assert found.expected
    assert found.path.parent == no_fonts_of_this_machine


@pytest.mark.parametrize("content", [b"", b"not a font at all", b"\0\1\0\0\0\1\0\0\0\0\0\0"])
def test_a_file_that_is_no_font_is_passed_over(content: bytes, no_fonts_of_this_machine: Path) -> None:
    wanted = no_package(face("Be Vietnam Pro"))
    (no_fonts_of_this_machine / wanted.file).write_bytes(content)
    assert fonts.locate(wanted) is None


def test_a_file_that_changes_is_read_again(no_fonts_of_this_machine: Path) -> None:
    wanted = no_package(face("Be Vietnam Pro"))
    path = no_fonts_of_this_machine / wanted.file
    shutil.copy(regular(), path)
    before = fonts.locate(wanted)
    path.write_bytes(path.read_bytes() + b"\0")
    after = fonts.locate(wanted)
    assert before is not None
    assert after is not None
    assert (before.expected, after.expected) == (True, False)


def test_faces_are_declared_by_the_address_of_their_file(tmp_path: Path) -> None:
    font = fonts.FontFile("Một Họ", 600, "italic", tmp_path / "a b.ttf", "0" * 64, "1.000", expected=True)
    assert fonts.faces_css([font]) == (
        '@font-face { font-family: "Một Họ"; font-weight: 600; font-style: italic; '
        f'src: url("{tmp_path.as_uri()}/a%20b.ttf"); }}\n'
    )


def run(program: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FONTCONFIG", "XDG"))}
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**kept, "HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


RENDER = """
from bhxhcomm.page.engine import libraries
from bhxhcomm.page.measuring import fonts
libraries.isolate()
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
css = fonts.faces_css(fonts.find())
page = HTML(string=f'<style>{css} b {{ font-family: "DejaVu Sans", sans-serif }}</style><b>Đóng ☎</b>')
document = page.render(font_config=FontConfiguration())
document.write_pdf()
print(*sorted(font.name.decode().split("+")[1] for font in document.fonts.values()))
print(*sorted(chr(letter) for font in document.fonts.values() for letter in font.missing))
"""


@pytest.mark.wheel
@pytest.mark.slow
def test_the_machines_own_fonts_do_not_reach_a_page(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    done = run(RENDER, home, FONTCONFIG_FILE="/etc/fonts/fonts.conf")
    assert done.returncode == 0, done.stderr
    names, missing = done.stdout.splitlines()
    assert names == "Be-Vietnam-Pro-Bold"
    assert missing == "☎"
    assert done.stderr == ""
    assert list(home.iterdir()) == []


def test_isolation_after_weasyprint_was_imported_is_refused(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['weasyprint'] = sys; from bhxhcomm.page.engine import libraries; libraries.isolate()"
    )
    done = run(program, tmp_path)
    assert done.returncode == 1
    assert "must be called before weasyprint is imported" in done.stderr


def test_isolation_may_be_asked_for_again(tmp_path: Path) -> None:
    again = "isolate(); sys.modules['weasyprint'] = sys; isolate()"
    program = f"import sys; from bhxhcomm.page.engine.libraries import isolate; {again}"
    assert run(program, tmp_path).returncode == 0


@pytest.mark.wheel
def test_loading_the_page_engine_starts_no_program(tmp_path: Path) -> None:
    program = (
        "import sys; started = []; "
        "sys.addaudithook(lambda event, _words: started.append(event) if event in ('subprocess.Popen', 'os.system') else 0); "
        "from bhxhcomm.page.engine import libraries; libraries.isolate(); import weasyprint; print(started)"
    )
    done = run(program, tmp_path)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_looking_fonts_up_loads_no_page_engine(tmp_path: Path) -> None:
    program = (
        "import sys; from bhxhcomm.page.measuring import fonts; fonts.find(); "
        "sys.exit(bool({'weasyprint', 'fontTools', 'fontpkg'} & set(sys.modules)))"
    )
    assert run(program, tmp_path).returncode == 0
