"""What goes to a translator and comes back: rows, one for each text, whatever kind of file carries them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bhxhcomm.content.fact import Fact
from bhxhcomm.core import i18n
from bhxhcomm.core.problems import Place
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.standing import EntryStanding, EntryState
from bhxhcomm.translation import faithful
from bhxhcomm.translation.wanted import explained
from bhxhcomm.translation.wording import wording

FORMAT = "bhxhcomm-handoff/1"
SHARED_NAME = "locales"
"""What the workspace's own words are called where a pack is named: the folder of their catalogues."""


@dataclass(frozen=True, slots=True)
class HandoffRow:
    """One text on its way out. `hash` and `base` are those of the source and of the translation at that time."""

    id: str
    kind: str
    source: str
    previous: str
    target: str
    back: str
    spoken: str
    translator: str
    reviewer: str
    state: EntryState
    note: str
    limit: int
    notes: str
    in_words: str = ""

    @property
    def hash(self) -> str:
        return text_hash(self.source)

    @property
    def base(self) -> str:
        return text_hash(self.target)


@dataclass(frozen=True, slots=True)
class Returned:
    """One text on its way back. None stands for what this kind of file does not carry."""

    place: Place
    id: str
    source: str
    target: str
    hash: str = ""
    base: str | None = None
    back: str | None = None
    spoken: str | None = None
    translator: str = ""
    reviewer: str = ""
    status: str = ""
    note: str | None = None
    in_words: str | None = None


@dataclass(frozen=True, slots=True)
class Handback:
    """A file that came back: the pack and language it says it is for (a registry id or a tag; empty where it says none),
    and its rows."""

    shown: str
    scope: str
    lang: str
    rows: tuple[Returned, ...]


def text_hash(text: str) -> str:
    """The short hash of a text by which a row is known again."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def scope_name(scope: str) -> str:
    """The pack, or the name of the shared words."""
    return scope or SHARED_NAME


def mark(scope: str, lang: str) -> str:
    """The line by which a file says what it is."""
    return f"{FORMAT} | {scope_name(scope)} | {lang}"


def read_mark(text: str) -> tuple[str, str] | None:
    """The scope and the language that such a line names, or None for any other text."""
    parts = [part.strip() for part in text.split("|")]
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == FORMAT else None


def rows(shelf: Shelf, facts: Mapping[str, Fact]) -> tuple[HandoffRow, ...]:
    """All texts of a catalogue, as they are handed out."""
    words = wording()
    return tuple(
        HandoffRow(
            one.item.wanted.id,
            words.get(f"kind_{one.item.wanted.kind}", one.item.wanted.kind),
            one.item.wanted.source,
            one.item.previous,
            one.item.target,
            one.item.back,
            one.item.spoken,
            one.translator,
            one.reviewer,
            one.state,
            one.item.note,
            one.item.wanted.limit,
            " ".join((*explained(one.item.wanted, facts)[2:], *_found(one))),
            one.item.in_words,
        )
        for one in shelf.standings
    )


def _found(one: EntryStanding) -> Iterator[str]:
    """What there is to look at in a translation as it stands, in Vietnamese: what keeps it from being shown, and figures that
    changed places and that no reviewer has signed."""
    item = one.item
    if not item.target or item.stale:
        return
    with i18n.messages_in("vi"):
        parts, unread = faithful.parsed(item.target)
        findings = (
            [unread]
            if unread
            else faithful.differences(item.wanted.parts, parts, item.in_words, confirmed=one.is_reviewed)
        )
        if not findings and not one.is_reviewed and (moved := faithful.moved(item.wanted.parts, parts)) is not None:
            findings = [moved]
        for finding in findings:
            yield wording()["finding"].format(message=f"{finding.message}.")


def status_word(state: EntryState) -> str:
    """What a state is called in a workbook."""
    return wording()[f"status_{state.value}"]
