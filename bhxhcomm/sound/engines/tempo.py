"""Pace and pitch of speech that an engine cannot change itself, by ffmpeg; an MP3 becomes a WAV on the way."""

from __future__ import annotations

import io
import wave

from bhxhcomm.core.i18n import _
from bhxhcomm.sound import ffmpeg
from bhxhcomm.sound.engines import EngineError

USUAL_SPEED = 145
"""The speed, in words a minute, at which an engine that counts no words speaks at its own pace."""
RATE = 24_000
"""Samples a second of what comes out: what gTTS has."""


def changed(sound: bytes, demuxer: str, *, speed: float = 1.0, pitch: float = 0.0) -> bytes:
    """A sound (`mp3` or `wav`) as WAV, one channel of 16 bits, `speed` times as fast, `pitch` semitones higher.

    Raises `EngineError` for what ffmpeg refuses.
    """
    up = 2.0 ** (pitch / 12)
    filters = [f"aresample={RATE}"]
    if pitch:
        filters += [f"asetrate={round(RATE * up)}", f"aresample={RATE}"]
    if abs(pace := speed / up - 1) > 1e-9:
        filters.append(f"atempo={1 + pace:.6f}")
    try:
        given = ("-f", demuxer, "-i", "pipe:0", "-map", "0:a:0")
        wanted = ("-ac", "1", "-ar", str(RATE), "-f", "s16le", "pipe:1")
        done = ffmpeg.run([*ffmpeg.PROTOCOLS, *given, "-af", ",".join(filters), *wanted], given=sound)
    except ffmpeg.RefusedError as reason:
        message = _("the sound of the voice cannot be read: {reason}").format(reason=reason)
        raise EngineError("voice-failed", message) from reason
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(done.output)
    return file.getvalue()
