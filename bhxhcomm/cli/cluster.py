"""`bhxhcomm cluster`: what building on several machines needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.cli.groups import add, group
from bhxhcomm.core.interface import _
from bhxhcomm.language.figures import numeric_date

app = group(_("Building on several machines (docs/cluster.md)."))


@app.callback()
def _cluster() -> None:
    pass


def certificates(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("A new folder: one for each role is made in it."))],
    days: Annotated[int, typer.Option("--days", min=1, max=825, help=_("How long they hold."))] = 365,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Certificates and settings of TLS for a scheduler, its workers and the machine that builds."""
    from bhxhcomm.core import clock
    from bhxhcomm.running.cluster import certificates

    made = certificates.make(places.output_folder(folder), days, clock.today())
    if console.json:
        console.object(
            {
                "format": "cluster-certificates/1",
                "schema": 1,
                "folders": [str(path) for path in made.folders],
                "until": made.until.isoformat(),
            }
        )
        return
    for path in made.folders:
        console.line(str(path))
    console.line(_("They hold until {date}. Nobody can make another one.").format(date=numeric_date(made.until)))


add(
    app,
    certificates,
    help=_("Make certificates and settings for a cluster: a folder for the scheduler, the workers, and who builds."),
    example="bhxhcomm cluster certificates /etc/bhxhcomm-cluster",
)
