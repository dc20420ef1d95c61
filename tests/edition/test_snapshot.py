"""What changed since the last approval, text by text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition.snapshot import SnapshotChange, changes, path_of, read
from bhxhcomm.materials import loading

SOUND = Path(__file__).resolve().parents[1] / "broken" / "sound"

BEFORE = [("muc-dong", "Câu một."), ("muc-dong", "Câu hai."), ("quyen-loi", "Câu ba.")]


def test_nothing_has_changed() -> None:
    assert changes(BEFORE, list(BEFORE)) == []


def test_a_reworded_text_is_shown_with_what_it_was() -> None:
    after = [BEFORE[0], ("muc-dong", "Câu hai mới."), BEFORE[2]]
    assert changes(BEFORE, after) == [SnapshotChange("muc-dong", "Câu hai.", "Câu hai mới.")]


def test_texts_that_came_and_went_are_told_apart() -> None:
    assert changes(BEFORE, BEFORE[:2]) == [SnapshotChange("quyen-loi", "Câu ba.", "")]
    assert changes(BEFORE, [*BEFORE, ("giay-to", "Câu tư.")]) == [SnapshotChange("giay-to", "", "Câu tư.")]


def test_texts_of_different_sections_are_never_taken_for_rewordings() -> None:
    after = [BEFORE[0], BEFORE[1], ("giay-to", "Câu ba.")]
    assert changes(BEFORE, after) == [
        SnapshotChange("quyen-loi", "Câu ba.", ""),
        SnapshotChange("giay-to", "", "Câu ba."),
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"texts": 3}', '{"texts": [["a"]]}', "[" * 100_000, "\udcff"])
def test_texts_that_cannot_be_read_are_an_error_with_their_place(text: str, english: None, tmp_path: Path) -> None:
    root = tmp_path / "van-phong"
    shutil.copytree(SOUND, root)
    pack = loading.load(root).packs["mau"]
    path = path_of(pack, "vi")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ContentError) as raised:
        read(pack, "vi")
    (problem,) = raised.value.problems
    assert (problem.code, problem.place.path) == ("snapshot-damaged", "packs/mau/approved/vi.json")
    assert problem.message == "the texts as they were last approved cannot be read"
