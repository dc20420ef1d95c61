"""Make the proof to sign of one piece."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import files
from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition.standing import Role
from bhxhcomm.making import fingerprint
from bhxhcomm.making.composed import compose
from bhxhcomm.making.proof_composition import proof_of
from bhxhcomm.making.request import Request
from bhxhcomm.making.result import RequestResult, artifact, failed, where_named, within
from bhxhcomm.materials.document import figures


def make_proof(workspace: Workspace, request: Request, role: Role = Role.APPROVER) -> RequestResult:
    """The proof of one piece, as a PDF, to be signed in a role. What is wrong with the piece is returned, not raised."""
    try:
        composed = compose(workspace, replace(request, release=False))
        keyed = fingerprint.keyed(workspace, composed)
        rendered = proof_of(workspace, composed, keyed, role)
    except ContentError as exc:
        problems = [where_named(workspace, request, problem) for problem in exc.problems]
        return RequestResult((_failed(request),), within(request, problems))
    if not rendered.ok:
        return RequestResult((_failed(request),), within(request, rendered.problems))
    path = path_of(request)
    changed = files.write(path, rendered.pdf)
    made = artifact(request, path, "built" if changed else "unchanged", keyed.reasons, figures(keyed.piece))
    digest = hashlib.sha256(rendered.pdf).hexdigest()
    made |= {"code": keyed.piece.code, "sha256": digest, "checks": dict(rendered.checks)}
    return RequestResult((made,), within(request, rendered.problems))


def path_of(request: Request) -> Path:
    """Where a proof goes. It is no material, and so never a draft itself."""
    return request.path("pdf", draft=False, part="phieu-duyet")


def _failed(request: Request) -> dict[str, Any]:
    return failed(request, "pdf", "phieu-duyet")
