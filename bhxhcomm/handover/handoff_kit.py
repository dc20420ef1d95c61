"""Make what goes to a translator: the file in the format that was asked for, alone or in a kit with all that goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import clock
from bhxhcomm.core.problems import ContentError, MachineError, Problem, Severity
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.exchange import catalogue_files, conflict_file, handoff, suggestions, word, workbook, xliff
from bhxhcomm.exchange import kit as kits
from bhxhcomm.exchange.conflict import Conflict
from bhxhcomm.language import registry
from bhxhcomm.making import fingerprint
from bhxhcomm.making.composed import TEMPLATES, compose
from bhxhcomm.making.request import Request
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.translation import glossary

FORMATS = ("xlsx", "docx", "po", "xliff")
_LICENCES = ("OFL.txt", "LICENSE", "LICENSE.txt", "LICENCE.txt")


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The bytes of the file, and what was found on the way; none of it keeps the file back."""

    data: bytes
    problems: tuple[Problem, ...] = ()


def make(workspace: Workspace, shelf: Shelf, format: str, *, kit: bool) -> HandedOut:
    """The file for a translator. Raises `ContentError` when the catalogue cannot be read."""
    from bhxhcomm.page.measuring import fonts

    language = registry.language(shelf.lang)
    families = fonts.families_for(shelf.lang)
    offered = suggestions.suggestions(workspace, shelf)
    rows = handoff.rows(shelf, catalogue_files.known_facts(workspace), offered)
    if format == "po":
        data = catalogue_files.handed_out(workspace, shelf, rows)
    elif format == "xliff":
        data = xliff.make(rows, scope=shelf.scope, language=language)
    else:
        maker = workbook.make if format == "xlsx" else word.make
        data = maker(rows, scope=shelf.scope, language=language, font=families.body[0])
    if not kit:
        return HandedOut(data)
    problems: list[Problem] = []
    leaflets = dict(_leaflet(workspace, shelf.scope, problems)) if shelf.scope else {}
    found: list[Path] = []
    try:
        found = [font.path for font in fonts.find(families.all, workspace.root)]
    except MachineError as exc:
        problems.append(_lighter(exc.problem))
    whole = kits.make(
        name=f"{handoff.scope_name(shelf.scope)}.{shelf.lang}",
        handoff_file=data,
        ending=format,
        language=language,
        leaflets=leaflets,
        glossary=glossary.written(glossary.read(workspace.root, shelf.lang)),
        fonts=found,
        licences=_licences(families.all, found),
    )
    return HandedOut(whole, tuple(problems))


def conflicts(workspace: Workspace, shelf: Shelf, found: Sequence[Conflict]) -> bytes:
    """The workbook in which a person decides between two wordings. `shelf` is the catalogue as it is now."""
    from bhxhcomm.page.measuring import fonts

    font = fonts.families_for(shelf.lang).body[0]
    return conflict_file.make(shelf, found, catalogue_files.known_facts(workspace), font)


def _leaflet(workspace: Workspace, pack_id: str, problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """The first Vietnamese leaflet of a pack that can be made, by file name; what keeps one from it is reported."""
    from bhxhcomm.page import pdf

    office = workspace.settings.default_office or next(iter(workspace.offices), None)
    shape = workspace.packs[pack_id].shape.materials_used.get("leaflet")
    if office is None or shape is None:
        return
    date = workspace.settings.as_of or clock.today()
    for variant in shape.variants():
        if not MATERIALS["leaflet"].among([SOURCE_LANGUAGE], variant):
            continue
        request = Request(pack_id, "leaflet", variant, SOURCE_LANGUAGE, str(office), date, workspace.root)
        try:
            keyed = fingerprint.keyed(workspace, compose(workspace, request))
            rendered = pdf.render_document(
                keyed.document,
                template_folders=[workspace.root / TEMPLATES],
                picture_folders=[workspace.packs[pack_id].folder, workspace.root / "offices"],
                workspace=workspace.root,
            )
        except ContentError as exc:
            problems += [_lighter(problem) for problem in exc.problems]
            continue
        except MachineError as exc:
            problems.append(_lighter(exc.problem))
            continue
        if rendered.ok:
            yield request.path("pdf", draft=keyed.document.draft).name, rendered.pdf
            return
        problems += [_lighter(problem) for problem in rendered.problems]


def _lighter(problem: Problem) -> Problem:
    """A problem that keeps nothing back here: the kit is useful without the page."""
    return Problem(
        problem.code,
        problem.message,
        problem.place,
        problem.hint,
        Severity.WARNING,
        problem.pack,
        problem.lang,
        problem.office,
    )


def _licences(families: tuple[str, ...], found: list[Path]) -> dict[str, bytes]:
    """The licences that must go with the fonts, as far as they lie beside them or where Debian keeps them."""
    from bhxhcomm.page.measuring import fonts

    licences: dict[str, bytes] = {}
    for face in fonts.font_list().faces:
        if face.family not in families:
            continue
        name = f"{face.family.replace(' ', '-')}-licence.txt"
        beside = [path.parent / licence for path in found if path.name == face.file for licence in _LICENCES]
        debian = [Path("/usr/share/doc") / face.debian / "copyright"] if face.debian else []
        for path in (*beside, *debian):
            if path.is_file():
                licences.setdefault(name, path.read_bytes())
                break
    return licences
