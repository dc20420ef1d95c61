"""`approve`, `status` and `--release`: what nobody has signed is a draft, and what was signed is signed word for word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.program import PACK, TRIFOLD, Ran, pdfs, replace, run, snapshot, text_of

SIGNER = ["--by", "Người duyệt mẫu", "--date", "2025-07-01", "--document", "Biên bản số 12"]
PLACE = f"out/bhxh-tinh-mau-mot/{PACK}/leaflet-trifold.vi"
WORDS = "Ốm đau có quỹ cùng trả"


def approve_everything(root: Path) -> Ran:
    done = run("approve", PACK, "--fact", "all", "--office", "all", *SIGNER, "--json", cwd=root)
    assert done.status == 0, done.out
    return done


def build(root: Path, *more: str) -> Ran:
    return run("leaflet", "build", PACK, *TRIFOLD, "--json", *more, cwd=root)


def trifold(done: Ran) -> dict[str, Any]:
    """What `status` says of the tri-fold."""
    (edition,) = [edition for edition in done.object["editions"] if edition["variant"] == "trifold"]
    assert isinstance(edition, dict)
    return edition


def state(root: Path) -> tuple[str, set[str]]:
    """How the leaflet of the default office stands: its state, and the codes of the reasons."""
    done = run("status", PACK, "--office", "bhxh-tinh-mau-mot", "--json", cwd=root)
    assert done.status == 0
    edition = trifold(done)
    return edition["state"], {reason["code"] for reason in edition["reasons"]}


@pytest.fixture
def approved(workspace: Path) -> Path:
    approve_everything(workspace)
    return workspace


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose leaflet was released. Tests only read it."""
    from tests.cli.program import copy_of_examples

    root = copy_of_examples(tmp_path_factory.mktemp("phat-hanh") / "vi-du")
    approve_everything(root)
    assert build(root, "--release").status == 0
    return root


def test_at_first_everything_is_a_draft_and_the_reasons_are_said(workspace: Path) -> None:
    assert state(workspace) == ("draft", {"text-not-approved", "office-not-approved", "figure-not-approved"})
    shown = run("status", PACK, cwd=workspace)
    assert shown.status == 0
    assert f"nobody has approved the text of `{PACK}`" in shown.out


def test_what_was_approved_may_be_released(approved: Path) -> None:
    assert state(approved) == ("releasable", set())


def test_a_signature_says_who_when_and_by_which_document(approved: Path) -> None:
    for file, kinds in (
        (approved / "packs" / PACK / "review.yaml", {"text"}),
        (approved / "review.yaml", {"fact", "office"}),
    ):
        review = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert review["format"] == "review/1"
        assert {signature["of"] for signature in review["signatures"]} == kinds
        for signature in review["signatures"]:
            assert signature["by"] == "Người duyệt mẫu"
            assert str(signature["date"]) == "2025-07-01"
            assert signature["document"] == "Biên bản số 12"
            assert re.fullmatch(r"2:[0-9a-f]{64}", signature["digest"])


def test_to_sign_the_same_twice_adds_nothing(approved: Path) -> None:
    before = snapshot(approved)
    assert approve_everything(approved).object["signed"] == []
    told = run("approve", "--fact", "all", "--by", "Người duyệt mẫu", cwd=approved)
    assert (told.status, told.err.strip()) == (0, "nothing to sign: all of this is signed already")
    assert snapshot(approved) == before


def test_a_new_signature_leaves_the_older_ones_and_all_comments_as_they_are(approved: Path) -> None:
    file = approved / "packs" / PACK / "review.yaml"
    file.write_text("# Sổ duyệt của phòng\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    before = file.read_text(encoding="utf-8")
    replace(approved / "packs" / PACK / "pack.yaml", WORDS, "Ốm đau đã có quỹ lo")
    approve_everything(approved)
    after = file.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert len(after) > len(before)


def test_dry_run_shows_what_would_be_signed_and_writes_nothing(workspace: Path) -> None:
    before = snapshot(workspace)
    done = run("approve", PACK, "--office", "all", *SIGNER, "--dry-run", "--json", cwd=workspace)
    assert done.status == 0
    assert done.object["written"] is False
    assert {item["of"] for item in done.object["signed"]} == {"text", "office"}
    assert snapshot(workspace) == before


@pytest.mark.parametrize("name", ["Tổ biên soạn mẫu", "  tổ  biên soạn  MẪU "])
def test_the_one_who_wrote_a_text_may_not_approve_it(name: str, workspace: Path) -> None:
    before = snapshot(workspace)
    done = run("approve", PACK, "--fact", "all", "--by", name, cwd=workspace)
    assert done.status == 1
    assert "error[author-approves]" in done.err
    assert snapshot(workspace) == before


@pytest.mark.parametrize("option", ["--by", "--document"])
def test_a_name_with_a_sign_that_nobody_sees_signs_nothing(option: str, workspace: Path) -> None:
    before = snapshot(workspace)
    given = {"--by": "Người duyệt mẫu", "--document": "Số 12", option: "Số\u200b 12"}
    done = run("approve", PACK, *(part for pair in given.items() for part in pair), cwd=workspace)
    assert done.status == 2
    assert "U+200B" in done.err
    assert snapshot(workspace) == before


def test_one_unknown_name_among_good_ones_signs_nothing(workspace: Path) -> None:
    before = snapshot(workspace)
    assert run("approve", PACK, "bhyt-hsv", *SIGNER, cwd=workspace).status == 1
    assert run("approve", PACK, "--fact", "luong_co_s", *SIGNER, cwd=workspace).status == 1
    assert run("approve", PACK, "--office", "bhxh", *SIGNER, cwd=workspace).status == 1
    assert snapshot(workspace) == before


def test_a_released_leaflet_bears_no_mark_of_a_draft(released: Path) -> None:
    assert set(pdfs(released)) == {f"{PLACE}.pdf"}
    assert "BẢN NHÁP" not in text_of(released / f"{PLACE}.pdf")
    done = build(released, "--release")
    assert [(item["status"], item["draft"], item["reasons"]) for item in done.artifacts] == [("unchanged", False, [])]


def test_an_approved_leaflet_is_released_in_an_ordinary_build_too(released: Path) -> None:
    done = build(released)
    assert [(item["status"], item["path"]) for item in done.artifacts] == [("unchanged", f"{PLACE}.pdf")]


def test_a_draft_is_refused_with_reasons_and_nothing_is_written(workspace: Path) -> None:
    before = snapshot(workspace)
    done = build(workspace, "--release")
    assert done.status == 1
    (artifact,) = done.artifacts
    assert (artifact["status"], artifact["draft"], artifact["sha256"]) == ("refused", True, "")
    codes = {reason["code"] for reason in artifact["reasons"]}
    assert codes == {"text-not-approved", "office-not-approved", "figure-not-approved"}
    # One problem for each reason, however many figures it is about; the artifact has them all.
    problems = {problem["code"]: problem["message"] for problem in done.problems}
    assert (len(done.problems), set(problems)) == (3, {f"not-released:{code}" for code in codes})
    figures = [reason for reason in artifact["reasons"] if reason["code"] == "figure-not-approved"]
    named = ", ".join(f"`{reason['subject']}`" for reason in figures[1:4])
    assert problems["not-released:figure-not-approved"] == (
        f"{figures[0]['message']}; and {len(figures) - 1} more of this kind: {named}, …"
    )
    assert problems["not-released:text-not-approved"] == f"nobody has approved the text of `{PACK}`"
    assert snapshot(workspace) == before


def test_one_edited_word_voids_the_approval_and_leaves_the_released_file_alone(approved: Path) -> None:
    assert build(approved, "--release").status == 0
    released = pdfs(approved)
    replace(approved / "packs" / PACK / "pack.yaml", WORDS, "Ốm đau đã có quỹ lo")
    assert state(approved) == ("draft", {"text-changed"})
    assert build(approved, "--release").status == 1
    assert pdfs(approved) == released
    drafted = build(approved)
    assert [item["path"] for item in drafted.artifacts] == [f"{PLACE}.nhap.pdf"]
    assert pdfs(approved)[f"{PLACE}.pdf"] == released[f"{PLACE}.pdf"]
    assert "BẢN NHÁP" in text_of(approved / f"{PLACE}.nhap.pdf")


def test_an_edit_that_no_reader_sees_voids_nothing(approved: Path) -> None:
    file = approved / "packs" / PACK / "pack.yaml"
    file.write_text("# Ghi chú của người soạn\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert state(approved) == ("releasable", set())


@pytest.mark.parametrize(
    ("file", "old", "new", "reasons"),
    [
        ("facts/chung.yaml", "value: 2.340.000", "value: 2.350.000", {"figure-changed"}),
        ("facts/chung.yaml", "Nghị định 73/2024/NĐ-CP", "Nghị định 74/2024/NĐ-CP", {"figure-changed"}),
        ("facts/bhyt.yaml", "luong_co_so * bhyt.ty_le_dong", "bhyt.ty_le_dong * luong_co_so", {"figure-changed"}),
        ("offices/bhxh-tinh-mau-mot.yaml", "Số 00, đường Mẫu", "Số 01, đường Mẫu", {"office-changed"}),
        ("offices/bhxh-viet-nam.yaml", "Cuộc gọi có tính cước", "Cuộc gọi tính cước", {"office-changed"}),
        (f"packs/{PACK}/images/gia-dinh-ba-the-he.svg", "</svg>", "<!-- khác --></svg>", {"text-changed"}),
    ],
)
def test_whatever_a_page_stands_on_voids_the_approval_when_it_changes(
    file: str, old: str, new: str, reasons: set[str], approved: Path
) -> None:
    replace(approved / file, old, new)
    assert state(approved) == ("draft", reasons)


def test_a_figure_past_its_day_of_review_makes_a_draft(approved: Path) -> None:
    done = run("status", PACK, "--office", "bhxh-tinh-mau-mot", "--as-of", "2027-07-02", "--json", cwd=approved)
    edition = trifold(done)
    assert {reason["code"] for reason in edition["reasons"]} == {"figure-past-review"}


def test_status_exits_with_1_when_something_cannot_be_made(workspace: Path) -> None:
    done = run("status", PACK, "--as-of", "2017-01-01", cwd=workspace)
    assert done.status == 1
    assert "cannot be made" in done.out
