"""A file that comes back, merged with the catalogue: what changes, what is missing, and what cannot be taken.

Rows are matched by id and by the hash of their source, and merged by what they were made from (`three_way`): what only the
file has changed is taken, what was only changed here stays, and what both have changed is a conflict that a person decides.
Nothing is written here: what comes out says what would be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, about, joined
from bhxhcomm.core.people import same_person
from bhxhcomm.core.problems import Place, Problem, Severity
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.standing import EitherDigest, EntryStanding, EntryState, Role, item_digests, signed
from bhxhcomm.exchange import difference, handoff, merge_base, soundness, three_way
from bhxhcomm.exchange.conflict import TARGET, Conflict
from bhxhcomm.exchange.handoff import Handback, Returned, RowStatus, text_hash
from bhxhcomm.exchange.merge_base import MergeBase, RowStanding
from bhxhcomm.exchange.three_way import MergeOutcome, seen
from bhxhcomm.exchange.workbook_reading import APOSTROPHE
from bhxhcomm.language import invisible, registry
from bhxhcomm.language.entry import Language
from bhxhcomm.language.normalise import nfc, normalised
from bhxhcomm.translation import faithful
from bhxhcomm.translation.glossary import Glossary
from bhxhcomm.translation.merge import MergedItem
from bhxhcomm.translation.wanted import entry_id

CONFLICT = "row-conflict"
OURS, THEIRS, ASIDE = "ours", "theirs", "aside"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the one who imports allows, and who translated where the file does not say.

    `conflicts` says what becomes of rows that were changed here as well since the file was made: nothing is taken while it is
    empty; `ours` and `theirs` let one side count; `aside` leaves them for a file of their own, and takes the others.
    `overwrite_approved` lets approved texts be replaced; `skip_refused` takes what is sound of a file in which other rows are
    not.
    """

    overwrite_approved: bool = False
    conflicts: str = ""
    skip_refused: bool = False
    translator: str = ""


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry that the file changes."""

    id: str
    source: str
    before: str
    after: str
    place: Place


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file would do: the items of the catalogue afterwards, the changes, and what was found.

    `missing` are the ids of rows that are not in the file, `empty` those without a translation, `unfinished` those whose
    translation the file gives as needing work. `signed` are the names that the file gives, by role, with the hashes of the
    entries they answer for. `conflicts` has every text that was changed on both sides, open or not.
    """

    items: tuple[MergedItem, ...]
    changes: tuple[EntryChange, ...]
    problems: tuple[Problem, ...]
    missing: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    unchanged: int = 0
    signed: Mapping[tuple[Role, str], tuple[EitherDigest, ...]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    unfinished: tuple[str, ...] = ()
    aside: bool = False

    @property
    def refused(self) -> bool:
        """Whether anything keeps the file out; conflicts that are set aside do not."""
        return any(problem.is_error and not (self.aside and problem.code == CONFLICT) for problem in self.problems)

    @property
    def failed(self) -> bool:
        """Whether anything is left that a person must see to."""
        return any(problem.is_error for problem in self.problems)


def compare(shelf: Shelf, handback: Handback, language: Language, glossary: Glossary, options: ImportOptions) -> Intake:
    """Merge a file with its catalogue."""
    return _Intake(shelf, handback, language, glossary, options).take()


class _Intake:
    def __init__(
        self, shelf: Shelf, handback: Handback, language: Language, glossary: Glossary, options: ImportOptions
    ) -> None:
        self.shelf = shelf
        self.handback = handback
        self.language = language
        self.glossary = glossary
        self.options = options
        self.by_id: dict[str, EntryStanding] = {one.item.wanted.id: one for one in shelf.standings}
        self.items: dict[str, MergedItem] = {one.item.wanted.id: one.item for one in shelf.standings}
        self.before = signed(shelf.signatures, shelf.lang)
        self.glottals = soundness.glottal_words(language, (one.item.target for one in shelf.standings))
        self.earlier = _earlier_ids(shelf)
        self.problems: list[Problem] = []
        self.changes: list[EntryChange] = []
        self.conflicts: list[Conflict] = []
        self.names: dict[tuple[Role, str], list[EitherDigest]] = {}
        self.empty: list[str] = []
        self.unfinished: list[str] = []
        self.unchanged = 0
        self.repairs: dict[str, int] = {}

    def take(self) -> Intake:
        found: dict[str, Place] = dict.fromkeys(self.handback.refused, Place(self.handback.shown))
        if self._belongs():
            self.problems += [
                problem.within(pack=self.shelf.scope, lang=self.shelf.lang)
                for problem in self.handback.problems
                if problem.code != APOSTROPHE or self.glottals is not None
            ]
            for row in self.handback.rows:
                if row.id and row.id in found:
                    message = _("the row `{id}` stands here a second time (first at {place})")
                    self._error(row, "row-twice", message.format(id=row.id, place=found[row.id].path), _("delete one"))
                    continue
                found[row.id] = row.place
                self._row(row)
        missing = tuple(name for name in self.by_id if name not in found) if found else ()
        for code, count in self.repairs.items():
            message = _("letters were put right on reading: {what} ({count} texts)").format(what=code, count=count)
            self.problems.append(
                self._problem(Place(self.handback.shown), "repaired", message, NO_MESSAGE, warning=True)
            )
        return Intake(
            tuple(self.items.values()),
            tuple(self.changes),
            tuple(self.problems),
            missing,
            tuple(self.empty),
            self.unchanged,
            {key: tuple(dict.fromkeys(entries)) for key, entries in self.names.items()},
            tuple(self.conflicts),
            tuple(self.unfinished),
            self.options.conflicts == ASIDE,
        )

    def _belongs(self) -> bool:
        """Whether the file is for this pack and language, as far as it says."""
        place = Place(self.handback.shown)
        own = handoff.scope_name(self.shelf.scope)
        if self.handback.scope and self.handback.scope != own:
            message = _("this file is for `{other}`, not for `{own}`").format(other=self.handback.scope, own=own)
            self.problems.append(self._problem(place, "wrong-pack", message))
        if self.handback.lang and not registry.means(self.handback.lang, self.shelf.lang):
            message = _("this file is for the language “{other}”, not for “{own}”").format(
                other=self.handback.lang, own=self.shelf.lang
            )
            hint = _("take it in with its own --lang; if the file alone is wrong, correct the language that it names")
            self.problems.append(self._problem(place, "wrong-language", message, hint))
        return not self.problems

    def _row(self, row: Returned) -> None:
        known = self.by_id.get(row.id)
        if known is None:
            self._unknown(row)
            return
        item = known.item
        if nfc(row.source) != seen(item.wanted.source) or (row.hash and row.hash != text_hash(item.wanted.source)):
            self._error(
                row,
                "source-changed",
                _("the Vietnamese text of `{id}` was changed in this file").format(id=row.id),
                _("only the translation is to be filled in; write what should change in Vietnamese as a note"),
            )
            return
        status = handoff.status_of(row.status)
        if status is RowStatus.UNKNOWN:
            message = _("`{id}`: “{word}” is no state that is known here; it is passed over").format(
                id=row.id, word=row.status
            )
            self._warn(row, "status-unknown", message, _("choose one from the list in the column of states"))
        base = merge_base.read(row.base)
        if not row.target.strip():
            self._without_words(row, known, base)
        elif base is not None and base.is_untouched(row.target):
            self._untouched(row, known, base, status)
        else:
            self._touched(row, known, base, status)

    def _untouched(self, row: Returned, known: EntryStanding, base: MergeBase, status: RowStatus) -> None:
        """A row whose translation is still the one that it went out with: it may say whether that holds."""
        item = known.item
        is_same = seen(row.target) == seen(item.target)
        confirmed = base.standing is not RowStanding.HELD and status is RowStatus.DONE
        if confirmed and not (is_same and not item.stale):
            self._changed(row, known, base, seen(row.target), needs_work=False)
            return
        if base.standing is RowStanding.SUGGESTED:
            # Nobody has said that what was suggested is right here.
            self.empty.append(row.id)
            self._take_rest(row, known, item, base)
            return
        if base.standing is RowStanding.HELD and status is RowStatus.NEEDS_WORK and is_same and not item.stale:
            self._changed(row, known, base, item.target, needs_work=True)
            return
        self.unchanged += 1
        self._take_rest(row, known, item, base)

    def _touched(self, row: Returned, known: EntryStanding, base: MergeBase | None, status: RowStatus) -> None:
        """A row with another translation than it went out with, or of which nobody knows what that was."""
        item = known.item
        mended = normalised(row.target, self.language)
        for repair in mended.repairs:
            self.repairs[repair.code] = self.repairs.get(repair.code, 0) + 1
        target = seen(mended.text)
        # Who edits what went out as needing work has done that work; only a program that keeps the mark itself says otherwise.
        stays = base is not None and base.standing is not RowStanding.HELD and not row.marks_itself
        needs_work = status is RowStatus.NEEDS_WORK and not stays
        if target == seen(item.target) and not (item.stale and status is RowStatus.DONE):
            self.unchanged += 1
            self._take_rest(row, known, item, base)
            return
        self._changed(row, known, base, target, needs_work=needs_work)

    def _changed(
        self, row: Returned, known: EntryStanding, base: MergeBase | None, target: str, *, needs_work: bool
    ) -> None:
        """Take another translation, or another word on the one that is there, if it may be taken."""
        item = known.item
        if base is None and needs_work and item.target and not item.stale:
            message = _("`{id}`: the file has “{theirs}” as still in need of work; what is here is kept").format(
                id=row.id, theirs=target
            )
            self._warn(row, "row-unfinished", message)
            self.unchanged += 1
            return
        if not self._may_change(row, known, base, target):
            return
        if not self._is_sound(row, item, target, needs_work=needs_work):
            return
        if needs_work:
            self.unfinished.append(row.id)
        changed = replace(
            item, target=target, stale=needs_work, previous=item.previous if needs_work and item.stale else ""
        )
        if target != item.target or needs_work != item.stale:
            self.changes.append(EntryChange(row.id, item.wanted.source, item.target, target, row.place))
        self._take_rest(row, known, changed, base)

    def _unknown(self, row: Returned) -> None:
        if not row.id:
            if row.target:
                message = _("this row has a translation, but no id")
                self._error(row, "row-without-id", message, _("copy the id from the file that was sent out"))
            return
        context = row.id.rsplit("-", 1)[0]
        if row.id in self.earlier or (row.source and entry_id(context, nfc(row.source)) == row.id):
            base = merge_base.read(row.base)
            if row.target and not (base is not None and base.is_untouched(row.target)):
                self._stale(row, context)
            return
        message = _("there is no text `{id}`: the id was changed, or belongs to another pack").format(id=row.id)
        self._error(row, "id-changed", message, _("copy the id from the file that was sent out"))

    def _stale(self, row: Returned, context: str) -> None:
        """The text was changed or taken out since the file was made: say what it is now, if that can be told."""
        now = next(
            (
                item.wanted.source
                for item in self.items.values()
                if item.wanted.context == context and item.previous == nfc(row.source)
            ),
            "",
        )
        message = _("the Vietnamese text has changed since this file was made")
        if now:
            message = joined(": ", [message, difference.marked(row.source, now)])
        self._error(
            row, "row-stale", message, _("export again; the earlier translation stands there beside the new text")
        )

    def _without_words(self, row: Returned, known: EntryStanding, base: MergeBase | None) -> None:
        self.empty.append(row.id)
        self._take_rest(row, known, known.item, base)
        # A row that went out empty was not emptied: somebody else has filled it in meanwhile.
        if known.item.target and (base is None or base.held != three_way.EMPTY):
            message = _("the translation of `{id}` was emptied; the one that is there is kept").format(id=row.id)
            self._warn(row, "row-emptied", message)

    def _may_change(self, row: Returned, known: EntryStanding, base: MergeBase | None, target: str) -> bool:
        """Whether a translation may be replaced: nobody has approved it, and nobody else has changed it since."""
        outcome = three_way.merged(None if base is None else base.held, known.item.target, target)
        # That only our side has changed comes here when the file confirms the words it went out with: both have acted.
        is_conflict = outcome in (MergeOutcome.CONFLICT, MergeOutcome.OURS) and not self._own_words(row, known, base)
        if known.state is EntryState.APPROVED and not self.options.overwrite_approved:
            if is_conflict and self.options.conflicts == OURS:
                return self._decided(row, known, TARGET, known.item.target, target)
            self._error(
                row,
                "approved-text",
                _("the translation of `{id}` is approved, and differs in this file").format(id=row.id),
                _("--overwrite-approved takes the file's; it must then be reviewed and approved again"),
            )
            return False
        return not is_conflict or self._decided(row, known, TARGET, known.item.target, target)

    def _own_words(self, row: Returned, known: EntryStanding, base: MergeBase | None) -> bool:
        """Whether somebody changes the own words: a file that does not know what it was made from keeps nobody from that."""
        name = row.translator or self.options.translator
        return base is None and bool(name and known.translator) and same_person(name, known.translator)

    def _decided(self, row: Returned, known: EntryStanding, part: str, ours: str, theirs: str) -> bool:
        """Note a conflict, and whether the file's side is to count."""
        told = self.options.conflicts if self.options.conflicts in (OURS, THEIRS) else ""
        by = row.translator or self.options.translator or self.handback.shown
        found = Conflict(
            row.id, part, known.item.wanted.source, ours, known.translator, theirs, by, row.place, taken=told
        )
        self.conflicts.append(found)
        if told:
            kept = _("what is here is kept") if told == OURS else _("the file's is taken")
            self.problems.append(
                self._problem(row.place, CONFLICT, joined("\n    ", [found.message, kept]), NO_MESSAGE, warning=True)
            )
        else:
            hint = _(
                "decide which counts: --ours keeps what is here, --theirs takes the file's, --conflicts FILE.xlsx writes both "
                "side by side and takes the rest"
            )
            self._error(row, CONFLICT, found.message, hint)
        return told == THEIRS

    def _is_sound(self, row: Returned, item: MergedItem, target: str, *, needs_work: bool) -> bool:
        """Whether a translation may be taken; what is wrong or doubtful about it is reported. One that still needs work is
        shown nowhere, so that damage is no more than a reason for that."""
        found = soundness.judged(
            item,
            target,
            self.language,
            self.glossary,
            row.place,
            in_words=row.in_words or "",
            reviewed=bool(row.reviewer),
            glottals=self.glottals or frozenset(),
        )
        problems = [
            *(self._problem(row.place, one.code, one.message, one.hint) for one in found.errors),
            *(self._problem(row.place, one.code, one.message, one.hint, warning=True) for one in found.doubts),
            *found.letters,
        ]
        lighter = Severity.WARNING if needs_work and not found.is_unseen else None
        self.problems += [
            replace(one, message=about(row.id, one.message), severity=lighter or one.severity) for one in problems
        ]
        return found.is_sound or lighter is not None

    def _take_rest(self, row: Returned, known: EntryStanding, item: MergedItem, base: MergeBase | None) -> None:
        """What else the row says of its text: back-translation, spoken form, note, and who answers for it."""
        item = replace(
            item,
            back=self._beside(row, known, base, "back", known.item.back, row.back),
            spoken=self._beside(row, known, base, "spoken", known.item.spoken, self._spoken(row)),
            note=self._beside(row, known, base, "note", known.item.note, row.note),
            in_words=self._in_words(row, known, item, base),
        )
        for name in (item.back, item.spoken, item.note, item.in_words, row.translator, row.reviewer):
            if name and (sign := invisible.first(name)) is not None:
                self._error(row, "invisible-sign", about(row.id, sign.message), sign.hint)
                return
        if item.in_words and not faithful.numbers(item.in_words):
            message = _("`{id}`: “{written}” is no list of numbers").format(id=row.id, written=item.in_words)
            self._error(row, "in-words-unread", message, _("write the numbers in digits, with commas: 1, 22"))
            return
        rest_differs = (item.spoken, item.in_words) != (known.item.spoken, known.item.in_words)
        if rest_differs and known.state is EntryState.APPROVED and not self.options.overwrite_approved:
            message = (
                _("the spoken form of `{id}` is approved, and differs in this file")
                if item.spoken != known.item.spoken
                else _("the numbers of `{id}` that are said in words are approved, and differ in this file")
            )
            self._error(
                row,
                "approved-text",
                message.format(id=row.id),
                _("--overwrite-approved takes the file's; it must then be reviewed and approved again"),
            )
            return
        self.items[row.id] = item
        if not item.stale and item.target:
            self._take_names(row, known, item)

    def _spoken(self, row: Returned) -> str | None:
        return row.spoken if not row.spoken else normalised(row.spoken, self.language).text

    def _beside(
        self, row: Returned, known: EntryStanding, base: MergeBase | None, part: str, ours: str, theirs: str | None
    ) -> str:
        """What counts of a text beside a translation: the file's, or the one that is here."""
        if theirs is None or theirs == ours:
            return ours
        theirs = " ".join(theirs.split())
        was = base.beside.get(part) if base is not None else None
        match three_way.merged(was, ours, theirs):
            case MergeOutcome.THEIRS:
                return theirs
            case MergeOutcome.CONFLICT if was is None and self._own_words(row, known, None):
                return theirs
            case MergeOutcome.CONFLICT:
                return theirs if self._decided(row, known, part, ours, theirs) else ours
            case _:
                return ours

    def _in_words(self, row: Returned, known: EntryStanding, item: MergedItem, base: MergeBase | None) -> str:
        """The numbers said in words. They belong to a translation: of one that changes, the file alone can say them."""
        if item.target != known.item.target:
            return " ".join((row.in_words or "").split())
        return self._beside(row, known, base, "in_words", known.item.in_words, row.in_words)

    def _take_names(self, row: Returned, known: EntryStanding, item: MergedItem) -> None:
        """Who translated and who reviewed, as far as the words that they saw are those that are here now."""
        reviewer = " ".join(row.reviewer.split())
        if not self._saw(row, item.target):
            if reviewer and not same_person(reviewer, known.reviewer):
                self._void(row, reviewer)
            return
        entry = item_digests(self.shelf.scope, self.shelf.lang, item)
        own = "" if item.target != known.item.target else known.translator
        translator = " ".join((row.translator or self.options.translator or own).split())
        if translator and not self.before.of(Role.TRANSLATOR, entry):
            self.names.setdefault((Role.TRANSLATOR, translator), []).append(entry)
        if not reviewer:
            return
        if same_person(reviewer, known.reviewer) and _signed_of(item) != _signed_of(known.item):
            # The name went out with the file, beside other words: it says nothing of these.
            self._void(row, reviewer)
        elif same_person(reviewer, translator):
            message = _("{name} translated `{id}` and cannot review it").format(name=reviewer, id=row.id)
            self._warn(row, "translator-reviews", message)
        elif not any(same_person(one.by, reviewer) for one in self.before.of(Role.REVIEWER, entry)):
            self.names.setdefault((Role.REVIEWER, reviewer), []).append(entry)

    def _saw(self, row: Returned, target: str) -> bool:
        """Whether the words that a row has are these."""
        ours, theirs = seen(target), seen(row.target)
        return ours == theirs or ours == seen(normalised(theirs, self.language).text)

    def _void(self, row: Returned, reviewer: str) -> None:
        message = _("`{id}` has changed since {name} reviewed it; it must be reviewed again").format(
            id=row.id, name=reviewer
        )
        self._warn(row, "review-void", message)

    def _error(self, row: Returned, code: str, message: Message, hint: Message = NO_MESSAGE) -> None:
        self.problems.append(self._problem(row.place, code, message, hint))

    def _warn(self, row: Returned, code: str, message: Message, hint: Message = NO_MESSAGE) -> None:
        self.problems.append(self._problem(row.place, code, message, hint, warning=True))

    def _problem(
        self, place: Place, code: str, message: Message, hint: Message = NO_MESSAGE, *, warning: bool = False
    ) -> Problem:
        severity = Severity.WARNING if warning else Severity.ERROR
        return Problem(code, message, place, hint, severity, self.shelf.scope, self.shelf.lang)


def _signed_of(item: MergedItem) -> tuple[str, str, str]:
    """What of a translation a reviewer signs."""
    return item.target, item.spoken, item.in_words


def _earlier_ids(shelf: Shelf) -> set[str]:
    """The ids of texts that once were, as far as the catalogue remembers."""
    old = {entry.key for entry in shelf.catalogue.entries} if shelf.catalogue else set()
    old |= {(item.wanted.context, item.previous) for item in shelf.merged.items if item.previous}
    return {entry_id(*key) for key in old}
