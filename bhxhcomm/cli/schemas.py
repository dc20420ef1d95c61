"""The JSON Schemas of all files of a workspace, with descriptions in Vietnamese, and of the JSON that others read."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from bhxhcomm.cli import contracts
from bhxhcomm.core.i18n import catalogue

NAMES = ("pack", "facts", "office", "workspace", "review", "recording", "lexicon", "preset", "output")
CONTRACTS = contracts.NAMES
"""What has a schema beside them: answers of commands and files for others, each with its version."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one kind of file, or of a contract. KeyError for a name that is not here."""
    if name == contracts.BUILDS:
        name = "output"
    if name not in NAMES:
        return {"$schema": DIALECT, **contracts.schema(name)}
    document = model(name).model_json_schema(by_alias=True)
    translated: dict[str, Any] = _translated(document)
    return {"$schema": DIALECT, **translated}


def model(name: str) -> type[BaseModel]:
    """The shape of one kind of file. KeyError for a name that is not in `NAMES`."""
    from bhxhcomm.ledger.output import Output
    from bhxhcomm.materials.loading import shapes

    models: dict[str, type[BaseModel]] = {**shapes(), "output": Output}
    return models[name]


def _translated(part: Any) -> Any:
    """The same schema in Vietnamese; texts of our classes that no user needs are left out."""
    if isinstance(part, list):
        return [_translated(item) for item in part]
    if not isinstance(part, dict):
        return part
    words = catalogue("vi")
    result = {}
    for key, value in part.items():
        # Titles and the descriptions of whole classes are notes for programmers.
        if isinstance(value, str) and (key == "title" or (key == "description" and "properties" in part)):
            continue
        if key == "description" and isinstance(value, str):
            result[key] = words.gettext(" ".join(value.split()))
        else:
            result[key] = _translated(value)
    return result
