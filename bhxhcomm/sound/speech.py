"""Speech: from words and voices to clips. What is in the store is taken from there, the rest spoken by workers side by side.

What an engine gives is checked: a sound that is there, is not silent, and is about as long as its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, MachineError, Problem, Problems
from bhxhcomm.language.checks import script_of
from bhxhcomm.language.normalise import nfc
from bhxhcomm.materials.timeline import Voice
from bhxhcomm.sound import level, voices
from bhxhcomm.sound.clips import Clip, ClipStore, clip_of, key
from bhxhcomm.sound.engines import EngineError, Speaker, SpeechOrder, engine
from bhxhcomm.sound.engines.worker_pool import spoken

FASTEST, SLOWEST = 14.0, 0.25
"""Syllables a second between which a clip is believed: nobody speaks so fast, or so slowly."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words to be spoken, as they are read aloud, in a language (registry id) by a voice. `id` is that of the segment."""

    id: str
    words: str
    lang: str
    voice: Voice


def speaker_of(voice: Voice, lang: str, root: Path | None) -> Speaker:
    """Who a voice is on this machine: for the key of a piece, for its credits, for the signature of an office.

    `root` is the folder of the workspace. Raises `ContentError` where the engine has no such voice for the language,
    `MachineError` where this machine lacks it, with the command that installs it.
    """
    return engine(voice.engine).find(voice, lang, voices.voice_folders(root))


def speak(
    utterances: Sequence[Utterance],
    store: ClipStore,
    jobs: int,
    *,
    root: Path | None = None,
    problems: Problems | None = None,
    anew: bool = False,
) -> dict[str, Clip]:
    """The clip of each utterance, by its id; `jobs` workers speak at a time. Warnings go to `problems`.

    With `anew` nothing is taken from the cache: what an engine gives again is spoken again, whatever lies there.

    Raises `ContentError` with everything that cannot be spoken, each with its segment, and `MachineError` where this
    machine lacks an engine, a voice or the connection; what was spoken until then is in the store.
    """
    told = problems if problems is not None else Problems()
    orders = _orders(utterances, root)
    clips: dict[str, Clip] = {}
    missing: dict[str, SpeechOrder] = {}
    for asked in orders:
        name = key(asked)
        if name in clips or name in missing:
            continue
        clip, warning = (None, None) if anew and asked.speaker.repeats else store.find(asked)
        if warning is not None:
            told.extend([warning])
        if clip is not None:
            clips[name] = clip
        else:
            missing[name] = asked
    failed: list[Problem] = []
    unavailable: list[Problem] = []
    for asked, sound in spoken(missing.values(), jobs):
        try:
            if isinstance(sound, EngineError):
                raise sound
            clip = _believed(asked, sound)
        except EngineError as reason:
            message = _("segment `{id}`: {message}").format(id=asked.id, message=reason.message)
            (unavailable if reason.machine else failed).append(Problem(reason.code, message, hint=reason.hint))
            continue
        store.put(asked, clip)
        clips[key(asked)] = clip
    if unavailable:
        raise MachineError(unavailable[0])
    if failed:
        raise ContentError(sorted(failed, key=lambda problem: problem.message))
    return {asked.id: clips[key(asked)] for asked in orders}


def _orders(utterances: Iterable[Utterance], root: Path | None) -> list[SpeechOrder]:
    """What is asked of the engines. Raises `ContentError` with all that none of them may speak."""
    found: list[SpeechOrder] = []
    wrong: list[Problem] = []
    speakers: dict[tuple[Voice, str], Speaker] = {}
    for utterance in utterances:
        who = (utterance.voice, utterance.lang)
        try:
            if who not in speakers:
                speakers[who] = speaker_of(*who, root)
        except ContentError as exc:
            wrong += [
                replace(one, message=_("segment `{id}`: {message}").format(id=utterance.id, message=one.message))
                for one in exc.problems
            ]
            continue
        asked = order(utterance, speakers[who])
        problem = _unspeakable(asked.words, utterance, speakers[who])
        if problem is not None:
            wrong.append(problem)
        found.append(asked)
    if wrong:
        raise ContentError(wrong)
    return found


def order(utterance: Utterance, speaker: Speaker) -> SpeechOrder:
    """What is asked of a speaker."""
    words = " ".join(nfc(utterance.words).split())
    return SpeechOrder(utterance.id, words, speaker, utterance.voice.speed, utterance.voice.pitch)


def _unspeakable(words: str, utterance: Utterance, speaker: Speaker) -> Problem | None:
    """What keeps a voice from reading a text: nothing to read, or letters that are not of its language."""
    if not any(letter.isalnum() for letter in words):
        message = _("segment `{id}`: there is nothing to speak").format(id=utterance.id)
        return Problem("nothing-to-speak", message, hint=_("write its text, or make it a pause"), lang=utterance.lang)
    foreign = strange_letters(words, speaker.tag)
    if not foreign:
        return None
    message = _("segment `{id}`: the voice `{voice}` cannot speak {letters}")
    return Problem(
        "unspeakable-text",
        message.format(id=utterance.id, voice=speaker.name, letters=", ".join(f"“{one}”" for one in foreign[:8])),
        hint=_("write it as it is read in the language of the voice, or have it recorded"),
        lang=utterance.lang,
    )


_NOT_LATIN = frozenset("ar bg bn el fa gu he hi ja ka kk ko ml mr ne pa ru si sr ta te th uk ur zh".split())
"""Languages of Piper's voices that are not written in Latin script."""


def strange_letters(words: str, tag: str) -> list[str]:
    """The letters of a text that a voice of this language (BCP 47) does not know, in the order in which they stand.

    In Latin script the alphabet of the registry counts, in the others the script. A language that is not registered is
    taken to be written in Latin script, but for those of which it is known that they are not: there nothing is refused.
    """
    if voices.registered(tag):
        language = voices.of_language(tag)
        script = language.script
        letters = language.letters if script == "Latn" and language.exemplar.unit != "script" else None
    else:
        script, letters = "" if re.split("[-_]", tag)[0].lower() in _NOT_LATIN else "Latn", None
    han = "Hani" if script in ("Hant", "Hans") else script
    found: dict[str, None] = {}
    for letter in unicodedata.normalize("NFC", words):
        if letter.isdigit() or not (own := script_of(letter)):
            continue
        if (han and own != han) or (letters is not None and letter.lower() not in letters):
            found[letter] = None
    return list(found)


def _believed(order: SpeechOrder, sound: bytes) -> Clip:
    """The clip, when it can be what was asked for. Raises `EngineError`."""
    name = order.speaker.name
    try:
        clip = clip_of(order, sound)
    except Exception as reason:
        raise EngineError("voice-failed", _("the voice `{name}` gave no sound").format(name=name)) from reason
    if level.is_silent(clip.samples):
        raise EngineError("voice-silent", _("the voice `{name}` says nothing").format(name=name))
    syllables = _syllables(order.words)
    if not syllables / FASTEST <= clip.seconds <= max(3.0, syllables / SLOWEST):
        message = _(
            "the voice `{name}` took {seconds:.1f} seconds for {count} syllables: something is missing or repeated"
        )
        raise EngineError("voice-length", message.format(name=name, seconds=clip.seconds, count=syllables))
    return clip


def _syllables(words: str) -> int:
    """About how many syllables there are: the words of Vietnamese are one each; of unspaced writing, four letters."""
    count = 0
    for word in words.split():
        letters = sum(unicodedata.category(letter)[0] == "L" for letter in word)
        count += 1 if word.isascii() or script_of(word[0]) in ("", "Latn") else max(1, letters // 4)
    return count
