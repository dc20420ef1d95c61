"""What goes to a translator and comes back: rows, one for each text, whatever kind of file carries them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from bhxhcomm.content import units
from bhxhcomm.content.fact import Fact
from bhxhcomm.core import vietnamese
from bhxhcomm.core.problems import Place, Problem
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.standing import EntryStanding, EntryState
from bhxhcomm.exchange import merge_base
from bhxhcomm.exchange.merge_base import MergeBase, RowStanding
from bhxhcomm.exchange.suggestions import Suggestion
from bhxhcomm.language import registry
from bhxhcomm.language.normalise import nfc
from bhxhcomm.language.number_habits import NumberHabits
from bhxhcomm.translation import faithful
from bhxhcomm.translation.wanted import explained
from bhxhcomm.translation.wording import wording

FORMAT = "bhxhcomm-handoff/1"
SHARED_NAME = "locales"
"""What the workspace's own words are called where a pack is named: the folder of their catalogues."""


@dataclass(frozen=True, slots=True)
class HandoffRow:
    """One text on its way out. `hash` is that of the source, `base` that of the translation and of what stands beside it, as
    they are now. `suggested` is the entry whose translation this is, where it is not the catalogue's but that of the same text
    elsewhere; empty otherwise. `waits` leaves the cell of the translation empty, for a person to decide what stands there."""

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
    suggested: str = ""
    waits: bool = False

    @property
    def hash(self) -> str:
        return text_hash(self.source)

    @property
    def base(self) -> MergeBase:
        beside = {name: getattr(self, name) for name in merge_base.BESIDE}
        return merge_base.made(self.target, self.standing, beside)

    @property
    def standing(self) -> RowStanding:
        if self.suggested:
            return RowStanding.SUGGESTED
        return RowStanding.NEEDS_WORK if self.state is EntryState.STALE else RowStanding.HELD


@dataclass(frozen=True, slots=True)
class Returned:
    """One text on its way back. None stands for what this kind of file does not carry. `marks_itself` says that the program
    which wrote the file keeps the mark of what needs work, and takes it away when somebody has done it (PO, XLIFF)."""

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
    marks_itself: bool = False


@dataclass(frozen=True, slots=True)
class Handback:
    """A file that came back: the pack and language it says it is for (a registry id or a tag; empty where it says none),
    and its rows. `problems` are those of single rows and of what stands beside them; `refused` are the ids of the rows that
    cannot be read for one of them, and are not among `rows`."""

    shown: str
    scope: str
    lang: str
    rows: tuple[Returned, ...]
    problems: tuple[Problem, ...] = ()
    refused: tuple[str, ...] = ()


class RowStatus(Enum):
    """What a file says of one of its rows: nothing, that it is done, that it still needs work, or what nobody understands."""

    UNSAID = auto()
    DONE = auto()
    NEEDS_WORK = auto()
    UNKNOWN = auto()


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


def rows(
    shelf: Shelf, facts: Mapping[str, Fact], suggested: Mapping[units.Key, Suggestion] | None = None
) -> tuple[HandoffRow, ...]:
    """All texts of a catalogue, as they are handed out; those without a translation with one that is `suggested` for them."""
    habits = registry.language(shelf.lang).number_habits
    return tuple(_handed_out(one, facts, (suggested or {}).get(one.item.key), habits) for one in shelf.standings)


def _handed_out(
    one: EntryStanding, facts: Mapping[str, Fact], suggestion: Suggestion | None, habits: NumberHabits
) -> HandoffRow:
    words, item = wording(), one.item
    if item.target:
        suggestion = None
    notes = [*explained(item.wanted, facts)[2:], *_found(one, habits)]
    if suggestion is not None:
        notes.append(words["suggested"].format(place=suggestion.place))
    return HandoffRow(
        item.wanted.id,
        words.get(f"kind_{item.wanted.kind}", item.wanted.kind),
        item.wanted.source,
        item.previous,
        suggestion.target if suggestion is not None else item.target,
        item.back,
        item.spoken,
        one.translator,
        one.reviewer,
        EntryState.STALE if suggestion is not None else one.state,
        item.note,
        item.wanted.limit,
        " ".join(notes),
        item.in_words,
        "" if suggestion is None else suggestion.place,
    )


def _found(one: EntryStanding, habits: NumberHabits) -> Iterator[str]:
    """What there is to look at in a translation as it stands, in Vietnamese: what keeps it from being shown, and figures that
    changed places and that no reviewer has signed."""
    item = one.item
    if not item.target or item.stale:
        return
    parts, unread = faithful.parsed(item.target)
    findings = (
        [unread]
        if unread
        else faithful.differences(item.wanted.parts, parts, item.in_words, confirmed=one.is_reviewed, habits=habits)
    )
    if not findings and not one.is_reviewed and (moved := faithful.moved(item.wanted.parts, parts)) is not None:
        findings = [moved]
    for finding in findings:
        yield wording()["finding"].format(message=f"{vietnamese.said(finding.message)}.")


def status_word(state: EntryState) -> str:
    """What a state is called in a workbook."""
    return wording()[f"status_{state.value}"]


@lru_cache(maxsize=256)
def status_of(written: str) -> RowStatus:
    """What a word in the column of states means, whoever typed it."""
    word = nfc(" ".join(written.split())).casefold()
    known = {status_word(state).casefold(): state for state in EntryState}
    if word and word not in known:
        return RowStatus.UNKNOWN
    match known.get(word):
        case EntryState.TRANSLATED | EntryState.REVIEWED | EntryState.APPROVED:
            return RowStatus.DONE
        case EntryState.STALE:
            return RowStatus.NEEDS_WORK
        case _:
            return RowStatus.UNSAID
