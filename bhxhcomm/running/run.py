"""A build: plan, make what is out of date, put it in its place, and say what became of everything that was asked for."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import files
from bhxhcomm.core.i18n import NO_MESSAGE, _
from bhxhcomm.core.problems import ContentError, Place, Problem, Severity
from bhxhcomm.core.processes import hint_of_death
from bhxhcomm.edition import snapshot
from bhxhcomm.ledger import output, record, register
from bhxhcomm.ledger.manifest import Manifest, Piece, WithdrawnFile, whole
from bhxhcomm.ledger.product import File
from bhxhcomm.ledger.store import Store, no_lock_in_children
from bhxhcomm.making.export import Exported, engine
from bhxhcomm.making.make import Outcome, make
from bhxhcomm.making.request import Request
from bhxhcomm.making.result import entered, failed, said_of, shown_path, within
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.planning.inputs import Inputs
from bhxhcomm.planning.plan import Planner, Step, check_names, left_over
from bhxhcomm.running.pool import Pool, WorkerDeath

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a build goes about it. `pieces` tells which pieces of the manifest were meant, so that those left over are known.

    `ledger` is the folder in whose register is entered what was released: the workspace, if None.

    The longest pieces come first, so that no worker is left with one at the end; `shortest_first` where somebody waits for one.
    """

    jobs: int = 1
    force: bool = False
    prune: bool = False
    shard: tuple[int, int] | None = None
    pieces: Callable[[Piece | WithdrawnFile], bool] = lambda _piece: False
    shortest_first: bool = False
    ledger: Path | None = None


@dataclass(slots=True)
class Result:
    """What a build says: its artifacts as they are printed, in the order asked for, problems, and what is left over."""

    artifacts: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_over: list[dict[str, Any]] = field(default_factory=list)
    withdrawn: list[dict[str, Any]] = field(default_factory=list)
    next: str | None = None
    next_kinds: tuple[str, ...] = ()
    """What comes on that day, as `ledger.manifest.DatedChange` names it, each kind once."""
    machine_error: bool = False
    span: tuple[dt.date | None, dt.date | None] = (None, None)
    """Since when everything that was asked for is as it is, and the day on which something of it changes."""

    @property
    def out_of_date(self) -> bool:
        return any(artifact["status"] == "planned" for artifact in self.artifacts) or bool(self.left_over)


class Listener(Protocol):
    """Who is told how far a build has come."""

    def planned(self, steps: Sequence[Step]) -> None: ...
    def done(self, step: Step, done: int, of: int) -> None: ...


class Silent:
    """Nobody is told."""

    def planned(self, steps: Sequence[Step]) -> None:
        """Nothing."""

    def done(self, step: Step, done: int, of: int) -> None:
        """Nothing."""


Executor = Callable[[Workspace, Sequence[Step]], Iterator[tuple[int, Outcome]]]
"""What makes the files of steps: in this process, in others, on other machines. Results come in any order."""


def plan(
    workspace: Workspace,
    store: Store,
    requests: Sequence[Request],
    options: BuildOptions,
    inputs: Inputs | None = None,
    *,
    remember: bool = False,
) -> tuple[list[Step], tuple[dt.date | None, dt.date | None]]:
    """The steps of all requests, in their order, and for which days they are right. Raises `ContentError` for names that no
    disk can hold.

    With `inputs`, taken before the workspace was loaded, only those pieces are composed of which something may have changed
    since they were (`remember` keeps for the next time what was).
    """
    check_names(requests)
    if not requests:
        return [], (None, None)
    planner = Planner(workspace, store, requests[0].date, force=options.force, inputs=inputs)
    # Pieces of the same edition one after the other.
    order = sorted(range(len(requests)), key=lambda at: (requests[at].pack, requests[at].office, requests[at].lang))
    found = {at: planner.step(requests[at]) for at in order}
    steps = [found[at] for at in range(len(requests))]
    # Also of what is refused or cannot be made today: that may be otherwise on another day.
    for request in requests:
        planner.dates.span(request.pack, request.office)
    if remember:
        planner.remember()
    return steps, planner.dates.whole()


def preview(
    workspace: Workspace, store: Store, requests: Sequence[Request], options: BuildOptions, inputs: Inputs | None = None
) -> Result:
    """What a build would do. Nothing is written. Raises as `run` does."""
    check_ledgers(workspace, store)
    steps, span = plan(workspace, store, requests, options, inputs)
    result = Result(problems=list(store.problems), span=span)
    for step in steps:
        _tell_step(result, store, step, {})
    _tell_left_over(result, store, steps, options, prune=False)
    _tell_next(result, whole([*(step.piece for step in steps if step.piece and step.piece.artifacts)]))
    return result


def run(
    workspace: Workspace,
    store: Store,
    requests: Sequence[Request],
    options: BuildOptions,
    execute: Executor | None = None,
    listener: Listener = Silent(),  # noqa: B008 (it has no state)
    inputs: Inputs | None = None,
) -> Result:
    """Make everything that is out of date. Raises `MachineError` when the disk refuses; what was finished by then stands.
    Raises `ContentError`, with nothing made, where a record of what was released or approved is damaged."""
    check_ledgers(workspace, store)
    ledger = options.ledger or workspace.root
    steps, span = plan(workspace, store, requests, options, inputs, remember=True)
    listener.planned(steps)
    _log.info("%d pieces asked for, %d of them out of date", len(steps), sum(bool(step.stale) for step in steps))
    result = Result(problems=list(store.problems), span=span)
    outcomes: dict[int, Outcome] = {}
    sign = 1 if options.shortest_first else -1
    todo = sorted((index for index, step in enumerate(steps) if step.stale), key=lambda at: sign * steps[at].weight)
    for step in steps:
        if step.piece is not None and not step.stale:
            store.enter(step.piece)
            if step.piece.artifacts:
                _register(ledger, store, step.piece)
    ordered = [steps[index] for index in todo]
    chosen = execute or (in_processes(options.jobs, store.lock_file) if options.jobs > 1 else in_this_process)
    for done, (number, outcome) in enumerate(chosen(workspace, ordered) if ordered else (), 1):
        index = todo[number]
        outcomes[index] = _placed(ledger, store, steps[index], outcome, force=options.force)
        steps[index] = ordered[number] = _entered(store, steps[index])
        listener.done(steps[index], done, len(todo))
        _log.info("%d/%d made: %s", done, len(todo), _named(steps[index].request))
    for step in steps:
        _supersede(result, store, step)
    for index, step in enumerate(steps):
        _tell_step(result, store, step, outcomes, index)
    _tell_left_over(result, store, steps, options, prune=options.prune)
    store.finish(options.shard)
    _tell_next(result, whole(store.pieces))
    return result


def _tell_next(result: Result, made: Manifest) -> None:
    """The next day by the dates of what was made, and what comes on it."""
    result.next = made.next
    result.next_kinds = tuple(sorted({one.kind for one in made.changes}))


def _named(request: Request) -> str:
    """A piece in a line of the log."""
    return f"{request.pack} {request.material} {request.variant} {request.lang} {request.office} {request.date}"


def check_ledgers(workspace: Workspace, store: Store) -> None:
    """Raise `ContentError` with every record of what was released or approved that cannot be read: what is built beside it
    would be built as if it had never been."""
    problems = register.damage([workspace.root, store.out], store.seen)
    problems += snapshot.damage(workspace.packs.values())
    if problems:
        raise ContentError(problems)


def in_this_process(workspace: Workspace, steps: Sequence[Step]) -> Iterator[tuple[int, Outcome]]:
    """One after the other, in this process."""
    for number, step in enumerate(steps):
        yield number, made(workspace, step)


def made(workspace: Workspace, step: Step) -> Outcome:
    """The files of a step: of the piece as it was composed for the plan; it is composed here where the plan knew it without."""
    return make(workspace, step.request, {product.name for product in step.stale}, keyed=step.keyed)


def in_processes(jobs: int, lock_file: Path) -> Executor:
    """Side by side in processes forked from this one."""

    def execute(workspace: Workspace, steps: Sequence[Step]) -> Iterator[tuple[int, Outcome]]:
        warm_up(workspace, [step.request for step in steps])

        # A worker finds the composed piece in the memory that it has of this process: only its number is sent.
        def work(number: int) -> Outcome:
            return made(workspace, steps[number])

        pool: Pool[int, Outcome] = Pool(
            work,
            jobs,
            in_child=lambda: no_lock_in_children(lock_file),
            kind=lambda number: steps[number].request.lang,
        )
        for number, outcome in pool.run(range(len(steps))):
            yield number, died(steps[number], outcome) if isinstance(outcome, WorkerDeath) else outcome

    return execute


def died(step: Step, how: WorkerDeath) -> Outcome:
    """What is said of a piece whose worker died."""
    number = signal.Signals.__members__.get(str(how.how))
    problem = Problem(
        "worker-died",
        _("the process that made this died twice ({how}); everything else was made").format(how=how.how),
        hint=hint_of_death(number) if number else NO_MESSAGE,
    )
    return Outcome(None, within(step.request, [problem]))


def warm_up(workspace: Workspace, requests: Sequence[Request]) -> None:
    """Load what the engines need for these requests, once for all processes that are forked from here."""
    langs: dict[str, set[str]] = {}
    for request in requests:
        langs.setdefault(MATERIALS[request.material].engine, set()).add(request.lang)
    materials = {MATERIALS[request.material].engine: request.material for request in requests}
    for name, material in sorted(materials.items()):
        engine(material).warm_up(sorted(langs[name]), workspace.root)


def _placed(ledger: Path, store: Store, step: Step, outcome: Outcome, *, force: bool) -> Outcome:
    """Put what was made in its place, but for what would lie over somebody else's work."""
    exported = outcome.exported
    assert step.piece is not None
    if exported is None or not exported.files:
        return outcome
    problems: list[Problem] = []
    barred = set()
    for file in exported.files:
        path = target(step, file)
        if link := store.links.found(path):
            barred.add(file.product)
            problems.append(files.link_problem(link))
        elif not force and store.foreign(path, file.data):
            barred.add(file.product)
            problems.append(
                Problem(
                    "edited-by-hand",
                    _("this file was changed after it was made, or is not ours; it is not overwritten"),
                    Place(str(path)),
                    _("move it away if you need it, then build with --force"),
                )
            )
    good = [file for file in exported.files if file.product not in barred]
    failed_products = {**exported.failed, **{product: {} for product in barred}}
    if good:
        # First its record: whatever lies there, killed build or not, its code can be explained.
        made = {
            target(step, file).relative_to(store.out).as_posix(): [hashlib.sha256(file.data).hexdigest()]
            for file in good
        }
        _register(ledger, store, step.piece, made)
        store.commit(step.piece, good, lambda file: target(step, file), step.keys)
    # They lie on the disk now, and in the manifest; of a whole country they would fill the memory.
    placed = tuple(replace(file, data=b"", checks={}) for file in good)
    said = Exported(placed, failed_products, exported.problems)
    return Outcome(said, (*outcome.problems, *within(step.request, problems)), outcome.machine_error)


def _entered(store: Store, step: Step) -> Step:
    """A step with the piece as it stands in the manifest now, so that it is held once, and no longer as it was composed."""
    assert step.piece is not None
    return replace(step, piece=store.edition(step.piece.id, step.piece.key) or step.piece, keyed=None)


def _register(ledger: Path, store: Store, piece: Piece, made: Mapping[str, Sequence[str]] | None = None) -> None:
    """Enter what a code stands for, with the files that were just `made` of it; without any, not again where it is known."""
    folder = store.out if piece.draft else ledger
    if made is None and register.entry(piece.code, folder) is not None:
        return
    lies = made or {artifact.path: [artifact.sha256] for artifact in piece.artifacts}
    register.enter(record.of_piece(piece), folder, lies)


def _supersede(result: Result, store: Store, step: Step) -> None:
    """Put away what a released piece has taken the place of, and tell of it."""
    piece = store.edition(step.piece.id, step.piece.key) if step.piece is not None else None
    if piece is None or piece.draft or not piece.artifacts:
        return
    for one in store.supersede(piece):
        path = store.path(one.artifact)
        if one.kept:
            result.problems.append(
                Problem(
                    "edited-by-hand",
                    _(
                        "{code} has taken the place of this file, but it was changed after it was made; it is left there"
                    ).format(code=piece.code),
                    Place(str(path)),
                    _("move it away, so that nobody sends it by mistake"),
                    Severity.WARNING,
                )
            )
        elif one.now is None:
            result.left_over.append(_left(store, one.artifact.path, one.piece.code, removed=True))
    for aside in store.fresh_withdrawn(piece):
        result.withdrawn.append(
            {
                "path": shown_path(store.out / aside.path),
                "was": shown_path(store.out / aside.was),
                "code": aside.code,
                "replaced_by": aside.replaced_by,
            }
        )


def target(step: Step, file: File) -> Path:
    """Where a file goes."""
    assert step.piece is not None
    return step.request.path(file.ending, draft=step.piece.draft, part=file.part)


def _tell_step(
    result: Result, store: Store, step: Step, outcomes: Mapping[int, Outcome], index: int | None = None
) -> None:
    """What became of one step, or would."""
    request, piece = step.request, step.piece
    result.problems += step.problems
    result.machine_error |= step.machine_error
    if step.refused:
        result.artifacts += step.refused
        return
    if piece is None:
        result.artifacts += [failed(request, ending) for ending in request.formats]
        return
    outcome = outcomes.get(index) if index is not None else None
    made = outcome.exported if outcome is not None else None
    if outcome is not None:
        result.problems += outcome.problems
        result.machine_error |= outcome.machine_error
    written = {product.name for product in step.stale if made and any(file.product == product for file in made.files)}
    entry = store.edition(piece.id, piece.key) or piece
    said = said_of(entry)
    for name, key in step.keys.items():
        product = next((one for one in (*step.stale, *step.barred) if one.name == name), None)
        files = [artifact for artifact in entry.artifacts if artifact.product == name and artifact.key == key]
        if product is None or name in written:
            status: output.Status = "unchanged" if product is None else "built"
            because = step.stale[product] if product is not None else ()
            result.artifacts += [
                entered(request.date, request.out, entry, artifact, status, because, said) for artifact in files
            ]
        elif index is None and product in step.stale:
            for ending in product.endings or (product.format,):
                result.artifacts.append(_planned(store, step, ending, product.purpose, step.stale[product]))
        elif made is None or product in made.failed or product in step.barred:
            checks = dict(made.failed.get(product, {})) if made else {}
            result.artifacts += [
                failed(request, ending, product.purpose) | {"checks": checks}
                for ending in product.endings or (product.format,)
            ]


def _planned(store: Store, step: Step, ending: str, part: str, because: Any) -> dict[str, Any]:
    from bhxhcomm.ledger.manifest import RecordedArtifact

    assert step.piece is not None
    path = step.request.path(ending, draft=step.piece.draft, part=part)
    entry = RecordedArtifact(
        path=path.relative_to(step.request.out).as_posix(),
        format=ending,
        part=part,
        product="",
        files=1,
        key="",
        sha256="",
        size=0,
        options={},
        checks={},
    )
    return entered(step.request.date, step.request.out, step.piece, entry, "planned", because)


def _tell_left_over(result: Result, store: Store, steps: Sequence[Step], options: BuildOptions, *, prune: bool) -> None:
    asked = {step.id: step for step in steps}
    found = list(left_over(store, asked, (piece for piece in store.pieces if options.pieces(piece))))
    planned = {one["path"] for one in result.artifacts if one["status"] == "planned"}
    for piece, artifact in found:
        if shown_path(store.path(artifact)) in planned:
            # With --force, it is overwritten with what is asked for.
            continue
        if store.state(artifact) == "missing":
            store.forget(piece, artifact)
            continue
        removed = prune and store.remove(piece, artifact)
        if prune and not removed:
            result.problems.append(
                Problem(
                    "edited-by-hand",
                    _("nobody asks for this file any more, but it was changed after it was made; it is not removed"),
                    Place(str(store.path(artifact))),
                    severity=Severity.WARNING,
                )
            )
        result.left_over.append(_left(store, artifact.path, piece.code, removed=removed))
    for aside in store.withdrawn if prune else ():
        if options.pieces(aside):
            removed = store.remove_withdrawn(aside)
            result.left_over.append(_left(store, aside.path, aside.code, removed=removed))
    for piece in {id(piece): piece for piece, _artifact in found}.values():
        if asked.get(piece.id) is None:
            store.retire(piece)
    if prune:
        register.keep_only({piece.code for piece in store.pieces}, store.out)


def _left(store: Store, path: str, code: str, *, removed: bool) -> dict[str, Any]:
    """A file that nobody asks for any more, as it is printed. One that was changed by hand is never removed."""
    edited = not removed and store.foreign(store.out / path)
    return {"path": shown_path(store.out / path), "code": code, "removed": removed, "edited": edited}
