"""Every run of ffmpeg: the binary that a package brings, fixed demuxers and protocols, a time limit, clear problems.

ffmpeg reads and writes what it is handed and nothing else: bytes through pipes, files as open descriptors (`fd:`). No
path and no address ever stands on its command line, so that nothing in a file can make it open another one, a path of
any length works, and nothing half written is left behind, even when it is killed.
"""

from __future__ import annotations

import contextlib
import errno
import re
import resource
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

from bhxhcomm.core.i18n import _, untranslated
from bhxhcomm.core.problems import MachineError, Problem
from bhxhcomm.core.processes import hint_of_death

SECONDS = 300.0
"""How long one run may take: hundreds of times what the longest programme needs."""
MEMORY = 3_000_000_000
"""Bytes of address space for one run."""
PROTOCOLS = ("-protocol_whitelist", "fd,pipe")
EXACT = ("-bitexact", "-map_metadata", "-1")
"""No version, no clock and no tag of the source in what is written."""
_QUIET = ("-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info", "-threads", "1", "-filter_threads", "1")


class RefusedError(Exception):
    """ffmpeg ended with an error of its own; `log` is what it said."""

    def __init__(self, log: str) -> None:
        self.log = log
        super().__init__(last_words(log))


@dataclass(frozen=True, slots=True)
class Done:
    """What a run gave: its standard output, and what it said on the way."""

    output: bytes
    log: str


@cache
def binary() -> str:
    """The path of ffmpeg. Raises `MachineError` where the package that brings it is missing or broken."""
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as reason:
        raise MachineError(
            Problem(
                "ffmpeg-missing",
                _("ffmpeg is not on this machine: {reason}").format(reason=reason),
                hint=untranslated("python -m pip install imageio-ffmpeg"),
            )
        ) from None


@cache
def version() -> str:
    """The version of ffmpeg, which is part of what sound is made of."""
    first = run(["-version"]).output.decode(errors="replace").partition("\n")[0]
    found = re.match(r"ffmpeg version (\S+)", first)
    return found[1] if found else first


def run(
    arguments: Sequence[str], *, given: bytes | None = None, files: Sequence[BinaryIO] = (), seconds: float = SECONDS
) -> Done:
    """Run ffmpeg with `given` on its standard input. `files` are open files that the arguments name by `descriptor`.

    Raises `RefusedError` when it refuses its input, `MachineError` when it dies, hangs, or finds no room on the disk.
    Ctrl-C ends it at once: it runs in a session of its own, and is killed whatever ends the wait for it.
    """
    process = _started([binary(), *_QUIET, *arguments], files, piped=given is not None)
    _limit_memory(process.pid)
    try:
        output, said = process.communicate(given, timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        raise MachineError(
            Problem("ffmpeg-slow", _("ffmpeg did not finish within {seconds:g} seconds").format(seconds=seconds))
        ) from None
    except BaseException:
        _end(process)
        raise
    log = said.decode("utf-8", errors="replace")
    if process.returncode == -signal.SIGXFSZ:
        raise no_room()
    if process.returncode < 0:
        raise MachineError(
            Problem(
                "ffmpeg-died",
                _("ffmpeg was ended by signal {number}").format(number=-process.returncode),
                hint=hint_of_death(-process.returncode),
            )
        )
    if process.returncode:
        if "No space left on device" in log:
            raise no_room()
        raise RefusedError(log)
    return Done(output, log)


def _started(command: Sequence[str], files: Sequence[BinaryIO], *, piped: bool) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[file.fileno() for file in files],
            start_new_session=True,
        )
    except OSError as reason:
        raise MachineError(
            Problem(
                "ffmpeg-missing",
                _("ffmpeg cannot be started: {reason}").format(reason=reason.strerror),
                hint=untranslated("python -m pip install --force-reinstall imageio-ffmpeg"),
            )
        ) from reason


def _limit_memory(process: int) -> None:
    """Let a run take no more memory than the longest programme needs. Only Linux can do so for another process."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        resource.prlimit(process, resource.RLIMIT_AS, (MEMORY, MEMORY))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def descriptor(file: BinaryIO) -> tuple[str, ...]:
    """The options and the address by which ffmpeg knows an open file; it begins where the file stands."""
    return "-fd", str(file.fileno()), "fd:"


def from_file(file: BinaryIO) -> tuple[str, ...]:
    """The same as an input."""
    option, number, address = descriptor(file)
    return option, number, "-i", address


@contextlib.contextmanager
def scratch(data: bytes = b"") -> Iterator[BinaryIO]:
    """A file without a name for the time of a run, with `data` in it. Raises `MachineError` when there is no room."""
    try:
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.flush()
            file.seek(0)
            yield file
    except OSError as reason:
        if reason.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise no_room() from reason
        raise MachineError(
            Problem("cannot-write", _("no temporary file can be made: {reason}").format(reason=reason.strerror))
        ) from reason


def no_room() -> MachineError:
    """There is no room left for temporary files."""
    return MachineError(
        Problem(
            "no-room",
            _("there is no room left for temporary files in {folder}").format(folder=tempfile.gettempdir()),
            hint=_("free some space there, or set TMPDIR to a folder with room"),
        )
    )


def last_words(log: str) -> str:
    """The last thing that ffmpeg called an error."""
    errors = [line for line in log.splitlines() if "[error]" in line or "[fatal]" in line]
    return re.sub(r"\[[^\]]*\]\s*", "", errors[-1]).strip() if errors else ""
