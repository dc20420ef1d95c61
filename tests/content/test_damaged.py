"""Files damaged at random: the loader reads them or tells what is wrong; it never breaks."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.materials import loading

SOUND = Path(__file__).resolve().parents[1] / "broken" / "sound"
FILES = ["bhxhcomm.yaml", "facts/chung.yaml", "offices/mau.yaml", "packs/mau/pack.yaml"]
SCRAPS = ["", " ", "\n", "  ", "\t", ":", ": ", "- ", "{", "}", "[", "]", '"', "'", "*", "&", "!", "#", " #1", "|", ">",
          "{x}", "0", "%", "2025-02-30", "min(", "\\", "đ", "---\n", "\x00", "../", "null", "~", "a: b\n"]  # fmt: skip


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copytree(SOUND, Path(folder) / "van-phong"))


@given(
    st.sampled_from(FILES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(SCRAPS)), min_size=1, max_size=4),
)
def test_a_damaged_file_is_read_or_told_about(root: Path, name: str, damages: list[tuple[float, int, str]]) -> None:
    text = (SOUND / name).read_text(encoding="utf-8")
    for where, length, scrap in damages:
        at = int(where * len(text))
        text = text[:at] + scrap + text[at + length :]
    path = root / name
    try:
        path.write_text(text, encoding="utf-8")

        found = loading.load(root)
    finally:
        shutil.copyfile(SOUND / name, path)

    assert [problem.place for problem in found.problems] == sorted(problem.place for problem in found.problems)
    for problem in found.problems:
        assert problem.place.path
        assert problem.message
        assert problem.hint, str(problem)
