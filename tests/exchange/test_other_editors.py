"""Other programs that keep catalogues lose nothing: Poedit saves through gettext's own tools, Weblate by translate-toolkit.

Each writes the file in its own way (wrapped elsewhere, in another order, with a clock in the header); what we read of it, and
what the council signed, stays the same.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bhxhcomm.content.workspace import CatalogueFile
from bhxhcomm.exchange import catalogue_files
from bhxhcomm.translation import catalogue
from bhxhcomm.translation.catalogue import CatalogueEntry
from tests.cli.program import run
from tests.translation.office import LANG, PACK, SALARY, SENTENCES, item, made_up, shelf, space, translate

gettext = pytest.mark.skipif(
    not shutil.which("msgmerge") and not os.environ.get("CI"), reason="gettext is not here; script/test installs it"
)


def entries(path: Path) -> dict[tuple[str, str], CatalogueEntry]:
    """All that we read of a catalogue, wherever it stands there."""
    found = catalogue.read_fully(CatalogueFile(path, path.name, path.read_bytes()))
    return {entry.key: replace(entry, line=0) for entry in found.entries}


def tool(*words: str, folder: Path) -> None:
    done = subprocess.run(words, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def through_msgcat(path: Path) -> None:
    """As Poedit saves: all strings wrapped anew."""
    tool("msgcat", "--width=60", "-o", path.name, path.name, folder=path.parent)


def through_msgcat_sorted(path: Path) -> None:
    """Entries in another order, strings unwrapped."""
    tool("msgcat", "--no-wrap", "--sort-output", "-o", path.name, path.name, folder=path.parent)


def through_msgmerge(path: Path) -> None:
    """As Poedit updates from a template of the same texts."""
    tool("msgattrib", "--clear-fuzzy", "--empty", "--no-obsolete", "-o", "mau.pot", path.name, folder=path.parent)
    tool("msgmerge", "--previous", "--quiet", "-o", "moi.po", path.name, "mau.pot", folder=path.parent)
    (path.parent / "moi.po").replace(path)
    (path.parent / "mau.pot").unlink()


def through_weblate(path: Path) -> None:
    """As Weblate saves: by translate-toolkit, every entry taken out and put in again, its own lines in the header."""
    from translate.storage import pypo

    store = pypo.pofile.parsefile(str(path))
    for unit in store.units:
        if not unit.isheader():
            unit.target = str(unit.target)
    store.updateheader(add=True, X_Generator="Weblate 5.6", PO_Revision_Date="2025-07-01 08:00+0700")
    path.write_bytes(bytes(store))


def with_windows_lines(path: Path) -> None:
    """Saved by Windows' own editor: line ends of two characters, and a byte order mark."""
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


EDITORS = {
    "msgcat": through_msgcat,
    "msgcat, sorted": through_msgcat_sorted,
    "msgmerge": through_msgmerge,
    "Weblate": through_weblate,
    "Windows lines": with_windows_lines,
}


@pytest.fixture
def rich(office: Path) -> Path:
    """A catalogue that has all there can be: a note, a back-translation, a spoken form, a stale entry, an obsolete one."""
    translate(office)
    found = shelf(office)
    items = [
        replace(one, back="Lương cơ sở là …", spoken=made_up("đọc"), note="hỏi lại “ba” \\ số")
        if one.wanted.source == SALARY
        else one
        for one in found.merged.items
    ]
    kept = catalogue_files.updated(space(office), found, items)
    kept.path.write_bytes(kept.data)
    pack = office / "packs" / PACK / "pack.yaml"
    text = pack.read_text(encoding="utf-8").replace(SENTENCES["bon"], "Phần bốn nói khác đi.")
    pack.write_text(text.replace(f'text: "{SENTENCES["ba"]}"', 'text: "Lời mới."'), encoding="utf-8")
    found = shelf(office)
    kept.path.write_bytes(catalogue_files.updated(space(office), found, found.merged.items).data)
    assert any(entry.fuzzy and entry.previous for entry in entries(kept.path).values())
    return kept.path


@gettext
@pytest.mark.parametrize("name", EDITORS)
def test_what_we_read_is_what_there_was(name: str, rich: Path) -> None:
    before = entries(rich)
    EDITORS[name](rich)
    after = entries(rich)
    kept = {key for key, entry in before.items() if not entry.obsolete} if name == "msgmerge" else set(before)
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}


@gettext
@pytest.mark.parametrize("name", EDITORS)
def test_we_write_it_again_and_lose_nothing_of_theirs(name: str, rich: Path, office: Path) -> None:
    text = rich.read_text(encoding="utf-8").replace("#. mot: đoạn văn\n", "# Lời của người dịch\n#. mot: đoạn văn\n")
    rich.write_text(text, encoding="utf-8")
    EDITORS[name](rich)
    before = entries(rich)
    found = shelf(office)
    rich.write_bytes(catalogue_files.updated(space(office), found, found.merged.items).data)
    assert entries(rich) == before
    assert "Lời của người dịch" in rich.read_text(encoding="utf-8")


@gettext
@pytest.mark.parametrize("edit", EDITORS.values(), ids=EDITORS)
def test_signatures_hold_whatever_program_saved_it(edit: Callable[[Path], None], office: Path) -> None:
    path = translate(office)
    for words in (["--as", "translator", "--by", "A"], ["--as", "reviewer", "--by", "B"], ["--by", "C"]):
        assert run("approve", PACK, "--lang", LANG, *words, cwd=office).status == 0
    edit(path)
    (own,) = run("locale", "status", PACK, "--lang", LANG, "--json", cwd=office).object["catalogues"]
    assert own["states"]["approved"] == own["total"]


@gettext
def test_one_text_changed_in_weblate_is_one_signature_void(office: Path) -> None:
    path = translate(office)
    for words in (["--as", "translator", "--by", "A"], ["--as", "reviewer", "--by", "B"], ["--by", "C"]):
        assert run("approve", PACK, "--lang", LANG, *words, cwd=office).status == 0
    from translate.storage import pypo

    store = pypo.pofile.parsefile(str(path))
    (unit,) = (unit for unit in store.units if str(unit.source) == SENTENCES["bon"])
    unit.target = made_up("khác")
    path.write_bytes(bytes(store))
    (own,) = run("locale", "status", PACK, "--lang", LANG, "--json", cwd=office).object["catalogues"]
    assert own["states"]["approved"] == own["total"] - 1
    assert item(office, SENTENCES["bon"]).target == made_up("khác")
