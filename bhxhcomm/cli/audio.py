"""`bhxhcomm audio`: what is heard. Each command has a module of its own; this one hangs them together."""

from __future__ import annotations

from bhxhcomm.cli.groups import add, group
from bhxhcomm.cli.say import say
from bhxhcomm.i18n import _

app = group(_("Sound: how texts are read aloud, spots and ringback tones."))

add(
    app,
    say,
    help=_(
        "Show how a sentence is read aloud, and what of it cannot be read. Exits with 1 when something is left unread."
    ),
    example='bhxhcomm audio say --text "Mức đóng 4,5% từ 1/7/2025" --dry-run',
)
