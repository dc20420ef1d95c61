"""`bhxhcomm withdrawn`: what was made earlier, and must no longer be handed out."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.core.interface import _, ngettext, said

if TYPE_CHECKING:
    from bhxhcomm.recall.withdrawal import WithdrawnEdition


def withdrawn(
    drafts: Annotated[
        bool, typer.Option("--drafts", help=_("Look at drafts too, which were never published."))
    ] = False,
    as_of: options.AsOf = None,
    out: options.Out = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """List what was made earlier and whose figures are no longer in force. Exits with 1 when there is any."""
    from bhxhcomm.recall import withdrawal

    space, _none = places.open_workspace(workspace, all_packs=False)
    space.checked()
    date = as_of or places.today()
    own = space.root / "out"
    folders = [out.resolve()] if out else [own, *sorted(own.glob("as-of-*"))]
    found, problems = withdrawal.withdrawn(space, date, folders, drafts=drafts)
    if console.json:
        from bhxhcomm.ledger import output

        console.object(
            {
                "format": "withdrawn/1",
                "schema": 1,
                "as_of": date.isoformat(),
                "withdrawn": [_as_json(one) for one in found],
                "problems": [output.problem(problem) for problem in problems],
            }
        )
    else:
        console.problems(problems)
        _print(found, date)
    if found or problems:
        sys.exit(1)


def _as_json(one: WithdrawnEdition) -> dict[str, Any]:
    from bhxhcomm.ledger import output
    from bhxhcomm.making.result import shown_path

    record = one.record
    names = ("code", "pack", "material", "variant", "lang", "office", "title", "draft", "valid_from")
    return {
        **{name: record[name] for name in names},
        "files": [shown_path(path) for path in one.files],
        "figures": [
            {
                "id": figure["id"],
                "printed": figure["text"],
                "verdict": finding.verdict.value,
                "now": output.figure(finding.now) if finding.now else None,
                "why": finding.why,
            }
            for figure, finding in one.findings
        ],
    }


def _print(found: list[WithdrawnEdition], date: dt.date) -> None:
    from bhxhcomm.language.figures import Form, numeric_date, show
    from bhxhcomm.making.result import shown_path

    for one in found:
        record = one.record
        name = "-".join(word for word in (record["material"], record["variant"]) if word)
        draft = " – " + _("draft") if record["draft"] else ""
        console.line(
            f"{record['code']}  {record['office']}/{record['pack']}/{name}.{record['lang']}{draft}: {record['title']}"
        )
        for figure, finding in one.findings:
            if finding.now is not None:
                now = finding.now
                since = numeric_date(now.effective_from)
                law = "; ".join(source.document for source in now.sources)
                after = show(now.value, now.unit, Form.FULL, "vi")
                why = _("{after} since {date}; {source}").format(after=after, date=since, source=law)
            else:
                why = said(finding.why) or _("not known any more")
            console.line(f"    {figure['id']}: {figure['text']} → {why}")
        for path in one.files:
            console.line("    " + _("still there: {path}").format(path=shown_path(path)))
    on = numeric_date(date)
    if not found:
        console.line(_("On {date} every figure of everything that is known here holds.").format(date=on))
    else:
        text = ngettext(
            "On {date} {n} edition is no longer true. Withdraw it.",
            "On {date} {n} editions are no longer true. Withdraw them.",
            len(found),
        )
        console.line(text.format(date=on, n=len(found)))
