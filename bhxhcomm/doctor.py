"""What this machine lacks, found before a build finds it: each check says how it stands and the command that mends it.

Nothing is printed here. Libraries are loaded in a process of their own, so that a broken one is a failed check and no
crash.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from bhxhcomm.core.interface import _, said
from bhxhcomm.language import registry
from bhxhcomm.page.measuring import fonts
from bhxhcomm.trust import ssh

PYTHON_NEEDED = (3, 11)
PANGO_NEEDED = (1, 44)  # WeasyPrint's documentation, "First steps"
ROOM_NEEDED = 500  # MB; a build of all examples takes some tens
SECONDS_TO_LOAD = 60
PANGO_COMMAND = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0"

IMPORT_NAMES = {
    "fonttools": "fontTools",
    "pillow": "PIL",
    "python-docx": "docx",
    "pyyaml": "yaml",
    "translate-toolkit": "translate",
}
"""The modules of the packages that are not called like their module."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `detail` says what was found; `fix` is what to do about it, where anything is."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


def checks(workspace: Path | None = None) -> list[Check]:
    """Every check, in the order in which a person would mend things. Takes about two seconds."""
    return [
        python_version(),
        *packages(),
        pango(),
        subsetter(),
        *listed_fonts(workspace),
        ffmpeg(),
        espeak(),
        *piper(workspace),
        signing(),
        writable(_("current folder"), Path.cwd()),
        writable(_("temporary folder"), Path(tempfile.gettempdir())),
        room(_("room in the current folder"), Path.cwd()),
        room(_("room in the temporary folder"), Path(tempfile.gettempdir())),
    ]


def python_version(version: tuple[int, int, int] | None = None) -> Check:
    """Whether this Python is new enough."""
    found = version or sys.version_info[:3]
    ok = found[:2] >= PYTHON_NEEDED
    fix = "" if ok else _("install Python 3.11 or newer: {command}").format(command="sudo apt-get install python3")
    return Check(_("Python"), ok, ".".join(map(str, found)), fix)


def packages() -> list[Check]:
    """One check for each package that bhxhcomm needs: whether it can be imported, and its version."""
    names = list(needed_packages())
    modules = [IMPORT_NAMES.get(name, name.replace("-", "_")) for name in names]
    loaded = _loaded(modules)
    return [_package(name, loaded.get(module, "")) for name, module in zip(names, modules, strict=True)]


def needed_packages() -> Iterator[str]:
    """The names of the packages that bhxhcomm was installed with on this machine, as its metadata lists them.

    The extras are left out, and so is what only another Python or another system needs.
    """
    for requirement in metadata.requires("bhxhcomm") or ():
        name = re.match(r"[A-Za-z0-9._-]+", requirement)
        _whole, _semicolon, marker = requirement.partition(";")
        if name and (not marker or _applies(marker)):
            yield name.group().lower()


def _applies(marker: str) -> bool:
    """Whether an environment marker (PEP 508), such as `python_version >= "3.13"`, is true here, no extra being asked for."""
    from packaging.markers import Marker

    return "extra ==" not in marker and Marker(marker).evaluate({"extra": ""})


def _package(name: str, outcome: str) -> Check:
    """The check of one package, given what the process that imports them said of it: `ok`, an error, or nothing."""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        version = ""
    fix = f"python -m pip install {name}"
    if outcome == "ok":
        return Check(name, True, version)
    if name == "weasyprint" and version:
        fix = PANGO_COMMAND
    if not version:
        return Check(name, False, _("not installed"), fix)
    return Check(name, False, _("{version} cannot be loaded: {reason}").format(version=version, reason=outcome), fix)


_SUBSETTER = """
from ctypes import CDLL
CDLL("libharfbuzz-subset.so.0")
"""


def subsetter() -> Check:
    """Whether HarfBuzz can embed fonts. Without it WeasyPrint uses a slower way, whose files differ in their bytes."""
    status, _output = _run(_SUBSETTER)
    if status:
        return Check(
            "HarfBuzz-Subset", True, _("not on this machine; fonts are embedded in a slower way"), PANGO_COMMAND
        )
    return Check("HarfBuzz-Subset", True, _("can be loaded"))


_LOAD = """
import importlib, os, sys
for module in sys.argv[1:]:
    print(module, end=" ", flush=True)
    try:
        importlib.import_module(module)
        outcome = "ok"
    except BaseException as reason:
        outcome = f"{type(reason).__name__}: {reason}"
    print(" ".join(outcome.split())[:200], flush=True)
sys.stdout.flush()
os._exit(0)
"""


def _loaded(modules: list[str]) -> dict[str, str]:
    """What happened when each module was imported, in a new process; after a crash the rest is tried in another one."""
    outcomes: dict[str, str] = {}
    while left := [module for module in modules if module not in outcomes]:
        before = len(outcomes)
        status, output = _run(_LOAD, *left)
        for line in output.splitlines():
            module, _space, outcome = line.partition(" ")
            if module in left:
                outcomes[module] = outcome or _("the process died (status {status})").format(status=status)
        if len(outcomes) == before:
            break
    return outcomes


_PANGO = """
from bhxhcomm.page.engine import libraries
libraries.isolate()
from bhxhcomm.page.engine.adapter import pango_version
print(*pango_version(), flush=True)
"""


def pango() -> Check:
    """The version of Pango, as WeasyPrint loads it."""
    name = "Pango"
    status, output = _run(_PANGO)
    try:
        version = tuple(int(part) for part in output.split())
    except ValueError:
        version = ()
    if status or len(version) != 3:
        return Check(name, False, _("cannot be loaded"), PANGO_COMMAND)
    shown = ".".join(map(str, version))
    if version < PANGO_NEEDED:
        needed = ".".join(map(str, PANGO_NEEDED))
        return Check(
            name, False, _("{version}, but {needed} is needed").format(version=shown, needed=needed), PANGO_COMMAND
        )
    return Check(name, True, shown)


FFMPEG_NEEDED = ("libmp3lame", "pcm_alaw", "alimiter", "ebur128", "sidechaincompress")
"""Encoders and filters that sound is made with."""
FFMPEG_COMMAND = "python -m pip install --force-reinstall imageio-ffmpeg"


def ffmpeg() -> Check:
    """The ffmpeg that a package brings: whether it runs, and has what sound is made with."""
    from bhxhcomm.core.problems import MachineError
    from bhxhcomm.sound import ffmpeg as engine

    try:
        version = engine.version()
        listed = b"".join(engine.run([option]).output for option in ("-encoders", "-filters")).decode(errors="replace")
    except MachineError as exc:
        return Check("ffmpeg", False, said(exc.problem.message), said(exc.problem.hint) or FFMPEG_COMMAND)
    except engine.RefusedError as exc:
        return Check("ffmpeg", False, str(exc), FFMPEG_COMMAND)
    missing = [name for name in FFMPEG_NEEDED if name not in listed.split()]
    if missing:
        return Check(
            "ffmpeg",
            False,
            _("{version} has no {names}").format(version=version, names=", ".join(missing)),
            FFMPEG_COMMAND,
        )
    return Check("ffmpeg", True, version)


_ESPEAK = """
from bhxhcomm.materials.timeline import Voice
from bhxhcomm.sound.engines import SpeechOrder, espeak
from bhxhcomm.sound.speech import speaker_of
speaker = speaker_of(Voice(), "vi", None)
sound = espeak.ENGINE.speak(SpeechOrder("doctor", "xin chào", speaker, 145, 0.0))
print(speaker.version, len(sound), flush=True)
"""


def espeak() -> Check:
    """Whether eSpeak NG, the voice that comes along, speaks two words of Vietnamese."""
    name = _("voice eSpeak NG")
    _status, output = _run(_ESPEAK)
    version, _space, size = output.strip().partition(" ")
    if size.isdigit() and int(size) > 10_000:
        return Check(name, True, _("{version}, speaks").format(version=version))
    from bhxhcomm.sound.engines.espeak import PACKAGE

    fix = f"python -m pip install --force-reinstall {PACKAGE}"
    return Check(name, False, _("does not speak"), fix)


def signing() -> Check:
    """Whether ssh-keygen is here and new enough to sign approvals and check them by SSH keys."""
    name = _("approvals by SSH keys")
    fix = f"sudo apt-get install {ssh.PACKAGE}"
    version = ssh.version()
    if version is None:
        return Check(name, False, _("not installed"), fix)
    numbers = re.search(r"OpenSSH_(\d+)\.(\d+)", version)
    if numbers is not None and (int(numbers[1]), int(numbers[2])) < ssh.NEEDED:
        needed = ".".join(map(str, ssh.NEEDED))
        return Check(name, False, _("{version}, but {needed} is needed").format(version=version, needed=needed), fix)
    return Check(name, True, version)


def piper(workspace: Path | None = None) -> list[Check]:
    """Piper, which only neural voices need, and a check for each of its voices that was added."""
    from bhxhcomm.core.problems import MachineError
    from bhxhcomm.sound import voices
    from bhxhcomm.sound.engines import piper as engine

    name = _("voices of Piper")
    try:
        cards = voices.voice_folders(workspace).cards()
    except MachineError as exc:
        return [Check(name, False, f"{exc.problem.place}: {said(exc.problem.message)}", said(exc.problem.hint))]
    try:
        version = engine.ENGINE.version()
    except MachineError as exc:
        detail = _("not on this machine; only neural voices need it")
        return [Check(name, not cards, detail, said(exc.problem.hint))]
    found = [Check(name, True, version if cards else _("{version}; no voice has been added").format(version=version))]
    for card in cards:
        title = _("voice {name}").format(name=card.name)
        try:
            card.check_files()
        except MachineError as exc:
            found.append(
                Check(title, False, f"{exc.problem.place}: {said(exc.problem.message)}", said(exc.problem.hint))
            )
        else:
            found.append(Check(title, True, f"{card.tag}, {card.licence}, {card.model}"))
    return found


def _run(program: str, *arguments: str) -> tuple[int, str]:
    """The status and the standard output of a short Python program in its own process. It never raises."""
    command = [sys.executable, "-P", "-c", program, *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=SECONDS_TO_LOAD, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 1, ""
    return done.returncode, done.stdout


def listed_fonts(workspace: Path | None = None) -> list[Check]:
    """One check for each face of `assets/fonts.yaml`. A face that is not required is told, and is no failure."""
    return [
        _own_font(face, workspace) or _font(face, fonts.locate(face, workspace)) for face in fonts.font_list().faces
    ]


def _own_font(face: fonts.Face, workspace: Path | None) -> Check | None:
    """The check of a file of this face in the workspace that cannot be set with; None where there is none."""
    from bhxhcomm.core.problems import ContentError

    try:
        fonts.check_own(face, workspace)
    except ContentError as exc:
        first = exc.problems[0]
        name = _("font {name}").format(name=face.name)
        return Check(name, False, f"{first.place.path}: {said(first.message)}", said(first.hint))
    return None


def _font(face: fonts.Face, font: fonts.FontFile | None) -> Check:
    name = _("font {name}").format(name=face.name)
    if font is None:
        if face.required:
            return Check(name, False, _("not on this machine"), face.install)
        needed = [entry.names.vi for entry in registry.supported() if face.family in entry.fonts.all]
        if not needed:
            return Check(name, True, _("not on this machine; only some languages need it"), face.install)
        said = _("not on this machine; needed for {languages}").format(languages=", ".join(needed))
        return Check(name, True, said, face.install)
    if font.expected:
        return Check(name, True, f"{font.version}, {font.path}")
    detail = _("{found}, other contents than the expected {version}: pages may break lines elsewhere ({path})")
    return Check(name, True, detail.format(found=font.version, version=face.version, path=font.path))


def writable(name: str, folder: Path) -> Check:
    """Whether a file can be made in this folder."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as reason:
        detail = _("{folder} cannot be written: {reason}").format(folder=folder, reason=reason.strerror)
        return Check(name, False, detail, _("work in a folder of your own, or ask for write access to this one"))
    return Check(name, True, _("{folder} can be written").format(folder=folder))


def room(name: str, folder: Path) -> Check:
    """Whether there is room for a build on the disk of this folder. Counts in MB (10^6 bytes)."""
    try:
        free = shutil.disk_usage(folder).free // 1_000_000
    except OSError as reason:
        return Check(name, False, str(reason.strerror), _("work in another folder"))
    detail = _("{free} MB free").format(free=free)
    if free < ROOM_NEEDED:
        return Check(name, False, detail, _("free at least {needed} MB on this disk").format(needed=ROOM_NEEDED))
    return Check(name, True, detail)
