"""Markdown for a comment on a pull request: the job summary, short enough for one comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import report
from ..events import Event
from . import summary

DESCRIPTION = "`summary` for a comment on a pull request: below 65,536 characters"
LIVE = False
# GitHub refuses a comment of more than 65,536 characters; a byte is at most one of them.
MAX_SIZE = 65_000


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Yield the comment of recorded events."""
    yield summary.of_report(report.build(stream, command, fail_on), limit=MAX_SIZE).rstrip("\n")
