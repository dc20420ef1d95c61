"""A ZIP is the same every time, and as small as what is in it allows."""

from __future__ import annotations

import io
import zipfile

import pytest

from bhxhcomm.core import zips

PARTS = {"b.txt": b"x" * 5000, "a.png": b"y" * 300}


def entries(data: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.infolist()


def test_it_has_these_files_in_this_order_without_a_clock() -> None:
    found = entries(zips.packed(PARTS, stored=(".png",)))
    assert [one.filename for one in found] == ["b.txt", "a.png"]
    assert {one.date_time for one in found} == {(1980, 1, 1, 0, 0, 0)}
    assert [one.compress_type for one in found] == [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]


@pytest.mark.parametrize(("unix", "system", "rights"), [(False, 0, 0o600), (True, 3, 0o644)])
def test_rights_are_said_where_it_is_unpacked_on_unix(unix: bool, system: int, rights: int) -> None:
    found = entries(zips.packed(PARTS.items(), stored=(), unix=unix))
    assert {(one.create_system, one.external_attr >> 16) for one in found} == {(system, rights)}


def test_it_is_the_same_every_time() -> None:
    assert zips.packed(PARTS, stored=()) == zips.packed(PARTS.items(), stored=())
