"""The registry of languages."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from bhxhcomm.language import registry
from bhxhcomm.language.normalise import is_nfc
from bhxhcomm.language.registry import UnknownLanguage, language, languages, read, supported


@pytest.mark.parametrize("name", ["vi", "VI", "vi-VN", "vi_VN", "vi-Latn", "vi-Latn-VN", "VI-latn-vn", " vi "])
def test_vietnamese_is_found_by_id_and_by_tag(name: str) -> None:
    assert language(name).id == "vi"


@pytest.mark.parametrize("name", ["", "v", "vie", "vi-Hani", "vi-x-old", "xx", "all"])
def test_a_language_that_is_not_registered_is_an_error(name: str) -> None:
    with pytest.raises(UnknownLanguage) as caught:
        language(name)
    assert isinstance(caught.value, LookupError)
    assert "vi" in caught.value.hint


def test_the_nearest_names_are_offered() -> None:
    with pytest.raises(UnknownLanguage) as caught:
        language("vi-")
    assert caught.value.near == ("vi",)


def test_an_entry_says_what_a_page_needs() -> None:
    entry = language("vi")
    assert (entry.names.vi, entry.names.autonym, entry.names.en) == ("Tiếng Việt", "Tiếng Việt", "Vietnamese")
    assert (entry.script, entry.direction, entry.digits, entry.number_locale) == ("Latn", "ltr", "latn", "vi")
    assert entry.supported
    assert entry in supported()
    with pytest.raises(FrozenInstanceError):
        entry.id = "x"  # type: ignore[misc]


def test_ids_and_tags_are_unique() -> None:
    assert len({entry.id for entry in languages()}) == len(languages())
    assert len({entry.tag.lower() for entry in languages()}) == len(languages())


def test_every_alphabet_is_lower_case_nfc_and_has_no_letter_twice() -> None:
    for entry in languages():
        letters = entry.exemplar.main + entry.exemplar.auxiliary
        assert all(isinstance(letter, str) and is_nfc(letter) and letter == letter.lower() for letter in letters)
        assert len(set(letters)) == len(letters)


ENTRY = """
  - {id: ID, tag: ID, tag_full: ID-VN, iso639_3: xxx, names: {vi: a, autonym: b, en: c}, script: Latn, direction: ltr,
     orthography: o, digits: latn, word_separator: space, line_break: space, number_locale: vi, confidence: memory,
     exemplar: {unit: grapheme, main: [a]}, exemplar_source: s}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "languages.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_registry_may_hold_languages_that_are_not_supported_yet(tmp_path: Path) -> None:
    entries = read(written(tmp_path, "format: languages/1\nlanguages:" + ENTRY.replace("ID", "tay")))
    assert not entries["tay"].supported
    assert entries["tay"].exemplar.auxiliary == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "languages: []",
        "format: languages/2\nlanguages: []",
        "format: languages/1\nlanguages:" + ENTRY + ENTRY,
        "format: languages/1\nlanguages:" + ENTRY.replace("script:", "skript:"),
        "format: languages/1\nlanguages:" + ENTRY.replace("exemplar_source: s", "exemplar_source: s, colour: red"),
        "format: languages/1\nlanguages:" + ENTRY.replace(", en: c", ""),
    ],
)
def test_a_registry_that_breaks_its_format_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"format|twice|keys"):
        read(written(tmp_path, text))


def test_spellings_of_one_language_are_never_mixed_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ENTRY.replace("ID", "hmn-Latn-x-rpa")
    second = ENTRY.replace("ID", "hmn-Latn-x-vn1961")
    entries = read(written(tmp_path, "format: languages/1\nlanguages:" + first + second))
    monkeypatch.setattr(registry, "_registry", lambda: entries)
    monkeypatch.setattr(registry, "_tags", registry._tags.__wrapped__)
    assert language("hmn-Latn-VN-x-rpa").id == "hmn-Latn-x-rpa"
    assert language("hmn-Latn-VN-x-vn1961").id == "hmn-Latn-x-vn1961"
    for ambiguous in ("hmn", "hmn-Latn", "hmn-Latn-VN"):
        with pytest.raises(UnknownLanguage):
            language(ambiguous)
