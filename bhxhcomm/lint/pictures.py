"""`unused-picture` and `missing-alt`: pictures that nobody sees, and pictures that some readers cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.workspace import PICTURE_ENDINGS
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Place, Problem
from bhxhcomm.lint.rule import LintSubject, Rule, warning


def unused(subject: LintSubject) -> Iterator[Problem]:
    """Picture files below `images/` of a pack, or of the offices, that nothing names."""
    for pack in subject.packs:
        used = {picture.path for picture in pack.pictures.values()}
        yield from _unused(subject, pack.folder / "images", used, pack.id)
    if subject.everything:
        logos = {office.logo.path for office in subject.workspace.offices.values() if office.logo}
        yield from _unused(subject, subject.workspace.root / "offices" / "images", logos, "")


def _unused(subject: LintSubject, folder: Path, used: set[Path], pack: str) -> Iterator[Problem]:
    for path in opening.below(folder, subject.workspace.root, "**/*"):
        if path.suffix.lower() not in PICTURE_ENDINGS or path.name.startswith(".") or not path.is_file():
            continue
        if path.resolve() not in used:
            yield warning(
                "unused-picture",
                _("nothing uses the picture `{name}`").format(name=path.name),
                Place(path.relative_to(subject.workspace.root).as_posix()),
                _("name it in a `picture:`, or delete the file")
                if pack
                else _("name it in a `logo:`, or delete the file"),
                pack,
            )


def missing_alt(subject: LintSubject) -> Iterator[Problem]:
    """Pictures of a cover without words for those who cannot see them (pictures in sections must have them)."""
    for pack in subject.packs:
        for material in pack.shape.materials_used.values():
            for picture in _without_alt(material):
                yield warning(
                    "missing-alt",
                    _("nothing says what the picture `{name}` shows").format(name=picture),
                    picture.place,
                    _("add a line `alt: …` below it, for readers who cannot see it"),
                    pack.id,
                )


def _without_alt(value: object) -> Iterator[Scalar]:
    if isinstance(value, BaseModel):
        picture = getattr(value, "picture", None)
        if isinstance(picture, Scalar) and getattr(value, "alt", None) is None:
            yield picture
        for name in type(value).model_fields:
            yield from _without_alt(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _without_alt(item)
    elif isinstance(value, list):
        for item in value:
            yield from _without_alt(item)


UNUSED = Rule("unused-picture", N_("a picture file that nothing uses"), unused)
MISSING_ALT = Rule("missing-alt", N_("a cover picture without alternative text"), missing_alt)
