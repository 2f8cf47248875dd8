"""The outcomes of calls, each of which is sent once: those used last are kept, up to a total size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

# Of all outcomes, as text: our choice. The beginning of a model archive has up to 260,000 characters; all others of a
# manifest in the sandbox have 20,000, besides those that manifests share.
_MAX_SIZE = 50_000_000


class Outcomes:
    """Results and errors by key, for any thread. What is not kept any more is asked again."""

    def __init__(self, max_size: int = _MAX_SIZE) -> None:
        """`max_size` is the number of characters that all outcomes have as text."""
        self._max_size, self._size = max_size, 0
        self._by_key: OrderedDict[str, _Outcome] = OrderedDict()
        self._guard = Lock()

    def get(self, key: str, work: Callable[[], Any]) -> Any:
        """Return the outcome of a key; the first thread that needs it does the work, and others wait for it.

        The work returns its outcome, which is an exception if it failed. If it raises one, that is not kept.
        """
        with self._guard:
            outcome = self._by_key.setdefault(key, _Outcome())
            self._by_key.move_to_end(key)
        with outcome.lock:
            if not outcome.is_known:
                outcome.value = work()
                outcome.is_known = True
                self._keep(key, outcome)
        return outcome.value

    def _keep(self, key: str, outcome: _Outcome) -> None:
        size = len(key) + len(repr(outcome.value))
        with self._guard:
            if self._by_key.get(key) is not outcome:  # forgotten during the work
                return
            outcome.size = size
            self._size += size
            while self._size > self._max_size and len(self._by_key) > 1:
                _, oldest = self._by_key.popitem(last=False)
                self._size -= oldest.size


class _Outcome:
    def __init__(self) -> None:
        self.lock = Lock()
        self.is_known = False
        self.value: Any = None
        self.size = 0
