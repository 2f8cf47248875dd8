"""One JSON document at the end of the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import report
from ..events import Event
from .jsonl import encode

DESCRIPTION = "one JSON document: findings, results, failures"
LIVE = False


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Yield the whole report when the stream has ended."""
    yield encode(report.build(stream, command, fail_on).as_data(), indent=2)
