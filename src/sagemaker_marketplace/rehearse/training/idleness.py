"""Notices that a program does nothing but wait, such as for a FIFO that will never be there."""

from __future__ import annotations

from collections.abc import Callable

# A program that waits uses less, also one that checks ten times per second whether a file exists. One that reads from a
# disk uses more.
_MAX_CPU_SECONDS = 0.3


class Idleness:
    """Whether a program has hardly used the CPU for a while."""

    def __init__(self, cpu_seconds: Callable[[], float | None], now: Callable[[], float], seconds: float) -> None:
        """`cpu_seconds` returns what it has used so far, None if that is not known; `seconds` is the while."""
        self._cpu_seconds, self._now, self._seconds = cpu_seconds, now, seconds
        self._since: tuple[float, float] | None = None

    def is_idle(self) -> bool:
        """Return whether the program has been idle for so many seconds; call it again and again."""
        used, now = self._cpu_seconds(), self._now()
        if used is None:
            return False
        if self._since is None or used - self._since[1] > _MAX_CPU_SECONDS:
            self._since = now, used
        return now - self._since[0] >= self._seconds
