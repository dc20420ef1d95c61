"""What a piece stands on that is signed: a line for each, for whoever signs its proof digitally, in the role that they sign in;
and who has signed which step of each so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bhxhcomm.content.chain import ROLES, Chain
from bhxhcomm.content.review import FILE_NAME
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError, MachineError
from bhxhcomm.edition import approval, signatories, signing, steps
from bhxhcomm.edition.lookup import Shelf, pack_shelf, page_labels, shared_shelf
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.edition.signatories import SignedGroup
from bhxhcomm.edition.signing import Plan, Signer, SigningItem
from bhxhcomm.edition.standing import OF, Role
from bhxhcomm.language.labels import labels
from bhxhcomm.making import clip_approval, recordings, voices
from bhxhcomm.making.composed import LABELS, Composed, overrides_subject
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import figures
from bhxhcomm.materials.timeline import Timeline

_SOMEBODY = Signer("người ký phiếu", dt.date.min, "")
"""Who signs, and when, is not known yet, and no part of what the sheet states."""


def plans(workspace: Workspace, composed: Composed, role: Role) -> list[Plan]:
    """The lines, in the order in which the sheet lists them, in the chain of approval of the office, where it has one."""
    request = composed.request
    found = list(_own(workspace, composed, role))
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


def signed(workspace: Workspace, composed: Composed) -> tuple[SignedGroup, ...]:
    """Who has signed which step of everything that a piece stands on, and for whom it waits, on the day of the request."""
    request, edition = composed.request, composed.edition
    pack, office = workspace.packs[request.pack], workspace.offices[request.office]
    own = [(one, pack.signatures) for one in (_text(workspace, request), *_recordings(workspace, composed))]
    shared = [(one, workspace.signatures) for one in _shared_once(workspace, composed)]
    found = [*signatories.of_items([*own, *shared], request.date)]
    if request.lang != SOURCE_LANGUAGE:
        shelf, topic = pack_shelf(pack, request.lang), str(pack.shape.topic)
        found += signatories.of_shelf(shelf, edition.renderings, office.chain, topic, request.date)
        shelf = shared_shelf(workspace, request.lang)
        _labels, states = page_labels(shelf, labels(request.lang, workspace.root / LABELS))
        keys = {**edition.shared_renderings, **states}
        found += signatories.of_shelf(shelf, keys, office.shared_chain, "", request.date)
    return tuple(found)


def _own(workspace: Workspace, composed: Composed, role: Role) -> Iterator[Plan]:
    request = composed.request
    pack = workspace.packs[request.pack]
    file = pack.folder / FILE_NAME
    text = signing.sheet_plan(file, [_text(workspace, request)], pack.signatures, role, _SOMEBODY)
    yield signing.with_units(text, pack)
    heard = list(_recordings(workspace, composed))
    yield signing.sheet_plan(file, heard, pack.signatures, role, _SOMEBODY)
    shared = _shared_once(workspace, composed)
    yield signing.sheet_plan(workspace.root / FILE_NAME, shared, workspace.signatures, role, _SOMEBODY)


def _text(workspace: Workspace, request: Request) -> SigningItem:
    return signing.text_item(workspace, workspace.packs[request.pack], workspace.offices[request.office].chain)


def _recordings(workspace: Workspace, composed: Composed) -> Iterator[SigningItem]:
    if not isinstance(composed.piece, Timeline):
        return
    request = composed.request
    topic, chain = str(workspace.packs[request.pack].shape.topic), workspace.offices[request.office].chain
    for one in recordings.used(workspace, request.pack, composed.piece):
        matter = steps.ChainSubject("recording", topic, one.speaker)
        yield SigningItem(approval.recording_subject(one), matter, chain)


def _shared_once(workspace: Workspace, composed: Composed) -> list[SigningItem]:
    return list({one.subject: one for one in _shared(workspace, composed)}.values())


def _shared(workspace: Workspace, composed: Composed) -> Iterator[SigningItem]:
    """What is signed in the workspace's own file."""
    request = composed.request
    office = workspace.offices[request.office]
    yield SigningItem(approval.office_subject(office), steps.ChainSubject("office"), office.chain)
    for edition in (composed.edition, *([composed.beside.edition] if composed.beside is not None else [])):
        for figure in figures(composed.piece):
            for item in edition.reliances.get(figure, ()):
                yield signing.fact_item(workspace, item.fact, item.entry, office)
    overrides = overrides_subject(workspace)
    if overrides is not None:
        yield SigningItem(overrides, steps.ChainSubject("overrides"), office.shared_chain)
    if isinstance(composed.piece, Timeline):
        for subject in _voices(workspace, request, composed.piece):
            yield SigningItem(subject, steps.ChainSubject("voice"), office.chain)
        for subject in clip_approval.subjects(workspace, composed.piece):
            yield SigningItem(subject, steps.ChainSubject("clip"), office.shared_chain)


def _voices(workspace: Workspace, request: Request, timeline: Timeline) -> Sequence[approval.Subject]:
    """The synthetic voices that speak in it; not those that this machine lacks: nobody can hear them here."""
    found = []
    for voice in voices.of_piece(timeline):
        try:
            found.append(voices.subject(workspace.root, request.office, voice, timeline.lang))
        except (ContentError, MachineError):
            continue
    return found
