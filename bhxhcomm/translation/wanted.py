"""What is to be translated: the texts of a pack, and the words that all packs share (offices, facts, the language's name).

`content.units` is the list of texts; here each becomes one wanted entry, with what a translator must know of it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bhxhcomm.content import prose, units
from bhxhcomm.content.fact import Fact
from bhxhcomm.content.prose import Placeholder
from bhxhcomm.content.workspace import Pack, Workspace
from bhxhcomm.language import labels, registry
from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.text import Words
from bhxhcomm.translation.wording import wording

LABELS = "locales/labels"
"""Where a workspace puts its own words for the fixed labels."""
SHARED = ""
"""The scope of the workspace's own catalogue; that of a pack's is the id of the pack."""
# Contexts of shared words: the language's name, a fact that is a text, the label of a fact, a fixed label of the page.
LANGUAGE_CONTEXT = "language"
FACT_CONTEXT = "fact:"
LABEL_CONTEXT = "label:"
PAGE_CONTEXT = "page:"
VIETNAMESE_LABELS = ("draft", "draft_note")
"""The draft mark is Vietnamese wherever a language ships no words for it: nobody must miss it for an unchecked translation."""
_SHORT = frozenset({"heading", "title", "tagline", "columns", "rows", "figure", "name", "short_name", "action"})
"""Kinds of text that stand in little room."""


@dataclass(frozen=True, slots=True)
class WantedText:
    """One text to translate: its context, its exact source, what kind of text it is, and where it stands.

    `parts` is the source taken apart; `place` the file it comes from, without a line, so that moving it changes nothing.
    """

    context: str
    source: str
    parts: tuple[Words | Placeholder, ...]
    kind: str
    place: str

    @property
    def key(self) -> units.Key:
        return (self.context, self.source)

    @property
    def id(self) -> str:
        """A short name for people and workbooks: the context, and the first figures of a hash of the whole key."""
        return entry_id(self.context, self.source)

    @property
    def limit(self) -> int:
        """The longest advisable translation, in characters as typed: half as long again, a third for short texts."""
        share = 1.3 if self.kind in _SHORT else 1.5
        return max(20, math.ceil(len(self.source) * share / 5) * 5)


def entry_id(context: str, source: str) -> str:
    """The short name of an entry."""
    key = "\0".join((context, source))
    return f"{context}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def has_words(parts: Iterable[Words | Placeholder]) -> bool:
    """Whether a text says anything in words. A bare number is the same in every language."""
    return any(isinstance(part, Words) and any(map(str.isalpha, part.text)) for part in parts)


def pack_entries(pack: Pack) -> tuple[WantedText, ...]:
    """The entries of a pack, in the order of its file, each key once."""
    return _once(_wanted(units.pack_units(pack.shape), pack.file))


def shared_entries(workspace: Workspace, lang: str) -> tuple[WantedText, ...]:
    """The words that all packs share: the language's own name, offices, the fixed labels that nobody has given yet, labels
    of facts and facts that are texts."""
    return _once(_shared(workspace, lang))


def _shared(workspace: Workspace, lang: str) -> Iterator[WantedText]:
    name = registry.language(lang).names.vi
    yield WantedText(LANGUAGE_CONTEXT, name, (Words(name),), "language", "")
    reference = labels.labels(labels.REFERENCE)
    for key in labels.labels(lang, workspace.root / LABELS).missing:
        if key in VIETNAMESE_LABELS:
            continue
        yield WantedText(PAGE_CONTEXT + key, reference[key], prose.parse(reference[key]), "page", "")
    for office in workspace.offices.values():
        yield from _wanted(units.office_units(office.shape), office.file)
    for fact in facts_of(workspace):
        yield from _wanted([units.TextUnit(LABEL_CONTEXT + fact.id, fact.label, kind="label")], fact.place.path)
        for text in text_values(fact):
            yield WantedText(FACT_CONTEXT + fact.id, text, (Words(text),), "value", fact.place.path)


def facts_of(workspace: Workspace) -> Iterator[Fact]:
    """All facts, local ones included."""
    yield from workspace.facts.values()
    for office in workspace.offices.values():
        yield from (fact for fact in office.facts.values() if fact.office == office.id)


def text_values(fact: Fact) -> tuple[str, ...]:
    """The values of a fact that are words, each once."""
    if fact.unit is not Unit.TEXT:
        return ()
    return tuple(dict.fromkeys(str(entry.value) for entry in fact.entries if entry.value is not None))


def _wanted(found: Iterable[units.TextUnit], path: str) -> Iterator[WantedText]:
    for unit in found:
        if has_words(unit.prose.parts):
            yield WantedText(unit.context, unit.prose.source, unit.prose.parts, unit.kind, path)


def _once(found: Iterable[WantedText]) -> tuple[WantedText, ...]:
    return tuple({entry.key: entry for entry in reversed(list(found))}.values())[::-1]


def explained(entry: WantedText, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """What a translator must know of an entry, line by line: what it is, how long it may be, what its braces mean."""
    words = wording()
    kind = words.get(f"kind_{entry.kind}", "")
    context = entry.context
    lines = [": ".join(part for part in (context, kind) if part)]
    lines.append(words["limit"].format(limit=entry.limit))
    for part in dict.fromkeys(_written(part) for part in entry.parts if isinstance(part, Placeholder)):
        placeholder, fact_id, form = part
        label = facts[fact_id].label.source if fact_id in facts else fact_id
        lines.append(words["placeholder"].format(placeholder=placeholder, label=label) + " " + words[f"form_{form}"])
    return tuple(" ".join(line.split()) for line in lines)


def _written(placeholder: Placeholder) -> tuple[str, str, str]:
    return written(placeholder), placeholder.fact, "date" if placeholder.date else placeholder.form.value


def written(placeholder: Placeholder) -> str:
    """A placeholder as it is typed."""
    form = f":@{placeholder.date.isoformat()}" if placeholder.date else ""
    if placeholder.form is not Form.FULL:
        form = f":{placeholder.form.value}"
    return f"{{{placeholder.fact}{form}}}"
