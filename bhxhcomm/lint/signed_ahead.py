"""`signed-ahead`: signatures dated after today. Until their day has come, nothing leaves the house that rests on them
(`build.gate`)."""

from __future__ import annotations

from collections.abc import Iterator

from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Problem
from bhxhcomm.language.figures import numeric_date
from bhxhcomm.lint.rule import LintSubject, Rule, warning

CODE = "signed-ahead"


def check(subject: LintSubject) -> Iterator[Problem]:
    """Every line of a `review.yaml` that is dated after today."""
    lines = [("", one) for one in subject.workspace.signatures]
    lines += [(pack.id, one) for pack in subject.packs for one in pack.signatures]
    for name, one in lines:
        if one.date > subject.today:
            message = _("the signature of {by} is dated {date}, and today is {today}")
            yield warning(
                CODE,
                message.format(by=one.by, date=numeric_date(one.date), today=numeric_date(subject.today)),
                one.place,
                _("have it signed anew with the day on which it is signed; it does not count before its day"),
                name,
            )


RULE = Rule(CODE, N_("a signature dated after today"), check)
