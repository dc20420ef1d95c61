"""The record of an edition: what a piece says and on what it stands, so that its code can be explained years later.

A record is plain JSON. It goes into the file itself and into the register of the workspace; see `register`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bhxhcomm.ledger import content, output
from bhxhcomm.ledger.manifest import Day, Piece, RecordedPanel
from bhxhcomm.ledger.manifest import RecordedFigure as Shown
from bhxhcomm.materials.document import Document, figures_shown
from bhxhcomm.materials.timeline import Timeline

SCHEMA = 1


class Record(BaseModel):
    """The shape of a record that was read from a file: nothing is guessed, nothing may be missing."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    schema_: Literal[1] = Field(alias="schema")
    code: Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$")]
    pack: str
    material: str
    variant: str
    lang: str
    office: str
    valid_from: Day | None
    title: str
    issued_by: str
    draft: bool
    figures: list[Shown]
    panels: list[RecordedPanel]

    def plain(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        return self.model_dump(mode="json", by_alias=True)


def record(piece: Document | Timeline, *, pack: str, office: str) -> dict[str, Any]:
    """The record of a piece whose code has been computed. Its `panels` are those of paper, or the segments of sound.

    It says nothing but what the code stands for: neither the date of the build, nor why it was a draft on that date, nor
    anything in the language of the interface. So an edition has one record, whenever and by whomever it is built.
    """
    shown = figures_shown(piece)
    newest = max((figure.effective_from for figure in shown), default=None)
    return {
        "schema": SCHEMA,
        "code": piece.code,
        "pack": pack,
        "material": piece.material,
        "variant": piece.variant,
        "lang": piece.lang,
        "office": office,
        "valid_from": newest.isoformat() if newest else None,
        "title": piece.title,
        "issued_by": piece.author,
        "draft": piece.draft,
        "figures": [
            {
                **output.figure(figure),
                "unit": figure.unit.value,
                "at": figure.at.isoformat() if figure.at else None,
                "text": ways[0],
                **({"also": ways[1:]} if ways[1:] else {}),
                "sources": [output.source(source) for source in figure.sources],
            }
            for figure, ways in shown.items()
        ],
        "panels": content.texts(piece),
    }


def of_piece(piece: Piece) -> dict[str, Any]:
    """The same record, from the entry of the piece in a manifest."""
    names = ("code", "pack", "material", "variant", "lang", "office", "valid_from", "title", "issued_by", "draft")
    content = piece.model_dump(mode="json", include={*names, "figures", "panels"})
    return {"schema": SCHEMA, **content}
