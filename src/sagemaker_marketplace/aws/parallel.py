"""Calls a function for several items at a time, in threads that do not keep the process from ending."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREAD_NAME = "aws-query"


def map_in_order(function: Callable[[Item], Result], items: Iterable[Item], limit: int) -> list[Result]:
    """Call a function for each item, at most `limit` at a time; return the results in the items' order.

    The threads are daemons, which a pool's are not: a cancelled run ends without waiting for responses.
    Raises the error of the first item, in order, that has one; the items that have not begun are dropped.
    """
    futures: list[Future[Result]] = []
    waiting: SimpleQueue[tuple[Item, Future[Result]]] = SimpleQueue()
    for item in items:
        futures.append(Future())
        waiting.put((item, futures[-1]))
    for _ in range(min(limit, len(futures))):
        Thread(target=_work, args=(function, waiting), name=THREAD_NAME, daemon=True).start()
    try:
        return [future.result() for future in futures]
    finally:
        with suppress(Empty):
            while True:
                waiting.get_nowait()


def _work(function: Callable[[Item], Result], waiting: SimpleQueue[tuple[Item, Future[Result]]]) -> None:
    with suppress(Empty):
        while True:
            item, future = waiting.get_nowait()
            try:
                future.set_result(function(item))
            except BaseException as error:
                future.set_exception(error)
