"""Recordings: what people have spoken, beside the pack that it belongs to, each with a note of who said which words when.

`recordings/<lang>/<segment>/<hash>.wav` is the sound, `<hash>.yaml` its note (format `recording/1`). The hash is that of the
words and values which were read (`edition.heard`), so that recordings for several offices and dates lie side by side, and one
whose words or figures have changed is found by nobody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from bhxhcomm.content.shapes import Day, Line, Shape
from bhxhcomm.core.i18n import N_
from bhxhcomm.core.problems import Place

FORMAT = "recording/1"
FOLDER = "recordings"
SOUND = ".wav"
NOTE = ".yaml"


class OriginalShape(Shape):
    """The file that somebody handed in."""

    file: Line = Field(description=N_("Name under which the original is kept, beside this file"))
    name: Line = Field(description=N_("Name that it had when it came"))
    sha256: Line = Field(description=N_("Digest of its bytes"))


class RecordingShape(Shape):
    """A note beside a recording. It is written by `bhxhcomm audio import-recordings`."""

    format: Literal["recording/1"] = Field(description=N_("Format and version of this file"))
    lang: Line = Field(description=N_("Registry id of the language"))
    segment: Line = Field(description=N_("Id of the segment that was read"))
    heard: Line = Field(description=N_("Hash of the words and values that were read"))
    text: Line = Field(description=N_("The words as they were to be read"))
    speaker: Line = Field(description=N_("Who speaks"))
    recorded: Day = Field(description=N_("Day of the recording"))
    consent: Line = Field(description=N_("What the speaker agreed to: number of the paper, or the words"))
    sha256: Line = Field(description=N_("Digest of the sound file"))
    original: OriginalShape = Field(description=N_("The file that was handed in"))


@dataclass(frozen=True, slots=True)
class Recording:
    """Somebody's voice with certain words: where the sound lies, the SHA-256 that its note states, and what is known of it."""

    lang: str
    segment: str
    heard: str
    text: str
    speaker: str
    recorded: dt.date
    consent: str
    sha256: str
    path: Path
    place: Place

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is looked for by: language, segment, and the hash of what is heard."""
        return (self.lang, self.segment, self.heard)


def recording(note: RecordingShape, file: Path) -> Recording:
    """The recording beside a note."""
    return Recording(
        str(note.lang),
        str(note.segment),
        str(note.heard),
        str(note.text),
        str(note.speaker),
        note.recorded,
        str(note.consent),
        str(note.sha256),
        file.with_suffix(SOUND),
        note.place,
    )


def sound_path(pack_folder: Path, lang: str, segment: str, heard: str) -> Path:
    """Where a recording lies."""
    return pack_folder / FOLDER / lang / segment / f"{heard}{SOUND}"
