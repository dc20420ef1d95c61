"""The packs of a workspace: every folder in `packs/`, with its text, pictures, sounds, signatures, translations, recordings."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from bhxhcomm.content import fact, pack, review, sounds, validate
from bhxhcomm.content.loading.catalogues import catalogues
from bhxhcomm.content.loading.file_reader import FileReader
from bhxhcomm.content.loading.pack_checks import PackChecks
from bhxhcomm.content.loading.picture_files import picture, pictures_named
from bhxhcomm.content.loading.recording_files import recordings
from bhxhcomm.content.loading.signatures import signatures
from bhxhcomm.content.workspace import Pack, PictureFile
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _
from bhxhcomm.trust.demand import Trust


class PackLoader:
    """Loads packs of this shape. `facts` are the national ones, `local_ids` those that some office has."""

    def __init__(
        self,
        reader: FileReader,
        shape: type[pack.PackBase],
        trust: Trust,
        facts: dict[str, fact.Fact],
        local_ids: set[str],
    ) -> None:
        self.reader = reader
        self.shape = shape
        self.trust = trust
        self.facts = facts
        self.local_ids = local_ids

    def load(self, wanted: Collection[str] | None = None) -> dict[str, Pack]:
        """The packs by id; with `wanted`, only those in these folders. What is wrong with them is reported."""
        packs: dict[str, Pack] = {}
        folder = self.reader.root / "packs"
        for path in opening.below(folder, self.reader.root, "*/pack.y*ml"):
            if wanted is not None and path.parent.name not in wanted:
                continue
            if not self.reader.named(path.parent.name, path):
                continue
            found = self._pack(path)
            if found is not None:
                packs[found.id] = found
        return packs

    def _pack(self, path: Path) -> Pack | None:
        node = self.reader.read(path, pack.FORMAT)
        if node is None:
            return None
        whole = validate.validate(self.shape, node, self.reader.problems)
        shape = whole or validate.without_refused(self.shape, node)
        if shape is None:
            return None
        if str(shape.id) != path.parent.name:
            self.reader.problems.error(
                "id-differs",
                _("this pack calls itself `{id}`, but lies in the folder `{folder}`").format(
                    id=shape.id, folder=path.parent.name
                ),
                shape.id.place,
                _("write `id: {folder}`, or rename the folder").format(folder=path.parent.name),
            )
        PackChecks(
            shape,
            self.facts,
            self.local_ids,
            self.reader.unread,
            self.reader.problems,
            refused=node if whole is None else None,
        ).run()
        pictures: dict[str, PictureFile] = {}
        for name in pictures_named(shape):
            found = picture(self.reader, name, path.parent)
            if found is not None:
                pictures[str(name)] = found
        played: dict[str, sounds.SoundFile] = {}
        for material in shape.materials_used.values():
            for name, credit in material.sounds():
                sound = sounds.read(name, credit, path.parent, self.reader.problems)
                if sound is not None:
                    played.setdefault(str(name), sound)
        signed = signatures(self.reader, path.parent / review.FILE_NAME, self.trust)
        if whole is None:
            return None
        return Pack(
            path.parent.name,
            whole,
            path.parent,
            self.reader.shown(path),
            pictures,
            signed,
            catalogues(self.reader, path.parent),
            recordings(self.reader, path.parent),
            played,
        )
