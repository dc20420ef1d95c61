"""Resolve a pack for one language, office and date: every text final, every figure filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bhxhcomm.content import units
from bhxhcomm.content.fact import Fact
from bhxhcomm.content.prose import Placeholder
from bhxhcomm.content.shapes import Prose
from bhxhcomm.content.workspace import Office, Pack, Workspace
from bhxhcomm.edition.figures import FigureError, FigureTable, Reliance, has_value
from bhxhcomm.edition.text import Figure, FigureSpan, Text, Words
from bhxhcomm.i18n import _
from bhxhcomm.language import registry
from bhxhcomm.language.figures import Form, NoNumberWords, show
from bhxhcomm.problems import Problems

SOURCE_LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class Edition:
    """A pack resolved for one language, office and date.

    `texts` has every text that may be shown, by its unit's key; `sections` are the ids of those sections that this office
    shows. Provenance lives on the spans of the texts; `reliances` has the entries of facts that each figure stands on.
    """

    pack: Pack
    office: Office
    lang: str
    lang_tag: str
    date: dt.date
    texts: Mapping[units.Key, Text]
    sections: tuple[str, ...]
    reliances: Mapping[Figure, tuple[Reliance, ...]]

    def text(self, context: str, prose: Prose | None) -> Text:
        """The final text of a unit; an empty one for None. KeyError for a text that is in no list of units."""
        return () if prose is None else self.texts[(context, prose.source)]


def resolve(workspace: Workspace, pack_id: str, lang: str, office_id: str, date: dt.date) -> Edition:
    """Make an edition. Raises `ContentError` with every figure that does not resolve, each at its place in the pack."""
    pack, office = workspace.packs[pack_id], workspace.offices[office_id]
    language = registry.language(lang)
    problems = Problems()
    resolver = _Resolver(workspace.facts_for(office_id), date, language.id, problems)
    shown = tuple(
        str(section.id)
        for section in pack.shape.sections
        if section.when is None or resolver.has_value(str(section.when))
    )
    texts: dict[units.Key, Text] = {}
    for unit in units.pack_units(pack.shape):
        if unit.section and unit.section not in shown:
            continue
        if unit.key not in texts:
            texts[unit.key] = resolver.text(unit.prose)
    for shape in (office.shape, office.above):
        for unit in units.office_units(shape) if shape else ():
            if unit.key not in texts:
                texts[unit.key] = resolver.text(unit.prose)
    problems.found = [problem.within(pack=pack_id, lang=language.id, office=office_id) for problem in problems.found]
    problems.raise_errors()
    return Edition(pack, office, language.id, language.tag, date, texts, shown, resolver.reliances)


class _Resolver:
    """Fills placeholders in; one figure table for each date that is asked for."""

    def __init__(self, facts: Mapping[str, Fact], date: dt.date, lang: str, problems: Problems) -> None:
        self.facts = facts
        self.date = date
        self.lang = lang
        self.problems = problems
        self.tables: dict[dt.date, FigureTable] = {}
        self.reliances: dict[Figure, tuple[Reliance, ...]] = {}

    def has_value(self, fact_id: str) -> bool:
        fact = self.facts.get(fact_id)
        return fact is not None and has_value(fact, self.date)

    def text(self, prose: Prose) -> Text:
        spans: list[Words | FigureSpan] = []
        for part in prose.parts:
            if isinstance(part, Placeholder):
                span = self._figure(part, prose)
                if span is not None:
                    spans.append(span)
            else:
                spans.append(part)
        return tuple(spans)

    def _figure(self, placeholder: Placeholder, prose: Prose) -> FigureSpan | None:
        date = placeholder.date or self.date
        if date not in self.tables:
            self.tables[date] = FigureTable(self.facts, date)
        try:
            figure = replace(self.tables[date].figure(placeholder.fact), at=placeholder.date)
            self.reliances[figure] = self.tables[date].reliances(placeholder.fact)
            if placeholder.form is not Form.FULL:
                show(figure.value, figure.unit, placeholder.form, self.lang)
        except FigureError as exc:
            self.problems.error(exc.code, str(exc), prose.at(placeholder.offset), exc.hint)
            return None
        except NoNumberWords as exc:
            self.problems.error(
                "no-number-words", str(exc), prose.at(placeholder.offset), _("write the figure without `:chu`")
            )
            return None
        return FigureSpan(figure, placeholder.form, placeholder.mark, placeholder.link)
