"""Translations as the resolver asks for them: one text after the other, each with its state.

One `Shelf` holds one catalogue with its states: that of a pack, or that of the workspace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from bhxhcomm.content import units
from bhxhcomm.content.chain import Chain, StepShape
from bhxhcomm.content.prose import Part, Placeholder
from bhxhcomm.content.review import Signature
from bhxhcomm.content.workspace import CatalogueFile, Pack, Workspace
from bhxhcomm.core.i18n import NO_MESSAGE, Message
from bhxhcomm.core.memo import Memo
from bhxhcomm.core.problems import NOWHERE, Place
from bhxhcomm.edition import standing, steps
from bhxhcomm.edition.standing import EntrySignatures, EntryStanding, EntryState, Role, item_digests, signed
from bhxhcomm.language import registry
from bhxhcomm.language.labels import REFERENCE, Labels, labels
from bhxhcomm.language.normalise import normalised
from bhxhcomm.language.text import Words
from bhxhcomm.translation import catalogue, faithful, wanted
from bhxhcomm.translation.merge import MergedCatalogue, MergedItem, merge


@dataclass(frozen=True, slots=True)
class Rendering:
    """One text in another language: its state, its parts (empty where none can be shown), what is wrong with it.

    `spoken` is how it is said, where the translator has written that down.
    """

    state: EntryState
    parts: tuple[Part, ...] = ()
    damage: Message = NO_MESSAGE
    place: Place = NOWHERE
    spoken: tuple[Part, ...] = ()


class Shelf:
    """One catalogue beside what is wanted. `scope` is the id of the pack, or empty for the workspace's own words."""

    def __init__(
        self,
        scope: str,
        lang: str,
        entries: tuple[wanted.WantedText, ...],
        file: CatalogueFile | None,
        signatures: tuple[Signature, ...],
    ) -> None:
        self.scope = scope
        self.lang = lang
        self.entries = entries
        self.file = file
        self.signatures = signatures
        self._renderings: dict[units.Key, Rendering] = {}

    @cached_property
    def catalogue(self) -> catalogue.Catalogue | None:
        """The catalogue as it stands. Raises `ContentError` when the file cannot be read."""
        return None if self.file is None else catalogue.read(self.file)

    @cached_property
    def merged(self) -> MergedCatalogue:
        return merge(self.entries, self.catalogue)

    @property
    def test_text(self) -> bool:
        """Whether this is no translation, but text made to try pages out."""
        return self.catalogue is not None and self.catalogue.test_text

    @cached_property
    def standings(self) -> tuple[EntryStanding, ...]:
        translator = self.catalogue.translator if self.catalogue else ""
        return standing.standings(self.scope, self.lang, self.merged.items, self.signatures, translator=translator)

    @cached_property
    def _by_key(self) -> dict[units.Key, EntryStanding]:
        return {one.item.key: one for one in self.standings}

    def rendering(self, key: units.Key) -> Rendering:
        """What there is for one text; untranslated, where it is in no list."""
        if key not in self._renderings:
            self._renderings[key] = self._rendering(key)
        return self._renderings[key]

    def _rendering(self, key: units.Key) -> Rendering:
        found = self._by_key.get(key)
        if found is None or found.state in (EntryState.UNTRANSLATED, EntryState.STALE):
            return Rendering(found.state if found else EntryState.UNTRANSLATED)
        place = self.place_of(found)
        parts, damage = self._read(found)
        if damage is not None:
            return Rendering(found.state, (), damage.message, place)
        return Rendering(found.state, parts, NO_MESSAGE, place, self._spoken(found.item.spoken, parts))

    def _read(self, one: EntryStanding) -> tuple[tuple[Part, ...], faithful.TranslationFinding | None]:
        """The parts of a translation as it is shown, and what keeps it from being shown."""
        item = one.item
        parts, damage = faithful.parsed(normalised(item.target, registry.language(self.lang)).text)
        if damage is None:
            habits = registry.language(self.lang).number_habits
            found = faithful.differences(
                item.wanted.parts, parts, item.in_words, confirmed=one.is_reviewed, habits=habits
            )
            damage = next(iter(found), None)
        return parts, damage

    def damage_of(self, one: EntryStanding) -> faithful.TranslationFinding | None:
        """What keeps a translation from being shown, whoever has signed it; None for a whole one, and where there is none."""
        if one.state in (EntryState.UNTRANSLATED, EntryState.STALE):
            return None
        if not faithful.is_bound(one.item.wanted.source, one.item.target):
            return None
        return self._read(one)[1]

    def _spoken(self, written_down: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """The spoken form of a text. Braces that are no figure of the text itself are words like any other."""
        if not written_down:
            return ()
        spoken, unreadable = faithful.parsed(normalised(written_down, registry.language(self.lang)).text)
        known = {part.fact for part in parts if isinstance(part, Placeholder)}
        if unreadable is None and all(part.fact in known for part in spoken if isinstance(part, Placeholder)):
            return spoken
        return (Words(written_down),)

    def waiting(self, chain: Chain, topic: str, keys: Collection[units.Key]) -> tuple[tuple[StepShape, int], ...]:
        """The steps of a chain for which translations of these texts wait, each with how many do, in the chain's order.

        What is not translated or of an earlier wording waits for that first.
        """
        if not chain:
            return ()
        found: Counter[str] = Counter()
        for key in keys:
            one = self._by_key.get(key)
            if one is None or one.state in (EntryState.UNTRANSLATED, EntryState.STALE):
                continue
            step = steps.waiting(chain, self.matter(one, topic), self.signatures_over(one.item))
            if step is not None:
                found[str(step.step)] += 1
        return tuple((step, found[step.step]) for step in chain if step.step in found)

    def matter(self, one: EntryStanding, topic: str) -> steps.ChainSubject:
        """A translation as a chain looks at it."""
        return steps.ChainSubject("translation", topic, one.translator, self.lang)

    def signatures_over(self, item: MergedItem) -> list[Signature]:
        """All signatures over an entry as it stands, those in the steps of a chain among them."""
        entry = item_digests(self.scope, self.lang, item)
        return [one for role in Role for one in self._signed.of(role, entry)]

    @cached_property
    def _signed(self) -> EntrySignatures:
        return signed(self.signatures, self.lang)

    def place_of(self, one: EntryStanding) -> Place:
        """Where an entry stands in its file."""
        return Place(self.file.shown, one.item.line, 1) if self.file else NOWHERE


_PACK_SHELVES: Memo[Pack, str, Shelf] = Memo()
_SHARED_SHELVES: Memo[Workspace, str, Shelf] = Memo()


def pack_shelf(pack: Pack, lang: str) -> Shelf:
    """The translations of a pack's texts. It is the same one for all pieces of the pack."""
    return _PACK_SHELVES.of(
        pack,
        lang,
        lambda: Shelf(pack.id, lang, wanted.pack_entries(pack), pack.catalogues.get(lang), pack.signatures),
    )


def shared_shelf(workspace: Workspace, lang: str) -> Shelf:
    """The translations of the words that all packs share. It is the same one for all pieces of the workspace."""
    return _SHARED_SHELVES.of(
        workspace,
        lang,
        lambda: Shelf(
            wanted.SHARED,
            lang,
            wanted.shared_entries(workspace, lang),
            workspace.catalogues.get(lang),
            workspace.signatures,
        ),
    )


def page_labels(shelf: Shelf, own: Labels) -> tuple[Labels, dict[units.Key, Rendering]]:
    """The fixed labels of a page with what the shared catalogue has for those that the language lacks, and its state."""
    reference = labels(REFERENCE)
    renderings = {
        key: shelf.rendering((wanted.PAGE_CONTEXT + key, reference[key]))
        for key in own.missing
        if key in reference and key not in wanted.VIETNAMESE_LABELS
    }
    marks = {key: reference[key] for key in wanted.VIETNAMESE_LABELS if key in own.missing}
    words = {key: written(rendering.parts) for key, rendering in renderings.items() if rendering.parts}
    return (
        Labels(own.lang, {**own.own, **marks, **words}, own.stand_ins),
        {(wanted.PAGE_CONTEXT + key, reference[key]): rendering for key, rendering in renderings.items()},
    )


def written(parts: tuple[Part, ...]) -> str:
    """Parts as a label has them: words, and placeholders in their braces."""
    return "".join(part.text if isinstance(part, Words) else wanted.written(part) for part in parts)
