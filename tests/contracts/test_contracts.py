"""Every JSON that others read has a name and a version, and keeps what it has under that version.

What a contract promised when it was published lies in `published/` beside this, an example of each in `examples/`.
`RENEW=1 pytest tests/contracts` writes those of contracts that are new, and the examples.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bhxhcomm.cli import contracts
from tests.cli.conftest import plain_surroundings
from tests.cli.program import run
from tests.cli.test_help import COMMANDS
from tests.contracts.answers import answers, steady, workspace
from tests.contracts.compare import broken

__all__ = ["plain_surroundings"]

PUBLISHED = Path(__file__).parent / "published"
EXAMPLES = Path(__file__).parent / "examples"
OTHERS_DATA = frozenset({"doctor/1", "languages/1"})
"""What is on a machine, and in our own list of languages, is another thing tomorrow: of these the shape alone is held."""
RENEW = bool(os.environ.get("RENEW"))


def file_of(folder: Path, name: str) -> Path:
    return folder / f"{name.replace('/', '.')}.json"


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def closed(part: Any) -> Any:
    """A schema under which no field may be there that it does not name: what is new must be published too."""
    if isinstance(part, list):
        return [closed(item) for item in part]
    if not isinstance(part, dict):
        return part
    whole = {key: closed(item) for key, item in part.items()}
    return {"additionalProperties": False, **whole} if "properties" in part and "required" in part else whole


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, list[Any]]]:
    """What every command answers in a small workspace, by the names of the contracts."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BHXHCOMM_LANG", "en")
        folder = tmp_path_factory.mktemp("hop-dong")
        environment.setenv("XDG_DATA_HOME", str(folder / "data"))
        root = workspace(folder)
        told: dict[str, list[Any]] = {}
        for name, answer in answers(root):
            told.setdefault(name, []).append(answer)
    return root, told


def test_it_is_said_of_every_command_what_it_answers() -> None:
    assert set(contracts.ANSWERS) == set(COMMANDS)


def test_all_contracts_are_listed_and_each_is_a_json_schema() -> None:
    listed = run("schema", "--json").object["contracts"]
    assert listed == list(contracts.NAMES)
    for name in listed:
        schema = run("schema", name).object
        jsonschema.Draft202012Validator.check_schema(schema)
        assert run("schema", name.partition("/")[0]).object.get("properties", {}).keys() == schema["properties"].keys()


@pytest.mark.parametrize("name", contracts.NAMES)
def test_what_was_published_under_a_version_still_holds(name: str) -> None:
    """A field may be added. One that goes, or is of another kind, wants a new version."""
    path, today = file_of(PUBLISHED, name), contracts.schema(name)
    if RENEW and not path.exists():
        path.write_text(written(today), encoding="utf-8")
    assert path.exists(), f"{name} is new: publish it with RENEW=1 pytest tests/contracts"
    lost = broken(json.loads(path.read_text(encoding="utf-8")), today)
    kind, _slash, version = name.partition("/")
    assert not lost, (
        f"{name} breaks its promise: {'; '.join(lost)}. Keep the field, or make it {kind}/{int(version) + 1}: in "
        f"cli/contracts.py, where it is answered, in assets/contracts and docs/formats.md, with a line in CHANGELOG.md; "
        "then RENEW=1 pytest tests/contracts"
    )


@pytest.mark.slow
def test_every_contract_is_answered_as_it_is_published(found: tuple[Path, Mapping[str, list[Any]]]) -> None:
    told = found[1]
    assert set(contracts.NAMES) - told.keys() == set()
    for name, several in told.items():
        for answer in several:
            if name not in ("posts/1", "sound-report/1", "record/1", "register/1"):
                assert answer["format"] == name
            jsonschema.validate(answer, closed(contracts.schema(name)), cls=jsonschema.Draft202012Validator)


@pytest.mark.slow
def test_every_contract_has_an_example_that_is_still_answered(found: tuple[Path, Mapping[str, list[Any]]]) -> None:
    root, told = found
    for name, several in told.items():
        path, today = file_of(EXAMPLES, name), written(steady(several[0], root))
        if RENEW:
            path.write_text(today, encoding="utf-8")
        if name not in OTHERS_DATA:
            assert path.read_text(encoding="utf-8") == today, name


BEFORE: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": ["null", "string"]}, "c": {"$ref": "#/$defs/one"}},
    "required": ["a", "b"],
    "$defs": {"one": {"type": "object", "properties": {"x": {"enum": ["p", "q"]}}, "required": ["x"]}},
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"properties": {**BEFORE["properties"], "d": {"type": "string"}}}, []),
        ({"properties": {key: part for key, part in BEFORE["properties"].items() if key != "a"}}, ["a is gone"]),
        (
            {"properties": {**BEFORE["properties"], "a": {"type": ["integer", "null"]}}},
            ["a was integer, and is integer or null"],
        ),
        ({"properties": {**BEFORE["properties"], "b": {"type": "string"}}}, ["b was null or string, and is string"]),
        ({"required": ["b"]}, ["a may be missing now"]),
        (
            {"$defs": {"one": {"type": "object", "properties": {"x": {"enum": ["p"]}}}}},
            ["c.x is never 'q' any more", "c.x may"],
        ),
        ({"$defs": {"one": {"type": "object", "properties": {}}}}, ["c.x is gone"]),
    ],
)
def test_what_breaks_a_promise_is_named(change: dict[str, Any], says: list[str]) -> None:
    lost = broken(BEFORE, {**BEFORE, **change})
    assert len(lost) == len(says)
    assert all(any(line.startswith(start) for line in lost) for start in says)
