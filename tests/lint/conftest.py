"""A small workspace to put words into, and what lint says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bhxhcomm import lint
from bhxhcomm.content import workspace
from bhxhcomm.core.problems import Problem
from bhxhcomm.materials import loading
from tests.lint.sample import DATE, Files


@pytest.fixture(autouse=True, scope="package")
def messages_in_english() -> Iterator[None]:
    """Messages in the language of the code, whatever the machine's own."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BHXHCOMM_LANG", "en")
        yield


@pytest.fixture
def load(tmp_path: Path) -> Callable[[Files], workspace.Workspace]:
    """Write a workspace of one pack, read it, and see that nothing is wrong with it but what lint may say."""

    def write(files: Files) -> workspace.Workspace:
        for name, text in (
            ("bhxhcomm.yaml", files.settings),
            ("facts/mau.yaml", files.facts),
            ("offices/tinh.yaml", files.office),
            ("packs/vi-du/pack.yaml", files.pack),
        ):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        images = tmp_path / "packs/vi-du/images"
        images.mkdir(exist_ok=True)
        return loading.load(tmp_path).checked()

    return write


@pytest.fixture
def say(load: Callable[[Files], workspace.Workspace]) -> Callable[..., list[Problem]]:
    """What one rule (or all, without a code) says of a text, which stands in quotes as the first block of the pack."""

    def run(text: str, code: str = "", **parts: str) -> list[Problem]:
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        files = Files(**{"blocks": f'      - text: "{quoted}"\n', **parts})
        found = lint.run(load(files), DATE)
        return [problem for problem in found if not code or problem.code == code]

    return run
