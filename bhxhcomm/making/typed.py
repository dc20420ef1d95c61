"""Figures that somebody typed keep a piece from release: no fact says them, and no change of the law will reach them."""

from __future__ import annotations

from collections.abc import Collection

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.i18n import ngettext
from bhxhcomm.edition.drafts import Reason
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.language.text import Text
from bhxhcomm.lint import typed_figures
from bhxhcomm.lint.typed_figures import TypedFigure

CODE = "figure-typed"
_WHOLE = frozenset({"pack", "imprint"})
"""Contexts whose texts stand on every piece."""


def reasons(workspace: Workspace, edition: Edition, texts: Collection[Text]) -> tuple[Reason, ...]:
    """One reason for the pack and one for the office, where a text that the piece shows has such a figure."""
    pack, office = edition.pack, edition.office
    found = [one for one in typed_figures.of_pack(workspace, pack, edition.date) if _is_shown(one, edition, texts)]
    of_office = typed_figures.of_office(workspace, office, edition.date)
    return tuple(_reason(ones, subject) for ones, subject in ((found, pack.id), (of_office, office.id)) if ones)


def _is_shown(one: TypedFigure, edition: Edition, texts: Collection[Text]) -> bool:
    return one.key is None or one.key[0] in _WHOLE or edition.texts.get(one.key) in texts


def _reason(found: Collection[TypedFigure], subject: str) -> Reason:
    words = ngettext(
        "“{figure}” in `{subject}` is typed by hand, and no fact says it",
        "{count} figures in `{subject}` are typed by hand, and no fact says them, the first one “{figure}”",
        len(found),
    )
    return Reason(CODE, subject, words.format(figure=next(iter(found)).figure, subject=subject, count=len(found)))
