"""Two runs with the same manifest: at the same time, and after a run was killed at any of its events."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import Harness, Outcome

from sagemaker_marketplace.report import events

TIMES = max(10, int(os.environ.get("RACES", "0")) // 20)
# All options are on, because the calls before the create call must not interfere with another run.
COMPLETE_RUN: dict[str, Any] = {"preflight": True, "pin_image": True, "provenance_tags": True}


class Killed(BaseException):
    """Ends the run as suddenly as SIGKILL."""


def names(harness: Harness, kind: str, prefix: str) -> Counter[str]:
    """Count the resources by name, for names with this prefix."""
    found = harness.call(f"list_{TITLES[kind].replace(' ', '_')}s", MaxResults=100, NameContains=prefix)
    return Counter(summary[f"{kind}Name"] for summary in found[f"{kind}SummaryList"])


def jobs(harness: Harness) -> Counter[str]:
    """Count the jobs by type."""
    counts: Counter[str] = Counter()
    for job_type in ("Training", "Transform"):
        token: dict[str, str] = {}
        while True:
            page = harness.call(f"list_{job_type.lower()}_jobs", MaxResults=100, **token)
            counts[job_type] += len(page[f"{job_type}JobSummaries"])
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
    return counts


def test_concurrent_runs_create_one_resource(harness: Harness) -> None:
    harness.serve("success")
    for number, kind in zip(range(TIMES), itertools.cycle(TITLES)):
        name, barrier = f"twice-{number}", Barrier(2)
        file = harness.manifest(kind, name, file=f"{number}.yaml")

        def run(file: str = file, barrier: Barrier = barrier) -> Outcome:
            barrier.wait()
            return harness.run(file, wait=False)

        with ThreadPoolExecutor(2) as pool:
            outcomes = [future.result() for future in (pool.submit(run), pool.submit(run))]
        assert [end.exit_code for end in outcomes] == [0, 0]
        assert {end.report.outputs()["arn"] for end in outcomes} == {arn(kind, name)}
    counts = names(harness, "ModelPackage", "twice-") + names(harness, "Algorithm", "twice-")
    assert counts == {f"twice-{number}": 1 for number in range(TIMES)}


@pytest.mark.parametrize("kind", TITLES)
def test_a_run_killed_at_any_event_is_resumed_by_the_next(harness: Harness, kind: str) -> None:
    harness.serve("success")
    prefix, before = f"killed-{kind}", jobs(harness)
    for moment in itertools.count():
        file = harness.manifest(kind, f"{prefix}-{moment}")
        seen = itertools.count()

        def kill(_: events.Event, moment: int = moment, seen: itertools.count[int] = seen) -> None:
            if next(seen) == moment:
                raise Killed

        try:
            harness.run(file, on_event=kill, **COMPLETE_RUN)
            break
        except Killed:
            next_run = harness.run(file)
        assert (next_run.exit_code, next_run.report.outputs()["arn"]) == (0, arn(kind, f"{prefix}-{moment}"))
    assert moment > 20
    assert names(harness, kind, prefix) == {f"{prefix}-{number}": 1 for number in range(moment + 1)}
    expected_jobs = {"Transform": moment + 1, **({"Training": moment + 1} if kind == "Algorithm" else {})}
    assert jobs(harness) - before == expected_jobs
