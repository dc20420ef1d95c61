"""The same inputs give the same bytes, whatever was made before: after siblings, in reverse order, in another process.

`benchmarks/repeating.py` compares every piece of the examples under ten values of each figure; here are the pieces that once
came out otherwise, and a few more.
"""

from __future__ import annotations

import multiprocessing

from bhxhcomm.page import pdf
from tests.making import varied
from tests.making.varied import Case

RISE = "1.0256410256"
"""2.340.000 đồng becomes 2.400.000."""
ONCE_DIFFERENT = (
    Case("bhyt-ho-gia-dinh", "infographic", "wide", "luong_co_so", RISE),
    Case("bhyt-hssv", "infographic", "banner-tall", "luong_co_so", RISE),
)
"""More than one scale is an end of the search for these: which one it was depended on what was set before."""
SIBLINGS = tuple(Case(case.pack, case.material, case.variant, case.fact, factor) for case in ONCE_DIFFERENT
                 for factor in ("0.5", "12"))  # fmt: skip


def test_a_page_is_the_same_after_its_siblings_before_them_and_in_another_process() -> None:
    cases = [*SIBLINGS, *ONCE_DIFFERENT]
    forward = {case: varied.digest(case) for case in cases}
    pdf.forget()
    backward = {case: varied.digest(case) for case in reversed(cases)}
    assert all(forward.values())
    assert len(set(forward.values())) == len(cases)
    assert backward == forward
    with multiprocessing.get_context("fork").Pool(1, initializer=pdf.forget, maxtasksperchild=1) as other:
        assert dict(zip(ONCE_DIFFERENT, other.map(varied.digest, ONCE_DIFFERENT, 1), strict=True)) == {
            case: forward[case] for case in ONCE_DIFFERENT
        }


def test_the_trial_varies_every_figure_that_a_page_shows_or_computes_with() -> None:
    cases = varied.cases()
    assert {case.fact for case in cases if case.pack == "bhyt-ho-gia-dinh"} >= {"luong_co_so", "bhyt.ty_le_dong"}
    assert {case.factor for case in cases} == set(varied.FACTORS)
    assert len({(case.pack, case.material, case.variant) for case in cases}) >= 40
