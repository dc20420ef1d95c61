"""Pages for officers in Vietnamese: linked from README.vi.md, true to their English twins in codes and links, in NFC."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from bhxhcomm.content.chain import SignerShape

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).resolve().parents[1]

FOLDER = ROOT / "docs" / "vi"
PAGES = sorted(path.name for path in FOLDER.glob("*.md"))
CODE = re.compile(r"`((?:spoken|lexicon|template|style|text(?!-indent)|path|panel|type|low|reading)-[a-z-]+)`")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_an_officer_finds_each_page_from_the_vietnamese_readme() -> None:
    assert PAGES == ["approval.md", "spoken.md", "templates.md", "translations.md"]
    assert [name for name in PAGES if f"](docs/vi/{name})" not in text(ROOT / "README.vi.md")] == []


@pytest.mark.parametrize("name", PAGES)
def test_its_links_lead_somewhere_and_its_letters_are_whole(name: str) -> None:
    page = text(FOLDER / name)
    assert unicodedata.is_normalized("NFC", page)
    links = re.findall(r"\]\(([^)#]+)", page)
    assert links
    assert [link for link in links if not (FOLDER / link).is_file()] == []


@pytest.mark.parametrize("name", ["spoken.md", "templates.md"])
def test_it_names_the_codes_that_its_english_twin_names(name: str) -> None:
    assert set(CODE.findall(text(FOLDER / name))) == set(CODE.findall(text(ROOT / "docs" / name)))


def test_it_names_every_form_of_signing_for_somebody_and_every_option_that_is_there() -> None:
    page = text(FOLDER / "approval.md")
    forms = re.findall(r"^\| `([A-Z]+)` \|", page, re.MULTILINE)
    annotation = str(SignerShape.model_fields["acting"].annotation)
    assert set(forms) == set(re.findall(r"'([A-Z]+)'", annotation))
    source = "".join(text(path) for path in sorted((ROOT / "bhxhcomm/cli").glob("*.py")))
    options = set(re.findall(r"(--[a-z][a-z-]*)", page))
    assert {option for option in options if f'"{option}"' not in source} == set()
