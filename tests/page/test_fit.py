"""Text is fitted to the paper: the largest scale that fits, whatever was set before, and a clear word where none does."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.text import FigureSpan, Mark, Words, words
from bhxhcomm.materials.document import Block, Bullets, Document, Heading, Paragraph, Table
from bhxhcomm.page import pdf
from bhxhcomm.page.engine.fit import EXTRA, FitCache, Grid, MeasuredLayout, largest, scale_of
from bhxhcomm.page.html.source import page_source
from bhxhcomm.page.measuring.lines import NBSP
from bhxhcomm.page.measuring.unbroken import unbroken
from bhxhcomm.page.pdf import RenderedPdf, render_document
from tests.page.example_documents import example
from tests.page.leaflet_sample import SINCE, leaflet, panels

GRID = Grid.between(0.92, 1.14)
INNER = ("mat_gap", "trong_1", "trong_2", "trong_3")


class Paper:
    """Panels whose text grows with the scale in whole lines; it counts how often it is laid out."""

    def __init__(self, **shares: float) -> None:
        self.shares = shares
        self.asked: list[tuple[int, frozenset[str] | None]] = []

    def __call__(self, step: int, names: frozenset[str] | None) -> MeasuredLayout:
        self.asked.append((step, names))
        found = {
            name: round(40 * share * scale_of(step) ** 1.8) / 40
            for name, share in self.shares.items()
            if names is None or name in names
        }
        return MeasuredLayout(found, frozenset(name for name, share in found.items() if share > 1))


def papers() -> list[Paper]:
    chance = random.Random(7)
    return [
        Paper(**{f"p{n}": chance.uniform(0.3, 1.2) for n in range(chance.choice((1, 2, 6)))}) for _case in range(60)
    ]


def test_the_largest_scale_that_fits_is_found_from_wherever_a_template_lets_the_search_begin() -> None:
    for paper in papers():
        fitting = [step for step in range(GRID.least, GRID.most + 1) if paper(step, None).fits]
        found = {largest(paper, replace(GRID, first=first)).step for first in range(GRID.least, GRID.most + 1)}
        assert found == {max(fitting, default=GRID.least)}


def test_the_search_says_when_nothing_fits() -> None:
    found = largest(Paper(a=0.5, b=1.4), GRID)
    assert (found.step, found.fits) == (GRID.least, False)


def test_a_search_from_scale_one_costs_few_layouts() -> None:
    for paper in papers():
        paper.asked.clear()
        found = largest(paper, GRID)
        assert len(paper.asked) == found.whole + found.part <= 1 + EXTRA


def test_a_grid_stays_within_its_limits_and_is_never_empty() -> None:
    assert [scale_of(step) for step in (GRID.least, GRID.most)] == [0.92, 1.14]
    assert Grid.between(1, 1) == Grid(50, 50, 50)
    assert Grid.between(0.905, 0.91) == Grid(46, 46, 46)
    assert [Grid.between(0.7, 1.4, usual).first for usual in (0.3, 0.88, 2)] == [35, 44, 70]


def test_the_memory_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bhxhcomm.page.engine.fit.REMEMBERED", 2)
    memory = FitCache()
    for key, step in (("a", 1), ("b", 2), ("c", 3)):
        memory.keep(key, step)
    assert [memory.recall(key) for key in "abc"] == [None, 2, 3]


def test_a_document_that_was_set_before_is_not_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    document = example("bhyt-ho-gia-dinh", "flyer")
    monkeypatch.setattr(pdf, "_memory", FitCache())
    first, again = render_document(document), render_document(document)
    assert first.layouts[0] - 1 + first.layouts[1] <= EXTRA
    assert again.layouts == (1, 0)
    assert again.pdf == first.pdf


def test_the_scale_is_searched_from_where_the_template_says_whatever_was_set_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = [step % 2 for step in range(GRID.most + 2)]
    uneven = [largest(lambda step, _names: MeasuredLayout({"a": 1.0}, frozenset("a" * steps[step])), replace(GRID, first=first))
              for first in (46, 52)]  # fmt: skip
    assert [found.step for found in uneven] == [46, 52], "more than one scale may be an end"
    monkeypatch.setattr(pdf, "_memory", FitCache())
    alone = render_document(example("bhxh-tu-nguyen", "flyer"))
    monkeypatch.setattr(pdf, "_memory", FitCache())
    render_document(example("bhxh-tu-nguyen", "flyer", "bhxh-tinh-mau-hai"))
    after_its_sibling = render_document(example("bhxh-tu-nguyen", "flyer"))
    assert (after_its_sibling.layouts, after_its_sibling.pdf) == (alone.layouts, alone.pdf)


def doubled(times: int, *names: str) -> Document:
    blocks: dict[str, tuple[Block, ...]] = {name: panels()[name] * times for name in names}
    return leaflet(**blocks)


def codes(rendered: RenderedPdf) -> list[str]:
    return [problem.code for problem in rendered.problems]


@pytest.mark.parametrize("panel", INNER)
def test_twice_the_text_names_its_panel_and_says_how_much_must_go(panel: str) -> None:
    rendered = render_document(doubled(2, panel))
    assert codes(rendered) == ["does-not-fit"]
    (problem,) = rendered.problems
    over = rendered.checks["overflow_mm"][panel]
    assert f"“{panel}”" in problem.message
    assert f"({round(over)} mm)" in problem.message
    assert "lines" in problem.message
    assert "words" in problem.message
    assert not rendered.ok


def test_three_times_the_text_in_two_panels_names_both_and_loses_nothing() -> None:
    rendered = render_document(doubled(3, "trong_1", "trong_3"))
    said = [problem.message for problem in rendered.problems if problem.code == "does-not-fit"]
    assert len(said) == 2
    assert "text-lost" not in codes(rendered)


def test_a_little_more_text_makes_all_panels_a_little_smaller() -> None:
    more = leaflet(trong_3=(*panels()["trong_3"], *panels()["trong_3"][1:3]))
    before, after = render_document(leaflet()), render_document(more)
    assert after.problems == ()
    assert 0.92 <= after.checks["scale"] < before.checks["scale"]
    assert after.checks["type_pt"]["body"] >= 9.5
    assert after.checks["type_pt"]["table"] >= 9
    assert after.checks["type_pt"]["note"] >= 8


def test_half_the_text_grows_to_nearly_twelve_points_and_stays_a_full_page() -> None:
    half = {
        name: tuple(block for number, block in enumerate(panels()[name]) if number % 2 or number == 0) for name in INNER
    }
    half["bia_sau"] = (*panels()["bia_sau"][:2], *panels()["bia_sau"][-2:])
    rendered = render_document(leaflet(**half))
    assert rendered.problems == ()
    assert rendered.checks["scale"] >= 1.12
    assert all(share > 0.45 for share in rendered.checks["filled"].values())


def test_a_word_of_sixty_letters_is_named() -> None:
    rendered = render_document(leaflet(trong_3=(Paragraph(words("Kh" + "ô" * 59)),)))
    (problem,) = rendered.problems
    assert problem.code == "panel-overflow"
    assert "“trong_3”" in problem.message
    assert "Khôôô" in problem.message
    assert problem.hint


def table(columns: int, rows: int) -> Table:
    cells = tuple(words("1.263.600") for _column in range(columns))
    return Table(cells, (cells,) * rows, (False, *[True] * (columns - 1)))


def test_a_table_of_twelve_columns_is_named() -> None:
    rendered = render_document(leaflet(trong_1=(table(12, 2),)))
    assert {problem.code for problem in rendered.problems} == {"panel-overflow"}
    assert "“trong_1”" in rendered.problems[0].message
    assert "columns" in rendered.problems[0].hint


def test_a_table_of_two_hundred_rows_is_named() -> None:
    rendered = render_document(leaflet(trong_1=(table(2, 200),)))
    assert codes(rendered) == ["does-not-fit"]
    assert rendered.layouts[0] + rendered.layouts[1] <= 3


def test_a_heading_with_nothing_below_it_is_named() -> None:
    rendered = render_document(leaflet(trong_3=(*panels()["trong_3"], Heading(words("Một mình cuối trang")))))
    (problem,) = [problem for problem in rendered.problems if problem.code == "heading-alone"]
    assert "“Một mình cuối trang”" in problem.message
    assert "“trong_3”" in problem.message


@pytest.mark.parametrize(
    ("typed", "tied"),
    [
        ("Thẻ của học sinh lớp 12", "Thẻ của học sinh lớp_12"),
        ("đóng 12 tháng một lần", "đóng 12_tháng một lần"),
        ("từ ngày 1 tháng 7 năm 2025", "từ ngày_1 tháng_7 năm_2025"),
        ("hết 2 triệu đồng", "hết 2_triệu_đồng"),
        ("Điều 12 khoản 3", "Điều_12 khoản_3"),
        ("không có số nào", "không có số nào"),
    ],
)
def test_a_number_typed_by_hand_is_tied_to_its_unit(typed: str, tied: str) -> None:
    assert unbroken(typed).replace(NBSP, "_") == tied


def figure(value: int) -> Any:
    from decimal import Decimal

    return FigureSpan(figure=_figure(Decimal(value)), form=Form.NUMBER, mark=Mark.STRONG)


def _figure(value: Any) -> Any:
    from bhxhcomm.language.text import Figure, Source

    return Figure("tuoi", Unit.YEARS, value, SINCE, (Source("Luật mẫu"),), ("tuoi",))


def test_a_unit_typed_after_a_figure_stays_with_it_and_the_words_around_may_still_part() -> None:
    text = (
        Words("Công dân từ đủ ", Mark.STRONG),
        figure(15),
        Words(" tuổi", Mark.STRONG),
        Words(" đều tham gia được rồi"),
    )
    html = page_source(leaflet(trong_1=(Paragraph(text),))).html
    assert f'<span class="held"><strong><span class="fig">15</span></strong><strong>{NBSP}tuổi</strong></span>' in html
    assert "</span> đều tham gia" in html


def test_lines_before_a_figure_are_filled() -> None:
    """A no-break space at the edge of an element once made the engine set one word on each line."""
    item = (*words("Tham gia liên tục trở lên, khám đúng quy định và đã cùng trả trong năm quá lớp "), figure(12))
    rendered = render_document(leaflet(trong_2=(Bullets((item,)), Paragraph(words("Hết.")))))
    assert rendered.problems == ()
    assert rendered.checks["filled"]["trong_2"] < 0.2


def test_a_draft_is_set_at_the_scale_of_what_is_released() -> None:
    document = example("bhyt-hssv", "poster-text")
    assert render_document(replace(document, draft=True)).checks["scale"] == render_document(document).checks["scale"]
