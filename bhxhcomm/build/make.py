"""Make one piece in all its formats: prepare, then let the engine of its material render, check and write."""

from __future__ import annotations

from bhxhcomm.build.pages import PageFiles
from bhxhcomm.build.prepare import Prepared, coded, prepare
from bhxhcomm.build.request import Request
from bhxhcomm.build.result import Made, artifact, failed, where_named, within
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.i18n import _
from bhxhcomm.materials.document import figures
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.problems import ContentError, MachineError, Problem

FONT_MISSING = "font-missing"
"""The code of the problem that a font of the language is not on this machine."""


def make(workspace: Workspace, request: Request) -> Made:
    """Make one request. What is wrong with it is returned, not raised, a missing font too; other `MachineError`s are."""
    try:
        prepared = prepare(workspace, request)
        if prepared.reasons and request.release:
            return _refused(request, prepared)
        prepared = coded(workspace, request, prepared)
        if MATERIALS[request.material].engine == "page":
            return PageFiles(workspace, request, prepared).make()
        from bhxhcomm.build.sounds import SoundFiles

        return SoundFiles(workspace, request, prepared).make()
    except ContentError as exc:
        problems = [where_named(workspace, request, problem) for problem in exc.problems]
        return Made(tuple(failed(request, ending) for ending in request.formats), within(request, problems))
    except MachineError as exc:
        # Another language may have its fonts: this one does not keep it back.
        if exc.problem.code != FONT_MISSING:
            raise
        return Made(tuple(failed(request, ending) for ending in request.formats), within(request, [exc.problem]))


def _refused(request: Request, prepared: Prepared) -> Made:
    shown = figures(prepared.piece)
    problems = [
        Problem(
            f"not-released:{reason.code}",
            reason.message,
            hint=""
            if index
            else _("see `bhxhcomm status {pack}` and `bhxhcomm approve --help`").format(pack=request.pack),
        )
        for index, reason in enumerate(prepared.reasons)
    ]
    artifacts = (
        artifact(request, request.path(ending, draft=False), "refused", prepared.reasons, shown)
        for ending in request.formats
    )
    return Made(tuple(artifacts), within(request, problems))
