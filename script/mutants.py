"""Deliberate faults (mutants), and whether the tests catch them.

Each fault of `tests/mutants.yaml` names a file, a text that occurs in it exactly once, what takes its place, and the tests
that must fail then. They run in a copy, so that the checkout is never touched. Before the faults, the same tests must pass
without any: a test that fails anyway catches nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
LIST = "tests/mutants.yaml"
COPIED = ("bhxhcomm", "tests", "templates", "locales", "assets", "examples", "script", "docs", "pyproject.toml")
FAILED = 1
"""The status of pytest when tests ran and failed. Any other means that they did not run."""
MOST_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault: the file, what stands there, what is put in its place, and the tests nearest to it."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def mutants(root: Path) -> tuple[Mutant, ...]:
    """The faults of the list, in its order."""
    listed = yaml.safe_load((root / LIST).read_text(encoding="utf-8"))
    return tuple(Mutant(**{**one, "tests": tuple(one["tests"])}) for one in listed)


def misplaced(root: Path, mutant: Mutant) -> str:
    """Why a fault cannot be put in; empty where it can."""
    file = root / mutant.file
    if not file.is_file():
        return f"there is no file {mutant.file}"
    count = file.read_text(encoding="utf-8").count(mutant.old)
    if count != 1:
        return f"its text occurs {count} times in {mutant.file}"
    if mutant.old == mutant.new:
        return "it changes nothing"
    missing = [test for test in mutant.tests if not (root / test.partition("::")[0]).is_file()]
    return f"there is no {missing[0]}" if missing else ""


def run(copy: Path, tests: Sequence[str]) -> int:
    """The status of pytest over some tests in the copy."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "CI": ""}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, timeout=MOST_SECONDS, check=False
    )
    if done.returncode not in (0, FAILED):
        sys.stderr.write(done.stdout + done.stderr)
    return done.returncode


def put(file: Path, text: str) -> None:
    """Write a module, a second later than it was: what Python has compiled of it is told by its time, in seconds, and size."""
    later = file.stat().st_mtime + 2
    file.write_text(text, encoding="utf-8")
    os.utime(file, (later, later))


def verdict(copy: Path, mutant: Mutant) -> str:
    """`caught`, `SURVIVES`, or why nothing can be said."""
    file = copy / mutant.file
    before = file.read_text(encoding="utf-8")
    put(file, before.replace(mutant.old, mutant.new))
    try:
        status = run(copy, mutant.tests)
    except subprocess.TimeoutExpired:
        return "its tests did not end"
    finally:
        put(file, before)
    return {0: "SURVIVES", FAILED: "caught"}.get(status, f"its tests did not run (status {status})")


def tried(chosen: Sequence[Mutant]) -> int:
    """Try faults, say what became of each, and return how many were not caught."""
    with tempfile.TemporaryDirectory(prefix="bhxhcomm-mutants-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "out"))
            elif source.is_file():
                shutil.copy2(source, copy / name)
        tests = list(dict.fromkeys(test for mutant in chosen for test in mutant.tests))
        if (status := run(copy, tests)) != 0:
            sys.stdout.write(f"the tests do not pass without any fault (status {status})\n")
            return len(chosen)
        survivors = 0
        for mutant in chosen:
            begun = time.monotonic()
            found = verdict(copy, mutant)
            survivors += found != "caught"
            sys.stdout.write(f"{found:9} {time.monotonic() - begun:6.1f} s  {mutant.name}\n")
            sys.stdout.flush()
    return survivors


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="script/mutants", description="Deliberate faults, and which tests catch them."
    )
    parser.add_argument("words", nargs="*", metavar="NAME", help="only faults whose names contain one of these")
    parser.add_argument("--check", action="store_true", help="run no test; say whether each fault still has its place")
    given = parser.parse_args()
    listed = mutants(ROOT)
    chosen = [one for one in listed if not given.words or any(word in one.name for word in given.words)]
    if not chosen:
        sys.stderr.write("no fault has such a name\n")
        return 2
    lost = [f"{one.name}: {why}" for one in listed if (why := misplaced(ROOT, one))]
    if lost:
        sys.stdout.write("\n".join([*lost, ""]))
        return 1
    if given.check:
        return 0
    survivors = tried(chosen)
    sys.stdout.write(f"{len(chosen)} faults, {survivors} not caught\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
