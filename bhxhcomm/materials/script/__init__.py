"""Radio scripts: what an announcer reads aloud, in the form that stations use, with times, voices and sounds.

The form itself is Vietnamese in every language, as the proof is: whoever signs it reads Vietnamese. Words that are read
aloud are in the language of the edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, Edition
from bhxhcomm.language.figures import Unit, numeric_date
from bhxhcomm.language.text import Figure, FigureSpan, Text, plain, words
from bhxhcomm.materials import document, spoken_timeline
from bhxhcomm.materials.beside import Beside
from bhxhcomm.materials.script import lines
from bhxhcomm.materials.script.shapes import ScriptShape as Shape
from bhxhcomm.materials.spoken_timeline import Narrator

__all__ = ["Shape", "compose"]

ROLES = ("script_author", "script_approver", "script_reader")
"""Labels of the columns for signatures."""


def compose(
    edition: Edition,
    variant: str,
    labels: Mapping[str, str],
    *,
    narrator: Narrator,
    form: Mapping[str, str],
    beside: Beside | None = None,
    theme: str = "default",
) -> document.Document:
    """The script of an edition; `beside` is the Vietnamese one, where both are wanted. `form` has the words of the form.

    Raises `ContentError` for what cannot be read aloud, at its place in the pack.
    """
    shape = edition.pack.shape.materials_used["script"]
    assert isinstance(shape, Shape)
    order, total = lines.running_order(edition, shape, narrator, form, beside.edition if beside else None)
    figures = document.figures_in(order)
    office = edition.text("office", edition.office.shape.name)
    title = edition.text("script", shape.title) or edition.text("pack", edition.pack.shape.title)
    blocks: list[document.Block] = [
        document.Heading(title, 1),
        document.Details(tuple(_head(edition, shape, figures, total, form))),
        order,
        document.Paragraph(words(form["script_marks"])),
        *_figures(figures, narrator, form),
        document.Colophon(imprint=((*words(form["issued_by"] + ": "), *office),)),
        document.SignatureLines(tuple(words(form[role]) for role in ROLES)),
    ]
    own = {key: text for key, text in labels.items() if not key.startswith(("proof", "script"))}
    return document.Document(
        material="script",
        variant=variant,
        lang=edition.lang,
        lang_tag=edition.lang_tag,
        title=plain(title, edition.lang),
        author=plain(office, edition.lang),
        subject=plain(edition.text("pack", edition.pack.shape.title), edition.lang),
        sheets=(document.Sheet("script", (document.Panel("kich_ban", tuple(blocks)),)),),
        labels=tuple(sorted({**own, **{key: form[key] for key in form if key.startswith("proof_")}}.items())),
        theme=theme,
        flows=True,
    )


def _head(
    edition: Edition, shape: Shape, figures: list[Figure], total: float, form: Mapping[str, str]
) -> Iterator[tuple[Text, Text]]:
    """Programme, station, length, dates and sources, one pair a line."""
    shown = [figure for figure in figures if figure.unit is not Unit.PHONE]
    for key, prose in (("script_programme", shape.programme), ("script_station", shape.station)):
        if prose is not None:
            yield words(form[key]), edition.text("script", prose)
    length = form["script_length_of"].replace("{target}", lines.clock(shape.length))
    yield words(form["script_length"]), words(length.replace("{read}", lines.clock(total)))
    since, until = spoken_timeline.valid_from(shown), spoken_timeline.check_by(edition, shown)
    if since is not None:
        dates = form["script_valid_from"].replace("{date}", numeric_date(since))
        if until is not None:
            dates += "; " + form["script_valid_until"].replace("{date}", numeric_date(until))
        yield words(form["script_valid"]), words(dates)
    if shown:
        yield words(form["sources"]), spoken_timeline.sources(shown)


def _figures(figures: list[Figure], narrator: Narrator, form: Mapping[str, str]) -> Iterator[document.Block]:
    """Every figure of the script: as it is printed, as it is read, since when it holds, and by which law."""
    if not figures:
        return
    found = []
    for figure in figures:
        span = FigureSpan(figure, lang=SOURCE_LANGUAGE)
        sources = "; ".join(source.document for source in figure.sources)
        since = numeric_date(figure.effective_from)
        found.append(((span,), words(lines.read_figure(narrator, span)), words(since), words(sources)))
    # Two figures may look, sound and be founded alike.
    rows = tuple({tuple(plain(cell, SOURCE_LANGUAGE) for cell in row): row for row in found}.values())
    names = ("script_figure", "script_reading", "proof_since", "sources")
    yield document.Heading(words(form["script_figures"]), 2)
    yield document.Table(tuple(words(form[name]) for name in names), rows, (True, False, False, False))
