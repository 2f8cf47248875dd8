"""The same manifest twice: at the same time, and after a run that was killed at any of its events."""

from __future__ import annotations

import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import Harness, Outcome

from sagemaker_marketplace.report import events

TIMES = 50
# With everything on: the calls before the create call must not interfere with another run either.
WHOLE: dict[str, Any] = {"preflight": True, "pin_image": True, "provenance_tags": True}


class Killed(BaseException):
    """Ends the run as suddenly as SIGKILL."""


def names(harness: Harness, kind: str, begin: str) -> Counter[str]:
    """How many resources there are of each name with this prefix."""
    found = harness.call(f"list_{TITLES[kind].replace(' ', '_')}s", MaxResults=100, NameContains=begin)
    return Counter(one[f"{kind}Name"] for one in found[f"{kind}SummaryList"])


def jobs(harness: Harness) -> Counter[str]:
    """How many jobs there are of each type."""
    counts: Counter[str] = Counter()
    for use in ("Training", "Transform"):
        token: dict[str, str] = {}
        while True:
            page = harness.call(f"list_{use.lower()}_jobs", MaxResults=100, **token)
            counts[use] += len(page[f"{use}JobSummaries"])
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
    return counts


def test_two_runs_at_the_same_time_make_one_resource(harness: Harness) -> None:
    harness.serve("success")
    for number, kind in zip(range(TIMES), itertools.cycle(TITLES)):
        name, together = f"twice-{number}", Barrier(2)
        file = harness.manifest(kind, name, file=f"{number}.yaml")

        def run(file: str = file, together: Barrier = together) -> Outcome:
            together.wait()
            return harness.run(file, wait=False)

        with ThreadPoolExecutor(2) as pool:
            ends = [future.result() for future in (pool.submit(run), pool.submit(run))]
        assert [end.exit_code for end in ends] == [0, 0]
        assert {end.report.outputs()["arn"] for end in ends} == {arn(kind, name)}
    made = names(harness, "ModelPackage", "twice-") + names(harness, "Algorithm", "twice-")
    assert made == {f"twice-{number}": 1 for number in range(TIMES)}


@pytest.mark.parametrize("kind", TITLES)
def test_a_run_killed_at_any_event_is_resumed_by_the_next(harness: Harness, kind: str) -> None:
    harness.serve("success")
    begin, before = f"killed-{kind}", jobs(harness)
    for moment in itertools.count():
        file = harness.manifest(kind, f"{begin}-{moment}")
        seen = itertools.count()

        def kill(_: events.Event, moment: int = moment, seen: itertools.count[int] = seen) -> None:
            if next(seen) == moment:
                raise Killed

        try:
            harness.run(file, on_event=kill, **WHOLE)
            break
        except Killed:
            again = harness.run(file)
        assert (again.exit_code, again.report.outputs()["arn"]) == (0, arn(kind, f"{begin}-{moment}"))
    assert moment > 20
    assert names(harness, kind, begin) == {f"{begin}-{number}": 1 for number in range(moment + 1)}
    paid = {"Transform": moment + 1, **({"Training": moment + 1} if kind == "Algorithm" else {})}
    assert jobs(harness) - before == paid
