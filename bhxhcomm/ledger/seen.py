"""Digests of files, remembered from one build to the next, so that what has not been touched is not read again.

A file counts as untouched while its size, its times of content and of status, and its number on the disk are the same. The
time of status (ctime) cannot be set by a person or a tool that sets the other back. Two changes within one tick of the
disk's clock would look alike; so a digest is only remembered when the file had been at rest for a while when it was taken,
by that clock, and a clock that was set back makes files be read again. Whatever else happens, forgetting only costs time:
notes that are damaged are forgotten, and a build says so once.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

from bhxhcomm.core import files, json_file
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem, Severity

FORMAT = "seen/1"
REST_NS = 2_000_000_000
"""How long a file must have been at rest: coarser than the ticks of all usual disks (FAT has 2 s)."""

MOST = 1_000_000_000
"""Bytes of the notes that are read; more than that is not ours."""
NOTES_DAMAGED = "notes-damaged"
NO_FILE = "no ordinary file"
"""What stands for the digest of what is there and is no file."""

Mark = tuple[int, int, int, int]


class Seen:
    """Digests by path. `place` is where they are kept; nothing new is remembered without `write`."""

    def __init__(self, place: Path, *, write: bool = True) -> None:
        self.place = place
        self._write = write
        self._known: dict[str, tuple[Mark, str]] = {}
        self._used: dict[str, tuple[Mark, str]] = {}
        self._now = 0
        self.notes: dict[str, Any] = {}
        """What else is remembered: answers that hold while nothing is touched."""
        self.whole: dict[str, str] = {}
        """The digests, by path, of records that were found whole."""
        self.damaged = False
        """Whether there were notes that could not be read."""
        self._read()

    def _read(self) -> None:
        try:
            content = json_file.read(self.place, MOST)
            if content["format"] == FORMAT:
                self._known = {
                    str(path): (_as_mark(mark), str(found)) for path, (mark, found) in content["files"].items()
                }
                self.notes = {str(name): note for name, note in content["notes"].items() if type(note["at"]) is int}
                self.whole = {str(path): str(found) for path, found in content.get("whole", {}).items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._known, self.notes, self.whole = {}, {}, {}
            self.damaged = True

    def digest(self, path: Path) -> str | None:
        """The SHA-256 of a file; None where there is none. What is no ordinary file (a folder, a pipe, a device, a link to
        itself) has none that a file could have, and is not opened."""
        name = str(path)
        try:
            found_there = os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as exc:
            if exc.errno == errno.ELOOP:
                return NO_FILE
            raise
        if not stat.S_ISREG(found_there.st_mode):
            return NO_FILE
        mark = _mark(found_there)
        known = self._used.get(name) or self._known.get(name)
        if known is not None and known[0] == mark:
            self._used[name] = known
            return known[1]
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            after = _mark(os.fstat(file.fileno()))
        if after == mark and self._at_rest(mark):
            self._used[name] = (mark, found)
        return found

    def _at_rest(self, mark: Mark) -> bool:
        if not self._write:
            return False
        if not self._now:
            self._now = disk_time(self.place.parent)
        return self._now - max(mark[1], mark[2]) >= REST_NS

    def later(self) -> None:
        """Look at the clock again: what was written since may have been at rest by now."""
        self._now = 0

    def save(self) -> None:
        """Keep what was used since it was read."""
        kept = {**self._known, **self._used}
        content = {"format": FORMAT, "files": kept, "notes": self.notes, "whole": self.whole}
        files.write(self.place, json.dumps(content, separators=(",", ":"), sort_keys=True).encode())

    def forget_missing(self) -> None:
        """Drop files that are no longer there."""
        self._known = {path: known for path, known in self._known.items() if path in self._used or os.path.exists(path)}


def damaged(place: Path) -> Problem:
    """What a build says of notes, its own or others', that could not be read."""
    return Problem(
        NOTES_DAMAGED,
        _("these notes of earlier builds are damaged and are not used; the next build writes them anew"),
        Place(str(place)),
        _("nothing is lost: they only save time; look who else writes into this folder"),
        Severity.WARNING,
    )


def disk_time(folder: Path) -> int:
    """The time, in ns, that the disk of a folder would give to a file written now; 0 where none can be written."""
    probe = folder / f"{files.PREFIX}{os.getpid()}-clock"
    try:
        probe.unlink(missing_ok=True)
        with probe.open("xb") as file:
            found = os.fstat(file.fileno()).st_mtime_ns
        probe.unlink()
    except OSError:
        return 0
    return found


def _mark(found: os.stat_result) -> Mark:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _as_mark(found: list[int]) -> Mark:
    size, modified, changed, number = found
    return size, modified, changed, number
