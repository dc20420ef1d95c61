"""`bhxhcomm build --watch`: from a saved sentence to the new page.

This process keeps the engines warm and nothing else: each round is a process forked from it, which reads the workspace as it
is now, builds, and ends. So no round sees what another one has read, and a round that fails takes nothing with it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path
from typing import cast

from bhxhcomm.cli.console import console
from bhxhcomm.cli.exiting import INTERRUPTED, exiting
from bhxhcomm.cli.gallery import title
from bhxhcomm.core import files
from bhxhcomm.core.interface import _, ngettext
from bhxhcomm.core.problems import ContentError, MachineError
from bhxhcomm.ledger import manifest
from bhxhcomm.making.export import ENGINES, engine
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.running import warmth, watching
from bhxhcomm.running.pool import die_with

GRACE_S = 3.0
"""Seconds that a round has to end by itself after Ctrl-C."""
SHOWN = 3
"""How many saved files are named."""


Build = Callable[[Callable[[Path], object], bool], object]
"""One round: it calls what it is given with the folder of outputs as soon as it knows it, then builds and tells about it. It
is told whether it is the first one."""


def watch(root: Path, out: Path | None, build: Build) -> None:
    """Build, then build again whenever something of the workspace is saved, until Ctrl-C.

    `out` is where outputs go, if that was said: what is written there starts nothing.
    """
    warm = _Warmth()
    warm.of({"vi"})
    outputs = (out.resolve(),) if out is not None else ()
    seen = watching.look(root, outputs)
    first = True
    while True:
        began = time.monotonic()
        folder = _round(build, first=first)
        first = False
        if folder is not None:
            _refresh(root, folder, warm)
        console.note(
            _("Ready after {s:.1f} s. Watching {path}; Ctrl-C ends.").format(s=time.monotonic() - began, path=root)
        )
        now = watching.wait(root, seen, outputs)
        _tell(watching.touched(seen, now))
        seen = now


def _tell(saved: list[str]) -> None:
    shown = ", ".join(saved[:SHOWN])
    if len(saved) > SHOWN:
        more = len(saved) - SHOWN
        shown += " " + ngettext("and {n} more", "and {n} more", more).format(n=more)
    console.note(_("Saved: {files}").format(files=shown))


class _Warmth:
    """What is loaded once for all rounds: the program, engines, and the fonts of the languages that were built."""

    def __init__(self) -> None:
        warmth.load()
        self._langs: set[str] = set()

    def of(self, langs: set[str]) -> None:
        new = sorted(langs - self._langs)
        if not new:
            return
        self._langs |= langs
        materials = {material.engine: name for name, material in MATERIALS.items() if material.engine in ENGINES}
        for name in materials.values():
            # What the workspace lays over it (fonts, templates) is read by each round anew.
            engine(name).warm_up(new, Path(os.devnull))


def _round(build: Build, *, first: bool) -> Path | None:
    """One build in a process of its own; the folder it wrote to, or None where it could not begin."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    parent = os.getpid()

    def work() -> None:
        ours.close()
        die_with(parent)
        try:
            exiting(lambda: build(theirs.send, first))
        except KeyboardInterrupt:
            # The process that watches says so.
            os._exit(INTERRUPTED)

    sys.stdout.flush()
    sys.stderr.flush()
    process = context.Process(target=work)
    process.start()
    theirs.close()
    folder: Path | None = None
    try:
        with contextlib.suppress(EOFError):
            folder = ours.recv()
        # Not `join`: Ctrl-C while that collects the round would lose that it has ended, and its number could be another's.
        wait([process.sentinel])
    except KeyboardInterrupt:
        # Ctrl-C has reached it as well; a signal to this process alone has not.
        if not wait([process.sentinel], GRACE_S / 6):
            os.kill(cast(int, process.pid), signal.SIGINT)
            wait([process.sentinel], GRACE_S)
        raise
    finally:
        # One that has ended is only collected.
        process.kill()
        process.join()
        ours.close()
    if process.exitcode and process.exitcode < 0:
        how = signal.Signals(-process.exitcode).name
        console.note(_("The build died ({how}); the next one carries on from there.").format(how=how))
    return folder


def _refresh(root: Path, folder: Path, warm: _Warmth) -> None:
    """The gallery of what lies in the folder now, made here, where pages that stay the same are remembered."""
    from bhxhcomm.language import registry
    from bhxhcomm.report.gallery import gallery

    path = folder / manifest.FILE_NAME
    if not path.is_file():
        return
    try:
        registry.use(registry.of_workspace(root))
        found = manifest.read(path)
        files.write(folder / "gallery.html", gallery(found, folder, title(folder)))
        warm.of({piece.lang for piece in found.pieces})
    except ContentError as exc:
        console.problems(exc.problems)
    except MachineError as exc:
        console.problems([exc.problem])
