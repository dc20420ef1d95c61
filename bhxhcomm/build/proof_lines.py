"""What whoever signs a proof digitally signs: a line for everything that the piece stands on and that can be approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from bhxhcomm.build import recordings, voices
from bhxhcomm.build.prepare import Prepared, overrides_subject
from bhxhcomm.build.request import Request
from bhxhcomm.content.review import FILE_NAME
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition import approval, signing
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.edition.signing import Plan, Signer
from bhxhcomm.materials.document import figures
from bhxhcomm.materials.timeline import Timeline
from bhxhcomm.problems import ContentError, MachineError
from bhxhcomm.translation.lookup import Shelf, pack_shelf, shared_shelf
from bhxhcomm.translation.standing import Role

_SOMEBODY = Signer("?", dt.date.min, "")
"""Who signs, and when, is not known yet, and no part of what the sheet states."""


def plans(workspace: Workspace, request: Request, prepared: Prepared, role: Role) -> list[Plan]:
    """The lines, in the order in which the sheet lists them. A reviewer signs translations and nothing else."""
    found = [] if role is not Role.APPROVER else list(_approved(workspace, request, prepared))
    if request.lang != SOURCE_LANGUAGE:
        pack = workspace.packs[request.pack]
        for shelf, folder in (
            (pack_shelf(pack, request.lang), pack.folder),
            (shared_shelf(workspace, request.lang), workspace.root),
        ):
            if shelf.file is not None and not shelf.test_text:
                found.append(_translated(shelf, folder / FILE_NAME, role))
    return [plan for plan in found if plan.entries]


def _translated(shelf: Shelf, file: Path, role: Role) -> Plan:
    plan, _left = signing.sign_translation(shelf, file, role, _SOMEBODY)
    return plan


def _approved(workspace: Workspace, request: Request, prepared: Prepared) -> Iterator[Plan]:
    pack = workspace.packs[request.pack]
    yield signing.text_plan(workspace, pack, _SOMEBODY)
    own = [approval.office_subject(workspace.offices[request.office])]
    editions = [prepared.edition, *([prepared.beside.edition] if prepared.beside is not None else [])]
    shown = [
        (item.fact, item.entry)
        for edition in editions
        for figure in figures(prepared.piece)
        for item in edition.reliances.get(figure, ())
    ]
    own += [approval.fact_subject(fact, entry) for fact, entry in shown]
    overrides = overrides_subject(workspace)
    own += [overrides] if overrides is not None else []
    if isinstance(prepared.piece, Timeline):
        own += _voices(workspace, request, prepared.piece)
        heard = [approval.recording_subject(one) for one in recordings.used(workspace, request.pack, prepared.piece)]
        yield signing.plan_of(pack.folder, heard, _SOMEBODY)
    yield signing.plan_of(workspace.root, list(dict.fromkeys(own)), _SOMEBODY, signing.heard_of(workspace, shown))


def _voices(workspace: Workspace, request: Request, timeline: Timeline) -> Iterator[approval.Subject]:
    """The synthetic voices that speak in it; not those that this machine lacks: nobody can hear them here."""
    for voice in voices.of_piece(timeline):
        try:
            yield voices.subject(workspace.root, request.office, voice, timeline.lang)
        except (ContentError, MachineError):
            continue
