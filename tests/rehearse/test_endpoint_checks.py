"""What a rehearsal reports about the real-time endpoint of a product."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.rehearse.observed import document, ping
from tests.rehearse.observed_endpoints import CSV, JSON, MANIFEST, endpoint, found, lost, response

from sagemaker_marketplace.rehearse.observations import DROPPED, REFUSED, TIMED_OUT, TOO_LARGE, End
from sagemaker_marketplace.rehearse.realtime_observations import RealTimeObservations, Scrape
from sagemaker_marketplace.rehearse.verdict import verdict as verdicts

NOT_READY: dict[str, Any] = {"first_ping_seconds": None, "responses": []}
KILLED = End(137, "stop", 10.0, was_killed=True)
CRASHED = End(3, "requests", 4.0)
SHELL = ("/bin/sh", "-c", "python3 app.py")
UNREADY = "check the container's log: the transform job before it was ready"
LOG = "check the container's log"
ACCEPT = "correct the sample, or make the container accept it"
EARLY = "make GET /ping return 503 until the model is loaded"
SLOW = "use a smaller model, or check the product on its instance type"
BUSY = "use a server with several threads or processes"
TOGETHER = "make the container process requests in parallel, or one after the other without an error"
METRICS = "make the container answer GET /metrics, for example 404"


@pytest.mark.parametrize(
    ("observations", "expected"),
    [
        (
            endpoint(**NOT_READY, start_error="no such file", end=None),
            "34 warning endpoint-not-ready: the container did not become ready as an endpoint: it could not be started "
            f"(no such file) | {UNREADY}",
        ),
        (
            endpoint(**NOT_READY, pings_outcome="stopped", end=End(1, "start", 2.0)),
            "34 warning endpoint-not-ready: the container did not become ready as an endpoint: it ended with exit code "
            f"1 | {UNREADY}",
        ),
        (
            endpoint(**NOT_READY, pings_outcome="elsewhere", listening=[("127.0.0.1", 5000)]),
            "34 warning endpoint-not-ready: the container did not become ready as an endpoint: it listens on "
            f"127.0.0.1, port 5000 | {UNREADY}",
        ),
        (
            endpoint(**NOT_READY, pings_outcome="patience", pings=[ping(503)]),
            "34 warning endpoint-not-ready: the container did not become ready as an endpoint: GET /ping returned 503 "
            f"| {UNREADY}",
        ),
        (
            endpoint(**NOT_READY, pings_outcome="patience", pings=[ping(None, error=TIMED_OUT)]),
            "34 warning endpoint-not-ready: the container did not become ready as an endpoint: GET /ping had no answer "
            f"(timed out) | {UNREADY}",
        ),
        (
            endpoint(first_ping_seconds=500.0),
            "34 warning endpoint-not-ready: the container was ready 500 s after its start, but endpoints allow 8 "
            "minutes | make the container load its model faster",
        ),
        (
            endpoint(response(500, head=b"Internal\nError"), response(sample=JSON)),
            "34 warning endpoint-request-failed: POST /invocations returned 500 for one.csv (text/csv): "
            f'"Internal Error" | {LOG}',
        ),
        (
            endpoint(response(500), response(500, JSON)),
            "34 warning endpoint-request-failed: POST /invocations returned 500 for one.csv (text/csv), and for 1 more "
            f"sample | {LOG}",
        ),
        (
            endpoint(response(), response(400, JSON, head=b"no instances")),
            "39 warning endpoint-request-failed: POST /invocations returned 400 for one.json (application/json): "
            f'"no instances" | {ACCEPT}',
        ),
        (
            endpoint(response(), response(413, JSON)),
            "39 warning endpoint-request-failed: POST /invocations returned 413 for one.json (application/json) | "
            "raise the limit of the container's server",
        ),
        (
            endpoint(lost(DROPPED), lost(REFUSED, JSON), lost(REFUSED, phase="parallel"), end=CRASHED),
            "34 warning endpoint-request-failed: POST /invocations gave no answer (dropped) for one.csv (text/csv); "
            f"the container ended with exit code 3 | {LOG}",
        ),
        (
            endpoint(response(), response(415, JSON), response(415, JSON, "repeated")),
            "9 warning content-type-refused: POST /invocations returned 415 for application/json, which "
            "SupportedContentTypes lists | make the container accept application/json, or remove it from "
            "SupportedContentTypes",
        ),
        (
            endpoint(job={"samples": (CSV,)}),
            "9 info content-type-untested: not rehearsed: requests of type application/json | add a sample of each "
            "type to rehearsal.samples",
        ),
        (
            endpoint(job={"content_types": ("text/csv", "a/b", "a/c", "a/d", "a/e")}),
            "9 info content-type-untested: not rehearsed: requests of type a/b, a/c, a/d and 1 more | add a sample of "
            "each type to rehearsal.samples",
        ),
        (
            endpoint(response(503), response(phase="repeated"), response(sample=JSON)),
            "34 warning ready-too-early: the first request after a successful ping failed (status 503) and passed when "
            f"repeated | {EARLY}",
        ),
        (
            endpoint(lost(TIMED_OUT, seconds=60.0), response(phase="repeated")),
            "34 warning ready-too-early: the first request after a successful ping failed (timed out) and passed when "
            f"repeated | {EARLY}",
        ),
        (
            endpoint(response(seconds=4.0), response(sample=JSON), response(phase="repeated")),
            f"34 warning ready-too-early: the first request took 4.0 s, later ones of its size 100 ms | {EARLY}",
        ),
        (
            endpoint(lost(TIMED_OUT, seconds=60.0), response(sample=JSON)),
            "34 warning request-slow: a request to the endpoint (one.csv) had no answer within 60 s | " + SLOW,
        ),
        (
            endpoint(lost(TIMED_OUT, seconds=60.0), scrape=Scrape(2.0, None, error=TIMED_OUT, is_alive=False)),
            "34 warning request-slow: a request to the endpoint (one.csv) had no answer within 60 s | " + SLOW,
        ),
        (
            endpoint(response(first_byte_seconds=61.0, seconds=70.0)),
            "34 warning request-slow: 95 % of the requests to the endpoint needed up to 61 s; its limit is 60 s, so it "
            f"is for batch only | {SLOW}",
        ),
        (
            endpoint(response(is_chunked=True, seconds=481.0)),
            "34 warning stream-too-long: the streamed response to one.csv did not end within 8 minutes | make the "
            "container end its responses earlier",
        ),
        (
            endpoint(
                response(),
                response(500, head=b"busy", phase="parallel"),
                lost(DROPPED, phase="parallel"),
                response(phase="parallel"),
            ),
            "34 warning parallel-requests: 2 of 3 parallel requests failed, but pass one at a time (status 500: "
            f'"busy") | {TOGETHER}',
        ),
        (
            endpoint(response(), lost(DROPPED, phase="parallel"), is_alive_after_leaving=False, end=CRASHED),
            "34 warning parallel-requests: 1 of 1 parallel requests failed, but pass one at a time (dropped); the "
            f"container ended with exit code 3 | {TOGETHER}",
        ),
        (
            endpoint(was_busy=True, ping_while_busy=None, connects_while_busy=[None, 0.3]),
            f"34 warning blocked-while-busy: GET /ping had no answer within 2 s while a request was processed | {BUSY}",
        ),
        (
            endpoint(was_busy=True, ping_while_busy=503),
            f"34 warning blocked-while-busy: GET /ping returned 503 while a request was processed | {BUSY}",
        ),
        (
            endpoint(was_busy=True, ping_while_busy=200, connects_while_busy=[0.001, None]),
            "34 warning blocked-while-busy: a connection was not accepted while a request was processed; the limit is "
            f"250 ms | {BUSY}",
        ),
        (
            endpoint(was_busy=True, ping_while_busy=200, connects_while_busy=[0.3, 0.2, 0.4]),
            "34 warning blocked-while-busy: a connection was accepted after 300 ms while a request was processed; the "
            f"limit is 250 ms | {BUSY}",
        ),
        (
            endpoint(
                is_alive_after_leaving=False, scrape=Scrape(0.1, None, error=REFUSED, is_alive=False), end=CRASHED
            ),
            "34 warning client-leaves: GET /ping failed after a client closed its connection in the middle of a "
            "response; the container ended with exit code 3 | make the container end only that request",
        ),
        (
            endpoint(scrape=Scrape(2.0, None, error=TIMED_OUT)),
            f"34 warning metrics-request: GET /metrics had no answer within 2 s | {METRICS}",
        ),
        (
            endpoint(scrape=Scrape(0.1, None, error=DROPPED, is_alive=False), end=CRASHED),
            "34 warning metrics-request: GET /ping failed after GET /metrics; the container ended with exit code 3 | "
            + METRICS,
        ),
        (
            endpoint(scrape=Scrape(0.1, 200, "text/plain", b"a 1\nb 2\n")),
            "34 info metrics-visible: buyers can see the metrics of GET /metrics: a, b | remove what buyers should not "
            "see, or move it to another port",
        ),
        (
            endpoint(scrape=Scrape(0.1, 200, "", b"a 1\nb 2\nc 3\nd 4\ne 5\nf 6\n")),
            "34 info metrics-visible: buyers can see the metrics of GET /metrics: a, b, c, d, e and 1 more | remove "
            "what buyers should not see, or move it to another port",
        ),
        (
            endpoint(response(head=b"Error: no model")),
            '34 warning error-in-answer: an answer with status 200 looks like an error: "Error: no model" | make the '
            "container return 400 for invalid input, and 500 for its own errors",
        ),
        (
            endpoint(response(content_type="text/html; charset=utf-8")),
            "10 warning answer-content-type: the container returned text/html, which SupportedResponseMIMETypes does "
            "not list | make it return a listed type, or add text/html",
        ),
        (
            endpoint(end=KILLED),
            "34 info sigterm-ignored: the container did not stop within 10 s of SIGTERM, and was killed | make the "
            "program exit when it gets SIGTERM",
        ),
        (
            endpoint(end=KILLED, entry_point=SHELL),
            "34 warning sigterm-not-received: the container did not stop within 10 s of SIGTERM: its ENTRYPOINT is in "
            'shell form | write ENTRYPOINT in exec form, such as ["python", "serve.py"]',
        ),
        (
            endpoint(host_names=["a.example"], network_attempts=1),
            "34 warning network-use: the container tried to reach a.example; it has no network, and in AWS the attempt "
            "may hang | remove the call, or include what it fetches in the image",
        ),
    ],
)
def test_findings(observations: RealTimeObservations, expected: str) -> None:
    assert found(observations) == [expected]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (6_291_456, []),
        (
            6_291_457,
            [
                "38 warning sample-too-large: one.csv has 6,291,457 bytes; the API of endpoints allows 6,291,456, the "
                "seller guide 25 MB | use a smaller sample: larger inputs are for transform jobs"
            ],
        ),
        (
            25 * 1024**2 + 1,
            [
                "38 warning sample-too-large: one.csv has 26,214,401 bytes, more than an endpoint accepts (25 MB) | "
                "use a smaller sample: larger inputs are for transform jobs"
            ],
        ),
    ],
)
def test_sizes_of_samples(size: int, expected: list[str]) -> None:
    large = replace(CSV, body=bytes(size))
    assert found(endpoint(response(sample=large), job={"samples": (large, JSON)})) == expected


def test_sizes_of_responses() -> None:
    seen = endpoint(
        response(response_bytes=6_291_457),
        response(response_bytes=6_291_457, phase="repeated"),
        lost(TOO_LARGE, JSON, response_bytes=268_435_457, is_chunked=True),
    )
    allowed = "the API of endpoints allows 6,291,456 | make the container return less: larger outputs are for transform"
    assert found(seen) == [
        f"34 warning sample-too-large: the response to one.csv has 6,291,457 bytes; {allowed} jobs",
        f"34 warning sample-too-large: the response to one.json has more than 268,435,457 bytes; {allowed} jobs",
    ]


def test_each_outcome_is_reported_once() -> None:
    observations = endpoint(response(500), response(400, JSON), response(500, phase="repeated"))
    assert [line.partition(" for ")[0] for line in found(observations)] == [
        "34 warning endpoint-request-failed: POST /invocations returned 500",
        "39 warning endpoint-request-failed: POST /invocations returned 400",
    ]


def test_what_the_transform_job_showed_is_not_repeated() -> None:
    observations = endpoint(network_attempts=1, end=KILLED)
    network, sigterm = verdicts.findings(document(MANIFEST), observations)
    assert (network.rule, sigterm.rule) == ("network-use", "sigterm-ignored")
    assert [line.split()[2] for line in found(observations, MANIFEST, network)] == ["sigterm-ignored:"]
