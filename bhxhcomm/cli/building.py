"""What all build commands do: from options to requests, through the build, to what is printed."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bhxhcomm.build import output
from bhxhcomm.build.make import FONT_MISSING, make
from bhxhcomm.build.request import PAGE_DPI, PURPOSES, Request
from bhxhcomm.build.result import Made
from bhxhcomm.cli import places
from bhxhcomm.cli.console import console
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.i18n import _
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.problems import MachineError, Place, Problem, error
from bhxhcomm.resources import folder

Maker = Callable[[Workspace, Request], Made]
"""What makes one request: the piece itself, or its proof."""


@dataclass(frozen=True, slots=True)
class Wanted:
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
    workspace: Path | None = None


def select(wanted: Wanted) -> tuple[Workspace, list[Request]]:
    """Read the workspace and make a request for each piece that is meant. Raises `ContentError`."""
    material = MATERIALS[wanted.material]
    known_formats = material.formats
    for name in wanted.formats or ():
        places.check_choice(name, known_formats, "unknown-format", _("there is no format `{name}`").format(name=name))
    for name in wanted.purposes or ():
        places.check_choice(name, PURPOSES, "unknown-purpose", _("there is no purpose `{name}`").format(name=name))
    space, pack_id = places.open_workspace(wanted.workspace, pack=wanted.pack)
    space.checked()
    assert pack_id is not None
    theme = _theme(space, wanted.theme)
    date = places.date(space, wanted.as_of)
    requests = [
        Request(
            pack_id,
            wanted.material,
            variant,
            lang,
            office,
            date,
            _out(space, wanted.out, date),
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
        )
        for variant, lang in _variants_in_languages(space, pack_id, wanted)
        if (formats := material.formats_of(variant, wanted.formats))
        for office in places.offices(space, wanted.offices)
    ]
    return space, requests


def select_all(wanted: Wanted, materials: Sequence[str]) -> tuple[Workspace, list[Request]]:
    """The same for several materials, those left out that the pack does not ask for. Raises `ContentError`."""
    space, pack_id = places.open_workspace(wanted.workspace, pack=wanted.pack)
    space.checked()
    assert pack_id is not None
    used = [name for name in materials if name in space.packs[pack_id].shape.materials_used]
    if not used:
        raise error(
            "no-such-material",
            _("the pack `{pack}` asks for no {material}").format(pack=pack_id, material=", ".join(materials)),
            Place(space.packs[pack_id].file),
            _("add one of them under `materials:`"),
        )
    return space, [request for name in used for request in select(replace(wanted, material=name))[1]]


def build(wanted: Wanted, *, jobs: int = 1, maker: Maker = make) -> None:
    """Make all that is meant, tell about it, and exit with the status that others rely on."""
    space, requests = select(wanted)
    made = list(_all(space, requests, jobs, maker))
    _tell(made, [problem for problem in space.problems if not problem.is_error])


def _all(space: Workspace, requests: Sequence[Request], jobs: int, maker: Maker) -> Iterator[Made]:
    """Make everything, one after the other or in processes side by side. Results come in the order of the requests."""
    if jobs > 1 and len(requests) > 1:
        from bhxhcomm.build.pool import make_all

        results = make_all(space, requests, jobs)
        with console.progress(requests, _("Building")) as steps:
            for _request in steps:
                yield next(results)
        return
    with console.progress(requests, _("Building")) as steps:
        for request in steps:
            yield maker(space, request)


def _variants(space: Workspace, pack_id: str, material: str, given: Sequence[str] | None) -> list[str]:
    used = space.packs[pack_id].shape.materials_used.get(material)
    variants = used.variants() if used is not None else ()
    if not variants:
        raise error(
            "no-such-material",
            _("the pack `{pack}` asks for no {material}").format(pack=pack_id, material=material),
            Place(space.packs[pack_id].file),
            _("add `{material}:` under `materials:`").format(material=material),
        )
    for name in given or ():
        places.check_known(name, variants, "unknown-variant", _("the pack has no variant `{name}`").format(name=name))
    return list(dict.fromkeys(given or variants))


def _variants_in_languages(space: Workspace, pack_id: str, wanted: Wanted) -> list[tuple[str, str]]:
    """Each variant in each language that it can be made in: none is set beside itself, unless just that was asked for."""
    variants = _variants(space, pack_id, wanted.material, wanted.variants)
    langs = places.languages(space, pack_id, wanted.langs)
    material = MATERIALS[wanted.material]
    found = [(variant, lang) for variant in variants for lang in material.among(langs, variant)]
    return found or [(variant, lang) for variant in variants for lang in langs]


def _theme(space: Workspace, given: str | None) -> str:
    name = given or str(space.settings.theme or "default")
    folders = (folder("templates") / "themes", space.root / "templates" / "themes")
    known = sorted({path.stem for place in folders if place.is_dir() for path in place.glob("*.css")})
    places.check_known(name, known, "unknown-theme", _("there is no theme `{name}`").format(name=name))
    return name


def _out(space: Workspace, given: Path | None, date: dt.date) -> Path:
    if given is not None:
        return given.resolve()
    own = space.root / "out"
    return own if date == places.own_date(space) else own / f"as-of-{date.isoformat()}"


def _tell(made: Sequence[Made], warnings: Sequence[Problem]) -> None:
    artifacts = [artifact for one in made for artifact in one.artifacts]
    problems = [*warnings, *(problem for one in made for problem in one.problems)]
    if console.json:
        console.object(output.whole(artifacts, problems))
    else:
        console.problems(problems)
        for artifact in artifacts:
            _tell_one(artifact)
    if any(problem.code == FONT_MISSING and problem.is_error for problem in problems):
        sys.exit(MachineError.exit_status)
    if any(artifact["status"] in ("failed", "refused") for artifact in artifacts):
        sys.exit(1)


def _tell_one(artifact: dict[str, Any]) -> None:
    words = {
        "built": _("built"),
        "unchanged": _("unchanged"),
        "refused": _("refused"),
        "failed": _("failed"),
    }
    mark = " – " + _("draft") if artifact["draft"] and artifact["status"] in ("built", "unchanged") else ""
    code = f"  {artifact['code']}" if artifact["code"] else ""
    console.line(f"{words[artifact['status']]}{mark}: {artifact['path']}{code}")
    if artifact["status"] in ("built", "unchanged"):
        reasons = artifact["reasons"]
        shown = reasons if console.verbose else reasons[:3]
        for reason in shown:
            console.note(f"    {reason['message']}")
        if len(reasons) > len(shown):
            console.note("    " + _("… and {n} more reasons (-v shows all)").format(n=len(reasons) - len(shown)))
