"""A workspace's own templates and style sheets: found, and read within limits. `override_rendering` renders them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bhxhcomm.core import opening, paths
from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import ContentError, Place, error
from bhxhcomm.page.html import sheets, templates

MOST_BYTES, MOST_FILES, MOST_DEPTH = 512_000, 400, 6
"""Limits of a folder of templates: bytes of each file, files, folders in each other."""
TEMPLATE, SHEET = ".j2", ".css"


@dataclass(frozen=True, slots=True)
class Overrides:
    """The templates and style sheets of a workspace, by their names (`leaflet/flyer.html.j2`): the text of each, where it lies
    (`places`), and the SHA-256 of its bytes."""

    templates: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    def opened(self, names: Sequence[str]) -> dict[str, str]:
        """The files behind these names, as far as they are the workspace's, with their digests."""
        return {self.places[name]: self.digests[name] for name in names if name in self.places}


NONE = Overrides()


def load(folders: Sequence[Path]) -> Overrides:
    """What lies in these folders, the first before the others.

    Raises `ContentError`: `template-unreadable` for what is no file of UTF-8 within limits, `path-outside` for a link out.
    """
    texts: dict[str, str] = {}
    places: dict[str, str] = {}
    digests: dict[str, str] = {}
    for folder in folders:
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            if name in texts or path.suffix not in (TEMPLATE, SHEET):
                continue
            data = opening.read(path, folder, most=MOST_BYTES, shown=opening.called(path, folder.parent))
            try:
                texts[name] = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                raise _unreadable(path, folder, _("it is not written in UTF-8")) from None
            places[name], digests[name] = str(path), sha256(data).hexdigest()
    if not texts:
        return NONE
    return Overrides(
        {name: text for name, text in texts.items() if name.endswith(TEMPLATE)},
        {name: text for name, text in texts.items() if name.endswith(SHEET)},
        places,
        digests,
    )


def _files(folder: Path) -> list[Path]:
    """The files below a folder, in order, none of them elsewhere."""
    if paths.leads_outside(folder, folder.parent):
        raise error(
            "path-outside", _("“{path}” leaves its folder by a link").format(path=folder.name), Place(folder.name)
        )
    if not folder.is_dir():
        return []
    known: list[Path] = []
    waiting = [(folder, 0)]
    while waiting:
        current, depth = waiting.pop()
        for entry in sorted(os.scandir(current), key=lambda one: one.name):
            path = Path(entry.path)
            if paths.leads_outside(path, folder):
                message = _("“{path}” leaves its folder by a link").format(path=path.relative_to(folder).as_posix())
                raise error("path-outside", message, Place(opening.called(path, folder.parent)))
            if entry.is_dir():
                if depth >= MOST_DEPTH:
                    raise _unreadable(path, folder, _("it lies in too many folders"))
                waiting.append((path, depth + 1))
            else:
                known.append(path)
            if len(known) > MOST_FILES:
                raise _unreadable(folder, folder, _("it has more than {most} files").format(most=MOST_FILES))
    return sorted(known)


def _unreadable(path: Path, folder: Path, why: Message) -> ContentError:
    message = _("this template cannot be read: {why}").format(why=why)
    return error("template-unreadable", message, Place(opening.called(path, folder.parent)))


def check_sheets(own: Overrides, *names: str) -> None:
    """Hold those style sheets of a workspace that a page uses against what one may say. Raises `ContentError`."""
    problems = [
        problem
        for name in names
        if name in own.sheets
        for problem in sheets.check(own.sheets[name], templates.called(name), name)
    ]
    if problems:
        raise ContentError(problems)
