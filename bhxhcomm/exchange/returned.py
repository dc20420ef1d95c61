"""From a file that came back to what it would change: reading by its ending, then holding it against the catalogue."""

from __future__ import annotations

from pathlib import Path

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, error
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.exchange import plain_rows
from bhxhcomm.exchange.handoff import Handback
from bhxhcomm.exchange.intake import ImportOptions, Intake, compare
from bhxhcomm.language import invisible, registry
from bhxhcomm.translation import glossary

_OTHERS = {
    ".xlsm": "file-has-macros",
    ".docm": "file-has-macros",
    ".zip": "file-packed",
}
MAX_BYTES = 50_000_000


def changes_of(workspace: Workspace, shelf: Shelf, path: Path, options: ImportOptions) -> Intake:
    """What this file would do to the catalogue. Raises `ContentError` for a file that cannot be read at all."""
    handback = read(path, workspace.root)
    language = registry.language(shelf.lang)
    return compare(shelf, handback, language, glossary.read(workspace.root, shelf.lang), options)


def read(path: Path, root: Path) -> Handback:
    """The rows of a file, in the workspace at `root` or elsewhere (`opening.named`). Raises `ContentError`."""
    ending, place = path.suffix.lower(), Place(str(path))
    if (sign := invisible.first(path.name)) is not None:
        message = _("the name of this file: {what}").format(what=sign.message)
        raise error("invisible-sign", message, place, _("rename the file: type its name anew"))
    if ending in _OTHERS:
        hints = {
            "file-has-macros": _("save it without macros, as .xlsx or .docx"),
            "file-packed": _("unpack it, and name the workbook that is in it"),
        }
        code = _OTHERS[ending]
        raise error(code, _("a file that ends in {ending} is not opened").format(ending=ending), place, hints[code])
    if ending not in plain_rows.READERS:
        raise error(
            "unknown-format",
            _("a file that ends in {ending} cannot be read here").format(ending=ending or "–"),
            place,
            _("save it as .xlsx, .docx, .po or .xliff"),
        )
    data = opening.read(*opening.named(path, root), most=MAX_BYTES, shown=place.path)
    return plain_rows.read(data, ending, path.name)
