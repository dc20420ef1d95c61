"""The sound engine's part of a build: what each receiver takes, captions, a report; and what all of them depend on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bhxhcomm.content.receiver import Preset
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import canonical, digests
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems, error
from bhxhcomm.edition.drafts import Reason
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.language.text import words
from bhxhcomm.ledger.product import File, Product
from bhxhcomm.making import bundle, clip_approval, fingerprint, voices
from bhxhcomm.making.composed import presets_of
from bhxhcomm.making.export import Exported, Job
from bhxhcomm.making.keyed import Declared
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import Document, Image
from bhxhcomm.materials.timeline import Pause, Sound, Speech, Timeline, Voice
from bhxhcomm.sound import clips
from bhxhcomm.sound.clips import Clip
from bhxhcomm.sound.produce import Produced, produce
from bhxhcomm.sound.speech import Utterance, speak

LIBRARIES = ("imageio-ffmpeg", "pydub", "numpy", "mutagen")
"""The packages whose version may change the bytes of a sound. Those of voices are part of who speaks."""
DRAFT = Speech("ban-nhap", "announcer", words("Bản nháp, chưa được phát."), "Bản nháp, chưa được phát.", Voice())
"""What a draft says of itself before anything else, in Vietnamese whatever its language: nobody must take it for the piece."""
AFTER_DRAFT = Pause("ban-nhap-nghi", 0.5)
SIDE_BY_SIDE = min(4, os.cpu_count() or 1)
"""So many voices speak, and so many files are coded, at a time."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a sound needs beside its timeline: the presets that it is made for, and the logo that goes into the MP3.

    `workspace` is there where a bundle is wanted: its papers are made of more than the sound. `approved` are the clips that
    somebody has listened to, by key their SHA-256: a release takes these bytes or none.
    """

    presets: tuple[Preset, ...]
    cover: Image | None = None
    workspace: Workspace | None = None
    approved: Mapping[str, str] = field(default_factory=dict)


def libraries() -> frozenset[str]:
    """The packages whose version may change the bytes of any of its files."""
    return frozenset(LIBRARIES)


def declared(workspace: Workspace, request: Request, piece: Document | Timeline) -> Declared:
    """Who speaks on this machine, what each receiver takes, ffmpeg and libraries. Raises `ContentError`, `MachineError`."""
    from bhxhcomm.sound import ffmpeg
    from bhxhcomm.sound.speech import speaker_of

    assert isinstance(piece, Timeline)
    logo = workspace.offices[request.office].logo
    cover = Image(str(logo.path), logo.digest) if logo else None
    approved = clip_approval.approved(workspace, piece, workspace.offices[request.office].shared_chain)
    needs = Needs(presets_of(workspace, request, piece), cover, workspace if request.bundle else None, approved)
    speakers = [speaker_of(voice, piece.lang, workspace.root) for voice in voices.of_piece(piece)]
    parts = {
        "speakers": {
            f"{speaker.engine}/{speaker.name}#{index}": digests.steady("speaker", speaker)
            for index, speaker in enumerate(speakers)
        },
        "presets": {preset.id: digests.steady("preset", preset) for preset in needs.presets},
        **({"clips": approved} if approved else {}),
        "cover": logo.digest if logo else "",
        "libraries": fingerprint.versions(LIBRARIES) | {"ffmpeg": ffmpeg.version()},
    }
    return Declared(parts, more=needs)


def products(request: Request, piece: Document | Timeline, reasons: Sequence[Reason]) -> tuple[Product, ...]:
    """One: the files of a sound belong together. Its report gives the reasons of a draft in the words of who builds it.

    A bundle is a second one; the papers in it are of the day on which they are asked for.
    """
    given = canonical.digest([[one.code, one.subject, one.message] for one in reasons])[:16] if reasons else ""
    options = (("formats", ",".join(request.formats)), ("presets", ",".join(request.presets)), ("reasons", given))
    sound = Product("sound", options=options, endings=request.formats)
    return (sound, Product("zip", bundle.PART, lasting=False)) if request.bundle else (sound,)


def export(job: Job) -> Exported:
    """The files of one sound. Raises `ContentError` for what cannot be spoken or played, `MachineError` for what this machine
    lacks."""
    return _Sounds(job).export()


def warm_up(langs: Iterable[str], root: Path) -> None:
    """Nothing: voices and ffmpeg are processes of their own."""


class _Sounds:
    """The files of one piece. They belong together: where one of them fails, there is none."""

    def __init__(self, job: Job) -> None:
        assert isinstance(job.piece, Timeline)
        assert isinstance(job.keyed.declared.more, Needs)
        self.job = job
        self.needs = job.keyed.declared.more
        self.request = job.request
        self.timeline = job.piece
        self.presets = self.needs.presets
        self.cover = self.needs.cover
        self.problems = Problems()

    def export(self) -> Exported:
        self._check_formats()
        spoken = self._spoken()
        timeline, presets = self._announced(spoken)
        found = self._clips(timeline, spoken)
        produced = produce(
            timeline,
            {name: clip for name, (clip, _by) in found.items()},
            presets,
            jobs=SIDE_BY_SIDE,
            endings=self.request.formats,
            voices={name: by for name, (_clip, by) in found.items()},
            record=canonical.text(dict(self.job.record)),
            cover=self._cover(),
        )
        self.problems.extend(produced.problems)
        wanted = {product.name: product for product in self.job.products}
        if not produced.ok:
            measured = {f"{one.preset}.{one.ending}": dict(one.checks) for one in produced.files}
            return Exported((), dict.fromkeys(self.job.products, measured), tuple(self.problems.found))
        files = list(self._files(wanted["sound"], produced)) if "sound" in wanted else []
        files += [
            File(product, product.purpose, self._bundled(produced, (by for _clip, by in found.values())))
            for product in self.job.products
            if product.format == "zip"
        ]
        return Exported(tuple(files), problems=tuple(self.problems.found))

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
        draft = self.timeline.draft
        wanted = [*voices.utterances(self.timeline)]
        if draft:
            wanted.append(Utterance(DRAFT.id, DRAFT.reading, SOURCE_LANGUAGE, DRAFT.voice))
        store = clips.store(self.job.root, self.request.out, keep=not self.request.shown_only)
        spoken = speak(wanted, store, SIDE_BY_SIDE, root=self.job.root, problems=self.problems, anew=not draft)
        if not draft:
            clip_approval.check(spoken, self.needs.approved)
        return spoken

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
        for item in timeline.speeches:
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
        if self.cover is None:
            return b""
        logo = Path(self.cover.path)
        data = logo.read_bytes()
        if logo.suffix.lower() != ".svg":
            return data
        from bhxhcomm.page.measuring import fonts
        from bhxhcomm.page.pictures import drawn, picture

        files = fonts.find(fonts.families_for("vi").all)
        prepared = picture.prepare_bytes(data, str(logo), COVER_MM, fonts=files)
        return drawn.png(prepared.data, COVER_MM, COVER_MM, files)

    def _files(self, product: Product, produced: Produced) -> Iterator[File]:
        for one in produced.files:
            yield File(product, self._part(one.preset), one.data, dict(one.checks), one.ending)
        report = {**produced.report, "reasons": list(self.job.reasons)}
        text = json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        for ending, content in {"srt": produced.srt, "vtt": produced.vtt, "json": text}.items():
            yield File(product, "", content.encode(), {}, ending)

    def _bundled(self, produced: Produced, voices: Iterable[Mapping[str, str]]) -> bytes:
        """The ZIP for the receiver, with the sounds under the names that they have beside it."""
        assert self.needs.workspace is not None
        draft = self.timeline.draft
        sounds = {
            self.request.path(one.ending, draft=draft, part=self._part(one.preset)).name: one.data
            for one in produced.files
        }
        return bundle.bundle(self.needs.workspace, self.job.keyed, sounds, voices)

    def _part(self, preset: str) -> str:
        """What tells the files of one preset from those of another: nothing for the preset of the pack."""
        return "" if preset == self.timeline.preset else preset


COVER_MM = 60.0
"""The side of the cover picture, as if it were printed."""


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
