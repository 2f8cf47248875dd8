"""Each call of a create fails once with each fault: exit codes are correct, and no resource is created twice."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.request import Request, urlopen

import pytest
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import Harness, Outcome, SingleAttemptAccount

from sagemaker_marketplace.aws.errors import REFRESH_CREDENTIALS
from sagemaker_marketplace.sandbox.scenario import FAULT_KINDS

COMPLETE_RUN: dict[str, Any] = {"preflight": True, "pin_image": True, "provenance_tags": True, "follow_jobs": True}
# S3's response to a HEAD request has no body that could give a reason; STS then decides about the credentials.
HEADS = ["HeadBucket", "HeadObject"]
# A call that may have had an effect is never sent again: the program checks what exists, and nothing was created.
FOLLOWING = (
    *("ListTrainingJobs", "DescribeTrainingJob", "ListTransformJobs", "DescribeTransformJob", "FilterLogEvents"),
)
UNKNOWN_EFFECT = ("500", "503", "skewed", "reset", "garbage")
EXPIRED = f"failed 3: the AWS credentials have expired | {REFRESH_CREDENTIALS}"


def add_faults(harness: Harness, operations: list[str], kind: str) -> None:
    """Make the next call of each operation fail."""
    assert harness.sandbox
    body = json.dumps([{"operation": operation, "kind": kind} for operation in operations]).encode()
    urlopen(Request(f"{harness.sandbox.url}/_sandbox/faults", body)).close()  # noqa: S310 - our own loopback server


def pending_faults(harness: Harness) -> list[str]:
    """Return the operations with faults that have not occurred yet."""
    assert harness.sandbox
    with urlopen(f"{harness.sandbox.url}/_sandbox/faults") as answer:  # noqa: S310 - our own loopback server
        operations: list[str] = json.load(answer)
    return operations


@pytest.fixture(scope="module")
def calls() -> dict[str, list[str]]:
    """The operations of a whole run, by kind; filled by the first test that needs them."""
    return {}


def run(harness: Harness, kind: str, name: str, **settings: Any) -> Outcome:
    return harness.run(harness.manifest(kind, name), account=SingleAttemptAccount, **{**COMPLETE_RUN, **settings})


def operations_of(harness: Harness, calls: dict[str, list[str]], kind: str) -> list[str]:
    """Return the operations of a whole run without faults, once each."""
    if kind not in calls:
        calls[kind] = list(dict.fromkeys(run(harness, kind, "whole").calls))
        assert len(calls[kind]) > 15
    return calls[kind]


def created(harness: Harness, kind: str) -> Counter[str]:
    operation = f"list_{TITLES[kind].replace(' ', '_')}s"
    return Counter(summary[f"{kind}Name"] for summary in harness.call(operation, MaxResults=100)[f"{kind}SummaryList"])


def query_operations(operations: list[str], kind: str) -> list[str]:
    """Return the operations of plan and preflight about what the manifest names, except the HEAD requests."""
    # The config of an image comes from an address without faults.
    return [
        operation
        for operation in operations
        if operation not in (*FOLLOWING, *HEADS, f"Create{kind}", f"Describe{kind}")
        and not operation.startswith("GET /_sandbox")
    ]


def parts(operations: list[str], kind: str) -> dict[str, list[str]]:
    """Return the operations of a run by purpose; the faults of one part are added together."""
    own = {"create": [f"Create{kind}"], "describe": [f"Describe{kind}"]}
    heads, jobs = ([operation for operation in operations if operation in some] for some in (HEADS, FOLLOWING))
    # The queries are the same for both kinds.
    if kind == "Algorithm":
        return {**own, "jobs": jobs}
    return {**own, "queries": query_operations(operations, kind), "heads": heads, "jobs": jobs}


def expected(part: str, fault: str) -> int:
    """Return the exit code of a run in which the calls of one part fail once each, without retries by botocore."""
    if part == "create":
        return 3 if fault in (*UNKNOWN_EFFECT, "expired") else 0
    if part == "describe":  # before the create call
        return 0 if fault == "slow" else 3
    # A run does not continue with expired credentials; any other query can go without an answer.
    return 3 if fault == "expired" and part == "queries" else 0


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("fault", FAULT_KINDS)
def test_each_call_and_each_fault(harness: Harness, calls: dict[str, list[str]], kind: str, fault: str) -> None:
    harness.serve("success")
    ends = {}
    for part, operations in parts(operations_of(harness, calls, kind), kind).items():
        name = f"{fault}-{part}"
        add_faults(harness, operations, fault)
        outcome = run(harness, kind, name)
        ends[part] = outcome.exit_code
        while left := pending_faults(harness):  # a run that ends early leaves faults to the next
            before = len(left)
            outcome = run(harness, kind, f"{name}-{before}")
            assert outcome.exit_code == expected(part, fault)
            assert len(pending_faults(harness)) < before
        if ends[part] or part in ("create", "describe"):
            outcome = run(harness, kind, name)
        assert (outcome.exit_code, outcome.report.outputs()["arn"].startswith(arn(kind, name))) == (0, True), part
    assert ends == {part: expected(part, fault) for part in ends}
    assert set(created(harness, kind).values()) == {1}


def test_the_queries_are_the_same_for_both_kinds(harness: Harness, calls: dict[str, list[str]]) -> None:
    harness.serve("success")
    package, algorithm = ({*query_operations(operations_of(harness, calls, kind), kind)} for kind in TITLES)
    assert package == algorithm


def failures(outcome: Outcome) -> list[str]:
    return [line for line in outcome.event_lines if line.startswith("failed")]


@pytest.mark.parametrize("kind", TITLES)
def test_expired_credentials_end_the_run_at_any_query(harness: Harness, calls: dict[str, list[str]], kind: str) -> None:
    """Each operation alone, then all together: the same message, and no create call."""
    harness.serve("success")
    operations = query_operations(operations_of(harness, calls, kind), kind)
    # The queries are the same for both kinds.
    alone = [[operation] for operation in operations] if kind == "ModelPackage" else []
    for expired in (*alone, operations):
        name = f"expired-at-{len(expired)}-{expired[0].lower()}"
        add_faults(harness, expired, "expired")
        outcome = run(harness, kind, name)
        assert (outcome.exit_code, failures(outcome)) == (3, [EXPIRED]), expired
        assert f"Create{kind}" not in outcome.calls
        while pending_faults(harness):
            assert failures(run(harness, kind, name)) == [EXPIRED]
