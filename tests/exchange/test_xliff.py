"""XLIFF 1.2 goes out, through other programs, and comes back: placeholders are locked, and what is wrong is told by its row."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core.problems import ContentError
from bhxhcomm.exchange import inline_codes, plain_rows, xliff_reading
from tests.cli.program import run
from tests.exchange.test_three_way import in_xliff, put, sent
from tests.translation.office import LANG, PACK, SALARY, SENTENCES, codes, entry_id, held, item, made_up, translate

pytestmark = pytest.mark.usefixtures("english")
HAI, BON = SENTENCES["hai"], SENTENCES["bon"]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A translated office, and its XLIFF file."""
    from tests.translation.office import make_office

    root = make_office(tmp_path_factory.mktemp("xliff") / "van-phong")
    translate(root)
    return root, sent(root, "xliff")


def changed(data: bytes, old: str, new: str) -> bytes:
    text = data.decode()
    assert old in text, old
    return text.replace(old, new, 1).encode()


@given(
    st.lists(st.sampled_from(["{a}", "{a:so}", "{b:@2025-01-01}", "](https://x.vn)", "[", "chữ ", "{{", "}}", "15"]))
)
def test_words_and_codes_together_are_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    found = list(inline_codes.pieces(text))
    assert "".join(piece.text for piece in found) == text
    assert [piece.code for piece in found if piece.code] == list(range(1, len(inline_codes.codes(text)) + 1))
    assert "".join(piece.text for piece in inline_codes.of_target(text, text)) == text


def test_what_goes_out_comes_back_the_same(untouched: tuple[Path, bytes]) -> None:
    root, data = untouched
    assert data == sent(root, "xliff")
    found = held(root, xliff_reading.read(data, "ve.xliff"))
    assert (found.problems, found.changes, found.missing, found.empty) == ((), (), (), ())


def test_placeholders_and_addresses_are_codes_with_numbers(untouched: tuple[Path, bytes]) -> None:
    text = untouched[1].decode()
    assert '<source>Lương cơ sở là <ph id="1" ctype="x-bhxhcomm-figure">{luong_co_so}</ph>.</source>' in text
    assert '<ph id="1" ctype="x-bhxhcomm-address">](https://example.vn/a)</ph>' in text


def test_it_is_what_the_standard_says(untouched: tuple[Path, bytes]) -> None:
    """The parts and attributes that XLIFF 1.2 has, in its order: source, target, context-group, note."""
    from lxml import etree

    root = etree.fromstring(untouched[1])
    space = "{urn:oasis:names:tc:xliff:document:1.2}"
    units = list(root.iter(f"{space}trans-unit"))
    assert len({unit.get("id") for unit in units}) == len(units) == 10
    order = ["source", "target", "context-group", "note"]
    for unit in units:
        names = [child.tag.removeprefix(space) for child in unit]
        assert names == sorted(names, key=order.index)
    (file,) = root.iter(f"{space}file")
    assert (file.get("source-language"), file.get("original")) == ("vi", PACK)


def test_a_code_moves_with_its_words_and_counts_by_its_number(untouched: tuple[Path, bytes]) -> None:
    """A program may leave out what stands in a code, write it as `<x/>`, or set it at another place."""
    root, data = untouched
    target = re.search(r"<target[^>]*>[^<]*(<ph [^>]*>\{luong_co_so\}</ph>)[^<]*</target>", data.decode())
    assert target is not None
    for code in ('<ph id="1"/>', '<x id="1"/>', '<mrk mtype="seg"><ph id="1">{luong_co_so}</ph></mrk>'):
        new = f'<target state="translated">{code} {made_up("lên")}</target>'
        found = held(root, xliff_reading.read(changed(data, target[0], new), "ve.xliff"))
        assert codes(found) == set()
        assert [one.after for one in found.changes] == [f"{{luong_co_so}} {made_up('lên')}"]


SALARY_CODE = '<ph id="1" ctype="x-bhxhcomm-figure">{luong_co_so}</ph>'
IN_TARGET = re.compile(r'(<target state="translated">[^<]*)' + re.escape(SALARY_CODE))
BROKEN = {
    "a code typed over": ('<ph id="1">{luong}</ph>', "code-changed", "the code 1 is “{luong_co_so}” in the Vietnamese text"),
    "a code of another text": ('<ph id="7">{luong_co_so}</ph>', "code-unknown", "the code 7 is not in the Vietnamese text"),
    "a code without a number": ("<ph>{luong_co_so}</ph>", "code-unknown", "the code – is not in the Vietnamese text"),
    "a code lost": ("", "placeholder-lost", "the figure {luong_co_so} of the Vietnamese text is missing"),
    "a code typed as words": ("{luong}", "placeholder-lost", "the figure {luong_co_so} of the Vietnamese text is missing"),
    "a change not accepted": (
        f'{SALARY_CODE}<mrk mtype="x-sdl-deleted">khác</mrk>', "tracked-changes", "this row has tracked changes",
    ),
    "text inside of text": (
        f"{SALARY_CODE}<sub>khác</sub>", "word-part", "there is something here that is no plain text (`sub`)",
    ),
    "a group of a program's own": (f'<g id="1">{SALARY_CODE}</g>', "word-part", "(`g`)"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_code_that_is_not_the_sources_refuses_its_row(name: str, untouched: tuple[Path, bytes]) -> None:
    root, data = untouched
    new, code, message = BROKEN[name]
    text, count = IN_TARGET.subn(lambda found: found[1] + new, data.decode(), count=1)
    assert count == 1
    found = held(root, xliff_reading.read(text.encode(), "ve.xliff"))
    told = [problem for problem in found.problems if problem.is_error]
    assert code in {problem.code for problem in told}
    assert any(message in problem.message for problem in told)
    assert all(problem.place.path == "ve.xliff" and problem.place.line for problem in told)
    assert found.missing == ()


UNUSABLE: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "no XML": (lambda _data: b"hello", "xliff-syntax", "this is no XLIFF file"),
    "cut off": (lambda data: data[:-40], "xliff-syntax", "this is no XLIFF file"),
    "another version": (
        lambda data: changed(data, 'version="1.2"', 'version="2.0"'), "xliff-version", "this is no XLIFF 1.2 (version 2.0)",
    ),
    "another kind of XML": (lambda _data: b"<html/>", "xliff-version", "this is no XLIFF 1.2 (version –)"),
    "entities": (
        lambda data: changed(data, "<xliff", '<!DOCTYPE xliff [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff'),
        "file-dangerous", "this file has a document type or entities, which no such file needs",
    ),
    "entities in UTF-16": (
        lambda data: changed(data, "<xliff", '<!DOCTYPE xliff [<!ENTITY a "b">]><xliff')
        .decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        "file-dangerous", "this file has a document type or entities, which no such file needs",
    ),
    "no texts": (
        lambda data: re.sub(rb"<body>.*</body>", b"<body/>", data, flags=re.DOTALL), "xliff-empty",
        "there is no text to translate in this file",
    ),
    "another source": (
        lambda data: changed(data, 'source-language="vi"', 'source-language="en"'), "xliff-languages",
        "the source language of this file is “en”, not Vietnamese",
    ),
    "several languages": (
        lambda data: changed(data, "</file>", '</file><file original="x" source-language="vi" target-language="km" '
                             'datatype="plaintext"><body/></file>'),
        "xliff-languages", "this file holds several languages",
    ),
    "too many texts": (
        lambda data: changed(data, "</body>", "<trans-unit id='a'><source>a</source></trans-unit>" * 20_001 + "</body>"),
        "catalogue-too-large", "at most 20000 are read",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_is_no_such_file_is_refused(name: str, untouched: tuple[Path, bytes]) -> None:
    change, code, message = UNUSABLE[name]
    with pytest.raises(ContentError) as raised:
        plain_rows.read(change(untouched[1]), ".xliff", "ve.xliff")
    (problem,) = raised.value.problems
    assert (problem.code, message in problem.message, problem.place.path) == (code, True, "ve.xliff")


def test_deep_nesting_is_an_error_of_its_file(untouched: tuple[Path, bytes]) -> None:
    deep = '<mrk mtype="seg">' * 5_000 + "x" + "</mrk>" * 5_000
    text, _count = re.subn(r"(<target[^>]*>)", lambda found: found[1] + deep, untouched[1].decode(), count=1)
    with pytest.raises(ContentError) as raised:
        plain_rows.read(text.encode(), ".xlf", "ve.xlf")
    assert raised.value.problems[0].code in ("xliff-syntax", "file-unreadable")


def test_what_stands_beside_a_translation_travels_in_notes(office: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    from bhxhcomm.exchange import catalogue_files
    from tests.translation.office import shelf, space

    translate(office)
    found = shelf(office)
    own = {"back": "Lương …", "spoken": made_up("đọc"), "note": "hỏi lại"}
    items = [replace(one, **own) if one.wanted.source == BON else one for one in found.merged.items]
    kept = catalogue_files.updated(space(office), found, items)
    kept.path.write_bytes(kept.data)
    data = sent(office, "xliff")
    row = next(row for row in xliff_reading.read(data, "ve.xliff").rows if row.id == entry_id(office, BON))
    assert (row.back, row.spoken, row.note) == tuple(own.values())
    assert (
        put(
            office, changed(data, '<note from="translator">hỏi lại</note>', "<note>xong</note>"), "xliff", tmp_path
        ).status
        == 0
    )
    assert item(office, BON).note == "xong"
    assert item(office, BON).spoken == own["spoken"]


def test_through_translate_toolkit_a_text_is_translated_and_taken(office: Path, tmp_path: Path) -> None:
    """As Weblate writes it: by translate-toolkit, units looked up by their ids, the state set by it."""
    data = in_xliff(sent(office, "xliff"), {BON: made_up(BON)})
    assert b'state="translated"' in data
    done = put(office, data, "xliff", tmp_path, "--translator", "Người dịch mẫu")
    assert (done.status, [one["after"] for one in done.object["changes"]]) == (0, [made_up(BON)])
    assert run("locale", "export", PACK, "--lang", LANG, "--format", "xliff", cwd=office).status == 0
    assert (office / "out" / "dich" / f"{PACK}.{LANG}.xliff").is_file()
    assert HAI
    assert SALARY
