"""Signing translations, as `bhxhcomm approve --lang` does: which entries, why others not, and what is to be written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bhxhcomm.cli import places
from bhxhcomm.content.chain import Chain
from bhxhcomm.content.review import FILE_NAME
from bhxhcomm.content.workspace import CatalogueFile, Office, Workspace
from bhxhcomm.core import i18n
from bhxhcomm.core.problems import ContentError, Place, Problem, Severity, error
from bhxhcomm.edition import signing
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.signing import Plan, Signer, Unsigned
from bhxhcomm.edition.standing import EntryState, Role, item_digests
from bhxhcomm.exchange import catalogue_files, handoff
from bhxhcomm.translation import faithful, glossary

_SHOWN = 3


@dataclass(slots=True)
class SigningResult:
    """Signatures to add, other files to write, what is left unsigned, and what is signed but worth a look, as warnings."""

    plans: list[Plan] = field(default_factory=list)
    files: list[tuple[Path, bytes]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)


def sign(
    space: Workspace,
    packs: Sequence[str],
    langs: Sequence[str],
    signer: Signer,
    role: str,
    entries: Sequence[str],
    *,
    still_holds: bool,
    in_words: str = "",
    on_sheet: Callable[[str], frozenset[str]] | None = None,
    issuer: Office | None = None,
    whole: bool = False,
) -> SigningResult:
    """Sign translations of packs (`locales` for the shared words), in the chain of the office that issues them.

    `on_sheet` gives the digests of those entries of a language that a signed sheet is about, where there is one. `whole` asks
    for all or nothing: an entry that cannot be signed now is an error. Raises `ContentError`."""
    done = SigningResult()
    named = [name for name in packs if name.rstrip("/") != handoff.SHARED_NAME]
    scopes = [*([""] if len(named) < len(packs) else []), *places.known_packs(space.root, named)]
    for scope in scopes:
        for lang in langs:
            shelf = catalogue_files.shelf_of(space, scope, lang)
            chosen = entries
            if on_sheet is not None:
                digests = on_sheet(lang)
                chosen = [
                    one.item.wanted.id
                    for one in shelf.standings
                    if not digests.isdisjoint(item_digests(scope, lang, one.item))
                ]
                if not chosen:
                    continue
            _one(
                space,
                shelf,
                signer,
                Role(role),
                chosen,
                done,
                still_holds=still_holds,
                in_words=in_words,
                issuer=issuer,
            )
    if whole and done.problems:
        raise ContentError([replace(problem, severity=Severity.ERROR) for problem in done.problems])
    return done


def _one(
    space: Workspace,
    shelf: Shelf,
    signer: Signer,
    role: Role,
    entries: Sequence[str],
    done: SigningResult,
    *,
    still_holds: bool,
    in_words: str,
    issuer: Office | None,
) -> None:
    name = f"{handoff.scope_name(shelf.scope)}/{shelf.lang}"
    place = Place(shelf.file.shown) if shelf.file else Place("")
    if shelf.file is None:
        message = i18n._("`{name}` has no translations").format(name=name)
        raise error(
            "translation-missing", message, hint=i18n._("make a catalogue with `bhxhcomm locale update` or `import`")
        )
    if shelf.test_text:
        raise error("test-text", i18n._("`{name}` is test text; nobody can sign it").format(name=name), place)
    known = [one.item.wanted.id for one in shelf.standings]
    for entry in entries:
        places.check_known(entry, known, "unknown-entry", i18n._("there is no entry `{id}`").format(id=entry), place)
    review = catalogue_files.folder_of(space, shelf.scope) / FILE_NAME
    chain, topic = _chain(space, shelf, issuer)
    if still_holds:
        _still_holds(space, shelf, signer, role, entries, done, review, chain, topic)
        return
    if in_words:
        shelf = _in_words(space, shelf, entries, in_words, done, place)
    plan, left = signing.sign_translation(shelf, review, role, signer, entries, chain, topic, in_words)
    problems = _told(left, name, place)
    if left and not plan.entries and not any(one.state is EntryState.APPROVED for one in shelf.standings):
        raise ContentError([Problem(one.code, one.message, one.place, one.hint) for one in problems])
    done.plans.append(plan)
    done.problems += problems
    done.doubts += _moved(shelf, entries, role)
    if role is Role.APPROVER and plan.entries:
        _grow(space, shelf, signer, done)


def _chain(space: Workspace, shelf: Shelf, issuer: Office | None) -> tuple[Chain, str]:
    """The chain that a catalogue passes, and its topic: words that all offices share pass that of the topmost office."""
    if issuer is None:
        return (), ""
    if not shelf.scope:
        return issuer.shared_chain, ""
    return issuer.chain, str(space.packs[shelf.scope].shape.topic)


def _still_holds(
    space: Workspace,
    shelf: Shelf,
    signer: Signer,
    role: Role,
    entries: Sequence[str],
    done: SigningResult,
    review: Path,
    chain: Chain,
    topic: str,
) -> None:
    items = {item.wanted.id: item for item in shelf.merged.items}
    for entry in entries:
        plan, item = signing.sign_still_holds(shelf, review, role, signer, entry, chain, topic)
        items[entry] = item
        done.plans.append(plan)
    kept = catalogue_files.updated(space, shelf, tuple(items.values()))
    done.files.append((kept.path, kept.data))


def _in_words(
    space: Workspace, shelf: Shelf, entries: Sequence[str], in_words: str, done: SigningResult, place: Place
) -> Shelf:
    """The catalogue in which these entries say which numbers they have in words. Raises `ContentError` for other things than
    numbers that are missing in digits."""
    items = []
    for item in shelf.merged.items:
        if item.wanted.id in entries:
            parts, _damage = faithful.parsed(item.target)
            wanted = faithful.missing(item.wanted.parts, parts)
            if not wanted or faithful.numbers(in_words) != wanted:
                message = i18n._("`{id}` lacks these numbers in digits: {numbers}")
                shown = ",".join(sorted(wanted.elements(), key=int)) or "–"
                raise error("in-words-differ", message.format(id=item.wanted.id, numbers=shown), place)
            item = replace(item, in_words=", ".join(sorted(wanted.elements(), key=int)))
        items.append(item)
    kept = catalogue_files.updated(space, shelf, items)
    if kept.changed:
        done.files.append((kept.path, kept.data))
    assert shelf.file is not None
    file = CatalogueFile(shelf.file.path, shelf.file.shown, kept.data, shelf.lang)
    return Shelf(shelf.scope, shelf.lang, shelf.entries, file, shelf.signatures)


def _moved(shelf: Shelf, entries: Sequence[str], role: Role) -> list[Problem]:
    """What a reviewer is asked to look at once more: figures in another order or sentence."""
    if role is Role.TRANSLATOR:
        return []
    found = []
    for one in shelf.standings:
        item = one.item
        chosen = one.state is EntryState.TRANSLATED and (not entries or item.wanted.id in entries)
        if chosen and (moved := faithful.exchanged(item.wanted.source, item.target)) is not None:
            message = i18n.about(one.item.wanted.id, moved.message)
            found.append(Problem(moved.code, message, shelf.place_of(one), moved.hint, Severity.WARNING))
    return found


def _told(left: Sequence[Unsigned], name: str, place: Place) -> list[Problem]:
    """What is left unsigned, one warning for each kind, with the first few ids."""
    kinds: dict[str, list[Unsigned]] = {}
    for one in left:
        kinds.setdefault(one.code, []).append(one)
    hints = {
        "not-reviewed": i18n._("somebody else reads them and signs: bhxhcomm approve … --as reviewer"),
        "translator-unknown": i18n._("say who translated them: bhxhcomm approve … --as translator --by NAME"),
        "translation-stale": i18n._("have them looked at again: bhxhcomm locale export …"),
    }
    problems = []
    for code, several in kinds.items():
        message = several[0].message
        if len(several) > 1:
            words = i18n.ngettext(
                "{count} entry of `{name}`: {ids}", "{count} entries of `{name}`: {ids}", len(several)
            )
            ids = ", ".join([one.id for one in several[:_SHOWN]] + (["…"] if len(several) > _SHOWN else []))
            message = i18n.joined("; ", [words.format(count=len(several), name=name, ids=ids), message])
        problems.append(Problem(code, message, place, hints.get(code, i18n.NO_MESSAGE), Severity.WARNING))
    return problems


def _grow(space: Workspace, shelf: Shelf, signer: Signer, done: SigningResult) -> None:
    """Put into the glossary what was approved of the terms that wait for a rendering."""
    before = glossary.read(space.root, shelf.lang)
    pairs = [
        (one.item.wanted.source, one.item.target)
        for one in shelf.standings
        if one.state in (EntryState.REVIEWED, EntryState.APPROVED)
    ]
    source = ", ".join(part for part in (signer.document, signer.name) if part)
    after = glossary.grown(before, pairs, source)
    if after != before:
        done.files.append((glossary.path_of(space.root, shelf.lang), glossary.written(after)))
