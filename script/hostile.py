"""Damaged and hostile files against every command: a message each time, and nothing touched that is not ours.

Every case is told by its kind, the seed and its number: the same three give the same bytes again. A case changes one file of
a small signed workspace (bytes, words or fields), or one file that comes back or was made, and runs a command on it in a
process that was forked warm and lives for many cases. An audit hook (PEP 578) notes what is opened, written, removed,
started and connected to. It holds for Python code; libraries in C are watched by `strace` elsewhere.

The day is always the seed's (`clock.today` is set), so that what is approved is released, and a case is the same on any day.
Builds begin from a workspace of their own (`for_builds`): the seed with fewer shapes of each material, approved, and nothing
made yet.

A fault is: a traceback, `internal`, an exit status that nobody may rely on, output that is no JSON, a process that dies, a
command that runs longer than it may, and anything touched that is not on the list.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import functools
import gc
import io
import json
import multiprocessing
import multiprocessing.connection
import os
import platform
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import typer.main

from bhxhcomm.core import clock

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "tests" / "hostile" / "seed"
DAY = dt.date(2025, 7, 1)
"""The day that the seed is dated as of."""
SECONDS = 10.0
"""The work that a command may take; by the clock it may take a few times as long, on a machine that does other things too."""
CLOCK_TIMES = 4
FULL = {"inputs": 20_000, "handoffs": 5_000, "builds": 500}
SAMPLE = {"inputs": 160, "handoffs": 40, "builds": 2}
STATUSES = (0, 1, 2, 3)
WORDS = (
    "../../../../etc/passwd",
    "/etc/passwd",
    "\u202e000.9",
    "\u200b",
    "\ufeff",
    "{luong_co_so}0",
    "{",
    "}}",
    "{{ 7*7 }}",
    "{luong_co_so:@9999-99-99}",
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "0",
    "2025-02-30",
    "9999-12-31",
    "0000-00-00",
    "½",
    "٣",
    "null",
    "~",
    "true",
    "[]",
    "{}",
    "[" * 3000,
    "{a: " * 800,
    "&a [*a]",
    "&x {<<: *x}",
    "!!python/object/apply:os.system [id]",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
    "<script>alert(1)</script>",
    "<use href='#a'/>",
    "' OR 1=1 --",
    "%s%n%x",
    "$(touch ran)",
    "`id`",
    "\x00",
    "\x1b[2J",
    "con",
    "C:\\x",
    "https://example.com/" + "a" * 3000,
    "a" * 20_000,
    "\u0301" * 500,
    "ꪀ" * 50,
    "មាត្រា",
    "🙂" * 100,
    "ệ",
    "=cmd|' /C calc'!A0",
    "@import url(https://example.com)",
    "format: pack/1",
    "luong_co_so",
    "muc_dong",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Some files of the workspace, what they count as, and the commands that read them. `weight` is their share."""

    name: str
    group: str
    files: str
    commands: tuple[tuple[str, ...], ...]
    weight: int = 1
    reset: bool = False


READ = (("lint", "--json"), ("lint", "--json"), ("status", "--json"))
LEAFLET = (("leaflet", "build", "mau", "--variant", "trifold", "--format", "pdf", "--json"),)
BACK = (("locale", "import", "mau", "{file}", "--lang", "ede", "--json"),)
KINDS = (
    Kind("settings", "inputs", "bhxhcomm.yaml", READ),
    Kind("facts", "inputs", "facts/*.yaml", READ, 3),
    Kind("office", "inputs", "offices/*.yaml", READ, 3),
    Kind("pack", "inputs", "packs/*/pack.yaml", READ, 5),
    Kind("review", "inputs", "review.yaml", READ, 2),
    Kind("pack-review", "inputs", "packs/*/review.yaml", READ, 2),
    Kind("approved-text", "inputs", "packs/*/approved/*.json", (("status", "--json"), ("proof", "mau", "--json"))),
    Kind("catalogue", "inputs", "**/*.po", (*READ, ("locale", "status", "--json")), 3),
    Kind("glossary", "inputs", "locales/glossary/*.csv", READ),
    Kind("labels", "inputs", "locales/labels/*.yaml", READ, 2),
    Kind("languages", "inputs", "locales/languages.yaml", READ, 2),
    Kind("lexicon", "inputs", "locales/lexicon/*.yaml", (*READ, ("audio", "say", "Mã XYZ", "--json")), 2),
    Kind("preset", "inputs", "presets/*.yaml", READ),
    Kind("drawing", "inputs", "**/*.svg", (*READ, *LEAFLET), 2),
    Kind("picture", "inputs", "**/images/*.[jp][pn]g", (*READ, *LEAFLET), 2),
    Kind("template", "inputs", "templates/**/*.*", LEAFLET, 1),
    Kind(
        "manifest",
        "inputs",
        "out/manifest.json",
        (
            ("withdrawn", "--json"),
            ("gallery", "--json"),
            ("explain", "{made}", "--json"),
        ),
        2,
        reset=True,
    ),
    Kind(
        "register", "inputs", "**/register/*.json", (("withdrawn", "--json"), ("explain", "{stem}", "--json")), 2, True
    ),
    Kind("seen", "inputs", "out/.bhxhcomm/*.json", (("status", "--json"), ("withdrawn", "--json")), 1, True),
    Kind("made", "inputs", "out/mot/mau/*.*", (("explain", "{file}", "--json"),), 3),
    Kind(
        "shard",
        "inputs",
        "shard/manifest.json",
        (("manifest", "merge", "shard", "--out", "merged", "--json"),),
        1,
        True,
    ),
    Kind(
        "handoff-po",
        "handoffs",
        "back/*.po",
        (("locale", "import", "mau", "{file}", "--lang", "ede", "--json"),),
        1,
        True,
    ),
    Kind(
        "handoff-xlsx",
        "handoffs",
        "back/*.xlsx",
        (("locale", "import", "mau", "{file}", "--lang", "ede", "--json"),),
        2,
        True,
    ),
    Kind(
        "handoff-docx",
        "handoffs",
        "back/*.docx",
        (("locale", "import", "mau", "{file}", "--lang", "ede", "--json"),),
        2,
        True,
    ),
    Kind("build", "builds", "[bflop]*/**/*.*", (("build", "--json", "--jobs", "1"),), 1, True),
)


# What is done to a file.


def damaged(data: bytes, name: str, rng: random.Random) -> tuple[bytes, str]:
    """A file changed in one of the ways that its kind allows, and how."""
    if data[:2] == b"PK" and rng.random() < 0.8:
        changed = _archive(data, rng)
        if changed is not None:
            return changed
    ways: list[Callable[[bytes, random.Random], bytes]] = [_bytes, _tokens]
    if name.endswith(".json"):
        ways += [_json_field] * 3
    elif name.endswith((".yaml", ".yml", ".po", ".csv", ".css")):
        ways += [_lines] * 2
    way = rng.choice(ways)
    return way(data, rng), way.__name__.strip("_")


def _bytes(data: bytes, rng: random.Random) -> bytes:
    body = bytearray(data)
    for _again in range(rng.choice((1, 1, 2, 5, 20))):
        at = rng.randrange(len(body) + 1)
        match rng.randrange(6):
            case 0:
                if body:
                    body[min(at, len(body) - 1)] ^= 1 << rng.randrange(8)
            case 1:
                del body[at : at + rng.choice((1, 1, 4, 64))]
            case 2:
                body[at:at] = bytes(rng.randrange(256) for _byte in range(rng.choice((1, 2, 8))))
            case 3:
                body[at:at] = body[at : at + rng.choice((1, 16, 256))]
            case 4:
                if rng.random() < 0.3:
                    del body[at:]
            case _:
                body[at:at] = rng.choice(
                    (b"\x00", b"\xff\xfe", b"\xc3\x28", b"\r", b"\t", b"\xe2\x80\xae", b"\xed\xa0\x80")
                )
    return bytes(body)


def _tokens(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    found = list(re.finditer(r"[^\s:,\[\]{}\"'<>=]+", text))
    if not found:
        return rng.choice(WORDS).encode()
    for _again in range(rng.choice((1, 1, 1, 3))):
        one = rng.choice(found)
        if one.end() > len(text):
            continue
        other = rng.choice(WORDS) if rng.random() < 0.7 else rng.choice(found)[0]
        start, end = one.span() if rng.random() < 0.6 else (one.end(), one.end())
        text = text[:start] + other + text[end:]
    return text.encode("utf-8", "surrogatepass")


def _lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.decode("utf-8", "replace").split("\n")
    at = rng.randrange(len(lines))
    match rng.randrange(7):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            key, colon, _value = lines[at].partition(":")
            lines[at] = f"{key}{colon} {rng.choice(WORDS)}"
        case 3:
            lines[at] = " " * rng.randrange(9) + lines[at].strip()
        case 4:
            other = rng.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        case 5:
            key, colon, value = lines[at].partition(":")
            lines[at] = f"{rng.choice(WORDS)}{colon}{value}"
        case _:
            lines[at:at] = lines[at : at + rng.choice((1, 5))] * rng.choice((1, 200))
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _json_field(data: bytes, rng: random.Random) -> bytes:
    try:
        whole = json.loads(data)
    except ValueError:
        return _bytes(data, rng)
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in items:
            places.append((value, key))
            walk(inner)

    walk(whole)
    if not places:
        return b"[]"
    holder, key = rng.choice(places)
    match rng.randrange(5):
        case 0:
            del holder[key]
        case 1:
            holder[key] = rng.choice(WORDS)
        case 2:
            holder[key] = rng.choice((None, [], {}, 0, -1, 10**400, True, 1.5, [[]], {"a": None}))
        case 3:
            other, name = rng.choice(places)
            with contextlib.suppress(KeyError, IndexError):
                holder[key] = other[name] if other[name] is not holder else None
        case _:
            if isinstance(holder, dict):
                holder[rng.choice(WORDS)] = holder[key]
            else:
                holder.append(holder[key])
    try:
        return json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return b"{}"


def _archive(data: bytes, rng: random.Random) -> tuple[bytes, str] | None:
    """One member of a ZIP changed, renamed, left out or made large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            members = [(info.filename, opened.read(info)) for info in opened.infolist()]
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return None
    at = rng.randrange(len(members))
    name, body = members[at]
    way = rng.choice(("bytes", "tokens", "tokens", "tokens", "gone", "renamed", "large", "twice"))
    if way == "bytes":
        members[at] = (name, _bytes(body, rng))
    elif way == "tokens":
        members[at] = (name, _tokens(body, rng))
    elif way == "gone":
        del members[at]
    elif way == "renamed":
        members[at] = (rng.choice(("../../ra", "/tmp/ra", "a" * 300, "word/../x")), body)
    elif way == "large":
        members[at] = (name, body[:200] + b" " * rng.choice((10**6, 10**8)) + body[200:])
    else:
        members.append((name, _tokens(body, rng)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for member, content in members:
            with warnings.catch_warnings():
                # Two members of one name are meant.
                warnings.simplefilter("ignore", UserWarning)
                made.writestr(zipfile.ZipInfo(member), content, zipfile.ZIP_DEFLATED)
    return out.getvalue(), f"member-{way}"


def linked(rng: random.Random) -> str:
    """Where a link in the place of a file leads."""
    return rng.choice(("/etc/passwd", "/dev/zero", "/dev/stdin", "../../../secret", ".", "loop", "/proc/self/environ"))


# What a command touched.


@dataclass
class Watch:
    """What an audit hook noted that is not on the list, while it is on."""

    roots: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()
    found: list[str] = field(default_factory=list)
    on: bool = False
    busy: bool = False

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit hook (PEP 578)."""
        if not self.on or self.busy:
            return
        self.busy = True
        try:
            self._look(event, arguments)
        finally:
            self.busy = False

    def _look(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(path, int):
                return
            writes = isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
            # What is opened without following a link (`O_NOFOLLOW`) is not opened where it is one.
            unfollowed = isinstance(flags, int) and bool(flags & os.O_NOFOLLOW)
            self._path(
                "write" if writes else "read", path, self.writable if writes else self.roots, unfollowed=unfollowed
            )
        elif event in (
            "os.remove",
            "os.rmdir",
            "os.mkdir",
            "os.truncate",
            "os.chmod",
            "os.chown",
            "os.utime",
            "shutil.rmtree",
        ):
            self._path(event, arguments[0], self.writable)
        elif event in ("os.rename", "os.link", "os.symlink", "shutil.move", "shutil.copyfile"):
            self._path(event, arguments[1], self.writable)
        elif event.startswith(
            ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "socket.gethostby")
        ):
            self.found.append(f"{event} {arguments[1:]!r}"[:200])
        elif event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.startfile"):
            self._program(event, arguments)

    def _path(self, what: str, path: Any, roots: Sequence[str], *, unfollowed: bool = False) -> None:
        if isinstance(path, int):
            return
        try:
            # Not where a link leads whose last part is taken away or made.
            text = os.fsdecode(path)
            head, tail = os.path.split(os.path.abspath(text))
            real = (
                os.path.realpath(text)
                if what in ("read", "write") and not unfollowed
                else os.path.join(os.path.realpath(head), tail)
            )
        except (TypeError, ValueError):
            return
        if not any(real == root or real.startswith(root.rstrip("/") + "/") for root in roots):
            self.found.append(f"{what} {real}"[:300])

    def _program(self, event: str, arguments: tuple[Any, ...]) -> None:
        executable, words = (
            str(arguments[0]),
            [str(word) for word in (arguments[1] or ())] if event != "os.system" else [],
        )
        own = executable == sys.executable and words[1:4] in (
            ["-P", "-m", "bhxhcomm.core.guarded_child"],
            ["-P", "-m", "bhxhcomm.sound.engines.worker"],
        )
        known = re.fullmatch(r"(ffmpeg|ffprobe|ssh-keygen)[a-z0-9._-]*", Path(executable).name)
        if not own and not known:
            self.found.append(f"{event} {executable} {words[:6]}"[:300])


def _allowed(work: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What may be read, and what may be written: the workspace and a folder for temporary files; to be read also our package,
    Python, fonts and the system's libraries, by name."""
    home = Path.home()
    reading = [
        work,
        ROOT / "bhxhcomm",
        ROOT / "templates",
        ROOT / "locales",
        ROOT / "assets",
        ROOT / ".venv",
        Path(sys.prefix),
        Path(sys.base_prefix),
        Path("/usr/lib"),
        Path("/usr/share"),
        Path("/usr/local/share/fonts"),
        Path("/usr/bin"),
        Path("/lib"),
        Path("/lib64"),
        Path("/etc/fonts"),
        Path("/etc/mime.types"),
        Path("/etc/localtime"),
        Path("/etc/ld.so.cache"),
        Path("/etc/os-release"),
        Path("/dev/null"),
        Path("/dev/urandom"),
        Path("/dev/shm"),
        Path("/proc/self"),
        Path(f"/proc/{os.getpid()}"),
        Path("/proc/cpuinfo"),
        Path("/proc/meminfo"),
        Path("/proc/stat"),
        Path("/sys/devices/system/cpu"),
        Path("/sys/fs/cgroup"),
        home / ".local/share/fonts",
        home / ".fonts",
        home / ".config/fontconfig",
        home / ".cache/fontconfig",
        home / ".config/bhxhcomm",
        home / ".local/share/bhxhcomm",
    ]
    # Copies of fonts that the engine of this process and of the one it was forked from needs on the disk.
    copies = list(Path(tempfile.gettempdir()).glob(f"bhxhcomm-fonts-{os.getppid()}-*"))
    reading += copies
    writing = [work, *copies, Path("/dev/null"), Path("/dev/shm"), home / ".cache/fontconfig"]
    return (
        tuple(dict.fromkeys(os.path.realpath(path) if path.exists() else str(path) for path in reading)),
        tuple(dict.fromkeys(os.path.realpath(path) if path.exists() else str(path) for path in writing)),
    )


# One case.


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a case: `faults` are empty where all is well."""

    kind: str
    number: int
    file: str
    way: str
    command: str
    status: object
    seconds: float
    faults: tuple[str, ...]
    said: str = ""


def _commands_made_once() -> None:
    """Keep Typer's tree of commands, which it makes anew in every call: two thirds of a short command's time."""
    typer.main.get_command = functools.cache(typer.main.get_command)


class Worker:
    """One process: a workspace of its own, in which it tries case after case."""

    def __init__(self, work: Path, template: Path, seed: int) -> None:
        self.work = work
        self.template = template
        self.seed = seed
        self.space = work / "space"
        self.watch = Watch(*_allowed(work))
        self._fresh()
        temporary = work / "tmp"
        temporary.mkdir(exist_ok=True)
        os.environ |= {"TMPDIR": str(temporary), "BHXHCOMM_LANG": "en"}
        tempfile.tempdir = str(temporary)
        _commands_made_once()
        gc.freeze()
        sys.addaudithook(self.watch.hook)

    def _fresh(self, template: Path | None = None) -> None:
        shutil.rmtree(self.space, ignore_errors=True)
        shutil.copytree(template or self.template, self.space, symlinks=True)

    def case(self, kind: Kind, number: int) -> Result:
        """Try one case, and leave the workspace as it was."""
        rng = random.Random(f"{self.seed}:{kind.name}:{number}")
        if kind.group == "builds":
            self._fresh(self.template.with_name("builds"))
        files = sorted(path for path in self.space.glob(kind.files) if path.is_file() and not path.is_symlink())
        if not files:
            return Result(kind.name, number, "", "", "", None, 0.0, ("there is no such file to change",))
        file = rng.choice(files)
        made = next(
            (path.relative_to(self.space).as_posix() for path in sorted(self.space.glob("out/mot/mau/*.pdf"))), ""
        )
        before = file.read_bytes()
        if rng.random() < 0.02:
            way = f"link to {linked(rng)}"
            file.unlink()
            file.symlink_to(way.removeprefix("link to "))
        else:
            data, way = damaged(before, file.name, rng)
            file.write_bytes(data)
        shown = file.relative_to(self.space).as_posix()
        words = [word.format(file=shown, stem=file.stem, made=made) for word in rng.choice(kind.commands)]
        try:
            return self._run(kind, number, shown, way, words)
        finally:
            if kind.reset or kind.group == "builds":
                self._fresh()
            else:
                file.unlink(missing_ok=True)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(before)
                if words[0] not in ("lint", "status", "explain", "withdrawn"):
                    shutil.rmtree(self.space / "out" / "mot" / "mau" / "dang-do", ignore_errors=True)

    def _run(self, kind: Kind, number: int, shown: str, way: str, words: list[str]) -> Result:
        self.watch.found = []
        began, worked = time.monotonic(), time.process_time()
        status, out, err = self._command(words)
        seconds = time.monotonic() - began
        faults = list(dict.fromkeys(self.watch.found))
        if "Traceback" in err or "Traceback" in out:
            faults.append("traceback")
        if "internal" in err or '"code": "internal"' in out or '"code":"internal"' in out:
            faults.append("internal")
        if status not in STATUSES:
            faults.append(f"status {status!r}")
        if status != 2:
            try:
                json.loads(out)
            except ValueError:
                faults.append("no JSON")
        if time.process_time() - worked > SECONDS and seconds > SECONDS and kind.group != "builds":
            faults.append(f"worked {time.process_time() - worked:.0f} s")
        said = (err or out)[-1500:] if faults else ""
        return Result(kind.name, number, shown, way, " ".join(words), status, round(seconds, 3), tuple(faults), said)

    def _command(self, words: list[str]) -> tuple[object, str, str]:
        """Run a command as its entry point does, in this process."""
        from bhxhcomm import cli
        from bhxhcomm.cli.console import console

        console.json = console.quiet = console.brief = False
        console.verbose = 0
        out, err = io.StringIO(), io.StringIO()
        arguments, sys.argv = sys.argv, ["bhxhcomm", *words]
        os.chdir(self.space)
        status: object = 0
        self.watch.on = True
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                try:
                    cli.run()
                except SystemExit as stopped:
                    status = stopped.code or 0
                except BaseException as exc:
                    status = f"raised {type(exc).__name__}: {exc}"[:300]
        finally:
            self.watch.on = False
            sys.argv = arguments
            os.chdir(self.work)
        return status, out.getvalue(), err.getvalue()


def _serve(line: Any, work: Path, template: Path, seed: int) -> None:
    """Try the cases that come down a pipe, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker = Worker(work, template, seed)
    line.send(None)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while (asked := line.recv()) is not None:
            name, number = asked
            line.send(worker.case(next(kind for kind in KINDS if kind.name == name), number))


# All cases.


@dataclass
class Crew:
    """Processes that try cases, each watched by the clock; one that dies or takes too long is replaced."""

    folder: Path
    template: Path
    seed: int
    context: Any = field(default_factory=lambda: multiprocessing.get_context("fork"))

    def run(self, cases: Iterator[tuple[Kind, int]], workers: int) -> Iterator[Result]:
        """The results of cases, as they come."""
        lines: dict[Any, tuple[Any, tuple[Kind, int] | None, float]] = {}
        for _number in range(workers):
            self._hire(lines)
        more = True
        while lines:
            for line in multiprocessing.connection.wait(list(lines), timeout=0.5):
                process, case, _until = lines.pop(line)
                try:
                    result = line.recv()
                except EOFError:
                    process.join()
                    if case is not None:
                        yield _ended(case, f"the process died ({process.exitcode})")
                    self._hire(lines)
                    continue
                if result is not None:
                    yield result
                following = next(cases, None) if more else None
                if following is None:
                    more = False
                    line.send(None)
                    process.join(10)
                    continue
                line.send((following[0].name, following[1]))
                limit = SECONDS * CLOCK_TIMES * (24 if following[0].group == "builds" else 1)
                lines[line] = (process, following, time.monotonic() + limit)
            for line, (process, case, until) in list(lines.items()):
                if case is not None and time.monotonic() > until:
                    del lines[line]
                    process.kill()
                    process.join()
                    yield _ended(case, "took too long")
                    self._hire(lines)

    def _hire(self, lines: dict[Any, Any]) -> None:
        ours, theirs = self.context.Pipe()
        work = Path(tempfile.mkdtemp(dir=self.folder))
        process = self.context.Process(target=_serve, args=(theirs, work, self.template, self.seed), daemon=False)
        process.start()
        theirs.close()
        lines[ours] = (process, None, float("inf"))


def _ended(case: tuple[Kind, int], why: str) -> Result:
    return Result(case[0].name, case[1], "", "", "", None, SECONDS, (why,))


def prepared(folder: Path, *, whole: bool) -> Path:
    """The workspace that cases start from: the seed, signed, with what a build made of it and files as they come back.

    `whole` has every kind of file made; else a leaflet and a script, which are quick.
    """
    space = folder / "template"
    shutil.copytree(SEED, space)
    slow = (
        ["leaflet", "build", "mau", "--variant", "trifold", "--format", "docx", "--format", "png"],
        ["infographic", "build", "mau", "--variant", "square", "--format", "png"],
        ["audio", "radio-spot", "mau"],
    )
    for words in (
        ["approve", "--overrides", "--by", "Ông A"],
        ["leaflet", "build", "mau", "--variant", "trifold", "--format", "pdf"],
        ["script", "build", "mau", "--format", "docx"],
        *(slow if whole else ()),
        *(
            ["locale", "export", "mau", "--lang", "ede", "--format", name, "--out", "back"]
            for name in ("po", "xlsx", "docx")
        ),
    ):
        _quietly(space, words)
    (space / "shard").mkdir()
    for name in ("manifest.json",):
        if (space / "out" / name).is_file():
            shutil.copy(space / "out" / name, space / "shard" / name)
    for name in ("leaflet/trifold.html.j2", "page/blocks.html.j2", "leaflet/trifold.css", "themes/default.css"):
        (space / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "templates" / name, space / "templates" / name)
    return space


def for_builds(folder: Path) -> None:
    """The workspace that builds begin from: the seed without those shapes that cost most and show nothing of their own,
    approved. It is built once, so that the processes forked from this one are warm, and what came of it is thrown away."""
    space = folder / "builds"
    shutil.copytree(SEED, space)
    pack = space / "packs" / "mau" / "pack.yaml"
    words = pack.read_text("utf-8")
    for part in (r"    bilingual:\n.*\n", r"    tall: .*\n", r"    wide: .*\n"):
        words, count = re.subn(part, "", words)
        if count != 1:
            raise RuntimeError(f"the seed has no line {part}")
    pack.write_text(words, "utf-8")
    for line in (
        ["approve", "mau", "--by", "Ông A", "--document", "1", "--date", str(DAY)],
        ["approve", "--overrides", "--by", "Ông A"],
        ["build", "--jobs", "1"],
    ):
        _quietly(space, line)
    if not list(space.glob("out/mot/mau/leaflet-trifold.vi.pdf")):
        raise RuntimeError("the approved leaflet was not released")
    for made in ("out", ".bhxhcomm"):
        shutil.rmtree(space / made, ignore_errors=True)


def _quietly(space: Path, words: list[str]) -> None:
    from bhxhcomm import cli

    sys.argv = ["bhxhcomm", *words]
    said = io.StringIO()
    with contextlib.chdir(space), contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()) as err:
        try:
            cli.run()
        except SystemExit as stopped:
            if stopped.code not in (0, 1, None):
                raise RuntimeError(f"{words}: {err.getvalue()}") from None


def planned(counts: dict[str, int], only: Sequence[str], first: int, minutes: float) -> Iterator[tuple[Kind, int]]:
    """The cases of each group, kinds in turn by their weights, until their number or the time is reached."""
    until = time.monotonic() + 60 * minutes if minutes else float("inf")
    queues = []
    for group, count in counts.items():
        kinds = [kind for kind in KINDS if kind.group == group and (not only or kind.name in only)]
        turns = [kind for kind in kinds for _turn in range(kind.weight)]
        if turns:
            queues.append([(turns[number % len(turns)], first + number // len(turns)) for number in range(count)])
    # Groups side by side, so that a run that time ends has some of each.
    longest = max(map(len, queues), default=0)
    order = sorted(
        (
            (index * longest / len(queue), number, case)
            for number, queue in enumerate(queues)
            for index, case in enumerate(queue)
        ),
        key=lambda one: one[:2],
    )
    seen: Counter[str] = Counter()
    for _place, _number, (kind, _index) in order:
        if time.monotonic() > until:
            return
        yield kind, first + seen[kind.name]
        seen[kind.name] += 1


def tried(
    counts: dict[str, int],
    *,
    seed: int,
    only: Sequence[str] = (),
    first: int = 0,
    minutes: float = 0.0,
    workers: int = 2,
    told: Callable[[Result, int], None] = lambda _result, _count: None,
) -> dict[str, Any]:
    """Try cases, and say what came of them, ready for JSON."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        folder = Path(name).resolve()
        clock.today = lambda: DAY
        template = prepared(folder, whole=sum(counts.values()) > sum(SAMPLE.values()))
        if counts.get("builds"):
            for_builds(folder)
        results: list[Result] = []
        for result in Crew(folder, template, seed).run(planned(counts, only, first, minutes), workers):
            results.append(result)
            told(result, len(results))
    groups = {kind.name: kind.group for kind in KINDS}
    return {
        "seed": seed,
        "wanted": counts,
        "tried": dict(Counter(groups[one.kind] for one in results)),
        "by_kind": dict(sorted(Counter(one.kind for one in results).items())),
        "by_status": dict(sorted(Counter(str(one.status) for one in results).items())),
        "seconds": round(time.monotonic() - began, 1),
        "slowest": [asdict(one) for one in sorted(results, key=lambda one: -one.seconds)[:5]],
        "faults": [asdict(one) for one in results if one.faults],
        "python": platform.python_version(),
    }


def say(words: str) -> None:
    """A line of what happens."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="20,000 files, 5,000 hand-offs, 500 builds")
    parser.add_argument("--seed", type=int, default=12, help="which cases (default 12)")
    parser.add_argument("--only", action="append", default=[], choices=[kind.name for kind in KINDS], metavar="KIND")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case of each kind")
    parser.add_argument("--count", type=int, default=0, help="so many cases of each group")
    parser.add_argument("--minutes", type=float, default=0.0, help="end after so many minutes")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, help="write the results to this file (JSON)")
    chosen = parser.parse_args()
    counts = dict(FULL if chosen.full else SAMPLE)
    if chosen.count:
        counts = dict.fromkeys(counts, chosen.count)

    def told(result: Result, count: int) -> None:
        if result.faults:
            say(f"{result.kind} {result.number}: {result.file} ({result.way}): {'; '.join(result.faults)}")
            say(f"    {result.command}")
        elif count % 200 == 0:
            say(f"{count} cases")

    found = tried(
        counts,
        seed=chosen.seed,
        only=chosen.only,
        first=chosen.first,
        minutes=chosen.minutes,
        workers=chosen.workers,
        told=told,
    )
    if chosen.out:
        chosen.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    say(f"{sum(found['tried'].values())} cases in {found['seconds']} s: {len(found['faults'])} faults")
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
