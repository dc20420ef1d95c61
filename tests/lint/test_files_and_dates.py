"""What lint says of whole files and of days gone by."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from bhxhcomm import lint
from bhxhcomm.content import workspace
from bhxhcomm.core.problems import Place, Problem, Severity
from bhxhcomm.materials import loading
from tests.lint.sample import COVER, DATE, FACTS, OFFICE, SETTINGS, Files

Load = Callable[[Files], workspace.Workspace]
Say = Callable[..., list[Problem]]


def codes(problems: list[Problem], code: str) -> list[Problem]:
    return [problem for problem in problems if problem.code == code]


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_a_workspace_without_fault_says_nothing(load: Load) -> None:
    assert lint.run(load(Files()), DATE) == []


# not-nfc


def test_letters_with_separate_marks_are_told_at_the_first_in_a_file(say: Say) -> None:
    (problem,) = say(f"Mang {nfd('thẻ')} và {nfd('giấy')}.", "not-nfc")
    assert "“ẻ” is typed as 2 characters" in problem.message
    assert "2 such letters in all" in problem.message
    assert problem.place.column == len('      - text: "Mang th') + 1


@pytest.mark.parametrize(
    ("part", "text", "path"),
    [
        ("facts", FACTS.replace("Lương cơ sở", nfd("Lương cơ sở")), "facts/mau.yaml"),
        ("office", OFFICE.replace("tỉnh Mẫu", nfd("tỉnh Mẫu"), 1), "offices/tinh.yaml"),
        ("settings", SETTINGS + nfd("# ngày mẫu\n"), "bhxhcomm.yaml"),
    ],
)
def test_every_file_of_the_workspace_is_read_for_them(load: Load, part: str, text: str, path: str) -> None:
    (problem,) = codes(lint.run(load(Files(**{part: text})), DATE), "not-nfc")
    assert problem.place.path == path
    assert problem.place.line > 0
    assert "Unicode dựng sẵn" in problem.hint


def test_an_escape_that_makes_such_a_letter_is_found(say: Say) -> None:
    blocks = '      - text: "Mang the\\u0309 theo."\n'
    (problem,) = say("", "not-nfc", blocks=blocks)
    assert problem.place.column == len('      - text: "Mang th') + 1


def test_rules_see_such_text_as_any_other_and_point_into_it(say: Say) -> None:
    (problem,) = say(nfd("Người đóng đủ 15 năm."), "literal-figure")
    assert "“15 năm”" in problem.message
    assert problem.place.column == len('      - text: "') + len(nfd("Người đóng đủ ")) + 1


# figures


def test_a_figure_past_its_review_names_the_packs_that_rely_on_it(say: Say, load: Load) -> None:
    found = load(Files(blocks='      - text: "{bhyt.con_dong}"\n'))
    late = codes(lint.run(found, dt.date(2026, 1, 2)), "past-review")
    told = {problem.message.split("`")[1]: problem for problem in late}
    assert "used by: vi-du" in told["luong_co_so"].message
    assert "used by" not in told["tong_dai"].message
    assert told["luong_co_so"].place == Place("facts/mau.yaml", 3, 3)


def test_on_the_day_of_its_review_a_figure_is_not_late(load: Load) -> None:
    assert codes(lint.run(load(Files()), dt.date(2026, 1, 1)), "past-review") == []


def test_only_figures_of_the_packs_asked_for_are_late(load: Load) -> None:
    found = load(Files(blocks='      - text: "{tong_dai}"\n'))
    (problem,) = codes(lint.run(found, dt.date(2026, 1, 2), ["vi-du"]), "past-review")
    assert "tong_dai" in problem.message


ANNOUNCED = FACTS.replace("{from: 2025-07-01, value: 75,", "{from: 2025-07-01, status: announced, value: 75,")


@pytest.mark.parametrize(("date", "count"), [("2025-06-30", 0), ("2025-07-01", 1), ("2025-09-01", 1)])
def test_an_announced_figure_is_told_once_its_day_has_come(load: Load, date: str, count: int) -> None:
    found = codes(lint.run(load(Files(facts=ANNOUNCED)), dt.date.fromisoformat(date)), "announced")
    assert len(found) == count
    assert all("`tuoi`" in problem.message and problem.place.line for problem in found)


def test_an_announced_figure_of_an_office_is_told_as_well(load: Load) -> None:
    office = OFFICE.replace("value: 20%,", "status: announced, value: 20%,")
    (problem,) = codes(lint.run(load(Files(office=office)), DATE), "announced")
    assert problem.place.path == "offices/tinh.yaml"


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2025-06-30", ["pinned-date-ahead"]),
        ("2025-07-01", []),
        ("2026-07-01", []),
        ("2026-07-02", ["pinned-date-past"]),
    ],
)
def test_a_pinned_date_is_neither_long_past_nor_to_come(load: Load, today: str, expected: list[str]) -> None:
    found = lint.run(load(Files()), DATE, today=dt.date.fromisoformat(today))
    found = [problem for problem in found if problem.code != "past-review"]
    assert [problem.code for problem in found] == expected
    assert all(problem.place == Place("bhxhcomm.yaml", 3, 1) for problem in found)


def test_as_at_a_past_day_a_review_is_late_when_it_is_past_today(load: Load) -> None:
    assert codes(lint.run(load(Files()), DATE, today=dt.date(2026, 1, 1)), "past-review") == []
    late = codes(lint.run(load(Files()), DATE, today=dt.date(2026, 1, 2)), "past-review")
    assert "luong_co_so" in late[0].message


def test_a_workspace_that_pins_nothing_is_never_late(load: Load) -> None:
    found = load(Files(settings="format: workspace/1\n"))
    assert codes(lint.run(found, DATE, today=dt.date(2030, 1, 1)), "pinned-date-past") == []


# pictures


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def test_a_picture_that_nothing_names_is_told(load: Load, tmp_path: Path) -> None:
    load(Files())
    images = tmp_path / "packs/vi-du/images"
    for name in ("dung.svg", "thua.svg", "ghi-chu.txt", ".an.svg"):
        (images / name).write_text(DRAWING, encoding="utf-8")
    found = load(Files(blocks="      - picture: images/dung.svg\n        alt: Một hình\n"))
    (problem,) = lint.run(found, DATE)
    assert (problem.code, problem.place, problem.pack) == (
        "unused-picture",
        Place("packs/vi-du/images/thua.svg"),
        "vi-du",
    )


def test_a_logo_that_no_office_names_is_told(load: Load, tmp_path: Path) -> None:
    load(Files())
    (tmp_path / "offices/images").mkdir()
    (tmp_path / "offices/images/cu.svg").write_text(DRAWING, encoding="utf-8")
    (problem,) = lint.run(load(Files()), DATE)
    assert problem.place == Place("offices/images/cu.svg")


@pytest.mark.parametrize(("alt", "count"), [("", 1), ("        alt: Một gia đình\n", 0)])
def test_a_picture_on_the_cover_wants_words(load: Load, tmp_path: Path, alt: str, count: int) -> None:
    load(Files())
    (tmp_path / "packs/vi-du/images/bia.svg").write_text(DRAWING, encoding="utf-8")
    found = lint.run(load(Files(cover=COVER + "        picture: images/bia.svg\n" + alt)), DATE)
    assert [problem.code for problem in found] == ["missing-alt"] * count


# switching off, order, limits


def test_a_rule_is_silent_where_a_pack_switches_it_off(say: Say) -> None:
    assert (
        say(
            "Thẻ  BHYT 4,5%.",
            head="lint: {disable: {typography: vì sao, abbreviation: vì sao, literal-figure: vì sao}}\n",
        )
        == []
    )


def test_an_unknown_rule_is_told_with_the_nearest(say: Say) -> None:
    (problem,) = say("Một câu.", head="lint:\n  disable:\n    long-sentences: trích nguyên văn\n")
    assert problem.code == "unknown-rule"
    assert "`long-sentence`" in problem.hint
    assert (problem.place.line, problem.place.column) == (9, 5)


def test_a_part_of_a_rule_names_the_rule(say: Say) -> None:
    (problem,) = say("Một câu.", head="lint:\n  disable:\n    typo: trích nguyên văn\n")
    assert "`typography`" in problem.hint


def test_findings_are_in_the_order_of_their_places_and_only_typed_figures_are_errors(say: Say) -> None:
    found = say("Thẻ BHYT  cho 15 năm , gọi 1900 9068 để hòa và hoà.")
    assert [problem.place for problem in found] == sorted(problem.place for problem in found)
    assert [(problem.code, problem.severity) for problem in found] == [
        ("abbreviation", Severity.WARNING),
        ("typography", Severity.WARNING),
        ("literal-figure", Severity.ERROR),
        ("typography", Severity.WARNING),
        ("literal-figure", Severity.ERROR),
        ("tone-mark", Severity.WARNING),
    ]


def test_only_the_packs_asked_for_are_read(load: Load) -> None:
    found = load(Files(blocks="      - text: Đóng 4,5%.\n"))
    assert lint.run(found, DATE, []) == []
    assert len(lint.run(found, DATE, ["vi-du"])) == 1


def test_a_workspace_with_errors_is_looked_through_all_the_same(load: Load, tmp_path: Path) -> None:
    load(Files(blocks="      - text: Đóng 4,5% của 105.300 đồng.\n"))
    ring = FACTS.replace("formula: luong_co_so * bhyt.ty_le_dong", "formula: bhyt.con_dong")
    (tmp_path / "facts/mau.yaml").write_text(ring, encoding="utf-8")
    found = loading.load(tmp_path)
    assert "formula-cycle" in {problem.code for problem in found.problems}
    rate, money = lint.run(found, DATE)
    assert rate.hint == "write {bhyt.ty_le_dong}"
    assert "nguoi_1" not in money.hint
