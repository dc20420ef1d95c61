"""`bhxhcomm facts`: the figures of the examples at three dates, and what uses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PACK, run, snapshot

HOUSEHOLD = [f"bhyt.ho_gia_dinh.nguoi_{number}" for number in range(1, 6)]
GROUPS = ["ho_ngheo", "can_ngheo", "dan_toc_thieu_so", "khac"]
VALUES: dict[str, dict[str, int | float | str | None]] = {
    "2023-07-01": {
        "luong_co_so": 1_800_000,
        **dict(zip(HOUSEHOLD, [81_000, 56_700, 48_600, 40_500, 32_400], strict=True)),
        "so_nam_toi_thieu": 20,
    },
    "2024-07-01": {
        "luong_co_so": 2_340_000,
        "bhyt.hssv.ho_tro": 0.3,
        "bhyt.hssv.con_dong_nam": 884_520,
        "bhxh_tn.ho_tro.ho_ngheo": 99_000,
        "bhxh_tn.ho_tro.can_ngheo": 82_500,
        "bhxh_tn.ho_tro.dan_toc_thieu_so": None,
        "bhxh_tn.ho_tro.khac": 33_000,
        "tro_cap_thai_san": None,
        "so_nam_toi_thieu": 20,
    },
    "2025-07-01": {
        "luong_co_so": 2_340_000,
        "bhyt.ty_le_dong": 0.045,
        **dict(zip(HOUSEHOLD, [105_300, 73_710, 63_180, 52_650, 42_120], strict=True)),
        "bhyt.ho_gia_dinh.nguoi_1_nam": 1_263_600,
        "bhyt.ho_gia_dinh.nguoi_5_nam": 505_440,
        "bhyt.hssv.ho_tro": 0.5,
        "bhyt.hssv.con_dong_nam": 631_800,
        "chuan_ngheo_nong_thon": 1_500_000,
        "bhxh_tn.ty_le_dong": 0.22,
        "bhxh_tn.muc_dong_thap_nhat": 330_000,
        **{f"bhxh_tn.ty_le_ho_tro.{group}": rate for group, rate in zip(GROUPS, [0.5, 0.4, 0.3, 0.2], strict=True)},
        **dict(zip([f"bhxh_tn.ho_tro.{group}" for group in GROUPS], [165_000, 132_000, 99_000, 66_000], strict=True)),
        **dict(
            zip([f"bhxh_tn.con_dong.{group}" for group in GROUPS], [165_000, 198_000, 231_000, 264_000], strict=True)
        ),
        "so_nam_toi_thieu": 15,
        "tro_cap_thai_san": 2_000_000,
        "tong_dai": "1900 9068",
    },
}
"""Worked values at three dates, for an office without local figures. None: there is no such figure yet."""
OFFICE = ["--office", "bhxh-viet-nam"]


@pytest.mark.parametrize("date", VALUES)
def test_figures_have_the_worked_values_at_a_date(date: str, examples: Path) -> None:
    listed = run("facts", "list", "--as-of", date, "--json", *OFFICE, cwd=examples)
    assert listed.status == 0
    assert listed.object["as_of"] == date
    found = {fact["id"]: fact["value"] for fact in listed.object["facts"]}
    assert {name: found[name] for name in VALUES[date]} == VALUES[date]


@pytest.mark.parametrize(
    ("date", "name"), [(date, name) for date in VALUES for name in ("luong_co_so", *HOUSEHOLD[:1])]
)
def test_one_figure_says_the_same_as_the_list(date: str, name: str, examples: Path) -> None:
    listed = run("facts", "list", "--as-of", date, "--json", cwd=examples).object["facts"]
    shown = run("facts", "show", name, "--as-of", date, "--json", cwd=examples)
    assert shown.status == 0
    one = next(fact for fact in listed if fact["id"] == name)
    assert {key: shown.object[key] for key in one} == one


def test_a_figure_is_shown_with_its_unit_its_date_and_its_legal_source(examples: Path) -> None:
    shown = run("facts", "show", "bhyt.ho_gia_dinh.nguoi_1", "--json", cwd=examples).object
    assert {key: shown[key] for key in ("id", "value", "unit", "effective_from", "text")} == {
        "id": "bhyt.ho_gia_dinh.nguoi_1",
        "value": 105_300,
        "unit": "VND/month",
        "effective_from": "2025-07-01",
        "text": "105.300 đồng",
    }
    assert set(shown["source"].split("; ")) == {"Nghị định 73/2024/NĐ-CP", "Nghị định 188/2025/NĐ-CP"}


def test_the_history_of_a_figure_has_every_value_with_its_source(examples: Path) -> None:
    history = run("facts", "show", "luong_co_so", "--json", cwd=examples).object["history"]
    assert [(item["from"], item["value"], item["source"]) for item in history] == [
        ("2019-07-01", 1_490_000, "Nghị định 38/2019/NĐ-CP"),
        ("2023-07-01", 1_800_000, "Nghị định 24/2023/NĐ-CP"),
        ("2024-07-01", 2_340_000, "Nghị định 73/2024/NĐ-CP"),
    ]


def test_people_read_figures_in_vietnamese_habits(examples: Path) -> None:
    done = run("facts", "list", cwd=examples)
    assert done.status == 0
    rows = {line.split()[0]: line for line in done.out.splitlines()}
    assert "2.340.000 đồng" in rows["luong_co_so"]
    assert "4,5%" in rows["bhyt.ty_le_dong"]


def test_a_figure_that_did_not_exist_yet_is_an_error_that_names_its_first_date(examples: Path) -> None:
    done = run("facts", "show", "bhxh_tn.ho_tro.dan_toc_thieu_so", "--as-of", "2025-06-30", cwd=examples)
    assert done.status == 1
    assert "error[no-value]" in done.err
    assert "30/6/2025" in done.err
    assert "01/7/2025" in done.err


def test_a_figure_before_its_first_value_is_no_blank_and_no_guess(examples: Path) -> None:
    done = run("facts", "show", "luong_co_so", "--as-of", "2019-06-30", "--json", cwd=examples)
    assert done.status == 1
    assert [problem["code"] for problem in done.problems] == ["no-value"]


def test_a_local_figure_reaches_what_is_computed_from_it(examples: Path) -> None:
    def left_to_pay(office: str) -> int:
        shown = run("facts", "show", "bhyt.hssv.con_dong_nam", "--office", office, "--json", cwd=examples).object
        value: int = shown["value"]
        return value

    # Half of 1.263.600 from the state; the other office adds 20 % of its own.
    assert left_to_pay("bhxh-tinh-mau-mot") == 631_800
    assert left_to_pay("bhxh-tinh-mau-hai") == 379_080


def test_the_uses_of_a_figure_are_found_through_formulas(examples: Path) -> None:
    found = run("facts", "where", "luong_co_so", "--json", cwd=examples).object
    assert set(HOUSEHOLD) <= set(found["derived"])
    uses = {(use["pack"], use["section"], use["fact"]) for use in found["uses"]}
    assert (PACK, "muc-dong", "bhyt.ho_gia_dinh.nguoi_1") in uses
    use = next(use for use in found["uses"] if use["fact"] == "bhyt.ho_gia_dinh.nguoi_1")
    assert use["materials"] == ["leaflet", "script"]
    line = (examples / use["path"]).read_text(encoding="utf-8").splitlines()[use["line"] - 1]
    assert line[use["column"] - 1 :].startswith("{bhyt.ho_gia_dinh.nguoi_1")


def test_a_figure_that_stands_in_the_data_of_an_office_is_used(examples: Path) -> None:
    found = run("facts", "where", "tong_dai", "--json", cwd=examples).object
    assert [(use["office"], use["path"]) for use in found["offices"]] == [
        ("bhxh-viet-nam", "offices/bhxh-viet-nam.yaml")
    ]
    shown = run("facts", "where", "tong_dai", cwd=examples).out
    assert "offices/bhxh-viet-nam.yaml:" in shown
    assert "no pack uses it" not in shown


def test_a_figure_that_no_pack_uses_is_said_to_be_unused(workspace: Path) -> None:
    facts = workspace / "facts" / "thua.yaml"
    facts.write_text(
        "format: facts/1\nfacts:\n  thua:\n    label: Thừa\n    unit: years\n    review_by: 2026-01-01\n    values:\n"
        "      - {from: 2020-01-01, value: 3, source: {document: Văn bản mẫu}}\n",
        encoding="utf-8",
    )
    found = run("facts", "where", "thua", "--json", cwd=workspace)
    assert found.status == 0
    assert found.object["uses"] == []
    assert "no pack uses it" in run("facts", "where", "thua", cwd=workspace).out


def test_changes_between_two_dates_name_both_values(examples: Path) -> None:
    done = run("facts", "changes", "--from", "2024-07-01", "--to", "2025-07-01", "--json", *OFFICE, cwd=examples)
    assert done.status == 0
    changes = {change["id"]: change for change in done.object["changes"]}

    def values(name: str) -> tuple[object, object]:
        change = changes[name]
        return (change["from"] and change["from"]["value"], change["to"] and change["to"]["value"])

    assert values("so_nam_toi_thieu") == (20, 15)
    assert values("bhyt.hssv.con_dong_nam") == (884_520, 631_800)
    assert values("bhxh_tn.ho_tro.dan_toc_thieu_so") == (None, 99_000)
    # The law was replaced, the figure was not.
    assert not {"luong_co_so", "bhyt.ty_le_dong", *HOUSEHOLD} & set(changes)


def test_nothing_changes_between_a_day_and_itself(examples: Path) -> None:
    done = run("facts", "changes", "--from", "2025-07-01", "--to", "2025-07-01", cwd=examples)
    assert (done.status, done.out) == (0, "nothing changes between these dates\n")


def test_figures_that_were_checked_get_a_new_day_and_nothing_else_changes(workspace: Path) -> None:
    before = snapshot(workspace)
    tried = run("facts", "reviewed", "luong_co_so", "--until", "2027-12-31", "--dry-run", "--json", cwd=workspace)
    assert (tried.status, tried.object["written"], snapshot(workspace)) == (0, False, before)

    done = run("facts", "reviewed", "luong_co_so", "--until", "2027-12-31", "--json", cwd=workspace)

    assert done.object["reviewed"] == tried.object["reviewed"]
    assert [one["id"] for one in done.object["reviewed"]] == ["luong_co_so"]
    after = snapshot(workspace)
    assert [name for name in after if after[name] != before[name]] == ["facts/chung.yaml"]
    assert "to be checked by 31/12/2027" in run("facts", "show", "luong_co_so", cwd=workspace).out
    again = run("facts", "reviewed", "luong_co_so", "--until", "2027-12-31", "--json", cwd=workspace)
    assert (again.status, again.object["reviewed"]) == (0, [])
    told = run("facts", "reviewed", "luong_co_so", "--until", "2027-12-31", cwd=workspace)
    assert told.err.strip() == "nothing to change: this day stands there already"


def test_all_are_those_with_a_day_of_review_those_of_offices_included(workspace: Path) -> None:
    office = workspace / "offices" / "bhxh-tinh-mau-mot.yaml"
    local = "\nfacts:\n  qua_moi:\n    label: Quà\n    unit: VND\n    review_by: 2026-12-31  # của tỉnh\n    values:\n"
    local += '      - {from: 2025-01-01, value: 100.000, source: {document: "Nghị quyết mẫu"}}\n'
    text = office.read_text(encoding="utf-8")
    assert "\nfacts:" not in text
    office.write_text(text + local, encoding="utf-8")

    done = run("facts", "reviewed", "all", "--until", "2027-12-31", cwd=workspace)

    assert done.status == 0, done.err
    assert "bhxh-tinh-mau-mot/qua_moi" in done.out
    assert "bhxhcomm approve --fact all --by" in done.err
    assert "    review_by: 2027-12-31  # của tỉnh\n" in office.read_text(encoding="utf-8")
    days = {line.strip() for path in workspace.glob("facts/*.yaml") for line in path.read_text().splitlines()}
    assert {day for day in days if day.startswith("review_by")} == {"review_by: 2027-12-31"}


@pytest.mark.parametrize(
    ("fact", "until", "status", "says"),
    [
        ("luong_co_so", "2025-07-01", 2, "has to be a day to come"),
        ("luong_co_so", "2025-02-30", 2, "is not a day"),
        ("luong", "2027-12-31", 1, "there is no fact `luong`"),
        ("bhyt.ho_gia_dinh.nguoi_1", "2027-12-31", 1, "has no value of its own to be checked"),
        ("het", "2027-12-31", 1, "`het` has no value any more: its last ended on 30/6/2025"),
    ],
)
def test_what_cannot_have_been_checked_is_refused(
    workspace: Path, fact: str, until: str, status: int, says: str
) -> None:
    ended = "format: facts/1\nfacts:\n  het:\n    label: Hết\n    unit: VND\n    review_by: 2026-01-01\n    values:\n"
    ended += '      - {from: 2024-01-01, until: 2025-06-30, value: 5, source: {document: "Quyết định mẫu"}}\n'
    (workspace / "facts" / "het.yaml").write_text(ended, encoding="utf-8")
    before = snapshot(workspace)

    done = run("facts", "reviewed", fact, "--until", until, cwd=workspace)

    assert done.status == status
    assert says in " ".join(done.err.replace("│", " ").split())
    assert snapshot(workspace) == before
