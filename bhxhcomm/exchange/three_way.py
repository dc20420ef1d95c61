"""The three-way merge of one text: what it was when a file went out, what it is here now, and what came back.

The first is known by its digest alone (a file carries that, and nobody can edit the text by it). Texts are compared as people
see them: in one Unicode form, with single spaces, for programs change both without anybody's doing.

>>> merged(digest("cũ"), "cũ", "mới").name
'THEIRS'
>>> merged(digest("cũ"), "mới", "cũ").name
'OURS'
>>> merged(digest("cũ"), "của tôi", "của bạn").name
'CONFLICT'
"""

from __future__ import annotations

import hashlib
from enum import Enum, auto

from bhxhcomm.language.normalise import nfc

EMPTY = hashlib.sha256(b"").hexdigest()[:12]
"""The digest of no text."""


class MergeOutcome(Enum):
    """What a merge comes to: both sides say the same, one of them counts, or a person must decide."""

    SAME = auto()
    OURS = auto()
    THEIRS = auto()
    CONFLICT = auto()


def seen(text: str) -> str:
    """A text as it is compared: in NFC, without spaces at its ends, with single ones between its words."""
    return nfc(" ".join(text.split())) if text else ""


def digest(text: str) -> str:
    """The digest of a text as it is compared: 12 hexadecimal figures of SHA-256."""
    return hashlib.sha256(seen(text).encode()).hexdigest()[:12] if text else EMPTY


def merged(base: str | None, ours: str, theirs: str) -> MergeOutcome:
    """Which of two texts counts. `base` is the `digest` of what both were made from; None where nobody knows.

    Without a base an empty side has said nothing, and any other difference is a conflict: which of the two is the older
    cannot be told.
    """
    ours, theirs = seen(ours), seen(theirs)
    if ours == theirs:
        return MergeOutcome.SAME
    if base is None:
        return MergeOutcome.CONFLICT if ours and theirs else MergeOutcome.OURS if ours else MergeOutcome.THEIRS
    if digest(theirs) == base:
        return MergeOutcome.OURS
    return MergeOutcome.THEIRS if digest(ours) == base else MergeOutcome.CONFLICT
