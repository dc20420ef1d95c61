"""Watching a workspace: what lies in it, and when somebody has saved something.

Editors save in many ways: in place, by renaming a new file over the old one, with a backup beside it. So what the system tells
only wakes us; what counts is whether the files are others than before, and that they have come to rest. What a build writes
itself (`out/`, `register/`) is never looked at, so no build starts the next one.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from bhxhcomm.ledger import register

REST_S = 0.05
"""Seconds for which nothing may change before a save counts as finished: between the two steps of an editor are a few ms."""
LONGEST_S = 2.0
"""Seconds after which we go on although files keep changing, such as while a repository is brought up to date."""
LOOK_MS = 250
"""After how long the watch, once it stands, is first compared with what was seen before."""

_NOT_OURS = re.compile(r"\..*|.*~|#.*#|.*\.(?:swp|swx|tmp|bak|orig|part)|4913|__pycache__|node_modules")
"""Names that are no content: hidden ones, and what editors put beside a file for a moment."""

Mark = tuple[int, int, int, int]
Seen = Mapping[str, Mark]
"""Every file that counts, by its path in the workspace, with what tells whether it was touched."""


def look(root: Path, outputs: Collection[Path] = ()) -> Seen:
    """What lies in a workspace now, without the folders of `outputs`. A file that vanishes meanwhile is left out."""
    barred = {str(path) for path in (root / "out", root / register.FOLDER, *outputs)}
    found: dict[str, Mark] = {}
    for place, folders, names in os.walk(root):
        folders[:] = [one for one in folders if not _NOT_OURS.fullmatch(one) and os.path.join(place, one) not in barred]
        for name in names:
            if _NOT_OURS.fullmatch(name):
                continue
            path = os.path.join(place, name)
            try:
                stat = os.stat(path)
            except OSError:
                continue
            mark = stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
            found[Path(path).relative_to(root).as_posix()] = mark
    return found


def touched(before: Seen, after: Seen) -> list[str]:
    """The files that were saved, made or removed in between, in order."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def wait(root: Path, before: Seen, outputs: Collection[Path] = ()) -> Seen:
    """Wait until the workspace is another than `before` and at rest; what lies in it then.

    Nothing that is saved while a build runs is missed, and no thread is left when this returns. Raises `KeyboardInterrupt`,
    `OSError` where the folder is gone or the system cannot watch it.
    """
    now = look(root, outputs)
    if now == before:
        events = _events(root)
        try:
            for _event in events:
                now = look(root, outputs)
                if now != before:
                    break
        finally:
            events.close()  # type: ignore[attr-defined]
    return _rested(now, lambda: look(root, outputs))


def _events(root: Path) -> Iterator[object]:
    """Wakes up once when the watch stands, then whenever anything has happened below the folder."""
    from watchfiles import watch

    first = True
    stirred = watch(
        root,
        watch_filter=None,
        debounce=200,
        step=20,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    for changes in stirred:
        if first or changes:
            first = False
            yield changes


def _rested(now: Seen, look_again: Callable[[], Seen]) -> Seen:
    end = time.monotonic() + LONGEST_S
    while time.monotonic() < end:
        time.sleep(REST_S)
        after = look_again()
        if after == now:
            break
        now = after
    return now
