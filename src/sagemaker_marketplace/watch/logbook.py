"""Limits how much of a job's log is shown to its first and last lines; the log file gets all of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ..aws.logs import LogEvent
from ..report import relay
from .log_excerpt import LogExcerpt

_IN_FILE = "log-file has all of them"
_NOT_IN_FILE = "log-lines sets how many are shown, log-file saves all of them"


class Logbook:
    """The lines of one job's log: counts them, writes them to a file, and shows a limited number."""

    def __init__(self, job_type: str, max_lines: int | None = 400, write: Callable[[str], Any] | None = None) -> None:
        """`max_lines` are shown (None: all), `write` is called with each line including its line end.

        The first half of those shown is returned by `add`, the last half by `flush`.
        """
        self.job_type = job_type
        self._write = write
        self._max_first_lines = max_lines if max_lines is None else (max_lines + 1) // 2
        self._last_lines: deque[tuple[str, str]] = deque(maxlen=0 if max_lines is None else max_lines // 2)
        self.excerpt = LogExcerpt()
        self.lines = 0
        self._shown = 0
        self._second: int | None = None
        self._date = ""

    def add(self, event: LogEvent) -> list[tuple[str, str]]:
        """Add an event; return what to show now, as (stream, line)."""
        if self._write:
            self._write_to_file(self._write, event)
        shown: list[tuple[str, str]] = []
        is_data_log = relay.is_data_log(event.stream)
        for line in relay.lines(event.text):
            self.lines += 1
            self.excerpt.add(event.timestamp, is_data_log, line)
            if self._max_first_lines is None or self._shown < self._max_first_lines:
                self._shown += 1
                shown.append((event.stream, line))
            else:
                self._last_lines.append((event.stream, line))
        return shown

    @property
    def unshown(self) -> int:
        """How many lines have not been shown and not been reported as omitted."""
        return self.lines - self._shown

    def flush(self) -> tuple[str, list[tuple[str, str]]]:
        """At the end: a message with the number of omitted lines, empty if there are none, and the last lines."""
        last_lines = list(self._last_lines)
        self._last_lines.clear()
        omitted = self.unshown - len(last_lines)
        self._shown = self.lines
        if not omitted:
            return "", last_lines
        lines = "line" if omitted == 1 else "lines"
        hint = _IN_FILE if self._write else _NOT_IN_FILE
        return f"… {omitted:,} {lines} of the {self.job_type} job log omitted ({hint})", last_lines

    def _write_to_file(self, write: Callable[[str], Any], event: LogEvent) -> None:
        """Write each line of an event, complete, after its time, job type and stream."""
        second, milliseconds = divmod(event.timestamp, 1000)
        if second != self._second:
            self._second, self._date = second, _date(second)
        stream = relay.lines(event.stream, None)[0]
        for line in relay.lines(event.text, None):
            write(f"{self._date}.{milliseconds:03}Z {self.job_type} {stream} {line}\n")


def _date(second: int) -> str:
    """A time in UTC; the number itself beyond year 9999."""
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")
    except OverflowError:
        return str(second)
