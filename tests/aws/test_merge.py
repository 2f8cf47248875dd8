"""Several iterators at the same time: none waits for another, and all end when they are not read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from threading import Event

import pytest

from sagemaker_marketplace.aws import parallel
from sagemaker_marketplace.aws.parallel import call_each, merge


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == parallel.STREAM_THREAD_NAME]


def test_one_iterator_needs_no_thread() -> None:
    assert list(merge([iter([threading.current_thread().name for _ in range(2)])])) == ["MainThread"] * 2
    assert list(merge([(threading.current_thread().name for _ in range(2))])) == ["MainThread"] * 2


def test_each_iterator_keeps_its_order() -> None:
    items = list(merge([iter([(name, index) for index in range(3000)]) for name in "abc"]))
    by_name = {name: [index for each, index in items if each == name] for name in "abc"}
    assert by_name == {name: list(range(3000)) for name in "abc"}


def test_an_iterator_does_not_wait_for_another() -> None:
    free = Event()

    def blocked() -> Iterator[str]:
        free.wait()
        yield "last"

    merged = merge([blocked(), iter("abc")])
    assert [next(merged) for _ in range(3)] == ["a", "b", "c"]
    free.set()
    assert list(merged) == ["last"]


def test_an_error_is_raised_after_the_ends_of_the_others() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    read: list[int] = []
    with pytest.raises(ZeroDivisionError):
        read.extend(merge([broken(), iter([2, 3])]))
    assert sorted(read) == [1, 2, 3]


def test_iterators_end_when_they_are_not_read() -> None:
    """Also those that wait because too little has been read."""
    closed = []

    def endless(name: str) -> Iterator[str]:
        try:
            while True:
                yield name
        finally:
            closed.append(name)

    merged = merge([endless("a"), endless("b")])
    next(merged)
    running = threads()
    assert isinstance(merged, Iterator)
    merged.close()  # type: ignore[attr-defined]  # a generator
    for thread in running:
        thread.join()
    assert sorted(closed) == ["a", "b"]


def test_an_interrupt_is_no_outcome_of_a_call() -> None:
    def interrupt(_: int) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call_each(interrupt, [1], 8)


@pytest.mark.parametrize("number", [0, 1, 9])
def test_each_call_has_an_outcome(number: int) -> None:
    outcomes = call_each(lambda item: 1 // item, list(range(number)), 3)
    assert [type(outcome.exception()) for outcome in outcomes[:1]] == [ZeroDivisionError][:number]
    assert [outcome.result() for outcome in outcomes[1:]] == [1, *([0] * (number - 2))][: max(0, number - 1)]
