"""The chain of approval of an office (`approval_chain:`): the steps in their order, and who may sign each, for whom, for what.

The forms of signing for somebody are those of Nghị định 30/2020/NĐ-CP, Article 13: KT. (a deputy for the head), TL. (the head
of a unit below, by order), TUQ. (by written authority, for a limited time), TM. (for a body that decides together), and Q. for
who holds an office for the time being.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from bhxhcomm.content.shapes import Day, Line, Shape, Slug
from bhxhcomm.core import people
from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Place, Problems

Kind = Literal["text", "fact", "office", "translation", "recording", "voice", "clip", "overrides"]
"""What steps are signed for, as `of:` of a signature names it."""


Part = Literal["draft", "review", "approve"]
"""What a step does: who drafts may be the writer, who reviews or approves may not, and no two steps are one person's."""
PARTS: tuple[Part, ...] = ("draft", "review", "approve")
ROLES: dict[Part, str] = {"draft": "drafter", "review": "reviewer", "approve": "approver"}
"""What somebody who does a part signs as, as `as:` of a signature names it."""

_OF: dict[Part, tuple[Kind, ...]] = {
    "draft": ("text", "fact", "office"),
    "review": ("text", "fact", "office", "translation", "recording"),
    "approve": ("text", "fact", "office", "translation", "recording", "voice", "clip", "overrides"),
}
"""What a step is signed for where its `of:` says nothing."""


class SignerShape(Shape):
    """Somebody who may sign a step."""

    name: Line = Field(
        description=N_("Name, as it stands in signatures; two people of one name bear a staff number each")
    )
    title: Line = Field(description=N_("Position: Giám đốc, Phó Giám đốc, Trưởng phòng …"))
    acting: Literal["TM", "KT", "TL", "TUQ", "Q"] | None = Field(
        None, description=N_("How somebody signs for another: TM, KT, TL, TUQ, Q (Nghị định 30/2020/NĐ-CP, Article 13)")
    )
    signs_for: Line | None = Field(None, alias="for", description=N_("Position, or body, that is signed for: Giám đốc"))
    topics: list[Slug] = Field(
        default_factory=list, description=N_("Topics that somebody may sign; all, if none are given")
    )
    since: Day | None = Field(None, alias="from", description=N_("First day on which somebody may sign"))
    until: Day | None = Field(
        None, description=N_("Last day on which somebody may sign; who has left stays in the list with it")
    )
    authority: Line | None = Field(None, description=N_("Number of the written authority, which TUQ needs"))
    reads: list[Line] = Field(
        default_factory=list, description=N_("Languages beside Vietnamese that somebody reads, by their registry ids")
    )

    @property
    def capacity(self) -> str:
        """In which capacity somebody signs, as it stands under the text: "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC"."""
        title = self.title.upper()
        if self.acting == "Q":
            return f"Q. {title}"
        return f"{self.acting}. {str(self.signs_for).upper()}, {title}" if self.acting else title

    def may(self, topic: str, day: dt.date) -> bool:
        """Whether somebody may sign things of this topic (empty: of none) on a day."""
        held = (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        return held and (not self.topics or topic in self.topics)


class StepShape(Shape):
    """One step of a chain."""

    step: Slug = Field(description=N_("Id of the step: soan-thao, tham-dinh, phe-duyet"))
    name: Line = Field(description=N_("Name of the step: Thẩm định"))
    part: Part = Field(description=N_("What the step does: draft, review or approve"))
    of: list[Kind] = Field(
        default_factory=list,
        description=N_(
            "What the step is signed for: text, fact, office, translation, recording, voice, clip, overrides"
        ),
    )
    signers: list[SignerShape] = Field(
        default_factory=list, description=N_("Who may sign; only a step that drafts may leave this to everybody")
    )

    def applies(self, of: str) -> bool:
        """Whether this step is signed for things of a kind."""
        return of in (self.of or _OF[self.part])


Chain = Sequence[StepShape]
"""The steps in their order; none, where an office has no chain."""


def check(chain: Chain, place: Place, problems: Problems) -> None:
    """Report steps in a wrong order or without people, and people whose capacity cannot be said."""
    seen: dict[str, StepShape] = {}
    for number, step in enumerate(chain):
        if str(step.step) in seen:
            problems.error(
                "chain-step-twice",
                _("the step `{id}` stands twice in the chain").format(id=step.step),
                step.step.place,
                _("give one of the two another id"),
            )
        seen[str(step.step)] = step
        if number and PARTS.index(step.part) < PARTS.index(chain[number - 1].part):
            problems.error(
                "chain-order",
                _("the step `{id}` stands behind one that it must come before").format(id=step.step),
                step.step.place,
                _("first the steps that draft, then those that review, then those that approve"),
            )
        if not step.signers and step.part != "draft":
            problems.error(
                "chain-nobody",
                _("nobody may sign the step `{id}`").format(id=step.step),
                step.step.place,
                _("name those who may, each with name and title, in its list `signers`"),
            )
        for signer in step.signers:
            _check_signer(signer, problems)
    if not any(step.part == "approve" for step in chain):
        problems.error(
            "chain-without-approval",
            _("no step of this chain approves"),
            chain[0].place if chain else place,
            _("end the chain with a step that has `part: approve`"),
        )


def _check_signer(signer: SignerShape, problems: Problems) -> None:
    name, place = signer.name, signer.name.place
    if people.is_nameless(name):
        message = _("`{name}` is no name").format(name=name)
        problems.error("chain-nameless", message, place, _("write the name as it stands in signatures"))
    if signer.acting in ("TM", "KT", "TL", "TUQ") and signer.signs_for is None:
        message = _("it is not said for whom {name} signs {form}.").format(name=name, form=signer.acting)
        problems.error("chain-for-whom", message, place, _("add the position: for: Giám đốc"))
    if signer.signs_for is not None and signer.acting in (None, "Q"):
        message = _("it is not said in what form {name} signs for “{title}”").format(name=name, title=signer.signs_for)
        problems.error("chain-form", message, place, _("add acting: KT, TL, TUQ or TM"))
    if signer.acting == "TUQ" and (signer.authority is None or signer.until is None):
        problems.error(
            "chain-authority",
            _("{name} signs TUQ. without a written authority for a limited time").format(name=name),
            place,
            _("add its number and its last day: authority: … and until: …"),
        )
    if signer.since and signer.until and signer.until < signer.since:
        message = _("the last day of {name} lies before the first").format(name=name)
        problems.error("chain-days", message, place, _("correct `from` or `until`"))
