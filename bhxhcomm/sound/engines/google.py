"""gTTS: Google Translate's voice, by the package of that name. Online; Vietnamese, Khmer, Chinese.

The package builds the requests; sending them is ours, for its own way sets no limit of time, does not look at
certificates, and passes over a part that brought no sound. Nothing is written before every part has come. Its clips are
kept with the workspace: the service gives other bytes whenever it likes.
"""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Iterator
from importlib import metadata
from typing import TYPE_CHECKING, Any

from bhxhcomm.core.i18n import Message, _, untranslated
from bhxhcomm.core.problems import MachineError, Problem, error
from bhxhcomm.sound.engines import EngineError, Speaker, SpeechOrder, tempo

if TYPE_CHECKING:
    from bhxhcomm.materials.timeline import Voice
    from bhxhcomm.sound.voices import VoiceFolders

LICENCE = "Google Terms of Service"
CREDIT = "Google Translate"
MOST_CHARACTERS = 100
"""What the service takes at a time."""
TIMEOUT = (5.0, 15.0)
"""Seconds to wait for the connection, and for each piece of an answer."""
WAITS = (0.5, 2.0, 5.0)
"""Seconds before each further try."""
LONGEST_WAIT = 20.0
"""The longest wait that a server may ask for."""
_AGAIN = {408, 425, 429, 500, 502, 503, 504}
"""Answers after which another try makes sense."""
_SOUND = re.compile(rb'jQ1olc","\[\\"(.*?)\\"\]')


class Google:
    """The engine `gtts`."""

    name = "gtts"
    seconds = 240.0

    def version(self) -> str:
        """The version of gTTS. Raises `MachineError`."""
        try:
            return metadata.version("gTTS")
        except metadata.PackageNotFoundError:
            message = _("gTTS, the engine of online voices, is not on this machine")
            raise MachineError(
                Problem("gtts-missing", message, hint=untranslated("python -m pip install gtts"))
            ) from None

    def find(self, voice: Voice, lang: str, shelf: VoiceFolders) -> Speaker:
        """The voice of the language. It has no accents to choose."""
        from bhxhcomm.sound.voices import no_voice, of_language

        version = self.version()
        known = of_language(lang).speech.gtts
        if not known or (voice.name and voice.name not in known):
            raise no_voice(self.name, voice.name, lang, known)
        if lang == "vi" and voice.accent != "north":
            message = _("gTTS speaks Vietnamese with one accent only, that of the North")
            raise error("voice-accent", message, hint=_("leave `accent` out, or take eSpeak NG or a Piper voice"))
        name, tag = voice.name or known[0], of_language(lang).tag
        return Speaker(self.name, name, tag, version, "", LICENCE, CREDIT, repeats=False)

    def speak(self, order: SpeechOrder) -> bytes:
        """The words, asked for in parts; all of them, or none."""
        from bhxhcomm.language import registry

        breaks = registry.language(order.speaker.tag) if order.speaker.tag else None
        sound = b"".join(_part(text, order.speaker.name) for text in parts(order.words, breaks))
        return tempo.changed(sound, "mp3", speed=order.speed / tempo.USUAL_SPEED, pitch=order.pitch)


ENGINE = Google()


def parts(words: str, language: Any = None) -> Iterator[str]:
    """The words in parts of at most 100 characters, cut where a sentence ends, a clause, a word; never inside a letter."""
    from bhxhcomm.language.breaking import ZWSP, breakable

    left = " ".join((breakable(words, language) if language is not None else words).split())
    while len(left) > MOST_CHARACTERS:
        head = left[: MOST_CHARACTERS + 1]
        at = 0
        for places in (r"[.!?…។៕。！？]\s*", r"[,;:៖，；：、]\s*", rf"[\s{ZWSP}]"):
            ends = [match.end() for match in re.finditer(places, head) if match.end() <= MOST_CHARACTERS]
            if ends and ends[-1] > MOST_CHARACTERS // 4:
                at = ends[-1]
                break
        yield from _clean(left[: at or MOST_CHARACTERS])
        left = left[at or MOST_CHARACTERS :].lstrip()
    yield from _clean(left)


def _clean(text: str) -> Iterator[str]:
    """A part without invisible breaks; none, when there is no letter or digit in it."""
    text = text.replace("\u200b", "").strip()
    if any(letter.isalnum() for letter in text):
        yield text


def _part(text: str, voice: str) -> bytes:
    """The MP3 of one part. Raises `EngineError` after the last try."""
    from gtts import gTTS

    (request,) = gTTS(
        text, lang=voice, lang_check=False, pre_processor_funcs=[], tokenizer_func=lambda whole: [whole]
    )._prepare_requests()
    for wait in (*WAITS, None):
        try:
            return _asked(request)
        except _Again as reason:
            if wait is None:
                raise reason.error from None
            time.sleep(min(LONGEST_WAIT, max(wait, reason.wait)))
    raise AssertionError


class _Again(Exception):  # noqa: N818 - not an error yet
    """It went wrong in a way that may pass: the error it becomes, and the seconds the server asks to wait."""

    def __init__(self, error: EngineError, wait: float = 0.0) -> None:
        self.error = error
        self.wait = wait


def _asked(request: Any) -> bytes:
    import requests

    try:
        with requests.Session() as session:
            settings = session.merge_environment_settings(request.url, {}, None, True, None)
            answer = session.send(request, timeout=TIMEOUT, allow_redirects=False, **settings)
    except requests.exceptions.SSLError as reason:
        message = _("the certificate of Google's voice service does not hold: {reason}")
        raise EngineError(
            "voice-offline",
            message.format(reason=_short(reason)),
            _("if your office looks into connections, set REQUESTS_CA_BUNDLE to its certificate"),
            machine=True,
        ) from reason
    except requests.exceptions.RequestException as reason:
        raise _Again(_offline(_short(reason))) from reason
    if answer.status_code in _AGAIN:
        asked = answer.headers.get("Retry-After", "")
        raise _Again(_refused(answer.status_code), float(asked) if asked.isdigit() else 0.0)
    if answer.status_code != 200:
        raise _refused(answer.status_code)
    found = _SOUND.findall(answer.content)
    try:
        sound = b"".join(base64.b64decode(_unescaped(one), validate=True) for one in found)
    except binascii.Error:
        sound = b""
    if not sound:
        message = _("Google's voice service answered without sound")
        raise _Again(EngineError("voice-failed", message, _("try again later, or take another engine")))
    return sound


def _unescaped(letters: bytes) -> bytes:
    """Base64 as it stood before it was put into JSON, and that into JSON again."""
    return letters.replace(rb"\\u003d", b"=").replace(rb"\u003d", b"=").replace(rb"\\/", b"/").replace(rb"\/", b"/")


def _offline(reason: Message) -> EngineError:
    return EngineError(
        "voice-offline",
        _("Google's voice service cannot be reached: {reason}").format(reason=reason),
        _("connect to the internet once; clips that have been made stay in clips/. Offline speaks `engine: espeak-ng`"),
        machine=True,
    )


def _refused(status: int) -> EngineError:
    return EngineError(
        "voice-refused",
        _("Google's voice service answered {status}").format(status=status),
        _("try again later, or take another engine"),
        machine=True,
    )


def _short(reason: Exception) -> Message:
    """What is known of a failure, without the address and the insides of a library."""
    text = str(reason)
    for sign, words in (
        ("timed out", _("no answer in time")),
        ("NameResolution", _("its name is not found")),
        ("refused", _("the connection was refused")),
        ("IncompleteRead", _("the answer broke off")),
        ("prematurely", _("the answer broke off")),
        ("Connection aborted", _("the connection broke off")),
    ):
        if sign in text:
            return words
    return untranslated(type(reason).__name__)
