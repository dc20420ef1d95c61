"""What the system sees of a build: `python benchmarks/tracing.py [--list] [--workspace DIR | --hostile N]`. Needs strace.

A build of each engine (pages as PDF, Word file, pictures; posts; a script; a spot and a ringback tone) runs under `strace -f`,
in a copy of the examples or in the folder that is named. Every file that was opened, made, renamed or removed, every
program that was started and every connection is put to where it belongs; what belongs nowhere is foreign, and so is a
write anywhere but among outputs, notes and temporary files. `--list` names all files outside of the workspace by place.
With `--hostile N` it is N cases of each group of `script/hostile` instead, whose workspaces lie among the temporary files.
Exits with 1 where anything is foreign.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import workspaces
from measuring import COMMAND

from bhxhcomm.core import resources
from bhxhcomm.language import registry
from bhxhcomm.page.measuring import fonts

PACK = "bhyt-hssv"
BUILDS = {
    "pages": ("leaflet", "build", PACK, "--variant", "trifold"),
    "press": ("leaflet", "build", PACK, "--variant", "flyer", "--for", "press", "--format", "pdf"),
    "pictures": ("infographic", "build", PACK, "--variant", "tall", "--variant", "posts"),
    "script": ("script", "build", PACK),
    "spot": ("audio", "radio-spot", PACK),
    "ringback": ("audio", "ringback", PACK),
}
"""A build of each engine, by a name."""
READING = "open openat openat2 connect bind execve".split()
CHANGING = (
    "creat unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir link linkat symlink symlinkat truncate".split()
)
_LINE = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+= (-?\d+|\?)(.*)$")
_WORDS = re.compile(r'(?:(?:\d+|AT_FDCWD)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
"""A path, and the folder from which it is reckoned where the call names one (`strace -y`)."""
_OPENED = re.compile(r"<(/[^<>]*?)(?:<char [^>]*>)?>(?:\(deleted\))?$")
"""The file that an opened descriptor stands for, as `strace -y` adds it to the answer."""
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")
HOSTILE = Path(__file__).resolve().parent.parent / "script" / "hostile.py"
LIBRARIES = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/", "/usr/local/lib/")


@dataclass(frozen=True, slots=True)
class Touched:
    """One path that a process named to the system with success; `changed` says that it could be written or removed."""

    path: str
    changed: bool
    call: str


def main() -> int:
    parser = argparse.ArgumentParser(description="Run builds under strace and name what they touch.")
    parser.add_argument("--list", action="store_true", help="name all files outside of the workspace, by place")
    parser.add_argument("--only", choices=BUILDS, action="append", help="only this build; may be given several times")
    parser.add_argument("--workspace", type=Path, help="build everything in this workspace instead of the examples")
    parser.add_argument(
        "--hostile", type=int, default=0, metavar="N", help="so many hostile cases of each group instead"
    )
    parser.add_argument("--seed", type=int, default=12, help="which hostile cases")
    asked = parser.parse_args()
    if shutil.which("strace") is None:
        print("tracing: strace is not here; install it: apt-get install strace", file=sys.stderr)
        return 3
    foreign: dict[str, list[str]] = {}
    places: dict[str, set[str]] = defaultdict(set)
    with tempfile.TemporaryDirectory() as temporary:
        root = asked.workspace.resolve() if asked.workspace else workspaces.copy(Path(temporary) / "vi-du").resolve()
        builds = {"workspace": ("build",)} if asked.workspace else {name: BUILDS[name] for name in asked.only or BUILDS}
        commands = {name: [*COMMAND, *arguments, "--quiet"] for name, arguments in builds.items()}
        if asked.hostile:
            numbers = ["--count", str(asked.hostile), "--seed", str(asked.seed), "--workers", "1"]
            commands = {"hostile cases": [sys.executable, str(HOSTILE), *numbers]}
        for name, command in commands.items():
            print(f"{name} …", file=sys.stderr, flush=True)
            status, lines = traced(command, root, Path(temporary) / "strace.log", Path(temporary))
            known = known_places(root, Path(temporary))
            found = [] if status in (0, 1) or asked.workspace else [f"it ended with {status}"]
            for touched in touches(lines, root):
                place = place_of(touched, known)
                if place:
                    places[place].add(touched.path)
                else:
                    found.append(f"{touched.call} {touched.path}")
            found += [f"connection: {line}" for line in connections(lines)]
            foreign[name] = sorted(set(found))
    for place, paths in sorted(places.items()):
        print(f"{len(paths):5} {place}")
        if asked.list and place not in ("workspace", "outputs", "temporary files"):
            print("".join(f"        {path}\n" for path in sorted(paths)), end="")
    for name, found in foreign.items():
        print(f"{name}: {len(found) or 'nothing'} foreign")
        print("".join(f"    {line}\n" for line in found), end="")
    return 1 if any(foreign.values()) else 0


def traced(command: Sequence[str], root: Path, log: Path, temporary: Path) -> tuple[int, list[str]]:
    """Run a command in a workspace; its exit status, and the lines of strace."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BHXHCOMM_")}
    environment |= {"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
    strace = [
        "strace",
        "-f",
        "-qq",
        "-y",
        "-s",
        "4096",
        "-e",
        f"trace={','.join((*READING, *CHANGING))}",
        "-e",
        "signal=none",
        "-o",
        str(log),
    ]
    done = subprocess.run([*strace, *command], cwd=root, env=environment, check=False, stdout=subprocess.DEVNULL)
    return done.returncode, whole(log.read_text(encoding="utf-8", errors="surrogateescape").splitlines())


def whole(lines: Sequence[str]) -> list[str]:
    """The lines of strace with interrupted calls put together again."""
    begun: dict[tuple[str, str], str] = {}
    found = []
    for line in lines:
        process, _space, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            begun[process, rest.split("(")[0]] = rest.removesuffix("<unfinished ...>").strip()
        elif match := re.match(r"<\.\.\. (\w+) resumed>(.*)", rest):
            found.append(f"{process} {begun.pop((process, match[1]), match[1] + '(')}{match[2]}")
        else:
            found.append(f"{process} {rest}")
    return found


def touches(lines: Sequence[str], root: Path) -> Iterator[Touched]:
    """Every path that a call named and got."""
    for line in lines:
        match = _LINE.match(line)
        if match is None or match[1] in ("connect", "bind") or match[3].startswith("-"):
            continue
        call, words = match[1], _WORDS.findall(match[2])
        named = (
            words[:1]
            if call == "execve" or call.startswith(("open", "creat", "unlink", "mkdir", "rmdir"))
            # What a link says is no path that was touched.
            else words[1:]
            if call.startswith("symlink")
            else words
        )
        changed = call in CHANGING or bool(call.startswith("open") and _WRITES.search(match[2]))
        for folder, word in named:
            path = os.path.normpath(
                os.path.join(folder or root, word.encode().decode("unicode_escape").encode("latin-1").decode())
            )
            yield Touched(path, changed, call)
        if call.startswith(("open", "creat")) and (opened := _OPENED.match(match[4])):
            # Where links led.
            yield Touched(os.path.normpath(opened[1]), changed, call)


def connections(lines: Sequence[str]) -> list[str]:
    """Sockets that were bound or connected, other than those between processes of this machine that need no name."""
    return [line for line in lines if re.search(r" (connect|bind)\(", line) and "AF_INET" in line]


def known_places(root: Path, temporary: Path) -> Mapping[str, tuple[str, ...]]:
    """Where files may lie, by the name of the place; those that end in `/` are folders."""
    package = Path(resources.__file__).parent
    shipped = tuple(f"{resources.folder(name)}/" for name in ("templates", "locales", "assets"))
    python = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    return {
        "declared fonts": _fonts(),
        "outputs": (f"{root}/out", f"{root}/register", f"{root}/clips", f"{root}/.bhxhcomm"),
        "workspace": (f"{root}/", str(root)),
        "temporary files": (f"{temporary}/", str(temporary)),
        "Python and its packages": (*(f"{os.path.realpath(folder)}/" for folder in python), f"{sys.prefix}/"),
        "bhxhcomm": (f"{package}/", *shipped),
        "checkout": (f"{package.parent}/", str(package.parent)),
    }


@cache
def _fonts() -> tuple[str, ...]:
    families = dict.fromkeys(family for lang in registry.supported() for family in fonts.families_for(lang.id).all)
    return tuple(sorted(str(font.path) for font in fonts.find(tuple(families), None)))


def place_of(touched: Touched, known: Mapping[str, tuple[str, ...]]) -> str:
    """The place to which a path belongs; empty where it is foreign there."""
    path = touched.path
    for place, folders in known.items():
        if any(path.startswith(folder) if folder.endswith("/") else path == folder or path.startswith(f"{folder}/")
               for folder in folders):  # fmt: skip
            writable = place in ("outputs", "temporary files")
            return place if writable or not touched.changed else ""
    if touched.changed:
        if re.match(r"/proc/(self|\d+)/oom_score_adj$", path):
            # A guarded child offers itself first where memory runs out.
            return "own processes"
        return "devices" if path in ("/dev/null", "/dev/tty") or path.startswith("/dev/shm/") else ""
    if path == "/etc/ld.so.cache" or (path.startswith(LIBRARIES) and re.search(r"\.so(\.|$)|/gconv|/python3", path)):
        return "system libraries"
    for place, pattern in SETTINGS.items():
        if re.match(pattern, path):
            return place
    return ""


SETTINGS = {
    "devices": r"/dev/(null|urandom|random|zero|tty)$",
    "system's own words about it": r"/(proc|sys)(/|$)",
    "locale and time zone": r"/usr/(lib|share)/(locale|zoneinfo|i18n)|/etc/(localtime|timezone|locale)",
    "font settings": r"/etc/fonts|/usr/share/fontconfig|/var/cache/fontconfig|/usr/(local/)?share/fonts(/[a-z/]*)?$",
    "names of users and hosts": r"/etc/(passwd|group|nsswitch\.conf|hosts|host\.conf|resolv\.conf)$",
    "settings of TLS": r"/(etc|usr/lib)/ssl/openssl\.cnf$",
    "kinds of files": r"/etc/(mime\.types|apache2/mime\.types|httpd/)",
    "programs": r"/(usr/)?(local/)?s?bin/(ffmpeg|ffprobe|ssh-keygen|python3?(\.\d+)?)$",
}
"""Files of the system that may be read, by a pattern of their paths."""


if __name__ == "__main__":
    sys.exit(main())
