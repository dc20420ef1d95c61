"""The way through Weblate: what goes out passes the checks of translate-toolkit, which Weblate is built on; what is damaged
there fails them, and is refused here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bhxhcomm.exchange import po_reading, xliff_reading
from tests.exchange.test_three_way import EDITS, sent
from tests.translation.office import SALARY, SENTENCES, codes, held, made_up, make_office, translate

CHECKS = "variables,pythonbraceformat,numbers,urls,brackets,doublespacing,newlines,tabs,validchars,untranslated"
HAI = SENTENCES["hai"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A translated office."""
    made = make_office(tmp_path_factory.mktemp("weblate") / "van-phong")
    translate(made)
    return made


def failures(data: bytes, format: str, folder: Path) -> str:
    """What pofilter writes of a file: the texts that fail, each with the name of the check."""
    given, found = folder / f"gui.{format}", folder / f"loi.{format}"
    given.write_bytes(data)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from translate.filters.pofilter import main; main()",
            "--progress=none",
            *(f"--test={name}" for name in CHECKS.split(",")),
            str(given),
            str(found),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return found.read_text(encoding="utf-8") if found.is_file() else ""


@pytest.mark.parametrize("format", ["po", "xliff"])
def test_what_goes_out_passes_every_check(format: str, root: Path, tmp_path: Path) -> None:
    assert failures(sent(root, format), format, tmp_path) == ""


DAMAGED = {
    "a figure lost": (SALARY, made_up("Lương cơ sở là"), "placeholder-lost"),
    "a figure renamed": (SALARY, made_up(SALARY).replace("luong_co_so", "luong"), "placeholder-lost"),
    "another number": (HAI, made_up(HAI).replace("15", "16"), "digits-changed"),
    "another address": (HAI, made_up(HAI).replace("vn/a", "vn/b"), "link-changed"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_fails_there_is_refused_here(name: str, root: Path, tmp_path: Path) -> None:
    source, words, code = DAMAGED[name]
    data = EDITS["po"](sent(root, "po"), {source: words})
    assert "(pofilter)" in failures(data, "po", tmp_path)
    assert code in codes(held(root, po_reading.read(data, "ve.po")))
    data = EDITS["xliff"](sent(root, "xliff"), {source: words})
    assert code in codes(held(root, xliff_reading.read(data, "ve.xliff")))
