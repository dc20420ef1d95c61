"""The parts of a build become one: files are copied, registers and manifests are joined, and every digest is checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.build import files, manifest, register
from bhxhcomm.build.store import opened
from bhxhcomm.i18n import _
from bhxhcomm.problems import ContentError, Place, Problem, error


@dataclass(frozen=True, slots=True)
class Joined:
    """Where the manifest of the whole is, and how much is in it."""

    path: Path
    pieces: int
    artifacts: int


def join(parts: Sequence[Path], out: Path, *, told: Callable[[str], None] = lambda _text: None) -> Joined:
    """Join folders of outputs into `out`, which may be one of them. Raises `ContentError`: a manifest that is missing, damaged
    or foreign; parts that disagree; a file that is not what its manifest says. Then nothing has been written.
    """
    read = []
    for part in parts:
        path = part / manifest.FILE_NAME
        if not path.is_file():
            raise error("no-manifest", _("there is no manifest here"), Place(str(path)), _("name a folder of outputs"))
        read.append((str(part), manifest.read(path)))
    whole = manifest.merge(read)
    problems: list[Problem] = []
    sources: dict[str, Path] = {}
    for folder, one in read:
        for piece, artifact in one.artifacts():
            if not one.answers_for(piece):
                continue
            source = Path(folder) / artifact.path
            if not source.is_file() or _digest(source) != artifact.sha256:
                message = _("this file is missing, or is not what its manifest says")
                problems.append(Problem("file-differs", message, Place(str(source)), _("build this part again")))
            sources[artifact.path] = source
    if problems:
        raise ContentError(problems)
    with opened(out, told=told) as store:
        if store.pieces and out not in {part.resolve() for part in parts}:
            raise error(
                "folder-taken",
                _("another build lies in this folder"),
                Place(str(out)),
                _("choose an empty folder, or name this one among the parts"),
            )
        for name, source in sources.items():
            files.write(out / name, source.read_bytes())
        for record in register.every(parts):
            register.enter(record, out)
        files.write_lines(out / manifest.FILE_NAME, manifest.lines(whole))
        store.list_ours(whole.pieces)
    return Joined(out / manifest.FILE_NAME, len(whole.pieces), sum(1 for _one in whole.artifacts()))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
