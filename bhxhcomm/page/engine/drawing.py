"""A drawing is translated into the language of PDF once in a process, and after that only placed.

WeasyPrint reads an SVG anew wherever it is shown, command by command; on a leaflet with twenty icons and a picture that was
a quarter of all time. Here its own translation is kept, as a *form*: a small page of its own that a PDF may show in many
places, at any size, and that stays made of lines. What is drawn is the same to the last curve, for the engine drew it.

Only plain drawings are kept: shapes and gradients. One that holds words, pictures or references is left to the engine, and so
is everything if the engine is not as it is known here. To the engine a `Drawing` is what its own pictures are: it has an `id`,
`get_intrinsic_size`, `draw` and `get_x_object` (`weasyprint.images`), and comes to it by way of its public `cache` option.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from bhxhcomm.page.engine import arcs, gradients

if TYPE_CHECKING:
    from bhxhcomm.page.engine.resource import Resource

SVG = "image/svg+xml"
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset("svg g path rect circle ellipse line polyline polygon".split())
_PAINTS = frozenset("defs linearGradient radialGradient stop".split())
_WORDS_ABOUT_IT = frozenset("title desc metadata".split())
_NEEDS_THE_PAGE = frozenset("class style filter mask clip-path preserveAspectRatio overflow font-size".split())


class Drawing:
    """A plain drawing as the engine's kind of picture. `width` and `height` are those of the form, in its own units."""

    def __init__(self, digest: str, svg: Any, form: Any, width: float, height: float) -> None:
        self.id = digest
        self._svg = svg
        self._form = form
        self._width = width
        self._height = height

    def get_intrinsic_size(self, resolution: float, font_size: float) -> Any:
        """As the engine's own drawing says it: width, height and ratio."""
        return self._svg.get_intrinsic_size(resolution, font_size)

    def draw(self, stream: Any, concrete_width: float, concrete_height: float, _style: Any) -> None:
        """Show the form in a rectangle at the origin of `stream`: as large as it will go, in the middle."""
        scale = min(concrete_width / self._width, concrete_height / self._height)
        with stream.stacked():
            stream.transform(
                a=scale,
                d=scale,
                e=(concrete_width - self._width * scale) / 2,
                f=(concrete_height - self._height * scale) / 2,
            )
            stream.draw_x_object(stream.add_image(self, True, 1))

    def get_x_object(self, _interpolate: bool, _dpi_ratio: float) -> Any:
        """The form, fresh for one PDF: the engine numbers what it is given."""
        return _copied(self._form)


class Drawings(dict[str, Any]):
    """The engine's cache of pictures for one document, which knows the plain drawings among its resources beforehand.

    What is served from here never reaches the fetcher, so it is noted in `opened` here.
    """

    def __init__(self, resources: Mapping[str, Resource], opened: dict[str, str]) -> None:
        super().__init__()
        self._resources = resources
        self._opened = opened

    def __contains__(self, url: object) -> bool:
        if super().__contains__(url):
            return True
        resource = self._resources.get(str(url))
        if resource is None or resource.mime != SVG or (known := drawing(resource.body)) is None:
            return False
        if resource.path:
            self._opened[resource.path] = resource.digest
        self[resource.url] = known
        return True


@lru_cache(maxsize=256)
def drawing(body: bytes) -> Drawing | None:
    """The drawing with its form, or None where it must be left to the engine."""
    root = ElementTree.fromstring(body)
    if not _plain(root):
        return None
    try:
        return _drawn(body, root)
    except (AttributeError, TypeError, KeyError, AssertionError, ValueError):
        return None


def _plain(root: ElementTree.Element) -> bool:
    """Whether a drawing is made of shapes and gradients alone, in units of its own view box and in plain colours."""
    box = root.get("viewBox", "").replace(",", " ").split()
    if len(box) != 4 or root.tag != f"{_NAMESPACE}svg":
        return False
    for element in root.iter():
        name = str(element.tag).removeprefix(_NAMESPACE)
        if name in _WORDS_ABOUT_IT and len(element) == 0:
            continue
        if name not in _SHAPES | _PAINTS or (name == "svg" and element is not root):
            return False
        if any(key in _NEEDS_THE_PAGE or key.startswith(("{", "marker", "font")) for key in element.attrib):
            return False
        if element is not root and any("%" in value or "em" in value for value in element.attrib.values()):
            return False
        paints = (value for key, value in element.items() if key in ("fill", "stroke", "stop-color"))
        if any("(" in paint and not paint.startswith("url(#") for paint in paints):
            return False
    return True


def _drawn(body: bytes, root: ElementTree.Element) -> Drawing | None:
    """Let the engine draw it, once, on a sheet as large as its view box."""
    import pydyf
    from weasyprint.images import SVGImage
    from weasyprint.pdf.stream import Stream

    arcs.install()
    gradients.install()
    width, height = (float(side) for side in root.attrib["viewBox"].replace(",", " ").split()[2:])
    if width <= 0 or height <= 0:
        return None
    resources = pydyf.Dictionary({name: pydyf.Dictionary() for name in ("ExtGState", "XObject", "Pattern", "Shading")})
    resources["ColorSpace"] = resources["Font"] = None
    sheet = Stream({}, (0, 0, width, height), resources, {}, None, {}, None)
    svg = SVGImage(root, None, None, None)
    svg._svg.draw(sheet, width, height, None, None)
    sheet.extra = pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array((0, 0, width, height)),
            "Resources": resources,
        }
    )
    return Drawing(sha256(body).hexdigest()[:32], svg, _copied(sheet), width, height)


def _copied(value: Any, made: dict[int, Any] | None = None) -> Any:
    """What the engine has drawn, line by line as it left it, so that whoever looks through a file before it is written finds in
    forms what is in pages. What is named twice (a soft mask is, and the shading of a pattern) stays one."""
    import pydyf

    made = {} if made is None else made
    if isinstance(value, pydyf.Stream):
        if id(value) not in made:
            form = made[id(value)] = pydyf.Stream(list(value.stream), compress=True)
            form.extra = _copied(value.extra, made)
            form.page_rectangle = value.page_rectangle
        return made[id(value)]
    if isinstance(value, gradients.ShadingPattern):
        return gradients.ShadingPattern(_copied(value.shading, made), value.matrix)
    if isinstance(value, pydyf.Dictionary):
        if id(value) not in made:
            parts = ((key, part) for key, part in value.items() if key != "ColorSpace" or part is not None)
            made[id(value)] = pydyf.Dictionary({key: _copied(part, made) for key, part in parts})
        return made[id(value)]
    if isinstance(value, pydyf.Array):
        return pydyf.Array([_copied(part, made) for part in value])
    return value
