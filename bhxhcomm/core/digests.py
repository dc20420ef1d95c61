"""Digests that are kept: in signatures, registers, manifests. Each says by which scheme it was taken.

`2:` and hexadecimal figures is one of scheme 2, which takes the SHA-256 of a line that names the scheme, a line that says of
what kind the content is, and the content as canonical text (`core.canonical`); so no content of one kind passes for one of
another. A digest without a scheme is of scheme 1 (`core.scheme_1`), which is frozen: it is still verified, and written no more
but where a name must stay what it is: keys and codes of editions (`steady`), the names of the files of recordings and clips.
Whoever reads a digest reads it with `parsed`.

>>> of("office", {"office": "mau"})[:10]
'2:8d6891cf'
>>> parsed("2:b3a4f5d21c6e").scheme, parsed("b3a4f5d21c6e").scheme
(2, 1)

What is not kept, but compared with what the same version makes (the folder `.bhxhcomm`, what a piece is composed of, the keys
of products), takes `canonical.digest`. The SHA-256 of a file's bytes is what `sha256sum` prints and needs no scheme.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bhxhcomm.core import canonical, scheme_1
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import NOWHERE, ContentError, Place, error

if TYPE_CHECKING:
    from hashlib import _Hash

SCHEME = 2
"""The scheme of what is written now."""
WHOLE, SHORT = 64, 32
"""Figures of a digest: all of them; and of a part of something, where many stand in a line. For half of a SHA-256 nobody finds
two texts either; for the 16 figures that scheme 1 took of an entry of a catalogue, a patient person does."""
MALFORMED = "digest-malformed"
_WITH_SCHEME = re.compile(r"(0|[1-9][0-9]{0,8}):(.*)", re.DOTALL)
_FIGURES = re.compile(r"[0-9a-f]{12,64}")


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as it stands in a file: its scheme, and its figures."""

    scheme: int
    figures: str


def parsed(text: str, place: Place = NOWHERE) -> Digest:
    """A digest from a file. What has no scheme is of scheme 1, whatever it is: it fits what it fits.

    Raises `ContentError`: `digest-newer` for a scheme that only a later version can know, `digest-malformed` for one that no
    version writes.
    """
    found = _WITH_SCHEME.fullmatch(text)
    if found is None:
        return Digest(1, text)
    scheme = int(found[1])
    if scheme > SCHEME:
        raise error(
            "digest-newer",
            _("this digest is of scheme {scheme}; this version of bhxhcomm knows those up to {known}").format(
                scheme=scheme, known=SCHEME
            ),
            place,
            _("a newer version of bhxhcomm wrote it: use that one"),
        )
    if scheme != SCHEME or not _FIGURES.fullmatch(found[2]):
        raise error(
            MALFORMED,
            _("`{text}` is no digest").format(text=text[:80]),
            place,
            _("bhxhcomm writes them, as `2:` and 12 to 64 figures of 0–9 and a–f; put the file back from a copy"),
        )
    return Digest(scheme, found[2])


def of(kind: str, content: Any, figures: int = WHOLE) -> str:
    """The digest of plain JSON values, by the scheme of today; `kind` is what is told: `fact`, `office`, `record` …"""
    whole = begun(kind)
    whole.update(canonical.text(content).encode())
    return finished(whole, figures)


def begun(kind: str) -> _Hash:
    """A digest to be taken bit by bit: the canonical text is to follow."""
    return hashlib.sha256(f"bhxhcomm-digest/{SCHEME}\n{kind}\n".encode())


def finished(whole: _Hash, figures: int = WHOLE) -> str:
    """The digest that was `begun`, as it is written."""
    return f"{SCHEME}:{whole.hexdigest()[:figures]}"


def earlier(kind: str, tell: Callable[[], Mapping[str, Any]]) -> str:
    """The digest of scheme 1 over something that is signed, told as scheme 1 told it; empty where scheme 1 cannot say it."""
    try:
        return scheme_1.subject(kind, tell())
    except scheme_1.NotInSchemeError:
        return ""


def fits(text: str, kind: str, content: Any, place: Place = NOWHERE) -> bool:
    """Whether this is the digest, by whatever scheme, of plain JSON values whose form no scheme tells otherwise. Raises
    `ContentError` (`digest-newer`) for a scheme that is not known here."""
    try:
        scheme = parsed(text, place).scheme
    except ContentError as exc:
        if exc.problems[0].code == MALFORMED:
            return False
        raise
    return text == (scheme_1.digest(content) if scheme == 1 else of(kind, content))


def steady_form(value: Any) -> Any:
    """A dataclass as plain JSON values, by the first scheme that can say it.

    What is keyed is not signed anew with each version, as things that people sign are: a code stands on paper. So a piece that
    scheme 1 can say keeps its form, and its code, as long as it says nothing new; one that has a type or a field that came
    later is told by scheme 2, which leaves out what is as by default.
    """
    try:
        return scheme_1.form(value, canonical.layout)
    except scheme_1.NotInSchemeError:
        return canonical.plain(value)


def steady(kind: str, value: Any, beside: Any = None) -> str:
    """The digest over a dataclass by the first scheme that can say it (see `steady_form`). `beside` are plain JSON values that
    are told beside it, under their names."""
    try:
        told = scheme_1.form(value, canonical.layout)
    except scheme_1.NotInSchemeError:
        told = canonical.plain(value)
        return of(kind, told if beside is None else {kind: told, **beside})
    return scheme_1.digest(told if beside is None else {kind: told, **beside})
