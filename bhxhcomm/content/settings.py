"""The workspace file `bhxhcomm.yaml`: what holds for all packs of a folder."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bhxhcomm.content.shapes import Day, Line, Shape, Slug
from bhxhcomm.core.i18n import N_

FORMAT = "workspace/1"
FILE_NAME = "bhxhcomm.yaml"


class Settings(Shape):
    """The settings of a workspace."""

    format: Literal["workspace/1"] = Field(description=N_("Format and version of this file"))
    name: Line | None = Field(None, description=N_("Name of the workspace"))
    default_office: Slug | None = Field(None, description=N_("Office that issues when none is named"))
    as_of: Day | None = Field(None, description=N_("Pinned date of all builds; without it, today"))
    languages: list[Line] = Field(
        default_factory=list, description=N_("Languages of `build` without arguments; Vietnamese if none are given")
    )
    offices: list[Slug] = Field(
        default_factory=list, description=N_("Offices of `build` without arguments; all, if none are given")
    )
    theme: Slug | None = Field(None, description=N_("Theme of all pages"))
    proof: list[Literal["ssh", "pdf"]] = Field(
        default_factory=list,
        description=N_(
            "How signatures must be proved: ssh (a key of trust/signers), pdf (a digitally signed proof sheet), or either of "
            "both. Without it names are typed and not proved"
        ),
    )
