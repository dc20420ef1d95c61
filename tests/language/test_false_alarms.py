"""Real sentences are not taken for another language, and those of a neighbour are: measured on 20 sentences each."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from bhxhcomm.language.checks import check
from bhxhcomm.language.normalise import is_nfc, normalised
from bhxhcomm.language.registry import language

SENTENCES = Path(__file__).parent / "sentences"
DECLARATION = Path(__file__).parents[1] / "page" / "declaration"
MEASURED = ("ede", "jrai", "vi", "en", "khmer", "thai-tavt")


@cache
def sentences(lang: str) -> tuple[str, ...]:
    """Twenty sentences of a language as printed; those of the Declaration of Human Rights where there are no others."""
    own = SENTENCES / f"{lang}.txt"
    path = own if own.exists() else DECLARATION / f"{lang}.txt"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    if not own.exists():
        lines = [part for line in lines for part in re.split(r"(?<=[.។]) ?(?=\w)", line) if len(part.split()) > 3]
    return tuple(lines[:20])


def told(text: str, lang: str) -> set[str]:
    entry = language(lang)
    return {problem.code for problem in check(normalised(text, entry).text, entry)}


@pytest.mark.parametrize("lang", MEASURED)
def test_no_sentence_of_a_language_is_doubted(lang: str) -> None:
    assert len(sentences(lang)) == 20
    assert all(is_nfc(sentence) for sentence in sentences(lang))
    assert [(sentence, found) for sentence in sentences(lang) if (found := told(sentence, lang))] == []


@pytest.mark.parametrize(
    ("written", "catalogue"), [("ede", "jrai"), ("jrai", "ede"), ("vi", "ede"), ("en", "vi"), ("vi", "en")]
)
def test_sentences_in_the_catalogue_of_a_neighbour_are_doubted(written: str, catalogue: str) -> None:
    doubted = [sentence for sentence in sentences(written) if told(sentence, catalogue)]
    assert len(doubted) >= 16, f"{len(doubted)} of 20 sentences in {written} are doubted in {catalogue}"
    together = " ".join(sentences(written)[:5])
    assert told(together, catalogue), "five sentences together leave no doubt"
