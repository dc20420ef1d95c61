"""What a JSON Schema may change under the same version of its contract: fields may be added, that is all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def broken(before: Schema, after: Schema) -> list[str]:
    """What a reader of the earlier schema can no longer rely on, each with its place."""
    return list(_broken(before, after, before, after, "", frozenset()))


def _broken(
    before: Schema, after: Schema, old: Schema, new: Schema, place: str, seen: frozenset[tuple[str, str]]
) -> Iterator[str]:
    here = (str(before.get("$ref", "")), str(after.get("$ref", "")))
    if any(here) and here in seen:
        return
    seen |= {here}
    before, after = _resolved(before, old), _resolved(after, new)
    was, now = _types(before), _types(after)
    if was and was != now:
        yield f"{place or 'it'} was {_named(was)}, and is {_named(now)}"
        return
    if (gone := _values(before) - _values(after)) and _values(before):
        yield f"{place or 'it'} is never {', '.join(sorted(map(repr, gone)))} any more"
    fields: Mapping[str, Schema] = after.get("properties", {})
    for name, part in before.get("properties", {}).items():
        field = f"{place}.{name}" if place else name
        if name not in fields:
            yield f"{field} is gone"
            continue
        if name in before.get("required", ()) and name not in after.get("required", ()):
            yield f"{field} may be missing now"
        yield from _broken(part, fields[name], old, new, field, seen)
    for key, mark in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(before.get(key), Mapping) and isinstance(after.get(key), Mapping):
            yield from _broken(before[key], after[key], old, new, place + mark, seen)
    for one, other in zip(before.get("anyOf", ()), after.get("anyOf", ()), strict=False):
        yield from _broken(one, other, old, new, place, seen)


def _resolved(part: Schema, whole: Schema) -> Schema:
    name = part.get("$ref")
    return whole["$defs"][name.rpartition("/")[2]] if name else part


def _types(part: Schema) -> frozenset[str]:
    given = part.get("type")
    if given is None:
        return frozenset(kind for one in part.get("anyOf", ()) for kind in (_types(one) or {"object"}))
    return frozenset([given] if isinstance(given, str) else given)


def _values(part: Schema) -> set[Any]:
    return {part["const"]} if "const" in part else set(part.get("enum", ()))


def _named(types: frozenset[str]) -> str:
    return " or ".join(sorted(types)) or "anything"
