"""Setting up: the scripts, the locked requirements, the build; a machine that lacks something is told what it lacks."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ["script/bootstrap", "script/demo", "script/test", "script/lock", "script/sign-examples", "script/mutants"]
TOOLS = ["cat", "cksum", "dirname", "env", "find", "head", "rm", "sh"]


def lock() -> str:
    return (ROOT / "requirements.txt").read_text(encoding="utf-8")


def locked() -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9][a-z0-9-]*)==([^ ;\\]+)", lock(), re.MULTILINE))


def hatch_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_declared_dependency_is_locked_to_a_version_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=~!\[ ]", requirement)[0].lower() for requirement in declared}
    assert names <= set(locked())
    for block in re.split(r"\n(?=[a-z])", lock()):
        if not block.startswith("#"):
            assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_lock_names_no_address() -> None:
    assert "://" not in lock()
    assert not re.search(r"^\s*--?(index|extra-index|find-links|i |f )", lock(), re.MULTILINE)


def test_the_installed_versions_are_the_locked_ones() -> None:
    from importlib.metadata import version

    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in project["dependencies"]:
        parsed = Requirement(requirement)
        if parsed.marker is not None and not parsed.marker.evaluate():
            continue
        name = parsed.name.lower()
        if name != "fontpkg-be-vietnam-pro":  # its file name says 1.2, its metadata 1.002
            assert version(name) == locked()[name]


@pytest.mark.parametrize("script", [*SCRIPTS, ".ci/run"])
def test_scripts_can_be_run_and_stop_at_the_first_error(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & stat.S_IXUSR
    assert re.search(r"^set -eu$", path.read_text(encoding="utf-8"), re.MULTILINE)
    shell = "bash" if script == ".ci/run" else "sh"
    assert subprocess.run([shell, "-n", path], check=False).returncode == 0


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not on this machine")
def test_shellcheck_finds_nothing() -> None:
    done = subprocess.run(["shellcheck", *SCRIPTS, ".ci/run"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_bootstrap_installs_every_debian_font_of_the_list_and_looks_for_a_file_of_each_family() -> None:
    from bhxhcomm.page.measuring import fonts

    script = (ROOT / "script/bootstrap").read_text(encoding="utf-8")
    faces = [face for face in fonts.font_list().faces if face.debian]
    installed = re.search(r'^fonts="(.*)"$', script, re.MULTILINE)
    assert installed is not None
    assert set(installed[1].split()) == {face.debian for face in faces}
    assert {face.family for face in faces if face.file in script} == {face.family for face in faces}


@pytest.mark.skipif(not (ROOT / ".venv/bootstrap.stamp").exists(), reason="script/bootstrap made no environment here")
def test_bootstrap_is_quick_and_silent_when_all_is_there() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    subprocess.run([ROOT / "script/bootstrap"], env=environment, check=True)
    start = time.perf_counter()
    done = subprocess.run([ROOT / "script/bootstrap"], env=environment, capture_output=True, text=True, check=True)
    assert time.perf_counter() - start < 2
    assert done.stdout + done.stderr == ""


class Machine:
    """A small machine: a copy of bootstrap, the commands it may use, and a `python3` that says what a test wants."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.bin = folder / "bin"
        (self.checkout / "script").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(ROOT / "script/bootstrap", self.checkout / "script")
        for name in ("requirements.txt", "pyproject.toml", "hatch_build.py"):
            (self.checkout / name).write_text("")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found is not None
            (self.bin / tool).symlink_to(found)
        self.command("id", "echo 1000")

    def command(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def python(self, *, new: bool = True, pango: bool = True, subsetter: bool = True, venv: bool = True) -> None:
        answers = {"version_info <": new, "libpango": pango, "libharfbuzz-subset": subsetter, "ensurepip": venv}
        cases = "".join(f'*"{word}"*) exit {0 if fine else 1};;\n' for word, fine in answers.items())
        self.command(
            "python3",
            'case "$*" in\n--version) echo Python 3.10.12; exit 0;;\n'
            f'{cases}*version_info*) echo 3.11; exit 0;;\nesac\necho "reached: $*" >&2\nexit 1',
        )

    def bootstrap(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.checkout / "script/bootstrap"],
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_python_that_is_too_old_is_told_with_the_command(machine: Machine) -> None:
    machine.python(new=False)
    done = machine.bootstrap()
    assert done.returncode == 3
    assert "Python 3.11 or newer is needed; this machine has Python 3.10.12" in done.stderr
    assert "sudo apt-get install python3 python3-venv" in done.stderr


def test_a_machine_without_any_python_is_told(machine: Machine) -> None:
    done = machine.bootstrap()
    assert done.returncode == 3
    assert "this machine has none" in done.stderr


def test_without_apt_the_missing_libraries_are_named(machine: Machine) -> None:
    machine.python(pango=False)
    done = machine.bootstrap()
    assert done.returncode == 3
    assert "there is no apt-get here" in done.stderr
    assert "libpango-1.0-0 libpangoft2-1.0-0" in done.stderr


def test_without_sudo_the_command_for_root_is_said(machine: Machine) -> None:
    machine.python(pango=False)
    machine.command("apt-get", "echo must not be called; exit 1")
    done = machine.bootstrap()
    assert done.returncode == 3
    assert "there is no sudo. As root, run: apt-get install libpango-1.0-0" in done.stderr


def test_root_installs_without_sudo_and_updates_the_lists_once(machine: Machine, tmp_path: Path) -> None:
    machine.python(pango=False)
    log = tmp_path / "apt.log"
    machine.command("id", "echo 0")
    machine.command("sudo", "echo sudo must not be called >&2; exit 1")
    machine.command("apt-get", f'echo "$DEBIAN_FRONTEND $*" >>{log}; case "$*" in *update*) exit 0;; esac; exit 1')
    done = machine.bootstrap()
    assert done.returncode == 3
    assert "sudo must not be called" not in done.stderr
    calls = log.read_text().splitlines()
    assert ["update" in call for call in calls] == [False, True, False]
    assert calls[0].endswith("install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b")
    assert all(call.startswith("noninteractive ") for call in calls)
    assert "sudo apt-get update && sudo apt-get install libpango-1.0-0" in done.stderr


def test_a_python_without_venv_is_told_with_the_command(machine: Machine) -> None:
    machine.python(venv=False)
    done = machine.bootstrap()
    assert done.returncode == 3
    assert "Run: sudo apt-get install python3.11-venv" in done.stderr
    assert not (machine.checkout / ".venv").exists()


def test_a_missing_subsetter_does_not_stop_the_set_up(machine: Machine) -> None:
    machine.python(subsetter=False)
    done = machine.bootstrap()
    assert "libharfbuzz-subset0" in done.stderr
    assert "going on without it" in done.stderr
    assert "reached: -m venv .venv" in done.stderr


def test_missing_fonts_of_other_languages_do_not_stop_the_set_up(machine: Machine) -> None:
    machine.python()
    (machine.bin / "find").unlink()
    machine.command("find", "exit 0")
    done = machine.bootstrap()
    assert "Vietnamese does not need them" in done.stderr
    assert "reached: -m venv .venv" in done.stderr


def test_catalogues_are_compiled_to_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "locales/interface/vi/LC_MESSAGES"
    folder.mkdir(parents=True)
    source = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "missing"\nmsgstr "thiếu"\n'
    (folder / "bhxhcomm.po").write_text(source, encoding="utf-8")
    build = hatch_build()
    (compiled,) = build.compile_catalogues(tmp_path)
    first = compiled.read_bytes()
    time.sleep(0.01)
    build.compile_catalogues(tmp_path)
    assert compiled.read_bytes() == first
    assert "thiếu".encode() in first
    assert sorted(path.name for path in folder.iterdir()) == ["bhxhcomm.mo", "bhxhcomm.po"]


def test_a_broken_catalogue_stops_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "locales/interface/vi/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "bhxhcomm.po").write_text('msgid "a"\nnonsense\n', encoding="utf-8")
    with pytest.raises(Exception, match=r"on 1|nonsense"):
        hatch_build().compile_catalogues(tmp_path)
    assert [path.name for path in folder.iterdir()] == ["bhxhcomm.po"]


def test_git_ignores_no_module_of_the_package() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    sources = [str(path.relative_to(ROOT)) for path in (ROOT / "bhxhcomm").rglob("*.py")]
    done = subprocess.run(["git", "check-ignore", *sources], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == ""


@pytest.mark.slow
def test_the_wheel_and_the_sdist_carry_what_they_must(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    (sdist,) = tmp_path.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        inside = archive.namelist()
    assert "bhxhcomm/data/assets/fonts.yaml" in inside
    assert "bhxhcomm/data/assets/fontconfig.conf" in inside
    assert "bhxhcomm/data/locales/languages.yaml" in inside
    for source in ROOT.glob("locales/interface/*/LC_MESSAGES/*.po"):
        assert f"bhxhcomm/data/{source.relative_to(ROOT).with_suffix('.mo')}" in inside
    assert {str(path.relative_to(ROOT)) for path in (ROOT / "bhxhcomm").rglob("*.py")} <= set(inside)
    tops = {name.split("/")[0] for name in inside}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bhxhcomm"}
    with tarfile.open(sdist) as archive:
        sources = {name.partition("/")[2] for name in archive.getnames()}
    assert {*SCRIPTS, "requirements.txt", "hatch_build.py", "tests/test_setup.py", "assets/fonts.yaml"} <= sources
    assert not [name for name in sources if name.startswith((".venv", "out/")) or name.endswith((".mo", ".pyc"))]
