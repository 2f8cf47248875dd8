"""Log streams whose lines are generated when they are read, so that a million lines need no memory.

A read starts at a position (timestamp, stream, number in the stream), not at a count: it misses an event that is
written later with an earlier timestamp, as does any search by time.
"""

from __future__ import annotations

import heapq
from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, overload

Position = tuple[int, str, int]

START: Position = (0, "", 0)
# The limits of one response of FilterLogEvents and GetLogEvents (their documentation). The overhead of 26 bytes per
# event is that of PutLogEvents.
MAX_EVENTS = 10_000
_MAX_BYTES, _OVERHEAD_BYTES = 2**20, 26
# Late lines appear in the third read after their neighbors: the second one returns nothing new.
_LATE_READS = 3
_LATE_EVERY = 3


class Event(NamedTuple):
    """One event: its timestamp in milliseconds, its stream, its number in the stream, and its message."""

    timestamp: int
    stream: str
    serial: int
    message: str

    @property
    def position(self) -> Position:
        """The position of this event."""
        return (self.timestamp, self.stream, self.serial)

    @property
    def after(self) -> Position:
        """The position after this event."""
        return (self.timestamp, self.stream, self.serial + 1)


@dataclass
class Segment:
    """Lines of a stream, spread evenly over a time span.

    The first `written` lines exist; late lines are visible only among the first `visible` ones.
    """

    stream: str
    first: int
    count: int
    text: Callable[[int], str]
    begin: int
    span: int
    written: int = 0
    visible: int = 0

    def event(self, number: int) -> Event:
        """Return the event for a line."""
        timestamp = self.begin + number * self.span // max(self.count, 1)
        return Event(timestamp, self.stream, self.first + number, self.text(number))


class Events(Sequence[Event]):
    """Events that exist while they are read."""

    @abstractmethod
    def event(self, index: int) -> Event:
        """Return the event at an index."""

    @overload
    def __getitem__(self, index: int) -> Event: ...

    @overload
    def __getitem__(self, index: slice) -> list[Event]: ...

    def __getitem__(self, index: int | slice) -> Event | list[Event]:
        if isinstance(index, slice):
            return [self.event(number) for number in range(*index.indices(len(self)))]
        return self.event(index)


@dataclass(frozen=True)
class Part(Events):
    """Every `step`-th visible line of a segment, starting at `offset`."""

    segment: Segment
    offset: int = 0
    step: int = 1
    late: bool = False

    @property
    def _numbers(self) -> range:
        return range(self.offset, self.segment.visible if self.late else self.segment.written, self.step)

    def __len__(self) -> int:
        return len(self._numbers)

    def event(self, index: int) -> Event:
        """Return the event of a visible line."""
        return self.segment.event(self._numbers[index])


@dataclass
class RecordedLines(Events):
    """Lines with the times of their arrival, in this order; a clock that goes back does not change it."""

    stream: str
    lines: list[tuple[int, str]] = field(default_factory=list)

    def add(self, timestamp: int, text: str) -> None:
        """Add a line at a time in milliseconds."""
        self.lines.append((max(timestamp, self.lines[-1][0]) if self.lines else timestamp, text))

    def __len__(self) -> int:
        return len(self.lines)

    def event(self, index: int) -> Event:
        """Return the event of a line."""
        timestamp, text = self.lines[index]
        return Event(timestamp, self.stream, index, text)


@dataclass
class Stream:
    """A log stream: segments, or lines that a container prints. `reads` counts searches that started to read it."""

    name: str
    created: int
    late: bool = False
    segments: list[Segment] = field(default_factory=list)
    reads: int = 0
    late_segments: list[tuple[int, Segment, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin without recorded lines."""
        self.recorded = RecordedLines(self.name)

    def add_segment(self, count: int, text: Callable[[int], str], begin: int, span: int) -> Segment:
        """Add a segment, of which no line is written yet, and return it."""
        first = sum(segment.count for segment in self.segments)
        self.segments.append(Segment(self.name, first, count, text, begin, span))
        return self.segments[-1]

    def write(self, segment: Segment, count: int) -> None:
        """Write a segment's lines up to this number."""
        if count > segment.written:
            segment.written = count
            self.late_segments.append((self.reads + _LATE_READS, segment, count))

    def count_read(self) -> None:
        """Count a read, and make late lines visible that are due."""
        self.reads += 1
        for due, segment, count in self.late_segments:
            if due <= self.reads:
                segment.visible = count
        self.late_segments = [item for item in self.late_segments if item[0] > self.reads]

    @property
    def parts(self) -> list[Sequence[Event]]:
        """The visible lines of the stream."""
        if self.recorded:
            return [self.recorded]
        if not self.late:
            return [Part(segment) for segment in self.segments]
        return [Part(segment, n, _LATE_EVERY, n == 1) for segment in self.segments for n in range(_LATE_EVERY)]

    @property
    def ends(self) -> tuple[Event, Event] | None:
        """The first and the last visible event; None if there is none."""
        parts = [part for part in self.parts if part]
        if not parts:
            return None
        return min(part[0] for part in parts), max(part[-1] for part in parts)


def read_forward(
    parts: Iterable[Sequence[Event]], start: Position, before: float, maximum: int
) -> tuple[list[Event], bool]:
    """Return the page of events from a position on, with earlier timestamps than `before`, and whether more follow."""
    page: list[Event] = []
    size = 0
    for event in heapq.merge(*(_events_from(part, start) for part in parts)):
        if event.timestamp >= before:
            break
        size += _size(event)
        if page and (len(page) == maximum or size > _MAX_BYTES):
            return page, True
        page.append(event)
    return page, False


def read_backward(parts: Iterable[Sequence[Event]], end: Position, since: int, maximum: int) -> list[Event]:
    """Return the last page of events before a position, not earlier than `since`, in ascending order."""
    page: list[Event] = []
    size = 0
    for event in heapq.merge(*(_events_before(part, end) for part in parts), reverse=True):
        size += _size(event)
        if event.timestamp < since or (page and (len(page) == maximum or size > _MAX_BYTES)):
            break
        page.append(event)
    return page[::-1]


def _events_from(part: Sequence[Event], start: Position) -> Iterator[Event]:
    return (part[index] for index in range(bisect_left(part, start, key=_position), len(part)))


def _events_before(part: Sequence[Event], end: Position) -> Iterator[Event]:
    return (part[index] for index in range(bisect_left(part, end, key=_position) - 1, -1, -1))


def _position(event: Event) -> Position:
    return event.position


def _size(event: Event) -> int:
    return len(event.message.encode()) + _OVERHEAD_BYTES
