"""The examples hold no invented translation: what their catalogues say in a language is attested, each word with its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.content.workspace import CatalogueFile
from bhxhcomm.language import registry
from bhxhcomm.translation import catalogue, glossary
from bhxhcomm.translation.wanted import LANGUAGE_CONTEXT

LANGS = ("thai-tavt", "hmong-vn", "ede")


def catalogues(examples: Path) -> list[Path]:
    return sorted([*examples.glob("locales/*.po"), *examples.glob("packs/*/locales/*.po")])


def test_there_is_a_catalogue_for_each_of_the_three_languages(examples: Path) -> None:
    assert {path.stem for path in catalogues(examples)} == set(LANGS)


@pytest.mark.parametrize("lang", LANGS)
def test_every_word_of_them_is_attested(examples: Path, lang: str) -> None:
    language = registry.language(lang)
    terms = {term.rendering for term in glossary.read(examples, lang).terms if term.rendering and term.source}
    for path in (path for path in catalogues(examples) if path.stem == lang):
        found = catalogue.read(CatalogueFile(path, path.name, path.read_bytes()))
        assert not found.test_text
        for entry in found.entries:
            if entry.target and entry.context == LANGUAGE_CONTEXT:
                assert entry.target == language.names.autonym
            elif entry.target:
                assert entry.target in terms, f"{path.name}:{entry.line}: who says so?"
