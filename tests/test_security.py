"""SECURITY.md: its table of contents is whole, and every section that says what nobody can do names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", TEXT, re.MULTILINE))


def anchor(heading: str) -> str:
    """The address of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_table_of_contents_names_every_section_in_its_order() -> None:
    listed = re.findall(r"^- \[(.+)\]\(#(.+)\)$", TEXT, re.MULTILINE)
    assert listed == [(heading, anchor(heading)) for heading in SECTIONS]


def test_every_section_names_its_tests() -> None:
    without = [heading for heading, said in SECTIONS.items() if "cannot" in said and "\nTests: " not in said]
    assert without == []


def test_every_file_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:tests|core)/[\w/]+(?:\.py)?)`|\]\(((?!#)[\w./-]+)\)", TEXT)
    assert len(named) > len(SECTIONS)
    paths = [code or link for code, link in named]
    assert [path for path in paths if not any((ROOT / above / path).exists() for above in ("", "bhxhcomm"))] == []
