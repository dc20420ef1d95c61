"""How far all translations of a workspace have come, catalogue by catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bhxhcomm.content import units
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.i18n import about
from bhxhcomm.core.problems import ContentError, Problem, Severity
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.standing import EntryState
from bhxhcomm.exchange import handoff
from bhxhcomm.language import registry
from bhxhcomm.translation import faithful, glossary
from bhxhcomm.translation.faithful import TranslationFinding
from bhxhcomm.translation.wanted import SHARED, WantedText, pack_entries, shared_entries


@dataclass(frozen=True, slots=True)
class Tally:
    """One catalogue: how many entries are in which state, how many translations are damaged whatever their state, and what was
    found in it."""

    shelf: Shelf
    counts: dict[EntryState, int]
    damaged: int
    problems: tuple[Problem, ...]

    @property
    def name(self) -> str:
        return handoff.scope_name(self.shelf.scope)

    @property
    def total(self) -> int:
        return sum(self.counts.values()) + self.damaged


def tallies(
    workspace: Workspace, scopes: Iterable[str], langs: Sequence[str] | None = None
) -> Iterator[Tally | ContentError]:
    """The state of catalogues, one after the other; one that cannot be read gives what is wrong with it.

    `langs` are registry ids; without them, those that a pack wants or has a catalogue for.
    """
    glossaries: dict[str, glossary.Glossary] = {}
    for scope in scopes:
        entries: tuple[WantedText, ...] | None = pack_entries(workspace.packs[scope]) if scope else None
        for lang in langs or languages_of(workspace, scope):
            try:
                if lang not in glossaries:
                    glossaries[lang] = glossary.read(workspace.root, lang)
                yield _tally(_shelf(workspace, scope, lang, entries), glossaries[lang])
            except ContentError as exc:
                yield ContentError([problem.within(pack=scope, lang=lang) for problem in exc.problems])


def languages_of(workspace: Workspace, scope: str) -> tuple[str, ...]:
    """The languages other than Vietnamese that a pack wants or has a catalogue for; for the shared words, all of them."""
    packs = [workspace.packs[scope]] if scope else list(workspace.packs.values())
    wanted = [registry.language(str(name)).id for pack in packs for name in pack.shape.languages]
    own = workspace.packs[scope].catalogues if scope else workspace.catalogues
    known = {entry.id for entry in registry.languages()}
    return tuple(name for name in dict.fromkeys([*wanted, *sorted(own)]) if name in known and name != "vi")


def _shelf(workspace: Workspace, scope: str, lang: str, entries: tuple[WantedText, ...] | None) -> Shelf:
    if scope:
        pack = workspace.packs[scope]
        return Shelf(scope, lang, entries or (), pack.catalogues.get(lang), pack.signatures)
    return Shelf(SHARED, lang, shared_entries(workspace, lang), workspace.catalogues.get(lang), workspace.signatures)


def _tally(shelf: Shelf, terms: glossary.Glossary) -> Tally:
    counts = dict.fromkeys(EntryState, 0)
    damaged = {one.item.key: damage for one in shelf.standings if (damage := shelf.damage_of(one)) is not None}
    for one in shelf.standings:
        if one.item.key not in damaged:
            counts[one.state] += 1
    return Tally(shelf, counts, len(damaged), tuple(_problems(shelf, terms, damaged)))


def _problems(
    shelf: Shelf, terms: glossary.Glossary, damaged: Mapping[units.Key, TranslationFinding]
) -> Iterator[Problem]:
    """Damaged translations, and terms rendered otherwise than agreed."""
    for one in shelf.standings:
        if one.state in (EntryState.UNTRANSLATED, EntryState.STALE):
            continue
        item, place = one.item, shelf.place_of(one)
        if (damage := damaged.get(item.key)) is not None:
            message = about(item.wanted.id, damage.message)
            yield Problem("translation-damaged", message, place, damage.hint, Severity.ERROR, shelf.scope, shelf.lang)
        elif (
            one.state is EntryState.TRANSLATED
            and not shelf.test_text
            and (moved := faithful.exchanged(item.wanted.source, item.target)) is not None
        ):
            message = about(item.wanted.id, moved.message)
            yield Problem(moved.code, message, place, moved.hint, Severity.WARNING, shelf.scope, shelf.lang)
        for finding in () if shelf.test_text else terms.findings(item.wanted.source, item.target):
            message = about(item.wanted.id, finding.message)
            yield Problem(finding.code, message, place, finding.hint, Severity.WARNING, shelf.scope, shelf.lang)
