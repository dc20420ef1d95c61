"""The base salary changes: one line in `facts/`, and every table is right again, as at any date asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.program import TRIFOLD, copy_of_examples, pdfs, replace, run, text_of

PINNED, CHANGE, DAY_BEFORE = "2025-07-01", "2026-07-01", "2026-06-30"
OFFICE = "bhxh-tinh-mau-mot"
LAST = 'source: {document: "Nghị định 73/2024/NĐ-CP", signed: 2024-06-30, in_force: 2024-07-01}'
SOURCE = '{document: "Nghị định mẫu về lương cơ sở", signed: 2026-05-15, in_force: 2026-07-01}'
LINES = {
    "in force": f"      - {{from: {CHANGE}, value: 2.530.000, source: {SOURCE}}}",
    "announced": f"      - {{from: {CHANGE}, value: 2.530.000, source: {SOURCE}, status: announced}}",
}
"""The one line that an officer adds. The value is made up."""
HOUSEHOLD = {
    PINNED: "105.300 1.263.600 73.710 884.520 63.180 758.160 52.650 631.800 42.120 505.440",
    CHANGE: "113.850 1.366.200 79.695 956.340 68.310 819.720 56.925 683.100 45.540 546.480",
}
"""4,5 % of the base salary, then 70, 60, 50 and 40 % of it; a month and a year, row by row."""
PUPILS = {PINNED: "631.800", CHANGE: "683.100"}
"""A year's contribution of a pupil, of which the state pays half."""
WITHOUT = """\
format: pack/1
id: noi-dang-ky
title: "Nơi đăng ký tham gia"
topic: bhyt
audience: "Bà con trong tỉnh"
author: "Tổ biên soạn mẫu"
languages: [vi]
sections:
  - id: noi-dang-ky
    heading: "Đăng ký ở đâu?"
    blocks:
      - text: "Bà con đến bưu điện hoặc gọi tổng đài {tong_dai}."
  - id: bao-lau
    heading: "Đóng bao lâu?"
    blocks:
      - text: "Đóng đủ {so_nam_toi_thieu} và đủ tuổi thì có lương hưu."
  - id: giay-to
    heading: "Mang theo gì?"
    blocks:
      - text: "Số định danh của từng người."
  - id: hoi-dap
    heading: "Chưa rõ thì hỏi ai?"
    blocks:
      - text: "Bà con hỏi nhân viên bưu điện."
materials:
  leaflet:
    trifold:
      cover: {tagline: "Gần nhà, dễ hỏi"}
      panels:
        bia: []
        mat_gap: [noi-dang-ky]
        trong_1: [bao-lau]
        trong_2: [giay-to]
        trong_3: [hoi-dap]
        bia_sau: []
"""
"""A leaflet that says nothing of the base salary."""


def add_line(root: Path, status: str) -> None:
    replace(root / "facts" / "chung.yaml", LAST, LAST + "\n" + LINES[status])


def build_all(root: Path, *more: str) -> dict[str, dict[str, Any]]:
    """The leaflets of all packs for one office, by pack."""
    found = {}
    for pack in sorted(path.parent.name for path in root.glob("packs/*/pack.yaml")):
        done = run("leaflet", "build", pack, *TRIFOLD, "--json", *more, cwd=root)
        assert done.status == 0, done.out
        (found[pack],) = done.artifacts
    return found


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_of_examples(tmp_path_factory.mktemp("truoc") / "vi-du")
    (root / "packs" / "noi-dang-ky").mkdir()
    (root / "packs" / "noi-dang-ky" / "pack.yaml").write_text(WITHOUT, encoding="utf-8")
    build_all(root)
    return root


@pytest.fixture(scope="module")
def after(before: Path) -> Path:
    """The same workspace, in which the value has been in force, and everything was built for the new date as well."""
    digests = pdfs(before)
    add_line(before, "in force")
    build_all(before, "--as-of", CHANGE)
    assert {name: digest for name, digest in pdfs(before).items() if name in digests} == digests
    return before


def page(root: Path, pack: str, date: str) -> str:
    folder = root / "out" if date == PINNED else root / "out" / f"as-of-{date}"
    return text_of(folder / OFFICE / pack / "leaflet-trifold.vi.nhap.pdf")


@pytest.mark.parametrize("date", [PINNED, CHANGE])
def test_the_tables_are_right_at_both_dates(date: str, after: Path) -> None:
    words = page(after, "bhyt-ho-gia-dinh", date).split()
    table = [word for word in words if re.fullmatch(r"[\d.]{6,}", word)]
    wanted = HOUSEHOLD[date].split()
    start = table.index(wanted[0])
    assert table[start : start + len(wanted)] == wanted
    assert PUPILS[date] in page(after, "bhyt-hssv", date)


def test_no_old_amount_is_left_on_the_new_page(after: Path) -> None:
    new = page(after, "bhyt-ho-gia-dinh", CHANGE)
    old_only = set(HOUSEHOLD[PINNED].split()) - set(HOUSEHOLD[CHANGE].split())
    assert [amount for amount in old_only if re.search(rf"(?<![\d.]){re.escape(amount)}(?![\d.])", new)] == []


def test_the_page_says_since_when_it_holds_and_by_which_decree(after: Path) -> None:
    new, old = (page(after, "bhyt-ho-gia-dinh", date) for date in (CHANGE, PINNED))
    assert "01/7/2026" in new
    assert "Nghị định mẫu về lương cơ sở" in new
    assert "Nghị định 73/2024/NĐ-CP" not in new
    assert "01/7/2025" in old
    assert "Nghị định mẫu về lương cơ sở" not in old


def test_what_was_made_for_the_pinned_date_is_not_touched(after: Path) -> None:
    digests = pdfs(after)
    assert {artifact["status"] for artifact in build_all(after).values()} == {"unchanged"}
    assert pdfs(after) == digests


def test_a_pack_that_does_not_say_it_is_the_same_at_both_dates_to_the_byte(after: Path) -> None:
    digests = pdfs(after)
    name = f"{OFFICE}/noi-dang-ky/leaflet-trifold.vi.nhap.pdf"
    assert digests[f"out/{name}"] == digests[f"out/as-of-{CHANGE}/{name}"]
    other = f"{OFFICE}/bhyt-ho-gia-dinh/leaflet-trifold.vi.nhap.pdf"
    assert digests[f"out/{other}"] != digests[f"out/as-of-{CHANGE}/{other}"]


def test_changes_names_exactly_the_figures_that_are_computed_from_it(after: Path) -> None:
    formulas: dict[str, str] = {}
    for path in sorted(after.glob("facts/*.yaml")):
        facts = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["facts"]
        formulas |= {name: fact.get("formula", "") for name, fact in facts.items()}
    wanted, size = {"luong_co_so"}, 0
    while size < len(wanted):
        size = len(wanted)
        wanted |= {name for name, text in formulas.items() if wanted & set(re.findall(r"[a-z][a-z0-9_.]*", text))}
    done = run("facts", "changes", "--from", DAY_BEFORE, "--to", CHANGE, "--json", cwd=after)
    changes = {change["id"]: change for change in done.object["changes"]}
    assert set(changes) == wanted
    first = changes["bhyt.ho_gia_dinh.nguoi_1"]
    assert (first["from"]["text"], first["to"]["text"]) == ("105.300 đồng", "113.850 đồng")
    assert "Nghị định mẫu về lương cơ sở" in first["to"]["source"]


@pytest.mark.parametrize("status", LINES)
def test_the_new_value_holds_from_its_day_and_not_before(status: str, workspace: Path) -> None:
    add_line(workspace, status)

    def value(date: str) -> int:
        shown = run("facts", "show", "luong_co_so", "--as-of", date, "--json", cwd=workspace).object
        amount: int = shown["value"]
        return amount

    assert (value(DAY_BEFORE), value(CHANGE)) == (2_340_000, 2_530_000)


def test_an_announced_value_makes_a_draft_with_the_new_value_and_never_the_old_one(workspace: Path) -> None:
    add_line(workspace, "announced")
    signer = ["--by", "Người duyệt mẫu"]
    assert run("approve", "bhyt-ho-gia-dinh", "--fact", "all", "--office", "all", *signer, cwd=workspace).status == 0

    def build(*more: str) -> dict[str, Any]:
        done = run("leaflet", "build", "bhyt-ho-gia-dinh", *TRIFOLD, "--json", *more, cwd=workspace)
        artifact: dict[str, Any] = done.artifacts[0]
        return artifact

    assert not build()["draft"]
    announced = build("--as-of", CHANGE)
    assert ("figure-announced", f"luong_co_so@{CHANGE}") in {
        (reason["code"], reason["subject"]) for reason in announced["reasons"]
    }
    text = text_of(workspace / announced["path"])
    assert "BẢN NHÁP" in text
    assert "113.850" in text
    assert "105.300" not in text
    assert build("--as-of", CHANGE, "--release")["status"] == "refused"


def test_a_slip_of_the_finger_is_caught_before_any_page_is_made(workspace: Path) -> None:
    """A zero too many is out of bounds."""
    add_line(workspace, "in force")
    replace(workspace / "facts" / "chung.yaml", "value: 2.530.000", "value: 25.300.000")
    done = run("leaflet", "build", "bhyt-ho-gia-dinh", "--as-of", CHANGE, cwd=workspace)
    assert done.status == 1
    assert re.search(r"facts/chung\.yaml:\d+:\d+: error\[", done.err)
    assert not (workspace / "out").exists()
