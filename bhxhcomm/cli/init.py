"""`bhxhcomm init`: a small workspace that builds, to be edited."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bhxhcomm.cli.console import console
from bhxhcomm.i18n import _


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Folder to make; it must be empty or not exist."))],
) -> None:
    """Make a small workspace with a filled-in tri-fold to edit."""
    import json

    from bhxhcomm.build import files
    from bhxhcomm.content import schemas
    from bhxhcomm.problems import Place, error
    from bhxhcomm.resources import folder as shipped

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise error(
            "not-empty",
            _("`{path}` exists and is not empty").format(path=folder),
            Place(str(folder)),
            _("name a new folder; nothing has been changed"),
        )
    source = shipped("assets") / "starter"
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        files.write(folder / path.relative_to(source), path.read_bytes())
    for name in ("pack", "facts", "office", "workspace"):
        text = json.dumps(schemas.schema(name), ensure_ascii=False, indent=2)
        files.write(folder / "schemas" / f"{name}.json", text.encode())
    files.write(folder / ".vscode" / "settings.json", json.dumps(_EDITOR, indent=2).encode())
    files.write(folder / ".gitignore", b"out/\n")
    pack = next((folder / "packs").iterdir()).name
    console.line(_("A workspace stands in `{path}`. Next:").format(path=folder))
    console.line(f"    cd {folder}")
    console.line(f"    bhxhcomm leaflet build {pack}")
    console.line(_("Edit packs/{pack}/pack.yaml, and make it again.").format(pack=pack))


_EDITOR = {
    "yaml.schemas": {
        "schemas/pack.json": "packs/*/pack.yaml",
        "schemas/facts.json": "facts/**/*.yaml",
        "schemas/office.json": "offices/*.yaml",
        "schemas/workspace.json": "bhxhcomm.yaml",
    }
}
"""Settings with which VS Code and its YAML extension complete and check the files."""
