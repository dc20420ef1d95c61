"""Piper: neural voices from a model file that the user has (the package `piper-tts`, an extra of ours).

With its two noises at 0 a model gives the same sound on the same machine; another processor may round differently, so
its clips are kept with the workspace. Piper counts no words: at a speed of 145 a voice speaks at its own pace.
"""

from __future__ import annotations

import io
import wave
from functools import lru_cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from bhxhcomm.core.i18n import _, untranslated
from bhxhcomm.core.problems import MachineError, Problem
from bhxhcomm.sound.engines import EngineError, Speaker, SpeechOrder, tempo

if TYPE_CHECKING:
    from bhxhcomm.materials.timeline import Voice
    from bhxhcomm.sound.voices import VoiceFolders

INSTALL = 'python -m pip install "bhxhcomm[piper]"'


class Piper:
    """The engine `piper`."""

    name = "piper"
    seconds = 300.0

    def version(self) -> str:
        """The version of piper-tts. Raises `MachineError`."""
        try:
            return metadata.version("piper-tts")
        except metadata.PackageNotFoundError:
            message = _("Piper, the engine of neural voices, is not on this machine")
            raise MachineError(Problem("piper-missing", message, hint=untranslated(INSTALL))) from None

    def find(self, voice: Voice, lang: str, shelf: VoiceFolders) -> Speaker:
        """The voice of this name, or the first that speaks the language, among those that were added."""
        from bhxhcomm.sound.voices import no_voice, speaks

        version = self.version()
        card = (
            shelf.card(voice.name)
            if voice.name
            else next((one for one in shelf.cards() if speaks(one.tag, lang)), None)
        )
        if card is None:
            raise no_voice(self.name, voice.name, lang)
        if not speaks(card.tag, lang):
            raise no_voice(self.name, card.name, lang, [one.name for one in shelf.cards() if speaks(one.tag, lang)])
        card.check_accent(voice.accent)
        card.check_files()
        return Speaker(
            self.name,
            card.name,
            card.tag,
            version,
            card.digest,
            card.licence,
            card.credit,
            repeats=False,
            files=(str(card.model), str(card.config)),
        )

    def speak(self, order: SpeechOrder) -> bytes:
        """The words in the model's voice; a model is loaded once in a worker (a second or two)."""
        from piper import SynthesisConfig

        voice = _loaded(*order.speaker.files)
        file = io.BytesIO()
        length = voice.config.length_scale * tempo.USUAL_SPEED / order.speed
        config = SynthesisConfig(length_scale=length, noise_scale=0.0, noise_w_scale=0.0)
        try:
            with wave.open(file, "wb") as out:
                voice.synthesize_wav(order.words, out, syn_config=config)
        except wave.Error:
            # Not one chunk of sound came, so that nothing set the format.
            raise EngineError(
                "voice-silent", _("the voice `{name}` says nothing").format(name=order.speaker.name)
            ) from None
        return tempo.changed(file.getvalue(), "wav", pitch=order.pitch) if order.pitch else file.getvalue()


ENGINE = Piper()


@lru_cache(maxsize=2)
def _loaded(model: str, config: str) -> Any:
    from piper import PiperVoice

    try:
        return PiperVoice.load(model, config)
    except Exception as reason:
        # Whatever ONNX finds wrong with a file, with an exception of its own for each.
        words = " ".join(str(reason).split())[:200]
        raise EngineError(
            "voice-model-unreadable",
            _("Piper cannot load the model {path}: {reason}").format(path=model, reason=words),
            _("download the voice again, both files, and add it: bhxhcomm voice add FILE"),
            machine=True,
        ) from reason
