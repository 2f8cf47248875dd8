"""Errors while a resource is watched, and what is reported at the end of a watch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.create.conftest import gate, runs
from tests.create.gate import End, Gate
from tests.create.test_races import Serve
from tests.pipeline.conftest import harness, shared
from tests.pipeline.expected import TITLES, arn, resume_hint
from tests.pipeline.harness import Harness

from sagemaker_marketplace.aws import statuses
from sagemaker_marketplace.aws.errors import PROVIDE_CREDENTIALS
from sagemaker_marketplace.diagnosis import diagnosis
from sagemaker_marketplace.report import events
from sagemaker_marketplace.watch import poll
from sagemaker_marketplace.watch.jobs import JobOutcome

__all__ = ["gate", "harness", "runs", "shared"]

BOTH_KINDS = pytest.mark.parametrize("kind", TITLES)


@BOTH_KINDS
@pytest.mark.parametrize("error", ["InternalFailure", "ThrottlingException"])
def test_a_poll_without_a_response_does_not_end_the_watch(harness: Harness, gate: Serve, kind: str, error: str) -> None:
    here = gate("success")
    here.begin("a", harness.manifest(kind, "one"))
    here.until("a", f"Create{kind}")
    here.let_pass("a")
    for _ in range(2):
        here.let_pass("a")
        here.refuse("a", error, "try again", 400 if error.startswith("Thr") else 500)
    ended = here.finish("a")
    assert (ended.exit_code, ended.outputs["status"]) == (0, "Completed")
    assert "no response, polling again" in "\n".join(ended.lines)


def watched(here: Gate, file: str, polls: int = 2, **settings: Any) -> None:
    """Let a run create a resource and poll it so often."""
    here.begin("a", file, **settings)
    here.until("a", f"Create{json.loads(Path(file).read_text())['kind']}")
    for _ in range(1 + polls):
        here.let_pass("a")


REFUSALS = {
    "AccessDeniedException": "access denied: Describe{kind}: no",
    "UnrecognizedClientException": "AWS rejected the credentials (UnrecognizedClientException)",
    "ValidationException": "AWS refused Describe{kind}: ValidationException: no",
    "Teapot": "AWS refused Describe{kind}: Teapot: no",
}
HINTS = {
    "AccessDeniedException": ["add sagemaker:Describe{kind} to the caller's IAM policy"],
    "UnrecognizedClientException": [PROVIDE_CREDENTIALS],
}
EACH_REFUSAL = pytest.mark.parametrize("code", REFUSALS)


def noted(ended: End) -> list[str]:
    """The lines about polls."""
    return [line.strip() for line in ended.lines if "polling again" in line]


@BOTH_KINDS
@EACH_REFUSAL
def test_a_refused_poll_does_not_end_the_watch(harness: Harness, gate: Serve, kind: str, code: str) -> None:
    here = gate("success")
    watched(here, harness.manifest(kind, "one"))
    for _ in range(2):
        here.refuse("a", code, "no", 418 if code == "Teapot" else 400)
    ended = here.finish("a")
    assert (ended.exit_code, ended.outputs["status"]) == (0, "Completed")
    assert noted(ended) == [f"refused, polling again ({REFUSALS[code].format(kind=kind)})"]


@BOTH_KINDS
def test_the_first_poll_of_a_new_resource_is_repeated(harness: Harness, gate: Serve, kind: str) -> None:
    here = gate("success")
    watched(here, harness.manifest(kind, "one"), polls=0)
    here.refuse("a", "AccessDeniedException", "no")
    ended = here.finish("a")
    assert (ended.exit_code, ended.outputs["status"]) == (0, "Completed")


@BOTH_KINDS
@EACH_REFUSAL
def test_polls_that_are_refused_for_minutes_end_the_watch(harness: Harness, gate: Serve, kind: str, code: str) -> None:
    here = gate("success")
    watched(here, harness.manifest(kind, "one"))
    refused = 0
    while here.next("a"):
        here.refuse("a", code, "no")
        refused += 1
    ended = here.finish("a")
    message = REFUSALS[code].format(kind=kind)
    hints = [hint.format(kind=kind) for hint in HINTS.get(code, ())]
    assert (ended.exit_code, refused, ended.seconds) == (3, 6, (2 + 5) * 60)
    assert noted(ended) == [f"refused, polling again ({message})"]
    assert ended.messages[-2 - len(hints) :] == [f"m.yaml: {message}", *hints, "validation continues in AWS"]
    assert ended.resumes


@BOTH_KINDS
@EACH_REFUSAL
def test_the_first_poll_of_an_unknown_resource_is_not_repeated(
    harness: Harness, gate: Serve, kind: str, code: str
) -> None:
    here, name = gate("success"), arn(kind, "one")
    here.begin("a", name, command="watch")
    here.refuse("a", code, "no")
    ended = here.finish("a")
    assert (ended.exit_code, ended.seconds) == (3, 0)
    assert ended.messages[-1] == "validation continues in AWS"
    assert ended.resumes


@BOTH_KINDS
def test_a_poll_that_does_not_find_the_resource(harness: Harness, gate: Serve, kind: str) -> None:
    here, missing = gate("success"), ("ValidationException", "The resource does not exist.")
    watched(here, harness.manifest(kind, "one"))
    here.refuse("a", *missing)
    here.let_pass("a")
    for _ in range(6):
        here.refuse("a", *missing)
    ended = here.finish("a")
    message = f"{TITLES[kind]} not found: {arn(kind, 'one')}"
    assert (ended.exit_code, noted(ended)) == (3, [f"polling again ({message})"] * 2)
    assert ended.messages[-2:] == [
        f"m.yaml: {message}",
        "it was deleted during the watch; create it again if it is still needed",
    ]


@BOTH_KINDS
def test_a_new_resource_that_never_appears(harness: Harness, gate: Serve, kind: str) -> None:
    """It may be there nevertheless."""
    here = gate("success")
    watched(here, harness.manifest(kind, "one"), polls=0)
    while here.next("a"):
        here.refuse("a", "ValidationException", "The resource does not exist.")
    ended = here.finish("a")
    assert (ended.exit_code, ended.seconds) == (3, 180)
    assert ended.resumes
    assert ended.messages[-3:] == [
        f"m.yaml: {TITLES[kind]} not found: {arn(kind, 'one')}",
        "check the ARN, and that the credentials belong to its account",
        "validation continues in AWS",
    ]


@BOTH_KINDS
def test_a_resource_that_another_run_replaced_is_not_watched(harness: Harness, gate: Serve, kind: str) -> None:
    """It fails, is deleted and created again between two polls."""
    here, file = gate("invocations-fail"), harness.manifest(kind, "one")
    watched(here, file)
    here.begin("watch", file, command="watch")
    assert here.finish("watch").exit_code == 4
    here.begin("b", file, replace_failed=True, wait=False)
    assert here.finish("b").outputs["action-taken"] == "replaced"
    ended = here.finish("a")
    assert ended.exit_code == 3
    assert ended.messages[-2:] == [
        "m.yaml: one was replaced by another process during the watch",
        "run the same command again",
    ]


def test_a_new_status_of_refusals_is_reported_again(harness: Harness, gate: Serve) -> None:
    here = gate("success")
    watched(here, harness.manifest("ModelPackage", "one"))
    here.refuse("a", "AccessDeniedException", "no")
    here.refuse("a", "InternalFailure", "", 500)
    here.refuse("a", "AccessDeniedException", "no")
    here.let_pass("a")
    here.refuse("a", "AccessDeniedException", "no")
    ended = here.finish("a")
    denied = "refused, polling again (access denied: DescribeModelPackage: no)"
    lost = "no response, polling again (DescribeModelPackage: InternalFailure)"
    assert (ended.exit_code, noted(ended)) == (0, [denied, lost, denied, denied])


@BOTH_KINDS
def test_a_bug_in_one_watch_does_not_end_the_others(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The exit code says that there is a bug, and how to resume."""
    harness.serve("success")
    files = [harness.manifest(kind, f"bug-{name}", f"{name}.yaml") for name in ("first", "second")]

    def broken(module: Any, described: Mapping[str, Any]) -> Iterator[Any]:
        if described[module.NAME] == "bug-first":
            raise ZeroDivisionError("by zero")
        return statuses.statuses(module, described)

    monkeypatch.setattr(poll, "statuses", broken)
    outcome = harness.run(*files)
    assert outcome.exit_code == 70
    assert outcome.report.results["second.yaml"].outputs["status"] == "Completed"
    (failure,) = outcome.report.results["first.yaml"].failures
    assert failure.message == "internal error: ZeroDivisionError: by zero"
    assert failure.hint.endswith(f"\n{resume_hint(arn(kind, 'bug-first'))}")


def test_a_bug_after_the_end_of_the_validation_does_not_say_how_to_resume(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.serve("training-fails")

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(diagnosis, "explain_failure", broken)
    outcome = harness.run(harness.manifest("Algorithm", "bug-in-diagnosis"))
    (failure,) = outcome.report.failures
    assert (outcome.exit_code, outcome.report.outputs()["status"]) == (70, "Failed")
    assert "resume" not in failure.hint


def job_lines(harness: Harness, scenario: str, kind: str, **settings: Any) -> tuple[list[str], Any]:
    """The log lines of a run, and its outcome."""
    harness.serve(scenario, fresh=True)
    outcome = harness.run(harness.manifest(kind, "one"), follow_jobs=True, **settings)
    return [event.text for _, event in outcome.events if isinstance(event, events.LogLine)], outcome


def test_lines_that_arrive_after_the_end_are_shown(harness: Harness) -> None:
    """Every third line appears late."""
    late, _ = job_lines(harness, "logs-late", "ModelPackage")
    complete, _ = job_lines(harness, "success", "ModelPackage")
    assert sorted(late) == sorted(complete) != []


def test_lines_kept_for_the_end_are_shown_when_the_time_is_up(harness: Harness) -> None:
    lines, outcome = job_lines(harness, "never-finishes", "ModelPackage", timeout_minutes=20)
    some, limited = job_lines(harness, "never-finishes", "ModelPackage", timeout_minutes=20, log_lines=2)
    assert outcome.exit_code == limited.exit_code == 5
    assert len(lines) > 2
    assert some == [lines[0], lines[-1]]


def test_the_log_of_the_job_that_failed_is_linked(harness: Harness) -> None:
    """The training job went well, the transform job failed."""
    _, outcome = job_lines(harness, "invocations-fail", "Algorithm")
    (failure,) = outcome.report.failures
    jobs = [event for _, event in outcome.events if isinstance(event, events.JobFinished)]
    training, transform = jobs
    assert (training.status, transform.status) == ("Completed", "Failed")
    assert transform.name in failure.logs
    assert training.name not in failure.logs
    assert "#logsV2:log-groups/" in failure.logs


@pytest.mark.parametrize(
    ("region", "reasons", "linked"),
    [
        ("us-east-1", ["", "failed"], "b"),
        ("us-east-1", ["failed", "failed"], "a"),
        ("us-east-1", ["", ""], "b"),
        ("us-east-1", [], ""),
        ("elsewhere", ["failed"], ""),
    ],
)
def test_which_log_is_linked(region: str, reasons: list[str], linked: str) -> None:
    """That of the first job that failed, else of the last job."""
    jobs = [JobOutcome(name, "transform", reason, ()) for name, reason in zip("ab", reasons, strict=False)]
    assert poll._logs_url(region, jobs).endswith(f"logStreamNameFilter$3D{linked}$252F" if linked else "")
    assert bool(poll._logs_url(region, jobs)) is bool(linked)


def test_findings_of_the_diagnosis_are_complete_before_the_failure(harness: Harness) -> None:
    harness.serve("invocations-fail", fresh=True)
    stream = [event for _, event in harness.run(harness.manifest("ModelPackage", "one")).events]
    complete = events.FindingsComplete(stage="watch")
    failed = next(index for index, event in enumerate(stream) if isinstance(event, events.RunFailed))
    assert stream.index(complete) < failed
