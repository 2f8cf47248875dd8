"""Several questions at a time: answers in order, a bound, and no waiting where nobody needs the answer."""

from __future__ import annotations

from threading import Barrier, Event, active_count

import pytest

from sagemaker_marketplace.aws.parallel import map_in_order


def test_answers_come_in_the_order_of_the_questions() -> None:
    last = Event()

    def ask(question: int) -> int:
        if question == 0:
            last.wait()
        elif question == 7:
            last.set()
        return -question

    assert map_in_order(ask, range(8), 8) == [0, -1, -2, -3, -4, -5, -6, -7]


def test_no_more_than_the_bound_at_a_time() -> None:
    together = Barrier(3)
    assert map_in_order(lambda _: together.wait() >= 0, range(9), 3) == [True] * 9
    assert map_in_order(str, (), 3) == []


def test_what_the_first_raises_is_raised_and_nobody_waits_for_the_rest() -> None:
    never = Event()
    asked: list[int] = []

    def ask(question: int) -> None:
        asked.append(question)
        if question == 1:
            raise KeyError(question)
        if question > 1:
            never.wait()

    before = active_count()
    with pytest.raises(KeyError):
        map_in_order(ask, range(100), 2)
    assert len(asked) < 100
    assert active_count() <= before + 2
    never.set()
