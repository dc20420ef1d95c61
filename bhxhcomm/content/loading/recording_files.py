"""The recordings of a pack: what people have spoken of it, each a sound with a note beside it."""

from __future__ import annotations

from pathlib import Path

from bhxhcomm.content import recording, validate
from bhxhcomm.content.loading.file_reader import FileReader
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place


def recordings(reader: FileReader, folder: Path) -> dict[tuple[str, str, str], recording.Recording]:
    """The recordings of a pack that have a sound file and a note that agrees with where it lies."""
    found: dict[tuple[str, str, str], recording.Recording] = {}
    notes = folder / recording.FOLDER
    for path in opening.below(notes, reader.root, f"*/*/*{recording.NOTE}"):
        node = reader.read(path, recording.FORMAT)
        note = validate.validate(recording.RecordingShape, node, reader.problems) if node is not None else None
        if note is None:
            continue
        one = recording.recording(note, path)
        if one.path != recording.sound_path(folder, *one.key):
            reader.problems.warning(
                "recording-elsewhere",
                _("this note is about `{lang}/{segment}/{heard}`, and does not lie there").format(
                    lang=one.lang, segment=one.segment, heard=one.heard
                ),
                Place(reader.shown(path)),
                _("put the note and its sound back, or import the recording again"),
            )
        elif not opening.is_file(one.path, reader.root):
            reader.problems.warning(
                "recording-missing",
                _("the sound of this recording is not here: `{name}`").format(name=one.path.name),
                Place(reader.shown(path)),
                _("put the file back, or take the note away and import the recording again"),
            )
        else:
            found[one.key] = one
    return found
