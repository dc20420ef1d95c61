"""Whatever comes back, the answer is a clear message that names the place; nothing changes on the disk, nothing is fetched, and
no file is read but the one that was named and those of the workspace.

Each case goes through the command, as an officer in a hurry would send it.
"""

from __future__ import annotations

import io
import re
import socket
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.exchange import catalogue_files, handoff, word
from bhxhcomm.language import registry
from tests.cli.program import run, snapshot
from tests.translation.office import (
    COLUMN,
    FIRST,
    LANG,
    PACK,
    SALARY,
    SENTENCES,
    exported,
    filled,
    made_up,
    opened,
    row_of,
    saved,
    shelf,
    space,
    translate,
)

Make = Callable[[Path], bytes]
"""A file, as it comes back from an office that lies there and that nobody has changed."""
EDE = ["--lang", LANG]
BON = SENTENCES["bon"]


@cache
def sent(root: Path) -> bytes:
    """The workbook of the office, as it goes out."""
    return exported(root)


@cache
def translated(root: Path) -> tuple[bytes, str]:
    """Its Word file and its catalogue, filled in; the office itself stays without translation."""
    path = translate(root)
    rows = handoff.rows(shelf(root), catalogue_files.known_facts(space(root)))
    document = word.make(rows, scope=PACK, language=registry.language(LANG), font="Andika")
    text = path.read_text(encoding="utf-8")
    path.unlink()
    path.parent.rmdir()
    return document, text


def workbook(change: Callable[[Any, Any], None] | None = None, **own: str) -> Make:
    """The workbook, filled in with these words for some sections, and changed as somebody might."""

    def make(root: Path) -> bytes:
        book, sheet = opened(filled(sent(root), **own))
        if change is not None:
            change(book, sheet)
        return saved(book)

    return make


def cell(name: str, value: Any, source: str = BON, *, text: bool = True) -> Callable[[Any, Any], None]:
    def change(_book: Any, sheet: Any) -> None:
        found = sheet.cell(row_of(sheet, source), COLUMN[name])
        found.value = value
        if text and isinstance(value, str):
            found.data_type = "s"

    return change


def twice(_book: Any, sheet: Any) -> None:
    last = sheet.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(last, column).value = sheet.cell(FIRST, column).value


def parts(change: Callable[[dict[str, bytes]], None], make: Make) -> Make:
    """A package with some of its parts changed."""

    def made(root: Path) -> bytes:
        with zipfile.ZipFile(io.BytesIO(make(root))) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        change(held)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, blob in held.items():
                archive.writestr(name, blob)
        return out.getvalue()

    return made


def docx(old: str = "", new: str = "") -> Make:
    """The Word file with other words, or markup, in one place."""

    def make(root: Path) -> bytes:
        def change(held: dict[str, bytes]) -> None:
            text = held["word/document.xml"].decode()
            assert old in text
            held["word/document.xml"] = text.replace(old, new, 1).encode()

        return parts(change, lambda _root: translated(root)[0])(root)

    return make


def po(old: str = "", new: str = "", *, encoding: str = "utf-8") -> Make:
    """The catalogue with other words in one place."""

    def make(root: Path) -> bytes:
        text = translated(root)[1]
        assert old in text
        return text.replace(old, new, 1).encode(encoding, errors="replace")

    return make


def no_table() -> bytes:
    from docx import Document

    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def bomb(held: dict[str, bytes]) -> None:
    held["xl/media/a.xml"] = b"0" * 250_000_000


def entities(held: dict[str, bytes]) -> None:
    name = next(name for name in held if name.startswith("xl/worksheets/sheet"))
    held[name] = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "SECRET">]>' + held[name].split(b"?>", 1)[-1]


def macros(held: dict[str, bytes]) -> None:
    held["xl/vbaProject.bin"] = b"x"


MAN = made_up(BON)
SALARY_MAN = made_up(SALARY)
TRACKED = f'<w:ins w:id="1" w:author="x"><w:r><w:t>{MAN}</w:t></w:r></w:ins>'
CELL = r"ve\.xlsx: Bản dịch!"
ROW = r"ve\.docx: table 1, row \d+"

CASES: dict[str, tuple[str, Make, str, str]] = {
    # What a translator's hand does to a row.
    "an id changed": ("xlsx", workbook(cell("id", "bon-00000000")), "id-changed", CELL + r"E\d+"),
    "an id deleted": ("xlsx", workbook(cell("id", None)), "row-without-id", CELL + r"E\d+"),
    "the source changed": ("xlsx", workbook(cell("source", "Phần bốn nói.")), "source-changed", CELL + r"E\d+"),
    "a row copied": ("xlsx", workbook(twice), "row-twice", CELL + r"E\d+"),
    "a figure lost": ("xlsx", workbook(mot=made_up("Lương cơ sở là")), "placeholder-lost", CELL + r"E\d+"),
    "a figure invented": ("xlsx", workbook(bon=MAN + " {ty_le}"), "placeholder-invented", CELL + r"E\d+"),
    "a figure renamed": (
        "xlsx", workbook(mot=SALARY_MAN.replace("luong_co_so", "luong")), "placeholder-lost|placeholder-invented", CELL,
    ),
    "a brace lost": ("xlsx", workbook(mot=SALARY_MAN.replace("}", "")), "lone-brace", CELL + r"E\d+"),
    "a number changed": ("xlsx", workbook(hai=made_up(SENTENCES["hai"]).replace("15", "16")), "digits-changed", CELL),
    "a link changed": ("xlsx", workbook(hai=made_up(SENTENCES["hai"]).replace("vn/a", "vn/b")), "link-changed", CELL),
    "a link to a script": (
        "xlsx", workbook(hai=made_up(SENTENCES["hai"]).replace("https://example.vn/a", "javascript:alert(1)")),
        "bad-link", CELL,
    ),
    "another script": ("xlsx", workbook(bon=made_up(BON, "khmer")), "wrong-script", CELL + r"E\d+"),
    "an old 8-bit font": ("xlsx", workbook(bon="klei blah uôn R^t hăn kt, uôn R^t hăn kt"), "old-encoding", CELL),
    # What a program does to a cell.
    "a formula": ("xlsx", workbook(cell("target", "=1+1", text=False)), "cell-formula", CELL + r"E\d+"),
    "a formula that fetches": (
        "xlsx", workbook(cell("target", '=WEBSERVICE("https://example.com")', text=False)), "cell-formula", CELL,
    ),
    "a formula in a note": ("xlsx", workbook(cell("note", "=A1", text=False)), "cell-formula", CELL + r"M\d+"),
    "an error value": ("xlsx", workbook(cell("target", "#REF!", text=False)), "cell-not-text", CELL + r"E\d+"),
    "a truth": ("xlsx", workbook(cell("target", True)), "cell-not-text", CELL + r"E\d+"),
    # What is done to a sheet.
    "cells merged": ("xlsx", workbook(lambda _b, sheet: sheet.merge_cells("E5:E6")), "cells-merged", CELL + "E5:E6"),
    "the wrong sheet": ("xlsx", workbook(lambda book, sheet: book.remove(sheet)), "wrong-sheet", r"ve\.xlsx"),
    "no headings": ("xlsx", workbook(lambda _b, sheet: sheet.delete_rows(2)), "wrong-sheet", r"ve\.xlsx"),
    "a heading twice": (
        "xlsx", workbook(lambda _b, sheet: sheet.cell(2, 17, sheet.cell(2, COLUMN["target"]).value)),
        "column-twice", CELL + "Q2",
    ),
    "for another pack": (
        "xlsx", workbook(lambda _b, sheet: sheet.cell(1, 1, handoff.mark("khac", LANG))), "wrong-pack", r"ve\.xlsx",
    ),
    "for another language": (
        "xlsx", workbook(lambda _b, sheet: sheet.cell(1, 1, handoff.mark(PACK, "khmer"))), "wrong-language",
        r"ve\.xlsx",
    ),
    # Files that are dangerous, or not what they say.
    "macros by name": ("xlsm", workbook(), "file-has-macros", r"ve\.xlsm"),
    "macros inside": ("xlsx", parts(macros, workbook()), "file-has-macros", r"ve\.xlsx"),
    "a bomb": ("xlsx", parts(bomb, workbook()), "file-dangerous", r"ve\.xlsx"),
    "entities": ("xlsx", parts(entities, workbook()), "file-dangerous", r"ve\.xlsx"),
    "no package": ("xlsx", lambda _root: b"hello", "file-unreadable", r"ve\.xlsx"),
    "an old workbook": ("xlsx", lambda _root: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "file-unreadable", r"ve\.xlsx"),
    "a Word file by another name": ("xlsx", docx(), "file-unreadable", r"ve\.xlsx"),
    "a kit": ("zip", workbook(), "file-packed", r"ve\.zip"),
    "another kind": ("ods", workbook(), "unknown-format", r"ve\.ods"),
    # Word files.
    "tracked changes": ("docx", docx(f">{MAN}</w:t></w:r>", f"></w:t></w:r>{TRACKED}"), "tracked-changes", ROW),
    "a row split": ("docx", docx("<w:tcPr><w:tcW", "<w:tcPr><w:vMerge/><w:tcW"), "cells-merged", ROW),
    "a grey line lost": ("docx", docx("bon-", "bốn "), "row-without-id|id-changed", ROW),
    "no table": ("docx", lambda _root: no_table(), "wrong-table", r"ve\.docx"),
    "a file that reads others": ("docx", docx("<w:document ", '<!DOCTYPE a [<!ENTITY b SYSTEM "SECRET">]><w:document '),
                                 "file-dangerous", r"ve\.docx"),
    # Catalogues.
    "no msgstr": ("po", po(f'msgstr "{MAN}"', ""), "po-syntax", r"ve\.po"),
    "an open quote": ("po", po(f'msgstr "{MAN}"', f'msgstr "{MAN}'), "po-syntax", r"ve\.po:\d+"),
    "another charset": ("po", po("charset=UTF-8", "charset=windows-1258"), "po-charset", r"ve\.po:\d+"),
    "not UTF-8": ("po", po(encoding="cp1258"), "po-charset", r"ve\.po:\d+"),
    "an entry twice": (
        "po", po('msgctxt "bon"', f'msgctxt "bon"\nmsgid "{BON}"\nmsgstr "{MAN}"\n\nmsgctxt "bon"'), "po-duplicate",
        r"ve\.po:\d+",
    ),
    "plural forms": (
        "po", po(f'msgstr "{MAN}"', f'msgid_plural "{BON}"\nmsgstr[0] "{MAN}"'), "po-plural", r"ve\.po:\d+",
    ),
    "a figure lost in a catalogue": (
        "po", po(f'msgstr "{SALARY_MAN}"', f'msgstr "{MAN}"'), "placeholder-lost", r"ve\.po:\d+",
    ),
}  # fmt: skip


def pointing_to(data: bytes, secret: Path) -> bytes:
    """The same package, with the address of the secret file where one is named."""
    if not data.startswith(b"PK"):
        return data

    def change(held: dict[str, bytes]) -> None:
        for name, blob in held.items():
            held[name] = blob.replace(b"SECRET", secret.as_uri().encode())

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names_it = any(b"SECRET" in archive.read(name) for name in archive.namelist())
    return parts(change, lambda _root: data)(secret) if names_it else data


_watched: list[Path] = []
"""The file that no import may open, while a test runs."""
_opened: list[str] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _watched and str(arguments[0]) == str(_watched[0]):
        _opened.append(str(arguments[0]))


sys.addaudithook(_watch)


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """No network; and a file outside of the workspace that must not be opened."""

    def refuse(*_args: Any, **_more: Any) -> Any:
        raise AssertionError("something was fetched")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    path = tmp_path / "bi-mat.txt"
    path.write_text("bí mật", encoding="utf-8")
    _watched.append(path)
    yield path
    _watched.clear()
    assert _opened == []


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_is_refused_with_its_place_and_changes_nothing(
    name: str, office: Path, shared_office: Path, tmp_path: Path, secret: Path
) -> None:
    ending, make, code, place = CASES[name]
    file = tmp_path / f"ve.{ending}"
    file.write_bytes(pointing_to(make(shared_office), secret))
    before = snapshot(office)
    done = run("locale", "import", PACK, file, *EDE, "--translator", "Người dịch mẫu", "--json", cwd=office)
    errors = [problem for problem in done.problems if problem["severity"] == "error"]
    assert done.status == 1
    assert {problem["code"] for problem in errors} <= set(code.split("|"))
    assert errors
    for problem in errors:
        at = problem["path"] + (f":{problem['line']}" if problem["line"] else "")
        assert re.search(place, at), at
        assert problem["message"]
    assert "Traceback" not in done.out + done.err
    assert snapshot(office) == before
    assert "bí mật" not in done.out + done.err


def test_two_files_for_one_language_are_told_apart_row_by_row(office: Path, tmp_path: Path) -> None:
    sent = exported(office)
    first, second = tmp_path / "mot.xlsx", tmp_path / "hai.xlsx"
    first.write_bytes(filled(sent, only=(SALARY, BON), translator="Người thứ nhất"))
    second.write_bytes(filled(sent, only=(BON, SENTENCES["ba"]), translator="Người thứ hai", bon=made_up("khác")))
    assert run("locale", "import", PACK, first, *EDE, cwd=office).status == 0
    before = snapshot(office)
    done = run("locale", "import", PACK, second, *EDE, "--json", cwd=office)
    assert (done.status, [one["code"] for one in done.problems]) == (1, ["row-conflict"])
    assert made_up(BON) in done.problems[0]["message"]
    assert snapshot(office) == before
    assert run("locale", "import", PACK, second, *EDE, "--skip-refused", cwd=office).status == 1
    found = {one.wanted.source: one.target for one in shelf(office).merged.items}
    assert (found[BON], found[SENTENCES["ba"]]) == (made_up(BON), made_up(SENTENCES["ba"]))


def test_a_second_translators_catalogue_does_not_overwrite_the_first_ones_words(office: Path, tmp_path: Path) -> None:
    for number, (name, words) in enumerate(
        (("Người thứ nhất", BON), ("Người thứ hai", "khác"), ("Người thứ nhất", "lại"))
    ):
        file = tmp_path / f"{number}.po"
        file.write_text(
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
            f'"Last-Translator: {name}\\n"\n\nmsgctxt "bon"\nmsgid "{BON}"\nmsgstr "{made_up(words)}"\n',
            encoding="utf-8",
        )
        done = run("locale", "import", PACK, file, *EDE, "--json", cwd=office)
        assert [one["code"] for one in done.problems if one["severity"] == "error"] == (
            ["row-conflict"] if name == "Người thứ hai" else []
        )
