"""`bhxhcomm manifest`: the lists of what was made, for scripts: those of several parts of a build become one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.cli.groups import add, group
from bhxhcomm.core.interface import _

app = group(_("Manifests: the lists of what was made, with what it says and stands on."))


@app.callback()
def _manifest() -> None:
    pass


def merge(
    manifests: Annotated[
        list[Path], typer.Argument(metavar="FILE|DIR", help=_("Manifests, or the folders of outputs that hold them."))
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help=_("Folder of outputs for the whole; files are copied into it."))
    ],
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Join the parts of a build (`--shard`) to one folder of outputs with one manifest."""
    from bhxhcomm.ledger import joining

    made = joining.join([_folder(path) for path in manifests], places.output_folder(out), told=console.note)
    if console.json:
        console.object(
            {
                "format": "manifest-merge/1",
                "schema": 1,
                "manifest": str(made.path),
                "pieces": made.pieces,
                "artifacts": made.artifacts,
            }
        )
    else:
        console.line(
            _("{path}: {pieces} pieces, {artifacts} files").format(
                path=made.path, pieces=made.pieces, artifacts=made.artifacts
            )
        )


def show(
    manifest: Annotated[Path, typer.Argument(metavar="FILE|DIR", help=_("A manifest, or the folder that holds it."))],
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Print a manifest with everything in its place, as one JSON object."""
    from bhxhcomm.ledger import manifest as manifests

    console.json = True
    console.object(manifests.read(_folder(manifest) / manifests.FILE_NAME).model_dump(mode="json"))


def _folder(path: Path) -> Path:
    """The folder of outputs that is meant by it or by its manifest."""
    return path if path.is_dir() else path.parent


add(
    app,
    merge,
    help=_(
        "Join the parts of a build that was split by --shard: their files and manifests become one folder of outputs."
    ),
    example="bhxhcomm manifest merge out-1 out-2 out-3 --out out",
)
add(
    app,
    show,
    help=_("Print a manifest as one JSON object, with everything in its place."),
    example="bhxhcomm manifest show out",
)
