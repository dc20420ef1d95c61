"""A workspace as it was read: the folder with `bhxhcomm.yaml`, and everything in it, checked. `loading` reads it."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bhxhcomm.content import fact, office, pack, recording, review, settings, sounds
from bhxhcomm.content.chain import Chain
from bhxhcomm.core.problems import ContentError, Place, Problem
from bhxhcomm.trust.demand import NO_DEMAND, Trust

if TYPE_CHECKING:
    from bhxhcomm.language.spoken.lexicon import Lexicon

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".svg")


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


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
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


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Workspace:
    """Everything in a workspace that the other phases need. `facts` are the national ones, local declarations included.

    Two that were read are two, whatever is in them; what others work out from one they keep by it (`core.memo`).
    """

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
