"""What keeps a piece from being released: everything in it that nobody has approved, or that should be looked at again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bhxhcomm.content import units
from bhxhcomm.content.recording import Recording
from bhxhcomm.content.review import Signature
from bhxhcomm.content.segment import PieceShape, spoken_texts
from bhxhcomm.content.workspace import Pack, Workspace
from bhxhcomm.edition import approval, snapshot
from bhxhcomm.edition import readings as heard
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, Edition
from bhxhcomm.edition.text import Figure, FigureSpan, Standing, Text
from bhxhcomm.i18n import _, ngettext
from bhxhcomm.language.figures import Form, Unit, numeric_date
from bhxhcomm.language.spoken import Lexicon, shipped
from bhxhcomm.translation.lookup import Rendering
from bhxhcomm.translation.standing import State
from bhxhcomm.trust import demand

_SHOWN = 3
"""So many texts that are read otherwise are shown in the reason of a draft."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a piece is a draft: a stable code, what it is about, and words for a person."""

    code: str
    subject: str
    message: str


def reasons(
    workspace: Workspace,
    edition: Edition,
    figures: Iterable[Figure],
    texts: Collection[Text] | None = None,
    labels: Mapping[units.Key, Rendering] | None = None,
) -> tuple[Reason, ...]:
    """Why a piece of this edition that shows these figures and texts is a draft. None, when it may be released.

    Only what the piece shows counts: a figure that nobody approved keeps back no leaflet that does not say it, nor does
    a translation. Without `texts`, all of the edition count. `labels` are fixed labels that come from a catalogue.
    """
    found = [*_text(edition), *_translations(edition, texts, labels or {}), *_office(workspace, edition)]
    for figure in figures:
        found.extend(_figure(workspace, edition, figure))
    return tuple(dict.fromkeys(found))


def readings(
    workspace: Workspace, edition: Edition, piece: PieceShape, figures: Iterable[Figure]
) -> tuple[Reason, ...]:
    """Whether a spoken piece is read aloud as it was when its words were approved. None where those are not approved: that is
    a reason of its own. In other languages than Vietnamese the reading is the translator's, and signed with the translation.
    """
    if edition.lang != SOURCE_LANGUAGE:
        return ()
    found = [one for figure in figures for one in _read_figure(workspace, edition, figure)]
    return tuple(dict.fromkeys([*_read_text(workspace, edition, piece), *found]))


def _read_text(workspace: Workspace, edition: Edition, piece: PieceShape) -> Iterator[Reason]:
    pack = edition.pack
    by = partial(heard.of_pack, workspace, pack)
    still = tuple(one for one in pack.signatures if heard.holds(one, by, workspace))
    if [*_text(edition)] or not [*_text(replace(edition, pack=replace(pack, signatures=still)))]:
        return
    subject = approval.text_subject(pack, SOURCE_LANGUAGE)
    signature = approval.signed(subject, pack.signatures, author=str(pack.shape.author))
    before = snapshot.read_spoken(pack, SOURCE_LANGUAGE) if signature and signature.readings else by(shipped())
    message = _("the reading of `{pack}` is not the one that was approved").format(pack=pack.id)
    if signature is None or (signature.readings and signature.readings != heard.digest_of(before)):
        yield Reason("reading-changed", pack.id, message)
        return
    own = {(context, prose.source) for context, prose in spoken_texts(piece, pack.shape)}
    if own - {one.key for one in before}:
        yield Reason("reading-changed", pack.id, message)
        return
    changed = [pair for pair in heard.changed(before, by(workspace.lexicon)) if pair[0].key in own]
    if not changed:
        return
    yield Reason("reading-changed", pack.id, f"{message}: {_read_otherwise(changed)}")


def _read_otherwise(changed: Sequence[tuple[heard.Spoken, heard.Spoken]]) -> str:
    """Which words are read otherwise, the first of them in full."""
    shown = []
    for before, after in changed[:_SHOWN]:
        north = before.north != after.north
        old, new = heard.difference(
            *((before.north, after.north) if north else (before.south or before.north, after.south or after.north))
        )
        where = f"`{after.context}` " if after.context else ""
        shown.append(where + _("was “{before}”, now “{after}”").format(before=old, after=new))
    if len(changed) > _SHOWN:
        more = len(changed) - _SHOWN
        shown.append(ngettext("and {count} more text", "and {count} more texts", more).format(count=more))
    return "; ".join(shown)


def _read_figure(workspace: Workspace, edition: Edition, figure: Figure) -> Iterator[Reason]:
    """Whether figures that are texts are read as they were when they were approved."""
    for item in edition.reliances.get(figure, ()):
        value = item.entry.value
        if item.fact.unit is not Unit.TEXT or not isinstance(value, str):
            continue

        def by(lexicon: Lexicon, value: str = value) -> list[heard.Spoken]:
            return [heard.of_value(value, lexicon)]

        subject = approval.fact_subject(item.fact, item.entry)
        still = [one for one in workspace.signatures if heard.holds(one, by, workspace)]
        if approval.signed(subject, workspace.signatures) and not approval.signed(subject, still):
            message = _("the reading of the figure `{id}` is not the one that was approved: now “{after}”")
            now = heard.of_value(value, workspace.lexicon).north.strip("{}")
            yield Reason("reading-changed", subject.id, message.format(id=subject.id, after=now))


def overrides(workspace: Workspace, subject: approval.Subject | None) -> tuple[Reason, ...]:
    """Whether the workspace's own templates and labels, if it has any, have been approved as they are."""
    if subject is None or approval.signed(subject, workspace.signatures):
        return ()
    if unproved := _unproved(subject, workspace.signatures):
        return (unproved,)
    message = _("nobody has approved this workspace's own templates and labels as they are")
    return (Reason("overrides-not-approved", subject.id, message),)


def voices(workspace: Workspace, subjects: Iterable[approval.Subject]) -> tuple[Reason, ...]:
    """Which of these synthetic voices their offices have not approved as they speak."""
    found = []
    for subject in dict.fromkeys(subjects):
        if approval.signed(subject, workspace.signatures):
            continue
        if unproved := _unproved(subject, workspace.signatures):
            found.append(unproved)
        elif approval.lapsed(subject, workspace.signatures):
            message = _("the voice `{id}` was approved with another speed, pitch, accent or model").format(
                id=subject.id
            )
            found.append(Reason("voice-changed", subject.id, message))
        else:
            message = _("nobody has approved the synthetic voice `{id}`").format(id=subject.id)
            found.append(Reason("voice-not-approved", subject.id, message))
    return tuple(found)


def recordings(pack: Pack, lang: str, used: Iterable[Recording]) -> tuple[Reason, ...]:
    """Whether somebody has heard and approved the recordings of a piece: not the one who speaks in it."""
    open_ = [
        one for one in used if not approval.signed(approval.recording_subject(one), pack.signatures, author=one.speaker)
    ]
    if not open_:
        return ()
    words = ngettext(
        "{count} recording of `{subject}` is not approved: {segments}",
        "{count} recordings of `{subject}` are not approved: {segments}",
        len(open_),
    )
    subject = f"{pack.id}/{lang}"
    segments = ", ".join(dict.fromkeys(one.segment for one in open_))
    message = words.format(count=len(open_), subject=subject, segments=segments)
    return (Reason("recording-not-approved", subject, message),)


def _unproved(subject: approval.Subject, signatures: Iterable[Signature]) -> Reason | None:
    """That this content is signed, but not as it must be proved."""
    found = approval.unproved(subject, signatures)
    if found is None:
        return None
    message = _("the signature of {by} over `{id}` ({of}) does not count: {why}")
    told = message.format(by=found.by, id=subject.id, of=subject.of, why=demand.why(approval.verdict(found).fault))
    return Reason("signature-unproved", subject.id, told)


def _text(edition: Edition) -> Iterable[Reason]:
    pack = edition.pack
    subject = approval.text_subject(pack, SOURCE_LANGUAGE)
    author = str(pack.shape.author)
    if approval.signed(subject, pack.signatures, author=author):
        return
    if unproved := _unproved(subject, pack.signatures):
        yield unproved
    elif approval.signed(subject, pack.signatures):
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


_WHOLE = frozenset({"pack", "imprint", "office"})
"""Contexts whose texts count for every piece: they stand on it as parts of longer lines, or in its properties."""


def _translations(
    edition: Edition, texts: Collection[Text] | None, labels: Mapping[units.Key, Rendering]
) -> Iterator[Reason]:
    """What is wrong with the translations that the piece shows, counted for the pack and for the words that all share."""
    if edition.lang == SOURCE_LANGUAGE:
        return
    if edition.test_text:
        message = _("the words in “{lang}” are test text, not a translation").format(lang=edition.lang)
        yield Reason("test-text", edition.lang, message)
    shown = [
        rendering
        for key, rendering in edition.renderings.items()
        if texts is None or key[0] in _WHOLE or edition.texts[key] in texts
    ]
    yield from _counted(shown, f"{edition.pack.id}/{edition.lang}")
    yield from _counted([*{**edition.shared_renderings, **labels}.values()], f"locales/{edition.lang}")
    spans = (span for text in texts or edition.texts.values() for span in text if isinstance(span, FigureSpan))
    if any(span.lang and span.words and span.form is Form.WORDS for span in spans):
        message = _("numbers in words are not known in “{lang}”").format(lang=edition.lang)
        yield Reason("number-words-missing", edition.lang, message)


def _counted(renderings: Collection[Rendering], subject: str) -> Iterator[Reason]:
    missing = sum(one.state is State.UNTRANSLATED for one in renderings)
    stale = sum(one.state is State.STALE for one in renderings)
    damaged = [one for one in renderings if one.damage]
    open_ = sum(one.state in (State.TRANSLATED, State.REVIEWED) and not one.damage for one in renderings)
    if missing:
        words = ngettext(
            "{count} text of `{subject}` is not translated", "{count} texts of `{subject}` are not translated", missing
        )
        yield Reason("translation-missing", subject, words.format(count=missing, subject=subject))
    if stale:
        words = ngettext(
            "{count} translation of `{subject}` was made for an earlier wording",
            "{count} translations of `{subject}` were made for an earlier wording",
            stale,
        )
        yield Reason("translation-stale", subject, words.format(count=stale, subject=subject))
    if damaged:
        words = ngettext(
            "{count} translation of `{subject}` is damaged: {why}",
            "{count} translations of `{subject}` are damaged, the first one so: {why}",
            len(damaged),
        )
        why = f"{damaged[0].place}: {damaged[0].damage}"
        yield Reason("translation-damaged", subject, words.format(count=len(damaged), subject=subject, why=why))
    if open_:
        words = ngettext(
            "{count} translation of `{subject}` is not approved",
            "{count} translations of `{subject}` are not approved",
            open_,
        )
        yield Reason("translation-not-approved", subject, words.format(count=open_, subject=subject))


def _office(workspace: Workspace, edition: Edition) -> Iterable[Reason]:
    subject = approval.office_subject(edition.office)
    if approval.signed(subject, workspace.signatures):
        return
    if unproved := _unproved(subject, workspace.signatures):
        yield unproved
    elif approval.lapsed(subject, workspace.signatures):
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
            if unproved := _unproved(subject, workspace.signatures):
                yield unproved
            elif approval.lapsed(subject, workspace.signatures):
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
