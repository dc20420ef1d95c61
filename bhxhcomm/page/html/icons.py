"""Icons: one-colour drawings in `assets/icons/<name>.svg`, set in a colour of the theme, plain or on a tile."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

from bhxhcomm.content.drawing import vetted
from bhxhcomm.content.shapes import nearest_hint
from bhxhcomm.core import resources
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, error

_NAMESPACE = "http://www.w3.org/2000/svg"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_DRAWING_ATTRIBUTES = (
    "fill",
    "fill-rule",
    "clip-rule",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
)


@cache
def names() -> frozenset[str]:
    """The icons that ship."""
    return frozenset(path.stem for path in (resources.folder("assets") / "icons").glob("*.svg"))


def file_of(name: str) -> Path:
    """The file of an icon; ContentError `unknown-icon` where there is none."""
    path = resources.folder("assets") / "icons" / f"{name}.svg"
    if not _NAME.fullmatch(name) or not path.is_file():
        message = _("there is no icon called “{name}”").format(name=name)
        raise error("unknown-icon", message, hint=nearest_hint(name, sorted(names()), most=len(names())))
    return path


@cache
def digest(name: str) -> str:
    """The SHA-256 of the icon's file."""
    return sha256(file_of(name).read_bytes()).hexdigest()


@cache
def drawing(name: str, ink: str, tile: str = "") -> bytes:
    """The icon in the colour `ink` (`#rrggbb`); with `tile`, centred on a rounded square of that colour."""
    path = file_of(name)
    root = vetted(path.read_bytes(), Place(path.name).path)
    left, top, width, height = (float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "0 0 24 24").strip()))
    attributes = "".join(f' {key}="{root.get(key)}"' for key in _DRAWING_ATTRIBUTES if root.get(key))
    ElementTree.register_namespace("", _NAMESPACE)
    inner = "".join(ElementTree.tostring(child, encoding="unicode") for child in root)
    back, scale, inset = "", 24 / max(width, height), 0.0
    if tile:
        back, scale, inset = f'<rect width="24" height="24" rx="6.5" fill="{tile}"/>', scale * 0.66, 24 * 0.17
    shift = f"translate({inset:.3f} {inset:.3f}) scale({scale:.5f}) translate({-left:g} {-top:g})"
    svg = (
        f'<svg xmlns="{_NAMESPACE}" width="24" height="24" viewBox="0 0 24 24">{back}'
        f'<g transform="{shift}"{attributes}>{inner}</g></svg>'
    )
    return svg.replace("currentColor", ink).replace("currentcolor", ink).encode()
