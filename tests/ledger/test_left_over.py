"""Files of an edition that a later build makes under other names, or in another format, stay known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.ledger.product import File
from bhxhcomm.ledger.store import opened
from bhxhcomm.making import fingerprint
from bhxhcomm.making.export import Exported
from bhxhcomm.making.make import Outcome
from bhxhcomm.making.request import Request
from bhxhcomm.materials.loading import load
from bhxhcomm.planning.plan import Step
from bhxhcomm.running.run import BuildOptions, Executor, Result, run
from tests.cli.program import PACK, copy_of_examples
from tests.cli.program import run as command


def pages(count: int) -> Executor:
    """Files that stand for so many pages."""

    def execute(_workspace: Workspace, steps: Sequence[Step]) -> Iterator[tuple[int, Outcome]]:
        for number, step in enumerate(steps):
            files = [
                File(product, f"trang-{page}", f"{page} of {count}".encode())
                for product in step.stale
                for page in range(1, count + 1)
            ]
            yield number, Outcome(Exported(tuple(files)))

    return execute


def build(root: Path, count: int, *, prune: bool = False) -> Result:
    out = root / "out"
    request = Request("mau", "leaflet", "trifold", "vi", "mau", dt.date(2025, 7, 1), out, formats=("png",))
    options = BuildOptions(prune=prune, pieces=lambda _piece: True)
    with opened(out) as store:
        return run(load(root).checked(), store, [request], options, pages(count))


def names(found: Sequence[Mapping[str, object]]) -> list[str]:
    return [str(one["path"]).rpartition("/")[2] for one in found]


def test_a_page_less_by_another_version_is_left_over_and_goes_with_prune(
    workspace_with: Callable[[Mapping[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = workspace_with({})
    assert build(root, 3).left_over == []
    third = next(root.rglob("*trang-3*"))
    monkeypatch.setattr(fingerprint, "program", lambda: "9.9.9+new")
    done = build(root, 2)
    assert names(done.artifacts) == ["leaflet-trifold-trang-1.vi.nhap.png", "leaflet-trifold-trang-2.vi.nhap.png"]
    assert names(done.left_over) == [third.name]
    assert third.is_file()
    done = build(root, 2, prune=True)
    assert {artifact["status"] for artifact in done.artifacts} == {"unchanged"}
    assert [one["removed"] for one in done.left_over] == [True]
    assert not third.exists()
    assert build(root, 2).left_over == []


def test_a_sound_that_is_asked_for_in_another_format_bars_no_later_build(tmp_path: Path) -> None:
    root = copy_of_examples(tmp_path / "vi-du")
    asked = ["audio", "ringback", PACK, "--json", "--format"]
    first = command(*asked, "mp3", cwd=root)
    second = command(*asked, "wav", cwd=root)
    assert (first.status, second.status) == (0, 0)
    mp3 = next(root.rglob("*.mp3"))
    assert names(second.artifacts) != names(first.artifacts)
    assert mp3.name not in names(second.artifacts)
    both = command(*asked, "mp3", "--format", "wav", cwd=root)
    assert both.status == 0, both.out
    assert mp3.name in names(both.artifacts)
    assert {artifact["status"] for artifact in both.artifacts} == {"built"}
