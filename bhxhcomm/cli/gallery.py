"""`bhxhcomm gallery`: everything that has been made, on one page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _


def gallery(
    manifest: Annotated[
        Path | None,
        typer.Argument(
            metavar="[MANIFEST]", help=_("Manifest of a build, or the folder that holds it. Default: out/.")
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help=_("The page. Default: gallery.html beside the manifest.")),
    ] = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show everything that has been made on one page."""
    from bhxhcomm.core import files
    from bhxhcomm.ledger import manifest as manifests
    from bhxhcomm.making.result import shown_path
    from bhxhcomm.report.gallery import gallery as made

    path = _manifest(manifest, workspace)
    found = manifests.read(path)
    target = places.to_write(out.resolve(), ".html", ".htm") if out is not None else path.parent / "gallery.html"
    changed = files.write(target, made(found, path.parent, title(path.parent)))
    status = "built" if changed else "unchanged"
    if console.json:
        count = sum(piece.current for piece in found.pieces)
        ahead = {piece.code: piece.applies_from for piece in found.pieces if piece.applies_from}
        told = {
            "format": "gallery/1",
            "schema": 1,
            "path": shown_path(target),
            "status": status,
            "pieces": count,
            "applies_from": ahead,
        }
        console.object(told | {"problems": []})
        return
    console.line((_("built") if changed else _("unchanged")) + f": {shown_path(target)}")


def title(folder: Path) -> str:
    """Whose outputs these are: the name of the workspace's folder, and that of a date of its own."""
    names = [part for part in (folder.parent.name, folder.name) if part and part != "out"]
    return " · ".join(names) or folder.name


def _manifest(given: Path | None, workspace: Path | None) -> Path:
    """The manifest that is meant. Raises `ContentError` where there is none."""
    from bhxhcomm.core.problems import Place, error
    from bhxhcomm.ledger.manifest import FILE_NAME

    path = given if given is not None else places.workspace_root(workspace, Path.cwd()) / "out"
    path = path / FILE_NAME if path.is_dir() else path
    if not path.is_file():
        raise error(
            "no-manifest",
            i18n._("there is no manifest here"),
            Place(str(path)),
            i18n._("build first: bhxhcomm build"),
        )
    return path.resolve()
