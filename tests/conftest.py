"""What all tests share: a language for messages, a steady Hypothesis, and small workspaces made for the purpose."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bhxhcomm import i18n

TESTS = Path(__file__).resolve().parent
SOUND = TESTS / "broken" / "sound"

settings.register_profile(
    "steady", derandomize=True, deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Messages as they stand in the code."""
    monkeypatch.setenv("BHXHCOMM_LANG", "en")
    i18n.catalogue.cache_clear()
    yield
    i18n.catalogue.cache_clear()


@pytest.fixture(scope="session")
def examples() -> Path:
    """The workspace of examples that lies beside the tests."""
    return TESTS.parent / "examples"


@pytest.fixture
def workspace_with(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Make a copy of the small sound workspace, with some of its files written anew."""

    def make(files: Mapping[str, str]) -> Path:
        root = tmp_path / "van-phong"
        if not root.exists():
            shutil.copytree(SOUND, root)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return root

    return make
