"""What lies in a folder of outputs: each file against what the manifest says of it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bhxhcomm.ledger import presence


@pytest.mark.parametrize(("there", "state"), [(b"a", "whole"), (b"b", "changed"), (None, "missing")])
def test_a_file_is_whole_changed_or_missing(tmp_path: Path, there: bytes | None, state: str) -> None:
    if there is not None:
        (tmp_path / "a.pdf").write_bytes(there)
    artifact: Any = SimpleNamespace(path="a.pdf", sha256=hashlib.sha256(b"a").hexdigest())
    assert presence.on_disk(tmp_path)(artifact) == state


def test_what_lies_behind_a_link_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "a.pdf").write_bytes(b"a")
    (tmp_path / "out" / "a.pdf").symlink_to(tmp_path / "a.pdf")
    artifact: Any = SimpleNamespace(path="a.pdf", sha256=hashlib.sha256(b"a").hexdigest())
    assert presence.on_disk(tmp_path / "out")(artifact) != "whole"
