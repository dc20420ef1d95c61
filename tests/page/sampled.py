"""Documents whose words are the real sample texts of the registry, for tests of setting: never to be shown to a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import cycle
from typing import Any

from bhxhcomm.language.registry import Language, language
from bhxhcomm.language.text import FigureSpan, Words, shown
from bhxhcomm.materials.document import Document


def sampled(document: Document, lang: str, passage: Callable[[int], str] | None = None) -> Document:
    """The document with words of the sample in place of its own, as many letters as a translation of that sample would have.

    How many letters the language needs is taken from article 1 of the Declaration of Human Rights, where its sample is that;
    else as many as Vietnamese. Figures stay where they are, as in Vietnamese. With `passage`, it gives the words for so many
    letters of Vietnamese.
    """
    entry = language(lang)
    assert entry.sample is not None
    words = _words(entry)
    article = language("vi").sample
    assert article is not None
    share = len(entry.sample.text) / len(article.text) if entry.sample.kind == "real" and lang != "bana" else 1.0

    def said(length: int) -> str:
        found: list[str] = []
        while sum(map(len, found)) + len(found) < length:
            found.append(next(words))
        return " ".join(found)

    def change(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(change(item) for item in value)
        if isinstance(value, Words):
            letters = len(value.text.strip())
            return replace(value, text=passage(letters) if passage else said(max(2, round(letters * share))), lang="")
        if isinstance(value, FigureSpan):
            # These languages have no words for units yet; what an official page says in them is not for a test to make up.
            return replace(value, words=shown(value, document.lang))
        if not is_dataclass(value) or isinstance(value, type):
            return value
        changed = {
            part.name: change(before)
            for part in fields(value)
            if isinstance(before := getattr(value, part.name), tuple) or is_dataclass(before)
        }
        return replace(value, **changed)

    spaced = _spaced(change(document.sheets))
    return replace(document, lang=lang, lang_tag=entry.tag, sheets=spaced, code="")


def _words(entry: Language) -> Iterator[str]:
    assert entry.sample is not None
    return cycle([word for word in entry.sample.text.split() if any(character.isalpha() for character in word)])


def _spaced(value: Any) -> Any:
    """Spans that stood apart by a space do so again."""
    if isinstance(value, tuple):
        if value and all(isinstance(item, Words | FigureSpan) for item in value):
            last = len(value) - 1
            return tuple(
                replace(item, text=(" " if at else "") + item.text + (" " if at < last else ""))
                if isinstance(item, Words)
                else item
                for at, item in enumerate(value)
            )
        return tuple(_spaced(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type | FigureSpan):
        changed = {
            part.name: _spaced(before)
            for part in fields(value)
            if isinstance(before := getattr(value, part.name), tuple) or is_dataclass(before)
        }
        return replace(value, **changed)
    return value
