"""What whoever signs a proof digitally signs: a line for everything that the piece stands on, in the role that they sign in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bhxhcomm.content.chain import ROLES, Chain
from bhxhcomm.content.review import FILE_NAME
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError, MachineError
from bhxhcomm.edition import approval, signing, steps
from bhxhcomm.edition.lookup import Shelf, pack_shelf, shared_shelf
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.edition.signing import Plan, Signer, SigningItem
from bhxhcomm.edition.standing import OF, Role
from bhxhcomm.making import recordings, voices
from bhxhcomm.making.prepare import Prepared, overrides_subject
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import figures
from bhxhcomm.materials.timeline import Timeline

_SOMEBODY = Signer("người ký phiếu", dt.date.min, "")
"""Who signs, and when, is not known yet, and no part of what the sheet states."""


def plans(workspace: Workspace, request: Request, prepared: Prepared, role: Role) -> list[Plan]:
    """The lines, in the order in which the sheet lists them, in the chain of approval of the office, where it has one."""
    found = list(_own(workspace, request, prepared, role))
    if request.lang != SOURCE_LANGUAGE:
        pack = workspace.packs[request.pack]
        office = workspace.offices[request.office]
        for shelf, folder, chain in (
            (pack_shelf(pack, request.lang), pack.folder, office.chain),
            (shared_shelf(workspace, request.lang), workspace.root, office.shared_chain),
        ):
            if shelf.file is not None and not shelf.test_text:
                found.append(_translated(shelf, folder / FILE_NAME, role, chain))
    return [plan for plan in found if plan.entries]


def _translated(shelf: Shelf, file: Path, role: Role, chain: Chain) -> Plan:
    plan, _left = signing.sign_translation(shelf, file, role, _SOMEBODY)
    mine = [str(step.step) for step in steps.steps_for(chain, steps.ChainSubject(OF)) if ROLES[step.part] == role]
    return replace(plan, entries=tuple({**entry, "step": mine[0]} for entry in plan.entries)) if mine else plan


def _own(workspace: Workspace, request: Request, prepared: Prepared, role: Role) -> Iterator[Plan]:
    pack, office = workspace.packs[request.pack], workspace.offices[request.office]
    file = pack.folder / FILE_NAME
    text = signing.text_item(workspace, pack, office.chain)
    yield signing.with_units(signing.sheet_plan(file, [text], pack.signatures, role, _SOMEBODY), pack)
    if isinstance(prepared.piece, Timeline):
        heard = [
            SigningItem(
                approval.recording_subject(one),
                steps.ChainSubject("recording", str(pack.shape.topic), one.speaker),
                office.chain,
            )
            for one in recordings.used(workspace, request.pack, prepared.piece)
        ]
        yield signing.sheet_plan(file, heard, pack.signatures, role, _SOMEBODY)
    shared = list(_shared(workspace, request, prepared))
    once = list({one.subject: one for one in shared}.values())
    yield signing.sheet_plan(workspace.root / FILE_NAME, once, workspace.signatures, role, _SOMEBODY)


def _shared(workspace: Workspace, request: Request, prepared: Prepared) -> Iterator[SigningItem]:
    """What is signed in the workspace's own file."""
    office = workspace.offices[request.office]
    yield SigningItem(approval.office_subject(office), steps.ChainSubject("office"), office.chain)
    for edition in (prepared.edition, *([prepared.beside.edition] if prepared.beside is not None else [])):
        for figure in figures(prepared.piece):
            for item in edition.reliances.get(figure, ()):
                yield signing.fact_item(workspace, item.fact, item.entry, office)
    overrides = overrides_subject(workspace)
    if overrides is not None:
        yield SigningItem(overrides, steps.ChainSubject("overrides"), office.shared_chain)
    if isinstance(prepared.piece, Timeline):
        for subject in _voices(workspace, request, prepared.piece):
            yield SigningItem(subject, steps.ChainSubject("voice"), office.chain)


def _voices(workspace: Workspace, request: Request, timeline: Timeline) -> Sequence[approval.Subject]:
    """The synthetic voices that speak in it; not those that this machine lacks: nobody can hear them here."""
    found = []
    for voice in voices.of_piece(timeline):
        try:
            found.append(voices.subject(workspace.root, request.office, voice, timeline.lang))
        except (ContentError, MachineError):
            continue
    return found
