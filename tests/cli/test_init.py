"""`bhxhcomm init`: a workspace that builds at once, and that can be edited without fear."""

from __future__ import annotations

import errno
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from bhxhcomm.core import resources
from tests.cli.program import EXAMPLES, Ran, replace, run, snapshot, text_of, unfinished

STARTER = resources.folder("assets") / "starter"
PACK = "to-gap-dau-tien"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    root = tmp_path / "van-phong-toi"
    assert run("init", root).status == 0
    return root


def build(root: Path, *more: str) -> Ran:
    return run("leaflet", "build", PACK, "--json", *more, cwd=root)


def facts_of(root: Path) -> dict[str, Any]:
    """The facts of a workspace, but for the days by which they must be looked at again: those are each office's own."""
    found: dict[str, Any] = {}
    for path in sorted(root.glob("facts/*.yaml")):
        found |= yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["facts"]
    return {id: {key: value for key, value in fact.items() if key != "review_by"} for id, fact in found.items()}


@pytest.mark.wheel
def test_a_new_workspace_builds_a_draft_without_any_error(fresh: Path) -> None:
    done = build(fresh)
    assert done.status == 0
    assert done.problems == []
    assert [Path(artifact["path"]).name for artifact in done.artifacts] == [
        "leaflet-trifold.vi.nhap.pdf",
        "leaflet-trifold.vi.nhap.docx",
        "leaflet-trifold-trang-1.vi.nhap.png",
        "leaflet-trifold-trang-2.vi.nhap.png",
        "leaflet-trifold-tong-quan.vi.nhap.png",
    ]
    assert all(artifact["draft"] for artifact in done.artifacts)
    artifact = done.artifacts[0]
    assert artifact["path"] == f"out/van-phong-toi/{PACK}/leaflet-trifold.vi.nhap.pdf"
    assert artifact["checks"]["pages"] == 2
    text = text_of(fresh / artifact["path"])
    for word in ("BẢN NHÁP", "(điền tên)", "(điền địa chỉ)", "105.300", "1.263.600", "1900 9068", artifact["code"]):
        assert word in text


def test_lint_finds_nothing_in_a_new_workspace_but_what_is_to_be_filled_in(fresh: Path) -> None:
    done = run("lint", "--json", cwd=fresh)
    assert done.status == 1
    assert {problem["code"] for problem in done.problems} == {"unfilled"}


def test_nothing_of_a_new_workspace_may_be_released(fresh: Path) -> None:
    before = snapshot(fresh)
    done = build(fresh, "--release")
    assert done.status == 1
    assert {artifact["status"] for artifact in done.artifacts} == {"refused"}
    assert snapshot(fresh) == before


@pytest.mark.wheel
def test_the_figures_of_a_new_workspace_are_those_of_the_examples() -> None:
    known = facts_of(EXAMPLES)
    own = facts_of(STARTER)
    assert "luong_co_so" in own
    assert own == {name: known.get(name) for name in own}


def test_a_new_workspace_carries_no_figure_that_it_does_not_need(fresh: Path) -> None:
    for name in facts_of(fresh):
        found = run("facts", "where", name, "--json", cwd=fresh).object
        assert found["uses"] or found["offices"], name


def test_comments_stand_on_lines_of_their_own_and_all_text_is_composed() -> None:
    for path in sorted(STARTER.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text)
        for line in text.splitlines():
            assert " #" not in line.lstrip() or line.lstrip().startswith("#"), f"{path.name}: {line}"


@pytest.mark.wheel
def test_editors_are_told_where_the_schemas_are(fresh: Path) -> None:
    settings = json.loads((fresh / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    for schema, files in settings["yaml.schemas"].items():
        assert json.loads((fresh / schema).read_text(encoding="utf-8"))["$schema"]
        assert list(fresh.glob(files)), files


def test_what_to_do_next_is_said_and_works(tmp_path: Path) -> None:
    done = run("init", "van-phong-toi", cwd=tmp_path)
    assert done.status == 0
    assert "cd van-phong-toi" in done.out
    assert f"bhxhcomm leaflet build {PACK}" in done.out


def test_with_json_the_folder_and_its_pack_are_said(tmp_path: Path) -> None:
    done = run("init", "moi", "--json", cwd=tmp_path)
    assert done.object == {"format": "init/1", "schema": 1, "path": "moi", "pack": PACK}


def test_the_folder_may_be_there_already_when_it_is_empty(tmp_path: Path) -> None:
    assert run("init", ".", cwd=tmp_path).status == 0
    assert (tmp_path / "bhxhcomm.yaml").is_file()


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_nothing_is_changed_where_something_stands_already(kind: str, tmp_path: Path) -> None:
    place = tmp_path / "cu"
    inside = place / "ghi-chep.txt" if kind == "folder" else place
    inside.parent.mkdir(exist_ok=True)
    inside.write_text("của tôi", encoding="utf-8")
    before = snapshot(tmp_path)
    done = run("init", place, cwd=tmp_path)
    assert done.status == 1
    assert "error[not-empty]" in done.err
    assert snapshot(tmp_path) == before


def test_a_full_disk_leaves_no_half_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync, left = os.fsync, iter(range(3))

    def full(number: int) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(number)

    monkeypatch.setattr(os, "fsync", full)
    done = run("init", "moi", cwd=tmp_path)
    assert done.status == 3
    assert "error[cannot-write]" in done.err
    assert not (tmp_path / "moi").exists()


@pytest.mark.parametrize(
    ("right", "wrong", "word", "nearest"),
    [
        ("    icon: family", "    icon: famly", "famly", "family"),
        ("{bhyt.ty_le_dong}", "{bhyt.ty_le_dog}", "{bhyt.ty_le_dog}", "bhyt.ty_le_dong"),
        ("        tone: note", "        toen: note", "toen", "tone"),
        ('    heading: "Càng', '    headng: "Càng', "headng", "heading"),
        ("trong_1: [muc-dong]", "trong_1: [muc-don]", "muc-don", "muc-dong"),
        ("      - steps:", "      - stesp:", "stesp", "steps"),
        (
            "images/gia-dinh-ba-the-he.svg",
            "images/gia-dinh-ba-the.svg",
            "images/gia-dinh-ba-the.svg",
            "gia-dinh-ba-the-he",
        ),
    ],
)
def test_a_misspelt_word_is_met_by_its_place_and_the_nearest_right_one(
    right: str, wrong: str, word: str, nearest: str, fresh: Path
) -> None:
    file = fresh / "packs" / PACK / "pack.yaml"
    before = file.read_text(encoding="utf-8")
    at = before.rindex(right) if right.startswith("images") else before.index("\n", before.index("sections:"))
    at = before.index(right, at)
    text = before[:at] + before[at:].replace(right, wrong, 1)
    file.write_text(text, encoding="utf-8")
    done = run("leaflet", "build", PACK, cwd=fresh)
    assert done.status == 1
    rows = text[:at].count("\n"), text.splitlines()
    row = next(number for number in range(rows[0] + 1, len(rows[1]) + 1) if word in rows[1][number - 1])
    column = rows[1][row - 1].index(word) + 1
    assert f"packs/{PACK}/pack.yaml:{row}:{column}: error[" in done.err
    assert f"`{nearest}" in done.err or f"/{nearest}" in done.err
    assert not (fresh / "out").exists()


def test_an_edited_word_stands_on_the_next_page(fresh: Path) -> None:
    build(fresh)
    replace(fresh / "packs" / PACK / "pack.yaml", "Ốm đau có quỹ cùng trả", "Ốm đau đã có quỹ lo")
    done = build(fresh)
    assert done.artifacts[0]["status"] == "built"
    assert "Ốm đau đã có quỹ lo" in text_of(fresh / done.artifacts[0]["path"])
    assert unfinished(fresh) == []
