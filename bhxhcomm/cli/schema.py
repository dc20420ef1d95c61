"""`bhxhcomm schema`: JSON Schemas, so that editors complete and check what people write."""

from __future__ import annotations

from typing import Annotated

import typer

from bhxhcomm.cli import options
from bhxhcomm.cli.console import console
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _


def schema(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=_("pack, facts, office, workspace, review, lexicon or output."))
    ],
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Print a JSON Schema, with descriptions in Vietnamese."""
    from bhxhcomm.cli import schemas
    from bhxhcomm.cli.places import check_choice

    check_choice(name, schemas.NAMES, "unknown-schema", i18n._("there is no schema `{name}`").format(name=name))
    console.object(schemas.schema(name))
