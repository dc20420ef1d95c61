"""A document becomes HTML, by way of Jinja2 templates, with everything that the page may fetch beside it.

The template sees the document and a `setter.Setter`, which turns typed texts into markup and hands out the addresses of icons,
pictures and codes. Those addresses (`page:…`) lead nowhere but to the resources returned here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, TemplateNotFound

from bhxhcomm.core import resources
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import error
from bhxhcomm.materials.document import (
    Document,
    languages,
)
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.page.engine.resource import Resource
from bhxhcomm.page.html import override_rendering, overrides, style, templates
from bhxhcomm.page.html.charts import Charts
from bhxhcomm.page.html.overrides import Overrides
from bhxhcomm.page.html.setter import RasterUse, Setter
from bhxhcomm.page.measuring import letters, widths
from bhxhcomm.page.measuring.fonts import families_for
from bhxhcomm.page.press import inks

if TYPE_CHECKING:
    from bhxhcomm.page.measuring.fonts import FontFile

ROLES = ("body", "table", "note")
"""The roles of type whose least size a variant states."""


@dataclass(frozen=True, slots=True)
class PageSource:
    """All that the engine needs to set a document: HTML, style sheet, and the resources that both may name.

    `templates` are the template files read, with their SHA-256. `pages` is how many pages there must be: one a sheet.
    `least_pt` is the least size of type that the variant allows, by role; `colours` gives the theme's names of colours,
    `inks` what the print shop prints them with. `together` has, by block, colours that tell things apart in a chart.
    `foreign` names the templates and style sheets of the workspace that stand before ours. `on_screen` says that lengths on it
    are told in pixels. `codes` has the links of QR codes by their addresses, `least_module` what the style sheet asks of them
    (`--qr-module`).
    """

    html: str
    css: str
    resources: Mapping[str, Resource]
    templates: tuple[tuple[str, str], ...]
    lang: str
    title: str
    pages: int
    panels: tuple[str, ...]
    draft: bool
    draft_label: str
    scale: float = 1.0
    least_pt: Mapping[str, float] = field(default_factory=dict)
    colours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: tuple[RasterUse, ...] = ()
    inks: Mapping[str, inks.Inks] = field(default_factory=dict)
    together: tuple[tuple[str, tuple[str, ...]], ...] = ()
    foreign: tuple[str, ...] = ()
    on_screen: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    least_module: str = ""


def page_source(
    document: Document,
    *,
    fonts: Sequence[FontFile] = (),
    template_folders: Sequence[Path] = (),
    picture_folders: Sequence[Path] | None = None,
    scale: float = 1.0,
    purpose: str = "office",
    both_sides: bool | None = None,
) -> PageSource:
    """The HTML of a document.

    `fonts` serve to measure headings. A template in one of `template_folders` stands before the shipped one of the same
    name. Where `picture_folders` is given, a picture that lies outside of them and of the
    shipped assets is refused. `scale` is a factor on type,
    spacing and pictures. A page for the `office` says how the printer must turn the sheet, where it is printed on
    `both_sides` (unless given: where there is more than one sheet).
    """
    own = overrides.load(tuple(template_folders))
    css, loader, environment = _style(document, own)
    known = style.values(css, scale)

    def setter_of_page() -> Setter:
        setter = Setter(
            document,
            tokens=known,
            measure=widths.measure(families_for(document.lang).heading, fonts),
            folders=picture_folders,
            turned=purpose == "office" and (len(document.sheets) > 1 if both_sides is None else both_sides),
            fonts=fonts,
        )
        if document.beside is not None:
            setter.beside = setter.for_language(
                document.beside, measure=widths.measure(families_for(document.beside.lang).heading, fonts)
            )
        return setter

    setter = setter_of_page()
    charts = Charts(setter)
    name = f"{document.material}/{document.variant or document.material}.html.j2"
    html = environment.get_template(name).render(document=document, page=setter, charts=charts, scale=scale)
    opened = (*loader.opened(), *own.opened(_sheets(document)).items())
    foreign = tuple(name for name in _sheets(document) if name in own.sheets)
    if own.templates:
        ours, setter = setter, setter_of_page()
        charts = Charts(setter)
        html, taken = override_rendering.page(own, name, document, ours, setter, charts, fonts, scale, html)
        opened = (*opened, *taken.items())
        foreign = (*foreign, *sorted(own.templates))
    return PageSource(
        html=html,
        css=style.resolved(css, scale),
        resources=setter.resources,
        templates=tuple(sorted(dict(opened).items())),
        foreign=foreign,
        lang=document.lang,
        title=document.title,
        pages=0 if document.flows else len(document.sheets),
        panels=tuple(panel.name for sheet in document.sheets for panel in sheet.panels),
        draft=document.draft,
        draft_label=dict(document.labels).get("draft", ""),
        scale=scale,
        least_pt={role: setter.pt(f"least-{role}") for role in ROLES},
        colours=_names_of_colours(style.tokens(css)),
        pictures=tuple(dict.fromkeys(setter.rasters)),
        inks=inks.stated(style.tokens(css)),
        together=tuple(charts.together),
        on_screen=_is_on_screen(document, setter),
        codes=setter.codes,
        least_module=known.get("qr-module", ""),
    )


def _is_on_screen(document: Document, setter: Setter) -> bool:
    """Whether a CSS pixel of the page is one of the picture that is handed out; on paper millimetres count. Documents that are
    no pictures, such as scripts, state no width of a page."""
    return document.pixels is not None and round(setter.mm("page-width") / 25.4 * 96) == document.pixels[0]


def scales(document: Document, template_folders: Sequence[Path] = ()) -> tuple[float, float, float]:
    """The least and the greatest scale that the style sheet of a document allows, and the one at which such documents often
    end, where the search for theirs begins (`--scale-least`, `--scale-most`, `--scale-usual`)."""
    css, _loader, _templates = _style(document, overrides.load(tuple(template_folders)))
    known = style.tokens(css)
    return _scale(known, "scale-least"), _scale(known, "scale-most"), _scale(known, "scale-usual")


def _scale(known: Mapping[str, str], token: str) -> float:
    """A scale that a style sheet states, from 0.1 to 10; ContentError `bad-scale` for anything else."""
    said = known.get(token, "1")
    if re.fullmatch(r"\d{1,2}(\.\d{1,4})?|\.\d{1,4}", said) and 0.1 <= float(said) <= 10:
        return float(said)
    message = _("the style sheet states “{said}” for --{token}, which is no scale from 0.1 to 10")
    raise error("bad-scale", message.format(said=said[:40], token=token))


def _style(document: Document, own: Overrides) -> tuple[str, _Recording, Environment]:
    """The style sheet of a document, and what it was read with: blocks, theme, material and variant, in this order.

    A sheet of the workspace stands in the place of ours. Templates come from us alone: others go another way (`overrides`).
    """
    environment = _environment(document.material, document.variant)
    loader = environment.loader
    assert isinstance(loader, _Recording)
    names = _sheets(document)
    mark = dict(document.labels).get("draft", "") if document.draft else ""
    overrides.check_sheets(own, *names)
    sheets = [own.sheets[name] if name in own.sheets else loader.text(environment, name) for name in names]
    sheet = "\n".join(sheets)
    return f"{sheet}\n{letters.css(languages(document), mark, sheet)}", loader, environment


def _sheets(document: Document) -> tuple[str, ...]:
    """The names of the style sheets of a document: blocks, theme, material and variant, in this order."""
    parts = [part for part in (document.material, document.variant) if part]
    return ("page/base.css", f"themes/{document.theme}.css", *(f"{document.material}/{part}.css" for part in parts))


def _names_of_colours(tokens: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The tokens of each colour, by the colour (`#rrggbb`)."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in tokens.items():
        if value.startswith("#"):
            found[value.lower()] = (*found.get(value.lower(), ()), name)
    return found


class _Recording(FileSystemLoader):
    """A loader of our templates that remembers which files it gave out, and gives out style sheets as they are."""

    def __init__(self) -> None:
        super().__init__(str(resources.folder("templates")), encoding="utf-8")
        self._files: dict[str, str] = {}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        source, path, fresh = super().get_source(environment, template)
        self._files[template] = path
        return source, path, fresh

    def text(self, environment: Environment, name: str) -> str:
        try:
            return self.get_source(environment, name)[0]
        except TemplateNotFound:
            raise error("template-missing", _("there is no template “{name}”").format(name=name)) from None

    def opened(self) -> tuple[tuple[str, str], ...]:
        return tuple((path, sha256(Path(path).read_bytes()).hexdigest()) for path in sorted(self._files.values()))


@lru_cache(maxsize=16)
def _environment(material: str, variant: str) -> Environment:
    """One environment for each template, so that its loader records what this template uses."""
    environment = templates.environment(_Recording())
    environment.filters["kind_of"] = Setter.kind
    return environment


def warm_up() -> None:
    """Compile all shipped templates of pages, so that processes forked from this one need not."""
    templates.load(_environment("", ""), {"page", *MATERIALS})
