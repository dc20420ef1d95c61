"""Workspaces to work on, and messages in the language that the tests expect."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import PACK, TRIFOLD, copy_of_examples, run


@pytest.fixture(autouse=True)
def plain_surroundings() -> Iterator[None]:
    """Messages in English, and nothing set that would choose a workspace, a date or a folder."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("BHXHCOMM_")]:
            environment.delenv(name)
        environment.setenv("BHXHCOMM_LANG", "en")
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of the examples, to be changed at will. Nobody has approved anything in it."""
    return copy_of_examples(tmp_path / "vi-du")


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the examples that tests only read."""
    return copy_of_examples(tmp_path_factory.mktemp("doc") / "vi-du")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the examples in which one pack was built for all offices. Tests only read it."""
    root = copy_of_examples(tmp_path_factory.mktemp("da-lam") / "vi-du")
    done = run("leaflet", "build", PACK, *TRIFOLD, "--office", "all", "-q", cwd=root)
    assert done.status == 0, done.err
    return root
