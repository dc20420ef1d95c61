"""`bhxhcomm schema`: JSON Schemas that are right, that speak Vietnamese, and that the examples obey."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bhxhcomm.core import resources
from tests.cli.program import EXAMPLES, run

pytestmark = pytest.mark.wheel

NAMES = ["pack", "facts", "office", "workspace", "review", "lexicon", "preset", "output"]
STARTER = resources.folder("assets") / "starter"


@cache
def schema(name: str) -> dict[str, Any]:
    return run("schema", name).object


class Editor(yaml.SafeLoader):
    """YAML as editors read it (version 1.2): days stay words."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def properties(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        for name, found in part.get("properties", {}).items():
            yield f"{path}/{name}", found
        for key, found in part.items():
            yield from properties(found, f"{path}/{key}")
    elif isinstance(part, list):
        for number, found in enumerate(part):
            yield from properties(found, f"{path}/{number}")


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_a_valid_json_schema_of_the_2020_dialect(name: str) -> None:
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_property_is_described(name: str) -> None:
    found = dict(properties(schema(name)))
    assert found
    assert [path for path, part in found.items() if not part.get("description")] == []


def files() -> list[tuple[str, Path]]:
    kinds = {
        "workspace": "bhxhcomm.yaml",
        "facts": "facts/*.yaml",
        "office": "offices/*.yaml",
        "pack": "packs/*/pack.yaml",
    }
    ours = [("preset", path) for path in sorted((resources.folder("assets") / "presets").glob("*.yaml"))]
    return ours + [
        (name, path) for root in (EXAMPLES, STARTER) for name, glob in kinds.items() for path in sorted(root.glob(glob))
    ]


@pytest.mark.parametrize(("name", "path"), files(), ids=lambda value: value if isinstance(value, str) else value.stem)
def test_the_files_that_we_ship_obey_their_schema(name: str, path: Path) -> None:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=Editor)
    jsonschema.validate(content, schema(name), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("workspace", {"format": "workspace/1", "nmae": "Tên"}),
        ("workspace", {"format": "workspace/9"}),
        ("facts", {"format": "facts/1", "facts": {"a": {"label": "A", "unit": "USD"}}}),
        ("office", {"format": "office/1", "facts": 3}),
        ("pack", {"format": "pack/1", "sections": [{"id": "a", "blocks": [{"txt": "Chữ"}]}]}),
        ("preset", {"format": "preset/1", "name": "A", "loudness": -3, "files": []}),
    ],
    ids=["unknown key", "unknown version", "unknown unit", "wrong type", "unknown block", "too loud"],
)
def test_a_file_that_would_not_be_read_does_not_obey_its_schema(name: str, content: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema(name), cls=jsonschema.Draft202012Validator)


def test_what_a_schema_prints_is_the_schema_and_nothing_else() -> None:
    done = run("schema", "output")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out) == run("schema", "output", "--json").object
