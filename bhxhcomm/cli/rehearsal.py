"""What `bhxhcomm audio say PACK --dry-run` tells: segment by segment the words that will be said, and how long they take."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bhxhcomm.cli import building, places
from bhxhcomm.cli.console import console, table
from bhxhcomm.core import i18n
from bhxhcomm.core.i18n import N_
from bhxhcomm.core.interface import _, ngettext
from bhxhcomm.core.problems import ContentError, Problem
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.materials.timeline import Cue, Effect, Pause, Speech

if TYPE_CHECKING:
    from bhxhcomm.handover.rehearsal import Rehearsal, RehearsalLine

_NOT_SPOKEN = {Pause: N_("(pause)"), Effect: N_("(sound)"), Cue: N_("(music)")}


def tell(wanted: building.BuildArguments, materials: Sequence[str] | None) -> None:
    """Tell it of every piece of a pack that is read aloud, or of some materials. Exits with 1 when something is left unread."""
    from bhxhcomm.handover.rehearsal import rehearse
    from bhxhcomm.ledger import output

    narrated = [name for name, material in MATERIALS.items() if material.narrated]
    for name in materials or ():
        places.check_choice(
            name, narrated, "unknown-material", i18n._("there is no material `{name}`").format(name=name)
        )
    pieces: list[Rehearsal] = []
    problems: list[Problem] = []
    space, requests = building.select_all(wanted, materials or narrated)
    for request in requests:
        try:
            pieces.append(rehearse(space, request))
        except ContentError as exc:
            problems += exc.problems
    problems = list(dict.fromkeys(problems))
    if console.json:
        console.object(
            {
                "format": "rehearsal/1",
                "schema": output.SCHEMA,
                "pieces": [_object(piece) for piece in pieces],
                "problems": [output.problem(problem) for problem in problems],
            }
        )
    else:
        for piece in pieces:
            for line in _told(piece):
                console.line(line)
        console.problems(problems)
    if any(problem.is_error for problem in problems):
        sys.exit(1)


def _object(piece: Rehearsal) -> dict[str, Any]:
    request = piece.request
    return {
        "pack": request.pack,
        "material": request.material,
        "variant": request.variant,
        "lang": request.lang,
        "office": request.office,
        "syllables": piece.syllables,
        "seconds": round(piece.seconds, 1),
        "target_seconds": piece.target_s,
        "tolerance_seconds": piece.tolerance_s,
        "over_seconds": round(piece.over_s, 1),
        "segments": [_segment(line) for line in piece.lines],
    }


def _segment(line: RehearsalLine) -> dict[str, Any]:
    item = line.segment
    found: dict[str, Any] = {
        "id": item.id,
        "kind": type(item).__name__.lower(),
        "from": round(line.start_s, 1),
        "seconds": round(line.seconds, 1),
    }
    if isinstance(item, Speech):
        found |= {"role": item.role, "text": line.text, "spoken": line.spoken, "syllables": line.syllables}
        found["recorded"] = item.recording is not None
    return found


def _told(piece: Rehearsal) -> Iterator[str]:
    request = piece.request
    name = "-".join(part for part in (request.material, request.variant) if part)
    yield f"{request.pack}  {name}.{request.lang}  {request.office}"
    rows = []
    for line in piece.lines:
        item = line.segment
        said = line.spoken or line.text if isinstance(item, Speech) else _(_NOT_SPOKEN[type(item)])
        count = str(line.syllables) if line.syllables else ""
        rows.append((f"{line.start_s:6.1f}", f"{line.seconds:5.1f}", count, item.id, said))
    header = (_("from"), _("s"), _("syllables"), _("segment"), _("what is said"))
    yield from table(rows, header=header)
    counted = ngettext("{n} syllable", "{n} syllables", piece.syllables).format(n=piece.syllables)
    total = _("{count}, about {seconds:.1f} s; wanted are {target:g} s, give or take {tolerance:g} s").format(
        count=counted, seconds=piece.seconds, target=piece.target_s, tolerance=piece.tolerance_s
    )
    if piece.over_s:
        total += " – " + (
            _("too long by {seconds:.1f} s") if piece.over_s > 0 else _("too short by {seconds:.1f} s")
        ).format(seconds=abs(piece.over_s))
    yield total
    yield ""
