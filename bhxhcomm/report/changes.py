"""What differs between two builds: figures, sentences, files, what may no longer be handed out. Pure, from two manifests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bhxhcomm.core import i18n
from bhxhcomm.exchange.difference import Kind, parts
from bhxhcomm.ledger.manifest import Manifest, Piece, RecordedArtifact, RecordedFigure, RecordedReason


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is another one now: as it was and as it is (None where it was not shown before, or is not any more), and
    the pieces (their ids) that show it."""

    id: str
    before: RecordedFigure | None
    after: RecordedFigure | None
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """A sentence that is another one now: where it stands (panel or segment), and its words that stayed, went and came."""

    panel: str
    parts: tuple[tuple[Kind, str], ...]


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file of a piece before and after; None where there is none."""

    before: RecordedArtifact | None
    after: RecordedArtifact | None

    @property
    def changed(self) -> bool:
        """Whether its bytes are others now."""
        return (self.before and self.before.sha256) != (self.after and self.after.sha256)


@dataclass(frozen=True, slots=True)
class PieceChange:
    """A piece of which something is other than before. `before` or `after` is None for one that came or went.

    `stale_recordings` counts the recordings that were heard in it and that no other has taken the place of.
    """

    id: str
    before: Piece | None
    after: Piece | None
    texts: tuple[TextChange, ...] = ()
    figures: tuple[str, ...] = ()
    files: tuple[FileChange, ...] = ()
    new_reasons: tuple[RecordedReason, ...] = ()
    stale_recordings: int = 0

    @property
    def newest(self) -> Piece:
        """The piece as it is, or as it was last."""
        piece = self.after or self.before
        assert piece is not None
        return piece


@dataclass(frozen=True, slots=True)
class Recall:
    """An edition that was released and must not be handed out any more: `id` of its piece, and the `files` that still lie
    there."""

    id: str
    code: str
    title: str
    issued_by: str
    lang: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuildChanges:
    """Everything that differs. `same` counts the pieces of which nothing does; `withdraw` are editions that were released and
    show a figure that is another one now."""

    figures: tuple[FigureChange, ...]
    changed: tuple[PieceChange, ...]
    added: tuple[PieceChange, ...]
    removed: tuple[PieceChange, ...]
    withdraw: tuple[Recall, ...]
    same: int

    @property
    def pieces(self) -> tuple[PieceChange, ...]:
        """All pieces that differ, in their order."""
        return tuple(sorted((*self.changed, *self.added, *self.removed), key=lambda one: one.id))

    @property
    def stale(self) -> tuple[RecordedReason, ...]:
        """Translations and recordings that no longer hold, each once."""
        translations = (reason for one in self.pieces for reason in one.new_reasons if reason.code == _STALE)
        recordings = (_of_recordings(one) for one in self.pieces if one.stale_recordings)
        found = (*translations, *recordings)
        return tuple({(reason.code, reason.subject): reason for reason in found}.values())


_STALE = "translation-stale"
"""The reason that says that a translation no longer fits the words."""


def _of_recordings(change: PieceChange) -> RecordedReason:
    """That recordings of a piece are of earlier words, said in every language of reports."""
    words = i18n.ngettext(
        "{count} recording of `{piece}` is of earlier words or figures and is not heard any more",
        "{count} recordings of `{piece}` are of earlier words or figures and are not heard any more",
        change.stale_recordings,
    )
    messages = i18n.in_every_language(words.format(count=change.stale_recordings, piece=change.id))
    return RecordedReason(code="recording-stale", subject=change.id, messages=messages)


def changes(before: Manifest, after: Manifest, withdraw: Iterable[Recall] | None = None) -> BuildChanges:
    """What differs between two manifests. Only what each of them last asked for counts.

    `withdraw` is what must be withdrawn, where that is known from elsewhere: a manifest that was only made for a report says
    nothing of what was released. Without it, it is what the earlier build released with figures that are others in the later.
    """
    old, new = _current(before), _current(after)
    changed: list[PieceChange] = []
    same = 0
    for name in sorted(old.keys() & new.keys()):
        found = _piece(name, old[name], new[name])
        if found is None:
            same += 1
        else:
            changed.append(found)
    added = tuple(_whole(name, None, new[name]) for name in sorted(new.keys() - old.keys()))
    removed = tuple(_whole(name, old[name], None) for name in sorted(old.keys() - new.keys()))
    figures = tuple(_figures(old, new))
    if withdraw is None:
        others = {piece for one in figures if one.before is not None for piece in one.pieces}
        withdraw = [_recall(old[name]) for name in sorted(others & old.keys()) if not old[name].draft]
    return BuildChanges(figures, tuple(changed), added, removed, tuple(withdraw), same)


def _recall(piece: Piece) -> Recall:
    files = tuple(one.path for one in piece.artifacts)
    return Recall(piece.id, piece.code, piece.title, piece.issued_by, piece.lang, files)


def untrue(released: Iterable[Mapping[str, Any]], after: Manifest) -> Iterator[Mapping[str, Any]]:
    """The records of released editions that show a figure which a manifest has, for the same office, only with other
    values."""
    shown: dict[tuple[str, str, str | None], set[object]] = {}
    for piece in after.pieces:
        if piece.current:
            for figure in piece.figures:
                shown.setdefault((piece.office, figure.id, figure.at), set()).add(figure.value)
    for record in released:
        for figure in record["figures"]:
            values = shown.get((record["office"], figure["id"], figure["at"]))
            if values and figure["value"] not in values:
                yield record
                break


def _current(manifest: Manifest) -> dict[str, Piece]:
    return {piece.id: piece for piece in manifest.pieces if piece.current}


def _piece(name: str, before: Piece, after: Piece) -> PieceChange | None:
    files = tuple(one for one in _files(before.artifacts, after.artifacts) if one.changed)
    reasons = _new_reasons(before.reasons, after.reasons)
    if not files and not reasons and before.draft == after.draft:
        return None
    return PieceChange(
        name,
        before,
        after,
        tuple(_texts(before, after)),
        tuple(dict.fromkeys(one.id for one in _figure_pairs(before, after))),
        files,
        reasons,
        _stale_recordings(before, after),
    )


def _whole(name: str, before: Piece | None, after: Piece | None) -> PieceChange:
    return PieceChange(
        name,
        before,
        after,
        files=tuple(_files(before.artifacts if before else (), after.artifacts if after else ())),
        new_reasons=tuple(after.reasons) if after else (),
        stale_recordings=_stale_recordings(before, after),
    )


def _stale_recordings(before: Piece | None, after: Piece | None) -> int:
    old, new = (set(piece.parts.get("recordings", ())) if piece else set() for piece in (before, after))
    return max(0, len(old - new) - len(new - old))


def _new_reasons(before: Iterable[RecordedReason], after: Iterable[RecordedReason]) -> tuple[RecordedReason, ...]:
    known = {(reason.code, reason.subject) for reason in before}
    return tuple(reason for reason in after if (reason.code, reason.subject) not in known)


def _files(before: Iterable[RecordedArtifact], after: Iterable[RecordedArtifact]) -> Iterator[FileChange]:
    """Files of the same format and part belong together, whatever a draft mark makes of their names."""
    old = {(one.format, one.part): one for one in before}
    new = {(one.format, one.part): one for one in after}
    for key in sorted(old.keys() | new.keys()):
        yield FileChange(old.get(key), new.get(key))


def _texts(before: Piece, after: Piece) -> Iterator[TextChange]:
    """The sentences that differ, panel by panel. Where a panel has as many texts as before, each is compared with its own."""
    old = {panel.name: panel.text for panel in before.panels}
    new = {panel.name: panel.text for panel in after.panels}
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name, []), new.get(name, [])
        if was == now:
            continue
        if len(was) == len(now):
            yield from (
                TextChange(name, parts(one, other)) for one, other in zip(was, now, strict=True) if one != other
            )
            continue
        gone, come = [one for one in was if one not in now], [one for one in now if one not in was]
        yield from (TextChange(name, (("gone", one),)) for one in gone)
        yield from (TextChange(name, (("new", one),)) for one in come)


def _shown(figure: RecordedFigure) -> tuple[str, str | None]:
    return (figure.id, figure.at)


def _figure_pairs(before: Piece, after: Piece) -> Iterator[RecordedFigure]:
    """The figures of a piece, as they are now, that it showed with another value."""
    old = {_shown(figure): figure for figure in before.figures}
    for figure in after.figures:
        was = old.get(_shown(figure))
        if was is not None and was.value != figure.value:
            yield figure


def _figures(old: Mapping[str, Piece], new: Mapping[str, Piece]) -> Iterator[FigureChange]:
    """The figures that pieces of both builds show with other values; a figure with several values (offices) comes several
    times."""
    found: dict[tuple[str, str, str], tuple[RecordedFigure, RecordedFigure, list[str]]] = {}
    for name in sorted(old.keys() & new.keys()):
        was = {_shown(figure): figure for figure in old[name].figures}
        for figure in new[name].figures:
            before = was.get(_shown(figure))
            if before is None or before.value == figure.value:
                continue
            key = (figure.id, str(before.value), str(figure.value))
            found.setdefault(key, (before, figure, []))[2].append(name)
    for (fact, _before, _after), (one, other, pieces) in sorted(found.items()):
        yield FigureChange(fact, one, other, tuple(pieces))
