"""script/mutants: every deliberate fault has its place in the code, and names tests that there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).resolve().parents[1]


def test_every_fault_has_its_place() -> None:
    command = [sys.executable, ROOT / "script/mutants.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_fault_has_a_name_of_its_own() -> None:
    listed = yaml.safe_load((ROOT / "tests/mutants.yaml").read_text(encoding="utf-8"))
    assert len({one["name"] for one in listed}) == len(listed)
    assert len({(one["file"], one["old"], one["new"]) for one in listed}) == len(listed)
