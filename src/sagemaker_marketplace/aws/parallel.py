"""Calls functions and runs iterators at the same time, in threads that do not keep the process from ending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Event, Semaphore, Thread
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREAD_NAME = "aws-query"
STREAM_THREAD_NAME = "aws-stream"
# Of items of all iterators that are merged: our choice.
_MAX_UNREAD = 1000


def call_each(function: Callable[[Item], Result], items: Sequence[Item], limit: int) -> list[Future[Result]]:
    """Call a function for each item, at most `limit` at a time; return the outcomes in the items' order.

    Every outcome is complete: its `result()` returns the result or raises the error. One item needs no thread.
    """
    if len(items) == 1:
        future: Future[Result] = Future()
        try:
            future.set_result(function(items[0]))
        except Exception as error:  # not an interrupt
            future.set_exception(error)
        return [future]
    with started(function, items, limit) as futures:
        wait(futures)
    return futures


def map_in_order(function: Callable[[Item], Result], items: Iterable[Item], limit: int) -> list[Result]:
    """Call a function for each item, at most `limit` at a time; return the results in the items' order.

    Raises the error of the first item, in order, that has one; the items that have not begun are dropped.
    """
    with started(function, items, limit) as futures:
        return [future.result() for future in futures]


@contextmanager
def started(function: Callable[[Item], Result], items: Iterable[Item], limit: int) -> Iterator[list[Future[Result]]]:
    """Begin to call a function for each item, at most `limit` at a time; the outcomes have the items' order.

    The threads are daemons, which a pool's are not: a cancelled run ends without waiting for responses. At the end of
    the block, the items that have not begun are dropped.
    """
    futures: list[Future[Result]] = []
    waiting: SimpleQueue[tuple[Item, Future[Result]]] = SimpleQueue()
    for item in items:
        futures.append(Future())
        waiting.put((item, futures[-1]))
    _start(function, waiting, min(limit, len(futures)))
    try:
        yield futures
    finally:
        _drop(waiting)


def merge(streams: Sequence[Iterator[Item]]) -> Iterator[Item]:
    """Yield the items of several iterators as they come, each of which runs in a thread; one alone needs no thread.

    An error of one is raised once the others have ended. If the result is not read to its end, for example after an
    interrupt, each iterator ends at its next item.
    """
    if len(streams) == 1:
        yield from streams[0]
        return
    received: SimpleQueue[tuple[bool, Any]] = SimpleQueue()
    # A fast iterator waits until its items have been read.
    room = Semaphore(_MAX_UNREAD)
    is_abandoned = Event()
    for stream in streams:
        Thread(
            target=_forward, args=(stream, received, room, is_abandoned), name=STREAM_THREAD_NAME, daemon=True
        ).start()
    errors: list[BaseException] = []
    running = len(streams)
    try:
        while running:
            is_item, value = received.get()
            if is_item:
                room.release()
                yield value
                continue
            running -= 1
            errors += [value] if value else []
    finally:
        is_abandoned.set()
        room.release(len(streams))
    if errors:
        raise errors[0]


def merge_in_order(streams: Sequence[Iterator[Item]], limit: int) -> Iterator[Item]:
    """Yield the items of each iterator in turn; at most `limit` run in threads at a time. One alone needs no thread.

    An error of one is raised in its turn. If the result is not read to its end, each iterator ends at its next item.
    """
    if len(streams) == 1:
        yield from streams[0]
        return
    queues: list[SimpleQueue[tuple[bool, Any]]] = [SimpleQueue() for _ in streams]
    room = [Semaphore(_MAX_UNREAD) for _ in streams]
    is_abandoned = Event()
    waiting: SimpleQueue[tuple[int, Future[None]]] = SimpleQueue()
    for number in range(len(streams)):
        waiting.put((number, Future()))
    _start(
        lambda number: _forward(streams[number], queues[number], room[number], is_abandoned),
        waiting,
        min(limit, len(streams)),
    )
    try:
        for received, unread in zip(queues, room, strict=True):
            yield from _read_to_end(received, unread)
    finally:
        is_abandoned.set()
        _drop(waiting)
        for unread in room:
            unread.release()


def _read_to_end(received: SimpleQueue[tuple[bool, Any]], room: Semaphore) -> Iterator[Any]:
    """Yield the items of an iterator that runs in a thread, then raise its error, if any."""
    while True:
        is_item, value = received.get()
        if is_item:
            room.release()
            yield value
        elif value:
            raise value
        else:
            return


def _forward(
    stream: Iterator[Item], received: SimpleQueue[tuple[bool, Any]], room: Semaphore, is_abandoned: Event
) -> None:
    """Send the items of an iterator, then its error or None."""
    error: BaseException | None = None
    try:
        for item in stream:
            room.acquire()
            if is_abandoned.is_set():
                return
            received.put((True, item))
    except BaseException as raised:
        error = raised
    finally:
        received.put((False, error))


def _start(function: Callable[[Item], Result], waiting: SimpleQueue[tuple[Item, Future[Result]]], number: int) -> None:
    """Start threads that work on what waits."""
    for _ in range(number):
        Thread(target=_work, args=(function, waiting), name=THREAD_NAME, daemon=True).start()


def _drop(waiting: SimpleQueue[tuple[Item, Future[Result]]]) -> None:
    """Remove what has not begun, for example after an interrupt."""
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
