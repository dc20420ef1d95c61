"""The parts of a build become one: files are copied, registers and manifests are joined, and every digest is checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.core import files
from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import ContentError, Place, Problem, error
from bhxhcomm.ledger import manifest, register
from bhxhcomm.ledger.manifest import Manifest
from bhxhcomm.ledger.store import Store, opened


@dataclass(frozen=True, slots=True)
class Joined:
    """Where the manifest of the whole is, and how much is in it."""

    path: Path
    pieces: int
    artifacts: int


def join(parts: Sequence[Path], out: Path, *, told: Callable[[Message], None] = lambda _text: None) -> Joined:
    """Join folders of outputs into `out`, which may be one of them. Raises `ContentError`: a manifest that is missing, damaged
    or foreign; parts that disagree; a file that is not what its manifest says. Then nothing has been written.
    """
    read = []
    for part in parts:
        path = manifest.lies_in(part)
        if path is None:
            path = part / manifest.FILE_NAME
            raise error("no-manifest", _("there is no manifest here"), Place(str(path)), _("name a folder of outputs"))
        read.append((str(part), manifest.read(path)))
    whole = manifest.merge(read)
    problems: list[Problem] = []
    sources: dict[str, Path] = {}
    for folder, one in read:
        links = files.Links(Path(folder))
        for name, digest in _files(one):
            source = Path(folder) / name
            if link := links.found(source):
                problems.append(files.link_problem(link))
            elif not source.is_file() or _digest(source) != digest:
                message = _("this file is missing, or is not what its manifest says")
                problems.append(Problem("file-differs", message, Place(str(source)), _("build this part again")))
            sources[name] = source
    entries, damaged = register.entries(parts)
    problems += damaged
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
        found = (_barred(store, out / name, source) for name, source in sources.items())
        barred = [problem for problem in found if problem is not None]
        if barred:
            raise ContentError(dict.fromkeys(barred))
        for name, source in sources.items():
            files.write(out / name, source.read_bytes())
        for entry in entries:
            register.enter(entry.record, out, entry.files)
        files.write_lines(out / manifest.FILE_NAME, manifest.lines(whole))
        store.list_ours(whole.pieces, whole.withdrawn)
    return Joined(out / manifest.FILE_NAME, len(whole.pieces), sum(1 for _one in whole.artifacts()))


def _files(part: Manifest) -> Iterator[tuple[str, str]]:
    """The files that a part answers for, with their digests: those of its pieces, and those that were put aside."""
    yield from ((one.path, one.sha256) for piece, one in part.artifacts() if part.answers_for(piece))
    yield from ((one.path, one.sha256) for one in part.withdrawn if part.answers_for(one))


def _barred(store: Store, target: Path, source: Path) -> Problem | None:
    """What is in the way of a file: a link, or what somebody else has made or changed."""
    if link := store.links.found(target):
        return files.link_problem(link)
    if target.exists() and target.resolve() != source.resolve() and store.foreign(target, source.read_bytes()):
        return Problem(
            "edited-by-hand",
            _("this file was changed after it was made, or is not ours; it is not overwritten"),
            Place(str(target)),
            _("move it away if you need it, or choose an empty folder with --out"),
        )
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
