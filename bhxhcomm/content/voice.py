"""Synthetic voices by role: which engine speaks, with which voice, accent, speed and pitch. An office gives them, or a pack.

Each key is taken from the nearest that gives it: the pack before the office, the office before the one above it, and
within them the role's own entry before `default`, which holds for every role.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import Field

from bhxhcomm.content.shapes import Choice, Line, Number, Shape, nearest_hint
from bhxhcomm.core.i18n import N_, Message, _
from bhxhcomm.core.problems import Problems

ROLES = ("announcer", "woman", "man", "asker", "answerer")
"""Who may speak. Voices are given by these names, and scripts show the label `role_…` of each."""
DEFAULT_ROLE = "default"
"""The entry that holds for every role."""
SLOWEST, FASTEST = 80, 260
"""Words a minute that anybody can follow; 145 suits news, 125 to 130 commune loudspeakers, which echo."""
PITCH = 8
"""How many semitones a voice is moved up or down at most: about what eSpeak NG can do of itself."""


class VoiceEngine(StrEnum):
    """What makes a voice."""

    ESPEAK = "espeak-ng"
    PIPER = "piper"
    GTTS = "gtts"


class VoiceAccent(StrEnum):
    """How Vietnamese sounds."""

    NORTH = "north"
    CENTRAL = "central"
    SOUTH = "south"


def _unknown_engine(text: str) -> Message:
    return _("there is no voice engine `{name}`").format(name=text)


def _unknown_accent(text: str) -> Message:
    return _("there is no accent `{name}`").format(name=text)


class VoiceKeys(Shape):
    """What can be said of a voice. A key that is not given comes from the next one in line."""

    engine: Choice(VoiceEngine, "unknown-engine", _unknown_engine) | None = Field(  # type: ignore[valid-type]
        None, description=N_("What makes the voice: espeak-ng (comes along), piper (a model file), gtts (online)")
    )
    name: Line | None = Field(
        None, description=N_("Voice of that engine, such as vi+f2 or a name from `bhxhcomm voice list`")
    )
    accent: Choice(VoiceAccent, "unknown-accent", _unknown_accent) | None = Field(  # type: ignore[valid-type]
        None, description=N_("Accent of Vietnamese: north, central or south")
    )
    speed: Number(SLOWEST, FASTEST, whole=True) | None = Field(  # type: ignore[valid-type]
        None, description=N_("Words a minute; 145 suits news, 125 to 130 loudspeakers that echo")
    )
    pitch: Number(-PITCH, PITCH) | None = Field(  # type: ignore[valid-type]
        None, description=N_("Semitones up, or down with a minus")
    )


class VoiceShape(VoiceKeys):
    """The voice of one role."""

    languages: dict[Line, VoiceKeys] = Field(
        default_factory=dict,
        description=N_("Voices for other languages, by id; no language is read by another language's voice"),
    )


KEYS = tuple(VoiceKeys.model_fields)


def merged(*layers: Mapping[Any, VoiceShape]) -> dict[Any, VoiceShape]:
    """The voices of all layers together, role by role and key by key; a later layer beats an earlier one."""
    found: dict[Any, VoiceShape] = {}
    for layer in layers:
        for role, shape in layer.items():
            found[role] = over(found[role], shape) if role in found else shape
    return found


def over(under: VoiceShape, shape: VoiceShape) -> VoiceShape:
    """One entry laid over another."""
    languages = dict(under.languages)
    for lang, keys in shape.languages.items():
        languages[lang] = languages[lang].model_copy(update=laid(languages[lang], keys)) if lang in languages else keys
    return shape.model_copy(update={**laid(under, shape), "languages": languages})


def laid(under: VoiceKeys, keys: VoiceKeys) -> dict[str, Any]:
    """The keys of two entries together. A name belongs to its engine: another engine does not take it over."""
    values = {key: value if (value := getattr(keys, key)) is not None else getattr(under, key) for key in KEYS}
    if keys.engine is not None and keys.engine != (under.engine or VoiceEngine.ESPEAK):
        values["name"] = keys.name
    return values


def check(voices: Mapping[Any, VoiceShape], problems: Problems) -> None:
    """Report roles and languages that are not known, and names that no voice of eSpeak NG or gTTS has.

    Which Piper voices there are depends on the machine; the engine tells.
    """
    from bhxhcomm.language import registry

    for role, shape in voices.items():
        if role not in (DEFAULT_ROLE, *ROLES):
            message = _("there is no speaker role `{name}`").format(name=role)
            problems.error("unknown-role", message, role.place, nearest_hint(str(role), [DEFAULT_ROLE, *ROLES]))
        _check_name(shape, problems)
        for lang, keys in shape.languages.items():
            try:
                registry.language(str(lang))
            except registry.UnknownLanguage as exc:
                problems.error("unknown-language", exc.message, lang.place, exc.hint)
            _check_name(keys, problems)


def _check_name(keys: VoiceKeys, problems: Problems) -> None:
    if keys.name is None or keys.engine == VoiceEngine.PIPER:
        return
    name = str(keys.name)
    known = list(_names(keys.engine or VoiceEngine.ESPEAK))
    base, plus, variant = name.partition("+")
    message = _("there is no voice `{name}`").format(name=name)
    if keys.engine == VoiceEngine.GTTS:
        if name not in known:
            problems.error("unknown-voice", message, keys.name.place, nearest_hint(name, known))
    elif keys.engine is None and not plus and base not in known:
        # Without an engine it may be the name of a Piper voice, whose engine stands with the office.
        return
    elif base not in known and base:
        problems.error("unknown-voice", message, keys.name.place, nearest_hint(base, known))
    elif plus and variant not in espeak_variants():
        problems.error("unknown-voice", message, keys.name.place, nearest_hint(variant, espeak_variants()))


def _names(engine: VoiceEngine) -> Iterator[str]:
    """The voices of an engine that the registry of languages names."""
    from bhxhcomm.language import registry

    for language in registry.languages():
        yield from language.speech.gtts if engine is VoiceEngine.GTTS else language.speech.espeak_ng


@cache
def espeak_variants() -> tuple[str, ...]:
    """The variants of eSpeak NG's voices (`f2`, `m3`): the files that its package carries. The library is not loaded."""
    spec = find_spec("espeakng_loader")
    folder = Path(spec.origin).parent / "espeak-ng-data" / "voices" / "!v" if spec and spec.origin else None
    return tuple(sorted(path.name for path in folder.iterdir())) if folder is not None and folder.is_dir() else ()
