"""What is printed with `--json`, and what is logged with `-v`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import to_json

from bhxhcomm.cli.console import json_of
from tests.cli.program import run

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(st.dictionaries(st.text(), VALUES, max_size=6))
def test_an_object_told_item_by_item_is_the_same_text(value: dict[str, Any]) -> None:
    assert "".join(json_of(value)) == to_json(value, indent=2).decode()
    assert json.loads("".join(json_of(value))) == json.loads(json.dumps(value))


def test_verbose_logs_with_the_names_of_modules_and_only_where_it_is_asked_for(examples: Path) -> None:
    plain = run("facts", "list", cwd=examples)
    told = run("facts", "list", "-v", cwd=examples)
    assert (told.status, told.out) == (plain.status, plain.out)
    (line,) = (line for line in told.err.splitlines() if line.startswith("bhxhcomm."))
    assert re.fullmatch(
        r"bhxhcomm\.content\.loading\.workspace_loader: vi-du: \d+ packs, \d+ facts, 3 offices read in \d+\.\d\d s",
        line,
    )
    assert "bhxhcomm." not in plain.err
    assert "bhxhcomm." not in run("facts", "list", cwd=examples).err


def test_with_json_the_log_stays_on_standard_error(examples: Path) -> None:
    done = run("facts", "list", "--json", "-vv", cwd=examples)
    assert json.loads(done.out)
    assert "bhxhcomm.content.loading.workspace_loader: " in done.err
