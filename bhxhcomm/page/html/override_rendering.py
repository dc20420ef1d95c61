"""Pages by a workspace's own templates: rendered apart, and held against ours.

As soon as a workspace has a template of its own, every page is rendered by `override_child` in the guarded child, ours among
them. Our own template of the same piece is rendered as well: what a foreign one adds to it, leaves out or puts in another
order is an error (`conserved`, `markup`). What the page has to serve is made here, from the calls that the child notes.
"""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bhxhcomm.core import guarded
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problem, error
from bhxhcomm.language import registry
from bhxhcomm.materials.document import Document, images, languages
from bhxhcomm.page.html import conserved, markup, override_child, templates
from bhxhcomm.page.html.overrides import MOST_BYTES, Overrides
from bhxhcomm.page.measuring.fonts import families_for

if TYPE_CHECKING:
    from bhxhcomm.page.html.charts import Charts
    from bhxhcomm.page.html.setter import Setter
    from bhxhcomm.page.measuring.fonts import FontFile

SECONDS, MEGABYTES = 5, 600
"""What one render may take: of the processor, and of memory beyond what the program takes."""
MOST_CALLS = 20_000
"""So many icons, codes and pictures a page may ask for."""
MOST_TOLD = 8
"""Of each kind of fault so many are told: a template that changes a word changes it everywhere."""
_UNUSED_MM = 50.0
"""At which width a picture is looked at that our own page does not show."""
_LIBRARIES = ("bhxhcomm.page.html.override_child_ready",)
_KILLED = {
    "file-too-slow": "template-too-slow",
    "file-too-heavy": "template-too-heavy",
    "file-crashes": "template-crashes",
}


def page(
    own: Overrides,
    name: str,
    document: Document,
    ours: Setter,
    setter: Setter,
    charts: Charts,
    fonts: Sequence[FontFile],
    scale: float,
    expected: str,
) -> tuple[str, dict[str, str]]:
    """The HTML of a printed page by a workspace's templates, and the files that took part, with their digests.

    `ours` has set the page by our own template, as `expected`; `setter` and `charts` are given what the page has to serve.
    Raises `ContentError` for what a template may not do, and for words that are not those of the document.
    """
    for image in images(document):
        if image.path not in ours.ratios:
            ours.logo(image, _UNUSED_MM, _UNUSED_MM, "")
    order = {
        "ratios": ours.ratios,
        "tokens": ours.tokens,
        "turned": ours.turned,
        "values": {"scale": scale},
        "font_data": _font_data(document, fonts),
    }
    result = _rendered(own, name, document, tuple(fonts), order)
    html = _html(result)
    _serve(result["calls"], document, setter, charts, own)
    problems = [*markup.check(html, expected), *conserved.check(html, expected, document)]
    _raise(own, name, problems)
    return html, own.opened(_names(result["taken"], own))


def twin(own: Overrides, name: str, document: Document, values: Mapping[str, str], expected: str) -> str:
    """The HTML of a twin by a workspace's templates; its words are held against the document by the twin itself."""
    result = _rendered(own, name, document, (), {"twin": True, "values": dict(values)})
    html = _html(result)
    _raise(own, name, markup.check(html, expected, screen=True))
    return html


def _rendered(own: Overrides, name: str, document: Document, fonts: tuple[Any, ...], more: dict[str, Any]) -> Any:
    known = registry.current()
    tongues = {*languages(document), document.lang, "vi"} | ({document.beside.lang} if document.beside else set())
    order = override_child.RenderOrder(
        name=name,
        document=document,
        texts=own.templates,
        places=own.places,
        languages=tuple(known.by_id[lang] for lang in sorted(tongues) if lang in known.by_id),
        fonts=fonts,
        **{"twin": False, "font_data": {}, "ratios": {}, "tokens": {}, **more},
    )
    place = _place(own, name)
    limits = guarded.Limits(SECONDS, MEGABYTES, _LIBRARIES)
    try:
        return guarded.call(override_child.rendered, pickle.dumps(order), place=place, limits=limits)
    except ContentError as exc:
        raise ContentError([_of_template(problem, own) for problem in exc.problems]) from None


def _of_template(problem: Problem, own: Overrides) -> Problem:
    """What the guarded child says of a file, said of templates."""
    if problem.code not in _KILLED:
        return problem
    names = ", ".join(f"“{name}”" for name in sorted(own.templates)[:5])
    code = _KILLED[problem.code]
    if code == "template-too-slow":
        message = _("rendering takes longer than {seconds} seconds with the workspace's own templates {names}")
    elif code == "template-crashes":
        message = _("the program that renders fails on the workspace's own templates {names}")
    else:
        message = _("rendering takes more than {megabytes} MB of memory with the workspace's own templates {names}")
    said = message.format(seconds=SECONDS, megabytes=MEGABYTES, names=names)
    return Problem(code, said, problem.place, _("docs/templates.md says what a template may use"))


def _font_data(document: Document, fonts: Sequence[FontFile]) -> dict[str, bytes]:
    """The bytes of the faces by which headings are measured."""
    tongues = (document.lang, *([document.beside.lang] if document.beside else []))
    families = {family for lang in tongues for family in families_for(lang).heading}
    return {
        str(font.path): font.path.read_bytes()
        for font in fonts
        if font.family in families and font.weight == 700 and font.style == "normal"
    }


def _html(result: Any) -> str:
    html = result["html"]
    if not isinstance(html, str) or len(html) > 20 * MOST_BYTES:
        raise error("template-too-heavy", _("the workspace's own templates make a page without end"))
    return html


def _names(taken: Any, own: Overrides) -> list[str]:
    return [name for name in taken if name in own.templates]


def _serve(calls: Any, document: Document, setter: Setter, charts: Charts, own: Overrides) -> None:
    """Make what the page has to serve. Nothing comes from the child but names and numbers, each looked at."""
    known = {image.path: image for image in images(document)}
    made: dict[str, Callable[..., object]] = {
        "icon": lambda name, ink, tile: setter.icon(_word(name), _word(ink), _word(tile)),
        "qr": lambda link: setter.qr(_word(link)),
        "watermark": lambda _words, colour, width, height: setter.watermark(
            setter.label("draft"), _word(colour), _length(width), _length(height)
        ),
        "place": lambda path, width, height: setter.logo(known[path], _length(width), _length(height), ""),
        "ring": lambda share, ink, ground: charts.ring(_length(share), _word(ink), _word(ground)),
        "colours": lambda block, *tokens: charts.colours(_word(block), *map(_word, tokens)),
    }
    if len(calls) > MOST_CALLS:
        raise error("template-too-heavy", _("the workspace's own templates make a page without end"))
    for name, *arguments in dict.fromkeys(tuple(call) for call in calls):
        try:
            made[name](*arguments)
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as exc:
            message = _("the workspace's own templates ask for what cannot be drawn ({what}): {why}")
            said = message.format(what=str(name)[:20], why=str(exc)[:80])
            raise error("template-error", said, _place(own)) from None


def _place(own: Overrides, name: str = "") -> Place:
    """Where something is said of a template of the workspace: of the first, where it is not of one of them."""
    return Place(templates.called(name if name in own.places else min(own.templates)))


def _word(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 4000:
        raise TypeError("not a word")
    return value


def _length(value: Any) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 5000:
        raise ValueError(f"not a length: {value!r}")
    return float(value)


def _raise(own: Overrides, name: str, problems: Sequence[Problem]) -> None:
    """Say of the workspace's templates what is wrong with the page that they made."""
    if not problems:
        return
    place = _place(own, name)
    names = ", ".join(sorted(own.templates)[:5])
    hint = _("the workspace's own templates: {names}. docs/templates.md says what a template may add").format(
        names=names
    )
    shown: list[Problem] = []
    for code in dict.fromkeys(problem.code for problem in problems):
        shown += [problem for problem in problems if problem.code == code][:MOST_TOLD]
    raise ContentError([Problem(problem.code, problem.message, place, hint) for problem in shown])
