"""A transform job with a good container: statuses, requests, answers, and everything that is observed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.container.rehearse.programs import rehearse

from sagemaker_marketplace.rehearse.inference.observer import READY_LINE
from sagemaker_marketplace.rehearse.observations import Exchange, ParametersAnswer, Program

pytestmark = [pytest.mark.container, pytest.mark.usefixtures("programs_image")]


def facts(exchanges: list[Exchange]) -> list[tuple[object, ...]]:
    """Object, number, bytes, status, records in and out, and the beginning of the answer."""
    return [
        (each.object, each.number, each.request_bytes, each.status, each.records, each.answer_records, each.head)
        for each in exchanges
    ]


def test_a_good_container(base: str, lines: Path) -> None:
    found = rehearse(base, "print('ready'); serve()", {"data.csv": lines})
    seen = found.observations
    assert found.statuses == ["Starting", "Ready", "Transforming", "Transforming in small batches", "Stopping"]
    assert (found.log, seen.log_lines) == (["ready"], ("ready", READY_LINE))
    assert found.outputs == {"data.csv": [b"1\n2\n3\n"]}
    assert facts(seen.exchanges) == [("data.csv", 0, 9, 200, 3, 3, b"1\n2\n3\n")]
    assert facts(seen.small_exchanges) == [
        ("data.csv", 0, 5, 200, 2, 2, b"1\n2\n"),
        ("data.csv", 1, 4, 200, 1, 1, b"3\n"),
    ]
    assert seen.unterminated
    assert facts([seen.unterminated]) == [("data.csv", 0, 1, 200, 1, 1, b"1\n")]
    assert (seen.listening, seen.network_attempts, seen.host_names) == ([("0.0.0.0", 8080)], 0, [])  # noqa: S104
    assert seen.parameters == ParametersAnswer(404, "text/csv", b"")
    assert [(ping.status, ping.error) for ping in seen.pings][-1] == (200, "")
    assert (seen.pings_outcome, seen.start_error, seen.out_of_memory_events) == ("ready", "", 0)
    assert seen.end
    assert (seen.end.exit_code, seen.end.during, seen.end.was_killed, seen.end.out_of_memory) == (
        0,
        "stop",
        False,
        False,
    )
    assert seen.image.program == Program("/usr/local/bin/serve", 0o755, b"#!/usr/bin/env python3\n")
    assert seen.highest_memory_bytes
    assert seen.start_seconds
    assert seen.first_ping_seconds


def test_single_records_in_parallel_keep_their_order(base: str, tmp_path: Path) -> None:
    files = {}
    for name in ("a.csv", "b/c.csv"):
        path = files[name] = tmp_path / name.replace("/", "-")
        path.write_bytes(b"".join(b"x" * (number % 50) + b"y\n" for number in range(200)))
    code = """
        class Echo(Handler):
            def invoke(self, body):
                time.sleep(len(body) % 3 / 1000)
                self.answer(200, body)
        serve(Echo)
    """
    found = rehearse(base, code, files, batch_strategy="SingleRecord", max_concurrent=8)
    expected = [b"x" * (number % 50) + b"y\n" for number in range(200)]
    assert found.outputs == {"a.csv": expected, "b/c.csv": expected}
    seen = found.observations
    assert [(each.object, each.number) for each in seen.exchanges] == [
        (name, number) for name in files for number in range(200)
    ]
    assert (seen.small_exchanges, found.statuses) == ([], ["Starting", "Ready", "Transforming", "Stopping"])


def test_requests_in_flight_are_as_many_as_the_container_answers(base: str, lines: Path) -> None:
    code = """
        barrier = threading.Barrier(3)
        class Slow(Handler):
            def do_GET(self):
                self.answer(200, b'{"MaxConcurrentTransforms": 3, "BatchStrategy": "SINGLE_RECORD"}')
            def invoke(self, body):
                if body.endswith(b"\\n"):
                    barrier.wait(20)
                self.answer(200, body)
        serve(Slow)
    """
    found = rehearse(base, code, {"data.csv": lines})
    assert found.outputs == {"data.csv": [b"1\n", b"22\n", b"333\n"]}


def test_an_object_without_split_type_is_one_request(base: str, lines: Path) -> None:
    found = rehearse(base, "serve()", {"data.csv": lines}, split_type="", max_payload_mb=1)
    assert facts(found.observations.exchanges) == [("data.csv", 0, 9, 200, None, 3, b"1\n2\n3\n")]
    assert (found.observations.small_exchanges, found.observations.unterminated) == ([], None)


def test_the_second_run_has_at_most_100_requests(base: str, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(b"1\n" * 1000)
    found = rehearse(base, "serve()", {"data.csv": path})
    assert [each.records for each in found.observations.exchanges] == [1000]
    assert [each.records for each in found.observations.small_exchanges] == [2] * 100


def test_large_bodies_pass_in_both_directions(base: str, tmp_path: Path) -> None:
    path = tmp_path / "data.bin"
    path.write_bytes(bytes(range(256)) * 100_000)
    code = """
        class Echo(Handler):
            def invoke(self, body):
                self.answer(200, body[::-1])
        serve(Echo)
    """
    found = rehearse(base, code, {"data.bin": path}, split_type="", max_payload_mb=100)
    assert found.outputs == {"data.bin": [path.read_bytes()[::-1]]}


def test_a_record_that_is_too_large_is_a_problem_of_its_object_only(base: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"1\n" + b"x" * (1 << 20) + b"\n")
    (tmp_path / "b.csv").write_bytes(b"22\n")
    files = {name: tmp_path / name for name in ("a.csv", "b.csv")}
    found = rehearse(base, "serve()", files, max_payload_mb=1)
    assert [problem.object for problem in found.observations.input_problems] == ["a.csv"]
    assert found.outputs == {"b.csv": [b"2\n"]}
    assert found.observations.small_exchanges == []
