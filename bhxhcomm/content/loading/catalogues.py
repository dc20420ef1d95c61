"""The catalogues of translations in a folder, as bytes; `translation` reads them."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from bhxhcomm.content import yaml_reading
from bhxhcomm.content.loading.file_reader import FileReader
from bhxhcomm.content.workspace import CatalogueFile
from bhxhcomm.core import opening, private_keys
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place
from bhxhcomm.language import invisible, registry

MAX_CATALOGUE_BYTES = 20_000_000


def catalogues(reader: FileReader, folder: Path) -> dict[str, CatalogueFile]:
    """The catalogues in `locales/` of a folder, as bytes."""
    found: dict[str, CatalogueFile] = {}
    for path in opening.below(folder / "locales", reader.root, "*.po"):
        if not _is_language(reader, path):
            continue
        try:
            data = opening.read(path, reader.root, most=MAX_CATALOGUE_BYTES)
        except ContentError as exc:
            reader.problems.extend(exc.problems)
        else:
            found[path.stem] = CatalogueFile(path, reader.shown(path), data, path.stem)
            _check_catalogue(reader, found[path.stem])
    return found


def _check_catalogue(reader: FileReader, file: CatalogueFile) -> None:
    """Report invisible signs in a catalogue: in a translation they part a number as well as in the text itself."""
    if private_keys.is_private(file.data):
        reader.problems.extend([private_keys.problem(Place(file.shown))])
    text = file.data.decode("utf-8", errors="ignore").removeprefix("\ufeff").replace("\r\n", "\n")
    for sign in islice(invisible.invisible(text), yaml_reading.MOST_SIGNS):
        line, column = text.count("\n", 0, sign.offset) + 1, sign.offset - text.rfind("\n", 0, sign.offset)
        reader.problems.error("invisible-sign", sign.message, Place(file.shown, line, column), sign.hint)


def _is_language(reader: FileReader, path: Path) -> bool:
    """Whether a catalogue is named by the registry id of a language; a problem where it is not."""
    place = Place(reader.shown(path))
    try:
        name = registry.language(path.stem).id
    except registry.UnknownLanguage as exc:
        reader.problems.error("unknown-language", exc.message, place, exc.hint)
        return False
    if name != path.stem:
        message = _("this catalogue is not named by the id of its language")
        reader.problems.error("catalogue-name", message, place, _("rename it to {name}.po").format(name=name))
    return name == path.stem
