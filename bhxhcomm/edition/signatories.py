"""Who has signed what, step by step, and for whom it waits: as the proof sheet and the manifest tell it.

Things that the same people signed on the same days stand together, so that a page tells of "26 figures" in one line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain as joined

from bhxhcomm.content import units
from bhxhcomm.content.chain import Chain
from bhxhcomm.content.review import Signature
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, untranslated
from bhxhcomm.edition import approval, standing, steps
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.signing import SigningItem
from bhxhcomm.edition.standing import EntryState, Role
from bhxhcomm.trust import batches
from bhxhcomm.trust.demand import SHEETS, Proof, typed


@dataclass(frozen=True, slots=True)
class SignedStep:
    """One step of one thing: its `name` (empty where no chain names steps), the line that fills it, or None and `who` may sign
    it. `role` says what a step without a name is."""

    name: str
    role: str
    line: Signature | None = None
    who: Message = NO_MESSAGE


@dataclass(frozen=True, slots=True)
class SignedGroup:
    """Things of one kind (`of`, as signatures name it) that stand alike: their ids, and their steps in order."""

    of: str
    ids: tuple[str, ...]
    steps: tuple[SignedStep, ...]


@dataclass(frozen=True, slots=True)
class SignedBatch:
    """A batch in which something was approved: its digest, how many things belong to it, and by whom on which day."""

    digest: str
    size: int
    by: str
    date: dt.date


def of_items(items: Iterable[tuple[SigningItem, Sequence[Signature]]], day: dt.date) -> tuple[SignedGroup, ...]:
    """How far things have come on a day, each with the signatures of the file in which it is signed."""
    return _grouped((item.subject.of, item.subject.id, tuple(_steps(item, lines, day))) for item, lines in items)


def of_shelf(
    shelf: Shelf, keys: Collection[units.Key], chain: Chain, topic: str, day: dt.date
) -> tuple[SignedGroup, ...]:
    """How far the translations of these texts have come, those that are made: by translator, and reviewer and approver or the
    steps of the chain."""
    found = [one for one in shelf.standings if one.item.key in keys]
    made = [one for one in found if one.state not in (EntryState.UNTRANSLATED, EntryState.STALE)]
    return _grouped(
        (standing.OF, one.item.wanted.id, tuple(_entry_steps(shelf, one, chain, topic, day))) for one in made
    )


def _steps(item: SigningItem, signatures: Sequence[Signature], day: dt.date) -> Iterator[SignedStep]:
    lines = approval.over(item.subject, filter(item.is_heard_in, signatures))
    chain = steps.steps_for(item.chain, item.matter)
    if not chain:
        yield SignedStep("", Role.APPROVER, approval.signed(item.subject, lines, author=item.matter.writer))
        return
    yield from _chain_steps(chain, item.matter, lines, day)


def _chain_steps(
    chain: Chain, matter: steps.ChainSubject, lines: Sequence[Signature], day: dt.date
) -> Iterator[SignedStep]:
    done = steps.signed(chain, matter, lines)
    for step in steps.steps_for(chain, matter):
        line = done.get(str(step.step))
        who = NO_MESSAGE if line is not None else steps.who_may(step, matter, day)
        yield SignedStep(str(step.name), "", line, who)


def _entry_steps(
    shelf: Shelf, one: standing.EntryStanding, chain: Chain, topic: str, day: dt.date
) -> Iterator[SignedStep]:
    lines = shelf.signatures_over(one.item)
    names = {Role.TRANSLATOR: one.translator, Role.REVIEWER: one.reviewer, Role.APPROVER: one.approver}
    in_chain = steps.steps_for(chain, shelf.matter(one, topic))
    for role, name in names.items():
        if role is not Role.TRANSLATOR and in_chain:
            continue
        # Whom a catalogue's header names as translator has signed no line.
        mine = [line for line in lines if line.role == role and line.by == name]
        yield SignedStep("", role, mine[-1] if mine else None, untranslated(name if not mine else ""))
    if in_chain:
        yield from _chain_steps(chain, shelf.matter(one, topic), lines, day)


def _grouped(found: Iterable[tuple[str, str, tuple[SignedStep, ...]]]) -> tuple[SignedGroup, ...]:
    groups: dict[tuple[object, ...], tuple[list[str], tuple[SignedStep, ...]]] = {}
    for of, name, made in found:
        alike = (of, *joined.from_iterable(_alike(step) for step in made))
        groups.setdefault(alike, ([], made))[0].append(name)
    return tuple(SignedGroup(str(alike[0]), tuple(ids), made) for alike, (ids, made) in groups.items())


def _alike(step: SignedStep) -> tuple[object, ...]:
    """What two steps have in common that one line of a table can tell."""
    line = step.line
    told = (line.by, line.capacity, line.date, line.document, line.batch, how_proved(line)) if line else ()
    return step.name, step.role, step.who, told


def how_proved(line: Signature) -> Proof:
    """By what it is known that somebody signed a line that counts."""
    return approval.verdict(line).proof


def lines_of(groups: Iterable[SignedGroup]) -> Iterator[Signature]:
    """Every line that fills a step of these, one for each that tells the same."""
    return (step.line for group in groups for step in group.steps if step.line is not None)


def batches_of(lines: Iterable[Signature]) -> tuple[SignedBatch, ...]:
    """The batches in which these lines were made, each once, the earliest first."""
    found: dict[str, SignedBatch] = {}
    for line in lines:
        if line.batch and line.batch not in found:
            size = len(batches.read(line.trust.root / SHEETS, line.batch).items)
            found[line.batch] = SignedBatch(line.batch, size, line.by, line.date)
    return tuple(sorted(found.values(), key=lambda one: (one.date, one.digest)))


def worth(proof: Proof) -> Message:
    """How a line is proved, in words."""
    return {Proof.TYPED: typed(), Proof.SSH: _("proved by an SSH key"), Proof.PDF: _("digital signature on the sheet")}[
        proof
    ]
