"""`locale languages --new`: an entry for another language, filled in as far as nobody needs to be asked, to be completed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.language import registry
from tests.cli.program import run


@pytest.fixture
def space(tmp_path: Path) -> Path:
    (tmp_path / "bhxhcomm.yaml").write_text("format: workspace/1\n", encoding="utf-8")
    return tmp_path


def file_of(space: Path) -> Path:
    return space / registry.OWN_FILE


def test_an_entry_is_written_that_can_be_read_and_is_not_yet_supported(space: Path) -> None:
    done = run("locale", "languages", "--new", "bru", "--tag", "bru-Latn", "--json", cwd=space)
    assert done.status == 0
    assert done.object["language"] == {"id": "bru", "tag": "bru-Latn", "path": "locales/languages.yaml", "line": 4}
    assert file_of(space).read_text(encoding="utf-8").splitlines()[3] == "  - id: bru"
    entry = registry.of_workspace(space).language("bru-Latn")
    assert (entry.id, entry.iso639_3, entry.supported, entry.confidence) == ("bru", "bru", False, "memory")
    assert entry.letters >= registry.language("muong").letters


def test_it_may_be_supported_once_it_is_filled_in_and_not_before(space: Path) -> None:
    run("locale", "languages", "--new", "bru", cwd=space)
    text = file_of(space).read_text(encoding="utf-8")
    file_of(space).write_text(text.replace("supported: false", "supported: true"), encoding="utf-8")
    refused = run("locale", "languages", "--json", cwd=space)
    assert refused.status == 1
    assert {problem["code"] for problem in refused.problems} == {"unfilled"}
    assert [problem["line"] for problem in refused.problems] == [8, 12, 26]
    whole = text.replace("supported: false", "supported: true")
    for waiting in ("(điền tên lối viết)", "(điền tên nguồn)", "(điền tên)"):
        whole = whole.replace(waiting, "Bru")
    file_of(space).write_text(whole, encoding="utf-8")
    assert run("locale", "languages", cwd=space).status == 0
    assert registry.of_workspace(space).language("bru").supported


def test_entries_follow_those_that_stand_there_in_their_own_margin(space: Path) -> None:
    file_of(space).parent.mkdir()
    file_of(space).write_text("format: languages/1\nlanguages:\n- id: muong\n  supported: true", encoding="utf-8")
    assert run("locale", "languages", "--new", "khac", "--like", "khmer", cwd=space).status == 0
    found = registry.of_workspace(space)
    assert found.language("muong").supported
    assert (found.language("khac").script, found.language("khac").line_break) == ("Khmr", "zwsp")
    assert found.language("khac").tag == "mis-x-khac"


@pytest.mark.parametrize(
    ("options", "code", "status"),
    [
        (("--new", "ede"), "language-known", 1),
        (("--new", "moi", "--tag", "rad-Latn"), "language-known", 1),
        (("--new", "Mới"), "wrong-value", 1),
        (("--new", "moi", "--like", "khong-co"), "unknown-language", 1),
        (("--tag", "bru"), "usage", 2),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_is_written(
    options: tuple[str, ...], code: str, status: int, space: Path
) -> None:
    done = run("locale", "languages", *options, "--json", cwd=space)
    assert (done.status, [problem["code"] for problem in done.problems]) == (status, [code])
    assert not file_of(space).exists()


def test_a_file_that_cannot_be_added_to_stays_as_it_was(space: Path) -> None:
    file_of(space).parent.mkdir()
    before = "languages:\n  - id: muong\n    supported: true\nformat: languages/1\n"
    file_of(space).write_text(before, encoding="utf-8")
    assert run("locale", "languages", "--new", "bru", cwd=space).status == 1
    assert file_of(space).read_text(encoding="utf-8") == before
