"""How far something has come in an office's chain of approval: which steps are signed, which one waits, and for whom.

A signature counts for a step when it was made over exactly this content, for this step, by somebody whom the chain names for
it, on a day and for a topic for which it names them, in the capacity that it gives them. Who drafts may be the writer; nobody
else who signs is, and no two steps are signed by one person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bhxhcomm.content.chain import ROLES, Chain, SignerShape, StepShape
from bhxhcomm.content.fact import Fact
from bhxhcomm.content.review import Signature
from bhxhcomm.core import people
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, joined, untranslated
from bhxhcomm.core.problems import ContentError, error
from bhxhcomm.edition.approval import same_signer

_TRIES = 10_000
"""How many signatures are looked at for one chain. One that is not complete then counts as not complete."""


@dataclass(frozen=True, slots=True)
class ChainSubject:
    """What is signed, as a chain looks at it: its kind, its topic (may be empty), who wrote it or speaks in it (may be empty).

    `lang` is given for a translation: who approves one without reading its language signs on the reviewers' minutes.
    """

    of: str
    topic: str = ""
    writer: str = ""
    lang: str = ""


def named(of: str, name: str) -> Message:
    """How a thing is called in messages."""
    words = {
        "text": _("the text of `{id}`"),
        "fact": _("the figure `{id}`"),
        "office": _("the data of the office `{id}`"),
        "translation": _("the translation `{id}`"),
        "recording": _("the recording `{id}`"),
        "voice": _("the synthetic voice `{id}`"),
        "clip": _("the spoken clip `{id}`"),
        "overrides": _("this workspace's own templates, style sheets, labels, presets, languages and fonts"),
    }
    return words[of].format(id=name)


def topic_of(fact: Fact) -> str:
    """The topic of a figure: the first word of its id, as topics are written (`bhxh_tn.muc_dong` is of `bhxh-tn`)."""
    return fact.id.partition(".")[0].replace("_", "-")


def steps_for(chain: Chain, matter: ChainSubject) -> tuple[StepShape, ...]:
    """The steps that things of this kind go through, in their order."""
    return tuple(step for step in chain if step.applies(matter.of))


def signed(chain: Chain, matter: ChainSubject, signatures: Sequence[Signature]) -> dict[str, Signature]:
    """The signatures that fill the steps of a chain, by the ids of the steps, up to the first step that waits.

    `signatures` are all that there are over exactly this content. Where several people signed a step, those are taken with
    whom the chain comes furthest.
    """
    steps = steps_for(chain, matter)
    found: dict[str, Signature] = {}
    tries = 0

    def fill(filled: dict[str, Signature]) -> bool:
        """Fill the next step and those after it; whether all could be."""
        nonlocal found, tries
        if len(filled) > len(found):
            found = filled
        if len(filled) == len(steps):
            return True
        step = steps[len(filled)]
        for one in reversed(signatures):
            tries += 1
            if tries > _TRIES:
                return False
            free = counts(step, matter, one) and not any(same_signer(one, other) for other in filled.values())
            if free and fill({**filled, str(step.step): one}):
                return True
        return False

    fill({})
    return found


def counts(step: StepShape, matter: ChainSubject, signature: Signature) -> bool:
    """Whether a signature is one of this step, by somebody who may sign it, in the capacity that the chain gives them."""
    if (signature.step, signature.role or "approver") != (step.step, ROLES[step.part]):
        return False
    if step.part != "draft" and same_signer(signature, matter.writer):
        return False
    if not step.signers:
        return not signature.capacity
    return any(
        signer.capacity == signature.capacity and _reads(step, matter, signer, signature.document)
        for signer in signers_named(step, matter, signature.by, signature.date)
    )


def _reads(step: StepShape, matter: ChainSubject, signer: SignerShape, document: str) -> bool:
    """Whether somebody reads what is signed, or signs on numbered minutes of those who do."""
    return bool(document) or step.part != "approve" or not matter.lang or matter.lang in signer.reads


def signers_named(step: StepShape, matter: ChainSubject, name: str, day: dt.date) -> Iterator[SignerShape]:
    """Under which entries of a step somebody may sign on a day."""
    return (one for one in step.signers if people.is_named(name, one.name) and one.may(matter.topic, day))


def waiting(chain: Chain, matter: ChainSubject, signatures: Sequence[Signature]) -> StepShape | None:
    """The first step that nobody has signed who may; None, when the chain is complete (or there is none)."""
    done = signed(chain, matter, signatures)
    return next((step for step in steps_for(chain, matter) if step.step not in done), None)


def who_may(step: StepShape, matter: ChainSubject, day: dt.date) -> Message:
    """Who may sign a step on a day, with their capacities, for people to read."""
    may = [one for one in step.signers if one.may(matter.topic, day) and _is_apart(one, step, matter)]
    if not step.signers:
        return _("anybody")
    if not may:
        return _("nobody of the chain")
    return untranslated(", ".join(f"{one.name} ({one.capacity})" for one in may))


def from_day(step: StepShape, matter: ChainSubject, day: dt.date) -> tuple[SignerShape, ...]:
    """Who may sign a step on a day or later: all whom the chain names for it, but for those who have left before."""
    return tuple(
        one
        for one in step.signers
        if one.may(matter.topic, max(day, one.since or day)) and _is_apart(one, step, matter)
    )


def _is_apart(signer: SignerShape, step: StepShape, matter: ChainSubject) -> bool:
    """Whether somebody is not the writer, who signs no step but those that draft."""
    return step.part == "draft" or not people.same_person(signer.name, matter.writer)


@dataclass(frozen=True, slots=True)
class ChainStanding:
    """As what somebody signs in a chain: the step, the role that goes with it, and the capacity; all empty without a chain."""

    step: str = ""
    role: str = ""
    capacity: str = ""


NO_CHAIN = ChainStanding()


def standing(
    chain: Chain,
    matter: ChainSubject,
    signatures: Sequence[Signature],
    asked: Signature,
    what: Message,
) -> ChainStanding:
    """As what somebody signs something of which the chain has come as far as `signatures` say.

    `asked` is the signature to be: its name, day and document, and the step and role where they were asked for. `what` names
    the thing in messages. Raises `ContentError` for one who may not sign, or not yet.
    """
    if not chain:
        if asked.step or asked.role not in ("", "approver"):
            message = _("{what} has no chain of approval: one signature approves it").format(what=what)
            raise error(
                "no-chain",
                message,
                hint=_("write `approval_chain:` in the office's file, or leave out --step and --as"),
            )
        return NO_CHAIN
    steps = [step for step in steps_for(chain, matter) if asked.role in ("", ROLES[step.part])]
    if asked.step and asked.step not in [step.step for step in steps]:
        known = ", ".join(f"`{step.step}`" for step in steps)
        message = _("{what} does not go through a step `{id}`").format(what=what, id=asked.step)
        raise error("unknown-step", message, hint=_("its steps: {steps}").format(steps=known) if known else NO_MESSAGE)
    wanted = [step for step in steps if asked.step in ("", step.step)]
    done = signed(chain, matter, signatures)
    found = [(step, signer) for step in wanted for signer in _signers(step, matter, asked)]
    # Whom the chain names for one step does not sign another one that is open to everybody, unless that was asked for.
    found = [(step, signer) for step, signer in found if signer is not None] or found
    open_ = [(step, signer) for step, signer in found if step.step not in done] or found
    waits = [step for step in wanted if step.step not in done]
    if not open_ or (waits and _has_no_part(open_, done, asked)):
        raise _may_not(waits or wanted, matter, asked, what)
    step, signer = open_[0]
    result = ChainStanding(str(step.step), ROLES[step.part], signer.capacity if signer else "")
    _check_order(chain, matter, done, step, asked, what)
    if signer and not _reads(step, matter, signer, asked.document):
        message = _("{name} does not read “{lang}”, and signs {what} on the minutes of its reviewers")
        hint = _(
            "give their number: --document NUMBER; or, if it is not so, write reads: [{lang}] behind the name in the chain"
        )
        raise error(
            "minutes-missing",
            message.format(name=asked.by, lang=matter.lang, what=what),
            hint=hint.format(lang=matter.lang),
        )
    return result


def _has_no_part(
    open_: Sequence[tuple[StepShape, SignerShape | None]], done: dict[str, Signature], asked: Signature
) -> bool:
    """Whether the chain names this person nowhere, and others have signed all that it leaves to anybody."""
    return all(
        signer is None and step.step in done and not same_signer(done[str(step.step)], asked) for step, signer in open_
    )


def _signers(step: StepShape, matter: ChainSubject, asked: Signature) -> Iterator[SignerShape | None]:
    """Under which entries of a step somebody may sign it; None stands for a step that anybody may sign."""
    if step.part != "draft" and same_signer(asked, matter.writer):
        return
    if not step.signers:
        yield None
    yield from signers_named(step, matter, asked.by, asked.date)


def _may_not(steps: Sequence[StepShape], matter: ChainSubject, asked: Signature, what: Message) -> ContentError:
    """What to say to one who may sign none of these steps."""
    if matter.writer and same_signer(asked, matter.writer):
        message = _("{name} wrote {what} and cannot sign this step").format(name=asked.by, what=what)
        hint = people.apart_hint(_("somebody else must sign it"), asked.by, matter.writer)
        return error("author-approves", message, hint=hint)
    message = _("the chain of approval does not name {name} for {what}").format(name=asked.by, what=what)
    lines = joined("; ", [joined(": ", [step.name, who_may(step, matter, asked.date)]) for step in steps])
    return error("not-in-chain", message, hint=_("who may sign: {lines}").format(lines=lines) if steps else NO_MESSAGE)


def _check_order(
    chain: Chain, matter: ChainSubject, done: dict[str, Signature], step: StepShape, asked: Signature, what: Message
) -> None:
    """Raises `ContentError` where an earlier step still waits, or was signed by the same person."""
    for earlier in steps_for(chain, matter):
        if earlier.step == step.step:
            return
        if earlier.step not in done:
            message = _("{what} must pass the step “{step}” first").format(what=what, step=earlier.name)
            raise error(
                "step-too-early",
                message,
                hint=_("who may sign it: {who}").format(who=who_may(earlier, matter, asked.date)),
            )
        if same_signer(done[str(earlier.step)], asked):
            message = _("{name} signed the step “{step}” of {what}").format(name=asked.by, step=earlier.name, what=what)
            other = done[str(earlier.step)].by
            hint = people.apart_hint(_("somebody else must sign this one"), asked.by, other)
            raise error("same-person", message, hint=hint)


def as_signed(signature: Signature, names: Iterable[StepShape]) -> str:
    """Who signed, in which step and capacity, for people to read: "Nguyễn Văn A (Phê duyệt; KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC)"."""
    step = next((str(one.name) for one in names if one.step == signature.step), signature.step)
    inside = "; ".join(part for part in (step, signature.capacity) if part)
    return f"{signature.by} ({inside})" if inside else signature.by
