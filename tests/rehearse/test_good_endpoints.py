"""Good endpoints have no findings, and any observations of an endpoint have complete ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rehearse.observed import ping
from tests.rehearse.observed_endpoints import CSV, GOOD, JSON, LABEL, endpoint, found, lost, response
from tests.rehearse.test_any_observations import ERRORS, EXAMPLES, FIELDS, HEADS, STATUSES

from sagemaker_marketplace.rehearse.observations import DROPPED, TIMED_OUT, TOO_LARGE, End
from sagemaker_marketplace.rehearse.realtime.measurement import measure_endpoint
from sagemaker_marketplace.rehearse.realtime_observations import Response, Scrape, WebSocketStep

STEPS = ["handshake", "ping", "pong", "text", "binary", "fragments", "close", "reconnect", "left"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"pings": [ping(body=b"ok")], "first_ping_seconds": 480.0},
        {"responses": [response(seconds=59.0), response(seconds=40.0, phase="repeated")]},
        {"responses": [response(first_byte_seconds=59.0, seconds=470.0, is_chunked=True, chunks=((59.0, 4),))]},
        {"responses": [response(204, head=b""), response(201, JSON)]},
        {"responses": [response(content_type="application/json; charset=utf-8"), response(content_type="")]},
        {
            "responses": [
                response(response_bytes=6_291_456),
                response(sample=JSON, response_bytes=9_000_000, is_chunked=True),
            ]
        },
        {"responses": [*GOOD, lost(DROPPED, replace(CSV, name="other.csv"), "parallel")]},
        {"was_busy": True, "ping_while_busy": 200, "connects_while_busy": [0.001, 0.25]},
        {"was_busy": True, "ping_while_busy": 200, "connects_while_busy": [0.25, 0.3, 0.25]},
        # The request was over when the connections were made.
        {"was_busy": False, "ping_while_busy": None, "connects_while_busy": [None]},
        {"is_alive_after_leaving": True},
        {"scrape": Scrape(0.01, 404, "text/html", b"<html>Not Found</html>")},
        {"scrape": Scrape(0.01, 200, "application/json", b'{"a": 1}')},
        {"scrape": Scrape(0.01, 500, "text/plain", b"a 1\n")},
        {"scrape": Scrape(0.01, None, error=DROPPED)},
        {"upgrade_status": 404},
        {"labels": {LABEL: "true"}, "job": {"is_bidirectional": True}, "upgrade_status": 101},
        {"end": End(0, "stop", 9.0)},
        {"end": None},
        {"job": {"content_types": (), "response_types": ()}},
    ],
)
def test_a_good_endpoint_has_no_findings(fields: dict[str, Any]) -> None:
    assert found(endpoint(**fields)) == []


def test_an_endpoint_that_was_never_ready_has_one_finding() -> None:
    unready = endpoint(
        first_ping_seconds=None,
        responses=[],
        is_alive_after_leaving=False,
        scrape=Scrape(0.1, None, is_alive=False),
        websocket=[WebSocketStep("handshake", False)],
        was_busy=True,
        job={"is_bidirectional": True, "samples": ()},
    )
    assert [line.split()[2] for line in found(unready)] == ["endpoint-not-ready:"]


RESPONSES = st.lists(
    st.builds(
        Response,
        st.sampled_from([CSV, JSON]),
        st.sampled_from(["first", "repeated", "parallel"]),
        st.none() | st.floats(0, 3),
        st.none() | st.floats(0, 100),
        st.floats(0, 700),
        STATUSES,
        st.text(max_size=20),
        st.dictionaries(st.just("x-amzn-inference-metering"), st.text(max_size=20) | st.just('{"Dimension": "a"}')),
        head=HEADS,
        chunks=st.lists(st.tuples(st.floats(0, 9), st.integers(0, 9)), max_size=2).map(tuple),
        is_chunked=st.booleans(),
        error=ERRORS | st.sampled_from([TIMED_OUT, TOO_LARGE]),
    ),
    max_size=4,
)
SEEN = st.fixed_dictionaries(
    {
        "responses": RESPONSES,
        "first_ping_seconds": st.none() | st.floats(0, 900),
        "was_busy": st.booleans(),
        "connects_while_busy": st.lists(st.none() | st.floats(0, 3), max_size=2),
        "ping_while_busy": STATUSES,
        "is_alive_after_leaving": st.none() | st.booleans(),
        "scrape": st.none()
        | st.builds(Scrape, st.floats(0, 3), STATUSES, st.text(), st.binary() | st.just(b"a 1"), ERRORS, st.booleans()),
        "websocket": st.lists(
            st.builds(WebSocketStep, st.sampled_from(STEPS), st.booleans(), st.text(max_size=200)), max_size=3
        ),
        "upgrade_status": STATUSES,
        "job": st.builds(lambda flag: {"is_bidirectional": flag}, st.booleans()),
    }
)
SHARED = ("start_error", "pings", "listening", "end", "host_names", "network_attempts")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seen=SEEN, shared=FIELDS)
def test_any_observations_have_complete_findings(seen: dict[str, Any], shared: dict[str, Any]) -> None:
    observations = endpoint(**seen, **{name: shared[name] for name in SHARED})
    assert all(line.count(" | ") >= 1 for line in found(observations))
    assert measure_endpoint("m.yaml", observations).requests == len(observations.responses)
