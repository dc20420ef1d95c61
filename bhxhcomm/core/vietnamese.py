"""Words of sheets and notes that officers sign or work by: gettext's, and in Vietnamese whoever runs the program.

The words that readers of a piece meet are not here; those are labels, which every language has (`language.labels`).
"""

from __future__ import annotations

from bhxhcomm.core import i18n
from bhxhcomm.core.i18n import Message, Translated

LANGUAGE = "vi"


def said(message: Message | str) -> str:
    """A message in Vietnamese. A text is what it is."""
    return i18n.in_language(message, LANGUAGE)


def _(message: str) -> str:
    """A message of the catalogue, in Vietnamese."""
    return Translated(said(i18n._(message)), LANGUAGE)


def ngettext(singular: str, plural: str, count: int) -> str:
    """A message in the form that the count needs, in Vietnamese."""
    return Translated(said(i18n.ngettext(singular, plural, count)), LANGUAGE)
