"""Merges what arrives from several blocking iterators, each read in a thread, in one queue of bounded size."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

# A container that prints faster than its log is shown has to wait: after so many items, each with all its bytes.
_MAX_WAITING, _ITEM_BYTES = 1000, 1024
_CLOSED_SECONDS = 0.2


@dataclass(frozen=True)
class _Error:
    """An exception of an iterator, to be raised where its items are expected."""

    error: Exception


class _Queue(queue.Queue[tuple[Any, int]]):
    """A queue of items with their bytes, in which a long item counts as several."""

    def _init(self, maxsize: int) -> None:
        super()._init(maxsize)
        self._waiting_bytes = 0

    def _qsize(self) -> int:
        return super()._qsize() + self._waiting_bytes // _ITEM_BYTES

    def _put(self, item: tuple[Any, int]) -> None:
        super()._put(item)
        self._waiting_bytes += item[1]

    def _get(self) -> tuple[Any, int]:
        item = super()._get()
        self._waiting_bytes -= item[1]
        return item


class Arrivals:
    """Items of all iterators in the order of their arrival."""

    def __init__(self) -> None:
        """Begin without iterators."""
        self._queue = _Queue(_MAX_WAITING)
        self._is_closed = False

    def follow(self, items: Iterable[Any], end: object, count_bytes: Callable[[Any], int] = lambda _item: 0) -> None:
        """Read an iterator in a thread; after its last item, `end` arrives. `count_bytes` is called with each item."""
        threading.Thread(target=self._read, args=(items, end, count_bytes), daemon=True).start()

    def wait(self, seconds: float) -> Any:
        """Return the next item, None if there is none in time. Raises the exceptions of the iterators."""
        try:
            item, _ = self._queue.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None
        if isinstance(item, _Error):
            raise item.error
        return item

    def close(self) -> None:
        """Let the threads end: each with the next item of its iterator."""
        self._is_closed = True

    def _read(self, items: Iterable[Any], end: object, count_bytes: Callable[[Any], int]) -> None:
        try:
            for item in items:
                if not self._put(item, count_bytes(item)):
                    return
            self._put(end)
        except Exception as error:
            self._put(_Error(error))

    def _put(self, item: object, size: int = 0) -> bool:
        """Add an item, as soon as there is room; return whether that was possible before the end."""
        while not self._is_closed:
            with suppress(queue.Full):
                self._queue.put((item, size), timeout=_CLOSED_SECONDS)
                return True
        return False
