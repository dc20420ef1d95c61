"""Themes are small sets of tokens: the high-contrast one holds what its name says, and a pale one is caught by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bhxhcomm.core import resources
from bhxhcomm.page.html import style
from bhxhcomm.page.pdf import render_document
from tests.page.example_documents import PACKS, VARIANTS, example

TEMPLATES = resources.folder("templates")


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("pack", PACKS[:2])
def test_high_contrast_reaches_seven_to_one_everywhere(pack: str, variant: str) -> None:
    rendered = render_document(example(pack, variant, theme="high-contrast", draft=True))
    assert rendered.problems == ()
    assert rendered.checks["contrast"] >= 7


def test_both_themes_name_the_same_colours() -> None:
    default, high = (
        style.tokens((TEMPLATES / "themes" / f"{name}.css").read_text(encoding="utf-8"))
        for name in ("default", "high-contrast")
    )
    assert {name for name, value in default.items() if value.startswith("#")} <= set(high)


def test_high_contrast_has_no_tint_below_text() -> None:
    high = style.tokens((TEMPLATES / "themes" / "high-contrast.css").read_text(encoding="utf-8"))
    assert {high[name] for name in ("paper", "tint", "brand-soft", "warm-soft", "good-soft")} == {"#ffffff"}


def themed(folder: Path, **colours: str) -> Path:
    """A folder with a default theme in which some colours are others."""
    css = (TEMPLATES / "themes" / "default.css").read_text(encoding="utf-8")
    for name, value in colours.items():
        css = re.sub(rf"--{name.replace('_', '-')}: #\w+", f"--{name.replace('_', '-')}: {value}", css)
    (folder / "themes").mkdir()
    (folder / "themes" / "default.css").write_text(css, encoding="utf-8")
    return folder


def test_a_theme_with_no_contrast_is_caught_with_its_colours_and_words(tmp_path: Path) -> None:
    folder = themed(tmp_path, ink="#c8c8c8", on_brand_soft="#0e5a7a")
    rendered = render_document(example("bhyt-hssv", "flyer"), template_folders=[folder])
    said = [problem.message for problem in rendered.problems if problem.code == "low-contrast"]
    assert not rendered.ok
    assert any("--ink #c8c8c8 on --paper #ffffff" in message for message in said)
    assert any(
        "--on-brand-soft #0e5a7a on --brand-deep #073f57" in message and "“mat_truoc”" in message for message in said
    )
    assert all("“" in message for message in said)


def test_a_theme_may_leave_out_all_but_colours(tmp_path: Path) -> None:
    rendered = render_document(example("bhyt-hssv", "flyer"), template_folders=[themed(tmp_path, brand="#5a0b5a")])
    assert rendered.problems == ()
