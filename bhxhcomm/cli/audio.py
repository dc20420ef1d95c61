"""`bhxhcomm audio`: what is heard. Each command has a module of its own; this one hangs them together."""

from __future__ import annotations

from bhxhcomm.cli.broadcast import radio_spot, ringback
from bhxhcomm.cli.groups import add, group
from bhxhcomm.cli.recordings import import_recordings, recordings
from bhxhcomm.cli.say import say
from bhxhcomm.core.interface import _

app = group(_("Sound: how texts are read aloud, spots and ringback tones."))

add(
    app,
    say,
    help=_(
        "Show how a sentence is read aloud, and speak it. Exits with 1, and speaks nothing, when something is left unread."
    ),
    example='bhxhcomm audio say --text "Mức đóng 4,5% từ 1/7/2025" --dry-run',
)
add(
    app,
    radio_spot,
    name="radio-spot",
    help=_("Make the loudspeaker spots of a pack: voice over music at the right loudness, captions, a report."),
    example="bhxhcomm audio radio-spot bhxh-tu-nguyen --variant 60",
)
add(
    app,
    ringback,
    help=_("Make the ringback tone of a pack, in the files that a mobile carrier takes."),
    example="bhxhcomm audio ringback bhxh-tu-nguyen --preset viettel",
)
add(
    app,
    recordings,
    help=_("List what people have spoken of a pack: what is recorded, what is missing, and what is of earlier words."),
    example="bhxhcomm audio recordings bhxh-tu-nguyen --lang ede",
)
add(
    app,
    import_recordings,
    name="import-recordings",
    help=_(
        "Take recordings in: match them by name, trim silence, check level, noise and length, and keep the original. "
        "Exits with 1 when one is refused; the others are taken."
    ),
    example='bhxhcomm audio import-recordings bhxh-tu-nguyen ban-thu --speaker "Người đọc mẫu" --consent "Giấy số 3"',
)
