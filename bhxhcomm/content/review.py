"""Signatures: `review.yaml`, beside what it signs. In a pack for its texts, in the workspace for facts and offices.

A signature holds for one exact content, by its hash; any edit voids it. What is hashed stands in `edition.approval`; each hash
says by which scheme it was taken (`core.digests`). A line may be proved: by an SSH key, or by a signed proof sheet. A proof
covers every other field of its line.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from pydantic import Field

from bhxhcomm.content.shapes import Base64, Day, KeptDigest, Line, Sha256, Shape, Slug
from bhxhcomm.core.i18n import N_
from bhxhcomm.core.problems import NOWHERE, Place
from bhxhcomm.trust.demand import NO_DEMAND, Trust

FORMAT = "review/1"
FILE_NAME = "review.yaml"
NOT_COVERED = frozenset({"place", "trust", "ssh_signature", "signed_pdf"})
"""The fields of a signature that its proof does not cover: where it stands, who is trusted, and the proofs themselves."""


class SignatureShape(Shape):
    """One signature as it stands in the file."""

    of: Literal["text", "fact", "office", "overrides", "translation", "voice", "recording", "clip"] = Field(
        description=N_("What was signed")
    )
    id: Line = Field(
        description=N_(
            "Language of the text or translation, id of the fact (with its date), id of the office, office and voice, "
            "language, segment and wording of a recording, or engine and key of a clip"
        )
    )
    role: Literal["drafter", "translator", "reviewer", "approver"] | None = Field(
        None, alias="as", description=N_("What somebody signed as; without it, as approver")
    )
    step: Slug | None = Field(None, description=N_("Step of the office's chain of approval that was signed"))
    capacity: Line | None = Field(None, description=N_("In which capacity somebody signed: KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC"))
    digest: KeptDigest = Field(description=N_("Hash of the exact content that was signed"))
    by: Line = Field(description=N_("Who signed"))
    date: Day = Field(description=N_("Day of the signature"))
    document: Line | None = Field(None, description=N_("Number of the document that approved it"))
    was: KeptDigest | None = Field(
        None, description=N_("Hash of an approved translation that still holds, though the wording changed")
    )
    readings: KeptDigest | None = Field(
        None, description=N_("Hash of how everything spoken is read aloud, where it was signed too")
    )
    units: list[KeptDigest] = Field(
        default_factory=list,
        description=N_("Hashes of the single texts, to tell what changed; a line may have several"),
    )
    batch: Sha256 | None = Field(
        None, description=N_("SHA-256 of the list of what was approved together with it, kept in approvals/")
    )
    ssh_signature: Base64 | None = Field(
        None, description=N_("Proof: OpenSSH signature over all other fields, the base64 of it")
    )
    signed_pdf: Sha256 | None = Field(
        None, description=N_("Proof: SHA-256 of the signed proof sheet, kept in approvals/")
    )


class ReviewFile(Shape):
    """A file of signatures."""

    format: Literal["review/1"] = Field(description=N_("Format and version of this file"))
    signatures: list[SignatureShape] = Field(description=N_("Signatures, oldest first"))


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody's word that one exact content is right."""

    of: str
    id: str
    digest: str
    by: str
    date: dt.date
    document: str = ""
    units: tuple[str, ...] = ()
    place: Place = NOWHERE
    role: str = ""
    was: str = ""
    readings: str = ""
    ssh_signature: str = ""
    signed_pdf: str = ""
    step: str = ""
    capacity: str = ""
    batch: str = ""
    trust: Trust = field(default=NO_DEMAND, compare=False, repr=False)

    @property
    def said(self) -> dict[str, Any]:
        """All that a proof of this line covers, as plain JSON values; what is empty is left out, so that a field that comes
        later voids nothing that was signed before."""
        found: dict[str, Any] = {}
        for part in fields(self):
            value = getattr(self, part.name)
            if part.name not in NOT_COVERED and value:
                found[part.name] = list(value) if isinstance(value, tuple) else str(value)
        return found

    @property
    def is_proved(self) -> bool:
        """Whether the line brings a proof, good or not."""
        return bool(self.ssh_signature or self.signed_pdf)

    @property
    def approves(self) -> bool:
        """Whether this is an approver's word: what somebody drafted or reviewed is not approved by that."""
        return self.role in ("", "approver")


def signatures(file: ReviewFile, trust: Trust = NO_DEMAND) -> tuple[Signature, ...]:
    """The signatures of a file, to be judged by what is trusted."""
    return tuple(
        Signature(
            item.of,
            str(item.id),
            str(item.digest),
            str(item.by),
            item.date,
            str(item.document or ""),
            tuple(unit for line in item.units for unit in line.split()),
            item.place,
            item.role or "",
            str(item.was or ""),
            str(item.readings or ""),
            str(item.ssh_signature or ""),
            str(item.signed_pdf or ""),
            str(item.step or ""),
            str(item.capacity or ""),
            str(item.batch or ""),
            trust,
        )
        for item in file.signatures
    )
