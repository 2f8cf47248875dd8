"""Each call of a whole create-and-watch, hit once by each fault: runs end as they should, and none creates twice."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.request import Request, urlopen

import pytest
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import Harness, Outcome, SingleAttemptAccount

from sagemaker_marketplace.sandbox.scenario import FAULT_KINDS

WHOLE: dict[str, Any] = {"preflight": True, "pin_image": True, "provenance_tags": True, "follow_jobs": True}
# A refused HEAD has no body that could say why.
HEADS = ["HeadBucket", "HeadObject"]
# A call that may or may not have been heard is never sent again: what it made is looked for, and nothing was made.
FOLLOWING = (
    *("ListTrainingJobs", "DescribeTrainingJob", "ListTransformJobs", "DescribeTransformJob", "FilterLogEvents"),
)
UNHEARD = ("500", "503", "skewed", "reset", "garbage")


def spoil(harness: Harness, operations: list[str], kind: str) -> None:
    """Let the next call of each operation meet a fault."""
    assert harness.sandbox
    body = json.dumps([{"operation": operation, "kind": kind} for operation in operations]).encode()
    urlopen(Request(f"{harness.sandbox.url}/_sandbox/faults", body)).close()  # noqa: S310 - our own loopback server


def unmet(harness: Harness) -> list[str]:
    """The operations whose faults have met no call."""
    assert harness.sandbox
    with urlopen(f"{harness.sandbox.url}/_sandbox/faults") as answer:  # noqa: S310 - our own loopback server
        left: list[str] = json.load(answer)
    return left


@pytest.fixture(scope="module")
def asked() -> dict[str, list[str]]:
    """The operations of a whole run, by kind; filled by the first test."""
    return {}


def run(harness: Harness, kind: str, name: str, **settings: Any) -> Outcome:
    return harness.run(harness.manifest(kind, name), account=SingleAttemptAccount, **{**WHOLE, **settings})


def made(harness: Harness, kind: str) -> Counter[str]:
    operation = f"list_{TITLES[kind].replace(' ', '_')}s"
    return Counter(one[f"{kind}Name"] for one in harness.call(operation, MaxResults=100)[f"{kind}SummaryList"])


def parts(calls: list[str], kind: str) -> dict[str, list[str]]:
    """The operations of a run by what they are for; faults of one part meet one run."""
    # The parts of an image come from an address without faults.
    others = [call for call in calls if call not in (*FOLLOWING, *HEADS) and not call.startswith("GET /_sandbox")]
    own = {"create": [f"Create{kind}"], "describe": [f"Describe{kind}"]}
    questions = [call for call in others if [call] not in own.values()]
    heads, jobs = ([call for call in calls if call in some] for some in (HEADS, FOLLOWING))
    # What is asked of the account is the same for both kinds.
    return (
        {**own, "jobs": jobs} if kind == "Algorithm" else {**own, "questions": questions, "heads": heads, "jobs": jobs}
    )


def expected(part: str, fault: str) -> int:
    """The exit code of a run whose calls of one part meet a fault each, with no repetition by botocore."""
    if part == "create":
        return 3 if fault in (*UNHEARD, "expired") else 0
    if part == "describe":  # the look before the create call
        return 0 if fault == "slow" else 3
    # Nobody begins with credentials that have ended; anything else that is only asked can be left.
    return 3 if fault == "expired" and part == "questions" else 0


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("fault", FAULT_KINDS)
def test_each_call_and_each_fault(harness: Harness, asked: dict[str, list[str]], kind: str, fault: str) -> None:
    harness.serve("success")
    if kind not in asked:
        asked[kind] = list(dict.fromkeys(run(harness, kind, "whole").calls))
        assert len(asked[kind]) > 15
    ends = {}
    for part, operations in parts(asked[kind], kind).items():
        name = f"{fault}-{part}"
        spoil(harness, operations, fault)
        outcome = run(harness, kind, name)
        ends[part] = outcome.exit_code
        while left := unmet(harness):  # a run that ends early leaves calls to the next
            before = len(left)
            outcome = run(harness, kind, f"{name}-{before}")
            assert outcome.exit_code == expected(part, fault)
            assert len(unmet(harness)) < before
        if ends[part] or part in ("create", "describe"):
            outcome = run(harness, kind, name)
        assert (outcome.exit_code, outcome.report.outputs()["arn"].startswith(arn(kind, name))) == (0, True), part
    assert ends == {part: expected(part, fault) for part in ends}
    assert set(made(harness, kind).values()) == {1}
