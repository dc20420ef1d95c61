"""A workspace: the folder with `bhxhcomm.yaml`, and everything in it, checked.

`load` reads all files, reports every problem of all of them, and returns what could be read. Whoever builds something
refuses to go on while there are errors; `lint` and `status` show them beside the rest.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import re
import time
from collections.abc import Collection, Iterator
from collections.abc import Mapping as AnyMapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bhxhcomm.content import (
    chain,
    fact,
    file_names,
    office,
    pack,
    recording,
    review,
    settings,
    sounds,
    stated_units,
    validate,
    voice,
    yaml_reading,
)
from bhxhcomm.content.chain import Chain
from bhxhcomm.content.joints import joints
from bhxhcomm.content.nodes import Mapping, Scalar
from bhxhcomm.content.prose import doubled
from bhxhcomm.content.shapes import SLUG_PATTERN, Prose, Shape, nearest_hint, walk
from bhxhcomm.core import opening, private_keys
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problem, Problems
from bhxhcomm.language import invisible
from bhxhcomm.language.figures import Unit
from bhxhcomm.language.nearest import nearest
from bhxhcomm.trust import trust_sources
from bhxhcomm.trust.demand import NO_DEMAND, Proof, Trust

if TYPE_CHECKING:
    from bhxhcomm.language.spoken.lexicon import Lexicon

_log = logging.getLogger(__name__)

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".svg")
MAX_PICTURE_BYTES = 40_000_000
MAX_CATALOGUE_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture that a content file names: where it lies, the SHA-256 of its bytes, and where it is named."""

    path: Path
    digest: str
    place: Place


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A file of translations: where it lies, how it is called in messages, its bytes, and the language (registry id) that it
    lies there for, empty where that is not known. `translation` reads them."""

    path: Path
    shown: str
    data: bytes
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it was read: its file, its pictures by the path that names them, and the signatures over its texts.

    `catalogues` are its translations, by registry id of the language; `recordings` what people have spoken of it, by
    language, segment and the hash of what is heard; `sounds` what its spots play, by the names there.
    """

    id: str
    shape: pack.PackBase
    folder: Path
    file: str
    pictures: AnyMapping[str, PictureFile]
    signatures: tuple[review.Signature, ...]
    catalogues: AnyMapping[str, CatalogueFile] = field(default_factory=dict)
    recordings: AnyMapping[tuple[str, str, str], recording.Recording] = field(default_factory=dict)

    def recording(self, lang: str, segment: str, heard: str) -> recording.Recording | None:
        """Somebody's voice with these words (by their hash): that of the segment, else of another one that says the same.

        Segments of a section are numbered: an item that is put in before others must not make their recordings stale.
        """
        found = self.recordings.get((lang, segment, heard))
        if found is not None:
            return found
        return next((one for one in self.recordings.values() if (one.lang, one.heard) == (lang, heard)), None)

    sounds: AnyMapping[str, sounds.SoundFile] = field(default_factory=dict)
    derived: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What later phases have worked out from the pack alone, so that they do so once."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office with all that it inherits. `facts` are its local facts, those of the offices above it included.

    `above` is the office directly over it, whose name stands on covers beside its own.
    """

    id: str
    shape: office.OfficeShape
    facts: AnyMapping[str, fact.Fact]
    logo: PictureFile | None
    file: str
    above: office.OfficeShape | None = None
    chains: AnyMapping[str, Chain] = field(default_factory=dict)
    """The chains of approval of this office and of those above it, nearest first, each with what it inherits."""

    @property
    def chain(self) -> Chain:
        """By which steps this office approves what it issues; none, where it has no chain."""
        return self.chains.get(self.id, ())

    @property
    def shared_chain(self) -> Chain:
        """By which steps what all offices share (national figures, shared words) is approved: those of the topmost office."""
        return list(self.chains.values())[-1] if self.chains else ()

    def chain_of(self, of: fact.Fact) -> Chain:
        """By which steps a figure is approved: those of the office that declares it."""
        return self.chains.get(of.office, ()) if of.office else self.shared_chain


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything in a workspace that the other phases need. `facts` are the national ones, local declarations included."""

    root: Path
    settings: settings.Settings
    facts: AnyMapping[str, fact.Fact]
    offices: AnyMapping[str, Office]
    packs: AnyMapping[str, Pack]
    signatures: tuple[review.Signature, ...]
    problems: tuple[Problem, ...] = field(default=())
    catalogues: AnyMapping[str, CatalogueFile] = field(default_factory=dict)
    own_lexicon: Lexicon | None = None
    trust: Trust = NO_DEMAND
    derived: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What later phases have worked out from the workspace alone, so that they do so once."""

    @property
    def lexicon(self) -> Lexicon:
        """How words are read aloud in Vietnamese: the shipped lexicon, with the workspace's own laid over it."""
        from bhxhcomm.language.spoken.lexicon import over_shipped

        return over_shipped(self.own_lexicon)

    def facts_for(self, office_id: str) -> dict[str, fact.Fact]:
        """All facts as this office has them: the national ones, with its local ones in their places."""
        return {**self.facts, **self.offices[office_id].facts}

    def checked(self) -> Workspace:
        """This workspace. Raises `ContentError` with all problems when at least one is an error."""
        if any(problem.is_error for problem in self.problems):
            raise ContentError(self.problems)
        return self


def find_root(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that holds `bhxhcomm.yaml`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / settings.FILE_NAME).is_file():
            return folder
    return None


def load(root: Path, shape: type[pack.PackBase], *, packs: Collection[str] | None = None) -> Workspace:
    """Read a workspace whose packs have this shape (`materials.loading.load` knows it). `packs` limits which packs are read
    (all when None). Never raises for what is in the files."""
    begun = time.perf_counter()
    with _uncollected():
        found = _Loader(root, shape, packs).load()
    _log.info(
        "%s: %d packs, %d facts, %d offices read in %.2f s",
        root.name, len(found.packs), len(found.facts), len(found.offices), time.perf_counter() - begun,
    )  # fmt: skip
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: what is read stays, and going through it again and again is a quarter of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class _Loader:
    def __init__(self, root: Path, shape: type[pack.PackBase], packs: Collection[str] | None) -> None:
        self.root = root
        self.shape = shape
        self.wanted = packs
        self.problems = Problems()
        self.unread: set[str] = set()
        """Ids that stand in files that could not be read: whatever names them is not called wrong for that."""
        self.closed: set[str] = set()
        """Files of which nothing could be read, as messages name them."""
        self.trust = NO_DEMAND
        self.blind = False
        """Whether a file that may have facts is among them: then of no fact can it be said that there is none."""

    def load(self) -> Workspace:
        self.problems.extend(opening.foreign(self.root))
        self.problems.extend(private_keys.in_folders(self.root))
        file_names.check(self.root, self.problems)
        own = self._settings()
        self.trust = trust_sources.of_workspace(
            self.root, own.proof, self._shown(self.root / settings.FILE_NAME), self.problems
        )
        facts = self._facts()
        offices = self._offices(facts)
        local_ids = {name for place in offices.values() for name in place.facts}
        fact.check_formulas(facts, list(facts.values()), self.problems, unread=self.unread)
        packs = self._packs(facts, local_ids)
        for name in (own.default_office, *own.offices):
            if name is not None and str(name) not in offices and str(name) not in self.unread:
                self._unknown_office(name, offices)
        return Workspace(
            self.root,
            own,
            facts,
            offices,
            packs,
            self._signatures(self.root / review.FILE_NAME),
            trust=self.trust,
            catalogues=self._catalogues(self.root),
            own_lexicon=self._lexicon(),
            problems=self._told(),
        )

    def _told(self) -> tuple[Problem, ...]:
        """What is said of all files, each thing once: first of those that could not be read, then by place.

        What only follows from another problem is left out: of words that were filled in for missing ones, and of facts
        that may stand in a file that could not be read.
        """
        found = dict.fromkeys(self.problems)
        told = [one for one in found if one.place.path and not (self.blind and one.code == "unknown-fact")]
        return tuple(sorted(told, key=lambda problem: problem.place.path not in self.closed))

    def _read(self, path: Path, known: str, *, has_facts: bool = False) -> Mapping | None:
        """The nodes of a file of this format, which must lie in the workspace; else its problem is reported."""
        shown = self._shown(path)
        self._check_name(shown)
        node = yaml_reading.read(path, shown, self.problems, root=self.root)
        if node is not None and validate.check_format(node, known, self.problems):
            return node
        if node is None:
            self.closed.add(shown)
        self.blind = self.blind or has_facts
        return None

    def _check_name(self, shown: str) -> None:
        """Report invisible signs in the name of a file that was reached over a link (`file_names` walks all others)."""
        file_names.check_seen(shown, self.problems)

    def _named(self, name: str, path: Path) -> bool:
        """Whether a name of a file or folder can be the id of what is in it; else that is reported."""
        if re.fullmatch(SLUG_PATTERN, name):
            return True
        self.problems.error(
            "bad-id",
            _("`{text}` is not an id").format(text=name),
            Place(self._shown(path)),
            _("rename it: an id has lower-case letters a–z without marks, digits, and single hyphens: ha-noi"),
        )
        return False

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _settings(self) -> settings.Settings:
        path = self.root / settings.FILE_NAME
        node = self._read(path, settings.FORMAT)
        if node is not None:
            found = validate.validate(settings.Settings, node, self.problems)
            if found is not None:
                return found
        return settings.Settings.model_validate({"format": Scalar("workspace/1", Place(self._shown(path)))})

    def _facts(self) -> dict[str, fact.Fact]:
        facts: dict[str, fact.Fact] = {}
        folder = self.root / "facts"
        for path in opening.below(folder, self.root, "**/*.y*ml"):
            node = self._read(path, fact.FORMAT, has_facts=True)
            if node is None:
                self._note_unread(path)
                continue
            file = validate.validate(fact.FactsFile, node, self.problems)
            if file is None:
                self._note_unread_facts(node)
                file = validate.without_refused(fact.FactsFile, validate.sound_items(node, "facts", fact.FactShape))
            for fact_id, shape in (file.facts if file else {}).items():
                if str(fact_id) in facts:
                    self.problems.error(
                        "duplicate-id",
                        _("the fact `{id}` stands also in {place}").format(id=fact_id, place=facts[str(fact_id)].place),
                        fact_id.place,
                        _("keep one of the two"),
                    )
                    continue
                built = fact.build(fact_id, shape, self.problems)
                if built is not None:
                    facts[str(fact_id)] = built
                else:
                    self.unread.add(str(fact_id))
        return facts

    def _note_unread(self, path: Path) -> None:
        """Remember what a file that could not be read most likely says: its own name, and every key in it."""
        self.unread.add(path.stem)
        with suppress(ContentError):
            text = opening.read(path, self.root, most=yaml_reading.MAX_BYTES).decode("utf-8", errors="replace")
            self.unread.update(re.findall(r"^[ \t]+([a-z][a-z0-9_.]*)[ \t]*:", text, re.MULTILINE))

    def _note_unread_facts(self, node: Mapping) -> None:
        """Remember the facts of a file that its schema refuses: some of them will be missing."""
        facts = node.get("facts")
        if isinstance(facts, Mapping):
            self.unread.update(facts)
        else:
            self.blind = self.blind or facts is not None

    def _offices(self, facts: dict[str, fact.Fact]) -> dict[str, Office]:
        shapes: dict[str, office.OfficeShape] = {}
        files: dict[str, Path] = {}
        refused: set[str] = set()
        folder = self.root / "offices"
        for path in opening.below(folder, self.root, "*.y*ml"):
            if not self._named(path.stem, path):
                continue
            if office.RESERVED.fullmatch(path.stem):
                self.problems.extend([office.name_reserved(path.stem, Place(self._shown(path)))])
            node = self._read(path, office.FORMAT, has_facts=True)
            if node is None:
                self._note_unread(path)
                continue
            shape = validate.validate(office.OfficeShape, node, self.problems)
            if shape is None:
                refused.add(path.stem)
                self.unread.add(path.stem)
                self._note_unread_facts(node)
                shape = validate.without_refused(
                    office.OfficeShape, validate.sound_items(node, "facts", fact.FactShape)
                )
            if shape is not None:
                shapes[path.stem] = shape
                files[path.stem] = path
                office.check_province(shape, self.problems)
                voice.check(shape.voices, self.problems)
                if shape.approval_chain is not None:
                    chain.check(shape.approval_chain, shape.place, self.problems)
        office.check_parents(shapes, self.problems, unread=self.unread)
        own = {name: self._local_facts(name, shape, facts) for name, shape in shapes.items()}
        offices: dict[str, Office] = {}
        for name, shape in shapes.items():
            whole = office.merged(name, shapes)
            local: dict[str, fact.Fact] = {}
            for ancestor in reversed(office.line_of(name, shapes)):
                local.update(own[ancestor])
            above = shapes.get(str(shape.parent)) if shape.parent is not None else None
            chains = {one: office.merged(one, shapes).approval_chain or () for one in office.line_of(name, shapes)}
            offices[name] = Office(
                name, whole, local, self._logo(whole, folder), self._shown(files[name]), above, chains
            )
            known = {**facts, **local}
            fact.check_formulas(known, list(own[name].values()), self.problems, unread=self.unread)
            self._check_placeholders(shape, {*known, *self.unread}, known)
        return {name: found for name, found in offices.items() if name not in refused}

    def _local_facts(
        self, office_id: str, shape: office.OfficeShape, facts: dict[str, fact.Fact]
    ) -> dict[str, fact.Fact]:
        local: dict[str, fact.Fact] = {}
        for fact_id, item in shape.facts.items():
            declared = facts.get(str(fact_id))
            if declared is not None and not declared.local:
                self.problems.error(
                    "national-fact",
                    _("`{id}` is a national figure; an office cannot change it").format(id=fact_id),
                    fact_id.place,
                    _("local facts are declared with `local: true` in facts/, or have an id of their own"),
                )
                continue
            leans = declared is None and (item.label is None or item.unit is None)
            if leans and (self.blind or str(fact_id) in self.unread):
                self.unread.add(str(fact_id))
                continue
            built = fact.build(fact_id, item, self.problems, office=office_id, declared=declared)
            if built is not None:
                local[str(fact_id)] = built
        return local

    def _logo(self, shape: office.OfficeShape, folder: Path) -> PictureFile | None:
        return None if shape.logo is None else self._picture(shape.logo, folder)

    def _packs(self, facts: dict[str, fact.Fact], local_ids: set[str]) -> dict[str, Pack]:
        packs: dict[str, Pack] = {}
        folder = self.root / "packs"
        for path in opening.below(folder, self.root, "*/pack.y*ml"):
            if self.wanted is not None and path.parent.name not in self.wanted:
                continue
            if not self._named(path.parent.name, path):
                continue
            found = self._pack(path, facts, local_ids)
            if found is not None:
                packs[found.id] = found
        return packs

    def _pack(self, path: Path, facts: dict[str, fact.Fact], local_ids: set[str]) -> Pack | None:
        node = self._read(path, pack.FORMAT)
        if node is None:
            return None
        whole = validate.validate(self.shape, node, self.problems)
        shape = whole or validate.without_refused(self.shape, node)
        if shape is None:
            return None
        if str(shape.id) != path.parent.name:
            self.problems.error(
                "id-differs",
                _("this pack calls itself `{id}`, but lies in the folder `{folder}`").format(
                    id=shape.id, folder=path.parent.name
                ),
                shape.id.place,
                _("write `id: {folder}`, or rename the folder").format(folder=path.parent.name),
            )
        _PackChecks(shape, facts, local_ids, self.unread, self.problems, refused=node if whole is None else None).run()
        pictures: dict[str, PictureFile] = {}
        for name in _pictures(shape):
            found = self._picture(name, path.parent)
            if found is not None:
                pictures[str(name)] = found
        played: dict[str, sounds.SoundFile] = {}
        for material in shape.materials_used.values():
            for name, credit in material.sounds():
                sound = sounds.read(name, credit, path.parent, self.problems)
                if sound is not None:
                    played.setdefault(str(name), sound)
        signatures = self._signatures(path.parent / review.FILE_NAME)
        if whole is None:
            return None
        return Pack(
            path.parent.name,
            whole,
            path.parent,
            self._shown(path),
            pictures,
            signatures,
            self._catalogues(path.parent),
            self._recordings(path.parent),
            played,
        )

    def _recordings(self, folder: Path) -> dict[tuple[str, str, str], recording.Recording]:
        """The recordings of a pack that have a sound file and a note that agrees with where it lies."""
        found: dict[tuple[str, str, str], recording.Recording] = {}
        notes = folder / recording.FOLDER
        for path in opening.below(notes, self.root, f"*/*/*{recording.NOTE}"):
            node = self._read(path, recording.FORMAT)
            note = validate.validate(recording.RecordingShape, node, self.problems) if node is not None else None
            if note is None:
                continue
            one = recording.recording(note, path)
            if one.path != recording.sound_path(folder, *one.key):
                self.problems.warning(
                    "recording-elsewhere",
                    _("this note is about `{lang}/{segment}/{heard}`, and does not lie there").format(
                        lang=one.lang, segment=one.segment, heard=one.heard
                    ),
                    Place(self._shown(path)),
                    _("put the note and its sound back, or import the recording again"),
                )
            elif not opening.is_file(one.path, self.root):
                self.problems.warning(
                    "recording-missing",
                    _("the sound of this recording is not here: `{name}`").format(name=one.path.name),
                    Place(self._shown(path)),
                    _("put the file back, or take the note away and import the recording again"),
                )
            else:
                found[one.key] = one
        return found

    def _picture(self, name: Scalar, folder: Path) -> PictureFile | None:
        path = folder / name
        if not name.lower().endswith(PICTURE_ENDINGS):
            self.problems.error(
                "picture-format",
                _("`{name}` is not a picture that can be printed").format(name=name),
                name.place,
                _("use a PNG, JPEG or SVG file"),
            )
            return None
        if not _is_file(path):
            near = [found.relative_to(folder).as_posix() for found in opening.below(folder, self.root, "**/*")]
            pictures = [found for found in near if found.lower().endswith(PICTURE_ENDINGS)]
            self.problems.error(
                "missing-picture",
                _("there is no picture `{name}`").format(name=name),
                name.place,
                nearest_hint(str(name), pictures) if pictures else _("copy the file into images/"),
            )
            return None
        if not path.resolve().is_relative_to(folder.resolve()):
            self.problems.error(
                "picture-outside",
                _("`{name}` is a link to a file outside this folder").format(name=name),
                name.place,
                _("copy the file itself into images/"),
            )
            return None
        try:
            data = opening.read(path, self.root, most=MAX_PICTURE_BYTES)
        except ContentError as exc:
            for problem in exc.problems:
                large = problem.code == "file-too-large"
                self.problems.error(
                    "picture-too-large" if large else problem.code,
                    _("`{name}` is larger than {limit} MB").format(name=name, limit=MAX_PICTURE_BYTES // 1_000_000)
                    if large
                    else problem.message,
                    name.place,
                    _("save it at its printed size, 300 dots an inch") if large else problem.hint,
                )
            return None
        return PictureFile(path.resolve(), hashlib.sha256(data).hexdigest(), name.place)

    def _catalogues(self, folder: Path) -> dict[str, CatalogueFile]:
        """The catalogues in `locales/` of a folder, as bytes."""
        found: dict[str, CatalogueFile] = {}
        for path in opening.below(folder / "locales", self.root, "*.po"):
            if not self._is_language(path):
                continue
            try:
                data = opening.read(path, self.root, most=MAX_CATALOGUE_BYTES)
            except ContentError as exc:
                self.problems.extend(exc.problems)
            else:
                found[path.stem] = CatalogueFile(path, self._shown(path), data, path.stem)
                self._check_catalogue(found[path.stem])
        return found

    def _check_catalogue(self, file: CatalogueFile) -> None:
        """Report invisible signs in a catalogue: in a translation they part a number as well as in the text itself."""
        if private_keys.is_private(file.data):
            self.problems.extend([private_keys.problem(Place(file.shown))])
        text = file.data.decode("utf-8", errors="ignore").removeprefix("\ufeff").replace("\r\n", "\n")
        for sign in islice(invisible.invisible(text), yaml_reading.MOST_SIGNS):
            line, column = text.count("\n", 0, sign.offset) + 1, sign.offset - text.rfind("\n", 0, sign.offset)
            self.problems.error("invisible-sign", sign.message, Place(file.shown, line, column), sign.hint)

    def _is_language(self, path: Path) -> bool:
        """Whether a catalogue is named by the registry id of a language; a problem where it is not."""
        from bhxhcomm.language import registry

        place = Place(self._shown(path))
        try:
            name = registry.language(path.stem).id
        except registry.UnknownLanguage as exc:
            self.problems.error("unknown-language", str(exc), place, exc.hint)
            return False
        if name != path.stem:
            message = _("this catalogue is not named by the id of its language")
            self.problems.error("catalogue-name", message, place, _("rename it to {name}.po").format(name=name))
        return name == path.stem

    def _lexicon(self) -> Lexicon | None:
        from bhxhcomm.language.spoken.lexicon import FILE

        path = self.root / FILE
        if not path.is_file():
            return None
        from bhxhcomm.content import lexicon

        node = self._read(path, lexicon.FORMAT)
        return None if node is None else lexicon.checked(node, self.problems)

    def _signatures(self, path: Path) -> tuple[review.Signature, ...]:
        if not path.is_file():
            return ()
        node = self._read(path, review.FORMAT)
        if node is None:
            return ()
        file = validate.validate(review.ReviewFile, node, self.problems)
        found = review.signatures(file, self.trust) if file else ()
        self._check_demand(found)
        return found

    def _check_demand(self, signatures: tuple[review.Signature, ...]) -> None:
        """Where signatures are proved, somebody asked for it; taking that back would let anybody's typed name count."""
        proved = next((one for one in signatures if one.is_proved), None)
        if proved is not None and not self.trust.demands:
            self.problems.error(
                "proof-not-asked",
                _("signatures here are proved, but the workspace no longer asks for proof"),
                proved.place,
                _("write `proof: [ssh]` or `proof: [pdf]` in {file}, as it was").format(file=settings.FILE_NAME),
            )
        if not self.trust.demands or self.trust.from_outside:
            return
        trusted = trust_sources.kinds(self.trust.anchors)
        for kind in sorted(self.trust.accepted - trusted if trusted else ()):
            given = (one for one in signatures if (one.ssh_signature if kind is Proof.SSH else one.signed_pdf))
            if (line := next(given, None)) is not None:
                self.problems.extend([trust_sources.nobody_trusted([kind], line.place)])

    def _check_placeholders(
        self, shape: office.OfficeShape, known: Collection[str], facts: AnyMapping[str, fact.Fact]
    ) -> None:
        for _path, prose in walk(shape):
            _check_known(prose, known, self.problems)
            _check_joints(prose, facts, self.problems)

    def _unknown_office(self, name: Scalar, offices: AnyMapping[str, Office]) -> None:
        self.problems.error(
            "unknown-office",
            _("there is no office `{id}`").format(id=name),
            name.place,
            nearest_hint(str(name), offices) if offices else _("write its file in offices/"),
        )


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _pictures(value: object) -> Iterator[Scalar]:
    """Every picture that a shape names, in the order of the file."""
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            item = getattr(value, name)
            if name == "picture" and isinstance(item, Scalar):
                yield item
            else:
                yield from _pictures(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _pictures(item)
    elif isinstance(value, list):
        for item in value:
            yield from _pictures(item)


AnyShape = TypeVar("AnyShape", bound=Shape)


def _within(value: object, kind: type[AnyShape]) -> Iterator[AnyShape]:
    """Every shape of a kind inside a shape, in the order of the file."""
    if isinstance(value, kind):
        yield value
    if isinstance(value, Shape):
        for name in type(value).model_fields:
            yield from _within(getattr(value, name), kind)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _within(item, kind)


def _check_joints(prose: Prose, facts: AnyMapping[str, fact.Fact], problems: Problems) -> None:
    """Report what stands glued to a figure, so that both together print another number."""
    for joint in joints(prose.parts, lambda name: facts[name].unit if name in facts else None):
        problems.error(joint.code, joint.message, prose.at(joint.offset), joint.hint)


def _check_known(prose: Prose, known: Collection[str], problems: Problems) -> None:
    for placeholder in prose.placeholders:
        if placeholder.fact not in known:
            problems.error(
                "unknown-fact",
                _("there is no fact `{id}`").format(id=placeholder.fact),
                prose.at(placeholder.offset),
                nearest_hint(placeholder.fact, known),
            )
    for name, offset in doubled(prose.source):
        near = [name] if name in known else nearest(name, known, 1)
        if near:
            message = _("`{{{{{name}}}}}` prints braces, and no figure").format(name=name)
            hint = _("write {{{name}}} for the figure; to print braces, put a space inside of them").format(
                name=near[0]
            )
            tell = problems.error if name in known else problems.warning
            tell("doubled-braces", message, prose.at(offset), hint)


def _section_ids(node: Mapping) -> set[str] | None:
    """The ids of a pack's sections, also of those that its schema refuses; None when they cannot all be told."""
    sections = node.get("sections")
    found = [item.get("id") if isinstance(item, Mapping) else None for item in sections or ()]
    ids = {str(item) for item in found if isinstance(item, Scalar) and re.fullmatch(SLUG_PATTERN, item)}
    # What is no word at all may have been meant as any of them.
    whole = found and all(isinstance(item, Scalar) for item in found)
    return ids if whole and len(ids) == len({str(item) for item in found}) else None


class _PackChecks:
    """What a schema cannot say of a pack: ids, references, tables."""

    def __init__(
        self,
        shape: pack.PackBase,
        facts: AnyMapping[str, fact.Fact],
        local_ids: set[str],
        unread: set[str],
        problems: Problems,
        *,
        refused: Mapping | None = None,
    ) -> None:
        self.shape = shape
        self.refused = refused
        """The nodes of the file when its schema refuses it: `shape` is only what is left of them."""
        self.facts = facts
        self.known = {*facts, *local_ids, *unread}
        self.local = {name for name, item in facts.items() if item.local} | local_ids
        self.unread = unread - set(facts)
        self.problems = problems

    def run(self) -> None:
        self._ids()
        self._conditions()
        self._icons()
        self._histories()
        self._placements()
        self._languages()
        voice.check(self.shape.voices, self.problems)
        for _path, prose in walk(self.shape):
            _check_known(prose, self.known, self.problems)
            _check_joints(prose, self.facts, self.problems)
        for table in _within(self.shape, pack.TableShape):
            self._table(table)
        for shape in _within(self.shape, Shape):
            self._stated_units(shape)

    def _stated_units(self, shape: Shape) -> None:
        stated = shape.units_stated() if isinstance(shape, stated_units.StatesUnits) else ()
        named = shape.units_named() if isinstance(shape, stated_units.NamesUnit) else ()
        for found, texts in ((stated_units.conflicts, stated), (stated_units.conflicts_named, named)):
            for text, figures in texts:
                for conflict in found(text, figures, self._unit_of):
                    self.problems.error(conflict.code, conflict.message, text.place, conflict.hint)

    def _unit_of(self, name: str) -> Unit | None:
        return self.facts[name].unit if name in self.facts else None

    def _ids(self) -> None:
        seen: dict[str, Place] = {}
        for section in self.shape.sections:
            if str(section.id) in seen:
                self.problems.error(
                    "duplicate-id",
                    _("the section `{id}` stands here a second time (first on line {line})").format(
                        id=section.id, line=seen[str(section.id)].line
                    ),
                    section.id.place,
                    _("give one of them another id"),
                )
            seen.setdefault(str(section.id), section.id.place)

    def _conditions(self) -> None:
        for section in self.shape.sections:
            if section.when is None:
                continue
            if str(section.when) not in self.known:
                self.problems.error(
                    "unknown-fact",
                    _("there is no fact `{id}`").format(id=section.when),
                    section.when.place,
                    nearest_hint(str(section.when), self.local),
                )
            elif str(section.when) not in self.local | self.unread:
                self.problems.error(
                    "when-not-local",
                    _("`{id}` is a national figure; `when` takes a local one").format(id=section.when),
                    section.when.place,
                    nearest_hint(str(section.when), self.local),
                )

    def _icons(self) -> None:
        names = _icon_names()
        for shape in _within(self.shape, Shape):
            icon = getattr(shape, "icon", None)
            if isinstance(icon, Scalar) and str(icon) not in names:
                self.problems.error(
                    "unknown-icon",
                    _("there is no icon `{name}`").format(name=icon),
                    icon.place,
                    nearest_hint(str(icon), sorted(names), most=len(names)),
                )

    def _histories(self) -> None:
        for material in self.shape.materials_used.values():
            for fact_id, _since in material.histories():
                if str(fact_id) not in self.known:
                    self.problems.error(
                        "unknown-fact",
                        _("there is no fact `{id}`").format(id=fact_id),
                        fact_id.place,
                        nearest_hint(str(fact_id), self.known),
                    )

    def _placements(self) -> None:
        sections = {str(section.id): section for section in self.shape.sections}
        used: set[str] = set()
        elsewhere = set() if self.refused is None else _section_ids(self.refused)
        for name, material in self.shape.materials_used.items():
            for section_id in (*(item for _v, item in material.placed_sections()), *material.reworded_sections()):
                if str(section_id) not in sections and elsewhere is not None and str(section_id) not in elsewhere:
                    self.problems.error(
                        "unknown-section",
                        _("there is no section `{id}` in this pack").format(id=section_id),
                        section_id.place,
                        nearest_hint(str(section_id), sections),
                    )
            placed: dict[tuple[str, str], Place] = {}
            for variant, section_id in material.placed_sections():
                key = (variant, str(section_id))
                if key in placed:
                    self.problems.error(
                        "section-twice",
                        _("the section `{id}` is placed a second time in `{material}` (first on line {line})").format(
                            id=section_id, material=name, line=placed[key].line
                        ),
                        section_id.place,
                        _("place it once"),
                    )
                placed.setdefault(key, section_id.place)
                used.add(str(section_id))
            material.check(self.shape, self.problems)
        for name, section in sections.items():
            if name not in used and self.refused is None:
                self.problems.warning(
                    "unused-section",
                    _("no material uses the section `{id}`").format(id=name),
                    section.id.place,
                    _("place it in `materials`, or delete it"),
                )

    def _languages(self) -> None:
        from bhxhcomm.language import registry

        for name in self.shape.languages:
            try:
                registry.language(str(name))
            except registry.UnknownLanguage as exc:
                self.problems.error("unknown-language", str(exc), name.place, exc.hint)

    def _table(self, table: pack.TableShape) -> None:
        width = len(table.columns)
        for row in table.rows:
            if len(row) != width:
                self.problems.error(
                    "uneven-table",
                    _("this row has {cells} cells, the table has {columns} columns").format(
                        cells=len(row), columns=width
                    ),
                    row[0].place if row else table.place,
                    _("give every row a cell for each column"),
                )


@cache
def _icon_names() -> frozenset[str]:
    from bhxhcomm.core.resources import folder

    return frozenset(path.stem for path in (folder("assets") / "icons").glob("*.svg"))
