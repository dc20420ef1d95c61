"""A workspace adds a language: it is listed, handed out, taken back, and set on a page; one that is not complete is not.

What stands for a translation here is test text, which means nothing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import run
from tests.translation.office import PACK, filled

OWN = """\
format: languages/1
languages:
  - id: muong
    supported: true
    line_height: 1.5
"""
BUILD = ["leaflet", "build", PACK, "--variant", "trifold", "--format", "pdf", "--json"]


@pytest.fixture
def own(office: Path) -> Path:
    """The small workspace, where somebody has looked at the letters of Mường and says that it can be set."""
    path = office / "locales" / "languages.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(OWN, encoding="utf-8")
    return office


def test_a_language_that_nobody_has_looked_at_is_not_set_and_keeps_no_other_back(office: Path) -> None:
    done = run(*BUILD, "--lang", "muong", "--lang", "vi", cwd=office)
    assert (done.status, [one["status"] for one in done.artifacts]) == (1, ["failed", "built"])
    (problem,) = (one for one in done.problems if one["severity"] == "error")
    assert (problem["code"], problem["lang"]) == ("language-not-supported", "muong")


def test_all_unknown_languages_are_told_at_once(office: Path) -> None:
    done = run(*BUILD, "--lang", "edee", "--lang", "vi", "--lang", "xx", cwd=office)
    assert (done.status, [one["code"] for one in done.problems]) == (1, ["unknown-language"] * 2)


def test_it_is_listed_as_the_workspaces_own(own: Path) -> None:
    rows = run("locale", "languages", "--json", cwd=own).object["languages"]
    (row,) = (row for row in rows if row["id"] == "muong")
    assert (row["supported"], row["own"], row["line_height"]) == (True, True, 1.5)


@pytest.mark.slow
def test_it_goes_the_whole_way(own: Path) -> None:
    (sent,) = run("locale", "export", PACK, "--lang", "muong", "--json", cwd=own).object["files"]
    file = own / sent["path"]
    file.write_bytes(filled(file.read_bytes(), lang="muong"))
    assert run("locale", "import", PACK, file, "--lang", "muong", cwd=own).status == 0
    done = run(*BUILD, "--lang", "muong", cwd=own)
    (made,) = done.artifacts
    assert (done.status, made["status"], made["draft"]) == (0, "built", True), done.problems
    assert "translation-not-approved" in {reason["code"] for reason in made["reasons"]}
    test_text = run("locale", "pseudo", PACK, "--lang", "muong", "--json", cwd=own).object
    assert run(*BUILD, "--lang", "muong", "--workspace", test_text["workspace"], cwd=own).status == 0


@pytest.mark.slow
def test_a_language_that_bhxhcomm_does_not_know_can_be_added_whole(office: Path) -> None:
    path = office / "locales" / "languages.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        """\
format: languages/1
languages:
  - id: thu-nghiem
    tag: qaa
    tag_full: qaa-VN
    iso639_3: qaa
    names: {vi: Tiếng thử, autonym: thử, en: Test}
    script: Latn
    direction: ltr
    orthography: chữ thử
    digits: latn
    word_separator: space
    line_break: space
    number_locale: vi
    confidence: memory
    supported: true
    exemplar:
      unit: grapheme
      main: [a, b, d, e, i, k, l, m, n, o, t, u]
    exemplar_source: made for a test
    fonts: {heading: [Andika], body: [Andika]}
""",
        encoding="utf-8",
    )
    (sent,) = run("locale", "update", PACK, "--lang", "qaa", "--json", cwd=office).object["catalogues"]
    assert sent["path"] == f"packs/{PACK}/locales/thu-nghiem.po"
    done = run(*BUILD, "--lang", "thu-nghiem", cwd=office)
    assert (done.status, done.artifacts[0]["lang"]) == (0, "thu-nghiem"), done.problems
