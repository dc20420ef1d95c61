"""The languages at a glance, for `bhxhcomm locale languages`: names, script, letters, fonts and labels there are or are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.language.entry import Language
from bhxhcomm.language.labels import labels
from bhxhcomm.language.registry import of_workspace

OWN_LABELS = Path("locales", "labels")
"""Where a workspace keeps its own words for the fixed labels."""


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """One language as a table shows it.

    `fonts` are its families in order; `missing_fonts` names the faces that are not on this machine, and `install` the
    commands that bring them. `missing_labels` are the fixed words it has none for. `own` says that a workspace added or
    changed it.
    """

    id: str
    tag: str
    name: str
    autonym: str
    name_en: str
    supported: bool
    script: str
    direction: str
    letters: int
    word_separator: str
    line_break: str
    line_height: float
    fonts: tuple[str, ...]
    missing_fonts: tuple[str, ...]
    install: tuple[str, ...]
    labels: int
    missing_labels: tuple[str, ...]
    speech: str
    provinces: tuple[str, ...]
    confidence: str
    samples: tuple[str, ...]
    notes: str
    own: bool


def rows(workspace: Path | None = None, *, supported_only: bool = False) -> tuple[LanguageRow, ...]:
    """Every language of the workspace (of bhxhcomm alone without one). Raises `ContentError` for a file with mistakes."""
    from bhxhcomm.language import registry

    entries = of_workspace(workspace) if workspace else registry.current()
    shipped = registry.shipped().by_id
    with registry.using(entries):
        return tuple(
            _row(entry, workspace, own=entry != shipped.get(entry.id))
            for entry in entries
            if entry.supported or not supported_only
        )


def _row(entry: Language, workspace: Path | None, *, own: bool) -> LanguageRow:
    words = labels(entry.id, *([workspace / OWN_LABELS] if workspace else []))
    families = tuple(dict.fromkeys(entry.fonts.body + entry.fonts.heading))
    absent, install = _absent(families, workspace)
    return LanguageRow(
        id=entry.id,
        tag=entry.tag,
        name=entry.names.vi,
        autonym=entry.names.autonym,
        name_en=entry.names.en,
        supported=entry.supported,
        script=entry.script,
        direction=entry.direction,
        letters=len(entry.exemplar.main),
        word_separator=entry.word_separator,
        line_break=entry.line_break,
        line_height=entry.line_height,
        fonts=families,
        missing_fonts=absent,
        install=install,
        labels=len(words.own),
        missing_labels=words.missing,
        speech=entry.speech.recommended,
        provinces=entry.provinces,
        confidence=entry.confidence,
        samples=tuple(sample.kind for sample in entry.samples),
        notes=entry.notes,
        own=own,
    )


def _absent(families: Iterable[str], workspace: Path | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The faces of these families that are not on this machine, and the commands that install them.

    A family that `assets/fonts.yaml` does not list is absent with no command: nothing can set a page in it.
    """
    from bhxhcomm.page.measuring import fonts

    faces = fonts.font_list().faces
    listed = {face.family for face in faces}
    absent: list[str] = []
    install: list[str] = []
    for family in families:
        if family not in listed:
            absent.append(family)
        for face in faces:
            if face.family == family and fonts.locate(face, workspace) is None:
                absent.append(face.name)
                install.append(face.install)
    return tuple(absent), tuple(dict.fromkeys(install))
