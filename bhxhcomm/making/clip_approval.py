"""Clips that must be listened to: what a voice has spoken that does not speak the same again (Piper, gTTS).

What eSpeak NG speaks is spoken anew for every release, so that nothing on the disk has to be believed. The clips of the
others are inputs, as recordings are: anybody who can write into `clips/` can put another sound under the card of a
clip. So a person listens and signs the very bytes with the words, and a release takes those bytes or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bhxhcomm.content.chain import Chain
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _, ngettext
from bhxhcomm.core.problems import ContentError, MachineError, Place, error
from bhxhcomm.edition import approval, drafts, steps
from bhxhcomm.making import voices
from bhxhcomm.materials.timeline import Timeline
from bhxhcomm.sound import clips
from bhxhcomm.sound.clips import Clip
from bhxhcomm.sound.engines import SpeechOrder


def reasons(workspace: Workspace, timeline: Timeline, chain: Chain = ()) -> tuple[drafts.Reason, ...]:
    """Why the clips of a piece make it a draft; none where eSpeak NG speaks, or where all have been approved, by the steps of
    the chain that all offices share."""
    known = approved(workspace, timeline, chain)
    open_ = [order for order in _orders(workspace.root, timeline) if clips.key(order) not in known]
    if not open_:
        return ()
    engine = open_[0].speaker.engine
    message = ngettext(
        "nobody has listened to and approved what `{engine}` speaks: {count} clip, of {segments}; it lies in {folder}/, and "
        "is approved with: {command}",
        "nobody has listened to and approved what `{engine}` speaks: {count} clips, of {segments}; they lie in {folder}/, and "
        "are approved with: {command}",
        len(open_),
    ).format(
        engine=engine,
        count=len(open_),
        segments=", ".join(dict.fromkeys(order.id for order in open_)),
        folder=f"{clips.FOLDER}/{engine}",
        command="bhxhcomm approve --clip FILE",
    )
    return (drafts.Reason("clip-not-approved", f"{timeline.lang}/{engine}", message),)


def approved(workspace: Workspace, timeline: Timeline, chain: Chain = ()) -> dict[str, str]:
    """The clips of a piece that somebody has approved as they lie there: by key, the SHA-256 of each."""
    found: dict[str, str] = {}
    for name, digest, subject in _lying(workspace.root, timeline):
        waits = steps.waiting(chain, steps.ChainSubject("clip"), approval.over(subject, workspace.signatures))
        if approval.signed(subject, workspace.signatures) and waits is None:
            found[name] = digest
    return found


def subjects(workspace: Workspace, timeline: Timeline) -> tuple[approval.Subject, ...]:
    """What is signed of the clips of a piece that must be listened to, as they lie there."""
    return tuple(subject for _name, _digest, subject in _lying(workspace.root, timeline))


def _lying(root: Path, timeline: Timeline) -> Iterator[tuple[str, str, approval.Subject]]:
    """The clips that lie there: the key of each, the SHA-256 of its sound, and what is signed of it."""
    for order in _orders(root, timeline):
        name = clips.key(order)
        path = clips.kept_path(root, order.speaker.engine, name)
        try:
            digest = clips.sha256(opening.read(path, root, most=clips.MAX_BYTES))
        except ContentError:
            continue
        yield name, digest, _subject(clips.content(order), digest)


def check(spoken: Mapping[str, Clip], approved: Mapping[str, str]) -> None:
    """Raises `ContentError` for a clip of a release whose bytes are not those that were approved."""
    for name, clip in spoken.items():
        if not clip.speaker.repeats and approved.get(clip.key) != clip.digest:
            message = _("the clip of the segment `{id}` is not the one that was listened to and approved")
            raise error(
                "clip-changed",
                message.format(id=name),
                Place(f"{clips.FOLDER}/{clip.speaker.engine}/{clip.key}.wav"),
                _("put the approved one back, or listen and approve it: bhxhcomm approve --clip FILE"),
            )


def subject(root: Path, path: Path) -> tuple[approval.Subject, str]:
    """What is signed of a clip in `clips/`, and the words that must be heard. Raises `ContentError` where it has no card, or
    one of another sound."""
    content, digest = clips.card(root, path)
    return _subject(content, digest), str(content["words"])


def all_of(root: Path) -> Iterator[Path]:
    """Every clip in `clips/` of a workspace."""
    yield from opening.below(root / clips.FOLDER, root, "*/*.wav")


def _subject(content: Mapping[str, object], digest: str) -> approval.Subject:
    return approval.clip_subject(f"{content['engine']}/{clips.key_of(content)}", content, digest)


def _orders(root: Path, timeline: Timeline) -> Iterator[SpeechOrder]:
    """What is asked of voices that do not repeat themselves. One that is not on this machine is told elsewhere."""
    from bhxhcomm.sound.speech import order, speaker_of

    for utterance in voices.utterances(timeline):
        try:
            speaker = speaker_of(utterance.voice, utterance.lang, root)
        except (ContentError, MachineError):
            continue
        if not speaker.repeats:
            yield order(utterance, speaker)
