"""What keeps a piece from being released: everything in it that nobody has approved, or that should be looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition import approval
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.edition.text import Figure, Standing
from bhxhcomm.i18n import _, ngettext
from bhxhcomm.language.figures import numeric_date


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a piece is a draft: a stable code, what it is about, and words for a person."""

    code: str
    subject: str
    message: str


def reasons(workspace: Workspace, edition: Edition, figures: Iterable[Figure]) -> tuple[Reason, ...]:
    """Why a piece of this edition that shows these figures is a draft. None, when it may be released.

    Only what the piece shows counts: a figure that nobody approved keeps back no leaflet that does not say it.
    """
    found = [*_text(edition), *_office(workspace, edition)]
    for figure in figures:
        found.extend(_figure(workspace, edition, figure))
    return tuple(dict.fromkeys(found))


def _text(edition: Edition) -> Iterable[Reason]:
    pack = edition.pack
    subject = approval.text_subject(pack, edition.lang)
    author = str(pack.shape.author)
    if approval.signed(subject, pack.signatures, author=author):
        return
    if approval.signed(subject, pack.signatures):
        message = _("the text of `{pack}` is signed only by the one who wrote it").format(pack=pack.id)
        yield Reason("text-signed-by-author", pack.id, message)
    elif earlier := approval.lapsed(subject, pack.signatures):
        changed = len(set(approval.unit_digests(pack)) - set(earlier.units)) if earlier.units else 0
        message = _("the text of `{pack}` has changed since {by} approved it").format(pack=pack.id, by=earlier.by)
        if changed:
            message += ngettext(" ({count} text)", " ({count} texts)", changed).format(count=changed)
        yield Reason("text-changed", pack.id, message)
    else:
        yield Reason("text-not-approved", pack.id, _("nobody has approved the text of `{pack}`").format(pack=pack.id))


def _office(workspace: Workspace, edition: Edition) -> Iterable[Reason]:
    subject = approval.office_subject(edition.office)
    if approval.signed(subject, workspace.signatures):
        return
    if approval.lapsed(subject, workspace.signatures):
        message = _("the data of the office `{id}` have changed since they were approved").format(id=subject.id)
        yield Reason("office-changed", subject.id, message)
    else:
        message = _("nobody has approved the data of the office `{id}`").format(id=subject.id)
        yield Reason("office-not-approved", subject.id, message)


def _figure(workspace: Workspace, edition: Edition, figure: Figure) -> Iterable[Reason]:
    for item in edition.reliances.get(figure, ()):
        fact, entry = item.fact, item.entry
        subject = approval.fact_subject(fact, entry)
        if not approval.signed(subject, workspace.signatures):
            if approval.lapsed(subject, workspace.signatures):
                message = _("the figure `{id}` has changed since it was approved").format(id=subject.id)
                yield Reason("figure-changed", subject.id, message)
            else:
                message = _("nobody has approved the figure `{id}`").format(id=subject.id)
                yield Reason("figure-not-approved", subject.id, message)
        if entry.standing is Standing.ANNOUNCED:
            message = _("the figure `{id}` has only been announced").format(id=subject.id)
            yield Reason("figure-announced", subject.id, message)
        if fact.review_by is not None and fact.review_by < edition.date:
            message = _("the figure `{id}` should have been checked by {date}").format(
                id=fact.id, date=numeric_date(fact.review_by)
            )
            yield Reason("figure-past-review", fact.id, message)
