"""Outputs go neither into a workspace's own folders, nor into itself, nor into what it lies in, by whatever name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.core import outputs
from bhxhcomm.core.opening import READ
from bhxhcomm.core.problems import UsageError

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace `above/office`, the folder of whose pack `linked` lies in its `data/`."""
    root = tmp_path / "above" / "office"
    for name in ("packs/a", "facts", "register", "data/linked/recordings"):
        (root / name).mkdir(parents=True)
    (root / "bhxhcomm.yaml").touch()
    (root / "packs" / "linked").symlink_to(root / "data" / "linked")
    return root


@pytest.mark.parametrize("name", sorted(READ))
def test_no_folder_of_the_workspace_takes_outputs(root: Path, name: str) -> None:
    for path in (root / name, root / name / "deep" / "er", root / name.upper(), root / f"{name.title()}. "):
        for file in (False, True):
            with pytest.raises(UsageError, match="not-for-outputs"):
                outputs.check(path, root, file=file)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (".", "this is the workspace itself"),
        ("packs/..", "this is the workspace itself"),
        ("..", "the workspace lies in it"),
        ("../..", "the workspace lies in it"),
        ("/", "the workspace lies in it"),
        ("to-packs", "is read from `packs`"),
        ("to-packs/new", "is read from `packs`"),
        ("to-root", "this is the workspace itself"),
        ("to-root/register/x", "is read from `register`"),
        ("to-above", "the workspace lies in it"),
        ("data/linked", "by a link in it"),
        ("data/linked/recordings/x", "by a link in it"),
    ],
)
def test_what_a_folder_is_counts_and_not_how_it_is_reached(root: Path, path: str, why: str) -> None:
    (root / "to-packs").symlink_to("packs")
    (root / "to-root").symlink_to(root)
    (root / "to-above").symlink_to(root.parent)
    with pytest.raises(UsageError, match=why):
        outputs.check(root / path, root)


@pytest.mark.parametrize("path", ["out", "out/packs", "packs-out", "data", "data/other", "../elsewhere", "../packs"])
def test_other_folders_take_outputs(root: Path, path: str) -> None:
    outputs.check(root / path, root)
    outputs.check(root / path / "page.html", root, file=True)


@pytest.mark.parametrize("path", ["gallery.html", "../gallery.html"])
def test_a_file_may_lie_beside_the_folders_that_are_read(root: Path, path: str) -> None:
    outputs.check(root / path, root, file=True)


def test_another_name_of_the_same_folder_is_seen(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a disk that knows no capital letters: OFFICE is what `office` is."""
    same = {(str(root.parent / "OFFICE"), str(root))}
    monkeypatch.setattr(outputs.os.path, "samefile", lambda one, other: (str(one), str(other)) in same)
    with pytest.raises(UsageError, match="this is the workspace itself"):
        outputs.check(root.parent / "OFFICE", root)
    with pytest.raises(UsageError, match="is read from `facts`"):
        outputs.check(root.parent / "OFFICE" / "FACTS", root)
