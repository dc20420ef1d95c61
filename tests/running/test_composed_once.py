"""A piece is composed once from plan to file, and not at all where there is nothing to do."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.ledger.seen import Seen
from bhxhcomm.ledger.store import opened, seen_place
from bhxhcomm.making.request import Request
from bhxhcomm.materials.loading import load
from bhxhcomm.materials.table import Material
from bhxhcomm.planning import inputs
from bhxhcomm.running.run import BuildOptions, Result, run
from tests.sound.station import make_station

DAY = dt.date(2025, 7, 1)
LEAFLET, SPOT = "bhxhcomm.materials.leaflet", "bhxhcomm.materials.radio_spot"


@dataclass(frozen=True, slots=True)
class Compositions:
    """The pieces that materials have composed, in whatever process."""

    file: Path

    def taken(self) -> Counter[str]:
        """Those since it was last asked."""
        found = Counter(self.file.read_text(encoding="utf-8").splitlines())
        self.file.write_text("", encoding="utf-8")
        return found


@pytest.fixture(scope="module")
def compositions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compositions]:
    file = tmp_path_factory.mktemp("dem") / "bien-soan.txt"
    file.write_text("", encoding="utf-8")
    whole = Material.compose

    def counting(self: Material, *arguments: Any, **options: Any) -> object:
        with file.open("a", encoding="utf-8") as lines:
            lines.write(self.module + "\n")
        return whole(self, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Material, "compose", counting)
        yield Compositions(file)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_station(tmp_path_factory.mktemp("mot-lan") / "van-phong")
    # Its spot may be as short as it is.
    pack = root / "packs" / "mau" / "pack.yaml"
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text.replace('    "30":\n', '    "30":\n      tolerance: 30\n'), encoding="utf-8")
    return root


def build(root: Path, *, jobs: int = 1) -> Result:
    """A leaflet, and a spot in a bundle with the proof to sign in it."""
    out = root / "out"
    asked = [
        Request("mau", "leaflet", "trifold", "vi", "mau", DAY, out, formats=("pdf",)),
        Request("mau", "radio-spot", "30", "vi", "mau", DAY, out, formats=("mp3",), bundle=True),
    ]
    found = inputs.take(root, out, Seen(seen_place(out)))
    space = load(root).checked()
    with opened(out) as store:
        result = run(space, store, asked, BuildOptions(jobs=jobs), inputs=found)
        store.remember()
    assert [problem for problem in result.problems if problem.is_error] == []
    return result


def statuses(result: Result) -> set[str]:
    return {artifact["status"] for artifact in result.artifacts if not artifact["path"].endswith(".zip")}


@pytest.mark.slow
def test_a_piece_is_composed_once_from_plan_to_file(root: Path, compositions: Compositions) -> None:
    assert statuses(build(root)) == {"built"}
    assert compositions.taken() == {LEAFLET: 1, SPOT: 1}


@pytest.mark.slow
def test_where_nothing_has_changed_only_the_papers_of_a_bundle_are_made_of_a_piece_again(
    root: Path, compositions: Compositions
) -> None:
    assert statuses(build(root)) == {"unchanged"}
    # They are of the day on which they are asked for.
    assert compositions.taken() == {SPOT: 1}


@pytest.mark.slow
def test_so_it_is_where_processes_work_side_by_side(root: Path, compositions: Compositions) -> None:
    pack = root / "packs" / "mau" / "pack.yaml"
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text.replace("Lương cơ sở là", "Mức lương cơ sở là"), encoding="utf-8")
    assert statuses(build(root, jobs=2)) == {"built"}
    assert compositions.taken() == {LEAFLET: 1, SPOT: 1}


@pytest.mark.slow
def test_a_file_that_was_lost_is_made_again_of_a_piece_that_is_composed_once(
    root: Path, compositions: Compositions
) -> None:
    (lost,) = (root / "out").rglob("leaflet-trifold.vi.nhap.pdf")
    before = lost.read_bytes()
    lost.unlink()
    build(root)
    assert lost.read_bytes() == before
    assert compositions.taken() == {LEAFLET: 1, SPOT: 1}
