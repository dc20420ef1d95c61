"""The far end of a cluster: what a Dask worker does for a build. It keeps blobs by digest, and workspaces made of them.

All functions here are called by name from `cluster`, one at a time, in the worker's only thread. Everything lies in one
private temporary folder that goes with the process.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import paths
from bhxhcomm.core.problems import MachineError, Problem
from bhxhcomm.language import registry
from bhxhcomm.making import fingerprint
from bhxhcomm.making.export import libraries
from bhxhcomm.making.make import Outcome, make
from bhxhcomm.making.request import Request
from bhxhcomm.materials.loading import load
from bhxhcomm.running.cluster import result_check, transfer
from bhxhcomm.sound.clips import FOLDER as CLIPS
from bhxhcomm.trust import trust_sources
from bhxhcomm.trust.anchors import Anchors

MOST = 3
"""So many workspaces stand at a time; the one that was used longest ago goes first, with its blobs."""
SPEAKS = ("espeakng-loader",)
"""What speaks on every machine. Voices that only some have are part of a piece's key."""


@dataclass(frozen=True, slots=True)
class PieceTask:
    """One piece to be made: these products of it, in the workspace of this digest.

    `key` is that of its edition where it was planned: here it must be the same.
    """

    transfer: str
    request: Request
    products: frozenset[str]
    key: str


@dataclass(frozen=True, slots=True)
class WorkerResult:
    """What a worker gives for a piece. `root` and `out` are the folders that paths in it begin with; `clips` are the clips
    that were spoken for it and belong to the workspace, by their names in its `clips/`."""

    outcome: Outcome
    root: str
    out: str
    clips: Mapping[str, bytes]
    digest: str = ""


@dataclass(slots=True)
class _Standing:
    """A workspace that stands here, and the names that it was laid out with."""

    workspace: Workspace
    registry: registry.Registry
    names: Mapping[str, str]
    trusted: Anchors | None


class _Store:
    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="bhxhcomm-worker-", ignore_cleanup_errors=True)
        self.folder = Path(self._temporary.name)
        self.blobs = self.folder / "blobs"
        self.blobs.mkdir()
        self.standing: dict[str, _Standing] = {}

    def root(self, digest: str) -> Path:
        return self.folder / digest / "workspace"

    def out(self, digest: str) -> Path:
        return self.folder / digest / "out"


@cache
def _store() -> _Store:
    return _Store()


def facts() -> dict[str, str]:
    """What must be the same on every machine of a build, by name: the program, its libraries, those of the system."""
    from bhxhcomm.sound import ffmpeg

    found = {"bhxhcomm": fingerprint.program(), "python": ".".join(platform.python_version_tuple()[:2])}
    found |= fingerprint.versions((*libraries(), *SPEAKS)) | fingerprint.native_versions()
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    try:
        found["ffmpeg"] = ffmpeg.version()
    except MachineError:
        found["ffmpeg"] = ""
    return found


def missing_blobs(digests: Iterable[str]) -> list[str]:
    """Those of these blobs that are not here."""
    return [digest for digest in digests if not (_store().blobs / digest).is_file()]


def receive(blobs: Sequence[bytes]) -> None:
    """Keep blobs, each under the digest that it really has."""
    for data in blobs:
        unfinished = _store().blobs / "unfinished"
        unfinished.write_bytes(data)
        unfinished.replace(_store().blobs / hashlib.sha256(data).hexdigest())


def set_up(digest: str, names: Mapping[str, str], trusted: Anchors | None = None) -> list[str]:
    """Let a workspace stand here, if it does not yet; returned are the digests for which there are no blobs.

    `trusted` is whom the machine that builds trusts from outside of the workspace; a worker's own settings count for nothing.
    """
    store = _store()
    if not transfer.DIGEST.fullmatch(digest):
        raise ValueError(f"no digest: {paths.shown(digest)}")
    known = store.standing.pop(digest, None)
    if known is None or known.trusted != trusted:
        shutil.rmtree(store.root(digest).parent, ignore_errors=True)
        missing = transfer.unpack(names, store.blobs, store.root(digest))
        if missing:
            return missing
        trust_sources.use_anchors(trusted)
        own = registry.of_workspace(store.root(digest))
        with registry.using(own):
            known = _Standing(load(store.root(digest)), own, names, trusted)
    store.standing[digest] = known
    _let_go()
    return []


def _let_go() -> None:
    """Make room: of what was used longest ago, the folder and the blobs that nobody else needs."""
    store = _store()
    while len(store.standing) > MOST:
        oldest = next(iter(store.standing))
        names = store.standing.pop(oldest).names
        shutil.rmtree(store.root(oldest).parent, ignore_errors=True)
        needed = {digest for other in store.standing.values() for digest in other.names.values()}
        for digest in set(names.values()) - needed:
            (store.blobs / digest).unlink(missing_ok=True)


def fonts_of(digest: str, langs: Sequence[str]) -> dict[str, str]:
    """The fonts in which a workspace that stands here sets these languages."""
    standing = _store().standing[digest]
    with registry.using(standing.registry):
        return fonts(standing.workspace.root, langs)


def fonts(root: Path, langs: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each font file that these languages are set in, by its name; nothing for a font that is not here."""
    from bhxhcomm.page.measuring import fonts as page

    found: dict[str, str] = {}
    for family in page.families_of(sorted(langs)):
        try:
            found |= {font.path.name: font.sha256 for font in page.find([family], root)}
        except MachineError:
            found[family] = ""
    return found


def work(asked: PieceTask) -> WorkerResult | None:
    """Make a piece. None where its workspace does not stand here any more."""
    store = _store()
    standing = store.standing.pop(asked.transfer, None)
    if standing is None:
        return None
    store.standing[asked.transfer] = standing
    root, out = store.root(asked.transfer), store.out(asked.transfer)
    with registry.using(standing.registry):
        outcome = make(standing.workspace, replace(asked.request, out=out), asked.products, key=asked.key)
    spoken = [path for path in sorted((root / CLIPS).rglob("*")) if path.suffix in (".wav", ".json")]
    clips = {
        path.relative_to(root / CLIPS).as_posix(): path.read_bytes()
        for path in spoken
        if path.relative_to(root).as_posix() not in standing.names
    }
    return WorkerResult(outcome, str(root), str(out), clips, result_check.digest(outcome, clips))


def localised(given: WorkerResult, root: Path, out: Path) -> Outcome:
    """What a worker gave, with the paths that people have here."""

    def with_own_paths(text: str) -> str:
        return text.replace(given.out, str(out)).replace(given.root, str(root))

    def told(problems: Iterable[Problem]) -> tuple[Problem, ...]:
        return tuple(
            replace(
                one,
                message=one.message.replaced(with_own_paths),
                hint=one.hint.replaced(with_own_paths),
                place=replace(one.place, path=with_own_paths(one.place.path)),
            )
            for one in problems
        )

    made = given.outcome.exported
    if made is not None:
        opened = tuple((with_own_paths(path), digest) for path, digest in made.opened)
        made = replace(made, problems=told(made.problems), opened=opened)
    return replace(given.outcome, exported=made, problems=told(given.outcome.problems))
