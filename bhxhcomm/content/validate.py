"""From nodes to shapes: run a schema over a file's nodes and turn every finding into a problem with its place."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bhxhcomm.content.nodes import Mapping, Scalar, Sequence, child, place_of
from bhxhcomm.content.pack import BLOCK_KEYS
from bhxhcomm.content.segment import SEGMENT_KEYS
from bhxhcomm.content.shapes import Shape, nearest_hint
from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import NOWHERE, Place, Problems
from bhxhcomm.language.nearest import nearest

AnyShape = TypeVar("AnyShape", bound=Shape)


def validate(schema: type[AnyShape], node: Mapping, problems: Problems) -> AnyShape | None:
    """The shape that a file's nodes describe, or None after reporting everything that is wrong with them."""
    try:
        return schema.model_validate(node)
    except ValidationError as exc:
        for details in exc.errors(include_url=False):
            _report(details, schema, node, problems)
        return None


def without_refused(schema: type[AnyShape], node: Mapping) -> AnyShape | None:
    """What is left of a file when all that its schema refuses is taken out, so that the rest can be checked as well.

    A key that must be there, and an item of a list, is filled in with a word that stands `NOWHERE`; where that does not
    fit, the item or whatever needs the key goes too. None where nothing is left. Nothing is reported: `validate` has done so.
    """
    left = _copy(node)
    filled: dict[tuple[int, str], int] = {}
    """How often each missing key was filled in, by the mapping that lacks it."""
    for _round in range(_ROUNDS):
        try:
            return schema.model_validate(left)
        except ValidationError as exc:
            found = exc.errors(include_url=False)
        gone: dict[tuple[int, int | str], Mapping | Sequence] = {}
        for details in found:
            trail = _trail(left, details["loc"])
            if details["type"] == "missing":
                holder = trail[-1][0][trail[-1][1]] if trail else left
                key = str(details["loc"][-1])
                tried = filled.get((id(holder), key), 0)
                if isinstance(holder, Mapping) and tried < len(_FILLINGS):
                    holder[key] = _FILLINGS[tried]()
                    filled[id(holder), key] = tried + 1
                    continue
            if not trail:
                return None
            container, step = trail[-1]
            if isinstance(container, Sequence) and getattr(container[int(step)], "place", NOWHERE) != NOWHERE:
                container[int(step)] = _FILLINGS[0]()
            else:
                gone[id(container), step] = container
        for (_id, step), container in sorted(gone.items(), key=lambda item: _deepest_first(item[0][1])):
            if isinstance(container, Mapping):
                container.pop(str(step), None)
            elif isinstance(step, int) and step < len(container):
                del container[step]
    return None


def sound_items(node: Mapping, key: str, schema: type[Shape]) -> Mapping:
    """The same file, with only those things in the mapping under a key that the schema accepts whole."""
    left: Mapping = _copy(node)
    items = left.get(key)
    if isinstance(items, Mapping):
        for name in list(items):
            try:
                schema.model_validate(items[name])
            except ValidationError:
                del items[name]
    return left


_ROUNDS = 12
"""How often a file may lose something: each round lets an outer thing go that an inner one was needed for."""
_FILLINGS: tuple[Callable[[], Scalar | Mapping], ...] = (lambda: Scalar("x", NOWHERE), lambda: Mapping(NOWHERE))


def _deepest_first(step: int | str) -> int:
    """The last items of a list go first, so that the others keep their numbers."""
    return -step if isinstance(step, int) else 0


def _copy(node: Any) -> Any:
    """The same nodes in new containers."""
    if isinstance(node, Mapping):
        mapping = Mapping(node.place, flow=node.flow)
        mapping.keys_at = node.keys_at
        mapping.update((key, _copy(value)) for key, value in node.items())
        return mapping
    if isinstance(node, Sequence):
        sequence = Sequence(node.place)
        sequence.extend(_copy(item) for item in node)
        return sequence
    return node


def _trail(node: Any, path: tuple[int | str, ...]) -> list[tuple[Any, int | str]]:
    """The containers that a location leads through, each with the step taken; names of alternatives are no steps."""
    trail: list[tuple[Any, int | str]] = []
    for step in path:
        inside = isinstance(node, Mapping) and step in node
        if inside or (isinstance(node, Sequence) and isinstance(step, int) and step < len(node)):
            trail.append((node, step))
            node = node[step]
    return trail


def check_format(node: Mapping, known: str, problems: Problems) -> bool:
    """Whether the file says that it is of a format and version that this version of bhxhcomm reads."""
    kind = known.split("/")[0]
    written = node.get("format")
    if written is None:
        problems.error(
            "format-missing",
            _("the line `format: {known}` is missing").format(known=known),
            Place(node.place.path, 1, 1),
            _("write it as the first line"),
        )
        return False
    if written == known:
        return True
    place = place_of(node, ("format",), node.place)
    if str(written).split("/")[0] == kind:
        problems.error(
            "format-version",
            _("`{written}` is a version that this bhxhcomm does not know").format(written=written),
            place,
            _("it reads {known}: install a newer bhxhcomm, or correct the line").format(known=known),
        )
    else:
        problems.error(
            "format-wrong",
            _("`{written}` does not belong here").format(written=written),
            place,
            _("a file in this place begins with `format: {known}`").format(known=known),
        )
    return False


def _report(details: ErrorDetails, schema: type[Shape], node: Mapping, problems: Problems) -> None:
    kind, path = details["type"], details["loc"]
    place = place_of(node, path, node.place)
    if path and path[-1] == "[key]":
        path = path[:-1]
        place = _key_place(node, path, place)
    last = str(path[-1]) if path else ""
    if kind == "bhxhcomm":
        context = details["ctx"]
        problems.error(context["code"], context["text"], context.get("place") or place, context["hint"])
        problems.extend(context.get("others", ()))
    elif kind == "missing":
        problems.error(
            "missing-key",
            _("`{key}` is missing").format(key=last),
            place_of(node, path[:-1], node.place),
            _("add a line `{key}: …`").format(key=last),
        )
    elif kind == "extra_forbidden":
        known = _known_keys(schema, path[:-1])
        problems.error(
            "unknown-key",
            _("`{key}` is not known here").format(key=last),
            _key_place(node, path, place),
            nearest_hint(last, known),
        )
    elif kind in ("union_tag_not_found", "union_tag_invalid") and "segments" in path:
        problems.error(
            "unknown-segment",
            _("this is no kind of segment that is known"),
            place,
            _segment_hint(details["input"]),
        )
    elif kind in ("union_tag_not_found", "union_tag_invalid"):
        problems.error(
            "unknown-block",
            _("this is no kind of block that is known"),
            place,
            _block_hint(details["input"]),
        )
    elif kind in ("literal_error", "enum"):
        expected = str(details.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        problems.error(
            "unknown-value",
            _("`{value}` is not one of the values known here").format(value=details["input"]),
            place,
            nearest_hint(str(details["input"]), expected.split(", ")),
        )
    elif kind in ("list_type", "tuple_type"):
        problems.error(
            "not-a-list", _("a list is expected here"), place, _("write one line for each item, beginning with `- `")
        )
    elif kind in ("dict_type", "model_type", "model_attributes_type", "mapping_type"):
        hint = _("write one line for each, indented below this one")
        problems.error("not-a-mapping", _("lines of the form `key: value` are expected here"), place, hint)
    elif kind in ("too_short", "too_long"):
        context = details.get("ctx", {})
        if kind == "too_short":
            message, limit = _("this list has too few items: {count}, and at least {limit}"), context.get("min_length")
        else:
            message, limit = _("this list has too many items: {count}, and at most {limit}"), context.get("max_length")
        problems.error(
            "wrong-length",
            message.format(count=context.get("actual_length"), limit=limit),
            place,
            _("one line for each item, beginning with `- `"),
        )
    else:
        problems.error("wrong-value", _("this value is not right: {why}").format(why=details["msg"]), place)


def _block_hint(block: object) -> Message:
    """Which block was most likely meant: the one whose key is nearest, a paragraph for bare words, else all of them."""
    if isinstance(block, Scalar):
        return _("a paragraph is written `- text: …`")
    for key in block if isinstance(block, Mapping) else ():
        if nearest(key, BLOCK_KEYS):
            return nearest_hint(key, BLOCK_KEYS)
    if isinstance(block, Mapping) and len(block) == 1:
        ((key, value),) = block.items()
        if isinstance(value, Scalar) and not key.isascii():
            return _("write: {line}").format(line=f'- text: "{key}: {value}"')
    return _("a block begins with one of: {names}").format(names=", ".join(BLOCK_KEYS))


def _segment_hint(segment: object) -> Message:
    """Which segment was most likely meant: the one whose key is nearest, else all of them."""
    if isinstance(segment, Scalar):
        return _("words that are spoken are written `- {{id: mo-dau, speech: …}}`").format()
    for key in segment if isinstance(segment, Mapping) else ():
        if nearest(key, SEGMENT_KEYS):
            return nearest_hint(key, SEGMENT_KEYS)
    return _("a segment has one of: {names}").format(names=", ".join(SEGMENT_KEYS))


def _key_place(node: Mapping, path: tuple[int | str, ...], fallback: Place) -> Place:
    """The place of the key itself, for a key that should not be there."""
    parent: Any = node
    for step in path[:-1]:
        parent = child(parent, step)
    if isinstance(parent, Mapping):
        return parent.keys_at.get(str(path[-1]), fallback)
    return fallback


@cache
def _json_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a kind of file, worked out once: that of a pack takes a tenth of a second."""
    return schema.model_json_schema()


def _known_keys(schema: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The keys that the schema knows at a location, found by walking its JSON Schema."""
    document = _json_schema(schema)
    definitions = document.get("$defs", {})
    found: list[dict[str, Any]] = [document]
    for step in path:
        following: list[dict[str, Any]] = []
        for part in found:
            for option in _options(part, definitions):
                if isinstance(step, int) and "items" in option:
                    following.append(option["items"])
                elif isinstance(step, str) and step in option.get("properties", {}):
                    following.append(option["properties"][step])
                elif isinstance(step, str) and isinstance(option.get("additionalProperties"), dict):
                    following.append(option["additionalProperties"])
                elif isinstance(step, str) and option.get("patternProperties"):
                    following.extend(option["patternProperties"].values())
                elif isinstance(step, str) and option.get("x-kind") == step:
                    following.append(option)
        found = following or found
    keys: list[str] = []
    for part in found:
        for option in _options(part, definitions):
            keys.extend(key for key in option.get("properties", {}) if key not in keys)
    return keys


def _options(part: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    """The alternatives that a part of a JSON Schema stands for, with references followed."""
    if "$ref" in part:
        return _options(definitions[part["$ref"].rsplit("/", 1)[-1]], definitions)
    options: list[dict[str, Any]] = []
    for several in ("anyOf", "oneOf", "allOf"):
        for option in part.get(several, ()):
            options.extend(_options(option, definitions))
    return options or [part]
