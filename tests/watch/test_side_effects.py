"""What a watch does besides watching: the log file and the prices. An error there does not end it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.pipeline.conftest import harness, shared
from tests.pipeline.expected import TITLES
from tests.pipeline.harness import Harness, Outcome, SingleAttemptAccount
from tests.pipeline.test_faults import add_faults, pending_faults

from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event

__all__ = ["harness", "shared"]

BOTH_KINDS = pytest.mark.parametrize("kind", TITLES)


def run(harness: Harness, kind: str, name: str, **settings: Any) -> Outcome:
    return harness.run(harness.manifest(kind, name), account=SingleAttemptAccount, follow_jobs=True, **settings)


def log_lines(outcome: Outcome) -> list[str]:
    """The log lines that a run shows, as the log file has them after the time."""
    lines = [event for _, event in outcome.events if isinstance(event, events.LogLine)]
    return [f"{line.job_type} {line.stream} {line.text}" for line in lines]


@BOTH_KINDS
def test_the_log_file_gets_every_line(harness: Harness, kind: str) -> None:
    """Also those that are not shown."""
    harness.serve("success")
    file = harness.root / "jobs.log"
    file.write_text("of an earlier run\n", "utf-8")
    shown = log_lines(run(harness, kind, "complete", log_file="jobs.log"))
    first, *lines = file.read_text("utf-8").splitlines()
    times, logged = zip(*(line.split(" ", 1) for line in lines), strict=True)
    assert (first, list(logged)) == ("of an earlier run", shown)
    assert [time for time in times if not re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time)] == []
    file.unlink()
    assert len(log_lines(run(harness, kind, "limited", log_file="jobs.log", log_lines=1))) < len(shown)
    assert len(file.read_text("utf-8").splitlines()) == len(shown)


def test_a_log_file_that_can_not_be_written_does_not_end_the_watch(harness: Harness) -> None:
    """It could be written before the first stage."""
    harness.serve("success")

    def occupy_name(event: Event) -> None:
        if event == events.StageStarted("plan", "m.yaml", elapsed_seconds=0.0):
            (harness.root / "jobs.log").mkdir()

    outcome = run(harness, "ModelPackage", "directory", log_file="jobs.log", on_event=occupy_name)
    assert (outcome.exit_code, outcome.report.outputs()["status"]) == (0, "Completed")
    notes = [event.text for _, event in outcome.events if isinstance(event, events.Note)]
    assert notes == ["cannot write log-file jobs.log: it is a directory"]
    assert [event for _, event in outcome.events if isinstance(event, events.LogLine)]


def test_credentials_that_expire_at_a_price_do_not_end_the_watch(harness: Harness) -> None:
    """The recorded price is used: the poll that follows has its own result. A plan would have asked for the price."""
    harness.serve("success")
    run(harness, "ModelPackage", "priced", wait=False)

    def expire(event: Event) -> None:
        if isinstance(event, events.StageStarted) and event.stage == "watch":
            add_faults(harness, ["GetProducts"], "expired")

    settings = {"command": "watch", "preflight": True, "pin_image": False}
    outcome = run(harness, "ModelPackage", "priced", on_event=expire, **settings)
    assert (outcome.exit_code, outcome.report.outputs()["status"]) == (0, "Completed")
    assert pending_faults(harness) == []
    (job,) = [event for _, event in outcome.events if isinstance(event, events.JobFinished)]
    assert job.cost_usd == pytest.approx(0.115 / 60)
