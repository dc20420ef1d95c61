"""Codes as people type them, and records that can be found again."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhxhcomm.core import json_file
from bhxhcomm.core.problems import BhxhcommError, ContentError
from bhxhcomm.ledger import register
from bhxhcomm.ledger.seen import Seen
from bhxhcomm.making import fingerprint

RECORD: dict[str, Any] = {
    "schema": 1,
    "code": "0T7Y1-ZH973",
    "pack": "mau",
    "material": "leaflet",
    "variant": "trifold",
    "lang": "vi",
    "office": "mau",
    "valid_from": "2024-07-01",
    "title": "thử",
    "issued_by": "Cơ quan mẫu",
    "draft": False,
    "figures": [
        {
            "id": "luong_co_so",
            "value": 2340000,
            "unit": "money",
            "text": "2.340.000 đồng",
            "at": None,
            "effective_from": "2024-07-01",
            "source": "Nghị định mẫu 2",
            "sources": [
                {"document": "Nghị định mẫu 2", "signed": None, "in_force": None, "article": "", "link": ""},
            ],
        }
    ],
    "panels": [{"name": "bia", "text": ["thử"]}],
}
CODE = RECORD["code"]


@pytest.mark.parametrize(
    "typed",
    ["0T7Y1-ZH973", "0t7y1-zh973", "0T7Y1ZH973", " 0T7Y1 ZH973 ", "OT7YI-ZH973", "0T7Yl–ZH973"],
)
def test_a_code_read_from_paper_is_put_right(typed: str) -> None:
    assert register.normal_code(typed) == "0T7Y1-ZH973"


@pytest.mark.parametrize("typed", ["", "bhyt-ho-gia-dinh", "0T7Y1-ZH97", "0T7Y1-ZH9733", "0T7Y1-ZH97*"])
def test_what_is_no_code_is_not_taken_for_one(typed: str) -> None:
    assert register.normal_code(typed) is None


@given(st.binary(min_size=32, max_size=32))
def test_every_code_that_is_printed_is_read_back(digest: bytes) -> None:
    code = fingerprint.code(digest.hex())
    assert register.normal_code(code) == code
    assert register.normal_code(code.lower().replace("-", " ")) == code
    assert register.codes_in(f"Mã ấn phẩm: {code}\n") == [code]


def test_a_record_is_found_in_the_first_register_that_has_it(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    register.enter(RECORD, second)
    assert register.find("0T7Y1-ZH973", [first, second]) == RECORD
    assert register.find("0T7Y1-ZH974", [first, second]) is None


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "b", "a"), ("b", "c", "a")])
def test_alike_offices_have_one_record_in_whatever_order_they_are_built(order: tuple[str, ...], tmp_path: Path) -> None:
    for office in order:
        register.enter({**RECORD, "office": office, "pack": "mau"}, tmp_path)
    found = register.find(CODE, [tmp_path])
    assert found is not None
    assert found["office"] == "a"


def test_an_entry_knows_every_state_in_which_its_files_were_made(tmp_path: Path) -> None:
    first, second = "a" * 64, "b" * 64
    register.enter(RECORD, tmp_path, {"mau/mau/leaflet-trifold.vi.pdf": [second]})
    register.enter(
        RECORD, tmp_path, {"mau/mau/leaflet-trifold.vi.pdf": [first], "mau/mau/leaflet-trifold.vi.docx": [first]}
    )
    assert sorted(register.files_of([tmp_path])) == [
        ("mau/mau/leaflet-trifold.vi.docx", first),
        ("mau/mau/leaflet-trifold.vi.pdf", first),
        ("mau/mau/leaflet-trifold.vi.pdf", second),
    ]
    # The record itself is as it was: that of the file and that of the register are one.
    assert register.find(CODE, [tmp_path]) == RECORD


def test_a_record_of_an_earlier_version_has_neither_sum_nor_files(tmp_path: Path) -> None:
    path = tmp_path / "register" / f"{CODE}.json"
    path.parent.mkdir()
    path.write_text(json.dumps(RECORD), encoding="utf-8")
    assert register.every([tmp_path]) == ([RECORD], [])


def changed(**more: Any) -> bytes:
    return json.dumps({**RECORD, **more}).encode()


FIGURE = RECORD["figures"][0]
DAMAGES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is empty"),
    "cut short": (changed()[:200], "it is no JSON from line 1"),
    "binary": (bytes(range(128, 256)), "it is not text in UTF-8"),
    "another encoding": (changed().decode().encode("utf-16"), "it is not text in UTF-8"),
    "nested": (b"[" * 100_000, "it is nested too deeply"),
    "a list": (b"[]", "it is no record"),
    "a number": (b"7", "it is no record"),
    "a key twice": (changed()[:-1] + b', "office": "khac"}', "the key `office` stands in it twice"),
    "no number": (changed()[:-1] + b', "n": NaN}', "it holds a number that is none"),
    "an endless number": (b'{"schema": ' + b"1" * 5000 + b"}", "it holds a number that is none"),
    "a number for a text": (changed(title=5), "`title` is missing"),
    "a text for a switch": (changed(draft="no"), "`draft` is missing"),
    "a text for a list": (changed(figures="105.300 đồng"), "`figures` is missing"),
    "a figure without its value": (
        changed(figures=[{name: one for name, one in FIGURE.items() if name != "value"}]),
        "`figures.0.value` is missing",
    ),
    "no such day": (changed(figures=[{**FIGURE, "effective_from": "2025-02-30"}]), "`figures.0.effective_from`"),
    "a day in other words": (changed(figures=[{**FIGURE, "at": "01/07/2025"}]), "`figures.0.at`"),
    "a key more": (changed(note="sửa"), "`note`"),
    "a sum that does not fit": (changed(sum="0" * 64), "its sum does not fit"),
    "a path that goes up": (changed(files={"../../x.pdf": ["a" * 64]}), "its list of files is none"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_an_error_that_names_it_and_is_not_written_over(damage: str, tmp_path: Path) -> None:
    data, why = DAMAGES[damage]
    path = tmp_path / "register" / f"{CODE}.json"
    path.parent.mkdir()
    path.write_bytes(data)
    for reading in (lambda: register.find(CODE, [tmp_path]), lambda: register.enter(RECORD, tmp_path)):
        with pytest.raises(ContentError) as caught:
            reading()
        (problem,) = caught.value.problems
        assert (problem.code, problem.place.path) == ("record-damaged", str(path))
        assert why in problem.message
        assert problem.hint
    assert path.read_bytes() == data
    records, problems = register.every([tmp_path])
    assert (records, [one.code for one in problems]) == ([], ["record-damaged"])


def test_what_is_no_file_is_told_and_not_opened(tmp_path: Path) -> None:
    place = tmp_path / "register"
    register.enter(RECORD, tmp_path)
    (place / "AAAAA-AAAAA.json").mkdir()
    os.mkfifo(place / "BBBBB-BBBBB.json")
    (place / "CCCCC-CCCCC.json").symlink_to("/etc/hostname")
    (place / "DDDDD-DDDDD.json").symlink_to("DDDDD-DDDDD.json")
    records, problems = register.every([tmp_path])
    assert records == [RECORD]
    assert [(Path(one.place.path).stem[0], one.message.rpartition(": ")[2]) for one in problems] == [
        ("A", "it is a folder"),
        ("B", "it is no ordinary file"),
        ("C", "it is a link"),
        ("D", "it is a link"),
    ]


def test_the_name_of_a_record_and_its_code_agree(tmp_path: Path) -> None:
    register.enter(RECORD, tmp_path)
    place = tmp_path / "register"
    (place / f"{CODE}.json").rename(place / "AAAAA-AAAAA.json")
    (place / "0T7Y1-ZH973 (1).json").write_bytes(changed())
    records, problems = register.every([tmp_path])
    assert records == []
    assert [(one.code, Path(one.place.path).name) for one in problems] == [
        ("record-misnamed", "0T7Y1-ZH973 (1).json"),
        ("record-misnamed", "AAAAA-AAAAA.json"),
    ]


@pytest.mark.parametrize("name", [f"{CODE}.txt", f"{CODE}.JSON", f"{CODE}.json.bak", CODE])
def test_a_record_that_was_renamed_is_told_with_its_right_name(name: str, tmp_path: Path) -> None:
    register.enter(RECORD, tmp_path)
    (tmp_path / "register" / f"{CODE}.json").rename(tmp_path / "register" / name)
    seen = Seen(tmp_path / "seen.json")
    for problems in (
        register.every([tmp_path])[1],
        register.damage([tmp_path], seen),
        register.damage([tmp_path], seen),
    ):
        assert [(one.code, Path(one.place.path).name) for one in problems] == [("record-misnamed", name)]
        assert f"{CODE}.json" in problems[0].hint
    register.keep_only((), tmp_path)
    assert (tmp_path / "register" / name).is_file(), "what is no record of drafts is not removed with them"


def test_nothing_but_records_lies_in_a_register(tmp_path: Path) -> None:
    register.enter(RECORD, tmp_path)
    place = tmp_path / "register"
    for name in ("ghi-chu.json", "doc.txt", f"{CODE}.json~", f"{CODE}.txt"):
        (place / name).write_text('{"code": ', encoding="utf-8")
    (place / "cu").mkdir()
    os.mkfifo(place / "pipe")
    for name in (".gitkeep", ".gitattributes"):
        (place / name).touch()
    records, problems = register.every([tmp_path])
    assert records == [RECORD]
    assert {Path(one.place.path).name for one in problems} == {
        "ghi-chu.json", "doc.txt", f"{CODE}.json~", f"{CODE}.txt", "cu", "pipe"
    }  # fmt: skip
    assert {one.code for one in problems} == {"not-a-record"}


def test_a_record_of_a_later_version_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / f"{CODE}.json").write_bytes(changed(schema=2, more=True))
    assert [one.code for one in register.every([tmp_path])[1]] == ["record-newer"]


@pytest.mark.parametrize("what", ["file", "link"])
def test_a_register_that_is_no_folder_is_an_error_and_not_an_empty_one(what: str, tmp_path: Path) -> None:
    if what == "file":
        (tmp_path / "register").write_bytes(b"")
    else:
        (tmp_path / "khac" / "register").mkdir(parents=True)
        (tmp_path / "register").symlink_to(tmp_path / "khac" / "register")
    records, problems = register.every([tmp_path])
    assert (records, len(problems)) == ([], 1)
    with pytest.raises(BhxhcommError):
        register.enter(RECORD, tmp_path)
    assert not list((tmp_path / "khac").rglob("*.json"))


@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_no_bytes_at_all_bring_a_reader_down(noise: bytes, start: int, length: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "register").mkdir()
        data = json.dumps(RECORD).encode()
        (folder / "register" / f"{CODE}.json").write_bytes(data[:start] + noise + data[start + length :])
        records, problems = register.every([folder])
        assert len(records) + len(problems) == 1


def test_a_record_that_was_whole_and_is_untouched_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.enter(RECORD, tmp_path)
    seen = Seen(tmp_path / "seen.json")
    assert register.damage([tmp_path], seen) == []
    with monkeypatch.context() as patched:
        patched.setattr(json_file, "read_bytes", lambda *_a: pytest.fail("read again"))
        assert register.damage([tmp_path], seen) == []
    (tmp_path / "register" / f"{CODE}.json").write_bytes(b"{")
    assert [one.code for one in register.damage([tmp_path], seen)] == ["record-damaged"]
