"""The engine's copies of fonts lie in one folder, which nobody removes who has not made it, and which does not stay."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bhxhcomm.page import pdf
from bhxhcomm.page.engine import font_copies
from bhxhcomm.page.measuring import fonts

WARM = """
import os, sys
from bhxhcomm.page import pdf
pdf.warm_up("vi")
if os.fork() == 0:
    pdf.warm_up("khmer")
    os._exit(0)
os.wait()
print("warm", flush=True)
sys.stdin.read()
"""


def begun(temporary: Path) -> subprocess.Popen[str]:
    """A process that has engines, and has forked one that made some more."""
    process = subprocess.Popen(
        [sys.executable, "-c", WARM],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "warm\n"
    return process


def test_a_process_takes_its_copies_and_those_of_its_children_with_it(tmp_path: Path) -> None:
    process = begun(tmp_path)
    (house,) = tmp_path.iterdir()
    assert house.name.startswith(f"{font_copies.PREFIX}{process.pid}-")
    assert len(list(house.iterdir())) == 2
    process.communicate("")
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next_one_a_day_later(tmp_path: Path) -> None:
    process = begun(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (house,) = tmp_path.iterdir()
    others = [tmp_path / f"{font_copies.PREFIX}{os.getpid()}-abc", tmp_path / f"{font_copies.PREFIX}khac"]
    for other in others:
        other.mkdir()
    font_copies.clear_up(tmp_path)
    assert house.is_dir(), "a number that is not to be seen may be one of another container"
    for path in (house, *others):
        before = time.time() - 2 * font_copies.OLD_S
        os.utime(path, (before, before))
    font_copies.clear_up(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(others)


def test_a_forked_process_that_drops_its_engines_leaves_the_fonts_to_the_others() -> None:
    pdf.warm_up("vi")
    engine = pdf._engine(tuple(fonts.find(fonts.families_for("vi").all)))
    copies = sorted(font_copies._shared_folder().rglob("*"))
    assert engine.font_config._folder in copies
    assert any(path.is_file() for path in copies)

    def drop() -> None:
        nonlocal engine
        pdf._engine.cache_clear()
        del engine
        gc.collect()

    process = multiprocessing.get_context("fork").Process(target=drop)
    process.start()
    process.join()
    assert process.exitcode == 0
    assert sorted(font_copies._shared_folder().rglob("*")) == copies


def test_the_engine_still_keeps_its_copies_where_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.text import fonts as engine_fonts

    def refused(**_named: object) -> str:
        raise AssertionError("the engine makes a folder of its own")

    monkeypatch.setattr(engine_fonts, "mkdtemp", refused)
    pdf._engine.cache_clear()
    pdf.warm_up("vi")
