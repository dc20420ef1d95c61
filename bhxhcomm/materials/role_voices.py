"""Which synthetic voice speaks a role: from what the pack and the office say of it. Recordings are chosen elsewhere."""

from __future__ import annotations

from typing import Any

from bhxhcomm.content import voice
from bhxhcomm.content.workspace import Office, Pack
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.materials.timeline import Voice


def voice_of(pack: Pack | None, office: Office, role: str, lang: str) -> Voice:
    """The voice of a role in one language (registry id). Without a word about it, `Voice()`: eSpeak NG, the usual voice.

    Whether there is such a voice, and whether it speaks the language, the sound engine says. Another language than
    Vietnamese takes speed and pitch of the role, but no engine and no name: those stand under `languages`.
    """
    found = voice.merged(office.shape.voices, pack.shape.voices if pack is not None else {})
    shape = voice.VoiceShape.model_construct()
    for name in (voice.DEFAULT_ROLE, role):
        if name in found:
            shape = voice.over(shape, found[name])
    values: dict[str, Any] = {key: getattr(shape, key) for key in voice.KEYS}
    if lang != SOURCE_LANGUAGE:
        values |= {"engine": None, "name": None, "accent": None}
        own = next((keys for name, keys in shape.languages.items() if _same(str(name), lang)), None)
        if own is not None:
            values |= {key: value for key in voice.KEYS if (value := getattr(own, key)) is not None}
    usual = Voice()
    return Voice(
        engine=str(values["engine"] or usual.engine),
        name=str(values["name"] or ""),
        accent=str(values["accent"] or usual.accent),
        speed=usual.speed if values["speed"] is None else values["speed"],
        pitch=usual.pitch if values["pitch"] is None else values["pitch"],
    )


def _same(name: str, lang: str) -> bool:
    """Whether a language that was named by id or tag is this one."""
    from bhxhcomm.language import registry

    return registry.language(name).id == lang
