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
        str,
        typer.Argument(
            metavar="NAME", help=_("Name of a schema, such as pack, facts or output; without one, all are listed.")
        ),
    ] = "",
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Print a JSON Schema: of a file of a workspace, or of the JSON that commands answer and leave for others."""
    from bhxhcomm.cli import schemas
    from bhxhcomm.cli.places import check_choice

    if not name:
        _list()
        return
    known = {*schemas.NAMES, *schemas.CONTRACTS, *(one.partition("/")[0] for one in schemas.CONTRACTS)}
    check_choice(name, known, "unknown-schema", i18n._("there is no schema `{name}`").format(name=name))
    console.object(schemas.schema(name))


def _list() -> None:
    """Every schema: of files that people write, by their names; of JSON for others, each with its version."""
    from bhxhcomm.cli import contracts, schemas

    if console.json:
        found = {
            "format": "schema-list/1",
            "schema": 1,
            "files": list(schemas.NAMES),
            "contracts": list(contracts.NAMES),
        }
        console.object(found)
        return
    for name in (*schemas.NAMES, *contracts.NAMES):
        console.line(name)
