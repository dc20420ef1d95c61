"""Figures that hide, from the text to the files: a typed one makes a draft that no release brings out, a glued one nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import replace, run, text_of
from tests.conftest import SOUND

SIGNER = ("--by", "Lê Thị Duyệt")
EVERYTHING = ("approve", "mau", "--fact", "all", "--office", "all")
BUILD = ("build", "--material", "leaflet", "--format", "pdf", "--office", "mau", "--json")
PACK = "packs/mau/pack.yaml"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    shutil.copytree(SOUND, tmp_path / "van-phong")
    root = tmp_path / "van-phong"
    assert run("facts", "reviewed", "all", "--until", "2030-01-01", "-q", cwd=root).status == 0
    return root


def made(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "out").rglob("*.pdf"))


def test_a_typed_figure_is_a_draft_until_somebody_signs_why_it_stands_there(office: Path) -> None:
    replace(office / PACK, "Phần hai nói thêm.", "Mỗi người đóng 105.300 đồng một tháng.")
    assert run(*EVERYTHING, *SIGNER, "-q", cwd=office).status == 0

    released = run(*BUILD, "--release", cwd=office)
    assert released.status == 1
    assert {one["code"] for one in released.problems if one["code"].startswith("not-released")} == {
        "not-released:figure-typed"
    }
    assert made(office) == []

    drafted = run(*BUILD, cwd=office)
    assert (drafted.status, [one["draft"] for one in drafted.artifacts]) == (0, [True])
    assert made(office) == ["leaflet-trifold.vi.nhap.pdf"]
    assert "105.300 đồng" in text_of(next((office / "out").rglob("*.pdf")))
    (edition,) = run("status", "mau", "--office", "mau", "--json", cwd=office).object["editions"]
    assert [one["code"] for one in edition["reasons"]] == ["figure-typed"]

    reason = "lint: {disable: {literal-figure: Số liệu của một buổi nói chuyện đã qua}}\nsections:"
    replace(office / PACK, "sections:", reason)
    assert run(*BUILD, "--release", cwd=office).status == 1, "the reason is signed too"
    assert run("approve", "mau", *SIGNER, "-q", cwd=office).status == 0
    assert run(*BUILD, "--release", cwd=office).status == 0
    assert made(office) == ["leaflet-trifold.vi.pdf"]


def test_a_digit_glued_to_a_figure_is_neither_signed_nor_made_nor_released(office: Path) -> None:
    assert run(*EVERYTHING, *SIGNER, "-q", cwd=office).status == 0
    replace(office / PACK, "{luong_co_so}", "{luong_co_so:so}0 đồng")

    for done in (
        run(*BUILD, "--release", cwd=office),
        run(*BUILD, cwd=office),
        run("approve", "mau", *SIGNER, "--json", cwd=office),
    ):
        assert done.status == 1
        assert [(one["code"], one["path"]) for one in done.problems] == [("glued-figure", PACK)]
    assert made(office) == []
