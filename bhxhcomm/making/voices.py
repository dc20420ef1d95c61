"""The synthetic voices of a piece: who they are on this machine, and whether their office has approved them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bhxhcomm.content.voice import ROLES, merged
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.i18n import Message
from bhxhcomm.core.problems import ContentError, MachineError
from bhxhcomm.edition import approval, drafts
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.language import registry
from bhxhcomm.language.text import plain
from bhxhcomm.materials.role_voices import voice_of
from bhxhcomm.materials.timeline import Timeline, Voice

if TYPE_CHECKING:
    from bhxhcomm.sound.speech import Utterance


def of_piece(timeline: Timeline) -> tuple[Voice, ...]:
    """The voices that speak in a piece, each once: those of the speeches that nobody has recorded."""
    spoken = (item.voice for item in timeline.speeches if item.recording is None)
    return tuple(dict.fromkeys(spoken))


def utterances(timeline: Timeline) -> tuple[Utterance, ...]:
    """What synthetic voices say in a piece: every speech that nobody has recorded."""
    from bhxhcomm.sound.speech import Utterance

    lang = timeline.lang
    spoken = (item for item in timeline.speeches if item.recording is None)
    return tuple(Utterance(item.id, item.reading or plain(item.text, lang), lang, item.voice) for item in spoken)


def reasons(workspace: Workspace, office: str, timeline: Timeline, day: dt.date) -> tuple[drafts.Reason, ...]:
    """Why the synthetic voices of a piece make it a draft of this office; none where all have been approved, or all of it
    is recorded. A voice that is not on this machine counts as not approved, with the words for why."""
    subjects: list[approval.Subject] = []
    found: list[drafts.Reason] = []
    for voice in of_piece(timeline):
        try:
            subjects.append(subject(workspace.root, office, voice, timeline.lang))
        except ContentError as exc:
            found += [_unknown(office, voice, problem.message) for problem in exc.problems]
        except MachineError as exc:
            found.append(_unknown(office, voice, exc.problem.message))
    return (*drafts.voices(workspace, subjects, workspace.offices[office].chain, day), *dict.fromkeys(found))


def subject(root: Path, office: str, voice: Voice, lang: str) -> approval.Subject:
    """What an office signs of a voice. Raises `ContentError` or `MachineError` where there is no such voice here."""
    from bhxhcomm.sound.speech import speaker_of

    speaker = speaker_of(voice, lang, root)
    return approval.voice_subject(
        office,
        engine=speaker.engine,
        name=speaker.name,
        model=speaker.model,
        accent=voice.accent,
        speed=voice.speed,
        pitch=voice.pitch,
    )


def of_office(
    workspace: Workspace, office: str, pack: str | None, roles: Iterable[str] = ROLES
) -> Iterator[approval.Subject]:
    """What an office signs of the voices of some roles, in every language that has voices of its own; as a pack has them,
    where one is named. Raises as `subject` does."""
    place, shape = workspace.offices[office], workspace.packs[pack] if pack is not None else None
    given = merged(place.shape.voices, shape.shape.voices if shape is not None else {})
    named = {registry.language(str(lang)).id for one in given.values() for lang in one.languages}
    for role in roles:
        for lang in (SOURCE_LANGUAGE, *sorted(named - {SOURCE_LANGUAGE})):
            yield subject(workspace.root, office, voice_of(shape, place, role, lang), lang)


def _unknown(office: str, voice: Voice, message: Message) -> drafts.Reason:
    return drafts.Reason("voice-not-approved", f"{office}/{voice.engine}/{voice.name}", message)
