"""One round of `bhxhcomm build`: is there anything to do at all, and if there is, do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from bhxhcomm.cli import building, places
from bhxhcomm.cli.building import Progress
from bhxhcomm.cli.console import console
from bhxhcomm.cli.selecting import Selected, Selection, select
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import Problem
from bhxhcomm.ledger import register
from bhxhcomm.ledger.seen import Seen
from bhxhcomm.ledger.store import Store, opened, seen_place
from bhxhcomm.making.result import shown_path
from bhxhcomm.planning import inputs
from bhxhcomm.running import no_op
from bhxhcomm.running.run import BuildOptions, Executor, Result, preview, run


@dataclass(frozen=True, slots=True)
class RoundOptions:
    """How a build goes about it. `look` only says what would be done; `wait` waits for another build in the same folder;
    `watched` is one that somebody looks on at, and waits for a page of."""

    jobs: int = 1
    force: bool = False
    prune: bool = False
    look: bool = False
    wait: bool = True
    watched: bool = False


class Round:
    """What was asked for, and the folders it is about."""

    def __init__(
        self, wanted: Selection, how: RoundOptions, workspace: Path | None, execute: Executor | None = None
    ) -> None:
        self.wanted = wanted
        self.how = how
        self.execute = execute
        near = [Path(name) for name in wanted.packs if Path(name).is_dir()]
        self.root = places.workspace_root(workspace, *near, Path.cwd())
        self.question = no_op.Question(_asked(wanted), wanted.as_of)

    def run(self, announce: Callable[[Path], object] = lambda _out: None) -> tuple[Result, list[Problem]]:
        """The result, and what is to be warned of in the workspace. Raises as reading and writing do.

        `announce` is called with the folder of outputs as soon as it is known.
        """
        out = self._out()
        seen = Seen(seen_place(out), write=not self.how.look)
        # Taken once, and before anything is read: what is saved from now on counts for the next round.
        taken = cache(lambda: inputs.take(self.root, out, seen))
        if not (self.how.force or self.how.prune):
            known = no_op.answer(self.question, out, seen, lambda: taken().digest, places.today)
            # What is damaged in a register is told by whoever looks closer.
            if known is not None and not register.damage([self.root, out], seen) and self._registered(known, out):
                announce(out)
                if not self.how.look:
                    seen.save()
                return known, []
        found = taken()
        space, _none = places.open_workspace(self.root)
        selected = select(space, self.wanted)
        announce(selected.out)
        how = self.how
        options = BuildOptions(
            how.jobs, how.force, how.prune, self.wanted.shard, selected.meant, shortest_first=how.watched
        )
        warnings = [problem for problem in space.problems if not problem.is_error]
        if self.how.look:
            store = Store(selected.out, write=False, registers=(self.root,))
            result = preview(space, store, selected.requests, options, found)
        else:
            with opened(selected.out, wait=self.how.wait, told=console.note, registers=(self.root,)) as store:
                result = run(space, store, selected.requests, options, self.execute, Progress(), found)
                result.problems += selected.problems
                self._keep(space, store, selected, result, found.digest, warnings)
                store.remember()
            return result, warnings
        result.problems += selected.problems
        return result, warnings

    def _registered(self, known: Result, out: Path) -> bool:
        """Whether every code of what lies there can be explained; a record that is gone is entered by whoever looks closer."""
        entered = {(str(one["code"]), bool(one["draft"])) for one in known.artifacts if one["status"] == "unchanged"}
        return all(register.has(code, out if draft else self.root) for code, draft in entered)

    def _out(self) -> Path:
        """The folder of outputs, as far as it can be told before anything is read."""
        given = self.wanted.out
        own = places.output_folder(given, self.root) if given is not None else self.root / "out"
        if self.wanted.as_of is None:
            return own
        other = building.dated(own, self.wanted.as_of)
        ahead = self.wanted.as_of > places.today()
        return other if ahead or (self.wanted.out is None and other.is_dir()) else own

    def _keep(
        self,
        space: Workspace,
        store: Store,
        selected: Selected,
        result: Result,
        digest: str,
        warnings: list[Problem],
    ) -> None:
        if not store.seen.place.parent.is_dir() or store.written is None:
            return
        files = {
            shown_path(store.path(artifact)): (piece, artifact)
            for piece in store.pieces
            for artifact in piece.artifacts
        }
        no_op.keep(
            self.question,
            store.seen,
            result,
            inputs=digest,
            written=store.written,
            pinned=space.settings.as_of,
            own=places.date(space, self.wanted.as_of) == places.own_date(space),
            today=places.today(),
            span=result.span,
            files=files,
            extra=warnings,
        )


def _asked(wanted: Selection) -> dict[str, object]:
    """What was typed, as plain JSON. Where a pack is named by a path, the path counts."""
    asked: dict[str, object] = {}
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        asked[field.name] = list(value) if isinstance(value, tuple | list) else str(value)
    asked["packs"] = [str(Path(name).resolve()) if Path(name).is_dir() else name for name in wanted.packs]
    return asked
