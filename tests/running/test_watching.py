"""What counts as saved in a workspace, and what does not."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from bhxhcomm.running import watching


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "packs" / "mau").mkdir(parents=True)
    (tmp_path / "packs" / "mau" / "pack.yaml").write_text("id: mau\n", encoding="utf-8")
    (tmp_path / "bhxhcomm.yaml").write_text("format: workspace/1\n", encoding="utf-8")
    return tmp_path


def saved_after(root: Path, name: str, outputs: tuple[Path, ...] = ()) -> list[str]:
    before = watching.look(root, outputs)
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mới", encoding="utf-8")
    return watching.touched(before, watching.look(root, outputs))


@pytest.mark.parametrize(
    "name",
    [
        "bhxhcomm.yaml",
        "packs/mau/pack.yaml",
        "packs/mau/images/anh.svg",
        "facts/chung.yaml",
        "offices/mau.yaml",
        "locales/ede.po",
        "templates/leaflet/trifold.html.j2",
        "packs/mau/recordings/vi/mo-dau.wav",
        "packs/out/pack.yaml",
    ],
)
def test_content_that_is_saved_counts(root: Path, name: str) -> None:
    assert saved_after(root, name) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "out/mau/to-gap.pdf",
        "out/gallery.html",
        "register/ABCDE-12345.json",
        "in-ra/to-gap.pdf",
        ".git/index",
        "packs/mau/.pack.yaml.swp",
        "packs/mau/pack.yaml~",
        "packs/mau/4913",
        "packs/mau/#pack.yaml#",
        "packs/mau/pack.yaml.tmp",
    ],
)
def test_outputs_and_what_editors_put_beside_files_do_not_count(root: Path, name: str) -> None:
    assert saved_after(root, name, (root / "in-ra",)) == []


def test_a_file_that_is_renamed_over_another_counts_though_size_and_time_are_the_same(root: Path) -> None:
    import os

    path = root / "packs" / "mau" / "pack.yaml"
    before = watching.look(root)
    stat = path.stat()
    (root / "other").write_text("id: mao\n", encoding="utf-8")
    os.utime(root / "other", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (root / "other").replace(path)

    assert watching.touched(before, watching.look(root)) == ["packs/mau/pack.yaml"]


def test_a_file_that_is_removed_counts(root: Path) -> None:
    before = watching.look(root)
    (root / "packs" / "mau" / "pack.yaml").unlink()

    assert watching.touched(before, watching.look(root)) == ["packs/mau/pack.yaml"]


@pytest.mark.slow
def test_what_was_saved_during_a_build_is_found_when_the_watch_begins(root: Path) -> None:
    before = watching.look(root)
    (root / "facts.yaml").write_text("mới", encoding="utf-8")

    assert watching.touched(before, watching.wait(root, before)) == ["facts.yaml"]


@pytest.mark.slow
def test_the_wait_ends_when_something_is_saved_and_all_steps_of_a_save_are_one(root: Path) -> None:
    path = root / "packs" / "mau" / "pack.yaml"
    before = watching.look(root)

    def save() -> None:
        time.sleep(0.6)
        (root / "out").mkdir()
        (root / "out" / "to-gap.pdf").write_bytes(b"a build of somebody else")
        time.sleep(0.3)
        path.rename(path.with_name("pack.yaml~"))
        time.sleep(0.01)
        path.write_text("id: mau # khác\n", encoding="utf-8")

    editor = threading.Thread(target=save)
    editor.start()
    after = watching.wait(root, before)
    editor.join()

    assert watching.touched(before, after) == ["packs/mau/pack.yaml"]
    assert after == watching.look(root)
