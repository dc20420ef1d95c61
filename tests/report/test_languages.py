"""The table of languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.core.problems import ContentError
from bhxhcomm.language.registry import languages, supported
from bhxhcomm.page.measuring import fonts
from bhxhcomm.report.languages import rows


def own_file(workspace: Path, body: str) -> Path:
    (workspace / "locales").mkdir()
    (workspace / "locales" / "languages.yaml").write_text(f"format: languages/1\nlanguages:\n{body}", encoding="utf-8")
    return workspace


def test_every_language_has_a_row() -> None:
    assert [row.id for row in rows()] == [entry.id for entry in languages()]
    assert [row.id for row in rows(supported_only=True)] == [entry.id for entry in supported()]


def test_a_row_says_which_labels_are_missing() -> None:
    by_id = {row.id: row for row in rows()}
    assert by_id["vi"].missing_labels == ()
    assert "hotline" in by_id["ede"].missing_labels
    assert not any(key.startswith("proof_") for key in by_id["ede"].missing_labels)


def test_a_row_says_which_fonts_are_missing_and_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "locate", lambda face, workspace=None: None)
    row = next(row for row in rows() if row.id == "thai-tavt")
    assert "Tai Heritage Pro 400" in row.missing_fonts
    assert any("fonts-sil-taiheritagepro" in command for command in row.install)


def test_a_workspace_adds_a_row_and_a_font_that_nobody_lists_is_missing(tmp_path: Path) -> None:
    body = "  - {id: muong, supported: true, fonts: {heading: [Comic], body: [Comic]}}\n"
    row = next(row for row in rows(own_file(tmp_path, body)) if row.id == "muong")
    assert (row.own, row.supported, row.missing_fonts) == (True, True, ("Comic",))
    assert not next(row for row in rows(tmp_path) if row.id == "vi").own
    assert not next(row for row in rows() if row.id == "muong").supported


def test_mistakes_in_the_file_of_a_workspace_are_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        rows(own_file(tmp_path, "  - {id: ede, script: Latin}\n"))
