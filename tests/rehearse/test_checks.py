"""What a rehearsal reports besides the verdict."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rehearse.observed import (
    GIB,
    LOCAL,
    SPEC,
    document,
    exchange,
    found,
    image,
    parameters,
    ping,
    ready,
    without_newline,
)

from sagemaker_marketplace import plugins
from sagemaker_marketplace.rehearse.observations import (
    DROPPED,
    End,
    InputProblem,
    Limits,
)
from sagemaker_marketplace.rehearse.verdict import verdict as verdicts

KILLED = End(137, "stop", 10.0, was_killed=True)
SHELL = ("/bin/sh", "-c", "python3 app.py")
JSON = "application/json"


LOST = "make it return one prediction for each record; check whether it takes the first line for a header"
ADDED = (
    "whatever the number of records, such as a header | make it return only predictions: the answers to all requests "
    "are joined to one output"
)
EARLY = "make GET /ping return 503 until the model is loaded"
ONE_BY_ONE = "make the container process every request in the same way, whatever its number of records"
UNKNOWN_SIZE = "the size of ml.m5.large, which is not known"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"pings": [ping(None, error="refused"), ping(301, location="/ping/"), ping()]},
            "34 warning ping-redirect: GET /ping returned 301, a redirect to /ping/, instead of 200 "
            "| make GET /ping return 200 itself",
        ),
        (
            {"host_names": ["a.example", "b.example", "a.example"], "network_attempts": 2},
            "34 warning network-use: the container tried to reach a.example, b.example; it has no network, and in AWS "
            "the attempt may hang | remove the call, or include what it fetches in the image",
        ),
        (
            {"host_names": ["a", "b", "c", "d", "e"]},
            "34 warning network-use: the container tried to reach a, b, c and 2 more; it has no network, and in AWS "
            "the attempt may hang | remove the call, or include what it fetches in the image",
        ),
        (
            {"network_attempts": 1},
            "34 warning network-use: the container tried to use the network; it has no network, and in AWS the attempt "
            "may hang | remove the call, or include what it fetches in the image",
        ),
        (
            {"end": KILLED, "image": image(*SHELL)},
            "34 warning sigterm-not-received: the container did not stop within 10 s of SIGTERM: its ENTRYPOINT is in "
            'shell form | write ENTRYPOINT in exec form, such as ["python", "serve.py"]',
        ),
        (
            {"end": KILLED},
            "34 info sigterm-ignored: the container did not stop within 10 s of SIGTERM, and was killed "
            "| make the program exit when it gets SIGTERM",
        ),
        (
            {"exchanges": [exchange(answer_records=2)]},
            f"25 warning record-count: the container got 3 records and returned 2 | {LOST}",
        ),
        (
            {"exchanges": [exchange(), exchange(number=1, records=1000, answer_records=1)]},
            f"25 warning record-count: the container got 1,003 records and returned 4 | {LOST}",
        ),
        (
            {"exchanges": [exchange(answer_records=4)], "small_exchanges": [exchange(records=1, answer_records=2)]},
            f"25 warning record-count: each answer has 1 record more than its request, {ADDED}",
        ),
        (
            {"exchanges": [exchange(answer_records=5), exchange(number=1, records=1000, answer_records=1002)]},
            f"25 warning record-count: each answer has 2 records more than its request, {ADDED}",
        ),
        (
            {"exchanges": [exchange(content_type=JSON, answer_records=None)]},
            f"10 warning answer-content-type: the container returned {JSON}, which SupportedResponseMIMETypes does not "
            f"list | make it return text/csv, for which the job asked, or add {JSON}",
        ),
        (
            {"exchanges": [exchange(content_type="text/html", answer_records=None)], "job": {"accept": ""}},
            "10 warning answer-content-type: the container returned text/html, which SupportedResponseMIMETypes does "
            "not list | make it return a listed type, or add text/html",
        ),
        (
            {"exchanges": [exchange()], "job": {"accept": "application/json, application/*"}},
            "28 warning answer-content-type: the container returned text/csv, but the job asked for application/json, "
            "application/* | make it return application/json, application/*, or set Accept to text/csv",
        ),
        (
            {"parameters": parameters(b"{'MaxConcurrentTransforms': 1}")},
            "34 warning execution-parameters-invalid: GET /execution-parameters: the answer is not valid JSON | "
            "make it "
            "return a JSON object with MaxConcurrentTransforms, BatchStrategy and MaxPayloadInMB, or 404",
        ),
        (
            {"parameters": parameters(b"", None)},
            "34 warning execution-parameters-invalid: GET /execution-parameters: dropped | make it return a JSON "
            "object "
            "with MaxConcurrentTransforms, BatchStrategy and MaxPayloadInMB, or 404",
        ),
        (
            {"parameters": parameters(b'{"BatchStrategy": "MultiRecord"}')},
            "34 info execution-parameters-strategy: GET /execution-parameters returned a BatchStrategy as the API "
            "writes it, such as MultiRecord | make it return MULTI_RECORD or SINGLE_RECORD",
        ),
        (
            {"exchanges": [exchange(attempts=2, first_status=503)]},
            "34 warning ready-too-early: the first request after a successful ping failed (status 503) and passed when "
            f"repeated | {EARLY}",
        ),
        (
            {"exchanges": [exchange(seconds=3.0), exchange(number=1, seconds=0.2), exchange(number=2, seconds=9.0)]},
            None,
        ),
        (
            {"exchanges": [exchange(seconds=3.0), exchange(number=1, seconds=0.2), exchange(number=2, seconds=0.2)]},
            f"34 warning ready-too-early: the first request took 3.0 s, later ones of its size 200 ms | {EARLY}",
        ),
        (
            {
                "exchanges": [exchange(seconds=3.1)],
                "small_exchanges": [exchange(records=2, answer_records=2, seconds=0.2)],
            },
            f"34 warning ready-too-early: the first request took 3.1 s, later ones of its size 300 ms | {EARLY}",
        ),
        (
            {"exchanges": [exchange(), exchange(number=1, attempts=3, first_error=DROPPED)]},
            "34 warning request-repeated: 1 of 2 requests passed only when repeated; the first attempt ended with "
            "dropped | check the container's log for a worker that was killed or restarted",
        ),
        (
            {
                "exchanges": [exchange(records=1, answer_records=1)],
                "unterminated": exchange(400, records=1),
                "job": {"batch_strategy": "SingleRecord"},
            },
            "25 warning final-newline: the container returned 400 for a record without a newline at its end, and "
            "accepts "
            "records with one | make it accept a request without a newline at its end",
        ),
        (
            {
                "small_exchanges": [exchange(records=1, answer_records=1)],
                "unterminated": exchange(None, records=1, error=DROPPED),
            },
            "25 warning final-newline: the container gave no answer (dropped) for a record without a newline at its "
            "end, "
            "and accepts records with one | make it accept a request without a newline at its end",
        ),
        (
            {"small_exchanges": [exchange(records=2, answer_records=2), exchange(500, 1, records=1)]},
            "34 warning small-batches: 1 of 2 requests with at most two records failed (status 500) | " + ONE_BY_ONE,
        ),
        (
            {
                "small_exchanges": [
                    exchange(records=2, answer_records=1),
                    exchange(number=1, records=1, answer_records=0),
                ]
            },
            "34 warning small-batches: in requests with at most two records, the container got 3 records and "
            "returned 1 "
            f"| {ONE_BY_ONE}",
        ),
        (
            {"exchanges": [without_newline(0), without_newline(1)], "job": {"assemble_with": "None"}},
            "29 warning answers-joined: answers have no newline at their end, and run together in the output without "
            "AssembleWith | set AssembleWith to Line",
        ),
        (
            {"small_exchanges": [exchange(records=2, answer_records=2, seconds=61.0)]},
            "34 warning request-slow: a request with at most two records took 61 s, but endpoints have a limit of 60 s "
            "| use a smaller model, or check the product on its instance type",
        ),
        (
            {
                "job": {"instance_type": "ml.g4dn.xlarge", "instance_count": 2},
                "limits": Limits(2, 4 * GIB, 4, 16 * GIB),
            },
            "31 info not-rehearsed: not rehearsed: the GPUs of ml.g4dn.xlarge; 2 instances; local instance storage; "
            "the "
            "memory of ml.g4dn.xlarge (4 GiB of 16 GiB) | validate in AWS to see the rest",
        ),
        (
            {"limits": Limits(2, 4 * GIB), "input_problems": [InputProblem("a.gz", "is too large", "", False)]},
            f"31 info not-rehearsed: not rehearsed: {UNKNOWN_SIZE}; a.gz: is too large | validate in AWS to see the "
            "rest",
        ),
    ],
)
def test_findings(fields: dict[str, Any], expected: str | None) -> None:
    assert found(ready(**fields)) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("head", "is_error"),
    [
        (b"Error: could not convert string to float\n", True),
        (b"ValueError: could not convert", True),
        (b"pandas.errors.ParserError: Error tokenizing data", True),
        (b"\nTraceback (most recent call last):\n", True),
        (b"Internal Server Error", True),
        (b'"Error: bad input"', True),
        (b'{"error": "bad input", "code": 3}', True),
        (b'{"Error": {"message": "x"}, "predictions": null}', True),
        (b"<!DOCTYPE html><title>500 Internal Server Error</title>", True),
        (b"error,0.9\n", False),
        (b"Errors are rare\n", False),
        (b"errors: 0.1\n", False),
        (b'{"error": 0.12, "score": 2}', False),
        (b"[1, 2]", False),
        (b"<html><body>prediction</body></html>", False),
        (b"\xff\xfe", False),
        (b"", False),
    ],
)
def test_answers_that_look_like_errors(head: bytes, is_error: bool) -> None:
    answered = exchange(head=head, answer_records=1, content_type="text/csv")
    lines = found(ready(exchanges=[answered]))
    names = [line.split()[2] for line in lines]
    assert names == (["error-in-answer:"] if is_error else ["record-count:"])


def test_the_finding_on_an_error_quotes_it() -> None:
    answered = exchange(head=b"Error:  could not\nconvert " + b"x" * 100, answer_records=1)
    quoted = f"Error: could not convert {'x' * 35}"
    assert found(ready(exchanges=[exchange(), answered])) == [
        f'34 warning error-in-answer: an answer with status 200 looks like an error: "{quoted}" '
        "| make the container return 400 for invalid input, and 500 for its own errors"
    ]


def test_without_a_local_image_findings_are_at_the_image_of_the_spec() -> None:
    assert [line.split()[:3] for line in found(ready(SPEC, network_attempts=1), SPEC)] == [
        ["7", "warning", "network-use:"]
    ]


def test_checks_can_be_selected_and_ignored() -> None:
    observations = ready(network_attempts=1, end=KILLED)
    both = ["network-use", "sigterm-ignored"]
    for given, expected in (
        ({}, both),
        ({"select": ("network-use",)}, ["network-use"]),
        ({"ignore": ("network-use",)}, ["sigterm-ignored"]),
    ):
        assert [each.rule for each in verdicts.findings(document(), observations, **given)] == expected
    text = f"{LOCAL}ignore: [network-use]\n"
    assert [each.rule for each in verdicts.findings(document(text), observations)] == ["sigterm-ignored"]


def test_names_of_checks() -> None:
    names = [check.name for check in plugins.rehearsal_checks()]
    assert names == plugins.rehearsal_check_names()
    assert {check.family for check in plugins.rehearsal_checks()} == {"container"}
    assert {check.module.SEVERITY for check in plugins.rehearsal_checks()} == {"error", "info", "warning"}
    assert names == [name for name in names if name not in plugins.check_names()]
