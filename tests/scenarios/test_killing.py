"""Builds killed at random moments: a few of those that `benchmarks/killing.py` tries by the hundred."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import environment

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "killing.py"
KILLS = 8


@pytest.mark.slow
@pytest.mark.checkout
def test_a_killed_build_leaves_no_wrong_or_half_file_and_the_next_one_carries_on(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, "--kills", str(KILLS), "--seed", "7", "--keep", tmp_path / "vi-du"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(rf"{KILLS} kills \(.+\); \d+ builds that ended", done.stdout)
    assert "Never a wrong or half file." in done.stdout
