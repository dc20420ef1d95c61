"""Kill builds at random moments and look at what they leave: `python benchmarks/killing.py [--kills 200] [--writes]`.

A small workspace of the examples (leaflets as PDF, Word file and pictures, and a ringback tone, for two offices) is built with
`--jobs 2`, and the whole group of processes is killed (SIGKILL) at a random moment of the time that an undisturbed build takes.
After each kill nothing may lie in the folder of outputs but whole files of this state of the content or of the one before,
and unfinished ones whose names say so. The next build goes on from there; when one comes to its end, its whole tree must have
the bytes of an undisturbed build, and nothing unfinished may be left. Then the content changes, or the folder is emptied.
With `--writes` the moments are those of the writes themselves: a build (of one office, and fewer formats) kills itself at
a random one of them (`dying`).
With `--interrupt` it is Ctrl-C (SIGINT) instead: the build must then end by itself with status 130, say so, and leave nothing
unfinished either. Exits with 1 where anything is otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import dying
import workspaces
import yaml
from measuring import COMMAND

from bhxhcomm.core import files
from bhxhcomm.core.problems import ContentError
from bhxhcomm.ledger import manifest
from bhxhcomm.ledger.store import JOURNAL, STATE_FOLDER

PACK = "bhyt-hssv"
FACT = Path("facts", "chung.yaml")
VALUES = ("2.340.000", "2.420.000")
"""The figure that changes from one state of the content to the other."""
MATERIALS = {"leaflet": ("trifold",), "ringback": ()}
"""What is made of the pack, and in which variants (all, where none is named)."""

FORMATS = ("pdf", "docx", "png", "mp3")
OFFICES = ("bhxh-tinh-mau-mot", "bhxh-tinh-mau-hai")


def build(offices: Sequence[str], formats: Sequence[str]) -> tuple[str, ...]:
    """The words of the command that is killed."""
    asked = [word for name in offices for word in ("--office", name)]
    asked += [word for name in formats for word in ("--format", name)]
    return ("build", "--jobs", "2", "--prune", "--quiet", *asked)


BEGUN_S = 0.4
"""Seconds after which Ctrl-C meets the program, and no longer the interpreter on its way to it."""
PATIENCE_S = 30
"""Seconds that a build has to end by itself after Ctrl-C."""

Tree = dict[str, str]
"""Files by their path in the folder, each with the SHA-256 of its bytes."""


@dataclass(slots=True)
class Found:
    """What the kills showed: how many fell where, and what was wrong."""

    kills: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    wrong: list[str] = field(default_factory=list)


class Bench:
    """A workspace with two states of its content, and the tree that an undisturbed build makes of each."""

    def __init__(self, root: Path, *, writes: bool = False) -> None:
        self.root = root
        self.arguments = build(OFFICES[:1], ("pdf", "mp3")) if writes else build(OFFICES, FORMATS)
        self.out = root / "out"
        self.log = root / ".said"
        self.counted = root / ".writes"
        self.writes = 0
        self._trim()
        self.text = (root / FACT).read_text(encoding="utf-8")
        assert self.text.count(VALUES[0]) == 1
        self.trees: list[Tree] = []
        self.takes = 0.0
        for state in (0, 1):
            self.change(state)
            began = time.monotonic()
            process = self.begin(0)
            if process.wait():
                raise RuntimeError("an undisturbed build failed; run bhxhcomm build in the workspace: --keep")
            self.takes = max(self.takes, time.monotonic() - began)
            self.writes = max(self.writes, int(self.counted.read_text(encoding="utf-8")))
            self.trees.append(tree(self.out))
            shutil.rmtree(self.out)
        self.known = {(path, digest) for found in self.trees for path, digest in found.items()}

    def _trim(self) -> None:
        for folder in (self.root / "packs").iterdir():
            if folder.name != PACK:
                shutil.rmtree(folder)
        for review in self.root.rglob("review.yaml"):
            review.unlink()
        path = self.root / "packs" / PACK / "pack.yaml"
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        used = content["materials"]
        content["materials"] = {
            name: {variant: used[name][variant] for variant in variants} if variants else used[name]
            for name, variants in MATERIALS.items()
            if name in used
        }
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def change(self, state: int) -> None:
        """Put the content into one of its two states."""
        (self.root / FACT).write_text(self.text.replace(VALUES[0], VALUES[state]), encoding="utf-8")

    def begin(self, at: int | None = None, seed: int = 0) -> subprocess.Popen[bytes]:
        """A build in a group of processes of its own; one that dies at its write number `at` (0: that only counts them)."""
        command = [*COMMAND, *self.arguments]
        if at is not None:
            command = dying.command(self.out, at, self.counted, self.arguments, seed)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BHXHCOMM_")}
        with self.log.open("wb") as log:
            return subprocess.Popen(
                command, cwd=self.root, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def look(self) -> list[str]:
        """What is wrong with the folder of outputs after a kill."""
        wrong = [
            f"{path} is half, or of another state"
            for path, digest in tree(self.out).items()
            if (path, digest) not in self.known
        ]
        if (self.out / manifest.FILE_NAME).is_file():
            try:
                listed = manifest.read(self.out / manifest.FILE_NAME)
            except ContentError as exc:
                return [*wrong, str(exc)]
            wrong += [
                f"{one.path} is in the manifest and not in its place"
                for _piece, one in listed.artifacts()
                if not (self.out / one.path).is_file()
            ]
        return wrong


def tree(out: Path) -> Tree:
    """Every file but the house-keeping and what is unfinished."""
    found: Tree = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out)
        if path.is_file() and name.parts[0] != STATE_FOLDER and not path.name.startswith(files.PREFIX):
            found[name.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def unfinished(out: Path) -> list[Path]:
    return [path for path in out.rglob(f"{files.PREFIX}*") if path.is_file()]


def kill(bench: Bench, chance: random.Random, found: Found, *, interrupt: bool, writes: bool) -> bool:
    """Begin a build and kill or interrupt it; whether it had come to its end before."""
    if writes:
        return _killed_at_a_write(bench, chance, found)
    process = bench.begin()
    try:
        process.wait(chance.uniform(BEGUN_S if interrupt else 0, bench.takes))
    except subprocess.TimeoutExpired:
        if interrupt:
            found.wrong += _interrupted(bench, process)
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        _gone(process.pid)
        journal = (bench.out / STATE_FOLDER / JOURNAL).is_file()
        left = unfinished(bench.out)
        found.kills["while files were put in place" if left else "between files" if journal else "elsewhere"] += 1
        found.wrong += bench.look()
        return False
    if process.returncode:
        found.wrong.append(f"a build that was left alone ended with {process.returncode}")
    return True


def _killed_at_a_write(bench: Bench, chance: random.Random, found: Found) -> bool:
    process = bench.begin(at := chance.randint(1, bench.writes), seed=chance.randrange(1 << 30))
    status = process.wait()
    if status == -signal.SIGKILL:
        _gone(process.pid)
        found.kills["at a write"] += 1
        found.wrong += [f"write {at}: {wrong}" for wrong in bench.look()]
    elif status:
        found.wrong.append(f"a build that was left alone ended with {status}")
    return status == 0


def _interrupted(bench: Bench, process: subprocess.Popen[bytes]) -> list[str]:
    """Press Ctrl-C, as a terminal sends it; what is wrong with how the build ends."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        status = process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return [f"it did not end within {PATIENCE_S} seconds of Ctrl-C"]
    said = bench.log.read_text(encoding="utf-8", errors="replace")
    wrong = [f"{path} was left unfinished by Ctrl-C" for path in unfinished(bench.out)]
    # One that was done already ends with 0, or is met by it on its way out of the interpreter: for a shell that is 130 too.
    if status not in (0, 130, -signal.SIGINT) or "Traceback" in said:
        wrong.append(f"Ctrl-C ended it with {status}: {said}")
    return wrong


def _gone(group: int) -> None:
    """Wait until no process of the group is left: until then one may still be in the middle of a call."""
    end = time.monotonic() + 5
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < end:
            os.killpg(group, 0)
            time.sleep(0.005)


def finish(bench: Bench, state: int, found: Found) -> None:
    """Let a build come to its end, and compare."""
    if bench.begin().wait():
        found.wrong.append("the build after the kills failed")
    after, wanted = tree(bench.out), bench.trees[state]
    names = sorted(name for name in after.keys() | wanted.keys() if after.get(name) != wanted.get(name))
    found.wrong += [f"{name} is not what an undisturbed build makes" for name in names]
    found.wrong += [f"{path} was left unfinished" for path in unfinished(bench.out)]
    found.finished += 1


def run(
    root: Path, kills: int, seed: int, minutes: float = 1e9, *, interrupt: bool = False, writes: bool = False
) -> Found:
    """Kill so often, or for so long, and say what came of it."""
    chance = random.Random(seed)
    bench = Bench(workspaces.copy(root), writes=writes)
    found, state, end = Found(), 0, time.monotonic() + 60 * minutes
    bench.change(state)
    while found.kills.total() < kills and time.monotonic() < end and not found.wrong:
        if kill(bench, chance, found, interrupt=interrupt, writes=writes):
            finish(bench, state, found)
            if chance.random() < 0.5:
                shutil.rmtree(bench.out)
            state = 1 - state
            bench.change(state)
        elif found.kills.total() % 20 == 0:
            print(f"{found.kills.total()}/{kills}", file=sys.stderr, flush=True)
    finish(bench, state, found)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill builds at random moments and look at what they leave.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long, with fewer kills")
    parser.add_argument("--interrupt", action="store_true", help="Ctrl-C instead of SIGKILL")
    parser.add_argument("--writes", action="store_true", help="at the writes themselves")
    parser.add_argument("--keep", type=Path, help="a new folder for the workspace, which is kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = asked.keep or Path(temporary) / "vi-du"
        found = run(root, asked.kills, asked.seed, asked.minutes, interrupt=asked.interrupt, writes=asked.writes)
    where = ", ".join(f"{count} {what}" for what, count in sorted(found.kills.items()))
    print(f"{found.kills.total()} kills ({where}); {found.finished} builds that ended, compared byte for byte")
    print("\n".join(found.wrong) or "Never a wrong or half file.")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
