"""Errors while a resource is watched, and what is reported at the end of a watch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from tests.create.conftest import gate, runs
from tests.create.test_races import Serve
from tests.pipeline.conftest import harness, shared
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import Harness

from sagemaker_marketplace.aws import statuses
from sagemaker_marketplace.report import events
from sagemaker_marketplace.watch import watch

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


@BOTH_KINDS
@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException"])
def test_polls_that_are_refused_end_the_watch(harness: Harness, gate: Serve, kind: str, code: str) -> None:
    here = gate("success")
    here.begin("a", harness.manifest(kind, "one"))
    here.until("a", f"Create{kind}")
    here.let_pass("a")
    here.let_pass("a")
    refused = 0
    while here.next("a"):
        here.refuse("a", code, "no")
        refused += 1
        assert refused < 100
    ended = here.finish("a")
    assert ended.exit_code == 3
    assert ended.outputs["arn"] == arn(kind, "one")
    if code == "AccessDeniedException":
        assert f"sagemaker-marketplace watch {arn(kind, 'one')}" in "\n".join(ended.lines)


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

    monkeypatch.setattr(watch, "statuses", broken)
    outcome = harness.run(*files)
    assert outcome.exit_code == 70
    assert outcome.report.results["second.yaml"].outputs["status"] == "Completed"
    (failure,) = outcome.report.results["first.yaml"].failures
    assert failure.message == "internal error: ZeroDivisionError: by zero"
    assert failure.hint.splitlines()[-1] == f"sagemaker-marketplace watch {arn(kind, 'bug-first')}"


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


def test_findings_of_the_diagnosis_are_complete_before_the_failure(harness: Harness) -> None:
    harness.serve("invocations-fail", fresh=True)
    stream = [event for _, event in harness.run(harness.manifest("ModelPackage", "one")).events]
    complete = events.FindingsComplete(stage="watch")
    failed = next(index for index, event in enumerate(stream) if isinstance(event, events.RunFailed))
    assert stream.index(complete) < failed
