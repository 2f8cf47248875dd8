"""The numbers of a rehearsal, from its observations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.rehearse.jobs import observations

from sagemaker_marketplace.rehearse.measurement import measure
from sagemaker_marketplace.rehearse.observations import Exchange, Limits
from sagemaker_marketplace.report.events import RehearsalMeasured

NOTHING = RehearsalMeasured("m.yaml", "Validation", True, "churn-scorer:dev", "ml.m5.large", 2, 1 << 30)


def exchange(seconds: float, status: int | None = 200, records: int | None = 2, answers: int | None = 2) -> Exchange:
    return Exchange("a.csv", 0, 10, seconds, status, records, answers)


@pytest.mark.parametrize(
    ("exchanges", "expected"),
    [
        ([], {}),
        (
            [exchange(0.5)],
            {
                "requests": 1,
                "requests_per_second": 2.0,
                "records_per_second": 4.0,
                "p50_seconds": 0.5,
                "p95_seconds": 0.5,
                "records_per_request": 2,
                "records_in": 2,
                "records_out": 2,
            },
        ),
        (
            [exchange(seconds / 100, records=seconds, answers=1) for seconds in range(100, 0, -1)],
            {
                "requests": 100,
                "p50_seconds": 0.5,
                "p95_seconds": 0.95,
                "records_per_request": 100,
                "records_in": 5050,
                "records_out": 100,
            },
        ),
        # The latency of a failed request is not that of an answer.
        (
            [exchange(0.1), exchange(60.0, 500), exchange(60.0, None)],
            {
                "requests": 3,
                "p50_seconds": 0.1,
                "p95_seconds": 0.1,
                "records_per_request": 2,
                "records_in": 2,
                "records_out": 2,
            },
        ),
        (
            [exchange(0.1), exchange(0.3, records=None, answers=None)],
            {"requests": 2, "p50_seconds": 0.1, "p95_seconds": 0.3, "records_per_request": 2},
        ),
        ([exchange(0.1, None)], {"requests": 1}),
    ],
)
def test_latencies_and_records(exchanges: list[Exchange], expected: dict[str, Any]) -> None:
    measured = measure("m.yaml", observations(exchanges=exchanges, first_ping_seconds=None), True)
    assert measured == replace(NOTHING, **expected)


@pytest.mark.parametrize(
    ("exchanges", "seconds", "rates"),
    [
        ([exchange(0.5), exchange(0.5)], 0.5, (4.0, 8.0)),
        ([exchange(0.5, records=None), exchange(0.5)], 0.5, (4.0, None)),
        # A single request: its latency.
        ([exchange(0.5)], 0.6, (2.0, 4.0)),
        ([exchange(0.5, 500)], 0.6, (None, None)),
        # Records of failed requests are not counted, and no rate is that of no record.
        ([exchange(0.5), exchange(0.5, 500)], 1.0, (1.0, 2.0)),
        ([exchange(0.5, 500)], 1.0, (None, None)),
        ([exchange(0.5, records=0), exchange(0.5, records=0)], 1.0, (2.0, None)),
        ([exchange(0.5), exchange(0.5)], None, (None, None)),
        ([exchange(0.0)], 0.0, (None, None)),
        ([], 0.1, (None, None)),
    ],
)
def test_rates_are_of_the_whole_job(
    exchanges: list[Exchange], seconds: float | None, rates: tuple[float | None, float | None]
) -> None:
    measured = measure("m.yaml", observations(exchanges=exchanges, requests_seconds=seconds), True)
    assert (measured.requests_per_second, measured.records_per_second) == rates


def test_limits_times_and_memory() -> None:
    seen = observations(
        limits=Limits(1, 2 << 30, 2, 8 << 30), start_seconds=0.3, first_ping_seconds=0.4, highest_memory_bytes=5 << 20
    )
    assert measure("m.yaml", seen, False, ["a", "b"]) == replace(
        NOTHING,
        succeeded=False,
        cpus=1,
        memory_bytes=2 << 30,
        instance_cpus=2,
        instance_memory_bytes=8 << 30,
        start_seconds=0.3,
        first_ping_seconds=0.4,
        highest_memory_bytes=5 << 20,
        saved_files=("a", "b"),
    )
