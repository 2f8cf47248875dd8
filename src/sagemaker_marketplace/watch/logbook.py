"""What of a job's log reaches the log of the run: its first and its last lines; a file can have all of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ..aws.logs import LogEvent
from ..report import relay

# What is kept for a diagnosis, whatever is shown.
_LAST = 200
_WHOLE = "log-file has them all"
_NOT_WHOLE = "log-lines says how many are shown, log-file takes them all"


class Logbook:
    """The lines of one job's log: counted, written to a file, shown up to a bound."""

    def __init__(self, job: str, most: int | None = 400, write: Callable[[str], Any] | None = None) -> None:
        """`job` labels the lines, `most` of them are shown (None: all), `write` takes each with its end.

        Half of those shown are the first ones, at once; the last ones are held back until the end.
        """
        self.job = job
        self._write = write
        self._at_once = most if most is None else (most + 1) // 2
        self._held: deque[tuple[str, str]] = deque(maxlen=0 if most is None else most // 2)
        self.last: deque[str] = deque(maxlen=_LAST)
        self.lines = 0
        self._shown = 0
        self._second: int | None = None
        self._date = ""

    def add(self, event: LogEvent) -> list[tuple[str, str]]:
        """Take in an event; give what is to be shown now: stream and line."""
        if self._write:
            self._to_file(self._write, event)
        now: list[tuple[str, str]] = []
        for line in relay.lines(event.text):
            self.lines += 1
            self.last.append(line)
            if self._at_once is None or self._shown < self._at_once:
                self._shown += 1
                now.append((event.stream, line))
            else:
                self._held.append((event.stream, line))
        return now

    @property
    def held_back(self) -> int:
        """How many lines were neither shown nor left out for good."""
        return self.lines - self._shown

    def rest(self) -> tuple[str, list[tuple[str, str]]]:
        """At the end: how many lines are left out, in words, if any are; and the last ones."""
        held = list(self._held)
        self._held.clear()
        out = self.held_back - len(held)
        self._shown = self.lines
        if not out:
            return "", held
        lines = "line" if out == 1 else "lines"
        return f"… {out:,} {lines} of the {self.job} job's log left out: {_WHOLE if self._write else _NOT_WHOLE}", held

    def _to_file(self, write: Callable[[str], Any], event: LogEvent) -> None:
        """Write each line of an event, whole, behind its time, job and stream."""
        second, thousandths = divmod(event.moment, 1000)
        if second != self._second:
            self._second, self._date = second, _date(second)
        stream = relay.lines(event.stream, None)[0]
        for line in relay.lines(event.text, None):
            write(f"{self._date}.{thousandths:03}Z {self.job} {stream} {line}\n")


def _date(second: int) -> str:
    """A moment in UTC, as far as a year has four digits."""

    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")
    except OverflowError:
        return str(second)
