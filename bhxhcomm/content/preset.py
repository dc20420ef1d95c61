"""Presets: what each receiver of sound takes, as files that anybody can edit.

Those that come along lie in `assets/presets/`. A workspace adds its own in `presets/`; one of the same name takes the place of
the one that comes along.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from bhxhcomm.content import yaml_reading
from bhxhcomm.content.receiver import PEAK_DBTP, Codec, FileForm, Preset, Telephone
from bhxhcomm.content.shapes import SLUG_PATTERN, Choice, Line, Number, Shape, Switch, nearest_hint, wrong
from bhxhcomm.content.validate import check_format, validate
from bhxhcomm.core import opening, resources
from bhxhcomm.core.i18n import N_, NO_MESSAGE, _, untranslated
from bhxhcomm.core.problems import Place, Problems, error

FORMAT = "preset/1"
FOLDER = "presets"
RATES = (8000, 16000, 22050, 24000, 32000, 44100, 48000)
BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""The rates (Hz) and bit rates (kbit/s) that files are made in; an MP3 of 24 kHz or less takes at most 160 kbit/s."""

CodecName = Choice(Codec, "unknown-codec", lambda text: _("there is no codec `{name}`").format(name=text))


class FileShape(Shape):
    """One file that is delivered."""

    codec: CodecName = Field(description=N_("mp3, pcm (a WAV of 16 bits), or a-law (a WAV for telephones)"))  # type: ignore[valid-type]
    rate: Number(8000, 48000, whole=True) = Field(description=N_("Samples a second"))  # type: ignore[valid-type]
    channels: Number(1, 2, whole=True) = Field(description=N_("1 for mono, 2 for stereo"))  # type: ignore[valid-type]
    bitrate: Number(32, 320, whole=True) | None = Field(None, description=N_("kbit a second of an MP3"))  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _possible(self) -> FileShape:
        if self.rate not in RATES:
            known = ", ".join(map(str, RATES))
            raise wrong(
                "bad-rate", _("files of {rate} Hz are not made").format(rate=self.rate), untranslated(known), self.place
            )
        if (self.bitrate is not None) is not (self.codec is Codec.MP3):
            raise wrong(
                "bad-bitrate",
                _("an MP3 has a bit rate, and nothing else has one"),
                _("for an MP3 write bitrate: 128; else delete the line"),
                self.place,
            )
        if self.bitrate is not None and self.bitrate not in [
            rate for rate in BITRATES if self.rate > 24000 or rate <= 160
        ]:
            message = _("there is no MP3 of {rate} Hz with {bitrate} kbit/s")
            said = message.format(rate=self.rate, bitrate=self.bitrate)
            raise wrong("bad-bitrate", said, untranslated(", ".join(map(str, BITRATES))), self.place)
        return self


class SecondsShape(Shape):
    """The bounds of the length."""

    least: Number(1, 3600) = Field(1.0, description=N_("Shortest length in seconds"))  # type: ignore[valid-type]
    most: Number(1, 3600) = Field(330.0, description=N_("Longest length in seconds"))  # type: ignore[valid-type]


class TelephoneShape(Shape):
    """What must hold when it is heard through a telephone."""

    voice_over_music: Number(0, 40) = Field(9.0, description=N_("dB by which the voice is over the music"))  # type: ignore[valid-type]
    speech_by: Number(0, 60) = Field(1.0, description=N_("Second by which the first word is heard"))  # type: ignore[valid-type]


class PresetShape(Shape):
    """A preset as it stands in its file."""

    format: Literal["preset/1"] = Field(description=N_("Format and version of this file"))
    name: Line = Field(description=N_("Who takes such files"))
    note: Line | None = Field(None, description=N_("What to know before the files are sent"))
    confirm: Switch = Field(False, description=N_("Whether the receiver must be asked, because it publishes no limits"))
    loudness: Number(-40, -8) = Field(description=N_("Loudness in LUFS (EBU R 128)"))  # type: ignore[valid-type]
    peak: Number(-20, PEAK_DBTP) = Field(PEAK_DBTP, description=N_("Highest true peak in dBTP"))  # type: ignore[valid-type]
    seconds: SecondsShape = Field(
        default_factory=lambda: SecondsShape.model_construct(least=1.0, most=330.0),
        description=N_("Bounds of the length"),
    )
    loops: Switch = Field(False, description=N_("Whether it is played again and again"))
    telephone: TelephoneShape | None = Field(
        None, description=N_("What must hold when it is heard through a telephone")
    )
    files: list[FileShape] = Field(min_length=1, description=N_("Files that are made, at most one MP3 and one WAV"))

    @model_validator(mode="after")
    def _one_of_each(self) -> PresetShape:
        endings = [file.codec is Codec.MP3 for file in self.files]
        if len(set(endings)) < len(endings):
            raise wrong(
                "file-twice",
                _("two files of this preset would have the same name"),
                _("make another preset for the second one"),
                self.place,
            )
        if self.seconds.least >= self.seconds.most:
            raise wrong(
                "out-of-range", _("the shortest length is not below the longest"), NO_MESSAGE, self.seconds.place
            )
        return self

    def preset(self, name: str) -> Preset:
        """The same for the sound engine."""
        telephone = self.telephone
        return Preset(
            id=name,
            name=str(self.name),
            loudness=self.loudness,
            files=tuple(FileForm(file.codec, file.rate, file.channels, file.bitrate or 0) for file in self.files),
            peak=self.peak,
            least_s=self.seconds.least,
            most_s=self.seconds.most,
            loops=self.loops,
            telephone=Telephone(telephone.voice_over_music, telephone.speech_by) if telephone else None,
            confirm=self.confirm,
            note=str(self.note or ""),
        )


def names(root: Path | None) -> tuple[str, ...]:
    """The names of all presets that a workspace knows."""
    return tuple(sorted(_files(root)))


def find(name: str, root: Path | None, place: Place | None = None) -> Preset:
    """A preset by its name; `root` is the folder of the workspace, `place` where it is asked for.

    Raises ContentError `unknown-preset`, or with everything that is wrong in its file.
    """
    known = _files(root)
    if name not in known:
        message = _("there is no preset `{name}`").format(name=name)
        raise error("unknown-preset", message, place or Place(""), nearest_hint(name, known))
    problems = Problems()
    shape = _shape(known[name], root, problems)
    problems.raise_errors()
    assert shape is not None
    return shape.preset(name)


def _files(root: Path | None) -> dict[str, Path]:
    """Every preset's file, those of the workspace before those that come along."""
    found = sorted((resources.folder("assets") / FOLDER).glob("*.yaml"))
    if root is not None:
        found += opening.below(root / FOLDER, root, "*.yaml")
    return {path.stem: path for path in found if re.fullmatch(SLUG_PATTERN, path.stem)}


def _shape(path: Path, root: Path | None, problems: Problems) -> PresetShape | None:
    shown = path.relative_to(root).as_posix() if root and path.is_relative_to(root) else str(path)
    own = root is not None and path.is_relative_to(root)
    node = yaml_reading.read(path, shown, problems, root=root if own else None)
    if node is None or not check_format(node, FORMAT, problems):
        return None
    return validate(PresetShape, node, problems)
