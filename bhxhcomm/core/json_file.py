"""JSON files that others may have touched: opened without a surprise, and read strictly.

`json` of the standard library takes the last of two equal keys, `NaN`, and a folder or a pipe for a file that cannot be read.
Here each of these is `JsonError`, which says in one phrase what is wrong with the file.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from bhxhcomm.core.i18n import Message, _

MOST = 64_000_000
"""Bytes of a file that is read unless its reader says another limit."""


class JsonError(ValueError):
    """A file that is not the JSON it should be; `message` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message)


def read_bytes(path: Path, most: int = MOST) -> bytes:
    """The bytes of a regular file, which is no link, of `most` bytes at most. Raises `FileNotFoundError`, `JsonError`."""
    try:
        # A pipe must not hold the program up; a link may lead out of the workspace.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from None
    except OSError as exc:
        if exc.errno == errno.ELOOP:
            raise JsonError(_("it is a link")) from None
        raise JsonError(_("it cannot be read: {why}").format(why=exc.strerror)) from None
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, handle)
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise JsonError(_("it is a folder"))
        if not stat.S_ISREG(found.st_mode):
            raise JsonError(_("it is no ordinary file"))
        if found.st_size > most:
            raise JsonError(_("it is larger than {n} bytes").format(n=most))
        try:
            with os.fdopen(os.dup(handle), "rb") as file:
                return file.read(most + 1)
        except OSError as exc:
            raise JsonError(_("it cannot be read: {why}").format(why=exc.strerror)) from None


def parse(data: bytes) -> Any:
    """JSON from its bytes; no key twice, no number that is none. Raises `JsonError`."""
    if not data.strip():
        raise JsonError(_("it is empty"))
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise JsonError(_("it is not text in UTF-8")) from None
    except json.JSONDecodeError as exc:
        message = _("it is no JSON from line {line}, column {column} on")
        raise JsonError(message.format(line=exc.lineno, column=exc.colno)) from None
    except RecursionError:
        raise JsonError(_("it is nested too deeply")) from None
    except JsonError:
        raise
    except ValueError:
        # An integer of more digits than Python reads.
        raise JsonError(_("it holds a number that is none")) from None


def read(path: Path, most: int = MOST) -> Any:
    """The JSON of a file. Raises `FileNotFoundError`, `JsonError`."""
    return parse(read_bytes(path, most))


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(pairs)
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonError(_("the key `{name}` stands in it twice").format(name=twice[:60]))
    return found


def _no_number(_text: str) -> NoReturn:
    raise JsonError(_("it holds a number that is none"))
