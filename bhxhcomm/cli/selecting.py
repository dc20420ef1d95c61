"""What `bhxhcomm build` is asked for: packs × materials × variants × languages × offices, as the workspace wants them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bhxhcomm.cli import places
from bhxhcomm.cli.building import out_of, theme_of
from bhxhcomm.content.workspace import Pack, Workspace
from bhxhcomm.core import i18n
from bhxhcomm.core.problems import ContentError, Problem, UsageError
from bhxhcomm.language import registry
from bhxhcomm.ledger.manifest import Piece, WithdrawnFile, in_shard
from bhxhcomm.making.request import PAGE_DPI, PURPOSES, Request
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.planning.plan import id_of


@dataclass(frozen=True, slots=True)
class Selection:
    """What was typed, as it was typed. What is empty was not, and means all that the workspace asks for."""

    packs: Sequence[str] = ()
    materials: Sequence[str] = ()
    variants: Sequence[str] = ()
    formats: Sequence[str] = ()
    purposes: Sequence[str] = ()
    langs: Sequence[str] = ()
    offices: Sequence[str] = ()
    tags: Sequence[str] = ()
    as_of: dt.date | None = None
    theme: str | None = None
    out: Path | None = None
    release: bool = False
    marks: bool = False
    dpi: int = PAGE_DPI
    shard: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """The requests, in order; the folder they go to; and what is wrong with packs that were left out."""

    requests: tuple[Request, ...]
    out: Path
    problems: tuple[Problem, ...] = ()
    wanted: Selection = field(default_factory=Selection)
    languages: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()

    def meant(self, piece: Piece | WithdrawnFile) -> bool:
        """Whether a piece of the manifest is among those that were asked about, whether or not anybody wants it any more."""
        wanted = self.wanted
        return (
            (not wanted.packs or piece.pack in self.whole)
            and (not wanted.materials or piece.material in wanted.materials)
            and (not wanted.variants or piece.variant in wanted.variants)
            and (not wanted.langs or piece.lang in self.languages)
            and (not wanted.offices or "all" in wanted.offices or piece.office in wanted.offices)
            and (not wanted.tags or bool({piece.topic, *piece.tags} & {*wanted.tags}))
            and (wanted.shard is None or in_shard(piece.id, wanted.shard))
        )


def check_words(wanted: Selection) -> None:
    """Raise `UsageError` for a material, format or purpose that bhxhcomm does not know."""
    formats = {name for material in MATERIALS.values() for name in material.formats}
    for name in wanted.materials:
        places.check_choice(
            name, MATERIALS, "unknown-material", i18n._("there is no material `{name}`").format(name=name)
        )
    for name in wanted.formats:
        places.check_choice(name, formats, "unknown-format", i18n._("there is no format `{name}`").format(name=name))
    for name in wanted.purposes:
        places.check_choice(name, PURPOSES, "unknown-purpose", i18n._("there is no purpose `{name}`").format(name=name))


def shard(text: str | None) -> tuple[int, int] | None:
    """`2/3` as numbers. Raises `UsageError`."""
    if text is None:
        return None
    first, _slash, second = text.partition("/")
    if first.isdecimal() and second.isdecimal() and 1 <= int(first) <= int(second):
        return int(first), int(second)
    message = i18n._("`{text}` is no shard; write the second of three as 2/3").format(text=text)
    raise UsageError(Problem("bad-shard", message))


def select(space: Workspace, wanted: Selection) -> Selected:
    """The requests that are meant. Packs with errors are left out, and told; any other error of the workspace is raised."""
    broken = _broken(space)
    date = places.date(space, wanted.as_of)
    out = out_of(space, wanted.out, date)
    packs = [pack for pack in _packs(space, wanted) if pack.id not in broken]
    variants = {name for pack in packs for shape in pack.shape.materials_used.values() for name in shape.variants()}
    # Of packs that cannot be read it is not known which variants they have.
    for name in () if broken else wanted.variants:
        message = i18n._("no pack has a variant `{name}`").format(name=name)
        places.check_known(name, variants, "unknown-variant", message)
    offices = places.offices(space, wanted.offices or ["all"])
    languages = {pack.id: _languages(space, pack, wanted.langs) for pack in packs}
    theme = theme_of(space, wanted.theme)
    requests = tuple(
        Request(
            pack.id,
            material,
            variant,
            lang,
            office,
            date,
            out,
            release=wanted.release,
            theme=theme,
            formats=formats,
            purposes=tuple(dict.fromkeys(wanted.purposes)) or PURPOSES[:1],
            marks=wanted.marks,
            dpi=wanted.dpi,
            ahead=places.ahead(date),
        )
        for pack in packs
        for material, shape in pack.shape.materials_used.items()
        if not wanted.materials or material in wanted.materials
        for variant in shape.variants()
        if not wanted.variants or variant in wanted.variants
        if (formats := MATERIALS[material].formats_of(variant, wanted.formats or None))
        for lang in MATERIALS[material].among(languages[pack.id], variant)
        for office in offices
    )
    if wanted.shard is not None:
        requests = tuple(request for request in requests if in_shard(id_of(request), wanted.shard))
    named = frozenset(places.known_packs(space.root, wanted.packs)) if wanted.packs else frozenset()
    problems = tuple(problem for found in broken.values() for problem in found)
    spoken = frozenset(lang for found in languages.values() for lang in found)
    return Selected(requests, out, problems, wanted, spoken, named)


def _broken(space: Workspace) -> dict[str, list[Problem]]:
    """The errors of packs, by pack: such a pack keeps back no other. Raises `ContentError` for errors anywhere else."""
    found: dict[str, list[Problem]] = {}
    general = False
    for problem in space.problems:
        if problem.is_error:
            parts = Path(problem.place.path).parts
            if len(parts) > 2 and parts[0] == "packs":
                found.setdefault(parts[1], []).append(replace(problem, pack=parts[1]))
            else:
                general = True
    if general:
        raise ContentError(space.problems)
    return found


def _packs(space: Workspace, wanted: Selection) -> Iterator[Pack]:
    names = places.known_packs(space.root, wanted.packs) if wanted.packs else sorted(space.packs)
    for name in wanted.tags:
        known = {tag for pack in space.packs.values() for tag in _tags(pack)}
        places.check_known(name, known, "unknown-tag", i18n._("no pack has the tag `{name}`").format(name=name))
    for name in dict.fromkeys(names):
        pack = space.packs.get(name)
        if pack is not None and (not wanted.tags or {*wanted.tags} & {*_tags(pack)}):
            yield pack


def _tags(pack: Pack) -> Iterable[str]:
    """What finds a pack: its tags, and its topic."""
    return (str(pack.shape.topic), *(str(tag) for tag in pack.shape.tags))


def _languages(space: Workspace, pack: Pack, given: Sequence[str]) -> list[str]:
    """The languages that were named; else those that the pack wants and the workspace makes (each says all by naming none)."""
    if given:
        return places.languages(space, pack.id, given)
    own = [registry.language(str(name)).id for name in pack.shape.languages]
    general = [registry.language(str(name)).id for name in space.settings.languages]
    if own and general:
        return [name for name in own if name in general]
    return own or general or ["vi"]
