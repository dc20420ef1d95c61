"""What the pieces of one loaded workspace share while they are composed: their editions, and the fixed words of their pages.

A session belongs to its workspace and goes with it, so that each round of a long watch begins without any.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bhxhcomm.content import units
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.memo import Memo
from bhxhcomm.edition.lookup import Rendering, page_labels, shared_shelf
from bhxhcomm.edition.resolve import Edition, resolve
from bhxhcomm.language.labels import FOLDER, Labels, labels_for

EDITIONS_KEPT = 32
"""So many editions stay at hand: those of one office and pack, in all languages."""

FixedWords = tuple[Labels, dict[units.Key, Rendering]]
"""The fixed words of a page, those that are missing marked; and how far those have come that a catalogue has."""


@dataclass(slots=True)
class Session:
    """Editions by what they are of, the oldest first; fixed words by their language."""

    editions: dict[tuple[str, str, str, dt.date], Edition] = field(default_factory=dict)
    words: dict[str, FixedWords] = field(default_factory=dict)


_SESSIONS: Memo[Workspace, None, Session] = Memo()


def session_of(workspace: Workspace) -> Session:
    """The session of a workspace."""
    return _SESSIONS.of(workspace, None, Session)


def edition_of(workspace: Workspace, pack: str, lang: str, office: str, date: dt.date) -> Edition:
    """An edition; pieces that are asked for one after the other share it. Raises as `resolve` does."""
    kept = session_of(workspace).editions
    name = (pack, lang, office, date)
    if name not in kept:
        found = resolve(workspace, pack, lang, office, date)
        while len(kept) >= EDITIONS_KEPT:
            del kept[next(iter(kept))]
        kept[name] = found
    return kept[name]


def fixed_words(workspace: Workspace, lang: str) -> FixedWords:
    """The fixed words of pages in a language."""
    kept = session_of(workspace).words
    if lang not in kept:
        words = labels_for(lang, workspace.root / FOLDER, fallback_marked=True)
        kept[lang] = page_labels(shared_shelf(workspace, words.lang), words) if words.missing else (words, {})
    return kept[lang]
