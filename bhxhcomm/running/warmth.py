"""What every process of a watched build needs and none has of its workspace: loaded once, before they are forked.

A round that begins cold spends a third of its time on it: importing what makes the files, building the shapes against which
content is checked, compiling templates, taking the digest of the program.
"""

from __future__ import annotations

from pydantic import BaseModel

from bhxhcomm.ledger import output
from bhxhcomm.making import fingerprint
from bhxhcomm.making.export import libraries
from bhxhcomm.materials import loading
from bhxhcomm.page.html import source
from bhxhcomm.page.twin import twin


def load() -> None:
    """Load all of it. Nothing is read but what ships with bhxhcomm and its libraries."""
    shapes: list[type[BaseModel]] = [*loading.shapes().values(), output.Output]
    for shape in shapes:
        shape.model_rebuild()
    fingerprint.program()
    fingerprint.native_versions()
    fingerprint.versions(libraries())
    # These are imported only where something is made, and bring their libraries with them.
    import filelock

    from bhxhcomm.page import pdf, word
    from bhxhcomm.page.pictures import pixels, screen
    from bhxhcomm.page.press import separation

    _loaded = filelock, pdf, pixels, screen, separation, word
    source.warm_up()
    twin.warm_up()
