"""Every voice that could speak here, as `voice list` shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bhxhcomm.core.i18n import NO_MESSAGE, Message
from bhxhcomm.core.problems import MachineError
from bhxhcomm.language import registry
from bhxhcomm.sound.engines import engine, espeak, google
from bhxhcomm.sound.voices import VoiceFolders


@dataclass(frozen=True, slots=True)
class Offered:
    """A voice as `voice list` shows it: whether it can speak now, and what to do where it cannot."""

    engine: str
    name: str
    tag: str
    accent: str
    licence: str
    credit: str
    where: str
    ready: bool
    fix: Message = NO_MESSAGE
    digest: str = ""


def offered(found: VoiceFolders) -> Iterator[Offered]:
    """Every voice that could speak, in the order of engines and languages."""
    accents = {name: accent for accent, name in espeak.ACCENTS.items()}
    for name, licence, credit, where in (
        ("espeak-ng", espeak.LICENCE, espeak.CREDIT, "package"),
        ("gtts", google.LICENCE, google.CREDIT, "online"),
    ):
        fix = _missing(name)
        for language in registry.languages():
            for voice in language.speech.espeak_ng if name == "espeak-ng" else language.speech.gtts:
                accent = accents.get(voice, "") if name == "espeak-ng" else ""
                yield Offered(name, voice, language.tag, accent, licence, credit, where, not fix, fix)
    fix = _missing(engine("piper").name)
    for card in found.cards():
        problem = fix
        try:
            card.check_files()
        except MachineError as reason:
            problem = problem or reason.problem.hint
        yield Offered(
            "piper",
            card.name,
            card.tag,
            card.accent,
            card.licence,
            card.credit,
            card.where,
            not problem,
            problem,
            card.digest,
        )


def _missing(name: str) -> Message:
    """The command that installs an engine, where it is missing."""
    try:
        engine(name).version()
    except MachineError as reason:
        return reason.problem.hint
    return NO_MESSAGE
