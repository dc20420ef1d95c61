"""The plan: for each piece that is asked for, which of its files are out of date, and why. Nothing is rendered for it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bhxhcomm.content.office import RESERVED, name_reserved
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import clock, files
from bhxhcomm.core.files import PREFIX
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, in_every_language, ngettext
from bhxhcomm.core.problems import NOWHERE, ContentError, MachineError, Place, Problem
from bhxhcomm.edition import drafts, signatories
from bhxhcomm.ledger import content, output
from bhxhcomm.ledger.manifest import Piece, RecordedArtifact, RecordedReason, Shared, piece_id
from bhxhcomm.ledger.product import Product
from bhxhcomm.ledger.reasons import Because, differences
from bhxhcomm.ledger.store import Store, place_withdrawn
from bhxhcomm.making import fingerprint, proof_lines
from bhxhcomm.making.composed import Composed, compose
from bhxhcomm.making.export import engine
from bhxhcomm.making.keyed import Keyed, record_of
from bhxhcomm.making.request import Request
from bhxhcomm.making.result import artifact, fault, said_of, where_named, within
from bhxhcomm.planning.composition_inputs import CompositionCache, CompositionInputs, KnownPiece
from bhxhcomm.planning.dates import Dates
from bhxhcomm.planning.gate import Gate
from bhxhcomm.planning.inputs import Inputs

LONGEST_NAME = 255 - len(PREFIX) - len("4194304-")
"""Bytes that the name of a file may have: what usual disks bear, less what an unfinished file has before it."""
NAMED = 3
"""So many things are named of those that keep a piece from release for one reason."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done for one request.

    `piece` is its entry in the manifest, with the files that stay as they are; None where it cannot be made. `stale` are the
    products to be made, each with the reasons; `barred` those that somebody has changed by hand, with the files. `keyed` is
    what they are made of, where it was composed for the plan.
    """

    request: Request
    piece: Piece | None = None
    keyed: Keyed | None = None
    stale: Mapping[Product, tuple[Because, ...]] = field(default_factory=dict)
    barred: Mapping[Product, tuple[RecordedArtifact, ...]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    machine_error: bool = False
    refused: tuple[dict[str, Any], ...] = ()

    @property
    def id(self) -> str:
        return id_of(self.request)

    @property
    def weight(self) -> int:
        """How long it takes, roughly, to begin with the longest: letters to set, times files."""
        if self.piece is None:
            return 0
        letters = sum(len(text) for panel in self.piece.panels for text in panel.text)
        return (letters + 500) * len(self.stale)


def id_of(request: Request) -> str:
    """The name of a piece, whatever its content."""
    return piece_id(request.office, request.pack, request.material, request.variant, request.lang)


class Planner:
    """Plans requests one by one, and keeps what they share."""

    def __init__(
        self,
        workspace: Workspace,
        store: Store,
        date: dt.date,
        *,
        force: bool = False,
        inputs: Inputs | None = None,
    ) -> None:
        """With `inputs`, taken before the workspace was loaded, nothing is composed of which they say that it is the same."""
        self.workspace = workspace
        self.store = store
        self.force = force
        self.dates = Dates(workspace, date)
        self._gate = Gate(workspace, date, clock.today())
        self._cache = (
            CompositionCache(CompositionInputs(workspace, inputs, self.dates.reach), store, date)
            if inputs is not None
            else None
        )
        self._shared = Shared()

    def step(self, request: Request) -> Step:
        """What is to be done for a request. Nothing is raised for what is wrong with it."""
        try:
            known = self._cache.find(request, id_of(request)) if self._cache is not None else None
            keyed = None
            if known is None:
                composed = compose(self.workspace, request)
                if composed.reasons and request.release:
                    return _draft_refused(composed)
                keyed = fingerprint.keyed(self.workspace, composed)
                known = self._known(composed, keyed)
                if self._cache is not None:
                    self._cache.keep(request, known, self.dates.span(request.pack, request.office))
            if held := self._held(request, known.piece):
                return _held_back(request, known.piece, held)
            return self._step(request, known, keyed)
        except ContentError as exc:
            problems = [where_named(self.workspace, request, problem) for problem in exc.problems]
            return Step(request, problems=within(request, problems))
        except MachineError as exc:
            return Step(request, problems=within(request, [exc.problem]), machine_error=True)
        except Exception as exc:
            return Step(request, problems=within(request, [fault(exc)]))

    def _held(self, request: Request, piece: Piece) -> tuple[drafts.Reason, ...]:
        """Why a piece that would bear no draft mark may not be made today, with or without `--release`: whoever finds a file
        without the mark takes it for released. What is made to be shown in a report is handed to nobody."""
        if piece.draft or request.shown_only:
            return ()
        shown = ((one.id, dt.date.fromisoformat(one.at) if one.at else None) for one in piece.figures)
        return (*self._gate.refuses(request.pack, request.office, shown), *self._gate.signed_ahead(request))

    def remember(self) -> None:
        """Keep what was composed, for a quicker next time. Whatever keeps that from being written is no fault of the build."""
        if self._cache is not None:
            with suppress(Exception):
                self._cache.save()

    def _known(self, composed: Composed, keyed: Keyed) -> KnownPiece:
        request = keyed.request
        products = engine(request.material).products(request, keyed.piece, keyed.reasons)
        machine = dict(keyed.declared.machine)
        keys = {product.name: fingerprint.product_key(keyed.key, product, machine) for product in products}
        return KnownPiece(self._piece(composed, keyed, products), products, keys)

    def _step(self, request: Request, known: KnownPiece, keyed: Keyed | None) -> Step:
        piece, products, keys = known.piece, known.products, known.keys
        before = self.store.current(piece.id)
        stale: dict[Product, tuple[Because, ...]] = {}
        barred: dict[Product, tuple[RecordedArtifact, ...]] = {}
        for product in products:
            reasons, edited = self._stale(piece, before, product, keys[product.name])
            if edited and not self.force:
                barred[product] = tuple(edited)
            elif reasons:
                stale[product] = reasons
        names = {product.name for product in stale}
        lies = self.store.edition(piece.id, piece.key)
        kept = [artifact for artifact in (lies.artifacts if lies else ()) if artifact.product not in names]
        problems = [
            files.link_problem(link)
            if (link := self.store.links.found(self.store.path(artifact)))
            else Problem(
                "edited-by-hand",
                _("this file was changed after it was made; it is not overwritten"),
                Place(str(self.store.path(artifact))),
                _("move it away if you need it, then build with --force"),
            )
            for artifacts in barred.values()
            for artifact in artifacts
        ]
        ahead = request.ahead.isoformat() if request.ahead and not piece.draft else None
        return Step(
            request,
            piece.model_copy(update={"artifacts": kept, "applies_from": lies.applies_from if kept and lies else ahead}),
            keyed if stale else None,
            stale,
            barred,
            keys,
            within(request, problems),
        )

    def _stale(
        self, piece: Piece, before: Piece | None, product: Product, key: str
    ) -> tuple[tuple[Because, ...], list[RecordedArtifact]]:
        """Why a product must be made (not at all, if there is no reason), and which of its files were changed by hand."""
        made = [artifact for _piece, artifact in self.store.made(piece.id, product.name, key)]
        last = made or [
            artifact
            for artifact in (before.artifacts if before else ())
            if artifact.product == product.name and before is not None and before.draft == piece.draft
        ]
        states = [(artifact, self.store.state(artifact)) for artifact in last]
        edited = [artifact for artifact, state in states if state == "edited" and not self.store.own(artifact)]
        if made and (self.force or not product.lasting):
            return (Because("forced" if self.force else "of-its-day"),), edited
        if made:
            gone = [Because("missing", artifact.path) for artifact, state in states if state != "whole"]
            return tuple(gone), edited
        if before is None or not any(artifact.product == product.name for artifact in before.artifacts):
            return (Because("new"),), edited
        if before.key != piece.key:
            return differences(before, piece), edited
        options = next(artifact.options for artifact in before.artifacts if artifact.product == product.name)
        if options != dict(product.options):
            return (Because("options"),), edited
        return differences(before, piece), edited

    def _piece(self, composed: Composed, keyed: Keyed, products: Sequence[Product]) -> Piece:
        request, declared = keyed.request, keyed.declared
        pack = self.workspace.packs[request.pack]
        span = self.dates.span(request.pack, request.office)
        machine = {**declared.machine}
        for product in products:
            machine |= fingerprint.versions(product.libraries)
        said = record_of(keyed)
        del said["schema"]
        return self._shared.piece(
            {
                **said,
                "current": True,
                "key": keyed.key,
                "topic": str(pack.shape.topic),
                "tags": [str(tag) for tag in pack.shape.tags],
                "reasons": self._reasons(composed),
                "approvals": "proved" if self.workspace.trust.demands else "typed",
                "batches": self._batches(composed),
                "parts": {
                    **content.parts(keyed.piece),
                    **declared.parts,
                    "machine": machine,
                    "bhxhcomm": fingerprint.program(),
                },
                "since": span.since.isoformat() if span.since else None,
                "changes": list(span.changes),
                "artifacts": [],
            }
        )

    def _batches(self, composed: Composed) -> list[dict[str, Any]]:
        """The batches in which things were approved that a piece stands on."""
        signatures = (*self.workspace.packs[composed.request.pack].signatures, *self.workspace.signatures)
        if not any(one.batch for one in signatures):
            return []
        found = signatories.batches_of(signatories.lines_of(proof_lines.signed(self.workspace, composed)))
        return [{"digest": one.digest, "size": one.size, "by": one.by, "date": one.date.isoformat()} for one in found]

    def _reasons(self, composed: Composed) -> list[RecordedReason]:
        """The reasons of a draft, in all languages of the interface."""
        return [
            RecordedReason(code=one.code, subject=one.subject, messages=in_every_language(one.message))
            for one in composed.reasons
        ]


def _draft_refused(composed: Composed) -> Step:
    """A draft where only what may be released is asked for."""
    from bhxhcomm.materials.document import figures

    request, reasons = composed.request, composed.reasons
    hint = _("see `bhxhcomm status {pack}` and `bhxhcomm approve --help`").format(pack=request.pack)
    if reasons and all(reason.code == "figure-past-review" for reason in reasons):
        hint = _check_figures()
    shown = figures(composed.piece)
    refused = tuple(
        artifact(request, request.path(ending, draft=False), "refused", reasons, shown) for ending in request.formats
    )
    return _refused(request, reasons, hint, refused)


def _held_back(request: Request, piece: Piece, reasons: Sequence[drafts.Reason]) -> Step:
    """A piece that everybody has approved, but that would bring old figures out, or be approved before its day."""
    codes = {reason.code for reason in reasons}
    hint = _check_figures()
    if codes == {"signed-ahead"}:
        hint = _("have it signed with the day on which it is signed: bhxhcomm approve")
    elif codes - {"review-past-today", "signed-ahead"}:
        hint = _("build as at today: without --as-of, and without `as_of` in bhxhcomm.yaml")
    reported, figures = [output.reason(reason) for reason in reasons], said_of(piece)[1]
    refused = tuple(
        artifact(request, request.path(ending, draft=False), "refused") | {"reasons": reported, "facts": figures}
        for ending in request.formats
    )
    return _refused(request, reasons, hint, refused)


def _check_figures() -> Message:
    """What to do about figures that should have been checked by now."""
    return _("check the figures against the law, then `bhxhcomm facts reviewed ID --until DATE`, and approve them")


def _refused(
    request: Request, reasons: Iterable[drafts.Reason], hint: Message, refused: tuple[dict[str, Any], ...]
) -> Step:
    kinds: dict[str, list[drafts.Reason]] = {}
    for reason in reasons:
        kinds.setdefault(reason.code, []).append(reason)
    problems = [
        Problem(f"not-released:{code}", _together(found), hint=NO_MESSAGE if index else hint)
        for index, (code, found) in enumerate(kinds.items())
    ]
    return Step(request, problems=within(request, problems), refused=refused)


def _together(reasons: Sequence[drafts.Reason]) -> Message:
    """Reasons of one kind in one sentence: the first, how many more there are, and of what the first of those are. All of them
    stand in `status`, and in the artifacts of `--json`."""
    first, *more = reasons
    if not more:
        return first.message
    names = ", ".join(f"`{one}`" for one in dict.fromkeys(reason.subject for reason in more[:NAMED]))
    text = ngettext(
        "{first}; and {n} more of this kind: {names}", "{first}; and {n} more of this kind: {names}", len(more)
    )
    return text.format(first=first.message, n=len(more), names=names + (", …" if len(more) > NAMED else ""))


def check_names(requests: Iterable[Request]) -> None:
    """Whether a disk can hold all files side by side: no name too long, no two that differ only in capitals or marks.

    Raises `ContentError` with every such name.
    """
    problems: list[Problem] = []
    folded: dict[str, tuple[str, str]] = {}
    for request in requests:
        name = request.path("html", draft=request.ahead is None, part="trang-999").relative_to(request.out).as_posix()
        if RESERVED.fullmatch(request.office):
            problems.append(name_reserved(request.office, NOWHERE))
        for part in place_withdrawn(name, "00000-00000").split("/"):
            if len(part.encode()) > LONGEST_NAME:
                problems.append(
                    Problem(
                        "name-too-long",
                        _("the name “{name}” is too long for a file ({bytes} bytes; {most} are possible)").format(
                            name=part, bytes=len(part.encode()), most=LONGEST_NAME
                        ),
                        hint=_("give the pack, the office or the variant a shorter id"),
                    )
                )
        alike = unicodedata.normalize("NFC", name).casefold()
        other, owner = folded.setdefault(alike, (name, id_of(request)))
        if owner != id_of(request):
            problems.append(
                Problem(
                    "names-alike",
                    _("“{one}” and “{other}” are the same file where capitals do not count").format(
                        one=other, other=name
                    ),
                    hint=_("give one of the two another id"),
                )
            )
    if problems:
        raise ContentError(dict.fromkeys(problems))


def left_over(
    store: Store, asked: Mapping[str, Step], wide: Iterator[Piece]
) -> Iterator[tuple[Piece, RecordedArtifact]]:
    """The files of earlier builds that nobody asks for any more, among the pieces that were meant (`wide`).

    A released file is left over only when another released one is in its place, or nobody asks for the piece at all: a draft
    replaces none.
    """
    for piece in wide:
        step = asked.get(piece.id)
        if step is not None and (step.piece is None or step.problems):
            continue
        if step is not None and step.piece is not None:
            if step.piece.key == piece.key:
                yield from ((piece, file) for file in piece.artifacts if _replaced(file, piece, step))
                continue
            if step.piece.draft and not piece.draft:
                continue
        for file in piece.artifacts:
            if step is None or file.product in step.keys:
                yield piece, file


def _replaced(artifact: RecordedArtifact, piece: Piece, step: Step) -> bool:
    """Whether a file of the edition that is asked for has been made anew under other names: a page less, by another version."""
    key = step.keys.get(artifact.product)
    now = [one for one in piece.artifacts if one.product == artifact.product and one.key == key]
    return bool(now) and artifact.key != key and artifact.options == now[0].options


def out_of(requests: Sequence[Request]) -> Path:
    """The one folder into which requests go."""
    (out,) = {request.out for request in requests}
    return out
