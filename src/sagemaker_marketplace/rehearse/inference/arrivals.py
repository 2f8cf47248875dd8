"""Merges what arrives from several blocking iterators, each read in a thread, in one bounded queue."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

# A container that prints faster than its log is shown has to wait.
_MAX_WAITING = 1000
_CLOSED_SECONDS = 0.2


@dataclass(frozen=True)
class _Error:
    """An exception of an iterator, to be raised where its items are expected."""

    error: Exception


class Arrivals:
    """Items of all iterators in the order of their arrival."""

    def __init__(self) -> None:
        """Begin without iterators."""
        self._queue: queue.Queue[Any] = queue.Queue(_MAX_WAITING)
        self._is_closed = False

    def follow(self, items: Iterable[Any], end: object) -> None:
        """Read an iterator in a thread; after its last item, `end` arrives."""
        threading.Thread(target=self._read, args=(items, end), daemon=True).start()

    def wait(self, seconds: float) -> Any:
        """Return the next item, None if there is none in time. Raises the exceptions of the iterators."""
        try:
            item = self._queue.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None
        if isinstance(item, _Error):
            raise item.error
        return item

    def close(self) -> None:
        """Let the threads end: each with the next item of its iterator."""
        self._is_closed = True

    def _read(self, items: Iterable[Any], end: object) -> None:
        try:
            for item in items:
                if not self._put(item):
                    return
            self._put(end)
        except Exception as error:
            self._put(_Error(error))

    def _put(self, item: object) -> bool:
        """Add an item, as soon as there is room; return whether that was possible before the end."""
        while not self._is_closed:
            with suppress(queue.Full):
                self._queue.put(item, timeout=_CLOSED_SECONDS)
                return True
        return False
