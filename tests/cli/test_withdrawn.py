"""`bhxhcomm withdrawn`: what was made earlier and is no longer true, by code and file, and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import Ran, replace, run
from tests.conftest import SOUND

FILE = "out/mau/mau/leaflet-trifold.vi.pdf"
SIGNER = ["--by", "Người duyệt mẫu"]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One leaflet for one office, released."""
    root = tmp_path_factory.mktemp("phat-hanh") / "van-phong"
    shutil.copytree(SOUND, root)
    assert run("approve", "mau", "--fact", "all", "--office", "all", *SIGNER, cwd=root).status == 0
    done = run("build", "mau", "--office", "mau", "--format", "pdf", "--release", cwd=root)
    assert done.status == 0, done.err
    return root


@pytest.fixture
def office(released: Path, tmp_path: Path) -> Path:
    root = tmp_path / "van-phong"
    shutil.copytree(released, root)
    return root


def withdrawn(root: Path, *more: object, as_of: str = "2025-08-01") -> Ran:
    return run("withdrawn", "--as-of", as_of, *more, "--json", cwd=root)


def test_what_still_holds_is_not_listed(office: Path) -> None:
    done = withdrawn(office)
    assert (done.status, done.object["withdrawn"]) == (0, [])


def test_a_new_value_withdraws_what_was_made_with_the_old_one(office: Path) -> None:
    replace(office / "facts/chung.yaml", 'source: {document: "Nghị định mẫu 2"}',
            'source: {document: "Nghị định mẫu 2"}\n      - from: 2025-12-01\n        value: 2.530.000\n'
            '        source: {document: "Nghị định mẫu 3"}')  # fmt: skip
    assert withdrawn(office, as_of="2025-11-30").object["withdrawn"] == []
    done = withdrawn(office, as_of="2025-12-01")
    assert done.status == 1
    (one,) = done.object["withdrawn"]
    assert (one["pack"], one["office"], one["files"], one["draft"]) == ("mau", "mau", [FILE], False)
    (figure,) = one["figures"]
    assert (figure["id"], figure["printed"], figure["verdict"]) == ("luong_co_so", "2.340.000 đồng", "changed")
    assert figure["now"]["value"] == 2_530_000
    assert figure["now"]["source"] == "Nghị định mẫu 3"
    told = run("withdrawn", "--as-of", "2025-12-01", cwd=office)
    assert one["code"] in told.out
    assert "2.340.000 đồng → 2.530.000 đồng since 01/12/2025; Nghị định mẫu 3" in told.out
    assert f"still there: {FILE}" in told.out


def test_what_was_made_anew_is_listed_by_its_old_code_without_a_file(office: Path) -> None:
    (old,) = (path.stem for path in (office / "register").glob("*.json"))
    replace(office / "facts/chung.yaml", "value: 2.340.000", "value: 2.350.000")
    assert run("approve", "--fact", "all", *SIGNER, cwd=office).status == 0
    assert run("build", "mau", "--office", "mau", "--format", "pdf", "--release", cwd=office).status == 0
    (one,) = withdrawn(office).object["withdrawn"]
    assert (one["code"], one["files"]) == (old, [])
    (new,) = (path.stem for path in (office / "register").glob("*.json") if path.stem != old)
    told = run("explain", old, cwd=office).out
    assert f"replaced by {new}; the old file: out/withdrawn/" in told
    assert f".{old}.thu-hoi.pdf" in told
    assert "replaced by" not in run("explain", new, cwd=office).out


@pytest.mark.usefixtures("english")
def test_a_record_that_was_renamed_is_an_error_of_every_command_that_tells_what_was_released(office: Path) -> None:
    (record,) = (office / "register").glob("*.json")
    record.rename(record.with_suffix(".txt"))
    shutil.rmtree(office / "out")
    for command in (["withdrawn"], ["explain", record.stem], ["build", "mau", "--check"], ["status"]):
        done = run(*command, cwd=office)
        assert done.status == 1, command
        assert f"{record.stem}.txt: error[record-misnamed]" in done.err, command
    record.with_suffix(".txt").write_text("x", encoding="utf-8")
    for command in (["withdrawn"], ["explain", record.stem], ["build", "mau", "--check"], ["status"]):
        assert "error[not-a-record]: this is no record; was it renamed" in run(*command, cwd=office).err, command


def test_the_register_alone_is_enough(office: Path) -> None:
    replace(office / "facts/chung.yaml", "value: 2.340.000", "value: 2.350.000")
    shutil.rmtree(office / "out")
    assert len(withdrawn(office).object["withdrawn"]) == 1


def test_a_fact_that_is_gone_is_a_reason_too(office: Path) -> None:
    text = (office / "packs/mau/pack.yaml").read_text(encoding="utf-8").replace("{luong_co_so}", "{ty_le}")
    (office / "packs/mau/pack.yaml").write_text(text, encoding="utf-8")
    facts = (office / "facts/chung.yaml").read_text(encoding="utf-8").replace("luong_co_so", "luong_moi")
    (office / "facts/chung.yaml").write_text(facts, encoding="utf-8")
    (one,) = withdrawn(office).object["withdrawn"]
    assert [figure["verdict"] for figure in one["figures"]] == ["unknown"]


def test_a_piece_made_ahead_of_its_day_is_early_and_not_untrue(office: Path) -> None:
    replace(office / "facts/chung.yaml", 'source: {document: "Nghị định mẫu 2"}',
            'source: {document: "Nghị định mẫu 2"}\n      - from: 2025-12-01\n        value: 2.530.000\n'
            '        source: {document: "Nghị định mẫu 3"}')  # fmt: skip
    assert run("approve", "--fact", "all", *SIGNER, cwd=office).status == 0
    ahead = run("build", "mau", "--office", "mau", "--format", "pdf", "--release", "--as-of", "2025-12-01", cwd=office)
    assert ahead.status == 0, ahead.err
    assert withdrawn(office).object["withdrawn"] == []
    assert len(withdrawn(office, as_of="2025-12-01").object["withdrawn"]) == 1


def test_drafts_are_looked_at_only_when_asked_for(office: Path) -> None:
    replace(office / "packs/mau/pack.yaml", "Phần hai nói thêm.", "Phần hai nói khác.")
    assert run("build", "mau", "--office", "mau", "--format", "pdf", cwd=office).status == 0
    replace(office / "facts/chung.yaml", "value: 2.340.000", "value: 2.350.000")
    assert {one["draft"] for one in withdrawn(office).object["withdrawn"]} == {False}
    assert {one["draft"] for one in withdrawn(office, "--drafts").object["withdrawn"]} == {False, True}


def test_a_damaged_manifest_is_told_and_the_register_counts_all_the_same(office: Path) -> None:
    replace(office / "facts/chung.yaml", "value: 2.340.000", "value: 2.350.000")
    (office / "out/manifest.json").write_text("{", encoding="utf-8")
    done = withdrawn(office)
    assert done.status == 1
    assert [problem["code"] for problem in done.problems] == ["manifest-damaged"]
    assert len(done.object["withdrawn"]) == 1


def test_a_damaged_record_keeps_no_other_back(office: Path) -> None:
    (office / "register" / "AAAAA-AAAAA.json").write_text("{", encoding="utf-8")
    (office / "register" / "ghi-chu.json").write_text("{}", encoding="utf-8")
    replace(office / "facts/chung.yaml", "value: 2.340.000", "value: 2.350.000")
    done = withdrawn(office)
    assert done.status == 1
    assert [one["pack"] for one in done.object["withdrawn"]] == ["mau"]
    assert [(one["code"], Path(one["path"]).name) for one in done.problems] == [
        ("record-damaged", "AAAAA-AAAAA.json"),
        ("not-a-record", "ghi-chu.json"),
    ]


def test_a_record_that_was_lost_is_entered_again_though_nothing_else_is_to_do(office: Path) -> None:
    again = ("build", "mau", "--office", "mau", "--format", "pdf", "--release", "--json")
    assert {one["status"] for one in run(*again, cwd=office).artifacts} == {"unchanged"}
    (record,) = (office / "register").iterdir()
    before = record.read_bytes()
    record.unlink()

    assert {one["status"] for one in run(*again, cwd=office).artifacts} == {"unchanged"}

    assert record.read_bytes() == before
    assert run("explain", record.stem, "--json", cwd=office).status == 0
