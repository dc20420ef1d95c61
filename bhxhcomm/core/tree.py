"""The one walk through composed values: dataclasses and tuples inside each other, in the order of fields and items.

What is looked for is told by a predicate; what it holds of is not looked into. Everything else that is no dataclass, tuple or
list is a leaf.

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True)
... class Box:
...     name: str
...     inside: tuple
>>> box = Box("a", (Box("b", ()), 3))
>>> instances(box, str)
['a', 'b']
>>> placed(box, is_a(str))
[(('name',), 'a'), (('inside', 'name'), 'b')]
>>> mapped(box, is_a(int), lambda number: number + 1)
Box(name='a', inside=(Box(name='b', inside=()), 4))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeGuard, TypeVar

T = TypeVar("T")
Place = tuple[str, ...]
"""The names of the fields that lead to a value, from the outermost; the numbers of items are no part of it."""


_names: dict[type, tuple[str, ...]] = {}
_compared: dict[type, tuple[str, ...]] = {}


def field_names(kind: type[Any]) -> tuple[str, ...]:
    """The names of the fields of a dataclass, in order; none for any other type. Each type is asked once."""
    names = _names.get(kind)
    if names is None:
        names = _names[kind] = tuple(part.name for part in fields(kind)) if is_dataclass(kind) else ()
    return names


def compared_names(kind: type[Any]) -> tuple[str, ...]:
    """Those of the fields by which two of a dataclass are equal."""
    names = _compared.get(kind)
    if names is None:
        names = _compared[kind] = (
            tuple(part.name for part in fields(kind) if part.compare) if is_dataclass(kind) else ()
        )
    return names


def is_a(kind: type[T]) -> Callable[[object], TypeGuard[T]]:
    """The predicate of being of a type."""

    def holds(value: object) -> TypeGuard[T]:
        return isinstance(value, kind)

    return holds


def found(value: object, wanted: Callable[[object], TypeGuard[T]], without: frozenset[str] = frozenset()) -> list[T]:
    """Every value of which `wanted` holds, in order. Fields named in `without` are left out, of whatever dataclass."""
    result: list[T] = []

    def look(value: object) -> None:
        if wanted(value):
            result.append(value)
        elif isinstance(value, tuple | list):
            for item in value:
                look(item)
        else:
            for name in field_names(value.__class__):
                if name not in without:
                    look(getattr(value, name))

    look(value)
    return result


def instances(value: object, kind: type[T]) -> list[T]:
    """Every value of a type, in order: `found` of what is most often looked for, without a call for each value."""
    result: list[T] = []

    def look(value: object) -> None:
        if isinstance(value, kind):
            result.append(value)
        elif isinstance(value, tuple | list):
            for item in value:
                look(item)
        else:
            for name in field_names(value.__class__):
                look(getattr(value, name))

    look(value)
    return result


def placed(value: object, wanted: Callable[[object], TypeGuard[T]], place: Place = ()) -> list[tuple[Place, T]]:
    """Every value of which `wanted` holds, with its place, in order."""
    return list(_placed(value, wanted, place))


def _placed(value: object, wanted: Callable[[object], TypeGuard[T]], place: Place) -> Iterator[tuple[Place, T]]:
    if wanted(value):
        yield place, value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _placed(item, wanted, place)
    else:
        for name in field_names(value.__class__):
            yield from _placed(getattr(value, name), wanted, (*place, name))


def mapped(value: Any, wanted: Callable[[object], TypeGuard[T]], change: Callable[[T], Any]) -> Any:
    """The same value with everything changed of which `wanted` holds. A part in which nothing changes stays the same object."""
    if wanted(value):
        return change(value)
    if isinstance(value, tuple):
        items = tuple([mapped(item, wanted, change) for item in value])
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    changed = {}
    for name in field_names(value.__class__):
        old = getattr(value, name)
        new = mapped(old, wanted, change)
        if new is not old:
            changed[name] = new
    return replace(value, **changed) if changed else value
