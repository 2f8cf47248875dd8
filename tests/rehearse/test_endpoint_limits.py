"""The checks of endpoints at their limits, and what is a consequence of what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.rehearse.observed_endpoints import CSV, JSON, endpoint, found, lost, response, streaming

from sagemaker_marketplace.rehearse.observations import DROPPED, REFUSED, TIMED_OUT, End
from sagemaker_marketplace.rehearse.realtime_observations import Scrape, WebSocketStep

CRASHED = End(3, "requests", 4.0)
GONE = Scrape(0.1, None, error=REFUSED, is_alive=False)
SAMPLES = [response(), response(sample=JSON)]


def rules(*responses: Any, **fields: Any) -> list[str]:
    return [line.split()[2].rstrip(":") for line in found(endpoint(*(responses or SAMPLES), **fields))]


@pytest.mark.parametrize(("seconds", "is_slow"), [(480.0, False), (480.1, True)])
def test_seconds_until_the_first_ping(seconds: float, is_slow: bool) -> None:
    assert rules(first_ping_seconds=seconds) == ["endpoint-not-ready"] * is_slow


@pytest.mark.parametrize(("seconds", "is_slow"), [(60.0, False), (60.1, True)])
def test_seconds_until_a_response_begins(seconds: float, is_slow: bool) -> None:
    assert rules(response(first_byte_seconds=seconds, seconds=99.0)) == ["request-slow"] * is_slow
    assert rules(response(first_byte_seconds=None, seconds=seconds)) == ["request-slow"] * is_slow


@pytest.mark.parametrize(("slow", "is_slow"), [(1, False), (2, True)])
def test_one_of_twenty_requests_may_be_slow(slow: int, is_slow: bool) -> None:
    repeated = [response(first_byte_seconds=99.0, phase="repeated") for _ in range(slow)]
    fast = [response(first_byte_seconds=9.0, phase="repeated") for _ in range(20 - slow)]
    assert rules(*fast, *repeated) == ["request-slow"] * is_slow


@pytest.mark.parametrize(("seconds", "is_long"), [(479.9, False), (480.0, True)])
def test_seconds_of_a_stream(seconds: float, is_long: bool) -> None:
    assert rules(response(is_chunked=True, seconds=seconds)) == ["stream-too-long"] * is_long
    cut = response(None, is_chunked=True, seconds=seconds, error=TIMED_OUT)
    assert rules(cut) == ["stream-too-long"] * is_long


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (response(500), ["ready-too-early"]),
        (response(503), ["ready-too-early"]),
        (lost(DROPPED), ["ready-too-early"]),
        (lost(TIMED_OUT, seconds=60.0), ["ready-too-early"]),
        (response(499), ["endpoint-request-failed"]),
        (response(415), ["content-type-refused"]),
        (response(404), ["endpoint-request-failed"]),
        (response(seconds=2.0), []),
        (response(seconds=2.1), ["ready-too-early"]),
        (response(500, JSON), ["endpoint-request-failed"]),
    ],
)
def test_a_first_request_that_is_not_like_the_next(first: Any, expected: list[str]) -> None:
    assert rules(first, response(phase="repeated")) == expected


def test_a_failure_that_stays_is_not_an_early_one() -> None:
    assert rules(response(503), response(503, phase="repeated")) == ["endpoint-request-failed"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"pings": []}, "GET /ping had no answer"),
        ({"pings_outcome": "elsewhere", "listening": []}, "GET /ping returned 200"),
        ({"start_error": "x" * 200}, f"it could not be started ({'x' * 100})"),
    ],
)
def test_why_an_endpoint_is_not_ready(fields: dict[str, Any], reason: str) -> None:
    [line] = found(endpoint(first_ping_seconds=None, responses=[], end=None, **fields))
    assert f"as an endpoint: {reason} |" in line


@pytest.mark.parametrize(
    ("responses", "fields", "expected"),
    [
        # The request that ended the container is the cause of everything after it.
        (
            [response(), lost(DROPPED, JSON), lost(REFUSED, phase="parallel")],
            {"end": CRASHED, "is_alive_after_leaving": False, "scrape": GONE},
            ["endpoint-request-failed"],
        ),
        ([*SAMPLES, lost(DROPPED, phase="parallel")], {"end": CRASHED, "scrape": GONE}, ["parallel-requests"]),
        # A container that lives has each fault.
        (
            [response(), lost(DROPPED, JSON), response(500, phase="parallel")],
            {"is_alive_after_leaving": False},
            ["client-leaves", "endpoint-request-failed", "parallel-requests"],
        ),
        # A request that had no answer may still be processed.
        ([lost(TIMED_OUT, seconds=60.0), response(sample=JSON)], {"scrape": GONE}, ["request-slow"]),
        (
            [*SAMPLES, lost(TIMED_OUT, phase="parallel")],
            {"was_busy": True, "ping_while_busy": None, "is_alive_after_leaving": False, "scrape": GONE},
            ["parallel-requests"],
        ),
        # A sample that fails alone says nothing of parallel requests.
        ([response(500), response(500, phase="parallel")], {}, ["endpoint-request-failed"]),
        # A server that is blocked has no time for a ping after /metrics either.
        (SAMPLES, {"is_alive_after_leaving": False, "scrape": GONE}, ["client-leaves"]),
    ],
)
def test_consequences(responses: list[Any], fields: dict[str, Any], expected: list[str]) -> None:
    assert rules(*responses, **fields) == expected


def test_a_container_that_ended_at_metrics_has_no_websocket_findings() -> None:
    seen = streaming(WebSocketStep("handshake", False), scrape=GONE, end=CRASHED, responses=SAMPLES)
    assert [line.split()[2] for line in found(seen)] == ["metrics-request:"]


@pytest.mark.parametrize(
    ("statuses", "more"),
    [((500,), ""), ((500, 500), ", and for 1 more sample"), ((500, 500, 500), ", and for 2 more samples")],
)
def test_the_number_of_other_samples(statuses: tuple[int, ...], more: str) -> None:
    names = (CSV.name, "two.csv", "three.csv")
    samples = [replace(CSV, name=name) for name in names]
    responses = [response(status, sample) for status, sample in zip(statuses, samples, strict=False)]
    [line] = found(endpoint(*responses))
    assert f"for one.csv (text/csv){more} |" in line
