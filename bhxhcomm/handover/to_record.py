"""Which words people are to record, and what is there: every segment that somebody speaks in the sounds of a pack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from bhxhcomm.content.recording import Recording
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition.heard import heard
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.language.spoken import syllables
from bhxhcomm.language.text import Text
from bhxhcomm.making.composed import compose
from bhxhcomm.making.request import Request
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.materials.timeline import Speech
from bhxhcomm.planning.dates import Dates

SHOWN_OF_HASH = 6
"""Hexadecimal figures of the hash in the name of a file: enough to tell one wording of a segment from the next."""


@dataclass(frozen=True, slots=True)
class WantedRecording:
    """Words that are to be recorded. `number` counts them in the order in which they are heard, `pieces` names the sounds in
    which they are (`radio-spot-60`), `syllables` is 0 where no rules of reading are known.

    `waits` says that there is no translation yet, so that nobody can read it. `recording` is what there is of it.
    """

    number: int
    lang: str
    segment: str
    role: str
    text: Text
    reading: str
    heard: str
    syllables: int
    pieces: tuple[str, ...]
    waits: bool
    recording: Recording | None

    @property
    def name(self) -> str:
        """What its file is to be called, without an ending: number, segment, and the wording that it is of."""
        return f"{self.number:02}-{self.segment}-{self.heard[:SHOWN_OF_HASH]}"


def sounds_of(workspace: Workspace, pack: str, materials: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """The sounds that a pack asks for: material and variant."""
    for material, shape in workspace.packs[pack].shape.materials_used.items():
        if MATERIALS[material].engine == "sound" and (not materials or material in materials):
            for variant in shape.variants():
                yield material, variant


def wanted(workspace: Workspace, requests: Iterable[Request]) -> tuple[WantedRecording, ...]:
    """Everything that is spoken in some sounds of one pack and language, each wording once. Raises `ContentError`."""
    found: dict[tuple[str, str], WantedRecording] = {}
    for request in requests:
        timeline = compose(workspace, request).timeline
        piece = "-".join(part for part in (request.material, request.variant) if part)
        for speech in timeline.speeches:
            one = _wanted(workspace, request.pack, timeline.lang, speech, piece, len(found) + 1)
            key = (one.segment, one.heard)
            if key in found:
                pieces = tuple(dict.fromkeys((*found[key].pieces, piece)))
                found[key] = replace(found[key], pieces=pieces)
            else:
                found[key] = one
    return tuple(found.values())


def _wanted(workspace: Workspace, pack: str, lang: str, speech: Speech, piece: str, number: int) -> WantedRecording:
    said = heard(lang, speech.text)
    return WantedRecording(
        number,
        lang,
        speech.id,
        speech.role,
        speech.text,
        speech.reading,
        said,
        syllables(speech.reading) if lang == SOURCE_LANGUAGE else 0,
        (piece,),
        any(span.lang and span.lang != lang for span in speech.text),
        workspace.packs[pack].recording(lang, speech.id, said),
    )


def stale(workspace: Workspace, pack: str, lang: str, current: Iterable[WantedRecording]) -> tuple[Recording, ...]:
    """The recordings of a pack in one language whose words or figures nobody wants any more, oldest segment first.

    `current` are the words of everything that counts; see `counting`.
    """
    hashes = {one.heard for one in current}
    kept = workspace.packs[pack].recordings.values()
    return tuple(one for one in kept if one.lang == lang and one.heard not in hashes)


def counting(workspace: Workspace, request: Request, offices: Iterable[str]) -> tuple[WantedRecording, ...]:
    """Everything that is spoken in a pack in the language of a request: in all its sounds, for these offices, at its date and
    from each later day on which something is known to change, as far as it can be made then."""
    found: dict[str, WantedRecording] = {}
    for office in offices:
        day: dt.date | None = request.date
        while day is not None:
            asked = [
                replace(request, material=material, variant=variant, office=office, date=day)
                for material, variant in sounds_of(workspace, request.pack)
            ]
            try:
                found = {one.heard: one for one in wanted(workspace, asked)} | found
            except ContentError:
                if day == request.date:
                    raise
            day = Dates(workspace, day).span(request.pack, office).next
    return tuple(found.values())
