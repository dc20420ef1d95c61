"""Infographics: what a pack may say of them, charts with the numbers of their figures, and what cannot be drawn."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition.resolve import resolve
from bhxhcomm.edition.usage import uses
from bhxhcomm.language.labels import labels
from bhxhcomm.language.text import FigureSpan, plain
from bhxhcomm.materials import chart, document
from bhxhcomm.materials.infographic import LAYOUTS, compose
from bhxhcomm.materials.loading import load

pytestmark = pytest.mark.usefixtures("english")

Make = Callable[[Mapping[str, str]], Path]
DATE = dt.date(2025, 7, 1)
SOURCE = {"document": "Nghị định mẫu"}
FACTS = {
    "luong": ("VND/month", {"2019-07-01": "1.490.000", "2023-07-01": "1.800.000", "2024-07-01": "2.340.000"}),
    "phan": ("rate", {"2019-07-01": "4,5%"}),
    "lon": ("rate", {"2019-07-01": "150%"}),
    "mot_lan": ("VND/month", {"2019-07-01": "500.000"}),
    "khong": ("VND/month", {"2019-07-01": "0"}),
    "ti_phu": ("VND/month", {"2019-07-01": "1.490.000.000.000"}),
    "nhay": ("VND/month", {"2019-07-01": "1", "2024-07-01": "1.000.000"}),
    "nam": ("years", {"2019-07-01": "20", "2025-07-01": "15"}),
    "ngay": ("date", {"2019-07-01": "2025-07-01"}),
}


def facts_file() -> str:
    facts: dict[str, Any] = {
        name: {
            "label": name,
            "unit": unit,
            "review_by": "2027-01-01",
            "values": [
                {"from": since, "value": value, "source": SOURCE, "jump_confirmed": "thử"}
                for since, value in values.items()
            ],
        }
        for name, (unit, values) in FACTS.items()
    }
    facts["dong"] = {
        "label": "đóng",
        "unit": "VND/month",
        "formula": "luong * phan",
        "round": "half_up 1",
    }
    return json.dumps({"format": "facts/1", "facts": facts}, ensure_ascii=False, indent=1)


def pack_file(block: Mapping[str, Any], **more: Any) -> str:
    pack = {
        "format": "pack/1",
        "id": "mau",
        "title": "Gói mẫu",
        "topic": "bhyt",
        "audience": "Mọi người",
        "author": "Người viết mẫu",
        "sections": [{"id": "mot", "heading": "Một", "blocks": [{"text": "Một câu."}]}],
        "materials": {
            "infographic": {"title": "Tựa đề", "blocks": {"khoi": dict(block)}, "tall": ["khoi"], **more},
        },
    }
    return json.dumps(pack, ensure_ascii=False, indent=1)


def composed(make: Make, block: Mapping[str, Any], variant: str = "tall", **more: Any) -> document.Document:
    root = make({"facts/thu.yaml": facts_file(), "packs/mau/pack.yaml": pack_file(block, **more)})
    space = load(root)
    space.checked()
    return compose(resolve(space, "mau", "vi", "mau", DATE), variant, labels("vi"))


def content(piece: document.Document) -> Any:
    row = next(block for block in piece.sheets[0].panels[0].blocks if isinstance(block, document.TileRow))
    return row.tiles[0].content[0]


def items(*values: str) -> list[dict[str, str]]:
    return [{"label": f"Mục {number}", "value": value} for number, value in enumerate(values, 1)]


def test_bars_have_the_numbers_of_their_figures(workspace_with: Make) -> None:
    shown = content(composed(workspace_with, {"columns": {"items": items("{luong:so}", "còn {dong}")}}))
    assert isinstance(shown, chart.BarChart)
    assert [bar.number for bar in shown.bars] == [Decimal(2_340_000), Decimal(105_300)]
    assert [plain(bar.value, "vi") for bar in shown.bars] == ["2.340.000", "còn 105.300 đồng"]


def test_every_figure_of_a_chart_keeps_its_provenance(workspace_with: Make) -> None:
    piece = composed(workspace_with, {"history": {"fact": "luong", "unit": "đồng"}})
    shown = [figure for figure in document.figures(piece) if figure.id == "luong"]
    assert [str(figure.value) for figure in shown] == ["1490000", "1800000", "2340000"]
    assert all(figure.sources for figure in shown)
    # What holds today is today's figure; the others are history, which does not change.
    assert [figure.at for figure in shown] == [dt.date(2019, 7, 1), dt.date(2023, 7, 1), None]


def test_the_history_of_a_formula_follows_what_it_is_computed_from(workspace_with: Make) -> None:
    shown = content(composed(workspace_with, {"history": {"fact": "dong", "since": "2020-01-01"}}))
    assert [(stage.since, stage.number) for stage in shown.stages] == [
        (dt.date(2020, 1, 1), Decimal(67_050)),
        (dt.date(2023, 7, 1), Decimal(81_000)),
        (dt.date(2024, 7, 1), Decimal(105_300)),
    ]
    assert all(isinstance(stage.value[0], FigureSpan) for stage in shown.stages)


def test_nothing_after_the_date_is_shown(workspace_with: Make) -> None:
    root = workspace_with(
        {"facts/thu.yaml": facts_file(), "packs/mau/pack.yaml": pack_file({"history": {"fact": "luong"}})}
    )
    edition = resolve(load(root), "mau", "vi", "mau", dt.date(2024, 6, 30))
    assert [str(figure.value) for figure in edition.histories["luong", None]] == ["1490000", "1800000"]


def test_facts_where_knows_the_facts_of_histories(workspace_with: Make) -> None:
    root = workspace_with(
        {"facts/thu.yaml": facts_file(), "packs/mau/pack.yaml": pack_file({"history": {"fact": "dong"}})}
    )
    space = load(root)
    found = uses(space, space.facts, "phan").uses
    assert [(use.pack, use.materials, use.fact) for use in found] == [("mau", ("infographic",), "dong")]


def test_before_and_after_take_their_own_dates(workspace_with: Make) -> None:
    block = {"change": {"before": "Trước", "after": "Nay", "rows": [{"before": "{nam:@2025-06-30}", "after": "{nam}"}]}}
    row = content(composed(workspace_with, block)).rows[0]
    assert (plain(row.before, "vi"), plain(row.after, "vi")) == ("20 năm", "15 năm")


def test_typed_numbers_stand_beside_their_source(workspace_with: Make) -> None:
    typed = [{"label": "2021", "number": "1,45"}, {"label": "2022", "number": "1,46"}]
    shown = content(composed(workspace_with, {"bars": {"items": typed, "source": "Báo cáo mẫu, 2022"}}))
    assert [plain(bar.value, "vi") for bar in shown.bars] == ["1,45", "1,46"]
    assert plain(shown.source, "vi") == "Báo cáo mẫu, 2022"


def test_a_zero_among_others_is_a_bar_of_nothing(workspace_with: Make) -> None:
    shown = content(composed(workspace_with, {"bars": {"items": items("{khong:so}", "{luong:so}")}}))
    assert shown.bars[0].number == 0


@pytest.mark.parametrize(
    ("block", "code", "says", "hint"),
    [
        ({"history": {"fact": "mot_lan"}}, "no-history", "`mot_lan` has had only one value", "`figure`"),
        ({"history": {"fact": "luong", "since": "2025-01-01"}}, "no-history", "only one value", "earlier `since`"),
        ({"history": {"fact": "luon"}}, "unknown-fact", "no fact `luon`", "`luong`"),
        ({"history": {"fact": "nhay"}}, "chart-range", "too far apart", "later `since`"),
        ({"history": {"fact": "ngay"}}, "chart-value", "no number", "money, a rate or a count"),
        ({"bars": {"items": items("{mot_lan:so}", "{ti_phu:so}")}}, "chart-range", "times as long", "`table`"),
        ({"bars": {"items": items("{khong}", "{khong}")}}, "chart-empty", "zero", "in words"),
        ({"bars": {"items": items("{luong}")}}, "chart-single", "one value", "`figure`"),
        ({"bars": {"items": items("{luong}", "{phan}")}}, "chart-units", "different units", "each unit"),
        ({"bars": {"items": items(*["{luong}"] * 40)}}, "chart-too-many", "40 bars", "`table`"),
        ({"bars": {"items": [{"label": "dài " * 20, "value": "{luong}"}]}}, "label-too-long", "79 characters", "note"),
        ({"bars": {"items": items("không có số")}}, "chart-value", "exactly one figure; here stand 0", "placeholder"),
        ({"bars": {"items": items("{luong} và {phan}")}}, "chart-value", "here stand 2", "placeholder"),
        ({"bars": {"items": [{"label": "a", "number": "5"}]}}, "chart-source", "need a source", "`source`"),
        (
            {"bars": {"items": [{"label": "a", "number": "-5"}], "source": "b"}},
            "number-negative",
            "",
            "",
        ),
        ({"bars": {"items": [{"label": "a"}]}}, "chart-value", "either a `value` or a `number`", "placeholder"),
        ({"rings": {"items": items("{lon}", "{phan}")}}, "chart-share", "share is a rate", "`figure`"),
        ({"rings": {"items": items(*["{phan}"] * 5)}}, "chart-too-many", "at most four", "`bars`"),
        ({"pictogram": {"value": "{luong}", "caption": "b"}}, "chart-share", "share is a rate", "`bars`"),
        ({"pictogram": {"value": "{phan}", "caption": "b", "of": "7"}}, "unknown-value", "`7`", "10"),
        (
            {"figure": {"value": "{phan}", "caption": "b"}, "icon": "walet"},
            "unknown-icon",
            "no icon `walet`",
            "`wallet`",
        ),
        (
            {"compare": [{"heading": "a", "icon": "womn"}, {"heading": "b"}]},
            "unknown-icon",
            "no icon `womn`",
            "`woman`",
        ),
        ({"text": "a", "points": ["b"]}, "block-kind", "here stand 2: points, text", "known kinds"),
        ({"heading": "a"}, "block-kind", "here stand 0", "known kinds"),
        (
            {"change": {"before": "a", "after": "b", "rows": [{"before": "{nam}", "after": "{nam}"}]}},
            "change-without-date",
            "needs a date",
            "{nam:@2025-06-30}",
        ),
        ({"compare": [{"heading": "a"}]}, "wrong-length", "too few", ""),
        ({"table": {"columns": ["a", "b"], "rows": [["c"]]}}, "uneven-table", "1 cells", "each column"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_to_do(
    workspace_with: Make, block: Mapping[str, Any], code: str, says: str, hint: str
) -> None:
    with pytest.raises(ContentError) as refused:
        composed(workspace_with, block)
    problem = next(problem for problem in refused.value.problems if problem.is_error)
    assert problem.code == code, refused.value
    assert says in problem.message
    assert hint in problem.hint
    assert problem.place.path == "packs/mau/pack.yaml"
    assert problem.place.line > 0


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ({"tall": ["khoi", "khio"]}, "unknown-block-name", "no block `khio`"),
        ({"tall": [["khoi"] * 4]}, "row-too-wide", "three"),
        ({"posts": {}}, "posts-empty", "no channel"),
        ({"posts": {"zalo": {"text": ["a"], "hashtags": ["hai từ"]}}}, "bad-hashtag", "`hai từ`"),
        ({"posts": {"sms": {"text": "a", "most": "12"}}}, "bad-segments", "1 to 9"),
    ],
)
def test_what_a_layout_or_a_post_cannot_be(workspace_with: Make, more: Mapping[str, Any], code: str, says: str) -> None:
    with pytest.raises(ContentError) as refused:
        composed(workspace_with, {"text": "Một câu."}, **more)
    problem = refused.value.problems[0]
    assert (problem.code, says in problem.message) == (code, True), refused.value


@pytest.mark.parametrize(
    ("posts", "code", "says"),
    [
        ({"zalo": {"text": ["a" * 2001]}}, "caption-too-long", "Zalo OA is 1 character too long (2001 of 2000)"),
        ({"zalo": {"text": ["a" * 1990], "hashtags": ["BHYT12345"]}}, "caption-too-long", "2 characters too long"),
        ({"facebook": {"text": ["a" * 63_300]}}, "caption-too-long", "Facebook is 94 characters too long"),
        ({"sms": {"text": "a" * 161, "most": "1"}}, "sms-too-long", "takes 2 segments, and may take 1: 1 character"),
        ({"sms": {"text": "ế" * 140, "most": "2"}}, "sms-too-long", "6 characters are too many"),
    ],
)
def test_what_is_over_the_limit_of_a_channel_is_told_by_how_many(
    workspace_with: Make, posts: Mapping[str, Any], code: str, says: str
) -> None:
    with pytest.raises(ContentError) as refused:
        composed(workspace_with, {"text": "Một câu."}, "posts", posts=posts)
    problem = refused.value.problems[0]
    assert problem.code == code
    assert says in problem.message


def test_a_message_without_marks_fits_where_one_with_marks_does_not(workspace_with: Make) -> None:
    long = "Bảo hiểm y tế hộ gia đình, càng đông càng giảm. " * 3
    with pytest.raises(ContentError) as refused:
        composed(workspace_with, {"text": "a"}, "posts", posts={"sms": {"text": long, "most": "1"}})
    assert "unaccented" in refused.value.problems[0].hint
    assert "ả" in refused.value.problems[0].hint
    posts = {"sms": {"text": long, "most": "1", "unaccented": "true"}}
    assert composed(workspace_with, {"text": "a"}, "posts", posts=posts).sheets[0].name == "sms"


def test_a_carousel_has_a_cover_an_idea_on_each_and_an_end(workspace_with: Make) -> None:
    piece = composed(workspace_with, {"text": "Một câu."}, "carousel", carousel=["khoi", "khoi"])
    kinds = [type(sheet.panels[0].blocks[0]).__name__ for sheet in piece.sheets]
    assert kinds == ["Cover", "TileRow", "TileRow", "Contact"]
    assert piece.pixels == LAYOUTS["carousel"].pixels


def test_each_picture_of_a_carousel_that_shows_figures_says_since_when_they_hold(workspace_with: Make) -> None:
    block = {"figure": {"value": "{luong}", "caption": "một tháng"}}
    piece = composed(workspace_with, block, "carousel", carousel=["khoi"])
    shown = piece.sheets[1].panels[0].blocks
    assert [type(one).__name__ for one in shown] == ["TileRow", "Colophon"]
    assert shown[1] == document.Colophon(valid_from=dt.date(2024, 7, 1))
    plain_words = composed(workspace_with, {"text": "Một câu."}, "carousel", carousel=["khoi"])
    assert [type(one).__name__ for one in plain_words.sheets[1].panels[0].blocks] == ["TileRow"]
