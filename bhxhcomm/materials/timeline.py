"""The timeline: what a material makes of an edition before it is spoken and mixed. Segments in the order of their time.

A timeline is a plain, frozen value that says everything a listener will hear, and nothing about how the engines work: no
YAML, no facts table, no ffmpeg. The sound engine reads it; its canonical form is what an edition code is computed from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bhxhcomm.core import canonical
from bhxhcomm.language.text import Text


@canonical.named("Sound")
@dataclass(frozen=True, slots=True)
class Sound:
    """A sound file: an absolute path inside the workspace or the shipped assets, and the SHA-256 of its bytes.

    Only the digest is part of the canonical form; the path differs from machine to machine. `credit` is what must be said
    of whoever made it.
    """

    path: str = field(metadata={"canonical": False})
    digest: str
    credit: str = ""


@canonical.named("Voice")
@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks where nobody has recorded it. `engine` is `espeak-ng`, `piper` or `gtts`, `name` a voice of that engine
    (empty for its usual one in the language), `accent` is `north`, `central` or `south`.

    `speed` is in words a minute as eSpeak NG counts them; the other engines, which count none, speak at their own pace at
    145 and in proportion to it otherwise. `pitch` is in semitones from the voice's own. `materials.voices.voice_of` makes
    it from what an office and a pack say.
    """

    engine: str = "espeak-ng"
    name: str = ""
    accent: str = "north"
    speed: int = 145
    pitch: float = 0.0


@canonical.named("Speech")
@dataclass(frozen=True, slots=True)
class Speech:
    """Words that are spoken: by whom (`role`), as they are written, and as they are read aloud.

    `reading` is what the voice is given; in a language whose rules of reading are not known it is empty. `recording` is
    somebody's voice with exactly these words and values; where it is None, `voice` speaks.
    """

    id: str
    role: str
    text: Text
    reading: str
    voice: Voice = Voice()
    recording: Sound | None = None


@canonical.named("Pause")
@dataclass(frozen=True, slots=True)
class Pause:
    """Nobody speaks for so many seconds; the music goes on."""

    id: str
    seconds: float


@canonical.named("Effect")
@dataclass(frozen=True, slots=True)
class Effect:
    """A sting or another sound that is heard by itself, `gain_db` louder than the speech; the music waits until it is over."""

    id: str
    sound: Sound
    gain_db: float = 0.0


@canonical.named("Cue")
@dataclass(frozen=True, slots=True)
class Cue:
    """From here on the music is at `level_db` below the speech; None where it ends. It gets there in `fade_s` seconds."""

    id: str
    level_db: float | None
    fade_s: float = 1.0


Segment = Speech | Pause | Effect | Cue


@canonical.named("Bed")
@dataclass(frozen=True, slots=True)
class Bed:
    """The music under the speech: its file, how many dB below the speech it lies, and how long it goes on after the last
    segment (seconds)."""

    sound: Sound
    level_db: float = 18.0
    tail_s: float = 2.0


@canonical.named("Timeline")
@dataclass(frozen=True, slots=True)
class Timeline:
    """A piece of one material, ready to be spoken.

    `lang` is the registry id, `lang_tag` its BCP 47 tag; `author` is the office, `subject` the campaign. `target_s` is the
    length that is wanted, give or take `tolerance_s`; `preset` names what the deliverables must be. `labels` are the fixed
    words of the language; `draft` says whether "bản nháp" is said at the beginning. `code` is the edition code, empty until
    it has been computed; it is not part of the canonical form.
    """

    material: str
    variant: str
    lang: str
    lang_tag: str
    title: str
    author: str
    subject: str
    segments: tuple[Segment, ...]
    bed: Bed | None = None
    target_s: float = 60.0
    tolerance_s: float = 2.0
    preset: str = "loudspeaker"
    valid_from: dt.date | None = None
    sources: Text = ()
    labels: tuple[tuple[str, str], ...] = ()
    draft: bool = False
    code: str = field(default="", metadata={"canonical": False})

    @property
    def speeches(self) -> tuple[Speech, ...]:
        """The segments that somebody speaks, in their order."""
        return tuple(segment for segment in self.segments if isinstance(segment, Speech))
