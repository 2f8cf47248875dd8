"""What the observations of an endpoint amount to in numbers."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from ...report.events import RealTimeMeasured
from ..contract.record_counts import count_records
from ..measurement import percentile, total
from ..realtime_observations import PARALLEL, RealTimeObservations, Response
from .metering import Metering, metering
from .prometheus import metric_names

_GOOD, _MAX_NAMES = 200, 50


def measure_endpoint(manifest: str, seen: RealTimeObservations) -> RealTimeMeasured:
    """Return the numbers of an endpoint; latencies are those of successful requests that were sent one at a time."""
    answered = [each for each in seen.responses if not each.failed]
    latencies = sorted(each.seconds for each in answered if each.phase != PARALLEL)
    streamed = max((each for each in answered if each.is_chunked), key=lambda each: each.response_bytes, default=None)
    metered = [(each, read) for each in answered if (read := metering(each.headers)) and not read.problem]
    scrape = seen.scrape
    return RealTimeMeasured(
        manifest,
        seen.image.name,
        seen.limits.cpus,
        seen.limits.memory_bytes,
        start_seconds=seen.start_seconds,
        first_ping_seconds=seen.first_ping_seconds,
        requests=len(seen.responses),
        p50_seconds=percentile(latencies, 0.5),
        p95_seconds=percentile(latencies, 0.95),
        highest_memory_bytes=seen.highest_memory_bytes,
        first_chunk_seconds=streamed.chunks[0][0] if streamed and streamed.chunks else None,
        chunks=len(streamed.chunks) if streamed else 0,
        metric_names=metric_names(scrape.body)[:_MAX_NAMES] if scrape and scrape.status == _GOOD else (),
        metered_responses=len(metered),
        metered_units=_units(read for _, read in metered),
        metered_records=total(_records(each) for each, _ in metered),
        is_bidirectional=seen.job.is_bidirectional,
    )


def _units(read: Iterable[Metering]) -> tuple[tuple[str, float], ...]:
    """The sum of the units of each dimension, in the order of their appearance; it is finite, too."""
    sums: dict[str, float] = {}
    for each in read:
        sums[each.dimension] = min(sums.get(each.dimension, 0.0) + each.units, sys.float_info.max)
    return tuple(sums.items())


def _records(response: Response) -> int | None:
    return count_records(response.sample.body, response.sample.content_type)
