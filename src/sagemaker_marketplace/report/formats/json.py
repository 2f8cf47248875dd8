"""One JSON document at the end of the run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from .. import report
from ..events import Event

DESCRIPTION = "one JSON document: findings, results, failures"
LIVE = False


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Yield the whole report when the stream has ended."""
    yield json.dumps(report.build(stream, command, fail_on).as_data(), indent=2, ensure_ascii=False, default=str)
