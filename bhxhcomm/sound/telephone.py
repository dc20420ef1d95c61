"""A piece as a caller hears it: one channel, 300 to 3400 Hz. Is the voice over the music, and does it begin at once?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bhxhcomm.content.receiver import Telephone
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.sound import ducking, level
from bhxhcomm.sound.layout import Schedule
from bhxhcomm.sound.mix import Stems

LOW_HZ, HIGH_HZ = 300.0, 3400.0
"""The band of a telephone (ITU-T G.712)."""
NO_MUSIC_DB = 60.0
"""What is said where there is no music at all."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a caller hears. `over_db` is the power of the voice over that of the music while it speaks, of the whole piece;
    `least_db` of the speech where it is least, `where` its id. `speech_from_s` is when the first word begins."""

    over_db: float
    least_db: float
    where: str
    speech_from_s: float


def heard(layout: Schedule, stems: Stems) -> Heard:
    """Send the tracks through the band and compare them where somebody speaks."""
    step = ducking.STEP_S
    voice = level.powers(level.band(stems.voice.in_channels(1), LOW_HZ, HIGH_HZ), step)
    music = level.powers(level.band(stems.music.in_channels(1), LOW_HZ, HIGH_HZ), step)
    spoken = ducking.speaking(stems.voice.in_channels(1), len(voice))
    least, where = NO_MUSIC_DB, ""
    for span in layout.speeches:
        part = slice(round(span.start_s / step), round(span.end_s / step))
        over = _over(voice[part], music[part], spoken[part])
        if over < least:
            least, where = over, span.segment.id
    first = int(np.argmax(spoken)) * step if spoken.any() else layout.length_s
    return Heard(round(_over(voice, music, spoken), 1), round(least, 1), where, round(first, 2))


def _over(voice: level.Power, music: level.Power, spoken: NDArray[np.bool_]) -> float:
    """By how many dB the voice is over the music in those steps in which somebody speaks."""
    if not spoken.any():
        return NO_MUSIC_DB
    ratio = voice[spoken].mean() / max(music[spoken].mean(), 1e-12)
    return float(min(10 * np.log10(max(ratio, 1e-12)), NO_MUSIC_DB))


def problems(found: Heard, wanted: Telephone) -> list[Problem]:
    """What a caller would not understand, or would wait for."""
    problems = []
    if found.least_db < wanted.voice_over_music_db:
        message = _("on the telephone the voice is only {found:.1f} dB over the music; wanted are {wanted:g}").format(
            found=found.least_db, wanted=wanted.voice_over_music_db
        )
        hint = _("in `{segment}`; set `level` of the music {more:.0f} dB higher, that is softer").format(
            segment=found.where, more=np.ceil(wanted.voice_over_music_db - found.least_db)
        )
        problems.append(Problem("music-over-voice", message, hint=hint))
    if found.speech_from_s > wanted.speech_by_s:
        message = _("the first word is heard after {found:.1f} seconds; wanted is {wanted:g} at most").format(
            found=found.speech_from_s, wanted=wanted.speech_by_s
        )
        problems.append(Problem("speech-late", message, hint=_("callers hear 8 to 15 seconds: begin with the words")))
    return problems
