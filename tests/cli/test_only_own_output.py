"""A command that reports changes nothing of what it reports on: not one byte of the workspace but its own output.

The table below names every command. A new one fails the first test until it is said what it may write.
"""

from __future__ import annotations

import hashlib
import shutil
import stat
from pathlib import Path

import pytest

from tests.cli.program import replace, run
from tests.cli.test_help import COMMANDS
from tests.conftest import SOUND

SIGNER = ["--by", "Người duyệt mẫu"]
REPORTING: dict[str, list[tuple[list[str], frozenset[str]]]] = {
    "lint": [([], frozenset()), (["mau"], frozenset())],
    "status": [([], frozenset()), (["--office", "all", "--as-of", "2023-07-01"], frozenset())],
    "proof": [(["mau"], frozenset({"out/mau/mau/leaflet-trifold-phieu-duyet.vi.pdf"}))],
    "explain": [(["{code}"], frozenset()), (["{file}"], frozenset()), (["AAAAA-AAAAA"], frozenset())],
    "withdrawn": [([], frozenset()), (["--as-of", "2031-01-01", "--drafts"], frozenset())],
    "schema": [(["pack"], frozenset())],
    "doctor": [([], frozenset())],
    "gallery": [
        ([], frozenset({"out/gallery.html"})),
        (["out", "--out", "trang.html"], frozenset({"trang.html"})),
    ],
    "build": [
        (["--dry-run"], frozenset()),
        (["--check"], frozenset()),
        (["--check", "--force", "--prune"], frozenset()),
    ],
    "facts list": [([], frozenset())],
    "facts show": [(["luong_co_so"], frozenset())],
    "facts where": [(["luong_co_so"], frozenset())],
    "facts changes": [(["--from", "2023-01-01", "--to", "2025-01-01"], frozenset())],
    "report changes": [
        (["--from", "2023-07-01"], frozenset({"out/changes.html"})),
        (["--from", "2023-07-01", "--to", "out", "--json"], frozenset()),
    ],
    "locale status": [([], frozenset())],
    "locale languages": [([], frozenset())],
    "locale diff": [(["mau", "--lang", "tay"], frozenset())],
    "voice list": [([], frozenset())],
    "audio say": [(["Lương cơ sở", "--dry-run"], frozenset())],
    "audio recordings": [(["mau"], frozenset())],
    "manifest show": [(["out"], frozenset())],
}
"""Commands that report, how they are called, and what they may write."""
WRITING = frozenset(
    "init,approve,leaflet build,script build,infographic build,audio radio-spot,audio ringback,audio import-recordings,"
    "facts reviewed,locale update,locale export,locale import,locale pseudo,locale record-kit,voice add,voice test,"
    "manifest merge,cluster certificates".split(",")
)
"""Commands that are there to write; `build` does when it is not only asked what it would do."""
CALLS = [
    pytest.param(words, arguments, own, id=" ".join([words, *arguments]))
    for words, calls in REPORTING.items()
    for arguments, own in calls
]


def test_it_is_said_of_every_command_whether_it_reports_or_writes() -> None:
    assert set(REPORTING) | WRITING == set(COMMANDS)
    assert not set(REPORTING) & WRITING


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with everything in it: a release, one that was replaced, and a draft."""
    root = tmp_path_factory.mktemp("bao-cao") / "van-phong"
    shutil.copytree(SOUND, root)
    replace(root / "bhxhcomm.yaml", "default_office: mau", "default_office: mau\noffices: [mau]")
    for number in (1, 2):
        assert run("approve", "mau", "--fact", "all", "--office", "all", *SIGNER, cwd=root).status == 0
        done = run("build", "--office", "mau", "--format", "pdf", "--release", "-q", cwd=root)
        assert done.status == 0, done.err
        replace(root / "packs/mau/pack.yaml", "Phần hai", f"Phần hai, lần {number},")
    assert run("build", "--office", "mau", "--format", "pdf", "-q", cwd=root).status == 0
    assert {path.name for path in root.rglob("*.pdf")} == {
        "leaflet-trifold.vi.pdf",
        "leaflet-trifold.vi.nhap.pdf",
        withdrawn(root).name,
    }
    return root


def withdrawn(root: Path) -> Path:
    (found,) = (root / "out" / "withdrawn").rglob("*.pdf")
    return found


def whole(folder: Path) -> dict[str, str]:
    """Every file, folder and link of a folder, what is hidden included, with what it holds and who may touch it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        held = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(mode) else ""
        found[path.relative_to(folder).as_posix()] = f"{mode:o} {held}"
    return found


@pytest.mark.parametrize(("words", "arguments", "own"), CALLS)
def test_a_command_that_reports_changes_no_byte_but_its_own_output(
    words: str, arguments: list[str], own: frozenset[str], office: Path
) -> None:
    named = {"{code}": withdrawn(office).name.split(".")[2], "{file}": str(withdrawn(office).relative_to(office))}
    before = whole(office)
    done = run(*words.split(), *(named.get(one, one) for one in arguments), cwd=office)
    after = whole(office)
    assert done.status in (0, 1), done.err
    assert "internal" not in done.err
    try:
        assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == own
    finally:
        for name in after.keys() - before.keys():
            (office / name).unlink()


def test_what_never_was_released_is_not_to_be_withdrawn(office: Path, tmp_path: Path) -> None:
    """A flyer of 2023 that nobody made then is not made into one by a report on the change."""
    root = tmp_path / "van-phong"
    shutil.copytree(office, root)
    registered = sorted(path.name for path in (root / "register").iterdir())
    done = run("report", "changes", "--from", "2023-07-01", "--to", "2025-07-01", "--json", cwd=root)
    assert done.status == 0, done.err
    assert [(one["before"], one["after"]) for one in done.object["figures"]] == [(1_800_000, 2_340_000)]
    assert done.object["withdraw"] == []
    assert sorted(path.name for path in (root / "register").iterdir()) == registered
    assert run("withdrawn", "--as-of", "2025-07-01", "--json", cwd=root).object["withdrawn"] == []
    # What was released with a figure that is another one now, is.
    replace(root / "facts/chung.yaml", "value: 2.340.000", "value: 2.350.000")
    done = run("report", "changes", "--from", "2023-07-01", "--to", "2025-07-01", "--json", cwd=root)
    assert {one["code"] for one in done.object["withdraw"]} == {Path(name).stem for name in registered}
    assert sorted(file for one in done.object["withdraw"] for file in one["files"]) == [
        "out/mau/mau/leaflet-trifold.vi.pdf"
    ]
    # By the register and the manifests alone, and neither is any longer to be trusted where one record is damaged.
    (root / "register" / registered[0]).write_text("{", encoding="utf-8")
    done = run("report", "changes", "--from", "2023-07-01", "--to", "2025-07-01", "--json", cwd=root)
    assert (done.status, [one["code"] for one in done.problems]) == (1, ["record-damaged"])
