"""`--json`: one object on standard output and nothing else there, whatever happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.program import PACK, TRIFOLD, Ran, replace, run, run_apart

SIGNER = ["--by", "Người duyệt mẫu"]
DONE: list[list[str]] = [
    ["facts", "list"],
    ["facts", "show", "luong_co_so"],
    ["facts", "where", "luong_co_so"],
    ["facts", "changes", "--from", "2024-07-01", "--to", "2025-07-01"],
    ["lint"],
    ["status"],
    ["approve", PACK, "--dry-run", *SIGNER],
    ["schema", "pack"],
]
FAILED: list[tuple[int, list[str]]] = [
    (1, ["leaflet", "build", "khong-co"]),
    (1, ["leaflet", "build", PACK, "--office", "khong-co"]),
    (1, ["leaflet", "build", PACK, *TRIFOLD, "--release"]),
    (1, ["facts", "list", "--office", "khong-co"]),
    (1, ["facts", "show", "khong_co"]),
    (1, ["facts", "where", "khong_co"]),
    (1, ["facts", "changes", "--from", "2024-07-01", "--to", "2025-07-01", "--office", "khong-co"]),
    (1, ["lint", "khong-co"]),
    (1, ["status", "khong-co"]),
    (1, ["approve", "khong-co", *SIGNER]),
    (1, ["approve", PACK, "--by", "Tổ biên soạn mẫu"]),
    (2, ["schema", "khong-co"]),
    (2, ["leaflet", "build", PACK, "--format", "khong-co"]),
    (2, ["leaflet", "build", PACK, "--for", "khong-co"]),
    (1, ["init", "."]),
    (2, ["leaflet", "build"]),
    (2, ["leaflet", "build", PACK, "--jobs", "0"]),
    (2, ["facts", "show", "luong_co_so", "--as-of", "hôm nay"]),
    (2, ["lint", "--no-such-option"]),
    (2, ["approve", PACK]),
]


def output_schema() -> dict[str, Any]:
    return run("schema", "output").object


def assert_is_output(done: Ran) -> None:
    jsonschema.validate(done.object, output_schema(), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("arguments", DONE, ids=" ".join)
def test_success_prints_one_object(arguments: list[str], examples: Path) -> None:
    done = run(*arguments, "--json", cwd=examples)
    assert done.status == 0
    assert done.object.get("schema", 1) == 1
    assert done.err == ""


@pytest.mark.parametrize(
    ("status", "arguments"), FAILED, ids=lambda value: str(value) if isinstance(value, int) else " ".join(value)
)
def test_failure_prints_one_object_with_the_problems(status: int, arguments: list[str], examples: Path) -> None:
    done = run(*arguments, "--json", cwd=examples)
    assert done.status == status
    assert done.err == ""
    assert_is_output(done)
    for problem in done.problems:
        assert problem["code"]
        assert problem["message"]
        assert problem["severity"] == "error"
    assert done.problems


def test_the_check_of_this_machine_prints_one_object(tmp_path: Path) -> None:
    done = run("doctor", "--json", cwd=tmp_path)
    assert done.status == (0 if done.object["ok"] else 3)
    assert all(check["ok"] or check["fix"] for check in done.object["checks"])


def test_a_build_says_all_that_others_rely_on(examples: Path, tmp_path: Path) -> None:
    done = run("leaflet", "build", PACK, *TRIFOLD, "--out", tmp_path / "ra", "--json", cwd=examples)
    assert done.status == 0
    assert_is_output(done)
    assert [artifact["office"] for artifact in done.artifacts] == ["bhxh-tinh-mau-mot"]
    for artifact in done.artifacts:
        assert (artifact["status"], artifact["format"], artifact["as_of"]) == ("built", "pdf", "2025-07-01")
        figures = {figure["id"]: figure for figure in artifact["facts"]}
        assert figures["bhyt.ho_gia_dinh.nguoi_1"]["value"] == 105_300
        assert figures["bhyt.ho_gia_dinh.nguoi_1"]["effective_from"] == "2025-07-01"
        assert "Nghị định 188/2025/NĐ-CP" in figures["bhyt.ho_gia_dinh.nguoi_1"]["source"]
        assert artifact["reasons"]


@pytest.mark.slow
def test_progress_goes_to_standard_error(workspace: Path) -> None:
    """Only what is made is counted: what is refused or unchanged takes no time."""
    arguments = ["leaflet", "build", PACK, *TRIFOLD, "--office", "all", "--json"]
    assert run_apart(*arguments, "--release", cwd=workspace).err == ""
    done = run_apart(*arguments, cwd=workspace)
    assert done.status == 0
    assert [artifact["office"] for artifact in done.artifacts] == [
        "bhxh-tinh-mau-hai",
        "bhxh-tinh-mau-mot",
        "bhxh-viet-nam",
    ]
    assert [line.partition("  ")[0] for line in done.err.splitlines()] == [f"Building {n}/3" for n in (1, 2, 3)]
    assert run_apart(*arguments, cwd=workspace).err == ""


def test_a_piece_that_cannot_be_made_is_failed_with_its_place(workspace: Path) -> None:
    done = run("leaflet", "build", PACK, *TRIFOLD, "--as-of", "2017-01-01", "--json", cwd=workspace)
    assert done.status == 1
    assert_is_output(done)
    assert [artifact["status"] for artifact in done.artifacts] == ["failed"]
    assert {problem["code"] for problem in done.problems} == {"no-value"}
    for problem in done.problems:
        assert (problem["pack"], problem["lang"], problem["office"]) == (PACK, "vi", "bhxh-tinh-mau-mot")
        assert (workspace / problem["path"]).is_file()
        assert problem["line"] > 0
    assert not (workspace / "out").exists()


def test_a_text_that_does_not_fit_names_its_panel_and_writes_nothing(workspace: Path) -> None:
    words = "Bà con đến bưu điện gần nhà để được hướng dẫn đóng bảo hiểm y tế. " * 60
    replace(
        workspace / "packs" / PACK / "pack.yaml",
        '- text: "Những người cùng đăng',
        f'- text: "{words}Những người cùng đăng',
    )
    done = run("leaflet", "build", PACK, *TRIFOLD, "--json", cwd=workspace)
    assert done.status == 1
    assert_is_output(done)
    assert [artifact["status"] for artifact in done.artifacts] == ["failed"]
    assert any("mat_gap" in problem["message"] for problem in done.problems)
    assert not (workspace / "out").exists()


def test_warnings_stand_beside_what_was_built(workspace: Path) -> None:
    done = run("lint", "--json", "--strict", cwd=workspace)
    assert all(problem["severity"] == "warning" for problem in done.problems)
    assert done.status == (1 if done.problems else 0)
