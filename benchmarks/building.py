"""Building everything, nothing, and what one figure changes, in a workspace as the whole country would have it.

`BENCH_ARTIFACTS=24,48` makes it small, to try it out: how many files the builds have, from the smallest to the largest.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import workspaces
from measuring import COMMAND, Growth, Measured, Result

from bhxhcomm.language import registry
from bhxhcomm.ledger.store import STATE_FOLDER

SIZES = tuple(int(size) for size in os.environ.get("BENCH_ARTIFACTS", "100,500,2000").split(","))
MIDDLE = SIZES[len(SIZES) // 2]
"""The size at which two jobs are compared with one."""
OFFICES = 34
FILES = 2.7
"""Files of one pack, language and office: a script and, of every third pack, a leaflet, as PDF and Word, some with a twin."""
FACT = Path("facts", "chung.yaml")
VALUES = ("2.340.000", "2.420.000")
"""The figure that changes, which three files in four say."""
LOCAL_VALUES = ("20%", "30%")
"""A figure of one office, which one of its packs in three says."""


@dataclass(frozen=True, slots=True)
class Built:
    """A build in a process of its own: what it said of its files, its time (wall and processor, s) and most memory (MiB)."""

    artifacts: list[dict[str, Any]]
    wall: float
    used: float
    memory: float

    def count(self, status: str) -> int:
        return sum(artifact["status"] == status for artifact in self.artifacts)


class Country:
    """The workspace, and builds of a part of it: so many offices that there are about as many files as wanted."""

    def __init__(self, root: Path, largest: int) -> None:
        self.langs = [entry.id for entry in registry.supported() if entry.id != "vi"]
        self.packs = max(3, -(-largest // round(FILES * len(self.langs) * OFFICES)))
        self.root = workspaces.national(root, offices=OFFICES, packs=self.packs, langs=["vi", *self.langs])

    def build(self, size: int, out: str, *, jobs: int = 1) -> Built:
        """Scripts, and leaflets in two languages, each as PDF (and its accessible twin where it needs one) and as Word file."""
        offices = max(1, min(OFFICES, round(size / (FILES * len(self.langs) * self.packs))))
        chosen = [word for number in range(1, offices + 1) for word in ("--office", workspaces.office(number))]
        langs = self.langs[: max(1, round(size / (FILES * self.packs * offices)))]
        chosen += [word for lang in langs for word in ("--lang", lang)]
        asked = ["build", "--json", "--format", "pdf", "--format", "docx", "--out", out]
        began = time.perf_counter()
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            process = subprocess.Popen(
                [*COMMAND, *asked, "--jobs", str(jobs), *chosen],
                cwd=self.root,
                stdout=said,
                stderr=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if not name.startswith("BHXHCOMM_")},
            )
            _pid, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            wall = time.perf_counter() - began
            said.seek(0)
            content = json.load(said)
        if process.returncode:
            wrong = [problem["message"] for problem in content["problems"] if problem["severity"] == "error"]
            raise RuntimeError(f"the build ended with {process.returncode}: {wrong[:3]}")
        return Built(content["artifacts"], wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

    def change(self, path: Path, values: tuple[str, str]) -> None:
        """A new value of one figure."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(values[0]) == 1
        (self.root / path).write_text(text.replace(*values), encoding="utf-8")

    def tree(self, out: str) -> dict[str, str]:
        """Every file but the house-keeping, with the digest of its bytes."""
        folder = self.root / out
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and STATE_FOLDER not in path.parts and "register" not in path.parts
        }


def building() -> Result:
    """Full builds of several sizes, nothing to do, one figure changed, and two jobs against one."""
    with tempfile.TemporaryDirectory() as folder:
        country = Country(Path(folder) / "ca-nuoc", SIZES[-1])
        rows = []
        for size in SIZES:
            full = country.build(size, f"out/{size}")
            nothing = country.build(size, f"out/{size}")
            assert nothing.count("built") == 0
            made = full.count("built")
            rows.append((made, made / full.used, full.wall, nothing.wall, full.wall / nothing.wall, full.memory))
            if size == MIDDLE:
                two = full.wall / country.build(size, "out/two", jobs=2).wall
                assert country.tree("out/two") == country.tree(f"out/{size}")
                shutil.rmtree(country.root / "out" / "two")
            if size != SIZES[-1]:
                shutil.rmtree(country.root / "out" / str(size))
        figures = _changed(country, SIZES[-1])
    rates = [row[1] for row in rows]
    return Result(
        (
            Measured("nothing to do, largest build, wall time", "s", (rows[-1][3],), 2.0),
            Measured("the same, full build as a multiple of it", "×", (rows[-1][4],), 200, at_least=True),
            Measured(
                "files a second, largest against smallest build", "×", (rates[-1] / rates[0],), 0.9, at_least=True
            ),
            Measured("memory, largest against smallest build", "×", (rows[-1][5] / rows[0][5],), 1.1),
            Measured("two jobs against one, wall time", "×", (two,), 1.7, at_least=True),
            *figures,
        ),
        (
            Growth(
                "Full builds, one job (files a second by processor time, which counts starting and planning)",
                ("files", "files/s", "full, s", "nothing to do, s", "×", "MiB"),
                tuple(rows),
            ),
        ),
    )


def _changed(country: Country, size: int) -> tuple[Measured, ...]:
    """One figure changed: exactly what a full build makes otherwise is made anew, at a cost in proportion."""
    out = f"out/{size}"
    before = country.tree(out)
    country.change(Path("offices", f"{workspaces.office(1)}.yaml"), LOCAL_VALUES)
    few = country.build(size, out)
    country.change(FACT, VALUES)
    some = country.build(size, out)
    after = country.tree(out)
    whole = country.build(size, "out/anew")
    anew = country.tree("out/anew")
    assert {path for path in before if path in anew and before[path] == anew[path]} == {
        path for path in before if path in after and before[path] == after[path]
    }
    different = sorted(path for path in anew.keys() | after.keys() if anew.get(path) != after.get(path))
    every, a_file = len(whole.artifacts), whole.used / len(whole.artifacts)
    return (
        Measured("one figure changed: files made anew", "", (some.count("built"),)),
        Measured("the same: files that differ from a full build", "", (len(different),), 0.5),
        Measured(
            "the same: processor time as a multiple of its share", "×", (some.used / a_file / some.count("built"),)
        ),
        Measured("a figure of one office changed: files made anew", "", (few.count("built"),)),
        Measured("the same: processor time as a share of a full build", "%", (100 * few.used / whole.used,)),
        Measured("the same: its files as a share of all", "%", (100 * few.count("built") / every,)),
    )
