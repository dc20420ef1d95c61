"""What all build commands do: from options to requests, through the build, to what is printed."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bhxhcomm.cli import places
from bhxhcomm.cli.console import console
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _
from bhxhcomm.core.problems import MachineError, Place, Problem, error
from bhxhcomm.core.resources import folder
from bhxhcomm.language.figures import numeric_date
from bhxhcomm.ledger import output
from bhxhcomm.ledger.store import opened
from bhxhcomm.making.request import PAGE_DPI, PURPOSES, Request
from bhxhcomm.making.result import RequestResult
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.planning.plan import Step
from bhxhcomm.running.run import BuildOptions, Result, run

Maker = Callable[[Workspace, Request], RequestResult]
"""What makes something of one request, such as its proof."""
SOON = 3
"""Seconds after which it can be said how long the rest will take."""


@dataclass(frozen=True, slots=True)
class BuildArguments:
    """What was typed, as it was typed; what is None was not."""

    pack: str
    material: str
    variants: Sequence[str] | None = None
    formats: Sequence[str] | None = None
    purposes: Sequence[str] | None = None
    marks: bool = False
    dpi: int = PAGE_DPI
    beside: bool = False
    presets: Sequence[str] | None = None
    enlarged: int = 1
    bundle: bool = False
    langs: Sequence[str] | None = None
    offices: Sequence[str] | None = None
    as_of: dt.date | None = None
    theme: str | None = None
    out: Path | None = None
    release: bool = False
    force: bool = False
    workspace: Path | None = None


def select(wanted: BuildArguments) -> tuple[Workspace, list[Request]]:
    """Read the workspace and make a request for each piece that is meant. Raises `ContentError`."""
    known_formats = MATERIALS[wanted.material].formats
    for name in wanted.formats or ():
        places.check_choice(
            name, known_formats, "unknown-format", i18n._("there is no format `{name}`").format(name=name)
        )
    for name in wanted.purposes or ():
        places.check_choice(name, PURPOSES, "unknown-purpose", i18n._("there is no purpose `{name}`").format(name=name))
    space, pack_id = _opened(wanted)
    return space, _requests(space, pack_id, wanted)


def _opened(wanted: BuildArguments) -> tuple[Workspace, str]:
    space, pack_id = places.open_workspace(wanted.workspace, pack=wanted.pack)
    space.checked()
    assert pack_id is not None
    return space, pack_id


def _requests(space: Workspace, pack_id: str, wanted: BuildArguments) -> list[Request]:
    material = MATERIALS[wanted.material]
    theme = theme_of(space, wanted.theme)
    date = places.date(space, wanted.as_of)
    return [
        Request(
            pack_id,
            wanted.material,
            variant,
            lang,
            office,
            date,
            out_of(space, wanted.out, date),
            release=wanted.release,
            theme=theme,
            formats=formats,
            purposes=tuple(dict.fromkeys(wanted.purposes or PURPOSES[:1])),
            marks=wanted.marks,
            dpi=wanted.dpi,
            beside=wanted.beside,
            presets=tuple(dict.fromkeys(wanted.presets or ())),
            enlarged=wanted.enlarged,
            bundle=wanted.bundle,
            ahead=places.ahead(date),
        )
        for variant, lang in _variants_in_languages(space, pack_id, wanted)
        if (formats := material.formats_of(variant, wanted.formats))
        for office in places.offices(space, wanted.offices)
    ]


def select_all(wanted: BuildArguments, materials: Sequence[str]) -> tuple[Workspace, list[Request]]:
    """The same for several materials, those left out that the pack does not ask for. Raises `ContentError`."""
    space, pack_id = _opened(wanted)
    used = [name for name in materials if name in space.packs[pack_id].shape.materials_used]
    if not used:
        raise error(
            "no-such-material",
            i18n._("the pack `{pack}` asks for no {material}").format(pack=pack_id, material=", ".join(materials)),
            Place(space.packs[pack_id].file),
            i18n._("add one of them under `materials:`"),
        )
    return space, [request for name in used for request in _requests(space, pack_id, replace(wanted, material=name))]


def build(wanted: BuildArguments, *, jobs: int = 1) -> None:
    """Make all that is meant and out of date, tell about it, and exit with the status that others rely on."""
    space, requests = select(wanted)
    warnings = [problem for problem in space.problems if not problem.is_error]
    out = out_of(space, wanted.out, places.date(space, wanted.as_of))
    with opened(out, told=console.note, registers=(space.root,)) as store:
        result = run(space, store, requests, BuildOptions(jobs, force=wanted.force), listener=Progress())
        store.remember()
    tell(result, warnings)


def build_with(maker: Maker, wanted: BuildArguments) -> None:
    """Let something else than a build make each piece that is meant, such as its proof, and tell about it."""
    space, requests = select(wanted)
    with console.progress(requests, _("Building")) as steps:
        made = [maker(space, request) for request in steps]
    result = Result(
        [artifact for one in made for artifact in one.artifacts], [problem for one in made for problem in one.problems]
    )
    tell(result, [problem for problem in space.problems if not problem.is_error])


class Progress:
    """Tells on standard error how far a build has come, and how long it will take."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def planned(self, steps: Sequence[Step]) -> None:
        self._began = time.monotonic()
        if console.verbose:
            todo = sum(bool(step.stale) for step in steps)
            console.note(_("{todo} of {all} pieces are out of date").format(todo=todo, all=len(steps)))

    def done(self, step: Step, done: int, of: int) -> None:
        if of < 2:
            return
        passed = time.monotonic() - self._began
        rest = round(passed / done * (of - done))
        text = f"{_('Building')} {done}/{of}"
        if rest and passed > SOON:
            text += "  " + _("about {minutes}:{seconds:02} left").format(minutes=rest // 60, seconds=rest % 60)
        console.step(text, last=done == of)


def _variants(space: Workspace, pack_id: str, material: str, given: Sequence[str] | None) -> list[str]:
    used = space.packs[pack_id].shape.materials_used.get(material)
    variants = used.variants() if used is not None else ()
    if not variants:
        raise error(
            "no-such-material",
            i18n._("the pack `{pack}` asks for no {material}").format(pack=pack_id, material=material),
            Place(space.packs[pack_id].file),
            i18n._("add `{material}:` under `materials:`").format(material=material),
        )
    for name in given or ():
        places.check_known(
            name, variants, "unknown-variant", i18n._("the pack has no variant `{name}`").format(name=name)
        )
    return list(dict.fromkeys(given or variants))


def _variants_in_languages(space: Workspace, pack_id: str, wanted: BuildArguments) -> list[tuple[str, str]]:
    """Each variant in each language that it can be made in: none is set beside itself, unless just that was asked for."""
    variants = _variants(space, pack_id, wanted.material, wanted.variants)
    langs = places.languages(space, pack_id, wanted.langs)
    material = MATERIALS[wanted.material]
    found = [(variant, lang) for variant in variants for lang in material.among(langs, variant)]
    return found or [(variant, lang) for variant in variants for lang in langs]


def theme_of(space: Workspace, given: str | None) -> str:
    name = given or str(space.settings.theme or "default")
    folders = (folder("templates") / "themes", space.root / "templates" / "themes")
    known = sorted({path.stem for place in folders if place.is_dir() for path in place.glob("*.css")})
    places.check_known(name, known, "unknown-theme", i18n._("there is no theme `{name}`").format(name=name))
    return name


def out_of(space: Workspace, given: Path | None, date: dt.date) -> Path:
    """The folder of outputs: the one given, or `out/` of the workspace.

    What is built for a day to come always lies in a folder of that day below it, so that it replaces nothing before its day;
    what is built as at another day than the workspace's own does so, unless a folder is given. Raises `UsageError` for one
    that outputs may not go to.
    """
    own = places.output_folder(given, space.root) if given is not None else space.root / "out"
    if places.ahead(date) or (given is None and date != places.own_date(space)):
        return dated(own, date)
    return own


def dated(folder: Path, date: dt.date) -> Path:
    """The folder of a day below a folder of outputs; that folder itself, where it is named so."""
    name = f"as-of-{date.isoformat()}"
    return folder if folder.name == name else folder / name


def tell(result: Result, warnings: Sequence[Problem] = (), *, checking: bool = False) -> None:
    """Print what became of a build, and exit with 1 or 3 where something is wrong (with `checking`: or out of date)."""
    problems = [*warnings, *result.problems]
    if console.json:
        console.object(
            output.whole(result.artifacts, problems)
            | {"left_over": result.left_over, "withdrawn": result.withdrawn, "next": result.next}
            | {"next_kinds": list(result.next_kinds)}
        )
    else:
        console.problems(problems)
        for artifact in result.artifacts:
            _tell_one(artifact)
        _tell_left_over(result)
        if console.brief:
            console.line(_counted(result))
    if result.machine_error:
        sys.exit(MachineError.exit_status)
    wrong = any(artifact["status"] in ("failed", "refused") for artifact in result.artifacts)
    if wrong or any(problem.is_error for problem in problems) or (checking and result.out_of_date):
        sys.exit(1)


def _counted(result: Result) -> str:
    """How many files of each state there are, and when something will change with no file edited."""
    words = {
        "planned": _("{n} out of date"),
        "built": _("{n} built"),
        "unchanged": _("{n} unchanged"),
        "refused": _("{n} refused"),
        "failed": _("{n} failed"),
    }
    found = Counter(artifact["status"] for artifact in result.artifacts)
    text = ", ".join(words[name].format(n=found[name]) for name in words if found[name]) or _("nothing was asked for")
    if result.next:
        day = numeric_date(dt.date.fromisoformat(result.next))
        told = {
            "value": _("a figure changes"),
            "ends": _("a figure ends"),
            "review": _("figures must have been checked"),
        }
        what = ", ".join(told[kind] for kind in told if kind in result.next_kinds)
        text += ". " + _("Next by the dates, on {date}: {what}").format(date=day, what=what)
    return text + "."


def _tell_left_over(result: Result) -> None:
    for aside in result.withdrawn:
        by = _("{code} has taken the place of {old}").format(code=aside["replaced_by"], old=aside["code"])
        words = _("withdrawn")
        console.line(f"{words}: {aside['path']}  {by}")
    for one in result.left_over:
        words = _("removed") if one["removed"] else _("changed by hand, and kept") if one["edited"] else _("left over")
        console.line(f"{words}: {one['path']}  {one['code']}")
    if any(not (one["removed"] or one["edited"]) for one in result.left_over):
        console.note(_("Nobody asks for what is left over any more; `bhxhcomm build --prune` removes it."))
    if any(one["edited"] for one in result.left_over):
        text = _(
            "Nobody asks any more for what was changed by hand; neither --prune nor --force touches it. "
            "Move it away, or remove it yourself."
        )
        console.note(text)


def _tell_one(artifact: dict[str, Any]) -> None:
    words = {
        "built": _("built"),
        "unchanged": _("unchanged"),
        "refused": _("refused"),
        "failed": _("failed"),
        "planned": _("out of date"),
    }
    if artifact["status"] == "unchanged" and console.brief:
        return
    mark = " – " + _("draft") if artifact["draft"] and artifact["status"] in ("built", "unchanged", "planned") else ""
    code = f"  {artifact['code']}" if artifact["code"] else ""
    if artifact["applies_from"]:
        day = numeric_date(dt.date.fromisoformat(artifact["applies_from"]))
        code += "  " + _("to be handed out from {date} on").format(date=day)
    console.line(f"{words[artifact['status']]}{mark}: {artifact['path']}{code}")
    for because in artifact["because"]:
        console.line("    " + _("why: {reason}").format(reason=because["message"]))
    if artifact["status"] in ("built", "unchanged"):
        reasons = artifact["reasons"]
        shown = reasons if console.verbose else reasons[:3]
        for reason in shown:
            console.note("    " + _("draft: {reason}").format(reason=reason["message"]))
        if len(reasons) > len(shown):
            console.note("    " + _("… and {n} more reasons (-v shows all)").format(n=len(reasons) - len(shown)))
