"""Facts about a container that is not ready: what listens, what it answers to pings."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rehearse.jobs import observations

from sagemaker_marketplace.diagnosis.causes import Observed
from sagemaker_marketplace.rehearse.observations import REFUSED, TIMED_OUT, End, Ping
from sagemaker_marketplace.rehearse.verdict import health_facts

LISTENING = [("0.0.0.0", 8080)]  # noqa: S104 - an address of the container


def facts(**fields: Any) -> list[Observed]:
    return list(health_facts.facts(observations(**{"first_ping_seconds": None, "start_seconds": 0.3, **fields})))


def answered(status: int, body: bytes = b"", location: str = "") -> Ping:
    return Ping(1.0, 0.1, status, body=body, location=location)


@pytest.mark.parametrize(
    ("listening", "expected"),
    [
        (LISTENING, []),
        ([("::", 8080)], []),
        ([("127.0.0.1", 9000), ("172.17.0.2", 8080)], []),
        (
            [("127.0.0.1", 8080), ("::1", 8080)],
            [Observed("loopback-only", "listening: 127.0.0.1:8080, ::1:8080", {"address": "127.0.0.1:8080"})],
        ),
        (
            [("127.0.0.1", 5000), ("::ffff:127.0.0.1", 8080)],
            [
                Observed(
                    "loopback-only",
                    "listening: 127.0.0.1:5000, ::ffff:127.0.0.1:8080",
                    {"address": "::ffff:127.0.0.1:8080"},
                )
            ],
        ),
        (
            [("::", 5000), ("::", 80), ("127.0.0.1", 9000)],
            [Observed("other-port", "listening: :::5000, :::80, 127.0.0.1:9000", {"port": "80"})],
        ),
        (
            [("127.0.0.1", number) for number in range(1, 7)],
            [
                Observed(
                    "other-port",
                    "listening: 127.0.0.1:1, 127.0.0.1:2, 127.0.0.1:3, 127.0.0.1:4, 127.0.0.1:5",
                    {"port": "6"},
                )
            ],
        ),
        ([], [Observed("nothing-listens", "no port was open 0 s after the start")]),
    ],
)
def test_what_listens(listening: list[tuple[str, int]], expected: list[Observed]) -> None:
    assert facts(listening=listening) == expected
    assert facts(listening=listening, end=End(0, "stop", 1.0)) == expected
    for other in ({"end": End(1, "start", 1.0)}, {"start_seconds": None}, {"first_ping_seconds": 0.1}):
        assert facts(**{"listening": listening, **other}) == []


def test_how_long_nothing_listened() -> None:
    pings = [Ping(1.0, 0.0, None, REFUSED), Ping(479.6, 0.0, None, REFUSED)]
    assert facts(pings=pings) == [Observed("nothing-listens", "no port was open 480 s after the start")]


@pytest.mark.parametrize(
    ("pings", "expected"),
    [
        ([answered(503, b" loading\n")], [Observed("ping-status", "GET /ping: 503, loading", {"status": "503"})]),
        (
            [answered(500, b"\xff" + b"x" * 300)],
            [Observed("ping-status", f"GET /ping: 500, \ufffd{'x' * 199}", {"status": "500"})],
        ),
        ([answered(404)], [Observed("ping-404", "GET /ping: 404", {"status": "404"})]),
        ([answered(405)], [Observed("ping-404", "GET /ping: 405", {"status": "405"})]),
        ([answered(502)], [Observed("ping-gateway", "GET /ping: 502")]),
        ([answered(504, b"x")], [Observed("ping-gateway", "GET /ping: 504, x")]),
        (
            [answered(307, location="/ping/")],
            [Observed("ping-redirected", "GET /ping: 307, Location: /ping/", {"location": "/ping/"})],
        ),
        (
            [answered(404), answered(307, location="/" * 300)],
            [Observed("ping-redirected", f"GET /ping: 307, Location: {'/' * 200}", {"location": "/" * 200})],
        ),
        # What the redirected ping was answered with is the reason.
        (
            [answered(307, location="/ping/"), answered(500)],
            [Observed("ping-status", "GET /ping: 500", {"status": "500"})],
        ),
        (
            [answered(503), Ping(2.0, 2.0, None, TIMED_OUT)],
            [Observed("ping-status", "GET /ping: 503", {"status": "503"})],
        ),
        (
            [Ping(1.0, 2.0, None, TIMED_OUT), Ping(4.0, 2.04, None, TIMED_OUT), Ping(7.0, 0.0, None, REFUSED)],
            [Observed("ping-timed-out", "GET /ping had no answer after 2.0 s")],
        ),
        ([Ping(1.0, 0.0, None, REFUSED)], []),
    ],
)
def test_answers_to_pings(pings: list[Ping], expected: list[Observed]) -> None:
    assert facts(pings=pings, listening=LISTENING) == expected
    assert facts(pings=pings, end=End(1, "start", 1.0)) == expected
