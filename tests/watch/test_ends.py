"""The lines of a job's log that are kept for the end are shown, however a watch ends."""

from __future__ import annotations

from pathlib import Path

from tests.pipeline.conftest import harness, shared
from tests.pipeline.harness import Harness, Outcome

from sagemaker_marketplace.report import events

__all__ = ["harness", "shared"]

SERVING = ["Serving on port 8080", '"GET /execution-parameters HTTP/1.1" 404']
REFUSED = """
description: The transform job never finishes, and after some polls all Describe calls are refused.
stages:
  transform: {final_status: never}
faults:
  - operations: [DescribeModelPackage]
    after: 6
    response: {code: ValidationException, message: not today}
"""
DELETED = """
description: The validation fails, and the resource is visible for a while after it is deleted.
polls_while_deleting: 30
stages:
  transform: {final_status: Failed, reason: it failed, polls: 3}
"""


def lines(outcome: Outcome) -> list[str]:
    """The lines of the job's log; the failure comes after them."""
    stream = [event for _, event in outcome.events]
    shown = [event for event in stream if isinstance(event, events.LogLine)]
    (failure,) = [event for event in stream if isinstance(event, events.RunFailed)]
    assert stream.index(shown[-1]) < stream.index(failure)
    return [event.text for event in shown]


def test_a_watch_that_is_refused(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "refused.yaml").write_text(REFUSED, "utf-8")
    harness.serve(str(tmp_path / "refused.yaml"), fresh=True)
    outcome = harness.run(harness.manifest("ModelPackage", "one"), follow_jobs=True, log_lines=2)
    assert outcome.exit_code == 3
    assert lines(outcome) == SERVING


def test_a_resource_that_another_process_deletes(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "deleted.yaml").write_text(DELETED, "utf-8")
    harness.serve(str(tmp_path / "deleted.yaml"), fresh=True)
    deleted: list[bool] = []

    def delete(event: events.Event) -> None:
        if isinstance(event, events.LogLine) and not deleted:
            deleted.append(True)
            while harness.call("describe_model_package", ModelPackageName="one")["ModelPackageStatus"] != "Failed":
                pass
            harness.call("delete_model_package", ModelPackageName="one")

    outcome = harness.run(harness.manifest("ModelPackage", "one"), follow_jobs=True, log_lines=2, on_event=delete)
    assert outcome.exit_code == 3
    assert outcome.report.failures[0].message == "one was deleted during the watch"
    assert lines(outcome) == ["Serving on port 8080", '"POST /invocations HTTP/1.1" 200']


def test_a_new_resource_that_is_not_visible_when_the_time_is_up(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "hidden.yaml").write_text("description: It stays hidden.\npolls_until_visible: 99\n", "utf-8")
    harness.serve(str(tmp_path / "hidden.yaml"), fresh=True)
    outcome = harness.run(harness.manifest("ModelPackage", "one"), timeout_minutes=1)
    arn = outcome.report.outputs()["arn"]
    (failure,) = outcome.report.failures
    assert (outcome.exit_code, failure.message) == (5, f"timed out: {arn} is still not visible")
