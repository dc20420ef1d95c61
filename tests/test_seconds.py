"""The table of seconds that a test run prints."""

from __future__ import annotations

from tests import seconds


def test_seconds_are_added_up_by_room_file_and_test() -> None:
    taken = {
        "tests/page/test_fit.py::test_a[x]": 2.0,
        "tests/page/test_fit.py::test_a[y]": 1.5,
        "tests/language/spoken/test_text.py::test_b": 3.0,
        "tests/test_setup.py::test_c": 0.5,
    }
    assert list(seconds.lines(taken, 4.2)) == [
        "    7.0  all tests, one after the other; 4.2 by the clock",
        "by room:",
        "    3.5  tests/page",
        "    3.0  tests/language",
        "    0.5  tests",
        "slowest files:",
        "    3.5  tests/page/test_fit.py",
        "    3.0  tests/language/spoken/test_text.py",
        "    0.5  tests/test_setup.py",
        "slowest tests:",
        "    3.0  tests/language/spoken/test_text.py::test_b",
        "    2.0  tests/page/test_fit.py::test_a[x]",
        "    1.5  tests/page/test_fit.py::test_a[y]",
        "    0.5  tests/test_setup.py::test_c",
    ]


def test_only_the_slowest_are_named() -> None:
    taken = {f"tests/a/test_{n}.py::test": float(n) for n in range(2 * seconds.SHOWN)}
    named = [line.split()[1] for line in seconds.lines(taken, 1.0)]
    assert named.count("tests/a/test_0.py") == named.count("tests/a/test_0.py::test") == 0
    assert "tests/a/test_19.py::test" in named
