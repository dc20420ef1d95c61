"""The folder of outputs: what lies in it, what we made of that, and the only way in.

One build at a time has it (`open` takes the lock). Before files of a piece are renamed into their places, a line in the
journal says which bytes they will have; so a build that is killed at any moment leaves files of which the next one knows
whose they are, and it carries on from them. The journal ends in the manifest. House-keeping lies in `.bhxhcomm/` of the
folder: throw it away, and the next build only takes longer.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.build import files, manifest
from bhxhcomm.build.export import File
from bhxhcomm.build.manifest import Artifact, Piece
from bhxhcomm.build.seen import Seen
from bhxhcomm.i18n import _
from bhxhcomm.problems import ContentError, Place, Problem, error

HOUSE = ".bhxhcomm"
JOURNAL = "journal"
OURS = "ours"
"""A second list of the files that we made, should the manifest be lost: then what somebody has edited is still told apart."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file to be written: where, its bytes, and its entry."""

    path: Path
    data: bytes
    entry: Artifact


class Store:
    """An opened folder of outputs. Without `write` nothing in it is touched, not even the house-keeping."""

    def __init__(self, out: Path, *, write: bool = True, seen: Seen | None = None) -> None:
        self.out = out
        self.house = out / HOUSE
        self.lock_file = self.house / "lock"
        self.blank = False
        """Whether there is no manifest to tell ours from others' files: then what lies in the way is made anew."""
        self.problems: list[Problem] = []
        self.seen = seen or Seen(seen_place(out), write=write)
        self._pieces: dict[tuple[str, str], Piece] = {}
        self._keys: dict[str, dict[str, None]] = {}
        """The keys of the editions of each piece."""
        self._owner: dict[str, tuple[str, str]] = {}
        self._ours: dict[str, set[str]] = {}
        self._made: list[str] = []
        self._journal: int | None = None
        self.written: str | None = None
        """The SHA-256 of the manifest that lies here."""
        self._load()

    # What lies there

    @property
    def pieces(self) -> list[Piece]:
        return list(self._pieces.values())

    def of(self, piece_id: str) -> list[Piece]:
        """All editions of a piece of which files lie here."""
        return [self._pieces[piece_id, key] for key in self._keys.get(piece_id, ())]

    def current(self, piece_id: str) -> Piece | None:
        """What was last made of a piece."""
        found = self.of(piece_id)
        return next((piece for piece in found if piece.current), found[0] if found else None)

    def edition(self, piece_id: str, key: str) -> Piece | None:
        """One edition of a piece, if files of it lie here."""
        return self._pieces.get((piece_id, key))

    def made(self, piece_id: str, product: str, key: str) -> list[tuple[Piece, Artifact]]:
        """The files of a product that were made under this key, all of them; else none."""
        found = [
            (piece, artifact)
            for piece in self.of(piece_id)
            for artifact in piece.artifacts
            if artifact.product == product and artifact.key == key
        ]
        return found if found and len(found) == found[0][1].files else []

    def path(self, artifact: Artifact) -> Path:
        return self.out / artifact.path

    def state(self, artifact: Artifact) -> str:
        """`whole`, `missing`, or `edited` when it is not what we made."""
        found = self.seen.digest(self.path(artifact))
        if found is None:
            return "missing"
        return "whole" if found == artifact.sha256 else "edited"

    def own(self, artifact: Artifact) -> bool:
        """Whether what lies in the place of a file is something that we made, be it of another edition."""
        return self.seen.digest(self.path(artifact)) in self._ours.get(artifact.path, ())

    def foreign(self, path: Path) -> bool:
        """Whether something lies there that we did not make, or that was changed since."""
        if self.blank:
            return False
        found = self.seen.digest(path)
        return found is not None and found not in self._ours.get(self._name(path), ())

    def _name(self, path: Path) -> str:
        return path.relative_to(self.out).as_posix()

    def _load(self) -> None:
        path = self.out / manifest.FILE_NAME
        found: Iterable[Piece] = ()
        if path.is_file():
            data = path.read_bytes()
            self.written = hashlib.sha256(data).hexdigest()
            try:
                found = manifest.parsed(data, str(path)).pieces
            except ContentError as exc:
                self.problems += manifest.warned(exc)
                self.blank = True
        else:
            self.blank = True
        if self.blank:
            self._recall()
        for piece in found:
            self._put(piece)
        for piece in self._journalled():
            for artifact in piece.artifacts:
                self._ours.setdefault(artifact.path, set()).add(artifact.sha256)
            # Of what the killed build meant to write, that counts which it wrote.
            there = [artifact for artifact in piece.artifacts if self.state(artifact) == "whole"]
            self._take(piece.model_copy(update={"artifacts": there}))

    def _recall(self) -> None:
        """What is known of our files without a manifest."""
        with suppress(OSError, ValueError):
            for line in (self.house / OURS).read_text(encoding="utf-8").splitlines():
                digest, name = line.split("  ", 1)
                self._ours.setdefault(name, set()).add(digest)
                self.blank = False

    def list_ours(self, pieces: Iterable[Piece]) -> None:
        """Write the second list, of the files of all pieces that lie here."""
        listed = sorted((one.path, one.sha256) for piece in pieces for one in piece.artifacts)
        files.write(self.house / OURS, "".join(f"{digest}  {name}\n" for name, digest in listed).encode())

    def _journalled(self) -> Iterator[Piece]:
        try:
            lines = (self.house / JOURNAL).read_bytes().split(b"\n")
        except OSError:
            return
        for line in lines[:-1]:
            with suppress(ValueError):
                yield Piece.model_validate_json(line)

    def _put(self, piece: Piece) -> None:
        self._pieces[piece.id, piece.key] = piece
        self._keys.setdefault(piece.id, {})[piece.key] = None
        for artifact in piece.artifacts:
            self._owner[artifact.path] = (piece.id, piece.key)
            self._ours.setdefault(artifact.path, set()).add(artifact.sha256)

    def _take(self, piece: Piece) -> None:
        """Enter a piece: its files are taken from whatever had them before, and it is the current one of its id."""
        for artifact in piece.artifacts:
            owner = self._owner.get(artifact.path)
            if owner is not None and owner != (piece.id, piece.key):
                self._drop(owner, artifact.path)
        for other in self.of(piece.id):
            if other.current and other.key != piece.key:
                self._pieces[other.id, other.key] = other.model_copy(update={"current": False})
        self._put(piece)

    def _drop(self, owner: tuple[str, str], path: str) -> None:
        piece = self._pieces.get(owner)
        self._owner.pop(path, None)
        if piece is None:
            return
        rest = [artifact for artifact in piece.artifacts if artifact.path != path]
        if rest:
            self._pieces[owner] = piece.model_copy(update={"artifacts": rest})
        else:
            del self._pieces[owner]
            del self._keys[owner[0]][owner[1]]

    # What goes in

    def commit(
        self, piece: Piece, made: Sequence[File], targets: Callable[[File], Path], keys: Mapping[str, str]
    ) -> Piece:
        """Put the files of a piece in their places, and enter it. `keys` are those of its products; what was kept of it is in
        `piece.artifacts`. Raises `MachineError` when the disk refuses; then what it took already is known to the journal.
        """
        counts: dict[str, int] = {}
        for file in made:
            counts[file.product.name] = counts.get(file.product.name, 0) + 1
        placed = [
            Target(
                targets(file),
                file.data,
                Artifact(
                    path=self._name(targets(file)),
                    format=file.ending.rpartition(".")[2],
                    part=file.part,
                    product=file.product.name,
                    files=counts[file.product.name],
                    key=keys[file.product.name],
                    sha256=hashlib.sha256(file.data).hexdigest(),
                    size=len(file.data),
                    options=dict(file.product.options),
                    checks=dict(file.checks),
                ),
            )
            for file in made
        ]
        # Files of the same edition that were asked for in another way (another format of a sound) stay known as ours.
        before = self.edition(piece.id, piece.key)
        kept = {artifact.path: artifact for artifact in (*(before.artifacts if before else ()), *piece.artifacts)}
        kept |= {target.entry.path: target.entry for target in placed}
        # Sorted by product; the files of one product as their engine gives them, page after page.
        in_order = sorted(kept.values(), key=lambda artifact: artifact.product)
        whole = piece.model_copy(update={"artifacts": in_order})
        self._note(whole)
        for target in placed:
            self._ours.setdefault(target.entry.path, set()).add(target.entry.sha256)
            files.write(target.path, target.data)
            self._made.append(target.entry.path)
        self._take(whole)
        return whole

    def enter(self, piece: Piece) -> None:
        """Enter a piece of which nothing had to be written."""
        if self._pieces.get((piece.id, piece.key)) != piece:
            self._take(piece)

    def retire(self, piece: Piece) -> None:
        """Say of a piece that nobody asks for it any more."""
        if piece.current:
            self._pieces[piece.id, piece.key] = piece.model_copy(update={"current": False})

    def forget(self, piece: Piece, artifact: Artifact) -> None:
        """Drop a file from the manifest that somebody has removed already."""
        self._drop((piece.id, piece.key), artifact.path)

    def remove(self, piece: Piece, artifact: Artifact) -> bool:
        """Delete a file that we made and nobody has changed since; whether it is gone."""
        path = self.path(artifact)
        if self.foreign(path):
            return False
        with files.guarding(path):
            path.unlink(missing_ok=True)
            for folder in path.parents:
                if folder == self.out or any(folder.iterdir()):
                    break
                folder.rmdir()
        self._drop((piece.id, piece.key), artifact.path)
        return True

    def _note(self, piece: Piece) -> None:
        """A line in the journal, on the disk before anything that it announces."""
        path = self.house / JOURNAL
        with files.guarding(path):
            if self._journal is None:
                self.house.mkdir(parents=True, exist_ok=True)
                self._journal = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
            line = json.dumps(piece.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            at = os.lseek(self._journal, 0, os.SEEK_END)
            try:
                files.write_all(self._journal, line)
                os.fsync(self._journal)
            except OSError:
                os.ftruncate(self._journal, at)
                raise

    def finish(self, shard: tuple[int, int] | None = None) -> None:
        """Write the manifest, if it says anything new, and end the journal."""
        if self._pieces or self.written or shard:
            lines = manifest.lines(manifest.whole(self._pieces.values(), shard))
            now = files.write_lines(self.out / manifest.FILE_NAME, lines)
            if now != self.written:
                self.list_ours(self._pieces.values())
            self.written = now
        if self._journal is not None:
            os.close(self._journal)
            self._journal = None
        with files.guarding(self.house):
            (self.house / JOURNAL).unlink(missing_ok=True)

    def abandon(self) -> None:
        """Leave everything as it is; a journal that says something stays for the next build."""
        if self._journal is not None:
            empty = os.fstat(self._journal).st_size == 0
            os.close(self._journal)
            self._journal = None
            if empty:
                (self.house / JOURNAL).unlink(missing_ok=True)

    def remember(self) -> None:
        """Keep what was seen, for a quicker next time. Whatever keeps that from being written is no fault of the build.

        What was just made is read once more for it: here, after all that work, and not by the next build, which has none.
        """
        with suppress(Exception):
            self.seen.later()
            for name in self._made:
                self.seen.digest(self.out / name)
            self.seen.forget_missing()
            self.seen.save()


def seen_place(out: Path) -> Path:
    """Where it is kept what was seen of a folder of outputs and of what goes into it."""
    return out / HOUSE / "seen.json"


@contextmanager
def opened(out: Path, *, wait: bool = True, told: Callable[[str], None] = lambda _text: None) -> Iterator[Store]:
    """The folder of outputs for one build alone. Another build in it is waited for, or (`wait` False) is an error.

    Raises `ContentError` (`build-running`; what `manifest.read` raises), `MachineError` (a file in its place, read-only).
    """
    from filelock import FileLock, Timeout

    house = out / HOUSE
    new = [folder for folder in (out, *out.parents) if not folder.exists()]
    with files.guarding(out):
        house.mkdir(parents=True, exist_ok=True)
    lock = FileLock(house / "lock", mode=0o666)
    with files.guarding(house / "lock"):
        while True:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if not wait:
                    raise error(
                        "build-running",
                        _("another build is writing into this folder"),
                        Place(str(out)),
                        _("wait for it, or choose another folder with --out"),
                    ) from None
                told(_("Another build is writing into {path}; waiting for it.").format(path=out))
                lock.acquire()
            if (house / "lock").exists():
                break
            # The build before this one made nothing, and took its folder away with the lock in it.
            lock.release()
            house.mkdir(parents=True, exist_ok=True)
    try:
        files.clear_up(out)
        store = Store(out)
        try:
            yield store
        finally:
            store.abandon()
            if not any(path.name != HOUSE for path in out.iterdir()):
                _nothing_there(out, new)
    finally:
        lock.release()


def _nothing_there(out: Path, new: Sequence[Path]) -> None:
    """Take the house-keeping of a folder away in which nothing was made, and the folders that are new themselves."""
    with suppress(OSError):
        for path in sorted((out / HOUSE).iterdir()):
            path.unlink()
        (out / HOUSE).rmdir()
        for folder in new:
            folder.rmdir()


def no_lock_in_children(lock_file: Path) -> None:
    """Close what a forked process has inherited of a lock: only the build itself holds it."""
    for name in os.listdir("/proc/self/fd") if Path("/proc/self/fd").is_dir() else ():
        with suppress(OSError):
            if os.readlink(f"/proc/self/fd/{name}") == str(lock_file):
                os.close(int(name))
