"""The command tree. Each group has a module of its own; this one only hangs them together."""

from __future__ import annotations

from typing import Annotated

import typer

from bhxhcomm import __version__
from bhxhcomm.cli import audio, cluster, facts, infographic, leaflet, locale, manifest, report, script, voice
from bhxhcomm.cli.approve import approve
from bhxhcomm.cli.build import build
from bhxhcomm.cli.doctor import doctor
from bhxhcomm.cli.explain import explain
from bhxhcomm.cli.gallery import gallery
from bhxhcomm.cli.groups import add, group
from bhxhcomm.cli.init import init
from bhxhcomm.cli.lint import lint
from bhxhcomm.cli.proof import proof
from bhxhcomm.cli.schema import schema
from bhxhcomm.cli.status import status
from bhxhcomm.cli.withdrawn import withdrawn
from bhxhcomm.core.interface import _

app = group(
    _("Leaflets, infographics, scripts and sound from YAML content packs, with figures that know their dates."),
    completion=True,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bhxhcomm {__version__}")
        raise typer.Exit


@app.callback()
def _all(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help=_("Show the version and exit."))
    ] = False,
) -> None:
    pass


add(
    app,
    init,
    help=_("Make a small workspace with a filled-in tri-fold to edit."),
    example="bhxhcomm init van-phong-toi",
)
add(
    app,
    build,
    help=_(
        "Make everything that the workspace asks for and that is out of date, and only that: all its packs, in their "
        "languages, for its offices. Says why each piece is made anew."
    ),
    example="bhxhcomm build --jobs 2",
)
app.add_typer(leaflet.app, name="leaflet")
app.add_typer(script.app, name="script")
app.add_typer(infographic.app, name="infographic")
app.add_typer(audio.app, name="audio")
app.add_typer(facts.app, name="facts")
app.add_typer(report.app, name="report")
app.add_typer(locale.app, name="locale")
app.add_typer(voice.app, name="voice")
add(
    app,
    lint,
    help=_(
        "Find problems in content: broken files, figures typed by hand, sentences too long, figures to check again."
    ),
    example="bhxhcomm lint bhyt-ho-gia-dinh",
)
add(
    app,
    approve,
    help=_(
        "Approve texts, figures, offices and voices: sign exactly what stands there now. Any edit voids a signature; the one "
        "who wrote a text does not approve it."
    ),
    example='bhxhcomm approve bhyt-ho-gia-dinh --by "Nguyễn Văn Mẫu" --document "Biên bản số 12"',
)
add(
    app,
    status,
    help=_(
        "Show what may be released and what is a draft, with the reasons. Exits with 1 when something cannot be made."
    ),
    example="bhxhcomm status --office all",
)
add(
    app,
    proof,
    help=_(
        "Make the proof to sign of a pack: its pages in small, every figure with its source, what changed, room to sign."
    ),
    example="bhxhcomm proof bhyt-ho-gia-dinh",
)
add(
    app,
    explain,
    help=_(
        "Tell what a piece says, which figures with which sources, and whether each still holds. Exits with 1 if not."
    ),
    example="bhxhcomm explain ABCDE-12345",
)
add(
    app,
    withdrawn,
    help=_(
        "List what was made earlier and whose figures are no longer in force: codes, files that are still there, and why. "
        "Exits with 1 when there is any."
    ),
    example="bhxhcomm withdrawn --as-of 2026-07-01",
)
app.add_typer(manifest.app, name="manifest")
app.add_typer(cluster.app, name="cluster")
add(
    app,
    schema,
    help=_("Print a JSON Schema, with descriptions in Vietnamese, so that editors complete and check files."),
    example="bhxhcomm schema pack > pack.schema.json",
)
add(
    app,
    doctor,
    help=_(
        "Check this machine: Python, packages, Pango, fonts, ffmpeg, voices, write access; and what installs what is missing."
    ),
    example="bhxhcomm doctor",
)
add(
    app,
    gallery,
    help=_(
        "Show everything that has been made on one page: pages, sounds, figures with their sources, drafts and reasons."
    ),
    example="bhxhcomm gallery",
)
