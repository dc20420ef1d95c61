"""Resolve a pack for one language, office and date: every text final, every figure filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from bhxhcomm.content import units
from bhxhcomm.content.fact import Fact
from bhxhcomm.content.prose import Part, Placeholder
from bhxhcomm.content.shapes import Prose
from bhxhcomm.content.workspace import Office, Pack, Workspace
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems
from bhxhcomm.edition.figures import FigureError, FigureTable, Reliance, days_of, has_value
from bhxhcomm.edition.lookup import Rendering, Shelf, pack_shelf, shared_shelf, written
from bhxhcomm.language import registry
from bhxhcomm.language.figures import Form, NoNumberWords, Unit, show
from bhxhcomm.language.labels import MissingLabel, labels
from bhxhcomm.language.text import STAND_IN, Figure, FigureSpan, Text, Words, plain, standing_in
from bhxhcomm.translation.wanted import FACT_CONTEXT, PAGE_CONTEXT, has_words

SOURCE_LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class Edition:
    """A pack resolved for one language, office and date.

    `texts` has every text that may be shown, by its unit's key; `sections` are the ids of those sections that this office
    shows. Provenance lives on the spans of the texts; `reliances` has the entries of facts that each figure stands on.

    In another language than the source's, `renderings` has how far the translation of each text has come; those of the
    words that all packs share are in `shared_renderings`. A text without a translation that holds stands there in the
    source language, marked. `spoken` is what translators have written down of how a text is said. `test_text` says that
    the texts are none, but made to try pages out.

    `histories` has the values over time of the facts that a material shows so, by the fact and the day from which.
    """

    pack: Pack
    office: Office
    lang: str
    lang_tag: str
    date: dt.date
    texts: Mapping[units.Key, Text]
    sections: tuple[str, ...]
    reliances: Mapping[Figure, tuple[Reliance, ...]]
    renderings: Mapping[units.Key, Rendering] = field(default_factory=dict)
    shared_renderings: Mapping[units.Key, Rendering] = field(default_factory=dict)
    test_text: bool = False
    spoken: Mapping[units.Key, Text] = field(default_factory=dict)
    histories: Mapping[tuple[str, dt.date | None], tuple[Figure, ...]] = field(default_factory=dict)

    def text(self, context: str, prose: Prose | None) -> Text:
        """The final text of a unit; an empty one for None. KeyError for a text that is in no list of units."""
        return () if prose is None else self.texts[(context, prose.source)]


def resolve(workspace: Workspace, pack_id: str, lang: str, office_id: str, date: dt.date) -> Edition:
    """Make an edition. Raises `ContentError` with every figure that does not resolve, each at its place in the pack."""
    pack, office = workspace.packs[pack_id], workspace.offices[office_id]
    language = registry.language(lang)
    problems = Problems()
    if not language.supported:
        problems.error(
            "language-not-supported",
            _("“{name}” cannot be set yet: its letters and fonts have not been looked at").format(
                name=language.names.vi
            ),
            Place(pack.file),
            _("complete its entry in locales/languages.yaml of the workspace, and say there `supported: true`"),
        )
        problems.found = [
            problem.within(pack=pack_id, lang=language.id, office=office_id) for problem in problems.found
        ]
        problems.raise_errors()
    own, shared = (
        (None, None)
        if language.id == SOURCE_LANGUAGE
        else (pack_shelf(pack, language.id), shared_shelf(workspace, language.id))
    )
    resolver = _Resolver(workspace.facts_for(office_id), date, language.id, problems, shared)
    shown = tuple(
        str(section.id)
        for section in pack.shape.sections
        if section.when is None or resolver.has_value(str(section.when))
    )
    texts: dict[units.Key, Text] = {}
    renderings: dict[units.Key, Rendering] = {}
    for unit in units.pack_units(pack.shape):
        if unit.section and unit.section not in shown:
            continue
        if unit.key not in texts:
            texts[unit.key] = resolver.unit(unit, own, renderings)
    for shape in (office.shape, office.above):
        for unit in units.office_units(shape) if shape else ():
            if unit.key not in texts:
                texts[unit.key] = resolver.unit(unit, shared, resolver.shared_renderings)
    histories: dict[tuple[str, dt.date | None], tuple[Figure, ...]] = {}
    for material in pack.shape.materials_used.values():
        for fact_id, since in material.histories():
            histories[str(fact_id), since] = resolver.history(str(fact_id), since, fact_id.place)
    problems.found = [problem.within(pack=pack_id, lang=language.id, office=office_id) for problem in problems.found]
    problems.raise_errors()
    return Edition(
        pack,
        office,
        language.id,
        language.tag,
        date,
        texts,
        shown,
        resolver.reliances,
        renderings,
        resolver.shared_renderings,
        any(shelf.test_text for shelf in (own, shared) if shelf is not None),
        {key: resolver.spoken(rendering) for key, rendering in renderings.items() if rendering.spoken},
        histories,
    )


class _Resolver:
    """Fills placeholders in; one figure table for each date that is asked for."""

    def __init__(
        self, facts: Mapping[str, Fact], date: dt.date, lang: str, problems: Problems, shared: Shelf | None
    ) -> None:
        self.facts = facts
        self.date = date
        self.lang = lang
        self.problems = problems
        self.shared = shared
        self.tables: dict[dt.date, FigureTable] = {}
        self.reliances: dict[Figure, tuple[Reliance, ...]] = {}
        self.shared_renderings: dict[units.Key, Rendering] = {}

    def has_value(self, fact_id: str) -> bool:
        fact = self.facts.get(fact_id)
        return fact is not None and has_value(fact, self.date)

    def unit(self, unit: units.TextUnit, shelf: Shelf | None, renderings: dict[units.Key, Rendering]) -> Text:
        """A text as it stands on the page: translated; or, where no translation holds, as it was written, and marked."""
        prose = unit.prose
        if shelf is None or not has_words(prose.parts):
            return self.text(prose.parts, self.lang, prose.at)
        rendering = renderings[unit.key] = shelf.rendering(unit.key)
        if rendering.parts:
            return self.text(rendering.parts, self.lang, lambda _offset: rendering.place)
        return standing_in(self.text(prose.parts, SOURCE_LANGUAGE, prose.at), SOURCE_LANGUAGE)

    def spoken(self, rendering: Rendering) -> Text:
        """How a translation is said, in the translator's own spelling; a figure in it is filled in like any other."""
        return self.text(rendering.spoken, self.lang, lambda _offset: rendering.place)

    def text(self, parts: Iterable[Part], lang: str, at: Callable[[int], Place]) -> Text:
        spans: list[Words | FigureSpan] = []
        for part in parts:
            if isinstance(part, Placeholder):
                span = self._figure(part, lang, at)
                if span is not None:
                    spans.append(span)
            else:
                spans.append(part)
        return tuple(spans)

    def history(self, fact_id: str, since: dt.date | None, place: Place) -> tuple[Figure, ...]:
        """The values of a fact over time, oldest first, up to the date of the edition; each is history but the last."""
        found: list[Figure] = []
        for day in days_of(self.facts, fact_id, since, self.date):
            current = day == self.date
            try:
                figure = replace(self._table(day).figure(fact_id), at=None if current else day)
            except FigureError as exc:
                if current:
                    self.problems.error(exc.code, exc.message, place, exc.hint)
                continue
            self.reliances[figure] = self._table(day).reliances(fact_id)
            if found and found[-1].value == figure.value:
                if not current:
                    continue
                # What holds today is today's figure, with the law it stands on now and the day from which it was drawn.
                figure = replace(figure, effective_from=found.pop().effective_from)
                self.reliances[figure] = self._table(day).reliances(fact_id)
            found.append(figure)
        return tuple(found)

    def _table(self, date: dt.date) -> FigureTable:
        if date not in self.tables:
            self.tables[date] = FigureTable(self.facts, date)
        return self.tables[date]

    def _figure(self, placeholder: Placeholder, lang: str, at: Callable[[int], Place]) -> FigureSpan | None:
        """A figure where a placeholder stands; None, and a problem at its place, where there is none to show."""
        date = placeholder.date or self.date
        try:
            figure = replace(self._table(date).figure(placeholder.fact), at=placeholder.date)
        except FigureError as exc:
            self.problems.error(exc.code, exc.message, at(placeholder.offset), exc.hint)
            return None
        self.reliances[figure] = self._table(date).reliances(placeholder.fact)
        span = FigureSpan(figure, placeholder.form, placeholder.mark, placeholder.link)
        if lang != SOURCE_LANGUAGE:
            return self._translated(span, lang)
        try:
            if placeholder.form is not Form.FULL:
                show(figure.value, figure.unit, placeholder.form, lang)
        except NoNumberWords as exc:
            self.problems.error(
                "no-number-words", exc.message, at(placeholder.offset), _("write the figure without `:chu`")
            )
            return None
        return span

    def _translated(self, span: FigureSpan, lang: str) -> FigureSpan:
        """A figure in another language than the source's: what is words in it is translated, or marked as not."""
        figure = span.figure
        if figure.unit is Unit.TEXT and self.shared is not None and any(map(str.isalpha, str(figure.value))):
            key = (FACT_CONTEXT + figure.id, str(figure.value))
            rendering = self.shared_renderings[key] = self.shared.rendering(key)
            if rendering.parts:
                return replace(
                    span, words=plain(self.text(rendering.parts, lang, lambda _offset: rendering.place), lang)
                )
            return _standing_in(span)
        try:
            show(figure.value, figure.unit, span.form, lang)
        except NoNumberWords:
            return _standing_in(span)
        except MissingLabel as exc:
            return self._with_unit(span, exc.key, lang)
        return span

    def _with_unit(self, span: FigureSpan, label: str, lang: str) -> FigureSpan:
        """A figure whose unit has no word among the labels of the language: the shared catalogue may have one."""
        assert self.shared is not None
        key = (PAGE_CONTEXT + label, labels(SOURCE_LANGUAGE)[label])
        rendering = self.shared_renderings[key] = self.shared.rendering(key)
        if not rendering.parts:
            return _standing_in(span)
        unit_words = {label: written(rendering.parts)}
        figure = span.figure
        return replace(span, words=show(figure.value, figure.unit, span.form, lang, unit_words=unit_words))


def _standing_in(span: FigureSpan) -> FigureSpan:
    before, after = STAND_IN
    words = show(span.figure.value, span.figure.unit, span.form, SOURCE_LANGUAGE)
    return replace(span, lang=SOURCE_LANGUAGE, words=before + words + after)
