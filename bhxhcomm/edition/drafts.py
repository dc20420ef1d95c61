"""What keeps a piece from being released: everything in it that nobody has approved, or that should be looked at again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bhxhcomm.content import blanks, units
from bhxhcomm.content.blanks import Blank
from bhxhcomm.content.chain import Chain, StepShape
from bhxhcomm.content.fact import Fact, FactEntry
from bhxhcomm.content.recording import Recording
from bhxhcomm.content.review import FILE_NAME, Signature
from bhxhcomm.content.segment import PieceShape, spoken_texts
from bhxhcomm.content.workspace import Office, Pack, Workspace
from bhxhcomm.core.i18n import Message, _, joined, ngettext
from bhxhcomm.core.memo import Memo
from bhxhcomm.edition import approval, snapshot, steps
from bhxhcomm.edition import readings as heard
from bhxhcomm.edition.lookup import Rendering, pack_shelf, shared_shelf, written
from bhxhcomm.edition.removed import removed
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, Edition
from bhxhcomm.edition.standing import EntryState
from bhxhcomm.language.figures import Form, Unit, numeric_date
from bhxhcomm.language.spoken import Lexicon, shipped
from bhxhcomm.language.text import Figure, FigureSpan, Standing, Text
from bhxhcomm.translation.wanted import PAGE_CONTEXT
from bhxhcomm.trust import demand

_SHOWN = 3
_UNITS = PAGE_CONTEXT + "unit_"
"""So many texts that are read otherwise are shown in the reason of a draft."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a piece is a draft: a stable code, what it is about, and words for a person."""

    code: str
    subject: str
    message: Message


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
    found = [*_text(edition), *_translations(workspace, edition, texts, labels or {}), *_office(workspace, edition)]
    figures = tuple(figures)
    for figure in figures:
        found.extend(_figure(workspace, edition, figure))
    found.extend(_conditions(workspace, edition))
    found.extend(_unfilled(edition, figures, texts, labels or {}))
    return tuple(dict.fromkeys(found))


def readings(
    workspace: Workspace, edition: Edition, piece: PieceShape, figures: Iterable[Figure]
) -> tuple[Reason, ...]:
    """Whether a spoken piece is read aloud as it was when its words were approved. None where those are not approved: that is
    a reason of its own. In other languages than Vietnamese the reading is the translator's, and signed with the translation;
    only figures are read in Vietnamese beside it.
    """
    found = [*_read_text(workspace, edition, piece)] if edition.lang == SOURCE_LANGUAGE else []
    found += [one for figure in figures for one in _read_figure(workspace, edition, figure)]
    return tuple(dict.fromkeys(found))


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
    if signature is None or (signature.readings and not heard.are(before, signature.readings)):
        yield Reason("reading-changed", pack.id, message)
        return
    own = {(context, prose.source) for context, prose in spoken_texts(piece, pack.shape)}
    if own - {one.key for one in before}:
        yield Reason("reading-changed", pack.id, message)
        return
    changed = [pair for pair in heard.changed(before, by(workspace.lexicon)) if pair[0].key in own]
    if not changed:
        return
    yield Reason("reading-changed", pack.id, joined(": ", [message, _read_otherwise(changed)]))


def _read_otherwise(changed: Sequence[tuple[heard.TextReadings, heard.TextReadings]]) -> Message:
    """Which words are read otherwise, the first of them in full."""
    shown = []
    for before, after in changed[:_SHOWN]:
        north = before.north != after.north
        old, new = heard.difference(
            *((before.north, after.north) if north else (before.south or before.north, after.south or after.north))
        )
        words = _("was “{before}”, now “{after}”").format(before=old, after=new)
        shown.append(joined(" ", [f"`{after.context}`", words]) if after.context else words)
    if len(changed) > _SHOWN:
        more = len(changed) - _SHOWN
        shown.append(ngettext("and {count} more text", "and {count} more texts", more).format(count=more))
    return joined("; ", shown)


def _read_figure(workspace: Workspace, edition: Edition, figure: Figure) -> Iterator[Reason]:
    """Whether figures that are texts are read as they were when they were approved."""
    for item in edition.reliances.get(figure, ()):
        value = item.entry.value
        if item.fact.unit is not Unit.TEXT or not isinstance(value, str):
            continue

        def by(lexicon: Lexicon, value: str = value) -> list[heard.TextReadings]:
            return [heard.of_value(value, lexicon)]

        subject = approval.fact_subject(item.fact, item.entry)
        matter = steps.ChainSubject("fact", steps.topic_of(item.fact))
        asked = ApprovalCheck(subject, workspace.signatures, edition.office.chain_of(item.fact), matter, edition.date)
        still = [one for one in workspace.signatures if heard.holds(one, by, workspace)]
        message = _("the reading of the figure `{id}` is not the one that was approved: now “{after}”")
        now = heard.of_value(value, workspace.lexicon).north.strip("{}")
        changed = Reason("reading-changed", subject.id, message.format(id=subject.id, after=now))
        if not [*_unapproved(asked, changed, changed)] and [
            *_unapproved(replace(asked, signatures=still), changed, changed)
        ]:
            yield changed


def overrides(
    workspace: Workspace, subject: approval.Subject | None, office: Office, day: dt.date
) -> tuple[Reason, ...]:
    """Whether what the workspace puts before ours (`making.composed.overrides_subject`) has been approved as it is."""
    if subject is None:
        return ()
    message = _(
        "nobody has approved this workspace's own templates, style sheets, labels, presets, languages and fonts as they are"
    )
    missing = Reason("overrides-not-approved", subject.id, message)
    asked = ApprovalCheck(subject, workspace.signatures, office.shared_chain, steps.ChainSubject("overrides"), day)
    return tuple(_unapproved(asked, missing, missing))


def voices(
    workspace: Workspace, subjects: Iterable[approval.Subject], chain: Chain, day: dt.date
) -> tuple[Reason, ...]:
    """Which of these synthetic voices their offices have not approved as they speak."""
    found: list[Reason] = []
    for subject in dict.fromkeys(subjects):
        changed = _("the voice `{id}` was approved with another speed, pitch, accent or model").format(id=subject.id)
        missing = _("nobody has approved the synthetic voice `{id}`").format(id=subject.id)
        found += _unapproved(
            ApprovalCheck(subject, workspace.signatures, chain, steps.ChainSubject("voice"), day),
            Reason("voice-changed", subject.id, changed),
            Reason("voice-not-approved", subject.id, missing),
        )
    return tuple(found)


def recordings(pack: Pack, lang: str, used: Iterable[Recording], chain: Chain, day: dt.date) -> tuple[Reason, ...]:
    """Whether somebody has heard and approved the recordings of a piece: not the one who speaks in it."""
    used = tuple(used)
    open_ = [
        one for one in used if not approval.signed(approval.recording_subject(one), pack.signatures, author=one.speaker)
    ]
    subject = f"{pack.id}/{lang}"
    found = []
    if open_:
        words = ngettext(
            "{count} recording of `{subject}` is not approved: {segments}",
            "{count} recordings of `{subject}` are not approved: {segments}",
            len(open_),
        )
        segments = ", ".join(dict.fromkeys(one.segment for one in open_))
        message = words.format(count=len(open_), subject=subject, segments=segments)
        found.append(Reason("recording-not-approved", subject, message))
    topic = str(pack.shape.topic)
    for one in used:
        signed_thing = approval.recording_subject(one)
        matter = steps.ChainSubject("recording", topic, one.speaker)
        found += _waiting(ApprovalCheck(signed_thing, pack.signatures, chain, matter, day))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ApprovalCheck:
    """Something of which it is asked whether it is approved: what was signed, the chain that it must pass, and the day."""

    subject: approval.Subject
    signatures: Sequence[Signature]
    chain: Chain
    matter: steps.ChainSubject
    day: dt.date
    name: str = ""
    """How it is called in messages, where that is not what the signature calls it."""


def _unapproved(asked: ApprovalCheck, changed: Reason, missing: Reason) -> Iterator[Reason]:
    """Why a thing is not approved: it has changed, nobody has approved it, or a step of its chain waits."""
    waits = tuple(_waiting(asked))
    if not approval.signed(asked.subject, asked.signatures, author=asked.matter.writer):
        anybodys = approval.signed(asked.subject, asked.signatures)
        if unproved := _unproved(asked):
            yield unproved
        elif not anybodys and approval.lapsed(asked.subject, asked.signatures):
            yield changed
        elif not waits:
            yield missing
    yield from waits


def _waiting(asked: ApprovalCheck) -> Iterator[Reason]:
    """Which step of its chain a thing waits for, and who may sign that."""
    step = steps.waiting(asked.chain, asked.matter, approval.over(asked.subject, asked.signatures))
    if step is not None:
        name = asked.name or asked.subject.id
        what = steps.named(asked.matter.of, name)
        yield Reason("step-missing", name, _waits_for(what, step, asked.matter, asked.day))


def _waits_for(what: Message, step: StepShape, matter: steps.ChainSubject, day: dt.date) -> Message:
    message = _("{what} waits for the step “{step}”; who may sign it: {who}")
    return message.format(what=what, step=step.name, who=steps.who_may(step, matter, day))


def _unproved(asked: ApprovalCheck) -> Reason | None:
    """That this content is signed, but not as it must be proved."""
    subject, name = asked.subject, asked.name or asked.subject.id
    found = approval.unproved(subject, asked.signatures)
    if found is None:
        return None
    message = _("the signature of {by} over {what} does not count: {why}")
    told = message.format(
        by=found.by, what=steps.named(subject.of, name), why=demand.why(approval.verdict(found).fault)
    )
    return Reason("signature-unproved", subject.id, told)


def _text(edition: Edition) -> Iterator[Reason]:
    pack = edition.pack
    author = str(pack.shape.author)
    subject = approval.text_subject(pack, SOURCE_LANGUAGE)
    matter = steps.ChainSubject("text", str(pack.shape.topic), author)
    asked = ApprovalCheck(subject, pack.signatures, edition.office.chain, matter, edition.date, pack.id)
    yield from _unapproved(asked, _changed(pack, subject), _not_approved(pack, subject))


def _not_approved(pack: Pack, subject: approval.Subject) -> Reason:
    if approval.signed(subject, pack.signatures):
        message = _("the text of `{pack}` is signed only by the one who wrote it").format(pack=pack.id)
        return Reason("text-signed-by-author", pack.id, message)
    return Reason("text-not-approved", pack.id, _("nobody has approved the text of `{pack}`").format(pack=pack.id))


def _changed(pack: Pack, subject: approval.Subject) -> Reason:
    earlier = approval.lapsed(subject, pack.signatures)
    message = _("the text of `{pack}` has changed since {by} approved it").format(
        pack=pack.id, by=earlier.by if earlier else ""
    )
    changed = approval.units_changed(pack, earlier) if earlier else 0
    if changed:
        count = ngettext(" ({count} text)", " ({count} texts)", changed).format(count=changed)
        message = joined("", [message, count])
    return Reason("text-changed", pack.id, message)


_BLANKS: Memo[Pack, None, tuple[Blank, ...]] = Memo()
_WHOLE = frozenset({"pack", "imprint", "office"})
"""Contexts whose texts count for every piece: they stand on it as parts of longer lines, or in its properties."""


def _unfilled(
    edition: Edition,
    figures: Iterable[Figure],
    texts: Collection[Text] | None,
    labels: Mapping[units.Key, Rendering],
) -> Iterator[Reason]:
    """What waits to be filled in: anywhere in the pack and the office, in the figures that the piece shows, in its
    translations. Approved or not, it is not released."""
    pack, office = edition.pack, edition.office
    found: list[tuple[str, Iterable[Blank]]] = [
        (pack.id, _BLANKS.of(pack, None, lambda: tuple(blanks.of_pack(pack.shape)))),
        (office.id, [*blanks.of_office(office.shape), *(blanks.of_office(office.above) if office.above else ())]),
    ]
    facts = {id(item.fact): item.fact for figure in figures for item in edition.reliances.get(figure, ())}
    found += [(fact.id, blanks.of_fact(fact)) for fact in facts.values()]
    shown = [one for key, one in edition.renderings.items() if _is_shown(edition, key, texts)]
    for subject, renderings in (
        (f"{pack.id}/{edition.lang}", shown),
        (f"locales/{edition.lang}", [*{**edition.shared_renderings, **labels}.values()]),
    ):
        words = ((written(part), one.place) for one in renderings for part in (one.parts, one.spoken) if part)
        found.append((subject, (blank for text, place in words for blank in blanks.of_text(text, place))))
    for subject, waiting in ((name, list(given)) for name, given in found):
        if waiting:
            message = ngettext(
                "`{subject}` has a placeholder that nobody has filled in: “{words}” ({place})",
                "`{subject}` has {count} placeholders that nobody has filled in, the first “{words}” ({place})",
                len(waiting),
            )
            first = waiting[0]
            said = message.format(subject=subject, count=len(waiting), words=first.words, place=first.place)
            yield Reason("unfilled", subject, said)


def _is_shown(edition: Edition, key: units.Key, texts: Collection[Text] | None) -> bool:
    """Whether a text counts for a piece that shows these."""
    return texts is None or key[0] in _WHOLE or edition.texts[key] in texts


def _translations(
    workspace: Workspace, edition: Edition, texts: Collection[Text] | None, labels: Mapping[units.Key, Rendering]
) -> Iterator[Reason]:
    """What is wrong with the translations that the piece shows, counted for the pack and for the words that all share."""
    if edition.lang == SOURCE_LANGUAGE:
        return
    if edition.test_text:
        message = _("the words in “{lang}” are test text, not a translation").format(lang=edition.lang)
        yield Reason("test-text", edition.lang, message)
    shown = {key: rendering for key, rendering in edition.renderings.items() if _is_shown(edition, key, texts)}
    yield from _counted(shown.values(), f"{edition.pack.id}/{edition.lang}")
    shared = {**edition.shared_renderings, **labels}
    wordless = [
        key for key, one in shared.items() if key[0].startswith(_UNITS) and one.state is EntryState.UNTRANSLATED
    ]
    yield from _counted([one for key, one in shared.items() if key not in wordless], f"locales/{edition.lang}")
    if wordless:
        words = ngettext(
            "the unit {units} has no word in “{lang}”: its figures stand in Vietnamese",
            "the units {units} have no words in “{lang}”: their figures stand in Vietnamese",
            len(wordless),
        )
        named = ", ".join(f"“{source}”" for _context, source in wordless)
        yield Reason("unit-word-missing", edition.lang, words.format(units=named, lang=edition.lang))
    yield from _translation_steps(workspace, edition, shown, shared)
    spans = (span for text in texts or edition.texts.values() for span in text if isinstance(span, FigureSpan))
    if any(span.lang and span.words and span.form is Form.WORDS for span in spans):
        message = _("numbers in words are not known in “{lang}”").format(lang=edition.lang)
        yield Reason("number-words-missing", edition.lang, message)


def _translation_steps(
    workspace: Workspace, edition: Edition, own: Collection[units.Key], shared: Collection[units.Key]
) -> Iterator[Reason]:
    """Which steps of its chain the translations wait for that stand on the piece, each step with its count."""
    topic = str(edition.pack.shape.topic)
    for shelf, chain, keys, scope, of_topic in (
        (pack_shelf(edition.pack, edition.lang), edition.office.chain, own, edition.pack.id, topic),
        (shared_shelf(workspace, edition.lang), edition.office.shared_chain, shared, "locales", ""),
    ):
        for step, count in shelf.waiting(chain, of_topic, keys):
            name = f"{scope}/{edition.lang}"
            words = ngettext("{count} text of {what}", "{count} texts of {what}", count)
            what = words.format(count=count, what=steps.named("translation", name))
            matter = steps.ChainSubject("translation", of_topic, lang=edition.lang)
            yield Reason("step-missing", name, _waits_for(what, step, matter, edition.date))


def _counted(renderings: Collection[Rendering], subject: str) -> Iterator[Reason]:
    missing = sum(one.state is EntryState.UNTRANSLATED for one in renderings)
    stale = sum(one.state is EntryState.STALE for one in renderings)
    damaged = [one for one in renderings if one.damage]
    open_ = sum(one.state in (EntryState.TRANSLATED, EntryState.REVIEWED) and not one.damage for one in renderings)
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
        why = joined(": ", [damaged[0].place.message, damaged[0].damage])
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
    changed = _("the data of the office `{id}` have changed since they were approved").format(id=subject.id)
    missing = _("nobody has approved the data of the office `{id}`").format(id=subject.id)
    yield from _unapproved(
        ApprovalCheck(subject, workspace.signatures, edition.office.chain, steps.ChainSubject("office"), edition.date),
        Reason("office-changed", subject.id, changed),
        Reason("office-not-approved", subject.id, missing),
    )


def _figure(workspace: Workspace, edition: Edition, figure: Figure) -> Iterable[Reason]:
    drawn = any(figure in history for history in edition.histories.values())
    for item in edition.reliances.get(figure, ()):
        fact, entry = item.fact, item.entry
        yield from _entry(workspace, edition, fact, entry)
        # A value of the past that a chart draws lasts until the next one; one that a text asks for is that of its day.
        yield from _removed(workspace, edition, fact, entry, until=None if drawn else figure.at)
        if entry.standing is Standing.ANNOUNCED:
            message = _("the figure `{id}` has only been announced").format(id=_named(fact, entry))
            yield Reason("figure-announced", _named(fact, entry), message)
        if fact.review_by is not None and fact.review_by < edition.date:
            message = _("the figure `{id}` should have been checked by {date}").format(
                id=fact.id, date=numeric_date(fact.review_by)
            )
            yield Reason("figure-past-review", fact.id, message)


def _named(fact: Fact, entry: FactEntry) -> str:
    return approval.fact_subject(fact, entry).id


def _entry(workspace: Workspace, edition: Edition, fact: Fact, entry: FactEntry) -> Iterator[Reason]:
    """Why an entry of a fact is not approved."""
    subject = approval.fact_subject(fact, entry)
    chain, matter = edition.office.chain_of(fact), steps.ChainSubject("fact", steps.topic_of(fact))
    changed = _("the figure `{id}` has changed since it was approved").format(id=subject.id)
    missing = _("nobody has approved the figure `{id}`").format(id=subject.id)
    yield from _unapproved(
        ApprovalCheck(subject, workspace.signatures, chain, matter, edition.date),
        Reason("figure-changed", subject.id, changed),
        Reason("figure-not-approved", subject.id, missing),
    )


def _removed(
    workspace: Workspace, edition: Edition, fact: Fact, entry: FactEntry | None, *, until: dt.date | None
) -> Iterator[Reason]:
    """Which approved values are gone, so that an older one, or none, holds in their place."""
    offices = {edition.office.id, *edition.office.chains} if fact.local else set[str]()
    message = _(
        "the figure `{id}` was approved and is not there any more; if that is right, take its line out of {file}"
    )
    for name in removed(fact, entry, workspace.signatures, offices=offices, until=until):
        yield Reason("figure-removed", name, message.format(id=name, file=FILE_NAME))


def _conditions(workspace: Workspace, edition: Edition) -> Iterator[Reason]:
    """Whether that a local figure has a value, or has none any more, is approved: sections come and go with it (`when:`)."""
    facts = workspace.facts_for(edition.office.id)
    conditions = (str(section.when) for section in edition.pack.shape.sections if section.when is not None)
    for fact in (facts[name] for name in dict.fromkeys(conditions) if name in facts):
        entry = next((one for one in reversed(fact.entries) if one.since <= edition.date), None)
        if entry is not None:
            yield from _entry(workspace, edition, fact, entry)
        yield from _removed(workspace, edition, fact, entry, until=None)
