"""The imprint: what printed matter that is not sold must say of how it came about. All of it is optional here.

A pack gives what belongs to one printing, an office what is always the same; the pack's word counts.
"""

from __future__ import annotations

from pydantic import Field

from bhxhcomm.content.shapes import Prose, Shape
from bhxhcomm.core.i18n import N_


class ImprintShape(Shape):
    """What stands in the small print after the name of the issuing office, in this order."""

    licence: Prose | None = Field(None, description=N_("Number and date of the publication licence, and who gave it"))
    printer: Prose | None = Field(None, description=N_("Name and address of the printing house"))
    copies: Prose | None = Field(None, description=N_("Number of copies, such as 5.000"))
    size: Prose | None = Field(None, description=N_("Format of the paper, such as 21 × 29,7 cm"))
    deposit: Prose | None = Field(None, description=N_("When copies were deposited, such as tháng 7 năm 2025"))


def merged(own: ImprintShape | None, general: ImprintShape | None) -> dict[str, Prose]:
    """What is given, in order: one's own words before the general ones."""
    found = {}
    for name in ImprintShape.model_fields:
        for shape in (own, general):
            prose = getattr(shape, name) if shape is not None else None
            if prose is not None:
                found[name] = prose
                break
    return found
