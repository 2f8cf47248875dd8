"""Facts about requests that failed, and about input that can't be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.rehearse.jobs import PATH, job, observations

from sagemaker_marketplace.diagnosis.causes import Observed
from sagemaker_marketplace.rehearse.observations import (
    DROPPED,
    MALFORMED,
    REFUSED,
    TIMED_OUT,
    Exchange,
    InputProblem,
)
from sagemaker_marketplace.rehearse.verdict import request_facts

PAYLOAD = (*PATH, "MaxPayloadInMB")
S3_URI = (*PATH, "TransformInput", "DataSource", "S3DataSource", "S3Uri")
GOOD = Exchange("a.csv", 0, 10, 0.1, 200)


def facts(**fields: Any) -> list[Observed]:
    return list(request_facts.facts(observations(**fields)))


def test_a_good_job_has_no_fact_of_its_own() -> None:
    assert facts(exchanges=[GOOD, Exchange("a.csv", 1, 10, 0.1, 299)]) == []


@pytest.mark.parametrize(
    ("concurrent", "payload", "total"),
    [(10, 10, None), (1, 100, None), (1, 101, "101"), (4, 26, "104"), (200, 0, None)],
)
def test_the_product_of_payloads(concurrent: int, payload: int, total: str | None) -> None:
    over = Observed(
        "payloads-over-100",
        f"MaxConcurrentTransforms={concurrent}, MaxPayloadInMB={payload}, BatchStrategy=MULTI_RECORD",
        {"concurrent": str(concurrent), "payload": str(payload), "total": str(total)},
        PAYLOAD,
    )
    found = facts(transform_job=job(max_concurrent=concurrent, max_payload_mb=payload))
    assert found == ([over] if total else [])


def test_input_that_aws_can_not_send() -> None:
    problems = [
        InputProblem("a" * 300, "too large", "split it"),
        InputProblem("b.csv", "more than 512 MB", "use less", is_aws_limit=False),
    ]
    values = {"object": "a" * 200, "message": "too large", "hint": "split it"}
    assert facts(input_problems=problems) == [
        Observed("input-problem", f"{'a' * 200}: too large", values, S3_URI),
    ]


def failed(status: int | None = None, **fields: Any) -> Exchange:
    return Exchange("b.csv", 1, 2048, 12.6, status, **fields)


def evidence(outcome: int | str) -> str:
    return f"POST /invocations, request 2 of b.csv (2 KiB): {outcome}"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (
            415,
            Observed(
                "status-415", evidence(415), {"content_type": "text/csv"}, (*PATH, "TransformInput", "ContentType")
            ),
        ),
        (413, Observed("status-413", evidence(413), {"size": "2 KiB"}, PAYLOAD)),
        (502, Observed("status-gateway", evidence(502))),
        (504, Observed("status-gateway", evidence(504))),
        (503, Observed("status-5xx", evidence(503), {"status": "503"})),
        (500, Observed("status-5xx", evidence(500), {"status": "500"})),
        (499, Observed("status-other", evidence(499), {"status": "499"})),
        (300, Observed("status-other", evidence(300), {"status": "300"})),
        (199, Observed("status-other", evidence(199), {"status": "199"})),
    ],
)
def test_statuses(status: int, expected: Observed) -> None:
    assert facts(exchanges=[GOOD, failed(status)]) == [expected]


def test_the_first_request_is_unavailable_and_has_no_content_type() -> None:
    unavailable = Observed("unavailable-after-ping", evidence(503), {"status": "503"})
    assert facts(exchanges=[failed(503), GOOD]) == [unavailable]
    [*_, refused] = facts(transform_job=job(content_type=""), exchanges=[failed(415)])
    assert refused.values == {"content_type": "none is sent"}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TIMED_OUT, Observed("request-timed-out", evidence("timed out"), {"seconds": "13"})),
        (DROPPED, Observed("request-dropped", evidence("dropped"))),
        (REFUSED, Observed("request-dropped", evidence("refused"))),
        (MALFORMED, Observed("response-invalid", evidence("malformed"), {"reason": "malformed"})),
    ],
)
def test_requests_without_answer(error: str, expected: Observed) -> None:
    assert facts(exchanges=[failed(error=error)]) == [expected]


def test_what_ended_the_program_is_the_first_attempt_not_the_refused_repetition() -> None:
    repeated = [failed(error=REFUSED, first_error=first, attempts=4) for first in (DROPPED, REFUSED, TIMED_OUT)]
    slow = failed(error=TIMED_OUT, first_error=DROPPED, attempts=4)
    assert [facts(exchanges=[each])[-1].evidence for each in (*repeated, slow)] == [
        evidence(word) for word in ("dropped", "refused", "refused", "timed out")
    ]


@pytest.mark.parametrize(
    ("fields", "is_worker"),
    [
        ({"status": 500}, True),
        ({"status": 504}, True),
        ({"status": 499}, False),
        ({"error": DROPPED}, True),
        ({"error": REFUSED}, True),
        ({"error": TIMED_OUT}, False),
        ({"error": MALFORMED}, False),
    ],
)
def test_a_worker_that_was_killed_by_its_server(fields: Mapping[str, Any], is_worker: bool) -> None:
    exchange = failed(**fields)
    lines = ("[CRITICAL] WORKER TIMEOUT (pid:7)", f"[CRITICAL] WORKER TIMEOUT (pid:8){'!' * 200}", "Booting")
    shown = f"{lines[1][:200]}; {evidence(exchange.status or exchange.error)}"
    worker = Observed("worker-timeout", shown, {}, PAYLOAD)
    found = facts(exchanges=[exchange], log_lines=lines)
    assert [fact for fact in found if fact.id == "worker-timeout"] == [worker] * is_worker
    assert len(found) == 1 + is_worker


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (failed(500, head=b"  <b>a\n\tb\xff"), f"{evidence(500)}, <b>a b\ufffd"),
        (failed(500, head=b"x" * 300), f"{evidence(500)}, {'x' * 200}"),
        (failed(500, head=b" \n"), evidence(500)),
        (Exchange("n" * 300, 0, 1, 0.1, 400), f"POST /invocations, request 1 of {'n' * 200} (1 bytes): 400"),
    ],
)
def test_a_request_in_one_line(exchange: Exchange, expected: str) -> None:
    assert request_facts.request(exchange) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 KiB"),
        (1536, "1.5 KiB"),
        ((1 << 20) - 1, "1024 KiB"),
        (1 << 20, "1 MiB"),
        (6 << 20, "6 MiB"),
    ],
)
def test_sizes(number: int, expected: str) -> None:
    assert request_facts.size(number) == expected
