"""The folder of outputs: what lies in it, what we made of that, and the only way in.

One build at a time has it (`open` takes the lock). Before files of a piece are renamed into their places, a line in the
journal says which bytes they will have; so a build that is killed at any moment leaves files of which the next one knows
whose they are, and it carries on from them. The journal ends in the manifest. House-keeping lies in `.bhxhcomm/` of the
folder: throw it away, and the next build only takes longer.

What a new edition takes the place of does not lie beside it: its drafts go, and what was released goes to `withdrawn/`, under
a name that nobody sends by mistake. A released file is put there before the new one is renamed over it, so that it is whole
in one of the two places at any moment.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bhxhcomm.core import files, json_file
from bhxhcomm.core.i18n import Message, _, in_every_language
from bhxhcomm.core.problems import Place, Problem, error
from bhxhcomm.ledger import manifest, register
from bhxhcomm.ledger.manifest import Piece, RecordedArtifact, RecordedReason, WithdrawnFile
from bhxhcomm.ledger.product import File
from bhxhcomm.ledger.reasons import differences
from bhxhcomm.ledger.seen import NO_FILE, Seen, damaged

STATE_FOLDER = ".bhxhcomm"
JOURNAL = "journal"
OURS = "ours"
"""A second list of the files that we made, should the manifest be lost: then what somebody has edited is still told apart."""

WITHDRAWN = "withdrawn"
"""The folder of what was released and replaced."""
MARK = "thu-hoi"
"""What the name of such a file says: withdrawn."""
AS_ASKED = frozenset({"preset", "options"})
"""Differences of what was asked for, and not of what it says: neither of two such editions takes the other's place."""


def place_withdrawn(path: str, code: str) -> str:
    """Where a released file goes when it is replaced: its own path below `withdrawn/`, with its code and the mark.

    >>> place_withdrawn("mau/the/leaflet-trifold.vi.pdf", "0T7Y1-ZH973")
    'withdrawn/mau/the/leaflet-trifold.vi.0T7Y1-ZH973.thu-hoi.pdf'
    """
    name = PurePosixPath(path)
    return f"{WITHDRAWN}/{name.with_name(f'{name.stem}.{code}.{MARK}{name.suffix}')}"


@dataclass(frozen=True, slots=True)
class Superseded:
    """What became of a file of an earlier edition: the piece, the file, and where it lies now (None where it was removed).

    `kept` says that somebody has changed it, so that it was left where it is.
    """

    piece: Piece
    artifact: RecordedArtifact
    now: WithdrawnFile | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A file to be written: where, its bytes, and its entry."""

    path: Path
    data: bytes
    entry: RecordedArtifact


class Store:
    """An opened folder of outputs. Without `write` nothing in it is touched, not even the house-keeping."""

    def __init__(
        self, out: Path, *, write: bool = True, seen: Seen | None = None, registers: Sequence[Path] = ()
    ) -> None:
        """`registers` are folders, beside `out`, whose registers know which files were made."""
        self.out = out
        self.state_folder = out / STATE_FOLDER
        self.lock_file = self.state_folder / "lock"
        self.links = files.Links(out)
        self.problems: list[Problem] = []
        self._registers = (*registers, out)
        self._withdrawn: dict[str, WithdrawnFile] = {}
        self.seen = seen or Seen(seen_place(out), write=write)
        if self.seen.damaged:
            self.problems.append(damaged(self.seen.place))
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

    @property
    def withdrawn(self) -> list[WithdrawnFile]:
        """The released files that were replaced and put aside."""
        return list(self._withdrawn.values())

    def edition(self, piece_id: str, key: str) -> Piece | None:
        """One edition of a piece, if files of it lie here."""
        return self._pieces.get((piece_id, key))

    def made(self, piece_id: str, product: str, key: str) -> list[tuple[Piece, RecordedArtifact]]:
        """The files of a product that were made under this key, all of them; else none."""
        found = [
            (piece, artifact)
            for piece in self.of(piece_id)
            for artifact in piece.artifacts
            if artifact.product == product and artifact.key == key
        ]
        return found if found and len(found) == found[0][1].files else []

    def path(self, artifact: RecordedArtifact) -> Path:
        return self.out / artifact.path

    def state(self, artifact: RecordedArtifact) -> str:
        """`whole`, `missing`, or `edited` when it is not what we made."""
        found = self._digest(self.path(artifact))
        if found is None:
            return "missing"
        return "whole" if found == artifact.sha256 else "edited"

    def _digest(self, path: Path) -> str | None:
        """The SHA-256 of a file of ours or of others; what lies behind a link is not looked at."""
        return NO_FILE if self.links.found(path) else self.seen.digest(path)

    def own(self, artifact: RecordedArtifact) -> bool:
        """Whether what lies in the place of a file is something that we made, be it of another edition."""
        return self._digest(self.path(artifact)) in self._ours.get(artifact.path, ())

    def foreign(self, path: Path, data: bytes | None = None) -> bool:
        """Whether something lies there that we did not make, or that was changed since; not where it has just these bytes."""
        found = self._digest(path)
        if found is None or found in self._ours.get(self._name(path), ()):
            return False
        return data is None or found != hashlib.sha256(data).hexdigest()

    def _name(self, path: Path) -> str:
        return path.relative_to(self.out).as_posix()

    def _load(self) -> None:
        path = manifest.lies_in(self.out)
        if path is not None:
            data = manifest.data(path)
            self.written = hashlib.sha256(data).hexdigest()
            known = manifest.parsed(data, str(path))
            for piece in known.pieces:
                self._put(piece)
            for aside in known.withdrawn:
                self._put_aside(aside)
        elif self.out.is_dir():
            self._recall()
        for entry in self._journalled():
            if isinstance(entry, WithdrawnFile):
                if self._digest(self.out / entry.path) == entry.sha256:
                    self._put_aside(entry)
                continue
            for artifact in entry.artifacts:
                self._ours.setdefault(artifact.path, set()).add(artifact.sha256)
            # Of what the killed build meant to write, that counts which it wrote.
            there = [artifact for artifact in entry.artifacts if self.state(artifact) == "whole"]
            self._take(entry.model_copy(update={"artifacts": there}))

    def _recall(self) -> None:
        """What is known of our files without a manifest: by the second list, and by the registers. What neither knows is
        taken for somebody's work."""
        with suppress(OSError, ValueError):
            for line in json_file.read_bytes(self.state_folder / OURS, manifest.MOST).decode().splitlines():
                digest, name = line.split("  ", 1)
                self._ours.setdefault(name, set()).add(digest)
        if any(path.name != STATE_FOLDER for path in self.out.iterdir()):
            for name, digest in register.files_of(self._registers):
                self._ours.setdefault(name, set()).add(digest)

    def list_ours(self, pieces: Iterable[Piece], withdrawn: Iterable[WithdrawnFile]) -> None:
        """Write the second list, of all files that lie here."""
        listed = sorted(
            [(one.path, one.sha256) for piece in pieces for one in piece.artifacts]
            + [(one.path, one.sha256) for one in withdrawn]
        )
        files.write(self.state_folder / OURS, "".join(f"{digest}  {name}\n" for name, digest in listed).encode())

    def _journalled(self) -> Iterator[Piece | WithdrawnFile]:
        try:
            lines = json_file.read_bytes(self.state_folder / JOURNAL, manifest.MOST).split(b"\n")
        except (OSError, ValueError):
            return
        for line in lines[:-1]:
            kind: type[Piece] | type[WithdrawnFile] = WithdrawnFile if b'"replaced_by":' in line else Piece
            with suppress(ValueError):
                yield kind.model_validate_json(line)

    def _put_aside(self, entry: WithdrawnFile) -> None:
        self._withdrawn[entry.path] = entry
        self._ours.setdefault(entry.path, set()).add(entry.sha256)

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
                RecordedArtifact(
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
        replaced = {target.entry.path for target in placed}
        for old, artifact in self._replaced_by(whole):
            if not old.draft and artifact.path in replaced and self.state(artifact) == "whole":
                self._set_aside(old, artifact, whole)
        for target in placed:
            self._ours.setdefault(target.entry.path, set()).add(target.entry.sha256)
            files.write(target.path, target.data)
            self._made.append(target.entry.path)
        self._take(whole)
        return whole

    def _replaced_by(self, piece: Piece) -> Iterator[tuple[Piece, RecordedArtifact]]:
        """The files of earlier editions of a piece that is released; those of one that was only asked for otherwise are none,
        but for drafts."""
        if piece.draft:
            return
        for other in self.of(piece.id):
            if other.key != piece.key and (
                other.draft or any(one.code not in AS_ASKED for one in differences(other, piece))
            ):
                yield from ((other, artifact) for artifact in other.artifacts)

    def supersede(self, piece: Piece) -> list[Superseded]:
        """Put away what a released piece takes the place of: its drafts go, earlier releases are put aside. What was put aside
        of this very edition goes, for it is in use again. What somebody has changed stays, and is told as `kept`."""
        done: list[Superseded] = []
        for old, artifact in list(self._replaced_by(piece)):
            state = self.state(artifact)
            if state == "missing":
                self.forget(old, artifact)
            elif state == "edited":
                done.append(Superseded(old, artifact, kept=True))
            elif old.draft:
                self.remove(old, artifact)
                done.append(Superseded(old, artifact))
            else:
                aside = self._set_aside(old, artifact, piece)
                self.remove(old, artifact)
                done.append(Superseded(old, artifact, aside))
        for aside in [
            one for one in self._withdrawn.values() if not piece.draft and (one.id, one.key) == (piece.id, piece.key)
        ]:
            self.remove_withdrawn(aside)
        return done

    def _set_aside(self, old: Piece, artifact: RecordedArtifact, new: Piece) -> WithdrawnFile:
        """Put a released file, as it lies there, beside those that were replaced. It stays in its own place too, for now."""
        reasons = [
            RecordedReason(code=one.code, subject=one.subject, messages=in_every_language(one.message))
            for one in differences(old, new)
        ]
        data = self.path(artifact).read_bytes()
        entry = WithdrawnFile(
            path=self._free(place_withdrawn(artifact.path, old.code), data),
            was=artifact.path,
            key=old.key,
            code=old.code,
            replaced_by=new.code,
            reasons=reasons,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            **{name: getattr(old, name) for name in _NAMED},
        )
        files.refuse_links(self.out / entry.path, self.out)
        self._note(entry)
        files.write(self.out / entry.path, data)
        self._put_aside(entry)
        self._made.append(entry.path)
        return entry

    def _free(self, path: str, data: bytes) -> str:
        """A place that holds nothing of others'."""
        name = PurePosixPath(path)
        numbered = (str(name.with_name(f"{name.stem}-{n}{name.suffix}")) for n in range(2, 100))
        return next((one for one in (path, *numbered) if not self.foreign(self.out / one, data)), path)

    def fresh_withdrawn(self, piece: Piece) -> list[WithdrawnFile]:
        """What this build has put aside for a piece."""
        made = set(self._made)
        return [one for one in self._withdrawn.values() if one.id == piece.id and one.path in made]

    def remove_withdrawn(self, entry: WithdrawnFile) -> bool:
        """Delete a file that was put aside and that nobody has changed since; whether it is gone."""
        if self.foreign(self.out / entry.path):
            return False
        self._unlink(self.out / entry.path)
        del self._withdrawn[entry.path]
        return True

    def enter(self, piece: Piece) -> None:
        """Enter a piece of which nothing had to be written."""
        if self._pieces.get((piece.id, piece.key)) != piece:
            self._take(piece)

    def retire(self, piece: Piece) -> None:
        """Say of a piece that nobody asks for it any more."""
        if piece.current:
            self._pieces[piece.id, piece.key] = piece.model_copy(update={"current": False})

    def forget(self, piece: Piece, artifact: RecordedArtifact) -> None:
        """Drop a file from the manifest that somebody has removed already."""
        self._drop((piece.id, piece.key), artifact.path)

    def remove(self, piece: Piece, artifact: RecordedArtifact) -> bool:
        """Delete a file that we made and nobody has changed since; whether it is gone."""
        path = self.path(artifact)
        if self.foreign(path):
            return False
        self._unlink(path)
        self._drop((piece.id, piece.key), artifact.path)
        return True

    def _unlink(self, path: Path) -> None:
        """Remove a file of ours, and the folders that are empty without it."""
        files.refuse_links(path, self.out)
        with files.guarding(path):
            path.unlink(missing_ok=True)
            for folder in path.parents:
                if folder == self.out or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()

    def _note(self, entry: Piece | WithdrawnFile) -> None:
        """A line in the journal, on the disk before anything that it announces."""
        path = self.state_folder / JOURNAL
        with files.guarding(path):
            if self._journal is None:
                self.state_folder.mkdir(parents=True, exist_ok=True)
                self._journal = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o666)
            line = json.dumps(entry.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            at = os.lseek(self._journal, 0, os.SEEK_END)
            try:
                files.write_all(self._journal, line)
                os.fsync(self._journal)
            except OSError:
                os.ftruncate(self._journal, at)
                raise

    def finish(self, shard: tuple[int, int] | None = None) -> None:
        """Write the manifest, if it says anything new, and end the journal."""
        there = [one for one in self._withdrawn.values() if (self.out / one.path).is_file()]
        if self._pieces or there or self.written or shard:
            lines = manifest.lines(manifest.whole(self._pieces.values(), shard, there))
            now = files.write_lines(self.out / manifest.FILE_NAME, lines)
            if now != self.written:
                self.list_ours(self._pieces.values(), there)
            self.written = now
        if self._journal is not None:
            os.close(self._journal)
            self._journal = None
        with files.guarding(self.state_folder):
            (self.state_folder / JOURNAL).unlink(missing_ok=True)

    def abandon(self) -> None:
        """Leave everything as it is; a journal that says something stays for the next build."""
        if self._journal is not None:
            empty = os.fstat(self._journal).st_size == 0
            os.close(self._journal)
            self._journal = None
            if empty:
                (self.state_folder / JOURNAL).unlink(missing_ok=True)

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


_NAMED = ("pack", "material", "variant", "lang", "office", "topic", "tags", "title")
"""What a file that was put aside has of its piece."""


def seen_place(out: Path) -> Path:
    """Where it is kept what was seen of a folder of outputs and of what goes into it."""
    return out / STATE_FOLDER / "seen.json"


@contextmanager
def opened(
    out: Path,
    *,
    wait: bool = True,
    told: Callable[[Message], None] = lambda _text: None,
    registers: Sequence[Path] = (),
) -> Iterator[Store]:
    """The folder of outputs for one build alone. Another build in it is waited for, or (`wait` False) is an error.

    Raises `ContentError` (`build-running`, `link-in-the-way`; what `manifest.read` raises), `MachineError` (a file in its
    place, read-only).
    """
    from filelock import FileLock, Timeout

    state_folder = out / STATE_FOLDER
    # `out/` of a workspace, or a date's folder in it; a folder that somebody named has no link in it any more.
    files.refuse_links(out, out.parent.parent)
    for name in ("lock", JOURNAL, OURS, seen_place(out).name):
        files.refuse_links(state_folder / name, out)
    for name in (manifest.FILE_NAME, register.FOLDER, WITHDRAWN):
        files.refuse_links(out / name, out)
    new = [folder for folder in (out, *out.parents) if not folder.exists()]
    with files.guarding(out):
        state_folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(state_folder / "lock", mode=0o666)
    with files.guarding(state_folder / "lock"):
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
            if (state_folder / "lock").exists():
                break
            # The build before this one made nothing, and took its folder away with the lock in it.
            lock.release()
            state_folder.mkdir(parents=True, exist_ok=True)
    try:
        files.clear_up(out)
        store = Store(out, registers=registers)
        try:
            yield store
        finally:
            store.abandon()
            if not any(path.name != STATE_FOLDER for path in out.iterdir()):
                _nothing_there(out, new)
    finally:
        lock.release()


def _nothing_there(out: Path, new: Sequence[Path]) -> None:
    """Take the house-keeping of a folder away in which nothing was made, and the folders that are new themselves."""
    with suppress(OSError):
        for path in sorted((out / STATE_FOLDER).iterdir()):
            path.unlink()
        (out / STATE_FOLDER).rmdir()
        for folder in new:
            folder.rmdir()


def no_lock_in_children(lock_file: Path) -> None:
    """Close what a forked process has inherited of a lock: only the build itself holds it."""
    for name in os.listdir("/proc/self/fd") if Path("/proc/self/fd").is_dir() else ():
        with suppress(OSError):
            if os.readlink(f"/proc/self/fd/{name}") == str(lock_file):
                os.close(int(name))
