"""The files of one timeline: what each receiver takes, captions, a report. They appear when all are complete and checked."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bhxhcomm.build import bundle, files, output, provenance, register
from bhxhcomm.build.prepare import Prepared, presets_of, record_of
from bhxhcomm.build.request import Request
from bhxhcomm.build.result import Made, artifact, failed, within
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.edition.text import plain, words
from bhxhcomm.i18n import _
from bhxhcomm.materials.document import figures
from bhxhcomm.materials.timeline import Pause, Sound, Speech, Timeline, Voice
from bhxhcomm.problems import Place, Problems, error
from bhxhcomm.sound import clips
from bhxhcomm.sound.clips import Clip
from bhxhcomm.sound.preset import Preset
from bhxhcomm.sound.produce import Produced, produce
from bhxhcomm.sound.speech import Utterance, speak

DRAFT = Speech("ban-nhap", "announcer", words("Bản nháp, chưa được phát."), "Bản nháp, chưa được phát.", Voice())
"""What a draft says of itself before anything else, in Vietnamese whatever its language: nobody must take it for the piece."""
AFTER_DRAFT = Pause("ban-nhap-nghi", 0.5)
SIDE_BY_SIDE = min(4, os.cpu_count() or 1)
"""So many voices speak, and so many files are coded, at a time."""


class SoundFiles:
    """The files of one piece. They belong together: where one of them fails, none is written."""

    def __init__(self, workspace: Workspace, request: Request, prepared: Prepared) -> None:
        self.workspace = workspace
        self.request = request
        self.prepared = prepared
        self.timeline = prepared.timeline
        self.presets = presets_of(workspace, request, prepared.timeline)
        self.record = record_of(request, prepared)
        self.figures = figures(prepared.timeline)
        self.problems = Problems()

    def make(self) -> Made:
        """Raises `ContentError` for what cannot be spoken or played, `MachineError` for what this machine lacks."""
        self._check_formats()
        spoken = self._spoken()
        timeline, presets = self._announced(spoken)
        heard = self._clips(timeline, spoken)
        voices = {name: by for name, (_clip, by) in heard.items()}
        produced = produce(
            timeline,
            {name: clip for name, (clip, _by) in heard.items()},
            presets,
            jobs=SIDE_BY_SIDE,
            endings=self.request.formats,
            voices=voices,
            record=provenance.text(self.record),
            cover=self._cover(),
        )
        self.problems.extend(produced.problems)
        if not produced.ok:
            artifacts = [
                failed(self.request, one.ending, self._part(one.preset)) | {"checks": dict(one.checks)}
                for one in produced.files
            ]
            return Made(tuple(artifacts), within(self.request, self.problems.found))
        papers = self._bundled(produced, voices) if self.request.bundle else None
        artifacts = list(self._written(produced))
        if papers is not None:
            artifacts.append(self._write("zip", papers, {}, bundle.PART))
        register.enter(self.record, self.request.out if self.timeline.draft else self.workspace.root)
        return Made(tuple(artifacts), within(self.request, self.problems.found))

    def _check_formats(self) -> None:
        """Every format that is wanted must be one of a preset's."""
        made = {form.ending for preset in self.presets for form in preset.files}
        for ending in self.request.formats:
            if ending not in made and len(self.request.formats) == 1:
                raise error(
                    "format-not-made",
                    _("the preset `{preset}` makes no {ending} file").format(
                        preset=", ".join(preset.id for preset in self.presets), ending=ending
                    ),
                    hint=_("choose another with --preset, or leave --format out"),
                )

    def _spoken(self) -> dict[str, Clip]:
        """The synthetic clips: of every speech that nobody has recorded, and of the words that mark a draft."""
        lang = self.timeline.lang
        wanted = [
            Utterance(item.id, item.reading or plain(item.text, lang), lang, item.voice)
            for item in _speeches(self.timeline)
            if item.recording is None
        ]
        if self.timeline.draft:
            wanted.append(Utterance(DRAFT.id, DRAFT.reading, SOURCE_LANGUAGE, DRAFT.voice))
        store = clips.store(self.workspace.root, self.request.out)
        return speak(wanted, store, SIDE_BY_SIDE, root=self.workspace.root, problems=self.problems)

    def _announced(self, spoken: Mapping[str, Clip]) -> tuple[Timeline, list[Preset]]:
        """The timeline of a draft says so first; neither its own length nor that of its receiver counts these words."""
        timeline = self.timeline
        if not timeline.draft:
            return timeline, list(self.presets)
        more = spoken[DRAFT.id].seconds + AFTER_DRAFT.seconds
        timeline = replace(
            timeline, segments=(DRAFT, AFTER_DRAFT, *timeline.segments), target_s=timeline.target_s + more
        )
        return timeline, [replace(preset, most_s=preset.most_s + more) for preset in self.presets]

    def _clips(self, timeline: Timeline, spoken: Mapping[str, Clip]) -> dict[str, tuple[bytes, dict[str, str]]]:
        """The sound of each speech by its id, and who speaks."""
        found = {}
        for item in _speeches(timeline):
            if item.recording is not None:
                by = {"engine": "recording", "name": item.recording.credit, "credit": item.recording.credit}
                found[item.id] = (_recorded(item.recording), by)
            else:
                clip = spoken[item.id]
                by = {"engine": clip.speaker.engine, "name": clip.voice_name, "credit": clip.credit}
                found[item.id] = (clip.wav, by | {"licence": clip.licence})
        return found

    def _cover(self) -> bytes:
        """The picture in the MP3: the logo of the office; nothing where it has none."""
        logo = self.workspace.offices[self.request.office].logo
        if logo is None:
            return b""
        data = logo.path.read_bytes()
        if logo.path.suffix.lower() != ".svg":
            return data
        from bhxhcomm.page import picture
        from bhxhcomm.page.docx import pictures

        return pictures.raster(picture.prepare_bytes(data, str(logo.path), COVER_MM).data, COVER_MM, COVER_MM)

    def _written(self, produced: Produced) -> Iterator[dict[str, Any]]:
        for one in produced.files:
            yield self._write(one.ending, one.data, dict(one.checks), self._part(one.preset))
        report = {**produced.report, "reasons": [output.reason(reason) for reason in self.prepared.reasons]}
        text = json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        beside = {"srt": produced.srt, "vtt": produced.vtt, "json": text}
        for ending, content in beside.items():
            yield self._write(ending, content.encode(), {}, "")

    def _bundled(self, produced: Produced, voices: Mapping[str, Mapping[str, str]]) -> bytes:
        """The ZIP for the receiver, with the sounds under the names that they have beside it."""
        draft = self.timeline.draft
        sounds = {
            self.request.path(one.ending, draft=draft, part=self._part(one.preset)).name: one.data
            for one in produced.files
        }
        return bundle.bundle(self.workspace, self.request, self.prepared, sounds, voices.values())

    def _write(self, ending: str, data: bytes, checks: dict[str, Any], part: str) -> dict[str, Any]:
        path = self.request.path(ending, draft=self.timeline.draft, part=part)
        changed = files.write(path, data)
        entry = artifact(self.request, path, "built" if changed else "unchanged", self.prepared.reasons, self.figures)
        return entry | {"code": self.timeline.code, "sha256": hashlib.sha256(data).hexdigest(), "checks": checks}

    def _part(self, preset: str) -> str:
        """What tells the files of one preset from those of another: nothing for the preset of the pack."""
        return "" if preset == self.timeline.preset else preset


COVER_MM = 60.0
"""The side of the cover picture, as if it were printed."""


def _speeches(timeline: Timeline) -> Iterator[Speech]:
    return (item for item in timeline.segments if isinstance(item, Speech))


def _recorded(sound: Sound) -> bytes:
    """A recording, as long as it still is what its note says. Raises `ContentError`."""
    data = Path(sound.path).read_bytes()
    if hashlib.sha256(data).hexdigest() != sound.digest:
        raise error(
            "recording-changed",
            _("this recording is not the one that was imported"),
            Place(sound.path),
            _("import it again: bhxhcomm audio import-recordings"),
        )
    return data
