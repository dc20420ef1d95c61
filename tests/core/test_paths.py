"""Paths out of data stay inside their folder, or are refused where they are parsed."""

from __future__ import annotations

import os
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core import paths
from bhxhcomm.core.problems import ContentError, Place

HERE = Place("manifest.json", 3, 7)
pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    "path",
    [
        "a",
        "out/a.pdf",
        "ha-noi/bhyt/leaflet.vi.nhap.pdf",
        "packs/bhyt/locales/tay.po",
        "thư mục/tờ gấp.pdf",
        "..a/b..",
    ],
)
def test_a_path_inside_its_folder_is_taken(path: str) -> None:
    assert paths.relative(path, HERE).as_posix() == path


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("", "it is empty"),
        ("/etc/passwd", "it is absolute"),
        ("//server/share", "it is absolute"),
        ("..", "it goes up (`..`)"),
        ("../a", "it goes up (`..`)"),
        ("a/../../b", "it goes up (`..`)"),
        ("a/..", "it goes up (`..`)"),
        ("C:/Windows", "it names a drive"),
        ("c:a", "it names a drive"),
        ("a\\b", "it has a backslash"),
        ("\\\\server\\share", "it has a backslash"),
        ("a\0b", "it has a control or invisible character"),
        ("a\nb", "it has a control or invisible character"),
        ("a\u202eb", "it has a control or invisible character"),
        ("a\u200bb", "it has a control or invisible character"),
        ("a\ud800b", "it has a control or invisible character"),
        ("a//b", "one of its parts is empty"),
        ("./a", "one of its parts is empty"),
        ("a/", "one of its parts is empty"),
        ("a" * 256, "it is longer than the name of a file can be"),
        ("ạ/" * 400 + "a", "it is longer than the name of a file can be"),
        (None, "it is not text"),
        (7, "it is not text"),
        (["a"], "it is not text"),
    ],
)
def test_any_other_is_refused_where_it_stands(path: object, why: str) -> None:
    with pytest.raises(ContentError) as raised:
        paths.relative(path, HERE)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place) == ("path-unsafe", HERE)
    assert problem.message.endswith(f"is no path inside its folder: {why}")
    assert problem.hint == "this file is damaged or was altered; make it again"
    assert problem.message.isprintable()


_LETTERS = st.text(alphabet=[*"ab./\\:~ \0\n\u202e\u200b", *string.ascii_uppercase[:3], "đ"], max_size=12)


@given(_LETTERS)
def test_what_is_taken_is_inside_whatever_folder_it_is_put_under(path: str) -> None:
    try:
        name = paths.relative(path)
    except ContentError:
        return
    root = Path("/an/other/folder")
    whole = Path(os.path.normpath(root / name))
    assert whole.is_relative_to(root)
    assert whole != root
    assert str(name) == path
    assert path.isprintable()


@given(st.lists(st.sampled_from(["a", "b", "in", "up", "self", "out", "file"]), min_size=1, max_size=5))
def test_what_is_within_a_folder_really_lies_in_it(linked: Path, parts: list[str]) -> None:
    try:
        found = paths.within(linked, "/".join(parts))
    except ContentError:
        return
    assert found.resolve().is_relative_to(linked.resolve())


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, itself below a link, with links in it that stay inside, lead outside, and lead to themselves."""
    base = tmp_path_factory.mktemp("linked")
    (base / "real" / "a" / "b").mkdir(parents=True)
    (base / "real" / "a" / "file").write_text("here", encoding="utf-8")
    (base / "secret").mkdir()
    (base / "secret" / "file").write_text("there", encoding="utf-8")
    (base / "by-link").symlink_to(base / "real")
    root = base / "by-link"
    (root / "in").symlink_to("a")
    (root / "out").symlink_to(base / "secret")
    (root / "a" / "up").symlink_to("../../secret/file")
    (root / "self").symlink_to("self")
    (root / "dangling").symlink_to("/nowhere/at/all")
    return root


@pytest.mark.parametrize("path", ["a/file", "in/file", "in/b", "new/file", "a/new"])
def test_a_link_that_stays_inside_leaves_no_folder(linked: Path, path: str) -> None:
    assert paths.within(linked, path) == linked / path


@pytest.mark.parametrize("path", ["out", "out/file", "out/new", "a/up", "self", "self/file", "in/up", "dangling"])
def test_a_link_that_leads_out_is_refused(linked: Path, path: str) -> None:
    with pytest.raises(ContentError) as raised:
        paths.within(linked, path, HERE)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place) == ("path-outside", HERE)
    assert problem.message == f"“{path}” leaves its folder by a link"
    assert problem.hint == "take the link away, or put the file itself in its place"
