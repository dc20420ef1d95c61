"""The kit for a speaker: a numbered reading script to print, as PDF and Word file, and a sheet of the names of files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.i18n import NO_MESSAGE, _, ngettext
from bhxhcomm.core.problems import Place, Problem, Severity, error
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, resolve
from bhxhcomm.handover.to_record import WantedRecording, wanted
from bhxhcomm.language.labels import labels
from bhxhcomm.language.text import Text, plain
from bhxhcomm.making.composed import LABELS, TEMPLATES
from bhxhcomm.making.narration import narrator
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import languages
from bhxhcomm.materials.script import kit

SCRIPT, NAMES = "ban-doc", "ten-tep.csv"
"""Names of the reading script (without an ending) and of the sheet of names."""


@dataclass(frozen=True, slots=True)
class Kit:
    """The files of a kit by name, how many segments are to be recorded, and what was found."""

    files: dict[str, bytes]
    count: int
    problems: tuple[Problem, ...] = ()


def make(workspace: Workspace, requests: Sequence[Request], *, everything: bool = False) -> Kit:
    """The kit for all that is spoken in some sounds of one pack and language, and not yet recorded (`everything`: recorded or
    not). Raises `ContentError` where nothing can be read, `MachineError` when a font is missing."""
    from bhxhcomm.page import pdf, word
    from bhxhcomm.page.measuring import fonts

    first = requests[0]
    found = wanted(workspace, requests)
    open_ = [one for one in found if not one.waits and (everything or one.recording is None)]
    problems = _waiting([one for one in found if one.waits], first)
    if not open_:
        raise error(
            "nothing-to-record",
            _("there is nothing to record: nothing of it is translated")
            if problems
            else _("there is nothing to record: everything is recorded"),
            Place(workspace.packs[first.pack].file),
            NO_MESSAGE if problems else _("--all writes the kit for what is recorded already as well"),
        )
    vietnamese = _vietnamese(workspace, requests)
    edition = resolve(workspace, first.pack, first.lang, first.office, first.date)
    items = (
        kit.RecordingItem(one.number, one.name, one.role, one.text, one.reading, vietnamese.get(one.segment, ()))
        for one in open_
    )
    pieces = dict.fromkeys(piece for one in open_ for piece in one.pieces)
    form = labels(SOURCE_LANGUAGE, workspace.root / LABELS)
    document = kit.compose(edition, items, pieces, narrator(workspace, edition), form)
    overrides = [workspace.root / TEMPLATES]
    printed = pdf.render_document(document, template_folders=overrides, workspace=workspace.root)
    faces = fonts.find(fonts.families_of(languages(document)), workspace.root)
    typed = word.render(document, faces, template_folders=overrides)
    problems += [*printed.problems, *typed.problems]
    files = {NAMES: _names(open_)}
    if printed.ok:
        files[f"{SCRIPT}.pdf"] = printed.pdf
    if not any(problem.is_error for problem in typed.problems):
        files[f"{SCRIPT}.docx"] = typed.docx
    return Kit(files, len(open_), tuple(dict.fromkeys(problems)))


def _vietnamese(workspace: Workspace, requests: Sequence[Request]) -> dict[str, Text]:
    """The Vietnamese words of each segment, beside those of another language."""
    if requests[0].lang == SOURCE_LANGUAGE:
        return {}
    source = [replace(request, lang=SOURCE_LANGUAGE) for request in requests]
    return {one.segment: one.text for one in wanted(workspace, source)}


def _waiting(waiting: Sequence[WantedRecording], request: Request) -> list[Problem]:
    """A warning about segments that nobody can read, for they are not translated."""
    if not waiting:
        return []
    words = ngettext(
        "{count} segment is not translated and left out: {ids}",
        "{count} segments are not translated and left out: {ids}",
        len(waiting),
    )
    message = words.format(count=len(waiting), ids=", ".join(one.segment for one in waiting))
    hint = _("bhxhcomm locale status {pack} --lang {lang} shows what is missing").format(
        pack=request.pack, lang=request.lang
    )
    return [Problem("segments-untranslated", message, hint=hint, severity=Severity.WARNING)]


def _names(found: Sequence[WantedRecording]) -> bytes:
    """The sheet of names: a table that office programs open, with a mark that tells them it is UTF-8."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["so", "ten_tep", "vai", "loi_doc"])
    for one in found:
        # A text must not be taken for a formula.
        text = plain(one.text, one.lang)
        table.writerow([one.number, f"{one.name}.wav", one.role, f"'{text}" if text[:1] in "=+-@" else text])
    return out.getvalue().encode("utf-8-sig")
