"""For whom a file is made: the printer in the office, or the print shop. The last steps before a PDF is written.

`office` is exactly the paper, in RGB, and must be readable in grey. `press` has bleed, marks on request, and every colour in
inks. Both are tagged as PDF/UA-1 asks, and carry their record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.page.checks import grey
from bhxhcomm.page.engine import tags
from bhxhcomm.page.engine.boxes import PlacedBox
from bhxhcomm.page.press import embedded, inks, paper, separation
from bhxhcomm.page.press.inks import Inks
from bhxhcomm.trust.statement import KEY as STATEMENT

OFFICE, PRESS = "office", "press"
PURPOSES = (OFFICE, PRESS)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is asked for: the purpose, crop and fold marks (for the press), and the record that the file carries."""

    purpose: str = OFFICE
    marks: bool = False
    record: str = field(default="", repr=False)
    statement: str = field(default="", repr=False)
    """What whoever signs the file digitally signs (`trust.statement`); for proof sheets."""

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise ValueError(f"no purpose is called {self.purpose!r}")


def write(
    document: Any, delivery: Delivery, stated: Mapping[str, Inks], **options: Any
) -> tuple[bytes, list[Problem], dict[str, Any]]:
    """Write a laid-out document as it is asked for; `options` are the engine's. Returns the file, problems and measures."""
    separated = None
    tags.one_annotation_for_each_link(document)
    if delivery.purpose == PRESS:
        paper.reach_into_bleed(document)

    def finish(document: Any, pdf: Any) -> None:
        nonlocal separated
        tags.complete(document, pdf)
        embedded.embed(pdf, delivery.record)
        embedded.embed(pdf, delivery.statement, STATEMENT)
        if delivery.purpose == PRESS:
            if delivery.marks:
                paper.draw_marks(document, pdf)
            separated = separation.separate(pdf, stated)

    with tags.languages():
        pdf = document.write_pdf(finisher=finish, **options)
    measures: dict[str, Any] = {"purpose": delivery.purpose}
    if separated is None:
        return pdf, [], measures
    measures |= {
        "bleed_mm": paper.BLEED_MM,
        "marks": delivery.marks,
        "folds_mm": [list(paper.folds(page)) for page in document.pages],
        "ink_coverage": round(separated.most_ink * 100),
        "text_inks": [[round(100 * ink) for ink in colour] for colour in sorted(separated.text)],
        "pictures_separated": separated.pictures,
    }
    return pdf, _problems(separated), measures


def _problems(separated: separation.Separated) -> list[Problem]:
    problems = []
    if separated.most_ink > inks.MOST_INK + 0.001:
        message = _("a colour takes {found} % of ink; the press bears {most} %")
        said = message.format(found=round(100 * separated.most_ink), most=round(100 * inks.MOST_INK))
        problems.append(Problem("ink-coverage", said, hint=_("State lighter inks for the colours of the theme.")))
    for what in dict.fromkeys(separated.left):
        message = _("the file for the press still holds a colour that is not in inks: {what}")
        problems.append(Problem("not-in-inks", message.format(what=what)))
    return problems


def in_grey(pieces: Sequence[PlacedBox], root: Any) -> tuple[list[Problem], float]:
    """Whether a page can be read when it is printed in grey. Returns the problems and the least contrast of text."""
    problems, least = grey.contrasts(pieces)
    return [*problems, *grey.told_by_colour(root)], least
