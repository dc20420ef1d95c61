"""LibreOffice as tests use it: a file is opened, changed and saved by the program itself, without a window.

It opens the file and writes it as flat XML, the words are changed there, and it opens that and saves it under the first kind
again: so everything that it keeps or loses, turns into dates or formulas, or writes in its own way, is its own doing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FILTERS = {
    ".xlsx": ("fods", "xlsx:Calc MS Excel 2007 XML"),
    ".docx": ("fodt", "docx:MS Word 2007 XML"),
}
SECONDS = 120

here = pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("CI"), reason="LibreOffice is not here; script/test installs it"
)
"""Tests that need it. Where CI is set they never stand back: they fail."""


def convert(path: Path, to: str, folder: Path) -> Path:
    """Open a file in LibreOffice and save it as another kind (an ending, or an ending and a filter) in a folder."""
    profile = (folder / "profile").resolve().as_uri()
    program = shutil.which("soffice")
    assert program is not None, "LibreOffice is not here; script/test installs it"
    # The page engine hides the machine's fonts from its own process; LibreOffice needs some.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")}
    done = subprocess.run(
        [program, "--headless", f"-env:UserInstallation={profile}", "--convert-to", to, "--outdir", folder, path],
        env=surroundings, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False,
    )  # fmt: skip
    made = folder / f"{path.stem}.{to.partition(':')[0]}"
    assert made.is_file(), f"LibreOffice made nothing of {path.name}: {done.stdout}{done.stderr}"
    return made


def edited(data: bytes, ending: str, changes: dict[str, str], folder: Path) -> bytes:
    """A file after somebody has opened it in LibreOffice, changed some words, and saved it."""
    flat, back = FILTERS[ending]
    for part in ("a", "b", "c"):
        (folder / part).mkdir(parents=True)
    path = folder / "a" / f"ve{ending}"
    path.write_bytes(data)
    opened = convert(path, flat, folder / "b")
    text = opened.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    opened.write_text(text, encoding="utf-8")
    return convert(opened, back, folder / "c").read_bytes()
