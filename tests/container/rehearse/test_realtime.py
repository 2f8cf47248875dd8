"""An endpoint on a real container: statuses, requests, and everything that is observed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from tests.container.rehearse.programs import IMAGE, LIMITS, Shown, group, program
from tests.generators import events_of

from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.rehearse.inference.observer import READY_LINE
from sagemaker_marketplace.rehearse.inference.programs import look_up
from sagemaker_marketplace.rehearse.observations import Program
from sagemaker_marketplace.rehearse.realtime import realtime
from sagemaker_marketplace.rehearse.realtime_job import RealTimeJob, Sample
from sagemaker_marketplace.rehearse.realtime_observations import RealTimeObservations, Response
from sagemaker_marketplace.watch.logbook import Logbook

pytestmark = [pytest.mark.container, pytest.mark.usefixtures("programs_image")]

CSV = Sample("one.csv", ("rehearsal", "samples", "text/csv", 0), "text/csv", "text/csv", b"1\n22\n")
JSON = Sample("one.json", ("rehearsal", "samples", "application/json", 0), "application/json", "", b"[]")
STATUSES = ["Starting", "Ready", "Sending samples", "Sending samples in parallel", "Stopping"]
ONE, REPEATED, PARALLEL = ("first",), ("repeated",) * 3, ("parallel",) * 4


@dataclass(frozen=True)
class Run(Shown):
    """What a run yielded and returned."""

    observations: RealTimeObservations


def run(base: str, code: str, *samples: Sample, patience: float = 60.0, **fields: Any) -> Run:
    """Run an endpoint whose container runs the code."""
    path = ("spec", "InferenceSpecification", "Containers", 0)
    given: dict[str, Any] = {"is_bidirectional": False, "content_types": (), "response_types": (), **fields}
    job = RealTimeJob(path, path, "", program(code), samples=samples, instance_type="ml.m5.large", **given)
    with group(base) as (engine, containers):
        image = engine.find_image(IMAGE)
        assert image
        image = look_up(containers, image)
        setup = realtime.Setup("m.yaml", job, image, LIMITS, patience, Logbook("real-time", 100))
        return Run(*events_of(realtime.run(containers, setup, Clock())))


def facts(responses: list[Response]) -> list[tuple[str, str, int | None, bytes]]:
    return [(each.sample.name, each.phase, each.status, each.head) for each in responses]


def test_a_good_endpoint(base: str) -> None:
    code = """
        class Endpoint(Handler):
            def invoke(self, body):
                names = [name for name in os.environ if name.startswith("SAGEMAKER")]
                os.write(1, " ".join([*names, self.headers["Host"] + "\\n"]).encode())
                super().invoke(body)
        serve(Endpoint)
    """
    found = run(base, code, CSV, JSON)
    seen = found.observations
    assert found.statuses == STATUSES
    # Two samples: each once, three times more, four times at once; and one while which a ping is sent.
    assert found.log == ["model.aws.local:8080"] * 17
    phases = [*ONE, *REPEATED]
    single = [(each.name, phase, 200, head) for each, head in ((CSV, b"1\n2\n"), (JSON, b"2\n")) for phase in phases]
    parallel = [
        (each.name, "parallel", 200, head) for each, head in ((CSV, b"1\n2\n"), (JSON, b"2\n")) for _ in PARALLEL
    ]
    assert facts(seen.responses) == [*single, *parallel]
    assert all(
        each.connect_seconds is not None
        and each.first_byte_seconds is not None
        and each.connect_seconds < each.first_byte_seconds <= each.seconds
        for each in seen.responses
    )
    assert (seen.ping_while_busy, len(seen.connects_while_busy), None in seen.connects_while_busy) == (200, 4, False)
    assert seen.scrape
    assert (seen.scrape.status, seen.scrape.body, seen.scrape.is_alive) == (404, b"", True)
    assert (seen.is_alive_after_leaving, seen.websocket, seen.upgrade_status) == (None, [], 404)
    assert (seen.pings_outcome, seen.start_error, seen.listening) == ("ready", "", [("0.0.0.0", 8080)])  # noqa: S104
    assert seen.end
    assert (seen.end.exit_code, seen.end.during, seen.end.was_killed) == (0, "stop", False)
    assert seen.image.program == Program("/usr/local/bin/serve", 0o755, b"#!/usr/bin/env python3\n")
    assert seen.log_lines[0] == READY_LINE
    assert seen.highest_memory_bytes
    assert seen.start_seconds
    assert seen.first_ping_seconds


def test_a_streamed_response(base: str) -> None:
    code = """
        class Endpoint(Handler):
            def invoke(self, body):
                self.send_response(200)
                self.send_header("Content-Type", "text/csv")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for line in [*body.splitlines(), b""]:
                    self.wfile.write(b"%x\\r\\n%b\\r\\n" % (len(line), line))
                    time.sleep(0.05)
        serve(Endpoint)
    """
    seen = run(base, code, CSV).observations
    assert [each.is_chunked for each in seen.responses] == [True] * 8
    assert {tuple(size for _, size in each.chunks) for each in seen.responses} == {(1, 2)}
    assert (seen.was_busy, seen.ping_while_busy) == (True, 200)
    assert (seen.is_alive_after_leaving, seen.end and seen.end.during) == (True, "stop")


@pytest.mark.parametrize(
    ("code", "phases", "during", "exit_code"),
    [
        ("class Endpoint(Handler):\n    def invoke(self, body): os._exit(3)\nserve(Endpoint)", ONE, "requests", 3),
        ("sys.exit(2)", (), "start", 2),
    ],
)
def test_a_container_that_ends(base: str, code: str, phases: tuple[str, ...], during: str, exit_code: int) -> None:
    seen = run(base, code, CSV).observations
    assert [(each.phase, each.status) for each in seen.responses][: len(phases)] == [(name, None) for name in phases]
    assert all(each.status is None for each in seen.responses)
    assert not seen.scrape or seen.scrape.status is None
    assert seen.end
    assert (seen.end.during, seen.end.exit_code) == (during, exit_code)


def test_a_container_that_is_never_ready(base: str) -> None:
    code = """
        class Endpoint(Handler):
            def ping(self):
                self.answer(503)
        serve(Endpoint)
    """
    found = run(base, code, CSV, patience=0.5)
    seen = found.observations
    assert (found.statuses, seen.pings_outcome, seen.responses) == (["Starting", "Stopping"], "patience", [])
    assert seen.end
    assert seen.end.during == "abort"


def test_responses_that_are_not_repeated(base: str) -> None:
    code = """
        class Endpoint(Handler):
            def invoke(self, body):
                self.answer(415, b"unsupported")
        serve(Endpoint)
    """
    seen = run(base, code, CSV).observations
    assert facts(seen.responses) == [("one.csv", "first", 415, b"unsupported")]
    assert (seen.was_busy, seen.connects_while_busy, seen.ping_while_busy) == (False, [], None)


def test_websocket_connections_are_tried_if_the_job_says_so(base: str) -> None:
    found = run(base, "serve()", is_bidirectional=True)
    assert found.statuses == [*STATUSES[:3], "Connecting with WebSocket", "Stopping"]
    seen = found.observations
    assert [(each.step, each.passed, each.seen) for each in seen.websocket] == [("handshake", False, "status 404")]
    assert (seen.responses, seen.upgrade_status) == ([], None)
