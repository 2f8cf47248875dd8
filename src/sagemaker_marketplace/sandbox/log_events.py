"""Log streams as places to read from: lines are made when they are read, so that a million of them take no room.

A reader goes on from a place, which is a moment, a stream and a number in it, and never from a count: what was written
late with an older moment is then behind him, as with any search that goes on by time.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, overload

Location = tuple[int, str, int]

START: Location = (0, "", 0)
# The limits of one answer of FilterLogEvents and GetLogEvents (their documentation). The 26 bytes an event counts for
# besides its text are PutLogEvents'.
MOST_EVENTS = 10_000
_MOST_BYTES, _OWN_BYTES = 2**20, 26
# Late lines are there for the third reading after those that were in time: the second one brings nothing new.
_LAG = 3
_LATE_EVERY = 3


class Event(NamedTuple):
    """One event: its moment in milliseconds, its stream, its number there, and its text."""

    timestamp: int
    stream: str
    serial: int
    message: str

    @property
    def location(self) -> Location:
        """Where a reader stands who has yet to read it."""
        return (self.timestamp, self.stream, self.serial)

    @property
    def after(self) -> Location:
        """Where a reader stands who has read it."""
        return (self.timestamp, self.stream, self.serial + 1)


@dataclass
class Segment:
    """Lines of a stream, spread evenly over some time; `shown` of them have been written, `due` of these to be read."""

    stream: str
    first: int
    count: int
    text: Callable[[int], str]
    begin: int
    span: int
    shown: int = 0
    due: int = 0

    def event(self, number: int) -> Event:
        """Give the event of the line of this number."""
        moment = self.begin + number * self.span // max(self.count, 1)
        return Event(moment, self.stream, self.first + number, self.text(number))


@dataclass(frozen=True)
class Part(Sequence[Event]):
    """Every `step`-th line of a segment from `offset` on, as far as they can be read."""

    segment: Segment
    offset: int = 0
    step: int = 1
    late: bool = False

    @property
    def _numbers(self) -> range:
        return range(self.offset, self.segment.due if self.late else self.segment.shown, self.step)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Event: ...

    @overload
    def __getitem__(self, index: slice) -> list[Event]: ...

    def __getitem__(self, index: int | slice) -> Event | list[Event]:
        if isinstance(index, slice):
            return [self.segment.event(number) for number in self._numbers[index]]
        return self.segment.event(self._numbers[index])


@dataclass
class Stream:
    """A log stream. `readings` counts how often it was read from the start of a search."""

    name: str
    created: int
    late: bool = False
    segments: list[Segment] = field(default_factory=list)
    readings: int = 0
    lagging: list[tuple[int, Segment, int]] = field(default_factory=list)

    def hold(self, count: int, text: Callable[[int], str], begin: int, span: int) -> Segment:
        """Give a new segment of this stream, nothing of which has been written yet."""
        first = sum(segment.count for segment in self.segments)
        self.segments.append(Segment(self.name, first, count, text, begin, span))
        return self.segments[-1]

    def show(self, segment: Segment, count: int) -> None:
        """Write a segment's lines up to this number."""
        if count > segment.shown:
            segment.shown = count
            self.lagging.append((self.readings + _LAG, segment, count))

    def read(self) -> None:
        """Count a reading, and let the late lines be there whose time has come."""
        self.readings += 1
        for due, segment, count in self.lagging:
            if due <= self.readings:
                segment.due = count
        self.lagging = [item for item in self.lagging if item[0] > self.readings]

    @property
    def parts(self) -> list[Part]:
        """What of the stream can be read."""
        if not self.late:
            return [Part(segment) for segment in self.segments]
        return [Part(segment, n, _LATE_EVERY, n == 1) for segment in self.segments for n in range(_LATE_EVERY)]

    @property
    def ends(self) -> tuple[Event, Event] | None:
        """The first and the last event that can be read; None if there is none."""
        held = [part for part in self.parts if part]
        if not held:
            return None
        return min(part[0] for part in held), max(part[-1] for part in held)


def forward(parts: Iterable[Part], start: Location, before: float, most: int) -> tuple[list[Event], bool]:
    """Give the page of events from a place on, earlier than a moment, and whether more follow."""
    found: list[Event] = []
    size = 0
    for event in heapq.merge(*(_from(part, start) for part in parts)):
        if event.timestamp >= before:
            break
        size += _size(event)
        if found and (len(found) == most or size > _MOST_BYTES):
            return found, True
        found.append(event)
    return found, False


def backward(parts: Iterable[Part], end: Location, since: int, most: int) -> list[Event]:
    """Give the last page of events before a place and not earlier than a moment, the oldest first."""
    found: list[Event] = []
    size = 0
    for event in heapq.merge(*(_to(part, end) for part in parts), reverse=True):
        size += _size(event)
        if event.timestamp < since or (found and (len(found) == most or size > _MOST_BYTES)):
            break
        found.append(event)
    return found[::-1]


def _from(part: Part, start: Location) -> Iterator[Event]:
    return (part[index] for index in range(bisect_left(part, start, key=_place), len(part)))


def _to(part: Part, end: Location) -> Iterator[Event]:
    return (part[index] for index in range(bisect_left(part, end, key=_place) - 1, -1, -1))


def _place(event: Event) -> Location:
    return event.location


def _size(event: Event) -> int:
    return len(event.message.encode()) + _OWN_BYTES
