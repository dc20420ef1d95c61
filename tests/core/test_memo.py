"""What follows from a loaded object: worked out once, kept by its owner, gone with it."""

from __future__ import annotations

import doctest
import gc
import pickle
import weakref

import pytest

from bhxhcomm.core import memo
from bhxhcomm.core.memo import Memo


class Loaded:
    """Something that was read."""


def test_the_example_of_the_module_holds() -> None:
    assert doctest.testmod(memo).failed == 0


def test_owners_and_keys_count_apart() -> None:
    kept: Memo[Loaded, str, str] = Memo()
    one, other = Loaded(), Loaded()
    assert [kept.of(one, "a", lambda: "1a"), kept.of(one, "b", lambda: "1b"), kept.of(other, "a", lambda: "2a")] == [
        "1a",
        "1b",
        "2a",
    ]
    assert kept.of(one, "a", lambda: "again") == "1a"


def test_what_goes_wrong_is_not_kept() -> None:
    kept: Memo[Loaded, None, int] = Memo()
    owner = Loaded()
    with pytest.raises(ZeroDivisionError):
        kept.of(owner, None, lambda: 1 // 0)
    assert kept.of(owner, None, lambda: 2) == 2


def test_nothing_outlives_its_owner() -> None:
    kept: Memo[Loaded, None, Loaded] = Memo()
    owner = Loaded()
    value = weakref.ref(kept.of(owner, None, Loaded))
    assert value() is not None
    del owner
    gc.collect()
    assert value() is None


def test_what_is_kept_does_not_travel_with_its_owner() -> None:
    kept: Memo[Loaded, None, int] = Memo()
    owner = Loaded()
    kept.of(owner, None, lambda: 1)
    there = pickle.loads(pickle.dumps(owner))
    assert kept.of(there, None, lambda: 2) == 2
