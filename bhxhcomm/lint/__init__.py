"""Lint: what a workspace may say, but should think twice about. Findings are warnings; errors are figures that must not be
released (`unsaid`), that something waits to be filled in, and translations that are damaged or cannot be read.

A rule is a function from a `LintSubject` (the workspace, its packs and their texts) to findings. Each has a code, a page in
docs/lint/, and can be switched off for a pack with a reason. No rule reads a clock: the dates are given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from bhxhcomm.content.shapes import nearest_hint
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import Problem, Severity
from bhxhcomm.language.nearest import folded, nearest
from bhxhcomm.lint import (
    abbreviation,
    literal_figure,
    long_sentence,
    normal_form,
    pictures,
    review_dates,
    signed_ahead,
    tone_marks,
    translations,
    typography,
    unfilled,
)
from bhxhcomm.lint.rule import LintSubject, Rule

__all__ = ["RULES", "Rule", "run"]

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        literal_figure.RULE,
        review_dates.PAST_REVIEW,
        review_dates.ANNOUNCED,
        review_dates.PINNED_PAST,
        review_dates.PINNED_AHEAD,
        long_sentence.RULE,
        abbreviation.RULE,
        normal_form.RULE,
        typography.RULE,
        tone_marks.RULE,
        pictures.UNUSED,
        pictures.MISSING_ALT,
        translations.DAMAGE,
        translations.AGREED_TERM,
        translations.FOREIGN_LETTERS,
        translations.LINE_BREAK,
        translations.FIGURES_MOVED,
        unfilled.RULE,
        signed_ahead.RULE,
    )
}
"""All rules by their codes."""


def run(
    workspace: Workspace, date: dt.date, packs: Collection[str] | None = None, *, today: dt.date | None = None
) -> list[Problem]:
    """What the rules find, sorted by place.

    `date` is the day of the figures; `packs` limits the findings to these packs and to what they use (all when None).
    `today` is the day by which a pinned date is old; without it `date` is taken, and none is.
    """
    subject = LintSubject(workspace, date, today or date, packs)
    found = [problem for rule in RULES.values() for problem in rule.check(subject)]
    found = [problem for problem in found if not (problem.pack and subject.is_off(problem.code, problem.pack))]
    found.extend(_unknown_rules(subject))
    return sorted(found, key=lambda problem: (problem.place, problem.code, problem.message))


def _unknown_rules(subject: LintSubject) -> Iterator[Problem]:
    """Rules that a pack switches off, and that there are not."""
    for pack in subject.packs:
        for code, reason in pack.shape.lint.disable.items():
            if code not in RULES:
                yield Problem(
                    "unknown-rule",
                    _("there is no rule `{code}` to switch off").format(code=code),
                    subject.origins.key(reason.place, code),
                    _nearest_rules(code),
                    Severity.WARNING,
                    pack=pack.id,
                )


def _nearest_rules(code: str) -> Message:
    """The hint with the rules of a like name, else those that have the word in theirs (`typo`), else all."""
    near = nearest(code, RULES) or [name for name in RULES if folded(code) in name]
    if not near:
        return nearest_hint(code, RULES)
    return _("did you mean {names}?").format(names=", ".join(f"`{name}`" for name in near))
