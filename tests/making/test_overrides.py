"""A workspace's own labels and templates are words and looks that somebody must approve, as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from bhxhcomm.page.measuring import fonts
from tests.cli.program import EXAMPLES, PACK, run

LABEL = "format: labels/1\nlang: vi\nlabels:\n  hotline: {words}\n"


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    """A copy of the examples with their signatures."""
    root = tmp_path / "vi-du"
    shutil.copytree(EXAMPLES, root, ignore=shutil.ignore_patterns("out", "register"))
    return root


def reasons(root: Path) -> set[str]:
    done = run("status", PACK, "--office", "bhxh-tinh-mau-mot", "--json", cwd=root)
    leaflets = [edition for edition in done.object["editions"] if edition["material"] == "leaflet"]
    return {reason["code"] for edition in leaflets for reason in edition["reasons"]}


def label(root: Path, words: str) -> None:
    path = root / "locales" / "labels" / "vi.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LABEL.format(words=words), encoding="utf-8")


def test_a_label_of_ones_own_makes_a_draft_until_it_is_approved_and_any_edit_voids_that(signed: Path) -> None:
    assert reasons(signed) == set()
    label(signed, "Đường dây nóng")
    assert reasons(signed) == {"overrides-not-approved"}
    assert run("approve", "--overrides", "--by", "Người duyệt mẫu", cwd=signed).status == 0
    assert reasons(signed) == set()
    label(signed, "Đường dây")
    assert reasons(signed) == {"overrides-not-approved"}


def test_a_font_of_ones_own_makes_a_draft_until_it_is_approved_for_its_digits_may_be_others(signed: Path) -> None:
    font = fonts.find(["Be Vietnam Pro"])[0]
    own = signed / "fonts" / font.path.name
    own.parent.mkdir()
    shutil.copy(font.path, own)
    assert reasons(signed) == set(), "the file that we expect, wherever it lies"
    with TTFont(font.path) as face:
        letters = face.getBestCmap()
        two, nine = letters[ord("2")], letters[ord("9")]
        face["glyf"][two] = face["glyf"][nine]
        face.save(own)
    assert reasons(signed) == {"overrides-not-approved"}
    assert run("approve", "--overrides", "--by", "Người duyệt mẫu", cwd=signed).status == 0
    assert reasons(signed) == set()


def test_the_words_of_the_draft_mark_cannot_be_put_aside(signed: Path) -> None:
    label(signed, "Tổng đài\n  draft: .")
    done = run("status", PACK, "--json", cwd=signed)
    assert done.status == 1
    assert "fixed-label" in {problem["code"] for problem in done.problems}


def test_nobody_approves_on_a_day_to_come(signed: Path) -> None:
    assert run("approve", "--overrides", "--by", "Người duyệt mẫu", "--date", "2999-01-01", cwd=signed).status == 2
