"""How far each translation has come: untranslated, stale, translated, reviewed, approved.

Signatures in `review.yaml` hold over source *and* target: each names the hashes of the single entries that it covers,
so an edit in any tool voids it for that entry and for no other. Whoever translated does not review, and whoever
translated or reviewed does not approve.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bhxhcomm.content.review import Signature
from bhxhcomm.core import canonical
from bhxhcomm.core.people import is_nameless
from bhxhcomm.edition.approval import counts, same_signer
from bhxhcomm.translation.merge import MergedItem

OF = "translation"


class Role(StrEnum):
    """What somebody signs as."""

    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    APPROVER = "approver"


class EntryState(StrEnum):
    """How far an entry has come. Only what is approved is published."""

    UNTRANSLATED = "untranslated"
    STALE = "stale"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    APPROVED = "approved"


STATES = tuple(EntryState)


def entry_digest(
    scope: str, lang: str, source: tuple[str, str], target: str, spoken: str = "", in_words: str = ""
) -> str:
    """The hash that a signature over one entry covers: 16 figures. `scope` is the pack's id, empty for the workspace.

    The numbers that are said in words are part of it only where there are any.
    """
    parts = (scope, lang, *source, target, spoken, *((in_words,) if in_words else ()))
    # No text holds a NUL, so that no two entries can be joined to the same bytes.
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def item_digest(scope: str, lang: str, item: MergedItem) -> str:
    """The hash of an entry as it stands. Of a stale one: of what its translation was made for."""
    source = item.previous if item.stale else item.wanted.source
    return entry_digest(scope, lang, (item.wanted.context, source), item.target, item.spoken, item.in_words)


def whole_digest(digests: Iterable[str]) -> str:
    """The hash over all entries that one signature covers, in any order."""
    return canonical.digest(sorted(digests))


@dataclass(frozen=True, slots=True)
class EntrySignatures:
    """Who signed which entry of one language, by role and hash; where several did, in the order of the file."""

    by_role: dict[Role, dict[str, list[Signature]]] = field(default_factory=dict)

    def of(self, role: Role, entry: str) -> list[Signature]:
        return self.by_role.get(role, {}).get(entry, [])


def signed(signatures: Iterable[Signature], lang: str) -> EntrySignatures:
    """The signatures over translations into one language that count.

    Somebody's word that a translation still holds after the wording changed carries over who translated it, and, when
    it is an approver's word, who reviewed it.
    """
    found: dict[Role, dict[str, list[Signature]]] = {role: {} for role in Role}
    for signature in signatures:
        if signature.of != OF or signature.id != lang or signature.role not in tuple(Role) or not counts(signature):
            continue
        role = Role(signature.role)
        carried = _carried(found, role, signature.was) if signature.was else {}
        for entry in signature.units:
            for kept, earlier in carried.items():
                found[kept].setdefault(entry, []).extend(earlier)
            found[role].setdefault(entry, []).append(signature)
    return EntrySignatures(found)


def _carried(found: Mapping[Role, Mapping[str, list[Signature]]], role: Role, was: str) -> dict[Role, list[Signature]]:
    """Whose signatures over an earlier wording are carried over by somebody's word, in this role, that it still holds.

    That word reaches as far as the earlier translation had come by then: what was not reviewed does not become so.
    """
    earlier = {one: list(found[one].get(was, ())) for one in Role}
    if role is Role.APPROVER:
        approved = earlier[Role.REVIEWER] and earlier[Role.APPROVER]
        return {one: earlier[one] for one in (Role.TRANSLATOR, Role.REVIEWER)} if approved else {}
    if role is Role.REVIEWER and not earlier[Role.REVIEWER]:
        return {}
    return {Role.TRANSLATOR: earlier[Role.TRANSLATOR]}


@dataclass(frozen=True, slots=True)
class EntryStanding:
    """The state of one entry, and by whom: names are empty where nobody signed."""

    item: MergedItem
    state: EntryState
    translator: str = ""
    reviewer: str = ""
    approver: str = ""

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody else than the translator has signed it as it stands."""
        return self.state in (EntryState.REVIEWED, EntryState.APPROVED)


def standing(
    scope: str, lang: str, item: MergedItem, signatures: EntrySignatures, *, translator: str = ""
) -> EntryStanding:
    """How far an entry has come. `translator` is whom the catalogue's header names, where no signature says better."""
    if not item.target:
        return EntryStanding(item, EntryState.UNTRANSLATED)
    entry = item_digest(scope, lang, item)
    by = signatures.of(Role.TRANSLATOR, entry)
    if item.in_words:
        # Whoever translated answers for the words, whoever said afterwards that some of them are numbers.
        by = [*signatures.of(Role.TRANSLATOR, item_digest(scope, lang, replace(item, in_words=""))), *by]
    own = by[-1].by if by else translator
    if item.stale:
        return EntryStanding(item, EntryState.STALE, own)
    if is_nameless(own):
        # Whoever reviews may be the one who translated.
        return EntryStanding(item, EntryState.TRANSLATED)
    translators = [one.by for one in by] or [translator]
    reviews = _not_by(translators, signatures.of(Role.REVIEWER, entry))
    if not reviews:
        return EntryStanding(item, EntryState.TRANSLATED, own)
    for approval in reversed(_not_by(translators, signatures.of(Role.APPROVER, entry))):
        others = [one for one in reviews if not same_signer(one, approval)]
        if others:
            return EntryStanding(item, EntryState.APPROVED, own, others[-1].by, approval.by)
    return EntryStanding(item, EntryState.REVIEWED, own, reviews[-1].by)


def _not_by(names: Sequence[str], signatures: Iterable[Signature]) -> list[Signature]:
    """The signatures of other people than these."""
    return [one for one in signatures if not is_nameless(one.by) and not any(same_signer(one, name) for name in names)]


def standings(
    scope: str, lang: str, items: Sequence[MergedItem], signatures: Iterable[Signature], *, translator: str = ""
) -> tuple[EntryStanding, ...]:
    """How far each entry of a catalogue has come."""
    found = signed(signatures, lang)
    return tuple(standing(scope, lang, item, found, translator=translator) for item in items)
