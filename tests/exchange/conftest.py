"""The same surroundings as for tests of the command line, and a small workspace to translate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import plain_surroundings
from tests.translation.office import make_office

__all__ = ["plain_surroundings"]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A workspace with one pack of ten texts, to be changed at will."""
    return make_office(tmp_path / "van-phong")


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, which tests only read."""
    return make_office(tmp_path_factory.mktemp("doc") / "van-phong")
