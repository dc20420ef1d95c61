"""The pictures that content files name: each must be there, inside its folder, and small enough to read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from bhxhcomm.content.loading.file_reader import FileReader
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import nearest_hint
from bhxhcomm.content.workspace import PICTURE_ENDINGS, PictureFile
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError

MAX_PICTURE_BYTES = 40_000_000


def picture(reader: FileReader, name: Scalar, folder: Path) -> PictureFile | None:
    """The picture of this name in a folder; None where it cannot be used, which is reported."""
    path = folder / name
    if not name.lower().endswith(PICTURE_ENDINGS):
        reader.problems.error(
            "picture-format",
            _("`{name}` is not a picture that can be printed").format(name=name),
            name.place,
            _("use a PNG, JPEG or SVG file"),
        )
        return None
    if not _is_file(path):
        near = [found.relative_to(folder).as_posix() for found in opening.below(folder, reader.root, "**/*")]
        pictures = [found for found in near if found.lower().endswith(PICTURE_ENDINGS)]
        reader.problems.error(
            "missing-picture",
            _("there is no picture `{name}`").format(name=name),
            name.place,
            nearest_hint(str(name), pictures) if pictures else _("copy the file into images/"),
        )
        return None
    if not path.resolve().is_relative_to(folder.resolve()):
        reader.problems.error(
            "picture-outside",
            _("`{name}` is a link to a file outside this folder").format(name=name),
            name.place,
            _("copy the file itself into images/"),
        )
        return None
    try:
        data = opening.read(path, reader.root, most=MAX_PICTURE_BYTES)
    except ContentError as exc:
        for problem in exc.problems:
            large = problem.code == "file-too-large"
            reader.problems.error(
                "picture-too-large" if large else problem.code,
                _("`{name}` is larger than {limit} MB").format(name=name, limit=MAX_PICTURE_BYTES // 1_000_000)
                if large
                else problem.message,
                name.place,
                _("save it at its printed size, 300 dots an inch") if large else problem.hint,
            )
        return None
    return PictureFile(path.resolve(), hashlib.sha256(data).hexdigest(), name.place)


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def pictures_named(value: object) -> Iterator[Scalar]:
    """Every picture that a shape names, in the order of the file."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            item = getattr(value, name)
            if name == "picture" and isinstance(item, Scalar):
                yield item
            else:
                yield from pictures_named(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from pictures_named(item)
    elif isinstance(value, list):
        for item in value:
            yield from pictures_named(item)
