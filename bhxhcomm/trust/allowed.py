"""A file of allowed signers (ssh-keygen(1), ALLOWED SIGNERS), as far as more must be known of it than ssh-keygen tells.

That is which names share a key: two names with one key are one person. So that this can be known, every line must name
persons: patterns and certificate authorities are refused.

>>> [line.names for line in parse(b'"Tran Thi Hoa,hoa@example.vn" namespaces="bhxhcomm-approver" ssh-ed25519 AAAAC3Nz')]
[('Tran Thi Hoa', 'hoa@example.vn')]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bhxhcomm.core import private_keys
from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import Place, Problems
from bhxhcomm.language.normalise import nfc

_WORD = re.compile(r'(?:"[^"]*"|[^\s"])+')
_KEY = re.compile(r"(?:ssh|ecdsa|sk)-[a-z0-9@.-]+")
_PATTERN = re.compile(r"[*?!]")


@dataclass(frozen=True, slots=True)
class Allowed:
    """One line: the names that a key signs as, and the key (base64)."""

    names: tuple[str, ...]
    key: str


@lru_cache(maxsize=16)
def parse(data: bytes) -> tuple[Allowed, ...]:
    """The lines of a file of allowed signers that `check` found to be in order."""
    return tuple(found for line in _lines(data) if isinstance(found := _line(line), Allowed))


def check(data: bytes, place: Place, problems: Problems) -> None:
    """Report what is wrong with a file of allowed signers, line by line."""
    try:
        data.decode()
    except UnicodeDecodeError:
        problems.error("signers-line", _("this file is not in UTF-8"), place, _("save it as UTF-8"))
        return
    if private_keys.is_private(data):
        problems.extend([private_keys.problem(place)])
        return
    for number, line in enumerate(_lines(data), 1):
        found = _line(line)
        if isinstance(found, Message):
            problems.error(
                "signers-line",
                found,
                Place(place.path, number, 1),
                _("write: {line}").format(line='"Trần Thị Hoa" namespaces="bhxhcomm-approver" ssh-ed25519 AAAA…'),
            )


def composed(data: bytes) -> bytes:
    """The file with its names in NFC, as names stand in signatures."""
    return nfc(data.decode(errors="replace")).encode()


def _lines(data: bytes) -> list[str]:
    return nfc(data.decode(errors="replace").removeprefix("\ufeff")).split("\n")


def _line(line: str) -> Allowed | Message | None:
    """What a line says, what is wrong with it, or None where it says nothing."""
    line = line.strip()
    if not line or line.startswith("#"):
        return None
    words: list[str] = _WORD.findall(line)
    at = next((at for at in (1, 2) if len(words) > at + 1 and _KEY.fullmatch(words[at])), None)
    if at is None:
        return _("this line has no key behind its names")
    if at == 2 and "cert-authority" in words[1].casefold():
        return _("an authority of certificates cannot be named here: every key stands for persons who are named")
    names = tuple(" ".join(name.split()) for name in words[0].replace('"', "").split(","))
    if not all(names) or any(_PATTERN.search(name) for name in names):
        return _("a key stands for persons who are named, not for a pattern of names")
    return Allowed(names, words[at + 1])
