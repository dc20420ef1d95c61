"""Files damaged at random: the loader reads them or tells what is wrong; it never breaks."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content import validate
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


@pytest.mark.parametrize(
    "section", ["{id: {a: b}, heading: H, blocks: [{text: T}]}", "{id: [a], heading: H}", "{heading: H}"]
)
def test_a_section_whose_id_is_no_word_is_told_about(root: Path, section: str) -> None:
    path = root / "packs/mau/pack.yaml"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text.replace("sections:\n", f"sections:\n  - {section}\n", 1), encoding="utf-8")
        found = loading.load(root)
    finally:
        path.write_text(text, encoding="utf-8")
    assert [problem.place.path for problem in found.problems]
    assert {problem.place.path for problem in found.problems} == {"packs/mau/pack.yaml"}


def test_a_thousand_unknown_keys_ask_for_the_known_ones_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    whole = loading.shape_of_packs().model_json_schema
    monkeypatch.setattr(loading.shape_of_packs(), "model_json_schema", lambda: asked.append(1) or whole())
    validate._json_schema.cache_clear()
    path = root / "packs/mau/pack.yaml"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text + "".join(f"khoa_{number}: a\n" for number in range(1000)), encoding="utf-8")
        found = loading.load(root)
    finally:
        path.write_text(text, encoding="utf-8")
        validate._json_schema.cache_clear()
    assert sum(problem.code == "unknown-key" for problem in found.problems) == 1000
    assert asked == [1]
