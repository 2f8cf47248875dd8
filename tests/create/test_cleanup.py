"""What a cleanup does with a resource in each status, and with one that is not the run's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.create.gate import Call, Gate
from tests.create.test_unexpected_errors import returned
from tests.pipeline.endpoint import refusing_endpoint
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import FakeClock, Harness, SingleAttemptAccount

from sagemaker_marketplace.create import cancel
from sagemaker_marketplace.create.cleanup import Leftover, clean_up
from sagemaker_marketplace.plan.request import INVOCATION_TAG

BOTH = pytest.mark.parametrize("kind", TITLES)
JOBS = (("transform", "job"),)


def operation(verb: str, kind: str) -> str:
    return f"{verb}_{TITLES[kind].replace(' ', '_')}"


def resource(harness: Harness, kind: str, name: str, status: str) -> Leftover:
    """Create a resource with the tag of a run, and poll it until it has this status."""
    tags = [{"Key": INVOCATION_TAG, "Value": "mark"}]
    harness.call(operation("create", kind), **harness.spec(kind, name, CertifyForMarketplace=True, Tags=tags))
    for _ in range(8):
        found = described(harness, kind, name)[f"{kind}Status"]
    assert found == status
    return Leftover("m.yaml", kind, name, arn(kind, name), "us-east-1", "mark")


def described(harness: Harness, kind: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = harness.call(operation("describe", kind), **{f"{kind}Name": name})
    return found


def clean(harness: Harness, leftover: Leftover) -> tuple[list[str], list[Leftover], list[str]]:
    """Clean up; return the notes, what is left, and the calls."""
    before = len(harness.calls())
    pause = cancel.pauses(FakeClock(), cancel.STEP_WAIT)
    notes, left = returned(clean_up([leftover], lambda _role: SingleAttemptAccount("tests"), pause, "later"))
    return [note.text for note in notes], left, harness.calls()[before:]


@BOTH
def test_a_completed_resource_and_its_jobs_are_kept(harness: Harness, kind: str) -> None:
    harness.serve("success")
    leftover = replace(resource(harness, kind, "kept", "Completed"), jobs=JOBS)
    title = f"{TITLES[kind]} {leftover.arn}"
    looks = [f"Describe{kind}", "ListTags"]
    assert clean(harness, leftover) == ([f"{title} is kept: it is Completed"], [], looks)


@BOTH
def test_a_failed_resource_is_deleted(harness: Harness, kind: str) -> None:
    harness.serve("invocations-fail")
    leftover = resource(harness, kind, "failed", "Failed")
    notes, left, calls = clean(harness, leftover)
    assert (notes, left) == ([f"deleting {TITLES[kind]} {leftover.arn}"], [])
    assert calls == [f"Describe{kind}", "ListTags", f"Delete{kind}"]


@BOTH
def test_a_resource_that_is_being_deleted_is_finished(harness: Harness, kind: str) -> None:
    harness.serve("slow-delete")
    leftover = resource(harness, kind, "deleting", "Completed")
    harness.call(operation("delete", kind), **{f"{kind}Name": "deleting"})
    assert clean(harness, replace(leftover, jobs=JOBS)) == ([], [], [f"Describe{kind}", "ListTags"])


@BOTH
def test_a_validation_that_runs_is_waited_for(harness: Harness, kind: str) -> None:
    harness.serve("never-finishes")
    leftover = resource(harness, kind, "running", "InProgress")
    title = f"{TITLES[kind]} {leftover.arn}"
    notes, left, calls = clean(harness, leftover)
    assert notes == [
        f"waiting for the validation of {title} to end",
        f"{title} is left: it is InProgress; later",
    ]
    assert (left, calls) == ([leftover], [f"Describe{kind}", "ListTags"] * 5)


@BOTH
@pytest.mark.parametrize("changes", [{"invocation": "other"}, {"arn": arn("Algorithm", "elsewhere")}])
def test_a_resource_of_another_run_is_kept(harness: Harness, kind: str, changes: dict[str, Any]) -> None:
    harness.serve("invocations-fail")
    leftover = replace(resource(harness, kind, f"other-{'-'.join(changes)}", "Failed"), **changes)
    kept = f"is kept: it has no tag {INVOCATION_TAG} of this run"
    notes, left, calls = clean(harness, leftover)
    assert (notes, left) == ([f"{TITLES[kind]} {leftover.arn} {kept}"], [])
    assert f"Delete{kind}" not in calls


def test_a_cleanup_without_permission_is_not_repeated(harness: Harness) -> None:
    harness.serve("success")
    clock, denied = FakeClock(), (400, "AccessDeniedException", "no")
    leftover = Leftover("m.yaml", "Algorithm", "denied", arn("Algorithm", "denied"), "us-east-1", "mark")
    with refusing_endpoint(denied, denied) as url:
        harness.patch.setenv("AWS_ENDPOINT_URL", url)
        pause = cancel.pauses(clock, cancel.POST_WAIT)
        notes, left = returned(clean_up([leftover], lambda _role: SingleAttemptAccount("tests"), pause, "later"))
    title = f"algorithm {leftover.arn}"
    assert [note.text for note in notes] == [f"{title} is left: access denied: DescribeAlgorithm: no; later"]
    assert (left, clock.seconds) == ([leftover], 0)


def created_later(call: Call) -> None:
    """Answer with a description of a resource that was created later."""
    document = call.result or {}
    later = json.dumps({**document, "CreationTime": document["CreationTime"] + 60})
    call.answer = (200, later.encode())


def test_a_resource_that_was_created_since_the_first_look_is_kept(
    harness: Harness, gate: Callable[[str], Gate]
) -> None:
    """Even with the same tag."""
    here = gate("never-finishes")
    here.begin("a", harness.manifest("ModelPackage", "one"), on_cancel="stop", follow_jobs=True)
    here.until("a", "FilterLogEvents")
    here.interrupt("a")
    here.until("a", "StopTransformJob")
    here.let_pass("a")
    created_later(here.execute("a"))
    here.let_pass("a")
    ended = here.finish("a")
    assert f"is kept: it has no tag {INVOCATION_TAG} of this run" in "\n".join(ended.lines)
    assert "DeleteModelPackage" not in here.calls("a")


def test_a_resource_that_does_not_appear_is_awaited_for_some_looks(harness: Harness) -> None:
    harness.serve("success")
    leftover = Leftover("m.yaml", "Algorithm", "none", "", "us-east-1", "mark")
    before = len(harness.calls())
    assert returned(clean_up([leftover], lambda _role: SingleAttemptAccount("tests"), lambda: True, "later")) == (
        [],
        [],
    )
    assert harness.calls()[before:] == ["DescribeAlgorithm"] * 7
    notes, left = returned(clean_up([leftover], lambda _role: SingleAttemptAccount("tests"), lambda: False, "later"))
    assert [note.text for note in notes] == [
        "algorithm none is left: it is not visible, and might not have been created; later"
    ]
    assert left == [leftover]
