"""`bhxhcomm init`: a small workspace that builds, to be edited."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from bhxhcomm.cli import options
from bhxhcomm.cli.console import console
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Folder to make; it must be empty or not exist."))],
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Make a small workspace with a filled-in tri-fold to edit."""
    from bhxhcomm.core.problems import Place, error
    from bhxhcomm.core.resources import folder as shipped

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise error(
            "not-empty",
            i18n._("`{path}` exists and is not empty").format(path=folder),
            Place(str(folder)),
            i18n._("name a new folder; nothing has been changed"),
        )
    pack = next(path.name for path in sorted((shipped("assets") / "starter" / "packs").iterdir()))
    existed = folder.is_dir()
    try:
        _fill(folder)
    except BaseException:
        _empty(folder, existed=existed)
        raise
    if console.json:
        console.object({"format": "init/1", "schema": 1, "path": folder.as_posix(), "pack": pack})
        return
    console.line(_("A workspace stands in `{path}`. Next:").format(path=folder))
    console.line(f"    cd {folder}")
    console.line(f"    bhxhcomm leaflet build {pack}")
    console.line(_("Edit packs/{pack}/pack.yaml, and make it again.").format(pack=pack))


def _fill(folder: Path) -> None:
    import json

    from bhxhcomm.cli import schemas
    from bhxhcomm.core import files
    from bhxhcomm.core.resources import folder as shipped

    source = shipped("assets") / "starter"
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        files.write(folder / path.relative_to(source), path.read_bytes())
    for name in ("pack", "facts", "office", "workspace"):
        text = json.dumps(schemas.schema(name), ensure_ascii=False, indent=2)
        files.write(folder / "schemas" / f"{name}.json", text.encode())
    files.write(folder / ".vscode" / "settings.json", json.dumps(_EDITOR, indent=2).encode())
    files.write(folder / ".gitignore", b"out/\n")


def _empty(folder: Path, *, existed: bool) -> None:
    """Take away what was begun: the folder was empty, or not there at all."""
    for path in folder.iterdir() if folder.is_dir() else ():
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    if not existed:
        shutil.rmtree(folder, ignore_errors=True)


_EDITOR = {
    "yaml.schemas": {
        "schemas/pack.json": "packs/*/pack.yaml",
        "schemas/facts.json": "facts/**/*.yaml",
        "schemas/office.json": "offices/*.yaml",
        "schemas/workspace.json": "bhxhcomm.yaml",
    }
}
"""Settings with which VS Code and its YAML extension complete and check the files."""
