"""The proof of one piece, to be signed: its pages in small, its words, and what whoever signs it states."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bhxhcomm.content import units
from bhxhcomm.content.workspace import Pack, Workspace
from bhxhcomm.core import canonical
from bhxhcomm.edition import proving, readings, snapshot
from bhxhcomm.edition.lookup import pack_shelf
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, Edition, resolve
from bhxhcomm.edition.standing import Role
from bhxhcomm.language.labels import labels
from bhxhcomm.language.text import words
from bhxhcomm.making import proof_lines
from bhxhcomm.making.composed import LABELS, TEMPLATES, Composed
from bhxhcomm.making.keyed import Keyed, record_of
from bhxhcomm.making.request import Request
from bhxhcomm.materials import proof
from bhxhcomm.materials.document import Document, Image
from bhxhcomm.trust import statement

if TYPE_CHECKING:
    from bhxhcomm.page.pdf import RenderedPdf

PAGE_DPI = 130
"""Dots an inch of the pages shown in small: enough to read the body text through."""


def proof_of(workspace: Workspace, composed: Composed, keyed: Keyed, role: Role = Role.APPROVER) -> RenderedPdf:
    """The proof of a piece as a PDF; where its own pages cannot be made, those with what is wrong. Raises `ContentError`.

    A sound has no pages; its proof has the words that are said.
    """
    from bhxhcomm.page import pdf
    from bhxhcomm.page.pictures import pixels

    request, edition = composed.request, composed.edition
    overrides = [workspace.root / TEMPLATES]
    pictures: list[bytes] = []
    if isinstance(keyed.piece, Document):
        folders = [workspace.packs[request.pack].folder, workspace.root / "offices"]
        piece = pdf.render_document(
            keyed.piece, template_folders=overrides, picture_folders=folders, workspace=workspace.root
        )
        if not piece.ok:
            return piece
        pictures = pixels.pages(piece.pdf, PAGE_DPI)
    with _kept(pictures) as pages:
        pack = workspace.packs[request.pack]
        approved = snapshot.read(pack, SOURCE_LANGUAGE)
        now = [unit.key for unit in units.pack_units(pack.shape)]
        changes = None if approved is None else [*snapshot.changes(approved, now), *read_otherwise(workspace, pack)]
        signed = proof_lines.signed(workspace, composed)
        lines = proving.stated(proof_lines.plans(workspace, composed, role))
        held = proof.capacities(edition, lines)
        stated = statement.text(proof.number(keyed.piece.code), lines, held) if lines else ""
        signing = proof.Signing(stated, role, tuple(lines), proved=workspace.trust.demands)
        sides = tuple(_sides(workspace, request, edition))
        matter = proof.ProofContents(edition, keyed.piece, pages, keyed.reasons, changes, signed, sides, signing)
        document = proof.compose(workspace, matter, labels(SOURCE_LANGUAGE, workspace.root / LABELS))
        return pdf.render_document(
            document,
            template_folders=overrides,
            workspace=workspace.root,
            record=canonical.text(record_of(keyed)),
            statement=stated,
        )


def read_otherwise(workspace: Workspace, pack: Pack) -> Iterator[snapshot.SnapshotChange]:
    """The texts whose words are as they were approved, and that are read aloud otherwise now."""
    label = labels(SOURCE_LANGUAGE, workspace.root / LABELS)["script_spoken"]
    before = snapshot.read_spoken(pack, SOURCE_LANGUAGE)
    for old, new in readings.changed(before, readings.of_pack(workspace, pack)):
        both = (old.north, new.north) if old.north != new.north else (old.south or old.north, new.south or new.north)
        yield snapshot.SnapshotChange(f"{old.context} ({label})", *both)


def _sides(workspace: Workspace, request: Request, edition: Edition) -> Iterator[proof.ProofText]:
    """The texts of a translation that the edition shows, in the order of the pack, each once."""
    if request.lang == SOURCE_LANGUAGE:
        return
    vietnamese = resolve(workspace, request.pack, SOURCE_LANGUAGE, request.office, request.date)
    for one in pack_shelf(workspace.packs[request.pack], request.lang).standings:
        key = one.item.key
        if key in edition.renderings:
            source = tuple(replace(span, lang=SOURCE_LANGUAGE) for span in vietnamese.texts[key])
            target = tuple(replace(span, lang=request.lang) for span in edition.texts[key])
            target = target if edition.renderings[key].parts else ()
            yield proof.ProofText(source, target, words(one.item.back))


@contextmanager
def _kept(pictures: list[bytes]) -> Iterator[tuple[Image, ...]]:
    """Pictures as files, for as long as the page engine needs them."""
    with tempfile.TemporaryDirectory(prefix="bhxhcomm-") as folder:
        images = []
        for index, picture in enumerate(pictures):
            path = Path(folder) / f"{index}.png"
            path.write_bytes(picture)
            images.append(Image(str(path), hashlib.sha256(picture).hexdigest()))
        yield tuple(images)
