"""Signing: turn a person's approval into lines of `review.yaml`, beside what they sign. What was there stays as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bhxhcomm.content.fact import Fact
from bhxhcomm.content.review import FILE_NAME, FORMAT
from bhxhcomm.content.workspace import Office, Pack, Workspace
from bhxhcomm.edition import approval
from bhxhcomm.edition.approval import Subject
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, when, and the number of the document that records it (may be empty)."""

    name: str
    date: dt.date
    document: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Signatures to be added to one file, in order. What is signed already is not among them."""

    file: Path
    subjects: tuple[Subject, ...]
    entries: tuple[dict[str, Any], ...]


def may_sign(signer: Signer, pack: Pack) -> bool:
    """Whether this person may approve the text of a pack: not, if it is the one who wrote it."""
    return not approval.same_person(signer.name, str(pack.shape.author))


def sign_text(workspace: Workspace, pack: Pack, signer: Signer) -> Plan:
    """The signature over the source text of a pack."""
    subject = approval.text_subject(pack, SOURCE_LANGUAGE)
    if approval.signed(subject, pack.signatures, author=str(pack.shape.author)):
        return Plan(pack.folder / FILE_NAME, (), ())
    entry = {**_entry(subject, signer), "units": list(approval.unit_digests(pack))}
    return Plan(pack.folder / FILE_NAME, (subject,), (entry,))


def sign_facts(workspace: Workspace, facts: Iterable[Fact], signer: Signer) -> Plan:
    """Signatures over every value and formula of some facts."""
    return _plan(workspace, [approval.fact_subject(fact, entry) for fact in facts for entry in fact.signable], signer)


def sign_offices(workspace: Workspace, offices: Iterable[Office], signer: Signer) -> Plan:
    """Signatures over the data of some offices."""
    return _plan(workspace, [approval.office_subject(office) for office in offices], signer)


def _plan(workspace: Workspace, subjects: Sequence[Subject], signer: Signer) -> Plan:
    unsigned = tuple(item for item in subjects if not approval.signed(item, workspace.signatures))
    return Plan(workspace.root / FILE_NAME, unsigned, tuple(_entry(item, signer) for item in unsigned))


def _entry(subject: Subject, signer: Signer) -> dict[str, Any]:
    entry = {
        "of": subject.of,
        "id": subject.id,
        "digest": subject.digest,
        "by": signer.name,
        "date": signer.date.isoformat(),
    }
    return {**entry, "document": signer.document} if signer.document else entry


def text_with(existing: str, entries: Sequence[dict[str, Any]]) -> str:
    """The text of a review file with more signatures at its end. Comments and older signatures are not touched."""
    head = existing.rstrip() if existing.strip() else f"format: {FORMAT}\nsignatures:"
    if head.endswith("signatures: []"):
        head = head.removesuffix(" []")
    lines = []
    for entry in entries:
        text = yaml.safe_dump([_plain(entry)], allow_unicode=True, sort_keys=False, width=1000)
        lines.append("\n".join(f"  {line}" for line in text.rstrip().split("\n")))
    return "\n".join([head, *lines]) + "\n"


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry whose dates are not put in quotes: the reader takes every scalar as it is written."""
    return {**entry, "date": dt.date.fromisoformat(entry["date"])}
