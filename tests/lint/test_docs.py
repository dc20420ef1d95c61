"""Every rule has its page in docs/lint/, every page its rule, and what the pages show as bad and good is so."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import pytest

from bhxhcomm import lint
from bhxhcomm.content import workspace
from tests.lint.sample import COVER, DATE, FACTS, Files

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "lint"
EXAMPLE = re.compile(r"^```(?:yaml|po) (bad|good)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PO_HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def examples(code: str) -> dict[str, str]:
    return dict(EXAMPLE.findall((DOCS / f"{code}.md").read_text(encoding="utf-8")))


def files_with(example: str) -> Files:
    """The workspace with an example where it belongs: by its first word it is settings, facts, a cover or blocks."""
    if example.startswith("format: workspace/1"):
        return Files(settings=example)
    if example.startswith("facts:"):
        name = example.split("\n")[1].strip(" :")
        rest = re.sub(rf"^  {name}:\n(?:    .*\n)*", "", FACTS, flags=re.MULTILINE)
        return Files(facts=rest + example.removeprefix("facts:\n"))
    if example.startswith("cover:"):
        picture = indent(example, "      ")
        return Files(cover=picture)
    return Files(blocks=indent(example, "      "))


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {path.stem for path in DOCS.glob("*.md")} - {"README"} == set(lint.RULES)
    assert all((ROOT / rule.doc).is_file() for rule in lint.RULES.values())


def test_the_list_of_pages_is_whole() -> None:
    listed = re.findall(
        r"^\| \[`([a-z-]+)`\]\(\1\.md\) \| .+ \|$", (DOCS / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert listed == list(lint.RULES)


@pytest.mark.parametrize("code", lint.RULES)
def test_a_page_says_what_why_and_how(code: str) -> None:
    text = (DOCS / f"{code}.md").read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    assert headings[0].startswith(f"`{code}`: ")
    for heading in ("What it finds", "Why it matters", "How to mend it", "How to switch it off"):
        assert heading in headings
    assert set(examples(code)) == {"bad", "good"}


@pytest.mark.parametrize("code", lint.RULES)
@pytest.mark.parametrize("kind", ["bad", "good"])
def test_the_example_of_a_page_is_what_it_says(
    load: Callable[[Files], workspace.Workspace], tmp_path: Path, code: str, kind: str
) -> None:
    example = examples(code)[kind]
    load(Files(cover=COVER))
    if code in ("unused-picture", "missing-alt"):
        (tmp_path / "packs/vi-du/images/gia-dinh.svg").write_text(DRAWING, encoding="utf-8")
    if example.startswith("# packs/"):
        catalogue = tmp_path / example.partition("\n")[0].removeprefix("# ")
        catalogue.parent.mkdir(parents=True)
        catalogue.write_text(PO_HEADER + example, encoding="utf-8")
        glossary = tmp_path / "locales/glossary/ede.csv"
        glossary.parent.mkdir(parents=True)
        glossary.write_text("term,rendering,source\nÊ Đê,Êđê,tên gọi chính thức\n", encoding="utf-8")
        example = ""
    if example.startswith("format: review/1"):
        (tmp_path / "review.yaml").write_text(example, encoding="utf-8")
        example = ""
    found = lint.run(load(files_with(example) if example else Files()), DATE, today=dt.date(2025, 7, 2))
    assert (code in {problem.code for problem in found}) is (kind == "bad"), example
