"""The lines of a job's log that the diagnosis reads: the first and the last ones, without repetitions."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

# The cause of a failed start is at the beginning: half an hour of pings with two lines each follows
# (aws/amazon-sagemaker-examples#815, #2995).
_FIRST_LINES = _LAST_LINES = 200
_DIGITS = b"0123456789"
# The status in an access line or a transform job's data-log: lines that differ only in it are different.
_STATUS = re.compile(r'[":] ([1-5][0-9]{2})(?![0-9.:])')


class _Line(NamedTuple):
    """A line with its time and its number in order of arrival."""

    timestamp: int
    number: int
    text: str


class LogExcerpt:
    """The first and the last lines of a log, however long it is.

    Lines that differ only in numbers, such as the access line of each ping, are repetitions: of these, the first and
    the last are kept. Containers and data-log are counted separately, so that neither displaces the other.
    """

    def __init__(self) -> None:
        """Begin with an empty log."""
        self._streams = {is_data_log: _StreamExcerpt() for is_data_log in (False, True)}
        self._number = 0

    def add(self, timestamp: int, is_data_log: bool, line: str) -> None:
        """Add the next line that arrived."""
        self._number += 1
        self._streams[is_data_log].add(_Line(timestamp, self._number, line))

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines kept, in order of time."""
        return tuple(line.text for line in sorted(line for stream in self._streams.values() for line in stream.kept()))


class _StreamExcerpt:
    """The first different lines, and the last different ones by their last occurrence."""

    def __init__(self) -> None:
        self._first: dict[tuple[bytes, str], _Line] = {}
        self._last: OrderedDict[tuple[bytes, str], _Line] = OrderedDict()

    def add(self, line: _Line) -> None:
        key = _without_numbers(line.text)
        if len(self._first) < _FIRST_LINES:
            self._first.setdefault(key, line)
        self._last[key] = line
        self._last.move_to_end(key)
        if len(self._last) > _LAST_LINES:
            self._last.popitem(last=False)

    def kept(self) -> Iterator[_Line]:
        yield from {*self._first.values(), *self._last.values()}


def _without_numbers(line: str) -> tuple[bytes, str]:
    """What is equal for lines that repeat: the line without digits, and its HTTP status."""
    status = _STATUS.search(line)
    return line.encode("utf-8", "replace").translate(None, _DIGITS), status[1] if status else ""
