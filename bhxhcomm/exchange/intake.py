"""A file that comes back, held against the catalogue: what changes, what is missing, and what cannot be taken.

Rows are matched by id and by the hash of their source. Nothing is written here: what comes out says what would be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bhxhcomm.content.prose import Part
from bhxhcomm.core.i18n import _
from bhxhcomm.core.people import same_person
from bhxhcomm.core.problems import Place, Problem, Severity
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.standing import EntryStanding, EntryState, Role, item_digest, signed
from bhxhcomm.exchange import difference, handoff
from bhxhcomm.exchange.handoff import Handback, Returned, text_hash
from bhxhcomm.language import checks, invisible, registry
from bhxhcomm.language.entry import Language
from bhxhcomm.language.normalise import nfc, normalised
from bhxhcomm.language.text import Words
from bhxhcomm.translation import faithful
from bhxhcomm.translation.faithful import TranslationFinding
from bhxhcomm.translation.glossary import Glossary
from bhxhcomm.translation.merge import MergedItem
from bhxhcomm.translation.wanted import entry_id

SHORT = 0.3
"""Share of the source's length below which a translation of more than a few words looks cut short."""
_LEAST = 20


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the one who imports allows, and who translated where the file does not say.

    `overwrite_approved` lets approved texts be replaced, `overwrite` those that somebody else has changed since the file
    was made; `skip_refused` takes what is sound of a file in which other rows are not.
    """

    overwrite_approved: bool = False
    overwrite: bool = False
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

    `missing` are the ids of rows that are not in the file, `empty` those without a translation. `signed` are the names
    that the file gives, by role, with the hashes of the entries they answer for.
    """

    items: tuple[MergedItem, ...]
    changes: tuple[EntryChange, ...]
    problems: tuple[Problem, ...]
    missing: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    unchanged: int = 0
    signed: Mapping[tuple[Role, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        return any(problem.is_error for problem in self.problems)


def compare(shelf: Shelf, handback: Handback, language: Language, glossary: Glossary, options: ImportOptions) -> Intake:
    """Hold a file against its catalogue."""
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
        self.earlier = _earlier_ids(shelf)
        self.problems: list[Problem] = []
        self.changes: list[EntryChange] = []
        self.names: dict[tuple[Role, str], list[str]] = {}
        self.empty: list[str] = []
        self.unchanged = 0
        self.repairs: dict[str, int] = {}

    def take(self) -> Intake:
        seen: dict[str, Place] = {}
        if self._belongs():
            for row in self.handback.rows:
                if row.id and row.id in seen:
                    message = _("the row `{id}` stands here a second time (first at {place})")
                    self._error(row, "row-twice", message.format(id=row.id, place=seen[row.id].path), _("delete one"))
                    continue
                seen[row.id] = row.place
                self._row(row)
        missing = tuple(name for name in self.by_id if name not in seen) if self.handback.rows else ()
        for code, count in self.repairs.items():
            message = _("letters were put right on reading: {what} ({count} texts)").format(what=code, count=count)
            self.problems.append(self._problem(Place(self.handback.shown), "repaired", message, "", warning=True))
        return Intake(
            tuple(self.items.values()),
            tuple(self.changes),
            tuple(self.problems),
            missing,
            tuple(self.empty),
            self.unchanged,
            {key: tuple(dict.fromkeys(entries)) for key, entries in self.names.items()},
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
        if nfc(row.source) != _spaced(item.wanted.source) or (row.hash and row.hash != text_hash(item.wanted.source)):
            self._error(
                row,
                "source-changed",
                _("the Vietnamese text of `{id}` was changed in this file").format(id=row.id),
                _("only the translation is to be filled in; write what should change in Vietnamese as a note"),
            )
            return
        mended = normalised(row.target, self.language)
        for repair in mended.repairs if row.base != text_hash(row.target) else ():
            self.repairs[repair.code] = self.repairs.get(repair.code, 0) + 1
        target = mended.text.strip()
        if not target:
            self._without_words(row, known)
            return
        said_done = _is_done(row.status)
        if target == _spaced(item.target) and not (item.stale and said_done):
            self.unchanged += 1
            self._take_rest(row, known, item)
            return
        if not self._may_change(row, known):
            return
        if self._sound(row, item, target):
            changed = replace(item, target=target, stale=False, previous="")
            self.changes.append(EntryChange(row.id, item.wanted.source, item.target, target, row.place))
            self._take_rest(row, known, changed)

    def _unknown(self, row: Returned) -> None:
        if not row.id:
            if row.target:
                message = _("this row has a translation, but no id")
                self._error(row, "row-without-id", message, _("copy the id from the file that was sent out"))
            return
        context = row.id.rsplit("-", 1)[0]
        if row.id in self.earlier or (row.source and entry_id(context, nfc(row.source)) == row.id):
            if row.target and row.base != text_hash(row.target):
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
            message += ": " + difference.marked(row.source, now)
        self._error(
            row, "row-stale", message, _("export again; the earlier translation stands there beside the new text")
        )

    def _without_words(self, row: Returned, known: EntryStanding) -> None:
        self.empty.append(row.id)
        # A row that went out empty was not emptied: somebody else has filled it in meanwhile.
        if known.item.target and row.base != text_hash(""):
            message = _("the translation of `{id}` was emptied; the one that is there is kept").format(id=row.id)
            self.problems.append(self._problem(row.place, "row-emptied", message, warning=True))

    def _may_change(self, row: Returned, known: EntryStanding) -> bool:
        if known.state is EntryState.APPROVED and not self.options.overwrite_approved:
            self._error(
                row,
                "approved-text",
                _("the translation of `{id}` is approved, and differs in this file").format(id=row.id),
                _("--overwrite-approved takes the file's; it must then be reviewed and approved again"),
            )
            return False
        if row.base is None:
            # A catalogue does not say what it was made from; whoever changes his own words is not kept from it.
            name = row.translator or self.options.translator
            since = bool(name and known.translator) and not same_person(name, known.translator)
        else:
            since = row.base != "" and row.base != text_hash(known.item.target)
        if since and not self.options.overwrite and known.item.target:
            message = _("somebody else has translated `{id}` since this file was made: {other}").format(
                id=row.id, other=known.item.target
            )
            self._error(row, "row-conflict", message, _("agree on one of the two; --overwrite takes the file's"))
            return False
        return True

    def _sound(self, row: Returned, item: MergedItem, target: str) -> bool:
        """Whether a translation may be taken; what is wrong or doubtful about it is reported."""
        unseen = list(invisible.invisible(target))
        for sign in unseen:
            message = f"`{row.id}`: " + sign.message
            self._error(row, "invisible-sign", message, sign.hint)
        parts, damage = faithful.parsed(target)
        if damage is not None:
            self._error(row, damage.code, f"`{row.id}`: {damage.message}", damage.hint)
            return False
        found = faithful.differences(item.wanted.parts, parts, row.in_words or "")
        in_words = [finding for finding in found if finding.code == faithful.IN_WORDS]
        errors = [finding for finding in found if finding.code != faithful.IN_WORDS]
        for finding in errors:
            self._error(row, finding.code, f"`{row.id}`: {finding.message}", finding.hint)
        # Whoever the file names as reviewer confirms it by that.
        doubts = [] if row.reviewer else in_words
        doubts += [*_doubts(item, target, parts), *self.glossary.findings(item.wanted.source, target)]
        for finding in doubts:
            message = f"`{row.id}`: {finding.message}"
            self.problems.append(self._problem(row.place, finding.code, message, finding.hint, warning=True))
        letters = checks.check(target, self.language, source=item.wanted.source, place=row.place)
        self.problems += [replace(problem, message=f"`{row.id}`: {problem.message}") for problem in letters]
        return not unseen and not errors and not any(problem.is_error for problem in letters)

    def _take_rest(self, row: Returned, known: EntryStanding, item: MergedItem) -> None:
        """What else the row says of its text: back-translation, spoken form, note, and who answers for it."""
        item = replace(
            item,
            back=item.back if row.back is None else row.back,
            spoken=item.spoken if row.spoken is None else normalised(row.spoken, self.language).text,
            note=item.note if row.note is None else row.note,
            in_words=_in_words(row, known.item, item),
        )
        for name in (item.back, item.spoken, item.note, item.in_words, row.translator, row.reviewer):
            if (sign := invisible.first(name)) is not None:
                self._error(row, "invisible-sign", f"`{row.id}`: {sign.message}", sign.hint)
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
        if item.stale or not item.target:
            return
        entry = item_digest(self.shelf.scope, self.shelf.lang, item)
        translator = " ".join((row.translator or self.options.translator or known.translator).split())
        reviewer = " ".join(row.reviewer.split())
        before = signed(self.shelf.signatures, self.shelf.lang)
        if translator and not before.of(Role.TRANSLATOR, entry):
            self.names.setdefault((Role.TRANSLATOR, translator), []).append(entry)
        if not reviewer:
            return
        if same_person(reviewer, known.reviewer) and _signed_of(item) != _signed_of(known.item):
            # The name went out with the file, beside other words: it says nothing of these.
            message = _("`{id}` has changed since {name} reviewed it; it must be reviewed again").format(
                id=row.id, name=reviewer
            )
            self.problems.append(self._problem(row.place, "review-void", message, warning=True))
        elif same_person(reviewer, translator):
            message = _("{name} translated `{id}` and cannot review it").format(name=reviewer, id=row.id)
            self.problems.append(self._problem(row.place, "translator-reviews", message, warning=True))
        elif not any(same_person(one.by, reviewer) for one in before.of(Role.REVIEWER, entry)):
            self.names.setdefault((Role.REVIEWER, reviewer), []).append(entry)

    def _error(self, row: Returned, code: str, message: str, hint: str = "") -> None:
        self.problems.append(self._problem(row.place, code, message, hint))

    def _problem(self, place: Place, code: str, message: str, hint: str = "", *, warning: bool = False) -> Problem:
        severity = Severity.WARNING if warning else Severity.ERROR
        return Problem(code, message, place, hint, severity, self.shelf.scope, self.shelf.lang)


def _in_words(row: Returned, before: MergedItem, item: MergedItem) -> str:
    """The numbers said in words; a file that does not carry them keeps those of a translation that it does not change."""
    if row.in_words is None:
        return item.in_words if item.target == before.target else ""
    return " ".join(row.in_words.split())


def _signed_of(item: MergedItem) -> tuple[str, str, str]:
    """What of a translation a reviewer signs."""
    return item.target, item.spoken, item.in_words


def _earlier_ids(shelf: Shelf) -> set[str]:
    """The ids of texts that once were, as far as the catalogue remembers."""
    old = {entry.key for entry in shelf.catalogue.entries} if shelf.catalogue else set()
    old |= {(item.wanted.context, item.previous) for item in shelf.merged.items if item.previous}
    return {entry_id(*key) for key in old}


def _doubts(item: MergedItem, target: str, parts: tuple[Part, ...]) -> Iterator[TranslationFinding]:
    """What is no error, but worth a look: too long, too short, not translated at all."""
    source = item.wanted.source
    said, meant = _said(parts), _said(item.wanted.parts)
    if (exchanged := faithful.moved(item.wanted.parts, parts)) is not None:
        yield exchanged
    if target == source:
        yield TranslationFinding("untranslated-copy", _("the translation is the Vietnamese text itself"))
    elif len(target) > item.wanted.limit:
        yield TranslationFinding(
            "too-long",
            _("the translation has {length} characters; more than {limit} may not fit").format(
                length=len(target), limit=item.wanted.limit
            ),
        )
    elif meant >= _LEAST and said < SHORT * meant:
        yield TranslationFinding(
            "too-short",
            _("the translation has {length} characters, the Vietnamese text {source}: is something missing?").format(
                length=said, source=meant
            ),
        )


def _said(parts: tuple[Part, ...]) -> int:
    """How many characters a text has in words."""
    return sum(len(part.text) for part in parts if isinstance(part, Words))


def _is_done(status: str) -> bool:
    """Whether the file says that the text has been dealt with."""
    done = (EntryState.TRANSLATED, EntryState.REVIEWED, EntryState.APPROVED)
    return nfc(status.strip()).casefold() in {handoff.status_word(state).casefold() for state in done}


def _spaced(text: str) -> str:
    return " ".join(text.split())
