"""What pieces of one workspace share: worked out once for all of them, and gone when nobody has the workspace any more."""

from __future__ import annotations

import datetime as dt
import gc
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path

from bhxhcomm.edition import lookup
from bhxhcomm.making.composed import compose
from bhxhcomm.making.request import Request
from bhxhcomm.making.session import EDITIONS_KEPT, edition_of, fixed_words, session_of
from bhxhcomm.materials.loading import load

DAY = dt.date(2025, 7, 1)


def test_a_workspace_goes_with_all_that_was_worked_out_from_it(examples: Path) -> None:
    space = load(examples, packs=["bhyt-hssv"])
    office = next(iter(space.offices))
    for lang in ("vi", "ede"):
        compose(space, Request("bhyt-hssv", "leaflet", "trifold", lang, office, DAY, examples))
    compose(space, Request("bhyt-hssv", "radio-spot", "60", "vi", office, DAY, examples))
    gone = weakref.ref(space), weakref.ref(space.packs["bhyt-hssv"]), weakref.ref(lookup.shared_shelf(space, "ede"))
    del space
    gc.collect()
    assert [one() for one in gone] == [None, None, None]


def test_pieces_share_their_edition_and_its_words(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    space = load(workspace_with({}))
    assert edition_of(space, "mau", "vi", "mau", DAY) is edition_of(space, "mau", "vi", "mau", DAY)
    assert fixed_words(space, "vi") is fixed_words(space, "vi")
    other = load(space.root)
    assert edition_of(other, "mau", "vi", "mau", DAY) is not edition_of(space, "mau", "vi", "mau", DAY)


def test_only_so_many_editions_are_at_hand(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    space = load(workspace_with({}))
    for number in range(EDITIONS_KEPT + 3):
        edition_of(space, "mau", "vi", "mau", DAY + dt.timedelta(days=number))
    kept = session_of(space).editions
    assert len(kept) == EDITIONS_KEPT
    assert next(iter(kept))[3] == DAY + dt.timedelta(days=3)
