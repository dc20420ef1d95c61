"""The manifest of a folder of outputs: every artifact in it, by the edition it belongs to, with all that it says and stands on.

`manifest.json` is sorted, holds no clock and no path of this machine, and is written whole. Two manifests of parts of one
build can be merged. Reports are made from it alone. In the file, what many pieces share (`#…` under `shared`) stands once;
`read` gives every piece whole.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import from_json

from bhxhcomm import __version__
from bhxhcomm.core import canonical, digests, json_file, paths
from bhxhcomm.core.i18n import N_, Message, _
from bhxhcomm.core.problems import ContentError, Place, Problem, error

FILE_NAME = "manifest.json"
FORMAT = "manifest/1"
_KIND = FORMAT.partition("/")[0]


LANGUAGES = ("vi", "en")
"""Languages of the interface in which a manifest gives its reasons."""
MOST = 2_000_000_000
"""Bytes of a manifest that is read: that of a whole country takes a tenth of it."""


def _day(text: str) -> str:
    """A day as it stands in files. Raises `ValueError`."""
    if len(text) != len("2025-07-01") or dt.date.fromisoformat(text).isoformat() != text:
        raise ValueError("year-month-day")
    return text


def _inside(text: str) -> str:
    """A path inside the folder of the manifest. Raises `ValueError`."""
    if why := paths.refusal(text):
        raise ValueError(why)
    return text


Day = Annotated[str, AfterValidator(_day)]
Inside = Annotated[str, AfterValidator(_inside)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RecordedArtifact(_Part):
    """One file."""

    path: Inside = Field(description=N_("The file, from the folder of the manifest"))
    format: str = Field(description=N_("Format of the file"))
    part: str = Field(description=N_("Which file of the piece it is, where there are several of one format"))
    product: str = Field(description=N_("What is made in one go: files of one product are made together"))
    files: int = Field(description=N_("Number of files that the product has"))
    key: str = Field(description=N_("Key: a hash over everything that shapes the file"))
    sha256: str = Field(description=N_("Digest of the file"))
    size: int = Field(description=N_("Bytes"))
    options: dict[str, str] = Field(description=N_("What was asked of the file"))
    checks: dict[str, Any] = Field(description=N_("What was measured on the output"))


class RecordedSource(_Part):
    """A legal source."""

    document: str = Field(description=N_("Kind and number of the legal document"))
    signed: str | None = Field(description=N_("Day on which the document was signed"))
    in_force: str | None = Field(description=N_("Day from which the document is in force"))
    article: str = Field(description=N_("Article and clause"))
    link: str = Field(description=N_("Address of the official text"))


class RecordedFigure(_Part):
    """A figure that the piece shows."""

    id: str = Field(description=N_("Id of the fact"))
    value: int | float | str = Field(description=N_("Its value: a number, a date as year-month-day, or words"))
    unit: str = Field(description=N_("Unit of the figure"))
    text: str = Field(description=N_("The figure as it is shown"))
    also: list[str] = Field(
        [], exclude_if=lambda ways: not ways, description=N_("Other ways in which the same piece shows it, if any")
    )
    at: Day | None = Field(description=N_("The date that the text itself asks for"))
    effective_from: Day = Field(description=N_("Day from which it holds, as year-month-day"))
    source: str = Field(description=N_("Its legal sources"))
    sources: list[RecordedSource] = Field(description=N_("Its legal sources, one by one"))


class RecordedPanel(_Part):
    """The words of one panel of paper, or of one segment of sound."""

    name: str = Field(description=N_("Name of the panel or segment"))
    text: list[str] = Field(description=N_("Its texts, in reading order"))


class RecordedReason(_Part):
    """Why a piece is a draft."""

    code: str = Field(description=N_("Code of the reason"))
    subject: str = Field(description=N_("What it is about"))
    messages: dict[str, str] = Field(description=N_("The reason in words, by language of the interface"))


class DatedChange(_Part):
    """Something that will happen on a day, with no file edited."""

    date: Day = Field(description=N_("The day, as year-month-day"))
    kind: Literal["value", "ends", "review"] = Field(
        description=N_("value: another value holds; ends: a value no longer holds; review: it must have been checked")
    )
    fact: str = Field(description=N_("Id of the fact"))
    office: str = Field(description=N_("Office whose local fact it is"))
    before: str = Field(description=N_("The figure before, as it is shown"))
    after: str = Field(description=N_("The figure from that day on, as it is shown"))
    announced: bool = Field(description=N_("Whether the new value has only been announced"))
    source: str = Field(description=N_("Legal source of the new value"))


class RecordedBatch(_Part):
    """A batch in which something that a piece stands on was approved."""

    digest: str = Field(description=N_("SHA-256 of the list of what was approved together, kept in approvals/"))
    size: int = Field(description=N_("How many things belong to it"))
    by: str = Field(description=N_("Who signed"))
    date: Day = Field(description=N_("Day of the signature"))


class Piece(_Part):
    """One piece in one edition, and its files.

    `current` tells what was last asked for from what an earlier build left behind.
    """

    pack: str = Field(description=N_("Id of the pack"))
    material: str = Field(description=N_("Kind of material"))
    variant: str = Field(description=N_("Variant of the material"))
    lang: str = Field(description=N_("Registry id of the language"))
    office: str = Field(description=N_("Id of the office"))
    current: bool = Field(True, description=N_("Whether the workspace last asked for this edition"))
    key: str = Field(description=N_("Key of the edition"))
    code: str = Field(description=N_("Edition code, as printed on the piece"))
    topic: str = Field(description=N_("Topic of the pack"))
    tags: list[str] = Field(description=N_("Tags of the pack"))
    title: str = Field(description=N_("Title"))
    issued_by: str = Field(description=N_("Name of the office"))
    valid_from: Day | None = Field(description=N_("Newest day from which one of its figures holds"))
    applies_from: Day | None = Field(
        None, description=N_("Day from which its files may be handed out, where they were made before that day")
    )
    draft: bool = Field(description=N_("Whether it is marked as a draft"))
    reasons: list[RecordedReason] = Field(description=N_("Why it is a draft"))
    approvals: Literal["typed", "proved"] = Field(
        "typed", description=N_("What counts as approval of it: typed (a name typed, not proved), or proved")
    )
    batches: list[RecordedBatch] = Field(
        [],
        exclude_if=lambda found: not found,
        description=N_("Batches in which things that it stands on were approved"),
    )
    figures: list[RecordedFigure] = Field(description=N_("The figures that it shows"))
    panels: list[RecordedPanel] = Field(description=N_("What it says, panel by panel or segment by segment"))
    parts: dict[str, Any] = Field(description=N_("Digests of what the key was computed from, by part"))
    since: Day | None = Field(description=N_("Newest day before the build on which something of it changed"))
    changes: list[DatedChange] = Field(description=N_("What will change on the next day on which something does"))
    artifacts: list[RecordedArtifact] = Field(description=N_("Its files"))

    @property
    def id(self) -> str:
        """What stays the same when its content changes: `office/pack/material-variant.lang`."""
        return piece_id(self.office, self.pack, self.material, self.variant, self.lang)


class WithdrawnFile(_Part):
    """A released file whose edition was replaced by another one: it was put aside, under a name that says so."""

    path: Inside = Field(description=N_("The file, from the folder of the manifest"))
    was: Inside = Field(description=N_("Where it lay while it was released"))
    pack: str = Field(description=N_("Id of the pack"))
    material: str = Field(description=N_("Kind of material"))
    variant: str = Field(description=N_("Variant of the material"))
    lang: str = Field(description=N_("Registry id of the language"))
    office: str = Field(description=N_("Id of the office"))
    topic: str = Field(description=N_("Topic of the pack"))
    tags: list[str] = Field(description=N_("Tags of the pack"))
    title: str = Field(description=N_("Title"))
    key: str = Field(description=N_("Key of the edition"))
    code: str = Field(description=N_("Edition code, as printed on the piece"))
    replaced_by: str = Field(description=N_("Code of the edition that took its place"))
    reasons: list[RecordedReason] = Field(description=N_("What differs between the two editions"))
    sha256: str = Field(description=N_("Digest of the file"))
    size: int = Field(description=N_("Bytes"))

    @property
    def id(self) -> str:
        """The name of the piece, whatever its content."""
        return piece_id(self.office, self.pack, self.material, self.variant, self.lang)


class Manifest(_Part):
    """Everything in one folder of outputs."""

    format: Literal["manifest/1"] = Field("manifest/1", description=N_("Format and version of this file"))
    bhxhcomm: str = Field(__version__, description=N_("Version of bhxhcomm that wrote it"))
    shard: str = Field(
        "", description=N_("The part of the pieces that this manifest answers for, as 2/3; all if empty")
    )
    since: Day | None = Field(None, description=N_("Newest day before the build on which something changed"))
    next: Day | None = Field(None, description=N_("Next day on which something changes with no file edited"))
    changes: list[DatedChange] = Field(default_factory=list, description=N_("What changes on that day"))
    pieces: list[Piece] = Field(default_factory=list, description=N_("The pieces, in order"))
    withdrawn: list[WithdrawnFile] = Field(
        default_factory=list, description=N_("Released files whose edition was replaced, in order")
    )

    def artifacts(self) -> Iterator[tuple[Piece, RecordedArtifact]]:
        """Every file with its piece, in order."""
        return ((piece, artifact) for piece in self.pieces for artifact in piece.artifacts)

    def answers_for(self, piece: Piece | WithdrawnFile) -> bool:
        """Whether a piece is in the part that this manifest was last built for; others may have lain there from before."""
        number, slash, count = self.shard.partition("/")
        return not slash or in_shard(piece.id, (int(number), int(count)))


def in_shard(piece: str, shard: tuple[int, int]) -> bool:
    """Whether a piece (by its id) is in shard i of n: told by a hash, so that a piece more or less moves no other."""
    number, count = shard
    return int(canonical.digest(piece)[:12], 16) % count == number - 1


def piece_id(office: str, pack: str, material: str, variant: str, lang: str) -> str:
    """The name of a piece, whatever its content: that of its files without their parts."""
    name = "-".join(word for word in (material, variant) if word)
    return f"{office}/{pack}/{name}.{lang}"


def whole(
    pieces: Iterable[Piece], shard: tuple[int, int] | None = None, withdrawn: Iterable[WithdrawnFile] = ()
) -> Manifest:
    """The manifest of these pieces, and of what they took the place of: sorted, with the dates that follow from them."""
    kept = sorted((piece for piece in pieces if piece.artifacts), key=lambda one: (one.id, not one.current, one.key))
    current = [piece for piece in kept if piece.current]
    days = sorted({change.date for piece in current for change in piece.changes})
    changes = {
        json.dumps(change.model_dump(), sort_keys=True): change
        for piece in current
        for change in piece.changes
        if change.date == days[0]
    }
    return Manifest(
        format="manifest/1",
        bhxhcomm=__version__,
        shard=f"{shard[0]}/{shard[1]}" if shard else "",
        since=max((piece.since for piece in current if piece.since), default=None),
        next=days[0] if days else None,
        changes=[changes[name] for name in sorted(changes)],
        pieces=kept,
        withdrawn=sorted(withdrawn, key=lambda one: one.path),
    )


def written(manifest: Manifest) -> bytes:
    """The bytes of a manifest: what many pieces share stands once, under `shared`; a sum tells a damaged file."""
    return b"".join(lines(manifest))


def lines(manifest: Manifest) -> Iterator[bytes]:
    """The same line by line, so that the manifest of a whole country never lies in memory a second time.

    There is a line for each piece and each thing that is shared, so that versions of it can be compared line by line.
    """
    whole = digests.begun(_KIND)
    for line in _unsummed(manifest):
        # Without its line breaks it is the canonical text: no string holds one.
        whole.update(line.replace(b"\n", b""))
        yield line
    whole.update(b"}")
    yield f',\n"sum":{canonical.text(digests.finished(whole))}\n}}\n'.encode()


def _unsummed(manifest: Manifest) -> Iterator[bytes]:
    """All lines but that of the sum."""
    shared = _Names()
    content: dict[str, Any] = manifest.model_dump(mode="json", exclude={"pieces", "withdrawn"})
    before = "{\n"
    for name in sorted([*content, "pieces", "shared", "withdrawn"]):
        yield f"{before}{canonical.text(name)}:".encode()
        before = ",\n"
        if name == "pieces":
            yield from _each((canonical.text(_piece(piece, shared)) for piece in manifest.pieces), "[", "]")
        elif name == "withdrawn":
            yield from _each((canonical.text(_plain(one)) for one in manifest.withdrawn), "[", "]")
        elif name == "shared":
            yield from _each(
                (f"{canonical.text(key)}:{canonical.text(value)}" for key, value in shared.items()), "{", "}"
            )
        else:
            yield canonical.text(content[name]).encode()


def _each(items: Iterable[str], opening: str, closing: str) -> Iterator[bytes]:
    yield f"{opening}\n".encode()
    before = ""
    for item in items:
        yield f"{before}{item}".encode()
        before = ",\n"
    yield f"\n{closing}".encode()


def _piece(piece: Piece, shared: _Names) -> dict[str, Any]:
    said = piece.model_dump(mode="json", exclude={*_SHARED, "parts"})
    said |= {field: [shared.of(item) for item in getattr(piece, field)] for field in _SHARED}
    said["parts"] = {
        part: shared.of(value) if isinstance(value, dict) else value for part, value in piece.parts.items()
    }
    return said


_SHARED = ("figures", "panels", "reasons", "changes")
"""Lists of a piece whose items other pieces have too: those of other offices, variants, languages."""


class _Names:
    """The names of what pieces share: digests of their content. Each thing is held as its pieces hold it."""

    def __init__(self) -> None:
        self._held: dict[str, Any] = {}
        self._known: dict[int, str] = {}

    def of(self, item: _Part | dict[str, Any]) -> str:
        """The name of an item. Pieces that were read or made together hold the same object."""
        name = self._known.get(id(item))
        if name is None:
            name = self._known[id(item)] = "#" + canonical.digest(_plain(item))[:16]
            self._held.setdefault(name, item)
        return name

    def items(self) -> Iterator[tuple[str, Any]]:
        """Everything that was named, as plain JSON values, by name."""
        return ((name, _plain(self._held[name])) for name in sorted(self._held))


def _plain(item: _Part | dict[str, Any]) -> Any:
    return item.model_dump(mode="json") if isinstance(item, _Part) else item


def trusted(data: bytes) -> list[Piece]:
    """The pieces of a manifest whose bytes are known to be those that were written here: sum and shapes are not checked."""
    content = from_json(data)
    item, parts = _unsharing(content["shared"])
    return [
        Piece.model_construct(
            **piece
            | {name: [item(name, one) for one in piece[name]] for name in _SHARED}
            | {
                "parts": parts(piece["parts"]),
                "artifacts": [RecordedArtifact.model_construct(**one) for one in piece["artifacts"]],
            }
        )
        for piece in content["pieces"]
    ]


def _whole_again(content: dict[str, Any]) -> Manifest:
    """What `written` wrote. What pieces share is the same object in all of them. Raises `KeyError`, `TypeError`,
    `ValidationError` where it is something else."""
    item, parts = _unsharing(content.pop("shared"))
    pieces = []
    for piece in content.pop("pieces"):
        lists = {name: [item(name, one) for one in piece[name]] for name in _SHARED}
        bare = Piece.model_validate(piece | {name: [] for name in _SHARED} | {"parts": {}})
        pieces.append(bare.model_copy(update={**lists, "parts": parts(piece["parts"])}))
    return Manifest.model_validate(content).model_copy(update={"pieces": pieces})


def _unsharing(
    shared: Mapping[str, Any],
) -> tuple[Callable[[str, str], _Part], Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """What gives the items of lists that pieces share by their names, each one checked once; and what fills in their parts."""
    kinds: dict[str, type[_Part]] = {
        "figures": RecordedFigure,
        "panels": RecordedPanel,
        "reasons": RecordedReason,
        "changes": DatedChange,
    }
    known: dict[tuple[str, str], _Part] = {}

    def item(kind: str, name: str) -> _Part:
        if (kind, name) not in known:
            known[kind, name] = kinds[kind].model_validate(shared[name])
        return known[kind, name]

    def parts(named: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: shared[part] if isinstance(part, str) and part in shared else part for name, part in named.items()
        }

    return item, parts


class Shared:
    """Pieces that hold what they have in common only once: those of one office, or one language, say much the same."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}
        self._texts: dict[str, str] = {}

    def piece(self, said: Mapping[str, Any]) -> Piece:
        """A piece of plain JSON values, checked. Raises `ValidationError`."""
        found = Piece.model_validate(said)
        lists = {name: [self._once(name, self._lean(item)) for item in getattr(found, name)] for name in _SHARED}
        parts = {
            name: self._once("parts", part) if isinstance(part, dict) else part for name, part in found.parts.items()
        }
        return found.model_copy(update={**lists, "parts": parts})

    def _once(self, kind: str, item: Any) -> Any:
        return self._known.setdefault(f"{kind}:{canonical.digest(_plain(item))}", item)

    def _lean(self, item: _Part) -> _Part:
        """A panel names its office somewhere; all its other texts are those of other offices' panels."""
        if not isinstance(item, RecordedPanel):
            return item
        return RecordedPanel.model_construct(
            name=item.name, text=[self._texts.setdefault(text, text) for text in item.text]
        )


def read(path: Path) -> Manifest:
    """Read a manifest. Raises what `parsed` raises, with its place."""
    return parsed(data(path), str(path))


def data(path: Path) -> bytes:
    """The bytes of a manifest. Raises `ContentError` (`manifest-damaged`) where there are none to be had."""
    try:
        return json_file.read_bytes(path, MOST)
    except FileNotFoundError:
        raise _damaged(str(path), _("it is not there")) from None
    except json_file.JsonError as exc:
        raise _damaged(str(path), exc.message) from None


def lies_in(folder: Path) -> Path | None:
    """The manifest of a folder of outputs, whole or not; None where there is none at all."""
    path = folder / FILE_NAME
    return path if path.exists() or path.is_symlink() else None


def parsed(data: bytes, name: str = FILE_NAME) -> Manifest:
    """A manifest from its bytes. Raises `ContentError`: `manifest-damaged`, `manifest-foreign` (another kind of file of this
    name) or `manifest-newer` (a format that this version does not know).
    """
    place = Place(name)
    try:
        content = json_file.parse(data)
    except json_file.JsonError as exc:
        raise _damaged(name, exc.message) from None
    kind = content.get("format") if isinstance(content, dict) else None
    if not isinstance(kind, str) or kind.partition("/")[0] != _KIND:
        raise error(
            "manifest-foreign",
            _("this file is no manifest of bhxhcomm"),
            place,
            _("move it away, or choose another folder with --out"),
        )
    if kind != FORMAT:
        raise error(
            "manifest-newer",
            _("this manifest has the format `{format}`; this version of bhxhcomm knows `{known}`").format(
                format=paths.shown(kind), known=FORMAT
            ),
            place,
            _("use the version of bhxhcomm that wrote it, or choose another folder with --out"),
        )
    sum_ = content.pop("sum", None)
    try:
        if not digests.fits(str(sum_), _KIND, content, place):
            raise _damaged(name, _("it was changed after it was written: its sum does not fit"))
        return _whole_again(content)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise _damaged(name, _("it is not what a manifest is")) from None


def _damaged(name: str, why: Message) -> ContentError:
    return error(
        "manifest-damaged",
        _("this manifest cannot be used: {why}").format(why=why),
        Place(name),
        _("put it back from a copy; or remove it, and everything is made anew"),
    )


def merge(parts: Iterable[tuple[str, Manifest]]) -> Manifest:
    """One manifest of several, each with its name for messages. Raises `ContentError` when two disagree on a file or were
    written by different versions.
    """
    pieces: dict[tuple[str, str], Piece] = {}
    owners: dict[str, tuple[str, RecordedArtifact]] = {}
    aside: dict[str, tuple[str, WithdrawnFile]] = {}
    problems: list[Problem] = []
    versions: dict[str, str] = {}
    for name, manifest in parts:
        versions.setdefault(manifest.bhxhcomm, name)
        for piece in filter(manifest.answers_for, manifest.pieces):
            for artifact in piece.artifacts:
                other, known = owners.setdefault(artifact.path, (name, artifact))
                if known.sha256 != artifact.sha256:
                    message = _("{path} is another file here than in {other}").format(path=artifact.path, other=other)
                    problems.append(Problem("manifests-differ", message, Place(name)))
            pieces[piece.id, piece.key] = _joined(pieces.get((piece.id, piece.key)), piece)
        for one in filter(manifest.answers_for, manifest.withdrawn):
            place, twin = aside.setdefault(one.path, (name, one))
            if twin.sha256 != one.sha256:
                message = _("{path} is another file here than in {other}").format(path=one.path, other=place)
                problems.append(Problem("manifests-differ", message, Place(name)))
    if len(versions) > 1:
        message = _("these manifests were written by different versions of bhxhcomm: {versions}")
        said = message.format(versions=", ".join(sorted(versions)))
        problems.append(Problem("manifests-differ", said, hint=_("build all parts with the same version")))
    if problems:
        raise ContentError(problems)
    # What one part took back into use is not withdrawn in the whole.
    return whole(pieces.values(), withdrawn=(one for _name, one in aside.values() if (one.id, one.key) not in pieces))


def _joined(one: Piece | None, other: Piece) -> Piece:
    """One piece of which two manifests have files."""
    if one is None:
        return other
    files = {artifact.path: artifact for artifact in (*one.artifacts, *other.artifacts)}
    return other.model_copy(
        update={
            "artifacts": sorted(files.values(), key=lambda artifact: artifact.product),
            "current": one.current or other.current,
        }
    )
