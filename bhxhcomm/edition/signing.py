"""Signing: turn a person's approval into lines of `review.yaml`, beside what they sign. What was there stays as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from bhxhcomm.content import blanks, validate, yaml_reading
from bhxhcomm.content.chain import ROLES, Chain
from bhxhcomm.content.fact import Fact, FactEntry
from bhxhcomm.content.recording import Recording
from bhxhcomm.content.review import FILE_NAME, FORMAT, ReviewFile, Signature
from bhxhcomm.content.workspace import Office, Pack, Workspace
from bhxhcomm.core import opening, people
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, about
from bhxhcomm.core.problems import NOWHERE, ContentError, Place, Problems, error
from bhxhcomm.edition import approval, readings, steps
from bhxhcomm.edition.approval import Subject
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.edition.standing import (
    OF,
    STATES,
    EitherDigest,
    EntryStanding,
    EntryState,
    Role,
    item_digests,
    signed,
    standing,
    whole_digests,
)
from bhxhcomm.language import registry
from bhxhcomm.language.figures import Unit
from bhxhcomm.translation import faithful
from bhxhcomm.translation.merge import MergedItem
from bhxhcomm.trust import batches
from bhxhcomm.trust.demand import NO_DEMAND, Trust

_IN_A_LINE = 10
"""Hashes of entries in one line of `review.yaml`."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, when, and the number of the document that records it (may be empty)."""

    name: str
    date: dt.date
    document: str
    trust: Trust = NO_DEMAND
    role: str = ""
    step: str = ""
    """What was asked for of an office's chain of approval: empty for whatever step waits for this signer."""

    def may_be(self, name: str) -> bool:
        """Whether this may be the person of that name: by the name, or because both sign with one key."""
        return people.same_person(self.name, name) or self.trust.one_key(self.name, name)

    def asks(self) -> Signature:
        """The signature as it would be, before anything is known of what it is over."""
        return Signature(
            "", "", "", self.name, self.date, self.document, role=self.role, step=self.step, trust=self.trust
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Signatures to be added to one file, in order. What is signed already is not among them.

    `earlier` has for each digest in them the one over the same by scheme 1; empty where scheme 1 cannot say it.
    """

    file: Path
    subjects: tuple[Subject, ...]
    entries: tuple[dict[str, Any], ...]
    earlier: Mapping[str, str] = field(default_factory=dict)

    def by_scheme_1(self, entry: dict[str, Any]) -> dict[str, Any] | None:
        """One of these lines as it was made when digests were of scheme 1: what a sheet states that was made then."""
        hashes: dict[str, list[str]] = {
            name: str(entry[name]).split() for name in ("digest", "readings", "was") if name in entry
        }
        hashes["units"] = [unit for line in entry.get("units", ()) for unit in line.split()]
        before = {name: [self.earlier.get(one, "") for one in found] for name, found in hashes.items()}
        if not all(one for found in before.values() for one in found):
            return None
        units = before.pop("units")
        line = {**entry, **{name: " ".join(found) for name, found in before.items()}}
        return {**line, "units": _in_lines(sorted(units)) if entry["of"] == OF else units} if units else line


def may_sign(signer: Signer, pack: Pack) -> bool:
    """Whether this person may approve the text of a pack: not, if it is the one who wrote it."""
    return not signer.may_be(str(pack.shape.author))


def sign_text(workspace: Workspace, pack: Pack, signer: Signer, chain: Chain = ()) -> Plan:
    """The signature over the source text of a pack, and over how what is spoken of it is read aloud, in the chain of the
    office that issues it. Raises `ContentError`."""
    plan = _plan(pack.folder / FILE_NAME, [text_item(workspace, pack, chain)], pack.signatures, signer)
    return with_units(plan, pack)


def text_item(workspace: Workspace, pack: Pack, chain: Chain) -> SigningItem:
    """The source text of a pack, as it is signed in a chain."""
    matter = steps.ChainSubject("text", str(pack.shape.topic), str(pack.shape.author))
    heard = readings.digests_of(readings.of_pack(workspace, pack))
    return SigningItem(approval.text_subject(pack, SOURCE_LANGUAGE), matter, chain, pack.id, heard)


def with_units(plan: Plan, pack: Pack) -> Plan:
    """Signatures over the text of a pack, with the hashes of its single texts."""
    units = approval.unit_digests(pack)
    entries = tuple({**entry, "units": list(units)} for entry in plan.entries)
    return replace(plan, entries=entries, earlier={**plan.earlier, **units})


def sign_facts(workspace: Workspace, facts: Iterable[Fact], signer: Signer, office: Office | None = None) -> Plan:
    """Signatures over every value and formula of some facts, in the chains of the offices that declare them."""
    things = [fact_item(workspace, fact, entry, office) for fact in facts for entry in fact.signable]
    return _shared_plan(workspace, things, signer)


def fact_item(workspace: Workspace, fact: Fact, entry: FactEntry, office: Office | None) -> SigningItem:
    """One value of a fact, as it is signed in the chain of the office that declares it."""
    subject = approval.fact_subject(fact, entry)
    heard = readings.NOTHING
    if fact.unit is Unit.TEXT and isinstance(entry.value, str):
        heard = readings.digests_of([readings.of_value(entry.value, workspace.lexicon)])
    matter = steps.ChainSubject("fact", steps.topic_of(fact))
    return SigningItem(subject, matter, _chain_of(workspace, fact, office), readings=heard)


def _chain_of(workspace: Workspace, fact: Fact, office: Office | None) -> Chain:
    if fact.office:
        return workspace.offices[fact.office].chain
    return office.shared_chain if office else ()


def sign_offices(workspace: Workspace, offices: Iterable[Office], signer: Signer) -> Plan:
    """Signatures over the data of some offices, each in its own chain."""
    things = [SigningItem(approval.office_subject(one), steps.ChainSubject("office"), one.chain) for one in offices]
    return _shared_plan(workspace, things, signer)


def sign_voices(workspace: Workspace, subjects: Iterable[Subject], signer: Signer) -> Plan:
    """Signatures over synthetic voices of offices, each voice once, in the chain of its office."""
    things = [
        SigningItem(one, steps.ChainSubject("voice"), workspace.offices[one.id.partition("/")[0]].chain)
        for one in dict.fromkeys(subjects)
    ]
    return _shared_plan(workspace, things, signer)


def sign_clips(workspace: Workspace, subjects: Iterable[Subject], signer: Signer, office: Office | None = None) -> Plan:
    """Signatures over clips that the signer has listened to. They lie there for all offices."""
    chain = office.shared_chain if office else ()
    return _shared_plan(
        workspace, [SigningItem(one, steps.ChainSubject("clip"), chain) for one in dict.fromkeys(subjects)], signer
    )


def sign_recordings(pack: Pack, recordings: Iterable[Recording], signer: Signer, chain: Chain = ()) -> Plan:
    """Signatures over recordings. Those in which the signer speaks are left out: nobody approves their own voice."""
    things = [
        SigningItem(
            approval.recording_subject(one),
            steps.ChainSubject("recording", str(pack.shape.topic), one.speaker),
            chain,
        )
        for one in recordings
        if not signer.may_be(one.speaker)
    ]
    return _plan(pack.folder / FILE_NAME, things, pack.signatures, signer)


def sign_overrides(workspace: Workspace, subject: Subject | None, signer: Signer, office: Office | None = None) -> Plan:
    """The signature over all that a workspace puts before ours (`making.composed.overrides_subject`)."""
    chain = office.shared_chain if office else ()
    return _shared_plan(
        workspace, [SigningItem(subject, steps.ChainSubject("overrides"), chain)] if subject else [], signer
    )


@dataclass(frozen=True, slots=True)
class SigningItem:
    """Something to be signed: its exact content, and the chain that it must pass. `name` is what messages call it, `readings`
    the hash of how it is read aloud, where anything of it is, and that hash by scheme 1."""

    subject: Subject
    matter: steps.ChainSubject
    chain: Chain = ()
    name: str = ""
    readings: tuple[str, str] = readings.NOTHING

    def is_heard_in(self, signature: Signature) -> bool:
        """Whether a signature was given over how it is read aloud today, if anything of it is."""
        return not self.readings[0] or signature.readings in self.readings

    @property
    def earlier(self) -> dict[str, str]:
        """The hashes in a signature over it, each with the one by scheme 1."""
        return {self.subject.digest: self.subject.earlier, self.readings[0]: self.readings[1]}


def sheet_plan(
    file: Path, things: Sequence[SigningItem], signatures: Sequence[Signature], role: str, signer: Signer
) -> Plan:
    """Signatures over these things in a role, whether or not there are any already: what a sheet states, before it is known
    who signs it. In a chain each is for the first step of that role that waits, else for the last; what has none is left out.
    """
    found = [(one, _line(one, signer, held)) for one in things if (held := _on_sheet(one, signatures, role))]
    return _plan_of(file, found)


def _on_sheet(thing: SigningItem, signatures: Sequence[Signature], role: str) -> steps.ChainStanding | None:
    chain = steps.steps_for(thing.chain, thing.matter)
    if not chain:
        return steps.NO_CHAIN if role == Role.APPROVER else None
    done = steps.signed(thing.chain, thing.matter, approval.over(thing.subject, signatures))
    mine = [str(step.step) for step in chain if ROLES[step.part] == role]
    step = next((name for name in mine if name not in done), mine[-1] if mine else "")
    return steps.ChainStanding(step, role, "") if step else None


def as_batch(plans: Sequence[Plan], root: Path) -> tuple[list[Plan], bytes]:
    """The plans with the digest of the batch that they make in every line, and its list (`trust.batches`), to be kept in the
    workspace at `root`. Fewer than two lines make no batch: they stay as they are, and the list is empty."""
    listed = [batches.item(_place(plan, root), entry) for plan in plans for entry in plan.entries]
    if len(listed) < 2:
        return list(plans), b""
    data = batches.text(listed)
    named = {"batch": batches.digest(data)}
    return [replace(plan, entries=tuple({**entry, **named} for entry in plan.entries)) for plan in plans], data


def _place(plan: Plan, root: Path) -> str:
    """The folder of a review file in its workspace; empty for the workspace itself."""
    place = plan.file.parent.relative_to(root).as_posix()
    return "" if place == "." else place


def _shared_plan(workspace: Workspace, things: Sequence[SigningItem], signer: Signer) -> Plan:
    return _plan(workspace.root / FILE_NAME, things, workspace.signatures, signer)


def _plan(file: Path, things: Sequence[SigningItem], signatures: Sequence[Signature], signer: Signer) -> Plan:
    """The signatures that are still to be given over some things. Raises `ContentError` for one who may not sign."""
    found = [(one, entry) for one in things if (entry := _signature_over(one, signatures, signer)) is not None]
    return _plan_of(file, found)


def _plan_of(file: Path, found: Sequence[tuple[SigningItem, dict[str, Any]]]) -> Plan:
    return Plan(
        file,
        tuple(one.subject for one, _entry in found),
        tuple(entry for _one, entry in found),
        {now: before for one, _entry in found for now, before in one.earlier.items()},
    )


def _signature_over(thing: SigningItem, signatures: Sequence[Signature], signer: Signer) -> dict[str, Any] | None:
    subject, matter = thing.subject, thing.matter
    lines = approval.over(subject, filter(thing.is_heard_in, signatures))
    chain = steps.steps_for(thing.chain, matter)
    if not chain and approval.signed(subject, lines, author=matter.writer):
        return None
    what = steps.named(matter.of, thing.name or subject.id)
    held = steps.standing(chain, matter, lines, signer.asks(), what)
    if held.step and held.step in steps.signed(chain, matter, lines):
        return None
    return _line(thing, signer, held)


def _line(thing: SigningItem, signer: Signer, held: steps.ChainStanding = steps.NO_CHAIN) -> dict[str, Any]:
    entry = _entry(thing.subject, signer, held)
    return {**entry, "readings": thing.readings[0]} if thing.readings[0] else entry


def _entry(subject: Subject, signer: Signer, standing: steps.ChainStanding = steps.NO_CHAIN) -> dict[str, Any]:
    entry = {
        "of": subject.of,
        "id": subject.id,
        "as": "" if standing.role == "approver" else standing.role,
        "step": standing.step,
        "digest": subject.digest,
        "by": signer.name,
        "capacity": standing.capacity,
        "date": signer.date.isoformat(),
        "document": signer.document,
    }
    return {name: value for name, value in entry.items() if value}


def existing(file: Path, root: Path) -> str:
    """The text of a review file of the workspace at `root`; empty where there is none. Raises `ContentError`."""
    if not file.exists() and not file.is_symlink():
        return ""
    data = opening.read(file, root, most=yaml_reading.MAX_BYTES)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        shown = file.relative_to(root).as_posix()
        raise error("not-utf8", _("this file is not UTF-8"), Place(shown), _("save it as UTF-8")) from None


def text_with(existing: str, entries: Sequence[dict[str, Any]], *, shown_as: str = FILE_NAME) -> str:
    """The text of a review file with more signatures at its end, read again and found to hold the old ones and the new.

    Comments and older signatures are not touched where the list has one line for each key, however it is indented; a list
    of another style is written anew. Raises `ContentError`, under the name `shown_as`, for a file that cannot be read.
    """
    text = existing.removeprefix("\ufeff").replace("\r\n", "\n")
    root = _composed(text, shown_as)
    if root is None:
        text = "\n".join([text.rstrip(), f"format: {FORMAT}\nsignatures:"]).lstrip()
        return _holding(f"{text}\n{_listed(entries, 2)}\n", [], entries, shown_as)
    listed = next((value for key, value in root.value if key.value == "signatures"), None)
    if listed is not None and not listed.value and not root.flow_style:
        line, _break, below = text[listed.end_mark.index :].partition("\n")
        head = text[: listed.start_mark.index].rstrip() + line.rstrip()
        grown = "\n".join([head, _listed(entries, 2), below]).rstrip() + "\n"
        return _holding(grown, [], entries, shown_as)
    old = lines_of(text, shown_as)
    if listed is not None and listed is root.value[-1][1] and not (root.flow_style or listed.flow_style):
        grown = f"{text.rstrip()}\n{_listed(entries, listed.start_mark.column)}\n"
        with suppress(ContentError):
            return _holding(grown, old, entries, shown_as)
    anew = f"format: {FORMAT}\nsignatures:\n{_listed([*old, *entries], 2)}\n"
    return _holding(anew, old, entries, shown_as)


def _composed(text: str, shown_as: str) -> yaml.MappingNode | None:
    """The file as YAML sees it, with the style of its lists; None where it is empty. Raises `ContentError`."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        root = None
    if root is not None and isinstance(root, yaml.MappingNode):
        return root
    problems = Problems()
    yaml_reading.parse(text, shown_as, problems)
    if any(problem.code != "empty-file" for problem in problems):
        raise ContentError(problems)
    return None


def lines_of(text: str, shown_as: str) -> list[dict[str, Any]]:
    """The signatures of a review file, as they are written. Raises `ContentError` where it holds anything else."""
    problems = Problems()
    node = yaml_reading.parse(text, shown_as, problems)
    file = None
    if node is not None and validate.check_format(node, FORMAT, problems):
        file = validate.validate(ReviewFile, node, problems)
    problems.raise_errors()
    assert node is not None
    assert file is not None
    found: list[dict[str, Any]] = []
    for written, shape in zip(node["signatures"], file.signatures, strict=True):
        plain = {
            str(key): [str(one) for one in item] if isinstance(item, list) else str(item)
            for key, item in written.items()
        }
        found.append({**plain, "date": shape.date.isoformat()})
    return found


def _holding(text: str, old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], shown_as: str) -> str:
    """The text, when exactly these signatures are read from it. Raises `ContentError`."""
    if lines_of(text, shown_as) != [*old, *new]:
        raise error(
            "review-unwritable",
            _("signatures cannot be added to this file without changing those that stand in it"),
            Place(shown_as),
            _("write the list of signatures with one line for each key"),
        )
    return text


def _listed(entries: Sequence[dict[str, Any]], indent: int) -> str:
    """The lines of some signatures, each item's dash in this column."""
    lines: list[str] = []
    for entry in entries:
        text: str = yaml.safe_dump([_plain(entry)], allow_unicode=True, sort_keys=False, width=1000)
        lines.extend(" " * indent + line for line in text.rstrip().split("\n"))
    return "\n".join(lines)


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry whose dates are not put in quotes: the reader takes every scalar as it is written."""
    return {**entry, "date": dt.date.fromisoformat(entry["date"])}


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An entry of a catalogue that cannot be signed now: its id, and a code and words for why."""

    id: str
    code: str
    message: Message


def sign_translation(
    shelf: Shelf,
    file: Path,
    role: Role,
    signer: Signer,
    wanted: Collection[str] = (),
    chain: Chain = (),
    topic: str = "",
    in_words: str = "",
) -> tuple[Plan, tuple[Unsigned, ...]]:
    """The signature over those entries of a catalogue that may be signed in this role, and why the others may not.

    `wanted` are the ids of entries; all, where none are named. `in_words` are the numbers that a reviewer confirms to be said
    in words in them; an entry that says so of others is left unsigned. With a chain there is one signature for each of its
    steps that is signed now. Raises `ContentError` for one who translated an entry and would review it, or did either and would
    approve it, and for one whom the chain does not name.
    """
    chosen = [one for one in shelf.standings if not wanted or one.item.wanted.id in wanted]
    digests: dict[steps.ChainStanding, list[EitherDigest]] = {}
    left: list[Unsigned] = []
    chain = () if role is Role.TRANSLATOR else steps.steps_for(chain, steps.ChainSubject(OF))
    for one in chosen:
        problem = _not_ready(shelf, one, role, in_words, chained=bool(chain))
        if problem is None:
            _check_person(one, role, signer)
            held = _step_of(shelf, one, replace(signer, role=role.value), chain, topic)
            if held is not None:
                digests.setdefault(held, []).append(item_digests(shelf.scope, shelf.lang, one.item))
        elif problem.code:
            left.append(problem)
    plans = [_signature(shelf, file, role, signer, entries, held) for held, entries in digests.items()]
    return _joined(file, plans), tuple(left)


def _step_of(shelf: Shelf, one: EntryStanding, signer: Signer, chain: Chain, topic: str) -> steps.ChainStanding | None:
    """As what somebody signs an entry; None, when that is signed already."""
    if not chain:
        return steps.NO_CHAIN
    matter, lines = shelf.matter(one, topic), shelf.signatures_over(one.item)
    what = steps.named(OF, one.item.wanted.id)
    held = steps.standing(chain, matter, lines, signer.asks(), what)
    return None if held.step in steps.signed(chain, matter, lines) else held


def _joined(file: Path, plans: Sequence[Plan]) -> Plan:
    return Plan(
        file,
        tuple(one for plan in plans for one in plan.subjects),
        tuple(one for plan in plans for one in plan.entries),
        {now: before for plan in plans for now, before in plan.earlier.items()},
    )


def sign_names(
    shelf: Shelf, file: Path, names: Mapping[tuple[Role, str], Sequence[EitherDigest]], date: dt.date
) -> Plan:
    """The signatures of those whom a hand-off file names, each over the entries that they answer for."""
    plans = [_signature(shelf, file, role, Signer(name, date, ""), entries) for (role, name), entries in names.items()]
    return _joined(file, plans)


def sign_still_holds(
    shelf: Shelf, file: Path, role: Role, signer: Signer, entry: str, chain: Chain = (), topic: str = ""
) -> tuple[Plan, MergedItem]:
    """Somebody's word that a translation holds although its source has changed, and the entry as it is then.

    Raises `ContentError` when the entry is not stale, or was never signed as far as this role's word would reach.
    """
    one = next((one for one in shelf.standings if one.item.wanted.id == entry), None)
    if one is None or one.state is not EntryState.STALE:
        message = _("`{id}` has no translation of an earlier wording").format(id=entry)
        raise error("not-stale", message, hint=_("`bhxhcomm locale status -v` shows those that have one"))
    before = replace(one.item, wanted=replace(one.item.wanted, source=one.item.previous), stale=False, previous="")
    earlier = standing(shelf.scope, shelf.lang, before, signed(shelf.signatures, shelf.lang), translator=one.translator)
    least = {Role.APPROVER: EntryState.APPROVED, Role.REVIEWER: EntryState.REVIEWED}.get(role, EntryState.TRANSLATED)
    if STATES.index(earlier.state) < STATES.index(least):
        message = _("the earlier translation of `{id}` was not {state}, so nobody can say that it still is")
        words = {EntryState.APPROVED: _("approved"), EntryState.REVIEWED: _("reviewed")}.get(least, "")
        raise error("never-approved", message.format(id=entry, state=words), hint=_("have it reviewed and approved"))
    _check_person(earlier if role is Role.REVIEWER else replace(earlier, state=EntryState.REVIEWED), role, signer)
    now = replace(one.item, stale=False, previous="")
    held = _holds_as(shelf, earlier, replace(signer, role=role.value), chain, topic)
    plan = _signature(shelf, file, role, signer, [item_digests(shelf.scope, shelf.lang, now)], held)
    was = item_digests(shelf.scope, shelf.lang, before)
    known = {unit for one in shelf.signatures for unit in one.units}
    # Whoever signed the earlier wording did so by scheme 1, perhaps, and is found by that.
    named = " ".join((was[0], *({was[1]} & known)))
    return replace(plan, entries=tuple({**item, "was": named} for item in plan.entries)), now


def _holds_as(shelf: Shelf, earlier: EntryStanding, signer: Signer, chain: Chain, topic: str) -> steps.ChainStanding:
    """As what somebody says that an entry still holds: in the step that the chain gives them, be it filled or not."""
    if signer.role == Role.TRANSLATOR or not steps.steps_for(chain, steps.ChainSubject(OF)):
        return steps.NO_CHAIN
    matter = shelf.matter(earlier, topic)
    lines = [one for one in shelf.signatures_over(earlier.item) if not approval.same_signer(one, signer.asks())]
    return steps.standing(chain, matter, lines, signer.asks(), steps.named(OF, earlier.item.wanted.id))


def _not_ready(
    shelf: Shelf, one: EntryStanding, role: Role, in_words: str = "", *, chained: bool = False
) -> Unsigned | None:
    """Why an entry cannot be signed now; with an empty code where nothing is left to sign. In a chain its steps say that."""
    name, item = one.item.wanted.id, one.item
    if one.state is EntryState.UNTRANSLATED:
        return Unsigned(name, "translation-missing", _("`{id}` is not translated").format(id=name))
    if one.state is EntryState.STALE:
        message = _("`{id}` was translated from an earlier wording").format(id=name)
        return Unsigned(name, "translation-stale", message)
    if blank := next(blanks.of_text(item.target, NOWHERE), None):
        return Unsigned(name, blanks.CODE, about(name, blank.problem().message))
    if damage := _damage(shelf, one, role, in_words):
        return Unsigned(name, "translation-damaged", about(name, damage))
    if role is Role.TRANSLATOR:
        known = signed(shelf.signatures, shelf.lang).of(role, item_digests(shelf.scope, shelf.lang, item))
        return Unsigned(name, "", NO_MESSAGE) if known else None
    if not one.translator:
        message = _("it is not said who translated `{id}`").format(id=name)
        return Unsigned(name, "translator-unknown", message)
    if not chained and (
        one.state is EntryState.APPROVED or (role is Role.REVIEWER and one.state is EntryState.REVIEWED)
    ):
        return Unsigned(name, "", NO_MESSAGE)
    if role is Role.APPROVER and one.state is EntryState.TRANSLATED:
        message = _("nobody but the translator has reviewed `{id}`").format(id=name)
        return Unsigned(name, "not-reviewed", message)
    return None


def _damage(shelf: Shelf, one: EntryStanding, role: Role, in_words: str) -> Message:
    """What keeps an entry from being signed in a role. Numbers said in words are claimed by whoever translated, and confirmed
    by the reviewer who names the same."""
    item = one.item
    same = faithful.numbers(item.in_words) == faithful.numbers(in_words)
    claimed = role is Role.TRANSLATOR or (role is Role.REVIEWER and same)
    if item.in_words and claimed and not one.is_reviewed:
        parts, wrong = faithful.parsed(item.target)
        habits = registry.language(shelf.lang).number_habits
        found = faithful.differences(item.wanted.parts, parts, item.in_words, confirmed=True, habits=habits)
        wrong = wrong or next(iter(found), None)
        return wrong.message if wrong else NO_MESSAGE
    return shelf.rendering(item.key).damage


def _check_person(one: EntryStanding, role: Role, signer: Signer) -> None:
    """Whoever translated does not review, and whoever did either does not approve."""
    name = one.item.wanted.id
    if role is not Role.TRANSLATOR and signer.may_be(one.translator):
        message = _("{name} translated `{id}`").format(name=signer.name, id=name)
        hint = people.apart_hint(_("somebody else must read it"), signer.name, one.translator)
        raise error("same-person", message, hint=hint)
    if role is Role.APPROVER and signer.may_be(one.reviewer):
        message = _("{name} reviewed `{id}`").format(name=signer.name, id=name)
        hint = people.apart_hint(_("somebody else must approve it"), signer.name, one.reviewer)
        raise error("same-person", message, hint=hint)


def _signature(
    shelf: Shelf,
    file: Path,
    role: Role,
    signer: Signer,
    digests: Sequence[EitherDigest],
    held: steps.ChainStanding = steps.NO_CHAIN,
) -> Plan:
    if not digests:
        return Plan(file, (), ())
    subject = Subject(OF, shelf.lang, *whole_digests(digests))
    entry = {**_entry(subject, signer, replace(held, role="")), "as": role.value}
    entry["units"] = _in_lines(sorted(now for now, _before in digests))
    return Plan(file, (subject,), (entry,), {subject.digest: subject.earlier, **dict(digests)})


def _in_lines(hashes: Sequence[str]) -> list[str]:
    return [" ".join(hashes[at : at + _IN_A_LINE]) for at in range(0, len(hashes), _IN_A_LINE)]
