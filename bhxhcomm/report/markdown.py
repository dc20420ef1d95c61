"""The report on changes as Markdown, for the comment of a merge request, in the language of the interface."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bhxhcomm.core.interface import _, language, ngettext
from bhxhcomm.ledger.manifest import RecordedFigure, RecordedReason
from bhxhcomm.report.changes import BuildChanges, PieceChange, Recall, TextChange
from bhxhcomm.report.page import date

MOST = 60
"""Pieces that are listed one by one: hosts of repositories cut comments at some 65,000 characters."""


def written(found: BuildChanges, before: str, after: str, title: str) -> str:
    """The report. `before` and `after` are what the two builds are called."""
    lines = [f"# {_plain(title)}", "", _("From {before} to {after}.").format(before=f"`{before}`", after=f"`{after}`")]
    lines += ["", f"## {_('Figures that have changed')}", "", *_figures(found)]
    lines += ["", f"## {_('Released files that must be withdrawn')}", "", *_withdrawn(found.withdraw)]
    lines += ["", f"## {_('Translations and recordings that no longer hold')}", "", *_stale(found.stale)]
    lines += ["", f"## {_('Pieces that have changed')}", "", *_pieces(found)]
    return "\n".join(lines) + "\n"


def _figures(found: BuildChanges) -> Iterator[str]:
    if not found.figures:
        yield _("No figure has changed.")
        return
    heads = (_("Figure"), _("Before"), _("After"), _("Since"), _("Legal source"), _("Pieces"))
    yield "| " + " | ".join(heads) + " |"
    yield "|---" * len(heads) + "|"
    for one in found.figures:
        since, source = (date(one.after.effective_from), one.after.source) if one.after else ("", "")
        cells = (f"`{one.id}`", _value(one.before), _value(one.after), since, _plain(source), str(len(one.pieces)))
        yield "| " + " | ".join(cells) + " |"


def _value(figure: RecordedFigure | None) -> str:
    return _plain(figure.text) if figure else "–"


def _withdrawn(pieces: Iterable[Recall]) -> Iterator[str]:
    lines = [f"- `{piece.code}` {_plain(piece.title)} – {_plain(piece.issued_by)} (`{piece.id}`)" for piece in pieces]
    yield from lines or [_("No released file has become wrong.")]


def _stale(reasons: Iterable[RecordedReason]) -> Iterator[str]:
    lines = [f"- {_plain(reason.messages.get(language()) or reason.subject)}" for reason in reasons]
    yield from lines or [_("No translation or recording has become stale.")]


def _pieces(found: BuildChanges) -> Iterator[str]:
    words = ngettext("{n} piece has not changed.", "{n} pieces have not changed.", found.same).format(n=found.same)
    if not found.pieces:
        yield _("No piece has changed.")
    for change in found.pieces[:MOST]:
        yield f"- {_kind(change)} `{change.id}` {_plain(change.newest.title)}"
        for text in change.texts[:6]:
            yield f"  - {_text(text)}"
        if len(change.texts) > 6:
            more = len(change.texts) - 6
            yield "  - " + ngettext("{n} more text", "{n} more texts", more).format(n=more)
    if len(found.pieces) > MOST:
        more = len(found.pieces) - MOST
        yield "- " + ngettext("{n} more piece", "{n} more pieces", more).format(n=more)
    yield ""
    yield words


def _kind(change: PieceChange) -> str:
    if change.before is None:
        return f"**{_('new')}**"
    if change.after is None:
        return f"**{_('no longer made')}**"
    if change.before.draft != change.after.draft:
        # Outside of the f-string, where tools for gettext find them.
        words = _("is a draft now") if change.after.draft else _("may be released now")
        return f"**{words}**"
    return f"**{_('changed')}**"


def _text(change: TextChange) -> str:
    marks = {"same": "{}", "gone": "~~{}~~", "new": "**{}**"}
    return "".join(_marked(marks[kind], words) for kind, words in change.parts)


def _marked(mark: str, words: str) -> str:
    """Words in a mark that stands close to them, as Markdown wants it."""
    bare = words.strip()
    if not bare:
        return words
    start = len(words) - len(words.lstrip())
    return words[:start] + mark.format(_plain(bare)) + words[start + len(bare) :]


def _plain(text: str) -> str:
    """A text in which nothing is a mark of Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", " ".join(text.split()))
