"""SECURITY.md: its table of contents is whole, and every section that says what nobody can do names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.checkout
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """What each section says, by its heading, in their order."""
    return dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", text, re.MULTILINE))


def anchor(heading: str) -> str:
    """The address of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_table_of_contents_names_every_section_in_its_order(text: str) -> None:
    listed = re.findall(r"^- \[(.+)\]\(#(.+)\)$", text, re.MULTILINE)
    assert listed == [(heading, anchor(heading)) for heading in sections(text)]


def test_every_section_names_its_tests(text: str) -> None:
    without = [heading for heading, said in sections(text).items() if "cannot" in said and "\nTests: " not in said]
    assert without == []


def test_every_file_that_is_named_is_there(text: str) -> None:
    named = re.findall(r"`((?:tests|core)/[\w/]+(?:\.py)?)`|\]\(((?!#)[\w./-]+)\)", text)
    assert len(named) > len(sections(text))
    paths = [code or link for code, link in named]
    assert [path for path in paths if not any((ROOT / above / path).exists() for above in ("", "bhxhcomm"))] == []
