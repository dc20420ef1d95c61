"""The language of the interface: English in the code, other languages in gettext catalogues.

`_` translates at once, `N_` only marks a message for the catalogue (for texts that are translated where they are shown).
Which language is used follows the usual variables (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`); `BHXHCOMM_LANG` comes
before them all.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from bhxhcomm.core import resources

DOMAIN = "bhxhcomm"


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message for the catalogue and return it unchanged."""
    return message


_languages: list[str] = []
"""Languages that `speaking` has put before that of the interface, the last one first."""


@contextmanager
def messages_in(language: str) -> Iterator[None]:
    """Say messages in this language for a while: those that stand on a page in it."""
    _languages.append(language)
    try:
        yield
    finally:
        _languages.pop()


@cache
def catalogue(language: str | None = None) -> gettext.NullTranslations:
    """The catalogue of one interface language, or the one that the environment asks for."""
    wanted = language or os.environ.get("BHXHCOMM_LANG")
    languages = [wanted] if wanted else None
    folder = resources.folder("locales") / "interface"
    return gettext.translation(DOMAIN, folder, languages=languages, fallback=True)


def interface() -> str:
    """The language in which messages come out: `en` where there is no catalogue of the one that was asked for."""
    return catalogue(*_languages[-1:]).info().get("language", "en")


def _(message: str) -> str:
    """The message in the language of the interface."""
    return catalogue(*_languages[-1:]).gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message in the form that the count needs."""
    return catalogue(*_languages[-1:]).ngettext(singular, plural, count)
