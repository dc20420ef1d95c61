"""Catalogues: read whole or not at all, written so that nothing changes that nobody changed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content.workspace import CatalogueFile
from bhxhcomm.core.problems import ContentError
from bhxhcomm.exchange import catalogue_files
from bhxhcomm.language import registry
from bhxhcomm.translation import catalogue
from bhxhcomm.translation.catalogue import CatalogueLine
from tests.cli.program import run
from tests.translation.office import PACK, SALARY, SENTENCES, item, made_up, shelf, space, translate

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
ENTRY = 'msgctxt "a"\nmsgid "Một"\nmsgstr "x"\n'


def file(data: str | bytes) -> CatalogueFile:
    return CatalogueFile(Path("a.po"), "a.po", data if isinstance(data, bytes) else data.encode())


def again(root: Path) -> bytes:
    found = shelf(root)
    return catalogue_files.updated(space(root), found, found.merged.items).data


def test_writing_what_was_read_changes_no_byte(office: Path) -> None:
    path = translate(office)
    before = path.read_bytes()
    assert again(office) == before
    path.write_bytes(again(office))
    assert again(office) == before


def test_what_another_editor_added_stays(office: Path) -> None:
    path = translate(office)
    text = path.read_text(encoding="utf-8").replace(
        '"Content-Transfer-Encoding: 8bit\\n"\n',
        '"Content-Transfer-Encoding: 8bit\\n"\n"PO-Revision-Date: 2025-07-01 08:00+0700\\n"\n"X-Generator: Poedit 3.4\\n"\n',
    )
    text = text.replace("#. mot: đoạn văn\n", "# Lời của người dịch\n#. mot: đoạn văn\n")
    assert "Lời của" in text
    assert "Poedit" in text
    path.write_text(text, encoding="utf-8")
    assert again(office) == text.encode()


def test_no_clock_stands_in_a_header(office: Path) -> None:
    head = translate(office).read_text(encoding="utf-8").split("\n\n")[0]
    assert "Date" not in head
    assert '"Language: rad\\n"' in head


def test_entries_say_what_a_translator_must_know(office: Path) -> None:
    text = translate(office).read_text(encoding="utf-8")
    block = next(part for part in text.split("\n\n") if SALARY in part)
    assert "#. mot: đoạn văn" in block
    assert re.search(r"#\. Dài nhất nên là \d+ ký tự", block)
    assert "{luong_co_so} là số liệu “Lương cơ sở”" in block
    assert "#, python-brace-format" in block
    assert "#: packs/mau/pack.yaml\n" in block
    assert "python-brace-format" not in next(part for part in text.split("\n\n") if SENTENCES["bon"] in part)


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not here")
def test_gettext_reads_it_and_checks_the_placeholders(office: Path, tmp_path: Path) -> None:
    path = translate(office)
    check = ["msgfmt", "-c", "-o", str(tmp_path / "a.mo"), str(path)]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    text = path.read_text(encoding="utf-8")
    before, after = text.rsplit("{luong_co_so}", 1)
    assert before.rsplit("\n", 1)[-1].startswith("msgstr")
    path.write_text(before + "{luong}" + after, encoding="utf-8")
    assert subprocess.run(check, capture_output=True, check=False).returncode == 1


def test_a_new_wording_keeps_the_old_one_and_its_translation(office: Path) -> None:
    path = translate(office)
    pack = office / "packs" / PACK / "pack.yaml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace(SENTENCES["bon"], "Phần bốn nói thêm nữa."), encoding="utf-8"
    )
    path.write_bytes(again(office))
    text = path.read_text(encoding="utf-8")
    assert f'#| msgid "{SENTENCES["bon"]}"' in text
    assert "#, fuzzy" in text
    assert f'#~ msgid "{SENTENCES["bon"]}"' in text
    found = item(office, "Phần bốn nói thêm nữa.")
    assert (found.stale, found.previous, found.target) == (True, SENTENCES["bon"], made_up(SENTENCES["bon"]))
    assert again(office) == text.encode()
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("Phần bốn nói thêm nữa.", SENTENCES["bon"]), encoding="utf-8"
    )
    back = item(office, SENTENCES["bon"])
    assert (back.stale, back.target) == (False, made_up(SENTENCES["bon"]))


def test_a_bullet_more_makes_no_other_text_stale(office: Path) -> None:
    translate(office)
    pack = office / "packs" / PACK / "pack.yaml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace(
            f"      - text: {SENTENCES['bon']}", f"      - bullets: [Ý mới]\n      - text: {SENTENCES['bon']}"
        ),
        encoding="utf-8",
    )
    items = shelf(office).merged.items
    assert [one.wanted.source for one in items if not one.target] == ["Ý mới"]
    assert not any(one.stale for one in items)


@pytest.mark.parametrize(("word", "changed"), [("nói", "không nói"), ("bốn", "năm"), (".", "!")])
def test_the_smallest_change_makes_a_translation_stale(word: str, changed: str, office: Path) -> None:
    translate(office)
    pack = office / "packs" / PACK / "pack.yaml"
    now = SENTENCES["bon"].replace(word, changed)
    pack.write_text(pack.read_text(encoding="utf-8").replace(SENTENCES["bon"], now), encoding="utf-8")
    assert item(office, now).stale


BROKEN = {
    "syntax": (HEADER + 'msgctxt "a"\nmsgid "Một\nmsgstr "x"\n', "po-syntax", 6),
    "conflict": (HEADER + "<<<<<<< HEAD\n" + ENTRY, "po-syntax", 5),
    "not po": ("hello", "po-syntax", 1),
    "no msgstr": (HEADER + 'msgctxt "a"\nmsgid "Một"\n', "po-syntax", 0),
    "twice": (HEADER + ENTRY + "\n" + ENTRY, "po-duplicate", 9),
    "plural": (HEADER + 'msgid "Một"\nmsgid_plural "Nhiều"\nmsgstr[0] "x"\n', "po-plural", 5),
    "latin": (HEADER.replace("UTF-8", "ISO-8859-1").encode() + b'msgid "M\xe9"\nmsgstr "x"\n', "po-charset", 3),
    "not utf-8": (HEADER.encode() + b'msgid "M\xe9"\nmsgstr "x"\n', "po-charset", 5),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_line(name: str) -> None:
    data, code, line = BROKEN[name]
    with pytest.raises(ContentError) as raised:
        catalogue.read(file(data))
    assert [(problem.code, problem.place.line) for problem in raised.value.problems] == [(code, line)]
    assert raised.value.problems[0].hint


def test_what_is_read_quickly_is_what_the_full_reader_reads(shared_office: Path, tmp_path: Path) -> None:
    root = tmp_path / "khac"
    shutil.copytree(shared_office, root)
    written = file(translate(root).read_bytes())
    assert catalogue._plainly(written) == catalogue.read_fully(written)


TEXTS = st.text(st.sampled_from('aâ "\\\n\t{}%#~|ꪀ'), min_size=1, max_size=12).filter(lambda text: text.strip())


@given(st.lists(st.tuples(TEXTS, TEXTS, st.booleans(), TEXTS), min_size=1, max_size=4, unique_by=lambda one: one[0]))
def test_any_text_comes_back_as_it_was_by_both_readers(found: list[tuple[str, str, bool, str]]) -> None:
    lines = [
        CatalogueLine("a", source, target.strip(), previous if fuzzy else "", fuzzy, note="ghi" if fuzzy else "")
        for source, target, fuzzy, previous in found
    ]
    data = catalogue.written(None, lines, shown="a.po", project="p", tag="rad", title="t")
    full = catalogue.read_fully(file(data))
    assert [(one.source, one.target, one.fuzzy) for one in full.entries] == [
        (line.source, line.target, line.fuzzy) for line in lines
    ]
    quick = catalogue._plainly(file(data))
    assert quick in (None, full)
    assert catalogue.written(data, lines, shown="a.po", project="p", tag="rad", title="t") == data


# The language that the header names

OTHER = {"km": True, "vi": True, "blt-Latn": True, "rade": True, "rad_VN": False, "rad": False, "ede": False, "": False}


@pytest.mark.parametrize("tag", OTHER)
def test_a_header_that_names_another_language_is_an_error(office: Path, tag: str) -> None:
    path = translate(office)
    text = path.read_text(encoding="utf-8")
    line = text[: text.index('"Language:')].count("\n") + 1
    path.write_text(text.replace('"Language: rad\\n"', f'"Language: {tag}\\n"'), encoding="utf-8")
    if not OTHER[tag]:
        assert shelf(office).catalogue is not None
        return
    with pytest.raises(ContentError) as raised:
        assert shelf(office).catalogue
    (problem,) = raised.value.problems
    assert (problem.code, problem.place.line) == ("po-language", line)
    assert "Language: rad" in problem.hint
    lint = run("lint", PACK, "--json", cwd=office)
    assert [one["code"] for one in lint.object["problems"] if one["severity"] == "error"] == ["po-language"]


def test_a_header_without_a_language_names_none(office: Path) -> None:
    path = translate(office)
    path.write_text(path.read_text(encoding="utf-8").replace('"Language: rad\\n"\n', ""), encoding="utf-8")
    assert shelf(office).catalogue is not None


def test_a_file_in_another_language_is_not_taken_in(office: Path, tmp_path: Path) -> None:
    path = translate(office)
    sent = tmp_path / "ve.po"
    sent.write_text(path.read_text(encoding="utf-8").replace("Language: rad", "Language: km_KH"), encoding="utf-8")
    path.unlink()
    done = run("locale", "import", PACK, sent, "--lang", "ede", "--json", cwd=office)
    assert (done.status, path.exists()) == (1, False)
    (problem,) = (one for one in done.object["problems"] if one["severity"] == "error")
    assert (problem["code"], "km_KH" in problem["message"], bool(problem["hint"])) == ("wrong-language", True, True)
    sent.write_text(sent.read_text(encoding="utf-8").replace("Language: km_KH", "Language: rad_VN"), encoding="utf-8")
    assert run("locale", "import", PACK, sent, "--lang", "ede", cwd=office).status == 0


@pytest.mark.parametrize(
    ("tag", "name", "same"),
    [
        ("blt", "thai-latn", True),
        ("blt", "thai-tavt", True),
        ("blt-Tavt", "thai-latn", False),
        ("km_KH", "khmer", True),
        ("hmn", "hmong-rpa", True),
        ("hmn-Latn-VN-x-vn1961", "hmong-rpa", False),
        ("en", "khmer", False),
    ],
)
def test_the_bare_code_of_a_language_means_each_of_its_spellings(tag: str, name: str, same: bool) -> None:
    assert registry.means(tag, name) is same
