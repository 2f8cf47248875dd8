"""Each call of a whole create-and-watch, hit once by each fault: runs end as they should, and none creates twice."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.request import Request, urlopen

import pytest
from tests.flow.bench import Bench, Outcome, Single
from tests.flow.story import TITLES, arn

from sagemaker_marketplace.sandbox.scenario import KINDS

WHOLE: dict[str, Any] = {"preflight": True, "pin_image": True, "provenance_tags": True, "follow_jobs": True}
# A call that may or may not have been heard is never sent again: what it made is looked for, and nothing was made.
FOLLOWING = (
    *("ListTrainingJobs", "DescribeTrainingJob", "ListTransformJobs", "DescribeTransformJob", "FilterLogEvents"),
)
UNHEARD = ("500", "503", "skewed", "reset", "garbage")


def spoil(bench: Bench, operation: str, kind: str) -> None:
    """Let the next call of an operation meet a fault."""
    assert bench.sandbox
    body = json.dumps({"operation": operation, "kind": kind}).encode()
    urlopen(Request(f"{bench.sandbox.url}/_sandbox/faults", body)).close()  # noqa: S310 - our own loopback server


def unmet(bench: Bench) -> list[str]:
    """The operations whose faults have met no call."""
    assert bench.sandbox
    with urlopen(f"{bench.sandbox.url}/_sandbox/faults") as answer:  # noqa: S310 - our own loopback server
        left: list[str] = json.load(answer)
    return left


def expected(operation: str, fault: str, kind: str) -> int:
    """The exit code of a run whose first call of an operation meets a fault, with no repetition by botocore."""
    if operation == f"Create{kind}":
        return 3 if fault in (*UNHEARD, "expired") else 0
    if operation == f"Describe{kind}":  # the look before the create call; the later ones are hit below
        return 0 if fault == "slow" else 3
    # Nobody begins with credentials that have ended; anything else that is only asked can be left.
    # A refused HEAD has no body that could say why.
    return 3 if fault == "expired" and operation not in (*FOLLOWING, "HeadBucket", "HeadObject") else 0


@pytest.fixture(scope="module")
def asked() -> dict[str, list[str]]:
    """The operations of a whole run, by kind; filled by the first test."""
    return {}


def run(bench: Bench, kind: str, name: str, **settings: Any) -> Outcome:
    return bench.run(bench.manifest(kind, name), account=Single, **{**WHOLE, **settings})


def made(bench: Bench, kind: str) -> Counter[str]:
    operation = f"list_{TITLES[kind].replace(' ', '_')}s"
    return Counter(one[f"{kind}Name"] for one in bench.call(operation, MaxResults=100)[f"{kind}SummaryList"])


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("fault", KINDS)
def test_each_call_and_each_fault(bench: Bench, asked: dict[str, list[str]], kind: str, fault: str) -> None:
    bench.serve("happy")
    if not asked:
        asked.update({of: list(dict.fromkeys(run(bench, of, "whole").calls)) for of in TITLES})
        assert min(len(calls) for calls in asked.values()) > 15
    ends = {}
    for operation in asked[kind]:
        if operation.startswith("GET /_sandbox"):
            continue  # the parts of an image come from an address without faults
        if kind == "Algorithm" and operation in asked["ModelPackage"]:
            continue  # the same for both
        name = f"{fault}-{operation}"[:63]
        spoil(bench, operation, fault)
        outcome = run(bench, kind, name)
        assert unmet(bench) == []
        ends[operation] = outcome.exit_code
        if outcome.exit_code or operation in (f"Create{kind}", f"Describe{kind}"):
            outcome = run(bench, kind, name)
        assert (outcome.exit_code, outcome.report.outputs()["arn"]) == (0, arn(kind, name)), operation
    assert ends == {operation: expected(operation, fault, kind) for operation in ends}
    assert set(made(bench, kind).values()) == {1}
