"""What a translation must keep to the letter: figures, addresses, digits."""

from __future__ import annotations

import pytest

from bhxhcomm.content import prose
from bhxhcomm.exchange import difference
from bhxhcomm.language.number_habits import ENGLISH, VIETNAMESE, NumberHabits
from bhxhcomm.translation import faithful


def found(source: str, target: str) -> list[str]:
    return [one.code for one in faithful.differences(prose.parse(source), prose.parse(target))]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Mức {a} và {b:so}", "x {b:so} y {a}"),
        ("Từ {a:@2024-06-30}", "{a:@2024-06-30} x"),
        ("[chữ](https://a.vn) và 15 ngày", "15 y [x](https://a.vn)"),
        ("[chữ **đậm**](https://a.vn)", "[x](https://a.vn)"),
        ("Trước ngày 1/7/2025", "x 1/7/2025"),
        ("Có 12 tháng", "មាន ១២ ខែ"),
        ("Không có gì", "x"),
    ],
)
def test_what_is_kept_in_any_order_is_kept(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("Mức {a}", "x", "placeholder-lost"),
        ("Mức {a} và {a}", "x {a}", "placeholder-lost"),
        ("Mức", "x {a}", "placeholder-invented"),
        ("Mức {a}", "x {a} {a}", "placeholder-invented"),
        ("[chữ](https://a.vn)", "[x](https://b.vn)", "link-changed"),
        ("[chữ](https://a.vn)", "x", "link-changed"),
        ("15 ngày", "51 x", "digits-changed"),
        ("15 ngày", "x", "digits-changed"),
        ("ngày", "x 3", "digits-changed"),
    ],
)
def test_what_is_lost_or_added_is_named(source: str, target: str, code: str) -> None:
    assert found(source, target) == [code]


@pytest.mark.parametrize(
    ("source", "target", "codes"),
    [
        ("Mức {a.b}", "x {{a.b}}", ["doubled-braces", "placeholder-lost"]),
        ("Mức {a.b}", "x {a.b} {{a.b:so}}", ["doubled-braces"]),
        ("Mức", "x {{a}}", ["doubled-braces"]),
        ("Mức {{a}}", "x {{a}}", []),
        ("Mức {{a}}", "x", []),
        ("Mức {{ a }}", "x {{ a }}", []),
        ("Mức", "x {{A, B}}", []),
    ],
)
def test_doubled_braces_about_what_is_written_as_an_id_are_told(source: str, target: str, codes: list[str]) -> None:
    assert found(source, target) == codes


def test_another_form_of_the_same_figure_is_lost_and_invented() -> None:
    assert found("Mức {a:so}", "x {a}") == ["placeholder-lost", "placeholder-invented"]
    assert found("Từ {a:@2024-06-30}", "x {a:@2024-07-30}") == ["placeholder-lost", "placeholder-invented"]


def test_a_translation_that_cannot_be_read_says_why() -> None:
    _parts, damage = faithful.parsed("x {a")
    assert damage is not None
    assert damage.code == "lone-brace"


def test_texts_of_bare_words_are_passed_as_the_full_comparison_would() -> None:
    assert not faithful.is_bound("Không có gì", "x")
    assert faithful.is_bound("Không có gì", "x {a}")


def test_the_difference_shows_the_words_that_changed() -> None:
    assert difference.marked("Bà con đóng hằng tháng", "Bà con không đóng hằng năm") == (
        "Bà con{+ không+} đóng hằng [-tháng-]{+năm+}"
    )
    assert difference.marked("Mức {a}", "Mức {b}") == "Mức [-{a}-]{+{b}+}"
    assert difference.marked("Luật 46/2014/QH13.", "Luật 51/2024/QH15.") == "Luật [-46/2014/QH13-]{+51/2024/QH15+}."
    assert difference.marked("là 2.340.000 đồng.", "là 2.530.000 đồng.") == "là [-2.340.000-]{+2.530.000+} đồng."


@pytest.mark.parametrize("target", ["{x}0 prăk", "1{x} prăk", "−{x} prăk", "{x}៥", "{x:so}.000 prăk"])
def test_what_stands_glued_to_a_figure_of_a_translation_makes_another_number(target: str) -> None:
    source = "{x:so} đồng" if ":so" in target else "{x} đồng"
    assert "glued-figure" in found(source, target)


def test_khmer_writes_a_figure_without_spaces_around_it() -> None:
    assert found("Mức {x} nay", "ចំនួន{x}រៀល") == []


@pytest.mark.parametrize(
    ("source", "target", "doubted"),
    [
        ("Từ {a} đến {b}.", "Mơ̆ng {b} truh {a}.", True),
        ("Đóng {a}. Nhận 5 tờ.", "Mă 5. Kăm {a}.", True),
        ("Đóng {a}. Nhận {b}.", "Kăm {a}. Mă {b}.", False),
        ("Đóng {a}, nhận {b}.", "Kăm {a}. Mă {b}.", False),
        ("Điều 5 và 6", "មាត្រា ៥ និង ៦", False),
        ("Điều 5 và 6", "មាត្រា ៦ និង ៥", True),
        ("Đóng {a}.", "Kăm.", False),
    ],
)
def test_figures_that_changed_places_are_doubted(source: str, target: str, doubted: bool) -> None:
    finding = faithful.moved(prose.parse(source), prose.parse(target))
    assert (finding is not None) is doubted


@pytest.mark.parametrize(
    ("source", "target", "habits", "wrong"),
    [
        ("Mức 2.340.000 đồng", "The rate is 2.340.000 VND", ENGLISH, "2,340,000"),
        ("Mức 2.340.000 đồng", "The rate is 2,340,000 VND", ENGLISH, ""),
        ("Đóng 4,5% lương", "Pay 4,5% of wages", ENGLISH, "4.5"),
        ("Đóng 4,5% lương", "Pay 4.5% of wages", ENGLISH, ""),
        ("Đóng 4,5% lương", "Mâo 4.5%", VIETNAMESE, "4,5"),
        ("Mức 2.340.000 đồng", "២.៣៤០.០០០", NumberHabits(digits="khmr"), ""),
        ("Mức 2.340.000 đồng", "២,៣៤០,០០០", NumberHabits(digits="khmr"), "2.340.000"),
        ("Ngày 01/7/2025, 51/2024/QH15, mục 3.1", "01/7/2025, 51/2024/QH15, 3.1", ENGLISH, ""),
        ("Mục 3.1", "Mâo 3.1", VIETNAMESE, ""),
    ],
)
def test_a_number_in_the_habits_of_another_language_is_damage(
    source: str, target: str, habits: NumberHabits, wrong: str
) -> None:
    found = faithful.differences(prose.parse(source), prose.parse(target), habits=habits)
    assert [(one.code, wrong in one.hint) for one in found] == ([("number-habits", True)] if wrong else [])
