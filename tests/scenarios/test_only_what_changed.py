"""The base salary changes: exactly the pieces that say it are made anew, for their day and beside today's; the rest stands."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.core import clock
from bhxhcomm.ledger import manifest
from tests.cli.program import Ran, copy_of_examples, replace, run, snapshot, text_of
from tests.scenarios.test_base_salary_changes import WITHOUT

pytestmark = pytest.mark.slow
PINNED, DAY = "2025-07-01", "2026-07-01"
TRIFOLDS = ["--material", "leaflet", "--variant", "trifold", "--format", "pdf"]
LAST = 'source: {document: "Nghị định 73/2024/NĐ-CP", signed: 2024-06-30, in_force: 2024-07-01}'
NEW = f"""
      - from: {DAY}
        value: 2.530.000
        source: {{document: "Nghị định mẫu về lương cơ sở", signed: 2026-05-15, in_force: 2026-07-01}}"""
SIGNER = ["--by", "Người duyệt mẫu", "--document", "Biên bản mẫu số 1"]


def build(root: Path, *more: object) -> Ran:
    done = run("build", *TRIFOLDS, *more, "--json", cwd=root)
    assert done.status == 0, done.out
    return done


def pdfs(root: Path, folder: str = "out") -> dict[str, str]:
    """Digests of the PDFs of a folder of outputs, by office, pack and material; drafts and released files alike."""
    files = {name: digest for name, digest in snapshot(root / folder).items() if name.endswith(".pdf")}
    marked = {name: digest for name, digest in files.items() if not name.startswith(("as-of", "withdrawn"))}
    return {name.replace(".nhap", "").replace(f".ap-dung-tu-{DAY}", ""): digest for name, digest in marked.items()}


def saying(root: Path, fact: str) -> set[str]:
    """The PDFs that show a figure computed from this fact, as the manifest says."""
    found = set()
    for piece, artifact in manifest.read(root / "out" / "manifest.json").artifacts():
        done = run("facts", "where", fact, "--json", cwd=root).object
        names = {fact, *done["derived"]}
        if any(figure.id in names and figure.at is None for figure in piece.figures):
            found.add(artifact.path.replace(".nhap", ""))
    return found


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Everything built and approved; a line is added to `facts/`; built for today, and for the day of the change."""
    root = copy_of_examples(tmp_path_factory.mktemp("chi-cai-doi") / "vi-du")
    (root / "packs" / "noi-dang-ky").mkdir()
    (root / "packs" / "noi-dang-ky" / "pack.yaml").write_text(WITHOUT, encoding="utf-8")
    packs = sorted(path.parent.name for path in root.glob("packs/*/pack.yaml"))
    assert run("approve", *packs, "--fact", "all", "--office", "all", *SIGNER, cwd=root).status == 0
    kept: dict[str, Any] = {"root": root, "first": build(root, "--release"), "before": pdfs(root)}
    kept["saying"] = saying(root, "luong_co_so")
    replace(root / "facts" / "chung.yaml", LAST, LAST + NEW)
    assert run("approve", "--fact", "all", *SIGNER, cwd=root).status == 0
    kept["today"] = build(root)
    kept["then"] = build(root, "--as-of", DAY)
    kept["after"] = pdfs(root, f"out/as-of-{DAY}")
    return kept


def test_some_pieces_say_it_and_some_do_not(story: dict[str, Any]) -> None:
    assert story["saying"]
    assert story["before"].keys() > story["saying"]


def test_today_nothing_is_made_anew_for_a_value_of_next_year(story: dict[str, Any]) -> None:
    assert {artifact["status"] for artifact in story["today"].artifacts} == {"unchanged"}
    assert story["today"].object["next"] is not None
    assert story["today"].object["next"] <= DAY


def test_next_month_s_material_lies_beside_today_s(story: dict[str, Any]) -> None:
    assert pdfs(story["root"]) == story["before"]
    assert story["after"].keys() == story["before"].keys()


def test_exactly_those_that_say_it_differ_and_the_rest_is_the_same_to_the_byte(story: dict[str, Any]) -> None:
    differing = {name for name, digest in story["after"].items() if digest != story["before"][name]}
    # A draft differs from a released piece; what has become past its review date by then is one of the reasons.
    becoming = {
        artifact["path"].partition(f"as-of-{DAY}/")[2].replace(".nhap", "")
        for artifact in story["then"].artifacts
        if artifact["draft"]
    }
    assert differing == story["saying"] | becoming


def test_next_month_s_material_says_from_when_it_may_be_handed_out(story: dict[str, Any]) -> None:
    released = [artifact for artifact in story["then"].artifacts if not artifact["draft"]]
    assert released
    assert all(f".ap-dung-tu-{DAY}." in one["path"] and one["applies_from"] == DAY for one in released)


def test_the_day_comes_and_the_same_build_finds_it_by_itself(
    story: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "vi-du"
    shutil.copytree(story["root"], root)
    # From now on nobody looks again before 2030: what is new on that day is the salary, and nothing else.
    for path in sorted(root.glob("facts/*.yaml")) + sorted(root.glob("offices/*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        text = "".join(_reviewed_later(line) for line in lines)
        path.write_text(text, encoding="utf-8")
    assert run("approve", "--fact", "all", "--office", "all", *SIGNER, cwd=root).status == 0
    build(root)
    before = pdfs(root)
    replace(root / "bhxhcomm.yaml", f"as_of: {PINNED}", f"as_of: {DAY}")
    monkeypatch.setattr(clock, "today", lambda: dt.date.fromisoformat(DAY))
    done = build(root, "--release")
    built = {artifact["path"] for artifact in done.artifacts if artifact["status"] == "built"}
    wanted = {f"out/{name}" for name in story["saying"]}
    assert built == wanted
    after = pdfs(root)
    assert {f"out/{name}" for name in after if after[name] != before[name]} == wanted
    for artifact in done.artifacts:
        if artifact["path"] in wanted:
            assert {"fact", "source"} & {one["code"] for one in artifact["because"]}
    # The same from nothing gives the same bytes.
    fresh = tmp_path / "tu-dau"
    shutil.copytree(root, fresh, ignore=shutil.ignore_patterns("out", "register"))
    build(fresh, "--release")
    assert pdfs(fresh) == after
    # What was printed before is to be withdrawn, by code, and nothing else is.
    old = {artifact["code"] for artifact in story["first"].artifacts if artifact["path"] in wanted}
    listed = run("withdrawn", "--as-of", DAY, "--json", cwd=root)
    assert listed.status == 1
    assert {one["code"] for one in listed.object["withdrawn"]} == old
    for one in listed.object["withdrawn"]:
        assert one["figures"]
        assert all(figure["verdict"] == "changed" for figure in one["figures"])
        assert one["files"] == []
    assert run("withdrawn", "--as-of", "2026-06-30", "--json", cwd=root).status == 0
    # And there is nothing left to do.
    assert {artifact["status"] for artifact in build(root, "--release").artifacts} == {"unchanged"}
    name = next(iter(sorted(story["saying"])))
    assert "Nghị định mẫu về lương cơ sở" in text_of(root / "out" / name)


def _reviewed_later(line: str) -> str:
    return re.sub(r"review_by: \d{4}-\d\d-\d\d", "review_by: 2030-01-01", line)
