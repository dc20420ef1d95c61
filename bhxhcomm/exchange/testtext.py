"""Test text in place of translations, in a workspace of its own: to try pages out, never to be taken for a translation."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, error
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.exchange import catalogue_files, handoff
from bhxhcomm.language import registry
from bhxhcomm.language.pseudo import NOTICE, pseudo
from bhxhcomm.translation import catalogue
from bhxhcomm.translation.catalogue import CatalogueLine
from bhxhcomm.translation.wording import wording

MARKER = "CHU-THU.txt"
"""The file by which a workspace of test text is known; without it no folder is written over."""
_LEFT_OUT = shutil.ignore_patterns("review.yaml", "approved", "register", "out", "*.po")
_PARTS = ("bhxhcomm.yaml", "facts", "offices", "templates", "fonts", "locales")


def check_place(place: Path) -> None:
    """Raise `ContentError` when the folder is there already and is no workspace of test text."""
    if place.exists() and not (place / MARKER).is_file() and (not place.is_dir() or any(place.iterdir())):
        raise error(
            "folder-in-use",
            _("`{path}` is there already, and holds no test text").format(path=place),
            Place(str(place)),
            _("name another folder: --out DIR"),
        )


def copy(workspace: Workspace, packs: list[str], place: Path) -> None:
    """Copy what these packs need into a workspace of its own: nothing that anybody has signed or translated."""
    check_place(place)
    place.mkdir(parents=True, exist_ok=True)
    (place / MARKER).write_text(NOTICE + "\n", encoding="utf-8")
    for name in (*_PARTS, *(f"packs/{pack}" for pack in packs)):
        source = workspace.root / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=_LEFT_OUT, dirs_exist_ok=True)
        elif source.is_file():
            shutil.copyfile(source, place / name)


def files(workspace: Workspace, packs: list[str], lang: str) -> Iterator[tuple[str, bytes]]:
    """The catalogues of test text for these packs and the shared words, by path within the workspace."""
    language = registry.language(lang)
    facts = catalogue_files.known_facts(workspace)
    for scope in ("", *packs):
        shelf = catalogue_files.shelf_of(workspace, scope, lang)
        bare = Shelf(scope, lang, shelf.entries, None, ())
        lines = [
            CatalogueLine(line.context, line.source, pseudo(line.source, language), notes=line.notes, place=line.place)
            for line in catalogue_files.lines(bare.merged.items, facts)
        ]
        data = catalogue.written(
            None,
            lines,
            shown=handoff.scope_name(scope),
            project=handoff.scope_name(scope),
            tag=language.tag,
            title=wording()["test_text"],
            test_text=True,
        )
        folder = f"packs/{scope}/" if scope else ""
        yield f"{folder}{catalogue.FOLDER}/{lang}.po", data
