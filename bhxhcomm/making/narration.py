"""Who reads a piece aloud in this workspace: its rules of reading, the voices of its office and pack, what is recorded."""

from __future__ import annotations

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition.heard import heard
from bhxhcomm.edition.resolve import Edition
from bhxhcomm.language.spoken import Accent, Reading, read_text
from bhxhcomm.language.text import Text
from bhxhcomm.materials.role_voices import voice_of
from bhxhcomm.materials.spoken_timeline import At, Narrator
from bhxhcomm.materials.timeline import Sound, Voice


def narrator(workspace: Workspace, edition: Edition) -> Narrator:
    """The narrator of an edition."""
    words = workspace.lexicon

    def voice(role: str) -> Voice:
        return voice_of(edition.pack, edition.office, role, edition.lang)

    def read(text: Text, role: str, at: At) -> Reading:
        # Number words are those of the north or the south; the centre counts like the north.
        accent = Accent.SOUTH if voice(role).accent == Accent.SOUTH else Accent.NORTH
        return read_text(text, lexicon=words, accent=accent, at=at)

    def recording(segment: str, text: Text) -> Sound | None:
        found = edition.pack.recording(edition.lang, segment, heard(edition.lang, text))
        return Sound(str(found.path), found.sha256, found.speaker) if found is not None else None

    return Narrator(read, voice, recording)
