"""How far each translation has come: untranslated, stale, translated, reviewed, approved.

Signatures in `review.yaml` hold over source *and* target: each names the hashes of the single entries that it covers,
so an edit in any tool voids it for that entry and for no other. Signatures over hashes of scheme 1 hold on (`core.digests`).
Whoever translated does not review, and whoever translated or reviewed does not approve.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bhxhcomm.content.review import Signature
from bhxhcomm.core import digests, scheme_1
from bhxhcomm.core.people import is_nameless
from bhxhcomm.edition.approval import counts, same_signer
from bhxhcomm.translation.merge import MergedItem

OF = "translation"
EitherDigest = tuple[str, str]
"""A digest by the scheme of today, and the one over the same by scheme 1."""


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


def item_digests(scope: str, lang: str, item: MergedItem) -> EitherDigest:
    """The hash that a signature over an entry covers, as it stands, and the one by scheme 1. Of a stale one: over what its
    translation was made for.

    `scope` is the pack's id, empty for the workspace. What an entry has none of (a spoken form, numbers said in words) is no
    part of it.
    """
    source = item.previous if item.stale else item.wanted.source
    said = {"scope": scope, "lang": lang, "context": item.wanted.context, "source": source, "target": item.target}
    more = {"spoken": item.spoken, "in_words": item.in_words}
    given = {name: text for name, text in (said | more).items() if text}
    before = (*said.values(), item.spoken, *((item.in_words,) if item.in_words else ()))
    return digests.of("entry", given, digests.SHORT), scheme_1.entry(before)


def whole_digests(entries: Iterable[EitherDigest]) -> EitherDigest:
    """The hash over all entries that one signature covers, in any order; and the one by scheme 1."""
    now, before = zip(*entries, strict=True)
    return digests.of("translation", sorted(now)), scheme_1.digest(sorted(before))


_Numbered = tuple[int, Signature]


@dataclass(frozen=True, slots=True)
class EntrySignatures:
    """Who signed which entry of one language, by role and hash; each signature with the number of the line that says so."""

    by_role: dict[Role, dict[str, list[_Numbered]]] = field(default_factory=dict)

    def of(self, role: Role, entry: tuple[str, ...]) -> list[Signature]:
        """The signatures over an entry, by any of its hashes, in the order of the file."""
        found = [one for digest in entry for one in self.by_role.get(role, {}).get(digest, ())]
        return [signature for _number, signature in sorted(found, key=lambda one: one[0])]


def signed(signatures: Iterable[Signature], lang: str) -> EntrySignatures:
    """The signatures over translations into one language that count.

    Somebody's word that a translation still holds after the wording changed carries over who translated it, and, when
    it is an approver's word, who reviewed it.
    """
    found = EntrySignatures({role: {} for role in Role})
    for number, signature in enumerate(signatures):
        if signature.of != OF or signature.id != lang or signature.role not in tuple(Role) or not counts(signature):
            continue
        role = Role(signature.role)
        carried = _carried(found, role, tuple(signature.was.split())) if signature.was else {}
        for entry in signature.units:
            for kept, earlier in carried.items():
                found.by_role[kept].setdefault(entry, []).extend((number, one) for one in earlier)
            found.by_role[role].setdefault(entry, []).append((number, signature))
    return found


def _carried(found: EntrySignatures, role: Role, was: tuple[str, ...]) -> dict[Role, list[Signature]]:
    """Whose signatures over an earlier wording are carried over by somebody's word, in this role, that it still holds.

    That word reaches as far as the earlier translation had come by then: what was not reviewed does not become so.
    """
    earlier = {one: found.of(one, was) for one in Role}
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
    entry = item_digests(scope, lang, item)
    by = signatures.of(Role.TRANSLATOR, entry)
    if item.in_words:
        # Whoever translated answers for the words, whoever said afterwards that some of them are numbers.
        by = [*signatures.of(Role.TRANSLATOR, item_digests(scope, lang, replace(item, in_words=""))), *by]
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
