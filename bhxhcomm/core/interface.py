"""The edge: messages in the language in which people read, for what is printed at once and for the pages of reports.

Which language that is follows the usual variables (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`); `BHXHCOMM_LANG` comes
before them all. Only the rooms that print may ask (`tests/test_interface.py` lists them): everywhere else a message is a value
(`core.i18n`), so that whoever runs the program changes no key, no digest and no file.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from typing import Any, TypeVar

from bhxhcomm.core import i18n, resources
from bhxhcomm.core.i18n import Message

Value = TypeVar("Value")

_VARIABLES = ("BHXHCOMM_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""What names the language, the first one that says anything."""


def language() -> str:
    """The language in which messages come out: `en` where there is no catalogue of the one that was asked for."""
    return _offered(next(filter(None, map(os.environ.get, _VARIABLES)), ""))


@cache
def _offered(names: str) -> str:
    """The first of these languages, as `LANGUAGE` lists them, that the interface has."""
    folder = resources.folder("locales") / "interface"
    found = gettext.translation(i18n.DOMAIN, folder, languages=names.split(":"), fallback=True)
    return found.info().get("language", i18n.ENGLISH)


def said(message: Message | str) -> str:
    """A message in the language of the interface. A text is what it is."""
    return i18n.in_language(message, language())


def everything_said(value: Value) -> Value:
    """A value as JSON has it, with every message in it said."""
    found: Value = _said(value, language())
    return found


def _said(value: Any, wanted: str) -> Any:
    if type(value) is str or value is None:
        return value
    if isinstance(value, Message):
        return i18n.in_language(value, wanted)
    if isinstance(value, dict):
        return {key: _said(item, wanted) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_said(item, wanted) for item in value]
    return value


def _(message: str) -> str:
    """A message of the catalogue, said at once."""
    return i18n.Translated(said(i18n._(message)), language())


def ngettext(singular: str, plural: str, count: int) -> str:
    """A message in the form that the count needs, said at once."""
    return i18n.Translated(said(i18n.ngettext(singular, plural, count)), language())
