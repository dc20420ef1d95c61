"""A seeded sample of `script/hostile`: each damaged file is a message, and nothing is touched that is not ours."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.checkout

SCRIPT = Path(__file__).parents[2] / "script" / "hostile.py"


@pytest.fixture(scope="module")
def hostile() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hostile", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["hostile"] = module
    spec.loader.exec_module(module)
    return module


def test_a_sample_of_damaged_files_gives_messages_and_nothing_else(hostile: Any) -> None:
    found = hostile.tried({"inputs": 60, "handoffs": 10}, seed=12, workers=2)
    assert found["tried"] == {"inputs": 60, "handoffs": 10}
    assert [(one["kind"], one["number"], one["faults"], one["said"]) for one in found["faults"]] == []


def test_a_case_is_told_by_its_kind_seed_and_number(hostile: Any) -> None:
    one, other = (hostile.damaged(b"format: pack/1\nid: a\n", "pack.yaml", random.Random("12:pack:7")) for _ in "ab")
    assert one == other


@pytest.mark.parametrize(
    ("event", "arguments", "told"),
    [
        ("open", ("/etc/passwd", "r", 0), "read /etc/passwd"),
        ("open", ("/etc/hosts", "w", 1), "write /etc/hosts"),
        ("os.remove", ("/etc/hosts", -1), "os.remove /etc/hosts"),
        ("os.rename", ("a", "/etc/x", -1, -1), "os.rename /etc/x"),
        ("subprocess.Popen", ("/bin/sh", ["sh", "-c", "id"], None, None), "subprocess.Popen /bin/sh"),
        ("socket.connect", (None, ("192.0.2.1", 80)), "socket.connect"),
    ],
)
def test_what_is_not_on_the_list_is_noted(hostile: Any, tmp_path: Path, event: str, arguments: Any, told: str) -> None:
    watch = hostile.Watch(*hostile._allowed(tmp_path), on=True)
    watch.hook(event, arguments)
    assert [one.startswith(told) for one in watch.found] == [True]
    watch.found.clear()
    watch.hook("open", (str(tmp_path / "a"), "w", 1))
    assert watch.found == []
