"""Past and coming days: an old date brings no old figure out, and what is made for a day to come says so and waits for it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxhcomm.core import clock
from tests.cli.program import EXAMPLES, PACK, Ran, replace, run, snapshot
from tests.conftest import SOUND

BUILD = ("build", "--material", "leaflet", "--format", "pdf", "--json")
NAME = "mau/mau/leaflet-trifold.vi"


@pytest.fixture(scope="module", autouse=True)
def today() -> Iterator[None]:
    """A day on which the values before July 2024 are old, and July 2027 is to come."""
    with pytest.MonkeyPatch.context() as days:
        days.setattr(clock, "today", lambda: dt.date(2026, 11, 29))
        yield


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace, approved; its figures are to be checked again by 2030. It pins no date. Tests copy it."""
    root = tmp_path_factory.mktemp("duyet") / "van-phong"
    shutil.copytree(SOUND, root)
    replace(root / "bhxhcomm.yaml", "as_of: 2025-07-01\n", "")
    assert run("facts", "reviewed", "all", "--until", "2030-01-01", "-q", cwd=root).status == 0
    approve(root, "mau")
    return root


@pytest.fixture
def office(approved: Path, tmp_path: Path) -> Path:
    shutil.copytree(approved, tmp_path / "van-phong")
    return tmp_path / "van-phong"


def approve(root: Path, *packs: str) -> None:
    done = run("approve", *packs, "--fact", "all", "--office", "all", "--by", "Lê Thị Duyệt", "-q", cwd=root)
    assert done.status == 0, done.err


def pin(root: Path, date: str) -> None:
    with (root / "bhxhcomm.yaml").open("a", encoding="utf-8") as file:
        file.write(f"as_of: {date}\n")


def files(root: Path) -> list[str]:
    """Every file of the outputs that could be sent, by its path below `out/`."""
    return sorted(path.relative_to(root / "out").as_posix() for path in (root / "out").rglob("*.pdf"))


def codes(done: Ran) -> set[str]:
    return {problem["code"] for problem in done.problems}


@pytest.mark.parametrize("release", [(), ("--release",)], ids=["plain", "release"])
@pytest.mark.parametrize("how", ["pinned", "asked"])
def test_a_past_date_brings_no_replaced_value_out(office: Path, release: tuple[str, ...], how: str) -> None:
    if how == "pinned":
        pin(office, "2023-12-31")

    done = run(*BUILD, "--office", "mau", *release, *(("--as-of", "2023-12-31") if how == "asked" else ()), cwd=office)

    assert done.status == 1
    assert codes(done) == {"not-released:value-replaced"}
    assert {(one["status"], one["draft"]) for one in done.artifacts} == {("refused", False)}
    assert "the value of `luong_co_so` at 31/12/2023 was replaced by a newer one on 01/7/2024" in done.out
    assert files(office) == []


def signed_on(root: Path, file: str, date: str) -> None:
    path = root / file
    path.write_text(path.read_text(encoding="utf-8").replace("date: 2026-11-29", f"date: {date}"), encoding="utf-8")


@pytest.mark.parametrize("file", ["review.yaml", "packs/mau/review.yaml"])
@pytest.mark.parametrize("more", [(), ("--release",), ("--as-of", "2027-07-02")], ids=["plain", "release", "ahead"])
def test_what_only_a_signature_of_a_day_to_come_approves_waits_for_that_day(
    office: Path, file: str, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_on(office, file, "2026-11-30")
    done = run(*BUILD, "--office", "mau", *more, cwd=office)
    assert (done.status, codes(done)) == (1, {"not-released:signed-ahead"})
    assert {(one["status"], one["draft"]) for one in done.artifacts} == {("refused", False)}
    assert "signatures dated after today, 29/11/2026, do not count yet (Lê Thị Duyệt, 30/11/2026" in done.out
    assert files(office) == []

    status = run("status", "mau", "--office", "mau", "--json", cwd=office).object["editions"][0]
    assert (status["state"], {one["code"] for one in status["reasons"]}) == ("refused", {"signed-ahead"})
    told = [one for one in run("lint", "--json", cwd=office).problems if one["code"] == "signed-ahead"]
    assert told
    assert {(one["path"], one["severity"]) for one in told} == {(file, "warning")}

    # On its day it counts, though no file has changed, and gives the bytes that it would have given.
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 30))
    assert run(*BUILD, "--office", "mau", *more, cwd=office).status == 0
    (later,) = files(office)
    at_once = office.with_name("khac")
    shutil.copytree(office, at_once)
    shutil.rmtree(at_once / "out")
    path = at_once / file
    path.write_text(path.read_text(encoding="utf-8").replace("date: 2026-11-30", "date: 2026-11-29"), encoding="utf-8")
    assert run(*BUILD, "--office", "mau", *more, cwd=at_once).status == 0
    assert (office / "out" / later).read_bytes() == (at_once / "out" / later).read_bytes()


def test_a_signature_of_a_day_to_come_beside_one_that_counts_holds_nothing_back(office: Path) -> None:
    path = office / "packs/mau/review.yaml"
    text = path.read_text(encoding="utf-8")
    line = text.partition("signatures:\n")[2]
    path.write_text(text + line.replace("date: 2026-11-29", "date: 2027-11-29"), encoding="utf-8")
    assert run(*BUILD, "--office", "mau", "--release", cwd=office).status == 0


def test_a_past_date_as_at_which_everything_still_holds_is_released(office: Path) -> None:
    pin(office, "2025-07-01")

    done = run(*BUILD, "--office", "mau", "--release", cwd=office)

    assert (done.status, files(office)) == (0, [f"{NAME}.pdf"]), done.out
    assert [one["applies_from"] for one in done.artifacts] == [None]


def test_one_line_changes_nothing_of_what_was_released_before(office: Path) -> None:
    assert run(*BUILD, "--office", "mau", "--release", cwd=office).status == 0
    before = snapshot(office / "out")
    pin(office, "2023-12-31")

    assert run(*BUILD, "--office", "mau", "--force", "--prune", cwd=office).status == 1

    assert snapshot(office / "out") == before
    said = run("status", "--office", "mau", "--json", cwd=office).object["editions"]
    assert {(one["state"], one["reasons"][0]["code"]) for one in said} == {("refused", "value-replaced")}


def test_a_review_that_passes_overnight_refuses_what_was_an_answer_yesterday(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin(office, "2025-07-01")
    monkeypatch.setattr(clock, "today", lambda: dt.date(2030, 1, 1))
    assert run(*BUILD, "--office", "mau", cwd=office).status == 0
    assert {one["status"] for one in run(*BUILD, "--office", "mau", cwd=office).artifacts} == {"unchanged"}
    before = snapshot(office / "out")

    monkeypatch.setattr(clock, "today", lambda: dt.date(2030, 1, 2))
    done = run(*BUILD, "--office", "mau", cwd=office)

    assert (done.status, codes(done)) == (1, {"not-released:review-past-today"})
    assert "bhxhcomm facts reviewed" in done.problems[0]["hint"]
    assert snapshot(office / "out") == before
    assert "past-review" in run("lint", "--json", cwd=office).out

    assert run("facts", "reviewed", "all", "--until", "2031-01-01", "-q", cwd=office).status == 0
    approve(office)
    assert run(*BUILD, "--office", "mau", "--release", cwd=office).status == 0


@pytest.mark.parametrize("how", ["asked", "pinned", "folder"])
def test_what_is_made_for_a_day_to_come_says_so_and_lies_apart(office: Path, how: str) -> None:
    assert run(*BUILD, "--office", "mau", "--release", cwd=office).status == 0
    before = snapshot(office / "out")
    if how == "pinned":
        pin(office, "2027-07-01")
    asked = {"asked": ("--as-of", "2027-07-01"), "folder": ("--as-of", "2027-07-01", "--out", "out")}.get(how, ())

    done = run(*BUILD, "--office", "mau", "--release", "--prune", *asked, cwd=office)

    assert done.status == 0, done.out
    name = f"as-of-2027-07-01/{NAME}.ap-dung-tu-2027-07-01.pdf"
    assert files(office) == [name, f"{NAME}.pdf"]
    (artifact,) = done.artifacts
    assert (artifact["path"], artifact["applies_from"]) == (f"out/{name}", "2027-07-01")
    written = json.loads((office / "out/as-of-2027-07-01/manifest.json").read_text(encoding="utf-8"))
    assert [piece["applies_from"] for piece in written["pieces"]] == ["2027-07-01"]
    after = snapshot(office / "out")
    assert {path: after[path] for path in before} == before
    assert run(*BUILD, "--office", "mau", "--release", *asked, cwd=office).artifacts[0]["status"] == "unchanged"


@pytest.mark.usefixtures("english")
def test_who_looks_at_what_is_made_for_a_day_to_come_is_told_the_day(office: Path) -> None:
    done = run(*BUILD, "--office", "mau", "--release", "--as-of", "2027-07-01", cwd=office)
    (artifact,) = done.artifacts
    for what in (artifact["code"], artifact["path"]):
        assert run("explain", what, "--json", cwd=office).object["applies_from"] == "2027-07-01"
        assert "to be handed out from 01/7/2027 on" in run("explain", what, cwd=office).out
    made = run("gallery", "out/as-of-2027-07-01", "--json", cwd=office).object
    assert made["applies_from"] == {artifact["code"]: "2027-07-01"}
    page = (office / "out/as-of-2027-07-01/gallery.html").read_text(encoding="utf-8")
    assert 'data-en="To be handed out from"' in page
    assert "<dd>01/7/2027</dd>" in page

    now = run(*BUILD, "--office", "mau", "--release", cwd=office).artifacts[0]
    assert run("explain", now["path"], "--json", cwd=office).object["applies_from"] is None
    assert run("gallery", "out", "--json", cwd=office).object["applies_from"] == {}


def test_when_its_day_has_come_it_has_the_plain_name_and_the_same_bytes(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = '      - {from: 2027-07-01, value: 2.600.000, source: {document: "Nghị định mẫu 3"}}\n  ty_le:\n'
    replace(office / "facts/chung.yaml", "  ty_le:\n", change)
    approve(office)
    assert run(*BUILD, "--office", "mau", "--release", "--as-of", "2027-07-01", cwd=office).status == 0
    (early,) = (office / "out/as-of-2027-07-01/mau/mau").glob("*.pdf")
    assert not (office / "out" / f"{NAME}.pdf").exists()

    monkeypatch.setattr(clock, "today", lambda: dt.date(2027, 7, 1))
    assert run(*BUILD, "--office", "mau", "--release", cwd=office).status == 0

    assert (office / "out" / f"{NAME}.pdf").read_bytes() == early.read_bytes()


def test_a_draft_for_a_day_to_come_is_called_a_draft(office: Path) -> None:
    (office / "review.yaml").unlink()

    done = run(*BUILD, "--office", "mau", "--as-of", "2027-07-01", cwd=office)

    assert [(one["draft"], one["applies_from"]) for one in done.artifacts] == [(True, None)]
    assert files(office) == [f"as-of-2027-07-01/{NAME}.nhap.pdf"]


@pytest.mark.parametrize(("day", "state"), [("2026-11-29", "releasable"), ("2100-01-01", "refused")])
def test_the_examples_may_be_released_until_their_day_of_review(
    day: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: dt.date.fromisoformat(day))

    said = run("status", PACK, "--office", "bhxh-tinh-mau-mot", "--json", cwd=EXAMPLES).object["editions"]

    (trifold,) = [one for one in said if (one["material"], one["variant"]) == ("leaflet", "trifold")]
    assert trifold["state"] == state
    assert {one["code"] for one in trifold["reasons"]} <= {"review-past-today"}
