"""Catalogues as they are put back on the disk: which file, which header, which lines. Writing itself is the caller's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bhxhcomm.content.fact import Fact
from bhxhcomm.content.workspace import CatalogueFile, Workspace
from bhxhcomm.edition.lookup import Shelf, pack_shelf, shared_shelf
from bhxhcomm.exchange import handoff, po_reading
from bhxhcomm.exchange.handoff import HandoffRow
from bhxhcomm.exchange.merge_base import RowStanding
from bhxhcomm.language import registry
from bhxhcomm.translation import catalogue
from bhxhcomm.translation.catalogue import CatalogueLine
from bhxhcomm.translation.merge import MergedItem
from bhxhcomm.translation.wording import wording


@dataclass(frozen=True, slots=True)
class CatalogueUpdate:
    """A file as it should be; `before` is what stands there now, None where there is none."""

    path: Path
    data: bytes
    before: bytes | None

    @property
    def changed(self) -> bool:
        return self.data != self.before


def shelf_of(workspace: Workspace, scope: str, lang: str) -> Shelf:
    """The catalogue of a pack, or of the workspace's own words (scope `""`)."""
    return pack_shelf(workspace.packs[scope], lang) if scope else shared_shelf(workspace, lang)


def folder_of(workspace: Workspace, scope: str) -> Path:
    """The folder that holds `locales/` and `review.yaml`."""
    return workspace.packs[scope].folder if scope else workspace.root


def known_facts(workspace: Workspace) -> dict[str, Fact]:
    """All facts by id, to explain placeholders; national ones before local ones."""
    local = {fact.id: fact for office in workspace.offices.values() for fact in office.facts.values()}
    return {**local, **workspace.facts}


def lines(items: Sequence[MergedItem], facts: Mapping[str, Fact]) -> list[CatalogueLine]:
    """Items as lines of a catalogue."""
    from bhxhcomm.translation.wanted import explained

    return [
        CatalogueLine(
            item.wanted.context,
            item.wanted.source,
            item.target,
            item.previous,
            item.stale,
            item.back,
            item.spoken,
            item.note,
            explained(item.wanted, facts),
            item.wanted.place,
            item.in_words,
        )
        for item in items
    ]


def updated(
    workspace: Workspace,
    shelf: Shelf,
    items: Sequence[MergedItem],
    *,
    facts: Mapping[str, Fact] | None = None,
    test_text: bool = False,
) -> CatalogueUpdate:
    """The catalogue with these items. Raises `ContentError` when the file that is there cannot be read."""
    file, path = shelf.file, _path(workspace, shelf)
    data = _written(workspace, shelf, lines(items, facts or known_facts(workspace)), test_text=test_text)
    return CatalogueUpdate(path, data, file.data if file else None)


def handed_out(workspace: Workspace, shelf: Shelf, rows: Sequence[HandoffRow]) -> bytes:
    """The catalogue as it goes to a translator: with what is suggested, and what each entry was made from.

    The name of the last translator is left out, for whoever works on the file next may be another. Raises `ContentError`
    when the file that is there cannot be read.
    """
    own = lines(shelf.merged.items, known_facts(workspace))
    made = [
        replace(
            line,
            target=row.target,
            fuzzy=row.standing is not RowStanding.HELD,
            notes=(*line.notes, *_suggested(row), f"{po_reading.BASE}: {row.base}"),
        )
        for line, row in zip(own, rows, strict=True)
    ]
    return _written(workspace, shelf, made, translator="")


def _suggested(row: HandoffRow) -> list[str]:
    return [wording()["suggested"].format(place=row.suggested)] if row.suggested else []


def _path(workspace: Workspace, shelf: Shelf) -> Path:
    return shelf.file.path if shelf.file else folder_of(workspace, shelf.scope) / catalogue.FOLDER / f"{shelf.lang}.po"


def _written(
    workspace: Workspace,
    shelf: Shelf,
    made: Sequence[CatalogueLine],
    *,
    translator: str | None = None,
    test_text: bool = False,
) -> bytes:
    language = registry.language(shelf.lang)
    file: CatalogueFile | None = shelf.file
    path = _path(workspace, shelf)
    words = wording()
    title = words["catalogue_title" if shelf.scope else "catalogue_shared"].format(
        pack=shelf.scope, language=language.names.vi
    )
    return catalogue.written(
        file.data if file else None,
        made,
        shown=file.shown if file else path.relative_to(workspace.root).as_posix(),
        project=handoff.scope_name(shelf.scope),
        tag=language.tag,
        title=title,
        translator=translator,
        test_text=test_text,
    )
