"""Runs at the same time, in the order that once broke a promise: no run deletes, stops or claims what another made."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.create.gate import Gate
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import Harness

BOTH = pytest.mark.parametrize("kind", TITLES)
Serve = Callable[[str], Gate]
KEPT = "is kept: it has no tag sagemaker-marketplace:invocation of this run"


def failed_before(gate: Gate, kind: str, file: str) -> None:
    """Leave a resource that failed validation."""
    gate.begin("before", file)
    while True:
        call = gate.next("before")
        if call is None:
            break
        gate.let_pass("before")
    ended = gate.end("before")
    assert ended
    assert (ended.exit_code, ended.outputs["status"]) == (4, "Failed")


def changes(gate: Gate, *runs: str) -> list[str]:
    """The calls of some runs that change something, as `run operation`."""
    return [
        f"{call.run} {call.operation}"
        for call in gate.passed
        if call.run in runs and call.operation.startswith(("Create", "Delete", "Stop"))
    ]


@BOTH
def test_a_resource_that_was_replaced_meanwhile_is_not_deleted(harness: Harness, gate: Serve, kind: str) -> None:
    """A has planned to replace a failed resource; before it deletes, B has replaced it and it is Pending."""
    here, file = gate("invocations-fail"), harness.manifest(kind, "one")
    failed_before(here, kind, file)
    here.begin("a", file, replace_failed=True)
    here.let_pass("a")  # the look of the plan
    here.begin("b", file, replace_failed=True, wait=False)
    assert here.finish("b").outputs["action-taken"] == "replaced"
    ended = here.finish("a")
    assert changes(here, "a", "b") == [f"b Delete{kind}", f"b Create{kind}"]
    assert ended.outputs["action-taken"] == "attached"
    assert "another process has changed one since the plan" in "\n".join(ended.lines)


@BOTH
def test_a_resource_that_was_replaced_at_the_last_moment_is_not_deleted(
    harness: Harness, gate: Serve, kind: str
) -> None:
    """Even after A has looked: SageMaker refuses to delete the new resource while it is validated."""
    here, file = gate("invocations-fail"), harness.manifest(kind, "one")
    failed_before(here, kind, file)
    here.begin("a", file, replace_failed=True)
    here.until("a", f"Delete{kind}")
    here.begin("b", file, replace_failed=True, wait=False)
    here.finish("b")
    ended = here.finish("a")
    assert changes(here, "a", "b") == [f"b Delete{kind}", f"b Create{kind}", f"a Delete{kind}"]
    assert ended.outputs["action-taken"] == "attached"


@BOTH
def test_a_new_resource_that_failed_meanwhile_is_not_replaced_again(harness: Harness, gate: Serve, kind: str) -> None:
    here, file = gate("invocations-fail"), harness.manifest(kind, "one")
    failed_before(here, kind, file)
    here.begin("a", file, replace_failed=True)
    here.let_pass("a")
    here.begin("b", file, replace_failed=True)
    assert here.finish("b").outputs["status"] == "Failed"
    ended = here.finish("a")
    assert changes(here, "a") == []
    assert (ended.exit_code, ended.outputs["status"]) == (4, "Failed")


@BOTH
def test_a_delete_without_an_answer_is_looked_at_before_it_is_sent_again(
    harness: Harness, gate: Serve, kind: str
) -> None:
    here, file = gate("invocations-fail"), harness.manifest(kind, "one")
    failed_before(here, kind, file)
    here.begin("a", file, replace_failed=True, wait=False)
    here.until("a", f"Delete{kind}")
    here.lose("a")
    ended = here.finish("a")
    assert changes(here, "a") == [f"a Delete{kind}", f"a Create{kind}"]
    assert ended.outputs["action-taken"] == "replaced"


@BOTH
def test_two_that_replace_end_with_one_resource(harness: Harness, gate: Serve, kind: str) -> None:
    """Both have sent Delete; B sees the gap and creates; A never sees the gap and must not wait for it."""
    here, file = gate("invocations-fail"), harness.manifest(kind, "one")
    failed_before(here, kind, file)
    for run in ("a", "b"):
        here.begin(run, file, replace_failed=True, wait=False)
        here.until(run, f"Delete{kind}")
    for run in ("a", "b"):
        here.let_pass(run)
    assert here.finish("b").outputs["action-taken"] == "replaced"
    looks = len(here.calls("a"))
    ended = here.finish("a")
    assert (ended.exit_code, ended.outputs["action-taken"]) == (0, "attached")
    assert here.calls("a")[looks:] == [f"Describe{kind}"] * 2
    assert changes(here, "a", "b") == [f"a Delete{kind}", f"b Delete{kind}", f"b Create{kind}"]


@BOTH
@pytest.mark.parametrize("how", ["refused", "lost", "reset"])
def test_what_another_run_created_is_attached_and_never_cancelled(
    harness: Harness, gate: Serve, kind: str, how: str
) -> None:
    """B has planned before A creates: the name is taken, or B's response or its call is lost."""
    here, file = gate("never-finishes"), harness.manifest(kind, "one")
    here.begin("b", file, on_cancel="stop")
    here.until("b", f"Create{kind}")
    here.begin("a", file, wait=False)
    assert here.finish("a").outputs["action-taken"] == "created"
    if how == "refused":
        here.let_pass("b")
    elif how == "lost":
        here.lose("b")
    else:
        here.refuse("b", "InternalFailure", "reset", 500)
    for _ in range(6):
        here.let_pass("b")
    here.interrupt("b")
    ended = here.finish("b")
    assert (ended.exit_code, ended.outputs["action-taken"], ended.state) == (130, "attached", "[]")
    assert [change for change in changes(here, "b") if "Create" not in change] == []


@BOTH
def test_what_this_run_created_is_known_although_the_response_was_lost(
    harness: Harness, gate: Serve, kind: str
) -> None:
    here, file = gate("success"), harness.manifest(kind, "one")
    here.begin("a", file)
    here.until("a", f"Create{kind}")
    here.lose("a")
    ended = here.finish("a")
    assert (ended.exit_code, ended.outputs["action-taken"]) == (0, "created")
    assert here.calls("a").count("ListTags") == 1


def running_job(here: Gate, run: str) -> str:
    """Let a run watch until it follows a transform job, and return the job's name."""
    call = here.until(run, "FilterLogEvents")
    return str(call.request["logStreamNamePrefix"]).removesuffix("/")


def test_the_job_of_another_package_is_not_stopped(harness: Harness, gate: Serve) -> None:
    """Both packages have the same validation profile, so B follows A's job."""
    here = gate("never-finishes")
    files = {run: harness.manifest("ModelPackage", run, f"{run}.yaml") for run in ("a", "b")}
    settings = {"follow_jobs": True, "on_cancel": "stop"}
    here.begin("b", files["b"], **settings)
    here.until("b", "CreateModelPackage")
    here.let_pass("b")
    here.begin("a", files["a"], **settings)
    of_a = running_job(here, "a")
    of_b = running_job(here, "b")
    assert of_a == of_b, "the jobs read and write the same"
    here.interrupt("b")
    ended = here.finish("b")
    assert f"could not stop transform job {of_a}: AWS does not show whether it belongs to b" in "\n".join(ended.lines)
    assert [change for change in changes(here, "b") if "Stop" in change] == []
    here.interrupt("a")
    ended = here.finish("a")
    assert f"stopping transform job {of_a}" in "\n".join(ended.lines)
    assert changes(here, "a")[-2:] == ["a StopTransformJob", "a DeleteModelPackage"]


@BOTH
@pytest.mark.parametrize("is_executed", [True, False], ids=["executed", "not executed"])
def test_a_run_that_is_cancelled_while_the_create_call_is_under_way(
    harness: Harness, gate: Serve, kind: str, is_executed: bool
) -> None:
    """What the post step checks is saved before the call is sent."""
    here, file = gate("never-finishes"), harness.manifest(kind, "one")
    here.begin("a", file, on_cancel="stop")
    here.until("a", f"Create{kind}")
    if is_executed:
        here.execute("a")
    here.interrupt("a")
    ended = here.finish("a")
    assert ended.exit_code == 130
    assert '"name": "one"' in ended.state
    here.begin("post", "", state=ended.state)
    (left,) = here.finish("post").lines[-1:] or ("",)
    if is_executed:
        # Without a job there is nothing to stop, and SageMaker deletes nothing that is validated.
        assert left.startswith(f"{TITLES[kind]} {arn(kind, 'one')} is left: it is InProgress; once its validation has")
    else:
        assert left == ""
        assert here.calls("post") == [f"Describe{kind}"] * 7
    assert [change for change in changes(here, "a", "post") if "Create" not in change] == []


def test_the_post_step_deletes_what_has_failed_since(harness: Harness, gate: Serve) -> None:
    """The validation ends after a few polls."""
    here, file = gate("invocations-fail"), harness.manifest("ModelPackage", "one")
    here.begin("a", file, on_cancel="stop")
    here.until("a", "CreateModelPackage")
    here.execute("a")
    here.interrupt("a")
    while (call := here.next("a")) is not None:
        here.refuse("a", "ThrottlingException", "Rate exceeded") if call.operation == "ListTags" else here.let_pass("a")
    ended = here.finish("a")
    assert "the post step of this job continues" in "\n".join(ended.lines)
    here.begin("post", "", state=ended.state)
    done = here.finish("post")
    assert done.lines[-1] == f"deleting model package {arn('ModelPackage', 'one')}"
    assert changes(here, "post") == ["post DeleteModelPackage"]


def test_what_was_replaced_by_another_run_is_not_deleted_by_the_post_step(harness: Harness, gate: Serve) -> None:
    here, file = gate("invocations-fail"), harness.manifest("ModelPackage", "one")
    here.begin("a", file, on_cancel="stop")
    here.until("a", "CreateModelPackage")
    here.execute("a")
    here.interrupt("a")
    while here.next("a"):
        here.refuse("a", "ThrottlingException", "Rate exceeded")
    state = here.finish("a").state
    failed = "the resource of the first run fails before the second run replaces it"
    here.begin("watch", file, command="watch")
    assert here.finish("watch").exit_code == 4, failed
    here.begin("b", file, replace_failed=True, wait=False)
    assert here.finish("b").outputs["action-taken"] == "replaced"
    here.begin("post", "", state=state)
    assert here.finish("post").lines == (f"model package one {KEPT}",)
    assert changes(here, "post") == []


def test_a_job_of_which_the_model_is_not_shown_is_named(harness: Harness, gate: Serve) -> None:
    """The link is not documented; then the package is deleted as soon as SageMaker allows it."""
    here, file = gate("never-finishes"), harness.manifest("ModelPackage", "one")
    here.begin("a", file, on_cancel="stop", follow_jobs=True)
    job = running_job(here, "a")
    here.interrupt("a")
    here.until("a", "DescribeModel")
    here.refuse("a", "AccessDeniedException", "no")
    here.until("a", "DeleteModelPackage")
    here.let_pass("a")
    ended = here.finish("a")
    lines = "\n".join(ended.lines)
    assert f"could not stop transform job {job}: AWS does not show whether it belongs to one" in lines
    refused = "AWS refused DeleteModelPackage: ValidationException: Cannot delete ModelPackage in InProgress status"
    assert f"is left: {refused}; the post step of this job continues" in lines
    assert "StopTransformJob" not in here.calls("a")


@BOTH
def test_a_conflict_of_the_delete_call_ends_that_manifest_alone(harness: Harness, gate: Serve, kind: str) -> None:
    """ConflictException is the only declared error of the delete calls."""
    here, file = gate("invocations-fail"), harness.manifest(kind, "one")
    failed_before(here, kind, file)
    other = harness.manifest(kind, "other", "other.yaml")
    here.begin("a", f"{other} {file}", replace_failed=True)
    here.until("a", f"Delete{kind}")
    here.refuse("a", "ConflictException", "It is used by an endpoint.")
    ended = here.finish("a")
    lines = "\n".join(ended.lines)
    assert f"AWS refused Delete{kind}: It is used by an endpoint." in lines
    assert ended.exit_code == 3
    assert "other failed validation" in lines, "the other one is watched to its end"
