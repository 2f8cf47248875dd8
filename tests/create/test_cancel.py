"""What a cancelled run leaves behind, and how long it waits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest
from tests.create.gate import Gate
from tests.pipeline.expected import arn
from tests.pipeline.harness import FakeClock, Harness

from sagemaker_marketplace.create import cancel
from sagemaker_marketplace.create.cleanup import Leftover
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.report import Report

Serve = Callable[[str], Gate]
IDENTITY = {"kind": "ModelPackage", "name": "one", "region": "us-east-1"}
ARN = arn("ModelPackage", "one")
JOBS = (("training", "t1"), ("transform", "t2"))
LEFTOVER = Leftover("m.yaml", "ModelPackage", "one", ARN, "us-east-1", "mark")


def report_of(stream: Iterator[events.Event] | list[events.Event]) -> Report:
    report = Report("create", "error")
    for event in stream:
        report.add(event)
    return report


def created(stage: str = "create", **outputs: str) -> list[events.Event]:
    """The events of a run up to these outputs."""
    return [
        *(events.OutputChanged("m.yaml", name, value) for name, value in IDENTITY.items()),
        events.StageStarted(stage, "m.yaml"),
        *(events.OutputChanged("m.yaml", name.replace("_", "-"), value) for name, value in outputs.items()),
    ]


@pytest.mark.parametrize(
    ("outputs", "is_left"),
    [
        ({"arn": ARN, "action_taken": "created"}, True),
        ({"arn": ARN, "action_taken": "created", "status": "Pending"}, True),
        ({"arn": ARN, "action_taken": "replaced", "status": "InProgress"}, True),
        ({"arn": ARN, "action_taken": "created", "status": "Completed"}, False),
        ({"arn": ARN, "action_taken": "created", "status": "Failed"}, False),
        ({"arn": ARN, "action_taken": "attached", "status": "InProgress"}, False),
        ({"arn": ARN, "action_taken": "unchanged"}, False),
        ({"arn": ARN, "action_taken": "watched", "status": "InProgress"}, False),
    ],
)
def test_only_what_the_run_created_and_has_not_ended_is_left(outputs: dict[str, str], is_left: bool) -> None:
    found = cancel.find_leftovers(report_of(created(**outputs)), "mark")
    assert found == ([LEFTOVER] if is_left else [])


def test_a_create_call_that_may_be_under_way() -> None:
    unanswered = Leftover("m.yaml", "ModelPackage", "one", "", "us-east-1", "mark")
    assert cancel.find_leftovers(report_of(created()), "mark") == [unanswered]
    assert cancel.find_leftovers(report_of(created("plan")), "mark") == []
    refused = [*created(), events.RunFailed("m.yaml", "AWS refused CreateModelPackage", 3)]
    assert cancel.find_leftovers(report_of(refused), "mark") == []


def test_the_jobs_that_run() -> None:
    statuses = [
        events.StatusChanged("m.yaml", "training job", "t1", "Starting", 1),
        events.StatusChanged("m.yaml", "training job", "t1", "Training", 2),
        events.StatusChanged("m.yaml", "transform job", "t2", "InProgress", 3),
        events.StatusChanged("m.yaml", "model package", "one", "InProgress", 3),
    ]
    stream = [*created(arn=ARN, action_taken="created"), *statuses]
    (found,) = cancel.find_leftovers(report_of(stream), "mark")
    assert found.jobs == JOBS
    finished = events.JobFinished("m.yaml", "training", "t1", "Completed", 0, 60, None)
    (found,) = cancel.find_leftovers(report_of([*stream, finished]), "mark")
    assert found.jobs == JOBS[1:]


def no_account(_role: str) -> NoReturn:
    raise AssertionError("nothing is left")


@pytest.mark.parametrize(
    ("on_cancel", "outputs"),
    [("keep", {"arn": ARN, "action_taken": "created"}), ("stop", {"arn": ARN, "action_taken": "attached"})],
)
def test_a_cleanup_without_leftovers_calls_nothing(on_cancel: str, outputs: dict[str, str]) -> None:
    saved: list[Any] = []
    clean_up = cancel.make_cleanup(on_cancel, "mark", no_account, FakeClock(), save=saved.append)
    assert list(clean_up(report_of(created(**outputs)))) == []
    assert saved == []


@pytest.mark.parametrize(("wait", "pauses"), [(cancel.STEP_WAIT, 4), (cancel.COMMAND_WAIT, 30), (cancel.POST_WAIT, 48)])
def test_how_long_a_cleanup_waits(wait: cancel.Wait, pauses: int) -> None:
    clock = FakeClock()
    pause = cancel.pauses(clock, wait)
    assert [pause() for _ in range(pauses + 2)] == [True] * pauses + [False] * 2
    assert clock.seconds == wait.seconds


def test_leftovers_reach_a_later_process() -> None:
    leftovers = [Leftover("m.yaml", "Algorithm", "a", "", "us-east-1", "mark", JOBS), LEFTOVER]
    assert cancel.from_json(cancel.to_json(leftovers)) == leftovers


@pytest.mark.parametrize("text", ["", "[]", "{", "[1]", '[{"name": "a"}]', '[{"jobs": 1}]', '{"a": 1}', "null", "[{}]"])
def test_other_texts_are_no_leftovers(text: str) -> None:
    assert cancel.from_json(text) == []


def cancelled(here: Gate, file: str) -> None:
    """Cancel a run that follows a transform job."""
    here.begin("a", file, on_cancel="stop", follow_jobs=True)
    here.until("a", "FilterLogEvents")
    here.interrupt("a")


def test_a_call_of_a_cleanup_is_repeated_while_there_is_time(harness: Harness, gate: Serve) -> None:
    here = gate("never-finishes")
    cancelled(here, harness.manifest("ModelPackage", "one"))
    for operation in ("DescribeModelPackage", "ListTags", "DescribeTransformJob", "StopTransformJob"):
        here.until("a", operation)
        here.refuse("a", "ThrottlingException", "Rate exceeded")
    ended = here.finish("a")
    assert here.calls("a")[-1] == "DeleteModelPackage"
    assert (ended.exit_code, ended.state) == (130, "[]")
    (stop,) = [call for call in here.passed if call.operation == "StopTransformJob"]
    assert [line.strip() for line in ended.lines if line.startswith(("  stop", "  deleting"))] == [
        f"stopping transform job {stop.request['TransformJobName']}",
        f"deleting model package {ARN}",
        'stopped because on-cancel is "stop"',
    ]


def test_the_jobs_of_several_resources_are_reported_before_a_log_is_read(harness: Harness, gate: Serve) -> None:
    """So the cleanup knows both: it stops the job of each."""
    here = gate("never-finishes")
    cancelled(here, " ".join(harness.manifest("ModelPackage", name, f"{name}.yaml") for name in ("one", "two")))
    here.finish("a")
    assert here.calls("a").count("StopTransformJob") == 2


def test_a_job_that_is_older_than_the_resource_is_not_stopped(harness: Harness, gate: Serve) -> None:
    """It belongs to an earlier resource with the same name, and so with the same ARN."""
    here = gate("never-finishes")
    cancelled(here, harness.manifest("ModelPackage", "one"))
    here.until("a", "DescribeTransformJob")
    call = here.execute("a")
    call.answer = (200, json.dumps({**(call.result or {}), "CreationTime": 1.0}).encode())
    here.let_pass("a")
    ended = here.finish("a")
    assert "AWS does not show whether it belongs to one" in "\n".join(ended.lines)
    assert "StopTransformJob" not in here.calls("a")


def test_what_a_cleanup_could_not_finish_is_saved(harness: Harness, gate: Serve) -> None:
    here = gate("never-finishes")
    cancelled(here, harness.manifest("ModelPackage", "one"))
    while here.next("a"):
        here.refuse("a", "ThrottlingException", "Rate exceeded")
    ended = here.finish("a")
    (left,) = cancel.from_json(ended.state)
    assert (left.arn, len(left.jobs)) == (ARN, 1)
    problem = "DescribeModelPackage: ThrottlingException; the post step of this job continues"
    assert ended.messages[-3:] == [
        f"model package {ARN} is left: {problem}",
        "sagemaker-marketplace: interrupted by SIGTERM",
        f'on-cancel is "stop", but this is left: {ARN}',
    ]


def test_a_cleanup_ends_when_the_resource_is_gone(harness: Harness, gate: Serve) -> None:
    """Someone else has deleted it since the first look."""
    here = gate("never-finishes")
    cancelled(here, harness.manifest("ModelPackage", "one"))
    here.until("a", "StopTransformJob")
    assert here.let_pass("a").operation == "StopTransformJob"
    assert here.refuse("a", "ValidationException", "It does not exist.").operation == "DescribeModelPackage"
    assert here.next("a") is None
    assert here.finish("a").state == "[]"


def test_a_completed_resource_is_never_deleted(harness: Harness, gate: Serve) -> None:
    """The validation ends before the cleanup looks."""
    here, file = gate("success"), harness.manifest("ModelPackage", "one")
    here.begin("a", file, on_cancel="stop")
    here.until("a", "CreateModelPackage")
    here.let_pass("a")
    here.let_pass("a")
    here.begin("b", file)
    assert here.finish("b").outputs["status"] == "Completed"
    here.interrupt("a")
    ended = here.finish("a")
    assert f"model package {ARN} is kept: it is Completed" in "\n".join(ended.lines)
    assert "DeleteModelPackage" not in here.calls("a")
    assert ended.state == "[]"
