"""What follows from a loaded object alone, worked out once and kept as long as that object.

A module that works something out of a workspace or a pack has a `Memo` for it, with types of its own: nothing is put into
the loaded object, and nothing outlives it. Owners count by identity. What is kept must not hold its owner, or both stay for
ever; `tests/making/test_session.py` looks whether a workspace goes when nobody has it any more.

>>> class Loaded: pass
>>> lengths: Memo[Loaded, str, int] = Memo()
>>> loaded = Loaded()
>>> lengths.of(loaded, "lương", lambda: len("lương"))
5
>>> lengths.of(loaded, "lương", lambda: 1 // 0)
5
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

Owner = TypeVar("Owner")
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memo(Generic[Owner, Key, Value]):
    """Values by their owner, and by a key where an owner has several. Owners are weakly held."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Owner, dict[Key, Value]] = WeakKeyDictionary()

    def of(self, owner: Owner, key: Key, work_out: Callable[[], Value]) -> Value:
        """The value of an owner and a key; it is worked out when it is first asked for. What that raises is not kept."""
        kept = self._kept.get(owner)
        if kept is None:
            kept = self._kept[owner] = {}
        if key not in kept:
            kept[key] = work_out()
        return kept[key]
