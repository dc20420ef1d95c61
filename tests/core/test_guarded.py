"""A guarded reader answers plain values; what kills it is a problem of the file that it read."""

from __future__ import annotations

import ctypes
import math
import multiprocessing
import operator
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhxhcomm.content import drawing
from bhxhcomm.core import guarded, plain_values
from bhxhcomm.core.guarded import Limits
from bhxhcomm.core.problems import ContentError, Place, Problem

FILE = Place("tay.docx")
HINT = "open it in its own program, save it anew in its plainest form, and use that"
pytestmark = pytest.mark.usefixtures("english")
Plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=12,
)


@settings(max_examples=40)
@given(Plain)
def test_plain_values_come_back_as_they_were(value: Any) -> None:
    assert plain_values.decoded(plain_values.encoded(value)) == value


@given(
    st.binary(max_size=80)
    | st.builds(lambda head, tail: len(head).to_bytes(4, "big") + head + tail, st.binary(), st.binary())
)
def test_any_other_bytes_are_no_value(data: bytes) -> None:
    try:
        found = plain_values.decoded(data)
    except ValueError:
        return
    assert plain_values.decoded(plain_values.encoded(found)) == found


def test_nothing_but_plain_values_is_sent() -> None:
    with pytest.raises(TypeError, match="a PosixPath is no plain value"):
        plain_values.encoded([Path("a")])


@pytest.mark.wheel
def test_a_function_runs_in_another_process() -> None:
    assert guarded.call(len, b"abc", place=FILE) == 3
    assert guarded.call(os.getpid, place=FILE) != os.getpid()
    assert guarded.call(len, b"a" * 5_000_000, place=FILE) == 5_000_000


def ended(function: Any, *arguments: Any, **limits: Any) -> Problem:
    with pytest.raises(ContentError) as raised:
        guarded.call(function, *arguments, place=FILE, limits=Limits(**limits))
    (problem,) = raised.value.problems
    assert problem.place == FILE
    return problem


@pytest.mark.parametrize(("signal_name", "code"), [("SEGV", "file-crashes"), ("KILL", "file-too-heavy")])
def test_a_child_that_dies_as_a_whole_says_by_which_signal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signal_name: str, code: str
) -> None:
    """Only where the system ended it is memory the likely reason."""
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\nkill -{signal_name} $$\n", encoding="ascii")
    program.chmod(0o755)
    guarded._child.end()
    monkeypatch.setattr(sys, "executable", str(program))
    problem = ended(len, b"abc")
    assert problem.code == code
    assert ("(SEGV)" in problem.message) == (signal_name == "SEGV")


def test_what_kills_a_reader_is_a_problem_of_its_file() -> None:
    crash = "the program that reads such files fails on this one ({}); it is not read"
    assert ended(os.abort) == Problem("file-crashes", crash.format("ABRT"), FILE, HINT)
    assert ended(ctypes.string_at, 0) == Problem("file-crashes", crash.format("SEGV"), FILE, HINT)
    heavy = "reading this file takes more than 300 MB of memory; it is not read"
    assert ended(operator.mul, b"a", 10**9, megabytes=300) == Problem("file-too-heavy", heavy, FILE, HINT)
    assert ended(operator.mul, b"a", 2 * 10**7, megabytes=10).code == "file-too-heavy"
    slow = "reading this file takes longer than 1 seconds; it is not read"
    assert ended(math.factorial, 10**7, seconds=1) == Problem("file-too-slow", slow, FILE, HINT)
    damaged = "this file is damaged: it cannot be read (TypeError)"
    assert ended(len, 3) == Problem("file-unreadable", damaged, FILE, HINT)
    # And the child is still there.
    assert guarded.call(len, b"ab", place=FILE) == 2


def test_a_reader_that_waits_is_ended_by_the_clock() -> None:
    begun = time.monotonic()
    assert ended(time.sleep, 600, seconds=1).code == "file-too-slow"
    assert time.monotonic() - begun < 30


def test_problems_that_a_reader_finds_come_through_with_their_places() -> None:
    with pytest.raises(ContentError) as raised:
        guarded.call(drawing.kind_of, b"GIF89a", "logo.gif", place=FILE)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place) == ("picture-format", Place("logo.gif"))
    assert problem.message == "this is not a picture in PNG, JPEG or SVG"


@pytest.mark.wheel
def test_a_reader_reads_and_starts_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    for function, arguments in (
        (os.listdir, None),
        (open, (str(tmp_path / "secret"),)),
        (open, (str(tmp_path / "new"), "w")),
        (os.system, ("true",)),
        (os.remove, (str(tmp_path / "secret"),)),
    ):
        if arguments is not None:
            assert ended(function, *arguments).message.endswith("(PermissionError)")
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_nothing_of_the_environment_but_what_is_needed_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    guarded._child.end()
    monkeypatch.setenv("TOKEN", "geheim")
    assert guarded.call(os.getenv, "TOKEN", place=FILE) is None
    assert guarded.call(os.getenv, "BHXHCOMM_LANG", place=FILE) == "en"


def _in_a_fork(pipe: Any) -> None:
    pipe.send((guarded.call(len, b"abc", place=FILE), guarded._child.process.pid if guarded._child.process else 0))


@pytest.mark.wheel
@pytest.mark.parametrize("daemon", [False, True])
def test_each_process_of_a_pool_has_a_child_of_its_own(daemon: bool) -> None:
    guarded.call(len, b"", place=FILE)
    assert guarded._child.process is not None
    own = guarded._child.process.pid
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_in_a_fork, args=(theirs,), daemon=daemon)
    process.start()
    found, other = ours.recv()
    process.join()
    assert (found, process.exitcode) == (3, 0)
    assert other not in (0, own)
    assert guarded.call(len, b"abcd", place=FILE) == 4
    assert guarded._child.process.pid == own
    _gone(other)


def test_a_child_that_was_killed_is_replaced() -> None:
    guarded.call(len, b"", place=FILE)
    assert guarded._child.process is not None
    guarded._child.process.kill()
    assert guarded.call(len, b"abc", place=FILE) == 3


def test_the_child_ends_with_its_process() -> None:
    script = (
        "import os\n"
        "from bhxhcomm.core import guarded\n"
        "from bhxhcomm.core.problems import Place\n"
        "guarded.call(len, b'', place=Place('x'))\n"
        "print(guarded._child.process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    import sys

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, cwd=Path.cwd())
    _gone(int(told.stdout))


def _gone(process: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        stat = Path(f"/proc/{process}/stat")
        if not stat.exists() or stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    raise AssertionError(f"process {process} is still there")
