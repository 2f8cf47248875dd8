"""How long the create stage waits, and what it does between the calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.create.gate import Call, Gate
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import Harness

Serve = Callable[[str], Gate]
THROTTLING = ("ThrottlingException", "Rate exceeded")
NOT_ASSUMED = ("ValidationException", "Could not assume role arn:aws:iam::123456789012:role/Made.")


def failed_resource(here: Gate, file: str) -> None:
    """Leave a resource that failed validation."""
    here.begin("before", file)
    assert here.finish("before").outputs["status"] == "Failed"


def throttle(here: Gate, operation: str, times: int) -> None:
    """Let the next calls of an operation be throttled."""
    here.until("a", operation)
    for _ in range(times):
        assert here.refuse("a", *THROTTLING).operation == operation


@pytest.mark.parametrize("kind", TITLES)
def test_a_throttled_create_call_is_sent_again(harness: Harness, gate: Serve, kind: str) -> None:
    here = gate("success")
    here.begin("a", harness.manifest(kind, "one"), wait=False)
    throttle(here, f"Create{kind}", 5)
    ended = here.finish("a")
    assert (ended.exit_code, ended.outputs["action-taken"], ended.seconds) == (0, "created", 1 + 2 + 4 + 8 + 15)


def test_a_create_call_that_is_always_throttled_ends_the_run(harness: Harness, gate: Serve) -> None:
    here = gate("success")
    here.begin("a", harness.manifest("Algorithm", "one"))
    throttle(here, "CreateAlgorithm", 6)
    ended = here.finish("a")
    assert (ended.exit_code, ended.seconds) == (3, 30)
    assert "AWS throttled the request: CreateAlgorithm: ThrottlingException" in "\n".join(ended.lines)


@pytest.mark.parametrize("kind", TITLES)
def test_what_was_created_is_found_through_errors(harness: Harness, gate: Serve, kind: str) -> None:
    """After a lost response, Describe is throttled once and gets no response once."""
    here = gate("success")
    here.begin("a", harness.manifest(kind, "one"), wait=False)
    here.until("a", f"Create{kind}")
    here.lose("a")
    here.refuse("a", *THROTTLING)
    here.refuse("a", "InternalFailure", "", 500)
    ended = here.finish("a")
    assert (ended.exit_code, ended.outputs["arn"], ended.seconds) == (0, arn(kind, "one"), 1 + 2)
    assert here.calls("a").count(f"Create{kind}") == 1


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("code", ["InternalFailure", "RequestTimeout", "RequestTimeoutException"])
def test_what_was_not_created_is_searched_for_half_a_minute(
    harness: Harness, gate: Serve, kind: str, code: str
) -> None:
    """The call may have had an effect, so it is not sent again."""
    here = gate("success")
    here.begin("a", harness.manifest(kind, "one"))
    here.until("a", f"Create{kind}")
    here.refuse("a", code, "", 500 if code == "InternalFailure" else 400)
    ended = here.finish("a")
    assert (ended.exit_code, ended.seconds) == (3, 30)
    assert here.calls("a").count(f"Describe{kind}") == 1 + 6
    assert "one was not created: retry" in "\n".join(ended.lines)


def without_role(harness: Harness) -> str:
    specification = harness.spec("ModelPackage", "one")["ValidationSpecification"]
    profiles = {"ValidationProfiles": specification["ValidationProfiles"]}
    return harness.manifest("ModelPackage", "one", ValidationSpecification=profiles)


@pytest.mark.parametrize("times", [2, 5])
def test_a_new_role_that_can_not_be_assumed_yet(harness: Harness, gate: Serve, times: int) -> None:
    """It takes IAM some time; after 5, 10, 20 and 30 s the run gives up."""
    here = gate("role-missing")
    here.begin("a", without_role(harness), create_validation_role="Made", wait=False)
    here.until("a", "CreateModelPackage")
    for _ in range(times):
        here.refuse("a", *NOT_ASSUMED)
    ended = here.finish("a")
    notes = [line.strip() for line in ended.lines if "retrying in" in line]
    delays = [5, 10, 20, 30][:times]
    assert notes == [f"SageMaker can't assume the new role yet: retrying in {delay} s" for delay in delays]
    assert ended.exit_code == (0 if times == 2 else 3)
    assert ended.seconds == 10 + sum(delays)  # ten for IAM to propagate


@pytest.mark.parametrize("kind", TITLES)
def test_a_run_reports_while_it_waits_for_a_deletion(harness: Harness, gate: Serve, kind: str) -> None:
    here, file = gate("invocations-fail"), harness.manifest(kind, "one")
    failed_resource(here, file)
    here.begin("a", file, replace_failed=True, wait=False)
    here.until("a", f"Delete{kind}")
    here.let_pass("a")
    deleting = here.execute("a")
    assert deleting.result
    assert deleting.result[f"{kind}Status"] == "Deleting"
    for _ in range(50):
        here.repeat("a", deleting)
    ended = here.finish("a")
    assert [line.strip() for line in ended.lines if "still Deleting" in line] == ["[0:04:05] m.yaml: still Deleting"]
    assert (ended.exit_code, ended.seconds) == (0, 255)


@pytest.mark.parametrize("kind", TITLES)
def test_a_deletion_beyond_the_timeout_ends_the_run(harness: Harness, gate: Serve, kind: str) -> None:
    here, file = gate("invocations-fail"), harness.manifest(kind, "one")
    failed_resource(here, file)
    here.begin("a", file, replace_failed=True, timeout_minutes=2)
    here.until("a", f"Delete{kind}")
    here.let_pass("a")
    deleting = here.execute("a")
    while here.next("a"):
        here.repeat("a", deleting)
    ended = here.finish("a")
    assert ended.messages[-2:] == [
        "m.yaml: timed out: one is still being deleted",
        "retry later",
    ]
    assert (ended.exit_code, ended.seconds) == (5, 120)
    assert f"Create{kind}" not in here.calls("a")


def changed(call: Call, **fields: Any) -> Call:
    """A description with other fields."""
    assert call.result
    call.answer = (200, json.dumps({**call.result, **fields}).encode())
    return call


@pytest.mark.parametrize("kind", TITLES)
def test_a_deletion_that_is_not_visible_yet(harness: Harness, gate: Serve, kind: str) -> None:
    """A description can be old for a while; a resource that then still exists is not deleted twice."""
    here, file = gate("slow-delete"), harness.manifest(kind, "one")
    here.begin("before", file)
    here.finish("before")
    here.begin("a", file, replace_failed=True, wait=False)
    failed = changed(here.execute("a"), **{f"{kind}Status": "Failed"})
    for _ in range(2):
        here.repeat("a", failed)
    assert here.let_pass("a").operation == f"Delete{kind}"
    for _ in range(14):
        here.repeat("a", failed)
    ended = here.finish("a")
    assert here.calls("a").count(f"Delete{kind}") == 1
    assert f"Create{kind}" not in here.calls("a")
    assert ended.seconds == 60


def test_each_run_sends_its_own_client_token(harness: Harness, gate: Serve) -> None:
    """With an earlier run's token the service can answer with that run's resource, which is deleted by then.

    B is interrupted after it has deleted the resource of the first run, so C finds no resource.
    """
    here, file = gate("invocations-fail"), harness.manifest("ModelPackage", "one")
    failed_resource(here, file)
    here.begin("b", file, replace_failed=True)
    here.until("b", "DeleteModelPackage")
    planned = here.until("b", "CreateModelPackage").request["ClientToken"]
    here.interrupt("b")
    here.finish("b")
    here.begin("c", file, wait=False)
    assert here.finish("c").outputs["action-taken"] == "created"
    tokens = [call.request["ClientToken"] for call in here.passed if call.operation == "CreateModelPackage"]
    assert len({planned, *tokens}) == 3
    assert [len(token) for token in (planned, *tokens)] == [36, 36, 36]


def test_the_resource_of_an_earlier_call_with_the_same_token_is_attached(harness: Harness, gate: Serve) -> None:
    """The manifest has its own token: SageMaker then answers the second call with the first resource's ARN."""
    here = gate("never-finishes")
    file = harness.manifest("ModelPackage", "one", ClientToken="0" * 36)
    settings = {"provenance_tags": False, "wait": False}
    here.begin("b", file, **settings)
    here.until("b", "CreateModelPackage")
    here.begin("a", file, **settings)
    here.finish("a")
    answered = here.execute("b")
    assert answered.result == {"ModelPackageArn": arn("ModelPackage", "one")}
    assert here.finish("b").outputs["action-taken"] == "attached"


def test_a_resource_that_bears_the_mark_of_the_run_is_created(harness: Harness, gate: Serve) -> None:
    here = gate("success")
    here.begin("a", harness.manifest("ModelPackage", "one", ClientToken="0" * 36), wait=False)
    assert here.finish("a").outputs["action-taken"] == "created"
