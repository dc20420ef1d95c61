"""What a release takes the place of does not lie beside it under a name that can be sent, whatever happens in between."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bhxhcomm.content.office import RESERVED
from bhxhcomm.core import files
from bhxhcomm.core.problems import ContentError
from bhxhcomm.ledger import manifest, register
from bhxhcomm.ledger.joining import join
from bhxhcomm.ledger.presence import EditionState, editions_on_disk, on_disk
from bhxhcomm.ledger.store import WITHDRAWN, Store, opened
from bhxhcomm.making.request import Request
from bhxhcomm.materials.loading import load
from bhxhcomm.planning.plan import check_names
from bhxhcomm.running.run import BuildOptions, Result, run
from bhxhcomm.sound import clips
from tests.cli.program import replace
from tests.cli.program import run as command
from tests.conftest import SOUND
from tests.ledger.test_left_over import pages

OLD = "leaflet-trifold-trang-{}.vi.png"


def build(root: Path, count: int = 2, *, prune: bool = False, out: Path | None = None) -> Result:
    out = out or root / "out"
    request = Request("mau", "leaflet", "trifold", "vi", "mau", dt.date(2025, 7, 1), out, formats=("png",))
    options = BuildOptions(prune=prune, pieces=lambda _piece: True)
    with opened(out, registers=(root,)) as store:
        return run(load(root).checked(), store, [request], options, pages(count))


def sign(root: Path) -> None:
    done = command("approve", "mau", "--fact", "all", "--office", "all", "--by", "Người duyệt mẫu", cwd=root)
    assert done.status == 0, done.err


def edit(root: Path, old: str = "Phần hai", new: str = "Phần hai, sửa,") -> None:
    replace(root / "packs/mau/pack.yaml", old, new)


def lie(root: Path, folder: str = "out") -> set[str]:
    return {path.relative_to(root / folder).as_posix() for path in (root / folder).rglob("*.png")}


@pytest.fixture
def root(workspace_with: Callable[[Mapping[str, str]], Path]) -> Path:
    """A released flyer of two pages."""
    found = workspace_with({})
    sign(found)
    assert not [one for one in build(found).problems if one.is_error]
    assert lie(found) == {f"mau/mau/{OLD.format(page)}" for page in (1, 2)}
    return found


def code(root: Path) -> str:
    (piece,) = [one for one in manifest.read(root / "out/manifest.json").pieces if one.current]
    return piece.code


def put_aside(code: str, *numbers: int) -> set[str]:
    return {f"withdrawn/mau/mau/leaflet-trifold-trang-{one}.vi.{code}.thu-hoi.png" for one in numbers}


def test_a_draft_goes_when_its_release_comes_and_never_before(root: Path) -> None:
    first = lie(root)
    edit(root)
    build(root)
    assert lie(root) == first | {f"mau/mau/leaflet-trifold-trang-{page}.vi.nhap.png" for page in (1, 2)}
    sign(root)
    old = next(iter({Path(name).stem for name in os.listdir(root / "register")}))
    build(root)
    assert lie(root) == first | put_aside(old, 1, 2)


@pytest.mark.usefixtures("english")
def test_status_names_what_lies_there_after_a_release_that_was_ended_half_way(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = code(root)
    edit(root)
    sign(root)
    with monkeypatch.context() as patched:
        # The new files are in their places; the manifest still knows the old ones.
        patched.setattr(Store, "finish", lambda *_a: pytest.fail("ended"))
        with pytest.raises(pytest.fail.Exception):
            build(root, 1)
    assert code(root) == old
    (new,) = {Path(name).stem for name in os.listdir(root / "register")} - {old}
    (row,) = command("status", "mau", "--office", "mau", "--json", cwd=root).object["editions"]
    assert (row["released"], row["also_released"]) == ({"code": new, "whole": True}, [])
    assert f"released as {new}" in command("status", "mau", "--office", "mau", cwd=root).out


@pytest.mark.usefixtures("english")
def test_status_names_every_edition_of_which_a_file_lies_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = code(root)
    edit(root)
    sign(root)
    with monkeypatch.context() as patched:
        # The first page is the new one, and the second is still the old one.
        patched.setattr(Store, "supersede", lambda *_a: pytest.fail("ended"))
        with pytest.raises(pytest.fail.Exception):
            build(root, 1)
    (new,) = {Path(name).stem for name in os.listdir(root / "register")} - {old}
    (row,) = command("status", "mau", "--office", "mau", "--json", cwd=root).object["editions"]
    there = [{"code": found, "whole": True} for found in (new, old)]
    assert [row["released"], *row["also_released"]] == there
    assert f"released as {new}; {old} still lies beside it" in command("status", "mau", "--office", "mau", cwd=root).out


def test_a_page_of_the_old_edition_that_the_new_one_has_not_is_put_aside_as_well(root: Path) -> None:
    old = code(root)
    edit(root)
    sign(root)
    done = build(root, 1)
    assert lie(root) == {f"mau/mau/{OLD.format(1)}"} | put_aside(old, 1, 2)
    assert {Path(one["path"]).name for one in done.withdrawn} == {Path(name).name for name in put_aside(old, 1, 2)}
    known = manifest.read(root / "out/manifest.json").withdrawn
    assert {(one.code, one.replaced_by) for one in known} == {(old, code(root))}
    assert {reason.code for one in known for reason in one.reasons} == {"text"}
    assert known[0].reasons[0].messages["en"].startswith("text on")
    assert [(root / "out" / one.path).read_bytes() for one in known] == [b"1 of 2", b"2 of 2"]


def test_an_edition_that_is_used_again_is_not_withdrawn_any_more(root: Path) -> None:
    old = code(root)
    edit(root)
    sign(root)
    build(root)
    new = code(root)
    edit(root, "Phần hai, sửa,", "Phần hai")
    sign(root)
    build(root)
    assert code(root) == old
    assert lie(root) == {f"mau/mau/{OLD.format(page)}" for page in (1, 2)} | put_aside(new, 1, 2)


def test_prune_removes_what_was_put_aside_and_the_register_still_knows_it(root: Path) -> None:
    old = code(root)
    edit(root)
    sign(root)
    build(root)
    done = build(root, prune=True)
    assert lie(root) == {f"mau/mau/{OLD.format(page)}" for page in (1, 2)}
    assert [one["removed"] for one in done.left_over] == [True, True]
    assert manifest.read(root / "out/manifest.json").withdrawn == []
    assert register.find(old, [root]) is not None


def test_what_somebody_has_changed_stays_and_is_told(root: Path) -> None:
    second = root / "out/mau/mau" / OLD.format(2)
    second.write_bytes(b"by hand")
    edit(root)
    sign(root)
    done = build(root, 1)
    assert second.read_bytes() == b"by hand"
    assert [one.code for one in done.problems if one.place.path == str(second)] == ["edited-by-hand"]


@pytest.mark.parametrize("moment", range(8))
def test_a_build_killed_while_it_replaces_a_release_loses_no_file_and_the_next_one_ends_it(
    moment: int, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the n-th file is put in its place: an old page is whole in its own place or where it was put aside."""
    old = code(root)
    edit(root)
    sign(root)
    whole, count = files._put, 0

    class Killed(BaseException):
        """What nothing catches."""

    def put(*arguments: object) -> None:
        nonlocal count
        count += 1
        if count > moment:
            raise Killed
        whole(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(files, "_put", put)
        try:
            build(root, 1)
        except Killed:
            held = {path.read_bytes() for path in (root / "out").rglob("*.png")}
            assert {b"1 of 2", b"2 of 2"} <= held
    build(root, 1)
    assert lie(root) == {f"mau/mau/{OLD.format(1)}"} | put_aside(old, 1, 2)
    assert len(manifest.read(root / "out/manifest.json").withdrawn) == 2


def test_parts_bring_what_was_put_aside_along(root: Path) -> None:
    edit(root)
    sign(root)
    build(root)
    join([root / "out"], root / "ca")
    assert lie(root, "ca") == lie(root)
    assert manifest.read(root / "ca/manifest.json") == manifest.read(root / "out/manifest.json")
    (root / "out" / min(put_aside_names(root))).write_bytes(b"khac")
    with pytest.raises(ContentError) as caught:
        join([root / "out"], root / "khac")
    assert [one.code for one in caught.value.problems] == ["file-differs"]


def put_aside_names(root: Path) -> set[str]:
    return {name for name in lie(root) if name.startswith("withdrawn/")}


def test_only_what_lies_there_whole_counts_as_released(root: Path) -> None:
    def states() -> list[EditionState]:
        found = manifest.read(root / "out/manifest.json")
        return [one.state for one in editions_on_disk(found.pieces, on_disk(root / "out"))]

    assert states() == [EditionState.RELEASED]
    edit(root)
    build(root)
    assert states() == [EditionState.DRAFT, EditionState.RELEASED]
    (root / "out/mau/mau" / OLD.format(2)).unlink()
    assert states() == [EditionState.DRAFT, EditionState.TOUCHED]
    (root / "out/mau/mau" / OLD.format(1)).unlink()
    assert states() == [EditionState.DRAFT]


@pytest.mark.parametrize(
    "part", ["out", "out/mau", "out/mau/mau", "out/.bhxhcomm", "out/register", "out/withdrawn", "register"]
)
def test_a_link_in_the_way_is_refused_and_nothing_is_touched_behind_it(part: str, root: Path, tmp_path: Path) -> None:
    place, elsewhere = root / part, tmp_path / "khac"
    edit(root)
    sign(root)
    if place.exists():
        place.rename(elsewhere)
    else:
        elsewhere.mkdir()
    place.symlink_to(elsewhere)
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}
    try:
        found = [one.code for one in build(root, prune=True).problems]
    except ContentError as exc:
        found = [one.code for one in exc.problems]
    # Of the workspace itself its loader says the same.
    assert {"link-in-the-way", "outside-workspace"} & {*found}
    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before


def test_a_file_that_is_a_link_is_neither_read_nor_written_over(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "cua-toi"
    outside.write_bytes(b"mine")
    first = root / "out/mau/mau" / OLD.format(1)
    first.unlink()
    first.symlink_to(outside)
    done = build(root)
    assert {one.code for one in done.problems} == {"link-in-the-way"}
    assert first.is_symlink()
    assert outside.read_bytes() == b"mine"


def test_a_store_without_notes_knows_its_files_by_the_registers(root: Path) -> None:
    (root / "out/manifest.json").unlink()
    for path in (root / "out/.bhxhcomm").iterdir():
        path.unlink()
    first = root / "out/mau/mau" / OLD.format(1)
    assert not Store(root / "out", write=False, registers=(root,)).foreign(first)
    assert Store(root / "out", write=False).foreign(first)
    assert not Store(root / "out", write=False).foreign(first, b"1 of 2")
    first.write_bytes(b"by hand")
    assert Store(root / "out", write=False, registers=(root,)).foreign(first)


@pytest.mark.parametrize("office", ["withdrawn", "register", "clips", "as-of-2027-01-01"])
def test_no_office_is_called_as_a_folder_of_the_outputs(office: str, tmp_path: Path) -> None:
    request = Request("mau", "leaflet", "trifold", "vi", office, dt.date(2025, 7, 1), tmp_path)
    with pytest.raises(ContentError) as caught:
        check_names([request])
    assert [one.code for one in caught.value.problems] == ["name-reserved"]


@pytest.mark.parametrize("name", ["lint", "status"])
def test_an_office_that_is_called_so_is_an_error_before_anything_is_built(name: str, tmp_path: Path) -> None:
    root = Path(shutil.copytree(SOUND, tmp_path / "w"))
    assert RESERVED.fullmatch(WITHDRAWN)
    assert RESERVED.fullmatch(register.FOLDER)
    assert RESERVED.fullmatch(clips.FOLDER)
    shutil.copy(root / "offices" / "mau.yaml", root / "offices" / "clips.yaml")
    done = command(name, "--json", cwd=root)
    (problem,) = (one for one in done.object["problems"] if one["severity"] == "error")
    assert (done.status, problem["code"], problem["path"]) == (1, "name-reserved", "offices/clips.yaml")
