"""Make the files of one piece: the engine of its material exports them. Nothing is written here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, MachineError, Problem, error
from bhxhcomm.making import fingerprint
from bhxhcomm.making.composed import compose
from bhxhcomm.making.export import Exported, Job, engine
from bhxhcomm.making.keyed import Keyed, record_of
from bhxhcomm.making.request import Request
from bhxhcomm.making.result import fault, where_named, within


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a piece. `exported` is None where it could not even be begun; `machine_error` says that this is for want
    of something on the machine."""

    exported: Exported | None
    problems: tuple[Problem, ...] = ()
    machine_error: bool = False


def make(
    workspace: Workspace,
    request: Request,
    products: Collection[str] | None = None,
    *,
    keyed: Keyed | None = None,
    key: str | None = None,
) -> Outcome:
    """Make these products of a request (all, if None). What is wrong is returned, not raised, so that others go on.

    `keyed` is the piece as it was planned; without it, it is composed here. With a `key`, that of the edition where it was
    planned, nothing is made that has another one here.
    """
    try:
        piece = keyed or fingerprint.keyed(workspace, compose(workspace, request))
        if key is not None and piece.key != key:
            raise error(
                "key-differs",
                _("where this is made, it is another edition than the one that was planned"),
                hint=_(
                    "if files were saved during the build, build again; else a voice there is another one than here"
                ),
            )
        return exported(workspace, job(workspace, piece, products))
    except ContentError as exc:
        return _failed(workspace, request, exc.problems)
    except MachineError as exc:
        return _failed(workspace, request, [exc.problem], machine_error=True)
    except Exception as exc:
        return _failed(workspace, request, [fault(exc)])


def job(workspace: Workspace, keyed: Keyed, products: Collection[str] | None = None) -> Job:
    """What the engine is asked for."""
    wanted = engine(keyed.request.material).products(keyed.request, keyed.piece, keyed.reasons)
    return Job(
        keyed,
        tuple(product for product in wanted if products is None or product.name in products),
        record_of(keyed),
        workspace.root,
        (workspace.packs[keyed.request.pack].folder, workspace.root / "offices"),
    )


def exported(workspace: Workspace, job: Job) -> Outcome:
    """What the engine gives, with its problems said where people can mend them. Raises as the engine does."""
    return outcome_of(workspace, job.keyed, engine(job.request.material).export(job))


def outcome_of(workspace: Workspace, keyed: Keyed, result: Exported) -> Outcome:
    """A result with its problems said of their edition; that a file was opened which nobody declared is one of them."""
    request = keyed.request
    problems = [where_named(workspace, request, problem) for problem in result.problems]
    problems += [
        Problem(
            "opened-undeclared",
            _("while it was made, {path} was read, which its key does not know, or not with these bytes").format(
                path=path
            ),
            hint=_("if files were saved during the build, build again; else please report it"),
        )
        for path in keyed.declared.undeclared(result.opened)
    ]
    if any(problem.code == "opened-undeclared" for problem in problems):
        failed = {file.product: dict(file.checks) for file in result.files}
        result = Exported((), {**result.failed, **failed}, result.problems, result.opened)
    return Outcome(result, within(request, problems))


def _failed(workspace: Workspace, request: Request, found: list[Problem], *, machine_error: bool = False) -> Outcome:
    problems = [where_named(workspace, request, problem) for problem in found]
    return Outcome(None, within(request, problems), machine_error)
