"""The recordings that are heard in a piece: why they make it a draft, also where synthetic voices speak beside people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bhxhcomm.content import recording
from bhxhcomm.content.recording import Recording
from bhxhcomm.content.workspace import Office, Pack, Workspace
from bhxhcomm.core.i18n import _, joined, ngettext, untranslated
from bhxhcomm.edition import drafts
from bhxhcomm.edition.heard import heard
from bhxhcomm.language.figures import numeric_date
from bhxhcomm.materials.timeline import Timeline


def reasons(
    workspace: Workspace, pack: str, timeline: Timeline, office: Office, day: dt.date
) -> tuple[drafts.Reason, ...]:
    """Why the recordings of a piece make it a draft; none where all that are heard in it have been approved, and nothing else
    is heard with them that the office did not allow."""
    known = workspace.packs[pack]
    found = drafts.recordings(known, timeline.lang, used(workspace, pack, timeline), office.chain, day)
    return (*found, *_mixed(workspace, known, timeline, office))


def used(workspace: Workspace, pack: str, timeline: Timeline) -> list[Recording]:
    """The recordings that are heard in a piece."""
    heard = {speech.recording.digest for speech in timeline.speeches if speech.recording is not None}
    known = workspace.packs[pack].recordings.values()
    return [one for one in known if one.lang == timeline.lang and one.sha256 in heard]


def _mixed(workspace: Workspace, pack: Pack, timeline: Timeline, office: Office) -> Iterator[drafts.Reason]:
    """Whether a synthetic voice would speak in a piece that people speak: one of which something is, or once was, recorded."""
    allowed = pack.shape.mixed_voices
    if allowed is None:
        allowed = office.shape.mixed_voices
    spoken = timeline.speeches
    unrecorded = [one for one in spoken if one.recording is None]
    kept = [one for one in pack.recordings.values() if one.lang == timeline.lang]
    earlier = {one.segment: one for one in sorted(kept, key=lambda one: one.recorded)}
    by_people = len(unrecorded) < len(spoken) or any(one.id in earlier for one in unrecorded)
    if allowed or not unrecorded or not by_people:
        return
    told = []
    for one in unrecorded:
        why = _("nobody has read it")
        if one.id in earlier:
            why = _("its words or figures are not those that {speaker} read on {date}").format(
                speaker=earlier[one.id].speaker, date=numeric_date(earlier[one.id].recorded)
            )
        place = recording.sound_path(pack.folder, timeline.lang, one.id, heard(timeline.lang, one.text))
        file = place.relative_to(workspace.root).as_posix()
        told.append(untranslated("`{id}` ({why}; {file})").format(id=one.id, why=why, file=file))
    message = ngettext(
        "people speak this piece, and a synthetic voice would speak {count} segment of it: {segments}; have it read "
        "again: {command}",
        "people speak this piece, and a synthetic voice would speak {count} segments of it: {segments}; have them read "
        "again: {command}",
        len(unrecorded),
    ).format(
        count=len(unrecorded),
        segments=joined(", ", told),
        command=f"bhxhcomm locale record-kit {pack.id} --lang {timeline.lang}",
    )
    yield drafts.Reason("recording-missing", f"{pack.id}/{timeline.lang}", message)
