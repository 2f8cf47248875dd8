"""Runs generators that also return something."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from sagemaker_marketplace.report.events import Event, Note

T = TypeVar("T")


def events_of(running: Generator[Event, None, T]) -> tuple[list[Event], T]:
    """The events of a generator, and what it returns."""
    events: list[Event] = []
    while True:
        try:
            events.append(next(running))
        except StopIteration as end:
            return events, end.value


def notes_of(running: Generator[Event, None, T]) -> tuple[list[str], T]:
    """The notes of a generator that yields nothing else, and what it returns."""
    events, returned = events_of(running)
    notes = [event for event in events if isinstance(event, Note)]
    assert notes == events
    return [note.text for note in notes], returned
