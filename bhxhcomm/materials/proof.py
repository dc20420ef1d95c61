"""The proof to sign (phiếu duyệt): a piece in small, every figure with its date and source, what has changed, room to sign.

It is made about another document and shows that document's pages; whoever signs it signs what `bhxhcomm approve` records.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bhxhcomm.content.fact import Fact
from bhxhcomm.content.review import Signature
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.vietnamese import _, said
from bhxhcomm.edition import approval, steps
from bhxhcomm.edition.drafts import Reason
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, Edition
from bhxhcomm.edition.signatories import SignedGroup
from bhxhcomm.edition.snapshot import SnapshotChange
from bhxhcomm.edition.standing import Role
from bhxhcomm.language.figures import numeric_date
from bhxhcomm.language.text import Figure, FigureSpan, Text, plain, words
from bhxhcomm.materials import document, proof_signed
from bhxhcomm.materials.timeline import Timeline
from bhxhcomm.trust import statement
from bhxhcomm.trust.demand import typed

ROLES = ("proof_author", "proof_reviewer", "proof_approver")
"""Labels of the columns for signatures."""


@dataclass(frozen=True, slots=True)
class ProofContents:
    """What a proof is about: the piece, its pages as pictures, why it is a draft, and what has changed since approval.

    `changes` is None when no approved version is known, `signed` is who has signed what so far. `sides` are the texts of a
    translation, side by side.
    """

    edition: Edition
    piece: document.Document | Timeline
    pages: tuple[document.Image, ...]
    reasons: tuple[Reason, ...]
    changes: Sequence[SnapshotChange] | None
    signed: tuple[SignedGroup, ...]
    sides: tuple[ProofText, ...] = ()
    signing: Signing | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """What whoever signs the sheet digitally signs: the statement, in which role, its lines; and whether proof is asked for."""

    stated: str
    role: Role
    lines: tuple[Mapping[str, Any], ...]
    proved: bool


@dataclass(frozen=True, slots=True)
class ProofText:
    """One text in Vietnamese, as it is translated (empty where it is not), and what the translation says in Vietnamese."""

    source: Text
    target: Text
    back: Text


def number(code: str) -> str:
    """The number of the proof of an edition, to be quoted when it is approved."""
    return f"PD-{code}"


def compose(workspace: Workspace, matter: ProofContents, labels: Mapping[str, str]) -> document.Document:
    """The proof of a piece. Its own code is that of the piece, for it says nothing else."""
    about, edition = matter.piece, matter.edition
    facts = workspace.facts_for(edition.office.id)
    blocks = (
        document.Heading(words(labels["proof"]), 1),
        document.Details(tuple(_identity(matter, labels))),
        *_reasons(matter, facts, labels),
        *(_spoken_words(about, labels) if isinstance(about, Timeline) else _pages(matter.pages, labels)),
        document.Heading(words(labels["proof_figures"]), 2),
        _figures(workspace, edition, document.figures(about), labels),
        *_sides(matter.sides, labels),
        document.Heading(words(labels["proof_changes"]), 2),
        *_changes(matter.changes, labels),
        *_stated(matter, facts),
        *_steps(matter, facts),
        document.Heading(words(labels["proof_signatures"]), 2),
        document.Paragraph(words(labels["proof_how"].replace("{number}", number(about.code)))),
        _room(edition, labels),
    )
    return document.Document(
        material="proof",
        variant="phieu",
        lang=about.lang,
        # Its fonts are those of the language, its own words are Vietnamese.
        lang_tag=SOURCE_LANGUAGE,
        title=f"{labels['proof']} {number(about.code)}",
        author=about.author,
        subject=about.title,
        sheets=(document.Sheet("proof", (document.Panel("phieu", blocks),)),),
        labels=tuple(sorted(labels.items())),
        flows=True,
        code=about.code,
    )


def _room(edition: Edition, labels: Mapping[str, str]) -> document.SignatureLines:
    """Room to sign, one column each: the steps of the office's chain of approval with those who may sign them and in which
    capacity, or writer, reviewer and approver."""
    of = "text" if edition.lang == SOURCE_LANGUAGE else "translation"
    shape = edition.pack.shape
    matter = steps.ChainSubject(of, str(shape.topic), str(shape.author) if of == "text" else "", edition.lang)
    chain = steps.steps_for(edition.office.chain, matter)
    if not chain:
        return document.SignatureLines(tuple(words(labels[role]) for role in ROLES))
    may = tuple(
        tuple(words(f"{one.capacity}: {one.name}") for one in steps.from_day(step, matter, edition.date))
        for step in chain
    )
    return document.SignatureLines(tuple(words(str(step.name)) for step in chain), may)


def capacities(edition: Edition, lines: Iterable[Mapping[str, Any]]) -> tuple[statement.Capacity, ...]:
    """In which capacity each may sign whom a chain of the office names for the steps of these lines. For what and on which
    days they may is held against the chain itself, where a line is judged."""
    office = edition.office
    chains = (office.chain, office.shared_chain, *office.chains.values())
    named = {str(line["step"]) for line in lines if line.get("step")}
    found = {
        (str(step.step), str(one.name), one.capacity)
        for chain in chains
        for step in chain
        if step.step in named
        for one in step.signers
        if one.until is None or one.until >= edition.date
    }
    return tuple(sorted(found))


def _pages(pages: Sequence[document.Image], labels: Mapping[str, str]) -> Iterable[document.Block]:
    """The pages in small."""
    yield document.Heading(words(labels["proof_pages"]), 2)
    for index, image in enumerate(pages, 1):
        yield document.Picture(image, words(labels["page"].replace("{number}", str(index))))


def _spoken_words(timeline: Timeline, labels: Mapping[str, str]) -> Iterable[document.Block]:
    """The words of a sound in their order: who says them, as they are written, and as they are read aloud."""
    yield document.Heading(words(labels["script_words"]), 2)
    rows = tuple(
        (words(labels[f"script_role_{item.role}"]), item.text, words(item.reading or plain(item.text, timeline.lang)))
        for item in timeline.speeches
    )
    names = ("script_who", "proof_words", "script_spoken")
    yield document.Table(tuple(words(labels[name]) for name in names), rows, (False, False, False))


def _identity(matter: ProofContents, labels: Mapping[str, str]) -> Iterable[tuple[Text, Text]]:
    about, edition = matter.piece, matter.edition
    rows = {
        "proof_number": number(about.code),
        "proof_piece": about.title,
        "proof_pack": f"{edition.pack.id} · {'-'.join(filter(None, (about.material, about.variant)))}.{about.lang}",
        "proof_office": about.author,
        "proof_author": str(edition.pack.shape.author),
        "proof_date": numeric_date(edition.date),
        "code": about.code,
    }
    for name, value in rows.items():
        yield words(labels[name]), words(value)


_TOLD_BY_STEP = frozenset({"step-missing", "figure-not-approved"})
"""Reasons that come once for every thing that waits; here those that wait alike are told in one line."""


def _reasons(matter: ProofContents, facts: Mapping[str, Fact], labels: Mapping[str, str]) -> Iterable[document.Block]:
    """Why the piece is a draft, and for whom it waits."""
    found = [words(said(reason.message)) for reason in matter.reasons if reason.code not in _TOLD_BY_STEP]
    if any(reason.code in _TOLD_BY_STEP for reason in matter.reasons):
        found += proof_signed.open_lines(matter.signed, facts)
    if found:
        yield document.Heading(words(labels["proof_open"]), 2)
        yield document.Bullets(tuple(found))


def _sides(sides: Sequence[ProofText], labels: Mapping[str, str]) -> Iterable[document.Block]:
    """A translation beside its source and what it says in Vietnamese."""
    if not sides:
        return
    yield document.Heading(words(labels["proof_translation"]), 2)
    names = ("proof_vietnamese", "proof_translation", "proof_back")
    rows = tuple((side.source, side.target, side.back) for side in sides)
    yield document.Table(tuple(words(labels[name]) for name in names), rows, (False, False, False))


def _figures(
    workspace: Workspace, edition: Edition, figures: Iterable[Figure], labels: Mapping[str, str]
) -> document.Table:
    facts = workspace.facts_for(edition.office.id)
    rows = []
    for figure in figures:
        since = numeric_date(figure.effective_from)
        rows.append(
            (
                words(facts[figure.id].label.words),
                (FigureSpan(figure, lang=SOURCE_LANGUAGE),),
                words(since),
                words("; ".join(source.document for source in figure.sources)),
                words(_approved(workspace, edition, figure, labels)),
            )
        )
    names = ("proof_figure", "proof_value", "proof_since", "sources", "proof_approved")
    return document.Table(tuple(words(labels[name]) for name in names), tuple(rows), (False, True, False, False, False))


def _approved(workspace: Workspace, edition: Edition, figure: Figure, labels: Mapping[str, str]) -> str:
    """Who approved a figure and when, the last of those it stands on; or that somebody still must."""
    found: list[Signature] = []
    for item in edition.reliances.get(figure, ()):
        subject, chain = approval.fact_subject(item.fact, item.entry), edition.office.chain_of(item.fact)
        matter = steps.ChainSubject("fact", steps.topic_of(item.fact))
        signature = approval.signed(subject, workspace.signatures)
        if signature is None or steps.waiting(chain, matter, approval.over(subject, workspace.signatures)):
            return labels["proof_not_yet"]
        found.append(signature)
    if not found:
        return labels["proof_not_yet"]
    last = max(found, key=lambda signature: signature.date)
    told = f"{steps.as_signed(last, edition.office.shared_chain)}, {numeric_date(last.date)}"
    return told if workspace.trust.demands else f"{told} ({said(typed())})"


def _stated(matter: ProofContents, facts: Mapping[str, Fact]) -> Iterable[document.Block]:
    """What is signed, with the digest by which the sheet and the content are held together."""
    signing = matter.signing
    if signing is None or not signing.lines:
        return
    yield document.Heading(words(_("What is signed")), 2)
    yield from proof_signed.stated(signing.lines, facts, matter.edition.pack.id)
    roles = {Role.TRANSLATOR: _("translator"), Role.REVIEWER: _("reviewer"), Role.APPROVER: _("approver")}
    told = _("Signed as {role}. Number {number}, digest of all of it: {digest}")
    digest, name = statement.grouped(statement.digest(signing.stated)), number(matter.piece.code)
    yield document.Paragraph(words(told.format(role=roles[signing.role], number=name, digest=digest)))
    yield document.Paragraph(
        words(
            _("Only a digital signature on this very file, or a key, counts here; a typed name does not.")
            if signing.proved
            else _("This workspace asks for no proof: what is recorded is a name typed, not proved.")
        )
    )


def _steps(matter: ProofContents, facts: Mapping[str, Fact]) -> Iterable[document.Block]:
    """Who has signed which step so far, and what waits for whom."""
    if matter.signed:
        yield document.Heading(words(_("Signed so far")), 2)
        yield from proof_signed.steps(matter.signed, facts)


def _changes(changes: Sequence[SnapshotChange] | None, labels: Mapping[str, str]) -> Iterable[document.Block]:
    if changes is None:
        yield document.Paragraph(words(labels["proof_first"]))
    elif not changes:
        yield document.Paragraph(words(labels["proof_same"]))
    for change in changes or ():
        yield document.Revision(words(change.context), tuple(_parts(change.before, change.after)))


def _parts(before: str, after: str) -> Iterable[tuple[str, str]]:
    """Two versions of a text, word by word."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", "".join(old[start:end])
        else:
            if start < end:
                yield "gone", "".join(old[start:end])
            if new_start < new_end:
                yield "new", "".join(new[new_start:new_end])
