"""The keys, codes and signed digests of the examples are what they were: what changes them is seen, and must be meant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from script import golden_digests

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).resolve().parents[1]


def test_keys_codes_and_signed_digests_of_the_examples_are_what_they_were() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "script/golden_digests.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_differs_is_said_with_its_name() -> None:
    held = {"pieces": {"a": "1", "b": "2"}, "signed": {"text vi": "2:00 11"}}
    found = {"pieces": {"a": "1", "b": "3"}, "signed": {}, "beside": {"new": "4"}}
    assert golden_digests.differences(held, found) == [
        "beside: new: nothing -> 4",
        "pieces: b: 2 -> 3",
        "signed: text vi: 2:00 11 -> nothing",
    ]
