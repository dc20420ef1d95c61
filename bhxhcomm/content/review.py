"""Signatures: `review.yaml`, beside what it signs. In a pack for its texts, in the workspace for facts and offices.

A signature holds for one exact content, by its hash; any edit voids it. What is hashed stands in `edition.approval`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from bhxhcomm.content.shapes import Day, Line, Shape
from bhxhcomm.i18n import N_
from bhxhcomm.problems import NOWHERE, Place

FORMAT = "review/1"
FILE_NAME = "review.yaml"


class SignatureShape(Shape):
    """One signature as it stands in the file."""

    of: Literal["text", "fact", "office", "overrides", "translation", "voice", "recording"] = Field(
        description=N_("What was signed")
    )
    id: Line = Field(
        description=N_(
            "Language of the text or translation, id of the fact (with its date), id of the office, office and voice, or "
            "language, segment and wording of a recording"
        )
    )
    role: Literal["translator", "reviewer", "approver"] | None = Field(
        None, alias="as", description=N_("What somebody signed a translation as")
    )
    digest: Line = Field(description=N_("Hash of the exact content that was signed"))
    by: Line = Field(description=N_("Who signed"))
    date: Day = Field(description=N_("Day of the signature"))
    document: Line | None = Field(None, description=N_("Number of the document that approved it"))
    was: Line | None = Field(
        None, description=N_("Hash of an approved translation that still holds, though the wording changed")
    )
    units: list[Line] = Field(
        default_factory=list,
        description=N_("Hashes of the single texts, to tell what changed; a line may have several"),
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


def signatures(file: ReviewFile) -> tuple[Signature, ...]:
    """The signatures of a file."""
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
        )
        for item in file.signatures
    )
