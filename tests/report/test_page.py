"""Ids on the pages of reports."""

from __future__ import annotations

import pytest

from bhxhcomm.report.page import parted


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("bhyt.ho_gia_dinh", ["bhyt.", "ho_", "gia_", "dinh"]),
        ("co-quan/goi/leaflet-trifold.vi", ["co-", "quan/", "goi/", "leaflet-", "trifold.", "vi"]),
        ("mot", ["mot"]),
        ("../<b>", ["../", "&lt;b&gt;"]),
        ("", [""]),
    ],
)
def test_an_id_may_break_where_its_parts_end_and_nowhere_else(name: str, parts: list[str]) -> None:
    assert parted(name).split("<wbr>") == parts
