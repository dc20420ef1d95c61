"""Workers that die take their own item with them and no other."""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from pathlib import Path

import pytest

from bhxhcomm.running.pool import Pool, WorkerDeath

ITEMS = list(range(20))


@pytest.mark.parametrize("jobs", [1, 2, 5, 40])
def test_every_item_comes_back_once_with_its_number(jobs: int) -> None:
    found = dict(Pool(lambda item: item * item, jobs).run(ITEMS))
    assert found == {item: item * item for item in ITEMS}


def test_nothing_to_do_starts_nothing() -> None:
    assert list(Pool(lambda item: item, 3).run([])) == []


def test_items_are_begun_in_their_order(tmp_path: Path) -> None:
    def work(item: int) -> float:
        return time.monotonic()

    began = dict(Pool(work, 1).run(ITEMS))
    assert [began[item] for item in ITEMS] == sorted(began.values())  # type: ignore[type-var]


def test_what_shares_its_preparation_goes_to_one_worker_as_long_as_there_is_enough_for_all() -> None:
    kinds = {item: item % 4 for item in ITEMS}
    pool: Pool[int, int] = Pool(lambda item: os.getpid(), 2, kind=lambda item: kinds[item])
    who = dict(pool.run(ITEMS))
    begun = [next(item for item in ITEMS if kinds[item] == kind) for kind in range(4)]
    assert len({who[item] for item in begun}) == 2
    moved = [kind for kind in range(4) if len({who[item] for item in ITEMS if kinds[item] == kind}) > 1]
    assert len(moved) <= 1, "only the last kind may be shared, by whoever has nothing else to do"


def test_things_of_one_kind_are_shared_by_all_workers(tmp_path: Path) -> None:
    def work(item: int) -> int:
        time.sleep(0.01)
        return os.getpid()

    assert len(set(dict(Pool(work, 3, kind=lambda item: "vi").run(ITEMS)).values())) == 3


def test_a_worker_goes_on_while_what_it_gave_is_put_in_its_place(tmp_path: Path) -> None:
    def work(item: int) -> int:
        (tmp_path / str(item)).touch()
        return item

    results = Pool(work, 1).run([0, 1, 2])
    assert next(results) == (0, 0)
    end = time.monotonic() + 30
    while not (tmp_path / "1").exists():
        assert time.monotonic() < end
        time.sleep(0.005)
    assert dict(results) == {1: 1, 2: 2}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_worker_that_always_dies_loses_its_own_item_only(how: signal.Signals) -> None:
    def work(item: int) -> int:
        if item == 7:
            faulthandler.disable()
            os.kill(os.getpid(), how)
        return item

    found = dict(Pool(work, 3).run(ITEMS))
    assert found.pop(7) == WorkerDeath(how.name)
    assert found == {item: item for item in ITEMS if item != 7}


def test_a_worker_that_leaves_says_its_status() -> None:
    found = dict(Pool(lambda item: os._exit(9), 2).run([0]))
    assert found == {0: WorkerDeath("9")}


def test_an_item_whose_worker_died_is_tried_once_more_alone(tmp_path: Path) -> None:
    """The second time nothing runs beside it, and it is the last."""

    def work(item: int) -> tuple[int, list[str]]:
        if item == 0 and not (tmp_path / "died").exists():
            (tmp_path / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        mark = tmp_path / f"runs-{item}"
        mark.touch()
        beside = [path.name for path in tmp_path.glob("runs-*") if path != mark]
        time.sleep(0.02)
        mark.unlink()
        return item, beside

    results = list(Pool(work, 3).run(ITEMS))
    assert [number for number, _result in results][-1] == 0
    assert dict(results)[0] == (0, [])
    assert len(results) == len(ITEMS)


def test_all_workers_may_die() -> None:
    def work(item: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return item

    assert set(dict(Pool(work, 3).run([0, 1, 2, 3])).values()) == {WorkerDeath("SIGKILL")}


def test_whoever_stops_listening_leaves_no_process_behind() -> None:
    results = Pool(lambda item: os.getpid(), 2).run(ITEMS)
    pids = {pid for _number, pid in (next(results), next(results)) if isinstance(pid, int)}
    results.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
