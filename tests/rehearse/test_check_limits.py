"""The checks of a rehearsal at their limits: sizes of requests, seconds, memory, and long strings of others."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rehearse.observed import GIB, exchange, found, parameters, ping, ready, without_newline

from sagemaker_marketplace.rehearse.observations import DROPPED, Limits


def rules(**fields: Any) -> list[str]:
    return [line.split()[2].rstrip(":") for line in found(ready(**fields))]


def slow(first: float, *others: float, size: int = 300, **fields: Any) -> list[Any]:
    later = [exchange(number=number, seconds=each, request_bytes=size) for number, each in enumerate(others, 1)]
    return [exchange(seconds=first, **fields), *later]


@pytest.mark.parametrize(
    ("exchanges", "is_early"),
    [
        (slow(2.0, 0.1), False),
        (slow(2.01, 0.1), True),
        (slow(5.0, 0.5), False),
        (slow(5.01, 0.5), True),
        (slow(5.0, 0.1, size=150), True),
        # Smaller requests say nothing of its size.
        (slow(5.0, 0.1, size=149), False),
        (slow(5.0), False),
        (slow(5.0, 0.1, status=500), False),
        (slow(5.0, 0.1, 0.1, 9.0), True),
        ([exchange(attempts=1), exchange(number=1)], False),
        ([exchange(attempts=2), exchange(number=1)], True),
        ([], False),
    ],
)
def test_a_first_request_that_is_slow(exchanges: list[Any], is_early: bool) -> None:
    assert ("ready-too-early" in rules(exchanges=exchanges)) == is_early


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [({"first_status": 503}, "status 503"), ({"first_error": DROPPED}, "dropped"), ({}, "no answer")],
)
def test_why_the_first_request_was_repeated(fields: dict[str, Any], outcome: str) -> None:
    [line] = found(ready(exchanges=[exchange(attempts=2, **fields)]))
    assert f"failed ({outcome}) and passed when repeated" in line


@pytest.mark.parametrize(
    ("small", "is_early"),
    [
        ([exchange(records=2, answer_records=2, seconds=0.2)], True),
        ([exchange(records=1, answer_records=1, seconds=0.2)], False),
        ([exchange(500, records=2, seconds=0.2)], False),
        ([], False),
    ],
)
def test_the_usual_time_by_records(small: list[Any], is_early: bool) -> None:
    """Three records take 0.3 s or 0.6 s by small requests, and the first request 3.1 s."""
    found_rules = rules(exchanges=[exchange(seconds=3.1)], small_exchanges=small)
    assert ("ready-too-early" in found_rules) == is_early


@pytest.mark.parametrize(
    ("seconds", "records", "is_slow"),
    [(60.0, 2, False), (60.1, 2, True), (60.1, 1, True), (60.1, 3, False), (60.1, None, False)],
)
def test_seconds_of_a_small_request(seconds: float, records: int | None, is_slow: bool) -> None:
    sent = exchange(records=records, answer_records=records, seconds=seconds)
    assert ("request-slow" in rules(exchanges=[sent])) == is_slow
    assert ("request-slow" in rules(small_exchanges=[exchange(), sent])) == is_slow


@pytest.mark.parametrize(("memory", "is_less"), [(12 * GIB, False), (12 * GIB - 1, True)])
def test_memory_that_is_less_than_the_type_has(memory: int, is_less: bool) -> None:
    assert rules(limits=Limits(2, memory, 2, 16 * GIB)) == ["not-rehearsed"] * is_less


@pytest.mark.parametrize(
    ("instance_type", "device"),
    [("ml.g4dn.xlarge", "GPUs"), ("ml.inf2.xlarge", "Neuron devices"), ("ml.trn1.2xlarge", "Neuron devices")],
)
def test_devices(instance_type: str, device: str) -> None:
    [line] = found(ready(job={"instance_type": instance_type}))
    assert f"not rehearsed: the {device} of {instance_type}" in line


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"exchanges": [exchange(content_type="a/" + "x" * 100, answer_records=None)]},
            f"the container returned a/{'x' * 58}, which SupportedResponseMIMETypes does not list | make it return "
            f"text/csv, for which the job asked, or add a/{'x' * 58}",
        ),
        (
            {"exchanges": [exchange()], "job": {"accept": "b/" + "y" * 100}},
            f"the container returned text/csv, but the job asked for b/{'y' * 58} | make it return b/{'y' * 58}, or "
            "set Accept to text/csv",
        ),
        (
            {"pings": [ping(301, location="/" + "z" * 200), ping()]},
            f"GET /ping returned 301, a redirect to /{'z' * 99}, instead of 200 | make GET /ping return 200 itself",
        ),
        (
            {"host_names": ["a", "b", "c"]},
            "the container tried to reach a, b, c; it has no network, and in AWS the attempt may hang | remove the "
            "call, or include what it fetches in the image",
        ),
        (
            {"host_names": ["a", "b", "c", "d"]},
            "the container tried to reach a, b, c and 1 more; it has no network, and in AWS the attempt may hang | "
            "remove the call, or include what it fetches in the image",
        ),
    ],
)
def test_strings_of_others_are_shortened(fields: dict[str, Any], text: str) -> None:
    [line] = found(ready(**fields))
    assert line.partition(": ")[2] == text


@pytest.mark.parametrize(
    ("exchanges", "is_joined"),
    [
        ([without_newline(0), without_newline(1)], True),
        ([without_newline(0)], False),
        ([without_newline(0), exchange(number=1)], True),
        ([exchange(), without_newline(1)], False),
        ([without_newline(0), exchange(number=1, answer_bytes=0, head=b"", answer_records=None)], False),
        ([without_newline(0, content_type="application/json"), without_newline(1)], False),
        # The end of a long answer is not known.
        ([exchange(answer_bytes=2000), exchange(number=1)], False),
    ],
)
def test_answers_that_run_together(exchanges: list[Any], is_joined: bool) -> None:
    assert ("answers-joined" in rules(exchanges=exchanges, job={"assemble_with": ""})) == is_joined
    assert "answers-joined" not in rules(exchanges=exchanges, job={"assemble_with": "Line"})


@pytest.mark.parametrize(("status", "is_invalid"), [(None, True), (204, True), (399, True), (400, False), (500, False)])
def test_statuses_of_execution_parameters(status: int | None, is_invalid: bool) -> None:
    found_rules = rules(parameters=parameters(b"{}", status))
    assert ("execution-parameters-invalid" in found_rules) == is_invalid
