"""The numbers of an endpoint, from its observations."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest
from tests.rehearse.observed import GIB
from tests.rehearse.observed_endpoints import CSV, JSON, endpoint, lost, response

from sagemaker_marketplace.rehearse.observations import TIMED_OUT
from sagemaker_marketplace.rehearse.realtime.measurement import measure_endpoint
from sagemaker_marketplace.rehearse.realtime_observations import Response, Scrape
from sagemaker_marketplace.report.events import RealTimeMeasured

MEASURED = RealTimeMeasured(
    "m.yaml",
    "churn:dev",
    2,
    8 * GIB,
    start_seconds=0.2,
    first_ping_seconds=1.1,
    requests=1,
    p50_seconds=0.1,
    p95_seconds=0.1,
)
TWO_RECORDS = replace(CSV, body=b"1,2\n3,4\n")
UNCOUNTED = replace(CSV, content_type="application/x-image")


def metered(units: float, sample: Any = CSV, dimension: str = "inference.count", **fields: Any) -> Response:
    value = f'{{"Dimension": "{dimension}", "ConsumedUnits": {units}}}'
    return response(sample=sample, headers={"x-amzn-inference-metering": value}, **fields)


def streamed(size: int, *seconds: float, **fields: Any) -> Response:
    chunks = tuple((each, size // len(seconds)) for each in seconds)
    return response(response_bytes=size, chunks=chunks, is_chunked=True, **fields)


@pytest.mark.parametrize(
    ("responses", "fields", "expected"),
    [
        ([response()], {"highest_memory_bytes": 5}, {"highest_memory_bytes": 5}),
        ([response()], {"job": {"is_bidirectional": True}}, {"is_bidirectional": True}),
        # Latencies are those of successful requests one at a time; requests are all of them.
        (
            [response(500, seconds=9.0), lost(TIMED_OUT), response(seconds=9.0, phase="parallel")],
            {},
            {"requests": 3, "p50_seconds": None, "p95_seconds": None},
        ),
        (
            [response(seconds=number / 100, phase="repeated") for number in range(100, 0, -1)],
            {},
            {"requests": 100, "p50_seconds": 0.5, "p95_seconds": 0.95},
        ),
        # Chunks are those of the largest streamed response.
        (
            [streamed(90, 0.3, 0.4, 0.5), streamed(60, 0.1, 0.2), response(response_bytes=1000)],
            {},
            {"requests": 3, "first_chunk_seconds": 0.3, "chunks": 3},
        ),
        ([response(is_chunked=True, response_bytes=0)], {}, {}),
        ([streamed(90, 0.3, status=500)], {}, {"p50_seconds": None, "p95_seconds": None}),
        # Metrics are those of a successful answer, at most fifty.
        ([response()], {"scrape": Scrape(0.1, 200, "", b"a 1\nb 2\n")}, {"metric_names": ("a", "b")}),
        ([response()], {"scrape": Scrape(0.1, 503, "", b"a 1\nb 2\n")}, {}),
        (
            [response()],
            {"scrape": Scrape(0.1, 200, "", b"".join(b"m%d 1\n" % number for number in range(99)))},
            {"metric_names": tuple(f"m{number}" for number in range(50))},
        ),
        # Units are those of successful responses with a valid header.
        (
            [metered(1), metered(2, TWO_RECORDS), metered(0), response(sample=JSON), metered(8, status=500)],
            {},
            {
                "requests": 5,
                "metered_responses": 2,
                "metered_units": (("inference.count", 3.0),),
                "metered_records": 3,
            },
        ),
        (
            [metered(1.5, dimension="tokens"), metered(2), metered(1, dimension="tokens", phase="parallel")],
            {},
            {
                "requests": 3,
                "metered_responses": 3,
                "metered_units": (("tokens", 2.5), ("inference.count", 2.0)),
                "metered_records": 3,
            },
        ),
        # The largest of the sums is finite: in the reports, they are numbers.
        (
            [metered(1e308), metered(1e308)],
            {},
            {
                "requests": 2,
                "metered_responses": 2,
                "metered_units": (("inference.count", sys.float_info.max),),
                "metered_records": 2,
            },
        ),
        (
            [metered(1, UNCOUNTED)],
            {},
            {"metered_responses": 1, "metered_units": (("inference.count", 1.0),), "metered_records": None},
        ),
    ],
)
def test_measurements(responses: list[Response], fields: dict[str, Any], expected: dict[str, Any]) -> None:
    assert measure_endpoint("m.yaml", endpoint(*responses, **fields)) == replace(MEASURED, **expected)
