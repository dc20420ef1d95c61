"""What the build adds to the source: the compiled catalogues of the interface, and the shipped folders in the wheel.

Runs as the hook of hatchling. `python hatch_build.py` compiles the catalogues alone: script/bootstrap does so when one
of them has changed.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUES = "locales/interface/*/LC_MESSAGES/*.po"
SHIPPED = ("templates", "locales", "assets")
EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def compile_catalogues(root: Path) -> list[Path]:
    """Write the `.mo` file beside each `.po` file of the interface. The same text gives the same bytes."""
    compiled = []
    for source in sorted(root.glob(CATALOGUES)):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], domain=source.stem, abort_invalid=True)
        # Babel stamps the clock where the header names no date.
        catalogue.creation_date = catalogue.revision_date = EPOCH
        target = source.with_suffix(".mo")
        unfinished = target.with_suffix(f".mo.{os.getpid()}")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(target)
        compiled.append(target)
    return compiled


class ShippedFolders(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the catalogues, and puts `templates/`, `locales/` and `assets/` under `bhxhcomm/data/` in a wheel.

    An editable install reads them from the checkout (`bhxhcomm/core/resources.py` knows both), so it gets no copy.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        compile_catalogues(root)
        if version == "editable":
            return
        for name in SHIPPED:
            build_data["force_include"][str(root / name)] = f"bhxhcomm/data/{name}"


if __name__ == "__main__":
    compile_catalogues(Path(__file__).resolve().parent)
