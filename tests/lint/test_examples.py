"""The examples keep the rules that they teach."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm import lint
from bhxhcomm.materials import loading

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the examples are not beside these tests")
def test_lint_has_nothing_to_say_of_the_examples() -> None:
    found = loading.load(EXAMPLES)
    assert found.packs
    assert found.settings.as_of is not None
    assert [str(problem) for problem in lint.run(found, found.settings.as_of)] == []
