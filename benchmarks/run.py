"""Measure what the project wants to be quick at, and print one table: `python benchmarks/run.py [NAME…] [--json]`.

Every subject is measured in a process of its own, so that none warms another up. Nothing here fails for being slow.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from measuring import Growth, Measured, Result, Table, spread, yardstick

SUBJECTS = {
    "help": ("startup", "help_text"),
    "trifold": ("startup", "trifold"),
    "warm": ("rendering", "warm"),
    "memory": ("rendering", "memory"),
    "growth": ("rendering", "growth"),
    "word": ("rendering", "word"),
    "load": ("loading", "load_workspace"),
    "edition": ("editions", "edition"),
    "handoff": ("translating", "hand_off"),
    "status": ("translating", "status"),
    "alphabets": ("letters", "alphabets"),
    "scripts": ("letters", "scripts"),
    "spot": ("mixing", "spot"),
    "loudness": ("mixing", "loudness"),
    "building": ("building", "building"),
}
"""What can be asked for, and the module and function that measure it."""


def measure(name: str) -> tuple[Result, tuple[float, ...]]:
    """One subject's result, and the yardstick taken just before and just after it."""
    module, function = SUBJECTS[name]
    before = yardstick()
    result: Result = getattr(import_module(module), function)()
    return result, before + yardstick()


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure bhxhcomm and compare with the figures it wants to reach.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(SUBJECTS)}; all if none")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in SUBJECTS]
    if unknown:
        parser.error(f"not known: {', '.join(unknown)}; known: {', '.join(SUBJECTS)}")
    results: dict[str, Result] = {}
    failed: list[str] = []
    marks: dict[str, tuple[float, ...]] = {}
    spawn = multiprocessing.get_context("spawn")
    for name in asked.names or SUBJECTS:
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            with spawn.Pool(1) as pool:
                results[name], marks[name] = pool.apply(measure, (name,))
        except Exception as exc:
            failed.append(name)
            print(f"{name} could not be measured: {type(exc).__name__}: {exc}", file=sys.stderr)
    if not results:
        return 1
    steadiness = [mark for found in marks.values() for mark in found]
    if asked.json:
        print(json.dumps(_as_json(results, steadiness), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_as_text(results, steadiness)))
    return 1 if failed else 0


def machine() -> dict[str, Any]:
    """What a reader must know of the machine: how many processors, and which Python."""
    return {"cpus": os.cpu_count(), "python": platform.python_version()}


def _as_text(results: dict[str, Result], steadiness: Sequence[float]) -> Iterable[str]:
    here = machine()
    yield f"{here['cpus']} CPUs, Python {here['python']}"
    yield ""
    yield from _columns(
        ["figure", "median", "lowest – highest", "runs", "target", "ratio", ""],
        [_row(item) for result in results.values() for item in result.figures],
    )
    for result in results.values():
        for table in result.tables:
            yield ""
            yield f"{table.what}:"
            cells = [[cell if isinstance(cell, str) else _number(cell) for cell in row] for row in table.rows]
            yield from _columns(table.columns, cells)
        for growth in result.growth:
            yield ""
            yield f"{growth.what}:"
            yield from _columns(growth.columns, [[_number(value) for value in row] for row in growth.rows])
    yield ""
    yield (
        f"Yardstick: a fixed piece of work took {min(steadiness) * 1000:.0f} to {max(steadiness) * 1000:.0f} ms of processor "
        f"time; differences below {spread(steadiness):.0%} may be the machine's."
    )


def _row(item: Measured) -> list[str]:
    target = "" if item.target is None else f"{'≥' if item.at_least else '<'} {_number(item.target)} {item.unit}"
    ratio = "" if item.ratio is None else f"{item.ratio:.2f}"
    verdict = "" if item.ratio is None else "reached" if item.ratio <= 1 else "missed"
    between = f"{_number(item.low)} – {_number(item.high)}" if len(item.values) > 1 else ""
    return [item.what, f"{_number(item.median)} {item.unit}", between, str(len(item.values)), target, ratio, verdict]


def _number(value: float) -> str:
    if value == int(value):
        return str(int(value))
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """A Markdown table that reads well as plain text too."""
    widths = [max(len(row[at]) for row in (header, *rows)) for at in range(len(header))]
    yield _line(header, widths)
    yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    for row in rows:
        yield _line(row, widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _as_json(results: dict[str, Result], steadiness: Sequence[float]) -> dict[str, Any]:
    return {
        "schema": 1,
        "machine": machine(),
        "yardstick_s": {"low": min(steadiness), "high": max(steadiness)},
        "figures": [
            {
                "name": name,
                "what": item.what,
                "unit": item.unit,
                "median": item.median,
                "low": item.low,
                "high": item.high,
                "runs": len(item.values),
                "target": item.target,
                "at_least": item.at_least,
                "ratio": item.ratio,
            }
            for name, result in results.items()
            for item in result.figures
        ],
        "growth": [_growth(name, item) for name, result in results.items() for item in result.growth],
        "tables": [_growth(name, item) for name, result in results.items() for item in result.tables],
    }


def _growth(name: str, growth: Growth | Table) -> dict[str, Any]:
    rows = [dict(zip(growth.columns, row, strict=True)) for row in growth.rows]
    return {"name": name, "what": growth.what, "rows": rows}


if __name__ == "__main__":
    sys.exit(main())
