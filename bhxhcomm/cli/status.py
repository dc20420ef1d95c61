"""`bhxhcomm status`: what may be released, what is a draft, and why."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.core.interface import _, said
from bhxhcomm.trust.demand import approvals_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bhxhcomm.content.workspace import Workspace
    from bhxhcomm.edition.signatories import SignedBatch
    from bhxhcomm.ledger.store import Store


def status(
    packs: Annotated[
        list[str] | None, typer.Argument(metavar="PACK", help=_("Packs to look at. Default: all."))
    ] = None,
    lang: options.Lang = None,
    office: options.Office = None,
    as_of: options.AsOf = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show what may be released and what is a draft, with the reasons.

    Exits with 1 when something cannot be made at all, or a record of what was released cannot be read."""
    from bhxhcomm.ledger import output, register
    from bhxhcomm.materials.table import MATERIALS

    space, _none = places.open_workspace(workspace, near=packs or ())
    space.checked()
    wanted = places.known_packs(space.root, packs) if packs else sorted(space.packs)
    date = places.date(space, as_of)
    rows = [
        _one(space, pack, material, variant, language, office_id, date)
        for pack in wanted
        for material, shape in space.packs[pack].shape.materials_used.items()
        for variant in shape.variants()
        for language in MATERIALS[material].among(places.languages(space, pack, lang), variant)
        for office_id in places.offices(space, office or ["all"])
    ]
    store = _store(space, date)
    there = _released(store)
    for row in rows:
        lies = there[0].get(tuple(row[name] for name in _NAMES), [])
        row |= {"released": lies[0] if lies else None, "also_released": lies[1:]}
    damaged = register.damage([space.root, store.out], store.seen)
    broken = bool(damaged) or any(row["state"] == "error" for row in rows)
    if console.json:
        problems = [problem for row in rows for problem in row.pop("found")]
        console.object(
            {
                "format": "status/1",
                "schema": 1,
                "as_of": date.isoformat(),
                "approvals": "proved" if space.trust.demands else "typed",
                "editions": rows,
                "on_disk": there[1],
                "problems": [output.problem(problem) for problem in [*problems, *damaged]],
            }
        )
    else:
        _print(rows)
        console.problems(damaged)
        if sum(there[1].values()):
            text = _(
                "On the disk: {released} editions released, {touched} with files missing or changed, {drafts} drafts."
            )
            console.line(text.format(**there[1]))
        console.note(approvals_told(space.trust))
    if broken:
        sys.exit(1)


def _one(
    space: Workspace, pack: str, material: str, variant: str, lang: str, office: str, date: dt.date
) -> dict[str, Any]:
    from bhxhcomm.core.problems import ContentError
    from bhxhcomm.ledger import output
    from bhxhcomm.making.composed import compose
    from bhxhcomm.making.request import Request
    from bhxhcomm.materials.document import figures
    from bhxhcomm.planning.gate import Gate

    row: dict[str, Any] = {
        "pack": pack,
        "material": material,
        "variant": variant,
        "lang": lang,
        "office": office,
        "state": "error",
        "reasons": [],
        "signed": _signed(space, pack, office),
        "found": [],
    }
    try:
        request = Request(pack, material, variant, lang, office, date, space.root)
        composed = compose(space, request)
    except ContentError as exc:
        return row | {"found": exc.problems}
    reasons, state = composed.reasons, "draft"
    if not reasons:
        shown = ((figure.id, figure.at) for figure in figures(composed.piece))
        gate = Gate(space, date, places.today())
        reasons = (*gate.refuses(pack, office, shown), *gate.signed_ahead(request))
        state = "refused" if reasons else "releasable"
    return row | {"state": state, "reasons": [output.reason(one) for one in reasons]}


_NAMES = ("office", "pack", "material", "variant", "lang")


def _store(space: Workspace, date: dt.date) -> Store:
    """The folder of outputs of a date, to be looked at: what its manifest says, and what a build has put there that was ended
    before it could write one. Raises `ContentError` for a manifest that cannot be read."""
    from bhxhcomm.cli.building import out_of
    from bhxhcomm.ledger.store import Store

    return Store(out_of(space, None, date), write=False, registers=(space.root,))


def _released(store: Store) -> tuple[dict[tuple[str, ...], list[dict[str, object]]], dict[str, int]]:
    """What lies released there, by piece, the edition that was made last first; and how many editions there are of each
    state."""
    from collections import Counter

    from bhxhcomm.ledger.presence import EditionState, editions_on_disk

    found = sorted(editions_on_disk(store.pieces, store.state), key=lambda one: not one.piece.current)
    count = Counter(one.state for one in found)
    released: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for one in found:
        if not one.piece.draft:
            name = tuple(getattr(one.piece, name) for name in _NAMES)
            told = {"code": one.piece.code, "whole": one.state is EditionState.RELEASED}
            released.setdefault(name, []).append(told)
    return released, {
        "released": count[EditionState.RELEASED],
        "touched": count[EditionState.TOUCHED],
        "drafts": count[EditionState.DRAFT],
    }


def _signed(space: Workspace, pack: str, office: str) -> list[dict[str, Any]]:
    """Who has signed the text of a pack as it stands, in the steps of the office's chain or simply as approver."""
    from bhxhcomm.edition import approval, signatories, steps
    from bhxhcomm.edition.resolve import SOURCE_LANGUAGE

    known = space.packs[pack]
    author, subject = str(known.shape.author), approval.text_subject(known, SOURCE_LANGUAGE)
    lines = approval.over(subject, known.signatures)
    chain, matter = space.offices[office].chain, steps.ChainSubject("text", str(known.shape.topic), author)
    if steps.steps_for(chain, matter):
        found = list(steps.signed(chain, matter, lines).values())
    else:
        one = approval.signed(subject, lines, author=author)
        found = [] if one is None else [one]
    names = {str(step.step): str(step.name) for step in chain}
    return [
        {
            "step": names.get(one.step, one.step),
            "capacity": one.capacity,
            "by": one.by,
            "date": one.date.isoformat(),
            "document": one.document,
            "batch": _batch(signatories.batches_of([one])),
        }
        for one in found
    ]


def _batch(found: Sequence[SignedBatch]) -> dict[str, Any] | None:
    """The batch in which a line was made."""
    return {"digest": found[0].digest, "size": found[0].size} if found else None


def _print(rows: list[dict[str, Any]]) -> None:
    from bhxhcomm.language.figures import numeric_date

    words = {
        "releasable": _("may be released"),
        "refused": _("may not be released today"),
        "draft": _("draft"),
        "error": _("cannot be made"),
    }
    for row in rows:
        piece = "-".join(filter(None, (row["material"], row["variant"])))
        console.line(f"{row['pack']}  {piece}.{row['lang']}  {row['office']}: {words[row['state']]}{_told(row)}")
        for one in row["signed"]:
            if one["step"] or one["batch"]:
                day = numeric_date(dt.date.fromisoformat(one["date"]))
                batch = _("in a batch of {size}").format(size=one["batch"]["size"]) if one["batch"] else ""
                told = ", ".join(part for part in (one["by"], one["capacity"], day, one["document"], batch) if part)
                console.line(f"    {one['step'] or _('approved')}: {told}")
        for reason in row["reasons"]:
            console.line("    " + said(reason["message"]))
        for problem in row["found"]:
            console.line(f"    {said(problem.place.message)}: {said(problem.message)}")


def _told(row: dict[str, Any]) -> str:
    """Whether it lies there released, said beside whether it could be."""
    released = row["released"]
    if released is None:
        return ""
    whole, not_whole = _("released as {code}"), _("released as {code}, with files missing or changed")
    earlier = _("{code} still lies beside it")
    told = [(whole if released["whole"] else not_whole).format(code=released["code"])]
    told += [earlier.format(code=one["code"]) for one in row["also_released"]]
    return "; " + "; ".join(told)
