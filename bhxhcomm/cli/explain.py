"""`bhxhcomm explain`: what a piece says, from where, and whether it still holds."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _, said
from bhxhcomm.trust.demand import approvals_told

if TYPE_CHECKING:
    from bhxhcomm.content.workspace import Workspace
    from bhxhcomm.ledger.manifest import Piece, WithdrawnFile
    from bhxhcomm.recall.validity import FigureFinding


def explain(
    what: Annotated[
        str, typer.Argument(metavar="CODE|FILE", help=_("Code printed on a piece, or a file that was made."))
    ],
    as_of: options.AsOf = None,
    out: options.Out = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Tell what a piece says, which figures with which sources, and whether each still holds."""
    from bhxhcomm.ledger import provenance
    from bhxhcomm.recall import validity

    space, _none = places.open_workspace(workspace, all_packs=False)
    space.checked()
    record = _record(space, what, out)
    date = as_of or places.today()
    findings = validity.judge_all(record, space, date)
    holds = all(finding.verdict is validity.FigureVerdict.HOLDS for finding in findings)
    applies_from = _applies_from(space, record["code"], out)
    batches = _batches(space, record["code"], out)
    path = Path(what) if _is_file(Path(what)) else None
    as_made = provenance.as_made(path, record["code"], _registers(space, out)) if path is not None else None
    was = provenance.missing_words(path, record) if path is not None and as_made is not True else []
    if console.json:
        console.object(
            {
                "format": "explain/1",
                "schema": 1,
                "as_of": date.isoformat(),
                "holds": holds,
                "approvals": "proved" if space.trust.demands else "typed",
                "applies_from": applies_from,
                "batches": batches,
                "as_made": as_made,
                "was": was,
                "record": record,
                "findings": [_finding(finding) for finding in findings],
            }
        )
    else:
        if path is not None:
            _print_changed(path, as_made, was)
        _print(record, findings, applies_from, holds=holds, date=date)
        _print_replaced(_replaced(space, record["code"], out))
        if not record["draft"]:
            console.line(approvals_told(space.trust))
        _print_batches(batches)
    if not holds:
        sys.exit(1)


def _record(space: Workspace, what: str, out: Path | None) -> dict[str, Any]:
    from bhxhcomm.core.problems import ContentError, Place, error
    from bhxhcomm.ledger import provenance, register

    path = Path(what)
    if _is_file(path):
        found = provenance.read(path, _registers(space, out), space.root)
        if found is not None:
            return found
        raise error(
            "no-record",
            i18n._("`{path}` carries no record of bhxhcomm").format(path=what),
            Place(what),
            i18n._("type the code that is printed on it: bhxhcomm explain ABCDE-12345"),
        )
    code = register.normal_code(what)
    if code is None:
        raise error(
            "no-code",
            i18n._("`{text}` is neither a file nor a code").format(text=what),
            hint=i18n._("a code has two groups of five letters and digits: ABCDE-12345"),
        )
    found = register.find(code, _registers(space, out))
    if found is None:
        damaged = register.every(_registers(space, out))[1]
        if damaged:
            # One of them may be the one that was asked for.
            raise ContentError(damaged)
        raise error(
            "unknown-code",
            i18n._("no edition with the code {code} is in the register of this workspace").format(code=code),
            hint=i18n._("look in the workspace of the office that issued it, or name the file itself"),
        )
    return found


def _applies_from(space: Workspace, code: str, out: Path | None) -> str | None:
    """The day for which an edition was released ahead, by the manifests of the folders of outputs; None for any other, also
    for one that was released for today as well. A manifest that cannot be read knows nothing of it."""
    days = {piece.applies_from for piece in _pieces(space, code, out)}
    return None if None in days else min((day for day in days if day), default=None)


def _batches(space: Workspace, code: str, out: Path | None) -> list[dict[str, Any]]:
    """The batches in which things were approved that an edition stands on, each once, as the manifests have them."""
    found = {one.digest: one for piece in _pieces(space, code, out) for one in piece.batches}
    return [one.model_dump(mode="json") for one in found.values()]


def _pieces(space: Workspace, code: str, out: Path | None) -> Iterator[Piece]:
    """What the manifests of the folders of outputs say of an edition."""
    from bhxhcomm.core.problems import ContentError
    from bhxhcomm.ledger import manifest

    for folder in _registers(space, out)[1:]:
        with suppress(ContentError):
            path = manifest.lies_in(folder)
            pieces = manifest.read(path).pieces if path is not None else []
            yield from (piece for piece in pieces if piece.code == code)


def _is_file(path: Path) -> bool:
    """Whether something is called so; not what no file can be called."""
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False


def _registers(space: Workspace, out: Path | None) -> list[Path]:
    """Where records are kept: what was released in the workspace, drafts beside their files."""
    own = space.root / "out"
    return [space.root, *([out] if out else []), own, *sorted(own.glob("as-of-*"))]


def _replaced(space: Workspace, code: str, out: Path | None) -> list[tuple[Path, WithdrawnFile]]:
    """The files of an edition that were put aside when another one took its place, each with what is told of it."""
    from bhxhcomm.core import files
    from bhxhcomm.ledger import manifest

    found: dict[Path, WithdrawnFile] = {}
    for folder in _registers(space, out)[1:]:
        if (path := manifest.lies_in(folder)) is not None:
            links = files.Links(folder)
            aside = [one for one in manifest.read(path).withdrawn if one.code == code]
            found |= {folder / one.path: one for one in aside if not links.found(folder / one.path)}
    return [(path, one) for path, one in sorted(found.items(), key=lambda item: item[0]) if path.is_file()]


def _print_replaced(found: list[tuple[Path, WithdrawnFile]]) -> None:
    from bhxhcomm.making.result import shown_path

    for path, one in found:
        message = _("replaced by {code}; the old file: {path}")
        console.line(message.format(code=one.replaced_by, path=shown_path(path)))


def _print_batches(found: list[dict[str, Any]]) -> None:
    from bhxhcomm.language.figures import numeric_date

    message = _("Approved in a batch of {size} on {date} by {by}. Digest of its list: {digest}")
    for one in found:
        day = numeric_date(dt.date.fromisoformat(one["date"]))
        console.line(message.format(size=one["size"], date=day, by=one["by"], digest=one["digest"][:12]))


def _finding(finding: FigureFinding) -> dict[str, Any]:
    from bhxhcomm.ledger import output

    return {
        "id": finding.fact,
        "verdict": finding.verdict.value,
        "now": output.figure(finding.now) if finding.now else None,
        "why": finding.why,
        "review_by": finding.overdue.isoformat() if finding.overdue else None,
    }


def _print_changed(path: Path, as_made: bool | None, was: list[str]) -> None:
    """That a file is not what was made, before what was made is told."""
    if was:
        console.line(_("The text of {path} was changed after it was made. It was:").format(path=path))
        for text in was:
            console.line(f"  {text}")
        console.line()
    elif as_made is False:
        message = _("{path} is not as it was made here: it was changed since, or made elsewhere. What was made:")
        console.line(message.format(path=path))
        console.line()


def _print(
    record: dict[str, Any], findings: list[FigureFinding], applies_from: str | None, *, holds: bool, date: dt.date
) -> None:
    from bhxhcomm.language.figures import Form, numeric_date, show
    from bhxhcomm.recall.validity import FigureVerdict

    draft = " – " + _("draft") if record["draft"] else ""
    console.line(f"{record['code']}  {record['title']}{draft}")
    piece = "-".join(filter(None, (record["material"], record["variant"])))
    console.line(f"  {record['pack']}, {piece}.{record['lang']}, {record['issued_by']}")
    if record["valid_from"]:
        since = numeric_date(dt.date.fromisoformat(record["valid_from"]))
        console.line("  " + _("its figures hold from {date}").format(date=since))
    if applies_from:
        day = numeric_date(dt.date.fromisoformat(applies_from))
        console.line("  " + _("to be handed out from {date} on").format(date=day))
    console.line()
    words = {
        FigureVerdict.HOLDS: _("holds"),
        FigureVerdict.CHANGED: _("CHANGED"),
        FigureVerdict.ENDED: _("NO LONGER HOLDS"),
        FigureVerdict.UNKNOWN: _("NOT KNOWN ANY MORE"),
    }
    for printed, finding in zip(record["figures"], findings, strict=True):
        shown = " · ".join((printed["text"], *printed.get("also", ())))
        console.line(f"{words[finding.verdict]}: {shown}  ({printed['id']})")
        console.line(
            "    "
            + _("since {date}; {source}").format(
                date=numeric_date(dt.date.fromisoformat(printed["effective_from"])), source=printed["source"]
            )
        )
        if finding.verdict is FigureVerdict.CHANGED and finding.now:
            now = finding.now
            console.line(
                "    "
                + _("now {value}, since {date}; {source}").format(
                    value=show(now.value, now.unit, Form.FULL, "vi"),
                    date=numeric_date(now.effective_from),
                    source="; ".join(source.document for source in now.sources),
                )
            )
        if finding.why:
            console.line("    " + said(finding.why))
        if finding.overdue:
            console.line("    " + _("it should have been checked by {date}").format(date=numeric_date(finding.overdue)))
    console.line()
    on = numeric_date(date)
    console.line(
        _("On {date} every figure on this piece holds.").format(date=on)
        if holds
        else _("On {date} this piece is no longer true. Withdraw it.").format(date=on)
    )
    if console.verbose:
        for panel in record["panels"]:
            console.line()
            console.line(f"[{panel['name']}]")
            for text in panel["text"]:
                console.line(f"  {text}")
