"""What every process of a watched build needs and none has of its workspace: loaded once, before they are forked.

A round that begins cold spends a third of its time on it: importing what makes the files, building the shapes against which
content is checked, compiling templates, taking the digest of the program.
"""

from __future__ import annotations

from importlib import import_module

from pydantic import BaseModel

from bhxhcomm.build import fingerprint, output
from bhxhcomm.build.export import libraries
from bhxhcomm.materials import loading
from bhxhcomm.page import html, twin

_MAKERS = ("filelock", *(f"bhxhcomm.page.{name}" for name in ("pdf", "press", "docx", "screen", "pixels")))
"""Modules that are imported only where something is made."""


def load() -> None:
    """Load all of it. Nothing is read but what ships with bhxhcomm and its libraries."""
    shapes: list[type[BaseModel]] = [*loading.shapes().values(), output.Output]
    for shape in shapes:
        shape.model_rebuild()
    fingerprint.program()
    fingerprint.native_versions()
    fingerprint.versions(libraries())
    for name in _MAKERS:
        import_module(name)
    html.warm_up()
    twin.warm_up()
