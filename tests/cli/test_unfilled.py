"""What nobody has filled in may be built as a draft; it is an error of lint, and is neither approved nor released."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import replace, run, snapshot
from tests.conftest import SOUND

SIGNER = ("--by", "Lê Thị Duyệt")
EVERYTHING = ("approve", "mau", "--fact", "all", "--office", "all")
BUILD = ("build", "--material", "leaflet", "--format", "pdf", "--office", "mau", "--json")
PLACES = [
    ("packs/mau/pack.yaml", "Phần hai nói thêm.", "Gọi cho (tên đơn vị).", "“(tên đơn vị)”", "mau"),
    (
        "packs/mau/pack.yaml",
        "author: Người viết mẫu",
        'author: "(điền tên người soạn)"',
        "“(điền tên người soạn)”",
        "mau",
    ),
    ("packs/mau/pack.yaml", "sections:", "imprint:\n  licence: Số …/GP-STTTT\nsections:", "“…/”", "mau"),
    ("offices/mau.yaml", "name: Cơ quan mẫu tỉnh", "name: Bảo hiểm xã hội tỉnh …", "“…”", "mau"),
    ("offices/mau.yaml", "province:", 'address: "(điền địa chỉ)"\nprovince:', "“(điền địa chỉ)”", "mau"),
    ("offices/viet-nam.yaml", "name: Cơ quan mẫu trung ương", "name: TODO", "“TODO”", "mau"),
    (
        "facts/chung.yaml",
        'document: "Nghị định mẫu 2"',
        'document: "Nghị định số …"',
        "“Nghị định số …”",
        "luong_co_so",
    ),
    ("facts/chung.yaml", "value: 2.340.000\n", "value: 2.340.000\n        until: 2029-12-31\n", "", ""),
]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    shutil.copytree(SOUND, tmp_path / "van-phong")
    root = tmp_path / "van-phong"
    assert run("facts", "reviewed", "all", "--until", "2030-01-01", "-q", cwd=root).status == 0
    return root


@pytest.mark.parametrize(
    ("file", "old", "new", "words", "subject"), PLACES, ids=[f"{one[0]}-{n}" for n, one in enumerate(PLACES)]
)
def test_a_placeholder_anywhere_is_an_error_and_keeps_the_piece_a_draft(
    office: Path, file: str, old: str, new: str, words: str, subject: str
) -> None:
    replace(office / file, old, new)
    before = snapshot(office)

    linted = [one for one in run("lint", "--json", cwd=office).problems if one["code"] == "unfilled"]
    approved = run(*EVERYTHING, *SIGNER, "--json", cwd=office)
    states = run("status", "mau", "--office", "mau", "--json", cwd=office).object["editions"]

    reasons = {(one["code"], one["subject"]) for row in states for one in row["reasons"]}
    if not words:
        assert (linted, approved.status) == ([], 0)
        assert "unfilled" not in {code for code, _subject in reasons}
        return
    assert {one["severity"] for one in linted} == {"error"}
    assert all(words in one["message"] and one["path"] == file and one["line"] for one in linted)
    assert approved.status == 1
    assert {one["code"] for one in approved.problems} == {"unfilled"}
    assert snapshot(office) == before, "nothing is signed"
    assert ("unfilled", subject) in reasons


def test_a_draft_of_it_is_made_and_a_release_refused(office: Path) -> None:
    assert run(*EVERYTHING, *SIGNER, "-q", cwd=office).status == 0
    replace(office / "offices/viet-nam.yaml", "name: Cơ quan mẫu trung ương", "name: Bảo hiểm xã hội (tên)")

    released = run(*BUILD, "--release", cwd=office)
    drafted = run(*BUILD, cwd=office)

    assert released.status == 1
    assert "not-released:unfilled" in {one["code"] for one in released.problems}
    assert (drafted.status, [one["draft"] for one in drafted.artifacts]) == (0, [True])
    assert [path.name for path in (office / "out").rglob("*.pdf")] == ["leaflet-trifold.vi.nhap.pdf"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--by", "(tên)"), "“(tên)” has not been filled in"),
        (("--by", "Họ và tên"), "“Họ và tên” has not been filled in"),
        ((*SIGNER, "--document", "(số)"), "“(số)” has not been filled in"),
        ((*SIGNER, "--document", "Số …/QĐ-BHXH"), "“…/” has not been filled in"),
    ],
)
def test_nobody_signs_as_a_placeholder(office: Path, given: tuple[str, ...], says: str) -> None:
    done = run(*EVERYTHING, *given, cwd=office)

    assert done.status == 1
    assert says in done.err
    assert not list(office.rglob("review.yaml"))


@pytest.mark.parametrize("line", ['by: "(tên)"', 'document: "(số)"'])
def test_a_signature_of_a_placeholder_does_not_count(office: Path, line: str) -> None:
    assert run(*EVERYTHING, *SIGNER, "--document", "12/QĐ-BHXH", "-q", cwd=office).status == 0
    key = line.partition(":")[0]
    for file in office.rglob("review.yaml"):
        text = file.read_text(encoding="utf-8")
        signed = next(one.strip() for one in text.splitlines() if one.strip().startswith(f"{key}:"))
        file.write_text(text.replace(signed, line), encoding="utf-8")

    states = run("status", "mau", "--office", "mau", "--json", cwd=office).object["editions"]

    assert all(row["state"] == "draft" for row in states)
    assert {one["code"] for row in states for one in row["reasons"]} == {"signature-unproved"}
    assert {one["path"] for one in run("lint", "--json", cwd=office).problems if one["code"] == "unfilled"} == {
        "review.yaml",
        "packs/mau/review.yaml",
    }


def test_what_init_leaves_to_be_filled_in_is_found(tmp_path: Path) -> None:
    root = tmp_path / "moi"
    assert run("init", root, "-q").status == 0

    found = [
        (one["path"], one["message"]) for one in run("lint", "--json", cwd=root).problems if one["code"] == "unfilled"
    ]

    assert found == [
        ("offices/van-phong-toi.yaml", "“… (điền tên)” has not been filled in"),
        ("offices/van-phong-toi.yaml", "“… (điền tên)” has not been filled in"),
        ("offices/van-phong-toi.yaml", "“(điền địa chỉ)” has not been filled in"),
        ("packs/to-gap-dau-tien/pack.yaml", "“(điền tên người soạn)” has not been filled in"),
    ]
