"""Parallel queries: results in order, a limit, and no waiting for results that are not used."""

from __future__ import annotations

from threading import Barrier, Event, active_count

import pytest

from sagemaker_marketplace.aws.parallel import map_in_order


def test_results_are_in_the_order_of_the_queries() -> None:
    last = Event()

    def query(number: int) -> int:
        if number == 0:
            last.wait()
        elif number == 7:
            last.set()
        return -number

    assert map_in_order(query, range(8), 8) == [0, -1, -2, -3, -4, -5, -6, -7]


def test_the_limit_of_parallel_queries() -> None:
    together = Barrier(3)
    assert map_in_order(lambda _: together.wait() >= 0, range(9), 3) == [True] * 9
    assert map_in_order(str, (), 3) == []


def test_the_first_error_is_raised_without_waiting_for_other_queries() -> None:
    never = Event()
    started: list[int] = []

    def query(number: int) -> None:
        started.append(number)
        if number == 1:
            raise KeyError(number)
        if number > 1:
            never.wait()

    before = active_count()
    with pytest.raises(KeyError):
        map_in_order(query, range(100), 2)
    assert len(started) < 100
    assert active_count() <= before + 2
    never.set()
