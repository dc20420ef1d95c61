"""What is printed with `--json`."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import to_json

from bhxhcomm.cli.console import json_of

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(st.dictionaries(st.text(), VALUES, max_size=6))
def test_an_object_told_item_by_item_is_the_same_text(value: dict[str, Any]) -> None:
    assert "".join(json_of(value)) == to_json(value, indent=2).decode()
    assert json.loads("".join(json_of(value))) == json.loads(json.dumps(value))
