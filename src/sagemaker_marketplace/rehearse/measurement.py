"""What the observations of a rehearsal amount to in numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ..report.events import RehearsalMeasured
from .observations import Observations


def measure(manifest: str, seen: Observations, succeeded: bool, saved_files: Sequence[str] = ()) -> RehearsalMeasured:
    """Return the numbers of a rehearsal; latencies and records are those of the job's own requests that succeeded."""
    answered = [each for each in seen.exchanges if not each.failed]
    latencies = sorted(each.seconds for each in answered)
    records = [each.records for each in answered]
    # The latency of a single request has more precision than the time of all, which includes the start of threads.
    seconds = latencies[0] if len(seen.exchanges) == len(answered) == 1 else seen.requests_seconds
    return RehearsalMeasured(
        manifest,
        seen.job.profile,
        succeeded,
        seen.image.name,
        seen.job.instance_type,
        seen.limits.cpus,
        seen.limits.memory_bytes,
        seen.limits.instance_cpus,
        seen.limits.instance_memory_bytes,
        seen.start_seconds,
        seen.first_ping_seconds,
        len(seen.exchanges),
        percentile(latencies, 0.5),
        percentile(latencies, 0.95),
        max((number for number in records if number is not None), default=None),
        seen.highest_memory_bytes,
        total(records),
        total(each.answer_records for each in answered),
        _rate(len(answered), seconds),
        _rate(total(records), seconds),
        tuple(saved_files),
    )


def _rate(number: int | None, seconds: float | None) -> float | None:
    """How many per second; None if either is not known, or nothing was answered."""
    return number / seconds if number and seconds else None


def percentile(ordered: Sequence[float], fraction: float) -> float | None:
    """Return the smallest value that so many values do not exceed (nearest rank); None without values."""
    return ordered[math.ceil(fraction * len(ordered)) - 1] if ordered else None


def total(numbers: Iterable[int | None]) -> int | None:
    """Return the sum; None if a number is not known, or if there are none."""
    known = list(numbers)
    return sum(number for number in known if number is not None) if known and None not in known else None
