"""Templates of a workspace, rendered: what `overrides` has done in the guarded child, and nothing else calls.

What comes in was packed by this program in the process that asks; what goes out is plain values. No file of the workspace is
opened here: texts of templates, pictures and fonts come in as bytes.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from bhxhcomm.core import resources
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, untranslated
from bhxhcomm.core.problems import ContentError, Place, error
from bhxhcomm.language import registry
from bhxhcomm.language.entry import Language
from bhxhcomm.materials.document import Document, Image
from bhxhcomm.page.html import icons, templates
from bhxhcomm.page.html.charts import Charts
from bhxhcomm.page.html.document_texts import panels
from bhxhcomm.page.html.sandbox import Sandbox, TemplateValues
from bhxhcomm.page.html.setter import Placed, Setter, placed, qr_address
from bhxhcomm.page.html.twin_setter import MARKUP, TwinSetter
from bhxhcomm.page.measuring import widths
from bhxhcomm.page.measuring.fonts import FontFile, families_for
from bhxhcomm.page.measuring.lines import Measure

SHOWN = 300
"""Characters of what Jinja2 says of a template that are passed on."""
_kept = templates.Compiled()
"""Ours as compiled for the sandbox, which is other code than that of `templates.environment`."""


@dataclass(frozen=True, slots=True)
class RenderOrder:
    """What is to be rendered: the template, its document, the workspace's own templates (their texts by name) and where each
    lies, and all that a page would otherwise read from the disk.

    `font_data` are the font files by their paths. `ratios` are the widths of pictures by their heights, by path, and by
    width (in mm, as `repr` writes it) and path where they were rounded to pixels. `values` is what else the
    template sees.
    """

    name: str
    twin: bool
    document: Document
    texts: Mapping[str, str]
    places: Mapping[str, str]
    languages: tuple[Language, ...] | None
    fonts: tuple[FontFile, ...]
    font_data: Mapping[str, bytes]
    ratios: dict[str, float]
    tokens: Mapping[str, str]
    turned: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


def rendered(packed: bytes) -> dict[str, Any]:
    """What came of an order (pickled by the process that asks): `html`, the `calls` for what the page must serve, in order, and
    the templates of the workspace that were `taken`, with their digests.

    Raises `ContentError`: `template-refused` for what a template may not use, `template-error` for any other fault of it, and
    what the page itself refuses.
    """
    order: RenderOrder = pickle.loads(packed)
    with registry.using(None if order.languages is None else registry.Registry(order.languages)):
        for path, data in order.font_data.items():
            widths.use_font(Path(path), data)
        return _told(_Render(order))


class _Render:
    """One render: what draws, and what the template sees of it."""

    def __init__(self, order: RenderOrder) -> None:
        self.order = order
        self.calls: list[tuple[Any, ...]] = []
        self.setter = self._setter()
        self.charts = _Charts(self.setter)
        self.charts.calls = self.calls
        self.wrap = TemplateValues()
        self.loader = _Loader(order.texts, order.places)
        environment = Sandbox(self.loader, _kept, Setter.kind, self.wrap)
        page = self.wrap.allowed_calls(self.setter, "page")
        if self.setter.beside is not None:
            self.wrap.allowed_calls(self.setter.beside, "page")
        values: dict[str, Any] = {"document": self.wrap.plain(order.document), "page": page}
        if order.twin:
            values["panels"] = self.wrap.plain(tuple(panels(order.document)))
        else:
            values["charts"] = self.wrap.allowed_calls(self.charts, "charts")
        values |= {name: Markup(value) if name in MARKUP else value for name, value in order.values.items()}
        self.html = self._guarded(lambda: environment.get_template(order.name).render(values))

    def _setter(self) -> Setter:
        order, document = self.order, self.order.document
        setter: _Page | _Twin
        if order.twin:
            setter = _Twin(document)
        else:
            measure = _measure(document.lang, order.fonts)
            setter = _Page(document, tokens=order.tokens, measure=measure, turned=order.turned)
        setter.calls, setter.ratios = self.calls, order.ratios
        if (tongue := document.beside) is not None:
            setter.beside = setter.for_language(
                tongue, measure=None if order.twin else _measure(tongue.lang, order.fonts)
            )
        return setter

    def _guarded(self, render: Callable[[], str]) -> str:
        try:
            return render()
        except (ContentError, MemoryError):
            raise
        except SecurityError as exc:
            raise self._fault("template-refused", exc) from exc
        except RecursionError as exc:
            raise self._fault("template-error", exc, _("it includes or calls itself without end")) from exc
        except Exception as exc:
            code = "template-refused" if _is_missing_name(exc) else "template-error"
            raise self._fault(code, exc) from exc

    def _fault(self, code: str, exc: BaseException, why: Message = NO_MESSAGE) -> ContentError:
        """What went wrong, at the line of the workspace's template that was at work."""
        name, line = self._where(exc)
        if not why:
            words = str(exc) or type(exc).__name__
            words = words if isinstance(exc, TemplateError) else f"{type(exc).__name__}: {words}"
            why = untranslated(" ".join(words.split())[:SHOWN])
        message = _("the template “{name}” of this workspace cannot be used: {why}")
        return error(
            code,
            message.format(name=name, why=why),
            Place(templates.called(name) if name in self.order.places else name, line),
            _("docs/templates.md says what a template may use"),
        )

    def _where(self, exc: BaseException) -> tuple[str, int]:
        if isinstance(exc, TemplateSyntaxError) and exc.name:
            return exc.name, exc.lineno
        own = {place: name for name, place in self.order.places.items()}
        frames = [
            (own[frame.filename], frame.lineno or 0)
            for frame in traceback.extract_tb(exc.__traceback__)
            if frame.filename in own
        ]
        return frames[-1] if frames else (next(reversed(self.loader.taken), next(iter(own.values()))), 0)


def _is_missing_name(exc: Exception) -> bool:
    """Whether a filter, a test or a name is used that no template has."""
    return isinstance(exc, UndefinedError) or (
        isinstance(exc, TemplateError) and str(exc).startswith(("No filter named", "No test named"))
    )


def _told(render: _Render) -> dict[str, Any]:
    return {"html": render.html, "calls": render.calls, "taken": dict(render.loader.taken)}


def _measure(lang: str, fonts: tuple[FontFile, ...]) -> Measure | None:
    return widths.measure(families_for(lang).heading, fonts)


class _Noting:
    """What stands before `Setter` and `TwinSetter` here: nothing is drawn. What a page would have to serve is noted, and the
    process that asked serves it."""

    calls: list[tuple[Any, ...]]
    ratios: dict[str, float]
    _labels: dict[str, str]

    def icon(self, name: str, ink: str, tile: str = "") -> Markup:
        """As `Setter.icon`."""
        icons.file_of(name)
        self.calls.append(("icon", name, ink, tile))
        return Markup("background-image:url({})").format(self.icon_address(name, ink, tile))  # type: ignore[attr-defined]

    def qr(self, link: str) -> str:
        """As `Setter.qr`."""
        self.calls.append(("qr", self.safe_link(link)))  # type: ignore[attr-defined]
        return qr_address(link)

    def watermark(self, words: str, colour: str, width: float, height: float) -> str:
        """As `Setter.watermark`, for the words of the draft mark alone; ContentError `template-refused` for others."""
        if words != self._labels.get("draft"):
            raise error("template-refused", _("a watermark may only say what the draft mark says"))
        self.calls.append(("watermark", words, colour, float(width), float(height)))
        return super().watermark(words, colour, width, height)  # type: ignore[misc,no-any-return]

    def _place(self, image: Image, width: float, height: float, alt: str) -> Placed:
        if not isinstance(image, Image) or image.path not in self.ratios:
            raise error("template-refused", _("a template may only place pictures of the piece"))
        self.calls.append(("place", image.path, float(width), float(height)))
        ratio = self.ratios.get(f"{float(width)!r} {image.path}", self.ratios[image.path])
        return placed(image, width, height, ratio, alt)

    def _serve(self, url: str, body: bytes, mime: str, path: str = "", digest: str = "") -> None:
        """Nothing is served from here."""


class _Page(_Noting, Setter):
    """Sets the words of a printed page."""


class _Twin(_Noting, TwinSetter):
    """Sets the words of a twin, whose codes are inside the file."""

    def qr(self, link: str) -> str:
        """As `TwinSetter.qr`."""
        return TwinSetter.qr(self, link)


class _Charts(Charts):
    """Notes what charts would draw."""

    calls: list[tuple[Any, ...]]

    def ring(self, share: float, ink: str, ground: str) -> Markup:
        """As `Charts.ring`."""
        self.calls.append(("ring", float(share), ink, ground))
        return super().ring(share, ink, ground)

    def colours(self, block: str, *tokens: str) -> str:
        """As `Charts.colours`."""
        self.calls.append(("colours", block, *tokens))
        return super().colours(block, *tokens)


class _Loader(BaseLoader):
    """The workspace's templates as they were read, then ours. `taken` has those of the workspace that took part."""

    def __init__(self, texts: Mapping[str, str], places: Mapping[str, str]) -> None:
        self.texts = texts
        self.places = places
        self.taken: dict[str, str] = {}

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template in self.texts:
            text = self.texts[template]
            self.taken[template] = sha256(text.encode()).hexdigest()
            return text, self.places[template], lambda: True
        root = resources.folder("templates").resolve()
        path = (root / template).resolve()
        if not template.endswith(".j2") or not path.is_relative_to(root) or not path.is_file():
            raise TemplateNotFound(template)
        return path.read_text(encoding="utf-8"), str(path), lambda: True


def warm_up() -> None:
    """Compile our own templates for the sandbox, so that processes forked from this one need not."""
    environment = Sandbox(_Loader({}, {}), _kept, Setter.kind, TemplateValues())
    root = resources.folder("templates")
    for path in sorted(root.rglob("*.j2")):
        name = path.relative_to(root).as_posix()
        if not name.startswith("report/"):
            environment.get_template(name)
