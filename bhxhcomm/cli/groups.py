"""Groups of commands, and how each command is hung into its group: help and an example, both translated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from bhxhcomm.core.interface import _


def group(help: str, *, completion: bool = False) -> typer.Typer:
    """A group of commands, with the habits that all of ours share."""
    return typer.Typer(
        help=help,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
        add_completion=completion,
    )


def add(app: typer.Typer, command: Callable[..., Any], *, help: str, example: str, name: str | None = None) -> None:
    """Hang a command into a group. `help` is translated already; `example` is a command line that can be typed."""
    app.command(name or command.__name__, help=help, epilog=_("Example: {command}").format(command=example))(command)
