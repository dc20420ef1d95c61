"""`bhxhcomm leaflet build`: where files go, how the workspace is found, and the same bytes every time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import PACK, TRIFOLD, pdfs, run, run_apart, text_of

OFFICES = ["bhxh-tinh-mau-hai", "bhxh-tinh-mau-mot", "bhxh-viet-nam"]
NAME = f"{PACK}/leaflet-trifold.vi.nhap.pdf"
DEFAULT = f"out/bhxh-tinh-mau-mot/{NAME}"


def paths(*arguments: object, cwd: Path) -> list[str]:
    done = run("leaflet", "build", *arguments, *TRIFOLD, "--json", cwd=cwd)
    assert done.status == 0, done.out
    return [artifact["path"] for artifact in done.artifacts]


def test_a_file_lies_under_its_office_and_pack(built: Path) -> None:
    assert set(pdfs(built)) == {f"out/{office}/{NAME}" for office in OFFICES}


def test_a_leaflet_has_two_pages_and_says_the_figures_of_its_date(built: Path) -> None:
    text = text_of(built / DEFAULT)
    for figure in ("105.300", "73.710", "63.180", "52.650", "42.120", "1.263.600", "4,5%", "1900 9068"):
        assert figure in text


def test_each_office_gets_its_own(built: Path) -> None:
    assert len(set(pdfs(built).values())) == 3
    assert "Lào Cai" in text_of(built / f"out/bhxh-tinh-mau-mot/{NAME}")
    assert "Đắk Lắk" in text_of(built / f"out/bhxh-tinh-mau-hai/{NAME}")


def test_another_date_goes_to_a_folder_of_its_own(workspace: Path) -> None:
    assert paths(PACK, "--as-of", "2024-07-01", cwd=workspace) == [f"out/as-of-2024-07-01/bhxh-tinh-mau-mot/{NAME}"]
    assert set(pdfs(workspace)) == {f"out/as-of-2024-07-01/bhxh-tinh-mau-mot/{NAME}"}


def test_the_own_date_said_aloud_goes_to_the_ordinary_folder(built: Path) -> None:
    assert paths(PACK, "--as-of", "2025-07-01", cwd=built) == [DEFAULT]


def test_out_is_taken_at_its_word_at_any_date(workspace: Path) -> None:
    assert paths(PACK, "--as-of", "2024-07-01", "--out", "ra", cwd=workspace) == [f"ra/bhxh-tinh-mau-mot/{NAME}"]
    assert not (workspace / "out").exists()


def test_an_older_date_has_the_older_figures(workspace: Path) -> None:
    (path,) = paths(PACK, "--as-of", "2023-07-01", cwd=workspace)
    text = text_of(workspace / path)
    for figure in ("81.000", "56.700", "48.600", "40.500", "32.400"):
        assert figure in text
    assert "105.300" not in text


def test_the_date_of_the_environment_yields_to_that_of_the_command_line(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BHXHCOMM_AS_OF", "2024-07-01")
    shown = run("facts", "list", "--json", cwd=built).object
    assert shown["as_of"] == "2024-07-01"
    shown = run("facts", "list", "--as-of", "2023-07-01", "--json", cwd=built).object
    assert shown["as_of"] == "2023-07-01"


def test_to_build_again_changes_nothing(built: Path) -> None:
    before = pdfs(built)
    times = {name: (built / name).stat().st_mtime_ns for name in before}
    done = run("leaflet", "build", PACK, *TRIFOLD, "--json", cwd=built)
    (artifact,) = done.artifacts
    assert (artifact["status"], artifact["sha256"]) == ("unchanged", before[DEFAULT])
    assert {name: (built / name).stat().st_mtime_ns for name in before} == times


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.wheel)])
def test_the_bytes_are_the_same_in_any_process_from_any_folder_in_any_number_of_workers(
    jobs: int, built: Path, tmp_path: Path
) -> None:
    """The fixture was built in this process; here it is done in others, elsewhere, on a copy of the workspace."""
    copy = tmp_path / "noi khác" / "vi-du"
    shutil.copytree(built, copy, ignore=shutil.ignore_patterns("out"))
    offices = ["--office", OFFICES[0], "--office", OFFICES[1]]
    arguments = ["leaflet", "build", str(copy / "packs" / PACK), *TRIFOLD, *offices, "--jobs", jobs]
    done = run_apart(*arguments, "--json", cwd=tmp_path, env={"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7"})
    assert done.status == 0, done.out
    assert [artifact["office"] for artifact in done.artifacts] == OFFICES[:2]
    wanted = {name: digest for name, digest in pdfs(built).items() if OFFICES[2] not in name}
    assert pdfs(copy) == wanted
    assert [artifact["sha256"] for artifact in done.artifacts] == list(wanted.values())


def test_the_edition_code_is_printed_on_the_page(built: Path) -> None:
    done = run("leaflet", "build", PACK, *TRIFOLD, "--json", cwd=built)
    assert done.artifacts[0]["code"] in text_of(built / DEFAULT)


@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        ("", [PACK]),
        ("", [f"packs/{PACK}"]),
        ("", [f"packs/{PACK}/"]),
        ("packs", [PACK]),
        (f"packs/{PACK}", ["."]),
        (f"packs/{PACK}/images", [PACK]),
        (f"packs/{PACK}/images", [".."]),
        ("..", [f"vi-du/packs/{PACK}"]),
        ("..", [PACK, "--workspace", "vi-du"]),
    ],
)
def test_the_workspace_and_the_pack_are_found(folder: str, arguments: list[str], built: Path) -> None:
    # A draft that is refused has been found, and costs no rendering.
    done = run("leaflet", "build", *arguments, *TRIFOLD, "--release", "--json", cwd=built / folder)
    (artifact,) = done.artifacts
    assert (artifact["pack"], artifact["status"]) == (PACK, "refused")
    place = (built / folder / artifact["path"]).resolve()
    assert place.is_relative_to((built / "out").resolve())


@pytest.mark.parametrize("command", [["lint"], ["status"], ["approve", "--by", "Người duyệt mẫu", "--dry-run"]])
def test_other_commands_find_the_workspace_by_the_pack_as_well(command: list[str], built: Path, tmp_path: Path) -> None:
    done = run(*command, built / "packs" / PACK, "--json", cwd=tmp_path)
    assert done.status == 0
    if "editions" in done.object:
        assert {edition["pack"] for edition in done.object["editions"]} == {PACK}


def test_the_environment_may_name_the_workspace_and_the_folder_for_files(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BHXHCOMM_WORKSPACE", str(built))
    monkeypatch.setenv("BHXHCOMM_OUT", str(tmp_path / "ra"))
    assert paths(PACK, cwd=tmp_path) == [f"ra/bhxh-tinh-mau-mot/{NAME}"]


def test_people_are_told_what_was_made_and_why_it_is_a_draft(built: Path) -> None:
    done = run("leaflet", "build", PACK, *TRIFOLD, cwd=built)
    assert done.status == 0
    assert done.out.startswith(f"unchanged – draft: {DEFAULT}")
    assert f"nobody has approved the text of `{PACK}`" in done.err
    quiet = run("leaflet", "build", PACK, *TRIFOLD, "-q", cwd=built)
    assert quiet.err == ""
    verbose = run("leaflet", "build", PACK, *TRIFOLD, "-v", cwd=built)
    assert len(verbose.err.splitlines()) > len(done.err.splitlines())
