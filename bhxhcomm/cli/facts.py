"""`bhxhcomm facts`: the figures at a date, their sources, and what uses them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console, table
from bhxhcomm.cli.groups import add, group
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _, ngettext

if TYPE_CHECKING:
    from bhxhcomm.content.fact import Fact, FactEntry
    from bhxhcomm.content.workspace import Workspace
    from bhxhcomm.core.problems import Place
    from bhxhcomm.edition.figures import FigureTable
    from bhxhcomm.language.text import Figure

app = group(_("Policy figures: their values at a date, their sources, and what uses them."))


def list_(
    office: options.OneOffice = None,
    as_of: options.AsOf = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """List all figures at a date."""
    from bhxhcomm.edition.figures import FigureError

    facts, figures = _open(workspace, office, as_of)
    found: list[dict[str, Any]] = []
    for fact_id, fact in sorted(facts.items()):
        try:
            found.append(_shown(figures.figure(fact_id), fact) | {"status": _standing(figures, fact_id)})
        except FigureError as exc:
            found.append({**_nothing(fact), "missing": exc.message})
    if console.json:
        console.object({"format": "facts-list/1", "schema": 1, "as_of": figures.date.isoformat(), "facts": found})
        return
    rows = [
        [item["id"], item["text"] or "–", _day(item["effective_from"]), _marked(item), item["source"]] for item in found
    ]
    for line in table(rows, header=(_("Fact"), _("Value"), _("Since"), "", _("Source"))):
        console.line(line)


def show(
    fact: Annotated[str, typer.Argument(metavar="ID", help=_("Id of a fact."))],
    office: options.OneOffice = None,
    as_of: options.AsOf = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show one figure: its value at a date, its history and its sources."""
    from bhxhcomm.core.problems import ContentError, Problem
    from bhxhcomm.edition.figures import FigureError

    facts, figures = _open(workspace, office, as_of)
    _check(fact, facts)
    known = facts[fact]
    try:
        shown = _shown(figures.figure(fact), known) | {"status": _standing(figures, fact)}
    except FigureError as exc:
        raise ContentError([Problem(exc.code, exc.message, known.place, exc.hint)]) from exc
    history = _history(known)
    if console.json:
        console.object(
            {"format": "fact/1", "schema": 1, **shown, "as_of": figures.date.isoformat(), "history": history}
        )
        return
    console.line(f"{known.id}: {known.label.words}")
    announced = "  – " + _("only announced") if shown["status"] == "announced" else ""
    console.line(f"  {shown['text']}  ({known.unit.value}){announced}")
    console.line("  " + _("since {date}; {source}").format(date=_day(shown["effective_from"]), source=shown["source"]))
    for text in known.formulas:
        console.line("  = " + text.source)
    if known.review_by:
        console.line("  " + _("to be checked by {date}").format(date=_day(known.review_by.isoformat())))
    if history:
        console.line()
        rows = [
            [_day(item["from"]), item["text"], _day(item["until"]), _marked(item), item["source"]] for item in history
        ]
        for line in table(rows, header=(_("From"), _("Value"), _("Until"), "", _("Source"))):
            console.line("  " + line)


def where(
    fact: Annotated[str, typer.Argument(metavar="ID", help=_("Id of a fact."))],
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show which packs and materials use a figure, through formulas too."""
    from bhxhcomm.edition.usage import uses

    space, _pack = places.open_workspace(workspace)
    space.checked()
    everything = {
        **space.facts,
        **{name: item for office in space.offices.values() for name, item in office.facts.items()},
    }
    _check(fact, everything)
    found = uses(space, everything, fact)
    in_offices = list(_in_offices(space, {fact, *found.derived}))
    if console.json:
        console.object(
            {
                "format": "fact-uses/1",
                "schema": 1,
                "id": fact,
                "derived": sorted(found.derived),
                "uses": [
                    {
                        "pack": use.pack,
                        "materials": list(use.materials),
                        "section": use.section,
                        "fact": use.fact,
                        "path": use.place.path,
                        "line": use.place.line,
                        "column": use.place.column,
                    }
                    for use in found.uses
                ],
                "offices": [
                    {
                        "office": office,
                        "fact": name,
                        "path": place.path,
                        "line": place.line,
                        "column": place.column,
                    }
                    for office, name, place in in_offices
                ],
            }
        )
        return
    if found.derived:
        console.line(_("computed from it: {names}").format(names=", ".join(sorted(found.derived))))
    rows = [[str(use.place), use.section or "–", ", ".join(use.materials) or "–", use.fact] for use in found.uses]
    for line in table(rows, header=(_("Place"), _("Section"), _("Materials"), _("Fact"))) if rows else ():
        console.line(line)
    for office, name, place in in_offices:
        console.line(
            _("{place}  office {office}: {fact}, on every page of it").format(place=place, office=office, fact=name)
        )
    if not rows and not in_offices:
        console.line(_("no pack uses it"))


def _in_offices(space: Workspace, wanted: set[str]) -> Iterator[tuple[str, str, Place]]:
    """Where the data of an office name one of these figures (a hotline, say); each place once, in its own office."""
    from bhxhcomm.content import units

    for office in space.offices.values():
        for unit in units.office_units(office.shape):
            for placeholder in unit.prose.placeholders:
                place = unit.prose.at(placeholder.offset)
                if placeholder.fact in wanted and place.path == office.file:
                    yield office.id, placeholder.fact, place


def changes(
    start: Annotated[
        dt.date, typer.Option("--from", parser=options.date, metavar="DATE", help=_("First of the two dates."))
    ],
    end: Annotated[
        dt.date, typer.Option("--to", parser=options.date, metavar="DATE", help=_("Second of the two dates."))
    ],
    office: options.OneOffice = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Show which figures differ between two dates."""
    from bhxhcomm.edition.figures import FigureError, FigureTable

    facts, before = _open(workspace, office, start)
    after = FigureTable(facts, end)

    def at(figures: FigureTable, fact_id: str) -> dict[str, Any] | None:
        try:
            return _shown(figures.figure(fact_id), facts[fact_id])
        except FigureError:
            return None

    found: list[dict[str, Any]] = []
    for fact_id in sorted(facts):
        old, new = at(before, fact_id), at(after, fact_id)
        if (old and old["value"]) != (new and new["value"]):
            found.append({"id": fact_id, "from": old, "to": new})
    if console.json:
        console.object(
            {
                "format": "fact-changes/1",
                "schema": 1,
                "from": start.isoformat(),
                "to": end.isoformat(),
                "changes": found,
            }
        )
        return
    rows = [
        [
            item["id"],
            item["from"]["text"] if item["from"] else "–",
            "→",
            item["to"]["text"] if item["to"] else "–",
            item["to"]["source"] if item["to"] else "",
        ]
        for item in found
    ]
    for line in table(rows):
        console.line(line)
    if not rows:
        console.line(_("nothing changes between these dates"))


def reviewed(
    facts: Annotated[
        list[str],
        typer.Argument(metavar="ID", help=_("Figures that were checked (OFFICE/ID for a local one), or `all`.")),
    ],
    until: Annotated[
        dt.date,
        typer.Option(
            "--until", parser=options.date, metavar="DATE", help=_("Day by which somebody must check them again.")
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show what would be changed; write nothing."))] = False,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Say that figures were checked against the law, and by which day they must be checked again.

    It sets `review_by` where they stand and changes nothing else. The day is part of what is signed: approve them anew."""
    from bhxhcomm.content import review_days, yaml_reading
    from bhxhcomm.core import files, opening

    if until <= places.today():
        raise typer.BadParameter(_("the day by which they must be checked again has to be a day to come"))
    space, _none = places.open_workspace(workspace, all_packs=False)
    space.checked()
    chosen = _reviewable(space, facts)
    by_file: dict[str, list[Fact]] = {}
    for item in chosen:
        if item.review_by != until:
            by_file.setdefault(item.place.path, []).append(item)
    made = {
        space.root / name: review_days.renewed(
            opening.read(space.root / name, space.root, most=yaml_reading.MAX_BYTES, shown=name),
            name,
            [item.id for item in found],
            until,
        )
        for name, found in by_file.items()
    }
    for path, data in () if dry_run else made.items():
        files.write(path, data)
    changed = [item for found in by_file.values() for item in found]
    if console.json:
        console.object(
            {
                "format": "facts-reviewed/1",
                "schema": 1,
                "until": until.isoformat(),
                "reviewed": [
                    {
                        "id": item.id,
                        "office": item.office,
                        "before": item.review_by.isoformat() if item.review_by else None,
                        "path": item.place.path,
                        "line": item.place.line,
                    }
                    for item in changed
                ],
                "written": not dry_run,
            }
        )
        return
    rows = [
        [
            str(item.place),
            _named(item),
            _day(item.review_by.isoformat() if item.review_by else None) or "–",
            "→",
            _day(until.isoformat()),
        ]
        for item in changed
    ]
    for line in table(rows):
        console.line(line)
    if not changed:
        console.note(_("nothing to change: this day stands there already"))
        return
    count = ngettext("{n} figure", "{n} figures", len(changed)).format(n=len(changed))
    console.note(_("{count} (nothing written)").format(count=count) if dry_run else count)
    if changed and not dry_run:
        names = ["all"] if "all" in facts else [_named(item) for item in changed]
        console.note(_("The day is part of what is signed. Sign them anew:"))
        console.note("    bhxhcomm approve " + " ".join(f"--fact {name}" for name in names) + " --by …")


def _named(fact: Fact) -> str:
    """A fact as `approve --fact` names it."""
    return f"{fact.office}/{fact.id}" if fact.office else fact.id


def _reviewable(space: Workspace, wanted: list[str]) -> list[Fact]:
    """The facts that are meant; `all` are those that have a day of review and a value today. Raises `ContentError`."""
    from bhxhcomm.core.problems import error

    local = {_named(item): item for office in space.offices.values() for item in office.facts.values()}
    known = {**space.facts, **local}
    if "all" in wanted:
        return [item for item in known.values() if item.review_by is not None and not _over(item)]
    for name in wanted:
        _check(name, known)
        item = known[name]
        if _over(item):
            raise error(
                "value-ended",
                i18n._("`{id}` has no value any more: its last ended on {date}").format(
                    id=name, date=_day(_over(item))
                ),
                item.place,
                i18n._("add the value that holds now, with its source"),
            )
        if item.review_by is None and not any(entry.value is not None for entry in item.entries):
            raise error(
                "nothing-to-check",
                i18n._("`{id}` has no value of its own to be checked").format(id=name),
                item.place,
                i18n._("name the figures that it is computed from, or `all`"),
            )
    return [known[name] for name in dict.fromkeys(wanted)]


def _over(fact: Fact) -> str:
    """The last day of a fact that has no value any more; else nothing."""
    last = fact.entries[-1].until if fact.entries else None
    return last.isoformat() if last is not None and last < places.today() else ""


def _open(workspace: Any, office: str | None, as_of: dt.date | None) -> tuple[dict[str, Fact], FigureTable]:
    """The facts as an office has them (the national ones where there is no office), and their values."""
    from bhxhcomm.edition.figures import FigureTable

    space, _pack = places.open_workspace(workspace, all_packs=False)
    space.checked()
    facts = dict(space.facts)
    if office is not None or space.settings.default_office is not None or len(space.offices) == 1:
        facts = space.facts_for(places.offices(space, [office] if office else None)[0])
    return facts, FigureTable(facts, places.date(space, as_of))


def _check(fact_id: str, facts: dict[str, Fact]) -> None:
    places.check_known(fact_id, facts, "unknown-fact", i18n._("there is no fact `{id}`").format(id=fact_id))


def _shown(figure: Figure, fact: Fact) -> dict[str, Any]:
    from bhxhcomm.language.figures import Form, show
    from bhxhcomm.ledger import output

    return {
        "id": figure.id,
        "label": fact.label.words,
        "value": output.value(figure.value),
        "unit": figure.unit.value,
        "effective_from": figure.effective_from.isoformat(),
        "source": "; ".join(source.document for source in figure.sources),
        "sources": [output.source(source) for source in figure.sources],
        "text": show(figure.value, figure.unit, Form.FULL, "vi"),
    }


def _standing(figures: FigureTable, fact_id: str) -> str:
    """Whether a figure, or anything that it is computed from, has only been announced."""
    standings = {item.entry.standing.value for item in figures.reliances(fact_id)}
    return "announced" if "announced" in standings else "in_force"


def _marked(item: dict[str, Any]) -> str:
    return _("announced") if item.get("status") == "announced" else ""


def _nothing(fact: Fact) -> dict[str, Any]:
    empty: dict[str, Any] = {"value": None, "effective_from": None, "source": "", "sources": [], "text": None}
    return {"id": fact.id, "label": fact.label.words, "unit": fact.unit.value, **empty}


def _history(fact: Fact) -> list[dict[str, Any]]:
    from bhxhcomm.content.fact import ALWAYS
    from bhxhcomm.ledger import output

    return [
        {
            "from": entry.since.isoformat(),
            "until": entry.until.isoformat() if entry.until else None,
            "value": None if entry.value is None else output.value(entry.value),
            "formula": entry.formula.source if entry.formula else None,
            "text": _entry_text(entry, fact),
            "source": entry.source.document if entry.source else "",
            "sources": [output.source(entry.source)] if entry.source else [],
            "status": entry.standing.value,
        }
        for entry in fact.entries
        if entry.since != ALWAYS
    ]


def _day(iso: str | None) -> str:
    """A date as people write it."""
    from bhxhcomm.language.figures import numeric_date

    return numeric_date(dt.date.fromisoformat(iso)) if iso else ""


def _entry_text(entry: FactEntry, fact: Fact) -> str:
    from bhxhcomm.language.figures import Form, show

    if entry.formula is not None:
        return f"= {entry.formula.source}"
    assert entry.value is not None
    return show(entry.value, fact.unit, Form.FULL, "vi")


add(
    app,
    list_,
    name="list",
    help=_("List all figures at a date, each with its source."),
    example="bhxhcomm facts list --as-of 2024-07-01",
)
add(
    app,
    show,
    help=_("Show one figure: its value at a date, its history and its sources."),
    example="bhxhcomm facts show luong_co_so --as-of 2024-07-01",
)
add(
    app,
    where,
    help=_("Show which packs and materials use a figure, through formulas too."),
    example="bhxhcomm facts where luong_co_so",
)
add(
    app,
    changes,
    help=_("Show which figures differ between two dates."),
    example="bhxhcomm facts changes --from 2024-07-01 --to 2025-07-01",
)
add(
    app,
    reviewed,
    help=_("Say that figures were checked against the law, and by which day they must be checked again."),
    example="bhxhcomm facts reviewed all --until 2027-07-01",
)
